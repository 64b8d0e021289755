-- Who works here. An account is a human; a post is what that human is entitled to act as. A person may hold several
-- posts and acts in one at a time: the audit keeps which.

create table agency (
  id         uuid primary key default gen_random_uuid(),
  code       text not null unique,
  name       text not null constraint name_given check (btrim(name) <> ''),
  kind       text not null constraint kind_known check (kind in ('council', 'police', 'health', 'housing', 'school',
               'youth_justice', 'voluntary', 'partnership', 'other')),
  -- only these may refer to the National Referral Mechanism
  is_first_responder_organisation text not null default 'unknown'
             constraint fro_known check (is_first_responder_organisation in ('yes', 'no', 'unknown')),
  phone      text,
  active     boolean not null default true,
  version    int not null default 1
);

create table team (
  id        uuid primary key default gen_random_uuid(),
  agency_id uuid not null references agency (id),
  code      text not null unique,
  name      text not null,
  phone     text,
  -- where concerns arrive; where cases are worked; everybody else
  kind      text not null default 'other' constraint kind_known check (kind in ('triage', 'casework', 'emergency', 'other')),
  active    boolean not null default true
);

create table user_account (
  id         uuid primary key default gen_random_uuid(),
  full_name  text not null constraint name_given check (btrim(full_name) <> ''),
  email      text not null constraint email_form check (email = lower(email) and email like '%_@_%'),
  phone      text,
  job_title  text,
  state      text not null default 'invited' constraint state_known check (state in ('invited', 'active', 'disabled')),
  created_at timestamptz not null default clock_timestamp(),
  version    int not null default 1
);
create unique index user_account_email on user_account (email);

create table post (
  id          uuid primary key default gen_random_uuid(),
  user_id     uuid not null references user_account (id),
  agency_id   uuid not null references agency (id),
  team_id     uuid references team (id),
  role_code   text not null,
  reports_to  uuid references post (id),
  title       text not null default '',
  -- share of a full-time week, for load; hundredths, so that sums are exact
  fte_hundredths int not null default 100 constraint fte_range check (fte_hundredths between 0 and 100),
  first_year_until date,
  from_on     date not null,
  until_on    date,
  ended_at    timestamptz
);
create index post_user on post (user_id);
create index post_team on post (team_id);
create index post_reports_to on post (reports_to);

create function post_is_active(p post) returns boolean
  language sql stable set search_path = public, pg_temp
  as $$ select p.ended_at is null and p.from_on <= current_local_date() and (p.until_on is null or p.until_on >= current_local_date()) $$;

-- Ways to sign in are rows: a password and a one-time code today, others later. Secrets never leave definer functions.
create table sign_in_method (
  id         uuid primary key default gen_random_uuid(),
  user_id    uuid not null references user_account (id),
  kind       text not null constraint kind_known check (kind in ('password', 'totp')),
  secret     text not null,
  confirmed  boolean not null default true,
  -- the last time step whose code was used: a code seen over a shoulder must not open twice
  last_step  bigint,
  created_at timestamptz not null default clock_timestamp(),
  unique (user_id, kind)
);

create table invitation (
  token_hash  text primary key,
  user_id     uuid not null references user_account (id),
  created_by  uuid references user_account (id),
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);

create table session (
  id           uuid primary key default gen_random_uuid(),
  token_hash   text not null unique,
  user_id      uuid not null references user_account (id),
  post_id      uuid not null references post (id),
  kind         text not null default 'web' constraint kind_known check (kind in ('web', 'command')),
  started_at   timestamptz not null,
  seen_at      timestamptz not null,
  step_up_at   timestamptz,
  ended_at     timestamptz,
  ended_because text
);
create index session_by_user on session (user_id) where ended_at is null;

-- Failures per account name, so that guessing gets slower; never which names exist.
create table sign_in_failure (
  email_hash   text primary key,
  failures     int not null,
  last_at      timestamptz not null,
  locked_until timestamptz
);

