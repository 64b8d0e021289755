-- Risk: a named person judges, then sees what the answers suggest; both are kept, with the version of the weights (law
-- section 5). A level is confirmed by the assessor, or, below the suggestion, by a manager who is somebody else.
--
--   begin ─► draft ─► (judged, answers saved) ─► decide ─┬─► decision ──────────────► the level of the case
--              ▲                                         └─► waiting_for_countersign ─┤ agreed
--              └──────────────────────────── not agreed ──────────────────────────────┘

-- Each version of the weights that was ever loaded: an earlier decision keeps its own (law R67).
create table risk_policy (
  version     text primary key,
  source      text not null,
  mark        text not null,
  verified    boolean not null,
  content     jsonb not null,
  loaded_at   timestamptz not null default clock_timestamp()
);
grant select on risk_policy to lapwing_app;

create table risk_assessment (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  state       text not null default 'draft' constraint state_known check (state in ('draft', 'waiting_for_countersign', 'decision', 'abandoned')),
  policy_version text not null references risk_policy (version),
  begun_at    timestamptz not null,
  begun_by    uuid not null references post (id),
  -- before any suggestion was shown; never changed afterwards
  judged_level text not null constraint judged_form check (judged_level ~ '^[a-z][a-z_]*$'),
  judged_because text not null constraint judgement_has_reason check (btrim(judged_because) <> ''),
  answered_at timestamptz,
  -- what the answers suggested when it was decided: bounds, bands, floors; null until answered
  suggestion  jsonb,
  decided_level text constraint decided_form check (decided_level ~ '^[a-z][a-z_]*$'),
  decided_because text,
  changed_since text not null default '',
  decided_at  timestamptz,
  decided_by  uuid references post (id),
  pnc_prompted boolean not null default false,
  countersigned_at timestamptz,
  countersigned_by uuid references post (id),
  countersign_note text,
  returned_at timestamptz,
  returned_by uuid references post (id),
  returned_because text,
  confirmed_at timestamptz,
  version     int not null default 1,
  constraint decision_whole check (state in ('draft', 'abandoned')
    or (decided_level is not null and btrim(coalesce(decided_because, '')) <> '' and decided_at is not null and decided_by is not null and suggestion is not null)),
  constraint decision_confirmed check ((state = 'decision') = (confirmed_at is not null))
);
create unique index risk_assessment_one_open on risk_assessment (case_id) where state in ('draft', 'waiting_for_countersign');
create index risk_assessment_case on risk_assessment (case_id, confirmed_at);
select protect_table('risk_assessment', 'case', 'risk', null, '{}');

create table risk_answer (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  assessment_id uuid not null references risk_assessment (id),
  indicator   text not null,
  -- "no" and "unknown" are two answers (law R65); an indicator without a row was never asked, which counts as unknown
  answer      text not null constraint answer_known check (answer in ('yes_recent', 'yes_past', 'no', 'unknown')),
  unique (assessment_id, indicator)
);
create index risk_answer_case on risk_answer (case_id);
select protect_table('risk_answer', 'case', 'risk', null, '{}');

-- What is going well: recorded beside, shown first, never subtracted.
create table risk_strength (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null constraint kind_known check (kind in ('trusted_adult', 'school_or_work', 'safe_activity', 'wants_help', 'family', 'safe_friends', 'other')),
  said        text not null constraint text_given check (btrim(said) <> '' and char_length(said) <= 1000),
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  ended_at    timestamptz,
  ended_by    uuid references post (id),
  ended_because text
);
create index risk_strength_case on risk_strength (case_id);
select protect_table('risk_strength', 'case', 'risk', null, '{}');

-- That police advised, who and when: never the text of a marker, never a number (law section 8).
create table pnc_advice (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  advised     text not null constraint advised_known check (advised in ('yes', 'no')),
  advised_by_name text not null constraint name_given check (btrim(advised_by_name) <> '' and char_length(advised_by_name) <= 120),
  advised_by_role text not null constraint role_given check (btrim(advised_by_role) <> '' and char_length(advised_by_role) <= 120),
  advised_on  date not null,
  review_by   date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  removed_on  date,
  removed_by  uuid references post (id),
  removed_because text,
  constraint review_after_advice check (review_by >= advised_on)
);
create unique index pnc_advice_one_current on pnc_advice (case_id) where removed_on is null;
select protect_table('pnc_advice', 'case', 'risk', null, '{}');

