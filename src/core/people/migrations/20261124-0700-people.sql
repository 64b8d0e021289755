-- A person is a cluster of source records. Every name, date, address, phone and number belongs to one source record
-- (who said it, when, by what way it came to us); the person is computed from all of them. So joining two clusters is
-- re-pointing a source record, and taking them apart again is exact.
--
--   concern, case ──► record_source ──► source_record ──► person (only an id)
--                                            ▲
--     person_name, person_birth, person_identifier, person_detail …  (facts, each with who said it)
--
-- All writing goes through functions that check first: foreign keys ignore row security, so a right to insert would be a
-- way to ask whether somebody is known.

create table person (
  id         uuid primary key default gen_random_uuid(),
  created_at timestamptz not null default current_instant(),
  -- grows with every change to any fact: two people who save at once are told apart
  version    int not null default 1
);
select protect_table('person', 'person', 'contact', 'id', '{}');

-- Where records come from: an agency's system, with its own references. Loaded from reference/people.yaml.
create table source_system (
  code     text primary key,
  label    text not null,
  source   text not null,
  version  text not null,
  verified boolean not null
);
grant select on source_system to lapwing_app, lapwing_jobs;

create table source_record (
  id            uuid primary key default gen_random_uuid(),
  person_id     uuid not null references person (id),
  agency_id     uuid references agency (id),
  system_code   text references source_system (code),
  -- that agency's own number for the person
  own_reference text,
  origin        text not null constraint origin_known check (origin in ('referral', 'import', 'case', 'phone', 'page', 'public')),
  recorded_at   timestamptz not null default current_instant(),
  entered_by    uuid references post (id),
  because       text,
  -- the concern or case it came through; who may write there may say whose it is
  through_kind  text constraint through_known check (through_kind in ('case', 'concern', 'person')),
  through_id    uuid,
  constraint through_whole check ((through_kind is null) = (through_id is null))
);
create unique index source_record_own_reference on source_record (system_code, own_reference);
create index source_record_person on source_record (person_id);
create index source_record_through on source_record (through_id);
select protect_table('source_record', 'person', 'identity', 'person_id', '{}');

-- Facts. `person_id` repeats that of the source record, because policies read it; a trigger below keeps it so. A fact
-- that was wrong is withdrawn with a reason, never changed: somebody acted on it.
create table person_name (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  kind             text not null constraint kind_known check (kind in ('legal', 'birth', 'known_as', 'alias', 'maiden', 'spelling')),
  -- as it was said or written, in one piece; else in parts
  full_text        text,
  given            text,
  middle           text,
  family           text,
  script           text not null default 'Latn',
  given_norm       text not null default '',
  middle_norm      text not null default '',
  family_norm      text not null default '',
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text,
  constraint something_said check (coalesce(btrim(full_text), btrim(given), btrim(family)) <> '')
);
select protect_table('person_name', 'person', 'identity', 'person_id', '{}');

-- What is known of the birth: a day, a year or month, or how old somebody seemed and when.
create table person_birth (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  certainty        text not null constraint certainty_known check (certainty in ('full', 'partial', 'estimated', 'disputed')),
  born_on          date,
  year             int constraint year_range check (year between 1850 and 2200),
  month            int constraint month_range check (month between 1 and 12),
  estimated_age    int constraint age_range check (estimated_age between 0 and 120),
  estimated_on     date,
  basis            text not null constraint basis_known check (basis in ('document', 'stated', 'assessed', 'estimated', 'presumed')),
  because          text,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text,
  constraint something_said check (case certainty when 'partial' then year is not null when 'estimated' then estimated_age is not null
    else born_on is not null end),
  constraint age_has_a_day check ((estimated_age is null) = (estimated_on is null))
);
select protect_table('person_birth', 'person', 'identity', 'person_id', '{}');

create table person_identifier (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  kind             text not null constraint kind_known check (kind in ('nhs', 'upn', 'agency_reference', 'other')),
  label            text,
  value            text not null,
  value_norm       text not null,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text
);
select protect_table('person_identifier', 'person', 'identity', 'person_id', '{}');

