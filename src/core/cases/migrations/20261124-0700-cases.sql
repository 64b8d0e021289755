-- A case is support for a person: who works with them, what is known and by whom it was said, and how it ends. Every
-- change goes through a function that checks first, because opening, allocating and closing touch who may see what.
--
--   open_case ─► open ─► request_closing ─► closing ─► decide_closing ─► closed ─► reopen_case ─► open
--                 └─ without a worker: waiting_since       └─ not agreed: open again

-- That the case is there, whose it is and whom to phone. No level and no words about the child: those who only need to
-- know whom to phone (an investigating officer) read this and nothing else.
create table case_file (
  id          uuid primary key default gen_random_uuid(),
  reference   text not null unique default new_reference('K'),
  known_as    text not null constraint name_given check (btrim(known_as) <> '' and char_length(known_as) <= 200),
  kind        text not null constraint kind_known check (kind in ('child', 'adult')),
  state       text not null default 'open' constraint state_known check (state in ('open', 'closing', 'closed')),
  team_id     uuid not null references team (id),
  opened_at   timestamptz not null,
  opened_by   uuid not null references post (id),
  opened_because text not null constraint reason_given check (btrim(opened_because) <> ''),
  allocated_post_id uuid references post (id),
  allocated_at timestamptz,
  -- since when it has been without a worker: shown as a name and days, never as a number of cases
  waiting_since timestamptz,
  closed_at   timestamptz,
  version     int not null default 1,
  constraint somebody_or_waiting check (state = 'closed' or (allocated_post_id is null) = (waiting_since is not null)),
  constraint closed_has_time check ((state = 'closed') = (closed_at is not null))
);
create index case_file_team on case_file (team_id) where state <> 'closed';
create index case_file_allocated on case_file (allocated_post_id) where state <> 'closed';
select protect_table('case_file', 'case', 'contact', 'id', '{}');

-- Level and next step, kept here for lists and for those who are entitled to the headline only. `level` is a key of
-- reference/risk.yaml, or not_assessed (nobody has looked yet) or not_identified (somebody looked and found none).
create table case_headline (
  case_id     uuid primary key references case_file (id),
  level       text not null default 'not_assessed' constraint level_form check (level ~ '^[a-z][a-z_]*$'),
  level_confirmed_at timestamptz,
  next_step   text not null default '' constraint next_step_short check (char_length(next_step) <= 500),
  next_step_at timestamptz,
  next_step_by uuid references post (id),
  version     int not null default 1
);
select protect_table('case_headline', 'case', 'headline', null, '{}');

-- Tracks open and close separately, each with its own reason and signatory (law 4.1). The two sides of the wall are
-- different tables, because the police see nothing of safeguarding beyond whom to phone, and safeguarding staff see of
-- an investigation its stage, next date, officer and the bail conditions that bear on safety.
create table case_track_kind (
  code  text primary key,
  label text not null
);
insert into case_track_kind values ('safeguarding', 'Safeguarding'), ('support', 'Support');
grant select on case_track_kind to lapwing_app, lapwing_jobs;

create table case_track (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null references case_track_kind (code),
  opened_at   timestamptz not null,
  opened_by   uuid not null references post (id),
  opened_because text not null constraint opening_reason_given check (btrim(opened_because) <> ''),
  closed_at   timestamptz,
  closed_by   uuid references post (id),
  closed_because text,
  constraint closing_is_signed check (closed_at is null or (closed_by is not null and btrim(coalesce(closed_because, '')) <> ''))
);
create unique index case_track_one_open on case_track (case_id, kind) where closed_at is null;
select protect_table('case_track', 'case', 'plan', null, '{}');

