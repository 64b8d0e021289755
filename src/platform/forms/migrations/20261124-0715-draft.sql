-- A form that is being filled in. Only the one who writes it sees it, on whichever device they sign in.
-- `typed` is what stands in the boxes right now, saved as they type, right or wrong. `accepted` is what passed, page by
-- page, when they went on: only that decides which pages come next and what is sent.
create table draft (
  id            uuid primary key default gen_random_uuid(),
  user_id       uuid not null default current_user_id() references user_account (id),
  journey       text not null,
  version       int not null default 1,
  typed         jsonb not null default '{}',
  accepted      jsonb not null default '{}',
  -- the version in which each page last changed: two windows on different pages do not disturb each other
  page_versions jsonb not null default '{}',
  started_at    timestamptz not null default current_instant(),
  saved_at      timestamptz not null default current_instant()
);
create index draft_user on draft (user_id, journey);
alter table draft enable row level security, force row level security;
create policy system_all on draft to lapwing_owner using (true) with check (true);
create policy own on draft to lapwing_app using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));
grant select, insert, update, delete on draft to lapwing_app;

-- What nobody has touched for `days_in` days is not kept: it is about people, and nobody answers for it.
create function draft_forget(days_in int) returns int
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    with gone as (delete from draft where saved_at < current_instant() - make_interval(days => days_in) returning 1)
    select count(*)::int from gone $$;
revoke execute on function draft_forget from public;
grant execute on function draft_forget to lapwing_jobs;
