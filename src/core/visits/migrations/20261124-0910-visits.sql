-- Seeing the child, in time. Only a visit where the child was seen resets the clock (law section 7); everything else is an
-- attempt, kept and shown. The rules count the days (visits/rules.ts); this keeps what happened, what is due and who was told.
--
--   case opened, level confirmed, worker changed ─► visit_clock_stale ─┐
--   visit recorded ────────────────────────────────────────────────────┴─► visit_clock + task 'visit' ─► overdue ─► visit_told

create table visit (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  state       text not null constraint state_known check (state in ('planned', 'recorded', 'withdrawn')),
  planned_for timestamptz,
  outcome     text constraint outcome_known check (outcome in ('seen', 'seen_not_alone', 'not_home', 'refused_at_door', 'phone_or_video',
                'carer_only', 'cancelled_by_us')),
  happened_on date,
  -- the instant, when somebody knows the time of day
  happened_at timestamptz,
  -- of what kind the place was; never an address, which would stand here unprotected
  place_kind  text not null default 'unknown' constraint place_known check (place_kind in ('home', 'school', 'our_office', 'other_service', 'out_and_about', 'elsewhere', 'unknown')),
  visitor_post uuid not null references post (id),
  -- outside working hours: for resources, never for blame
  overtime    text not null default 'unknown' constraint overtime_known check (overtime in ('yes', 'no', 'unknown')),
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  withdrawn_at timestamptz,
  withdrawn_by uuid references post (id),
  withdrawn_because text,
  version     int not null default 1,
  constraint recorded_whole check (state <> 'recorded' or (outcome is not null and happened_on is not null)),
  constraint planned_whole check (state <> 'planned' or (planned_for is not null and outcome is null))
);
create index visit_case on visit (case_id, happened_on);
create index visit_planned on visit (visitor_post, planned_for) where state = 'planned';
select protect_table('visit', 'case', 'plan', null, '{}');

-- What the child said, in their words first, and what was seen.
create table visit_note (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  visit_id    uuid not null unique references visit (id),
  own_words   text not null default '',
  seen        text not null default '',
  next        text not null default '',
  written_at  timestamptz not null,
  written_by  uuid not null references post (id)
);
create index visit_note_case on visit_note (case_id);
select protect_table('visit_note', 'case', 'notes', null, '{}');

-- Where the visits of an open case stand, as last worked out, with what it was worked out from.
create table visit_clock (
  case_id     uuid primary key references case_file (id),
  level       text not null,
  level_is_confirmed boolean not null,
  opened_on   date not null,
  last_seen_on date,
  -- null: the calendar is not loaded that far, and no date is better than a wrong one
  due_on      date,
  overdue_from date,
  attempts_since int not null,
  not_alone_prompt boolean not null,
  why         jsonb,
  worked_out_at timestamptz not null
);
create index visit_clock_overdue on visit_clock (overdue_from);
select protect_table('visit_clock', 'case', 'plan', null, '{}');

-- Cases whose clock must be worked out again, whoever changed what it goes by. Holds ids only.
create table visit_clock_stale (
  case_id     uuid primary key,
  because     text not null,
  since       timestamptz not null default clock_timestamp()
);
alter table visit_clock_stale enable row level security, force row level security;
create policy system_all on visit_clock_stale to lapwing_owner using (true) with check (true);

create function visit_clock_goes_stale() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare reason text;
  begin
    if tg_table_name = 'case_file' then
      if tg_op = 'UPDATE' and (new.state, new.allocated_post_id, new.team_id, new.opened_at) is not distinct from (old.state, old.allocated_post_id, old.team_id, old.opened_at) then
        return null;
      end if;
      reason := case when tg_op = 'INSERT' then 'the case opened' when new.state = 'closed' then 'the case closed'
        when new.allocated_post_id is distinct from old.allocated_post_id then 'another worker' else 'the case changed' end;
      insert into visit_clock_stale (case_id, because) values (new.id, reason) on conflict (case_id) do nothing;
    else
      if tg_op = 'UPDATE' and (new.level, new.level_confirmed_at) is not distinct from (old.level, old.level_confirmed_at) then return null; end if;
      insert into visit_clock_stale (case_id, because) values (new.case_id, 'the level changed') on conflict (case_id) do nothing;
    end if;
    return null;
  end $$;
create trigger visit_clock_stale after insert or update on case_file for each row execute function visit_clock_goes_stale();
create trigger visit_clock_stale after insert or update on case_headline for each row execute function visit_clock_goes_stale();

