-- The people of a case come through the source records that named them, so that joining and splitting clusters keeps the
-- case with the right person; and a note says why words that the linter warned of were kept.

create function link_person_to_case_as_system(case_in uuid, person_in uuid, relation_in text, concern_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare linked int;
  begin
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_by)
      select 'case', case_in, rs.source_record_id, relation_in, current_post_id()
      from record_source rs join source_record s on s.id = rs.source_record_id
      where rs.record_kind = 'concern' and rs.record_id = concern_in and s.person_id = person_in
      on conflict do nothing;
    get diagnostics linked = row_count;
    if linked > 0 then return; end if;
    -- no concern names them: the record that was there first
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_by)
      select 'case', case_in, s.id, relation_in, current_post_id() from source_record s where s.person_id = person_in
      order by s.recorded_at, s.id limit 1
      on conflict do nothing;
    if not exists (select from record_person rp where rp.record_kind = 'case' and rp.record_id = case_in and rp.person_id = person_in) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
  end $$;
revoke execute on function link_person_to_case_as_system from public;

-- What a joined concern calls the people of the case belongs to the case too; other people it is about do not.
create or replace function join_concern_as_system(case_in uuid, concern_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file;
  begin
    select * into f from case_file where id = case_in;
    insert into case_concern (case_id, concern_id, joined_at, joined_by, because)
      values (case_in, concern_in, current_instant(), current_post_id(), because_in) on conflict do nothing;
    insert into record_team (record_kind, record_id, team_id) values ('concern', concern_in, f.team_id) on conflict do nothing;
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_by)
      select 'case', case_in, rs.source_record_id, 'subject', current_post_id()
      from record_source rs join source_record s on s.id = rs.source_record_id
      where rs.record_kind = 'concern' and rs.record_id = concern_in
        and exists (select from record_person rp where rp.record_kind = 'case' and rp.record_id = case_in and rp.person_id = s.person_id
          and rp.relation = 'subject')
      on conflict do nothing;
    if f.allocated_post_id is not null then perform give_concern_to_worker_as_system(concern_in, f.allocated_post_id); end if;
  end $$;

-- Why it opened is about the child, and those who only need to know whom to phone read case_file: the reason is the
-- track's (class plan).
alter table case_file drop column opened_because;

create or replace function open_case(known_as_in text, kind_in text, subjects_in uuid[], concern_in uuid, team_in uuid, post_in uuid, because_in text)
  returns table (id uuid, reference text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_case case_file; s uuid;
  begin
    if concern_in is null then
      if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    else
      if not (has_capability('case.allocate') or has_capability('concern.triage')) then raise exception 'not there' using errcode = 'P0002'; end if;
      perform require_may('concern', concern_in, 'triage', 'write');
    end if;
    if post_in is not null and not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    if cardinality(subjects_in) = 0 then raise exception 'A case is about somebody' using errcode = 'LW002'; end if;
    foreach s in array subjects_in loop perform require_person_known(s, concern_in); end loop;
    if not exists (select from team t where t.id = team_in and t.active) then raise exception 'not there' using errcode = 'P0002'; end if;

    insert into case_file (known_as, kind, team_id, opened_at, opened_by, waiting_since)
      values (known_as_in, kind_in, team_in, current_instant(), current_post_id(), current_instant()) returning * into new_case;
    insert into case_headline (case_id) values (new_case.id);
    foreach s in array subjects_in loop perform link_person_to_case_as_system(new_case.id, s, 'subject', concern_in); end loop;
    insert into record_team (record_kind, record_id, team_id) values ('case', new_case.id, team_in);
    insert into case_track (case_id, kind, opened_at, opened_by, opened_because)
      values (new_case.id, 'safeguarding', current_instant(), current_post_id(), because_in);
    if concern_in is not null then perform join_concern_as_system(new_case.id, concern_in, because_in); end if;
    if post_in is not null then perform give_case_as_system(new_case.id, post_in, 'named when the case opened'); end if;
    return query select new_case.id, new_case.reference;
  end $$;

create or replace function add_person_to_case(case_in uuid, person_in uuid, relation_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'identity', 'write');
    perform require_person_known(person_in, null);
    if relation_in not in ('subject', 'other') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform link_person_to_case_as_system(case_in, person_in, relation_in, null);
  end $$;

alter table case_note add column words_kept_because text;
drop function add_case_note(uuid, date, text, text, text, text, text);
create function add_case_note(case_in uuid, happened_on_in date, happened_time_in text, own_words_in text, seen_in text, analysis_in text,
    next_in text, words_kept_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may('case', case_in, 'notes', 'write');
    if happened_on_in > current_local_date() then raise exception 'A note tells of what has happened' using errcode = 'LW002'; end if;
    insert into case_note (case_id, happened_on, happened_time, own_words, seen, analysis, next, written_at, written_by, words_kept_because)
      values (case_in, happened_on_in, happened_time_in, own_words_in, seen_in, analysis_in, next_in, current_instant(), current_post_id(),
        nullif(btrim(words_kept_in), ''))
      returning id into new_id;
    return new_id;
  end $$;
