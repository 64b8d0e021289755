-- One box for people, cases, concerns and places. What can be looked for lies in rows of one word each: a name, a street, a
-- number, a day of birth. A word is found by equality; slips, sounds and beginnings are looked up among the words there are
-- (some ten thousand), not among the people (a million). Nobody reads either table: search_find() applies the grants.
--
--   typed ─► words like it (search_known_word) ─► rows with these words (search_word) ─► only records of one's grants
--
-- What is protected is not in here at all, so no address and no phone of somebody hidden can be searched backwards, by
-- nobody. People whom no case or concern names are not in here either: of an import nobody may browse.
create table search_word (
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null,
  part        text not null constraint part_known check (part in ('given', 'middle', 'family', 'called', 'address', 'postcode', 'phone',
                'phone_end', 'number', 'born', 'year', 'known_as', 'place', 'place_postcode')),
  word        text not null,
  -- the class that a reader needs, as a bit
  bits        int not null,
  -- the name was written in another script than ours
  other_script boolean not null default false
);
create index search_word_record on search_word (record_kind, record_id) include (word, part, bits, other_script);
create index search_word_word on search_word (word) include (record_kind, record_id, bits);

-- Each word once, with what it is found by: its sound, its consonants (for scripts without short vowels), and itself with any
-- one letter left out: two words that are one slip apart share one of those. Not unique on purpose: two people who save
-- at once would have to wait for each other, and could do so for ever.
create table search_known_word (
  word  text not null,
  sound text not null,
  bones text not null,
  slips text[] not null,
  other_script boolean not null
);
create index search_known_word_word on search_known_word (word text_pattern_ops);
create index search_known_word_sound on search_known_word (sound);
create index search_known_word_bones on search_known_word (bones);
create index search_known_word_slips on search_known_word using gin (slips);
do $$
  declare t text;
  begin
    foreach t in array array['search_word', 'search_known_word'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;

-- The words of a short text that was not normalised when it was written (what a child is called, where something happened).
create function search_words_of(text_in text) returns text[]
  language sql stable set search_path = public, pg_temp
  as $$
    select array(select w from regexp_split_to_table(regexp_replace(lower(unaccent(coalesce(text_in, ''))), '[''’‘`´]', '', 'g'), '[^[:alnum:]]+') w
      where w <> '' and length(w) <= 60 limit 40) $$;

create function search_slips(word_in text) returns text[]
  language sql immutable set search_path = public, pg_temp
  as $$
    select array(select distinct s from (
      select word_in as s union all select overlay(word_in placing '' from i for 1) from generate_series(1, length(word_in)) i) x where s <> '') $$;

create function search_bones(word_in text) returns text
  language sql immutable set search_path = public, pg_temp
  as $$ select regexp_replace(translate(word_in, 'aeiouhwy ', ''), '(.)\1+', '\1', 'g') $$;

create function search_learn_as_system(words_in text[], other_script_in boolean) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    insert into search_known_word (word, sound, bones, slips, other_script)
      select w, dmetaphone(w), search_bones(w), search_slips(w), other_script_in
      from (select distinct x as w from unnest(words_in) x where length(x) between 2 and 60) d
      where not exists (select from search_known_word k where k.word = d.w and k.other_script >= other_script_in) $$;
revoke execute on function search_learn_as_system from public;

create function search_learn_from_as_system(kind_in text, ids_in uuid[]) returns void
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select search_learn_as_system(array_agg(w.word), w.other_script)
    from search_word w where w.record_kind = kind_in and w.record_id = any (ids_in)
      and w.part in ('given', 'middle', 'family', 'called', 'known_as', 'address', 'place')
    group by w.other_script $$;
revoke execute on function search_learn_from_as_system from public;

-- What people can be found by: those whom a case or concern is about or names, or whose record somebody holds.
create function search_refresh_people_as_system(ids_in uuid[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare ids uuid[]; identity_bit int := class_bit('identity'); address_bit int := class_bit('address');
  begin
    delete from search_word w where w.record_kind = 'person' and w.record_id = any (ids_in);
    ids := array(select i from unnest(ids_in) i where
      exists (select from record_person rp where rp.person_id = i and rp.relation <> 'candidate')
      or exists (select from circle_member m where m.record_kind = 'person' and m.record_id = i)
      or exists (select from record_team m where m.record_kind = 'person' and m.record_id = i));
    if cardinality(ids) = 0 then return; end if;
    insert into search_word (record_kind, record_id, part, word, bits, other_script)
      select distinct 'person', n.person_id, p.part, w, identity_bit, n.script <> 'Latn'
        from person_name n
        cross join lateral (values ('given', n.given_norm), ('middle', n.middle_norm), ('family', n.family_norm)) p (part, words)
        cross join lateral unnest(string_to_array(p.words, ' ')) w
        where n.person_id = any (ids) and n.withdrawn_at is null and w <> ''
      union select 'person', d.person_id, 'called', w, identity_bit, false
        from person_detail d cross join lateral unnest(search_words_of(d.value)) w
        where d.person_id = any (ids) and d.kind = 'called' and d.withdrawn_at is null
      union select 'person', b.person_id, p.part, p.word, identity_bit, false
        from person_birth b cross join lateral (values ('born', to_char(b.born_on, 'YYYY-MM-DD')),
          ('year', coalesce(extract(year from b.born_on)::int, b.year)::text)) p (part, word)
        where b.person_id = any (ids) and b.withdrawn_at is null and p.word is not null
          -- the first of January stands for "not known" in many systems
          and not (p.part = 'born' and to_char(b.born_on, 'MM-DD') = '01-01')
      union select 'person', i.person_id, 'number', i.value_norm, identity_bit, false
        from person_identifier i where i.person_id = any (ids) and i.withdrawn_at is null and i.value_norm <> ''
      union select 'person', s.person_id, 'number', upper(regexp_replace(s.own_reference, '[^A-Za-z0-9]', '', 'g')), identity_bit, false
        from source_record s where s.person_id = any (ids) and s.own_reference ~ '[A-Za-z0-9]'
      union select 'person', a.person_id, 'address', w, address_bit, false
        from person_address a cross join lateral unnest(string_to_array(a.line_norm, ' ')) w
        where a.person_id = any (ids) and a.withdrawn_at is null and not a.protected and w <> ''
      union select 'person', a.person_id, 'postcode', a.postcode_norm, address_bit, false
        from person_address a where a.person_id = any (ids) and a.withdrawn_at is null and not a.protected and a.postcode_norm <> ''
      union select 'person', h.person_id, p.part, p.word, address_bit, false
        from person_phone h cross join lateral (values ('phone', h.number_norm), ('phone_end', right(h.number_norm, 6))) p (part, word)
        where h.person_id = any (ids) and h.withdrawn_at is null and not h.protected and length(h.number_norm) >= 6;
    -- an address that somebody else recorded for them and nobody protected is still the address that is protected
    delete from search_word w using person_address a
      where w.record_kind = 'person' and w.record_id = a.person_id and a.person_id = any (ids) and a.protected and a.withdrawn_at is null
        and ((w.part = 'postcode' and w.word = a.postcode_norm) or (w.part = 'address' and w.word = any (string_to_array(a.line_norm, ' '))));
    delete from search_word w using person_phone h
      where w.record_kind = 'person' and w.record_id = h.person_id and h.person_id = any (ids) and h.protected and h.withdrawn_at is null
        and w.part in ('phone', 'phone_end') and w.word in (h.number_norm, right(h.number_norm, 6));
    perform search_learn_from_as_system('person', ids);
  end $$;
revoke execute on function search_refresh_people_as_system from public;

create function search_refresh_cases_as_system(ids_in uuid[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare contact_bit int := class_bit('contact');
  begin
    delete from search_word w where w.record_kind = 'case' and w.record_id = any (ids_in);
    insert into search_word (record_kind, record_id, part, word, bits)
      select distinct 'case', c.id, 'known_as', w, contact_bit from case_file c cross join lateral unnest(search_words_of(c.known_as)) w where c.id = any (ids_in);
    perform search_learn_from_as_system('case', ids_in);
  end $$;
revoke execute on function search_refresh_cases_as_system from public;

-- Of a concern what its referrer wrote: who was named in it, and where it happened. So a referrer finds their own.
create function search_refresh_concerns_as_system(ids_in uuid[]) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare submission_bit int := class_bit('submission');
  begin
    delete from search_word w where w.record_kind = 'concern' and w.record_id = any (ids_in);
    insert into search_word (record_kind, record_id, part, word, bits, other_script)
      select distinct 'concern', s.through_id, p.part, w, submission_bit, n.script <> 'Latn'
        from source_record s join person_name n on n.source_record_id = s.id and n.withdrawn_at is null
        cross join lateral (values ('given', n.given_norm), ('middle', n.middle_norm), ('family', n.family_norm)) p (part, words)
        cross join lateral unnest(string_to_array(p.words, ' ')) w
        where s.through_kind = 'concern' and s.through_id = any (ids_in) and w <> ''
      union select 'concern', c.concern_id, 'place', w, submission_bit, false
        from concern_place c cross join lateral unnest(search_words_of(c.description)) w where c.concern_id = any (ids_in)
      union select 'concern', c.concern_id, 'place_postcode', upper(regexp_replace(c.postcode, '[^A-Za-z0-9]', '', 'g')), submission_bit, false
        from concern_place c where c.concern_id = any (ids_in) and c.postcode ~ '[A-Za-z0-9]';
    perform search_learn_from_as_system('concern', ids_in);
  end $$;
revoke execute on function search_refresh_concerns_as_system from public;

-- The headline is worked out anew after every change of facts and every joining and taking apart: search follows it.
create function search_on_headline() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare concerns uuid[];
  begin
    perform search_refresh_people_as_system(array(select n.person_id from new_rows n));
    concerns := array(select distinct s.through_id from source_record s join new_rows n on n.person_id = s.person_id where s.through_kind = 'concern');
    if cardinality(concerns) > 0 then perform search_refresh_concerns_as_system(concerns); end if;
    return null;
  end $$;
create trigger search_inserted after insert on person_headline referencing new table as new_rows for each statement execute function search_on_headline();
create trigger search_updated after update on person_headline referencing new table as new_rows for each statement execute function search_on_headline();

create function search_on_link() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare fresh uuid[];
  begin
    -- those who are in here already have their words
    fresh := array(select distinct n.person_id from new_rows n where n.relation <> 'candidate'
      and not exists (select from search_word w where w.record_kind = 'person' and w.record_id = n.person_id));
    if cardinality(fresh) > 0 then perform search_refresh_people_as_system(fresh); end if;
    return null;
  end $$;
create trigger search_inserted after insert on record_person referencing new table as new_rows for each statement execute function search_on_link();

create function search_on_person_held() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$ begin perform search_refresh_people_as_system(array[new.record_id]); return null; end $$;
create trigger search_inserted after insert on circle_member for each row when (new.record_kind = 'person') execute function search_on_person_held();
create trigger search_inserted after insert on record_team for each row when (new.record_kind = 'person') execute function search_on_person_held();

create function search_on_case() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$ begin perform search_refresh_cases_as_system(array[new.id]); return null; end $$;
create trigger search_inserted after insert on case_file for each row execute function search_on_case();
create trigger search_updated after update of known_as on case_file for each row when (new.known_as is distinct from old.known_as) execute function search_on_case();

create function search_on_place() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$ begin perform search_refresh_concerns_as_system(array(select distinct n.concern_id from new_rows n)); return null; end $$;
create trigger search_inserted after insert on concern_place referencing new table as new_rows for each statement execute function search_on_place();
revoke execute on function search_on_headline, search_on_link, search_on_person_held, search_on_case, search_on_place from public;

-- Words of a search that may stand for what was typed. `how`: 0 as typed, 1 another form of the name, 2 begins so,
-- 3 sounds so, 4 a letter is wrong. A term: {"term": 0, "options": [{"word", "how"}], "like": "smith" or null, "bones": bool}.
create function search_expand_as_system(terms_in jsonb) returns table (term int, word text, how int)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with asked as (
      select (t ->> 'term')::int as term, t ->> 'like' as like_word, coalesce((t ->> 'bones')::boolean, false) as bones, t -> 'options' as options
      from jsonb_array_elements(terms_in) t
    ), found as (
      select a.term, o ->> 'word' as word, (o ->> 'how')::int as how, 0 as far from asked a cross join lateral jsonb_array_elements(a.options) o
      union all
      select a.term, k.word, 2, length(k.word) from asked a cross join lateral (
        select k.word from search_known_word k where k.word like a.like_word || '%' order by length(k.word), k.word limit 60) k
        where length(a.like_word) >= 2
      union all
      select a.term, k.word, 3, levenshtein(k.word, a.like_word) from asked a cross join lateral (
        select k.word from search_known_word k where k.sound = dmetaphone(a.like_word) and k.sound <> ''
          and (length(k.sound) > 1 or levenshtein(k.word, a.like_word) <= 2)
        order by levenshtein(k.word, a.like_word), k.word limit 60) k
        where length(a.like_word) >= 3
      union all
      -- scripts that leave short vowels out: "mhmd" is Mohammed
      select a.term, k.word, 3, levenshtein(k.word, a.like_word) from asked a cross join lateral (
        select k.word from search_known_word k where k.bones = search_bones(a.like_word) and (a.bones or k.other_script)
        order by levenshtein(k.word, a.like_word), k.word limit 60) k
        where length(search_bones(a.like_word)) >= 2
      union all
      select a.term, k.word, 4, levenshtein(k.word, a.like_word) from asked a cross join lateral (
        select k.word from search_known_word k where k.slips && search_slips(a.like_word)
          and levenshtein_less_equal(k.word, a.like_word, 2) <= case when length(a.like_word) > 4 then 2 else 1 end
        order by levenshtein(k.word, a.like_word), k.word limit 60) k
        where length(a.like_word) >= 4
    )
    select f.term, f.word, min(f.how) from found f group by f.term, f.word $$;
revoke execute on function search_expand_as_system from public;

-- Whether the one who asks holds a grant of this class on this record; whoever may only be the person in a concern is not
-- somebody to be looked for.
create function search_may_as_system(kind_in text, id_in uuid, bits_in int, post_in uuid, instant_in timestamptz) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select case kind_in
      when 'person' then exists (select from person_access a where a.person_id = id_in and a.post_id = post_in and a.reads & bits_in <> 0
        and a.from_at <= instant_in and (a.until_at is null or a.until_at > instant_in) and a.because not like 'candidate:%')
      when 'case' then exists (select from case_access a where a.case_id = id_in and a.post_id = post_in and a.reads & bits_in <> 0
        and a.from_at <= instant_in and (a.until_at is null or a.until_at > instant_in))
      else exists (select from concern_access a where a.concern_id = id_in and a.post_id = post_in and a.reads & bits_in <> 0
        and a.from_at <= instant_in and (a.until_at is null or a.until_at > instant_in)) end $$;
revoke execute on function search_may_as_system from public;

-- Records that the one who asks may see and that all terms (of three and more: all but one) agree with, best first.
-- `matched`: [{term, part, how, otherScript}]. Whoever sees few records is served from their grants: the time it takes
-- depends on those alone. Only for whoever sees thousands it goes from the words, rarest term first.
create function search_find(terms_in jsonb, limit_in int)
  returns table (record_kind text, record_id uuid, rank int, matched jsonb)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  #variable_conflict use_column
  declare
    me uuid := current_post_id(); instant timestamptz := current_instant();
    few constant int := 4000; most_read constant int := 30000; most_kept constant int := 800;
    asked int; needed int; held int; kinds text[]; ids uuid[]; reads int[];
    words text[]; terms int[]; hows int[]; driver int;
  begin
    if me is null then return; end if;
    select count(*) into asked from jsonb_array_elements(terms_in);
    if asked = 0 then return; end if;
    needed := case when asked >= 3 then asked - 1 else asked end;
    select array_agg(x.word), array_agg(x.term), array_agg(x.how) into words, terms, hows from search_expand_as_system(terms_in) x;
    select count(*) into held from (
      select 1 from person_access a where a.post_id = me union all select 1 from case_access a where a.post_id = me
      union all select 1 from concern_access a where a.post_id = me limit few + 1) x;
    if held <= few then
      select array_agg(m.kind), array_agg(m.id), array_agg(m.reads) into kinds, ids, reads from (
        select 'person' as kind, a.person_id as id, bit_or(a.reads) as reads from person_access a where a.post_id = me and a.because not like 'candidate:%'
          and a.from_at <= instant and (a.until_at is null or a.until_at > instant) group by a.person_id
        union all select 'case', a.case_id, bit_or(a.reads) from case_access a where a.post_id = me
          and a.from_at <= instant and (a.until_at is null or a.until_at > instant) group by a.case_id
        union all select 'concern', a.concern_id, bit_or(a.reads) from concern_access a where a.post_id = me
          and a.from_at <= instant and (a.until_at is null or a.until_at > instant) group by a.concern_id) m;
    else
      select g.term into driver from (
          select u.term, array_agg(u.word) as words from unnest(words, terms) u (word, term) where length(u.word) > 1 group by u.term) g
        cross join lateral (select count(*) as rows from (select 1 from search_word w where w.word = any (g.words) limit 5000) n) c
        order by c.rows limit 1;
      select array_agg(c.kind), array_agg(c.id) into kinds, ids from (
        select h.kind, h.id from (
          select w.record_kind as kind, w.record_id as id, w.bits, u.how from unnest(words, terms, hows) u (word, term, how)
          join search_word w on w.word = u.word where u.term = driver order by u.how limit most_read) h
        where search_may_as_system(h.kind, h.id, h.bits, me, instant)
        group by h.kind, h.id order by min(h.how) limit most_kept) c;
      -- all that they may read of those, not only of what was found by
      select array_agg(x.kind), array_agg(x.id), array_agg(x.reads) into kinds, ids, reads from (
        select c.kind, c.id, bit_or(g.reads) as reads from unnest(kinds, ids) c (kind, id) cross join lateral (
          select a.reads from person_access a where c.kind = 'person' and a.person_id = c.id and a.post_id = me and a.because not like 'candidate:%'
            and a.from_at <= instant and (a.until_at is null or a.until_at > instant)
          union all select a.reads from case_access a where c.kind = 'case' and a.case_id = c.id and a.post_id = me
            and a.from_at <= instant and (a.until_at is null or a.until_at > instant)
          union all select a.reads from concern_access a where c.kind = 'concern' and a.concern_id = c.id and a.post_id = me
            and a.from_at <= instant and (a.until_at is null or a.until_at > instant)) g group by c.kind, c.id) x;
    end if;
    return query
      with agreed as (
        select distinct on (c.kind, c.id, u.term) c.kind, c.id, u.term, w.part, u.how, w.other_script
        from unnest(kinds, ids, reads) c (kind, id, reads)
        join search_word w on w.record_kind = c.kind and w.record_id = c.id and w.bits & c.reads <> 0
        join unnest(words, terms, hows) u (word, term, how)
          -- one letter stands for a name that begins with it
          on w.word = u.word or (length(u.word) = 1 and u.how = 2 and left(w.word, 1) = u.word and w.part in ('given', 'middle', 'family', 'called', 'known_as'))
        order by c.kind, c.id, u.term, u.how, w.part in ('address', 'place'), w.part
      )
      select g.kind, g.id, (sum(g.how) + 100 * (asked - count(*)))::int,
        jsonb_agg(jsonb_build_object('term', g.term, 'part', g.part, 'how', g.how, 'otherScript', g.other_script) order by g.term)
      from agreed g group by g.kind, g.id having count(*) >= needed
      order by 3, g.kind, g.id limit limit_in;
  end $$;

-- The cases and concerns that are about these people, as far as the one who asks may see both.
create function search_about(people_in uuid[]) returns table (record_kind text, record_id uuid, person_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select rp.record_kind, rp.record_id, rp.person_id from record_person rp
    where rp.person_id = any (people_in) and rp.relation = 'subject'
      and search_may_as_system('person', rp.person_id, (select class_bit('identity')), (select current_post_id()), (select current_instant()))
      and search_may_as_system(rp.record_kind, rp.record_id, (select class_bit('identity')), (select current_post_id()), (select current_instant()))
    limit 400 $$;

-- What was typed, for a few hours and for the one who typed it: so that no name of a child stands in an address, a history or
-- the log of a web server, and the way back still works.
create table search_asked (
  id       uuid primary key default gen_random_uuid(),
  user_id  uuid not null default current_user_id(),
  words    text not null constraint words_short check (char_length(words) <= 500),
  asked_at timestamptz not null default current_instant()
);
create index search_asked_at on search_asked (asked_at);
-- What somebody wants at hand. A row tells nothing of the record: it is shown only while they may see it.
create table search_pin (
  user_id     uuid not null default current_user_id(),
  record_kind text not null constraint kind_known check (record_kind in ('case', 'concern', 'person')),
  record_id   uuid not null,
  pinned_at   timestamptz not null default current_instant(),
  primary key (user_id, record_kind, record_id)
);
do $$
  declare t text;
  begin
    foreach t in array array['search_asked', 'search_pin'] loop
      execute format('alter table %I enable row level security, force row level security', t);
      execute format('create policy system_all on %I to lapwing_owner using (true) with check (true)', t);
    end loop;
  end $$;
create policy own on search_asked to lapwing_app using (user_id = (select current_user_id()) and asked_at > (select current_instant()) - interval '12 hours')
  with check (user_id = (select current_user_id()));
create policy own on search_pin to lapwing_app using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));
grant select, insert on search_asked to lapwing_app;
grant select, insert, delete on search_pin to lapwing_app;

-- What the one who asks opened last, from the audit of their own acts: nothing more is kept of it.
create function search_recent(limit_in int) returns table (record_kind text, record_id uuid, at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with mine as (
      select e.record_kind, e.record_id, e.at from audit_entry e
      where e.user_id = current_user_id() and e.outcome = 'done' and e.record_kind in ('case', 'concern', 'person')
        and e.event in ('case.read', 'person.read', 'triage.read', 'concern.submission_read')
        and e.at > current_instant() - interval '30 days'
      order by e.at desc limit 200
    ), last as (
      select m.record_kind, m.record_id, max(m.at) as at from mine m group by 1, 2
    )
    select l.record_kind, l.record_id, l.at from last l
    where search_may_as_system(l.record_kind, l.record_id, (select class_bit('contact')) | (select class_bit('identity')), (select current_post_id()), (select current_instant()))
    order by l.at desc limit limit_in $$;

-- Each night: searches that are over, and pins on what their owner no longer may see in any post.
create function search_clear() returns int
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare gone int;
  begin
    delete from search_asked a where a.asked_at <= current_instant() - interval '12 hours';
    delete from search_pin s where not exists (
      select from post p where p.user_id = s.user_id and search_may_as_system(s.record_kind, s.record_id, class_bit('contact') | class_bit('identity'), p.id, current_instant()));
    get diagnostics gone = row_count;
    return gone;
  end $$;
revoke execute on function search_clear from public;
grant execute on function search_clear to lapwing_jobs;

-- what is here already
select search_refresh_people_as_system(array_agg(p.id)) from person p having count(*) > 0;
select search_refresh_cases_as_system(array_agg(c.id)) from case_file c having count(*) > 0;
select search_refresh_concerns_as_system(array_agg(c.id)) from concern c having count(*) > 0;
