-- Grants follow once for each record that a statement touched, not once for each of its rows: eight people who may be the
-- one in a concern, or a release of all of them, are one piece of work. In the order of the records, so that two
-- statements that touch the same ones do not wait for each other for ever.

create function rebuild_access_of_statement() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare r record;
  begin
    -- each branch is planned when it is first reached: a statement has the rows of its own kind only
    if tg_op = 'INSERT' then
      for r in select distinct n.record_kind, n.record_id from new_rows n order by 1, 2 loop perform rebuild_access(r.record_kind, r.record_id); end loop;
    elsif tg_op = 'DELETE' then
      for r in select distinct o.record_kind, o.record_id from old_rows o order by 1, 2 loop perform rebuild_access(r.record_kind, r.record_id); end loop;
    else
      for r in select o.record_kind, o.record_id from old_rows o union select n.record_kind, n.record_id from new_rows n order by 1, 2 loop
        perform rebuild_access(r.record_kind, r.record_id);
      end loop;
    end if;
    return null;
  end $$;

do $$
  declare t text;
  begin
    foreach t in array array['circle_member', 'record_team', 'record_person'] loop
      execute format('drop trigger rebuild on %I', t);
      execute format('create trigger rebuild_inserted after insert on %I referencing new table as new_rows for each statement execute function rebuild_access_of_statement()', t);
      execute format('create trigger rebuild_updated after update on %I referencing old table as old_rows new table as new_rows for each statement execute function rebuild_access_of_statement()', t);
      execute format('create trigger rebuild_deleted after delete on %I referencing old table as old_rows for each statement execute function rebuild_access_of_statement()', t);
    end loop;
  end $$;
drop function rebuild_access_of_row();

-- As before, but the bits of the classes are looked up once, not for each row.
create or replace function person_grants_of(kind_in text, id_in uuid)
  returns table (person_id uuid, post_id uuid, because text, reads int, writes int, from_at timestamptz, until_at timestamptz)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare
    submission_bit int := class_bit('submission');
    triage_bit int := class_bit('triage');
    who int := class_bit('contact') | class_bit('headline') | class_bit('identity') | class_bit('address');
    who_written int := class_bit('identity') | class_bit('address');
  begin
    return query
    with linked as (
      select rp.person_id, rp.relation from record_person rp where rp.record_kind = kind_in and rp.record_id = id_in
      union all select id_in, 'subject' where kind_in = 'person'
    ), granted as (
      select a.post_id, a.because, a.reads, a.writes, a.from_at, a.until_at, p.user_id
      from case_access a join post p on p.id = a.post_id where kind_in = 'case' and a.case_id = id_in
      union all
      select a.post_id, a.because, a.reads, a.writes, a.from_at, a.until_at, p.user_id
      from concern_access a join post p on p.id = a.post_id where kind_in = 'concern' and a.concern_id = id_in
      union all
      select g.post_id, g.because, g.reads, g.writes, g.from_at, g.until_at, g.user_id from grants_of(kind_in, id_in) g where kind_in = 'person'
    )
    select l.person_id, g.post_id, l.relation || ':' || g.because,
      -- of a candidate only who they are; of others around a case not their health or risk; a submitter wrote about a
      -- person but sees nothing that others know of them
      case l.relation when 'subject' then g.reads & ~submission_bit
        when 'candidate' then case when g.reads & triage_bit <> 0 then g.reads & who else 0 end
        else g.reads & who end,
      case l.relation when 'subject' then g.writes & ~submission_bit
        when 'candidate' then 0
        else g.writes & who_written end,
      g.from_at, g.until_at
    from granted g cross join linked l
    where not exists (select from exclusion e where e.user_id = g.user_id and e.lifted_at is null
      and e.record_kind = 'person' and e.record_id = l.person_id);
  end $$;
