// What is kept of leave, cover and handing over. Reading goes through row security; writing through functions that check.
import type { LocalDate } from '../../core/clocks/index.ts'
import type { Task } from '../../core/work/index.ts'
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { HandoverText } from './schema.ts'

// ── being away ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type Refused = 'backwards' | 'over' | 'overlaps' | 'oneself' | 'away' | 'cannot' | 'covered' | 'no_reason'
const refusals: Readonly<Record<string, Refused>> = {
  LW002: 'no_reason',
  LW010: 'backwards',
  LW011: 'overlaps',
  LW012: 'over',
  LW020: 'oneself',
  LW021: 'away',
  LW022: 'cannot',
  LW023: 'covered',
}
export type Outcome<T> = Readonly<{ kind: 'done'; value: T }> | Readonly<{ kind: 'refused'; because: Refused }>

/** Refusals in the database's own codes become values; "not there" and everything else rises. */
async function outcomeOf<T>(tx: Tx, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await tx.savepoint(work) }
  } catch (error) {
    const because = isDatabaseError(error) ? refusals[error.code] : undefined
    if (because === undefined) throw error
    return { kind: 'refused', because }
  }
}

/** From the first to the last day away, both counted. What the post was to cover in these days loses its cover, and that is told. */
export function enterLeave(tx: Tx, postId: string, from: LocalDate, until: LocalDate): Promise<Outcome<string>> {
  return outcomeOf(tx, async () => (await tx.one<{ id: string }>(sql`select enter_leave(${postId}, ${from}, ${until}) as id`)).id)
}

/** Back, or not away after all: covers end at this moment. Throws P0002 for those who do not arrange it. */
export async function endLeave(tx: Tx, leaveId: string): Promise<void> {
  await tx.run(sql`select end_leave(${leaveId})`)
}

export type Leave = Readonly<{
  id: string
  postId: string
  name: string
  from: LocalDate
  until: LocalDate
  endedAt: Date | null
  /** Whether their role answers what partners ask, and who answers meanwhile. */
  answers: boolean
  answersPostId: string | null
  answersName: string | null
  /** Whether this reader enters and ends it and asks for covers. */
  mayArrange: boolean
  /** Open cases of theirs that this reader may see, and how many of those have a colleague who said yes. */
  cases: number
  covered: number
}>

const leaveColumns = sql`
  l.id, l.post_id as "postId", u.full_name as name, l.from_on as "from", l.until_on as "until", l.ended_at as "endedAt",
  arranges_leave_of(l.post_id) as "mayArrange",
  exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'ask.answer') as answers,
  l.answers_post as "answersPostId",
  (select au.full_name from post ap join user_account au on au.id = ap.user_id where ap.id = l.answers_post) as "answersName",
  (select count(*) from case_file f where f.allocated_post_id = l.post_id and f.state <> 'closed') as cases,
  (select count(*) from case_file f join case_offer o on o.case_id = f.id and o.leave_id = l.id and o.state = 'accepted'
    where f.allocated_post_id = l.post_id and f.state <> 'closed') as covered`
const leaveJoins = sql`join post p on p.id = l.post_id join user_account u on u.id = p.user_id`

/** Leave that ends on or after a day, of this post and of those whose leave it arranges; soonest first. */
export async function leaveSince(tx: Tx, since: LocalDate): Promise<Leave[]> {
  return tx.many<Leave>(sql`
    with arranged as materialized (
      select l.* from leave_period l where l.until_on >= ${since} and arranges_leave_of(l.post_id))
    select ${leaveColumns} from arranged l ${leaveJoins} order by l.from_on, u.full_name collate "en-x-icu" limit 200`)
}

/** Undefined: not there, or not for this reader to arrange. */
export async function findLeave(tx: Tx, id: string): Promise<Leave | undefined> {
  return tx.oneOrNone<Leave>(sql`
    select ${leaveColumns} from leave_period l ${leaveJoins} where l.id = ${id} and arranges_leave_of(l.post_id)`)
}

