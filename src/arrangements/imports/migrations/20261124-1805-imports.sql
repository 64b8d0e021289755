-- Spreadsheets of people, brought in through pages. A file lies sealed until the import is settled; its rows are staged
-- here only from the moment somebody starts it, and a job works them off in batches:
--
--   open ──► queued ──► done ──► undoing ──► undone          each arrow is one transaction, each batch is another:
--     └► dropped   └─(may no longer)──┘                      a server that dies between two goes on with the next row
--
-- An import belongs to the agency that brought it; its rows are read only by the one who brought the file.
create table import_run (
  id          uuid primary key default gen_random_uuid(),
  agency_id   uuid not null references agency (id),
  brought_by  uuid not null references post (id),
  brought_at  timestamptz not null default current_instant(),
  -- null once the file is destroyed
  file_id     uuid unique references stored_file (id),
  file_name   text not null,
  file_kind   text not null constraint file_kind_known check (file_kind in ('csv', 'xlsx')),
  -- how the bytes were read, where that was a guess
  encoding    text not null,
  system_code text not null references source_system (code),
  purpose     text not null constraint purpose_given check (btrim(purpose) <> '' and char_length(purpose) <= 300),
  basis       text not null constraint basis_given check (btrim(basis) <> '' and char_length(basis) <= 300),
  review_on   date not null,
  -- {sheet, headerRow, roles: {place: role}, dateOrder}; null until somebody has looked at the columns
  columns     jsonb,
  state       text not null default 'open' constraint state_known check (state in ('open', 'queued', 'done', 'undoing', 'undone', 'dropped')),
  rows_total  int not null default 0,
  rows_left_out int not null default 0,
  started_at  timestamptz,
  ended_at    timestamptz,
  undo_asked_by uuid references post (id),
  undo_because text,
  -- the job itself took it back: the one who brought it may no longer import
  undone_by_itself boolean not null default false,
  undone_at   timestamptz,
  constraint started_when_queued check (state in ('open', 'dropped') or (started_at is not null and columns is not null))
);
create index import_run_agency on import_run (agency_id, brought_at);
create index import_run_to_do on import_run (started_at) where state in ('queued', 'undoing');

create table import_row (
  import_id   uuid not null references import_run (id),
  line        int not null,
  own_reference text not null,
  -- ready: waits for the job. in: brought in. undone: taken back. worked_on: somebody has worked on it, so it was left. kept: and stays.
  -- left_out: not brought in, with its problems. removed: put up for deletion, and a person agreed.
  state       text not null constraint state_known check (state in ('ready', 'in', 'undone', 'worked_on', 'kept', 'left_out', 'removed')),
  -- what people_import takes; gone as soon as the row is in
  facts       jsonb,
  -- [{cell, message}]
  problems    jsonb not null default '[]',
  source_record_id uuid references source_record (id),
  person_id   uuid references person (id),
  -- {kind: new|changed|same, version, changedAt, before: [[part, id, stands]], after: […]}: how to take it back exactly
  undo        jsonb,
  keep_until  date,
  primary key (import_id, line),
  constraint waits_with_facts check ((state = 'ready') = (facts is not null))
);
create index import_row_source on import_row (source_record_id);
create index import_row_person on import_row (person_id);

-- Which column held what the last time, by the words above it: for everybody of the agency.
create table import_heading (
  agency_id   uuid not null references agency (id),
  heading     text not null,
  role        text not null,
  said_at     timestamptz not null default current_instant(),
  primary key (agency_id, heading)
);

alter table import_run enable row level security, force row level security;
alter table import_row enable row level security, force row level security;
alter table import_heading enable row level security, force row level security;
create policy system_all on import_run to lapwing_owner using (true) with check (true);
create policy system_all on import_row to lapwing_owner using (true) with check (true);
create policy system_all on import_heading to lapwing_owner using (true) with check (true);
create policy own_agency on import_run for select to lapwing_app
  using (agency_id = (select current_agency_id()) and (select has_capability('people.import')));
