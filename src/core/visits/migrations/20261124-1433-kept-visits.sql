-- A visit that was written on a phone without a connection comes in later, and by then anything may have changed: the case
-- closed, the worker out of its circle, somebody else has written the same visit. It is never thrown away: what cannot be
-- recorded waits here, for who wrote it and for a manager of the case. The device's clock may be wrong, so both times stand.
create table kept_visit (
  id          uuid primary key default gen_random_uuid(),
  -- no foreign key: whether there is such a case is not for everybody to find out
  case_id     uuid not null,
  -- the form it was typed into
  form        text not null constraint form_is_of_a_visit check (form ~ '^/cases/[0-9a-f-]{36}/visits/'),
  post_id     uuid not null default current_post_id() references post (id),
  -- what was typed; emptied once it stands in a visit
  typed       jsonb,
  device_at   timestamptz,
  received_at timestamptz not null default current_instant(),
  state       text not null constraint state_known check (state in ('recorded', 'waiting', 'settled')),
  because     text constraint because_known check (because in ('no_access', 'case_closed', 'in_the_future', 'not_right', 'rival', 'has_outcome')),
  visit_id    uuid references visit (id),
  settled_at  timestamptz,
  settled_by  uuid references post (id),
  settled_how text not null default '',
  constraint waiting_says_why check (state = 'recorded' or because is not null),
  constraint settled_says_how check (state <> 'settled' or btrim(settled_how) <> '')
);
create index kept_visit_post on kept_visit (post_id);
create index kept_visit_waiting on kept_visit (case_id) where state = 'waiting';
alter table kept_visit enable row level security, force row level security;
create policy system_all on kept_visit to lapwing_owner using (true) with check (true);
create policy own_or_manager on kept_visit for select to lapwing_app using (
  post_id = (select current_post_id()) or ((select has_capability('case.allocate')) and may('case', case_id, 'notes')));
create policy own_insert on kept_visit for insert to lapwing_app with check (post_id = (select current_post_id()));
create policy settle on kept_visit for update to lapwing_app
  using (post_id = (select current_post_id()) or ((select has_capability('case.allocate')) and may('case', case_id, 'notes')));
grant select, insert on kept_visit to lapwing_app;
grant update (state, settled_at, settled_by, settled_how) on kept_visit to lapwing_app;

-- Who wrote it, and whoever answers for them, hear that it waits.
create function tell_of_kept_visit(kept_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare k kept_visit; manager uuid;
  begin
    select * into k from kept_visit x where x.id = kept_in and x.post_id = current_post_id() and x.state = 'waiting';
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    manager := manager_of_as_system(k.post_id);
    perform notify_post_as_system(k.post_id, 'visit.kept', null, null, k.id);
    if manager is not null then perform notify_post_as_system(manager, 'visit.kept', null, null, k.id); end if;
  end $$;
