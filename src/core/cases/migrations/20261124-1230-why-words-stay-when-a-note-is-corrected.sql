-- A correction is asked why words that the linter warned of stay, as a new note is, and that reason was lost.
drop function correct_case_note(uuid, int, date, text, text, text, text, text, text);
create function correct_case_note(note_in uuid, version_in int, happened_on_in date, happened_time_in text, own_words_in text, seen_in text,
    analysis_in text, next_in text, because_in text, words_kept_in text) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare n case_note;
  begin
    select * into n from case_note where id = note_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('case', n.case_id, 'notes', 'write');
    if btrim(because_in) = '' then raise exception 'A correction has a reason' using errcode = 'LW002'; end if;
    if happened_on_in > current_local_date() then raise exception 'A note tells of what has happened' using errcode = 'LW002'; end if;
    update case_note x set happened_on = happened_on_in, happened_time = happened_time_in, own_words = own_words_in, seen = seen_in,
        analysis = analysis_in, next = next_in, corrected_at = current_instant(), corrected_by = current_post_id(),
        corrected_because = because_in, words_kept_because = nullif(btrim(words_kept_in), ''), version = x.version + 1
      where x.id = note_in and x.version = version_in;
    return found;
  end $$;

-- What is taken out of a note must not stay in a correction of it that somebody has begun and not saved.
create function forget_begun_corrections() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from draft d where d.journey = format('form:/cases/%s/notes/%s/correct', new.case_id, new.id);
    return null;
  end $$;
create trigger forget_begun_corrections after update of redacted_at on case_note
  for each row when (new.redacted_at is distinct from old.redacted_at) execute function forget_begun_corrections();
