-- What an agreement between two records is worth, learned from the partnership's own records, kept in versions. A version
-- holds shares and how usual a name is; a name that fewer than five people have is not in it. It is learned by a job, by
-- order of an administrator, and weighs nothing until a named human makes it active.

create table match_model (
  version      int generated always as identity primary key,
  state        text not null default 'asked' constraint state_known check (state in ('asked', 'too_few', 'learned', 'active', 'retired')),
  asked_at     timestamptz not null default current_instant(),
  asked_by     uuid not null default current_post_id() references post (id),
  learned_at   timestamptz,
  -- how many records and pairs it was learned from
  records      int,
  pairs        bigint,
  model        jsonb,
  -- {name: share of the records}
  names        jsonb,
  -- days of birth that so many have that they are a default
  dates        jsonb,
  activated_at timestamptz,
  activated_by uuid references post (id),
  because      text,
  constraint learned_whole check ((state in ('asked', 'too_few')) = (model is null)),
  constraint active_whole check (state <> 'active' or (activated_by is not null and btrim(because) <> ''))
);
create unique index match_model_one_active on match_model (state) where state = 'active';
create unique index match_model_one_asked on match_model (state) where state = 'asked';

-- From which probability a pair is shown. The newest row of each purpose holds; where there is none, reference/matching.yaml.
create table match_threshold (
  id          bigint generated always as identity primary key,
  purpose     text not null constraint purpose_known check (purpose in ('desk', 'list')),
  possibly    double precision not null,
  very_likely double precision not null,
  because     text not null constraint reason_given check (btrim(because) <> ''),
  set_at      timestamptz not null default current_instant(),
  set_by      uuid not null default current_post_id() references post (id),
  constraint in_order check (possibly > 0 and possibly < very_likely and very_likely < 1)
);

alter table match_model enable row level security, force row level security;
alter table match_threshold enable row level security, force row level security;
create policy system_all on match_model to lapwing_owner using (true) with check (true);
create policy system_all on match_threshold to lapwing_owner using (true) with check (true);
-- shares and usual names: nobody is in them, and every comparison needs them
create policy read_signed_in on match_model for select to lapwing_app using ((select current_user_id()) is not null);
create policy read_signed_in on match_threshold for select to lapwing_app using ((select current_user_id()) is not null);
create policy read_by_job on match_model for select to lapwing_jobs using (true);
create policy read_by_job on match_threshold for select to lapwing_jobs using (true);
create policy set_by_administrator on match_threshold for insert to lapwing_app
  with check ((select has_capability('accounts.administer')) and set_by = (select current_post_id()));
create policy ask_by_administrator on match_model for insert to lapwing_app
  with check ((select has_capability('accounts.administer')) and state = 'asked' and asked_by = (select current_post_id()));
grant select on match_model, match_threshold to lapwing_app, lapwing_jobs;
grant insert on match_threshold to lapwing_app;
grant insert (asked_by) on match_model to lapwing_app;

alter table concern_candidate add column model text;

