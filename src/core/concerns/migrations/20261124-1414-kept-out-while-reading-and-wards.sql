-- A named officer who learns while reading that a concern is about another officer keeps that one out from then on, as the
-- referrer could when sending: it beats every grant, nobody lifts it, and nothing of it is left with them: no notice, no
-- task, and not their name as the one to ask.
create function concern_keep_out(concern_in uuid, user_in uuid, is_about_in boolean, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare owed record;
  begin
    perform require_may('concern', concern_in, 'triage', 'write');
    if not has_capability('concern.staff') or user_in = current_user_id()
        or not exists (select from concern c join concern_kind k on k.code = c.kind where c.id = concern_in and k.goes_to = 'named_officer')
        -- whoever sent it knows what they sent
        or exists (select from concern c join post p on p.id = c.submitted_by where c.id = concern_in and p.user_id = user_in)
        or not exists (select from user_account u where u.id = user_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if exists (select from exclusion e where e.kind = 'left_out' and e.record_kind = 'concern' and e.record_id = concern_in
        and e.user_id = user_in and e.lifted_at is null) then return; end if;
    perform leave_out_as_system('concern', concern_in, array[user_in], case when is_about_in then 'it is about them' else because_in end);
    delete from notification n using post p where p.id = n.post_id and p.user_id = user_in and n.record_kind = 'concern' and n.record_id = concern_in;
    update concern c set contact_post = current_post_id() from post p where c.id = concern_in and p.id = c.contact_post and p.user_id = user_in;
    for owed in select k.* from task k join post p on p.id = k.owner_post and p.user_id = user_in
        where k.record_kind = 'concern' and k.record_id = concern_in and k.done_at is null and k.ended_at is null loop
      perform task_put('concern', concern_in, owed.kind, owed.subject_id, current_post_id(), owed.team_id, owed.due_at, owed.clock, 'somebody else reads it');
    end loop;
  end $$;

-- The desk knows the borough better than whoever was worried: it sets the ward of a place, or corrects it. History keeps
-- what the referrer chose.
create function set_place_ward(place_in uuid, ward_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare concern_of uuid;
  begin
    select p.concern_id into concern_of from concern_place p where p.id = place_in;
    if concern_of is null then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('concern', concern_of, 'triage', 'write');
    if ward_in is not null and not exists (select from ward w where w.code = ward_in and w.active) then raise exception 'not there' using errcode = 'P0002'; end if;
    update concern_place p set ward = ward_in where p.id = place_in and p.ward is distinct from ward_in;
  end $$;
