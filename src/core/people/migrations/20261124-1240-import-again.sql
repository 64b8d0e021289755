-- A file of people comes again, with rows that have changed since. What is new in a row becomes a new version of that
-- system's own record, and only there: what another agency says, and what somebody corrected by hand, stays as it is.

alter table source_record
  -- grows when the system that keeps the record says something new
  add column version int not null default 1,
  add column changed_at timestamptz;

-- What the rows of a file say against what their source records hold: one line for each fact of a row that is here already.
-- same: still held. corrected: somebody here took it back by hand, so the file does not bring it again. changed: new.
-- A fact that an earlier file replaced has no `withdrawn_by`: no human judged it, so a file may bring it back.
create function people_import_compare_as_system(rows_in jsonb)
  returns table (source_id uuid, of_person uuid, part text, fact jsonb, standing text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with incoming as (
      select r, s.id as sid, s.person_id as pid
      from jsonb_array_elements(rows_in) r
      join source_record s on s.system_code = r ->> 'systemCode' and s.own_reference = r ->> 'ownReference'
    ), said as (
      select i.sid, i.pid, p.part, p.fact, p.value from incoming i cross join lateral (
        select 'names' as part, x as fact, jsonb_build_array(x ->> 'given', x ->> 'middle', x ->> 'family') as value from jsonb_array_elements(i.r -> 'names') x
        union all select 'births', x, jsonb_build_array(x ->> 'bornOn') from jsonb_array_elements(i.r -> 'births') x
        union all select 'details', x, jsonb_build_array(x ->> 'kind', x ->> 'value') from jsonb_array_elements(i.r -> 'details') x
        union all select 'addresses', x, jsonb_build_array(x ->> 'line', x ->> 'postcode') from jsonb_array_elements(i.r -> 'addresses') x
        union all select 'phones', x, jsonb_build_array(x ->> 'number') from jsonb_array_elements(i.r -> 'phones') x
        union all select 'identifiers', x, jsonb_build_array(x ->> 'kind', x ->> 'value') from jsonb_array_elements(i.r -> 'identifiers') x) p
    ), held as (
      select i.sid, h.part, h.value, h.withdrawn_at is null as stands, h.withdrawn_by is not null as by_hand from incoming i cross join lateral (
        select 'names' as part, jsonb_build_array(f.given, f.middle, f.family) as value, f.withdrawn_at, f.withdrawn_by from person_name f where f.source_record_id = i.sid
        union all select 'births', jsonb_build_array(f.born_on), f.withdrawn_at, f.withdrawn_by from person_birth f where f.source_record_id = i.sid
        union all select 'details', jsonb_build_array(f.kind, f.value), f.withdrawn_at, f.withdrawn_by from person_detail f where f.source_record_id = i.sid
        union all select 'addresses', jsonb_build_array(f.line, f.postcode), f.withdrawn_at, f.withdrawn_by from person_address f where f.source_record_id = i.sid
        union all select 'phones', jsonb_build_array(f.number), f.withdrawn_at, f.withdrawn_by from person_phone f where f.source_record_id = i.sid
        union all select 'identifiers', jsonb_build_array(f.kind, f.value), f.withdrawn_at, f.withdrawn_by from person_identifier f where f.source_record_id = i.sid) h
    )
    select s.sid, s.pid, s.part, s.fact, case
        when exists (select from held h where h.sid = s.sid and h.part = s.part and h.value = s.value and h.stands) then 'same'
        when exists (select from held h where h.sid = s.sid and h.part = s.part and h.value = s.value and h.by_hand) then 'corrected'
        else 'changed' end
    from said s $$;
revoke execute on function people_import_compare_as_system from public;

drop function people_import(jsonb);
-- People from a file of one agency's system: seen by nobody by browsing, found only as somebody a concern may be about.
-- `rows_in`: [{systemCode, ownReference, names: […] …}]; `because_in`: what is said of a fact that the file replaces.
-- An empty cell says nothing, so it takes nothing away, and nothing takes away what is protected. Where any address or phone of a person is protected, a new one
-- comes in protected: a partner's system does not know that it must be kept, and nobody may be found through a file.
create function people_import(rows_in jsonb, because_in text)
  returns table (system_code text, own_reference text, outcome text, changed text[], corrected text[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare imported jsonb; changes jsonb; compared jsonb; one record;
  begin
    if not has_capability('people.import') then raise exception 'not there' using errcode = 'P0002'; end if;
    -- two files at once wait for each other, in one order
    perform from source_record s join jsonb_array_elements(rows_in) r on s.system_code = r ->> 'systemCode' and s.own_reference = r ->> 'ownReference'
      order by s.id for update of s;

    select coalesce(jsonb_agg(to_jsonb(c)), '[]') into compared from people_import_compare_as_system(rows_in) c;
    for one in select distinct (c ->> 'source_id')::uuid as sid, c ->> 'part' as part from jsonb_array_elements(compared) c where c ->> 'standing' = 'changed' loop
      execute format('update %I set withdrawn_at = current_instant(), withdrawn_because = $1 where source_record_id = $2 and withdrawn_at is null %s',
          case one.part when 'names' then 'person_name' when 'births' then 'person_birth' when 'details' then 'person_detail'
            when 'addresses' then 'person_address' when 'phones' then 'person_phone' when 'identifiers' then 'person_identifier' end,
          case when one.part in ('addresses', 'phones') then 'and not protected' end)
        using because_in, one.sid;
    end loop;
    select jsonb_agg(f.facts) into changes from (
      select jsonb_build_object('sourceRecordId', p.sid, 'personId', p.pid) || jsonb_object_agg(p.part, p.facts) as facts from (
        select c ->> 'source_id' as sid, c ->> 'of_person' as pid, c ->> 'part' as part,
          jsonb_agg(case c ->> 'part'
            when 'addresses' then (c -> 'fact') || jsonb_build_object('protected', exists (select from person_address a
              where a.person_id = (c ->> 'of_person')::uuid and a.protected and a.withdrawn_by is null))
            when 'phones' then (c -> 'fact') || jsonb_build_object('protected', exists (select from person_phone h
              where h.person_id = (c ->> 'of_person')::uuid and h.protected and h.withdrawn_by is null))
            else c -> 'fact' end) as facts
        from jsonb_array_elements(compared) c where c ->> 'standing' = 'changed' group by 1, 2, 3) p
      group by p.sid, p.pid) f;
    if changes is not null then
      update source_record s set version = s.version + 1, changed_at = current_instant()
        where s.id in (select (c ->> 'sourceRecordId')::uuid from jsonb_array_elements(changes) c);
      update person p set version = p.version + 1 where p.id in (select (c ->> 'personId')::uuid from jsonb_array_elements(changes) c);
      perform person_facts_insert_as_system(changes);
    end if;

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
    if imported is not null then perform person_facts_insert_as_system(imported); end if;

    return query
      select i ->> 'systemCode', i ->> 'ownReference', 'new', '{}'::text[], '{}'::text[] from jsonb_array_elements(coalesce(imported, '[]')) i
      union all
      select s.system_code, s.own_reference, case when count(*) filter (where c ->> 'standing' = 'changed') > 0 then 'changed' else 'same' end,
        coalesce(array_agg(distinct c ->> 'part') filter (where c ->> 'standing' = 'changed'), '{}'),
        coalesce(array_agg(distinct c ->> 'part') filter (where c ->> 'standing' = 'corrected'), '{}')
      from jsonb_array_elements(compared) c join source_record s on s.id = (c ->> 'source_id')::uuid
      group by s.system_code, s.own_reference;
  end $$;
