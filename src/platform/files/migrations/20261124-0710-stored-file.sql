-- What is known of a file at rest. Its bytes lie in the data folder under this id, sealed with a key of their own; that
-- key is here, wrapped by the master key, which is never in the database. Removing the row makes the bytes unreadable for
-- good, in every copy of the folder.
--
-- Names and what a file belongs to are in the table of the room that keeps it (with row security of its own). The
-- application cannot list this table: it reaches one file by its id, and an id can only be learnt from such a room's table.
create table stored_file (
  id          uuid primary key,
  wrapped_key bytea not null,
  -- of the bytes as kept, after what was stripped
  sha256      text not null constraint sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes       int not null constraint bytes_positive check (bytes > 0),
  media_type  text not null,
  -- not_scanned: no scanner was configured. waiting: kept in quarantine, not served until scanned.
  scan        text not null constraint scan_known check (scan in ('not_scanned', 'waiting', 'clean', 'infected')),
  scanned_at  timestamptz,
  stored_at   timestamptz not null
);
create index stored_file_waiting on stored_file (stored_at) where scan = 'waiting';
alter table stored_file enable row level security, force row level security;
create policy system_all on stored_file to lapwing_owner using (true) with check (true);

create function stored_file_put(id_in uuid, key_in bytea, sha256_in text, bytes_in int, media_type_in text, scan_in text, at_in timestamptz) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into stored_file (id, wrapped_key, sha256, bytes, media_type, scan, scanned_at, stored_at)
    values (id_in, key_in, sha256_in, bytes_in, media_type_in, scan_in, case when scan_in in ('clean', 'infected') then at_in end, at_in) $$;

create function stored_file_get(id_in uuid)
  returns table (wrapped_key bytea, sha256 text, bytes int, media_type text, scan text, scanned_at timestamptz, stored_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp rows 1
  as $$ select f.wrapped_key, f.sha256, f.bytes, f.media_type, f.scan, f.scanned_at, f.stored_at from stored_file f where f.id = id_in $$;

-- For the jobs: what waits for the scanner, what it found, and which ids on the disk belong to no row.
create function stored_files_waiting(limit_in int) returns table (id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select f.id from stored_file f where f.scan = 'waiting' order by f.stored_at limit limit_in $$;

create function stored_file_scanned(id_in uuid, scan_in text, at_in timestamptz) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$ update stored_file f set scan = scan_in, scanned_at = at_in where f.id = id_in and f.scan = 'waiting' $$;

create function stored_files_unknown(ids_in uuid[]) returns table (id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select u.id from unnest(ids_in) as u (id) where not exists (select from stored_file f where f.id = u.id) $$;

revoke execute on function stored_files_waiting, stored_file_scanned, stored_files_unknown from public;
grant execute on function stored_files_waiting, stored_file_scanned, stored_files_unknown to lapwing_jobs;
