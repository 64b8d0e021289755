-- What is to be done, by whom and by when; which services have really begun; and what supervision decided. A plan is one
-- page of plain headings, so that other practice models fit; its actions are tasks that somebody owes.

create table plan (
  case_id       uuid primary key references case_file (id),
  worries       text not null default '',
  works_well    text not null default '',
  needs_to_happen text not null default '',
  danger_statement text not null default '',
  safety_goal   text not null default '',
  safety_plan   text not null default '',
  changed_at    timestamptz not null default current_instant(),
  changed_by    uuid not null default current_post_id() references post (id),
  version       int not null default 1
);
select protect_table('plan', 'case', 'plan');

create table plan_action (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  what        text not null constraint something_to_do check (btrim(what) <> ''),
  -- who owes it: a colleague in the circle; or somebody without a post, in words
  owner_post  uuid references post (id),
  owner_words text not null default '',
  due_on      date not null,
  asked_by_them boolean not null default false,
  state       text not null default 'open' constraint state_known check (state in ('open', 'done', 'dropped')),
  ended_on    date,
  ended_how   text not null default '',
  added_at    timestamptz not null default current_instant(),
  added_by    uuid not null default current_post_id() references post (id),
  version     int not null default 1,
  constraint owed_by_somebody check (owner_post is not null or btrim(owner_words) <> ''),
  constraint ended_whole check ((state = 'open') = (ended_on is null))
);
create index plan_action_case on plan_action (case_id, due_on);
select protect_table('plan_action', 'case', 'plan');

-- A service is in place only once somebody has met them: asked for, accepted, first met, ended are four different days.
create table support_service (
  id           uuid primary key default gen_random_uuid(),
  case_id      uuid not null references case_file (id),
  service      text not null constraint service_named check (btrim(service) <> ''),
  asked_on     date not null,
  accepted     text not null default 'unknown' constraint accepted_known check (accepted in ('yes', 'no', 'unknown')),
  accepted_on  date,
  first_met_on date,
  ended_on     date,
  ended_because text not null default '',
  added_by     uuid not null default current_post_id() references post (id),
  version      int not null default 1,
  constraint in_order check (coalesce(accepted_on, asked_on) >= asked_on and coalesce(first_met_on, asked_on) >= asked_on
    and coalesce(ended_on, first_met_on, asked_on) >= asked_on),
  constraint met_means_accepted check (first_met_on is null or accepted = 'yes'),
  constraint accepted_has_a_day check ((accepted_on is not null) = (accepted <> 'unknown')),
  constraint ended_has_a_reason check (ended_on is null or btrim(ended_because) <> '')
);
create index support_service_case on support_service (case_id, asked_on);
select protect_table('support_service', 'case', 'plan');

create table supervision (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  held_on     date not null,
  with_post   uuid not null references post (id),
  decided     text not null constraint something_decided check (btrim(decided) <> ''),
  next_on     date,
  recorded_at timestamptz not null default current_instant(),
  recorded_by uuid not null default current_post_id() references post (id),
  constraint next_is_later check (next_on is null or next_on > held_on)
);
create index supervision_case on supervision (case_id, held_on);
select protect_table('supervision', 'case', 'plan', null, array['insert']);
