-- What we ask another agency about somebody, and what they answer. Two tables hold one ask, because row security hides
-- rows and not columns: what the asked agency may read (partner_ask) and what it is about here (partner_ask_record: which
-- record, who may read the answers). So nobody asked can tell whether there is a case, and nothing of it is shared but
-- what the asker chose to tell.

create table partner_ask (
  id          uuid primary key default gen_random_uuid(),
  reference   text not null unique,
  agency_id   uuid not null references agency (id),
  -- asked by name; everybody there who may answer sees it all the same
  to_post     uuid references post (id),
  -- [{what, value}]: the fields that the asker chose to tell, as they stood then
  told        jsonb not null constraint told_something check (jsonb_array_length(told) > 0),
  questions   text[] not null constraint asks_something check (cardinality(questions) between 1 and 20),
  -- as they were worded when it was asked, with the mark of how far the basis is checked and the version of the list
  purpose     text not null constraint purpose_given check (btrim(purpose) <> ''),
  why         text not null default '',
  basis       text not null constraint basis_given check (btrim(basis) <> ''),
  basis_mark  text not null,
  policy_version text not null,
  agreement   text not null constraint agreement_known check (agreement in ('agreed', 'not_asked', 'did_not_agree', 'not_safe_to_ask')),
  agreement_because text not null default '',
  asked_at    timestamptz not null,
  asked_by    uuid not null references post (id),
  asked_team  uuid references team (id),
  due_at      timestamptz not null,
  -- the last answer, and the day by which what it had not checked will be; null when all of it was checked
  answered_at timestamptz,
  checked_by_on date,
  chased_at   timestamptz,
  chases      int not null default 0,
  chased_by_itself int not null default 0,
  covered_at  timestamptz,
  withdrawn_at timestamptz,
  withdrawn_by uuid references post (id),
  withdrawn_because text,
  constraint because_without_agreement check (agreement = 'agreed' or btrim(agreement_because) <> ''),
  constraint withdrawn_with_reason check (withdrawn_at is null or btrim(coalesce(withdrawn_because, '')) <> '')
);
create index partner_ask_agency on partner_ask (agency_id, asked_at desc);

create table partner_ask_record (
  ask_id      uuid primary key references partner_ask (id),
  record_kind text not null,
  record_id   uuid not null,
  -- who of the record's circle reads the ask and its answers
  class       text not null references access_class (code),
  -- asked at the desk: who reads it on a case that opens from the concern. Null: the desk only
  case_class  text references access_class (code),
  -- the fields that could have been told and were not
  left_out    text[] not null default '{}',
  constraint class_offered check ((record_kind = 'concern' and class = 'triage' and (case_class is null or case_class in ('notes', 'plan')))
    or (record_kind = 'case' and class in ('notes', 'plan', 'risk', 'health') and case_class is null))
);
create index partner_ask_record_record on partner_ask_record (record_kind, record_id);

-- Whatever anybody answers is kept: a second answer stands beside the first.
create table partner_answer (
  id          uuid primary key default gen_random_uuid(),
  ask_id      uuid not null references partner_ask (id),
  -- 1 for the first answer to an ask
  number      int not null,
  answered_at timestamptz not null,
  answered_by uuid references post (id),
  -- as they were called when they answered
  answered_name text not null constraint name_given check (btrim(answered_name) <> ''),
  answered_job  text not null default '',
  -- only for the asker and the asker's team, whoever else of the circle may read the others
  team_only   boolean not null default false,
  constraint one_after_the_other unique (ask_id, number)
);

create table partner_answer_item (
  answer_id  uuid not null references partner_answer (id),
  place      int not null,
  -- three different things: we know of it; we looked and know nothing; we have not looked
  standing   text not null constraint standing_known check (standing in ('known', 'nothing_known', 'not_checked')),
  words      text not null default '' constraint words_limit check (char_length(words) <= 4000),
  checked_by_on date,
  primary key (answer_id, place),
  constraint known_in_words check (standing <> 'known' or btrim(words) <> ''),
  constraint not_checked_says_why_and_when check ((standing = 'not_checked') = (checked_by_on is not null) and (standing <> 'not_checked' or btrim(words) <> ''))
);

