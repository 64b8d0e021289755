-- The daily meeting: each line gets an owner and a time while everybody is in the room, and comes first the next day until
-- somebody says how it ended. No address, no level and no reason stands on a line: it is read out, and it is printed.

create table morning_line (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null constraint kind_form check (kind ~ '^[a-z][a-z_]*$'),
  met_on      date not null,
  what        text not null default '' constraint what_short check (char_length(what) <= 300),
  owner_post  uuid references post (id),
  owner_words text not null default '' constraint owner_short check (char_length(owner_words) <= 200),
  due_at      timestamptz not null,
  state       text not null default 'open' constraint state_known check (state in ('open', 'done', 'dropped', 'carried')),
  ended_at    timestamptz,
  ended_how   text not null default '' constraint how_short check (char_length(ended_how) <= 500),
  added_at    timestamptz not null default current_instant(),
  added_by    uuid not null default current_post_id() references post (id),
  version     int not null default 1,
  constraint owed_by_somebody check (owner_post is not null or btrim(owner_words) <> ''),
  constraint ended_whole check ((state = 'open') = (ended_at is null)),
  constraint dropped_has_a_reason check (state <> 'dropped' or btrim(ended_how) <> ''),
  constraint once_a_meeting unique (case_id, kind, met_on)
);
create index morning_line_open on morning_line (met_on) where state = 'open';
select protect_table('morning_line', 'case', 'plan');
