-- A database that was loaded from a dump into another server keeps the old server's transaction numbers, which may lie far
-- above the new one's. Entries that were not sealed at that moment would have waited until the new server had counted that
-- far: years. A number that no transaction here has been given yet can only come from there, and is certainly committed.
create or replace function audit_seal() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
    not_given_yet xid8 := pg_snapshot_xmax(pg_current_snapshot());
    last_position bigint; last_chain text; e record; sealed int := 0;
  begin
    if not pg_try_advisory_xact_lock(7265002) then return 0; end if;
    select position, chain into last_position, last_chain from audit_chain order by position desc limit 1;
    last_position := coalesce(last_position, 0); last_chain := coalesce(last_chain, 'lapwing');
    for e in select a.id, a.at, a.leaf from audit_entry a
        -- ids commit out of order, so look back over the last hundred thousand: far beyond any transaction's life
        where (a.xid < horizon or (a.xid >= not_given_yet and a.xid <> pg_current_xact_id()))
          and a.id > (select coalesce(max(c.entry_id), 0) - 100000 from audit_chain c)
          and not exists (select from audit_chain c where c.entry_id = a.id)
        order by a.id loop
      last_position := last_position + 1;
      last_chain := encode(sha256(convert_to(last_chain || e.leaf, 'utf8')), 'hex');
      insert into audit_chain (position, entry_id, entry_at, leaf, chain) values (last_position, e.id, e.at, e.leaf, last_chain);
      sealed := sealed + 1;
    end loop;
    return sealed;
  end $$;
