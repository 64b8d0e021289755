-- Who did what to which record, written in the same transaction and before anything is shown. Ids, field names and
-- hashes only, never values. Nobody edits or deletes: no right, and a trigger behind the missing right.

create table audit_entry (
  id           bigint generated always as identity,
  at           timestamptz not null,
  user_id      uuid,
  post_id      uuid,
  role_code    text,
  agency_id    uuid,
  session_id   uuid,
  event        text not null,
  outcome      text not null constraint outcome_known check (outcome in ('done', 'refused', 'failed')),
  record_kind  text,
  record_id    uuid,
  case_id      uuid,
  classes      int not null default 0,
  purpose      text,
  shown        uuid[] not null default '{}',
  fields       text[] not null default '{}',
  -- a keyed hash of the words that were searched for, or of a file that was handed out
  content_hash text,
  -- for sealing in an order that every transaction agrees on
  xid          xid8 not null default pg_current_xact_id(),
  leaf         text not null,
  primary key (id, at)
) partition by range (at);

create function audit_leaf(e audit_entry) returns text
  language sql immutable set search_path = public, pg_temp set timezone = 'UTC'
  as $$
    select encode(sha256(convert_to(jsonb_build_array(e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      e.user_id, e.post_id, e.role_code, e.agency_id, e.session_id, e.event, e.outcome, e.record_kind, e.record_id, e.case_id,
      e.classes, e.purpose, to_jsonb(e.shown), to_jsonb(e.fields), e.content_hash, e.xid::text)::text, 'utf8')), 'hex') $$;

