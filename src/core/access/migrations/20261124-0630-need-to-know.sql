-- Need to know, in the database. Sources say why somebody may see a record (the circle, the team, the people a record is
-- about); grants are what follows from them, row by row; policies read grants only, because a probe through another
-- protected table would pay for its policy too, and could recurse.
--
--   circle_member ─┐                       ┌─► case_access ────┐
--   record_team ───┼─► rebuild_access() ───┼─► concern_access ─┼─► policies of every table with personal data
--   record_person ─┤   − exclusions        └─► person_access ──┘
--   role_mask ─────┘   − declared conflicts

insert into access_class (code, bit) values
  ('headline', 1), ('identity', 2), ('address', 4), ('risk', 8), ('plan', 16), ('notes', 32), ('investigation', 64),
  ('nrm', 128), ('health', 256), ('intelligence', 512), ('submission', 1024), ('triage', 2048),
  -- of an investigation only its stage; of a record only that it is there, whose it is and whom to phone
  ('stage', 4096), ('contact', 8192);

create function class_bit(class text) returns int
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare found_bit int;
  begin
    select a.bit into found_bit from access_class a where a.code = class;
    if found_bit is null then raise exception 'There is no record class %', class; end if;
    return found_bit;
  end $$;

create table circle_member (
  id          uuid primary key default gen_random_uuid(),
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null,
  post_id     uuid not null references post (id),
  capacity    text not null constraint capacity_known check (capacity in ('allocated', 'invited', 'submitter', 'cover',
                'triage', 'named_officer', 'break_glass', 'escalation')),
  because     text not null constraint reason_given check (btrim(because) <> ''),
  from_at     timestamptz not null,
  until_at    timestamptz,
  added_by    uuid references post (id),
  ended_at    timestamptz,
  ended_by    uuid references post (id),
  ended_because text
);
create index circle_member_record on circle_member (record_kind, record_id) where ended_at is null;
create index circle_member_post on circle_member (post_id) where ended_at is null;

-- The team a record belongs to: its members see what their role sees of their team's (or queue's) records.
create table record_team (
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null,
  team_id     uuid not null references team (id),
  primary key (record_kind, record_id, team_id)
);
create index record_team_team on record_team (team_id);

-- The people a record is about, or stands in touch with. A candidate is somebody who may be the person in a concern.
create table record_person (
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern')),
  record_id   uuid not null,
  person_id   uuid not null,
  relation    text not null constraint relation_known check (relation in ('subject', 'candidate', 'other')),
  primary key (record_kind, record_id, person_id, relation)
);
create index record_person_person on record_person (person_id);

