-- Triage. What comes in is held by one person at a time, decided with a reason, and answered to whoever sent it.
--
--   received ─► held ─► decided: case opened · case joined · no further action · (accepted by another agency)
--                │        └─ opened again, with a reason
--                ├─► more wanted from the referrer (the clock keeps running)
--                ├─► passed on: sent ─► accepted · refused · recalled · expired (ours until accepted)
--                └─► one event, several reports: one leads, the others are decided with it
--
-- Who may do what is checked here; whether the step fits where the concern stands is the table in rules.ts, asked while
-- the concern's row is locked. The unique indexes below hold even if that were wrong.

-- Who has it in hand, one after the other. Class headline, so that those to whom an overdue decision rises see whom to ask.
create table triage_claim (
  id           uuid primary key default gen_random_uuid(),
  concern_id   uuid not null references concern (id),
  post_id      uuid not null references post (id),
  claimed_at   timestamptz not null,
  -- a colleague it is offered to; it stays with the one who holds it until they accept
  offered_to   uuid references post (id),
  offered_at   timestamptz,
  ended_at     timestamptz,
  ended_how    text constraint ended_how_known check (ended_how in ('released', 'handed_over', 'taken_over', 'decided')),
  ended_because text,
  constraint end_whole check ((ended_at is null) = (ended_how is null)),
  constraint offer_whole check ((offered_to is null) = (offered_at is null))
);
create unique index triage_claim_one_holder on triage_claim (concern_id) where ended_at is null;
create index triage_claim_post on triage_claim (post_id) where ended_at is null;
create index triage_claim_offered on triage_claim (offered_to) where ended_at is null;
select protect_table('triage_claim', 'concern', 'headline', null, '{}');

-- A concern that went to another agency, as both sides see it: nothing is in this table that they were not sent. It is a
-- record of sharing (law section 12): what, to whom, why, on what basis, and whether the family agreed.
create table triage_transfer (
  id           uuid primary key default gen_random_uuid(),
  concern_id   uuid not null references concern (id),
  -- a word on the phone for both sides; says nothing
  reference    text not null unique default new_reference('T'),
  from_agency  uuid not null references agency (id),
  to_agency    uuid not null references agency (id),
  -- a named person there; null: whoever triages there
  to_post      uuid references post (id),
  about        text not null constraint about_given check (btrim(about) <> ''),
  needed       text not null constraint needed_given check (btrim(needed) <> ''),
  basis        text not null constraint basis_known check (basis in ('child', 'adult_at_risk', 'crime', 'emergency', 'other')),
  agreement    text not null constraint agreement_known check (agreement in ('agreed', 'not_asked', 'did_not_agree')),
  state        text not null default 'sent' constraint state_known check (state in ('sent', 'accepted', 'refused', 'recalled', 'expired')),
  sent_by      uuid not null references post (id),
  sent_at      timestamptz not null,
  -- answered by then, or it expires and is ours as before
  answer_by    timestamptz not null,
  why          jsonb not null,
  ended_at     timestamptz,
  ended_by     uuid references post (id),
  answer_note  text not null default '',
  constraint end_whole check ((state = 'sent') = (ended_at is null)),
  constraint to_somebody_else check (from_agency <> to_agency)
);
create unique index triage_transfer_one_open on triage_transfer (concern_id) where state = 'sent';
create index triage_transfer_to on triage_transfer (to_agency, state);
create index triage_transfer_to_post on triage_transfer (to_post) where to_post is not null;
select protect_table('triage_transfer', 'concern', 'triage', null, '{}');

-- Is this sent to the one who asks: the named person, or who triages in that agency; never somebody kept out.
create function is_transfer_mine(concern_in uuid, to_agency_in uuid, to_post_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from post p where p.id = current_post_id() and p.agency_id = to_agency_in and post_is_active(p)
        and (p.id = to_post_in or (to_post_in is null and has_capability('concern.triage'))))
      and not is_kept_out(current_user_id(), 'concern', concern_in) $$;
create policy read_by_receiver on triage_transfer for select to lapwing_app using (
  to_agency = (select p.agency_id from post p where p.id = (select current_post_id())) and is_transfer_mine(concern_id, to_agency, to_post));

