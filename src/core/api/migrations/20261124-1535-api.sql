-- Other systems send concerns and look people up with a key. A key acts as a service: an account that is nobody's and that
-- nobody can sign in with, with a post in an organisation, in a role that says what such a system may see. So circles,
-- exclusions, row security, audit and history hold for it as for anybody else, by the same rows.

alter table user_account drop constraint state_known,
  add constraint state_known check (state in ('invited', 'active', 'disabled', 'service'));

-- A service stays one until it ends, and no link ever makes a person of it, nor a service of a person.
create function service_stays_one() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if tg_table_name = 'invitation' then
      if exists (select from user_account u where u.id = new.user_id and u.email like '%@service.invalid') then raise exception 'not there' using errcode = 'P0002'; end if;
      return new;
    end if;
    if tg_op = 'INSERT' then
      if (new.state = 'service') <> (new.email like '%@service.invalid') then raise exception 'not there' using errcode = 'P0002'; end if;
      return new;
    end if;
    if (old.state = 'service' or new.state = 'service' or old.email like '%@service.invalid') and (new.email <> old.email or new.state not in (old.state, 'disabled')) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return new;
  end $$;
create trigger service_stays_one before insert or update on user_account for each row execute function service_stays_one();
create trigger service_stays_one before insert on invitation for each row execute function service_stays_one();

create table api_key (
  id          uuid primary key default gen_random_uuid(),
  post_id     uuid not null references post (id),
  purpose     text not null constraint purpose_given check (btrim(purpose) <> '' and char_length(purpose) <= 500),
  scopes      text[] not null constraint scopes_known check (cardinality(scopes) > 0 and scopes <@ array['concerns.send', 'concerns.read', 'people.look_up']),
  made_by     uuid not null default current_post_id() references post (id),
  made_at     timestamptz not null default current_instant(),
  expires_at  timestamptz not null,
  revoked_at  timestamptz,
  revoked_by  uuid references post (id),
  last_used_at timestamptz,
  rotated_at  timestamptz,
  old_until   timestamptz
);
create index api_key_post on api_key (post_id);
-- Of a key only its hash is kept. The old one opens too until the system knows the new one.
create table api_key_hash (
  key_hash text primary key,
  key_id   uuid not null references api_key (id),
  is_old   boolean not null default false
);
create index api_key_hash_key on api_key_hash (key_id);
-- How often a key was used in a minute (calls) or an hour (look-ups).
create table api_rate (key_id uuid not null references api_key (id), what text not null, since timestamptz not null, uses int not null, primary key (key_id, what, since));
-- What was answered to a request that must not be done twice: ids only, for a week.
create table api_once (
  key_id    uuid not null references api_key (id),
  token     text not null constraint token_short check (char_length(token) between 1 and 200),
  body_hash text not null,
  status    int,
  answer    jsonb,
  at        timestamptz not null default current_instant(),
  primary key (key_id, token)
);

