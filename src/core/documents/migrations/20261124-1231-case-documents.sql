-- Documents on a case: what was sent to us or made with them, beside what we write ourselves. The file lies sealed in the
-- data folder (platform/files); this is what is known of it, and who of the circle may read it.

-- What sort of document it is; the room brings its list when reference data is loaded.
create table document_kind (
  code   text primary key constraint code_form check (code ~ '^[a-z][a-z_]*$'),
  label  text not null,
  place  int not null,
  active boolean not null default true
);
grant select on document_kind to lapwing_app, lapwing_jobs;

-- A health report and a safety plan for housing are both documents, but not for the same people: whoever adds one says
-- which class of the case it belongs to, and row security goes by that, row by row.
create table case_document (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  class       text not null references access_class (code)
                constraint class_offered check (class in ('notes', 'plan', 'risk', 'health', 'nrm', 'investigation')),
  kind        text not null references document_kind (code),
  title       text not null constraint title_given check (btrim(title) <> '' and char_length(title) <= 200),
  from_whom   text not null constraint from_given check (btrim(from_whom) <> '' and char_length(from_whom) <= 200),
  -- the day it bears; null when it bears none
  dated_on    date,
  -- null once the content was destroyed
  file_id     uuid unique references stored_file (id) on delete set null,
  name        text not null,
  media_type  text not null,
  bytes       int not null,
  -- what was taken out before it was kept, as codes: position, author, …
  stripped    text[] not null default '{}',
  added_at    timestamptz not null,
  added_by    uuid not null references post (id),
  removed_at  timestamptz,
  removed_by  uuid references post (id),
  removed_because text,
  destroyed_at timestamptz,
  constraint removal_is_signed check ((removed_at is null) = (removed_by is null)
    and (removed_at is null or btrim(coalesce(removed_because, '')) <> '')),
  constraint destroyed_is_removed check (destroyed_at is null or removed_at is not null)
);
create index case_document_case on case_document (case_id, added_at);

alter table case_document enable row level security, force row level security;
create policy system_all on case_document to lapwing_owner using (true) with check (true);
create policy read_by_class on case_document for select to lapwing_app using (coalesce((
  select true from case_access a
  where a.case_id = case_document.case_id and a.post_id = (select current_post_id()) and a.reads & class_bit(case_document.class) <> 0
    and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant())) limit 1), false));
grant select on case_document to lapwing_app;

-- History is read by the same people as the document: a trigger for each class, because a trigger knows one.
do $$
  declare c text;
  begin
    foreach c in array array['notes', 'plan', 'risk', 'health', 'nrm', 'investigation'] loop
      execute format('create trigger keep_history_%1$s after insert or update on case_document for each row when (new.class = %1$L)
        execute function keep_history(%2$L, %3$L, %4$L)', c, 'case', 'case_id', class_bit(c));
    end loop;
  end $$;

create function add_case_document(case_in uuid, class_in text, kind_in text, title_in text, from_in text, dated_in date, file_in uuid, name_in text,
    media_type_in text, bytes_in int, stripped_in text[]) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_may('case', case_in, class_in, 'write');
    if not exists (select from document_kind k where k.code = kind_in and k.active) then raise exception 'not there' using errcode = 'P0002'; end if;
    if dated_in > current_local_date() then raise exception 'A document bears a day that has been' using errcode = 'LW002'; end if;
    insert into case_document (case_id, class, kind, title, from_whom, dated_on, file_id, name, media_type, bytes, stripped, added_at, added_by)
      values (case_in, class_in, kind_in, title_in, from_in, dated_in, file_in, name_in, media_type_in, bytes_in, stripped_in,
        current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  end $$;

create function require_case_document(document_in uuid) returns case_document
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d case_document;
  begin
    select * into d from case_document x where x.id = document_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', d.case_id, d.class, 'write');
    return d;
  end $$;
revoke execute on function require_case_document from public;

-- Removed: nobody opens it any more, and the reason stands in its place. The content stays sealed, because nothing about
-- a child disposes of itself and a court may ask for it (law section 14).
create function remove_case_document(document_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d case_document := require_case_document(document_in);
  begin
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    if d.removed_at is not null then raise exception 'It is removed already' using errcode = 'LW003'; end if;
    update case_document x set removed_at = current_instant(), removed_by = current_post_id(), removed_because = because_in where x.id = d.id;
  end $$;

-- A manager brings back what was removed and still has its content.
create function bring_back_case_document(document_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d case_document := require_case_document(document_in);
  begin
    if not has_capability('risk.countersign') then raise exception 'not there' using errcode = 'P0002'; end if;
    if d.removed_at is null or d.destroyed_at is not null then raise exception 'It is not there to bring back' using errcode = 'LW003'; end if;
    update case_document x set removed_at = null, removed_by = null, removed_because = null where x.id = d.id;
  end $$;

-- What should never have been here (another child's paper, legal advice, an account of an alleged act: law 4.3) a manager
-- destroys: the key of the bytes goes, so that no copy of the folder can be read, and its words go from the history too.
create function destroy_case_document(document_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d case_document := require_case_document(document_in); gone constant text := '[taken out]';
  begin
    if not has_capability('risk.countersign') then raise exception 'not there' using errcode = 'P0002'; end if;
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    if d.destroyed_at is not null then raise exception 'It is destroyed already' using errcode = 'LW003'; end if;
    update case_document x set title = gone, from_whom = gone, name = gone, removed_at = current_instant(), removed_by = current_post_id(),
      removed_because = because_in, destroyed_at = current_instant() where x.id = d.id;
    delete from stored_file f where f.id = d.file_id;
    update row_history h set old_row = h.old_row || jsonb_build_object('title', gone, 'from_whom', gone, 'name', gone)
      where h.record_kind = 'case' and h.record_id = d.case_id and h.table_name = 'case_document' and h.row_id = d.id::text and h.old_row is not null;
  end $$;
