-- For the week of practice in a demo: what the one who asks has done lately, by the name of the event and nothing else.
create function own_events_since(since_in timestamptz) returns table (event text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select distinct e.event from audit_entry e
    where e.user_id = current_user_id() and e.at >= since_in and e.outcome = 'done' $$;
revoke execute on function own_events_since from public;
grant execute on function own_events_since to lapwing_app;
