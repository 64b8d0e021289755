-- Somebody is away: who sees to their children meanwhile is a name and an answer, not a hope. And a case changes hands only
-- when the one who is to have it has said yes.

-- Days only. Why somebody is away is nobody's business here.
create table leave_period (
  id         uuid primary key default gen_random_uuid(),
  post_id    uuid not null references post (id),
  from_on    date not null,
  -- the last day away
  until_on   date not null,
  entered_at timestamptz not null,
  entered_by uuid not null references post (id),
  -- called off, or back before the last day
  ended_at   timestamptz,
  constraint in_order check (until_on >= from_on)
);
create index leave_period_post on leave_period (post_id, from_on);
alter table leave_period enable row level security, force row level security;
create policy system_all on leave_period to lapwing_owner using (true) with check (true);
-- colleagues of the same organisation need to know who is not there; partners see it on the case they share
create policy read_colleagues on leave_period for select to lapwing_app using (
  exists (select from post p where p.id = leave_period.post_id and p.agency_id = (select me.agency_id from post me where me.id = (select current_post_id()))));
grant select on leave_period to lapwing_app;

-- A case that is offered to a colleague: to cover while its worker is away, or to have. It stays with the giver until the
-- colleague says yes.
create table case_offer (
  id         uuid primary key default gen_random_uuid(),
  case_id    uuid not null references case_file (id),
  kind       text not null constraint kind_known check (kind in ('cover', 'handover')),
  leave_id   uuid references leave_period (id),
  from_post  uuid not null references post (id),
  to_post    uuid not null references post (id),
  because    text not null default '' constraint because_short check (char_length(because) <= 1000),
  state      text not null constraint state_known check (state in ('offered', 'accepted', 'refused', 'withdrawn', 'ended')),
  offered_at timestamptz not null,
  offered_by uuid not null references post (id),
  answered_at timestamptz,
  answer_because text not null default '' constraint answer_short check (char_length(answer_because) <= 1000),
  ended_at   timestamptz,
  ended_because text not null default '',
  -- the membership of the circle that came of a yes to cover
  member_id  uuid references circle_member (id),
  constraint cover_is_of_a_leave check ((kind = 'cover') = (leave_id is not null)),
  constraint not_for_oneself check (from_post <> to_post),
  constraint refused_has_a_reason check (state <> 'refused' or btrim(answer_because) <> '')
);
-- one cover at a time, and one colleague at a time who is asked to take it over
create unique index case_offer_one_cover on case_offer (case_id, leave_id) where kind = 'cover' and state in ('offered', 'accepted');
create unique index case_offer_one_handover on case_offer (case_id) where kind = 'handover' and state = 'offered';
create index case_offer_case on case_offer (case_id);
create index case_offer_to on case_offer (to_post) where state in ('offered', 'accepted');
create index case_offer_leave on case_offer (leave_id);
select protect_table('case_offer', 'case', 'plan', null, '{}');

-- Five lines for whoever sees to them next.
create table case_handover (
  case_id     uuid primary key references case_file (id),
  matters_now text not null default '' constraint matters_short check (char_length(matters_now) <= 1000),
  next_visit  text not null default '' constraint visit_short check (char_length(next_visit) <= 1000),
  safe_to_ring text not null default '' constraint ring_short check (char_length(safe_to_ring) <= 1000),
  not_to_do   text not null default '' constraint not_to_do_short check (char_length(not_to_do) <= 1000),
  promised    text not null default '' constraint promised_short check (char_length(promised) <= 1000),
  written_at  timestamptz not null default current_instant(),
  written_by  uuid not null default current_post_id() references post (id),
  version     int not null default 1,
  constraint something_written check (btrim(matters_now || next_visit || safe_to_ring || not_to_do || promised) <> '')
);
select protect_table('case_handover', 'case', 'notes');

-- ── helpers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- London's midnight at the beginning of a day.
create function london_midnight(on_in date) returns timestamptz
  language sql stable set search_path = public, pg_temp
  as $$ select on_in::timestamp at time zone 'Europe/London' $$;

create function is_away_between(user_in uuid, from_in date, until_in date) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from leave_period l join post p on p.id = l.post_id
      where p.user_id = user_in and l.ended_at is null and l.from_on <= until_in and l.until_on >= from_in) $$;
revoke execute on function is_away_between from public;

