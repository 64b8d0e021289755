-- The quicker grants had lost a condition that came before them: what is over is left out. Without it the nightly rebuild
-- brought expired grants back and told administrators of differences that were none. (Policies ask for the end as well, so
-- nobody saw more.)
create or replace function grants_of(kind_in text, id_in uuid)
  returns table (post_id uuid, because text, reads int, writes int, from_at timestamptz, until_at timestamptz, user_id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
    with ground as (
      select m.post_id, m.capacity, m.capacity || ':' || m.id as because, m.from_at, m.until_at
      from circle_member m where m.record_kind = kind_in and m.record_id = id_in and m.ended_at is null
        and (m.until_at is null or m.until_at > current_instant())
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
    where not exists (select from kept_out_of(kind_in, id_in) k where k = p.user_id);
  end $$;
