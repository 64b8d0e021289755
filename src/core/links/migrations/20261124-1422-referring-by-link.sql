-- What a link may do with a concern: what its referrer may, and with what it wrote itself only. Through the same
-- statements as somebody with an account, by policies of its own.

alter table concern_submission add column link_id uuid references one_time_link (id);

-- The concern that was sent through the link, or that its deputy follows.
create function current_link_concern() returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$ select x.concern_id from one_time_link x where x.id = current_link_id() and x.purpose = 'refer' $$;

create function current_link_is_deputy() returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select coalesce((select x.deputy_of is not null from one_time_link x where x.id = current_link_id()), true) $$;

create policy own_by_link on concern for select to lapwing_app using (id = (select current_link_concern()));
create policy own_by_link on concern_submission for select to lapwing_app using (link_id = (select current_link_id()));
create policy insert_by_link on concern_submission for insert to lapwing_app
  with check (concern_id = (select current_link_concern()) and link_id = (select current_link_id()));
drop policy own_name on concern_submission;
create policy own_name on concern_submission as restrictive for insert to lapwing_app
  with check (submitted_by is not distinct from (select current_post_id()) and link_id is not distinct from (select current_link_id()));
create policy own_by_link on concern_subject for select to lapwing_app
  using ((select current_link_id()) is not null and exists (select from concern_submission s where s.id = submission_id and s.link_id = (select current_link_id())));
create policy insert_by_link on concern_subject for insert to lapwing_app
  with check (concern_id = (select current_link_concern())
    and exists (select from concern_submission s where s.id = submission_id and s.link_id = (select current_link_id())));

