-- Working alone: by when somebody is back, and who was told when they were not. No address and no reason: where they went
-- stands on the case, for those who see it.
create table lone_visit (
  id        uuid primary key default gen_random_uuid(),
  post_id   uuid not null references post (id),
  case_id   uuid references case_file (id),
  set_at    timestamptz not null,
  back_by   timestamptz not null,
  back_at   timestamptz,
  constraint ahead check (back_by > set_at)
);
-- one at a time: who goes on somewhere else says so anew
create unique index lone_visit_one on lone_visit (post_id) where back_at is null;
create index lone_visit_due on lone_visit (back_by) where back_at is null;
create table lone_visit_told (
  visit_id uuid not null references lone_visit (id),
  step     text not null constraint step_known check (step in ('manager', 'next')),
  -- nobody is behind the step: kept too, so that the gap shows
  post_id  uuid references post (id),
  told_at  timestamptz not null
);
create unique index lone_visit_told_once on lone_visit_told (visit_id, step, coalesce(post_id, '00000000-0000-0000-0000-000000000000'));

alter table lone_visit enable row level security, force row level security;
alter table lone_visit_told enable row level security, force row level security;
create policy system_all on lone_visit to lapwing_owner using (true) with check (true);
create policy system_all on lone_visit_told to lapwing_owner using (true) with check (true);
-- their own, those of whom they answer for, and whoever was told
create function answers_for_lone_visit(visit_in uuid, post_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select post_in = current_post_id() or exists (select from lone_visit_told w where w.visit_id = visit_in and w.post_id = current_post_id())
      or (has_capability('team.oversee') and exists (select from post p where p.id = post_in
        and (p.reports_to = current_post_id() or p.team_id = (select me.team_id from post me where me.id = current_post_id())))) $$;
create policy read_who_answers on lone_visit for select to lapwing_app using (answers_for_lone_visit(id, post_id));
create policy read_who_answers on lone_visit_told for select to lapwing_app using (
  exists (select from lone_visit v where v.id = lone_visit_told.visit_id));
grant select on lone_visit, lone_visit_told to lapwing_app;

create function go_alone(case_in uuid, back_by_in timestamptz) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if not has_capability('case.work') then raise exception 'not there' using errcode = 'P0002'; end if;
    if case_in is not null then perform require_may('case', case_in, 'plan', 'write'); end if;
    if back_by_in <= current_instant() then raise exception 'That has passed' using errcode = 'LW002'; end if;
    update lone_visit v set back_at = current_instant() where v.post_id = current_post_id() and v.back_at is null;
    insert into lone_visit (post_id, case_id, set_at, back_by) values (current_post_id(), case_in, current_instant(), back_by_in) returning id into new_id;
    return new_id;
  end $$;

-- Safe: said by themselves, or by whoever answers for them and has reached them.
create function back_safe(visit_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    update lone_visit v set back_at = current_instant() where v.id = visit_in and v.back_at is null and answers_for_lone_visit(v.id, v.post_id);
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
  end $$;

-- Tells whoever has to be told now, once each. Safe to run at any time and as often as one likes.
create function tell_of_lone_visits(next_after_minutes int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare v lone_visit; p uuid; manager uuid; told int := 0;
  begin
    for v in select * from lone_visit x where x.back_at is null and x.back_by <= current_instant() for update skip locked loop
      manager := manager_of_as_system(v.post_id);
      insert into lone_visit_told values (v.id, 'manager', manager, current_instant()) on conflict do nothing;
      if found and manager is not null then
        perform notify_post_as_system(manager, 'alone.overdue', null, null, v.id);
        told := told + 1;
      end if;
      if v.back_by + make_interval(mins => next_after_minutes) <= current_instant() or manager is null then
        for p in select manager_of_as_system(manager) where manager is not null
            union select s.id from post s join user_account u on u.id = s.user_id and u.state = 'active'
              where s.role_code = 'serviceManager' and post_is_active(s) and s.agency_id = (select o.agency_id from post o where o.id = v.post_id) loop
          insert into lone_visit_told values (v.id, 'next', p, current_instant()) on conflict do nothing;
          if found and p is not null then
            perform notify_post_as_system(p, 'alone.overdue', null, null, v.id);
            told := told + 1;
          end if;
        end loop;
      end if;
    end loop;
    return told;
  end $$;
revoke execute on function go_alone, back_safe, tell_of_lone_visits, answers_for_lone_visit from public;
grant execute on function go_alone, back_safe, answers_for_lone_visit to lapwing_app;
grant execute on function tell_of_lone_visits to lapwing_jobs;
