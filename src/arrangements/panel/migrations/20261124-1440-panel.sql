-- The multi-agency panel. People from other organisations read something about a child because the child is on an agenda,
-- only what their role needs, and only until the copies expire. So a paper is its own text, written for the panel, beside
-- the case and not a window into it; and who reads it follows from rows here, asked again at every reading:
--
--   meeting published, not cancelled, not expired ─┐
--   item on the agenda, its case not closed ───────┼─► a part of the paper, when the reader's role would read its class
--   reader a member, not kept out of the case ─────┘    if they were invited to the case
--
-- Whoever keeps the case's notes reads the parts of their own classes always: that is the case's record.

create table panel_meeting (
  id            uuid primary key default gen_random_uuid(),
  meets_on      date not null,
  -- London's wall clock
  meets_at      text not null constraint time_form check (meets_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  place         text not null default '' constraint place_short check (char_length(place) <= 200),
  chair_post    uuid not null references post (id),
  -- null: the calendar ends before
  papers_due_at timestamptz,
  papers_clock  jsonb,
  expires_at    timestamptz not null,
  state         text not null default 'planned' constraint state_known check (state in ('planned', 'published', 'cancelled')),
  published_at  timestamptz,
  changed_because text not null default '' constraint because_short check (char_length(changed_because) <= 500),
  made_at       timestamptz not null default current_instant(),
  made_by       uuid not null default current_post_id() references post (id),
  version       int not null default 1,
  constraint cancelled_has_a_reason check (state <> 'cancelled' or btrim(changed_because) <> '')
);
create index panel_meeting_on on panel_meeting (meets_on);

create table panel_member (
  id          uuid primary key default gen_random_uuid(),
  meeting_id  uuid not null references panel_meeting (id),
  post_id     uuid not null references post (id),
  added_at    timestamptz not null,
  added_by    uuid not null references post (id),
  ended_at    timestamptz
);
create unique index panel_member_once on panel_member (meeting_id, post_id) where ended_at is null;
create index panel_member_post on panel_member (post_id) where ended_at is null;

create table panel_item (
  id          uuid primary key default gen_random_uuid(),
  meeting_id  uuid not null references panel_meeting (id),
  case_id     uuid not null references case_file (id),
  -- why it came up, as keys: level, newly, missing, asked
  reasons     text[] not null,
  asked_because text not null default '' constraint asked_short check (char_length(asked_because) <= 1000),
  asked_by    uuid references post (id),
  state       text not null constraint state_known check (state in ('proposed', 'on', 'not_on')),
  decided_because text not null default '' constraint decided_short check (char_length(decided_because) <= 1000),
  decided_at  timestamptz,
  decided_by  uuid references post (id),
  -- the invitations into the case's circle that came with it, to move and end them together
  invitations uuid[] not null default '{}',
  added_at    timestamptz not null default current_instant(),
  version     int not null default 1,
  constraint panel_once_a_meeting unique (meeting_id, case_id),
  constraint left_off_has_a_reason check (state <> 'not_on' or btrim(decided_because) <> '')
);
create index panel_item_case on panel_item (case_id);

create table panel_paper (
  item_id      uuid primary key references panel_item (id),
  case_id      uuid not null references case_file (id),
  version      int not null default 0,
  saved_at     timestamptz not null,
  saved_by     uuid not null references post (id),
  -- what the panel reads; a later version is read when it is sent
  sent_version int,
  sent_at      timestamptz,
  sent_by      uuid references post (id),
  -- a name of somebody else stands in it, and why that is right
  names_because text not null default ''
);

create table panel_paper_part (
  id          uuid primary key default gen_random_uuid(),
  item_id     uuid not null references panel_paper (item_id),
  case_id     uuid not null references case_file (id),
  version     int not null,
  part        text not null constraint part_form check (part ~ '^[a-z]+$'),
  class       text not null references access_class (code),
  said        text not null constraint something_said check (btrim(said) <> '' and char_length(said) <= 6000),
  constraint panel_once_a_version unique (item_id, version, part)
);

-- A newer decision takes the place of the one before, which stays. With each, who was in the room.
create table panel_decision (
  id          uuid primary key default gen_random_uuid(),
  item_id     uuid not null references panel_item (id),
  case_id     uuid not null references case_file (id),
  decided     text not null constraint something_decided check (btrim(decided) <> '' and char_length(decided) <= 2000),
  because     text not null constraint reason_given check (btrim(because) <> '' and char_length(because) <= 2000),
  present_posts uuid[] not null,
  present_words text not null default '' constraint present_short check (char_length(present_words) <= 500),
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  constraint somebody_was_there check (cardinality(present_posts) > 0)
);
create index panel_decision_item on panel_decision (item_id, recorded_at);
create index panel_decision_case on panel_decision (case_id);

-- Which action of the plan came from which item. The action itself is the case's.
create table panel_action (
  action_id   uuid primary key references plan_action (id),
  item_id     uuid not null references panel_item (id),
  case_id     uuid not null references case_file (id)
);
create index panel_action_item on panel_action (item_id);

-- ── who sees what ───────────────────────────────────────────────────────────────────────────────────────────────────

create function panel_is_member(meeting_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select exists (select from panel_member m where m.meeting_id = meeting_in and m.post_id = current_post_id() and m.ended_at is null) $$;

-- A meeting is a day, a time and a place; nothing about anybody.
create function panel_sees_meeting(meeting_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select has_capability('panel.coordinate') or has_capability('case.work') or has_capability('team.oversee') or panel_is_member(meeting_in) $$;

-- Through the panel, and only as long as its papers last. The coordinator from the moment that an item is on; members from publication.
create function panel_reaches(item_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from panel_item i join panel_meeting m on m.id = i.meeting_id join case_file f on f.id = i.case_id
      where i.id = item_in and i.state = 'on' and m.state <> 'cancelled' and m.expires_at > current_instant() and f.state <> 'closed'
        and not is_kept_out(current_user_id(), 'case', i.case_id)
        and (has_capability('panel.coordinate') or (m.state = 'published' and panel_is_member(m.id)))) $$;

-- Does the role of the one who asks read this class in a case that it is invited to?
create function panel_role_reads(class_in text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from post p join role_mask m on m.role_code = p.role_code and m.capacity = 'invited'
      where p.id = current_post_id() and m.reads & class_bit(class_in) <> 0) $$;

create function panel_sees_item(item_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from panel_item i where i.id = item_in and (
      may('case', i.case_id, 'plan')
      or (has_capability('panel.coordinate') and not is_kept_out(current_user_id(), 'case', i.case_id))
      or panel_reaches(i.id))) $$;

create function panel_sees_paper(item_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from panel_paper p where p.item_id = item_in
      and (may('case', p.case_id, 'notes', 'write') or (p.sent_version is not null and panel_reaches(item_in)))) $$;

create function panel_sees_part(item_in uuid, version_in int, class_in text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from panel_paper p where p.item_id = item_in and (
      (may('case', p.case_id, 'notes', 'write') and may('case', p.case_id, class_in))
      or (p.sent_version = version_in and panel_role_reads(class_in) and panel_reaches(item_in)))) $$;

-- What was decided is part of the plan; whoever was in the room heard it.
create function panel_sees_decision(item_in uuid, present_in uuid[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from panel_item i where i.id = item_in and (
      may('case', i.case_id, 'plan')
      or (has_capability('panel.coordinate') and not is_kept_out(current_user_id(), 'case', i.case_id))
      or (current_post_id() = any (present_in) and panel_reaches(item_in)))) $$;
revoke execute on function panel_is_member, panel_sees_meeting, panel_reaches, panel_role_reads, panel_sees_item, panel_sees_paper, panel_sees_part,
  panel_sees_decision from public;
grant execute on function panel_is_member, panel_sees_meeting, panel_reaches, panel_role_reads, panel_sees_item, panel_sees_paper, panel_sees_part,
  panel_sees_decision to lapwing_app;

do $$
  declare one record;
  begin
    for one in select * from (values
        ('panel_meeting', 'panel_sees_meeting(id)'), ('panel_member', 'panel_sees_meeting(meeting_id)'), ('panel_item', 'panel_sees_item(id)'),
        ('panel_paper', 'panel_sees_paper(item_id)'), ('panel_paper_part', 'panel_sees_part(item_id, version, class)'),
        ('panel_decision', 'panel_sees_decision(item_id, present_posts)'), ('panel_action', 'panel_sees_item(item_id)')) as t (name, seen) loop
      execute format('alter table %I enable row level security, force row level security', one.name);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', one.name);
      execute format('create policy read_by_panel on %I for select to lapwing_app using ((select current_post_id()) is not null and %s)', one.name, one.seen);
      execute format('grant select on %I to lapwing_app', one.name);
    end loop;
  end $$;

-- ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The agenda as far as the one who asks may see it. Names come from here, because a member of the panel does not see the
-- case itself. What somebody's role would not read in a case (a level, and reasons that tell it) is null.
create function panel_agenda(meeting_in uuid)
  returns table (item_id uuid, case_id uuid, known_as text, reference text, case_state text, worker_name text, reasons text[], asked_because text,
    asked_by text, state text, decided_because text, version int, paper_version int, sent_version int, sent_at timestamptz, decisions bigint, sees_case boolean)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select i.id, i.case_id, f.known_as, f.reference, f.state, wu.full_name,
      case when x.runs or x.sees_case or panel_role_reads('headline') then i.reasons end,
      case when x.runs or x.sees_case then i.asked_because end, case when x.runs or x.sees_case then au.full_name end,
      i.state, case when x.runs or x.sees_case then i.decided_because end, i.version, p.version, p.sent_version, p.sent_at,
      (select count(*) from panel_decision d where d.item_id = i.id and panel_sees_decision(i.id, d.present_posts)), x.sees_case
    from panel_item i join case_file f on f.id = i.case_id
    cross join lateral (select has_capability('panel.coordinate') as runs, may('case', i.case_id, 'plan') as sees_case) x
    left join post wp on wp.id = f.allocated_post_id left join user_account wu on wu.id = wp.user_id
    left join post ap on ap.id = i.asked_by left join user_account au on au.id = ap.user_id
    left join panel_paper p on p.item_id = i.id
    where i.meeting_id = meeting_in and panel_sees_item(i.id)
    order by i.state = 'not_on', i.decided_at, i.added_at, f.known_as $$;

-- Open cases that the rules (reference/panel.yaml) bring up and that nobody has put forward yet: for whoever draws up the
-- agenda, and of each only who it is and why.
create function panel_candidates(meeting_in uuid, kinds_in text[], levels_in text[], newly_in timestamptz, missing_in boolean)
  returns table (case_id uuid, known_as text, reference text, worker_name text, reasons text[])
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('panel.coordinate') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      select f.id, f.known_as, f.reference, u.full_name, x.found
      from case_file f join case_headline h on h.case_id = f.id
      left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
      cross join lateral (select array_remove(array[
        case when h.level = any (levels_in) and h.level_confirmed_at >= newly_in then 'newly' end,
        case when h.level = any (levels_in) and (h.level_confirmed_at is null or h.level_confirmed_at < newly_in) then 'level' end,
        case when missing_in and exists (select from missing_episode e where e.case_id = f.id and e.returned_at is null and e.withdrawn_at is null) then 'missing' end
        ], null) as found) x
      where f.state <> 'closed' and f.kind = any (kinds_in) and cardinality(x.found) > 0
        and not exists (select from panel_item i where i.meeting_id = meeting_in and i.case_id = f.id)
        and not is_kept_out(current_user_id(), 'case', f.id)
      order by 'missing' = any (x.found) desc, 'newly' = any (x.found) desc, f.known_as, f.id limit 300;
  end $$;

-- ── changing ────────────────────────────────────────────────────────────────────────────────────────────────────────

create function panel_require_coordinator() returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$ begin if not has_capability('panel.coordinate') then raise exception 'not there' using errcode = 'P0002'; end if; end $$;

create function panel_tell_members_as_system(meeting_in uuid, what_in text) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select notify_post_as_system(m.post_id, what_in, null, null, meeting_in) from panel_member m
    where m.meeting_id = meeting_in and m.ended_at is null and m.post_id <> current_post_id() $$;

create function panel_plan(on_in date, at_in text, place_in text, chair_in uuid, due_in timestamptz, clock_in jsonb, expires_in timestamptz) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform panel_require_coordinator();
    insert into panel_meeting (meets_on, meets_at, place, chair_post, papers_due_at, papers_clock, expires_at)
      values (on_in, at_in, place_in, chair_in, due_in, clock_in, expires_in) returning id into new_id;
    return new_id;
  end $$;

create function panel_end_invitations_as_system(item_in uuid, because_in text) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    update circle_member c set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in
      from panel_item i where i.id = item_in and c.id = any (i.invitations) and c.ended_at is null $$;

-- Another day, time, place or chair. What hangs on the day (papers, copies, invitations) moves with it. False: somebody changed it since.
create function panel_change(meeting_in uuid, version_in int, on_in date, at_in text, place_in text, chair_in uuid, due_in timestamptz, clock_in jsonb,
    expires_in timestamptz, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m panel_meeting; i panel_item;
  begin
    perform panel_require_coordinator();
    select * into m from panel_meeting where id = meeting_in for update;
    if not found or m.state = 'cancelled' then raise exception 'not there' using errcode = 'P0002'; end if;
    if m.version <> version_in then return false; end if;
    update panel_meeting set meets_on = on_in, meets_at = at_in, place = place_in, chair_post = chair_in, papers_due_at = due_in, papers_clock = clock_in,
      expires_at = expires_in, changed_because = because_in, version = version + 1 where id = meeting_in;
    if (m.meets_on, m.meets_at, m.place) is not distinct from (on_in, at_in, place_in) then return true; end if;
    for i in select * from panel_item where meeting_id = meeting_in and state = 'on' loop
      update circle_member set until_at = expires_in where id = any (i.invitations) and ended_at is null;
      if exists (select from task t where t.record_kind = 'case' and t.record_id = i.case_id and t.kind = 'panel.paper' and t.subject_id = i.id
          and t.done_at is null and t.ended_at is null) then
        perform task_put_as_system('case', i.case_id, 'panel.paper', i.id, f.allocated_post_id, f.team_id, due_in, clock_in, 'the panel was moved')
          from case_file f where f.id = i.case_id;
      end if;
    end loop;
    perform panel_tell_members_as_system(meeting_in, 'panel.moved');
    return true;
  end $$;

create function panel_cancel(meeting_in uuid, version_in int, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m panel_meeting; i panel_item;
  begin
    perform panel_require_coordinator();
    select * into m from panel_meeting where id = meeting_in for update;
    if not found or m.state = 'cancelled' then raise exception 'not there' using errcode = 'P0002'; end if;
    if m.version <> version_in then return false; end if;
    update panel_meeting set state = 'cancelled', changed_because = because_in, version = version + 1 where id = meeting_in;
    for i in select * from panel_item where meeting_id = meeting_in loop
      perform panel_end_invitations_as_system(i.id, 'the panel was cancelled');
      perform task_end_as_system('case', i.case_id, 'panel.paper', i.id, 'the panel was cancelled');
    end loop;
    perform panel_tell_members_as_system(meeting_in, 'panel.cancelled');
    return true;
  end $$;

-- From now on the members read the papers that were sent.
create function panel_publish(meeting_in uuid, version_in int) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform panel_require_coordinator();
    update panel_meeting set state = 'published', published_at = current_instant(), version = version + 1
      where id = meeting_in and version = version_in and state = 'planned';
    if not found then return false; end if;
    perform panel_tell_members_as_system(meeting_in, 'panel.published');
    return true;
  end $$;

-- A role that would read nothing in a case that it is invited to has no place at the table.
create function panel_add_member(meeting_in uuid, post_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m panel_meeting;
  begin
    perform panel_require_coordinator();
    select * into m from panel_meeting where id = meeting_in and state <> 'cancelled';
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    if not exists (select from post p join role_mask r on r.role_code = p.role_code and r.capacity = 'invited' and r.reads <> 0
        where p.id = post_in and post_is_active(p)) then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into panel_member (meeting_id, post_id, added_at, added_by) values (meeting_in, post_in, current_instant(), current_post_id()) on conflict do nothing;
    if found and m.state = 'published' then perform notify_post_as_system(post_in, 'panel.published', null, null, meeting_in); end if;
  end $$;

create function panel_end_member(member_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform panel_require_coordinator();
    update panel_member set ended_at = current_instant() where id = member_in and ended_at is null;
  end $$;

-- A worker asks for a case to be spoken about. False: it is on this agenda, or was asked for, already.
create function panel_propose(meeting_in uuid, case_in uuid, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m panel_meeting;
  begin
    perform require_may('case', case_in, 'notes', 'write');
    select * into m from panel_meeting where id = meeting_in;
    if not found or m.state = 'cancelled' or m.meets_on < current_local_date() then raise exception 'not there' using errcode = 'P0002'; end if;
    if exists (select from case_file f where f.id = case_in and f.state = 'closed') then raise exception 'The case is closed' using errcode = 'LW003'; end if;
    insert into panel_item (meeting_id, case_id, reasons, asked_because, asked_by, state)
      values (meeting_in, case_in, '{asked}', because_in, current_post_id(), 'proposed') on conflict on constraint panel_once_a_meeting do nothing;
    if not found then return false; end if;
    perform notify_post_as_system(m.chair_post, 'panel.asked', null, null, meeting_in);
    return true;
  end $$;

-- What follows when a case is on: chair and coordinator see it until the copies expire (law section 10: F on agenda), and
-- its worker owes a paper.
create function panel_item_is_on_as_system(item_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i panel_item; m panel_meeting; f case_file; who uuid; made uuid[] := '{}';
  begin
    select * into i from panel_item where id = item_in;
    select * into m from panel_meeting where id = i.meeting_id;
    select * into f from case_file where id = i.case_id;
    for who in select distinct x from unnest(array[m.chair_post, m.made_by, current_post_id()]) x
        join post p on p.id = x and p.ended_at is null
        where not is_kept_out(p.user_id, 'case', i.case_id)
          and not exists (select from circle_member c where c.record_kind = 'case' and c.record_id = i.case_id and c.post_id = x and c.capacity = 'invited'
            and c.ended_at is null and (c.until_at is null or c.until_at > current_instant())) loop
      made := made || circle_add_as_system('case', i.case_id, who, 'invited', 'the case is on the agenda of the panel', m.expires_at);
    end loop;
    update panel_item set invitations = made where id = item_in;
    perform task_put_as_system('case', i.case_id, 'panel.paper', i.id, f.allocated_post_id, f.team_id, m.papers_due_at, m.papers_clock, 'on the agenda');
    if f.allocated_post_id is not null then perform notify_post_as_system(f.allocated_post_id, 'panel.on', 'case', i.case_id, i.id); end if;
  end $$;

-- Puts a case on that the rules brought up. Undone by the one answer for everything that cannot be: not there.
create function panel_put_on(meeting_in uuid, case_in uuid, kinds_in text[], levels_in text[], newly_in timestamptz, missing_in boolean) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid; found_reasons text[];
  begin
    perform panel_require_coordinator();
    perform from panel_meeting where id = meeting_in and state <> 'cancelled' for share;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    select c.reasons into found_reasons from panel_candidates(meeting_in, kinds_in, levels_in, newly_in, missing_in) c where c.case_id = case_in;
    -- put on by somebody else a moment ago
    if found_reasons is null then return null; end if;
    insert into panel_item (meeting_id, case_id, reasons, state, decided_at, decided_by)
      values (meeting_in, case_in, found_reasons, 'on', current_instant(), current_post_id()) on conflict on constraint panel_once_a_meeting do nothing returning id into new_id;
    if new_id is not null then perform panel_item_is_on_as_system(new_id); end if;
    return new_id;
  end $$;

-- On, or not on, with the reason; also changes an earlier answer. False: somebody answered since.
create function panel_decide_item(item_in uuid, version_in int, on_in boolean, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i panel_item;
  begin
    perform panel_require_coordinator();
    select * into i from panel_item where id = item_in for update;
    if not found or is_kept_out(current_user_id(), 'case', i.case_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    if i.version <> version_in then return false; end if;
    if on_in and exists (select from case_file f where f.id = i.case_id and f.state = 'closed') then
      raise exception 'The case is closed' using errcode = 'LW003';
    end if;
    update panel_item set state = case when on_in then 'on' else 'not_on' end, decided_because = because_in, decided_at = current_instant(),
      decided_by = current_post_id(), version = version + 1 where id = item_in;
    if on_in and i.state <> 'on' then perform panel_item_is_on_as_system(item_in); end if;
    if not on_in and i.state = 'on' then
      perform panel_end_invitations_as_system(item_in, 'taken off the agenda of the panel');
      perform task_end_as_system('case', i.case_id, 'panel.paper', item_in, 'taken off the agenda');
    end if;
    if not on_in and i.asked_by is not null then perform notify_post_as_system(i.asked_by, 'panel.not_on', 'case', i.case_id, i.id); end if;
    return true;
  end $$;

-- Keeps a version of the paper: [{part, class, said}]. False: somebody saved another since.
create function panel_save_paper(item_in uuid, version_in int, parts_in jsonb) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i panel_item; now_version int; one record;
  begin
    select * into i from panel_item where id = item_in and state = 'on';
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', i.case_id, 'notes', 'write');
    if exists (select from case_file f where f.id = i.case_id and f.state = 'closed')
        or exists (select from panel_meeting m where m.id = i.meeting_id and (m.state = 'cancelled' or m.expires_at <= current_instant())) then
      raise exception 'The case is closed, or the panel over' using errcode = 'LW003';
    end if;
    insert into panel_paper (item_id, case_id, saved_at, saved_by) values (item_in, i.case_id, current_instant(), current_post_id()) on conflict do nothing;
    select version into now_version from panel_paper where item_id = item_in for update;
    if now_version <> version_in then return false; end if;
    update panel_paper set version = version + 1, saved_at = current_instant(), saved_by = current_post_id() where item_id = item_in;
    for one in select * from jsonb_to_recordset(parts_in) as x (part text, class text, said text) loop
      perform require_may('case', i.case_id, one.class);
      insert into panel_paper_part (item_id, case_id, version, part, class, said) values (item_in, i.case_id, now_version + 1, one.part, one.class, one.said);
    end loop;
    -- what this writer does not read stays as somebody else wrote it
    insert into panel_paper_part (item_id, case_id, version, part, class, said)
      select item_in, i.case_id, now_version + 1, o.part, o.class, o.said from panel_paper_part o
      where o.item_id = item_in and o.version = now_version and not may('case', i.case_id, o.class);
    return true;
  end $$;

-- The version that was checked leaves for the panel.
create function panel_send_paper(item_in uuid, version_in int, names_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare p panel_paper;
  begin
    select * into p from panel_paper where item_id = item_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', p.case_id, 'notes', 'write');
    if p.version <> version_in then return false; end if;
    update panel_paper set sent_version = version_in, sent_at = current_instant(), sent_by = current_post_id(), names_because = names_in where item_id = item_in;
    perform task_done_as_system('case', p.case_id, 'panel.paper', item_in, current_instant());
    return true;
  end $$;

-- What the panel decided about one young person, and who was in the room. False: somebody recorded it since.
create function panel_decide(item_in uuid, version_in int, decided_in text, because_in text, present_in uuid[], present_words_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i panel_item; m panel_meeting;
  begin
    perform panel_require_coordinator();
    select * into i from panel_item where id = item_in and state = 'on' for update;
    if not found or is_kept_out(current_user_id(), 'case', i.case_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into m from panel_meeting where id = i.meeting_id;
    if m.state = 'cancelled' or m.meets_on > current_local_date() then raise exception 'not there' using errcode = 'P0002'; end if;
    if i.version <> version_in then return false; end if;
    -- in the room are people of this panel, or of the case
    if exists (select from unnest(present_in) x where x <> m.chair_post and x <> current_post_id()
        and not exists (select from panel_member pm where pm.meeting_id = m.id and pm.post_id = x)
        and not exists (select from case_file f where f.id = i.case_id and f.allocated_post_id = x)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    update panel_item set version = version + 1 where id = item_in;
    insert into panel_decision (item_id, case_id, decided, because, present_posts, present_words, recorded_at, recorded_by)
      values (item_in, i.case_id, decided_in, because_in, present_in, present_words_in, current_instant(), current_post_id());
    if (select allocated_post_id from case_file f where f.id = i.case_id) is not null then
      perform notify_post_as_system((select allocated_post_id from case_file f where f.id = i.case_id), 'panel.decided', 'case', i.case_id, i.id);
    end if;
    return true;
  end $$;

-- An action of the panel is an action of the case's plan; its owner finds it in their own work, whether they see the case or not.
create function panel_add_action(item_in uuid, what_in text, owner_in uuid, owner_words_in text, due_on_in date, due_in timestamptz) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare i panel_item; m panel_meeting; new_id uuid;
  begin
    perform panel_require_coordinator();
    select * into i from panel_item where id = item_in and state = 'on';
    if not found or not panel_reaches(item_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into m from panel_meeting where id = i.meeting_id;
    if owner_in is not null and not (
        exists (select from panel_member pm where pm.meeting_id = m.id and pm.post_id = owner_in and pm.ended_at is null)
        or exists (select from case_access a where a.case_id = i.case_id and a.post_id = owner_in)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    insert into plan_action (case_id, what, owner_post, owner_words, due_on) values (i.case_id, what_in, owner_in, owner_words_in, due_on_in) returning id into new_id;
    insert into panel_action (action_id, item_id, case_id) values (new_id, item_in, i.case_id);
    if owner_in is not null then
      perform task_put_as_system('case', i.case_id, 'panel.action', new_id, owner_in, null, due_in, null, 'decided by the panel');
    end if;
    return new_id;
  end $$;

-- For whoever owes it: what it is, for whom, and no more of the case.
create function panel_own_action(action_in uuid)
  returns table (case_id uuid, known_as text, reference text, what text, due_on date, state text, ended_how text, version int, meets_on date)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select a.case_id, f.known_as, f.reference, a.what, a.due_on, a.state, a.ended_how, a.version, m.meets_on
    from panel_action x join plan_action a on a.id = x.action_id join case_file f on f.id = a.case_id
      join panel_item i on i.id = x.item_id join panel_meeting m on m.id = i.meeting_id
    where x.action_id = action_in and a.owner_post = current_post_id() and not is_kept_out(current_user_id(), 'case', a.case_id) $$;

create function panel_finish_action(action_in uuid, version_in int, state_in text, how_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not exists (select from panel_own_action(action_in)) then raise exception 'not there' using errcode = 'P0002'; end if;
    update plan_action set state = state_in, ended_on = current_local_date(), ended_how = how_in, version = version + 1
      where id = action_in and version = version_in and state = 'open';
    return found;
  end $$;

-- Wherever the action ends, on the plan or by its owner, it is owed no longer.
create function panel_action_ended() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.state = 'done' and old.state = 'open' then
      perform task_done_as_system('case', new.case_id, 'panel.action', new.id, current_instant());
    elsif new.state = 'dropped' and old.state = 'open' then
      perform task_end_as_system('case', new.case_id, 'panel.action', new.id, 'not needed any more');
    end if;
    return null;
  end $$;
create trigger panel_action_ended after update on plan_action for each row execute function panel_action_ended();

-- What the panel's coordinator reads of the actions: the case's plan is not theirs.
create function panel_actions(meeting_in uuid)
  returns table (item_id uuid, what text, owner text, due_on date, state text, ended_how text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select x.item_id, a.what, coalesce(u.full_name, a.owner_words), a.due_on, a.state, a.ended_how
    from panel_item i join panel_action x on x.item_id = i.id join plan_action a on a.id = x.action_id
      left join post p on p.id = a.owner_post left join user_account u on u.id = p.user_id
    where i.meeting_id = meeting_in and (may('case', i.case_id, 'plan')
      or (has_capability('panel.coordinate') and not is_kept_out(current_user_id(), 'case', i.case_id)))
    order by a.due_on, a.what $$;

revoke execute on function panel_require_coordinator, panel_tell_members_as_system, panel_end_invitations_as_system, panel_item_is_on_as_system from public;
revoke execute on function panel_agenda, panel_candidates, panel_plan, panel_change, panel_cancel, panel_publish, panel_add_member, panel_end_member,
  panel_propose, panel_put_on, panel_decide_item, panel_save_paper, panel_send_paper, panel_decide, panel_add_action, panel_own_action,
  panel_finish_action, panel_actions from public;
grant execute on function panel_agenda, panel_candidates, panel_plan, panel_change, panel_cancel, panel_publish, panel_add_member, panel_end_member,
  panel_propose, panel_put_on, panel_decide_item, panel_save_paper, panel_send_paper, panel_decide, panel_add_action, panel_own_action,
  panel_finish_action, panel_actions to lapwing_app;
