-- Somebody moves house or changes school: what held until then was right, and ends; what holds now begins, in one step and
-- for one reason. And each agency's own number for a person is a number of that system: 1042 is somebody else elsewhere.

drop function person_edit(uuid, int, text, jsonb, jsonb);
-- A change made on the person's own page: a source record of its own, so that who said it and when stays with it. Facts
-- in `withdraw_in` ([{fact, id}]) are withdrawn for the same reason; those in `ends_in` ([{fact, id, untilOn}]) were right
-- and hold no longer. Null: somebody else saved first, nothing was done.
create function person_edit(person_in uuid, version_in int, because_in text, facts_in jsonb, withdraw_in jsonb, ends_in jsonb) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare c text; w record; new_source uuid; touched int; refreshed uuid[];
  begin
    foreach c in array coalesce(person_fact_classes(facts_in), '{identity}') loop perform require_may('person', person_in, c, 'write'); end loop;
    perform person_require_related(facts_in);
    update person set version = version + 1 where id = person_in and version = version_in;
    if not found then return null; end if;
    new_source := person_source_insert_as_system(person_in, jsonb_build_object('origin', 'page', 'because', because_in), 'person', person_in);
    for w in select x.fact, x.id, t.class from jsonb_to_recordset(withdraw_in) as x (fact text, id uuid) join protected_table t on t.table_name = x.fact
        where x.fact in ('person_name', 'person_birth', 'person_identifier', 'person_detail', 'person_relationship', 'person_address', 'person_phone',
          'person_safe_contact', 'person_gp', 'person_self_description') loop
      perform require_may('person', person_in, w.class, 'write');
      execute format('update %I set withdrawn_at = current_instant(), withdrawn_by = current_post_id(), withdrawn_because = $1
        where id = $2 and person_id = $3 and withdrawn_at is null', w.fact) using because_in, w.id, person_in;
      get diagnostics touched = row_count;
      if touched = 0 then raise exception 'not there' using errcode = 'P0002'; end if;
    end loop;
    for w in select x.fact, x.id, x."untilOn" as until_on, t.class from jsonb_to_recordset(ends_in) as x (fact text, id uuid, "untilOn" date)
        join protected_table t on t.table_name = x.fact where x.fact in ('person_address', 'person_detail') loop
      perform require_may('person', person_in, w.class, 'write');
      execute format('update %I set until_on = $1 where id = $2 and person_id = $3 and withdrawn_at is null', w.fact) using w.until_on, w.id, person_in;
      get diagnostics touched = row_count;
      if touched = 0 then raise exception 'not there' using errcode = 'P0002'; end if;
    end loop;
    perform person_facts_insert_as_system(jsonb_build_array(facts_in || jsonb_build_object('sourceRecordId', new_source, 'personId', person_in)));
    select array_agg(s.id) into refreshed from source_record s where s.person_id = person_in;
    perform match_rekey_as_system(refreshed);
    return new_source;
  end $$;

-- Of an agency's own reference, `label` is the code of the system it belongs to; of any other number, whatever it is called.
-- An address that its own system replaced still finds the person: people move, and a referral may know the old one.
create or replace function match_rekey_as_system(source_ids uuid[]) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    delete from match_key where source_record_id = any (source_ids);
    with findable as (
      select s.id from source_record s where s.id = any (source_ids)
    ), tokens as (
      select n.source_record_id as sid, g.word as given_word, f.word as family_word
      from person_name n join findable s on s.id = n.source_record_id
      cross join lateral unnest(string_to_array(btrim(n.given_norm || ' ' || n.middle_norm), ' ')) g (word)
      cross join lateral unnest(string_to_array(n.family_norm, ' ')) f (word)
      where n.withdrawn_at is null and g.word <> '' and f.word <> ''
    ), years as (
      select b.source_record_id as sid, coalesce(extract(year from b.born_on)::int, b.year) as year, b.born_on
      from person_birth b join findable s on s.id = b.source_record_id where b.withdrawn_at is null
    )
    insert into match_key (source_record_id, key)
      select t.sid, match_sound_key(t.given_word, t.family_word) from tokens t where match_sound_key(t.given_word, t.family_word) is not null
      union select t.sid, 'y:' || w.word || ':' || y.year from tokens t join years y on y.sid = t.sid and y.year is not null
        cross join lateral (values (t.given_word), (t.family_word)) w (word)
      -- the last straw for two slips in one name: first letters, in either order, and the year
      union select t.sid, match_initials_key(t.given_word, t.family_word, y.year) from tokens t join years y on y.sid = t.sid and y.year is not null
      union select y.sid, 'b:' || y.born_on from years y where y.born_on is not null and to_char(y.born_on, 'MM-DD') <> '01-01'
      union select a.source_record_id, 'p:' || a.postcode_norm from person_address a join findable s on s.id = a.source_record_id
        where (a.withdrawn_at is null or a.withdrawn_by is null) and a.postcode_norm <> ''
      union select h.source_record_id, 't:' || h.number_norm from person_phone h join findable s on s.id = h.source_record_id
        where h.withdrawn_at is null and length(h.number_norm) >= 6
      union select i.source_record_id, 'i:' || i.kind || ':' || coalesce(i.label || ':', '') || i.value_norm
        from person_identifier i join findable s on s.id = i.source_record_id where i.withdrawn_at is null and i.value_norm <> ''
      -- the number under which a system keeps them, as a referral would name it
      union select s.id, 'i:agency_reference:' || s.system_code || ':' || upper(regexp_replace(s.own_reference, '[^A-Za-z0-9]', '', 'g'))
        from source_record s where s.id = any (source_ids) and s.system_code is not null and s.own_reference is not null $$;

create or replace function match_facts_as_system(person_in uuid) returns jsonb
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select jsonb_build_object(
      'names', coalesce((select jsonb_agg(distinct jsonb_build_object('given', n.given_norm, 'middle', n.middle_norm, 'family', n.family_norm))
        from person_name n where n.person_id = person_in and n.withdrawn_at is null), '[]')
        || coalesce((select jsonb_agg(distinct jsonb_build_object('given', lower(btrim(d.value)), 'middle', '', 'family', ''))
        from person_detail d where d.person_id = person_in and d.kind = 'called' and d.withdrawn_at is null and d.value ~ '^\s*[A-Za-z]+\s*$'), '[]'),
      'births', coalesce((select jsonb_agg(distinct jsonb_build_object('bornOn', b.born_on, 'year', coalesce(extract(year from b.born_on)::int, b.year,
          extract(year from b.estimated_on)::int - b.estimated_age), 'month', b.month, 'certainty', b.certainty))
        from person_birth b where b.person_id = person_in and b.withdrawn_at is null), '[]'),
      'sexes', coalesce((select jsonb_agg(distinct upper(left(d.value, 1))) from person_detail d where d.person_id = person_in and d.kind = 'sex' and d.withdrawn_at is null), '[]'),
      'addresses', coalesce((select jsonb_agg(distinct jsonb_build_object('line', a.line_norm, 'postcode', a.postcode_norm))
        from person_address a where a.person_id = person_in and (a.withdrawn_at is null or a.withdrawn_by is null) and not a.protected), '[]'),
      'phones', coalesce((select jsonb_agg(distinct h.number_norm) from person_phone h where h.person_id = person_in and h.withdrawn_at is null and not h.protected), '[]'),
      'identifiers', coalesce((select jsonb_agg(distinct jsonb_build_object('kind', i.kind, 'value', i.value_norm))
        from person_identifier i where i.person_id = person_in and i.withdrawn_at is null and i.kind in ('nhs', 'upn')), '[]')
        || coalesce((select jsonb_agg(distinct jsonb_build_object('kind', r.kind, 'value', r.value)) from (
          select 'ref:' || i.label as kind, i.value_norm as value from person_identifier i
            where i.person_id = person_in and i.withdrawn_at is null and i.kind = 'agency_reference' and i.label is not null
          union select 'ref:' || s.system_code, upper(regexp_replace(s.own_reference, '[^A-Za-z0-9]', '', 'g')) from source_record s
            where s.person_id = person_in and s.system_code is not null and s.own_reference is not null) r), '[]'),
      'schools', coalesce((select jsonb_agg(distinct lower(btrim(d.value))) from person_detail d where d.person_id = person_in and d.kind = 'school' and d.withdrawn_at is null), '[]')) $$;

-- the keys of what is here already
select match_rekey_as_system(array_agg(s.id)) from source_record s having count(*) > 0;
