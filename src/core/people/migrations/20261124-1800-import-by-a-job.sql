-- An import of many rows goes on when whoever began it has left the page, so the work is a function for the jobs, in the
-- name of a post; the command asks it after checking. And somebody who is kept out of a person meets "not there" here too.

create function user_kept_out_of_person_as_system(user_in uuid, person_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from exclusion e where e.user_id = user_in and e.lifted_at is null and (
      (e.record_kind = 'person' and e.record_id = person_in)
      or exists (select from record_person rp where rp.record_kind = e.record_kind and rp.record_id = e.record_id and rp.person_id = person_in
        and rp.relation = 'subject'))) $$;
revoke execute on function user_kept_out_of_person_as_system from public;

-- `rows_in`, `because_in` and what protects protected things: as people_import always did. `post_in`: in whose name.
create function people_import_as_system(rows_in jsonb, because_in text, post_in uuid)
  returns table (system_code text, own_reference text, outcome text, changed text[], corrected text[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare imported jsonb; changes jsonb; compared jsonb; unseen jsonb; one record;
  begin
    -- whoever is kept out of somebody writes nothing about them, and hears that the row came in, as for somebody new
    select coalesce(jsonb_agg(r) filter (where h.kept_out), '[]'), coalesce(jsonb_agg(r) filter (where not h.kept_out), '[]') into unseen, rows_in
      from jsonb_array_elements(rows_in) r cross join lateral (select exists (select from source_record s join post p on p.id = post_in
        where s.system_code = r ->> 'systemCode' and s.own_reference = r ->> 'ownReference' and user_kept_out_of_person_as_system(p.user_id, s.person_id)) as kept_out) h;
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
          'import', post_in
        from incoming i returning id
    )
    select jsonb_agg(i.r || jsonb_build_object('sourceRecordId', i.source_id, 'personId', i.person_id)) into imported from incoming i;
    if imported is not null then perform person_facts_insert_as_system(imported); end if;

    return query
      select i ->> 'systemCode', i ->> 'ownReference', 'new', '{}'::text[], '{}'::text[] from jsonb_array_elements(coalesce(imported, '[]') || unseen) i
      union all
      select s.system_code, s.own_reference, case when count(*) filter (where c ->> 'standing' = 'changed') > 0 then 'changed' else 'same' end,
        coalesce(array_agg(distinct c ->> 'part') filter (where c ->> 'standing' = 'changed'), '{}'),
        coalesce(array_agg(distinct c ->> 'part') filter (where c ->> 'standing' = 'corrected'), '{}')
      from jsonb_array_elements(compared) c join source_record s on s.id = (c ->> 'source_id')::uuid
      group by s.system_code, s.own_reference;
  end $$;
revoke execute on function people_import_as_system from public;

create or replace function people_import(rows_in jsonb, because_in text)
  returns table (system_code text, own_reference text, outcome text, changed text[], corrected text[])
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('people.import') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query select * from people_import_as_system(rows_in, because_in, current_post_id());
  end $$;
