-- Who has looked: at one record, or what one colleague looked at, in a span of time. Also through lists and searches that
-- showed the record among others: a line of a list is a look. Such an entry names all the records that were shown, which
-- row security cannot hide from somebody who may know of one of them; so it comes from here, without the others and
-- without its reason, which may be about another.
create index audit_entry_case on audit_entry (case_id, at desc) where case_id is not null;

-- Those who read the audit, and those who keep the record. Being kept out of it beats both.
create function may_ask_who_looked(kind_in text, id_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select not is_kept_out(current_user_id(), kind_in, id_in)
      and (has_capability('audit.read') or (has_capability('access.review') and may(kind_in, id_in, 'contact', 'write'))) $$;

-- `by`: how the record was seen, itself or among others in a list. Without a record: what these people looked at, as far
-- as the one who asks keeps it. `shown`: how many records a list showed, of those that the one who asks may know.
create function who_looked(kind_in text, id_in uuid, users_in uuid[], from_in timestamptz, until_in timestamptz, limit_in int)
  returns table (at timestamptz, full_name text, role_code text, role_label text, agency_name text, event text, outcome text, purpose text,
    by_list boolean, shown int, record_kind text, record_id uuid, reference text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare reads_all boolean := has_capability('audit.read'); keeps int := class_bit('contact'); kept uuid[]; hidden uuid[]; instant timestamptz := current_instant();
  begin
    if id_in is not null then
      if not may_ask_who_looked(kind_in, id_in) then return; end if;
      return query
        with found as (
          select e.id, e.at from audit_entry e where e.record_id = id_in
          union select e.id, e.at from audit_entry e where e.case_id = id_in
          union select e.id, e.at from audit_entry e where e.shown @> array[id_in])
        select e.at, u.full_name, e.role_code, r.label, g.name, e.event, e.outcome,
          case when e.record_id = id_in or e.case_id = id_in then e.purpose end,
          e.outcome = 'done' and e.record_id is distinct from id_in and e.case_id is distinct from id_in, 1, kind_in, id_in, null::text
        from found f join audit_entry e on e.id = f.id and e.at = f.at
          left join user_account u on u.id = e.user_id left join agency g on g.id = e.agency_id left join role r on r.code = e.role_code
        where (users_in is null or e.user_id = any (users_in)) and (from_in is null or e.at >= from_in) and (until_in is null or e.at < until_in)
        order by e.at desc, e.id desc limit limit_in;
      return;
    end if;
    if users_in is null or not (reads_all or has_capability('access.review')) then return; end if;
    kept := array(
      select a.case_id from case_access a where a.post_id = current_post_id() and a.writes & keeps <> 0
        and a.from_at <= instant and (a.until_at is null or a.until_at > instant)
      union select a.concern_id from concern_access a where a.post_id = current_post_id() and a.writes & keeps <> 0
        and a.from_at <= instant and (a.until_at is null or a.until_at > instant)
      union select a.person_id from person_access a where a.post_id = current_post_id() and a.writes & keeps <> 0
        and a.from_at <= instant and (a.until_at is null or a.until_at > instant));
    -- a record that the one who asks is kept out of is not there, whoever looked at it
    hidden := array(
      select x.record_id from exclusion x where x.user_id = current_user_id() and x.lifted_at is null
      union select rp.record_id from exclusion x join record_person rp on x.record_kind = 'person' and rp.person_id = x.record_id and rp.relation = 'subject'
        where x.user_id = current_user_id() and x.lifted_at is null);
    return query
      select e.at, u.full_name, e.role_code, r.label, g.name, e.event, e.outcome,
        case when e.record_id is not null then e.purpose end, e.outcome = 'done' and e.record_id is null and cardinality(known.ids) > 0, cardinality(known.ids),
        e.record_kind, e.record_id, rr.reference
      from audit_entry e
        cross join lateral (select array(select s from unnest(e.shown) s where (reads_all or s = any (kept)) and not s = any (hidden)) as ids) known
        left join user_account u on u.id = e.user_id left join agency g on g.id = e.agency_id left join role r on r.code = e.role_code
        left join record_reference rr on rr.record_kind = e.record_kind and rr.record_id = e.record_id
      where e.user_id = any (users_in) and (from_in is null or e.at >= from_in) and (until_in is null or e.at < until_in)
        and (reads_all or e.record_id = any (kept) or e.case_id = any (kept) or cardinality(known.ids) > 0)
        and not coalesce(e.record_id = any (hidden), false) and not coalesce(e.case_id = any (hidden), false)
      order by e.at desc, e.id desc limit limit_in;
  end $$;
