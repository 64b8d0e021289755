-- Signing in. The application's role can neither read a secret nor open a session by itself: it derives a proof from what
-- was typed (argon2id, in the application), and the functions here compare it with what is kept. So a hole in a query
-- somewhere is not a way to become somebody else.

-- What is kept of a password: '1$SALT$SHA256(PROOF)', all hex. The proof is never stored.
create table recovery_code (
  user_id    uuid not null references user_account (id),
  code_hash  text not null,
  created_at timestamptz not null default current_instant(),
  used_at    timestamptz,
  primary key (user_id, code_hash)
);
alter table recovery_code enable row level security, force row level security;
create policy system_all on recovery_code to lapwing_owner using (true) with check (true);

-- What somebody recognises a session by: 'Firefox on Android'. No address and no full agent string is kept.
alter table session add column device text;
-- The first administrator's account has no name yet: the invitation asks for it.
alter table invitation add column asks_name boolean not null default false;

-- A name that is not there has a salt too, always the same one, so that the answer and the work are the same (law R80).
create function sign_in_salt(email_in text) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(
      (select split_part(m.secret, '$', 2) from sign_in_method m join user_account u on u.id = m.user_id
        where u.email = lower(email_in) and u.state = 'active' and m.kind = 'password'),
      (select left(encode(sha256(s.secret || convert_to('salt:' || lower(email_in), 'utf8')), 'hex'), 32) from identity_secret s)) $$;

create function password_is_right(user_in uuid, proof_in text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from sign_in_method m where m.user_id = user_in and m.kind = 'password'
      and split_part(m.secret, '$', 3) = encode(sha256(convert_to(proof_in, 'utf8')), 'hex')) $$;
revoke execute on function password_is_right from public;

