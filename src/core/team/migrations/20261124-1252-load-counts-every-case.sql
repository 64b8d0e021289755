-- What a worker carries was counted from the cases that whoever gives the case may see. A manager of the desk who names a
-- worker of another team saw none, and so everybody had room. Now every open case counts, for those who may give cases:
-- what each takes, by numbers; not whose it is.
create function allocation_cases(posts_in uuid[], case_in uuid)
  returns table (case_id uuid, post_id uuid, opened_at timestamptz, level text, is_confirmed boolean, far_away boolean, nrm_or_court boolean,
    interpreter boolean, subjects uuid[])
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      select f.id, f.allocated_post_id, f.opened_at, coalesce(h.level, 'not_assessed'), h.level_confirmed_at is not null, coalesce(w.far_away = 'yes', false),
        exists (select from case_investigation i where i.case_id = f.id and i.closed_at is null and i.stage in ('charged', 'court'))
          or exists (select from case_track k where k.case_id = f.id and k.closed_at is null and k.kind = 'nrm'),
        exists (select from record_person rp join person_detail d on d.person_id = rp.person_id and d.kind = 'interpreter'
          where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject' and d.withdrawn_at is null
            and d.value !~* '^(no|none|not|unknown)\M'),
        array(select rp.person_id from record_person rp where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject'
          order by rp.person_id)
      from case_file f left join case_headline h on h.case_id = f.id left join case_workload w on w.case_id = f.id
      where f.state <> 'closed' and (f.allocated_post_id = any (posts_in) or f.id = case_in);
  end $$;

-- Which people of those cases are recorded as brother or sister of another of them.
create function allocation_siblings(posts_in uuid[], case_in uuid) returns table (one uuid, other uuid)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    return query
      with people as materialized (select distinct unnest(a.subjects) as id from allocation_cases(posts_in, case_in) a)
      select r.person_id, r.related_person_id from person_relationship r
      where r.kind = 'sibling' and r.withdrawn_at is null and r.person_id in (select id from people) and r.related_person_id in (select id from people);
  end $$;
