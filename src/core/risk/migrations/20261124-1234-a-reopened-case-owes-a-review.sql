-- What a case owed ends when it closes, and a case that opened again owed no look at its risk: the level of before stood
-- there as if nothing had happened since. From the moment it opens again a review is owed, until a level is confirmed. No
-- day is set: the handbook names none for it (V2 counts from a confirmed level).
create function owe_review_when_reopened() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    perform task_put_as_system('case', new.id, 'risk.review', null, new.allocated_post_id, new.team_id, null, null, 'the case opened again');
    return null;
  end $$;
create trigger owe_review_when_reopened after update of state on case_file
  for each row when (old.state = 'closed' and new.state = 'open' and new.kind = 'child') execute function owe_review_when_reopened();
