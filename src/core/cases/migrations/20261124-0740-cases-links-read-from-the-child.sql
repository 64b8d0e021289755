-- A link reads from the child outwards ("is harmed by"), so its key says so too.
alter table case_link drop constraint relation_known;
alter table case_link add constraint relation_known check (relation in ('family', 'friend', 'lives_with', 'seen_with', 'harmed_by',
  'supported_by', 'goes_to', 'lives_at', 'harmed_at', 'other'));
