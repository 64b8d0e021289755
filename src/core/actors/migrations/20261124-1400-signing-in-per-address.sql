-- Guessing was slowed per name only: one password tried on many names was not held back. Failures are now counted per
-- address too. What is kept is a keyed hash that only the application can make, for an hour, and never the address (law
-- section 11: hashes, never values). A whole council may share one address, so much more is let through than for a name:
-- from the thirtieth failure within an hour on, a minute, then twice as long each time, up to a quarter of an hour.
-- @source local default
create table sign_in_address (
  address_hash text primary key,
  failures     int not null,
  first_at     timestamptz not null,
  locked_until timestamptz
);
alter table sign_in_address enable row level security, force row level security;
create policy system_all on sign_in_address to lapwing_owner using (true) with check (true);

-- Until when an address is held back; null when it is not. Forgets what is older than an hour, and takes the address's
-- lock, so that attempts at once count one by one.
create function sign_in_address_locked_until(address_hash_in text) returns timestamptz
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare instant timestamptz := current_instant();
  begin
    perform pg_advisory_xact_lock(hashtextextended(address_hash_in, 12));
    delete from sign_in_address x where x.first_at <= instant - interval '1 hour' and (x.locked_until is null or x.locked_until <= instant);
    return (select x.locked_until from sign_in_address x where x.address_hash = address_hash_in and x.locked_until > instant);
  end $$;

-- One more failure from that address. Whoever calls it without need only holds back themselves.
create function sign_in_address_failed(address_hash_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f int; instant timestamptz := current_instant();
  begin
    insert into sign_in_address as x (address_hash, failures, first_at) values (address_hash_in, 1, instant)
      on conflict (address_hash) do update set failures = x.failures + 1
      returning x.failures into f;
    if f < 30 then return; end if;
    update sign_in_address set locked_until = instant + make_interval(mins => least(power(2, least(f - 30, 10))::int, 15))
      where address_hash = address_hash_in;
    perform audit_append('user.sign_in', 'refused', null, null, null, 0, 'too many failures from one address', null, null, null);
  end $$;

-- Whether a token was a session's, even one that has ended since. A form with files is only read to its end from somebody
-- whose it could be: what they typed must not be lost because their session ended while they wrote.
create function session_was_here(token_hash_in text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from session s join user_account u on u.id = s.user_id
      where s.token_hash = token_hash_in and u.state = 'active' and s.seen_at > current_instant() - interval '1 day') $$;
