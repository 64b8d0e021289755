-- Where a person is deleted (an import that is taken back, a record that nobody needed), nothing of them stays to be found.
create function search_on_person_gone() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from search_word w where w.record_kind = 'person' and w.record_id = old.id;
    delete from search_pin s where s.record_kind = 'person' and s.record_id = old.id;
    return null;
  end $$;
revoke execute on function search_on_person_gone from public;
create trigger search_deleted after delete on person for each row execute function search_on_person_gone();
