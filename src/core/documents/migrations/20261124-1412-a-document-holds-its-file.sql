-- A document that is on a case holds on to its file: a draft that goes must not take it along. Only destroying it does.
alter table case_document drop constraint case_document_file_id_fkey,
  add constraint case_document_file_id_fkey foreign key (file_id) references stored_file (id);

create or replace function destroy_case_document(document_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare d case_document := require_case_document(document_in); gone constant text := '[taken out]';
  begin
    if not has_capability('risk.countersign') then raise exception 'not there' using errcode = 'P0002'; end if;
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    if d.destroyed_at is not null then raise exception 'It is destroyed already' using errcode = 'LW003'; end if;
    update case_document x set title = gone, from_whom = gone, name = gone, file_id = null, removed_at = current_instant(),
      removed_by = current_post_id(), removed_because = because_in, destroyed_at = current_instant() where x.id = d.id;
    delete from stored_file f where f.id = d.file_id;
    update row_history h set old_row = h.old_row || jsonb_build_object('title', gone, 'from_whom', gone, 'name', gone)
      where h.record_kind = 'case' and h.record_id = d.case_id and h.table_name = 'case_document' and h.row_id = d.id::text and h.old_row is not null;
  end $$;
