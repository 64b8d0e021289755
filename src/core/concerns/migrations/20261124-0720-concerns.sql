-- The front door. Whatever comes in is one thing, a concern. What the referrer may see of it is in the classes `contact`
-- (that it came in, where it stands, whom to phone) and `submission` (what they wrote); what triage makes of it is in
-- tables of class `triage`, which a referrer never reads. So nothing a referrer sees can depend on who was known.

-- Rooms add their kinds when reference data is loaded. `goes_to`: a concern about staff never meets the inbox.
create table concern_kind (
  code    text primary key constraint code_form check (code ~ '^[a-z][a-z_]*$'),
  label   text not null,
  hint    text not null,
  goes_to text not null constraint goes_to_known check (goes_to in ('triage', 'named_officer')),
  place   int not null,
  active  boolean not null default true
);
grant select on concern_kind to lapwing_app, lapwing_jobs;

create table concern (
  id              uuid primary key default gen_random_uuid(),
  reference       text not null unique,
  kind            text not null references concern_kind (code),
  -- as the referrer sees it: received, more wanted from them, decided. Nothing finer: finer would tell who is known
  state           text not null default 'received' constraint state_known check (state in ('received', 'more_wanted', 'decided')),
  received_at     timestamptz not null,
  decided_at      timestamptz,
  -- null when it came without an account (a public report)
  submitted_by    uuid references post (id),
  agency_id       uuid references agency (id),
  -- whom to phone about it: a team, or for concerns about staff a named person
  contact_team    uuid references team (id),
  contact_post    uuid references post (id),
  -- when it is decided at the latest, as it was worked out on receipt, and why (rule, basis, mark, version). Null with a
  -- reason in `due_why` when the calendar has run out. The task 'triage.decision' is what may move later.
  decision_due_at timestamptz,
  due_why         jsonb not null,
  version         int not null default 1,
  constraint phone_somebody check (contact_team is not null or contact_post is not null),
  constraint decided_when check ((state = 'decided') = (decided_at is not null))
);
create index concern_open_due on concern (decision_due_at) where state <> 'decided';
create index concern_submitted_by on concern (submitted_by, received_at desc);
select protect_table('concern', 'concern', 'contact', 'id', array['update']);

