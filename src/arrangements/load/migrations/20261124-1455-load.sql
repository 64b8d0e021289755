-- What a team carries, week by week, and work outside working hours. Staff figures, no child's: but who carries how much
-- is read by the one it is about and by who answers for their team, and by nobody else.

-- One row a week for each who works cases, and one without a post for what waits for a worker.
create table load_week (
  week        date not null constraint week_begins_on_monday check (extract(isodow from week) = 1),
  team_id     uuid not null references team (id),
  post_id     uuid references post (id),
  cases       int not null constraint cases_counted check (cases >= 0),
  points_hundredths int not null constraint points_counted check (points_hundredths >= 0),
  capacity_hundredths int not null constraint capacity_counted check (capacity_hundredths >= 0),
  -- of the reference data that the points were counted by
  policy_version text not null,
  constraint once_a_week unique nulls not distinct (week, team_id, post_id)
);

-- What somebody worked outside working hours besides visits, in their own words. Never taken from signing in or from the audit.
create table own_hours (
  id          uuid primary key default gen_random_uuid(),
  post_id     uuid not null default current_post_id() references post (id),
  worked_on   date not null,
  minutes     int not null constraint minutes_of_a_day check (minutes between 5 and 960),
  what        text not null default '' constraint what_limit check (char_length(what) <= 200),
  written_at  timestamptz not null default current_instant(),
  taken_back_at timestamptz
);
create index own_hours_post on own_hours (post_id, worked_on);

-- The page a manager takes to the board, as it was made: released numbers only. Kept, because the same team counted on two
-- days would let the two be subtracted from each other.
create table load_paper (
  id          uuid primary key default gen_random_uuid(),
  team_id     uuid not null references team (id),
  content     jsonb not null,
  policy_version text not null,
  made_at     timestamptz not null default current_instant(),
  made_by     uuid not null default current_post_id() references post (id)
);
create index load_paper_team on load_paper (team_id, made_at desc);

-- Whoever answers for a team: of their own team; who may give cases beyond a full week, of every team of their agency.
create function answers_for_team(team_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select has_capability('team.oversee') and exists (
      select from post p join team x on x.id = team_in where p.id = current_post_id()
        and (p.team_id = team_in or (has_capability('case.allocate_beyond') and x.agency_id = p.agency_id))) $$;

alter table load_week enable row level security, force row level security;
alter table own_hours enable row level security, force row level security;
alter table load_paper enable row level security, force row level security;
create policy system_all on load_week to lapwing_owner using (true) with check (true);
create policy system_all on own_hours to lapwing_owner using (true) with check (true);
create policy system_all on load_paper to lapwing_owner using (true) with check (true);
create policy read_own_or_answered_for on load_week for select to lapwing_app using (
  post_id = (select current_post_id()) or answers_for_team(team_id));
create policy read_own_or_reported on own_hours for select to lapwing_app using (
  post_id = (select current_post_id()) or exists (select from post p where p.id = own_hours.post_id and answers_for_team(p.team_id)));
create policy write_own on own_hours for insert to lapwing_app with check (post_id = (select current_post_id()));
create policy take_back_own on own_hours for update to lapwing_app using (post_id = (select current_post_id()))
  with check (post_id = (select current_post_id()));
create policy read_of_team on load_paper for select to lapwing_app using (answers_for_team(team_id));
create policy make_for_team on load_paper for insert to lapwing_app with check (answers_for_team(team_id) and made_by = (select current_post_id()));
grant select on load_week to lapwing_app;
grant select, insert, update (taken_back_at) on own_hours to lapwing_app;
grant select, insert on load_paper to lapwing_app;

-- What each open case takes, for the weekly count: all of them, whoever works them.
create function load_cases_as_system() returns table (case_id uuid, team_id uuid, post_id uuid, opened_at timestamptz, level text, is_confirmed boolean,
    far_away boolean, nrm_or_court boolean, interpreter boolean, subjects uuid[])
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.id, f.team_id, f.allocated_post_id, f.opened_at, coalesce(h.level, 'not_assessed'), h.level_confirmed_at is not null,
      coalesce(w.far_away = 'yes', false),
      exists (select from case_investigation i where i.case_id = f.id and i.closed_at is null and i.stage in ('charged', 'court'))
        or exists (select from case_track k where k.case_id = f.id and k.closed_at is null and k.kind = 'nrm'),
      exists (select from record_person rp join person_detail d on d.person_id = rp.person_id and d.kind = 'interpreter'
        where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject' and d.withdrawn_at is null
          and d.value !~* '^(no|none|not|unknown)\M'),
      array(select rp.person_id from record_person rp where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject' order by rp.person_id)
    from case_file f left join case_headline h on h.case_id = f.id left join case_workload w on w.case_id = f.id
    where f.state <> 'closed' $$;

create function load_siblings_as_system() returns table (one uuid, other uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select r.person_id, r.related_person_id from person_relationship r
    where r.kind = 'sibling' and r.withdrawn_at is null and r.related_person_id is not null $$;

create function load_workers_as_system() returns table (post_id uuid, team_id uuid, fte_hundredths int, is_first_year boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.id, p.team_id, p.fte_hundredths, coalesce(p.first_year_until >= current_local_date(), false) from post p
    where p.team_id is not null and post_is_active(p)
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.work') $$;

create function load_week_counted_as_system(week_in date) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select exists (select from load_week where week = week_in) $$;

-- Keeps a week's count; a second run of the same week changes nothing.
create function load_week_keep_as_system(week_in date, rows_in jsonb, version_in text) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into load_week (week, team_id, post_id, cases, points_hundredths, capacity_hundredths, policy_version)
      select week_in, r."teamId", r."postId", r.cases, r.points, r.capacity, version_in
      from jsonb_to_recordset(rows_in) as r ("teamId" uuid, "postId" uuid, cases int, points int, capacity int)
    on conflict on constraint once_a_week do nothing $$;

revoke execute on function load_cases_as_system, load_siblings_as_system, load_workers_as_system, load_week_counted_as_system, load_week_keep_as_system from public;
grant execute on function load_cases_as_system, load_siblings_as_system, load_workers_as_system, load_week_counted_as_system, load_week_keep_as_system to lapwing_jobs;
revoke execute on function answers_for_team from public;
grant execute on function answers_for_team to lapwing_app;
