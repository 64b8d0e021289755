-- Who may already be known. A desk that triages a concern asks by the source record it came with, never by a value, so
-- that nobody can search an address backwards. What is shown is kept with its reasons; a human decides.

-- A record that must not turn up in matching: a concern about a member of staff, a sealed compartment.
alter table source_record add column findable boolean not null default true;

create or replace function person_source_insert_as_system(person_in uuid, source_in jsonb, kind_in text, id_in uuid) returns uuid
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into source_record (person_id, agency_id, system_code, own_reference, origin, entered_by, because, through_kind, through_id, findable)
      values (person_in, coalesce((source_in ->> 'agencyId')::uuid, (select p.agency_id from post p where p.id = current_post_id())), source_in ->> 'systemCode',
        source_in ->> 'ownReference', source_in ->> 'origin', current_post_id(), source_in ->> 'because', kind_in, id_in,
        coalesce((source_in ->> 'findable')::boolean, true))
      returning id $$;

create table concern_candidate (
  id               uuid primary key default gen_random_uuid(),
  concern_id       uuid not null,
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null references person (id),
  band             text not null constraint band_known check (band in ('very_likely', 'possibly')),
  place            int not null,
  -- per field: how it agrees and why, in codes; never the values themselves
  evidence         jsonb not null,
  shown_at         timestamptz not null default current_instant(),
  decision         text constraint decision_known check (decision in ('same', 'not_same', 'unsure')),
  decided_at       timestamptz,
  decided_by       uuid references post (id),
  because          text,
  move_id          uuid references cluster_move (id),
  constraint decision_whole check ((decision is null) = (decided_at is null)),
  unique (source_record_id, person_id, concern_id)
);
create index concern_candidate_concern on concern_candidate (concern_id);
create index concern_candidate_person on concern_candidate (person_id);
select protect_table('concern_candidate', 'concern', 'triage', 'concern_id', '{}');

-- Kept out of a person, or of any case or concern about them: then also of who may be the person.
create function is_person_hidden(person_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from exclusion e where e.user_id = current_user_id() and e.lifted_at is null and (
      (e.record_kind = 'person' and e.record_id = person_in)
      or exists (select from record_person rp where rp.record_kind = e.record_kind and rp.record_id = e.record_id and rp.person_id = person_in
        and rp.relation = 'subject'))) $$;
create policy not_from_the_excluded on concern_candidate as restrictive for select to lapwing_app using (not is_person_hidden(person_id));
create policy not_from_the_excluded on row_history as restrictive for select to lapwing_app
  using (table_name <> 'concern_candidate' or old_row is null or not is_person_hidden((old_row ->> 'person_id')::uuid));

-- What a person is compared by. Of protected addresses and phones nothing leaves the database.
create function match_facts_as_system(person_in uuid) returns jsonb
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
        from person_address a where a.person_id = person_in and a.withdrawn_at is null and not a.protected), '[]'),
      'phones', coalesce((select jsonb_agg(distinct h.number_norm) from person_phone h where h.person_id = person_in and h.withdrawn_at is null and not h.protected), '[]'),
      'identifiers', coalesce((select jsonb_agg(distinct jsonb_build_object('kind', i.kind, 'value', i.value_norm))
        from person_identifier i where i.person_id = person_in and i.withdrawn_at is null and i.kind in ('nhs', 'upn')), '[]'),
      'schools', coalesce((select jsonb_agg(distinct lower(btrim(d.value))) from person_detail d where d.person_id = person_in and d.kind = 'school' and d.withdrawn_at is null), '[]')) $$;
revoke execute on function match_facts_as_system from public;

-- An address or phone agrees, and at least one side of it is protected.
create function match_hidden_as_system(one uuid, other uuid) returns jsonb
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select jsonb_build_object(
      'address', exists (select from person_address a join person_address b on a.postcode_norm = b.postcode_norm and a.postcode_norm <> ''
        where a.person_id = one and b.person_id = other and a.withdrawn_at is null and b.withdrawn_at is null and (a.protected or b.protected)
          and (a.line_norm = b.line_norm or a.line_norm = '' or b.line_norm = '')),
      'phone', exists (select from person_phone a join person_phone b on a.number_norm = b.number_norm and a.number_norm <> ''
        where a.person_id = one and b.person_id = other and a.withdrawn_at is null and b.withdrawn_at is null and (a.protected or b.protected))) $$;
revoke execute on function match_hidden_as_system from public;

-- Two words of a name by their sound, in either order: "Kelly Grace" and "Grace Kelly" are one key.
create function match_sound_key(one text, other text) returns text
  language sql immutable set search_path = public, pg_temp
  as $$
    select 's:' || least(dmetaphone(one), dmetaphone(other)) || ':' || greatest(dmetaphone(one), dmetaphone(other))
    where dmetaphone(one) <> '' and dmetaphone(other) <> '' $$;

