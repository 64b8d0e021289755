-- The page that is read together with a young person: what they said, what they asked for and what became of it, what went
-- well. Every line was chosen for them by a worker; nothing gets there by itself but who comes and who knows.

create table my_page_line (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null constraint kind_known check (kind in ('said', 'well')),
  words       text not null constraint something_written check (btrim(words) <> '' and char_length(words) <= 1000),
  said_on     date not null,
  added_at    timestamptz not null default current_instant(),
  added_by    uuid not null default current_post_id() references post (id),
  removed_at  timestamptz,
  version     int not null default 1
);
create index my_page_line_case on my_page_line (case_id) where removed_at is null;
select protect_table('my_page_line', 'case', 'notes');

-- What they asked for. Part of the plan, because somebody owes an answer, and a manager sees who waits for one.
create table my_page_ask (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  asked       text not null constraint something_asked check (btrim(asked) <> '' and char_length(asked) <= 1000),
  asked_on    date not null,
  promised_by uuid not null references post (id),
  promised_for date not null,
  answer      text not null default '' constraint answer_short check (char_length(answer) <= 1000),
  answered_on date,
  added_at    timestamptz not null default current_instant(),
  added_by    uuid not null default current_post_id() references post (id),
  version     int not null default 1,
  constraint answered_in_words check ((answered_on is null) = (btrim(answer) = ''))
);
create index my_page_ask_case on my_page_ask (case_id);
create index my_page_ask_waiting on my_page_ask (promised_for) where answered_on is null;
select protect_table('my_page_ask', 'case', 'plan');

-- Somebody of the circle whom it is not safe to name to them.
create table my_page_left_out (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  post_id     uuid not null references post (id),
  because     text not null constraint reason_given check (btrim(because) <> '' and char_length(because) <= 500),
  added_at    timestamptz not null default current_instant(),
  added_by    uuid not null default current_post_id() references post (id),
  ended_at    timestamptz,
  version     int not null default 1
);
create unique index my_page_left_out_once on my_page_left_out (case_id, post_id) where ended_at is null;
select protect_table('my_page_left_out', 'case', 'notes');

-- Each time that it was read together, why it was not, and each time that it went on paper.
create table my_page_shown (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  outcome     text not null constraint outcome_known check (outcome in ('shown', 'not_safe', 'printed')),
  because     text not null default '' constraint because_short check (char_length(because) <= 500),
  at          timestamptz not null default current_instant(),
  by_post     uuid not null default current_post_id() references post (id),
  said_in_order bigint generated always as identity,
  constraint said_why check (outcome = 'shown' or btrim(because) <> '')
);
create index my_page_shown_case on my_page_shown (case_id, at desc);
select protect_table('my_page_shown', 'case', 'plan', null, '{insert}');
