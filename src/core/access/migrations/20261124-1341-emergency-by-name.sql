-- Emergency access worked from a reference only. At night a police officer reads out a name and a date of birth: with both,
-- exactly, the person's open cases open, or the person where there is none that is open. Whoever is hidden from the one who
-- asks (kept out of the person, or of anything about them) and whoever must not turn up in matching gets the answer of
-- somebody who is not there (law R80, R85); looking without opening is not possible, and opening is told at once.
create index person_birth_born_on on person_birth (born_on) where withdrawn_at is null and born_on is not null;

-- `name_in` whole, `given_in` and `family_in` as the application compares names; all three must say something.
create function break_glass_by_name(name_in text, given_in text, family_in text, born_in date, reason_in text, ends_in timestamptz,
    review_by_in date, review_due_in timestamptz, clock_in jsonb)
  returns table (record_kind text, record_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare found_person uuid; kind text; id uuid;
  begin
    if not has_capability('access.break_glass') or '' in (name_in, given_in, family_in) then return; end if;
    for found_person in
      select distinct n.person_id from person_birth b
        join source_record bs on bs.id = b.source_record_id and bs.findable
        join person_name n on n.person_id = b.person_id and n.withdrawn_at is null
        join source_record ns on ns.id = n.source_record_id and ns.findable
      where b.born_on = born_in and b.withdrawn_at is null
        and ((n.given_norm = given_in and n.family_norm = family_in)
          or array_to_string(array_remove(array[n.given_norm, n.middle_norm, n.family_norm], ''), ' ') = name_in)
      order by 1
    loop
      continue when is_person_hidden(found_person);
      for kind, id in
        with open_case as (
          select c.id from record_person rp join case_file c on c.id = rp.record_id and c.state <> 'closed'
          where rp.person_id = found_person and rp.record_kind = 'case' and rp.relation = 'subject')
        select 'case', o.id from open_case o union all select 'person', found_person where not exists (select from open_case)
      loop
        perform break_glass_open_as_system(kind, id, reason_in, ends_in, review_by_in, review_due_in, clock_in);
        return query select kind, id;
      end loop;
    end loop;
  end $$;
