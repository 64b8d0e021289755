-- What somebody has typed into their own agency's system too: by whom, when, under which reference there. It belongs to
-- that agency; nobody else learns what another keeps. Seen only while the record itself may be seen.
create table own_system_entry (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid references case_file (id),
  concern_id  uuid references concern (id),
  -- kind and id of what was copied: note:…, visit:…, risk:…, sent:…, decision:…
  entry       text not null constraint entry_form check (entry ~ '^[a-z-]+:[0-9a-f-]{36}$'),
  agency_id   uuid not null references agency (id),
  system_code text not null constraint system_form check (system_code ~ '^[a-z][a-z0-9-]*$'),
  reference   text not null default '' constraint reference_short check (char_length(reference) <= 80),
  entered_at  timestamptz not null default current_instant(),
  entered_by  uuid not null default current_post_id() references post (id),
  constraint one_record check ((case_id is null) <> (concern_id is null)),
  unique (agency_id, entry)
);
create index own_system_entry_case on own_system_entry (case_id);
create index own_system_entry_concern on own_system_entry (concern_id);

create function current_agency_id() returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$ select p.agency_id from post p where p.id = current_post_id() $$;

alter table own_system_entry enable row level security, force row level security;
create policy system_all on own_system_entry to lapwing_owner using (true) with check (true);
create policy own_agency on own_system_entry for select to lapwing_app using (
  agency_id = (select current_agency_id()) and (
    coalesce((select true from case_access a where a.case_id = own_system_entry.case_id and a.post_id = (select current_post_id())
      and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false)
    or coalesce((select true from concern_access a where a.concern_id = own_system_entry.concern_id and a.post_id = (select current_post_id())
      and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false)));
grant select on own_system_entry to lapwing_app;

-- The tick. Said twice, the first stands. A foreign key ignores row security, so this checks that the record may be seen.
create function enter_in_own_system(kind_in text, record_in uuid, entry_in text, system_in text, reference_in text) returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if not may(kind_in, record_in, 'contact', 'read') then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into own_system_entry (case_id, concern_id, entry, agency_id, system_code, reference)
      values (case kind_in when 'case' then record_in end, case kind_in when 'concern' then record_in end, entry_in, current_agency_id(), system_in, reference_in)
      on conflict (agency_id, entry) do nothing;
  end $$;
revoke execute on function enter_in_own_system, current_agency_id from public;
grant execute on function enter_in_own_system, current_agency_id to lapwing_app;