do $$
  declare t text;
  begin
    foreach t in array array['api_key', 'api_key_hash', 'api_rate', 'api_once'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;
create policy by_administrator on api_key for select to lapwing_app using ((select has_capability('accounts.administer')));
grant select on api_key to lapwing_app;
-- A key's own requests, in its own transaction only.
create policy own_by_key on api_once to lapwing_app using (key_id = (select current_session_id())) with check (key_id = (select current_session_id()));
grant select, insert on api_once to lapwing_app;
grant update (status, answer) on api_once to lapwing_app;

-- ── administering ───────────────────────────────────────────────────────────────────────────────────────────────────

create function api_key_make(name_in text, agency_in uuid, purpose_in text, scopes_in text[], expires_in timestamptz, hash_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_user uuid; new_post uuid; new_key uuid;
  begin
    if not has_capability('accounts.administer') or not exists (select from agency a where a.id = agency_in and a.active) then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into user_account (full_name, email, state) values (name_in, gen_random_uuid() || '@service.invalid', 'service') returning id into new_user;
    insert into post (user_id, agency_id, role_code, from_on) values (new_user, agency_in, 'connectedSystem', current_local_date()) returning id into new_post;
    insert into api_key (post_id, purpose, scopes, expires_at) values (new_post, purpose_in, scopes_in, expires_in) returning id into new_key;
    insert into api_key_hash (key_hash, key_id) values (hash_in, new_key);
    return new_key;
  end $$;

create function api_key_mine(id_in uuid) returns api_key
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare k api_key;
  begin
    if has_capability('accounts.administer') then select * into k from api_key x where x.id = id_in and x.revoked_at is null for update; end if;
    if k.id is null then raise exception 'not there' using errcode = 'P0002'; end if;
    return k;
  end $$;

create function api_key_rotate(id_in uuid, hash_in text, expires_in timestamptz, hours_in int) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare k api_key := api_key_mine(id_in);
  begin
    delete from api_key_hash h where h.key_id = k.id and h.is_old;
    update api_key_hash h set is_old = true where h.key_id = k.id;
    insert into api_key_hash (key_hash, key_id) values (hash_in, k.id);
    update api_key x set rotated_at = current_instant(), expires_at = expires_in,
      -- a key that had run out does not come alive again beside its new one
      old_until = least(current_instant() + make_interval(hours => hours_in), k.expires_at) where x.id = k.id;
  end $$;

-- For good. What was sent with it stays, and its account with what it did.
create function api_key_revoke(id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare k api_key := api_key_mine(id_in);
  begin
    update api_key x set revoked_at = current_instant(), revoked_by = current_post_id() where x.id = k.id;
    update post p set ended_at = current_instant() where p.id = k.post_id;
    update user_account u set state = 'disabled', version = u.version + 1 where u.id = (select p.user_id from post p where p.id = k.post_id);
  end $$;

-- ── using ───────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The key that this hash opens, if it does now.
create function api_key_open_as_system(hash_in text) returns api_key
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select k.* from api_key_hash h join api_key k on k.id = h.key_id join post p on p.id = k.post_id and post_is_active(p)
      join user_account u on u.id = p.user_id and u.state = 'service' join agency a on a.id = p.agency_id and a.active
    where h.key_hash = hash_in and k.revoked_at is null and k.expires_at > current_instant() and (not h.is_old or k.old_until > current_instant()) $$;

-- Counts a use before anything is done, in a transaction of its own: what is refused counts too. Null: no such key.
-- Otherwise the seconds to wait, 0 for none.
create function api_admit(hash_in text, what_in text, most_in int, seconds_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare k api_key; n int; since_at timestamptz := to_timestamp(floor(extract(epoch from current_instant()) / seconds_in) * seconds_in);
  begin
    select * into k from api_key_open_as_system(hash_in);
    if k.id is null then return null; end if;
    insert into api_rate as r (key_id, what, since, uses) values (k.id, what_in, since_at, 1)
      on conflict (key_id, what, since) do update set uses = r.uses + 1 returning r.uses into n;
    return case when n > most_in then greatest(1, ceil(extract(epoch from since_at + make_interval(secs => seconds_in) - current_instant()))::int) else 0 end;
  end $$;

-- Opens a request in the key's name: signs its service's account and post into this transaction, as begin_request does for
-- a session, with the key in the session's place. Whoever revokes it waits for what is under way, and nothing begins after.
create function begin_api(hash_in text) returns table (key_id uuid, user_id uuid, post_id uuid, agency_id uuid, agency_name text, full_name text, scopes text[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare k api_key; p post;
  begin
    perform set_config('lapwing.identity', '', true);
    perform set_config('lapwing.link', '', true);
    perform 1 from api_key x join api_key_hash h on h.key_id = x.id where h.key_hash = hash_in for share of x;
    select * into k from api_key_open_as_system(hash_in);
    if k.id is null then return; end if;
    select x.* into p from post x where x.id = k.post_id;
    perform set_config('lapwing.identity', concat_ws(':', p.user_id, p.id, k.id, identity_signature(p.user_id::text, p.id::text, k.id::text)), true);
    return query select k.id, p.user_id, p.id, a.id, a.name, u.full_name, k.scopes from agency a, user_account u where a.id = p.agency_id and u.id = p.user_id;
  end $$;

-- When it was last used, to the minute, beside the request and not in its way.
create function api_key_used(hash_in text) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    update api_key x set last_used_at = current_instant()
    from api_key_hash h where h.key_hash = hash_in and h.key_id = x.id and (x.last_used_at is null or x.last_used_at < current_instant() - interval '1 minute') $$;

create function api_forget_as_system() returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    delete from api_rate r where r.since < current_instant() - interval '1 day';
    delete from api_once o where o.at < current_instant() - interval '7 days' $$;

-- Whom to ring about somebody with exactly this number, as far as this service may know that there is anything: through a
-- record in whose circle it is. The grants are asked beside the numbers, in one look, so that somebody whom it may not know
-- of is answered as somebody who is not there.
create function api_person_contacts(kind_in text, value_in text) returns table (person_id uuid, record_kind text, record_id uuid, reference text, contact_name text, contact_phone text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with known as (
      select distinct a.person_id, a.record_kind, a.record_id
      from person_identifier i join person_access a on a.person_id = i.person_id and a.post_id = current_post_id()
      where i.kind = kind_in and i.value_norm = value_in and i.withdrawn_at is null and a.reads & class_bit('contact') <> 0
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())
        and not is_kept_out(current_user_id(), 'person', a.person_id))
    select k.person_id, 'case', c.id, c.reference, coalesce(u.full_name, t.name), coalesce(u.phone, t.phone)
    from known k join case_file c on k.record_kind = 'case' and c.id = k.record_id and c.state <> 'closed' and may('case', c.id, 'contact')
      join team t on t.id = c.team_id left join post p on p.id = c.allocated_post_id left join user_account u on u.id = p.user_id
    union all
    select k.person_id, 'concern', c.id, c.reference, coalesce(u.full_name, t.name), coalesce(u.phone, t.phone)
    from known k join concern c on k.record_kind = 'concern' and c.id = k.record_id and may('concern', c.id, 'contact')
      left join team t on t.id = c.contact_team left join post p on p.id = c.contact_post left join user_account u on u.id = p.user_id
    order by 2, 4 $$;
create index if not exists person_identifier_exact on person_identifier (kind, value_norm) where withdrawn_at is null;

-- Which system sent a concern, for those who read what was sent.
create function concern_system(concern_in uuid) returns table (system_name text, agency_name text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not may('concern', concern_in, 'triage', 'read') then return; end if;
    return query select u.full_name, a.name from concern c join post p on p.id = c.submitted_by join user_account u on u.id = p.user_id
      join agency a on a.id = p.agency_id where c.id = concern_in and u.email like '%@service.invalid';
  end $$;

revoke execute on function api_key_mine, api_key_open_as_system, api_forget_as_system from public;
grant execute on function api_forget_as_system to lapwing_jobs;
