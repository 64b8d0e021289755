-- An ask may go to somebody without an account, at a known address of the asked agency: they answer through a link of
-- their own. It shows what was told and what they answered, and nothing that anybody else answered.
alter table partner_ask add column to_address text;
alter table partner_answer add column link_id uuid default current_link_id() references one_time_link (id);

create function current_link_ask() returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as $$ select x.ask_id from one_time_link x where x.id = current_link_id() and x.purpose = 'answer' $$;

create policy own_by_link on partner_ask for select to lapwing_app using (id = (select current_link_ask()));
create policy own_by_link on partner_answer for select to lapwing_app using (link_id = (select current_link_id()));

-- Whose address it is, for somebody who may ask about this record; null where it is at no known domain, or was closed.
create function partner_address(kind_in text, id_in uuid, email_in text) returns table (agency_id uuid, agency_name text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if not may_ask_about(kind_in, id_in) then return; end if;
    return query select a.id, a.name from agency a where a.id = link_agency_as_system(email_in)
      and a.id <> (select me.agency_id from post me where me.id = current_post_id());
  end $$;

-- As before; also to an address, `toAddress`, with how many days its link lasts after the answer is due, `linkDays`.
create or replace function partner_ask_send(kind_in text, id_in uuid, ask_in jsonb) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare new_id uuid := gen_random_uuid(); me post; to_agency uuid := (ask_in ->> 'agencyId')::uuid; to_one uuid := (ask_in ->> 'toPostId')::uuid;
    address text := ask_in ->> 'toAddress'; due timestamptz := (ask_in ->> 'dueAt')::timestamptz;
  begin
    if not may_ask_about(kind_in, id_in) then raise exception 'not there' using errcode = 'P0002'; end if;
    perform require_may(kind_in, id_in, ask_in ->> 'class', 'read');
    if (address is null and not exists (select from partner_answerers(kind_in, id_in) x where x.agency_id = to_agency and (to_one is null or x.post_id = to_one)))
        or (address is not null and not exists (select from partner_address(kind_in, id_in, address) x where x.agency_id = to_agency)) then
      raise exception 'nobody answers there' using errcode = 'P0001', constraint = 'nobody_answers';
    end if;
    select * into me from post p where p.id = current_post_id();
    insert into partner_ask (id, reference, agency_id, to_post, to_address, told, questions, purpose, why, basis, basis_mark, policy_version, agreement,
        agreement_because, asked_at, asked_by, asked_team, due_at)
      values (new_id, new_reference('Q'), to_agency, to_one, address, ask_in -> 'told', array(select jsonb_array_elements_text(ask_in -> 'questions')),
        ask_in ->> 'purpose', ask_in ->> 'why', ask_in ->> 'basis', ask_in ->> 'basisMark', ask_in ->> 'policyVersion', ask_in ->> 'agreement',
        ask_in ->> 'agreementBecause', current_instant(), me.id, me.team_id, due);
    insert into partner_ask_record (ask_id, record_kind, record_id, class, case_class, left_out)
      values (new_id, kind_in, id_in, ask_in ->> 'class', ask_in ->> 'caseClass', array(select jsonb_array_elements_text(ask_in -> 'leftOut')));
    perform task_put_as_system(kind_in, id_in, 'ask.answer', new_id, me.id, me.team_id, due, ask_in -> 'clock', 'asked');
    if address is not null then
      perform link_make_as_system(address, 'answer', new_id, null, null, greatest(due, current_instant()) + make_interval(days => (ask_in ->> 'linkDays')::int));
    end if;
    perform tell_answerers_as_system(new_id, 'ask.received', false);
    return new_id;
  end $$;

-- The ask of the link that asks, in the words of both sides: who asks, of which agency, and what they told.
create function link_ask() returns table (id uuid, reference text, agency_name text, from_agency text, asked_by text, asked_by_phone text, asked_at timestamptz,
    told jsonb, questions text[], purpose text, why text, basis text, basis_mark text, agreement text, due_at timestamptz, answered_at timestamptz,
    withdrawn_at timestamptz, withdrawn_because text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select q.id, q.reference, a.name, fa.name, fu.full_name, coalesce(ft.phone, fu.phone, fa.phone), q.asked_at, q.told, q.questions, q.purpose, q.why, q.basis,
      q.basis_mark, q.agreement, q.due_at, (select max(x.answered_at) from partner_answer x where x.ask_id = q.id and x.link_id = current_link_id()),
      q.withdrawn_at, q.withdrawn_because
    from partner_ask q join agency a on a.id = q.agency_id join post fp on fp.id = q.asked_by join user_account fu on fu.id = fp.user_id
      join agency fa on fa.id = fp.agency_id left join team ft on ft.id = fp.team_id
    where q.id = current_link_ask() $$;

-- What others answered is not theirs to see, so it cannot be counted against them: both stand.
create function partner_answer_by_link(answer_in jsonb) returns text
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare asked uuid := current_link_ask(); had int;
  begin
    if asked is null then raise exception 'not there' using errcode = 'P0002'; end if;
    perform 1 from partner_ask x where x.id = asked for update;
    select count(*) into had from partner_answer x where x.ask_id = asked;
    return partner_answer_keep_as_system(asked, had, answer_in);
  end $$;

-- A reminder, and that no answer is needed any more: an e-mail says that there is something to read.
create function link_has_news_of_ask() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update one_time_link x set news_wanted_at = current_instant() where x.ask_id = new.id and x.revoked_at is null;
    return null;
  end $$;
create trigger link_has_news after update of chases, chased_by_itself, withdrawn_at on partner_ask for each row
  when (new.to_address is not null) execute function link_has_news_of_ask();
