-- What an open case takes of a worker's week was written out twice, once for giving a case and once for the weekly count: a
-- change of one would have made two numbers of one thing. Both ask this now. Every open case of these posts and one more, or,
-- where no posts are named (null), every open case there is. It checks nothing: whoever calls it does.
create function case_weights_as_system(posts_in uuid[], case_in uuid)
  returns table (case_id uuid, team_id uuid, post_id uuid, opened_at timestamptz, level text, is_confirmed boolean, far_away boolean,
    nrm_or_court boolean, interpreter boolean, subjects uuid[])
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.id, f.team_id, f.allocated_post_id, f.opened_at, coalesce(h.level, 'not_assessed'), h.level_confirmed_at is not null,
      coalesce(w.far_away = 'yes', false),
      exists (select from case_investigation i where i.case_id = f.id and i.closed_at is null and i.stage in ('charged', 'court'))
        or exists (select from case_track k where k.case_id = f.id and k.closed_at is null and k.kind = 'nrm'),
      exists (select from record_person rp join person_detail d on d.person_id = rp.person_id and d.kind = 'interpreter'
        where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject' and d.withdrawn_at is null
          and d.value !~* '^(no|none|not|unknown)\M'),
      array(select rp.person_id from record_person rp where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject' order by rp.person_id)
    from case_file f left join case_headline h on h.case_id = f.id left join case_workload w on w.case_id = f.id
    where f.state <> 'closed' and (posts_in is null or f.allocated_post_id = any (posts_in) or f.id = case_in) $$;
revoke execute on function case_weights_as_system from public;

create or replace function allocation_cases(posts_in uuid[], case_in uuid)
  returns table (case_id uuid, post_id uuid, opened_at timestamptz, level text, is_confirmed boolean, far_away boolean, nrm_or_court boolean,
    interpreter boolean, subjects uuid[])
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      select c.case_id, c.post_id, c.opened_at, c.level, c.is_confirmed, c.far_away, c.nrm_or_court, c.interpreter, c.subjects
      from case_weights_as_system(coalesce(posts_in, '{}'), case_in) c;
  end $$;
