-- Times a young person is missing, and the interview after their return (law M1, M2, R33 to R38). Offered and held are two
-- facts; a police prevention check is neither.

create table missing_episode (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  started_on  date not null,
  -- the instant, when the time of day is known
  started_at  timestamptz,
  police_told text not null constraint police_known check (police_told in ('yes', 'no', 'unknown')),
  police_reference text not null default '',
  reported_at timestamptz not null,
  reported_by uuid not null references post (id),
  -- "not_before": nobody knows when they came back; this is the earliest it can have been
  returned_kind text constraint returned_known check (returned_kind in ('known', 'not_before')),
  returned_at timestamptz,
  returned_how text constraint how_known check (returned_how in ('came_back', 'found_by_police', 'found_by_family', 'found_by_us', 'other', 'unknown')),
  returned_recorded_at timestamptz,
  returned_recorded_by uuid references post (id),
  withdrawn_at timestamptz,
  withdrawn_because text,
  version     int not null default 1,
  constraint return_whole check ((returned_at is null) = (returned_kind is null) and (returned_at is null) = (returned_recorded_at is null)),
  constraint back_after_gone check (returned_at is null or started_at is null or returned_at >= started_at)
);
create unique index missing_episode_one_open on missing_episode (case_id) where returned_at is null and withdrawn_at is null;
create index missing_episode_case on missing_episode (case_id, started_on);
select protect_table('missing_episode', 'case', 'plan', null, '{}');

create table return_interview (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  episode_id  uuid not null references missing_episode (id),
  outcome     text not null constraint outcome_known check (outcome in ('held', 'offered', 'declined_by_child', 'not_offered', 'police_prevention_check')),
  happened_on date not null,
  happened_at timestamptz,
  -- who asked or spoke with them: somebody independent, often from outside
  asked_by    text not null constraint name_given check (btrim(asked_by) <> '' and char_length(asked_by) <= 200),
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id)
);
create index return_interview_episode on return_interview (episode_id);
select protect_table('return_interview', 'case', 'plan', null, '{}');

create table return_interview_note (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  interview_id uuid not null unique references return_interview (id),
  own_words   text not null default '',
  learned     text not null default '',
  next        text not null default '',
  written_at  timestamptz not null,
  written_by  uuid not null references post (id)
);
select protect_table('return_interview_note', 'case', 'notes', null, '{}');

create function require_plan_writer(case_in uuid) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'plan', 'write');
    if not exists (select from case_file f where f.id = case_in and f.state <> 'closed') then
      raise exception 'The case is closed' using errcode = 'LW003';
    end if;
  end $$;
revoke execute on function require_plan_writer from public;

create function report_missing(case_in uuid, started_on_in date, started_at_in timestamptz, police_in text, reference_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    perform require_plan_writer(case_in);
    if started_on_in > current_local_date() or started_at_in > current_instant() then
      raise exception 'Missing since a time that has been' using errcode = 'LW002';
    end if;
    insert into missing_episode (case_id, started_on, started_at, police_told, police_reference, reported_at, reported_by)
      values (case_in, started_on_in, started_at_in, police_in, reference_in, current_instant(), current_post_id()) returning id into new_id;
    return new_id;
  exception when unique_violation then raise exception 'Missing already' using errcode = 'LW006';
  end $$;

create function missing_episode_to_change(episode_in uuid) returns missing_episode
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e missing_episode;
  begin
    select * into e from missing_episode x where x.id = episode_in and x.withdrawn_at is null for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_plan_writer(e.case_id);
    return e;
  end $$;
revoke execute on function missing_episode_to_change from public;

create function record_return(episode_in uuid, kind_in text, returned_in timestamptz, how_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e missing_episode := missing_episode_to_change(episode_in);
  begin
    if e.returned_at is not null then raise exception 'Back already' using errcode = 'LW006'; end if;
    if returned_in > current_instant() or returned_in < coalesce(e.started_at, e.started_on::timestamp at time zone 'Europe/London') then
      raise exception 'Back after they were gone, and not in the future' using errcode = 'LW002';
    end if;
    update missing_episode x set returned_kind = kind_in, returned_at = returned_in, returned_how = how_in, returned_recorded_at = current_instant(),
      returned_recorded_by = current_post_id(), version = x.version + 1 where x.id = e.id;
    return e.case_id;
  end $$;

create function withdraw_missing(episode_in uuid, because_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e missing_episode := missing_episode_to_change(episode_in);
  begin
    if btrim(because_in) = '' then raise exception 'Say why' using errcode = 'LW002'; end if;
    update missing_episode x set withdrawn_at = current_instant(), withdrawn_because = because_in, version = x.version + 1 where x.id = e.id;
    return e.case_id;
  end $$;

create function record_return_interview(episode_in uuid, outcome_in text, on_in date, at_in timestamptz, asked_by_in text, own_words_in text,
    learned_in text, next_in text) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare e missing_episode := missing_episode_to_change(episode_in); new_id uuid;
  begin
    if e.returned_at is null then raise exception 'They are not back yet' using errcode = 'LW003'; end if;
    if on_in > current_local_date() or at_in > current_instant() then raise exception 'An interview that has been' using errcode = 'LW002'; end if;
    insert into return_interview (case_id, episode_id, outcome, happened_on, happened_at, asked_by, recorded_at, recorded_by)
      values (e.case_id, e.id, outcome_in, on_in, at_in, asked_by_in, current_instant(), current_post_id()) returning id into new_id;
    if btrim(own_words_in || learned_in || next_in) <> '' then
      perform require_may('case', e.case_id, 'notes', 'write');
      insert into return_interview_note (case_id, interview_id, own_words, learned, next, written_at, written_by)
        values (e.case_id, new_id, own_words_in, learned_in, next_in, current_instant(), current_post_id());
    end if;
    return new_id;
  end $$;
