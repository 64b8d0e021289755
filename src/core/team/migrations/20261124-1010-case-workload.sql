-- What a case takes beyond its level and cannot be read from the record: whether the child lives or is placed more than 45
-- minutes away. Somebody who knows says so; until then it is not known, and counts nothing.
create table case_workload (
  case_id  uuid primary key references case_file (id),
  far_away text not null default 'unknown' constraint far_away_known check (far_away in ('yes', 'no', 'unknown')),
  said_at  timestamptz not null,
  said_by  uuid not null references post (id)
);
select protect_table('case_workload', 'case', 'plan', null, '{}');

create function set_case_far_away(case_in uuid, far_away_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'plan', 'write');
    insert into case_workload (case_id, far_away, said_at, said_by) values (case_in, far_away_in, current_instant(), current_post_id())
      on conflict (case_id) do update set far_away = excluded.far_away, said_at = excluded.said_at, said_by = excluded.said_by;
  end $$;
