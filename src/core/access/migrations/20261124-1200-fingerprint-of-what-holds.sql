-- A grant whose time is over lets nobody in, and a rebuild sweeps it away: that is housekeeping, not a difference.
create or replace function access_fingerprint(kind_in text, id_in uuid) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select md5(coalesce(string_agg(line, '|' order by line), '')) from (
      select concat_ws(',', post_id, because, reads, writes, from_at, until_at) as line from case_access
        where kind_in = 'case' and case_id = id_in and (until_at is null or until_at > current_instant())
      union all select concat_ws(',', post_id, because, reads, writes, from_at, until_at) from concern_access
        where kind_in = 'concern' and concern_id = id_in and (until_at is null or until_at > current_instant())
      union all select concat_ws(',', person_id, post_id, because, reads, writes, from_at, until_at) from person_access
        where record_kind = kind_in and record_id = id_in and (until_at is null or until_at > current_instant())) x $$;
revoke execute on function access_fingerprint from public;