create policy who_brought_it on import_row for select to lapwing_app
  using ((person_id is null or not is_person_hidden(person_id)) and (select has_capability('people.import'))
    and exists (select from import_run r where r.id = import_id and r.brought_by = (select current_post_id())));
create policy own_agency on import_heading for select to lapwing_app using (agency_id = (select current_agency_id()));
grant select on import_run, import_row, import_heading to lapwing_app;

-- An import of this person's agency, locked. `own_in`: only the one who brought it, because its rows are theirs.
create function import_require(import_in uuid, states_in text[], own_in boolean) returns import_run
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r import_run;
  begin
    if not has_capability('people.import') then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into r from import_run x where x.id = import_in for update;
    if not found or r.agency_id <> current_agency_id() or (own_in and r.brought_by <> current_post_id()) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    if not r.state = any (states_in) then raise exception 'It has moved on' using errcode = 'LW003'; end if;
    return r;
  end $$;

create function import_open(file_in uuid, name_in text, kind_in text, encoding_in text, system_in text, purpose_in text, basis_in text, review_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if not has_capability('people.import') then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into import_run (agency_id, brought_by, file_id, file_name, file_kind, encoding, system_code, purpose, basis, review_on)
      values (current_agency_id(), current_post_id(), file_in, name_in, kind_in, encoding_in, system_in, purpose_in, basis_in, review_in)
      returning id into new_id;
    return new_id;
  end $$;

-- `headings_in`: {heading: role}, what the agency will be offered the next time.
create function import_choose(import_in uuid, columns_in jsonb, headings_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r import_run := import_require(import_in, array['open'], true);
  begin
    update import_run set columns = columns_in where id = r.id;
    insert into import_heading (agency_id, heading, role) select r.agency_id, h.key, h.value from jsonb_each_text(headings_in) h
      on conflict (agency_id, heading) do update set role = excluded.role, said_at = current_instant();
  end $$;

-- `rows_in`: [{line, reference, facts | null, problems}]
create function import_stage(import_in uuid, rows_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform import_require(import_in, array['open'], true);
    insert into import_row (import_id, line, own_reference, state, facts, problems)
      select import_in, x.line, x.reference, case when x.facts is null then 'left_out' else 'ready' end, x.facts, x.problems
      from jsonb_to_recordset(rows_in) as x (line int, reference text, facts jsonb, problems jsonb);
  end $$;

create function import_start(import_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform import_require(import_in, array['open'], true);
    update import_run set state = 'queued', started_at = current_instant(),
      rows_total = (select count(*) from import_row x where x.import_id = import_in and x.state = 'ready'),
      rows_left_out = (select count(*) from import_row x where x.import_id = import_in and x.state = 'left_out')
      where id = import_in;
  end $$;

create function import_drop_file_as_system(import_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f uuid;
  begin
    select r.file_id into f from import_run r where r.id = import_in;
    update import_run set file_id = null where id = import_in;
    delete from stored_file s where s.id = f;
  end $$;
revoke execute on function import_drop_file_as_system from public;

-- Not started, and not wanted: the file goes at once.
create function import_drop(import_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform import_require(import_in, array['open'], true);
    update import_run set state = 'dropped', ended_at = current_instant() where id = import_in;
    perform import_drop_file_as_system(import_in);
  end $$;

create function import_undo(import_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform import_require(import_in, array['queued', 'done', 'undone'], false);
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    -- what was left because somebody had worked on it is tried again
    update import_row set state = 'in' where import_id = import_in and state = 'worked_on';
    update import_run set state = 'undoing', undo_asked_by = current_post_id(), undo_because = because_in where id = import_in;
  end $$;

-- The human's answer about what was worked on: it stays.
create function import_keep(import_in uuid) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare n int;
  begin
    perform import_require(import_in, array['undone'], false);
    update import_row set state = 'kept' where import_id = import_in and state = 'worked_on';
    get diagnostics n = row_count;
    return n;
  end $$;

-- The facts of source records: [part, id, stands] of each, in an order.
create function import_facts_as_system(sources_in uuid[]) returns table (source_id uuid, facts jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select f.sid, jsonb_agg(jsonb_build_array(f.part, f.id, f.stands) order by f.part, f.id) from (
      select source_record_id as sid, 'person_name' as part, id, withdrawn_at is null as stands from person_name where source_record_id = any (sources_in)
      union all select source_record_id, 'person_birth', id, withdrawn_at is null from person_birth where source_record_id = any (sources_in)
      union all select source_record_id, 'person_detail', id, withdrawn_at is null from person_detail where source_record_id = any (sources_in)
      union all select source_record_id, 'person_address', id, withdrawn_at is null from person_address where source_record_id = any (sources_in)
      union all select source_record_id, 'person_phone', id, withdrawn_at is null from person_phone where source_record_id = any (sources_in)
      union all select source_record_id, 'person_identifier', id, withdrawn_at is null from person_identifier where source_record_id = any (sources_in)
      union all select source_record_id, 'person_relationship', id, withdrawn_at is null from person_relationship where source_record_id = any (sources_in)
      union all select source_record_id, 'person_safe_contact', id, withdrawn_at is null from person_safe_contact where source_record_id = any (sources_in)
      union all select source_record_id, 'person_gp', id, withdrawn_at is null from person_gp where source_record_id = any (sources_in)
      union all select source_record_id, 'person_self_description', id, withdrawn_at is null from person_self_description where source_record_id = any (sources_in)) f
    group by f.sid $$;
revoke execute on function import_facts_as_system from public;

-- One batch of one import; safe to run at any time and from several servers. @returns rows and imports it moved on; 0: nothing waits.
create function import_step_as_system(because_in text, limit_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r import_run; batch_lines int[]; batch jsonb; old jsonb; answered jsonb;
  begin
    select * into r from import_run x where x.state in ('queued', 'undoing') order by x.started_at, x.id limit 1 for update skip locked;
    if not found then return 0; end if;
    if r.state = 'undoing' then return import_undo_step_as_system(r.id, limit_in); end if;
    if not exists (select from post p join role_capability c on c.role_code = p.role_code and c.capability = 'people.import'
        join user_account u on u.id = p.user_id and u.state = 'active'
        where p.id = r.brought_by and p.ended_at is null and (p.until_on is null or p.until_on >= current_local_date())) then
      update import_run set state = 'undoing', undone_by_itself = true where id = r.id;
      return 1;
    end if;
    select array_agg(x.line), jsonb_agg(x.facts order by x.line) into batch_lines, batch
      from (select w.line, w.facts from import_row w where w.import_id = r.id and w.state = 'ready' order by w.line limit limit_in) x;
    if batch_lines is null then
      update import_run set state = 'done', ended_at = current_instant() where id = r.id;
      return 1;
    end if;
    select jsonb_object_agg(s.own_reference, jsonb_build_object('version', s.version, 'changedAt', s.changed_at, 'facts', coalesce(f.facts, '[]'))) into old
      from jsonb_array_elements(batch) b join source_record s on s.system_code = r.system_code and s.own_reference = b ->> 'ownReference'
      left join lateral import_facts_as_system(array[s.id]) f on true;
    select jsonb_object_agg(a.own_reference, a.outcome) into answered from people_import_as_system(batch, because_in, r.brought_by) a;
    update import_row w set state = 'in', facts = null, source_record_id = s.id, person_id = s.person_id,
        undo = case when s.id is not null then jsonb_build_object('kind', answered ->> w.own_reference, 'version', old -> w.own_reference -> 'version',
          'changedAt', old -> w.own_reference -> 'changedAt', 'before', old -> w.own_reference -> 'facts', 'after', f.facts, 'sourceVersion', s.version) end
      from import_row v
        join import_run x on x.id = v.import_id join post p on p.id = x.brought_by
        left join source_record s on s.system_code = x.system_code and s.own_reference = v.own_reference
          and not user_kept_out_of_person_as_system(p.user_id, s.person_id)
        left join lateral import_facts_as_system(array[s.id]) f on true
      where v.import_id = r.id and v.line = any (batch_lines) and w.import_id = v.import_id and w.line = v.line;
    return cardinality(batch_lines);
  end $$;

-- Whether nobody has done anything with a person who is here only because of an import: no link to a concern or case, no
-- join, no suggestion a desk looks at, no other record, no fact added or taken back.
create function import_untouched_as_system(source_in uuid, person_in uuid, after_in jsonb) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from source_record s where s.id = source_in and s.person_id = person_in)
      and not exists (select from source_record s where s.person_id = person_in and s.id <> source_in)
      and not exists (select from record_source l where l.source_record_id = source_in)
      and not exists (select from record_person l where l.person_id = person_in)
      and not exists (select from circle_member c where c.record_kind = 'person' and c.record_id = person_in)
      and not exists (select from exclusion e where e.record_kind = 'person' and e.record_id = person_in)
      and not exists (select from cluster_move m where m.source_record_id = source_in or m.person_id = person_in or m.from_person_id = person_in)
      and not exists (select from person_relationship l where l.related_source_record_id = source_in)
      and not exists (select from duplicate_pair d join duplicate_decision j on j.pair_id = d.id where d.one_source = source_in or d.other_source = source_in)
      and after_in is not distinct from (select f.facts from import_facts_as_system(array[source_in]) f) $$;
revoke execute on function import_untouched_as_system from public;

-- Takes people out of the database who are here only because of an import, with their history: they were never ours to
-- keep. `sources_in` and `people_in` belong together. @returns false, with nothing done, where something else holds on to one
create function import_erase_as_system(sources_in uuid[], people_in uuid[]) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare part text;
  begin
    update import_row set source_record_id = null, person_id = null where source_record_id = any (sources_in);
    foreach part in array array['person_name', 'person_birth', 'person_identifier', 'person_detail', 'person_relationship', 'person_address',
        'person_phone', 'person_safe_contact', 'person_gp', 'person_self_description', 'match_key'] loop
      execute format('delete from %I where source_record_id = any ($1)', part) using sources_in;
    end loop;
    -- that the job compared them nobody needs to know any more; what a human decided holds on to them
    delete from duplicate_pair where one_source = any (sources_in) or other_source = any (sources_in);
    delete from duplicate_checked where person_id = any (people_in);
    delete from source_record where id = any (sources_in);
    delete from person_headline where person_id = any (people_in);
    delete from person where id = any (people_in);
    delete from row_history where record_kind = 'person' and record_id = any (people_in);
    return true;
  exception when foreign_key_violation then return false;
  end $$;
revoke execute on function import_erase_as_system from public;

-- Takes one row back. @returns the state it is then in
create function import_undo_row_as_system(w import_row) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare one jsonb; is_new boolean := w.undo ->> 'kind' = 'new';
  begin
    -- kept out, or it said nothing new: nothing was written
    if w.source_record_id is null or w.undo ->> 'kind' = 'same' then return 'undone'; end if;
    perform from source_record s where s.id = w.source_record_id for update;
    if exists (select from source_record s where s.id = w.source_record_id and s.version <> (w.undo ->> 'sourceVersion')::int) then return 'worked_on'; end if;
    if is_new then
      return case when import_untouched_as_system(w.source_record_id, w.person_id, w.undo -> 'after')
        and import_erase_as_system(array[w.source_record_id], array[w.person_id]) then 'undone' else 'worked_on' end;
    end if;
    if (w.undo -> 'after') is distinct from (select f.facts from import_facts_as_system(array[w.source_record_id]) f) then return 'worked_on'; end if;
    for one in select a from jsonb_array_elements(w.undo -> 'after') a
        where not exists (select from jsonb_array_elements(w.undo -> 'before') b where b -> 1 = a -> 1) loop
      execute format('delete from %I where id = $1', one ->> 0) using (one ->> 1)::uuid;
    end loop;
    for one in select b from jsonb_array_elements(w.undo -> 'before') b
        where (b ->> 2)::boolean and exists (select from jsonb_array_elements(w.undo -> 'after') a where a -> 1 = b -> 1 and not (a ->> 2)::boolean) loop
      execute format('update %I set withdrawn_at = null, withdrawn_by = null, withdrawn_because = null where id = $1', one ->> 0) using (one ->> 1)::uuid;
    end loop;
    update source_record set version = (w.undo ->> 'version')::int, changed_at = (w.undo ->> 'changedAt')::timestamptz where id = w.source_record_id;
    -- two who save at once are still told apart
    update person p set version = p.version + 1 from source_record s where s.id = w.source_record_id and p.id = s.person_id;
    perform match_rekey_as_system(array[w.source_record_id]);
    perform person_refresh_headline_as_system(array[s.person_id]) from source_record s where s.id = w.source_record_id;
    return 'undone';
  end $$;
revoke execute on function import_undo_row_as_system from public;

create function import_undo_step_as_system(import_in uuid, limit_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare w import_row; n int := 0; now_in text; batch_lines int[]; sources uuid[]; persons uuid[];
  begin
    -- what never came in waits no more
    update import_row set state = 'undone', facts = null where import_id = import_in and state = 'ready';
    -- most were new and nobody has touched them: those go together
    with mine as (
      select x.line, x.source_record_id as sid, x.person_id as pid, x.undo from import_row x
      where x.import_id = import_in and x.state = 'in' and x.undo ->> 'kind' = 'new' order by x.line desc limit limit_in
    )
    select array_agg(m.line), array_agg(m.sid), array_agg(m.pid) into batch_lines, sources, persons from mine m
      join source_record s on s.id = m.sid and s.version = (m.undo ->> 'sourceVersion')::int
      where import_untouched_as_system(m.sid, m.pid, m.undo -> 'after');
    if batch_lines is not null and import_erase_as_system(sources, persons) then
      update import_row x set state = 'undone', undo = null where x.import_id = import_in and x.line = any (batch_lines);
      return cardinality(batch_lines);
    end if;
    for w in select * from import_row x where x.import_id = import_in and x.state = 'in' order by x.line desc limit limit_in loop
      now_in := import_undo_row_as_system(w);
      update import_row x set state = now_in, undo = case when now_in = 'undone' then null else x.undo end where x.import_id = w.import_id and x.line = w.line;
      n := n + 1;
    end loop;
    if n = 0 then
      update import_run set state = 'undone', undone_at = current_instant(), ended_at = coalesce(ended_at, current_instant()) where id = import_in;
      return 1;
    end if;
    return n;
  end $$;
revoke execute on function import_undo_step_as_system from public;

-- The file of an import that is over, and of one that nobody went on with, is destroyed after so many days.
create function import_settle_as_system(days_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare one uuid; n int := 0;
  begin
    for one in select r.id from import_run r where r.file_id is not null
        and coalesce(r.ended_at, case when r.state = 'open' then r.brought_at end) < current_instant() - make_interval(days => days_in) loop
      update import_run set state = 'dropped', ended_at = current_instant() where id = one and state = 'open';
      perform import_drop_file_as_system(one);
      n := n + 1;
    end loop;
    return n;
  end $$;
revoke execute on function import_step_as_system, import_settle_as_system from public;
grant execute on function import_step_as_system, import_settle_as_system to lapwing_jobs;

-- People who came in and whom nobody has needed: to be looked at by a person. By reference only, because who they are
-- is not for whoever imports.
create function import_unused(days_in int)
  returns table (import_id uuid, line int, own_reference text, file_name text, system_code text, purpose text, ended_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select w.import_id, w.line, w.own_reference, r.file_name, r.system_code, r.purpose, r.ended_at
    from import_run r join import_row w on w.import_id = r.id
    where r.agency_id = current_agency_id() and has_capability('people.import') and r.state in ('done', 'undone') and w.state in ('in', 'kept')
      and r.ended_at < current_instant() - make_interval(days => days_in) and w.undo ->> 'kind' = 'new'
      and (w.keep_until is null or w.keep_until < current_local_date())
      and not is_person_hidden(w.person_id) and import_untouched_as_system(w.source_record_id, w.person_id, w.undo -> 'after')
    order by r.ended_at, w.import_id, w.line $$;

-- `lines_in`: of one import. Only what stands on the list goes. @returns how many went
create function import_remove_unused(import_in uuid, lines_in int[], days_in int) returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare w import_row; n int := 0;
  begin
    perform import_require(import_in, array['done', 'undone'], false);
    for w in select x.* from import_row x join import_unused(days_in) u on u.import_id = x.import_id and u.line = x.line
        where x.import_id = import_in and x.line = any (lines_in) loop
      if import_erase_as_system(array[w.source_record_id], array[w.person_id]) then
        update import_row x set state = 'removed', undo = null where x.import_id = w.import_id and x.line = w.line;
        n := n + 1;
      end if;
    end loop;
    return n;
  end $$;

create function import_keep_unused(import_in uuid, lines_in int[], until_in date) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform import_require(import_in, array['done', 'undone'], false);
    update import_row set keep_until = until_in where import_id = import_in and line = any (lines_in) and state in ('in', 'kept');
  end $$;

-- Whom the rows of a file may be, among people whom this reader sees anyway; of everybody else there is nothing, and no
-- time is spent on them. `rows_in`: [{line, births, names, phones, identifiers}] as people_import takes them.
create function import_alike(rows_in jsonb, limit_in int) returns table (line int, person_id uuid, shown_name text, facts jsonb)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('people.import') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      with mine as materialized (
        select distinct a.person_id as pid from person_access a where a.post_id = current_post_id() and a.reads & class_bit('identity') <> 0
          and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant()) and not is_person_hidden(a.person_id)
      ), known as materialized (
        select distinct m.pid, k.key from mine m join source_record s on s.person_id = m.pid and s.findable join match_key k on k.source_record_id = s.id
      ), asked as (
        select (r ->> 'line')::int as at, 'b:' || (b ->> 'bornOn') as key from jsonb_array_elements(rows_in) r, jsonb_array_elements(r -> 'births') b
        union select (r ->> 'line')::int, 'i:' || (i ->> 'kind') || ':' || (i ->> 'valueNorm') from jsonb_array_elements(rows_in) r, jsonb_array_elements(r -> 'identifiers') i
        union select (r ->> 'line')::int, 't:' || (h ->> 'numberNorm') from jsonb_array_elements(rows_in) r, jsonb_array_elements(r -> 'phones') h
        union select (r ->> 'line')::int, match_sound_key(g.word, f.word) from jsonb_array_elements(rows_in) r, jsonb_array_elements(r -> 'names') n,
          unnest(string_to_array(n ->> 'givenNorm', ' ')) g (word), unnest(string_to_array(n ->> 'familyNorm', ' ')) f (word)
          where g.word <> '' and f.word <> ''
      ), hits as (
        select a.at, k.pid from asked a join known k on k.key = a.key group by a.at, k.pid order by a.at, k.pid limit limit_in
      )
      select h.at, h.pid, coalesce(l.shown_name, ''), match_facts_as_system(h.pid) from hits h left join person_headline l on l.person_id = h.pid;
  end $$;
revoke execute on function import_require from public;
