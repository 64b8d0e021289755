-- A professional without an account (a school with two referrals a year, a GP) works through a link sent to a work e-mail
-- at a known domain. A link is an identity of its own, signed into the transaction like that of a session: no account, no
-- post, so every policy that asks for one finds nobody, and only what says so in a policy for links is there for it.

-- Whose work e-mail ends in what. Kept by administrators.
create table agency_domain (
  id        uuid primary key default gen_random_uuid(),
  domain    text not null constraint domain_form check (domain ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'),
  agency_id uuid not null references agency (id),
  added_at  timestamptz not null default current_instant(),
  added_by  uuid not null default current_post_id() references post (id),
  ended_at  timestamptz
);
create unique index agency_domain_one on agency_domain (domain) where ended_at is null;

-- An address that links were sent to. `ended_at`: whoever it belongs to has left.
create table link_holder (
  id        uuid primary key default gen_random_uuid(),
  agency_id uuid not null references agency (id),
  email     text not null unique constraint email_form check (email = lower(email) and email like '%_@_%'),
  ended_at  timestamptz
);

-- Of the token only its hash is kept, and none before it was sent. The first opening binds the link to a device.
create table one_time_link (
  id          uuid primary key default gen_random_uuid(),
  holder_id   uuid not null references link_holder (id),
  agency_id   uuid not null references agency (id),
  purpose     text not null constraint purpose_known check (purpose in ('refer', 'answer')),
  token_hash  text unique,
  device_hash text,
  made_at     timestamptz not null default current_instant(),
  expires_at  timestamptz not null,
  opened_at   timestamptz,
  revoked_at  timestamptz,
  -- what was sent through it; a deputy's link follows that of the link it was made from
  concern_id  uuid references concern (id),
  ask_id      uuid references partner_ask (id),
  deputy_of   uuid references one_time_link (id),
  mail_wanted_at timestamptz default current_instant(),
  mailed_at   timestamptz,
  news_wanted_at timestamptz,
  mail_failures int not null default 0,
  mail_try_after timestamptz,
  constraint answers_one_ask check ((purpose = 'answer') = (ask_id is not null))
);
create index one_time_link_holder on one_time_link (holder_id);
create index one_time_link_concern on one_time_link (concern_id) where concern_id is not null;
create index one_time_link_to_mail on one_time_link (mail_try_after) where mail_wanted_at is not null or news_wanted_at is not null;

-- Addresses that asked for a link, until the timetable has looked at them: the page does the same work for every address,
-- so that neither its words nor its time tell which are known.
create table link_request (id bigint generated always as identity primary key, email text not null, asked_at timestamptz not null default current_instant());
-- How often one place on the network asked in an hour: a keyed hash, for an hour.
create table link_rate (place_hash text not null, hour timestamptz not null, tries int not null, primary key (place_hash, hour));
-- Forms of a link that were sent already.
create table link_once (link_id uuid not null references one_time_link (id), token text not null, at timestamptz not null default current_instant(), primary key (link_id, token));

do $$
  declare t text;
  begin
    foreach t in array array['agency_domain', 'link_holder', 'one_time_link', 'link_request', 'link_rate', 'link_once'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;
create policy by_administrator on agency_domain to lapwing_app using ((select has_capability('accounts.administer')))
  with check ((select has_capability('accounts.administer')));
grant select, insert on agency_domain to lapwing_app;
grant update (ended_at) on agency_domain to lapwing_app;

-- ── who is asking ───────────────────────────────────────────────────────────────────────────────────────────────────

create function current_link_id() returns uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare parts text[] := string_to_array(nullif(current_setting('lapwing.link', true), ''), ':');
  begin
    if parts is null or cardinality(parts) <> 2 or identity_signature('link', parts[1], '') is distinct from parts[2] then return null; end if;
    return parts[1]::uuid;
  end $$;

-- 'gone': there is none, it is over, revoked, its holder or agency has left. 'unopened', 'elsewhere': bound to no device
-- yet, or to another. Only 'open' signs the link into this transaction.
create function begin_link(token_hash_in text, device_hash_in text)
  returns table (state text, link_id uuid, purpose text, concern_id uuid, ask_id uuid, deputy_of uuid, agency_name text, email text, expires_at timestamptz)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare l one_time_link; found_state text;
  begin
    perform set_config('lapwing.identity', '', true);
    perform set_config('lapwing.link', '', true);
    select x.* into l from one_time_link x join link_holder h on h.id = x.holder_id and h.ended_at is null
      join agency a on a.id = x.agency_id and a.active left join one_time_link main on main.id = x.deputy_of
      where x.token_hash = token_hash_in and x.revoked_at is null and x.expires_at > current_instant() and main.revoked_at is null;
    if not found then return query select 'gone', null::uuid, null::text, null::uuid, null::uuid, null::uuid, null::text, null::text, null::timestamptz; return; end if;
    found_state := case when l.device_hash is null then 'unopened' when l.device_hash is distinct from device_hash_in then 'elsewhere' else 'open' end;
    if found_state <> 'open' then
      return query select found_state, l.id, null::text, null::uuid, null::uuid, null::uuid, null::text, null::text, null::timestamptz;
      return;
    end if;
    perform set_config('lapwing.link', l.id || ':' || identity_signature('link', l.id::text, ''), true);
    return query select 'open', l.id, l.purpose, l.concern_id, l.ask_id, l.deputy_of, a.name, h.email, l.expires_at
      from agency a, link_holder h where a.id = l.agency_id and h.id = l.holder_id;
  end $$;

-- What somebody does with a link stands in the audit with the link as the one who did it: in the place of the session,
-- under the role 'oneTimeLink', for its agency.
create or replace function audit_append(event text, outcome text, record_kind text, record_id uuid, case_id uuid, classes int, purpose text,
    shown uuid[], fields text[], content_hash text) returns bigint
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e audit_entry; p post; l uuid;
  begin
    select * into p from post where post.id = current_post_id();
    -- the request's first entry has the number that history rows already point to
    e.id := coalesce(nullif(current_setting('lapwing.audit_reserved', true), '')::bigint, nextval(pg_get_serial_sequence('audit_entry', 'id')));
    perform set_config('lapwing.audit_reserved', '', true);
    e.at := current_instant();
    e.user_id := current_user_id(); e.post_id := p.id; e.role_code := p.role_code; e.agency_id := p.agency_id;
    e.session_id := current_session_id();
    if p.id is null then
      l := current_link_id();
      if l is not null then
        e.role_code := 'oneTimeLink'; e.session_id := l;
        select x.agency_id into e.agency_id from one_time_link x where x.id = l;
      end if;
    end if;
    e.event := event; e.outcome := outcome; e.record_kind := record_kind; e.record_id := record_id; e.case_id := case_id;
    e.classes := coalesce(classes, 0); e.purpose := purpose; e.shown := coalesce(shown, '{}'); e.fields := coalesce(fields, '{}');
    e.content_hash := content_hash; e.xid := pg_current_xact_id();
    e.leaf := audit_leaf(e);
    insert into audit_entry overriding system value select e.*;
    return e.id;
  end $$;

-- ── opening, asking again, ending ───────────────────────────────────────────────────────────────────────────────────

-- The first opening binds the link to this device. False: somebody was quicker, or it is gone.
create function open_link(token_hash_in text, device_hash_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare found_state text; l uuid;
  begin
    select b.state, b.link_id into found_state, l from begin_link(token_hash_in, device_hash_in) b;
    if found_state = 'open' then return true; end if;
    if found_state <> 'unopened' then return false; end if;
    update one_time_link x set device_hash = device_hash_in, opened_at = coalesce(x.opened_at, current_instant()) where x.id = l and x.device_hash is null;
    return found;
  end $$;

-- A new link to the same address, for whoever opens it on another device: the old one holds until the new one is sent.
create function send_link_again(token_hash_in text, pause_minutes_in int) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    update one_time_link x set mail_wanted_at = current_instant()
      where x.token_hash = token_hash_in and x.revoked_at is null and x.expires_at > current_instant()
        and x.mail_wanted_at is null and (x.mailed_at is null or x.mailed_at <= current_instant() - make_interval(mins => pause_minutes_in));
  end $$;

create function link_once_claim(token_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if current_link_id() is null then return false; end if;
    insert into link_once (link_id, token) values (current_link_id(), token_in) on conflict do nothing;
    return found;
  end $$;

-- Its holder ends it, and with it the deputies'.
create function end_own_link() returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$ update one_time_link x set revoked_at = current_instant() where (x.id = current_link_id() or x.deputy_of = current_link_id()) and x.revoked_at is null $$;

-- Asked for on the open page. False: too often from one place. Never says whether the address is known.
create function link_request_put(email_in text, place_in text, most_in int) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare n int;
  begin
    insert into link_rate as r (place_hash, hour, tries) values (place_in, date_trunc('hour', current_instant()), 1)
      on conflict (place_hash, hour) do update set tries = r.tries + 1 returning r.tries into n;
    if n > most_in then return false; end if;
    insert into link_request (email) values (email_in);
    return true;
  end $$;

create function link_agency_as_system(email_in text) returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select d.agency_id from agency_domain d join agency a on a.id = d.agency_id and a.active
    where d.domain = split_part(email_in, '@', 2) and d.ended_at is null
      and not exists (select from link_holder h where h.email = email_in and h.ended_at is not null) $$;

-- Somebody's link, made to be sent. Null: the address is not at a known domain, or was closed.
create function link_make_as_system(email_in text, purpose_in text, ask_in uuid, concern_in uuid, deputy_of_in uuid, expires_in timestamptz) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare its_agency uuid := link_agency_as_system(email_in); its_holder uuid; new_id uuid;
  begin
    if its_agency is null then return null; end if;
    insert into link_holder as h (agency_id, email) values (its_agency, email_in)
      on conflict (email) do update set agency_id = excluded.agency_id returning h.id into its_holder;
    insert into one_time_link (holder_id, agency_id, purpose, ask_id, concern_id, deputy_of, expires_at)
      values (its_holder, its_agency, purpose_in, ask_in, concern_in, deputy_of_in, expires_in) returning id into new_id;
    return new_id;
  end $$;

-- A deputy at the same domain gets a link of their own, which follows the same referral. 'same', 'elsewhere', 'closed': why not.
create function link_name_deputy(email_in text, most_in int) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare l one_time_link; own text;
  begin
    select x.* into l from one_time_link x where x.id = current_link_id() and x.purpose = 'refer' and x.concern_id is not null and x.deputy_of is null for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    select h.email into own from link_holder h where h.id = l.holder_id;
    if email_in = own then return 'same'; end if;
    if split_part(email_in, '@', 2) <> split_part(own, '@', 2) then return 'elsewhere'; end if;
    if exists (select from one_time_link x join link_holder h on h.id = x.holder_id where x.deputy_of = l.id and h.email = email_in and x.revoked_at is null) then return 'named'; end if;
    if (select count(*) from one_time_link x where x.deputy_of = l.id) >= most_in then return 'many'; end if;
    if link_make_as_system(email_in, 'refer', null, l.concern_id, l.id, l.expires_at) is null then return 'closed'; end if;
    return 'named';
  end $$;

create function link_deputies() returns table (id uuid, email text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select x.id, h.email from one_time_link x join link_holder h on h.id = x.holder_id and h.ended_at is null
    where x.deputy_of = current_link_id() and x.revoked_at is null order by h.email $$;

create function link_end_deputy(id_in uuid) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$ update one_time_link x set revoked_at = current_instant() where x.id = id_in and x.deputy_of = current_link_id() and x.revoked_at is null $$;

-- ── administering: who has links, never what was sent through them ──────────────────────────────────────────────────

create function links_administered(limit_in int) returns table (id uuid, email text, agency_name text, purpose text, made_at timestamptz, mailed_at timestamptz,
    opened_at timestamptz, expires_at timestamptz, revoked_at timestamptz, holder_id uuid, holder_ended_at timestamptz, is_deputy boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select x.id, h.email, a.name, x.purpose, x.made_at, x.mailed_at, x.opened_at, x.expires_at, x.revoked_at, h.id, h.ended_at, x.deputy_of is not null
    from one_time_link x join link_holder h on h.id = x.holder_id join agency a on a.id = x.agency_id
    where has_capability('accounts.administer') order by x.made_at desc, x.id limit limit_in $$;

create function link_revoke(id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') then raise exception 'not there' using errcode = 'P0002'; end if;
    update one_time_link x set revoked_at = current_instant() where (x.id = id_in or x.deputy_of = id_in) and x.revoked_at is null;
  end $$;

-- Whoever the address belongs to has left (true), or is back (false).
create function link_holder_end(id_in uuid, has_left_in boolean) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') then raise exception 'not there' using errcode = 'P0002'; end if;
    update link_holder x set ended_at = case when has_left_in then current_instant() end where x.id = id_in;
    if has_left_in then update one_time_link x set revoked_at = current_instant() where x.holder_id = id_in and x.revoked_at is null; end if;
  end $$;

-- ── the timetable ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Looks at who asked: a link for an address at a known domain, nothing for others, and nothing left of either. A tag after
-- a plus sign is the same person: it does not give more links.
create function link_requests_take_as_system(a_day_in int, days_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record; n int := 0;
  begin
    delete from link_rate x where x.hour < current_instant() - interval '2 hours';
    delete from link_once x where x.at < current_instant() - interval '2 days';
    for r in delete from link_request returning email loop
      if (select count(*) from one_time_link x join link_holder h on h.id = x.holder_id
          where regexp_replace(h.email, '\+[^@]*@', '@') = regexp_replace(r.email, '\+[^@]*@', '@') and x.purpose = 'refer' and x.deputy_of is null
            and x.made_at > current_instant() - interval '1 day') >= a_day_in then continue; end if;
      if link_make_as_system(r.email, 'refer', null, null, null, current_instant() + make_interval(days => days_in)) is not null then n := n + 1; end if;
    end loop;
    return n;
  end $$;

create function links_to_mail_as_system() returns table (id uuid, email text, what text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not pg_try_advisory_xact_lock(7265011) then return; end if;
    return query
      select x.id, h.email, case when x.mail_wanted_at is not null then 'link' else 'news' end
      from one_time_link x join link_holder h on h.id = x.holder_id and h.ended_at is null
      where (x.mail_wanted_at is not null or x.news_wanted_at is not null) and x.revoked_at is null and x.expires_at > current_instant()
        and (x.mail_try_after is null or x.mail_try_after <= current_instant()) order by coalesce(x.mail_wanted_at, x.news_wanted_at);
  end $$;

-- The mail server took it: from now on this token opens the link, on whichever device is first, and no earlier one does.
create function link_mailed_as_system(id_in uuid, what_in text, token_hash_in text, taken_in boolean) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    update one_time_link x set
      token_hash = case when taken_in and what_in = 'link' then token_hash_in else x.token_hash end,
      device_hash = case when taken_in and what_in = 'link' then null else x.device_hash end,
      mail_wanted_at = case when taken_in and what_in = 'link' then null else x.mail_wanted_at end,
      news_wanted_at = case when taken_in then null else x.news_wanted_at end,
      mailed_at = case when taken_in then current_instant() else x.mailed_at end,
      mail_failures = case when taken_in then 0 else x.mail_failures + 1 end,
      mail_try_after = case when not taken_in then current_instant() + make_interval(mins => least(60, (2 ^ least(x.mail_failures + 1, 6))::int)) end
    where x.id = id_in $$;

revoke execute on function link_agency_as_system, link_make_as_system, link_requests_take_as_system, links_to_mail_as_system, link_mailed_as_system from public;
grant execute on function link_requests_take_as_system, links_to_mail_as_system, link_mailed_as_system to lapwing_jobs;
