-- How often each answer was given to any version of a question: counts only, for the one way in which counts leave casework.
create function own_question_counts(question_in uuid) returns table (state text, said text, many bigint)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('report.read_partner') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      select a.state, s.one, count(*) from (
        select x.state, x.said from concern_answer x where x.question_id = question_in
        union all
        select x.state, x.said from visit_answer x join visit v on v.id = x.visit_id where x.question_id = question_in and v.state = 'recorded'
      ) a left join lateral unnest(a.said) s(one) on a.state = 'answered'
      group by 1, 2 order by 1, 2;
  end $$;
