-- Dates that matter for somebody: a court date nobody knew of is a child alone in a waiting room. And what was answered to
-- "who will see them?" before each school holiday.

create table case_date (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null constraint kind_form check (kind ~ '^[a-z][a-z_]*$'),
  on_date     date not null,
  -- London's wall clock; null: the time of day is not known
  at_time     text constraint time_form check (at_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  what        text not null default '' constraint what_short check (char_length(what) <= 300),
  state       text not null default 'ahead' constraint state_known check (state in ('ahead', 'happened', 'called_off')),
  ended_how   text not null default '' constraint how_short check (char_length(ended_how) <= 500),
  added_at    timestamptz not null default current_instant(),
  added_by    uuid not null default current_post_id() references post (id),
  version     int not null default 1,
  constraint called_off_has_a_reason check (state <> 'called_off' or btrim(ended_how) <> '')
);
create index case_date_case on case_date (case_id, on_date);
create index case_date_ahead on case_date (on_date) where state = 'ahead';
select protect_table('case_date', 'case', 'plan');

create table holiday_answer (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  holiday     text not null,
  who         text not null constraint somebody_named check (btrim(who) <> '' and char_length(who) <= 500),
  said_at     timestamptz not null default current_instant(),
  said_by     uuid not null default current_post_id() references post (id),
  version     int not null default 1,
  constraint once_a_holiday unique (case_id, holiday)
);
select protect_table('holiday_answer', 'case', 'plan');

-- Children at the top level, or without a level yet, whose worker has not said who will see them in this holiday.
create function unanswered_holidays_as_system(holiday_in text) returns table (case_id uuid, worker_post uuid, team_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.id, f.allocated_post_id, f.team_id from case_file f join case_headline h on h.case_id = f.id
    where f.kind = 'child' and f.state <> 'closed' and h.level in ('significant', 'not_assessed')
      and not exists (select from holiday_answer a where a.case_id = f.id and a.holiday = holiday_in) $$;
revoke execute on function unanswered_holidays_as_system from public;
grant execute on function unanswered_holidays_as_system to lapwing_jobs;

create function ask_for_holiday_as_system(case_in uuid, worker_in uuid, team_in uuid, due_in timestamptz, clock_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$ begin perform task_put_as_system('case', case_in, 'dates.holiday', null, worker_in, team_in, due_in, clock_in, 'worker changed'); end $$;
revoke execute on function ask_for_holiday_as_system from public;
grant execute on function ask_for_holiday_as_system to lapwing_jobs;
