-- E-mail that there is something to read, and what the timetable looks after by night.

-- how many, where a number is all there is to say
alter table notification add column amount int;
-- a message that the mail server did not take is tried again, later each time, until it is taken or read
alter table notification add column mail_failures int not null default 0;
alter table notification add column mail_try_after timestamptz;
create index notification_to_mail on notification (post_id) where mailed_at is null and read_at is null;

-- Whom to write to now: one message for all that waits. One timetable at a time.
create function mail_due() returns table (email text, notices uuid[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not pg_try_advisory_xact_lock(7265010) then return; end if;
    return query
      select u.email, array_agg(n.id order by n.at)
      from notification n join post p on p.id = n.post_id join user_account u on u.id = p.user_id
      left join preference x on x.user_id = u.id
      where n.mailed_at is null and n.read_at is null and u.state = 'active' and post_is_active(p) and coalesce(x.email_notices, true)
        and (n.mail_try_after is null or n.mail_try_after <= current_instant())
      group by u.id, u.email order by min(n.at);
  end $$;

-- Taken by the mail server, or to be tried again: after 2, 4, 8 … minutes, at most an hour.
create function mail_tried(notices_in uuid[], taken_in boolean) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    update notification n set
      mailed_at = case when taken_in then current_instant() end,
      mail_failures = case when taken_in then n.mail_failures else n.mail_failures + 1 end,
      mail_try_after = case when taken_in then null else current_instant() + make_interval(mins => least(60, (2 ^ least(n.mail_failures + 1, 6))::int)) end
    where n.id = any (notices_in) and n.mailed_at is null $$;

-- Tells everybody who administers accounts: a number, never a record. Once in thirty days for the same thing, unless the
-- earlier one was read.
create function tell_administrators(what_in text, amount_in int) returns int
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    with told as (
      insert into notification (post_id, kind, amount)
        select p.id, what_in, amount_in from post p join user_account u on u.id = p.user_id
        where u.state = 'active' and post_is_active(p)
          and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'accounts.administer')
          and not exists (select from notification n where n.post_id = p.id and n.kind = what_in and n.read_at is null
            and n.at > current_instant() - interval '30 days')
        returning 1)
    select count(*)::int from told $$;

-- Grants whose time is over do nothing (every policy asks for the time); they go, so that the tables stay small.
create function access_forget_expired() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare gone int := 0; n int;
  begin
    delete from case_access where until_at <= current_instant(); get diagnostics n = row_count; gone := gone + n;
    delete from concern_access where until_at <= current_instant(); get diagnostics n = row_count; gone := gone + n;
    delete from person_access where until_at <= current_instant(); get diagnostics n = row_count; gone := gone + n;
    return gone;
  end $$;
revoke execute on function mail_due, mail_tried, tell_administrators, access_forget_expired from public;
grant execute on function mail_due, mail_tried, tell_administrators, access_forget_expired to lapwing_jobs;

-- What follows from the sources leaves out what is over, or rebuilding would bring it back and call that a difference.
create or replace function grants_of(kind_in text, id_in uuid)
  returns table (post_id uuid, because text, reads int, writes int, from_at timestamptz, until_at timestamptz, user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with ground as (
      select m.post_id, m.capacity, m.capacity || ':' || m.id as because, m.from_at, m.until_at
      from circle_member m where m.record_kind = kind_in and m.record_id = id_in and m.ended_at is null
        and (m.until_at is null or m.until_at > current_instant())
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
    where not is_kept_out(p.user_id, kind_in, id_in) $$;

-- The audit's partitions are made ahead, or its entries would fall into one that cannot be divided any more.
grant execute on function audit_ensure_month to lapwing_jobs;