create table identity_secret (
  id     boolean primary key default true constraint one_secret check (id),
  secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
insert into identity_secret default values;

-- The roles of the handbook, loaded from reference/roles.yaml. `reads` and `writes` are sets of record classes as bits.
create table access_class (code text primary key, bit int not null unique);
create table role (code text primary key, label text not null, source text not null, version text not null, verified boolean not null);
create table role_capability (role_code text not null references role (code), capability text not null, primary key (role_code, capability));
create table role_mask (
  role_code text not null references role (code),
  capacity  text not null,
  reads     int not null,
  writes    int not null,
  primary key (role_code, capacity)
);
alter table post add foreign key (role_code) references role (code) deferrable initially deferred;

-- Who is asking. The application's role could write any id into a setting, so the id is signed with a secret that only
-- the owner reads, and bound to this connection and this transaction: a copied setting is worth nothing elsewhere.
create function identity_signature(user_id text, post_id text, session_id text) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select encode(sha256(secret || convert_to(concat_ws(':', user_id, post_id, session_id, pg_backend_pid(), extract(epoch from now())), 'utf8')), 'hex')
    from identity_secret $$;
revoke execute on function identity_signature from public;

create function identity_part(which int) returns uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    setting text := nullif(current_setting('lapwing.identity', true), '');
    parts text[];
  begin
    if setting is null then return null; end if;
    parts := string_to_array(setting, ':');
    if cardinality(parts) <> 4 or identity_signature(parts[1], parts[2], parts[3]) is distinct from parts[4] then return null; end if;
    return parts[which]::uuid;
  end $$;

create function current_user_id() returns uuid language sql stable set search_path = public, pg_temp as $$ select identity_part(1) $$;
create function current_post_id() returns uuid language sql stable set search_path = public, pg_temp as $$ select identity_part(2) $$;
create function current_session_id() returns uuid language sql stable set search_path = public, pg_temp as $$ select identity_part(3) $$;

create function has_capability(wanted text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from post p join role_capability c on c.role_code = p.role_code
      where p.id = identity_part(2) and c.capability = wanted) $$;

-- Opens a request: checks the session behind the token and signs the identity into this transaction.
-- Returns nothing when the session is unknown, ended, idle too long or too old, or the account or post is no longer active.
create function begin_request(token_hash_in text, idle_minutes int, absolute_minutes int)
  returns table (session_id uuid, user_id uuid, post_id uuid, agency_id uuid, team_id uuid, role_code text, full_name text,
    agency_name text, role_label text, step_up_at timestamptz, capabilities text[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    s session;
    instant timestamptz := current_instant();
  begin
    perform set_config('lapwing.identity', '', true);
    select * into s from session x where x.token_hash = token_hash_in and x.ended_at is null;
    if not found then return; end if;
    if s.seen_at < instant - make_interval(mins => idle_minutes) or s.started_at < instant - make_interval(mins => absolute_minutes) then
      return;
    end if;
    if not exists (select from user_account u join post p on p.user_id = u.id
        where u.id = s.user_id and u.state = 'active' and p.id = s.post_id and post_is_active(p)) then
      return;
    end if;
    -- one write a minute is enough to know that somebody is still there
    if s.seen_at < instant - interval '1 minute' then update session x set seen_at = instant where x.id = s.id; end if;
    perform set_config('lapwing.identity', concat_ws(':', s.user_id, s.post_id, s.id, identity_signature(s.user_id::text, s.post_id::text, s.id::text)), true);
    return query
      select s.id, u.id, p.id, p.agency_id, p.team_id, p.role_code, u.full_name, a.name, r.label, s.step_up_at,
        coalesce((select array_agg(c.capability order by c.capability) from role_capability c where c.role_code = p.role_code), '{}')
      from post p join user_account u on u.id = p.user_id join agency a on a.id = p.agency_id join role r on r.code = p.role_code
      where p.id = s.post_id;
  end $$;

-- Staff rows: colleagues are visible to those who are signed in; accounts are changed by those who administer them.
do $$
  declare t text;
  begin
    foreach t in array array['agency', 'team', 'user_account', 'post'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
      execute format('create policy read_signed_in on %I for select to lapwing_app using ((select current_user_id()) is not null)', t);
      execute format('create policy insert_by_administrator on %I for insert to lapwing_app with check ((select has_capability(''accounts.administer'')))', t);
      execute format('create policy update_by_administrator on %I for update to lapwing_app using ((select has_capability(''accounts.administer''))) with check ((select has_capability(''accounts.administer'')))', t);
      execute format('grant select, insert, update on %I to lapwing_app', t);
    end loop;
    foreach t in array array['sign_in_method', 'invitation', 'session', 'sign_in_failure', 'identity_secret'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;
grant select on access_class, role, role_capability, role_mask to lapwing_app, lapwing_jobs;
