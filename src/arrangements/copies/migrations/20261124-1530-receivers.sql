-- An agency's own system may be told by itself of what the agency wrote here: a receiver. Nothing is sent unless two people
-- want it: an administrator sets the address, the purpose and the basis, and a colleague of that agency agrees that it is
-- sent in their name. What leaves is what that colleague may see of what their agency wrote, asked of the same row security
-- as their day's file. When they leave, it ends.
create table receiver (
  id          uuid primary key default gen_random_uuid(),
  agency_id   uuid not null references agency (id),
  address     text not null constraint only_encrypted check (address ~ '^https:[/]{2}[^/@\s]+(/\S*)?$' and char_length(address) <= 500),
  purpose     text not null constraint purpose_given check (btrim(purpose) <> '' and char_length(purpose) <= 500),
  basis       text not null constraint basis_given check (btrim(basis) <> '' and char_length(basis) <= 500),
  holder_post uuid not null references post (id),
  -- asked: the holder has not answered. stopped: by itself, because nothing arrived for days or the holder is gone
  state       text not null default 'asked' constraint state_known check (state in ('asked', 'refused', 'on', 'off', 'stopped')),
  stopped_because text constraint why_stopped check (stopped_because in ('gave_up', 'holder_gone')),
  decided_by  uuid not null default current_post_id() references post (id),
  decided_at  timestamptz not null default current_instant(),
  agreed_at   timestamptz,
  -- what was written before is not sent
  sends_from  timestamptz,
  looked_at   timestamptz,
  secret_at   timestamptz not null default current_instant(),
  old_secret_until timestamptz
);
create unique index receiver_one on receiver (agency_id, address) where state not in ('refused');

-- Sealed with the master key: the database alone cannot sign. The old one signs too until the receiver knows the new one.
create table receiver_secret (
  receiver_id uuid primary key references receiver (id),
  sealed      text not null,
  old_sealed  text
);

-- One message to a receiver. Its id is what the receiver knows it by, however often it comes. It holds ids only: what is
-- sent is read anew at each attempt, so that nothing is sent that may no longer be seen.
create table receiver_delivery (
  id          uuid primary key default gen_random_uuid(),
  receiver_id uuid not null references receiver (id),
  in_order    bigint generated always as identity,
  state       text not null default 'waiting' constraint state_known check (state in ('waiting', 'delivered', 'given_up', 'left_out')),
  made_at     timestamptz not null default current_instant(),
  -- when the days begin after which it is given up: anew when somebody sends it again
  since       timestamptz not null default current_instant(),
  next_at     timestamptz not null default current_instant(),
  tries       int not null default 0,
  ended_at    timestamptz
);
create index receiver_delivery_waiting on receiver_delivery (receiver_id, in_order) where state = 'waiting';
create index receiver_delivery_latest on receiver_delivery (receiver_id, in_order desc);

create table receiver_item (
  receiver_id uuid not null references receiver (id),
  entry       text not null constraint entry_form check (entry ~ '^[a-z-]+:[0-9a-f-]{36}$'),
  record_kind text not null constraint record_known check (record_kind in ('case', 'concern')),
  record_id   uuid not null,
  delivery_id uuid not null references receiver_delivery (id),
  primary key (receiver_id, entry)
);
create index receiver_item_delivery on receiver_item (delivery_id);

create table receiver_attempt (
  id          bigint generated always as identity primary key,
  delivery_id uuid not null references receiver_delivery (id),
  at          timestamptz not null default current_instant(),
  outcome     text not null constraint outcome_known check (outcome in ('taken', 'refused', 'no_answer', 'no_name', 'no_trust', 'not_allowed', 'nothing')),
  -- what it answered, where it answered
  status      int,
  entries     int not null
);
create index receiver_attempt_delivery on receiver_attempt (delivery_id, id desc);