-- Who was told that a child has not been seen: once for each step, person and time unseen. Nobody in the post is kept too,
-- so that a gap in the line shows.
create table visit_told (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  -- the day they were last seen, or the opening: when they are seen again, the steps begin anew
  unseen_since date not null,
  step        text not null constraint step_known check (step in ('worker', 'team_manager', 'service_manager', 'panel_chair')),
  post_id     uuid references post (id),
  told_at     timestamptz not null,
  days_overdue int not null
);
create unique index visit_told_once on visit_told (case_id, unseen_since, step, coalesce(post_id, '00000000-0000-0000-0000-000000000000'));
select protect_table('visit_told', 'case', 'plan', null, '{}');

-- ── recording ───────────────────────────────────────────────────────────────────────────────────────────────────────

create function require_visit_writer(case_in uuid) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'plan', 'write');
    if not exists (select from case_file f where f.id = case_in and f.state <> 'closed') then
      raise exception 'The case is closed' using errcode = 'LW003';
    end if;
  end $$;
revoke execute on function require_visit_writer from public;

create function plan_visit(case_in uuid, planned_for_in timestamptz, place_in text, visitor_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_visit_writer(case_in);
    insert into visit (case_id, state, planned_for, place_kind, visitor_post, recorded_at, recorded_by)
      values (case_in, 'planned', planned_for_in, place_in, visitor_in, current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  end $$;

-- `planned_in`: the planned visit that this is, or null. Both times are kept: when it happened and when it was written.
create function record_visit(case_in uuid, planned_in uuid, outcome_in text, happened_on_in date, happened_at_in timestamptz, place_in text,
    visitor_in uuid, overtime_in text, own_words_in text, seen_in text, next_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare visit_id uuid;
  begin
    perform require_visit_writer(case_in);
    if happened_on_in > current_local_date() or happened_at_in > current_instant() then
      raise exception 'An outcome is of a visit that has been' using errcode = 'LW002';
    end if;
    if happened_at_in is not null and (happened_at_in at time zone 'Europe/London')::date <> happened_on_in then
      raise exception 'The time is of another day' using errcode = 'LW002';
    end if;
    if planned_in is null then
      insert into visit (case_id, state, outcome, happened_on, happened_at, place_kind, visitor_post, overtime, recorded_at, recorded_by)
        values (case_in, 'recorded', outcome_in, happened_on_in, happened_at_in, place_in, visitor_in, overtime_in, current_instant(), current_post_id())
        returning id into visit_id;
    else
      update visit v set state = 'recorded', outcome = outcome_in, happened_on = happened_on_in, happened_at = happened_at_in, place_kind = place_in,
          visitor_post = visitor_in, overtime = overtime_in, recorded_at = current_instant(), recorded_by = current_post_id(), version = v.version + 1
        where v.id = planned_in and v.case_id = case_in and v.state = 'planned' returning v.id into visit_id;
      if visit_id is null then raise exception 'It has its outcome already' using errcode = 'LW006'; end if;
    end if;
    if btrim(own_words_in || seen_in || next_in) <> '' then
      perform require_may('case', case_in, 'notes', 'write');
      insert into visit_note (case_id, visit_id, own_words, seen, next, written_at, written_by)
        values (case_in, visit_id, own_words_in, seen_in, next_in, current_instant(), current_post_id());
    end if;
    return visit_id;
  end $$;

-- Written by mistake (the wrong child, the wrong day): it stays readable and no longer counts.
create function withdraw_visit(visit_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare v visit;
  begin
    select * into v from visit x where x.id = visit_in and x.state <> 'withdrawn' for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_visit_writer(v.case_id);
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    update visit x set state = 'withdrawn', withdrawn_at = current_instant(), withdrawn_by = current_post_id(), withdrawn_because = because_in,
      version = x.version + 1 where x.id = v.id;
    return v.case_id;
  end $$;

-- ── the clock ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- Everything the rules need for one case. `levels`: confirmed ones, latest first. `events`: visits in order.
create function visit_facts_as_system(case_in uuid)
  returns table (kind text, state text, opened_on date, worker_post uuid, team_id uuid, levels jsonb, events jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.kind, f.state, (f.opened_at at time zone 'Europe/London')::date, f.allocated_post_id, f.team_id,
      coalesce((select jsonb_agg(jsonb_build_object('level', l.level, 'on', l.confirmed_on)) from confirmed_levels_as_system(f.id) l), '[]'),
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

-- Keeps what was worked out, and makes the task follow it: done when they were seen, another when the day changed.
create function put_visit_clock_as_system(case_in uuid, clock_in jsonb, owner_in uuid, team_in uuid, due_in timestamptz, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare old_clock visit_clock; new_clock visit_clock; seen_at timestamptz;
  begin
    select * into old_clock from visit_clock c where c.case_id = case_in for update;
    new_clock := jsonb_populate_record(null::visit_clock, clock_in || jsonb_build_object('case_id', case_in, 'worked_out_at', current_instant()));
    insert into visit_clock select (new_clock).*
      on conflict (case_id) do update set level = excluded.level, level_is_confirmed = excluded.level_is_confirmed, opened_on = excluded.opened_on,
        last_seen_on = excluded.last_seen_on, due_on = excluded.due_on, overdue_from = excluded.overdue_from,
        attempts_since = excluded.attempts_since, not_alone_prompt = excluded.not_alone_prompt, why = excluded.why, worked_out_at = excluded.worked_out_at;
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

create function end_visit_clock_as_system(case_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    delete from visit_clock c where c.case_id = case_in;
    perform task_end_as_system('case', case_in, 'visit', null, because_in);
    delete from visit_clock_stale s where s.case_id = case_in;
  end $$;

-- For somebody at work: what they just recorded or decided moves the clock in the same transaction.
create function put_visit_clock(case_in uuid, clock_in jsonb, owner_in uuid, team_in uuid, due_in timestamptz, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not (may('case', case_in, 'plan', 'write') or (has_capability('risk.countersign') and may('case', case_in, 'risk'))) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform put_visit_clock_as_system(case_in, clock_in, owner_in, team_in, due_in, because_in);
  end $$;
revoke execute on function visit_facts_as_system, put_visit_clock_as_system, end_visit_clock_as_system from public;
grant execute on function visit_facts_as_system, put_visit_clock_as_system, end_visit_clock_as_system to lapwing_jobs;

-- ── the timetable ───────────────────────────────────────────────────────────────────────────────────────────────────

create function stale_visit_clocks_as_system(limit_in int) returns table (case_id uuid, because text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$ select s.case_id, s.because from visit_clock_stale s order by s.since limit limit_in for update skip locked $$;

create function overdue_visits_as_system(today_in date) returns table (case_id uuid, level text, overdue_from date, unseen_since date)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select c.case_id, c.level, c.overdue_from, coalesce(c.last_seen_on, c.opened_on) from visit_clock c join case_file f on f.id = c.case_id
    where c.overdue_from < today_in and f.state <> 'closed' order by c.overdue_from, c.case_id $$;

-- The people behind a step. Somebody who is kept out of the case is never one of them.
create function visit_step_posts_as_system(case_in uuid, step_in text) returns table (post_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select distinct p.id from case_file f
    join post p on case step_in
      when 'worker' then p.id = f.allocated_post_id
      when 'team_manager' then (p.team_id = f.team_id or p.id = (select w.reports_to from post w where w.id = f.allocated_post_id))
        and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.allocate')
        and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.work')
      when 'service_manager' then p.role_code = 'serviceManager' and p.agency_id = (select g.agency_id from team g where g.id = f.team_id)
      when 'panel_chair' then p.role_code = 'panelCoordinator'
      else false end
    join user_account u on u.id = p.user_id and u.state = 'active'
    where f.id = case_in and post_is_active(p) and not is_kept_out(p.user_id, 'case', case_in) $$;

-- Tells the people of one step, once. Who could not see the case's headline is let in for that, until they are seen.
create function tell_of_missed_visit_as_system(case_in uuid, step_in text, unseen_since_in date, days_overdue_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare p uuid; told int := 0; anybody boolean := false;
  begin
    for p in select x.post_id from visit_step_posts_as_system(case_in, step_in) x loop
      anybody := true;
      insert into visit_told (case_id, unseen_since, step, post_id, told_at, days_overdue)
        values (case_in, unseen_since_in, step_in, p, current_instant(), days_overdue_in) on conflict do nothing;
      if found then
        told := told + 1;
        if not exists (select from case_access a where a.case_id = case_in and a.post_id = p and a.reads & class_bit('headline') <> 0
            and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())) then
          perform circle_add_as_system('case', case_in, p, 'escalation', 'not seen in time');
        end if;
        perform notify_post_as_system(p, 'visit.overdue', 'case', case_in, null);
      end if;
    end loop;
    if not anybody then
      insert into visit_told (case_id, unseen_since, step, post_id, told_at, days_overdue)
        values (case_in, unseen_since_in, step_in, null, current_instant(), days_overdue_in) on conflict do nothing;
    end if;
    return told;
  end $$;
revoke execute on function stale_visit_clocks_as_system, overdue_visits_as_system, visit_step_posts_as_system, tell_of_missed_visit_as_system from public;
grant execute on function stale_visit_clocks_as_system, overdue_visits_as_system, tell_of_missed_visit_as_system to lapwing_jobs;

insert into visit_clock_stale (case_id, because) select f.id, 'the case opened' from case_file f where f.state <> 'closed';