-- What they like to be called, pronouns, language, needs, school, councils, legal status …
create table person_detail (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  kind             text not null constraint kind_known check (kind in ('called', 'pronouns', 'gender', 'sex', 'language', 'interpreter',
                     'communication', 'school', 'legal_status', 'home_council', 'placing_council')),
  value            text not null constraint value_given check (btrim(value) <> ''),
  note             text,
  from_on          date,
  until_on         date,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text,
  constraint in_order check (until_on is null or from_on is null or until_on >= from_on)
);
select protect_table('person_detail', 'person', 'identity', 'person_id', '{}');

-- People around a person. The other one may have a record here, or only a name.
create table person_relationship (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  related_source_record_id uuid references source_record (id),
  related_person_id uuid,
  related_name     text,
  kind             text not null constraint kind_known check (kind in ('mother', 'father', 'parent', 'step_parent', 'carer', 'foster_carer',
                     'sibling', 'grandparent', 'partner', 'child', 'friend', 'other')),
  parental_responsibility text not null default 'not_asked'
                   constraint responsibility_known check (parental_responsibility in ('yes', 'no', 'unknown', 'not_asked')),
  safe_to_tell     text not null default 'not_asked' constraint safe_known check (safe_to_tell in ('yes', 'no', 'unknown', 'not_asked')),
  note             text,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text,
  constraint somebody_named check (related_source_record_id is not null or btrim(related_name) <> '')
);
select protect_table('person_relationship', 'person', 'identity', 'person_id', '{}');

create table person_address (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  kind             text not null default 'home' constraint kind_known check (kind in ('home', 'placement', 'staying', 'family', 'other')),
  line             text,
  postcode         text,
  uprn             text,
  line_norm        text not null default '',
  postcode_norm    text not null default '',
  from_on          date,
  until_on         date,
  -- somebody is in danger if this gets out: only for the circle, matched but never shown as a match, never printed
  protected        boolean not null default false,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text,
  constraint something_said check (coalesce(nullif(btrim(line), ''), nullif(btrim(postcode), ''), uprn) is not null),
  constraint in_order check (until_on is null or from_on is null or until_on >= from_on)
);
select protect_table('person_address', 'person', 'address', 'person_id', '{}');

create table person_phone (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  number           text not null constraint number_given check (btrim(number) <> ''),
  number_norm      text not null,
  whose            text,
  protected        boolean not null default false,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text
);
select protect_table('person_phone', 'person', 'address', 'person_id', '{}');

create table person_safe_contact (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  method           text,
  times            text,
  avoid_words      text,
  note             text,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text,
  constraint something_said check (coalesce(nullif(btrim(method), ''), nullif(btrim(times), ''), nullif(btrim(avoid_words), ''), nullif(btrim(note), '')) is not null)
);
select protect_table('person_safe_contact', 'person', 'address', 'person_id', '{}');

create table person_gp (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  practice         text not null constraint practice_given check (btrim(practice) <> ''),
  note             text,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text
);
select protect_table('person_gp', 'person', 'health', 'person_id', '{}');

