-- How often a child is visited where somebody looked and identified no exploitation. The handbook names no rhythm for that, so
-- nothing here may choose one silently: visits go on as before until a manager has said how often, and why.

create table visit_rhythm (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  -- as for which level: the rhythms are the levels' own
  level       text not null constraint level_known check (level in ('emerging', 'moderate', 'significant')),
  because     text not null constraint reason_given check (btrim(because) <> ''),
  decided_at  timestamptz not null,
  decided_by  uuid not null references post (id)
);
create index visit_rhythm_case on visit_rhythm (case_id, decided_at);
select protect_table('visit_rhythm', 'case', 'plan', null, '{}');

-- Where the rhythm comes from: before a first level, from a level, from a manager, or from nobody yet (it goes on as before).
alter table visit_clock add column rhythm_from text not null default 'level'
  constraint rhythm_from_known check (rhythm_from in ('opening', 'level', 'manager', 'nobody'));

create function choose_visit_rhythm(case_in uuid, level_in text, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_visit_writer(case_in);
    if not has_capability('risk.countersign') then raise exception 'not there' using errcode = 'P0002'; end if;
    if coalesce((select l.level from confirmed_levels_as_system(case_in) l limit 1), '') not in ('none', 'not_identified') then
      raise exception 'The level gives the rhythm' using errcode = 'LW002';
    end if;
    insert into visit_rhythm (case_id, level, because, decided_at, decided_by)
      values (case_in, level_in, because_in, current_instant(), current_post_id());
  end $$;

drop function visit_facts;
drop function visit_facts_as_system;

-- Everything the rules need for one case. `levels`: what was confirmed or chosen, latest first, with `by`: level or manager.
create function visit_facts_as_system(case_in uuid)
  returns table (kind text, state text, opened_on date, worker_post uuid, team_id uuid, levels jsonb, events jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.kind, f.state, (f.opened_at at time zone 'Europe/London')::date, f.allocated_post_id, f.team_id,
      coalesce((
        select jsonb_agg(jsonb_build_object('level', x.level, 'on', (x.at at time zone 'Europe/London')::date, 'by', x.by) order by x.at desc, x.id)
        from (
          select a.id, a.decided_level as level, a.confirmed_at as at, 'level' as by from risk_assessment a
            where a.case_id = f.id and a.state = 'decision'
          union all
          select r.id, r.level, r.decided_at, 'manager' from visit_rhythm r where r.case_id = f.id
        ) x), '[]'),
      coalesce((select jsonb_agg(jsonb_build_array(v.happened_on, v.outcome) order by v.happened_on, v.happened_at nulls last, v.recorded_at)
        from visit v where v.case_id = f.id and v.state = 'recorded'), '[]')
    from case_file f where f.id = case_in $$;

create function visit_facts(case_in uuid)
  returns table (kind text, state text, opened_on date, worker_post uuid, team_id uuid, levels jsonb, events jsonb)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'plan', 'read');
    return query select * from visit_facts_as_system(case_in);
  end $$;
revoke execute on function visit_facts_as_system from public;
grant execute on function visit_facts_as_system to lapwing_jobs;

-- As before, and where the rhythm comes from with it.
create or replace function put_visit_clock_as_system(case_in uuid, clock_in jsonb, owner_in uuid, team_in uuid, due_in timestamptz, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare old_clock visit_clock; new_clock visit_clock; seen_at timestamptz;
  begin
    select * into old_clock from visit_clock c where c.case_id = case_in for update;
    new_clock := jsonb_populate_record(null::visit_clock, clock_in || jsonb_build_object('case_id', case_in, 'worked_out_at', current_instant()));
    insert into visit_clock select (new_clock).*
      on conflict (case_id) do update set level = excluded.level, level_is_confirmed = excluded.level_is_confirmed, opened_on = excluded.opened_on,
        last_seen_on = excluded.last_seen_on, due_on = excluded.due_on, overdue_from = excluded.overdue_from,
        attempts_since = excluded.attempts_since, not_alone_prompt = excluded.not_alone_prompt, rhythm_from = excluded.rhythm_from, why = excluded.why, worked_out_at = excluded.worked_out_at;
    if new_clock.last_seen_on is not null and (old_clock.last_seen_on is null or new_clock.last_seen_on > old_clock.last_seen_on) then
      select coalesce(v.happened_at, ((v.happened_on + time '23:59') at time zone 'Europe/London')) into seen_at from visit v
        where v.case_id = case_in and v.state = 'recorded' and v.outcome in ('seen', 'seen_not_alone') and v.happened_on = new_clock.last_seen_on
        order by v.happened_at nulls last limit 1;
      perform task_done_as_system('case', case_in, 'visit', null, least(seen_at, current_instant()));
      -- they have been seen: whoever was let in only because they had not been goes out again
      update circle_member m set ended_at = current_instant(), ended_by = current_post_id(), ended_because = 'they were seen'
        where m.record_kind = 'case' and m.record_id = case_in and m.capacity = 'escalation' and m.ended_at is null
          and exists (select from visit_told w where w.case_id = case_in and w.post_id = m.post_id);
    end if;
    perform task_put_as_system('case', case_in, 'visit', null, owner_in, team_in, due_in, new_clock.why, because_in);
    delete from visit_clock_stale s where s.case_id = case_in;
  end $$;

insert into visit_clock_stale (case_id, because)
  select c.case_id, 'where the rhythm comes from is kept' from visit_clock c on conflict (case_id) do nothing;
