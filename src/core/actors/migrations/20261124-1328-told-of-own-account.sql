-- An administrator sees no record, but could make a link for somebody else's account and use it. So the one whose account
-- it is hears of it at once, in every post and by e-mail; and of a changed e-mail address, at the address they had.

create function tell_of_account_as_system(user_in uuid, what_in text, address_in text default null) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into notification (post_id, kind, mail_address)
      select p.id, what_in, address_in from active_posts_of(user_in) p join user_account u on u.id = p.user_id where u.state = 'active' $$;
revoke execute on function tell_of_account_as_system from public;

create or replace function invitation_make(user_in uuid, token_hash_in text, days int) returns timestamptz
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') or user_in = current_user_id()
        or not exists (select from user_account u where u.id = user_in and u.state <> 'disabled') then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform tell_of_account_as_system(user_in, 'account.link_made');
    return invitation_make_as_system(user_in, token_hash_in, false, days);
  end $$;

create function on_email_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.email is distinct from old.email and old.state = 'active' then
      perform tell_of_account_as_system(new.id, 'account.email_changed', old.email);
    end if;
    return null;
  end $$;
create trigger told_of_email after update on user_account for each row execute function on_email_change();

-- Another phone, other recovery codes, another password: the same.
create or replace function my_password_change(secret_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_fresh_step_up();
    perform set_sign_in_method(current_user_id(), 'password', secret_in, null);
    perform tell_of_account_as_system(current_user_id(), 'account.password_changed');
    update session s set ended_at = current_instant(), ended_because = 'password changed'
      where s.user_id = current_user_id() and s.ended_at is null and s.id <> current_session_id();
  end $$;

-- Another phone ends the other sessions too: whoever held the lost one may be signed in with it.
create or replace function my_totp_replace(secret_in text, step_in bigint) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_fresh_step_up();
    perform set_sign_in_method(current_user_id(), 'totp', secret_in, step_in);
    perform tell_of_account_as_system(current_user_id(), 'account.app_replaced');
    update session s set ended_at = current_instant(), ended_because = 'phone replaced'
      where s.user_id = current_user_id() and s.ended_at is null and s.id <> current_session_id();
  end $$;
create or replace function my_recovery_codes_replace(hashes_in text[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_fresh_step_up();
    perform set_recovery_codes(current_user_id(), hashes_in);
    perform tell_of_account_as_system(current_user_id(), 'account.codes_replaced');
  end $$;

-- A post keeps its role and its organisation for good: circles hang on the post, and what somebody was given as an
-- exploitation worker must not open to the same human as something else. For another role a post is ended and a new one
-- added. Its team, manager, hours and last day change; how it was before stays.
create table post_change (
  id         uuid primary key default gen_random_uuid(),
  post_id    uuid not null references post (id),
  at         timestamptz not null default current_instant(),
  by_user    uuid references user_account (id),
  was_team   uuid references team (id),
  was_reports_to uuid references post (id),
  was_fte_hundredths   int not null,
  was_first_year_until date,
  was_until_on         date
);
create index post_change_post on post_change (post_id, at desc);
alter table post_change enable row level security, force row level security;
create policy system_all on post_change to lapwing_owner using (true) with check (true);
create policy read_by_administrator on post_change for select to lapwing_app
  using ((select has_capability('accounts.administer')) or (select has_capability('audit.read')));
grant select on post_change to lapwing_app;

create function keep_post_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if (new.role_code, new.agency_id, new.user_id) is distinct from (old.role_code, old.agency_id, old.user_id) then
      raise exception 'a post keeps its role, organisation and holder' using errcode = '42501';
    end if;
    if old.ended_at is not null and new.ended_at is null then raise exception 'an ended post stays ended' using errcode = '42501'; end if;
    if (new.team_id, new.reports_to, new.fte_hundredths, new.first_year_until, new.until_on)
        is distinct from (old.team_id, old.reports_to, old.fte_hundredths, old.first_year_until, old.until_on) then
      insert into post_change (post_id, by_user, was_team, was_reports_to, was_fte_hundredths, was_first_year_until, was_until_on)
        values (old.id, current_user_id(), old.team_id, old.reports_to, old.fte_hundredths, old.first_year_until, old.until_on);
    end if;
    return null;
  end $$;
create trigger kept_change after update on post for each row execute function keep_post_change();