-- Ethnicity and disability in their own words. Only released fairness reports use them; on the record only those who
-- may write who the person is see them, and their history is for nobody.
create table person_self_description (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  person_id        uuid not null,
  kind             text not null constraint kind_known check (kind in ('ethnicity', 'disability')),
  value            text not null constraint value_given check (btrim(value) <> ''),
  -- the group it is counted under in a released report, chosen with the person
  grouped_as       text,
  recorded_at      timestamptz not null default current_instant(),
  said_in_order    bigint generated always as identity,
  withdrawn_at     timestamptz,
  withdrawn_by     uuid references post (id),
  withdrawn_because text
);
select protect_table('person_self_description', 'person', 'identity', 'person_id', '{}');
drop policy read_by_grant on person_self_description;
create policy read_by_writer on person_self_description for select to lapwing_app using (
  coalesce((select true from person_access a where a.person_id = person_self_description.person_id and a.post_id = (select current_post_id())
    and a.writes & (select class_bit('identity')) <> 0 and a.from_at <= (select current_instant())
    and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false));
drop trigger keep_history on person_self_description;
create trigger keep_history after insert or update or delete on person_self_description
  for each row execute function keep_history('person', 'person_id', '0');

-- The name for headings and lists: all that a headline reader sees of who somebody is. Computed below, never typed.
create table person_headline (
  person_id  uuid primary key references person (id),
  -- null: no name is known
  shown_name text
);
select protect_table('person_headline', 'person', 'headline', 'person_id', '{}');

-- Which person a concern or case is about, through the source record that said so. record_person follows from it.
create table record_source (
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern')),
  record_id   uuid not null,
  source_record_id uuid not null references source_record (id),
  relation    text not null constraint relation_known check (relation in ('subject', 'other')),
  linked_at   timestamptz not null default current_instant(),
  linked_by   uuid references post (id),
  primary key (record_kind, record_id, source_record_id, relation)
);
create index record_source_source on record_source (source_record_id);

-- Each re-pointing of a source record: who, when, why; the way back.
create table cluster_move (
  id               uuid primary key default gen_random_uuid(),
  source_record_id uuid not null references source_record (id),
  from_person_id   uuid not null references person (id),
  person_id        uuid not null references person (id),
  because          text not null constraint reason_given check (btrim(because) <> ''),
  moved_at         timestamptz not null default current_instant(),
  moved_by         uuid references post (id),
  -- the move that this one takes back
  takes_back       uuid references cluster_move (id)
);
create index cluster_move_source on cluster_move (source_record_id, moved_at);
create unique index cluster_move_taken_back_once on cluster_move (takes_back);
select protect_table('cluster_move', 'person', 'identity', 'person_id', '{}');

-- What the search for known people goes by. Nobody reads it: a match is asked for by source record, never by value.
create table match_key (
  source_record_id uuid not null references source_record (id),
  key              text not null,
  primary key (key, source_record_id)
);
create index match_key_source on match_key (source_record_id);
create index person_name_trigram on person_name using gin ((given_norm || ' ' || family_norm) gin_trgm_ops) where withdrawn_at is null;

-- Short forms and spellings of given names that mean the same name; loaded from reference/people.yaml.
create table name_variant (
  name_norm  text not null,
  group_name text not null,
  primary key (name_norm, group_name)
);
create index name_variant_group on name_variant (group_name);
grant select on name_variant to lapwing_app, lapwing_jobs;

do $$
  declare t text;
  begin
    foreach t in array array['record_source', 'match_key'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
    foreach t in array array['person_name', 'person_birth', 'person_identifier', 'person_detail', 'person_relationship', 'person_address',
        'person_phone', 'person_safe_contact', 'person_gp', 'person_self_description'] loop
      execute format('create index on %I (person_id)', t);
      execute format('create index on %I (source_record_id)', t);
    end loop;
  end $$;
create index person_relationship_related on person_relationship (related_source_record_id);
create policy read_by_grant on record_source for select to lapwing_app using (may(record_kind, record_id, 'identity'));
grant select on record_source to lapwing_app;

-- A protected address or phone is for the person's circle, not for a triage desk that wonders whether it is the same one.
create function sees_protected(person_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from person_access a where a.person_id = person_in and a.post_id = current_post_id()
      and a.reads & class_bit('address') <> 0 and a.because not like 'candidate:%'
      and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())) $$;
create policy protected_for_circle on person_address as restrictive for select to lapwing_app
  using (not protected or sees_protected(person_id));
create policy protected_for_circle on person_phone as restrictive for select to lapwing_app
  using (not protected or sees_protected(person_id));
create policy protected_for_circle on row_history as restrictive for select to lapwing_app
  using (table_name not in ('person_address', 'person_phone') or old_row is null or old_row ->> 'protected' = 'false' or sees_protected(record_id));

-- Facts move with their source record, and links with the people they point to.
create function on_source_record_moved() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare t text; l record;
  begin
    if new.person_id = old.person_id then return null; end if;
    foreach t in array array['person_name', 'person_birth', 'person_identifier', 'person_detail', 'person_relationship', 'person_address',
        'person_phone', 'person_safe_contact', 'person_gp', 'person_self_description'] loop
      execute format('update %I set person_id = $1 where source_record_id = $2', t) using new.person_id, new.id;
    end loop;
    update person_relationship set related_person_id = new.person_id where related_source_record_id = new.id;
    for l in select distinct rs.record_kind, rs.record_id, rs.relation from record_source rs where rs.source_record_id = new.id loop
      insert into record_person (record_kind, record_id, person_id, relation) values (l.record_kind, l.record_id, new.person_id, l.relation)
        on conflict do nothing;
      -- the old person stays linked where another of their source records says so
      delete from record_person rp where rp.record_kind = l.record_kind and rp.record_id = l.record_id and rp.person_id = old.person_id
        and rp.relation = l.relation and not exists (select from record_source rs join source_record s on s.id = rs.source_record_id
          where rs.record_kind = l.record_kind and rs.record_id = l.record_id and rs.relation = l.relation and s.person_id = old.person_id);
    end loop;
    return null;
  end $$;
create trigger moved after update of person_id on source_record for each row execute function on_source_record_moved();

create function on_record_source_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    insert into record_person (record_kind, record_id, person_id, relation)
      select new.record_kind, new.record_id, s.person_id, new.relation from source_record s where s.id = new.source_record_id
      on conflict do nothing;
    return null;
  end $$;
create trigger linked after insert on record_source for each row execute function on_record_source_change();

create function person_refresh_headline_as_system(person_ids uuid[]) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into person_headline (person_id, shown_name)
      select p.id, nullif(btrim(case
          when c.value is not null then concat_ws(' ', c.value, case when position(lower(n.family) in lower(c.value)) > 0 then null else n.family end)
          else coalesce(n.full_text, concat_ws(' ', n.given, n.family)) end), '')
      from person p
      left join lateral (select d.value from person_detail d where d.person_id = p.id and d.kind = 'called' and d.withdrawn_at is null
        order by d.recorded_at desc, d.said_in_order desc limit 1) c on true
      -- what the person goes by before what a form says; among equals the latest
      -- of a name in one piece the last word is the family name, or what stands before a comma
      left join lateral (select m.full_text, m.given, coalesce(m.family, substring(m.full_text from '^\s*([^,]+),'), substring(m.full_text from '\s(\S+)\s*$')) as family
        from person_name m where m.person_id = p.id and m.withdrawn_at is null
        order by array_position(array['known_as', 'legal', 'birth', 'spelling', 'alias', 'maiden'], m.kind), m.recorded_at desc, m.said_in_order desc limit 1) n on true
      where p.id = any (person_ids)
      on conflict (person_id) do update set shown_name = excluded.shown_name $$;
revoke execute on function person_refresh_headline_as_system from public;

-- Keys of source records, after their facts changed. Names by sound in either order and as written with the year; the
-- birth date unless it is the first of January, which stands for "not known" in many systems; postcode, phone, numbers.
create function match_rekey_as_system(source_ids uuid[]) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    delete from match_key where source_record_id = any (source_ids);
    with tokens as (
      select n.source_record_id as sid, g.word as given_word, f.word as family_word
      from person_name n
      cross join lateral unnest(string_to_array(btrim(n.given_norm || ' ' || n.middle_norm), ' ')) g (word)
      cross join lateral unnest(string_to_array(n.family_norm, ' ')) f (word)
      where n.source_record_id = any (source_ids) and n.withdrawn_at is null and g.word <> '' and f.word <> ''
    ), years as (
      select b.source_record_id as sid, coalesce(extract(year from b.born_on)::int, b.year) as year, b.born_on
      from person_birth b where b.source_record_id = any (source_ids) and b.withdrawn_at is null
    )
    insert into match_key (source_record_id, key)
      select t.sid, 's:' || least(dmetaphone(t.given_word), dmetaphone(t.family_word)) || ':' || greatest(dmetaphone(t.given_word), dmetaphone(t.family_word)) from tokens t
        where dmetaphone(t.given_word) <> '' and dmetaphone(t.family_word) <> ''
      union select t.sid, 'y:' || w.word || ':' || y.year from tokens t join years y on y.sid = t.sid and y.year is not null
        cross join lateral (values (t.given_word), (t.family_word)) w (word)
      union select y.sid, 'b:' || y.born_on from years y where y.born_on is not null and to_char(y.born_on, 'MM-DD') <> '01-01'
      union select a.source_record_id, 'p:' || a.postcode_norm from person_address a
        where a.source_record_id = any (source_ids) and a.withdrawn_at is null and a.postcode_norm <> ''
      union select h.source_record_id, 't:' || h.number_norm from person_phone h
        where h.source_record_id = any (source_ids) and h.withdrawn_at is null and length(h.number_norm) >= 6
      union select i.source_record_id, 'i:' || i.kind || ':' || i.value_norm from person_identifier i
        where i.source_record_id = any (source_ids) and i.withdrawn_at is null and i.value_norm <> '' $$;
revoke execute on function match_rekey_as_system from public;

-- Writes the facts of many source records in one go. `facts_in`: [{sourceRecordId, personId, names: […], births: […] …}].
create function person_facts_insert_as_system(facts_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare source_ids uuid[]; person_ids uuid[];
  begin
    select array_agg((r ->> 'sourceRecordId')::uuid), array_agg(distinct (r ->> 'personId')::uuid) into source_ids, person_ids
      from jsonb_array_elements(facts_in) r;
    insert into person_name (source_record_id, person_id, kind, full_text, given, middle, family, script, given_norm, middle_norm, family_norm)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.kind, n."fullText", n.given, n.middle, n.family, coalesce(n.script, 'Latn'),
        n."givenNorm", n."middleNorm", n."familyNorm"
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'names') as n (kind text, "fullText" text, given text, middle text,
        family text, script text, "givenNorm" text, "middleNorm" text, "familyNorm" text);
    insert into person_birth (source_record_id, person_id, certainty, born_on, year, month, estimated_age, estimated_on, basis, because)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.certainty, n."bornOn", n.year, n.month, n."estimatedAge", n."estimatedOn", n.basis, n.because
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'births') as n (certainty text, "bornOn" date, year int, month int,
        "estimatedAge" int, "estimatedOn" date, basis text, because text);
    insert into person_identifier (source_record_id, person_id, kind, label, value, value_norm)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.kind, n.label, n.value, n."valueNorm"
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'identifiers') as n (kind text, label text, value text, "valueNorm" text);
    insert into person_detail (source_record_id, person_id, kind, value, note, from_on, until_on)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.kind, n.value, n.note, n."fromOn", n."untilOn"
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'details') as n (kind text, value text, note text, "fromOn" date, "untilOn" date);
    insert into person_relationship (source_record_id, person_id, related_source_record_id, related_person_id, related_name, kind,
        parental_responsibility, safe_to_tell, note)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n."relatedSourceRecordId", s.person_id, n."relatedName", n.kind,
        coalesce(n."parentalResponsibility", 'not_asked'), coalesce(n."safeToTell", 'not_asked'), n.note
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'relationships') as n (kind text, "relatedSourceRecordId" uuid,
        "relatedName" text, "parentalResponsibility" text, "safeToTell" text, note text) left join source_record s on s.id = n."relatedSourceRecordId";
    insert into person_address (source_record_id, person_id, kind, line, postcode, uprn, line_norm, postcode_norm, from_on, until_on, protected)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, coalesce(n.kind, 'home'), n.line, n.postcode, n.uprn, n."lineNorm", n."postcodeNorm",
        n."fromOn", n."untilOn", coalesce(n.protected, false)
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'addresses') as n (kind text, line text, postcode text, uprn text,
        "lineNorm" text, "postcodeNorm" text, "fromOn" date, "untilOn" date, protected boolean);
    insert into person_phone (source_record_id, person_id, number, number_norm, whose, protected)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.number, n."numberNorm", n.whose, coalesce(n.protected, false)
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'phones') as n (number text, "numberNorm" text, whose text, protected boolean);
    insert into person_safe_contact (source_record_id, person_id, method, times, avoid_words, note)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.method, n.times, n."avoidWords", n.note
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'safeContacts') as n (method text, times text, "avoidWords" text, note text);
    insert into person_gp (source_record_id, person_id, practice, note)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.practice, n.note
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'gps') as n (practice text, note text);
    insert into person_self_description (source_record_id, person_id, kind, value, grouped_as)
      select (r ->> 'sourceRecordId')::uuid, (r ->> 'personId')::uuid, n.kind, n.value, n."groupedAs"
      from jsonb_array_elements(facts_in) r cross join jsonb_to_recordset(r -> 'selfDescriptions') as n (kind text, value text, "groupedAs" text);
    perform match_rekey_as_system(source_ids);
    perform person_refresh_headline_as_system(person_ids);
  end $$;