-- A manager keeps a named colleague out (an exploiter's relative, an ex-partner), without that colleague knowing; or a
-- colleague says "this is my own family" and loses access. Both beat every grant, break-glass included.
create table exclusion (
  id          uuid primary key default gen_random_uuid(),
  kind        text not null constraint kind_known check (kind in ('excluded', 'declared_conflict')),
  user_id     uuid not null references user_account (id),
  record_kind text not null constraint record_kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null,
  because     text not null constraint reason_given check (btrim(because) <> ''),
  made_by     uuid not null references post (id),
  made_at     timestamptz not null,
  lifted_at   timestamptz,
  lifted_by   uuid references post (id)
);
create index exclusion_record on exclusion (record_kind, record_id) where lifted_at is null;
create index exclusion_user on exclusion (user_id) where lifted_at is null;

create table case_access (
  case_id uuid not null, post_id uuid not null, because text not null, reads int not null, writes int not null,
  from_at timestamptz not null, until_at timestamptz, primary key (case_id, post_id, because));
create index case_access_post on case_access (post_id);
create table concern_access (
  concern_id uuid not null, post_id uuid not null, because text not null, reads int not null, writes int not null,
  from_at timestamptz not null, until_at timestamptz, primary key (concern_id, post_id, because));
create index concern_access_post on concern_access (post_id);
create table person_access (
  person_id uuid not null, post_id uuid not null, because text not null, reads int not null, writes int not null,
  from_at timestamptz not null, until_at timestamptz, record_kind text not null, record_id uuid not null,
  primary key (person_id, post_id, record_kind, record_id, because));
create index person_access_post on person_access (post_id);
create index person_access_record on person_access (record_kind, record_id);

create function is_kept_out(user_in uuid, kind_in text, id_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from exclusion e where e.user_id = user_in and e.lifted_at is null and (
        (e.record_kind = kind_in and e.record_id = id_in)
        or (e.record_kind = 'person' and exists (select from record_person rp
              where rp.record_kind = kind_in and rp.record_id = id_in and rp.person_id = e.record_id and rp.relation = 'subject')))) $$;
revoke execute on function is_kept_out from public;

-- What follows from the sources, for one record. Nothing else writes grants.
create function grants_of(kind_in text, id_in uuid)
  returns table (post_id uuid, because text, reads int, writes int, from_at timestamptz, until_at timestamptz, user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with ground as (
      select m.post_id, m.capacity, m.capacity || ':' || m.id as because, m.from_at, m.until_at
      from circle_member m where m.record_kind = kind_in and m.record_id = id_in and m.ended_at is null
      union all
      select p.id, 'team', 'team:' || rt.team_id, '-infinity'::timestamptz, null
      from record_team rt join post p on p.team_id = rt.team_id where rt.record_kind = kind_in and rt.record_id = id_in
      union all
      select p.id, 'service', 'service:' || rt.team_id, '-infinity'::timestamptz, null
      from record_team rt join team t on t.id = rt.team_id join post p on p.agency_id = t.agency_id
      where rt.record_kind = kind_in and rt.record_id = id_in
    )
    select g.post_id, g.because, m.reads, m.writes, g.from_at, g.until_at, p.user_id
    from ground g
    join post p on p.id = g.post_id and p.ended_at is null
    join user_account u on u.id = p.user_id and u.state <> 'disabled'
    join role_mask m on m.role_code = p.role_code and m.capacity = g.capacity and m.reads <> 0
    where not is_kept_out(p.user_id, kind_in, id_in) $$;
revoke execute on function grants_of from public;

create function person_grants_of(kind_in text, id_in uuid)
  returns table (person_id uuid, post_id uuid, because text, reads int, writes int, from_at timestamptz, until_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with linked as (
      select rp.person_id, rp.relation from record_person rp where rp.record_kind = kind_in and rp.record_id = id_in
      union all select id_in, 'subject' where kind_in = 'person'
    )
    select l.person_id, g.post_id, l.relation || ':' || g.because,
      -- of a candidate only who they are; of others around a case not their health or risk; a submitter wrote about a
      -- person but sees nothing that others know of them
      case l.relation when 'subject' then g.reads & ~class_bit('submission')
        when 'candidate' then case when g.reads & class_bit('triage') <> 0 then g.reads & (class_bit('contact') | class_bit('headline') | class_bit('identity') | class_bit('address')) else 0 end
        else g.reads & (class_bit('contact') | class_bit('headline') | class_bit('identity') | class_bit('address')) end,
      case l.relation when 'subject' then g.writes & ~class_bit('submission')
        when 'candidate' then 0
        else g.writes & (class_bit('identity') | class_bit('address')) end,
      g.from_at, g.until_at
    from grants_of(kind_in, id_in) g cross join linked l
    where not exists (select from exclusion e where e.user_id = g.user_id and e.lifted_at is null
      and e.record_kind = 'person' and e.record_id = l.person_id) $$;
revoke execute on function person_grants_of from public;

create function rebuild_access(kind_in text, id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform pg_advisory_xact_lock(hashtextextended(kind_in || id_in, 7));
    if kind_in = 'case' then
      delete from case_access where case_id = id_in;
      insert into case_access select id_in, post_id, because, reads, writes, from_at, until_at from grants_of(kind_in, id_in);
    elsif kind_in = 'concern' then
      delete from concern_access where concern_id = id_in;
      insert into concern_access select id_in, post_id, because, reads, writes, from_at, until_at from grants_of(kind_in, id_in);
    end if;
    delete from person_access where record_kind = kind_in and record_id = id_in;
    insert into person_access (person_id, post_id, because, reads, writes, from_at, until_at, record_kind, record_id)
      select person_id, post_id, because, reads, writes, from_at, until_at, kind_in, id_in from person_grants_of(kind_in, id_in) where reads <> 0;
  end $$;
revoke execute on function rebuild_access from public;

create function rebuild_access_of_row() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if tg_op <> 'INSERT' then perform rebuild_access(old.record_kind, old.record_id); end if;
    if tg_op <> 'DELETE' and (tg_op = 'INSERT' or (new.record_kind, new.record_id) is distinct from (old.record_kind, old.record_id)) then
      perform rebuild_access(new.record_kind, new.record_id);
    end if;
    return null;
  end $$;
create trigger rebuild after insert or update or delete on circle_member for each row execute function rebuild_access_of_row();
create trigger rebuild after insert or update or delete on record_team for each row execute function rebuild_access_of_row();
create trigger rebuild after insert or update or delete on record_person for each row execute function rebuild_access_of_row();

create function rebuild_access_of_exclusion() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    perform rebuild_access(new.record_kind, new.record_id);
    if new.record_kind = 'person' then
      for r in select distinct rp.record_kind, rp.record_id from record_person rp where rp.person_id = new.record_id loop
        perform rebuild_access(r.record_kind, r.record_id);
      end loop;
    end if;
    return null;
  end $$;
create trigger rebuild after insert or update on exclusion for each row execute function rebuild_access_of_exclusion();

-- A post that starts, moves, changes role or ends; an account that is disabled.
create function rebuild_access_of_post(post_in uuid) returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    for r in
        select m.record_kind, m.record_id from circle_member m where m.post_id = post_in and m.ended_at is null
        union select rt.record_kind, rt.record_id from record_team rt join team t on t.id = rt.team_id
          join post p on p.id = post_in and p.agency_id = t.agency_id
        union select 'case', a.case_id from case_access a where a.post_id = post_in
        union select 'concern', a.concern_id from concern_access a where a.post_id = post_in loop
      perform rebuild_access(r.record_kind, r.record_id);
    end loop;
  end $$;
revoke execute on function rebuild_access_of_post from public;

create function on_post_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if tg_op = 'UPDATE' and (new.ended_at, new.role_code, new.team_id, new.agency_id) is not distinct from (old.ended_at, old.role_code, old.team_id, old.agency_id) then
      return null;
    end if;
    if tg_op = 'UPDATE' and new.ended_at is not null and old.ended_at is null then
      -- leaving ends every session in this post at once
      update session set ended_at = current_instant(), ended_because = 'post ended' where post_id = new.id and ended_at is null;
    end if;
    perform rebuild_access_of_post(new.id);
    return null;
  end $$;
create trigger rebuild after insert or update on post for each row execute function on_post_change();

create function on_account_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare p uuid;
  begin
    if new.state is not distinct from old.state then return null; end if;
    if new.state = 'disabled' then
      update session set ended_at = current_instant(), ended_because = 'account disabled' where user_id = new.id and ended_at is null;
      update invitation set used_at = current_instant() where user_id = new.id and used_at is null;
    end if;
    for p in select id from post where user_id = new.id loop perform rebuild_access_of_post(p); end loop;
    return null;
  end $$;
create trigger rebuild after update on user_account for each row execute function on_account_change();

-- The nightly check, and what follows a change of the roles: rebuilds everything, says how much was not as it should be.
create function rebuild_all_access() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record; drift int := 0; before_hash text; after_hash text;
  begin
    for r in
        select record_kind, record_id from circle_member union select record_kind, record_id from record_team
        union select record_kind, record_id from record_person loop
      before_hash := access_fingerprint(r.record_kind, r.record_id);
      perform rebuild_access(r.record_kind, r.record_id);
      after_hash := access_fingerprint(r.record_kind, r.record_id);
      if before_hash is distinct from after_hash then drift := drift + 1; end if;
    end loop;
    return drift;
  end $$;

create function access_fingerprint(kind_in text, id_in uuid) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select md5(coalesce(string_agg(line, '|' order by line), '')) from (
      select concat_ws(',', post_id, because, reads, writes, from_at, until_at) as line from case_access where kind_in = 'case' and case_id = id_in
      union all select concat_ws(',', post_id, because, reads, writes, from_at, until_at) from concern_access where kind_in = 'concern' and concern_id = id_in
      union all select concat_ws(',', person_id, post_id, because, reads, writes, from_at, until_at) from person_access where record_kind = kind_in and record_id = id_in) x $$;
revoke execute on function rebuild_all_access, access_fingerprint from public;
grant execute on function rebuild_all_access to lapwing_jobs;

-- May the one who asks read (or write) this class of this record? For checking functions; policies spell the probe out.
create function may(kind_in text, id_in uuid, class text, how text default 'read') returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from case_access a where kind_in = 'case' and a.case_id = id_in and a.post_id = current_post_id()
        and (case how when 'write' then a.writes else a.reads end) & class_bit(class) <> 0
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())
      union all
      select from concern_access a where kind_in = 'concern' and a.concern_id = id_in and a.post_id = current_post_id()
        and (case how when 'write' then a.writes else a.reads end) & class_bit(class) <> 0
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())
      union all
      select from person_access a where kind_in = 'person' and a.person_id = id_in and a.post_id = current_post_id()
        and (case how when 'write' then a.writes else a.reads end) & class_bit(class) <> 0
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())) $$;