create function audit_ensure_month(month date) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    first date := date_trunc('month', month)::date;
    name text := 'audit_entry_' || to_char(first, 'YYYYMM');
  begin
    if to_regclass(name) is not null then return; end if;
    execute format('create table %I partition of audit_entry for values from (%L) to (%L)', name,
      first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
    execute format('alter table %I enable row level security, force row level security', name);
    execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', name);
  exception when duplicate_table then null;
  end $$;
revoke execute on function audit_ensure_month from public;
select audit_ensure_month((date '2025-01-01' + make_interval(months => n))::date) from generate_series(0, 47) n;
create table audit_entry_other partition of audit_entry default;

-- The chain: one writer (the sealing job) puts entries into one order and hashes each onto the one before. So no
-- request waits for another, and a later change, loss or swap of any sealed entry shows.
create table audit_chain (
  position bigint primary key,
  entry_id bigint not null unique,
  entry_at timestamptz not null,
  leaf     text not null,
  chain    text not null,
  sealed_at timestamptz not null default clock_timestamp()
);

create function audit_refuse_change() returns trigger language plpgsql as $$
  begin raise exception 'The audit is append-only' using errcode = '42501'; end $$;
create trigger append_only before update or delete on audit_entry for each row execute function audit_refuse_change();
create trigger append_only_truncate before truncate on audit_entry for each statement execute function audit_refuse_change();
create trigger append_only before update or delete or truncate on audit_chain for each statement execute function audit_refuse_change();

create function audit_append(event text, outcome text, record_kind text, record_id uuid, case_id uuid, classes int, purpose text,
    shown uuid[], fields text[], content_hash text) returns bigint
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e audit_entry; p post;
  begin
    select * into p from post where post.id = current_post_id();
    -- the request's first entry has the number that history rows already point to
    e.id := coalesce(nullif(current_setting('lapwing.audit_reserved', true), '')::bigint, nextval(pg_get_serial_sequence('audit_entry', 'id')));
    perform set_config('lapwing.audit_reserved', '', true);
    e.at := current_instant();
    e.user_id := current_user_id(); e.post_id := p.id; e.role_code := p.role_code; e.agency_id := p.agency_id;
    e.session_id := current_session_id();
    e.event := event; e.outcome := outcome; e.record_kind := record_kind; e.record_id := record_id; e.case_id := case_id;
    e.classes := coalesce(classes, 0); e.purpose := purpose; e.shown := coalesce(shown, '{}'); e.fields := coalesce(fields, '{}');
    e.content_hash := content_hash; e.xid := pg_current_xact_id();
    e.leaf := audit_leaf(e);
    insert into audit_entry overriding system value select e.*;
    return e.id;
  end $$;

-- The entry's number is taken when a request begins, so that what the request changes can point to it; the entry itself is
-- written before the commit, or nothing is.
create function audit_reserve() returns bigint
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare reserved bigint := nextval(pg_get_serial_sequence('audit_entry', 'id'));
  begin
    perform set_config('lapwing.audit_reserved', reserved::text, true);
    perform set_config('lapwing.audit_entry', reserved::text, true);
    return reserved;
  end $$;

-- Seals what is certainly committed and complete: a transaction older than every running one. By id would skip rows,
-- because ids commit out of order.
create function audit_seal() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
    last_position bigint; last_chain text; e record; sealed int := 0;
  begin
    if not pg_try_advisory_xact_lock(7265002) then return 0; end if;
    select position, chain into last_position, last_chain from audit_chain order by position desc limit 1;
    last_position := coalesce(last_position, 0); last_chain := coalesce(last_chain, 'lapwing');
    for e in select a.id, a.at, a.leaf from audit_entry a
        -- ids commit out of order, so look back over the last hundred thousand: far beyond any transaction's life
        where a.xid < horizon and a.id > (select coalesce(max(c.entry_id), 0) - 100000 from audit_chain c)
          and not exists (select from audit_chain c where c.entry_id = a.id)
        order by a.id loop
      last_position := last_position + 1;
      last_chain := encode(sha256(convert_to(last_chain || e.leaf, 'utf8')), 'hex');
      insert into audit_chain (position, entry_id, entry_at, leaf, chain) values (last_position, e.id, e.at, e.leaf, last_chain);
      sealed := sealed + 1;
    end loop;
    return sealed;
  end $$;

-- Names the first entry that is not what was sealed. No row: all is as it was.
create function audit_first_fault() returns table ("position" bigint, entry_id bigint, fault text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare c record; expected bigint := 0; running text := 'lapwing'; highest bigint; last_of_entry bigint;
  begin
    for c in select k.position as pos, k.entry_id as eid, k.leaf as sealed_leaf, k.chain as sealed_chain, a.leaf as stored_leaf,
        case when a.id is not null then audit_leaf(a) end as real_leaf
        from audit_chain k left join audit_entry a on a.id = k.entry_id and a.at = k.entry_at order by k.position loop
      expected := expected + 1;
      if c.pos <> expected then return query select expected, null::bigint, 'missing from the chain'; return; end if;
      if c.real_leaf is null then return query select c.pos, c.eid, 'missing'; return; end if;
      running := encode(sha256(convert_to(running || c.sealed_leaf, 'utf8')), 'hex');
      if c.real_leaf <> c.sealed_leaf or c.stored_leaf <> c.sealed_leaf then return query select c.pos, c.eid, 'altered'; return; end if;
      if running <> c.sealed_chain then return query select c.pos, c.eid, 're-ordered'; return; end if;
    end loop;
  end $$;

create function audit_state() returns table (sealed bigint, unsealed bigint, head text, oldest_unsealed timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select (select count(*) from audit_chain),
      (select count(*) from audit_entry a where a.id > (select coalesce(max(entry_id), 0) - 100000 from audit_chain)
        and not exists (select from audit_chain c where c.entry_id = a.id)),
      (select chain from audit_chain order by position desc limit 1),
      (select min(a.at) from audit_entry a where a.id > (select coalesce(max(entry_id), 0) - 100000 from audit_chain)
        and not exists (select from audit_chain c where c.entry_id = a.id)) $$;

do $$
  declare t text;
  begin
    foreach t in array array['audit_entry', 'audit_entry_other', 'audit_chain'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;
create index audit_entry_record on audit_entry (record_id, at desc);
create index audit_entry_user on audit_entry (user_id, at desc);
create index audit_entry_shown on audit_entry using gin (shown);

-- Who has looked at this record: for those who may read the audit, and for those who hold the record's circle (below,
-- in the access room's policy). The pages ask through the policies of audit_entry.
create policy read_by_officer on audit_entry for select to lapwing_app using ((select has_capability('audit.read')));
grant select on audit_entry to lapwing_app;
revoke execute on function audit_seal, audit_first_fault, audit_state from public;
grant execute on function audit_seal, audit_first_fault, audit_state to lapwing_jobs;
grant execute on function audit_state, audit_first_fault to lapwing_app;