revoke execute on function person_facts_insert_as_system from public;

-- The classes that a set of facts touches.
create function person_fact_classes(facts_in jsonb) returns text[]
  language sql immutable set search_path = public, pg_temp
  as $$
    select array_agg(distinct c.class) from (values ('names', 'identity'), ('births', 'identity'), ('identifiers', 'identity'), ('details', 'identity'),
      ('relationships', 'identity'), ('selfDescriptions', 'identity'), ('addresses', 'address'), ('phones', 'address'), ('safeContacts', 'address'),
      ('gps', 'health')) c (part, class)
    where jsonb_array_length(coalesce(facts_in -> c.part, '[]')) > 0 $$;

-- A related person may only be named by somebody who may see them.
create function person_require_related(facts_in jsonb) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    for r in select (n ->> 'relatedSourceRecordId')::uuid as sid from jsonb_array_elements(coalesce(facts_in -> 'relationships', '[]')) n
        where n ->> 'relatedSourceRecordId' is not null loop
      perform require_may('person', (select s.person_id from source_record s where s.id = r.sid), 'identity');
    end loop;
  end $$;

create function person_source_insert_as_system(person_in uuid, source_in jsonb, kind_in text, id_in uuid) returns uuid
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into source_record (person_id, agency_id, system_code, own_reference, origin, entered_by, because, through_kind, through_id)
      values (person_in, coalesce((source_in ->> 'agencyId')::uuid, (select p.agency_id from post p where p.id = current_post_id())), source_in ->> 'systemCode',
        source_in ->> 'ownReference', source_in ->> 'origin', current_post_id(), source_in ->> 'because', kind_in, id_in)
      returning id $$;