-- Whose leave and covers the one who asks arranges: their own, and those of whom they answer for.
create function arranges_leave_of(post_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select post_in = current_post_id() or (has_capability('case.allocate') and exists (select from post p
      where p.id = post_in and (p.reports_to = current_post_id() or p.team_id = (select me.team_id from post me where me.id = current_post_id())))) $$;
revoke execute on function arranges_leave_of from public;
grant execute on function arranges_leave_of to lapwing_app;

-- A cover stops: the colleague leaves the circle at that moment.
create function end_cover_as_system(offer_in uuid, state_in text, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare o case_offer;
  begin
    select * into o from case_offer x where x.id = offer_in and x.state in ('offered', 'accepted') for update;
    if not found then return; end if;
    update case_offer x set state = state_in, ended_at = current_instant(), ended_because = because_in where x.id = offer_in;
    update circle_member m set ended_at = current_instant(), ended_by = current_post_id(), ended_because = because_in
      where m.id = o.member_id and m.ended_at is null;
  end $$;
revoke execute on function end_cover_as_system from public;

-- Tells the absent one and whoever answers for them that a cover is gone.
create function tell_cover_is_lost_as_system(from_in uuid, leave_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare manager uuid := manager_of_as_system(from_in);
  begin
    perform notify_post_as_system(from_in, 'cover.lost', null, null, leave_in);
    if manager is not null then perform notify_post_as_system(manager, 'cover.lost', null, null, leave_in); end if;
  end $$;
revoke execute on function tell_cover_is_lost_as_system from public;

-- ── being away ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- Whoever is away covers for nobody: what they had promised to cover in those days has no cover any more, and that is said.
create function enter_leave(post_in uuid, from_in date, until_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid; r record; the_user uuid;
  begin
    if not arranges_leave_of(post_in) or not exists (select from post p where p.id = post_in and post_is_active(p)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if until_in < from_in then raise exception 'It ends before it begins' using errcode = 'LW010'; end if;
    if until_in < current_local_date() then raise exception 'It is over already' using errcode = 'LW012'; end if;
    select p.user_id into the_user from post p where p.id = post_in;
    perform pg_advisory_xact_lock(hashtextextended('leave ' || the_user, 0));
    if exists (select from leave_period l where l.post_id = post_in and l.ended_at is null and l.from_on <= until_in and l.until_on >= from_in) then
      raise exception 'There is leave in these days already' using errcode = 'LW011';
    end if;
    insert into leave_period (post_id, from_on, until_on, entered_at, entered_by)
      values (post_in, from_in, until_in, current_instant(), current_post_id()) returning id into new_id;
    for r in select distinct o.leave_id, o.from_post from case_offer o join leave_period l on l.id = o.leave_id join post p on p.id = o.to_post
        where p.user_id = the_user and o.state in ('offered', 'accepted') and l.ended_at is null and l.from_on <= until_in and l.until_on >= from_in loop
      perform end_cover_as_system(o.id, 'ended', 'the cover is away too') from case_offer o join post p on p.id = o.to_post
        where o.leave_id = r.leave_id and p.user_id = the_user and o.state in ('offered', 'accepted');
      perform tell_cover_is_lost_as_system(r.from_post, r.leave_id);
    end loop;
    return new_id;
  end $$;

-- Back, or not away after all: covers end now.
create function end_leave(leave_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare l leave_period;
  begin
    select * into l from leave_period x where x.id = leave_in and x.ended_at is null for update;
    if not found or not arranges_leave_of(l.post_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    update leave_period x set ended_at = current_instant() where x.id = leave_in;
    perform end_cover_as_system(o.id, 'ended', 'they are back') from case_offer o where o.leave_id = leave_in and o.state in ('offered', 'accepted');
  end $$;

-- ── offering and answering ──────────────────────────────────────────────────────────────────────────────────────────

-- Asks a colleague to cover one case. Who covers it already is not replaced by accident: `instead_in` says that they are.
create function offer_cover(leave_in uuid, case_in uuid, to_in uuid, instead_in boolean) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare l leave_period; f case_file; live case_offer; to_user uuid; new_id uuid;
  begin
    select * into l from leave_period x where x.id = leave_in and x.ended_at is null for update;
    if not found or not arranges_leave_of(l.post_id) or l.until_on < current_local_date() then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into f from case_file x where x.id = case_in and x.state <> 'closed' and x.allocated_post_id = l.post_id for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', case_in, 'plan', 'write');
    select p.user_id into to_user from post p where p.id = to_in;
    if to_user = (select p.user_id from post p where p.id = l.post_id) then raise exception 'Nobody covers for themselves' using errcode = 'LW020'; end if;
    if is_away_between(to_user, l.from_on, l.until_on) then raise exception 'They are away themselves' using errcode = 'LW021'; end if;
    if not can_be_given_case(case_in, to_in) or exists (select from post p where p.id = to_in and p.until_on < l.until_on) then
      raise exception 'They cannot cover it' using errcode = 'LW022';
    end if;
    select * into live from case_offer o where o.case_id = case_in and o.leave_id = leave_in and o.state in ('offered', 'accepted');
    if found then
      if live.to_post = to_in then return live.id; end if;
      if not instead_in then raise exception 'Somebody covers it already' using errcode = 'LW023'; end if;
      perform end_cover_as_system(live.id, 'withdrawn', 'another colleague covers instead');
      perform notify_post_as_system(live.to_post, 'cover.withdrawn', null, null, leave_in);
    end if;
    insert into case_offer (case_id, kind, leave_id, from_post, to_post, state, offered_at, offered_by)
      values (case_in, 'cover', leave_in, l.post_id, to_in, 'offered', current_instant(), current_post_id()) returning id into new_id;
    if not exists (select from notification n where n.post_id = to_in and n.kind = 'cover.asked' and n.subject_id = leave_in and n.read_at is null) then
      perform notify_post_as_system(to_in, 'cover.asked', null, null, leave_in);
    end if;
    return new_id;
  end $$;

-- What I am asked, and whom I have said yes to. Before the answer nothing of the cases is told but how many there are.
create function covers_asked_of_me()
  returns table (leave_id uuid, from_post uuid, from_name text, from_on date, until_on date, cases int, state text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select l.id, l.post_id, u.full_name, l.from_on, l.until_on, count(*)::int, o.state
    from case_offer o join leave_period l on l.id = o.leave_id join post p on p.id = l.post_id join user_account u on u.id = p.user_id
    where o.to_post = (select current_post_id()) and o.kind = 'cover' and o.state in ('offered', 'accepted')
      and l.ended_at is null and l.until_on >= current_local_date()
    group by l.id, u.full_name, o.state order by l.from_on, u.full_name, o.state $$;
revoke execute on function covers_asked_of_me from public;
grant execute on function covers_asked_of_me to lapwing_app;

-- Yes or no to everything that I am asked to cover in one leave. Yes lets me into the circles from the first day to the end
-- of the last, in the database: nothing has to run for it to end.
create function answer_cover(leave_in uuid, yes_in boolean, because_in text) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare l leave_period; o case_offer; answered int := 0; begins timestamptz; ends timestamptz; member uuid;
  begin
    select * into l from leave_period x where x.id = leave_in and x.ended_at is null and x.until_on >= current_local_date() for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    if not yes_in and btrim(because_in) = '' then raise exception 'Say why not' using errcode = 'LW002'; end if;
    if yes_in and is_away_between(current_user_id(), l.from_on, l.until_on) then raise exception 'Away themselves' using errcode = 'LW021'; end if;
    begins := greatest(london_midnight(l.from_on), current_instant());
    ends := london_midnight(l.until_on + 1);
    for o in select * from case_offer x where x.leave_id = leave_in and x.to_post = current_post_id() and x.state = 'offered' for update loop
      answered := answered + 1;
      if yes_in and can_be_given_case(o.case_id, o.to_post) then
        insert into circle_member (record_kind, record_id, post_id, capacity, because, from_at, until_at, added_by)
          values ('case', o.case_id, o.to_post, 'cover', 'covers while the worker is away', begins, ends, o.offered_by) returning id into member;
        update case_offer x set state = 'accepted', answered_at = current_instant(), answer_because = because_in, member_id = member where x.id = o.id;
      else
        update case_offer x set state = 'refused', answered_at = current_instant(),
          answer_because = case when yes_in then 'they cannot cover it' else because_in end where x.id = o.id;
      end if;
    end loop;
    if answered = 0 then raise exception 'not there' using errcode = 'P0002'; end if;
    perform notify_post_as_system(l.post_id, case when yes_in then 'cover.accepted' else 'cover.refused' end, null, null, leave_in);
    if not yes_in and manager_of_as_system(l.post_id) is not null then
      perform notify_post_as_system(manager_of_as_system(l.post_id), 'cover.refused', null, null, leave_in);
    end if;
    return answered;
  end $$;

-- Offers a case to a colleague who is to have it. By its worker, or by whoever gives cases.
create function offer_case(case_in uuid, to_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file; new_id uuid;
  begin
    perform require_may('case', case_in, 'plan', 'write');
    select * into f from case_file x where x.id = case_in for update;
    if f.allocated_post_id is null or f.state = 'closed' or not (f.allocated_post_id = current_post_id() or has_capability('case.allocate')) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    if (select p.user_id from post p where p.id = to_in) = (select p.user_id from post p where p.id = f.allocated_post_id) then
      raise exception 'They have it' using errcode = 'LW020';
    end if;
    if not can_be_given_case(case_in, to_in) then raise exception 'They cannot have it' using errcode = 'LW022'; end if;
    if exists (select from case_offer o where o.case_id = case_in and o.kind = 'handover' and o.state = 'offered') then
      raise exception 'It is offered already' using errcode = 'LW023';
    end if;
    insert into case_offer (case_id, kind, from_post, to_post, because, state, offered_at, offered_by)
      values (case_in, 'handover', f.allocated_post_id, to_in, because_in, 'offered', current_instant(), current_post_id()) returning id into new_id;
    perform notify_post_as_system(to_in, 'case.offered', null, null, new_id);
    return new_id;
  end $$;

-- Cases that I am asked to take over: who asks and why, and how urgent it is; whose case it is only after yes.
create function cases_offered_to_me() returns table (offer_id uuid, from_name text, because text, level text, is_child boolean, offered_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select o.id, u.full_name, o.because, h.level, f.kind = 'child', o.offered_at
    from case_offer o join case_file f on f.id = o.case_id join case_headline h on h.case_id = f.id
    join post p on p.id = o.from_post join user_account u on u.id = p.user_id
    where o.to_post = (select current_post_id()) and o.kind = 'handover' and o.state = 'offered' and f.state <> 'closed'
      and not is_kept_out((select current_user_id()), 'case', f.id)
    order by o.offered_at $$;
revoke execute on function cases_offered_to_me from public;
grant execute on function cases_offered_to_me to lapwing_app;

create function answer_case_offer(offer_in uuid, yes_in boolean, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare o case_offer; f case_file;
  begin
    select * into o from case_offer x where x.id = offer_in and x.kind = 'handover' and x.state = 'offered' and x.to_post = current_post_id() for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into f from case_file x where x.id = o.case_id for update;
    if f.state = 'closed' or f.allocated_post_id is distinct from o.from_post then raise exception 'not there' using errcode = 'P0002'; end if;
    if not yes_in and btrim(because_in) = '' then raise exception 'Say why not' using errcode = 'LW002'; end if;
    update case_offer x set state = case when yes_in then 'accepted' else 'refused' end, answered_at = current_instant(), answer_because = because_in
      where x.id = offer_in;
    if yes_in then perform give_case_as_system(o.case_id, o.to_post, o.because); end if;
    perform notify_post_as_system(o.from_post, case when yes_in then 'case.offer_accepted' else 'case.offer_refused' end, null, null, offer_in);
    return o.case_id;
  end $$;

create function withdraw_offer(offer_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare o case_offer;
  begin
    select * into o from case_offer x where x.id = offer_in and x.state in ('offered', 'accepted') and (x.kind = 'cover' or x.state = 'offered') for update;
    if not found or not arranges_leave_of(o.from_post) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', o.case_id, 'plan', 'read');
    perform end_cover_as_system(o.id, 'withdrawn', 'taken back');
    perform notify_post_as_system(o.to_post, 'cover.withdrawn', null, null, coalesce(o.leave_id, o.id));
    return o.case_id;
  end $$;

-- ── what ends by itself ─────────────────────────────────────────────────────────────────────────────────────────────

-- A case that changes hands, or closes, is covered for nobody and offered by nobody.
create function end_offers_of_case() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.allocated_post_id is not distinct from old.allocated_post_id and new.state = old.state then return null; end if;
    perform end_cover_as_system(o.id, 'ended', 'the case is with somebody else') from case_offer o
      where o.case_id = new.id and (o.state = 'offered' or (o.state = 'accepted' and o.kind = 'cover'))
        and (new.state = 'closed' or o.from_post is distinct from new.allocated_post_id);
    return null;
  end $$;
create trigger end_offers after update on case_file for each row execute function end_offers_of_case();

create function end_offers_of_post() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    if new.ended_at is null or old.ended_at is not null then return null; end if;
    for r in select distinct o.leave_id, o.from_post from case_offer o where o.to_post = new.id and o.kind = 'cover' and o.state in ('offered', 'accepted') loop
      perform tell_cover_is_lost_as_system(r.from_post, r.leave_id);
    end loop;
    perform end_cover_as_system(o.id, 'ended', 'they left') from case_offer o
      where (o.to_post = new.id or o.from_post = new.id) and (o.state = 'offered' or (o.state = 'accepted' and o.kind = 'cover'));
    update leave_period l set ended_at = current_instant() where l.post_id = new.id and l.ended_at is null;
    return null;
  end $$;
create trigger end_offers after update on post for each row execute function end_offers_of_post();

-- ── leaving ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- May this colleague see what is owed there? For whoever hands out what somebody left.
create function could_owe(post_in uuid, kind_in text, id_in uuid) returns boolean
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may(kind_in, id_in, 'contact', 'read');
    return case kind_in
      when 'case' then exists (select from case_access a where a.case_id = id_in and a.post_id = post_in and a.reads & class_bit('headline') <> 0
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant()))
      when 'concern' then exists (select from concern_access a where a.concern_id = id_in and a.post_id = post_in and a.reads & class_bit('headline') <> 0
        and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant()))
      else false end;
  end $$;
revoke execute on function could_owe from public;
grant execute on function could_owe to lapwing_app;