-- ── who does what ───────────────────────────────────────────────────────────────────────────────────────────────────

create function require_risk_writer(case_in uuid) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('risk.assess') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', case_in, 'risk', 'write');
    if not exists (select from case_file f where f.id = case_in and f.state <> 'closed') then
      raise exception 'The case is closed' using errcode = 'LW003';
    end if;
  end $$;
revoke execute on function require_risk_writer from public;

create function begin_risk_assessment(case_in uuid, policy_in text, judged_in text, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_risk_writer(case_in);
    if not exists (select from case_file f where f.id = case_in and f.kind = 'child') then
      raise exception 'These questions are about children' using errcode = 'LW002';
    end if;
    insert into risk_assessment (case_id, policy_version, begun_at, begun_by, judged_level, judged_because)
      values (case_in, policy_in, current_instant(), current_post_id(), judged_in, because_in) returning id into new_id;
    return new_id;
  exception when unique_violation then raise exception 'Somebody has begun already' using errcode = 'LW006';
  end $$;

-- A draft that the one who asks may write, locked. False in the caller when its version has moved on.
create function risk_draft(assessment_in uuid) returns risk_assessment
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare a risk_assessment;
  begin
    select * into a from risk_assessment x where x.id = assessment_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_risk_writer(a.case_id);
    if a.state <> 'draft' then raise exception 'It is decided already' using errcode = 'LW003'; end if;
    return a;
  end $$;
revoke execute on function risk_draft from public;

create function save_risk_answers(assessment_in uuid, version_in int, answers_in jsonb) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare a risk_assessment := risk_draft(assessment_in);
  begin
    if a.version <> version_in then return false; end if;
    insert into risk_answer as r (case_id, assessment_id, indicator, answer)
      select a.case_id, a.id, x.key, x.value from jsonb_each_text(answers_in) x
      on conflict (assessment_id, indicator) do update set answer = excluded.answer where r.answer <> excluded.answer;
    update risk_assessment x set answered_at = current_instant(), version = x.version + 1 where x.id = a.id;
    return true;
  end $$;

-- `complete_in`: what the rule said (savedAs). A level below the suggestion is not complete without a countersign, and
-- that is checked here again, because a page must not be able to leave it out.
create function decide_risk(assessment_in uuid, version_in int, suggestion_in jsonb, level_in text, because_in text, changed_in text,
    pnc_prompted_in boolean, needs_countersign_in boolean) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare a risk_assessment := risk_draft(assessment_in);
  begin
    if a.version <> version_in then return false; end if;
    if a.answered_at is null then raise exception 'The questions come first' using errcode = 'LW003'; end if;
    if risk_rank(level_in) < risk_rank(suggestion_in ->> 'suggestion') and not needs_countersign_in then
      raise exception 'A level below the suggestion needs a countersign' using errcode = 'LW002';
    end if;
    update risk_assessment x set suggestion = suggestion_in, decided_level = level_in, decided_because = because_in, changed_since = changed_in,
        decided_at = current_instant(), decided_by = current_post_id(), pnc_prompted = pnc_prompted_in, version = x.version + 1,
        state = case when needs_countersign_in then 'waiting_for_countersign' else 'decision' end,
        confirmed_at = case when needs_countersign_in then null else current_instant() end
      where x.id = a.id;
    if not needs_countersign_in then perform set_case_level_as_system(a.case_id, level_in, current_instant()); end if;
    return true;
  end $$;

create function risk_rank(level_in text) returns int
  language sql immutable set search_path = public, pg_temp
  as $$ select coalesce(array_position(array['emerging', 'moderate', 'significant'], level_in), 0) $$;

-- By a manager who is another human than the one who decided; holding two posts is not being two people.
create function countersign_risk(assessment_in uuid, outcome_in text, note_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare a risk_assessment;
  begin
    select * into a from risk_assessment x where x.id = assessment_in for update;
    if not found or not has_capability('risk.countersign') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', a.case_id, 'risk', 'read');
    if a.state <> 'waiting_for_countersign' then raise exception 'It is not waiting' using errcode = 'LW003'; end if;
    if exists (select from post p where p.id in (a.decided_by, a.begun_by) and p.user_id = current_user_id()) then
      raise exception 'Somebody else countersigns' using errcode = 'LW005';
    end if;
    if btrim(note_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    if outcome_in = 'agreed' then
      update risk_assessment x set state = 'decision', countersigned_at = current_instant(), countersigned_by = current_post_id(),
        countersign_note = note_in, confirmed_at = current_instant(), version = x.version + 1 where x.id = a.id;
      perform set_case_level_as_system(a.case_id, a.decided_level, current_instant());
    elsif outcome_in = 'not_agreed' then
      update risk_assessment x set state = 'draft', returned_at = current_instant(), returned_by = current_post_id(),
        returned_because = note_in, version = x.version + 1 where x.id = a.id;
    else
      raise exception 'agreed or not_agreed' using errcode = 'LW002';
    end if;
  end $$;

create function abandon_risk_assessment(assessment_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare a risk_assessment := risk_draft(assessment_in);
  begin
    update risk_assessment x set state = 'abandoned', version = x.version + 1 where x.id = a.id;
  end $$;

-- The confirmed levels of a case, latest first: what the visits go by. A level that waits for a countersign is not here.
create function confirmed_levels_as_system(case_in uuid) returns table (level text, confirmed_on date)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select a.decided_level, (a.confirmed_at at time zone 'Europe/London')::date from risk_assessment a
    where a.case_id = case_in and a.state = 'decision' order by a.confirmed_at desc, a.id $$;
revoke execute on function confirmed_levels_as_system from public;

create function add_risk_strength(case_in uuid, kind_in text, said_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_risk_writer(case_in);
    insert into risk_strength (case_id, kind, said, recorded_at, recorded_by)
      values (case_in, kind_in, said_in, current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  end $$;

create function end_risk_strength(strength_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare s risk_strength;
  begin
    select * into s from risk_strength x where x.id = strength_in and x.ended_at is null for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_risk_writer(s.case_id);
    update risk_strength x set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in where x.id = s.id;
  end $$;

-- A newer advice takes the place of the one before, which stays in the list as removed on that day.
create function record_pnc_advice(case_in uuid, advised_in text, name_in text, role_in text, advised_on_in date, review_by_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_risk_writer(case_in);
    if advised_on_in > current_local_date() then raise exception 'Advice is given on a day that has been' using errcode = 'LW002'; end if;
    update pnc_advice x set removed_on = current_local_date(), removed_by = current_post_id(), removed_because = 'asked again'
      where x.case_id = case_in and x.removed_on is null;
    insert into pnc_advice (case_id, advised, advised_by_name, advised_by_role, advised_on, review_by, recorded_at, recorded_by)
      values (case_in, advised_in, name_in, role_in, advised_on_in, review_by_in, current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  end $$;

create function remove_pnc_advice(advice_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare p pnc_advice;
  begin
    select * into p from pnc_advice x where x.id = advice_in and x.removed_on is null for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_risk_writer(p.case_id);
    update pnc_advice x set removed_on = current_local_date(), removed_by = current_post_id(), removed_because = because_in where x.id = p.id;
  end $$;

-- Who can countersign a decision on this case: managers of its team and of its service, never the one who decided.
create function countersigners_of(assessment_in uuid) returns table (post_id uuid, full_name text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare a risk_assessment;
  begin
    select * into a from risk_assessment x where x.id = assessment_in;
    if not found then return; end if;
    perform require_may('case', a.case_id, 'risk', 'read');
    return query
      select distinct p.id, u.full_name from case_access g join post p on p.id = g.post_id join user_account u on u.id = p.user_id
      join role_capability c on c.role_code = p.role_code and c.capability = 'risk.countersign'
      where g.case_id = a.case_id and g.reads & class_bit('risk') <> 0 and post_is_active(p)
        and p.user_id not in (select d.user_id from post d where d.id in (a.decided_by, a.begun_by));
  end $$;