revoke execute on function person_source_insert_as_system from public;

-- Somebody named in a concern or case: always a person of their own at first. Whether it is somebody known is decided
-- later, by a human at triage.
create function person_create(kind_in text, id_in uuid, relation_in text, source_in jsonb, facts_in jsonb)
  returns table (person_id uuid, source_record_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_person uuid; new_source uuid;
  begin
    if kind_in not in ('case', 'concern') or not (may(kind_in, id_in, 'identity', 'write') or may(kind_in, id_in, 'submission', 'write')) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform person_require_related(facts_in);
    insert into person default values returning id into new_person;
    new_source := person_source_insert_as_system(new_person, source_in, kind_in, id_in);
    perform person_facts_insert_as_system(jsonb_build_array(facts_in || jsonb_build_object('sourceRecordId', new_source, 'personId', new_person)));
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_by) values (kind_in, id_in, new_source, relation_in, current_post_id());
    return query select new_person, new_source;
  end $$;

-- More about somebody, from the one who named them, in the record they named them in.
create function person_add_facts(source_record_in uuid, facts_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare s source_record;
  begin
    select * into s from source_record where id = source_record_in;
    if not found or not (coalesce(may(s.through_kind, s.through_id, 'identity', 'write'), false)
        or (s.entered_by = current_post_id() and coalesce(may(s.through_kind, s.through_id, 'submission', 'write'), false))) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform person_require_related(facts_in);
    perform person_facts_insert_as_system(jsonb_build_array(facts_in || jsonb_build_object('sourceRecordId', s.id, 'personId', s.person_id)));
    update person set version = version + 1 where id = s.person_id;
  end $$;

-- A change made on the person's own page: a source record of its own, so that who said it and when stays with it. Facts
-- in `withdraw_in` ([{table, id}]) are withdrawn for the same reason. Null: somebody else saved first, nothing was done.
create function person_edit(person_in uuid, version_in int, because_in text, facts_in jsonb, withdraw_in jsonb) returns uuid
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
    perform person_facts_insert_as_system(jsonb_build_array(facts_in || jsonb_build_object('sourceRecordId', new_source, 'personId', person_in)));
    select array_agg(s.id) into refreshed from source_record s where s.person_id = person_in;
    perform match_rekey_as_system(refreshed);
    return new_source;
  end $$;

-- Links a person who is already here to another record: for definer functions that have checked, and checked.
create function person_link_as_system(kind_in text, id_in uuid, source_record_in uuid, relation_in text) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_by)
      values (kind_in, id_in, source_record_in, relation_in, current_post_id()) on conflict do nothing $$;
