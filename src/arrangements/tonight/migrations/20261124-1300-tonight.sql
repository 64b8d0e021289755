-- What the emergency duty team needs at 2 in the morning: whom to ring, where is safe, what helps, what frightens. A class
-- of its own, because they read this page of every open case and nothing else of it beside the headline.
insert into access_class (code, bit) values ('tonight', 16384);

create table tonight_page (
  case_id       uuid primary key references case_file (id),
  whom_to_ring  text not null default '',
  where_safe    text not null default '',
  what_helps    text not null default '',
  what_frightens text not null default '',
  -- when somebody last said that all of it is true; that may be later than the last change
  true_at       timestamptz not null default current_instant(),
  true_by       uuid not null default current_post_id() references post (id),
  version       int not null default 1,
  constraint something_written check (btrim(whom_to_ring || where_safe || what_helps || what_frightens) <> '')
);
select protect_table('tonight_page', 'case', 'tonight');

-- Who of those whose page the one who asks may read is missing now. That somebody is missing is part of the plan; that
-- they may be found tonight is what this page is for.
create function missing_tonight() returns table (case_id uuid, started_on date, started_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select e.case_id, e.started_on, e.started_at from missing_episode e
    where e.returned_at is null and e.withdrawn_at is null and may('case', e.case_id, 'tonight') $$;
revoke execute on function missing_tonight from public;
grant execute on function missing_tonight to lapwing_app;

-- Which pages the worker still has to look at: written ones, and those of children at the top level or without a level.
create function tonight_to_review_as_system() returns table (case_id uuid, worker_post uuid, team_id uuid, true_at timestamptz, opened_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.id, f.allocated_post_id, f.team_id, p.true_at, f.opened_at
    from case_file f left join tonight_page p on p.case_id = f.id
    where f.state <> 'closed' and f.allocated_post_id is not null
      and (p.case_id is not null
        or (f.kind = 'child' and coalesce((select h.level from case_headline h where h.case_id = f.id), 'not_assessed') in ('significant', 'not_assessed'))) $$;
revoke execute on function tonight_to_review_as_system from public;
grant execute on function tonight_to_review_as_system to lapwing_jobs;

create function ask_for_tonight_as_system(case_in uuid, worker_in uuid, team_in uuid, due_in timestamptz, clock_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$ begin perform task_put_as_system('case', case_in, 'tonight.review', null, worker_in, team_in, due_in, clock_in, 'worker or level changed'); end $$;
revoke execute on function ask_for_tonight_as_system from public;
grant execute on function ask_for_tonight_as_system to lapwing_jobs;
