-- Everything that somebody owes by a time is a task: visits, reviews, decisions, answers, plan actions. So "my work" and
-- "overdue" are one query, and no clock is without an owner or a team.

create table task (
  id          uuid primary key default gen_random_uuid(),
  record_kind text not null constraint record_kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null,
  -- what is owed, as 'visit' or 'triage.decision'; the words for it are in the catalogue of the room that made it
  kind        text not null,
  -- the row in that room, when a record can owe several of one kind
  subject_id  uuid,
  owner_post  uuid references post (id),
  team_id     uuid references team (id),
  due_at      timestamptz,
  -- why this date: rule id, basis, mark, version, source; kept as it was when the date was made
  clock       jsonb,
  created_at  timestamptz not null default current_instant(),
  done_at     timestamptz,
  done_by     uuid references post (id),
  ended_at    timestamptz,
  ended_because text,
  replaced_by uuid references task (id) deferrable initially deferred,
  constraint owed_by_somebody check (owner_post is not null or team_id is not null),
  constraint one_end check (done_at is null or ended_at is null)
);
create unique index task_one_open on task (record_kind, record_id, kind, coalesce(subject_id, '00000000-0000-0000-0000-000000000000'))
  where done_at is null and ended_at is null;
create index task_owner on task (owner_post, due_at) where done_at is null and ended_at is null;
create index task_team on task (team_id, due_at) where done_at is null and ended_at is null;
create index task_record on task (record_kind, record_id);
create index task_due on task (due_at) where done_at is null and ended_at is null;

alter table task enable row level security, force row level security;
create policy system_all on task to lapwing_owner using (true) with check (true);
-- one's own, and those on records whose headline (name, worker, next step) one may read
create policy read_own_or_by_grant on task for select to lapwing_app using (
  owner_post = (select current_post_id())
  or (record_kind = 'case' and coalesce((select true from case_access a where a.case_id = task.record_id and a.post_id = (select current_post_id())
      and a.reads & 1 <> 0 and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false))
  or (record_kind = 'concern' and coalesce((select true from concern_access a where a.concern_id = task.record_id and a.post_id = (select current_post_id())
      and a.reads & 1 <> 0 and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false)));
grant select on task to lapwing_app;

-- Makes sure that this is owed. An open task of the same kind for the same thing is kept when nothing changed; with another
-- date or owner a new one takes its place and the old one stays, with the reason (law R18: a due date never changes silently).
create function task_put(kind_in text, id_in uuid, what_in text, subject_in uuid, owner_in uuid, team_in uuid, due_in timestamptz, clock_in jsonb, because_in text)
  returns uuid language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare old task; new_id uuid := gen_random_uuid();
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    select * into old from task t where t.record_kind = kind_in and t.record_id = id_in and t.kind = what_in
      and t.subject_id is not distinct from subject_in and t.done_at is null and t.ended_at is null for update;
    if found and (old.due_at, old.owner_post, old.team_id) is not distinct from (due_in, owner_in, team_in) then return old.id; end if;
    if found then
      update task set ended_at = current_instant(), ended_because = because_in, replaced_by = new_id where id = old.id;
    end if;
    insert into task (id, record_kind, record_id, kind, subject_id, owner_post, team_id, due_at, clock)
      values (new_id, kind_in, id_in, what_in, subject_in, owner_in, team_in, due_in, clock_in);
    return new_id;
  end $$;

-- Done, at the time it was done: late stays late, both times are kept.
create function task_done(kind_in text, id_in uuid, what_in text, subject_in uuid, done_in timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    update task t set done_at = done_in, done_by = current_post_id()
      where t.record_kind = kind_in and t.record_id = id_in and t.kind = what_in and t.subject_id is not distinct from subject_in
        and t.done_at is null and t.ended_at is null;
    return found;
  end $$;

create function task_end(kind_in text, id_in uuid, what_in text, subject_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    update task t set ended_at = current_instant(), ended_because = because_in
      where t.record_kind = kind_in and t.record_id = id_in and t.kind = what_in and (subject_in is null or t.subject_id = subject_in)
        and t.done_at is null and t.ended_at is null;
    return found;
  end $$;

-- Something to read. In the app and, by e-mail, only that there is something: never what or about whom.
create table notification (
  id          uuid primary key default gen_random_uuid(),
  post_id     uuid not null references post (id),
  kind        text not null,
  record_kind text,
  record_id   uuid,
  subject_id  uuid,
  at          timestamptz not null default current_instant(),
  read_at     timestamptz,
  mailed_at   timestamptz
);
create index notification_post on notification (post_id, at desc);
alter table notification enable row level security, force row level security;
create policy system_all on notification to lapwing_owner using (true) with check (true);
create policy own on notification for select to lapwing_app using (post_id = (select current_post_id()));
create policy own_update on notification for update to lapwing_app using (post_id = (select current_post_id())) with check (post_id = (select current_post_id()));
grant select on notification to lapwing_app;
grant update (read_at) on notification to lapwing_app;

create function notify_post(post_in uuid, what_in text, kind_in text, id_in uuid, subject_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if current_user_id() is null then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into notification (post_id, kind, record_kind, record_id, subject_id) values (post_in, what_in, kind_in, id_in, subject_in) returning id into new_id;
    return new_id;
  end $$;
