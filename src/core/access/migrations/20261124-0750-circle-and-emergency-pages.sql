-- What the pages of circles and of emergency access need beside the grounds laid before.

-- References are what people read out on the phone: emergency access works from them, so they stand in one place, which
-- the application's role can only look into for records that it may see.
create table record_reference (
  reference   text primary key,
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null
);
create index record_reference_record on record_reference (record_kind, record_id);
alter table record_reference enable row level security, force row level security;
create policy system_all on record_reference to lapwing_owner using (true) with check (true);
create policy read_by_grant on record_reference for select to lapwing_app using (may(record_kind, record_id, 'contact'));
grant select on record_reference to lapwing_app;

-- For a table with the columns id and reference: create trigger keep_reference after insert on T for each row execute
-- function keep_record_reference('case');
create function keep_record_reference() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    insert into record_reference (reference, record_kind, record_id) values (new.reference, tg_argv[0], new.id);
    return null;
  end $$;
create trigger keep_reference after insert on case_file for each row execute function keep_record_reference('case');
create trigger keep_reference after insert on concern for each row execute function keep_record_reference('concern');
insert into record_reference select reference, 'case', id from case_file union all select reference, 'concern', id from concern;

-- An invitation tells the one who is invited; not somebody who is kept out, who must not learn that the record is there.
create function circle_invite_and_tell(kind_in text, id_in uuid, post_in uuid, capacity_in text, because_in text, until_in timestamptz) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare member uuid := circle_invite(kind_in, id_in, post_in, capacity_in, because_in, until_in); invited uuid;
  begin
    select user_id into invited from post where id = post_in;
    if not is_kept_out(invited, kind_in, id_in) then perform notify_post(post_in, 'circle.invited', kind_in, id_in, null); end if;
    return member;
  end $$;

-- Who is told at once, and owes the review: the managers of the record who may review, else the opener's own manager,
-- else those who read the audit. Nobody who is kept out, and not the opener.
create function break_glass_managers(kind_in text, id_in uuid, opener uuid) returns setof uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    return query
      select distinct g.post_id from grants_of(kind_in, id_in) g join post p on p.id = g.post_id and post_is_active(p)
        join role_capability c on c.role_code = p.role_code and c.capability = 'access.review'
      where g.post_id <> opener and g.reads & class_bit('contact') <> 0
        and g.from_at <= current_instant() and (g.until_at is null or g.until_at > current_instant());
    if found then return; end if;
    return query select m.id from post o join post m on m.id = o.reports_to where o.id = opener and post_is_active(m) and not is_kept_out(m.user_id, kind_in, id_in);
    if found then return; end if;
    return query select p.id from post p join role_capability c on c.role_code = p.role_code and c.capability = 'audit.read'
      where post_is_active(p) and p.id <> opener;
  end $$;
revoke execute on function break_glass_managers from public;

-- Emergency access by reference (law R85). Nothing when there is no such record or it is closed to the one who asks: the
-- page says the same for both. The managers are told in the same transaction, and one of them owes the review.
create function break_glass_by_reference(reference_in text, reason_in text, ends_in timestamptz, review_by_in date,
    review_due_in timestamptz, clock_in jsonb)
  returns table (record_kind text, record_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record_reference; use_id uuid; manager uuid; first_manager uuid; told int := 0;
  begin
    if not has_capability('access.break_glass') then return; end if;
    -- as it is read out: small letters, with or without the dash
    select x.* into r from record_reference x
      where replace(x.reference, '-', '') = upper(regexp_replace(reference_in, '[^0-9A-Za-z]', '', 'g'));
    if not found or is_kept_out(current_user_id(), r.record_kind, r.record_id) then return; end if;
    use_id := break_glass(r.record_kind, r.record_id, reason_in, ends_in, review_by_in);
    for manager in select break_glass_managers(r.record_kind, r.record_id, current_post_id()) loop
      told := told + 1;
      perform notify_post(manager, 'break_glass.opened', r.record_kind, r.record_id, use_id);
      first_manager := coalesce(first_manager, manager);
    end loop;
    if first_manager is not null then
      perform task_put(r.record_kind, r.record_id, 'break_glass.review', use_id, first_manager,
        (select t.team_id from record_team t where t.record_kind = r.record_kind and t.record_id = r.record_id limit 1),
        review_due_in, clock_in, 'emergency access');
    end if;
    return query select r.record_kind, r.record_id;
  end $$;
create index record_reference_spoken on record_reference (replace(reference, '-', ''));

-- Why somebody may see a record, ground by ground: for that person, for those who read the audit, and for those who keep
-- the record's circle. That somebody is kept out is told only to those who may keep out, and never to that person: for
-- others only what really opens is listed, so that a missing line does not give it away.
create function access_explain(user_in uuid, kind_in text, id_in uuid)
  returns table (post_id uuid, role_label text, agency_name text, because text, reads int, writes int, from_at timestamptz,
    until_at timestamptz, state text, why text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    keeps_circle boolean := has_capability('access.review') and may(kind_in, id_in, 'contact');
    may_know boolean := user_in <> current_user_id() and (has_capability('audit.read') or (has_capability('access.exclude') and may(kind_in, id_in, 'contact')));
  begin
    if user_in is distinct from current_user_id() and not keeps_circle and not has_capability('audit.read') then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return query
      with ground as (
        select m.post_id, m.capacity, m.from_at, m.until_at, m.because as said
        from circle_member m where m.record_kind = kind_in and m.record_id = id_in and m.ended_at is null
        union all
        select p.id, 'team', '-infinity'::timestamptz, null, t.name from record_team rt join team t on t.id = rt.team_id join post p on p.team_id = rt.team_id
        where rt.record_kind = kind_in and rt.record_id = id_in
        union all
        select p.id, 'service', '-infinity'::timestamptz, null, a.name from record_team rt join team t on t.id = rt.team_id
          join agency a on a.id = t.agency_id join post p on p.agency_id = t.agency_id
        where rt.record_kind = kind_in and rt.record_id = id_in
      )
      select p.id, r.label, a.name, g.capacity, m.reads, m.writes, g.from_at, g.until_at,
        case when p.ended_at is not null or not post_is_active(p) then 'post_ended'
          when u.state = 'disabled' then 'account_disabled'
          when g.from_at > current_instant() then 'not_yet'
          when g.until_at <= current_instant() then 'over'
          when is_kept_out(p.user_id, kind_in, id_in) then 'kept_out'
          else 'open' end, g.said
      from ground g join post p on p.id = g.post_id and p.user_id = user_in join user_account u on u.id = p.user_id
        join role r on r.code = p.role_code join agency a on a.id = p.agency_id
        join role_mask m on m.role_code = p.role_code and m.capacity = g.capacity and m.reads <> 0
      where may_know or not is_kept_out(p.user_id, kind_in, id_in)
      order by p.id, g.capacity;
  end $$;

-- A record by what people call it: its reference, or KIND:ID. Nothing when there is none that the one who asks may see,
-- unless they read the audit.
create function record_named(name_in text) returns table (record_kind text, record_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select x.record_kind, x.record_id from record_reference x
    where replace(x.reference, '-', '') = upper(regexp_replace(name_in, '[^0-9A-Za-z]', '', 'g'))
      and (has_capability('audit.read') or may(x.record_kind, x.record_id, 'contact')) $$;