export type Colleague = Readonly<{ postId: string; name: string }>

/** Whose leave this reader may enter: their own first. */
export async function whoseLeave(tx: Tx): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`
    select p.id as "postId", u.full_name as name from post p join user_account u on u.id = p.user_id
    where post_is_active(p) and u.state = 'active' and arranges_leave_of(p.id)
    order by p.id <> (select current_post_id()), u.full_name collate "en-x-icu" limit 200`)
}

/** Who works cases in the team of this post, without the post itself: who can be asked. */
export async function colleaguesOf(tx: Tx, postId: string): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`
    select p.id as "postId", u.full_name as name from post p join user_account u on u.id = p.user_id
    where p.team_id = (select o.team_id from post o where o.id = ${postId}) and p.id <> ${postId} and post_is_active(p) and u.state = 'active'
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.work')
    order by u.full_name collate "en-x-icu" limit 200`)
}

/** Who could answer partners for this post: of the same organisation, with a role that answers. */
export async function answerersBeside(tx: Tx, postId: string): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`
    select p.id as "postId", u.full_name as name from post me join post p on p.agency_id = me.agency_id and p.user_id <> me.user_id
    join user_account u on u.id = p.user_id
    where me.id = ${postId} and post_is_active(p) and u.state = 'active'
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'ask.answer')
    order by p.team_id is distinct from me.team_id, u.full_name collate "en-x-icu" limit 200`)
}

/** Who is told at once of what the absent one is asked by name; null: everybody there. */
export function nameAnswerer(tx: Tx, leaveId: string, postId: string | null): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => void (await tx.run(sql`select name_answerer(${leaveId}, ${postId})`)))
}

// ── cover ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type CoveredCase = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  hasLines: boolean
  /** The newest answer: a live one, or why the last one asked does not. Null: nobody was asked. */
  offerId: string | null
  coverName: string | null
  state: 'offered' | 'accepted' | 'refused' | 'withdrawn' | 'ended' | null
  because: string | null
}>

/** The open cases of whoever is away, with who covers each in this leave. */
export async function coversOf(tx: Tx, leave: Pick<Leave, 'id' | 'postId'>): Promise<CoveredCase[]> {
  return tx.many<CoveredCase>(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference, exists (select from case_handover h where h.case_id = f.id) as "hasLines",
      o.id as "offerId", u.full_name as "coverName", o.state, coalesce(nullif(o.answer_because, ''), o.ended_because) as because
    from case_file f
    left join lateral (select x.* from case_offer x where x.case_id = f.id and x.leave_id = ${leave.id}
      order by x.state in ('offered', 'accepted') desc, x.offered_at desc limit 1) o on true
    left join post p on p.id = o.to_post left join user_account u on u.id = p.user_id
    where f.allocated_post_id = ${leave.postId} and f.state <> 'closed' order by f.known_as collate "en-x-icu", f.reference`)
}

/** Asks a colleague to cover one case. `covered`: somebody else covers it already, and `instead` did not say that they replace them. */
export function offerCover(tx: Tx, leaveId: string, caseId: string, toPostId: string, instead: boolean): Promise<Outcome<string>> {
  return outcomeOf(
    tx,
    async () => (await tx.one<{ id: string }>(sql`select offer_cover(${leaveId}, ${caseId}, ${toPostId}, ${instead}) as id`)).id,
  )
}

export type CoverAsked = Readonly<{
  leaveId: string
  fromName: string
  from: LocalDate
  until: LocalDate
  cases: number
  state: 'offered' | 'accepted'
}>

/** What the one who asks is asked to cover, and what they said yes to. Before the answer only how many cases there are. */
export async function coversAskedOfMe(tx: Tx): Promise<CoverAsked[]> {
  return tx.many<CoverAsked>(sql`
    select leave_id as "leaveId", from_name as "fromName", from_on as "from", until_on as "until", cases, state from covers_asked_of_me()`)
}

/** Yes or no to all that one leave asks of me. */
export function answerCover(tx: Tx, leaveId: string, yes: boolean, because: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => void (await tx.run(sql`select answer_cover(${leaveId}, ${yes}, ${because})`)))
}

export type Covering = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  workerName: string
  until: Date | null
  hasLines: boolean
}>

/** The cases that the one who asks covers now. */
export async function coveringNow(tx: Tx): Promise<Covering[]> {
  return tx.many<Covering>(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference, u.full_name as "workerName", c.until_at as "until",
      exists (select from case_handover h where h.case_id = f.id) as "hasLines"
    from covered_now() c join case_file f on f.id = c.case_id join post p on p.id = c.worker_post join user_account u on u.id = p.user_id
    order by u.full_name collate "en-x-icu", f.known_as collate "en-x-icu"`)
}

