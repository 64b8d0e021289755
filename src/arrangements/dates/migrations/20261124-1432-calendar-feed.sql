-- The days that matter, in the calendar that somebody looks at anyway. A calendar program cannot sign in: it has an address
-- that nobody can guess. So the address opens days and nothing else, of one post, under that post's own row security; of the
-- address only a hash is kept.
create table calendar_feed (
  id          uuid primary key default gen_random_uuid(),
  post_id     uuid not null references post (id),
  user_id     uuid not null references user_account (id),
  token_hash  text not null unique,
  made_at     timestamptz not null,
  ended_at    timestamptz,
  last_fetched_at timestamptz,
  -- of the hour that began at window_from, so that one address cannot be asked without end
  window_from timestamptz,
  window_count int not null default 0
);
create unique index calendar_feed_one on calendar_feed (post_id) where ended_at is null;
alter table calendar_feed enable row level security, force row level security;
create policy system_all on calendar_feed to lapwing_owner using (true) with check (true);

create function my_calendar_feed() returns table (made_at timestamptz, last_fetched_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select f.made_at, f.last_fetched_at from calendar_feed f where f.post_id = (select current_post_id()) and f.ended_at is null $$;

-- A new address; the one before stops at that moment.
create function make_calendar_feed(token_hash_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if current_post_id() is null or not has_capability('case.work') then raise exception 'not there' using errcode = 'P0002'; end if;
    update calendar_feed f set ended_at = current_instant() where f.post_id = current_post_id() and f.ended_at is null;
    insert into calendar_feed (post_id, user_id, token_hash, made_at) values (current_post_id(), current_user_id(), token_hash_in, current_instant());
  end $$;

create function end_calendar_feed() returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if current_post_id() is null then raise exception 'not there' using errcode = 'P0002'; end if;
    update calendar_feed f set ended_at = current_instant() where f.post_id = current_post_id() and f.ended_at is null;
  end $$;

-- Opens one reading in the name of the feed's post, as signing in does. `unknown` whatever the reason: never made, taken back,
-- its account disabled, its post over. `busy`: asked too often in this hour.
create function begin_calendar(token_hash_in text, most_an_hour int) returns table (outcome text, feed_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f calendar_feed; instant timestamptz := current_instant();
  begin
    perform set_config('lapwing.identity', '', true);
    select * into f from calendar_feed x where x.token_hash = token_hash_in and x.ended_at is null for update;
    if not found or not exists (select from user_account u join post p on p.user_id = u.id
        where u.id = f.user_id and u.state = 'active' and p.id = f.post_id and post_is_active(p)) then
      return query select 'unknown', null::uuid;
      return;
    end if;
    if f.window_from is null or f.window_from <= instant - interval '1 hour' then
      update calendar_feed x set window_from = instant, window_count = 1, last_fetched_at = instant where x.id = f.id;
    elsif f.window_count >= most_an_hour then
      return query select 'busy', null::uuid;
      return;
    else
      update calendar_feed x set window_count = x.window_count + 1, last_fetched_at = instant where x.id = f.id;
    end if;
    perform set_config('lapwing.identity', concat_ws(':', f.user_id, f.post_id, f.id, identity_signature(f.user_id::text, f.post_id::text, f.id::text)), true);
    return query select 'open', f.id;
  end $$;
