-- Some messages go to an address that is no longer the account's own: whoever had an e-mail address taken off their
-- account must hear of it there, or they never do. Such a message, and any about the account itself, does not wait on the
-- preference for e-mail, and is sent although somebody has read the notification meanwhile: that may not have been them.
alter table notification add column mail_address text constraint mail_address_form check (mail_address like '%_@_%');

create or replace function mail_due() returns table (email text, notices uuid[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not pg_try_advisory_xact_lock(7265010) then return; end if;
    return query
      select coalesce(n.mail_address, u.email), array_agg(n.id order by n.at)
      from notification n join post p on p.id = n.post_id join user_account u on u.id = p.user_id
      left join preference x on x.user_id = u.id
      where n.mailed_at is null and u.state = 'active' and post_is_active(p)
        and (n.kind like 'account.%' or (n.read_at is null and coalesce(x.email_notices, true)))
        and (n.mail_try_after is null or n.mail_try_after <= current_instant())
      group by u.id, coalesce(n.mail_address, u.email) order by min(n.at);
  end $$;
