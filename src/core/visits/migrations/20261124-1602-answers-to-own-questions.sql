-- Answers to a partnership's own questions that were given at a visit: in the class of its notes, and where a question names
-- roles, for these only (and for whoever wrote them).
create table visit_answer (
  id            uuid primary key default gen_random_uuid(),
  case_id       uuid not null references case_file (id),
  visit_id      uuid not null references visit (id),
  question_id   uuid not null,
  version       int not null,
  state         text not null constraint state_known check (state in ('answered', 'not_known')),
  said          text[] not null default '{}',
  answered_at   timestamptz not null,
  answered_by   uuid not null references post (id),
  constraint visit_answer_version foreign key (question_id, version) references own_question_version (question_id, version),
  constraint visit_answer_once unique (visit_id, question_id),
  constraint something_said check ((state = 'answered') = (cardinality(said) > 0))
);
create index visit_answer_case on visit_answer (case_id);
create index visit_answer_question on visit_answer (question_id, answered_at);
select protect_table('visit_answer', 'case', 'notes', null, '{}');
create policy roles_named on visit_answer as restrictive for select to lapwing_app
  using (answered_by = (select current_post_id()) or own_question_is_mine_to_read(question_id, version));

-- With a visit that one has just recorded. Each answer names the version that was asked; one that was asked elsewhere is refused.
create function answer_with_visit(visit_in uuid, answers_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare v visit; kept int;
  begin
    select * into v from visit x where x.id = visit_in and x.state = 'recorded' and x.recorded_by = current_post_id();
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_visit_writer(v.case_id);
    perform require_may('case', v.case_id, 'notes', 'write');
    insert into visit_answer (case_id, visit_id, question_id, version, state, said, answered_at, answered_by)
      select v.case_id, v.id, n.question_id, n.version, a.one ->> 'state', array(select jsonb_array_elements_text(a.one -> 'said')),
        current_instant(), current_post_id()
      from jsonb_array_elements(answers_in) as a(one)
      join own_question_version n on n.question_id = (a.one ->> 'questionId')::uuid and n.version = (a.one ->> 'version')::int
      join own_question q on q.id = n.question_id
      join case_file f on f.id = v.case_id and q.asked_at = 'visit.' || f.kind;
    get diagnostics kept = row_count;
    if kept <> jsonb_array_length(answers_in) then raise exception 'That is not asked here' using errcode = 'LW002'; end if;
  end $$;
