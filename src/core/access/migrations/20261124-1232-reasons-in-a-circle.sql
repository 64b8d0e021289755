-- Why somebody is in a circle often says something about the child ("counselled her after the assault"), and everybody in
-- the circle could read it, an invited school too. Who is in it and in which capacity stays for all of them (they must
-- know whom to talk to); the reasons are for those who keep the circle, for colleagues in the agencies that hold the
-- record, and one's own for oneself (law section 10: need to know).
revoke select on circle_member from lapwing_app;
grant select (id, record_kind, record_id, post_id, capacity, from_at, until_at, added_by, ended_at, ended_by) on circle_member to lapwing_app;

create function circle_reasons(kind_in text, id_in uuid) returns table (member_id uuid, because text, ended_because text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with reader as (
      select may(kind_in, id_in, 'contact') as sees_circle,
        may(kind_in, id_in, 'contact', 'write') or exists (
          select from record_team rt join team t on t.id = rt.team_id join post p on p.agency_id = t.agency_id and p.id = current_post_id()
          where rt.record_kind = kind_in and rt.record_id = id_in) as sees_reasons
    )
    select m.id, m.because, m.ended_because
    from reader r join circle_member m on m.record_kind = kind_in and m.record_id = id_in join post p on p.id = m.post_id
    where r.sees_circle and (r.sees_reasons or p.user_id = current_user_id()) $$;