-- What named people chose to tell the referrer, as "My referrals" would show it: for whoever sent it, not for a deputy.
create function link_messages() returns table (id uuid, sent_at timestamptz, sent_by_name text, says text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select m.id, m.sent_at, u.full_name, m.says from referrer_message m join post p on p.id = m.sent_by join user_account u on u.id = p.user_id
    where m.concern_id = current_link_concern() and not current_link_is_deputy() order by m.sent_at, m.id $$;

-- As before; for a link there is its own concern, and of that what is sent by whoever refers.
create or replace function may(kind_in text, id_in uuid, class text, how text default 'read') returns boolean
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    bit int := class_bit(class);
    me uuid := current_post_id();
    instant timestamptz := current_instant();
    is_write boolean := how = 'write';
  begin
    if me is null then
      return kind_in = 'concern' and class = 'submission' and coalesce(id_in = current_link_concern(), false);
    end if;
    case kind_in
      when 'case' then
        return exists (select from case_access a where a.case_id = id_in and a.post_id = me
          and (case when is_write then a.writes else a.reads end) & bit <> 0 and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
      when 'concern' then
        return exists (select from concern_access a where a.concern_id = id_in and a.post_id = me
          and (case when is_write then a.writes else a.reads end) & bit <> 0 and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
      when 'person' then
        return exists (select from person_access a where a.person_id = id_in and a.post_id = me
          and (case when is_write then a.writes else a.reads end) & bit <> 0 and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
      else
        return false;
    end case;
  end $$;

-- As before; what comes by a link is the agency's whose address it was sent to.
create or replace function person_source_insert_as_system(person_in uuid, source_in jsonb, kind_in text, id_in uuid) returns uuid
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into source_record (person_id, agency_id, system_code, own_reference, origin, entered_by, because, through_kind, through_id, findable)
      values (person_in, coalesce((source_in ->> 'agencyId')::uuid, (select p.agency_id from post p where p.id = current_post_id()),
          (select x.agency_id from one_time_link x where x.id = current_link_id())), source_in ->> 'systemCode',
        source_in ->> 'ownReference', source_in ->> 'origin', current_post_id(), source_in ->> 'because', kind_in, id_in,
        coalesce((source_in ->> 'findable')::boolean, true))
      returning id $$;

-- As before; also for a link, once: to the desk only, because who receives a concern about staff is for colleagues to see.
create or replace function concern_open(kind_in text, state_in text, due_in timestamptz, why_in jsonb, about_in uuid[], left_out_in uuid[]) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    k concern_kind; new_id uuid := gen_random_uuid(); first_team uuid; first_officer uuid; r record; l one_time_link;
  begin
    select * into l from one_time_link x where x.id = current_link_id() and x.purpose = 'refer' and x.concern_id is null for update;
    if l.id is null and (current_user_id() is null or not has_capability('concern.refer')) then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into k from concern_kind x where x.code = kind_in and x.active;
    if not found then raise exception 'There is no kind of concern called %', kind_in using errcode = 'P0001'; end if;
    if l.id is not null and k.goes_to <> 'triage' then raise exception 'not there' using errcode = 'P0002'; end if;
    if k.goes_to = 'triage' then
      select t.id into first_team from team t where t.kind = 'triage' and t.active order by t.code limit 1;
      if first_team is null then raise exception 'no triage team' using errcode = 'P0001', constraint = 'no_triage_team'; end if;
    else
      select o.post_id into first_officer from named_officers() o where o.user_id <> all (about_in || left_out_in) limit 1;
      if first_officer is null then raise exception 'no named officer' using errcode = 'P0001', constraint = 'no_named_officer'; end if;
    end if;
    perform leave_out_as_system('concern', new_id, about_in, 'it is about them');
    perform leave_out_as_system('concern', new_id, array(select x from unnest(left_out_in) x where x <> all (about_in)), 'left out by whoever sent it');
    insert into concern (id, reference, kind, state, received_at, submitted_by, agency_id, contact_team, contact_post, decision_due_at, due_why)
      values (new_id, new_reference('C'), kind_in, state_in, current_instant(), current_post_id(),
        coalesce(l.agency_id, (select p.agency_id from post p where p.id = current_post_id())), first_team, first_officer, due_in, why_in);
    if l.id is not null then update one_time_link x set concern_id = new_id where x.id = l.id;
    else perform circle_add_as_system('concern', new_id, current_post_id(), 'submitter', 'sent this concern');
    end if;
    if first_team is not null then
      insert into record_team (record_kind, record_id, team_id) select 'concern', new_id, t.id from team t where t.kind = 'triage' and t.active;
    else
      for r in select o.post_id from named_officers() o where o.user_id <> all (about_in || left_out_in) loop
        perform circle_add_as_system('concern', new_id, r.post_id, 'named_officer', 'receives concerns about staff');
        perform notify_post(r.post_id, 'concern.staff', 'concern', new_id, null);
      end loop;
    end if;
    perform task_put_as_system('concern', new_id, 'triage.decision', null, first_officer, first_team, due_in, why_in, 'received');
    return new_id;
  end $$;

-- Sent: from now on the link follows, for longer.
create function link_follow(days_in int) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$ update one_time_link x set expires_at = current_instant() + make_interval(days => days_in) where x.id = current_link_id() and x.concern_id is not null $$;

-- Whom to phone: about this concern, and when it cannot wait. Names of teams and their numbers, nobody's of the staff.
create function link_phones() returns table (name text, phone text, is_for text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select t.name, t.phone, 'concern' from concern c join team t on t.id = c.contact_team where c.id = current_link_concern()
    union all (select t.name, t.phone, 'concern' from team t
      where t.kind = 'triage' and t.active and current_link_id() is not null and current_link_concern() is null order by t.code limit 1)
    union all select t.name, t.phone, 'emergency' from team t where t.kind = 'emergency' and t.active and current_link_id() is not null $$;

-- How a concern came: for those who read what was sent.
create function concern_links(concern_in uuid) returns table (email text, agency_name text, opened_at timestamptz, is_deputy boolean)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not may('concern', concern_in, 'triage', 'read') then return; end if;
    return query select h.email, a.name, x.opened_at, x.deputy_of is not null from one_time_link x join link_holder h on h.id = x.holder_id
      join agency a on a.id = x.agency_id where x.concern_id = concern_in and x.revoked_at is null order by 4, 1;
  end $$;

-- Something for the referrer to read: an e-mail says so, and nothing else.
create function link_has_news() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update one_time_link x set news_wanted_at = current_instant()
      where x.concern_id = case when tg_table_name = 'concern' then new.id else (to_jsonb(new) ->> 'concern_id')::uuid end and x.revoked_at is null;
    return null;
  end $$;
create trigger link_has_news after update of state on concern for each row when (new.state <> old.state and new.state <> 'received') execute function link_has_news();
create trigger link_has_news after insert on referrer_message for each row execute function link_has_news();