export type CoverOfCase = Readonly<{
  name: string
  state: 'offered' | 'accepted'
  from: LocalDate
  until: LocalDate
  awayName: string
  isNow: boolean
}>

/** Who covers a case, now or next. */
export async function coverOfCases(
  tx: Tx,
  caseIds: readonly string[],
  today: LocalDate,
): Promise<(CoverOfCase & Readonly<{ caseId: string }>)[]> {
  return tx.many(sql`
    select o.case_id as "caseId", u.full_name as name, o.state, l.from_on as "from", l.until_on as "until", au.full_name as "awayName",
      l.from_on <= ${today} as "isNow"
    from case_offer o join leave_period l on l.id = o.leave_id join post p on p.id = o.to_post join user_account u on u.id = p.user_id
    join post ap on ap.id = l.post_id join user_account au on au.id = ap.user_id
    where o.case_id = any (${[...caseIds]}::uuid[]) and o.kind = 'cover' and o.state in ('offered', 'accepted') and l.ended_at is null and l.until_on >= ${today}
    order by l.from_on`)
}

export type Gap = Readonly<{
  leaveId: string
  name: string
  from: LocalDate
  until: LocalDate
  /** Away today. */
  isNow: boolean
  mayArrange: boolean
  cases: readonly Readonly<{ caseId: string; knownAs: string }>[]
}>

/** Whoever is away on a day up to `to` while open cases of theirs have no colleague who said yes, as far as this reader sees them. */
export async function gapsUntil(tx: Tx, today: LocalDate, to: LocalDate, teamId: string | null): Promise<Gap[]> {
  return tx.many<Gap>(sql`
    select l.id as "leaveId", u.full_name as name, l.from_on as "from", l.until_on as "until", l.from_on <= ${today} as "isNow",
      arranges_leave_of(l.post_id) as "mayArrange",
      jsonb_agg(jsonb_build_object('caseId', f.id, 'knownAs', f.known_as) order by f.known_as) as cases
    from leave_period l join case_file f on f.allocated_post_id = l.post_id and f.state <> 'closed'
    join post p on p.id = l.post_id join user_account u on u.id = p.user_id
    where l.ended_at is null and l.from_on <= ${to} and l.until_on >= ${today} and (${teamId}::uuid is null or f.team_id = ${teamId}::uuid)
      -- a cover whose membership was ended on the page of the circle covers nobody
      and not exists (select from case_offer o join circle_member m on m.id = o.member_id and m.ended_at is null
        where o.case_id = f.id and o.leave_id = l.id and o.state = 'accepted')
    group by l.id, u.full_name order by l.from_on, u.full_name limit 100`)
}

// ── the five lines ──────────────────────────────────────────────────────────────────────────────────────────────────

export type Handover = HandoverText & Readonly<{ writtenAt: Date; writtenBy: string; version: number }>

/** Undefined: nothing is written, or not for this reader. */
export async function handoverOf(tx: Tx, caseId: string): Promise<Handover | undefined> {
  return tx.oneOrNone<Handover>(sql`
    select h.matters_now as "mattersNow", h.next_visit as "nextVisit", h.safe_to_ring as "safeToRing", h.not_to_do as "notToDo", h.promised,
      h.written_at as "writtenAt", u.full_name as "writtenBy", h.version
    from case_handover h join post p on p.id = h.written_by join user_account u on u.id = p.user_id where h.case_id = ${caseId}`)
}