-- Several reports of one event: each is kept, one leads, and the decision on it is the decision on all.
create table triage_merge (
  id          uuid primary key default gen_random_uuid(),
  concern_id  uuid not null references concern (id),
  leads_id    uuid not null references concern (id),
  merged_at   timestamptz not null,
  merged_by   uuid not null references post (id),
  because     text not null constraint reason_given check (btrim(because) <> ''),
  ended_at    timestamptz,
  ended_by    uuid references post (id),
  ended_because text,
  constraint not_itself check (concern_id <> leads_id)
);
create unique index triage_merge_one_leader on triage_merge (concern_id) where ended_at is null;
create index triage_merge_leads on triage_merge (leads_id) where ended_at is null;
select protect_table('triage_merge', 'concern', 'triage', null, '{}');

-- Each decision is its own row and never changes: decisions get changed, and each must still say who made it, when, why
-- and what the referrer was told. A newer row comes after it.
create table triage_decision (
  id          uuid primary key default gen_random_uuid(),
  concern_id  uuid not null references concern (id),
  outcome     text not null constraint outcome_known check (outcome in ('open_case', 'join_case', 'ask_for_more', 'pass_on',
                'no_further_action', 'accepted_elsewhere', 'with_leader', 'merge', 'unmerge', 'reopen')),
  reason      text not null constraint reason_given check (btrim(reason) <> ''),
  -- what the referrer is told: a line of a short honest list and a text, as decided; null where they are told nothing by it
  told_code   text,
  told_text   text not null default '',
  decided_at  timestamptz not null default current_instant(),
  -- when it was owed, as the clock stood: both times are kept
  due_at      timestamptz,
  decided_by  uuid not null default current_post_id() references post (id),
  case_id     uuid references case_file (id),
  transfer_id uuid references triage_transfer (id),
  other_concern_id uuid references concern (id),
  -- what was left out of what another agency was sent, and why
  left_out    text not null default '',
  -- which came first, when two are made in one instant
  in_order    bigint generated always as identity
);
create index triage_decision_concern on triage_decision (concern_id, in_order);
-- written by a function that checks: a foreign key ignores row security and would tell what exists
select protect_table('triage_decision', 'concern', 'triage', null, '{}');

-- A way of looking at the inbox that somebody keeps: the address, under a name of their own.
create table triage_saved_view (
  id       uuid primary key default gen_random_uuid(),
  user_id  uuid not null default current_user_id() references user_account (id),
  name     text not null constraint name_given check (btrim(name) <> '' and char_length(name) <= 60),
  query    text not null constraint query_short check (char_length(query) <= 1000),
  saved_at timestamptz not null default current_instant(),
  unique (user_id, name)
);
alter table triage_saved_view enable row level security, force row level security;
create policy system_all on triage_saved_view to lapwing_owner using (true) with check (true);
create policy own on triage_saved_view to lapwing_app using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));
grant select, insert, update, delete on triage_saved_view to lapwing_app;

-- ── who has it in hand ──────────────────────────────────────────────────────────────────────────────────────────────

create function require_triage(concern_in uuid) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('concern.triage') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('concern', concern_in, 'triage', 'write');
  end $$;

