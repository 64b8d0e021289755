-- What a closed case owed is owed no more: a review of a child's risk that nobody works with any longer would stand in
-- somebody's day for ever. The review of an emergency access stays, because it is about the access and not the case.
create function end_tasks_of_closed_case() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.state = 'closed' and old.state <> 'closed' then
      update task t set ended_at = current_instant(), ended_because = 'the case closed'
        where t.record_kind = 'case' and t.record_id = new.id and t.kind <> 'break_glass.review' and t.done_at is null and t.ended_at is null;
    end if;
    return null;
  end $$;
create trigger end_tasks after update on case_file for each row execute function end_tasks_of_closed_case();
