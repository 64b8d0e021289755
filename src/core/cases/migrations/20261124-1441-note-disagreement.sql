-- "I don't agree": what somebody says about a note or a visit that was written about them. It stays beside it from then on,
-- in their own words, and changes nothing of what was written.
create table note_disagreement (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  about_kind  text not null constraint about_known check (about_kind in ('note', 'visit')),
  about_id    uuid not null,
  said        text not null constraint something_said check (btrim(said) <> '' and char_length(said) <= 2000),
  said_on     date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id)
);
create index note_disagreement_about on note_disagreement (about_id);
select protect_table('note_disagreement', 'case', 'notes', null, '{}');

create function disagree_with_note(case_in uuid, kind_in text, about_in uuid, said_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'notes', 'write');
    if not (kind_in = 'note' and exists (select from case_note n where n.id = about_in and n.case_id = case_in)
        or kind_in = 'visit' and exists (select from visit v where v.id = about_in and v.case_id = case_in)) then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    insert into note_disagreement (case_id, about_kind, about_id, said, said_on, recorded_at, recorded_by)
      values (case_in, kind_in, about_in, said_in, current_local_date(), current_instant(), current_post_id());
  end $$;