-- Who holds it joins the circle, so that they are told when more comes; a note in the circle, not a wider view.
create function triage_hold_as_system(concern_in uuid, post_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    insert into triage_claim (concern_id, post_id, claimed_at) values (concern_in, post_in, current_instant());
    if not exists (select from circle_member m where m.record_kind = 'concern' and m.record_id = concern_in and m.post_id = post_in
        and m.capacity in ('triage', 'named_officer') and m.ended_at is null) then
      perform circle_add_as_system('concern', concern_in, post_in, 'triage', 'has it in hand');
    end if;
  end $$;
revoke execute on function triage_hold_as_system from public;

create function triage_let_go_as_system(concern_in uuid, how_in text, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare held_by uuid;
  begin
    update triage_claim set ended_at = current_instant(), ended_how = how_in, ended_because = because_in
      where concern_id = concern_in and ended_at is null returning post_id into held_by;
    update circle_member m set ended_at = current_instant(), ended_by = current_post_id(), ended_because = how_in
      where m.record_kind = 'concern' and m.record_id = concern_in and m.post_id = held_by and m.capacity = 'triage' and m.ended_at is null;
    return held_by;
  end $$;
revoke execute on function triage_let_go_as_system from public;

-- False: somebody else was first. Read who.
create function triage_claim_take(concern_in uuid) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    perform 1 from concern where id = concern_in for update;
    if exists (select from triage_claim where concern_id = concern_in and ended_at is null) then
      return exists (select from triage_claim where concern_id = concern_in and ended_at is null and post_id = current_post_id());
    end if;
    perform triage_hold_as_system(concern_in, current_post_id());
    return true;
  end $$;

-- False: it is not in their hands (any more).
create function triage_claim_release(concern_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    perform 1 from concern where id = concern_in for update;
    if not exists (select from triage_claim where concern_id = concern_in and ended_at is null and post_id = current_post_id()) then return false; end if;
    perform triage_let_go_as_system(concern_in, 'released', because_in);
    return true;
  end $$;

-- Colleagues who could take this one: who may write its triage now. Somebody kept out is simply not among them.
create function triage_colleagues(concern_in uuid) returns table (post_id uuid, full_name text, role_label text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    return query
      select distinct p.id, u.full_name, r.label from concern_access a join post p on p.id = a.post_id and post_is_active(p)
      join user_account u on u.id = p.user_id and u.state = 'active' join role r on r.code = p.role_code
      join role_capability c on c.role_code = p.role_code and c.capability = 'concern.triage'
      where a.concern_id = concern_in and a.writes & class_bit('triage') <> 0 and a.from_at <= current_instant()
        and (a.until_at is null or a.until_at > current_instant()) and p.id <> current_post_id()
      order by 2, 1;
  end $$;

-- Offers it to a colleague, or with null takes the offer back. False: it is not in the hands of the one who offers.
create function triage_claim_offer(concern_in uuid, post_in uuid) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    perform 1 from concern where id = concern_in for update;
    if post_in is not null and not exists (select from triage_colleagues(concern_in) x where x.post_id = post_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    update triage_claim set offered_to = post_in, offered_at = case when post_in is not null then current_instant() end
      where concern_id = concern_in and ended_at is null and post_id = current_post_id();
    if not found then return false; end if;
    if post_in is not null then perform notify_post(post_in, 'triage.offered', 'concern', concern_in, null); end if;
    return true;
  end $$;

-- Accepts what was offered, or says no. False: it is not offered to them (any more).
create function triage_claim_answer(concern_in uuid, accepts boolean) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare c triage_claim;
  begin
    perform require_triage(concern_in);
    perform 1 from concern where id = concern_in for update;
    select * into c from triage_claim where concern_id = concern_in and ended_at is null;
    if c.offered_to is distinct from current_post_id() then return false; end if;
    if accepts then
      perform triage_let_go_as_system(concern_in, 'handed_over', null);
      perform triage_hold_as_system(concern_in, current_post_id());
      perform notify_post(c.post_id, 'triage.handed_over', 'concern', concern_in, null);
    else
      update triage_claim set offered_to = null, offered_at = null where id = c.id;
      perform notify_post(c.post_id, 'triage.offer_declined', 'concern', concern_in, null);
    end if;
    return true;
  end $$;

-- Somebody who oversees the team takes it out of hands that are away. The one who held it is told.
create function triage_claim_take_over(concern_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare held_by uuid;
  begin
    perform require_triage(concern_in);
    if not (has_capability('team.oversee') or has_capability('concern.staff')) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform 1 from concern where id = concern_in for update;
    if exists (select from triage_claim where concern_id = concern_in and ended_at is null and post_id = current_post_id()) then return false; end if;
    held_by := triage_let_go_as_system(concern_in, 'taken_over', because_in);
    if held_by is null then return false; end if;
    perform triage_hold_as_system(concern_in, current_post_id());
    perform notify_post(held_by, 'triage.taken_over', 'concern', concern_in, null);
    return true;
  end $$;

-- ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The caller holds the lock on the concern and has asked rules.ts.
create function triage_decide(concern_in uuid, outcome_in text, reason_in text, told_code_in text, told_text_in text, due_in timestamptz,
    case_in uuid, transfer_in uuid, other_in uuid, left_out_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_triage(concern_in);
    if case_in is not null and not exists (select from case_concern cc where cc.case_id = case_in and cc.concern_id = concern_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if transfer_in is not null and not exists (select from triage_transfer t where t.id = transfer_in and t.concern_id = concern_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if other_in is not null then perform require_may('concern', other_in, 'triage', 'write'); end if;
    insert into triage_decision (concern_id, outcome, reason, told_code, told_text, due_at, case_id, transfer_id, other_concern_id, left_out)
      values (concern_in, outcome_in, reason_in, told_code_in, told_text_in, due_in, case_in, transfer_in, other_in, left_out_in) returning id into new_id;
    return new_id;
  end $$;

-- It is decided: nobody holds it any more.
create function triage_closed(concern_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    perform triage_let_go_as_system(concern_in, 'decided', null);
  end $$;

create function triage_merge_start(concern_in uuid, leads_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_triage(concern_in);
    perform require_triage(leads_in);
    insert into triage_merge (concern_id, leads_id, merged_at, merged_by, because)
      values (concern_in, leads_in, current_instant(), current_post_id(), because_in) returning id into new_id;
    perform triage_let_go_as_system(concern_in, 'released', 'goes with the one that leads');
    return new_id;
  end $$;

create function triage_merge_end(concern_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    update triage_merge set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in
      where concern_id = concern_in and ended_at is null;
    return found;
  end $$;

-- Police have advised a marker on somebody this concern is or may be about, and it was asked about again in time (law
-- section 8): raises the prompt "consider high". Says no more than yes or no: no text, no number, not on which case.
create function triage_police_advised(concern_in uuid) returns boolean
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    return exists (select from cases_of_concern(concern_in) x join pnc_advice a on a.case_id = x.case_id
      where a.advised = 'yes' and a.removed_on is null and a.review_by >= current_local_date());
  end $$;

-- ── passing on ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Where a concern can be passed on to: another active agency where somebody triages, or a named person there.
create function triage_receivers(concern_in uuid) returns table (agency_id uuid, agency_name text, post_id uuid, full_name text, role_label text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_triage(concern_in);
    return query
      select a.id, a.name, p.id, u.full_name, r.label from agency a join post p on p.agency_id = a.id and post_is_active(p)
      join user_account u on u.id = p.user_id and u.state = 'active' join role r on r.code = p.role_code
      join role_capability c on c.role_code = p.role_code and c.capability in ('concern.refer', 'concern.triage')
      where a.active and a.id <> (select me.agency_id from post me where me.id = current_post_id())
        and not is_kept_out(p.user_id, 'concern', concern_in)
      group by a.id, a.name, p.id, u.full_name, r.label
      order by a.name, u.full_name, p.id;
  end $$;

create function triage_transfer_tell_as_system(t triage_transfer, what_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    for r in
        select p.id from post p join user_account u on u.id = p.user_id and u.state = 'active' where p.agency_id = t.to_agency and post_is_active(p)
          and (p.id = t.to_post or (t.to_post is null and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'concern.triage')))
          and not is_kept_out(p.user_id, 'concern', t.concern_id) loop
      insert into notification (post_id, kind, subject_id) values (r.id, what_in, t.id);
    end loop;
  end $$;
revoke execute on function triage_transfer_tell_as_system from public;

create function triage_transfer_tell_us_as_system(t triage_transfer, what_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
    begin
      insert into notification (post_id, kind, record_kind, record_id, subject_id)
        select distinct x.post_id, what_in, 'concern', t.concern_id, t.id
        from (select c.post_id from triage_claim c where c.concern_id = t.concern_id and c.ended_at is null union select t.sent_by) x;
    end $$;
revoke execute on function triage_transfer_tell_us_as_system from public;

create function triage_transfer_send(concern_in uuid, to_agency_in uuid, to_post_in uuid, about_in text, needed_in text, basis_in text,
    agreement_in text, answer_by_in timestamptz, why_in jsonb) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare t triage_transfer;
  begin
    perform require_triage(concern_in);
    if not exists (select from triage_receivers(concern_in) x where x.agency_id = to_agency_in and (to_post_in is null or x.post_id = to_post_in)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    -- nobody there who triages, and nobody named: it would lie where nobody looks
    if to_post_in is null and not exists (select from post p join role_capability c on c.role_code = p.role_code and c.capability = 'concern.triage'
        where p.agency_id = to_agency_in and post_is_active(p)) then
      raise exception 'nobody receives there' using errcode = 'P0001', constraint = 'nobody_receives';
    end if;
    insert into triage_transfer (concern_id, from_agency, to_agency, to_post, about, needed, basis, agreement, sent_by, sent_at, answer_by, why)
      select concern_in, me.agency_id, to_agency_in, to_post_in, about_in, needed_in, basis_in, agreement_in, me.id, current_instant(), answer_by_in, why_in
      from post me where me.id = current_post_id() returning * into t;
    perform triage_transfer_tell_as_system(t, 'triage.transfer_sent');
    return t.id;
  end $$;

-- False: it had ended already.
create function triage_transfer_recall(transfer_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare t triage_transfer;
  begin
    select * into t from triage_transfer where id = transfer_in;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_triage(t.concern_id);
    perform 1 from concern where id = t.concern_id for update;
    update triage_transfer set state = 'recalled', ended_at = current_instant(), ended_by = current_post_id(), answer_note = because_in
      where id = transfer_in and state = 'sent' returning * into t;
    if not found then return false; end if;
    perform triage_transfer_tell_as_system(t, 'triage.transfer_recalled');
    return true;
  end $$;

-- The other side answers. Accepting is what decides it for us: only then are we out of it. The answer to the referrer is
-- owed from now; its date comes from the calendar, which is not in the database. False: it had ended already.
create function triage_transfer_answer(transfer_in uuid, accepts boolean, note_in text, answer_due_in timestamptz, answer_why_in jsonb) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare t triage_transfer; follower uuid; owed timestamptz;
  begin
    select * into t from triage_transfer where id = transfer_in;
    if not found or not is_transfer_mine(t.concern_id, t.to_agency, t.to_post) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform 1 from concern where id = t.concern_id for update;
    update triage_transfer set state = case when accepts then 'accepted' else 'refused' end, ended_at = current_instant(),
        ended_by = current_post_id(), answer_note = note_in
      where id = transfer_in and state = 'sent' and answer_by > current_instant() returning * into t;
    if not found then return false; end if;
    perform triage_transfer_tell_us_as_system(t, case when accepts then 'triage.transfer_accepted' else 'triage.transfer_refused' end);
    if not accepts then return true; end if;
    for follower in select t.concern_id union all select m.concern_id from triage_merge m
        join concern f on f.id = m.concern_id and f.state <> 'decided' where m.leads_id = t.concern_id and m.ended_at is null loop
      update task k set done_at = current_instant() where k.record_kind = 'concern' and k.record_id = follower and k.kind = 'triage.decision'
        and k.done_at is null and k.ended_at is null returning k.due_at into owed;
      insert into triage_decision (concern_id, outcome, reason, due_at, decided_by, transfer_id, other_concern_id)
        values (follower, case when follower = t.concern_id then 'accepted_elsewhere' else 'with_leader' end, coalesce(nullif(btrim(note_in), ''), 'accepted'),
          owed, current_post_id(), t.id, case when follower <> t.concern_id then t.concern_id end);
      update concern c set state = 'decided', decided_at = current_instant(), version = c.version + 1 where c.id = follower;
      insert into task (record_kind, record_id, kind, owner_post, team_id, due_at, clock)
        select 'concern', follower, 'triage.answer', t.sent_by, c.contact_team, answer_due_in, answer_why_in from concern c where c.id = follower
        on conflict do nothing;
      perform triage_let_go_as_system(follower, 'decided', null);
    end loop;
    return true;
  end $$;

-- What was not answered in time is ours as before. For the job; safe to run twice. @returns how many
create function triage_transfers_expire() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare t triage_transfer; expired int := 0;
  begin
    for t in select * from triage_transfer x where x.state = 'sent' and x.answer_by <= current_instant() for update skip locked loop
      update triage_transfer set state = 'expired', ended_at = current_instant() where id = t.id;
      perform triage_transfer_tell_us_as_system(t, 'triage.transfer_expired');
      perform triage_transfer_tell_as_system(t, 'triage.transfer_expired');
      expired := expired + 1;
    end loop;
    return expired;
  end $$;
revoke execute on function triage_transfers_expire from public;
grant execute on function triage_transfers_expire to lapwing_jobs;

-- ── overdue decisions rise to named people ──────────────────────────────────────────────────────────────────────────

-- Whom an overdue decision has risen to. One row per due date and step: each step is told once, however often the job runs.
create table triage_rise (
  id         uuid primary key default gen_random_uuid(),
  concern_id uuid not null references concern (id),
  due_at     timestamptz not null,
  step       text not null constraint step_known check (step in ('manager', 'service_manager')),
  post_id    uuid not null references post (id),
  risen_at   timestamptz not null,
  unique (concern_id, due_at, step, post_id)
);
create index triage_rise_concern on triage_rise (concern_id);
select protect_table('triage_rise', 'concern', 'headline', null, '{}');

-- Decisions that are late now: for the job, which works out from the calendar which step it is time for. One whose date
-- cannot be said (the calendar has run out) is late from the start: unknown is not fine.
create function triage_overdue() returns table (concern_id uuid, due_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select k.record_id, coalesce(k.due_at, k.created_at) from task k where k.record_kind = 'concern' and k.kind = 'triage.decision'
      and k.done_at is null and k.ended_at is null and coalesce(k.due_at, k.created_at) < current_instant() order by 2 $$;
revoke execute on function triage_overdue from public;
grant execute on function triage_overdue to lapwing_jobs;

-- Whom a step names, without those who are kept out. Manager: who oversees the team that has it, and who holds it.
-- Service manager: whom those managers report to, else the service managers of the agency. A concern about staff rises
-- only among the named officers.
create function triage_rise_to_as_system(concern_in uuid, step_in text) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with holder as (
      select c.post_id from triage_claim c where c.concern_id = concern_in and c.ended_at is null
    ), officers as (
      select m.post_id from circle_member m where m.record_kind = 'concern' and m.record_id = concern_in and m.capacity = 'named_officer' and m.ended_at is null
    ), desk as (
      select t.id, t.agency_id from record_team rt join team t on t.id = rt.team_id and t.kind = 'triage'
      where rt.record_kind = 'concern' and rt.record_id = concern_in
    ), managers as (
      select p.id, p.reports_to from desk d join post p on p.team_id = d.id and post_is_active(p)
      where exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'team.oversee')
    ), above as (
      select p.id from managers m join post p on p.id = m.reports_to and post_is_active(p)
    ), service as (
      select a.id from above a
      union all
      select p.id from desk d join post p on p.agency_id = d.agency_id and p.role_code = 'serviceManager' and post_is_active(p)
      where not exists (select from above)
    ), named as (
      select h.post_id as id from holder h where step_in = 'manager'
      union select o.post_id from officers o
      union select m.id from managers m where step_in = 'manager'
      union select s.id from service s where step_in = 'service_manager'
    )
    select n.id from named n join post p on p.id = n.id and post_is_active(p) join user_account u on u.id = p.user_id and u.state = 'active'
    where not is_kept_out(p.user_id, 'concern', concern_in) $$;
revoke execute on function triage_rise_to_as_system from public;

-- Tells those whom the step names, once. Where it names nobody, everybody at the desk is told: an overdue decision that
-- nobody hears of is the one that matters. Who could not see the concern sees its headline from now. @returns how many were told
create function triage_rise_step(concern_in uuid, due_in timestamptz, step_in text) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record; told int := 0; fresh int;
  begin
    perform 1 from concern where id = concern_in for update;
    for r in
        select x as post_id from triage_rise_to_as_system(concern_in, step_in) x
        union
        select p.id from record_team rt join team t on t.id = rt.team_id and t.kind = 'triage' join post p on p.team_id = t.id and post_is_active(p)
        where rt.record_kind = 'concern' and rt.record_id = concern_in and not exists (select from triage_rise_to_as_system(concern_in, step_in))
          and not is_kept_out(p.user_id, 'concern', concern_in) loop
      insert into triage_rise (concern_id, due_at, step, post_id, risen_at) values (concern_in, due_in, step_in, r.post_id, current_instant())
        on conflict do nothing;
      get diagnostics fresh = row_count;
      if fresh = 0 then continue; end if;
      if not exists (select from concern_access a where a.concern_id = concern_in and a.post_id = r.post_id and a.reads & class_bit('contact') <> 0) then
        perform circle_add_as_system('concern', concern_in, r.post_id, 'escalation', 'the decision is overdue');
      end if;
      insert into notification (post_id, kind, record_kind, record_id) values (r.post_id, 'triage.overdue', 'concern', concern_in);
      told := told + 1;
    end loop;
    return told;
  end $$;
revoke execute on function triage_rise_step from public;
grant execute on function triage_rise_step to lapwing_jobs;
