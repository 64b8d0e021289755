-- Questions of a partnership's own, asked with a concern or a visit without anybody writing code. What is asked is a version:
-- an answer keeps the one it answered, so old answers show old words. Nobody reads an answer because they made the question:
-- answers stand in the class of what they belong to (a concern's submission, a visit's notes), less whoever is not named.
--
--   own_question ─► own_question_version ◄─ concern_answer (class submission)   minus roles that its version, or the newest,
--        │                               ◄─ visit_answer   (class notes)        does not name
--        └► own_question_switch: asked, not asked, and why

create table own_question (
  id         uuid primary key default gen_random_uuid(),
  -- where: a kind of concern, or a visit to a child or an adult. No foreign key: the kinds are another room's
  asked_at   text not null constraint asked_at_form check (asked_at ~ '^(concern\.[a-z][a-z_]*|visit\.(child|adult))$'),
  position   int not null,
  -- a new one is not asked until somebody has looked at it
  is_asked   boolean not null default false,
  -- the newest
  version    int not null default 1
);
create index own_question_place on own_question (asked_at, position);

create table own_question_version (
  question_id uuid not null references own_question (id),
  version     int not null constraint version_counts check (version >= 1),
  wording     text not null constraint worded check (btrim(wording) <> ''),
  hint        text not null default '',
  type        text not null constraint type_known check (type in ('text', 'long_text', 'one', 'several', 'date', 'yes_no')),
  choices     text[] not null default '{}',
  -- may_be_left: also for later; answer: something, and "not known" is an answer; must_be_known: "not known" is not offered
  rule        text not null constraint rule_known check (rule in ('may_be_left', 'answer', 'must_be_known')),
  -- whose answers these are to read, beside the writer; empty: whoever may read what they belong to
  roles       text[] not null default '{}',
  -- what the partnership will do with the answers: asked before anything is collected
  purpose     text not null constraint purpose_given check (btrim(purpose) <> ''),
  -- why it was changed; of the first version nothing
  because     text not null default '',
  made_at     timestamptz not null,
  made_by     uuid not null references post (id),
  primary key (question_id, version),
  constraint choices_to_choose check ((type in ('one', 'several')) = (cardinality(choices) >= 2)),
  -- unknown is never made a no
  constraint unknown_stays check (type <> 'yes_no' or rule <> 'must_be_known'),
  constraint change_says_why check (version = 1 or btrim(because) <> '')
);

create table own_question_switch (
  question_id uuid not null references own_question (id),
  is_asked    boolean not null,
  because     text not null constraint reason_given check (btrim(because) <> ''),
  switched_at timestamptz not null,
  switched_by uuid not null references post (id)
);
create index own_question_switch_question on own_question_switch (question_id, switched_at);
-- what is asked is for everybody to see; only the functions below write
grant select on own_question, own_question_version, own_question_switch to lapwing_app;

create function own_question_add_version(question_in uuid, version_in int, content_in jsonb) returns void
  language sql volatile set search_path = public, pg_temp
  as $$
    insert into own_question_version (question_id, version, wording, hint, type, choices, rule, roles, purpose, because, made_at, made_by)
      select question_in, version_in, content_in ->> 'wording', content_in ->> 'hint', content_in ->> 'type',
        array(select jsonb_array_elements_text(content_in -> 'choices')), content_in ->> 'rule',
        array(select jsonb_array_elements_text(content_in -> 'roles')), content_in ->> 'purpose',
        content_in ->> 'because', current_instant(), current_post_id() $$;
revoke execute on function own_question_add_version from public;

-- Adds one at the end of its place; not asked yet.
create function own_question_add(asked_at_in text, content_in jsonb) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid;
  begin
    if not has_capability('questions.manage') then raise exception 'not there' using errcode = 'P0002'; end if;
    insert into own_question (asked_at, position)
      select asked_at_in, coalesce(max(q.position), 0) + 1 from own_question q where q.asked_at = asked_at_in returning id into new_id;
    perform own_question_add_version(new_id, 1, content_in);
    return new_id;
  end $$;

-- A new version over the one that `base_in` was made from. LW006: somebody changed it meanwhile.
create function own_question_change(question_in uuid, base_in int, content_in jsonb) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare newest int;
  begin
    if not has_capability('questions.manage') then raise exception 'not there' using errcode = 'P0002'; end if;
    select q.version into newest from own_question q where q.id = question_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    if newest <> base_in then raise exception 'It was changed meanwhile' using errcode = 'LW006'; end if;
    perform own_question_add_version(question_in, newest + 1, content_in);
    update own_question q set version = newest + 1 where q.id = question_in;
  end $$;

create function own_question_set_asked(question_in uuid, is_asked_in boolean, because_in text) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if not has_capability('questions.manage') then raise exception 'not there' using errcode = 'P0002'; end if;
    update own_question q set is_asked = is_asked_in where q.id = question_in and q.is_asked <> is_asked_in;
    if not found then return; end if;
    insert into own_question_switch (question_id, is_asked, because, switched_at, switched_by)
      values (question_in, is_asked_in, because_in, current_instant(), current_post_id());
  end $$;

-- Changes places with the one before or after it.
create function own_question_move(question_in uuid, up_in boolean) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare one own_question; other own_question;
  begin
    if not has_capability('questions.manage') then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into one from own_question q where q.id = question_in for update;
    if not found then raise exception 'not there' using errcode = 'P0002'; end if;
    select * into other from own_question q where q.asked_at = one.asked_at
        and case when up_in then (q.position, q.id) < (one.position, one.id) else (q.position, q.id) > (one.position, one.id) end
      order by case when up_in then -q.position else q.position end limit 1 for update;
    if not found then return; end if;
    update own_question q set position = case q.id when one.id then other.position else one.position end where q.id in (one.id, other.id);
  end $$;

-- ── the answers ─────────────────────────────────────────────────────────────────────────────────────────────────────

-- Does the reader's role read answers to this version? A role that is added later does not open what was said before it, and one
-- that is taken away closes it: both the version that was answered and the newest decide.
create function own_question_is_mine_to_read(question_in uuid, version_in int) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select not exists (
      select from own_question_version v where v.question_id = question_in and cardinality(v.roles) > 0
        and v.version in (version_in, (select q.version from own_question q where q.id = question_in))
        and not exists (select from post p where p.id = current_post_id() and p.role_code = any (v.roles))) $$;