create function match_initials_key(one text, other text, year int) returns text
  language sql immutable set search_path = public, pg_temp
  as $$ select 'f:' || least(left(one, 1), left(other, 1)) || greatest(left(one, 1), left(other, 1)) || ':' || year $$;

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
        where a.withdrawn_at is null and a.postcode_norm <> ''
      union select h.source_record_id, 't:' || h.number_norm from person_phone h join findable s on s.id = h.source_record_id
        where h.withdrawn_at is null and length(h.number_norm) >= 6
      union select i.source_record_id, 'i:' || i.kind || ':' || i.value_norm from person_identifier i join findable s on s.id = i.source_record_id
        where i.withdrawn_at is null and i.value_norm <> '' $$;

-- Only for those who triage this concern, and only about a record that came with it. @returns the person it is about
create function match_require(concern_in uuid, source_record_in uuid) returns uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare asked uuid;
  begin
    if not has_capability('concern.triage') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('concern', concern_in, 'triage', 'write');
    select s.person_id into asked from record_source rs join source_record s on s.id = rs.source_record_id
      where rs.record_kind = 'concern' and rs.record_id = concern_in and rs.source_record_id = source_record_in;
    if asked is null then raise exception 'not there' using errcode = 'P0002'; end if;
    return asked;
  end $$;

-- The first row is the one asked about; then everybody who shares a key, most telling first. Each key gives at most so
-- many records that a very common name costs no more than a rare one.
create function match_blocks(concern_in uuid, source_record_in uuid, limit_in int)
  returns table (person_id uuid, facts jsonb, hidden jsonb, said_before text, is_asked boolean)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare asked uuid := match_require(concern_in, source_record_in);
  begin
    return query select asked, match_facts_as_system(asked), null::jsonb, null::text, true;
    return query
      with own as (
        select distinct k.key from match_key k join source_record s on s.id = k.source_record_id where s.person_id = asked
      ), names as (
        select distinct g.word as given_word, f.word as family_word from person_name n
        cross join lateral unnest(string_to_array(btrim(n.given_norm || ' ' || n.middle_norm), ' ')) g (word)
        cross join lateral unnest(string_to_array(n.family_norm, ' ')) f (word)
        where n.person_id = asked and n.withdrawn_at is null and g.word <> '' and f.word <> ''
      ), variants as (
        select a.name_norm as word, b.name_norm as other from name_variant a join name_variant b using (group_name)
      ), widened as (
        select match_sound_key(coalesce(v.other, n.given_word), coalesce(w.other, n.family_word)) as key from names n
          left join variants v on v.word = n.given_word left join variants w on w.word = n.family_word
        union select 'y:' || v.other || ':' || b.year from names n join variants v on v.word in (n.given_word, n.family_word)
          join person_birth b on b.person_id = asked and b.withdrawn_at is null and b.year is not null
        -- day and month the other way round
        union select 'b:' || make_date(extract(year from b.born_on)::int, extract(day from b.born_on)::int, extract(month from b.born_on)::int)
          from person_birth b where b.person_id = asked and b.withdrawn_at is null and extract(day from b.born_on) <= 12 and to_char(b.born_on, 'MM-DD') <> '01-01'
      ), keys as (
        select x.key, case left(x.key, 2) when 'i:' then 6 when 'b:' then 3 when 't:' then 3 when 's:' then 3 when 'p:' then 2 else 1 end as weight
        from (select o.key from own o union select w.key from widened w where w.key is not null) x
      ), hits as (
        select distinct s.person_id as pid, k.key, k.weight from keys k
        cross join lateral (select m.source_record_id from match_key m where m.key = k.key limit 500) m
        join source_record s on s.id = m.source_record_id
        where s.person_id <> asked and s.findable
      ), best as (
        select h.pid, sum(h.weight) as weight from hits h group by h.pid order by sum(h.weight) desc, h.pid limit limit_in
      )
      select b.pid, match_facts_as_system(b.pid), match_hidden_as_system(asked, b.pid), match_said_before(asked, b.pid), false
      from best b where not is_person_hidden(b.pid);
  end $$;

-- The last resort where too little is known for a key: names that look alike. The caller sets a time limit.
create function match_look_alikes(concern_in uuid, source_record_in uuid, limit_in int)
  returns table (person_id uuid, facts jsonb, hidden jsonb, said_before text, is_asked boolean)
  language plpgsql stable security definer set search_path = public, pg_temp set pg_trgm.similarity_threshold = 0.5
  as $$
  declare asked uuid := match_require(concern_in, source_record_in); n record;
  begin
    return query select asked, match_facts_as_system(asked), null::jsonb, null::text, true;
    for n in select distinct x.given_norm || ' ' || x.family_norm as whole from person_name x
        where x.person_id = asked and x.withdrawn_at is null and x.family_norm <> '' limit 4 loop
      return query
        select c.pid, match_facts_as_system(c.pid), match_hidden_as_system(asked, c.pid), match_said_before(asked, c.pid), false
        from (select m.person_id as pid, max(similarity(m.given_norm || ' ' || m.family_norm, n.whole)) as alike from person_name m
          join source_record s on s.id = m.source_record_id and s.findable
          where (m.given_norm || ' ' || m.family_norm) % n.whole and m.withdrawn_at is null and m.person_id <> asked
          group by m.person_id order by 2 desc, 1 limit limit_in) c
        where not is_person_hidden(c.pid);
    end loop;
  end $$;

