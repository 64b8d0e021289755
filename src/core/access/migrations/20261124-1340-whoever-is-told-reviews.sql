-- When nobody kept the record, the opener's manager was told of emergency access and owed its review, and could not do it:
-- reviewing asked for the right to see the record. Whoever is told now stands in a row and may review what they were told
-- of (not the record itself). Never the opener, in whichever of their posts.
create table break_glass_reviewer (
  use_id  uuid not null references break_glass_use (id),
  post_id uuid not null references post (id),
  told_at timestamptz not null,
  primary key (use_id, post_id)
);
create index break_glass_reviewer_post on break_glass_reviewer (post_id);
alter table break_glass_reviewer enable row level security, force row level security;
create policy system_all on break_glass_reviewer to lapwing_owner using (true) with check (true);
create policy own on break_glass_reviewer for select to lapwing_app using (post_id = (select current_post_id()));
grant select on break_glass_reviewer to lapwing_app;
insert into break_glass_reviewer (use_id, post_id, told_at)
  select n.subject_id, n.post_id, min(n.at) from notification n join break_glass_use b on b.id = n.subject_id
  where n.kind = 'break_glass.opened' group by 1, 2;

-- Told of it, or keeping the record; nobody who is kept out of it, and not whoever opened it.
create function reviews_break_glass(use_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from break_glass_use b join post p on p.id = b.post_id
      where b.id = use_in and p.user_id <> current_user_id()
        and ((has_capability('access.review') and may(b.record_kind, b.record_id, 'contact'))
          or exists (select from break_glass_reviewer r where r.use_id = b.id and r.post_id = current_post_id()))
        and not is_kept_out(current_user_id(), b.record_kind, b.record_id)) $$;

drop policy read_own_or_reviewer on break_glass_use;
create policy read_own_or_reviewer on break_glass_use for select to lapwing_app
  using (post_id = (select current_post_id()) or (select has_capability('audit.read')) or reviews_break_glass(id));

-- As before; one person in two posts is one person, and nobody who is kept out hears of it in the last resort either.
create or replace function break_glass_managers(kind_in text, id_in uuid, opener uuid) returns setof uuid
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare opener_user uuid := (select o.user_id from post o where o.id = opener);
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
    return query select p.id from post p join role_capability c on c.role_code = p.role_code and c.capability = 'audit.read'
      where post_is_active(p) and p.user_id <> opener_user and not is_kept_out(p.user_id, kind_in, id_in);
  end $$;

-- Opens, tells and makes the review owed. No check beside those of break_glass: the ways in that follow decide what is named.
create function break_glass_open_as_system(kind_in text, id_in uuid, reason_in text, ends_in timestamptz, review_by_in date,
    review_due_in timestamptz, clock_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    use_id uuid := break_glass(kind_in, id_in, reason_in, ends_in, review_by_in);
    managers uuid[] := array(select m from break_glass_managers(kind_in, id_in, current_post_id()) m);
    manager uuid;
  begin
    foreach manager in array managers loop
      insert into break_glass_reviewer values (use_id, manager, current_instant());
      perform notify_post(manager, 'break_glass.opened', kind_in, id_in, use_id);
    end loop;
    if managers <> '{}' then
      perform task_put_as_system(kind_in, id_in, 'break_glass.review', use_id, managers[1],
        (select t.team_id from record_team t where t.record_kind = kind_in and t.record_id = id_in limit 1),
        review_due_in, clock_in, 'emergency access');
    end if;
  end $$;
revoke execute on function break_glass_open_as_system from public;

create or replace function break_glass_by_reference(reference_in text, reason_in text, ends_in timestamptz, review_by_in date,
    review_due_in timestamptz, clock_in jsonb)
  returns table (record_kind text, record_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare r record_reference;
  begin
    if not has_capability('access.break_glass') then return; end if;
    -- as it is read out: small letters, with or without the dash
    select x.* into r from record_reference x
      where replace(x.reference, '-', '') = upper(regexp_replace(reference_in, '[^0-9A-Za-z]', '', 'g'));
    if not found or is_kept_out(current_user_id(), r.record_kind, r.record_id) then return; end if;
    perform break_glass_open_as_system(r.record_kind, r.record_id, reason_in, ends_in, review_by_in, review_due_in, clock_in);
    return query select r.record_kind, r.record_id;
  end $$;

-- With the review what was owed is done: the reviewer need not see the record for that.
create or replace function review_break_glass(id_in uuid, outcome_in text, note_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare b break_glass_use;
  begin
    select * into b from break_glass_use where id = id_in and reviewed_at is null for update;
    if not found or not reviews_break_glass(id_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    update break_glass_use set reviewed_at = current_instant(), reviewed_by = current_post_id(), review_outcome = outcome_in, review_note = note_in where id = id_in;
    perform task_done_as_system(b.record_kind, b.record_id, 'break_glass.review', b.id, current_instant());
  end $$;
