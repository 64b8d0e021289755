-- People who may be recorded twice: found by a job, worked off by humans, joined and taken apart again.
--
-- A pair is remembered by two source records, one of each person, and not by the persons: they are computed, and come and
-- go when records are joined. So what was decided of a pair holds for whoever those records belong to today.

create table duplicate_pair (
  id           uuid primary key default gen_random_uuid(),
  one_source   uuid not null references source_record (id),
  other_source uuid not null references source_record (id),
  band         text not null constraint band_known check (band in ('very_likely', 'possibly')),
  -- in bits; orders the list
  weight       double precision not null,
  probability  double precision not null,
  -- field, level and weight in hundredths of a bit; never a value of anybody
  parts        jsonb not null,
  evidence     jsonb not null,
  hidden       jsonb not null,
  guard        text,
  model        text not null,
  found_at     timestamptz not null default current_instant(),
  state        text not null default 'open' constraint state_known check (state in ('open', 'unsure', 'not_same', 'asked', 'joined', 'gone')),
  come_back_on date,
  constraint in_order check (one_source < other_source),
  constraint once unique (one_source, other_source)
);
create index duplicate_pair_other on duplicate_pair (other_source);
create index duplicate_pair_to_do on duplicate_pair (weight desc) where state in ('open', 'unsure', 'asked');

-- What was decided, one row each time. The evidence as it was then: only when that changes is the question asked again.
create table duplicate_decision (
  id           uuid primary key default gen_random_uuid(),
  pair_id      uuid not null references duplicate_pair (id),
  decision     text not null constraint decision_known check (decision in ('same', 'not_same', 'unsure')),
  because      text not null constraint reason_given check (btrim(because) <> ''),
  evidence     jsonb not null,
  come_back_on date,
  decided_at   timestamptz not null default current_instant(),
  decided_by   uuid not null references post (id)
);
create index duplicate_decision_pair on duplicate_decision (pair_id, decided_at);

-- One joining of two people, with everything that is needed to undo it exactly.
create table person_merge (
  id             uuid primary key default gen_random_uuid(),
  pair_id        uuid not null references duplicate_pair (id),
  kept_person_id uuid not null references person (id),
  gone_person_id uuid not null references person (id),
  because        text not null constraint reason_given check (btrim(because) <> ''),
  state          text not null constraint state_known check (state in ('waiting', 'done', 'refused', 'undone')),
  asked_at       timestamptz not null default current_instant(),
  asked_by       uuid not null references post (id),
  agreed_at      timestamptz,
  agreed_by      uuid references post (id),
  agreed_because text,
  done_at        timestamptz,
  undone_at      timestamptz,
  undone_by      uuid references post (id),
  undone_because text,
  kept_sources   uuid[] not null default '{}',
  -- links that no source record stands for, as a case opened about a person has: of the one who goes, with whether the other
  -- had the same; and of the one who is kept, which a source record that moves away again must not take along
  links          jsonb not null default '[]',
  kept_links     jsonb not null default '[]',
  exclusions     uuid[] not null default '{}',
  constraint two_people check (kept_person_id <> gone_person_id),
  constraint second_person check (agreed_by is null or agreed_by <> asked_by)
);
create index person_merge_kept on person_merge (kept_person_id);
create index person_merge_gone on person_merge (gone_person_id);
create index person_merge_pair on person_merge (pair_id);
alter table cluster_move add column merge_id uuid references person_merge (id);
create index cluster_move_merge on cluster_move (merge_id);

-- Up to which version of a person, and with which model, the job has looked.
create table duplicate_checked (
  person_id uuid primary key references person (id),
  version   int not null,
  model     text not null
);