do $$
  declare t text;
  begin
    foreach t in array array['receiver', 'receiver_secret', 'receiver_delivery', 'receiver_item', 'receiver_attempt'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;
create policy administrators_and_holder on receiver for select to lapwing_app
  using ((select has_capability('accounts.administer')) or holder_post = (select current_post_id()));
create policy of_receiver on receiver_delivery for select to lapwing_app using (exists (select from receiver r where r.id = receiver_id));
create policy of_delivery on receiver_attempt for select to lapwing_app using (exists (select from receiver_delivery d where d.id = delivery_id));
grant select on receiver, receiver_delivery, receiver_attempt to lapwing_app;

-- ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- 'self': nobody agrees with themselves. 'nobody': no active post. 'taken': this agency has a receiver there.
create function receiver_propose(address_in text, holder_in uuid, purpose_in text, basis_in text, sealed_in text) returns table (receiver_id uuid, problem text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare h post; new_id uuid;
  begin
    if not has_capability('accounts.administer') then raise exception 'not there' using errcode = 'P0002'; end if;
    select p.* into h from post p join user_account u on u.id = p.user_id and u.state = 'active' where p.id = holder_in and post_is_active(p);
    if not found then return query select null::uuid, 'nobody'; return; end if;
    if h.user_id = current_user_id() then return query select null::uuid, 'self'; return; end if;
    insert into receiver (agency_id, address, holder_post, purpose, basis) values (h.agency_id, address_in, holder_in, purpose_in, basis_in)
      on conflict (agency_id, address) where state not in ('refused') do nothing returning id into new_id;
    if new_id is null then return query select null::uuid, 'taken'; return; end if;
    insert into receiver_secret (receiver_id, sealed) values (new_id, sealed_in);
    perform notify_post(holder_in, 'receiver.asked', null, null, new_id);
    return query select new_id, null::text;
  end $$;

create function receiver_mine(id_in uuid) returns receiver
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r receiver;
  begin
    select * into r from receiver x where x.id = id_in and (x.holder_post = current_post_id() or has_capability('accounts.administer')) for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    return r;
  end $$;

-- The holder says yes or no, and may change their mind at any time. Turned on, it begins with what is written from then on.
create function receiver_answer(id_in uuid, yes_in boolean) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r receiver := receiver_mine(id_in);
  begin
    if r.holder_post <> current_post_id() then raise exception 'not there' using errcode = 'P0002'; end if;
    if yes_in and r.state in ('asked', 'off', 'refused') then
      update receiver x set state = 'on', stopped_because = null, agreed_at = current_instant(), sends_from = current_instant(), looked_at = null where x.id = id_in;
    elsif not yes_in and r.state in ('asked', 'on', 'stopped') then
      update receiver x set state = case r.state when 'asked' then 'refused' else 'off' end, agreed_at = null where x.id = id_in;
    end if;
    perform notify_post(r.decided_by, 'receiver.answered', null, null, id_in);
  end $$;

-- Either of the two can stop it. What waits is kept, and left out when it is turned on again later than it was written.
create function receiver_stop(id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r receiver := receiver_mine(id_in);
  begin
    if r.state not in ('asked', 'on', 'stopped') then return; end if;
    update receiver x set state = 'off', agreed_at = null where x.id = id_in;
    update receiver_delivery d set state = 'left_out', ended_at = current_instant() where d.receiver_id = id_in and d.state in ('waiting', 'given_up');
    if r.holder_post <> current_post_id() then perform notify_post(r.holder_post, 'receiver.off', null, null, id_in); end if;
  end $$;

create function receiver_rotate(id_in uuid, sealed_in text, hours_in int) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform receiver_mine(id_in);
    update receiver_secret s set old_sealed = s.sealed, sealed = sealed_in where s.receiver_id = id_in;
    update receiver x set secret_at = current_instant(), old_secret_until = current_instant() + make_interval(hours => hours_in) where x.id = id_in;
  end $$;

-- Sends one again, whatever became of it; with 'left_out', gives one up so that those behind it can go. A receiver that
-- had stopped by itself goes on: its holder never took back what they agreed to.
create function receiver_delivery_set(delivery_in uuid, state_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d receiver_delivery; r receiver;
  begin
    select * into d from receiver_delivery x where x.id = delivery_in;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    r := receiver_mine(d.receiver_id);
    -- turned off: what waited then was left out, and stays so
    if r.state not in ('on', 'stopped') then return; end if;
    if state_in = 'left_out' then
      update receiver_delivery x set state = 'left_out', ended_at = current_instant() where x.id = delivery_in and x.state in ('waiting', 'given_up');
    else
      update receiver_delivery x set state = 'waiting', since = current_instant(), next_at = current_instant(), tries = 0, ended_at = null where x.id = delivery_in;
    end if;
    if r.state = 'stopped' and r.stopped_because = 'gave_up' then
      update receiver x set state = 'on', stopped_because = null where x.id = r.id;
      -- those that waited meanwhile have as long as this one
      update receiver_delivery x set since = current_instant(), next_at = current_instant() where x.receiver_id = r.id and x.state = 'waiting';
    end if;
  end $$;

-- ── sending: in the name of the holder ──────────────────────────────────────────────────────────────────────────────

-- What the timetable proves to the application's role: good for this receiver, for a minute.
create function receiver_proof_as_system(id_in uuid, at_in text) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$ select encode(sha256(s.secret || convert_to(concat_ws(':', 'receiver', id_in, at_in), 'utf8')), 'hex') from identity_secret s $$;

-- Signs the holder into this transaction as a session would, with the receiver in the session's place: audit and history
-- name the holder, and which receiver it was. False: it is off, or the holder is gone.
create function begin_receiver(id_in uuid, at_in text, proof_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r receiver; h post;
  begin
    perform set_config('lapwing.identity', '', true);
    perform set_config('lapwing.link', '', true);
    if at_in !~ '^\d{1,12}$' or abs(extract(epoch from now()) - at_in::numeric) > 60 or receiver_proof_as_system(id_in, at_in) is distinct from proof_in then return false; end if;
    select * into r from receiver x where x.id = id_in and x.state = 'on';
    if not found then return false; end if;
    select p.* into h from post p join user_account u on u.id = p.user_id and u.state = 'active' join agency a on a.id = p.agency_id and a.active
      where p.id = r.holder_post and post_is_active(p) and p.agency_id = r.agency_id;
    if not found then return false; end if;
    perform set_config('lapwing.identity', concat_ws(':', h.user_id, h.id, r.id, identity_signature(h.user_id::text, h.id::text, r.id::text)), true);
    return true;
  end $$;

-- Puts what the holder sees and was not yet announced into one message. In the receiver's own transaction only.
create function receiver_announce(id_in uuid, items_in jsonb, most_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare delivery uuid; n int := 0; part jsonb[];
  begin
    if current_session_id() is distinct from id_in or not exists (select from receiver x where x.id = id_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    part := array(select i from jsonb_array_elements(items_in) with ordinality as e(i, place)
      where not exists (select from receiver_item x where x.receiver_id = id_in and x.entry = i ->> 'entry') order by place);
    while cardinality(part) > 0 loop
      insert into receiver_delivery (receiver_id) values (id_in) returning id into delivery;
      insert into receiver_item (receiver_id, entry, record_kind, record_id, delivery_id)
        select id_in, i ->> 'entry', i ->> 'kind', (i ->> 'id')::uuid, delivery from unnest(part[1:most_in]) i on conflict do nothing;
      n := n + 1;
      part := part[most_in + 1:];
    end loop;
    update receiver x set looked_at = current_instant() where x.id = id_in;
    return n;
  end $$;

create function receiver_items(delivery_in uuid) returns table (entry text, record_kind text, record_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select i.entry, i.record_kind, i.record_id from receiver_item i
    where i.delivery_id = delivery_in and i.receiver_id = current_session_id() order by i.entry $$;

-- Receivers that are on. Those whose holder is gone stop, and whoever set them is told.
create function receivers_open_as_system() returns table (receiver_id uuid, agency_id uuid, sends_from timestamptz, looked_at timestamptz, at text, proof text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r receiver;
  begin
    if not pg_try_advisory_xact_lock(7265012) then return; end if;
    for r in select * from receiver x where x.state = 'on' and not exists (
        select from post p join user_account u on u.id = p.user_id and u.state = 'active' join agency a on a.id = p.agency_id and a.active
        where p.id = x.holder_post and post_is_active(p) and p.agency_id = x.agency_id) loop
      update receiver x set state = 'stopped', stopped_because = 'holder_gone' where x.id = r.id;
      perform notify_post_as_system(r.decided_by, 'receiver.stopped', null, null, r.id);
    end loop;
    return query select x.id, x.agency_id, x.sends_from, x.looked_at, s.at, receiver_proof_as_system(x.id, s.at)
      from receiver x, lateral (select floor(extract(epoch from now()))::bigint::text as at) s where x.state = 'on' order by x.id;
  end $$;

-- The first that waits of each receiver, when its time has come: one after the other, so that they arrive in order.
create function receiver_due_as_system() returns table (delivery_id uuid, receiver_id uuid, agency_id uuid, address text, made_at timestamptz, tries int, since timestamptz,
    sealed text, old_sealed text, at text, proof text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not pg_try_advisory_xact_lock(7265013) then return; end if;
    return query
      select d.id, r.id, r.agency_id, r.address, d.made_at, d.tries, d.since, s.sealed,
        case when r.old_secret_until > current_instant() then s.old_sealed end, n.at, receiver_proof_as_system(r.id, n.at)
      from receiver r join receiver_secret s on s.receiver_id = r.id
      join lateral (select * from receiver_delivery w where w.receiver_id = r.id and w.state = 'waiting' order by w.in_order limit 1) d on d.next_at <= current_instant(),
      lateral (select floor(extract(epoch from now()))::bigint::text as at) n
      where r.state = 'on' order by d.next_at limit 20;
  end $$;

-- What came of one attempt. `next_at_in` null: no more; for one that was not taken, whoever answers for it is told.
create function receiver_attempted_as_system(delivery_in uuid, outcome_in text, status_in int, entries_in int, next_at_in timestamptz) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r receiver;
  begin
    insert into receiver_attempt (delivery_id, outcome, status, entries) values (delivery_in, outcome_in, status_in, entries_in);
    update receiver_delivery d set tries = d.tries + 1, next_at = coalesce(next_at_in, d.next_at),
        state = case when outcome_in = 'taken' then 'delivered' when outcome_in = 'nothing' then 'left_out' when next_at_in is null then 'given_up' else d.state end,
        ended_at = case when next_at_in is null then current_instant() end
      -- stopped meanwhile: that stands
      where d.id = delivery_in and d.state = 'waiting';
    if outcome_in in ('taken', 'nothing') or next_at_in is not null then return; end if;
    select x.* into r from receiver x join receiver_delivery d on d.receiver_id = x.id where d.id = delivery_in and d.state = 'given_up' and x.state = 'on' for update of x;
    if not found then return; end if;
    update receiver x set state = 'stopped', stopped_because = 'gave_up' where x.id = r.id;
    perform notify_post_as_system(r.holder_post, 'receiver.stopped', null, null, r.id);
    perform notify_post_as_system(r.decided_by, 'receiver.stopped', null, null, r.id);
  end $$;

revoke execute on function receiver_mine, receiver_proof_as_system, receivers_open_as_system, receiver_due_as_system, receiver_attempted_as_system from public;
grant execute on function receivers_open_as_system, receiver_due_as_system, receiver_attempted_as_system to lapwing_jobs;
