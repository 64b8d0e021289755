-- A family moves across the river, or a team is split: the case goes to another team with all that hangs on it. A
-- manager's act with its reason, kept as a row of its own, because the next reader asks who let go of the child and why.
create table case_move (
  id        uuid primary key default gen_random_uuid(),
  case_id   uuid not null references case_file (id),
  from_team uuid not null references team (id),
  to_team   uuid not null references team (id),
  because   text not null constraint reason_given check (btrim(because) <> ''),
  moved_at  timestamptz not null,
  moved_by  uuid not null references post (id),
  constraint to_another check (from_team <> to_team)
);
create index case_move_case on case_move (case_id, moved_at);
select protect_table('case_move', 'case', 'plan', null, '{}');

-- The worker and the team of before stop reading it (and what came in with it, unless they hold that for another reason);
-- who was invited stays. What was owed is owed by the new team, which is told, and gives the case to a worker of its own.
create function move_case(case_in uuid, team_in uuid, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare f case_file; r record;
  begin
    if not has_capability('case.allocate') then raise exception 'not there' using errcode = 'P0002'; end if;
    if not may('case', case_in, 'contact', 'write') then perform require_may('case', case_in, 'plan', 'read'); end if;
    if btrim(because_in) = '' then raise exception 'Say why it moves' using errcode = 'LW002'; end if;
    select * into f from case_file where id = case_in for update;
    if f.state = 'closed' then raise exception 'The case is closed' using errcode = 'LW003'; end if;
    if f.team_id = team_in then raise exception 'It is there already' using errcode = 'LW003'; end if;
    if not exists (select from team t where t.id = team_in and t.active and t.kind = 'casework') then
      raise exception 'not there' using errcode = 'P0002';
    end if;
    insert into case_move (case_id, from_team, to_team, because, moved_at, moved_by)
      values (case_in, f.team_id, team_in, because_in, current_instant(), current_post_id());
    update case_file x set team_id = team_in, allocated_post_id = null, allocated_at = null, waiting_since = current_instant(),
      version = x.version + 1 where x.id = case_in;
    insert into record_team (record_kind, record_id, team_id) values ('case', case_in, team_in) on conflict do nothing;
    insert into record_team (record_kind, record_id, team_id)
      select 'concern', cc.concern_id, team_in from case_concern cc where cc.case_id = case_in on conflict do nothing;
    update circle_member m set ended_at = current_instant(), ended_by = current_post_id(), ended_because = 'the case moved to another team'
      where m.capacity in ('allocated', 'cover') and m.ended_at is null
        and ((m.record_kind = 'case' and m.record_id = case_in)
          or (m.record_kind = 'concern' and m.record_id in (select cc.concern_id from case_concern cc where cc.case_id = case_in)));
    update task t set team_id = case when t.team_id = f.team_id or t.team_id is null then team_in else t.team_id end,
        owner_post = case when p.team_id = f.team_id then null else t.owner_post end
      from task x left join post p on p.id = x.owner_post
      where x.id = t.id and t.record_kind = 'case' and t.record_id = case_in and t.done_at is null and t.ended_at is null
        and (t.team_id = f.team_id or p.team_id = f.team_id);
    for r in select p.id from post p join role_capability c on c.role_code = p.role_code and c.capability = 'case.allocate'
        where p.team_id = team_in and post_is_active(p) loop
      perform notify_post_as_system(r.id, 'case.moved', 'case', case_in, null);
    end loop;
    delete from record_team rt where rt.record_kind = 'case' and rt.record_id = case_in and rt.team_id = f.team_id;
    delete from record_team rt using team t
      where t.id = rt.team_id and t.kind = 'casework' and rt.record_kind = 'concern' and rt.team_id = f.team_id
        and rt.record_id in (select cc.concern_id from case_concern cc where cc.case_id = case_in)
        and not exists (select from case_concern cc join case_file o on o.id = cc.case_id
          where cc.concern_id = rt.record_id and o.team_id = f.team_id);
  end $$;