-- Makes a version active, and the one before it retired. Null: the default of the reference.
create function match_model_activate(version_in int, because_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('accounts.administer') then raise exception 'not there' using errcode = 'P0002'; end if;
    perform from match_model m order by m.version for update;
    if version_in is not null and not exists (select from match_model m where m.version = version_in and m.state in ('learned', 'retired')) then return false; end if;
    update match_model set state = 'retired' where state = 'active';
    update match_model set state = 'active', activated_at = current_instant(), activated_by = current_post_id(), because = because_in where version = version_in;
    return true;
  end $$;
revoke execute on function match_model_activate from public;
grant execute on function match_model_activate to lapwing_app;

-- The source records that a model is learned from, each by itself: at most so many, drawn by their id, which is by chance.
-- Of what is protected nothing goes along.
create function match_sample_as_system(limit_in int) returns table (facts jsonb)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select jsonb_build_object(
      'names', coalesce((select jsonb_agg(distinct jsonb_build_object('given', n.given_norm, 'middle', n.middle_norm, 'family', n.family_norm))
        from person_name n where n.source_record_id = s.id and n.withdrawn_at is null), '[]'),
      'births', coalesce((select jsonb_agg(distinct jsonb_build_object('bornOn', b.born_on, 'year', coalesce(extract(year from b.born_on)::int, b.year,
          extract(year from b.estimated_on)::int - b.estimated_age), 'month', b.month, 'certainty', b.certainty))
        from person_birth b where b.source_record_id = s.id and b.withdrawn_at is null), '[]'),
      'sexes', coalesce((select jsonb_agg(distinct upper(left(d.value, 1))) from person_detail d where d.source_record_id = s.id and d.kind = 'sex' and d.withdrawn_at is null), '[]'),
      'addresses', coalesce((select jsonb_agg(distinct jsonb_strip_nulls(jsonb_build_object('line', a.line_norm, 'postcode', a.postcode_norm, 'uprn', a.uprn)))
        from person_address a where a.source_record_id = s.id and a.withdrawn_at is null and not a.protected), '[]'),
      'phones', coalesce((select jsonb_agg(distinct h.number_norm) from person_phone h where h.source_record_id = s.id and h.withdrawn_at is null and not h.protected), '[]'),
      'identifiers', coalesce((select jsonb_agg(distinct jsonb_build_object('kind', i.kind, 'value', i.value_norm))
        from person_identifier i where i.source_record_id = s.id and i.withdrawn_at is null and i.kind in ('nhs', 'upn')), '[]'),
      'schools', coalesce((select jsonb_agg(distinct lower(btrim(d.value))) from person_detail d where d.source_record_id = s.id and d.kind = 'school' and d.withdrawn_at is null), '[]'))
    from source_record s where s.findable and exists (select from person_name n where n.source_record_id = s.id and n.withdrawn_at is null)
    order by s.id limit limit_in $$;

create function match_model_asked_as_system() returns int
  language sql stable security definer set search_path = public, pg_temp
  as $$ select version from match_model where state = 'asked' $$;

create function match_model_keep_as_system(version_in int, records_in int, pairs_in bigint, model_in jsonb, names_in jsonb, dates_in jsonb) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    update match_model set state = case when model_in is null then 'too_few' else 'learned' end, learned_at = current_instant(), records = records_in,
        pairs = pairs_in, model = model_in, names = names_in, dates = dates_in
      where version = version_in and state = 'asked' $$;
revoke execute on function match_sample_as_system, match_model_asked_as_system, match_model_keep_as_system from public;
grant execute on function match_sample_as_system, match_model_asked_as_system, match_model_keep_as_system to lapwing_jobs;

-- As before, with the model that what is shown was weighed with.
create or replace function candidates_keep(concern_in uuid, source_record_in uuid, shown_in jsonb) returns void
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
    insert into concern_candidate (concern_id, source_record_id, person_id, band, place, evidence, model)
      select concern_in, source_record_in, n."personId", n.band, n.place, n.evidence, n.model
      from jsonb_to_recordset(shown_in) as n ("personId" uuid, band text, place int, evidence jsonb, model text)
      on conflict (source_record_id, person_id, concern_id) do update set band = excluded.band, place = excluded.place, evidence = excluded.evidence, model = excluded.model
        where concern_candidate.decision is null and (concern_candidate.band, concern_candidate.place, concern_candidate.evidence)
          is distinct from (excluded.band, excluded.place, excluded.evidence);
    insert into record_person (record_kind, record_id, person_id, relation)
      select 'concern', concern_in, c.person_id, 'candidate' from concern_candidate c where c.concern_id = concern_in
        and not exists (select from record_person rp where rp.record_kind = 'concern' and rp.record_id = concern_in and rp.person_id = c.person_id and rp.relation = 'candidate');
    delete from record_person rp where rp.record_kind = 'concern' and rp.record_id = concern_in and rp.relation = 'candidate'
      and not exists (select from concern_candidate c where c.concern_id = concern_in and c.person_id = rp.person_id);
  end $$;
