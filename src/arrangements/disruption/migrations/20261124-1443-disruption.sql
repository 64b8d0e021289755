-- What was done against somebody or some place that harms. Never a file about a suspect: a person is there only as the
-- police's own reference, a place as a premises or a street, and what came of it as one of a few words. There is no column
-- into which anybody could write about anybody.
create table disruption_action (
  id          uuid primary key default gen_random_uuid(),
  kind        text not null constraint kind_form check (kind ~ '^[a-z][a-z_]*$'),
  against     text not null constraint against_known check (against in ('person', 'place')),
  police_reference text constraint reference_form check (police_reference ~ '^[A-Z0-9]+([/-][A-Z0-9]+)*$' and char_length(police_reference) between 4 and 25
    and police_reference ~ '[0-9].*[0-9].*[0-9]' and police_reference !~ '[A-Z]{4}'),
  place       text constraint place_short check (btrim(place) <> '' and char_length(place) <= 80),
  taken_on    date not null,
  outcome     text not null default 'asked' constraint outcome_known check (outcome in ('asked', 'in_force', 'refused', 'breached', 'ended')),
  ends_on     date,
  agency_id   uuid not null references agency (id),
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  changed_at  timestamptz not null,
  version     int not null default 1,
  constraint one_of_the_two check ((against = 'person') = (police_reference is not null) or (against = 'place' and place is not null)),
  constraint person_without_place check (against = 'place' or place is null),
  constraint ends_after_it_begins check (ends_on is null or ends_on >= taken_on)
);
create index disruption_action_on on disruption_action (taken_on desc);

-- The police's exploitation team sees all; whoever else takes action sees what their own organisation did.
create function sees_disruption(agency_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select has_capability('disruption.read')
      or (has_capability('disruption.record') and exists (select from post p where p.id = current_post_id() and p.agency_id = agency_in)) $$;
revoke execute on function sees_disruption from public;
grant execute on function sees_disruption to lapwing_app;
alter table disruption_action enable row level security, force row level security;
create policy system_all on disruption_action to lapwing_owner using (true) with check (true);
create policy read_own_or_police on disruption_action for select to lapwing_app using (sees_disruption(agency_id));
grant select on disruption_action to lapwing_app;

-- Whom it protects: intelligence, for those of the case who may read that (law section 10).
create table disruption_case (
  id          uuid primary key default gen_random_uuid(),
  action_id   uuid not null references disruption_action (id),
  case_id     uuid not null references case_file (id),
  linked_at   timestamptz not null,
  linked_by   uuid not null references post (id),
  constraint disruption_once_a_case unique (action_id, case_id)
);
create index disruption_case_case on disruption_case (case_id);
select protect_table('disruption_case', 'case', 'intelligence', null, '{}');

create function record_disruption(kind_in text, against_in text, reference_in text, place_in text, taken_in date, ends_in date) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if not has_capability('disruption.record') or taken_in > current_local_date() then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into disruption_action (kind, against, police_reference, place, taken_on, ends_on, agency_id, recorded_at, recorded_by, changed_at)
      select kind_in, against_in, reference_in, place_in, taken_in, ends_in, p.agency_id, current_instant(), p.id, current_instant()
      from post p where p.id = current_post_id() returning id into new_id;
    return new_id;
  end $$;

-- False: somebody changed it since.
create function change_disruption(action_in uuid, version_in int, outcome_in text, ends_in date) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('disruption.record') or not exists (select from disruption_action d where d.id = action_in and sees_disruption(d.agency_id)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    update disruption_action set outcome = outcome_in, ends_on = ends_in, changed_at = current_instant(), version = version + 1
      where id = action_in and version = version_in;
    return found;
  end $$;

create function link_disruption(action_in uuid, case_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'intelligence', 'write');
    if not exists (select from disruption_action d where d.id = action_in and sees_disruption(d.agency_id)) then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into disruption_case (action_id, case_id, linked_at, linked_by) values (action_in, case_in, current_instant(), current_post_id()) on conflict do nothing;
  end $$;

-- Counts for whoever oversees: how often what was done, and what came of it. Nothing of whom, where or when.
create function disruption_counts() returns table (kind text, outcome text, count bigint)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not (has_capability('disruption.count') or has_capability('disruption.read')) then raise exception 'not there' using errcode = 'P0002'; end if;
    return query select d.kind, d.outcome, count(*) from disruption_action d group by 1, 2;
  end $$;
revoke execute on function record_disruption, change_disruption, link_disruption, disruption_counts from public;
grant execute on function record_disruption, change_disruption, link_disruption, disruption_counts to lapwing_app;
