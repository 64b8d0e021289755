-- What every request pays for, made cheaper; what it answers stays the same. Measured on the demo borough, where these
-- took most of the database's time:
--   who is asking, and when: asked many times in one statement, each through three functions that could not be inlined
--   may(): asked who is asking three times, and for all kinds of record where one is meant
--   history: one statement for each new row (an assessment has 45 answers)
--   grants: planned again at each rebuild (planning took four times as long as the work), and all written anew where
--   mostly one row is another

create or replace function current_instant() returns timestamptz
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare injected text := nullif(current_setting('lapwing.instant', true), '');
  begin
    if injected is not null and exists (select from database_mark m where m.mark in ('demo', 'test')) then return injected::timestamptz; end if;
    return now();
  end $$;

create or replace function identity_part(which int) returns uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    setting text := nullif(current_setting('lapwing.identity', true), '');
    parts text[];
    signature text;
  begin
    if setting is null then return null; end if;
    parts := string_to_array(setting, ':');
    if cardinality(parts) <> 4 then return null; end if;
    -- as identity_signature() writes it; spelt out, because this is asked most often of all
    select encode(sha256(s.secret || convert_to(concat_ws(':', parts[1], parts[2], parts[3], pg_backend_pid(), extract(epoch from now())), 'utf8')), 'hex')
      into signature from identity_secret s;
    if signature is distinct from parts[4] then return null; end if;
    return parts[which]::uuid;
  end $$;

-- Bodies that are read when they are defined: no search path can change them, and so they need not set one, and are inlined.
create or replace function current_user_id() returns uuid language sql stable return identity_part(1);
create or replace function current_post_id() returns uuid language sql stable return identity_part(2);
create or replace function current_session_id() returns uuid language sql stable return identity_part(3);
create or replace function current_local_date() returns date
  language sql stable return (current_instant() at time zone 'Europe/London')::date;

