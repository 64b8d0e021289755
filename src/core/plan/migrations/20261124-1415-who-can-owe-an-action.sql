-- Who can be given an action of a plan: those who can open it, from now on and without emergency access. A colleague of
-- the team who is not on the case would be given something that they cannot read.
create function plan_colleagues(case_in uuid) returns table (post_id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'contact', 'read');
    return query select distinct a.post_id from case_access a
      where a.case_id = case_in and a.reads & class_bit('plan') <> 0 and a.because not like 'break_glass:%'
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant());
  end $$;