/** @param version what the writer had in hand; 0: there was none. @returns false when somebody saved another in the meantime */
export async function saveHandover(tx: Tx, caseId: string, version: number, text: HandoverText): Promise<boolean> {
  const touched =
    version === 0
      ? await tx.run(sql`
          insert into case_handover (case_id, matters_now, next_visit, safe_to_ring, not_to_do, promised)
          values (${caseId}, ${text.mattersNow}, ${text.nextVisit}, ${text.safeToRing}, ${text.notToDo}, ${text.promised}) on conflict (case_id) do nothing`)
      : await tx.run(sql`
          update case_handover set matters_now = ${text.mattersNow}, next_visit = ${text.nextVisit}, safe_to_ring = ${text.safeToRing},
            not_to_do = ${text.notToDo}, promised = ${text.promised}, written_at = current_instant(), written_by = (select current_post_id()),
            version = version + 1
          where case_id = ${caseId} and version = ${version}`)
  return touched === 1
}

// ── handing over for good ───────────────────────────────────────────────────────────────────────────────────────────

/** Offers a case to a colleague who is to have it. It stays with its worker until they say yes. */
export function offerCase(tx: Tx, caseId: string, toPostId: string, because: string): Promise<Outcome<string>> {
  return outcomeOf(tx, async () => (await tx.one<{ id: string }>(sql`select offer_case(${caseId}, ${toPostId}, ${because}) as id`)).id)
}

export type CaseOffered = Readonly<{ offerId: string; fromName: string; because: string; level: string; isChild: boolean; offeredAt: Date }>

export async function casesOfferedToMe(tx: Tx): Promise<CaseOffered[]> {
  return tx.many<CaseOffered>(sql`
    select offer_id as "offerId", from_name as "fromName", because, level, is_child as "isChild", offered_at as "offeredAt" from cases_offered_to_me()`)
}

/** @returns the id of the case, which after a yes is the answerer's */
export function answerCaseOffer(tx: Tx, offerId: string, yes: boolean, because: string): Promise<Outcome<string>> {
  return outcomeOf(tx, async () => (await tx.one<{ id: string }>(sql`select answer_case_offer(${offerId}, ${yes}, ${because}) as id`)).id)
}

/** Takes back what was offered, or ends a cover. @returns the id of the case */
export async function withdrawOffer(tx: Tx, offerId: string): Promise<string> {
  return (await tx.one<{ id: string }>(sql`select withdraw_offer(${offerId}) as id`)).id
}

export type OfferOfCase = Readonly<{
  id: string
  toName: string
  because: string
  state: 'offered' | 'refused'
  offeredAt: Date
  answerBecause: string
}>

/** Whether the case is offered to somebody now, or else that the last one asked said no and why. */
export async function offerOfCase(tx: Tx, caseId: string): Promise<OfferOfCase | undefined> {
  const latest = await tx.oneOrNone<OfferOfCase & Readonly<{ isOld: boolean }>>(sql`
    select o.id, u.full_name as "toName", o.because, o.state, o.offered_at as "offeredAt", o.answer_because as "answerBecause",
      o.state not in ('offered', 'refused') as "isOld"
    from case_offer o join post p on p.id = o.to_post join user_account u on u.id = p.user_id
    where o.case_id = ${caseId} and o.kind = 'handover' order by o.offered_at desc limit 1`)
  return latest === undefined || latest.isOld ? undefined : latest
}

// ── leaving ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Leaver = Readonly<{
  postId: string
  name: string
  endedAt: Date | null
  lastDay: LocalDate | null
  cases: number
  tasks: number
}>