do $$
  declare t text;
  begin
    foreach t in array array['duplicate_pair', 'duplicate_decision', 'person_merge', 'duplicate_checked'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;

-- ── the job ──

-- Whoever changed since the job last looked, or whom it has never looked at. Staff and sealed records are never among them.
create function duplicates_due_as_system(model_in text, limit_in int) returns table (person_id uuid, version int, facts jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select p.id, p.version, match_facts_as_system(p.id) from person p left join duplicate_checked c on c.person_id = p.id
    where (c.person_id is null or c.version <> p.version or c.model <> model_in)
      and exists (select from source_record s where s.person_id = p.id and s.findable)
    order by p.id limit limit_in $$;

create function duplicates_partners_as_system(person_in uuid, limit_in int) returns table (person_id uuid, facts jsonb, hidden jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select b.pid, match_facts_as_system(b.pid), match_hidden_as_system(person_in, b.pid) from match_partners_as_system(person_in, limit_in) b $$;

-- The pairs that are remembered of one person, with whom each is today.
create function duplicate_pairs_of_as_system(person_in uuid) returns table (pair_id uuid, with_person uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select d.id, o.person_id from source_record s join duplicate_pair d on d.one_source = s.id join source_record o on o.id = d.other_source
      where s.person_id = person_in and o.person_id <> person_in
    union
    select d.id, o.person_id from source_record s join duplicate_pair d on d.other_source = s.id join source_record o on o.id = d.one_source
      where s.person_id = person_in and o.person_id <> person_in $$;

-- Keeps what the job found of one person. Safe to run again: what was decided stands, unless what agrees and differs has
-- changed since. An open pair that is no longer suggested is put away.
create function duplicates_keep_as_system(person_in uuid, version_in int, model_in text, found_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f record; known duplicate_pair; mine uuid; theirs uuid; said jsonb;
  begin
    select s.id into mine from source_record s where s.person_id = person_in and s.findable order by s.recorded_at, s.id limit 1;
    if mine is not null then
      for f in select * from jsonb_to_recordset(found_in) as x ("personId" uuid, band text, weight double precision, probability double precision,
          parts jsonb, evidence jsonb, hidden jsonb, guard text) loop
        select s.id into theirs from source_record s where s.person_id = f."personId" and s.findable order by s.recorded_at, s.id limit 1;
        continue when theirs is null;
        select d.* into known from duplicate_pairs_of_as_system(person_in) p join duplicate_pair d on d.id = p.pair_id
          where p.with_person = f."personId" order by (d.state in ('not_same', 'asked', 'unsure')) desc, d.found_at desc, d.id limit 1;
        if not found then
          -- what the desk said of these two in a concern holds here too
          select c.evidence into said from concern_candidate c join source_record s on s.id = c.source_record_id
            where c.decision = 'not_same' and (s.person_id, c.person_id) in ((person_in, f."personId"), (f."personId", person_in))
            order by c.decided_at desc limit 1;
          continue when said is not null and said = f.evidence;
          insert into duplicate_pair (one_source, other_source, band, weight, probability, parts, evidence, hidden, guard, model)
            values (least(mine, theirs), greatest(mine, theirs), f.band, f.weight, f.probability, f.parts, f.evidence, f.hidden, f.guard, model_in)
            on conflict on constraint once do nothing;
          continue;
        end if;
        continue when known.state = 'asked' or (known.state = 'not_same' and known.evidence = f.evidence);
        update duplicate_pair set band = f.band, weight = f.weight, probability = f.probability, parts = f.parts, evidence = f.evidence, hidden = f.hidden,
            guard = f.guard, model = model_in,
            state = case when state = 'unsure' and evidence = f.evidence then 'unsure' else 'open' end
          where id = known.id;
      end loop;
      update duplicate_pair d set state = 'gone' from duplicate_pairs_of_as_system(person_in) p
        where d.id = p.pair_id and d.state = 'open'
          and not exists (select from jsonb_to_recordset(found_in) as x ("personId" uuid) where x."personId" = p.with_person);
    end if;
    insert into duplicate_checked values (person_in, version_in, model_in)
      on conflict (person_id) do update set version = excluded.version, model = excluded.model;
  end $$;

revoke execute on function duplicates_due_as_system, duplicates_partners_as_system, duplicate_pairs_of_as_system, duplicates_keep_as_system from public;
grant execute on function duplicates_due_as_system, duplicates_partners_as_system, duplicates_keep_as_system to lapwing_jobs;

-- ── who may see what of a pair ──

-- In no concern and no case: only in a file that an agency gave for matching, with no circle of its own.
create function is_only_in_a_file(person_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select not exists (select from record_person rp where rp.person_id = person_in and rp.relation <> 'candidate')
      and not exists (select from circle_member m where m.record_kind = 'person' and m.record_id = person_in)
      and not exists (select from source_record s where s.person_id = person_in and s.origin <> 'import')
      and exists (select from source_record s where s.person_id = person_in) $$;
-- Sees who this is: by their own grant, or because nobody has one and it is theirs to work these off.
create function sees_for_joining(person_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select not is_person_hidden(person_in) and (may('person', person_in, 'identity') or (has_capability('people.join') and is_only_in_a_file(person_in))) $$;
revoke execute on function is_only_in_a_file, sees_for_joining from public;

-- Which teams, or where there is none which agency, know somebody: all that is said to somebody outside their circle.
create function known_to_as_system(person_in uuid) returns text[]
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(nullif(array(select distinct t.name from record_person rp join record_team rt on rt.record_kind = rp.record_kind and rt.record_id = rp.record_id
        join team t on t.id = rt.team_id where rp.person_id = person_in and rp.relation <> 'candidate' order by 1), '{}'),
      array(select distinct a.name from source_record s join agency a on a.id = s.agency_id where s.person_id = person_in order by 1)) $$;
revoke execute on function known_to_as_system from public;

-- Why a missed match of these two would cost much, as far as the asker may see the records that say so.
create function duplicate_harm_as_system(one_in uuid, other_in uuid) returns text[]
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with of_case as (
      select rp.person_id, f.id, f.team_id, h.level from record_person rp join case_file f on f.id = rp.record_id left join case_headline h on h.case_id = f.id
      where rp.record_kind = 'case' and rp.relation = 'subject' and rp.person_id in (one_in, other_in) and f.state <> 'closed' and may('case', f.id, 'headline')
    ), of_concern as (
      select rp.person_id, rt.team_id from record_person rp join record_team rt on rt.record_kind = 'concern' and rt.record_id = rp.record_id
      where rp.record_kind = 'concern' and rp.relation = 'subject' and rp.person_id in (one_in, other_in) and may('concern', rp.record_id, 'contact')
    )
    select array_remove(array[
      case when exists (select from of_case c join missing_episode e on e.case_id = c.id where e.returned_at is null and e.withdrawn_at is null and may('case', c.id, 'plan')) then 'missing' end,
      case when exists (select from of_case c where c.level = 'significant') then 'top_level' end,
      case when exists (select from of_case a join of_case b on a.person_id = one_in and b.person_id = other_in where a.id <> b.id) then 'two_cases' end,
      case when exists (select from (select person_id, team_id from of_case union select person_id, team_id from of_concern) a
        join (select person_id, team_id from of_case union select person_id, team_id from of_concern) b on a.person_id = one_in and b.person_id = other_in
          and a.team_id <> b.team_id) then 'two_circles' end,
      case when exists (select from of_case) and (select count(distinct person_id) from of_case) = 1 then 'case_and_other' end,
      case when exists (select from of_concern) then 'concern' end], null) $$;
revoke execute on function duplicate_harm_as_system from public;

-- The queue of one reader: pairs of which they may see both. Of a pair of which they see one, only who knows the other.
create function duplicates_to_do() returns table (pair_id uuid, one_person uuid, one_name text, other_person uuid, other_name text, band text, weight double precision,
    probability double precision, harm text[], state text, come_back_on date, said_before text, known_to text[])
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  begin
    if not has_capability('people.join') then raise exception 'not there' using errcode = 'P0002'; end if;
    return query
      with to_do as (
        select d.*, a.person_id as one, b.person_id as other from duplicate_pair d join source_record a on a.id = d.one_source join source_record b on b.id = d.other_source
        where a.person_id <> b.person_id and (d.state in ('open', 'asked') or (d.state = 'unsure' and d.come_back_on <= current_local_date()))
      ), mine as (
        select distinct a.person_id from person_access a where a.post_id = current_post_id() and a.reads & class_bit('identity') <> 0
          and a.from_at <= current_instant() and (a.until_at is null or a.until_at > current_instant())
      ), seen as (
        select t.*, (t.one in (select m.person_id from mine m) or is_only_in_a_file(t.one)) as sees_one,
          (t.other in (select m.person_id from mine m) or is_only_in_a_file(t.other)) as sees_other
        from to_do t where not is_person_hidden(t.one) and not is_person_hidden(t.other)
      )
      select s.id, case when s.sees_one then s.one end, case when s.sees_one then h.shown_name end, case when s.sees_other then s.other end,
        case when s.sees_other then g.shown_name end, s.band, s.weight, s.probability,
        case when s.sees_one and s.sees_other then duplicate_harm_as_system(s.one, s.other) else '{}'::text[] end, s.state, s.come_back_on,
        (select x.decision from duplicate_decision x where x.pair_id = s.id order by x.decided_at desc limit 1),
        case when s.sees_one and s.sees_other then null else known_to_as_system(case when s.sees_one then s.other else s.one end) end
      from seen s left join person_headline h on h.person_id = s.one left join person_headline g on g.person_id = s.other
      where (s.sees_one and s.sees_other)
        -- of somebody outside the circle only where it is very likely, and never of somebody who is only in a file
        or (s.band = 'very_likely' and s.state = 'open' and ((s.sees_one and not is_only_in_a_file(s.one)) or (s.sees_other and not is_only_in_a_file(s.other))))
      order by s.weight desc, s.id limit 500;
  end $$;

-- The two people of a pair, for somebody who may see both; else "not there".
create function duplicate_require(pair_in uuid) returns table (one uuid, other uuid)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare a uuid; b uuid;
  begin
    select x.person_id, y.person_id into a, b from duplicate_pair d join source_record x on x.id = d.one_source join source_record y on y.id = d.other_source where d.id = pair_in;
    if a is null or not (has_capability('people.join') or has_capability('access.exclude')) or not sees_for_joining(a) or not sees_for_joining(b) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    return query select a, b;
  end $$;
revoke execute on function duplicate_require from public;

create function duplicate_pair_read(pair_in uuid) returns table (pair_id uuid, one_person uuid, one_name text, other_person uuid, other_name text, band text,
    weight double precision, probability double precision, parts jsonb, evidence jsonb, hidden jsonb, guard text, model text, found_at timestamptz,
    state text, come_back_on date, harm text[], widens boolean)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare p record;
  begin
    select * into p from duplicate_require(pair_in);
    return query select d.id, p.one, h.shown_name, p.other, g.shown_name, d.band, d.weight, d.probability, d.parts, d.evidence, d.hidden, d.guard, d.model, d.found_at,
        d.state, d.come_back_on, duplicate_harm_as_system(p.one, p.other), merge_widens_as_system(p.one, p.other)
      from duplicate_pair d left join person_headline h on h.person_id = p.one left join person_headline g on g.person_id = p.other where d.id = pair_in;
  end $$;

create function duplicate_decisions(pair_in uuid) returns table (decision text, because text, come_back_on date, decided_at timestamptz, decided_by text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  begin
    perform duplicate_require(pair_in);
    return query select x.decision, x.because, x.come_back_on, x.decided_at, u.full_name from duplicate_decision x join post p on p.id = x.decided_by
      join user_account u on u.id = p.user_id where x.pair_id = pair_in order by x.decided_at desc;
  end $$;

-- What is said of each of the two, for comparing by eye. Nothing that is protected is in it.
create function duplicate_facts(pair_in uuid) returns table (person_id uuid, part text, value text, birth jsonb)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare p record;
  begin
    select * into p from duplicate_require(pair_in);
    return query select x.* from unnest(array[p.one, p.other]) w (id) cross join lateral person_said_as_system(w.id, null) x;
  end $$;

create function person_said_as_system(person_in uuid, source_in uuid) returns table (person_id uuid, part text, value text, birth jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with w as (select s.id, s.person_id, coalesce(y.label, a.name) as kept_by from source_record s left join source_system y on y.code = s.system_code
      left join agency a on a.id = s.agency_id where s.person_id = person_in and (source_in is null or s.id = source_in))
    select w.person_id, x.* from w cross join lateral (
      select 'names' as part, coalesce(n.full_text, concat_ws(' ', n.given, n.middle, n.family)) as value, null::jsonb as birth
        from person_name n where n.source_record_id = w.id and n.withdrawn_at is null
      union all select 'births', null, jsonb_build_object('certainty', b.certainty, 'bornOn', b.born_on, 'year', b.year, 'month', b.month,
          'estimatedAge', b.estimated_age, 'estimatedOn', b.estimated_on, 'basis', b.basis, 'because', b.because)
        from person_birth b where b.source_record_id = w.id and b.withdrawn_at is null
      union all select case d.kind when 'sex' then 'sexes' when 'school' then 'schools' else 'names' end, d.value, null
        from person_detail d where d.source_record_id = w.id and d.withdrawn_at is null and d.kind in ('sex', 'school', 'called')
      union all select 'addresses', concat_ws(', ', nullif(a.line, ''), nullif(a.postcode, '')), null
        from person_address a where a.source_record_id = w.id and a.withdrawn_at is null and not a.protected
      union all select 'phones', h.number, null from person_phone h where h.source_record_id = w.id and h.withdrawn_at is null and not h.protected
      union all select 'numbers', i.value, null from person_identifier i where i.source_record_id = w.id and i.withdrawn_at is null
      union all select 'keptBy', w.kept_by, null where w.kept_by is not null) x $$;
revoke execute on function person_said_as_system from public;

-- ── deciding ──

-- Would anybody see more than today, or would somebody who is kept out of one of them lose what they see of the other?
-- Compared are the classes that each post may read of the one and of the other now; whoever asks sees both already.
create function merge_widens_as_system(one_in uuid, other_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with reads as (
      select a.post_id, a.person_id, bit_or(a.reads) as bits from person_access a
      where a.person_id in (one_in, other_in) and (a.until_at is null or a.until_at > current_instant()) and a.post_id <> current_post_id()
      group by a.post_id, a.person_id)
    select exists (select from reads r group by r.post_id
      having coalesce(bit_or(r.bits) filter (where r.person_id = one_in), 0) <> coalesce(bit_or(r.bits) filter (where r.person_id = other_in), 0)) $$;
revoke execute on function merge_widens_as_system from public;

-- Users who are kept out of a person, or of any case or concern about them.
create function kept_out_of_as_system(person_in uuid) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select distinct e.user_id from exclusion e where e.lifted_at is null and ((e.record_kind = 'person' and e.record_id = person_in)
      or exists (select from record_person rp where rp.record_kind = e.record_kind and rp.record_id = e.record_id and rp.person_id = person_in and rp.relation = 'subject')) $$;
revoke execute on function kept_out_of_as_system from public;

-- Null when it was done. 'decided': a colleague decided meanwhile, and nothing was done.
create function duplicate_decide(pair_in uuid, decision_in text, because_in text, come_back_in date) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d duplicate_pair;
  begin
    if not has_capability('people.join') or decision_in not in ('not_same', 'unsure') then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into d from duplicate_pair where id = pair_in for update;
    perform duplicate_require(pair_in);
    if d.state not in ('open', 'unsure') then return 'decided'; end if;
    insert into duplicate_decision (pair_id, decision, because, evidence, come_back_on, decided_by) values (pair_in, decision_in, because_in, d.evidence, come_back_in, current_post_id());
    update duplicate_pair set state = decision_in, come_back_on = come_back_in where id = pair_in;
    return null;
  end $$;

create function merge_run_as_system(merge_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m person_merge; s record; moved uuid; kept_out uuid[]; added uuid[] := '{}'; u uuid; new_id uuid;
  begin
    select * into m from person_merge where id = merge_in;
    kept_out := array(select kept_out_of_as_system(m.kept_person_id) union select kept_out_of_as_system(m.gone_person_id));
    update person_merge set done_at = current_instant(), state = 'done',
        kept_sources = array(select x.id from source_record x where x.person_id = m.kept_person_id order by x.id),
        links = (select coalesce(jsonb_agg(jsonb_build_object('kind', rp.record_kind, 'id', rp.record_id, 'relation', rp.relation,
            'wasThere', exists (select from record_person k where k.record_kind = rp.record_kind and k.record_id = rp.record_id and k.person_id = m.kept_person_id and k.relation = rp.relation))), '[]')
          from record_person rp where rp.person_id = m.gone_person_id and rp.relation <> 'candidate'
            and not exists (select from record_source rs join source_record x on x.id = rs.source_record_id where rs.record_kind = rp.record_kind and rs.record_id = rp.record_id
              and rs.relation = rp.relation and x.person_id = m.gone_person_id)),
        kept_links = (select coalesce(jsonb_agg(jsonb_build_object('kind', rp.record_kind, 'id', rp.record_id, 'relation', rp.relation)), '[]')
          from record_person rp where rp.person_id = m.kept_person_id and rp.relation <> 'candidate'
            and not exists (select from record_source rs join source_record x on x.id = rs.source_record_id where rs.record_kind = rp.record_kind and rs.record_id = rp.record_id
              and rs.relation = rp.relation and x.person_id = m.kept_person_id))
      where id = merge_in returning * into m;
    -- whoever is kept out of one of them is kept out of the one they become: before anything moves
    foreach u in array kept_out loop
      if not exists (select from exclusion e where e.user_id = u and e.record_kind = 'person' and e.record_id = m.kept_person_id and e.lifted_at is null) then
        insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
          values ('excluded', u, 'person', m.kept_person_id, 'two records of one person were joined, and this holds for both', current_post_id(), current_instant())
          returning id into new_id;
        added := added || new_id;
      end if;
    end loop;
    update person_merge set exclusions = added where id = merge_in;
    for s in select x.id from source_record x where x.person_id = m.gone_person_id order by x.id for update loop
      moved := source_record_move_as_system(s.id, m.kept_person_id, m.because, null);
      update cluster_move set merge_id = merge_in where id = moved;
    end loop;
    insert into record_person (record_kind, record_id, person_id, relation)
      select l.kind, l.id, m.kept_person_id, l.relation from jsonb_to_recordset(m.links) as l (kind text, id uuid, relation text) on conflict do nothing;
    delete from record_person rp using jsonb_to_recordset(m.links) as l (kind text, id uuid, relation text)
      where rp.record_kind = l.kind and rp.record_id = l.id and rp.relation = l.relation and rp.person_id = m.gone_person_id;
    update duplicate_pair set state = 'joined', come_back_on = null where id = m.pair_id;
    insert into duplicate_decision (pair_id, decision, because, evidence, decided_by) select m.pair_id, 'same', m.because, d.evidence, m.asked_by from duplicate_pair d where d.id = m.pair_id;
  end $$;
revoke execute on function merge_run_as_system from public;

-- May this actor join these two: sees both, and may write who each of them is, where anybody can.
create function merge_require_as_system(one_in uuid, other_in uuid) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare x uuid;
  begin
    foreach x in array array[one_in, other_in] loop
      if not (may('person', x, 'identity', 'write') or is_only_in_a_file(x)) then raise exception 'not there' using errcode = 'P0002'; end if;
    end loop;
  end $$;
revoke execute on function merge_require_as_system from public;

-- "The same person." done, or waiting for a second person where somebody would see more; decided: a colleague was quicker.
create function merge_ask(pair_in uuid, because_in text) returns table (merge_id uuid, outcome text)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare d duplicate_pair; p record; kept uuid; gone uuid; new_merge uuid; wide boolean;
  begin
    if not has_capability('people.join') then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into d from duplicate_pair where id = pair_in for update;
    select * into p from duplicate_require(pair_in);
    perform merge_require_as_system(p.one, p.other);
    -- in one order, so that two who join at once wait for each other and the second sees what the first did
    perform from person x where x.id in (p.one, p.other) order by x.id for update;
    if d.state not in ('open', 'unsure') or exists (select from source_record a join source_record b on b.id = d.other_source where a.id = d.one_source
        and (a.person_id, b.person_id) is distinct from (p.one, p.other)) then
      return query select null::uuid, 'decided'; return;
    end if;
    select x.id into kept from person x where x.id in (p.one, p.other) order by x.created_at, x.id limit 1;
    gone := case when kept = p.one then p.other else p.one end;
    wide := merge_widens_as_system(p.one, p.other);
    insert into person_merge (pair_id, kept_person_id, gone_person_id, because, state, asked_by) values (pair_in, kept, gone, because_in, 'waiting', current_post_id())
      returning id into new_merge;
    if wide then
      update duplicate_pair set state = 'asked' where id = pair_in;
      return query select new_merge, 'waiting'; return;
    end if;
    perform merge_run_as_system(new_merge);
    return query select new_merge, 'done';
  end $$;

-- A manager's answer to a joining that would show somebody more: never the one who asked.
create function merge_answer(merge_in uuid, agrees_in boolean, because_in text) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m person_merge; p record;
  begin
    if not has_capability('access.exclude') then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into m from person_merge where id = merge_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into p from duplicate_require(m.pair_id);
    if exists (select from post a join post b on b.user_id = a.user_id where a.id = m.asked_by and b.id = current_post_id()) then return 'own'; end if;
    if m.state <> 'waiting' then return 'decided'; end if;
    perform from person x where x.id in (p.one, p.other) order by x.id for update;
    update person_merge set agreed_at = current_instant(), agreed_by = current_post_id(), agreed_because = because_in, state = case when agrees_in then state else 'refused' end where id = merge_in;
    if not agrees_in then
      update duplicate_pair set state = 'open' where id = m.pair_id;
      return null;
    end if;
    -- one of the two was joined to somebody else meanwhile: this is no longer what was asked
    if (p.one, p.other) not in ((m.kept_person_id, m.gone_person_id), (m.gone_person_id, m.kept_person_id)) then
      update person_merge set state = 'refused' where id = merge_in;
      update duplicate_pair set state = 'open' where id = m.pair_id;
      return 'changed';
    end if;
    perform merge_run_as_system(merge_in);
    return null;
  end $$;

-- The joinings that this reader may see: waiting ones first.
create function merges_seen(only_in uuid) returns table (merge_id uuid, pair_id uuid, kept_person uuid, kept_name text, because text, state text, asked_at timestamptz,
    asked_by text, is_own boolean, agreed_by text, agreed_at timestamptz, agreed_because text, done_at timestamptz, undone_by text, undone_at timestamptz, undone_because text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select m.id, m.pair_id, m.kept_person_id, h.shown_name, m.because, m.state, m.asked_at, u.full_name, m.asked_by = current_post_id(), v.full_name, m.agreed_at, m.agreed_because,
      m.done_at, w.full_name, m.undone_at, m.undone_because
    from person_merge m left join person_headline h on h.person_id = m.kept_person_id
    join post p on p.id = m.asked_by join user_account u on u.id = p.user_id
    left join post q on q.id = m.agreed_by left join user_account v on v.id = q.user_id
    left join post r on r.id = m.undone_by left join user_account w on w.id = r.user_id
    where (only_in is null or m.id = only_in) and (has_capability('people.join') or has_capability('access.exclude'))
      and sees_for_joining(m.kept_person_id) and (m.state = 'done' or sees_for_joining(m.gone_person_id))
    order by m.state <> 'waiting', m.asked_at desc limit 100 $$;

-- What came to the joined person since: each is put to whoever takes them apart, to say whose it is.
create function merge_later(merge_in uuid) returns table (source_id uuid, origin text, because text, recorded_at timestamptz, part text, value text, birth jsonb)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare m person_merge;
  begin
    select * into m from person_merge where id = merge_in;
    if not found or not has_capability('people.join') or not sees_for_joining(m.kept_person_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    return query select s.id, s.origin, s.because, s.recorded_at, x.part, x.value, x.birth
      from source_record s left join lateral person_said_as_system(m.kept_person_id, s.id) x on true
      where s.person_id = m.kept_person_id and s.id <> all (m.kept_sources)
        and not exists (select from cluster_move c where c.merge_id = merge_in and c.source_record_id = s.id)
      order by s.recorded_at, s.id, x.part;
  end $$;

-- Takes two people apart again, exactly. `placed_in`: {source record: 'kept' | 'gone'} for all that came since.
-- Null when it was done; 'since': the records have been moved since, and that has to be undone first; 'place': something
-- that came since was not placed; 'decided': it is not joined.
create function merge_undo(merge_in uuid, because_in text, placed_in jsonb) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare m person_merge; s record;
  begin
    select * into m from person_merge where id = merge_in for update;
    if not found or not has_capability('people.join') or not sees_for_joining(m.kept_person_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    if m.state <> 'done' then return 'decided'; end if;
    perform from person x where x.id in (m.kept_person_id, m.gone_person_id) order by x.id for update;
    perform merge_require_as_system(m.kept_person_id, m.kept_person_id);
    if exists (select from cluster_move c join source_record x on x.id = c.source_record_id where c.merge_id = merge_in and c.takes_back is null
        and x.person_id not in (m.kept_person_id, m.gone_person_id)) then return 'since'; end if;
    if exists (select from source_record x where x.person_id = m.kept_person_id and x.id <> all (m.kept_sources)
        and not exists (select from cluster_move c where c.merge_id = merge_in and c.source_record_id = x.id)
        and coalesce(placed_in ->> x.id::text, '') not in ('kept', 'gone')) then return 'place'; end if;
    for s in select x.id, c.id as move_id from source_record x left join cluster_move c on c.merge_id = merge_in and c.source_record_id = x.id and c.takes_back is null
        where x.person_id = m.kept_person_id and x.id <> all (m.kept_sources) and (c.id is not null or placed_in ->> x.id::text = 'gone') order by x.id for update of x loop
      perform source_record_move_as_system(s.id, m.gone_person_id, because_in, s.move_id);
    end loop;
    insert into record_person (record_kind, record_id, person_id, relation)
      select l.kind, l.id, m.gone_person_id, l.relation from jsonb_to_recordset(m.links) as l (kind text, id uuid, relation text) on conflict do nothing;
    delete from record_person rp using jsonb_to_recordset(m.links) as l (kind text, id uuid, relation text, "wasThere" boolean)
      where not l."wasThere" and rp.record_kind = l.kind and rp.record_id = l.id and rp.relation = l.relation and rp.person_id = m.kept_person_id
        and not exists (select from record_source rs join source_record x on x.id = rs.source_record_id where rs.record_kind = l.kind and rs.record_id = l.id
          and rs.relation = l.relation and x.person_id = m.kept_person_id);
    insert into record_person (record_kind, record_id, person_id, relation)
      select l.kind, l.id, m.kept_person_id, l.relation from jsonb_to_recordset(m.kept_links) as l (kind text, id uuid, relation text) on conflict do nothing;
    update exclusion set lifted_at = current_instant(), lifted_by = current_post_id() where id = any (m.exclusions) and lifted_at is null;
    update person_merge set state = 'undone', undone_at = current_instant(), undone_by = current_post_id(), undone_because = because_in where id = merge_in;
    -- taken apart is a decision too: not suggested again unless something changes
    insert into duplicate_decision (pair_id, decision, because, evidence, decided_by) select m.pair_id, 'not_same', because_in, d.evidence, current_post_id() from duplicate_pair d where d.id = m.pair_id;
    update duplicate_pair set state = 'not_same' where id = m.pair_id;
    return null;
  end $$;

revoke execute on function duplicates_to_do, duplicate_pair_read, duplicate_decisions, duplicate_facts, duplicate_decide, merge_ask, merge_answer, merges_seen, merge_later, merge_undo from public;
grant execute on function duplicates_to_do, duplicate_pair_read, duplicate_decisions, duplicate_facts, duplicate_decide, merge_ask, merge_answer, merges_seen, merge_later, merge_undo to lapwing_app;

-- What somebody decided about these two before: in a concern, or working off who is recorded twice.
create or replace function match_said_before(one uuid, other uuid) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select x.decision from (
      select c.decision, c.decided_at from concern_candidate c join source_record s on s.id = c.source_record_id
        where c.decision is not null and ((s.person_id = one and c.person_id = other) or (s.person_id = other and c.person_id = one))
      union all
      select d.decision, d.decided_at from duplicate_pairs_of_as_system(one) p join duplicate_decision d on d.pair_id = p.pair_id where p.with_person = other) x
    order by x.decided_at desc limit 1 $$;
