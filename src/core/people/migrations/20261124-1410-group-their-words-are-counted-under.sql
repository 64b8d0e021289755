-- Under which group somebody's own words about their ethnicity are counted, in released reports only (reference/ethnic-groups.yaml).
-- They choose, and nobody has to: a group; asked and would rather not say (no broader group); not asked (grouped_as is null, or no row).
create table ethnic_group (
  code     text primary key constraint code_form check (code ~ '^[a-z][a-z0-9-]*$'),
  name     text not null constraint name_given check (btrim(name) <> ''),
  -- null: they would rather not say
  broader  text,
  position int not null,
  source   text not null,
  version  text not null,
  verified boolean not null
);
grant select on ethnic_group to lapwing_app, lapwing_jobs;

alter table person_self_description
  add constraint grouped_known foreign key (grouped_as) references ethnic_group (code),
  add constraint grouped_ethnicity check (grouped_as is null or kind = 'ethnicity'),
  alter column value drop not null,
  -- somebody may choose a group, or would rather not say, without words of their own
  drop constraint value_given,
  add constraint something_said check (coalesce(btrim(value), '') <> '' or grouped_as is not null);
