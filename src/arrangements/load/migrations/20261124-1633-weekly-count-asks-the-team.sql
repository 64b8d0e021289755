-- The weekly count counts as giving a case does: one function in the team says what a case takes.
create or replace function load_cases_as_system() returns table (case_id uuid, team_id uuid, post_id uuid, opened_at timestamptz, level text,
    is_confirmed boolean, far_away boolean, nrm_or_court boolean, interpreter boolean, subjects uuid[])
  language sql stable security definer set search_path = public, pg_temp
  as $$ select * from case_weights_as_system(null, null) $$;