revoke execute on function person_link_as_system from public;

create function person_link(kind_in text, id_in uuid, source_record_in uuid, relation_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may(kind_in, id_in, 'identity', 'write');
    perform require_may('person', (select s.person_id from source_record s where s.id = source_record_in), 'identity');
    perform person_link_as_system(kind_in, id_in, source_record_in, relation_in);
  end $$;

-- Everybody a concern is about is who the case that opens from it is about.
create function person_links_copy_as_system(from_kind text, from_id uuid, to_kind text, to_id uuid) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into record_source (record_kind, record_id, source_record_id, relation, linked_by)
      select to_kind, to_id, rs.source_record_id, rs.relation, current_post_id() from record_source rs
      where rs.record_kind = from_kind and rs.record_id = from_id
      on conflict do nothing $$;
revoke execute on function person_links_copy_as_system from public;

create function source_record_move_as_system(source_record_in uuid, to_person uuid, because_in text, takes_back_in uuid) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare from_person uuid; move_id uuid;
  begin
    select s.person_id into from_person from source_record s where s.id = source_record_in for update;
    update source_record set person_id = to_person where id = source_record_in;
    update person set version = version + 1 where id in (from_person, to_person);
    perform person_refresh_headline_as_system(array[from_person, to_person]);
    insert into cluster_move (source_record_id, from_person_id, person_id, because, moved_by, takes_back)
      values (source_record_in, from_person, to_person, because_in, current_post_id(), takes_back_in) returning id into move_id;
    return move_id;
  end $$;
revoke execute on function source_record_move_as_system from public;

-- "This is the same person": re-points a source record. For those who triage what it came through, and who may see the
-- person it is joined to.
create function person_join(source_record_in uuid, into_person uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare s source_record;
  begin
    select * into s from source_record where id = source_record_in for update;
    if not found or not coalesce(may(s.through_kind, s.through_id, 'triage', 'write'), false) or s.person_id = into_person then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform require_may('person', into_person, 'identity');
    return source_record_move_as_system(source_record_in, into_person, because_in, null);
  end $$;

-- "It was somebody else": takes a move back. Only the latest of a source record can be, and once.
create function person_split(move_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m cluster_move; s source_record;
  begin
    select * into m from cluster_move where id = move_in;
    select * into s from source_record where id = m.source_record_id for update;
    if not found or s.person_id <> m.person_id
        or not (coalesce(may(s.through_kind, s.through_id, 'triage', 'write'), false) or may('person', m.person_id, 'identity', 'write'))
        or m.takes_back is not null or exists (select from cluster_move x where x.takes_back = m.id) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return source_record_move_as_system(m.source_record_id, m.from_person_id, because_in, m.id);
  end $$;
revoke execute on function on_source_record_moved, on_record_source_change from public;
