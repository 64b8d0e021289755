-- A file that was taken stays with the draft while another field of its form is wrong: what the front door had for its
-- drafts is for every form now. With the draft a file goes, unless somebody keeps it.
alter table concern_draft_file rename to draft_file;
alter index concern_draft_file_pkey rename to draft_file_pkey;
alter index concern_draft_file_file_id_key rename to draft_file_file_id_key;
alter index concern_draft_file_draft rename to draft_file_draft;
alter table draft_file rename constraint concern_draft_file_draft_id_fkey to draft_file_draft_id_fkey;
alter table draft_file rename constraint concern_draft_file_file_id_fkey to draft_file_file_id_fkey;

-- Whoever keeps a file refers to it, without "on delete": nobody has to be named here.
create or replace function drop_file_of_draft() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from stored_file f where f.id = old.file_id;
    return null;
  exception when foreign_key_violation then
    return null;
  end $$;
