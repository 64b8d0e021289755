-- A property has one number for the whole country (UPRN), however its address is written: whoever shares it shares a home.
-- And who shares a key with somebody is found in one place, for the desk and for the nightly look at who is recorded twice.

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
      -- the number of one property, whatever it is called
      union select a.source_record_id, 'u:' || a.uprn from person_address a join findable s on s.id = a.source_record_id
        where (a.withdrawn_at is null or a.withdrawn_by is null) and a.uprn ~ '^[0-9]+$'
      union select h.source_record_id, 't:' || h.number_norm from person_phone h join findable s on s.id = h.source_record_id
        where h.withdrawn_at is null and length(h.number_norm) >= 6
      union select i.source_record_id, 'i:' || i.kind || ':' || coalesce(i.label || ':', '') || i.value_norm
        from person_identifier i join findable s on s.id = i.source_record_id where i.withdrawn_at is null and i.value_norm <> ''
      -- the number under which a system keeps them, as a referral would name it
      union select s.id, 'i:agency_reference:' || s.system_code || ':' || upper(regexp_replace(s.own_reference, '[^A-Za-z0-9]', '', 'g'))
        from source_record s where s.id = any (source_ids) and s.system_code is not null and s.own_reference is not null $$;
select match_rekey_as_system(array_agg(distinct a.source_record_id)) from person_address a where a.uprn is not null having count(*) > 0;

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
      'addresses', coalesce((select jsonb_agg(distinct jsonb_strip_nulls(jsonb_build_object('line', a.line_norm, 'postcode', a.postcode_norm, 'uprn', a.uprn)))
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

-- An address or phone agrees, and at least one side of it is protected.
create or replace function match_hidden_as_system(one uuid, other uuid) returns jsonb
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select jsonb_build_object(
      'address', exists (select from person_address a join person_address b on a.person_id = one and b.person_id = other
        where a.withdrawn_at is null and b.withdrawn_at is null and (a.protected or b.protected)
          and (a.uprn = b.uprn or (a.postcode_norm = b.postcode_norm and a.postcode_norm <> ''
            and (a.line_norm = b.line_norm or a.line_norm = '' or b.line_norm = '')))),
      'phone', exists (select from person_phone a join person_phone b on a.number_norm = b.number_norm and a.number_norm <> ''
        where a.person_id = one and b.person_id = other and a.withdrawn_at is null and b.withdrawn_at is null and (a.protected or b.protected))) $$;

-- Everybody who shares a key with somebody, most telling first. Each key gives at most so many records that a very common
-- name costs no more than a rare one.
create function match_partners_as_system(asked_in uuid, limit_in int) returns table (pid uuid, weight bigint)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with own as (
      select distinct k.key from match_key k join source_record s on s.id = k.source_record_id where s.person_id = asked_in
    ), names as (
      select distinct g.word as given_word, f.word as family_word from person_name n
      cross join lateral unnest(string_to_array(btrim(n.given_norm || ' ' || n.middle_norm), ' ')) g (word)
      cross join lateral unnest(string_to_array(n.family_norm, ' ')) f (word)
      where n.person_id = asked_in and n.withdrawn_at is null and g.word <> '' and f.word <> ''
    ), variants as (
      select a.name_norm as word, b.name_norm as other from name_variant a join name_variant b using (group_name)
    ), widened as (
      select match_sound_key(coalesce(v.other, n.given_word), coalesce(w.other, n.family_word)) as key from names n
        left join variants v on v.word = n.given_word left join variants w on w.word = n.family_word
      union select 'y:' || v.other || ':' || b.year from names n join variants v on v.word in (n.given_word, n.family_word)
        join person_birth b on b.person_id = asked_in and b.withdrawn_at is null and b.year is not null
      -- day and month the other way round
      union select 'b:' || make_date(extract(year from b.born_on)::int, extract(day from b.born_on)::int, extract(month from b.born_on)::int)
        from person_birth b where b.person_id = asked_in and b.withdrawn_at is null and extract(day from b.born_on) <= 12 and to_char(b.born_on, 'MM-DD') <> '01-01'
    ), keys as (
      select x.key, case left(x.key, 2) when 'i:' then 6 when 'u:' then 4 when 'b:' then 3 when 't:' then 3 when 's:' then 3 when 'p:' then 2 else 1 end as weight
      from (select o.key from own o union select w.key from widened w where w.key is not null) x
    ), hits as (
      select distinct s.person_id as pid, k.key, k.weight from keys k
      cross join lateral (select m.source_record_id from match_key m where m.key = k.key limit 500) m
      join source_record s on s.id = m.source_record_id
      where s.person_id <> asked_in and s.findable
    ), best as (
      select h.pid, sum(h.weight) as weight from hits h group by h.pid order by sum(h.weight) desc, h.pid limit limit_in
    )
    select b.pid, b.weight from best b $$;
revoke execute on function match_partners_as_system from public;

create or replace function match_blocks(concern_in uuid, source_record_in uuid, limit_in int)
  returns table (person_id uuid, facts jsonb, hidden jsonb, said_before text, is_asked boolean)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare asked uuid := match_require(concern_in, source_record_in);
  begin
    return query select asked, match_facts_as_system(asked), null::jsonb, null::text, true;
    return query
      select b.pid, match_facts_as_system(b.pid), match_hidden_as_system(asked, b.pid), match_said_before(asked, b.pid), false
      from match_partners_as_system(asked, limit_in) b where not is_person_hidden(b.pid);
  end $$;
