-- A timetable has no identity, so it cannot pass a check of who is asking: the work of each function moves into one that
-- does not check, which only definer functions and the jobs role may call. The checking functions stay as they were.

create function task_put_as_system(kind_in text, id_in uuid, what_in text, subject_in uuid, owner_in uuid, team_in uuid, due_in timestamptz,
    clock_in jsonb, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare old task; new_id uuid := gen_random_uuid();
  begin
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

create function task_done_as_system(kind_in text, id_in uuid, what_in text, subject_in uuid, done_in timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    update task t set done_at = done_in, done_by = current_post_id()
      where t.record_kind = kind_in and t.record_id = id_in and t.kind = what_in and t.subject_id is not distinct from subject_in
        and t.done_at is null and t.ended_at is null;
    return found;
  end $$;

create function task_end_as_system(kind_in text, id_in uuid, what_in text, subject_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    update task t set ended_at = current_instant(), ended_because = because_in
      where t.record_kind = kind_in and t.record_id = id_in and t.kind = what_in and (subject_in is null or t.subject_id = subject_in)
        and t.done_at is null and t.ended_at is null;
    return found;
  end $$;

create function notify_post_as_system(post_in uuid, what_in text, kind_in text, id_in uuid, subject_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    insert into notification (post_id, kind, record_kind, record_id, subject_id) values (post_in, what_in, kind_in, id_in, subject_in) returning id into new_id;
    return new_id;
  end $$;
revoke execute on function task_put_as_system, task_done_as_system, task_end_as_system, notify_post_as_system from public;

create or replace function task_put(kind_in text, id_in uuid, what_in text, subject_in uuid, owner_in uuid, team_in uuid, due_in timestamptz, clock_in jsonb, because_in text)
  returns uuid language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    return task_put_as_system(kind_in, id_in, what_in, subject_in, owner_in, team_in, due_in, clock_in, because_in);
  end $$;

create or replace function task_done(kind_in text, id_in uuid, what_in text, subject_in uuid, done_in timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    return task_done_as_system(kind_in, id_in, what_in, subject_in, done_in);
  end $$;

create or replace function task_end(kind_in text, id_in uuid, what_in text, subject_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    return task_end_as_system(kind_in, id_in, what_in, subject_in, because_in);
  end $$;

create or replace function notify_post(post_in uuid, what_in text, kind_in text, id_in uuid, subject_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if current_user_id() is null then raise exception 'not there' using errcode = 'P0002'; end if;
    return notify_post_as_system(post_in, what_in, kind_in, id_in, subject_in);
  end $$;
