-- A form that is sent twice (a double click, a reload, a shaky connection) does its work once: the second sending finds
-- the first one's token and is taken to where that one led.
create table request_once (
  token    text primary key,
  user_id  uuid not null default current_user_id(),
  location text,
  at       timestamptz not null default current_instant()
);
alter table request_once enable row level security, force row level security;
create policy system_all on request_once to lapwing_owner using (true) with check (true);
create policy own on request_once to lapwing_app using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));
grant select, insert, update on request_once to lapwing_app;

create function request_once_forget() returns int
  language sql volatile security definer set search_path = public, pg_temp
  as $$ with gone as (delete from request_once where at < current_instant() - interval '2 days' returning 1) select count(*)::int from gone $$;
revoke execute on function request_once_forget from public;
grant execute on function request_once_forget to lapwing_jobs;