/** Whoever has left, or has a last day, and still has something that nobody else was given; as far as this reader sees it. */
export async function leavers(tx: Tx): Promise<Leaver[]> {
  return tx.many<Leaver>(sql`
    with gone as materialized (
      select p.id, p.ended_at, p.until_on, u.full_name from post p join user_account u on u.id = p.user_id
      where p.ended_at is not null or p.until_on is not null),
    counted as (
      select g.*, (select count(*) from case_file f where f.allocated_post_id = g.id and f.state <> 'closed')
          + (select count(*) from case_left l where l.from_post = g.id and l.given_at is null) as cases,
        (select count(*) from task t where t.owner_post = g.id and t.done_at is null and t.ended_at is null)
          + (select count(*) from task old join task t on t.id = old.replaced_by where old.owner_post = g.id
            and old.ended_because = 'their owner left' and t.done_at is null and t.ended_at is null) as tasks
      from gone g)
    select id as "postId", full_name as name, ended_at as "endedAt", until_on as "lastDay", cases, tasks from counted
    where cases > 0 or tasks > 0 order by ended_at is null, full_name collate "en-x-icu" limit 100`)
}

export type LeftCase = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  teamId: string
  holderName: string | null
  isLeft: boolean
}>

/** The open cases of a post: still its own, or left by it and not given to anybody yet. */
export async function casesLeftBy(tx: Tx, postId: string): Promise<LeftCase[]> {
  return tx.many<LeftCase>(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference, f.team_id as "teamId", u.full_name as "holderName", l.id is not null as "isLeft"
    from case_file f left join case_left l on l.case_id = f.id and l.given_at is null and l.from_post = ${postId}
    left join post p on p.id = l.to_post left join user_account u on u.id = p.user_id
    where f.state <> 'closed' and (f.allocated_post_id = ${postId} or l.id is not null)
    order by f.known_as collate "en-x-icu", f.reference`)
}

/** What a post owes on records that are not its own cases, or owed when it left and whoever answers for it owes now. */
export async function tasksLeftBy(tx: Tx, postId: string): Promise<Task[]> {
  return tx.many<Task>(sql`
    with of as (
      select t.* from task t where t.owner_post = ${postId} and t.done_at is null and t.ended_at is null
      union
      select t.* from task old join task t on t.id = old.replaced_by
      where old.owner_post = ${postId} and old.ended_because = 'their owner left' and t.done_at is null and t.ended_at is null)
    select t.id, t.record_kind as "recordKind", t.record_id as "recordId", t.kind, t.subject_id as "subjectId", t.owner_post as "ownerPostId",
      u.full_name as "ownerName", t.team_id as "teamId", t.due_at as "dueAt", t.clock, t.created_at as "createdAt"
    from of t left join post p on p.id = t.owner_post left join user_account u on u.id = p.user_id
    where not exists (select from case_file f left join case_left l on l.case_id = f.id and l.given_at is null
      where t.record_kind = 'case' and f.id = t.record_id and (f.allocated_post_id = ${postId} or l.from_post = ${postId}))
    order by t.due_at nulls last, t.id limit 300`)
}

/** Whether a colleague sees the record well enough to owe something there. */
export async function couldOwe(tx: Tx, postId: string, kind: string, id: string): Promise<boolean> {
  return (await tx.one<{ could: boolean }>(sql`select could_owe(${postId}, ${kind}, ${id}) as could`)).could
}

/** An action of the plan goes to another colleague with its task. */
export async function giveAction(tx: Tx, actionId: string, toPostId: string): Promise<void> {
  await tx.run(sql`update plan_action set owner_post = ${toPostId}, version = version + 1 where id = ${actionId} and state = 'open'`)
}

export type Supervised = Readonly<{ postId: string; name: string; managerName: string | null }>

/** Who answers to this post. */
export async function answeringTo(tx: Tx, postId: string): Promise<Supervised[]> {
  return tx.many<Supervised>(sql`
    select p.id as "postId", u.full_name as name, mu.full_name as "managerName" from post p join user_account u on u.id = p.user_id
    left join post m on m.id = p.reports_to left join user_account mu on mu.id = m.user_id
    where p.reports_to = ${postId} and p.ended_at is null order by u.full_name`)
}