create or replace function may(kind_in text, id_in uuid, class text, how text default 'read') returns boolean
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    bit int := class_bit(class);
    me uuid := current_post_id();
    instant timestamptz := current_instant();
    is_write boolean := how = 'write';
  begin
    case kind_in
      when 'case' then
        return exists (select from case_access a where a.case_id = id_in and a.post_id = me
          and (case when is_write then a.writes else a.reads end) & bit <> 0 and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
      when 'concern' then
        return exists (select from concern_access a where a.concern_id = id_in and a.post_id = me
          and (case when is_write then a.writes else a.reads end) & bit <> 0 and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
      when 'person' then
        return exists (select from person_access a where a.person_id = id_in and a.post_id = me
          and (case when is_write then a.writes else a.reads end) & bit <> 0 and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
      else
        return false;
    end case;
  end $$;

-- The beginning of rows, for all that a statement wrote. Arguments as those of keep_history.
create function keep_history_of_new() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    instant timestamptz := current_instant();
    me uuid := current_post_id();
    entry bigint := nullif(current_setting('lapwing.audit_entry', true), '')::bigint;
  begin
    insert into row_history (table_name, row_id, record_kind, record_id, bit, changed_at, changed_by, audit_entry)
      select tg_table_name, coalesce(n.new_row ->> 'id', n.new_row ->> tg_argv[1]), tg_argv[0], (n.new_row ->> tg_argv[1])::uuid, tg_argv[2]::int,
        instant, me, entry
      from (select to_jsonb(r) as new_row from new_rows r offset 0) n;
    return null;
  end $$;

do $$
  declare t record;
  begin
    for t in
        select g.tgrelid::regclass as of_table, substring(pg_get_triggerdef(g.oid) from 'keep_history\((.*)\)$') as arguments
        from pg_trigger g where g.tgname = 'keep_history' and not g.tgisinternal loop
      execute format('drop trigger keep_history on %s', t.of_table);
      execute format('create trigger keep_history after update or delete on %s for each row execute function keep_history(%s)', t.of_table, t.arguments);
      execute format('create trigger keep_history_of_new after insert on %s referencing new table as new_rows for each statement execute function keep_history_of_new(%s)',
        t.of_table, t.arguments);
    end loop;
  end $$;

-- As before, but for the two triggers of history.
create or replace function protect_table(table_name text, kind text, class text, key_column text default null, operations text[] default array['insert', 'update'])
  returns void language plpgsql set search_path = public, pg_temp
  as $$
  declare
    key_name text := coalesce(key_column, kind || '_id');
    probe text := format(
      'coalesce((select true from %1$I a where a.%2$I = %3$I.%4$I and a.post_id = (select current_post_id()) and a.%%s & %5$s <> 0'
      ' and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false)',
      kind || '_access', kind || '_id', table_name, key_name, class_bit(class));
  begin
    execute format('alter table %I enable row level security, force row level security', table_name);
    execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', table_name);
    execute format('create policy read_by_grant on %I for select to lapwing_app using (%s)', table_name, format(probe, 'reads'));
    execute format('grant select on %I to lapwing_app', table_name);
    if 'insert' = any (operations) then
      execute format('create policy insert_by_grant on %I for insert to lapwing_app with check (%s)', table_name, format(probe, 'writes'));
      execute format('grant insert on %I to lapwing_app', table_name);
    end if;
    if 'update' = any (operations) then
      execute format('create policy update_by_grant on %I for update to lapwing_app using (%s) with check (%s)', table_name, format(probe, 'writes'), format(probe, 'writes'));
      execute format('grant update on %I to lapwing_app', table_name);
    end if;
    if 'delete' = any (operations) then
      execute format('create policy delete_by_grant on %I for delete to lapwing_app using (%s)', table_name, format(probe, 'writes'));
      execute format('grant delete on %I to lapwing_app', table_name);
    end if;
    execute format('create trigger keep_history after update or delete on %I for each row execute function keep_history(%L, %L, %L)',
      table_name, kind, key_name, class_bit(class));
    execute format('create trigger keep_history_of_new after insert on %I referencing new table as new_rows for each statement execute function keep_history_of_new(%L, %L, %L)',
      table_name, kind, key_name, class_bit(class));
    execute format('insert into protected_table values (%L, %L, %L, %L)', table_name, kind, class, key_name);
  end $$;

-- One plan for any record: the values never make another plan worth its planning.
alter function grants_of set plan_cache_mode = force_generic_plan;
alter function person_grants_of set plan_cache_mode = force_generic_plan;
alter function kept_out_of set plan_cache_mode = force_generic_plan;

-- Takes away what holds no more, then writes what is new or other: mostly one row of thirty.
create or replace function rebuild_access(kind_in text, id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
  begin
    perform pg_advisory_xact_lock(hashtextextended(kind_in || id_in, 7));
    if kind_in = 'case' then
      with wanted as materialized (select * from grants_of(kind_in, id_in)),
      gone as (
        delete from case_access a where a.case_id = id_in
          and not exists (select from wanted w where w.post_id = a.post_id and w.because = a.because))
      insert into case_access (case_id, post_id, because, reads, writes, from_at, until_at)
        select id_in, w.post_id, w.because, w.reads, w.writes, w.from_at, w.until_at from wanted w
        where not exists (select from case_access a where a.case_id = id_in and a.post_id = w.post_id and a.because = w.because
          and (a.reads, a.writes, a.from_at) = (w.reads, w.writes, w.from_at) and a.until_at is not distinct from w.until_at)
        on conflict (case_id, post_id, because) do update
          set reads = excluded.reads, writes = excluded.writes, from_at = excluded.from_at, until_at = excluded.until_at;
    elsif kind_in = 'concern' then
      with wanted as materialized (select * from grants_of(kind_in, id_in)),
      gone as (
        delete from concern_access a where a.concern_id = id_in
          and not exists (select from wanted w where w.post_id = a.post_id and w.because = a.because))
      insert into concern_access (concern_id, post_id, because, reads, writes, from_at, until_at)
        select id_in, w.post_id, w.because, w.reads, w.writes, w.from_at, w.until_at from wanted w
        where not exists (select from concern_access a where a.concern_id = id_in and a.post_id = w.post_id and a.because = w.because
          and (a.reads, a.writes, a.from_at) = (w.reads, w.writes, w.from_at) and a.until_at is not distinct from w.until_at)
        on conflict (concern_id, post_id, because) do update
          set reads = excluded.reads, writes = excluded.writes, from_at = excluded.from_at, until_at = excluded.until_at;
    end if;
    with wanted as materialized (select * from person_grants_of(kind_in, id_in) g where g.reads <> 0),
    gone as (
      delete from person_access a where a.record_kind = kind_in and a.record_id = id_in
        and not exists (select from wanted w where w.person_id = a.person_id and w.post_id = a.post_id and w.because = a.because))
    insert into person_access (person_id, post_id, because, reads, writes, from_at, until_at, record_kind, record_id)
      select w.person_id, w.post_id, w.because, w.reads, w.writes, w.from_at, w.until_at, kind_in, id_in from wanted w
      where not exists (select from person_access a where a.person_id = w.person_id and a.post_id = w.post_id and a.record_kind = kind_in
        and a.record_id = id_in and a.because = w.because
        and (a.reads, a.writes, a.from_at) = (w.reads, w.writes, w.from_at) and a.until_at is not distinct from w.until_at)
      on conflict (person_id, post_id, record_kind, record_id, because) do update
        set reads = excluded.reads, writes = excluded.writes, from_at = excluded.from_at, until_at = excluded.until_at;
  end $$;
