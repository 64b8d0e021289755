-- Whoever answers what partners ask is away at times too: who answers for them meanwhile is named with the leave. It opens
-- nothing, because everybody there whose role answers may read an ask anyway; it says who is told at once.
alter table leave_period add column answers_post uuid references post (id);

create function is_away_now_as_system(post_in uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from post p where p.id = post_in and is_away_between(p.user_id, current_local_date(), current_local_date())) $$;

-- Who answers for somebody who is away today. Null: they are not away, nobody was named, or that one is away or gone too.
create function answers_for_as_system(post_in uuid) returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select l.answers_post from leave_period l join post p on p.id = l.answers_post and post_is_active(p)
    where l.post_id = post_in and l.ended_at is null and l.from_on <= current_local_date() and l.until_on >= current_local_date()
      and not is_away_now_as_system(l.answers_post) $$;
revoke execute on function is_away_now_as_system, answers_for_as_system from public;

-- For whom the one who asks answers today.
create function i_answer_for() returns table (post_id uuid)
  language sql stable security definer rows 2 set search_path = public, pg_temp
  as $$
    select l.post_id from leave_period l where l.answers_post = (select current_post_id()) and l.ended_at is null
      and l.from_on <= current_local_date() and l.until_on >= current_local_date() $$;
revoke execute on function i_answer_for from public;
grant execute on function i_answer_for to lapwing_app;

-- Names a colleague of the same organisation whose role answers, or nobody (null).
create function name_answerer(leave_in uuid, post_in uuid) returns void
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare l leave_period; p post; mine post;
  begin
    select * into l from leave_period x where x.id = leave_in and x.ended_at is null and x.until_on >= current_local_date() for update;
    if not found or not arranges_leave_of(l.post_id) then raise exception 'not there' using errcode = 'P0002'; end if;
    if l.answers_post is not distinct from post_in then return; end if;
    if post_in is not null then
      select * into mine from post x where x.id = l.post_id;
      select * into p from post x where x.id = post_in;
      if p.user_id = mine.user_id then raise exception 'Nobody answers for themselves' using errcode = 'LW020'; end if;
      if is_away_between(p.user_id, l.from_on, l.until_on) then raise exception 'They are away themselves' using errcode = 'LW021'; end if;
      if p.id is null or not post_is_active(p) or p.agency_id <> mine.agency_id or p.until_on < l.until_on
          or not exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'ask.answer') then
        raise exception 'They cannot answer' using errcode = 'LW022';
      end if;
      perform notify_post_as_system(post_in, 'cover.answers', null, null, leave_in);
    end if;
    update leave_period x set answers_post = post_in where x.id = leave_in;
  end $$;
revoke execute on function name_answerer from public;
grant execute on function name_answerer to lapwing_app;