create table case_investigation (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  opened_at   timestamptz not null,
  opened_by   uuid not null references post (id),
  opened_because text not null constraint opening_reason_given check (btrim(opened_because) <> ''),
  stage       text not null default 'opened' constraint stage_known check (stage in ('opened', 'released_under_investigation',
                'pre_charge_bail', 'voluntary_interview', 'charged', 'court', 'out_of_court', 'no_further_action')),
  next_on     date,
  next_what   text not null default '',
  officer_name text not null default '',
  officer_phone text not null default '',
  conditions_for_safety text not null default '',
  closed_at   timestamptz,
  closed_by   uuid references post (id),
  closed_because text,
  version     int not null default 1,
  constraint closing_is_signed check (closed_at is null or (closed_by is not null and btrim(coalesce(closed_because, '')) <> ''))
);
create index case_investigation_case on case_investigation (case_id);
select protect_table('case_investigation', 'case', 'stage', null, '{}');

-- What only the investigation itself sees.
create table case_investigation_note (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  investigation_id uuid not null references case_investigation (id),
  said        text not null constraint note_given check (btrim(said) <> ''),
  written_at  timestamptz not null,
  written_by  uuid not null references post (id)
);
create index case_investigation_note_case on case_investigation_note (case_id);
select protect_table('case_investigation_note', 'case', 'investigation', null, '{}');

