-- Is help given fairly? Counts by ethnic group and sex for one quarter. The counts themselves never leave this function
-- except to those who may release; what others read is the released report, kept as it was, because the same quarter
-- counted on two days would let the two be subtracted from each other.

create table fairness_report (
  id          uuid primary key default gen_random_uuid(),
  quarter     date not null constraint quarter_begins check (extract(day from quarter) = 1 and extract(month from quarter) in (1, 4, 7, 10)),
  profile     text not null constraint profile_known check (profile in ('partner', 'public')),
  -- released numbers only
  content     jsonb not null,
  policy_version text not null,
  released_at timestamptz not null default current_instant(),
  released_by uuid not null default current_post_id() references post (id)
);
create index fairness_report_quarter on fairness_report (quarter, profile, released_at);
alter table fairness_report enable row level security, force row level security;
create policy system_all on fairness_report to lapwing_owner using (true) with check (true);
create policy read_released on fairness_report for select to lapwing_app using (
  (select has_capability('report.read_partner')) or (profile = 'public' and (select has_capability('report.read'))));
create policy release on fairness_report for insert to lapwing_app with check (
  (select has_capability('report.release')) and released_by = (select current_post_id()));
grant select, insert on fairness_report to lapwing_app;

-- Whole numbers by measure, one property of the people and one of what happened. Local days of London, both within.
-- Concerns about staff are not counted.
create function fairness_counts(from_in date, to_in date)
  returns table (measure text, row_by text, row_code text, column_code text, people int, median_days int)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    begin_at timestamptz := from_in::timestamp at time zone 'Europe/London';
    end_at timestamptz := (to_in + 1)::timestamp at time zone 'Europe/London';
  begin
    if not has_capability('report.release') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
    with seen_cases as materialized (
      select c.id, c.opened_at, c.closed_at, p.person_id from case_file c
      join record_person p on p.record_kind = 'case' and p.record_id = c.id and p.relation = 'subject'
      where c.opened_at < end_at and (c.closed_at is null or c.closed_at >= begin_at)
    ), about as materialized (
      select one.person_id,
        coalesce((select case when d.grouped_as is null then 'own_words_only' else coalesce(g.broader, 'prefers_not_to_say') end
          from person_self_description d left join ethnic_group g on g.code = d.grouped_as
          where d.person_id = one.person_id and d.kind = 'ethnicity' and d.withdrawn_at is null order by d.said_in_order desc limit 1), 'not_asked') as ethnicity,
        coalesce((select case upper(left(d.value, 1)) when 'F' then 'female' when 'M' then 'male' else 'other' end from person_detail d
          where d.person_id = one.person_id and d.kind = 'sex' and d.withdrawn_at is null order by d.said_in_order desc limit 1), 'not_recorded') as sex,
        case when exists (select from person_self_description d where d.person_id = one.person_id and d.kind = 'disability' and d.withdrawn_at is null)
          then 'said' else 'not_asked' end as disability
      from (select s.person_id from seen_cases s union select r.person_id from record_person r where r.record_kind = 'concern' and r.relation = 'subject') one
    ), with_case as materialized (
      select one.person_id,
        coalesce((select a.decided_level from risk_assessment a join seen_cases s on s.id = a.case_id where s.person_id = one.person_id
          and a.state = 'decision' and a.decided_at < end_at order by a.decided_at desc limit 1), 'not_assessed') as level,
        case
          when exists (select from case_investigation i join seen_cases s on s.id = i.case_id where s.person_id = one.person_id
            and i.opened_at >= begin_at and i.opened_at < end_at) then 'investigated'
          when bool_and(one.closed_at is not null and one.closed_at < end_at) then
            coalesce((select case cl.reason when 'safer' then 'closed_safer' else 'closed_other' end from case_closing cl join seen_cases s on s.id = cl.case_id
              where s.person_id = one.person_id and cl.outcome = 'agreed' and cl.decided_at < end_at order by cl.decided_at desc limit 1), 'closed_other')
          else 'open' end as became
      from seen_cases one group by one.person_id
    ), decided as materialized (
      -- what each worry came to: the last decision of the quarter that is one
      select distinct on (d.concern_id, p.person_id) p.person_id,
        case when d.outcome in ('open_case', 'join_case') then 'help' else d.outcome end as outcome
      from triage_decision d join concern c on c.id = d.concern_id
      join concern_kind k on k.code = c.kind and k.goes_to = 'triage'
      join record_person p on p.record_kind = 'concern' and p.record_id = d.concern_id and p.relation = 'subject'
      where d.outcome in ('open_case', 'join_case', 'no_further_action', 'pass_on', 'accepted_elsewhere')
        and d.decided_at >= begin_at and d.decided_at < end_at
      order by d.concern_id, p.person_id, d.in_order desc
    ), levels as materialized (
      select p.person_id,
        coalesce((select n.advised from pnc_advice n where n.case_id = a.case_id and n.recorded_at <= a.decided_at
          and (n.removed_on is null or n.removed_on > (a.decided_at at time zone 'Europe/London')::date) order by n.recorded_at desc limit 1), 'not_asked') as marker,
        case when a.suggestion ->> 'suggestion' is null then 'nothing_suggested'
          when d.rank = s.rank then 'as_suggested' when d.rank > s.rank then 'above' else 'below' end as against
      from risk_assessment a
      join record_person p on p.record_kind = 'case' and p.record_id = a.case_id and p.relation = 'subject'
      cross join lateral (select array_position(array['not_identified', 'emerging', 'moderate', 'significant'], a.decided_level) as rank) d
      cross join lateral (select array_position(array['none', 'emerging', 'moderate', 'significant'], a.suggestion ->> 'suggestion') as rank) s
      where a.state = 'decision' and a.decided_at >= begin_at and a.decided_at < end_at
    ), waited as materialized (
      select distinct on (s.person_id) s.person_id, w.days, case when w.days is null then 'not_yet' when w.days <= 7 then 'week'
        when w.days <= 14 then 'two_weeks' when w.days <= 28 then 'month' else 'longer' end as wait
      from seen_cases s cross join lateral (
        select (select min(v.happened_on) from visit v where v.case_id = s.id and v.state = 'recorded' and v.outcome in ('seen', 'seen_not_alone'))
          - (coalesce((select min(c.received_at) from case_concern j join concern c on c.id = j.concern_id where j.case_id = s.id), s.opened_at)
            at time zone 'Europe/London')::date as days) w
      where s.opened_at >= begin_at order by s.person_id, s.opened_at
    ), facts as (
      select 'level' as what, a.ethnicity, a.sex, w.level as found, null::text as by_other, null::int as days from with_case w join about a using (person_id)
      union all select 'became', a.ethnicity, a.sex, w.became, null, null from with_case w join about a using (person_id)
      union all select 'decision', a.ethnicity, a.sex, d.outcome, null, null from decided d join about a using (person_id)
      union all select 'against', a.ethnicity, a.sex, l.against, l.marker, null from levels l join about a using (person_id)
      union all select 'wait', a.ethnicity, a.sex, w.wait, null, w.days from waited w join about a using (person_id)
      union all select 'asked_ethnicity', null, a.sex,
        case a.ethnicity when 'not_asked' then 'not_asked' when 'prefers_not_to_say' then 'prefers_not_to_say' else 'said' end, null, null
        from with_case w join about a using (person_id)
      union all select 'asked_disability', null, a.sex, a.disability, null, null from with_case w join about a using (person_id)
    ), by_property as (
      select f.what, 'ethnicity' as property, f.ethnicity as code, f.found, f.days from facts f where f.ethnicity is not null
      union all select f.what, 'sex', f.sex, f.found, f.days from facts f
      union all select f.what, 'marker', f.by_other, f.found, f.days from facts f where f.by_other is not null
    )
    select b.what, b.property, b.code, b.found, count(*)::int, null::int from by_property b group by b.what, b.property, b.code, b.found
    union all
    select 'wait_days', b.property, b.code, '', count(*)::int, percentile_disc(0.5) within group (order by b.days)::int
    from by_property b where b.what = 'wait' and b.days is not null group by b.property, b.code;
  end $$;
revoke execute on function fairness_counts from public;
grant execute on function fairness_counts to lapwing_app;