-- What somebody decided about these two before, in this concern or another.
create function match_said_before(one uuid, other uuid) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select c.decision from concern_candidate c join source_record s on s.id = c.source_record_id
    where c.decision is not null and ((s.person_id = one and c.person_id = other) or (s.person_id = other and c.person_id = one))
    order by c.decided_at desc limit 1 $$;
revoke execute on function match_said_before from public;

-- Keeps what is shown, and opens who they are to the desk while it decides. Decided rows stay as they are.
create function candidates_keep(concern_in uuid, source_record_in uuid, shown_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare asked uuid := match_require(concern_in, source_record_in);
  begin
    if exists (select from jsonb_to_recordset(shown_in) as c ("personId" uuid) where c."personId" = asked or is_person_hidden(c."personId")
        or not exists (select from source_record s where s.person_id = c."personId" and s.findable)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    delete from concern_candidate c where c.concern_id = concern_in and c.source_record_id = source_record_in and c.decision is null
      and not is_person_hidden(c.person_id)
      and not exists (select from jsonb_to_recordset(shown_in) as n ("personId" uuid) where n."personId" = c.person_id);
    insert into concern_candidate (concern_id, source_record_id, person_id, band, place, evidence)
      select concern_in, source_record_in, n."personId", n.band, n.place, n.evidence
      from jsonb_to_recordset(shown_in) as n ("personId" uuid, band text, place int, evidence jsonb)
      on conflict (source_record_id, person_id, concern_id) do update set band = excluded.band, place = excluded.place, evidence = excluded.evidence
        where concern_candidate.decision is null and (concern_candidate.band, concern_candidate.place, concern_candidate.evidence)
          is distinct from (excluded.band, excluded.place, excluded.evidence);
    insert into record_person (record_kind, record_id, person_id, relation)
      select 'concern', concern_in, c.person_id, 'candidate' from concern_candidate c where c.concern_id = concern_in
        and not exists (select from record_person rp where rp.record_kind = 'concern' and rp.record_id = concern_in and rp.person_id = c.person_id and rp.relation = 'candidate');
    delete from record_person rp where rp.record_kind = 'concern' and rp.record_id = concern_in and rp.relation = 'candidate'
      and not exists (select from concern_candidate c where c.concern_id = concern_in and c.person_id = rp.person_id);
  end $$;

-- A human's decision about one candidate. "Same" joins; another answer later takes the join back.
create function candidate_decide(candidate_in uuid, decision_in text, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare c concern_candidate; move uuid;
  begin
    select * into c from concern_candidate where id = candidate_in for update;
    if not found or is_person_hidden(c.person_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('concern', c.concern_id, 'triage', 'write');
    if c.decision = 'same' and decision_in <> 'same' then perform person_split(c.move_id, because_in); end if;
    if decision_in = 'same' then move := case when c.decision = 'same' then c.move_id else person_join(c.source_record_id, c.person_id, because_in) end; end if;
    update concern_candidate set decision = decision_in, decided_at = current_instant(), decided_by = current_post_id(), because = because_in, move_id = move
      where id = candidate_in;
    return move;
  end $$;

-- When a concern is decided the desk no longer needs to see who else it might have been. What was decided stays.
create function candidates_release(concern_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('concern', concern_in, 'triage', 'write');
    delete from record_person where record_kind = 'concern' and record_id = concern_in and relation = 'candidate';
  end $$;

-- People from a file of one agency's system: seen by nobody by browsing, found only as somebody a concern may be about.
-- `rows_in`: [{systemCode, ownReference, names: […] …}]. What is here already under that agency's number stays as it is.
create function people_import(rows_in jsonb) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare imported jsonb;
  begin
    if not has_capability('people.import') then raise exception 'not there' using errcode = 'P0002'; end if;
    with incoming as (
      select distinct on (r ->> 'systemCode', r ->> 'ownReference') r, gen_random_uuid() as person_id, gen_random_uuid() as source_id
      from jsonb_array_elements(rows_in) with ordinality x (r, at)
      where not exists (select from source_record s where s.system_code = r ->> 'systemCode' and s.own_reference = r ->> 'ownReference')
      order by r ->> 'systemCode', r ->> 'ownReference', at
    ), people as (
      insert into person (id) select i.person_id from incoming i returning id
    ), records as (
      insert into source_record (id, person_id, agency_id, system_code, own_reference, origin, entered_by)
        select i.source_id, i.person_id, (select a.id from agency a where a.code = i.r ->> 'systemCode'), i.r ->> 'systemCode', i.r ->> 'ownReference',
          'import', current_post_id()
        from incoming i returning id
    )
    select jsonb_agg(i.r || jsonb_build_object('sourceRecordId', i.source_id, 'personId', i.person_id)) into imported from incoming i;
    if imported is null then return 0; end if;
    perform person_facts_insert_as_system(imported);
    return jsonb_array_length(imported);
  end $$;