-- ── who reads ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- The people of the asked agency whose role answers, while it is here; never whom the record is kept from.
create function is_asked(ask_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from partner_ask q join partner_ask_record r on r.ask_id = q.id join agency a on a.id = q.agency_id and a.active
      join post p on p.id = current_post_id() and p.agency_id = q.agency_id
      join role_capability c on c.role_code = p.role_code and c.capability = 'ask.answer'
      where q.id = ask_in and not is_kept_out(p.user_id, r.record_kind, r.record_id)) $$;

create function may_read_ask(ask_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from partner_ask_record r where r.ask_id = ask_in and (
      may(r.record_kind, r.record_id, r.class)
      or (r.case_class is not null and exists (select from case_concern cc where cc.concern_id = r.record_id and may('case', cc.case_id, r.case_class))))) $$;

create function may_read_answer(ask_in uuid, team_only_in boolean) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select is_asked(ask_in) or (may_read_ask(ask_in) and (not team_only_in or exists (
      select from partner_ask q join post p on p.id = current_post_id() where q.id = ask_in and (q.asked_by = p.id or q.asked_team = p.team_id)))) $$;

do $$
  declare t text;
  begin
    foreach t in array array['partner_ask', 'partner_ask_record', 'partner_answer', 'partner_answer_item'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
      execute format('grant select on %I to lapwing_app', t);
    end loop;
  end $$;
create policy read_by_either_side on partner_ask for select to lapwing_app using (may_read_ask(id) or is_asked(id));
create policy read_by_circle on partner_ask_record for select to lapwing_app using (may_read_ask(ask_id));
create policy read_by_either_side on partner_answer for select to lapwing_app using (may_read_answer(ask_id, team_only));
create policy read_with_answer on partner_answer_item for select to lapwing_app using (exists (select from partner_answer a where a.id = answer_id));

-- ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

create function may_ask_about(kind_in text, id_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select case kind_in when 'concern' then may('concern', id_in, 'triage', 'write')
      when 'case' then may('case', id_in, 'notes', 'write') and exists (select from case_file f where f.id = id_in and f.state <> 'closed') else false end $$;

-- Everybody in other agencies who could answer about this record.
create function partner_answerers_as_system(kind_in text, id_in uuid) returns table (agency_id uuid, post_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.agency_id, p.id from post p join agency a on a.id = p.agency_id and a.active join user_account u on u.id = p.user_id and u.state = 'active'
    where post_is_active(p) and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'ask.answer')
      and not is_kept_out(p.user_id, kind_in, id_in) $$;

create function partner_answerers(kind_in text, id_in uuid)
  returns table (agency_id uuid, agency_name text, post_id uuid, full_name text, role_label text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not may_ask_about(kind_in, id_in) then return; end if;
    return query
      select a.id, a.name, p.id, u.full_name, r.label from partner_answerers_as_system(kind_in, id_in) x
      join agency a on a.id = x.agency_id join post p on p.id = x.post_id join user_account u on u.id = p.user_id join role r on r.code = p.role_code
      where a.id <> (select me.agency_id from post me where me.id = current_post_id());
  end $$;

-- Tells those who may answer: the one asked by name, or everybody there.
create function tell_answerers_as_system(ask_in uuid, what_in text, everybody_in boolean) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select notify_post_as_system(x.post_id, what_in, null, null, q.id)
    from partner_ask q join partner_ask_record r on r.ask_id = q.id
    cross join lateral partner_answerers_as_system(r.record_kind, r.record_id) x
    where q.id = ask_in and x.agency_id = q.agency_id and (everybody_in or q.to_post is null or q.to_post = x.post_id
      or not exists (select from partner_answerers_as_system(r.record_kind, r.record_id) y where y.post_id = q.to_post)) $$;

create function partner_ask_send(kind_in text, id_in uuid, ask_in jsonb) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid := gen_random_uuid(); me post; to_agency uuid := (ask_in ->> 'agencyId')::uuid; to_one uuid := (ask_in ->> 'toPostId')::uuid;
  begin
    if not may_ask_about(kind_in, id_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may(kind_in, id_in, ask_in ->> 'class', 'read');
    if not exists (select from partner_answerers(kind_in, id_in) x where x.agency_id = to_agency and (to_one is null or x.post_id = to_one)) then
      raise exception 'nobody answers there' using errcode = 'P0001', constraint = 'nobody_answers';
    end if;
    select * into me from post p where p.id = current_post_id();
    insert into partner_ask (id, reference, agency_id, to_post, told, questions, purpose, why, basis, basis_mark, policy_version, agreement,
        agreement_because, asked_at, asked_by, asked_team, due_at)
      values (new_id, new_reference('Q'), to_agency, to_one, ask_in -> 'told', array(select jsonb_array_elements_text(ask_in -> 'questions')),
        ask_in ->> 'purpose', ask_in ->> 'why', ask_in ->> 'basis', ask_in ->> 'basisMark', ask_in ->> 'policyVersion', ask_in ->> 'agreement',
        ask_in ->> 'agreementBecause', current_instant(), me.id, me.team_id, (ask_in ->> 'dueAt')::timestamptz);
    insert into partner_ask_record (ask_id, record_kind, record_id, class, case_class, left_out)
      values (new_id, kind_in, id_in, ask_in ->> 'class', ask_in ->> 'caseClass', array(select jsonb_array_elements_text(ask_in -> 'leftOut')));
    perform task_put_as_system(kind_in, id_in, 'ask.answer', new_id, me.id, me.team_id, (ask_in ->> 'dueAt')::timestamptz, ask_in -> 'clock', 'asked');
    perform tell_answerers_as_system(new_id, 'ask.received', false);
    return new_id;
  end $$;

-- ── answering ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- Keeps an answer for whoever was checked before. 'withdrawn': they need no answer any more. 'other': somebody else has
-- answered since the page was made; sent again with the new count, both stand.
create function partner_answer_keep_as_system(ask_in uuid, seen_in int, answer_in jsonb) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare q partner_ask; r partner_ask_record; new_id uuid; later date; had int; who uuid;
  begin
    select * into q from partner_ask x where x.id = ask_in for update;
    select * into r from partner_ask_record x where x.ask_id = ask_in;
    if q.withdrawn_at is not null then return 'withdrawn'; end if;
    select count(*) into had from partner_answer x where x.ask_id = ask_in;
    if had <> seen_in then return 'other'; end if;
    if jsonb_array_length(answer_in -> 'items') <> cardinality(q.questions) then raise exception 'Each question has its answer' using errcode = 'LW002'; end if;
    insert into partner_answer (ask_id, number, answered_at, answered_by, answered_name, answered_job, team_only)
      values (ask_in, had + 1, current_instant(), current_post_id(), answer_in ->> 'name', answer_in ->> 'job', (answer_in ->> 'teamOnly')::boolean)
      returning id into new_id;
    insert into partner_answer_item (answer_id, place, standing, words, checked_by_on)
      select new_id, i.place - 1, i.item ->> 'standing', i.item ->> 'words', (i.item ->> 'checkedByOn')::date
      from jsonb_array_elements(answer_in -> 'items') with ordinality as i (item, place);
    select max(i.checked_by_on) into later from partner_answer_item i where i.answer_id = new_id;
    if later < current_local_date() then raise exception 'That day has been' using errcode = 'LW002'; end if;
    update partner_ask x set answered_at = current_instant(), checked_by_on = later where x.id = ask_in;
    if later is null then perform task_done_as_system(r.record_kind, r.record_id, 'ask.answer', ask_in, current_instant());
    else
      perform task_put_as_system(r.record_kind, r.record_id, 'ask.answer', ask_in, q.asked_by, q.asked_team,
        (later + time '17:00') at time zone 'Europe/London', null, 'they have not checked yet and said by when');
    end if;
    for who in select q.asked_by union select f.allocated_post_id from case_file f where r.record_kind = 'case' and f.id = r.record_id and f.allocated_post_id is not null loop
      perform notify_post_as_system(who, 'ask.answered', r.record_kind, r.record_id, ask_in);
    end loop;
    return 'saved';
  end $$;

create function partner_answer_send(ask_in uuid, seen_in int, answer_in jsonb) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not is_asked(ask_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    return partner_answer_keep_as_system(ask_in, seen_in, answer_in);
  end $$;

-- Somebody there hands it to a colleague: a deputy, or the one who knows.
create function partner_ask_hand_on(ask_in uuid, post_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not is_asked(ask_in) or not exists (select from partner_ask q join partner_ask_record r on r.ask_id = q.id
        cross join lateral partner_answerers_as_system(r.record_kind, r.record_id) x
        where q.id = ask_in and x.agency_id = q.agency_id and x.post_id = post_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    update partner_ask x set to_post = post_in where x.id = ask_in;
    perform notify_post_as_system(post_in, 'ask.received', null, null, ask_in);
  end $$;

create function partner_colleagues(ask_in uuid) returns table (post_id uuid, full_name text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.id, u.full_name from partner_ask q join partner_ask_record r on r.ask_id = q.id
    cross join lateral partner_answerers_as_system(r.record_kind, r.record_id) x join post p on p.id = x.post_id join user_account u on u.id = p.user_id
    where q.id = ask_in and x.agency_id = q.agency_id and p.id <> current_post_id() and is_asked(ask_in) order by u.full_name $$;

-- "They are my family": whoever is asked about somebody close to them steps back, and this record is kept from them from
-- then on. As an exclusion, because a declared conflict of their own would show them which record it is.
create function partner_ask_step_back(ask_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r partner_ask_record; q partner_ask;
  begin
    if not is_asked(ask_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into q from partner_ask x where x.id = ask_in for update;
    select * into r from partner_ask_record x where x.ask_id = ask_in;
    insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('excluded', current_user_id(), r.record_kind, r.record_id, because_in, current_post_id(), current_instant());
    if q.to_post = current_post_id() then update partner_ask x set to_post = null where x.id = ask_in; end if;
    perform tell_answerers_as_system(ask_in, 'ask.received', true);
    perform notify_post_as_system(q.asked_by, 'ask.stepped_back', r.record_kind, r.record_id, ask_in);
  end $$;

-- ── chasing and taking back ─────────────────────────────────────────────────────────────────────────────────────────

create function require_own_ask(ask_in uuid) returns partner_ask
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare q partner_ask; r partner_ask_record;
  begin
    select * into q from partner_ask x where x.id = ask_in for update;
    select * into r from partner_ask_record x where x.ask_id = ask_in;
    if q.id is null or not may_read_ask(ask_in) or not (may(r.record_kind, r.record_id, r.class, 'write')
        or (r.case_class is not null and exists (select from case_concern cc where cc.concern_id = r.record_id and may('case', cc.case_id, r.case_class, 'write')))) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return q;
  end $$;
revoke execute on function require_own_ask from public;

-- False: it was chased just now, needs no answer any more, or has one.
create function partner_ask_chase(ask_in uuid, every_hours_in int) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare q partner_ask := require_own_ask(ask_in);
  begin
    if q.withdrawn_at is not null or (q.answered_at is not null and q.checked_by_on is null)
        or q.chased_at > current_instant() - make_interval(hours => every_hours_in) then return false; end if;
    update partner_ask x set chased_at = current_instant(), chases = x.chases + 1 where x.id = ask_in;
    perform tell_answerers_as_system(ask_in, 'ask.chased', true);
    return true;
  end $$;

create function partner_ask_withdraw_as_system(ask_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r partner_ask_record;
  begin
    select * into r from partner_ask_record x where x.ask_id = ask_in;
    update partner_ask x set withdrawn_at = current_instant(), withdrawn_by = current_post_id(), withdrawn_because = because_in where x.id = ask_in;
    perform task_end_as_system(r.record_kind, r.record_id, 'ask.answer', ask_in, because_in);
    perform tell_answerers_as_system(ask_in, 'ask.withdrawn', true);
  end $$;

create function partner_ask_withdraw(ask_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare q partner_ask := require_own_ask(ask_in);
  begin
    if q.withdrawn_at is not null then return false; end if;
    perform partner_ask_withdraw_as_system(ask_in, because_in);
    return true;
  end $$;

-- What nobody needs to answer any more: the reason says nothing of what closed.
create function withdraw_asks_of_closed_case() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.state = 'closed' and old.state <> 'closed' then
      perform partner_ask_withdraw_as_system(q.id, 'no longer needed') from partner_ask q join partner_ask_record r on r.ask_id = q.id
        where r.record_kind = 'case' and r.record_id = new.id and q.withdrawn_at is null and (q.answered_at is null or q.checked_by_on is not null);
    end if;
    return null;
  end $$;
create trigger withdraw_asks after update on case_file for each row execute function withdraw_asks_of_closed_case();

-- An agency that leaves answers nothing any more: whoever asked must hear it.
create function tell_askers_of_agency_that_left() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if old.active and not new.active then
      perform notify_post_as_system(q.asked_by, 'ask.agency_left', r.record_kind, r.record_id, q.id) from partner_ask q join partner_ask_record r on r.ask_id = q.id
        where q.agency_id = new.id and q.withdrawn_at is null and (q.answered_at is null or q.checked_by_on is not null);
    end if;
    return null;
  end $$;
create trigger tell_askers after update on agency for each row execute function tell_askers_of_agency_that_left();

-- What runs by itself. After the time has passed: a reminder to everybody there, and once a word to the asker. Asked by
-- name and without an answer for some hours: the others there are told, because that one may be away.
create function partner_asks_chase_as_system(again_hours_in int, at_most_in int, cover_hours_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare q record; n int := 0;
  begin
    for q in select a.id, a.chased_by_itself, a.asked_by, r.record_kind, r.record_id from partner_ask a join partner_ask_record r on r.ask_id = a.id
        join task t on t.kind = 'ask.answer' and t.subject_id = a.id and t.done_at is null and t.ended_at is null and t.due_at < current_instant()
        where a.withdrawn_at is null and a.chased_by_itself < at_most_in
          and (a.chased_at is null or a.chased_at <= current_instant() - make_interval(hours => again_hours_in)) for update of a loop
      update partner_ask a set chased_at = current_instant(), chased_by_itself = a.chased_by_itself + 1 where a.id = q.id;
      perform tell_answerers_as_system(q.id, 'ask.chased', true);
      if q.chased_by_itself = 0 then perform notify_post_as_system(q.asked_by, 'ask.overdue', q.record_kind, q.record_id, q.id); end if;
      n := n + 1;
    end loop;
    for q in select a.id from partner_ask a where a.to_post is not null and a.answered_at is null and a.withdrawn_at is null and a.covered_at is null
        and a.asked_at <= current_instant() - make_interval(hours => cover_hours_in) for update loop
      update partner_ask a set covered_at = current_instant() where a.id = q.id;
      perform tell_answerers_as_system(q.id, 'ask.received', true);
      n := n + 1;
    end loop;
    return n;
  end $$;

revoke execute on function partner_answerers_as_system, tell_answerers_as_system, partner_answer_keep_as_system, partner_ask_withdraw_as_system,
  partner_asks_chase_as_system from public;
grant execute on function partner_asks_chase_as_system to lapwing_jobs;