-- Stops an act that the one who asks may not do, in the words that "not there" has too.
create function require_may(kind_in text, id_in uuid, class text, how text default 'read') returns void
  language plpgsql stable set search_path = public, pg_temp
  as $$ begin if not may(kind_in, id_in, class, how) then raise exception 'not there' using errcode = 'P0002'; end if; end $$;

-- Earlier versions of rows, so that "as it was on 3 March" can be shown. `old_row` null: the row began here.
create table row_history (
  id          bigint generated always as identity primary key,
  table_name  text not null,
  row_id      text not null,
  record_kind text not null,
  record_id   uuid not null,
  bit         int not null,
  changed_at  timestamptz not null,
  changed_by  uuid,
  audit_entry bigint,
  old_row     jsonb
);
create index row_history_record on row_history (record_kind, record_id, table_name, changed_at);

create function keep_history() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end; old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    any_row jsonb := coalesce(new_row, old_row);
  begin
    if tg_op = 'UPDATE' and new_row = old_row then return null; end if;
    insert into row_history (table_name, row_id, record_kind, record_id, bit, changed_at, changed_by, audit_entry, old_row)
      values (tg_table_name, coalesce(any_row ->> 'id', any_row ->> tg_argv[1]), tg_argv[0], (any_row ->> tg_argv[1])::uuid, tg_argv[2]::int,
        current_instant(), current_post_id(), nullif(current_setting('lapwing.audit_entry', true), '')::bigint, old_row);
    return null;
  end $$;

