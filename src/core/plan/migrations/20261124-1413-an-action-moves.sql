-- An action moves to another day or another person, for a reason that stands beside it: a day that only ever slips says
-- something about the plan, not about who owed it. What it was before stays here, one row for each change.
create table plan_action_change (
  id          uuid primary key default gen_random_uuid(),
  case_id     uuid not null references case_file (id),
  action_id   uuid not null references plan_action (id),
  owner_post_before  uuid references post (id),
  owner_words_before text not null default '',
  due_before  date not null,
  because     text not null constraint reason_given check (btrim(because) <> ''),
  changed_at  timestamptz not null default current_instant(),
  changed_by  uuid not null default current_post_id() references post (id)
);
create index plan_action_change_case on plan_action_change (case_id, changed_at);
create index plan_action_change_action on plan_action_change (action_id);
select protect_table('plan_action_change', 'case', 'plan', null, array['insert']);
-- nobody writes in another's name
create policy own_name on plan_action_change as restrictive for insert to lapwing_app with check (changed_by = (select current_post_id()));
