-- Whoever sends a concern about a colleague leaves that colleague out: a third kind of exclusion, made as the concern is
-- opened. It beats every grant as the others do, the one who is left out never sees it, and nobody lifts it: whoever
-- could be persuaded to lift it is not asked.
alter table exclusion drop constraint kind_known;
alter table exclusion add constraint kind_known check (kind in ('excluded', 'declared_conflict', 'left_out'));

create or replace function lift_exclusion(id_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e exclusion;
  begin
    select * into e from exclusion where id = id_in and lifted_at is null for update;
    if not found or not has_capability('access.exclude') or e.user_id = current_user_id() or e.kind = 'left_out' then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    perform require_may(e.record_kind, e.record_id, 'contact', 'read');
    update exclusion set lifted_at = current_instant(), lifted_by = current_post_id() where id = id_in;
  end $$;

-- Internal: no check. Before anybody is let in, so that there is no moment in which they could look.
create function leave_out_as_system(kind_in text, id_in uuid, users_in uuid[], because_in text) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      select distinct 'left_out', x, kind_in, id_in, because_in, current_post_id(), current_instant()
      from unnest(users_in) x where x <> current_user_id() $$;
revoke execute on function leave_out_as_system from public;
