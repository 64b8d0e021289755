-- The ground every table stands on: extensions, what kind of database this is, what time it is, and who is asking.

create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;
create extension if not exists unaccent;

create function database_is(which text[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select exists (select from database_mark where mark = any (which)) $$;

-- Domain time. now() would be the database's own time: a test could not hold it still, and a demo could not tell its story.
create function current_instant() returns timestamptz
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare injected text := nullif(current_setting('lapwing.instant', true), '');
  begin
    if injected is not null and database_is(array['demo', 'test']) then return injected::timestamptz; end if;
    return now();
  end $$;

-- The date in London, which is the date people mean.
create function current_local_date() returns date
  language sql stable set search_path = public, pg_temp
  as $$ select (current_instant() at time zone 'Europe/London')::date $$;

-- Short references to say on the phone: one letter for the kind, six from an alphabet of 31 (no 0, I, L, O, U), and a
-- check character that catches every single wrong character and every swap of two neighbours (31 is prime).
create function new_reference(kind text) returns text
  language plpgsql volatile set search_path = public, pg_temp
  as $$
  declare
    alphabet constant text := '123456789ABCDEFGHJKMNPQRSTVWXYZ';
    random_bytes bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    body text := '';
    total int := 0;
    digit int;
  begin
    for i in 1..6 loop
      -- bytes 6 and 8 of a random uuid carry its version: the first five bytes of each of the two are free
      digit := (get_byte(random_bytes, case when i <= 5 then i - 1 else 16 end) * 256
        + get_byte(random_bytes, case when i <= 5 then i + 9 else 17 end)) % 31;
      body := body || substr(alphabet, digit + 1, 1);
      total := total + digit * (i + 1);
    end loop;
    return kind || substr(body, 1, 3) || '-' || substr(body, 4, 3) || substr(alphabet, (total % 31) + 1, 1);
  end $$;
