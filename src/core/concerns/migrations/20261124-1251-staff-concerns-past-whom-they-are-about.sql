-- A concern about a member of staff went to every named officer, also when it was about one of them. It now says whom it
-- is about and whom the referrer leaves out; both are kept out before anybody is let in.
drop function named_officers();
create function named_officers() returns table (post_id uuid, user_id uuid, full_name text, phone text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.id, u.id, u.full_name, u.phone from post p join user_account u on u.id = p.user_id and u.state = 'active'
    where current_user_id() is not null and post_is_active(p)
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'concern.staff')
    order by p.from_on, p.id $$;

-- As before; `about_in` and `left_out_in` are accounts. Where nobody who may receive it is left: no_named_officer.
drop function concern_open(text, text, timestamptz, jsonb);
create function concern_open(kind_in text, state_in text, due_in timestamptz, why_in jsonb, about_in uuid[], left_out_in uuid[]) returns uuid
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
      select o.post_id into first_officer from named_officers() o where o.user_id <> all (about_in || left_out_in) limit 1;
      if first_officer is null then raise exception 'no named officer' using errcode = 'P0001', constraint = 'no_named_officer'; end if;
    end if;
    perform leave_out_as_system('concern', new_id, about_in, 'it is about them');
    perform leave_out_as_system('concern', new_id, array(select x from unnest(left_out_in) x where x <> all (about_in)), 'left out by whoever sent it');
    insert into concern (id, reference, kind, state, received_at, submitted_by, agency_id, contact_team, contact_post, decision_due_at, due_why)
      select new_id, new_reference('C'), kind_in, state_in, current_instant(), p.id, p.agency_id, first_team, first_officer, due_in, why_in
      from post p where p.id = current_post_id();
    perform circle_add_as_system('concern', new_id, current_post_id(), 'submitter', 'sent this concern');
    if first_team is not null then
      insert into record_team (record_kind, record_id, team_id) select 'concern', new_id, t.id from team t where t.kind = 'triage' and t.active;
    else
      for r in select o.post_id from named_officers() o where o.user_id <> all (about_in || left_out_in) loop
        perform circle_add_as_system('concern', new_id, r.post_id, 'named_officer', 'receives concerns about staff');
        perform notify_post(r.post_id, 'concern.staff', 'concern', new_id, null);
      end loop;
    end if;
    perform task_put('concern', new_id, 'triage.decision', null, first_officer, first_team, due_in, why_in, 'received');
    return new_id;
  end $$;

-- Whom the referrer kept out of a concern, for the referrer and for those who received it: so that nobody there tells them.
create function concern_left_out(concern_in uuid) returns table (full_name text, is_about boolean)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('concern', concern_in, 'submission', 'read');
    return query select u.full_name, e.because = 'it is about them' from exclusion e join user_account u on u.id = e.user_id
      where e.record_kind = 'concern' and e.record_id = concern_in and e.kind = 'left_out' and e.lifted_at is null order by 2 desc, 1;
  end $$;
