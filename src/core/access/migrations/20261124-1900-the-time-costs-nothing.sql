-- What time it is was asked a quarter of a million times while the demo borough is told, and each time a table was read to
-- see whether a set time counts here. That never changes: the mark is written once, when a database is made. So the answer is
-- settled then. In a real database it is the server's time and no setting can be honoured any more; in a demo or a test the
-- setting comes first. Both are one expression, which the planner puts in place of the call.
create function settle_current_instant(mark_in text) returns void
  language plpgsql volatile set search_path = public, pg_temp
  as $$
  begin
    if mark_in in ('demo', 'test') then
      create or replace function current_instant() returns timestamptz language sql stable
        return coalesce(nullif(current_setting('lapwing.instant', true), '')::timestamptz, now());
    else
      create or replace function current_instant() returns timestamptz language sql stable return now();
    end if;
  end $$;
revoke execute on function settle_current_instant from public;

create function on_mark() returns trigger
  language plpgsql volatile set search_path = public, pg_temp
  as $$
  begin
    perform settle_current_instant(new.mark);
    return null;
  end $$;
create trigger settle_current_instant after insert on database_mark for each row execute function on_mark();

-- A database that was made before this one.
select settle_current_instant(mark) from database_mark;