-- Guessing gets slower: from the fifth failure in a row on, a minute, then twice as long each time, up to a quarter of
-- an hour (longer would let anybody lock a worker out for the night). Per name as typed, whether it exists or not.
create function sign_in_failed(name_hash_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f int; instant timestamptz := current_instant();
  begin
    insert into sign_in_failure as x (email_hash, failures, last_at) values (name_hash_in, 1, instant)
      on conflict (email_hash) do update set last_at = instant,
        failures = case when x.last_at < instant - interval '1 day' then 1 else x.failures + 1 end
      returning x.failures into f;
    update sign_in_failure set locked_until = case when f >= 5 then instant + make_interval(mins => least(power(2, least(f - 5, 10))::int, 15)) end
      where email_hash = name_hash_in;
    perform audit_append('user.sign_in', 'failed', null, null, null, 0, null, null, null, name_hash_in);
  end $$;
revoke execute on function sign_in_failed from public;

-- Until when a name is locked; null when it is not. Takes the name's lock, so that attempts at once count one by one.
create function sign_in_locked_until(name_hash_in text) returns timestamptz
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare until timestamptz;
  begin
    perform pg_advisory_xact_lock(hashtextextended(name_hash_in, 11));
    select f.locked_until into until from sign_in_failure f where f.email_hash = name_hash_in and f.locked_until > current_instant();
    return until;
  end $$;
revoke execute on function sign_in_locked_until from public;

-- First step. `outcome`: locked, wrong, right. Only with the right password does the sealed secret of the codes come out.
create function sign_in_password(email_in text, name_hash_in text, proof_in text)
  returns table (outcome text, locked_until timestamptz, totp_secret text, last_step bigint)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare u user_account; locked timestamptz := sign_in_locked_until(name_hash_in);
  begin
    if locked is not null then return query select 'locked', locked, null::text, null::bigint; return; end if;
    select * into u from user_account x where x.email = lower(email_in) and x.state = 'active';
    if not found or not password_is_right(u.id, proof_in) then
      perform sign_in_failed(name_hash_in);
      return query select 'wrong', null::timestamptz, null::text, null::bigint; return;
    end if;
    return query select 'right', null::timestamptz, m.secret, m.last_step from (select 1) one
      left join sign_in_method m on m.user_id = u.id and m.kind = 'totp' and m.confirmed;
  end $$;

create function active_posts_of(user_in uuid) returns setof post
  language sql stable security definer set search_path = public, pg_temp
  as $$ select p from post p where p.user_id = user_in and post_is_active(p) order by p.from_on, p.id $$;
revoke execute on function active_posts_of from public;

create function session_open(user_in uuid, post_in uuid, token_hash_in text, device_in text, event_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid; instant timestamptz := current_instant();
  begin
    insert into session (token_hash, user_id, post_id, kind, started_at, seen_at, step_up_at, device)
      values (token_hash_in, user_in, post_in, 'web', instant, instant, instant, device_in) returning id into new_id;
    perform begin_request(token_hash_in, 1, 1);
    perform audit_append(event_in, 'done', 'user', user_in, null, 0, null, null, null, null);
    return new_id;
  end $$;
revoke execute on function session_open from public;

-- Second step: the password's proof again with the time step of a code that the application has checked, or the hash of a
-- recovery code. Each code opens once. `kept_token_hash_in` is of the session that a kept form was typed in: the same
-- person goes on in the same post, and is told apart from somebody else at the same browser.
-- `outcome`: locked, wrong, no_post, open.
create function sign_in_complete(email_in text, name_hash_in text, proof_in text, step_in bigint, recovery_hash_in text,
    token_hash_in text, old_token_hash_in text, kept_token_hash_in text, device_in text)
  returns table (outcome text, locked_until timestamptz, posts int, kept_is_own boolean, recovery_codes_left int)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    u user_account; m sign_in_method; chosen uuid; kept session; held int;
    instant timestamptz := current_instant(); locked timestamptz := sign_in_locked_until(name_hash_in); is_right boolean := false;
  begin
    if locked is not null then return query select 'locked', locked, 0, false, 0; return; end if;
    select * into u from user_account x where x.email = lower(email_in) and x.state = 'active';
    if found and password_is_right(u.id, proof_in) then
      if step_in is not null then
        update sign_in_method x set last_step = step_in
          where x.user_id = u.id and x.kind = 'totp' and x.confirmed and step_in > coalesce(x.last_step, -1);
        is_right := found;
      elsif recovery_hash_in is not null then
        update recovery_code x set used_at = instant where x.user_id = u.id and x.code_hash = recovery_hash_in and x.used_at is null;
        is_right := found;
      end if;
    end if;
    if not is_right then
      perform sign_in_failed(name_hash_in);
      return query select 'wrong', null::timestamptz, 0, false, 0; return;
    end if;
    delete from sign_in_failure x where x.email_hash = name_hash_in;
    select s.* into kept from session s where s.token_hash = kept_token_hash_in and s.user_id = u.id;
    -- the post of the kept form, else the one used last, else the first
    select p.id into chosen from active_posts_of(u.id) p
      left join lateral (select max(s.started_at) as at from session s where s.post_id = p.id and s.kind = 'web') used on true
      order by (p.id = kept.post_id) desc nulls last, used.at desc nulls last limit 1;
    if chosen is null then
      perform audit_append('user.sign_in', 'refused', 'user', u.id, null, 0, 'no post', null, null, null);
      return query select 'no_post', null::timestamptz, 0, false, 0; return;
    end if;
    update session s set ended_at = instant, ended_because = 'signed in again' where s.token_hash = old_token_hash_in and s.ended_at is null;
    perform session_open(u.id, chosen, token_hash_in, device_in, case when step_in is null then 'user.signed_in_by_recovery_code' else 'user.signed_in' end);
    select count(*) into held from active_posts_of(u.id);
    return query select 'open', null::timestamptz, held, kept.id is not null,
      (select count(*)::int from recovery_code r where r.user_id = u.id and r.used_at is null);
  end $$;

-- Sessions of the one who asks.
create function my_sessions(idle_minutes int, absolute_minutes int)
  returns table (id uuid, device text, kind text, title text, started_at timestamptz, seen_at timestamptz, is_this boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select s.id, s.device, s.kind, r.label || ', ' || a.name, s.started_at, s.seen_at, s.id = current_session_id()
    from session s join post p on p.id = s.post_id join role r on r.code = p.role_code join agency a on a.id = p.agency_id
    where s.user_id = current_user_id() and s.ended_at is null
      and s.seen_at >= current_instant() - make_interval(mins => idle_minutes)
      and s.started_at >= current_instant() - make_interval(mins => absolute_minutes)
    order by s.id = current_session_id() desc, s.seen_at desc $$;

-- Ends one session, this one (null) or all of the one who asks. Returns how many.
create function session_end(session_in uuid, everywhere boolean) returns int
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    with ended as (
      update session s set ended_at = current_instant(), ended_because = case when everywhere then 'signed out everywhere' else 'signed out' end
      where s.user_id = current_user_id() and s.ended_at is null and (everywhere or s.id = coalesce(session_in, current_session_id())) returning 1)
    select count(*)::int from ended $$;

create function session_choose_post(post_in uuid) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    update session s set post_id = post_in where s.id = current_session_id() and s.ended_at is null
      and exists (select from active_posts_of(current_user_id()) p where p.id = post_in);
    return found;
  end $$;

-- Before a sensitive act: the password or a code again. Failures count as at signing in. `outcome`: locked, wrong, right.
create function step_up(name_hash_in text, proof_in text, step_in bigint) returns table (outcome text, locked_until timestamptz)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare locked timestamptz := sign_in_locked_until(name_hash_in); is_right boolean;
  begin
    if locked is not null then return query select 'locked', locked; return; end if;
    if step_in is not null then
      update sign_in_method x set last_step = step_in
        where x.user_id = current_user_id() and x.kind = 'totp' and x.confirmed and step_in > coalesce(x.last_step, -1);
      is_right := found;
    else
      is_right := password_is_right(current_user_id(), proof_in);
    end if;
    if not coalesce(is_right, false) then
      perform sign_in_failed(name_hash_in);
      return query select 'wrong', null::timestamptz; return;
    end if;
    delete from sign_in_failure x where x.email_hash = name_hash_in;
    update session s set step_up_at = current_instant() where s.id = current_session_id();
    return query select 'right', null::timestamptz;
  end $$;

create function my_totp() returns table (secret text, last_step bigint)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select m.secret, m.last_step from sign_in_method m where m.user_id = current_user_id() and m.kind = 'totp' and m.confirmed $$;

-- Ways to sign in are changed only shortly after confirming: the application's routes ask, and so does this.
create function require_fresh_step_up() returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not exists (select from session s where s.id = current_session_id() and s.step_up_at > current_instant() - interval '15 minutes') then
      raise exception 'confirm first' using errcode = 'P0002';
    end if;
  end $$;
revoke execute on function require_fresh_step_up from public;

create function set_sign_in_method(user_in uuid, kind_in text, secret_in text, step_in bigint) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into sign_in_method (user_id, kind, secret, last_step) values (user_in, kind_in, secret_in, step_in)
    on conflict (user_id, kind) do update set secret = excluded.secret, last_step = excluded.last_step, confirmed = true, created_at = current_instant() $$;
create function set_recovery_codes(user_in uuid, hashes_in text[]) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    delete from recovery_code where user_id = user_in;
    insert into recovery_code (user_id, code_hash) select user_in, unnest(hashes_in) $$;
revoke execute on function set_sign_in_method, set_recovery_codes from public;

create function my_password_change(secret_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_fresh_step_up();
    perform set_sign_in_method(current_user_id(), 'password', secret_in, null);
    update session s set ended_at = current_instant(), ended_because = 'password changed'
      where s.user_id = current_user_id() and s.ended_at is null and s.id <> current_session_id();
  end $$;
create function my_totp_replace(secret_in text, step_in bigint) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$ begin perform require_fresh_step_up(); perform set_sign_in_method(current_user_id(), 'totp', secret_in, step_in); end $$;
create function my_recovery_codes_replace(hashes_in text[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$ begin perform require_fresh_step_up(); perform set_recovery_codes(current_user_id(), hashes_in); end $$;
create function my_recovery_codes_left() returns int
  language sql stable security definer set search_path = public, pg_temp
  as $$ select count(*)::int from recovery_code r where r.user_id = current_user_id() and r.used_at is null $$;

-- Invitations: one link, once, for a week. A newer one takes the place of an older one.
create function invitation_make_as_system(user_in uuid, token_hash_in text, asks_name_in boolean, days int) returns timestamptz
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare instant timestamptz := current_instant(); ends timestamptz := current_instant() + make_interval(days => days);
  begin
    update invitation set used_at = instant where user_id = user_in and used_at is null;
    insert into invitation (token_hash, user_id, created_by, created_at, expires_at, asks_name)
      values (token_hash_in, user_in, current_user_id(), instant, ends, asks_name_in);
    return ends;
  end $$;
revoke execute on function invitation_make_as_system from public;

create function invitation_make(user_in uuid, token_hash_in text, days int) returns timestamptz
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') or user_in = current_user_id()
        or not exists (select from user_account u where u.id = user_in and u.state <> 'disabled') then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return invitation_make_as_system(user_in, token_hash_in, false, days);
  end $$;

create function invitation_state(user_in uuid) returns table (expires_at timestamptz, used_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select i.expires_at, i.used_at from invitation i
    where i.user_id = user_in and has_capability('accounts.administer') order by i.created_at desc limit 1 $$;

-- Nothing when the link is unknown, used or has run out: the page says the same for all three.
create function invitation_find(token_hash_in text) returns table (full_name text, email text, asks_name boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select u.full_name, u.email, i.asks_name from invitation i join user_account u on u.id = i.user_id
    where i.token_hash = token_hash_in and i.used_at is null and i.expires_at > current_instant() and u.state <> 'disabled' $$;

-- Everything at once or nothing: password, codes, recovery codes, account. A second sending of the same form is told
-- 'again', so that the recovery codes can be shown to somebody who clicked twice. `outcome`: done, again, gone, email_taken.
create function invitation_accept(token_hash_in text, password_in text, totp_in text, step_in bigint, recovery_in text[],
    full_name_in text, email_in text) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i invitation; u user_account; instant timestamptz := current_instant();
  begin
    select * into i from invitation x where x.token_hash = token_hash_in for update;
    if not found then return 'gone'; end if;
    select * into u from user_account x where x.id = i.user_id;
    if i.used_at is not null then
      return case when exists (select from sign_in_method m where m.user_id = u.id and m.kind = 'password' and m.secret = password_in)
        then 'again' else 'gone' end;
    end if;
    if i.expires_at <= instant or u.state = 'disabled' then return 'gone'; end if;
    if i.asks_name then
      if exists (select from user_account x where x.email = lower(email_in) and x.id <> u.id) then return 'email_taken'; end if;
      update user_account x set full_name = full_name_in, email = lower(email_in) where x.id = u.id;
    end if;
    perform set_sign_in_method(u.id, 'password', password_in, null);
    perform set_sign_in_method(u.id, 'totp', totp_in, step_in);
    perform set_recovery_codes(u.id, recovery_in);
    update invitation x set used_at = instant where x.token_hash = token_hash_in;
    update user_account x set state = 'active', version = version + 1 where x.id = u.id;
    update session s set ended_at = instant, ended_because = 'new way to sign in' where s.user_id = u.id and s.ended_at is null;
    perform audit_append('user.invitation_accepted', 'done', 'user', u.id, null, 0, null, null, null, null);
    return 'done';
  end $$;

-- An empty start has nobody: makes an administrator's account without a name, and its link. Nothing when there is an
-- administrator who can sign in.
create function first_administrator_as_system(token_hash_in text, agency_name text, days int) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare the_agency uuid; the_user uuid;
  begin
    if exists (select from post p join role_capability c on c.role_code = p.role_code join user_account u on u.id = p.user_id
        where c.capability = 'accounts.administer' and u.state = 'active' and post_is_active(p)) then return false; end if;
    insert into agency (code, name, kind) values ('partnership', agency_name, 'partnership') on conflict (code) do nothing;
    select id into the_agency from agency where code = 'partnership';
    insert into user_account (full_name, email) values ('First administrator', 'first-administrator@lapwing.invalid') on conflict (email) do nothing;
    select id into the_user from user_account where email = 'first-administrator@lapwing.invalid';
    if not exists (select from post where user_id = the_user and ended_at is null) then
      insert into post (user_id, agency_id, role_code, from_on) values (the_user, the_agency, 'systemAdministrator', current_local_date());
    end if;
    perform invitation_make_as_system(the_user, token_hash_in, true, days);
    perform audit_append('user.first_administrator_invited', 'done', 'user', the_user, null, 0, null, null, null, null);
    return true;
  end $$;
revoke execute on function first_administrator_as_system from public;

-- The persona picker of the demo. Each function asks the database's own mark: a start option cannot bring it to life.
create function demo_personas() returns table (user_id uuid, post_id uuid, full_name text, role_code text, role_label text,
    agency_name text, team_name text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select u.id, p.id, u.full_name, p.role_code, r.label, a.name, t.name
    from user_account u join post p on p.user_id = u.id join role r on r.code = p.role_code join agency a on a.id = p.agency_id
      left join team t on t.id = p.team_id
    where database_is(array['demo']) and u.state = 'active' and post_is_active(p)
    order by r.label, u.full_name $$;

create function demo_sign_in(post_in uuid, token_hash_in text, device_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare p post;
  begin
    if not database_is(array['demo']) then return false; end if;
    select x.* into p from post x join user_account u on u.id = x.user_id where x.id = post_in and u.state = 'active' and post_is_active(x);
    if not found then return false; end if;
    perform session_open(p.user_id, p.id, token_hash_in, device_in, 'user.signed_in_as_persona');
    return true;
  end $$;

create function demo_step_up() returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not database_is(array['demo']) then return false; end if;
    update session s set step_up_at = current_instant() where s.id = current_session_id();
    return found;
  end $$;

-- Two people who save at once: the second must see both. Agencies and accounts have a version already.
alter table team add column version int not null default 1;
alter table post add column version int not null default 1;

-- An administrator administers without reading: not by giving a post to themselves either.
create function refuse_own_post() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if current_user_id() = new.user_id and (tg_op = 'INSERT'
        or (new.role_code, new.team_id, new.agency_id, new.user_id) is distinct from (old.role_code, old.team_id, old.agency_id, old.user_id)) then
      raise exception 'nobody gives a post to themselves' using errcode = '42501';
    end if;
    return new;
  end $$;
create trigger own_post before insert or update on post for each row execute function refuse_own_post();
