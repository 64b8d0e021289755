-- "Who will see them?" went to every child's case at the top level, a baby's and a working 17-year-old's too. It is for those
-- whom school does not see in a holiday: at school by their birth date, or with no birth date known in full.
drop function unanswered_holidays_as_system(text);
create function unanswered_holidays_as_system(holiday_in text, born_first_in date, born_last_in date)
  returns table (case_id uuid, worker_post uuid, team_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.id, f.allocated_post_id, f.team_id from case_file f join case_headline h on h.case_id = f.id
    where f.kind = 'child' and f.state <> 'closed' and h.level in ('significant', 'not_assessed')
      and not exists (select from holiday_answer a where a.case_id = f.id and a.holiday = holiday_in)
      -- left out only where of everybody the case is about a whole birth date is known and none of them is of that age
      and (not exists (select from record_person rp where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject')
        or exists (select from record_person rp where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject'
          and (not exists (select from person_birth b where b.person_id = rp.person_id and b.withdrawn_at is null and b.certainty = 'full')
            or exists (select from person_birth b where b.person_id = rp.person_id and b.withdrawn_at is null
              and (b.certainty <> 'full' or b.born_on between born_first_in and born_last_in))))) $$;
revoke execute on function unanswered_holidays_as_system from public;
grant execute on function unanswered_holidays_as_system to lapwing_jobs;
