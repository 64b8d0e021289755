-- An adult's case uses none of a child's indicators (law 5.4). What they want, what they agreed to, an advocate, the section 42
-- decision and their own answer to "is this enough?" are recorded as they are said; a newer one takes the place of the
-- one before, which stays readable. Capacity is about one decision at a time.

create table adult_statement (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  kind        text not null constraint kind_known check (kind in ('wants', 'agreement', 'section42', 'advocate', 'enough')),
  answer      text not null,
  said        text not null default '' constraint said_short check (char_length(said) <= 10000),
  on_day      date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id),
  constraint answer_known check (case kind
    when 'wants' then answer = 'said'
    when 'agreement' then answer in ('agreed', 'acting_without', 'not_asked')
    when 'section42' then answer in ('enquiry', 'no_enquiry', 'not_decided')
    when 'advocate' then answer in ('yes', 'declined', 'no')
    else answer in ('yes', 'partly', 'no', 'not_asked') end),
  -- acting against somebody's will, and a decision in law, are never without their reason
  constraint reason_given check (btrim(said) <> '' or not (kind = 'wants' or answer in ('acting_without', 'enquiry', 'no_enquiry')))
);
create index adult_statement_case on adult_statement (case_id, kind, recorded_at);
select protect_table('adult_statement', 'case', 'risk', null, '{}');

create table adult_capacity (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  decision    text not null constraint decision_named check (btrim(decision) <> '' and char_length(decision) <= 300),
  finding     text not null constraint finding_known check (finding in ('has', 'lacks', 'unknown')),
  basis       text not null constraint basis_given check (btrim(basis) <> ''),
  assessed_by text not null constraint assessor_named check (btrim(assessed_by) <> '' and char_length(assessed_by) <= 200),
  on_day      date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null references post (id)
);
create index adult_capacity_case on adult_capacity (case_id, recorded_at);
select protect_table('adult_capacity', 'case', 'risk', null, '{}');

create function require_adult_writer(case_in uuid, on_in date) returns void
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_may('case', case_in, 'risk', 'write');
    if not exists (select from case_file f where f.id = case_in and f.kind = 'adult') then raise exception 'not there' using errcode = 'P0002'; end if;
    if exists (select from case_file f where f.id = case_in and f.state = 'closed') then
      raise exception 'The case is closed' using errcode = 'LW003';
    end if;
    if on_in > current_local_date() then raise exception 'A day that has been' using errcode = 'LW002'; end if;
  end $$;
revoke execute on function require_adult_writer from public;

create function add_adult_statement(case_in uuid, kind_in text, answer_in text, said_in text, on_in date) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_adult_writer(case_in, on_in);
    insert into adult_statement (case_id, kind, answer, said, on_day, recorded_at, recorded_by)
      values (case_in, kind_in, answer_in, said_in, on_in, current_instant(), current_post_id());
  end $$;

create function add_adult_capacity(case_in uuid, decision_in text, finding_in text, basis_in text, by_in text, on_in date) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    perform require_adult_writer(case_in, on_in);
    insert into adult_capacity (case_id, decision, finding, basis, assessed_by, on_day, recorded_at, recorded_by)
      values (case_in, decision_in, finding_in, basis_in, by_in, on_in, current_instant(), current_post_id());
  end $$;
