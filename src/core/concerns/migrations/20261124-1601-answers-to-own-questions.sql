-- Answers to a partnership's own questions that came with a sending. They stand in the class of the submission, and where a
-- question names roles, for these only (and for whoever wrote them).
create table concern_answer (
  id            uuid primary key default gen_random_uuid(),
  concern_id    uuid not null references concern (id),
  submission_id uuid not null references concern_submission (id),
  question_id   uuid not null,
  version       int not null,
  state         text not null constraint state_known check (state in ('answered', 'not_known')),
  -- the text, the day (as 2026-11-24), yes or no, or what was chosen, in the words of its version
  said          text[] not null default '{}',
  answered_at   timestamptz not null,
  answered_by   uuid not null references post (id),
  constraint concern_answer_version foreign key (question_id, version) references own_question_version (question_id, version),
  constraint concern_answer_once unique (submission_id, question_id),
  constraint something_said check ((state = 'answered') = (cardinality(said) > 0))
);
create index concern_answer_concern on concern_answer (concern_id);
create index concern_answer_question on concern_answer (question_id, answered_at);
select protect_table('concern_answer', 'concern', 'submission', null, '{}');
create policy roles_named on concern_answer as restrictive for select to lapwing_app
  using (answered_by = (select current_post_id()) or own_question_is_mine_to_read(question_id, version));

-- What came with a sending of one's own. Each answer names the version that was asked; one that was asked elsewhere is refused.
create function answer_with_submission(submission_in uuid, answers_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare s concern_submission; kept int;
  begin
    select * into s from concern_submission x where x.id = submission_in and x.submitted_by = current_post_id();
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may('concern', s.concern_id, 'submission', 'write');
    insert into concern_answer (concern_id, submission_id, question_id, version, state, said, answered_at, answered_by)
      select s.concern_id, s.id, v.question_id, v.version, a.one ->> 'state', array(select jsonb_array_elements_text(a.one -> 'said')),
        current_instant(), current_post_id()
      from jsonb_array_elements(answers_in) as a(one)
      join own_question_version v on v.question_id = (a.one ->> 'questionId')::uuid and v.version = (a.one ->> 'version')::int
      join own_question q on q.id = v.question_id
      join concern c on c.id = s.concern_id and q.asked_at = 'concern.' || c.kind;
    get diagnostics kept = row_count;
    if kept <> jsonb_array_length(answers_in) then raise exception 'That is not asked here' using errcode = 'LW002'; end if;
  end $$;