-- One sending. A concern has one or more: what is added later is a new row, and what was sent stays as it was sent.
create table concern_submission (
  id              uuid primary key default gen_random_uuid(),
  concern_id      uuid not null references concern (id),
  form            text not null constraint form_known check (form in ('full', 'minute', 'more')),
  submitted_at    timestamptz not null,
  submitted_by    uuid references post (id),
  referrer_name   text not null default '',
  referrer_job    text not null default '',
  referrer_agency text not null default '',
  reach           text not null default '',
  what_seen       text not null constraint something_said check (btrim(what_seen) <> ''),
  -- what the young person said, in their own words
  own_words       text not null default '',
  -- as much of a date as is known: 2026, 2026-11 or 2026-11-20
  seen_on         text constraint seen_on_form check (seen_on ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
  -- the instant, where a time was given with a whole date
  seen_at         timestamptz,
  seen_when_words text not null default '',
  danger_now      text constraint danger_known check (danger_now in ('yes', 'no', 'unknown')),
  already_done    text not null default '',
  agreement       text constraint agreement_known check (agreement in ('agreed', 'not_asked', 'did_not_agree')),
  agreement_because text not null default '',
  told            text not null default '',
  -- words the linter asked about and the writer kept: [{field, found, because}]
  words_kept      jsonb not null default '[]',
  -- the fields exactly as they were typed and accepted, page by page
  answers         jsonb not null default '{}'
);
create index concern_submission_concern on concern_submission (concern_id, submitted_at);
select protect_table('concern_submission', 'concern', 'submission', null, array['insert']);
create policy own_name on concern_submission as restrictive for insert to lapwing_app with check (submitted_by = (select current_post_id()));

-- The people a referrer wrote about, as they wrote it. `source_record_id` points to the source record in the people room
-- that was made from it; it says nothing about who else knows that person.
create table concern_subject (
  id            uuid primary key default gen_random_uuid(),
  concern_id    uuid not null references concern (id),
  submission_id uuid not null references concern_submission (id),
  place         int not null,
  relation      text not null constraint relation_known check (relation in ('at_risk', 'may_harm', 'other')),
  full_name     text not null default '',
  known_as      text not null default '',
  -- as much of it as is known: 2011, 2011-03 or 2011-03-02
  born_on       text constraint born_on_form check (born_on ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
  about_age     int constraint age_range check (about_age between 0 and 120),
  school_or_work text not null default '',
  address       text not null default '',
  phone         text not null default '',
  language      text not null default '',
  more          text not null default '',
  source_record_id uuid
);
create index concern_subject_concern on concern_subject (concern_id);
create index concern_subject_source on concern_subject (source_record_id) where source_record_id is not null;
select protect_table('concern_subject', 'concern', 'submission', null, array['insert']);

create table concern_place (
  id            uuid primary key default gen_random_uuid(),
  concern_id    uuid not null references concern (id),
  submission_id uuid not null references concern_submission (id),
  place         int not null,
  description   text not null constraint described check (btrim(description) <> ''),
  postcode      text not null default '',
  what_happens  text not null default ''
);
create index concern_place_concern on concern_place (concern_id);
select protect_table('concern_place', 'concern', 'submission', null, array['insert']);

create table concern_attachment (
  id            uuid primary key default gen_random_uuid(),
  concern_id    uuid not null references concern (id),
  submission_id uuid not null references concern_submission (id),
  file_id       uuid not null unique references stored_file (id),
  name          text not null,
  media_type    text not null,
  bytes         int not null,
  -- what was taken out before it was kept, as codes: position, author, …
  stripped      text[] not null default '{}'
);
create index concern_attachment_concern on concern_attachment (concern_id);
select protect_table('concern_attachment', 'concern', 'submission', null, array['insert']);

-- What a named person chose to tell the referrer. Whoever sends it records that it tips nobody off.
create table referrer_message (
  id         uuid primary key default gen_random_uuid(),
  concern_id uuid not null references concern (id),
  sent_by    uuid not null default current_post_id() references post (id),
  sent_at    timestamptz not null default current_instant(),
  says       text not null constraint something_said check (btrim(says) <> ''),
  tips_nobody_off boolean not null constraint tips_nobody_off_confirmed check (tips_nobody_off)
);
create index referrer_message_concern on referrer_message (concern_id, sent_at);
select protect_table('referrer_message', 'concern', 'contact', null, array['insert']);
-- nobody writes in another's name
create policy own_name on referrer_message as restrictive for insert to lapwing_app with check (sent_by = (select current_post_id()));

-- Files of a draft: with the draft they go, unless they were sent.
create table concern_draft_file (
  id         uuid primary key default gen_random_uuid(),
  draft_id   uuid not null references draft (id) on delete cascade,
  user_id    uuid not null default current_user_id(),
  file_id    uuid not null unique references stored_file (id),
  name       text not null,
  media_type text not null,
  bytes      int not null,
  stripped   text[] not null default '{}',
  added_at   timestamptz not null default current_instant()
);
create index concern_draft_file_draft on concern_draft_file (draft_id);
alter table concern_draft_file enable row level security, force row level security;
create policy system_all on concern_draft_file to lapwing_owner using (true) with check (true);
create policy own on concern_draft_file to lapwing_app using (user_id = (select current_user_id()))
  with check (user_id = (select current_user_id()) and exists (select from draft d where d.id = draft_id));
grant select, insert, delete on concern_draft_file to lapwing_app;

create function drop_file_of_draft() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from stored_file f where f.id = old.file_id and not exists (select from concern_attachment a where a.file_id = f.id);
    return null;
  end $$;
create trigger drop_file after delete on concern_draft_file for each row execute function drop_file_of_draft();

-- Who receives a concern about a member of staff: active posts whose role has the capability. Names and phones of
-- colleagues are for every colleague to see.
create function named_officers() returns table (post_id uuid, full_name text, phone text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.id, u.full_name, u.phone from post p join user_account u on u.id = p.user_id and u.state = 'active'
    where current_user_id() is not null and post_is_active(p)
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'concern.staff')
    order by p.from_on, p.id $$;

-- Opens a concern: the submitter joins its circle, the triage team (or the named officers, and then nobody else) holds
-- it, and the decision is owed from now. The caller then writes what was sent, in the same transaction.
create function concern_open(kind_in text, state_in text, due_in timestamptz, why_in jsonb) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    k concern_kind; new_id uuid := gen_random_uuid(); first_team uuid; first_officer uuid; r record;
  begin
    if current_user_id() is null or not has_capability('concern.refer') then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into k from concern_kind x where x.code = kind_in and x.active;
    if not found then raise exception 'There is no kind of concern called %', kind_in using errcode = 'P0001'; end if;
    if k.goes_to = 'triage' then
      select t.id into first_team from team t where t.kind = 'triage' and t.active order by t.code limit 1;
      if first_team is null then raise exception 'no triage team' using errcode = 'P0001', constraint = 'no_triage_team'; end if;
    else
      select o.post_id into first_officer from named_officers() o limit 1;
      if first_officer is null then raise exception 'no named officer' using errcode = 'P0001', constraint = 'no_named_officer'; end if;
    end if;
    insert into concern (id, reference, kind, state, received_at, submitted_by, agency_id, contact_team, contact_post, decision_due_at, due_why)
      select new_id, new_reference('C'), kind_in, state_in, current_instant(), p.id, p.agency_id, first_team, first_officer, due_in, why_in
      from post p where p.id = current_post_id();
    perform circle_add_as_system('concern', new_id, current_post_id(), 'submitter', 'sent this concern');
    if first_team is not null then
      insert into record_team (record_kind, record_id, team_id) select 'concern', new_id, t.id from team t where t.kind = 'triage' and t.active;
    else
      for r in select o.post_id from named_officers() o loop
        perform circle_add_as_system('concern', new_id, r.post_id, 'named_officer', 'receives concerns about staff');
        perform notify_post(r.post_id, 'concern.staff', 'concern', new_id, null);
      end loop;
    end if;
    perform task_put('concern', new_id, 'triage.decision', null, first_officer, first_team, due_in, why_in, 'received');
    return new_id;
  end $$;

-- More has come from the referrer. Those who have the concern in hand are told; what was wanted is no longer wanted.
create function concern_more_came(id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    perform require_may('concern', id_in, 'submission', 'write');
    update concern set state = 'received', version = version + 1 where id = id_in and state = 'more_wanted';
    for r in select distinct m.post_id from circle_member m where m.record_kind = 'concern' and m.record_id = id_in
        and m.capacity in ('triage', 'named_officer') and m.ended_at is null and m.post_id <> current_post_id() loop
      perform notify_post(r.post_id, 'concern.more', 'concern', id_in, null);
    end loop;
  end $$;
