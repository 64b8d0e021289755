-- A person at the machine's command line acts in the name of an account: a session like any other, for one command, opened
-- by the owner (who holds the machine anyway) and in the audit with the name of the system user who typed it.
create function command_session_open_as_system(email_in text, role_in text, token_hash_in text, system_user_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare u user_account; p post; new_id uuid; instant timestamptz := current_instant();
  begin
    select * into u from user_account x where x.email = lower(email_in) and x.state = 'active';
    if not found then return null; end if;
    select * into p from post x where x.user_id = u.id and post_is_active(x) and (role_in is null or x.role_code = role_in)
      order by x.from_on, x.id limit 1;
    if not found then return null; end if;
    insert into session (token_hash, user_id, post_id, kind, started_at, seen_at, step_up_at)
      values (token_hash_in, u.id, p.id, 'command', instant, instant, instant) returning id into new_id;
    perform audit_append('command.session_opened', 'done', 'user', u.id, null, 0, 'system user ' || system_user_in, null, null, null);
    return new_id;
  end $$;
revoke execute on function command_session_open_as_system from public;

create function command_session_close_as_system(session_in uuid) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$ update session set ended_at = current_instant(), ended_because = 'command ended' where id = session_in and ended_at is null $$;
revoke execute on function command_session_close_as_system from public;
