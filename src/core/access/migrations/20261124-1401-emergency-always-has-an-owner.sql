-- Where everybody who could be told of emergency access was kept out, or was the one who opened it, nobody was told and the
-- review had no owner. There is always one now, in this order: who keeps the record and may review; the opener's manager;
-- who reads the audit; whoever else may review, of any team (reference/roles.yaml: access.review). Nobody who is kept out, and
-- never the opener in any post. Where there is none of them, an administrator of accounts is told that
-- a review waits for somebody, without a word about the record, and owes finding one; each hour it is tried again.
create or replace function break_glass_managers(kind_in text, id_in uuid, opener uuid) returns setof uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    opener_user uuid := (select o.user_id from post o where o.id = opener);
    wanted text;
  begin
    return query
      select distinct g.post_id from grants_of(kind_in, id_in) g join post p on p.id = g.post_id and post_is_active(p)
        join role_capability c on c.role_code = p.role_code and c.capability = 'access.review'
      where g.user_id <> opener_user and g.reads & class_bit('contact') <> 0
        and g.from_at <= current_instant() and (g.until_at is null or g.until_at > current_instant());
    if found then return; end if;
    return query select m.id from post o join post m on m.id = o.reports_to
      where o.id = opener and post_is_active(m) and m.user_id <> opener_user and not is_kept_out(m.user_id, kind_in, id_in);
    if found then return; end if;
    foreach wanted in array array['audit.read', 'access.review'] loop
      return query select p.id from post p join role_capability c on c.role_code = p.role_code and c.capability = wanted
        where post_is_active(p) and p.user_id <> opener_user and not is_kept_out(p.user_id, kind_in, id_in)
        order by p.from_on, p.id;
      if found then return; end if;
    end loop;
  end $$;

-- Tells whoever reviews, and makes the review owed by the first of them. False: there is nobody.
create function break_glass_tell_as_system(use_in uuid, due_in timestamptz, clock_in jsonb) returns boolean
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare b break_glass_use; managers uuid[]; manager uuid;
  begin
    select * into b from break_glass_use where id = use_in;
    managers := array(select m from break_glass_managers(b.record_kind, b.record_id, b.post_id) m);
    foreach manager in array managers loop
      insert into break_glass_reviewer values (use_in, manager, current_instant());
      perform notify_post_as_system(manager, 'break_glass.opened', b.record_kind, b.record_id, use_in);
    end loop;
    if managers = '{}' then return false; end if;
    perform task_put_as_system(b.record_kind, b.record_id, 'break_glass.review', use_in, managers[1],
      (select t.team_id from record_team t where t.record_kind = b.record_kind and t.record_id = b.record_id limit 1),
      due_in, clock_in, 'emergency access');
    return true;
  end $$;

create or replace function break_glass_open_as_system(kind_in text, id_in uuid, reason_in text, ends_in timestamptz, review_by_in date,
    review_due_in timestamptz, clock_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    use_id uuid := break_glass(kind_in, id_in, reason_in, ends_in, review_by_in);
    administrators uuid[];
    administrator uuid;
  begin
    if break_glass_tell_as_system(use_id, review_due_in, clock_in) then return; end if;
    administrators := array(
      select p.id from post p join role_capability c on c.role_code = p.role_code and c.capability = 'accounts.administer'
      where post_is_active(p) and p.user_id <> current_user_id() order by p.from_on, p.id);
    foreach administrator in array administrators loop
      perform notify_post_as_system(administrator, 'break_glass.no_reviewer', null, null, use_id);
    end loop;
    -- owed even where there is no administrator but the opener: the job finds whoever comes
    perform task_put_as_system(kind_in, id_in, 'break_glass.no_reviewer', use_id, coalesce(administrators[1], current_post_id()), null,
      review_due_in, clock_in, 'emergency access');
  end $$;

-- What waits for somebody goes to whoever may review by now. @returns how many wait no more
create function break_glass_find_reviewers_as_system() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare waiting record; n int := 0;
  begin
    for waiting in
      select b.id, b.record_kind, b.record_id, b.reviewed_at, t.due_at, t.clock
      from break_glass_use b join task t on t.kind = 'break_glass.no_reviewer' and t.subject_id = b.id and t.record_kind = b.record_kind
        and t.record_id = b.record_id and t.done_at is null and t.ended_at is null
      order by b.opened_at, b.id for update of b
    loop
      -- somebody who came to keep the record may have reviewed it meanwhile
      continue when waiting.reviewed_at is null and not break_glass_tell_as_system(waiting.id, waiting.due_at, waiting.clock);
      perform task_end_as_system(waiting.record_kind, waiting.record_id, 'break_glass.no_reviewer', waiting.id, 'somebody reviews it now');
      n := n + 1;
    end loop;
    return n;
  end $$;
revoke execute on function break_glass_tell_as_system, break_glass_find_reviewers_as_system from public;
grant execute on function break_glass_find_reviewers_as_system to lapwing_jobs;