-- Which table holds what. The matrix test walks this and the catalogue: a table that is in neither list fails it.
create table protected_table (
  table_name  text primary key,
  record_kind text not null,
  class       text not null references access_class (code),
  key_column  text not null
);
grant select on protected_table to lapwing_app, lapwing_jobs;

-- Everything a table with personal data needs, in one line of its migration:
--   select protect_table('case_note', 'case', 'notes');
-- forced row security by grants, rights for the application's role, and history. `operations`: what the application may
-- do beside reading. A table has exactly one class, because row security cannot hide columns.
create function protect_table(table_name text, kind text, class text, key_column text default null, operations text[] default array['insert', 'update'])
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
    execute format('create trigger keep_history after insert or update or delete on %I for each row execute function keep_history(%L, %L, %L)',
      table_name, kind, key_name, class_bit(class));
    execute format('insert into protected_table values (%L, %L, %L, %L)', table_name, kind, class, key_name);
  end $$;
revoke execute on function protect_table from public;

-- The access room's own tables.
do $$
  declare t text;
  begin
    foreach t in array array['circle_member', 'record_team', 'record_person', 'exclusion', 'case_access', 'concern_access', 'person_access', 'row_history'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
    foreach t in array array['case_access', 'concern_access', 'person_access'] loop
      execute format('create policy read_own on %I for select to lapwing_app using (post_id = (select current_post_id()))', t);
      execute format('grant select on %I to lapwing_app', t);
    end loop;
    -- who knows about a record is seen by those who know about it
    foreach t in array array['circle_member', 'record_team'] loop
      execute format('create policy read_by_grant on %I for select to lapwing_app using (may(record_kind, record_id, ''contact''))', t);
      execute format('grant select on %I to lapwing_app', t);
    end loop;
  end $$;
create policy read_by_grant on record_person for select to lapwing_app using (may(record_kind, record_id, 'identity'));
grant select on record_person to lapwing_app;
-- The one who is kept out never sees that. Lifting goes through a function, so there is no right to update.
create policy read_by_manager on exclusion for select to lapwing_app
  using (((select has_capability('access.exclude')) and user_id <> (select current_user_id()) and may(record_kind, record_id, 'contact'))
    or (kind = 'declared_conflict' and user_id = (select current_user_id())));
grant select on exclusion to lapwing_app;
create policy read_by_grant on row_history for select to lapwing_app using (
  (record_kind = 'case' and coalesce((select true from case_access a where a.case_id = row_history.record_id and a.post_id = (select current_post_id())
     and a.reads & row_history.bit <> 0 and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false))
  or (record_kind = 'concern' and coalesce((select true from concern_access a where a.concern_id = row_history.record_id and a.post_id = (select current_post_id())
     and a.reads & row_history.bit <> 0 and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false))
  or (record_kind = 'person' and coalesce((select true from person_access a where a.person_id = row_history.record_id and a.post_id = (select current_post_id())
     and a.reads & row_history.bit <> 0 and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false)));
grant select on row_history to lapwing_app;

-- Changing a circle. Internal: no check; for definer functions that have checked.
create function circle_add_as_system(kind_in text, id_in uuid, post_in uuid, capacity_in text, because_in text, until_in timestamptz default null) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    insert into circle_member (record_kind, record_id, post_id, capacity, because, from_at, until_at, added_by)
      values (kind_in, id_in, post_in, capacity_in, because_in, current_instant(), until_in, current_post_id()) returning id into new_id;
    return new_id;
  end $$;
revoke execute on function circle_add_as_system from public;

-- Invites a colleague into a circle: those who may write it may, and not to a capacity above 'invited' or 'cover'.
create function circle_invite(kind_in text, id_in uuid, post_in uuid, capacity_in text, because_in text, until_in timestamptz) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'contact', 'write');
    if capacity_in not in ('invited', 'cover') then raise exception 'capacity not open to invitation' using errcode = '42501'; end if;
    return circle_add_as_system(kind_in, id_in, post_in, capacity_in, because_in, until_in);
  end $$;

create function circle_end(member uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m circle_member;
  begin
    select * into m from circle_member where id = member and ended_at is null for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may(m.record_kind, m.record_id, 'contact', 'write');
    if m.capacity = 'allocated' then raise exception 'an allocation ends by handing over' using errcode = '42501'; end if;
    update circle_member set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in where id = member;
  end $$;

create function exclude_user(kind_in text, id_in uuid, user_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if not has_capability('access.exclude') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may(kind_in, id_in, 'contact', 'read');
    insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('excluded', user_in, kind_in, id_in, because_in, current_post_id(), current_instant()) returning id into new_id;
    return new_id;
  end $$;

-- "This is my own family": the one who declares loses access at once; a manager may lift it.
create function declare_conflict(kind_in text, id_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may(kind_in, id_in, 'contact', 'read');
    insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('declared_conflict', current_user_id(), kind_in, id_in, because_in, current_post_id(), current_instant()) returning id into new_id;
    return new_id;
  end $$;

create function lift_exclusion(id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e exclusion;
  begin
    select * into e from exclusion where id = id_in and lifted_at is null for update;
    if not found or not has_capability('access.exclude') or e.user_id = current_user_id() then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform require_may(e.record_kind, e.record_id, 'contact', 'read');
    update exclusion set lifted_at = current_instant(), lifted_by = current_post_id() where id = id_in;
  end $$;

-- Break glass (law R85): four hours, a named reason, the manager told at once, reviewed within two working days. Opens
-- what the role's break_glass mask opens, never sealed or intelligence. Works from the record's reference.
create table break_glass_use (
  id          uuid primary key default gen_random_uuid(),
  record_kind text not null,
  record_id   uuid not null,
  post_id     uuid not null references post (id),
  circle_member_id uuid not null references circle_member (id),
  reason      text not null constraint reason_given check (char_length(btrim(reason)) >= 20),
  opened_at   timestamptz not null,
  ends_at     timestamptz not null,
  review_by   date not null,
  reviewed_at timestamptz,
  reviewed_by uuid references post (id),
  review_outcome text constraint outcome_known check (review_outcome in ('justified', 'not_justified')),
  review_note text
);
alter table break_glass_use enable row level security, force row level security;
create policy system_all on break_glass_use to lapwing_owner using (true) with check (true);
create policy read_own_or_reviewer on break_glass_use for select to lapwing_app
  using (post_id = (select current_post_id()) or ((select has_capability('access.review')) and may(record_kind, record_id, 'contact'))
    or (select has_capability('audit.read')));
grant select on break_glass_use to lapwing_app;

create function break_glass(kind_in text, id_in uuid, reason_in text, ends_in timestamptz, review_by_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare member uuid; new_id uuid;
  begin
    if not has_capability('access.break_glass') or is_kept_out(current_user_id(), kind_in, id_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if ends_in > current_instant() + interval '4 hours' then raise exception 'break glass ends after four hours at the latest'; end if;
    member := circle_add_as_system(kind_in, id_in, current_post_id(), 'break_glass', reason_in, ends_in);
    insert into break_glass_use (record_kind, record_id, post_id, circle_member_id, reason, opened_at, ends_at, review_by)
      values (kind_in, id_in, current_post_id(), member, reason_in, current_instant(), ends_in, review_by_in) returning id into new_id;
    return new_id;
  end $$;

create function review_break_glass(id_in uuid, outcome_in text, note_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare b break_glass_use;
  begin
    select * into b from break_glass_use where id = id_in and reviewed_at is null for update;
    if not found or not has_capability('access.review') or b.post_id = current_post_id() or not may(b.record_kind, b.record_id, 'contact') then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    update break_glass_use set reviewed_at = current_instant(), reviewed_by = current_post_id(), review_outcome = outcome_in, review_note = note_in where id = id_in;
  end $$;

-- Those whose job is to keep a record may see who has looked at it.
create policy read_by_circle on audit_entry for select to lapwing_app
  using ((select has_capability('access.review')) and record_kind is not null and may(record_kind, record_id, 'contact', 'write'));
