-- An adult has no rhythm of visits from a level (law 5.4 names none), so nobody was told when one had not been seen for long.
-- How often is somebody's decision, with the reason; from it, and from the day they were last seen, follows who is reminded.

create table adult_rhythm (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  every_days  int not null constraint days_sensible check (every_days between 1 and 182),
  because     text not null constraint reason_given check (btrim(because) <> '' and char_length(because) <= 1000),
  decided_at  timestamptz not null,
  decided_by  uuid not null references post (id)
);
create index adult_rhythm_case on adult_rhythm (case_id, decided_at desc);
select protect_table('adult_rhythm', 'case', 'plan', null, '{}');

-- From when they were exploited, as far as anybody knows: under 18 then, they are counted as a child who was exploited, and
-- what was known of them as a child stays a history of its own (law section 1).
create table adult_exploited_from (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  from_on     date,
  basis       text not null constraint basis_known check (basis in ('document', 'stated', 'assessed', 'estimated', 'unknown')),
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  said_in_order bigint generated always as identity,
  constraint day_unless_unknown check ((from_on is null) = (basis = 'unknown'))
);
create index adult_exploited_from_case on adult_exploited_from (case_id, said_in_order desc);
select protect_table('adult_exploited_from', 'case', 'risk', null, '{}');

-- Makes sure that the worker is reminded: so many days after they were last seen, or after the decision where that is later.
-- What was owed is done when they were seen since it was owed, and replaced when only the decision or the worker changed.
create function remind_adult_seen_as_system(case_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file; r adult_rhythm; seen_on date; decided_on date; owed task;
  begin
    select * into f from case_file where id = case_in and kind = 'adult' and state <> 'closed';
    if not found then return; end if;
    select * into r from adult_rhythm where case_id = case_in order by decided_at desc limit 1;
    if not found then return; end if;
    select max(v.happened_on) into seen_on from visit v where v.case_id = case_in and v.state = 'recorded' and v.outcome in ('seen', 'seen_not_alone');
    decided_on := (r.decided_at at time zone 'Europe/London')::date;
    select * into owed from task t where t.record_kind = 'case' and t.record_id = case_in and t.kind = 'adult.seen' and t.done_at is null and t.ended_at is null;
    -- `clock` of ours says from which day it was counted
    if found and seen_on is not null and seen_on > coalesce((owed.clock ->> 'startedFrom')::date, '-infinity') then
      perform task_done_as_system('case', case_in, 'adult.seen', null, ((seen_on + time '12:00') at time zone 'Europe/London'));
    end if;
    perform task_put_as_system('case', case_in, 'adult.seen', null, f.allocated_post_id, f.team_id,
      ((greatest(coalesce(seen_on, decided_on), decided_on) + r.every_days + time '23:59') at time zone 'Europe/London'),
      jsonb_build_object('rule', 'law section 5.4', 'clock', 'adult-seen', 'basis', 'local', 'mark', 'L', 'verified', false, 'version', 'decided for this case',
        'source', 'how often was decided for this person', 'calendarVersion', null, 'startedFrom', greatest(coalesce(seen_on, decided_on), decided_on)::text),
      'how often, the worker or a visit changed');
  end $$;
revoke execute on function remind_adult_seen_as_system from public;

create function remind_adult_on_visit() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$ begin perform remind_adult_seen_as_system(new.case_id); return null; end $$;
create trigger remind_adult after insert or update on visit for each row execute function remind_adult_on_visit();

create function remind_adult_on_case() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if (new.allocated_post_id, new.team_id, new.state) is distinct from (old.allocated_post_id, old.team_id, old.state) then
      perform remind_adult_seen_as_system(new.id);
    end if;
    return null;
  end $$;
create trigger remind_adult after update on case_file for each row execute function remind_adult_on_case();

create function choose_adult_rhythm(case_in uuid, days_in int, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_adult_writer(case_in, current_local_date());
    insert into adult_rhythm (case_id, every_days, because, decided_at, decided_by) values (case_in, days_in, because_in, current_instant(), current_post_id());
    perform remind_adult_seen_as_system(case_in);
  end $$;

create function say_exploited_from(case_in uuid, from_in date, basis_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_adult_writer(case_in, coalesce(from_in, current_local_date()));
    insert into adult_exploited_from (case_id, from_on, basis, recorded_at, recorded_by) values (case_in, from_in, basis_in, current_instant(), current_post_id());
  end $$;

-- Other cases of the same people, those that the one who asks may see on their own account: each history keeps its circle,
-- and somebody who is in one of them only does not learn that there is another.
create function other_cases_of(case_in uuid) returns table (case_id uuid, reference text, kind text, state text, opened_at timestamptz, closed_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select distinct f.id, f.reference, f.kind, f.state, f.opened_at, f.closed_at
    from record_person mine join record_person theirs on theirs.person_id = mine.person_id and theirs.record_kind = 'case' and theirs.relation = 'subject'
      join case_file f on f.id = theirs.record_id
    where mine.record_kind = 'case' and mine.record_id = case_in and mine.relation = 'subject' and f.id <> case_in
      and may('case', case_in, 'identity') and may('case', f.id, 'identity')
    order by f.opened_at $$;
revoke execute on function choose_adult_rhythm, say_exploited_from, other_cases_of from public;
grant execute on function choose_adult_rhythm, say_exploited_from, other_cases_of to lapwing_app;
