-- What the first page of the day stands on: how each person likes to work, when they were last here, and what waits to be
-- read.

-- How somebody likes to work; nobody else reads it. Without a row: everything on.
create table preference (
  user_id       uuid primary key default current_user_id() references user_account (id),
  -- shortcuts of one key; speech input and some hands set them off by accident (WCAG 2.1.4)
  shortcuts     boolean not null default true,
  -- an e-mail that there is something to read
  email_notices boolean not null default true
);
alter table preference enable row level security, force row level security;
create policy system_all on preference to lapwing_owner using (true) with check (true);
create policy own on preference to lapwing_app using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));
grant select, insert, update on preference to lapwing_app;

-- When this person was last here before the session they are in. Null: never.
create function last_here() returns timestamptz
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select max(s.seen_at) from session s
    where s.user_id = current_user_id() and s.kind = 'web' and s.id <> current_session_id()
      and s.started_at < (select here.started_at from session here where here.id = current_session_id()) $$;

create index notification_unread on notification (post_id) where read_at is null;
