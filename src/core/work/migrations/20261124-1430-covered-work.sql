-- While somebody is away, what they owe on a case is owed by whoever covers it too: it stands in that colleague's day, and
-- what the absent one is told, the cover is told as well. The membership in the circle with its own end is all it rests on,
-- so it begins and ends by itself.

-- The cases that the one who asks covers now, with the worker they cover for.
create function covered_now() returns table (case_id uuid, worker_post uuid, until_at timestamptz)
  language sql stable security definer rows 5 set search_path = public, pg_temp
  as $$
    select m.record_id, f.allocated_post_id, max(m.until_at)
    from circle_member m join case_file f on f.id = m.record_id
    where m.post_id = (select current_post_id()) and m.capacity = 'cover' and m.record_kind = 'case' and m.ended_at is null
      and m.from_at <= (select current_instant()) and (m.until_at is null or m.until_at > (select current_instant()))
      and f.state <> 'closed' and f.allocated_post_id is not null and f.allocated_post_id <> m.post_id
      and exists (select from case_access a where a.case_id = m.record_id and a.post_id = m.post_id and a.reads <> 0)
    group by 1, 2 $$;
revoke execute on function covered_now from public;
grant execute on function covered_now to lapwing_app;

create or replace function notify_post_as_system(post_in uuid, what_in text, kind_in text, id_in uuid, subject_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    insert into notification (post_id, kind, record_kind, record_id, subject_id) values (post_in, what_in, kind_in, id_in, subject_in) returning id into new_id;
    if kind_in = 'case' then
      insert into notification (post_id, kind, record_kind, record_id, subject_id)
        select distinct m.post_id, what_in, kind_in, id_in, subject_in
        from circle_member m join case_file f on f.id = m.record_id
        where m.record_kind = 'case' and m.record_id = id_in and m.capacity = 'cover' and m.ended_at is null
          and m.from_at <= current_instant() and (m.until_at is null or m.until_at > current_instant())
          and f.allocated_post_id = post_in and m.post_id <> post_in
          -- whoever is kept out of the case has no grant on it
          and exists (select from case_access a where a.case_id = id_in and a.post_id = m.post_id and a.reads & class_bit('headline') <> 0);
    end if;
    return new_id;
  end $$;

-- ── what somebody leaves behind ─────────────────────────────────────────────────────────────────────────────────────

-- Who answers for what this post held: the first in the line above who is still here, else whoever gives cases in its team.
create function manager_of_as_system(post_in uuid) returns uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare above uuid := post_in; steps int := 0; found_post uuid;
  begin
    loop
      select p.reports_to into above from post p where p.id = above;
      steps := steps + 1;
      exit when above is null or above = post_in or steps > 20;
      select p.id into found_post from post p join user_account u on u.id = p.user_id
        where p.id = above and post_is_active(p) and u.state <> 'disabled' and u.id <> (select w.user_id from post w where w.id = post_in);
      if found_post is not null then return found_post; end if;
    end loop;
    select p.id into found_post from post p join user_account u on u.id = p.user_id join role_capability c on c.role_code = p.role_code
      where p.team_id = (select w.team_id from post w where w.id = post_in) and c.capability = 'case.allocate' and post_is_active(p)
        and u.state <> 'disabled' and u.id <> (select w.user_id from post w where w.id = post_in)
      order by p.from_on, p.id limit 1;
    return found_post;
  end $$;
revoke execute on function manager_of_as_system from public;

-- A case whose worker has left waits for another. Until one is named, somebody by name answers for it: their manager.
create table case_left (
  id        uuid primary key default gen_random_uuid(),
  case_id   uuid not null references case_file (id),
  from_post uuid not null references post (id),
  to_post   uuid references post (id),
  left_at   timestamptz not null,
  given_at  timestamptz
);
create unique index case_left_open on case_left (case_id) where given_at is null;
create index case_left_from on case_left (from_post);
select protect_table('case_left', 'case', 'contact', null, '{}');

-- The case has a worker again, or another one: what the one before owed on it is owed by them, on the same days. A line of
-- a meeting stays with whoever took it there, the review of an emergency with whoever was told.
create function what_was_owed_follows() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    if new.allocated_post_id is not null and new.allocated_post_id is distinct from old.allocated_post_id and new.state <> 'closed' then
      for r in select t.* from task t
          where t.record_kind = 'case' and t.record_id = new.id and t.done_at is null and t.ended_at is null
            and t.kind not in ('break_glass.review', 'morning.line')
            and (t.owner_post = old.allocated_post_id or (old.allocated_post_id is null and exists (
              select from task b join case_left l on l.case_id = new.id and l.given_at is null and b.owner_post = l.from_post
              where b.replaced_by = t.id and b.ended_because = 'their owner left'))) loop
        perform task_put_as_system(r.record_kind, r.record_id, r.kind, r.subject_id, new.allocated_post_id, r.team_id, r.due_at, r.clock, 'another worker');
        if r.kind = 'plan.action' then
          update plan_action a set owner_post = new.allocated_post_id, version = a.version + 1 where a.id = r.subject_id and a.state = 'open';
        end if;
      end loop;
    end if;
    if (new.allocated_post_id is not null and old.allocated_post_id is distinct from new.allocated_post_id) or (new.state = 'closed' and old.state <> 'closed')
      or new.team_id <> old.team_id then
      update case_left l set given_at = current_instant() where l.case_id = new.id and l.given_at is null;
    end if;
    return null;
  end $$;
create trigger what_was_owed after update on case_file for each row execute function what_was_owed_follows();

-- Who owes something on a case without a worker: whoever answers for it by name. Everything else as it was asked for.
create function owner_by_name_as_system(kind_in text, id_in uuid, owner_in uuid) returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(owner_in, case when kind_in = 'case' then (select l.to_post from case_left l join post p on p.id = l.to_post
      where l.case_id = id_in and l.given_at is null and p.ended_at is null) end) $$;
revoke execute on function owner_by_name_as_system from public;

create or replace function task_put_as_system(kind_in text, id_in uuid, what_in text, subject_in uuid, owner_in uuid, team_in uuid, due_in timestamptz,
    clock_in jsonb, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare old task; new_id uuid := gen_random_uuid(); owner uuid := owner_by_name_as_system(kind_in, id_in, owner_in);
  begin
    select * into old from task t where t.record_kind = kind_in and t.record_id = id_in and t.kind = what_in
      and t.subject_id is not distinct from subject_in and t.done_at is null and t.ended_at is null for update;
    if found and (old.due_at, old.owner_post, old.team_id) is not distinct from (due_in, owner, team_in) then return old.id; end if;
    if found then
      update task set ended_at = current_instant(), ended_because = because_in, replaced_by = new_id where id = old.id;
    end if;
    insert into task (id, record_kind, record_id, kind, subject_id, owner_post, team_id, due_at, clock)
      values (new_id, kind_in, id_in, what_in, subject_in, owner, team_in, due_in, clock_in);
    return new_id;
  end $$;

-- No clock loses its owner: what a post that ends still owes goes to whoever answers for it, or at the least to a team. The
-- day does not move, so that late stays late. Named to come before the trigger that takes the worker off the cases.
create function leave_behind() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare manager uuid; r record;
  begin
    if new.ended_at is null or old.ended_at is not null then return null; end if;
    manager := manager_of_as_system(new.id);
    insert into case_left (case_id, from_post, to_post, left_at)
      select f.id, new.id, manager, current_instant() from case_file f where f.allocated_post_id = new.id and f.state <> 'closed'
      on conflict do nothing;
    update case_left l set to_post = manager where l.to_post = new.id and l.given_at is null;
    perform triage_let_go_as_system(c.concern_id, 'released', 'they left') from triage_claim c where c.post_id = new.id and c.ended_at is null;
    update triage_claim c set offered_to = null, offered_at = null where c.offered_to = new.id and c.ended_at is null;
    -- they leave the circles too: an account that comes back does not come back into them
    update circle_member m set ended_at = current_instant(), ended_because = 'they left' where m.post_id = new.id and m.ended_at is null;
    for r in select t.* from task t where t.owner_post = new.id and t.done_at is null and t.ended_at is null loop
      perform task_put_as_system(r.record_kind, r.record_id, r.kind, r.subject_id,
        -- a queue's clock goes back to its queue
        case when r.kind like 'triage.%' and r.team_id is not null then null else manager end,
        coalesce(r.team_id, (select f.team_id from case_file f where r.record_kind = 'case' and f.id = r.record_id), new.team_id),
        r.due_at, r.clock, 'their owner left');
      if r.kind = 'break_glass.review' and manager is not null then
        insert into break_glass_reviewer (use_id, post_id, told_at)
          select b.id, manager, current_instant() from break_glass_use b where b.id = r.subject_id on conflict do nothing;
      elsif r.kind = 'plan.action' and manager is not null then
        update plan_action a set owner_post = manager, version = a.version + 1 where a.id = r.subject_id and a.owner_post = new.id and a.state = 'open';
      end if;
    end loop;
    update post p set reports_to = manager, version = p.version + 1 where p.reports_to = new.id and p.ended_at is null and p.id is distinct from manager;
    if manager is not null then perform notify_post_as_system(manager, 'leaving.left', null, null, new.id); end if;
    return null;
  end $$;
create trigger before_cases_wait after update on post for each row execute function leave_behind();

-- Clocks whose owner is no longer here and that no team has either: there should be none.
create function clocks_without_owner() returns int
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select count(*)::int from task t join post p on p.id = t.owner_post
    where t.done_at is null and t.ended_at is null and t.team_id is null and p.ended_at is not null $$;
revoke execute on function clocks_without_owner from public;
grant execute on function clocks_without_owner to lapwing_jobs;

-- A post whose last day has passed ends, so that what it held goes to somebody.
create function end_finished_posts() returns int
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    with gone as (update post p set ended_at = current_instant(), version = p.version + 1
      where p.ended_at is null and p.until_on < current_local_date() returning 1)
    select count(*)::int from gone $$;
revoke execute on function end_finished_posts from public;
grant execute on function end_finished_posts to lapwing_jobs;

-- For an administrator who is about to disable an account: how much it holds, without a name of any record, and to whom
-- that falls until it is given on.
create function what_account_holds(user_in uuid) returns table (cases int, owed int, manager_name text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      select (select count(*)::int from case_file f where f.allocated_post_id = p.id and f.state <> 'closed'),
        (select count(*)::int from task t where t.owner_post = p.id and t.done_at is null and t.ended_at is null), mu.full_name
      from post p left join post m on m.id = manager_of_as_system(p.id) left join user_account mu on mu.id = m.user_id
      where p.user_id = user_in and p.ended_at is null order by p.from_on, p.id;
  end $$;
revoke execute on function what_account_holds from public;
grant execute on function what_account_holds to lapwing_app;