-- The child's own words first, then what was seen, then what we make of it and what follows. Never deleted: a correction
-- is a new version (the earlier one stays in the history); a redaction takes text out of all versions and says so.
create table case_note (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  happened_on date not null,
  happened_time text constraint time_form check (happened_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  own_words   text not null default '',
  seen        text not null default '',
  analysis    text not null default '',
  next        text not null default '',
  written_at  timestamptz not null,
  written_by  uuid not null references post (id),
  corrected_at timestamptz,
  corrected_by uuid references post (id),
  corrected_because text,
  redacted_at timestamptz,
  version     int not null default 1,
  constraint something_said check (btrim(own_words || seen || analysis || next) <> '')
);
create index case_note_case on case_note (case_id, happened_on);
select protect_table('case_note', 'case', 'notes', null, '{}');

create table case_note_redaction (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  note_id     uuid not null references case_note (id),
  redacted_at timestamptz not null,
  redacted_by uuid not null references post (id),
  because     text not null constraint reason_given check (btrim(because) <> '')
);
create index case_note_redaction_note on case_note_redaction (note_id);
select protect_table('case_note_redaction', 'case', 'notes', null, '{}');

-- Shown above everything else on every page of the case.
create table case_warning (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null constraint kind_known check (kind in ('safe_contact', 'not_alone', 'do_not_write', 'home_unsafe', 'other')),
  said        text not null constraint text_given check (btrim(said) <> '' and char_length(said) <= 500),
  said_by     text not null constraint source_given check (btrim(said_by) <> ''),
  from_on     date not null,
  until_on    date,
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  ended_at    timestamptz,
  ended_by    uuid references post (id),
  ended_because text,
  constraint in_order check (until_on is null or until_on >= from_on)
);
create index case_warning_case on case_warning (case_id) where ended_at is null;
select protect_table('case_warning', 'case', 'headline', null, '{}');

-- The people and places around the case: only links recorded on this case, each with who said it and when. An end is a
-- person on record or, with a label alone, somebody or some place that has no record. Ends never change.
create table case_link (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  from_person uuid,
  from_label  text not null constraint from_given check (btrim(from_label) <> '' and char_length(from_label) <= 120),
  to_person   uuid,
  to_label    text not null constraint to_given check (btrim(to_label) <> '' and char_length(to_label) <= 120),
  to_kind     text not null constraint to_kind_known check (to_kind in ('person', 'place')),
  relation    text not null constraint relation_known check (relation in ('family', 'friend', 'lives_with', 'seen_with', 'harms',
                'supports', 'goes_to', 'lives_at', 'harmed_at', 'other')),
  said_by     text not null constraint source_given check (btrim(said_by) <> ''),
  said_on     date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  confirmed_on date not null,
  confirmed_said_by text not null,
  ended_at    timestamptz,
  ended_by    uuid references post (id),
  ended_because text,
  constraint a_place_is_no_person check (to_kind = 'person' or to_person is null)
);
create index case_link_case on case_link (case_id) where ended_at is null;
select protect_table('case_link', 'case', 'notes', null, '{}');
-- Somebody outside the reader's own need to know leaves no trace: not a node, not a gap, not an earlier version.
create policy both_ends_known on case_link as restrictive for select to lapwing_app
  using ((from_person is null or may('person', from_person, 'identity')) and (to_person is null or may('person', to_person, 'identity')));
create policy links_as_links on row_history as restrictive for select to lapwing_app
  using (case when table_name = 'case_link' then exists (select from case_link l where l.id = row_history.row_id::uuid) else true end);

create table case_closing (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  reason      text not null constraint reason_known check (reason in ('safer', 'moved_area', 'other_service', 'adult_now',
                'asked_to_stop', 'died', 'opened_in_error', 'other')),
  because     text not null constraint because_given check (btrim(because) <> ''),
  own_view    text not null default '',
  would_reopen text not null constraint would_reopen_given check (btrim(would_reopen) <> ''),
  requested_at timestamptz not null,
  requested_by uuid not null references post (id),
  outcome     text constraint outcome_known check (outcome in ('agreed', 'not_agreed')),
  decided_at  timestamptz,
  decided_by  uuid references post (id),
  decision_note text,
  reopened_at timestamptz,
  reopened_by uuid references post (id),
  reopened_because text,
  constraint decision_whole check ((outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null))
);
create unique index case_closing_one_waiting on case_closing (case_id) where outcome is null;
create index case_closing_case on case_closing (case_id);
select protect_table('case_closing', 'case', 'plan', null, '{}');

-- The concerns a case answers. What came in is read by those who may read submissions.
create table case_concern (
  case_id     uuid not null references case_file (id),
  concern_id  uuid not null,
  joined_at   timestamptz not null,
  joined_by   uuid not null references post (id),
  because     text not null constraint reason_given check (btrim(because) <> ''),
  primary key (case_id, concern_id)
);
create index case_concern_concern on case_concern (concern_id);
select protect_table('case_concern', 'case', 'submission', null, '{}');

-- ── who does what ───────────────────────────────────────────────────────────────────────────────────────────────────

-- A post that can be given a case now: active, entitled to work cases, and not kept out of this one. One answer for all
-- three, so that nobody learns from it that somebody is kept out.
create function can_be_given_case(case_in uuid, post_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from post p join user_account u on u.id = p.user_id join role_capability rc on rc.role_code = p.role_code
      where p.id = post_in and post_is_active(p) and u.state <> 'disabled' and rc.capability = 'case.work'
        and not is_kept_out(p.user_id, 'case', case_in)) $$;
revoke execute on function can_be_given_case from public;

-- The worker reads what came in about the child, and stops reading it when the case moves on.
create function give_case_as_system(case_in uuid, post_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare c uuid;
  begin
    if not can_be_given_case(case_in, post_in) then
      raise exception 'This case cannot be given to that post' using errcode = 'LW001';
    end if;
    update circle_member m set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in
      where m.capacity = 'allocated' and m.ended_at is null and m.post_id <> post_in
        and ((m.record_kind = 'case' and m.record_id = case_in)
          or (m.record_kind = 'concern' and m.record_id in (select cc.concern_id from case_concern cc where cc.case_id = case_in)));
    if not exists (select from circle_member m where m.record_kind = 'case' and m.record_id = case_in and m.post_id = post_in
        and m.capacity = 'allocated' and m.ended_at is null) then
      perform circle_add_as_system('case', case_in, post_in, 'allocated', because_in);
    end if;
    for c in select cc.concern_id from case_concern cc where cc.case_id = case_in loop
      perform give_concern_to_worker_as_system(c, post_in);
    end loop;
    update case_file f set allocated_post_id = post_in, allocated_at = current_instant(), waiting_since = null, version = f.version + 1
      where f.id = case_in;
  end $$;
revoke execute on function give_case_as_system from public;

create function give_concern_to_worker_as_system(concern_in uuid, post_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not exists (select from circle_member m where m.record_kind = 'concern' and m.record_id = concern_in and m.post_id = post_in
        and m.capacity = 'allocated' and m.ended_at is null) then
      perform circle_add_as_system('concern', concern_in, post_in, 'allocated', 'the case that answers it');
    end if;
  end $$;
revoke execute on function give_concern_to_worker_as_system from public;

create function join_concern_as_system(case_in uuid, concern_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file;
  begin
    select * into f from case_file where id = case_in;
    insert into case_concern (case_id, concern_id, joined_at, joined_by, because)
      values (case_in, concern_in, current_instant(), current_post_id(), because_in) on conflict do nothing;
    insert into record_team (record_kind, record_id, team_id) values ('concern', concern_in, f.team_id) on conflict do nothing;
    if f.allocated_post_id is not null then perform give_concern_to_worker_as_system(concern_in, f.allocated_post_id); end if;
  end $$;
revoke execute on function join_concern_as_system from public;

-- May the one who asks link this person: known to them, or named by the concern they are working.
create function require_person_known(person_in uuid, concern_in uuid) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if may('person', person_in, 'identity') then return; end if;
    if concern_in is not null and exists (select from record_person rp where rp.record_kind = 'concern' and rp.record_id = concern_in
        and rp.person_id = person_in and rp.relation in ('subject', 'candidate')) then return; end if;
    raise exception 'not there' using errcode = 'P0002';
  end $$;
revoke execute on function require_person_known from public;

-- Opens a case. From a concern: whoever works the concern; without one: who may allocate. Naming a worker is allocating.
create function open_case(known_as_in text, kind_in text, subjects_in uuid[], concern_in uuid, team_in uuid, post_in uuid, because_in text)
  returns table (id uuid, reference text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_case case_file; s uuid;
  begin
    if concern_in is null then
      if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    else
      if not (has_capability('case.allocate') or has_capability('concern.triage')) then raise exception 'not there' using errcode = 'P0002'; end if;
      perform require_may('concern', concern_in, 'triage', 'write');
    end if;
    if post_in is not null and not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    if cardinality(subjects_in) = 0 then raise exception 'A case is about somebody' using errcode = 'LW002'; end if;
    foreach s in array subjects_in loop perform require_person_known(s, concern_in); end loop;
    if not exists (select from team t where t.id = team_in and t.active) then raise exception 'not there' using errcode = 'P0002'; end if;

    insert into case_file (known_as, kind, team_id, opened_at, opened_by, opened_because, waiting_since)
      values (known_as_in, kind_in, team_in, current_instant(), current_post_id(), because_in, current_instant()) returning * into new_case;
    insert into case_headline (case_id) values (new_case.id);
    insert into record_person (record_kind, record_id, person_id, relation) select 'case', new_case.id, x, 'subject' from unnest(subjects_in) x on conflict do nothing;
    insert into record_team (record_kind, record_id, team_id) values ('case', new_case.id, team_in);
    insert into case_track (case_id, kind, opened_at, opened_by, opened_because)
      values (new_case.id, 'safeguarding', current_instant(), current_post_id(), because_in);
    if concern_in is not null then perform join_concern_as_system(new_case.id, concern_in, because_in); end if;
    if post_in is not null then perform give_case_as_system(new_case.id, post_in, because_in); end if;
    return query select new_case.id, new_case.reference;
  end $$;

-- The cases of the people a concern is about, or may be about: what triage is shown of a case is its headline, for this
-- concern only. Somebody who is kept out of a case is not told that it is there.
create function cases_of_concern(concern_in uuid)
  returns table (case_id uuid, reference text, known_as text, state text, person_id uuid, level text, next_step text, team_id uuid, allocated_post_id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('concern', concern_in, 'triage', 'read');
    return query
      select f.id, f.reference, f.known_as, f.state, mine.person_id, h.level, h.next_step, f.team_id, f.allocated_post_id
      from record_person mine
      join record_person theirs on theirs.person_id = mine.person_id and theirs.record_kind = 'case' and theirs.relation = 'subject'
      join case_file f on f.id = theirs.record_id join case_headline h on h.case_id = f.id
      where mine.record_kind = 'concern' and mine.record_id = concern_in and mine.relation in ('subject', 'candidate')
        and not is_kept_out(current_user_id(), 'case', f.id);
  end $$;

create function join_concern_to_case(case_in uuid, concern_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not (has_capability('concern.triage') or has_capability('case.allocate')) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('concern', concern_in, 'triage', 'write');
    -- a case they hold, or one of somebody the concern is about: nothing else can be joined by guessing its id
    if not may('case', case_in, 'contact') and not exists (select from cases_of_concern(concern_in) x where x.case_id = case_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform join_concern_as_system(case_in, concern_in, because_in);
  end $$;

-- Hands the case to a worker; the former allocation ends and stays in the circle's history.
create function allocate_case(case_in uuid, post_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file;
  begin
    if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    -- who writes the case, or (a service manager) oversees the plan that a worker is needed for
    if not may('case', case_in, 'contact', 'write') then perform require_may('case', case_in, 'plan', 'read'); end if;
    select * into f from case_file where id = case_in for update;
    if f.state = 'closed' then raise exception 'The case is closed' using errcode = 'LW003'; end if;
    perform give_case_as_system(case_in, post_in, because_in);
  end $$;

-- A post that ends leaves its cases waiting, so that nobody is thought to be looked after by somebody who has gone.
create function cases_wait_when_post_ends() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.ended_at is not null and old.ended_at is null then
      update case_file f set allocated_post_id = null, allocated_at = null, waiting_since = current_instant(), version = f.version + 1
        where f.allocated_post_id = new.id and f.state <> 'closed';
    end if;
    return null;
  end $$;
create trigger cases_wait after update on post for each row execute function cases_wait_when_post_ends();

create function add_person_to_case(case_in uuid, person_in uuid, relation_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'identity', 'write');
    perform require_person_known(person_in, null);
    if relation_in not in ('subject', 'other') then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into record_person (record_kind, record_id, person_id, relation) values ('case', case_in, person_in, relation_in) on conflict do nothing;
  end $$;

create function set_case_known_as(case_in uuid, known_as_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'identity', 'write');
    update case_file f set known_as = known_as_in, version = f.version + 1 where f.id = case_in and f.known_as <> known_as_in;
  end $$;

-- For the functions that decide a level and have checked who may.
create function set_case_level_as_system(case_in uuid, level_in text, confirmed_in timestamptz) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$ update case_headline h set level = level_in, level_confirmed_at = confirmed_in, version = h.version + 1 where h.case_id = case_in $$;
revoke execute on function set_case_level_as_system from public;

create function set_case_level(case_in uuid, level_in text, confirmed_in timestamptz) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'risk', 'write');
    perform set_case_level_as_system(case_in, level_in, confirmed_in);
  end $$;

-- False when somebody else changed it since `version_in` (null: whatever it is now).
create function set_case_next_step(case_in uuid, next_step_in text, version_in int) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'headline', 'write');
    update case_headline h set next_step = next_step_in, next_step_at = current_instant(), next_step_by = current_post_id(), version = h.version + 1
      where h.case_id = case_in and (version_in is null or h.version = version_in);
    return found;
  end $$;

create function open_case_track(case_in uuid, kind_in text, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may('case', case_in, 'plan', 'write');
    insert into case_track (case_id, kind, opened_at, opened_by, opened_because)
      values (case_in, kind_in, current_instant(), current_post_id(), because_in) returning id into new_id;
    return new_id;
  end $$;

create function close_case_track(track_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare k case_track;
  begin
    select * into k from case_track where id = track_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', k.case_id, 'plan', 'write');
    if k.closed_at is not null then raise exception 'The track is closed already' using errcode = 'LW003'; end if;
    update case_track set closed_at = current_instant(), closed_by = current_post_id(), closed_because = because_in where id = track_in;
  end $$;

-- Both tracks open on the same day: the child's worker may open the investigation's track too, and then writes no more in it.
create function open_investigation(case_in uuid, because_in text, officer_name_in text, officer_phone_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if not may('case', case_in, 'stage', 'write') then
      perform require_may('case', case_in, 'stage', 'read');
      perform require_may('case', case_in, 'plan', 'write');
    end if;
    insert into case_investigation (case_id, opened_at, opened_by, opened_because, officer_name, officer_phone)
      values (case_in, current_instant(), current_post_id(), because_in, officer_name_in, officer_phone_in) returning id into new_id;
    return new_id;
  end $$;

-- False when somebody else changed it since `version_in`.
create function set_investigation_stage(investigation_in uuid, version_in int, stage_in text, next_on_in date, next_what_in text,
    officer_name_in text, officer_phone_in text, conditions_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i case_investigation;
  begin
    select * into i from case_investigation where id = investigation_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', i.case_id, 'stage', 'write');
    update case_investigation x set stage = stage_in, next_on = next_on_in, next_what = next_what_in, officer_name = officer_name_in,
        officer_phone = officer_phone_in, conditions_for_safety = conditions_in, version = x.version + 1
      where x.id = investigation_in and x.version = version_in;
    return found;
  end $$;

create function close_investigation(investigation_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i case_investigation;
  begin
    select * into i from case_investigation where id = investigation_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', i.case_id, 'stage', 'write');
    if i.closed_at is not null then raise exception 'The track is closed already' using errcode = 'LW003'; end if;
    update case_investigation x set closed_at = current_instant(), closed_by = current_post_id(), closed_because = because_in,
      version = x.version + 1 where x.id = investigation_in;
  end $$;

create function add_investigation_note(investigation_in uuid, said_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i case_investigation; new_id uuid;
  begin
    select * into i from case_investigation where id = investigation_in;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', i.case_id, 'investigation', 'write');
    insert into case_investigation_note (case_id, investigation_id, said, written_at, written_by)
      values (i.case_id, investigation_in, said_in, current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  end $$;

create function add_case_note(case_in uuid, happened_on_in date, happened_time_in text, own_words_in text, seen_in text, analysis_in text,
    next_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may('case', case_in, 'notes', 'write');
    if happened_on_in > current_local_date() then raise exception 'A note tells of what has happened' using errcode = 'LW002'; end if;
    insert into case_note (case_id, happened_on, happened_time, own_words, seen, analysis, next, written_at, written_by)
      values (case_in, happened_on_in, happened_time_in, own_words_in, seen_in, analysis_in, next_in, current_instant(), current_post_id())
      returning id into new_id;
    return new_id;
  end $$;

-- False when somebody else corrected it since `version_in`.
create function correct_case_note(note_in uuid, version_in int, happened_on_in date, happened_time_in text, own_words_in text, seen_in text,
    analysis_in text, next_in text, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare n case_note;
  begin
    select * into n from case_note where id = note_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', n.case_id, 'notes', 'write');
    if btrim(because_in) = '' then raise exception 'A correction has a reason' using errcode = 'LW002'; end if;
    if happened_on_in > current_local_date() then raise exception 'A note tells of what has happened' using errcode = 'LW002'; end if;
    update case_note x set happened_on = happened_on_in, happened_time = happened_time_in, own_words = own_words_in, seen = seen_in, analysis = analysis_in, next = next_in, corrected_at = current_instant(),
        corrected_by = current_post_id(), corrected_because = because_in, version = x.version + 1
      where x.id = note_in and x.version = version_in;
    return found;
  end $$;

-- Takes out what must never be written (law 4.3). A manager gives the text that stays; what was there goes from every
-- earlier version too, because a history that kept it could be ordered disclosed like the note itself.
create function redact_case_note(note_in uuid, version_in int, own_words_in text, seen_in text, analysis_in text, next_in text, because_in text)
  returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare n case_note; gone constant text := '[taken out]';
  begin
    select * into n from case_note where id = note_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', n.case_id, 'notes', 'write');
    if not has_capability('risk.countersign') then raise exception 'not there' using errcode = 'P0002'; end if;
    if n.version <> version_in then return false; end if;
    update case_note x set own_words = own_words_in, seen = seen_in, analysis = analysis_in, next = next_in, redacted_at = current_instant(),
        version = x.version + 1 where x.id = note_in;
    update row_history h set old_row = h.old_row
        || jsonb_build_object('own_words', case when h.old_row ->> 'own_words' in ('', own_words_in) then h.old_row ->> 'own_words' else gone end)
        || jsonb_build_object('seen', case when h.old_row ->> 'seen' in ('', seen_in) then h.old_row ->> 'seen' else gone end)
        || jsonb_build_object('analysis', case when h.old_row ->> 'analysis' in ('', analysis_in) then h.old_row ->> 'analysis' else gone end)
        || jsonb_build_object('next', case when h.old_row ->> 'next' in ('', next_in) then h.old_row ->> 'next' else gone end)
      where h.record_kind = 'case' and h.record_id = n.case_id and h.table_name = 'case_note' and h.row_id = note_in::text and h.old_row is not null;
    insert into case_note_redaction (case_id, note_id, redacted_at, redacted_by, because)
      values (n.case_id, note_in, current_instant(), current_post_id(), because_in);
    return true;
  end $$;

create function add_case_warning(case_in uuid, kind_in text, said_in text, said_by_in text, from_in date, until_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may('case', case_in, 'headline', 'write');
    insert into case_warning (case_id, kind, said, said_by, from_on, until_on, recorded_at, recorded_by)
      values (case_in, kind_in, said_in, said_by_in, from_in, until_in, current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  end $$;

create function end_case_warning(warning_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare w case_warning;
  begin
    select * into w from case_warning where id = warning_in and ended_at is null for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', w.case_id, 'headline', 'write');
    update case_warning set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in where id = warning_in;
  end $$;

-- Links somebody only to those whom the one who links may see: a foreign key or a free id would tell who is on record.
create function add_case_link(case_in uuid, from_person_in uuid, from_label_in text, to_person_in uuid, to_label_in text, to_kind_in text,
    relation_in text, said_by_in text, said_on_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may('case', case_in, 'notes', 'write');
    if from_person_in is not null then perform require_may('person', from_person_in, 'identity'); end if;
    if to_person_in is not null then perform require_may('person', to_person_in, 'identity'); end if;
    if said_on_in > current_local_date() then raise exception 'A link was said on a day that has been' using errcode = 'LW002'; end if;
    insert into case_link (case_id, from_person, from_label, to_person, to_label, to_kind, relation, said_by, said_on, recorded_at, recorded_by,
        confirmed_on, confirmed_said_by)
      values (case_in, from_person_in, from_label_in, to_person_in, to_label_in, to_kind_in, relation_in, said_by_in, said_on_in,
        current_instant(), current_post_id(), said_on_in, said_by_in) returning id into new_id;
    return new_id;
  end $$;

create function require_case_link(link_in uuid) returns case_link
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare l case_link;
  begin
    select * into l from case_link where id = link_in and ended_at is null for update;
    if not found or not may('case', l.case_id, 'notes', 'write')
        or (l.from_person is not null and not may('person', l.from_person, 'identity'))
        or (l.to_person is not null and not may('person', l.to_person, 'identity')) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return l;
  end $$;
revoke execute on function require_case_link from public;

create function confirm_case_link(link_in uuid, said_by_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_case_link(link_in);
    update case_link set confirmed_on = current_local_date(), confirmed_said_by = said_by_in where id = link_in;
  end $$;

create function end_case_link(link_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_case_link(link_in);
    update case_link set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in where id = link_in;
  end $$;

-- ── closing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

create function request_closing(case_in uuid, reason_in text, because_in text, own_view_in text, would_reopen_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file; new_id uuid;
  begin
    perform require_may('case', case_in, 'plan', 'write');
    select * into f from case_file where id = case_in for update;
    if f.state <> 'open' then raise exception 'The case is not open' using errcode = 'LW003'; end if;
    if exists (select from case_track k where k.case_id = case_in and k.closed_at is null) then
      raise exception 'A track is still open' using errcode = 'LW004';
    end if;
    insert into case_closing (case_id, reason, because, own_view, would_reopen, requested_at, requested_by)
      values (case_in, reason_in, because_in, own_view_in, would_reopen_in, current_instant(), current_post_id()) returning id into new_id;
    update case_file x set state = 'closing', version = x.version + 1 where x.id = case_in;
    return new_id;
  end $$;

-- A manager who is another human than the one who asked; holding two posts is not being two people.
create function decide_closing(closing_in uuid, outcome_in text, note_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare c case_closing;
  begin
    select * into c from case_closing where id = closing_in for update;
    if not found or not has_capability('case.close') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', c.case_id, 'plan', 'read');
    if c.outcome is not null then raise exception 'The closing is decided already' using errcode = 'LW003'; end if;
    if (select p.user_id from post p where p.id = c.requested_by) = current_user_id() then
      raise exception 'Somebody else agrees' using errcode = 'LW005';
    end if;
    if outcome_in = 'not_agreed' and btrim(note_in) = '' then raise exception 'Say why it stays open' using errcode = 'LW002'; end if;
    update case_closing x set outcome = outcome_in, decided_at = current_instant(), decided_by = current_post_id(), decision_note = note_in
      where x.id = closing_in;
    if outcome_in = 'agreed' then
      update case_file f set state = 'closed', closed_at = current_instant(), version = f.version + 1 where f.id = c.case_id;
      -- an invitation was for the work; the worker who knew the child keeps reading until it is handed over
      update circle_member m set ended_at = current_instant(), ended_by = current_post_id(), ended_because = 'the case closed'
        where m.record_kind = 'case' and m.record_id = c.case_id and m.capacity in ('invited', 'cover') and m.ended_at is null;
    else
      update case_file f set state = 'open', version = f.version + 1 where f.id = c.case_id;
    end if;
  end $$;

create function reopen_case(case_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file; keeps_worker boolean;
  begin
    if not (has_capability('case.close') or has_capability('case.allocate')) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', case_in, 'plan', 'read');
    if btrim(because_in) = '' then raise exception 'Say why it opens again' using errcode = 'LW002'; end if;
    select * into f from case_file where id = case_in for update;
    if f.state <> 'closed' then raise exception 'The case is not closed' using errcode = 'LW003'; end if;
    keeps_worker := f.allocated_post_id is not null and can_be_given_case(case_in, f.allocated_post_id);
    update case_closing x set reopened_at = current_instant(), reopened_by = current_post_id(), reopened_because = because_in
      where x.case_id = case_in and x.outcome = 'agreed' and x.reopened_at is null;
    update case_file x set state = 'open', closed_at = null, allocated_post_id = case when keeps_worker then x.allocated_post_id end,
      allocated_at = case when keeps_worker then x.allocated_at end,
      waiting_since = case when keeps_worker then null else current_instant() end, version = x.version + 1 where x.id = case_in;
    insert into case_track (case_id, kind, opened_at, opened_by, opened_because)
      values (case_in, 'safeguarding', current_instant(), current_post_id(), because_in) on conflict do nothing;
  end $$;
