-- Demo and test databases are marked when they are created and never become real ones (and the other way round):
-- only a marked database honours an injected time or shows the persona picker.
create table database_mark (
  id         boolean primary key default true constraint one_mark check (id),
  mark       text not null constraint mark_known check (mark in ('real', 'demo', 'test')),
  created_at timestamptz not null default clock_timestamp()
);
grant select on database_mark to lapwing_app, lapwing_jobs;
