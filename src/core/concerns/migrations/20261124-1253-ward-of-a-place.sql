-- The ward of a place, where somebody knows it: null is not known. The list is the borough's (reference/wards.yaml).
create table ward (
  code   text primary key constraint code_form check (code ~ '^[a-z][a-z0-9-]*$'),
  name   text not null constraint name_given check (btrim(name) <> ''),
  active boolean not null default true
);
grant select on ward to lapwing_app, lapwing_jobs;

alter table concern_place add column ward text references ward (code);
create index concern_place_ward on concern_place (ward) where ward is not null;
