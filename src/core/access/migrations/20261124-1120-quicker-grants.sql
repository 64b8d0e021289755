-- The same grants, worked out with fewer steps: whoever is kept out of a record is looked up once for the record instead
-- of once for each post that might see it, and a record's grants are worked out once instead of twice, for the record
-- and again for the people in it. Filling the demo borough spent a third of its time here. In plpgsql, because a function
-- in plain SQL is planned again at each call, and planning took longer than the work.

create function kept_out_of(kind_in text, id_in uuid) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select e.user_id from exclusion e where e.lifted_at is null and e.record_kind = kind_in and e.record_id = id_in
    union
    select e.user_id from record_person rp join exclusion e on e.record_kind = 'person' and e.record_id = rp.person_id and e.lifted_at is null
    where rp.record_kind = kind_in and rp.record_id = id_in and rp.relation = 'subject' $$;
revoke execute on function kept_out_of from public;

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

-- Called by rebuild_access only, after it has written the record's own grants: those are read here, not worked out again.
create or replace function person_grants_of(kind_in text, id_in uuid)
  returns table (person_id uuid, post_id uuid, because text, reads int, writes int, from_at timestamptz, until_at timestamptz)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
    with linked as (
      select rp.person_id, rp.relation from record_person rp where rp.record_kind = kind_in and rp.record_id = id_in
      union all select id_in, 'subject' where kind_in = 'person'
    ), granted as (
      select a.post_id, a.because, a.reads, a.writes, a.from_at, a.until_at, p.user_id
      from case_access a join post p on p.id = a.post_id where kind_in = 'case' and a.case_id = id_in
      union all
      select a.post_id, a.because, a.reads, a.writes, a.from_at, a.until_at, p.user_id
      from concern_access a join post p on p.id = a.post_id where kind_in = 'concern' and a.concern_id = id_in
      union all
      select g.post_id, g.because, g.reads, g.writes, g.from_at, g.until_at, g.user_id from grants_of(kind_in, id_in) g where kind_in = 'person'
    ), bits as (
      select class_bit('submission') as submission, class_bit('triage') as triage,
        class_bit('contact') | class_bit('headline') | class_bit('identity') | class_bit('address') as who,
        class_bit('identity') | class_bit('address') as who_written
    )
    select l.person_id, g.post_id, l.relation || ':' || g.because,
      -- of a candidate only who they are; of others around a case not their health or risk; a submitter wrote about a
      -- person but sees nothing that others know of them
      case l.relation when 'subject' then g.reads & ~b.submission
        when 'candidate' then case when g.reads & b.triage <> 0 then g.reads & b.who else 0 end
        else g.reads & b.who end,
      case l.relation when 'subject' then g.writes & ~b.submission
        when 'candidate' then 0
        else g.writes & b.who_written end,
      g.from_at, g.until_at
    from granted g cross join linked l cross join bits b
    where not exists (select from exclusion e where e.user_id = g.user_id and e.lifted_at is null
      and e.record_kind = 'person' and e.record_id = l.person_id);
  end $$;
