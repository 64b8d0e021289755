-- Two things were missing of asking. One's own agency could not be asked, although its front door or its adults' desk may
-- know what the exploitation team does not. And somebody asked by name was covered after hours only, although their leave
-- had been on record for weeks.

-- Whether a post is on the side that asks: the asker, and in one's own agency the asker's team.
create function asks_themselves(asked_by_in uuid, asked_team_in uuid, post_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from post me join post p on p.id = post_in and p.agency_id = me.agency_id
      where me.id = asked_by_in and (p.user_id = me.user_id or p.team_id = asked_team_in)) $$;
revoke execute on function asks_themselves from public;

-- As before, but never the side that asks.
create or replace function is_asked(ask_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from partner_ask q join partner_ask_record r on r.ask_id = q.id join agency a on a.id = q.agency_id and a.active
      join post p on p.id = current_post_id() and p.agency_id = q.agency_id
      join role_capability c on c.role_code = p.role_code and c.capability = 'ask.answer'
      where q.id = ask_in and not is_kept_out(p.user_id, r.record_kind, r.record_id) and not asks_themselves(q.asked_by, q.asked_team, p.id)) $$;

-- As before, one's own agency among them.
create or replace function partner_answerers(kind_in text, id_in uuid)
  returns table (agency_id uuid, agency_name text, post_id uuid, full_name text, role_label text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not may_ask_about(kind_in, id_in) then return; end if;
    return query
      select a.id, a.name, p.id, u.full_name, r.label from partner_answerers_as_system(kind_in, id_in) x
      join agency a on a.id = x.agency_id join post p on p.id = x.post_id join user_account u on u.id = p.user_id join role r on r.code = p.role_code
      where not asks_themselves(current_post_id(), (select me.team_id from post me where me.id = current_post_id()), p.id);
  end $$;

-- Everybody who could answer one ask.
create function answerers_of_ask_as_system(ask_in uuid) returns table (post_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select x.post_id from partner_ask q join partner_ask_record r on r.ask_id = q.id
    cross join lateral partner_answerers_as_system(r.record_kind, r.record_id) x
    where q.id = ask_in and x.agency_id = q.agency_id and not asks_themselves(q.asked_by, q.asked_team, x.post_id) $$;

-- Tells those who may answer: the one asked by name; whoever answers for them while they are away; else everybody there.
create or replace function tell_answerers_as_system(ask_in uuid, what_in text, everybody_in boolean) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare named uuid; instead uuid; is_away boolean; whom uuid[];
  begin
    select q.to_post into named from partner_ask q where q.id = ask_in;
    is_away := named is not null and is_away_now_as_system(named);
    instead := case when is_away then answers_for_as_system(named) end;
    whom := array(select x.post_id from answerers_of_ask_as_system(ask_in) x where x.post_id = case when is_away then instead else named end);
    if everybody_in or cardinality(whom) = 0 then
      whom := array(select x.post_id from answerers_of_ask_as_system(ask_in) x);
    elsif is_away then
      -- the one who is away finds it, too, when they are back
      whom := whom || array(select x.post_id from answerers_of_ask_as_system(ask_in) x where x.post_id = named);
    end if;
    perform notify_post_as_system(x.post_id, what_in, null, null, ask_in) from unnest(whom) as x (post_id);
    if is_away then update partner_ask q set covered_at = coalesce(q.covered_at, current_instant()) where q.id = ask_in; end if;
  end $$;

create or replace function partner_ask_hand_on(ask_in uuid, post_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not is_asked(ask_in) or not exists (select from answerers_of_ask_as_system(ask_in) x where x.post_id = post_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    update partner_ask x set to_post = post_in where x.id = ask_in;
    perform tell_answerers_as_system(ask_in, 'ask.received', false);
  end $$;

create or replace function partner_colleagues(ask_in uuid) returns table (post_id uuid, full_name text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.id, u.full_name from answerers_of_ask_as_system(ask_in) x join post p on p.id = x.post_id join user_account u on u.id = p.user_id
    where p.id <> current_post_id() and is_asked(ask_in) order by u.full_name $$;

-- As before; an ask of somebody whose leave has begun goes to whoever answers for them at once.
create or replace function partner_asks_chase_as_system(again_hours_in int, at_most_in int, cover_hours_in int) returns int
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
    for q in select a.id, is_away_now_as_system(a.to_post) as is_away from partner_ask a
        where a.to_post is not null and a.withdrawn_at is null and a.covered_at is null and (a.answered_at is null or a.checked_by_on is not null)
          and (is_away_now_as_system(a.to_post) or (a.answered_at is null and a.asked_at <= current_instant() - make_interval(hours => cover_hours_in)))
        for update loop
      update partner_ask a set covered_at = current_instant() where a.id = q.id;
      perform tell_answerers_as_system(q.id, 'ask.received', not q.is_away);
      n := n + 1;
    end loop;
    return n;
  end $$;

revoke execute on function answerers_of_ask_as_system from public;
