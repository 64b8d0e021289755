// What is kept of visits. Reading goes through row security; writing through functions that check first.
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { type Sql, sql } from '../../platform/db/sql.ts'
import { mayOnCase } from '../access/may.ts'
import { type Disagreement, disagreementsWith } from '../cases/index.ts'
import type { WhyThisDate } from '../clocks/index.ts'
import { type Answer, answersOf, answersOfVisits, answerWithVisit, type GivenAnswer, type Sheet, sheetFor } from '../questions/index.ts'
import type { RiskLevel } from '../risk/rules.ts'
import type { RhythmFrom, VisitOutcome, VisitToldRole } from './rules.ts'
import type { PlaceKind } from './schema.ts'

export type VisitRefused = 'case_closed' | 'in_the_future' | 'has_outcome' // somebody recorded it while this was being written

const refusals: Readonly<Record<string, VisitRefused>> = { LW003: 'case_closed', LW002: 'in_the_future', LW006: 'has_outcome' }

export type VisitSaved = Readonly<{ kind: 'saved'; id: string }> | Readonly<{ kind: 'refused'; because: VisitRefused }>

/** Refusals in the database's own codes become values; "not there" and everything else rises. */
async function saved(tx: Tx, work: () => Promise<{ id: string }>): Promise<VisitSaved> {
  try {
    const { id } = await tx.savepoint(work)
    return { kind: 'saved', id }
  } catch (error) {
    const because = isDatabaseError(error) ? refusals[error.code] : undefined
    if (because === undefined) throw error
    return { kind: 'refused', because }
  }
}

export type NewVisit = Readonly<{
  caseId: string
  /** The planned visit that this was; null for one that nobody planned. */
  plannedId: string | null
  outcome: VisitOutcome
  on: string
  /** Null when nobody noted the time. */
  at: Date | null
  place: PlaceKind
  visitorPostId: string
  overtime: 'yes' | 'no' | 'unknown'
  ownWords: string
  seen: string
  next: string
  /** To the partnership's own questions. */
  ownAnswers?: readonly Answer[]
}>

/** Keeps a visit and what was said at it. Does not move the clock: call `refreshVisitClock` after it. */
export function insertVisit(tx: Tx, v: NewVisit): Promise<VisitSaved> {
  return saved(tx, async () => {
    const visit = await tx.one<{ id: string }>(sql`
      select record_visit(${v.caseId}, ${v.plannedId}, ${v.outcome}, ${v.on}, ${v.at}, ${v.place}, ${v.visitorPostId}, ${v.overtime},
        ${v.ownWords}, ${v.seen}, ${v.next}) as id`)
    await answerWithVisit(tx, visit.id, v.ownAnswers ?? [])
    return visit
  })
}

/** The partnership's own questions for a visit on this case; none for somebody who may not write notes there. */
export async function questionsFor(
  tx: Tx,
  { id, kind }: Readonly<{ id: string; kind: string }>,
  fields: Readonly<Record<string, string>> = {},
  prefix = '',
): Promise<Sheet> {
  return (await mayOnCase(tx, id, 'notes', 'write')) ? sheetFor(tx, `visit.${kind}`, fields, prefix) : { asked: [], before: [] }
}

export function planVisit(
  tx: Tx,
  plan: Readonly<{ caseId: string; at: Date; place: PlaceKind; visitorPostId: string }>,
): Promise<VisitSaved> {
  return saved(tx, () => tx.one(sql`select plan_visit(${plan.caseId}, ${plan.at}, ${plan.place}, ${plan.visitorPostId}) as id`))
}

/** Written by mistake: stays readable, no longer counts. Call `refreshVisitClock` after it. */
export async function withdrawVisit(tx: Tx, id: string, because: string): Promise<void> {
  await tx.run(sql`select withdraw_visit(${id}, ${because})`)
}

export type Visit = Readonly<{
  id: string
  caseId: string
  state: 'planned' | 'recorded' | 'withdrawn'
  plannedFor: Date | null
  outcome: VisitOutcome | null
  on: string | null
  at: Date | null
  place: PlaceKind
  visitorPostId: string
  visitorName: string
  overtime: 'yes' | 'no' | 'unknown'
  recordedAt: Date
  recordedBy: string
  withdrawnBecause: string | null
  version: number
  /** Null when nothing was written, or the reader may not read notes. */
  note: Readonly<{ ownWords: string; seen: string; next: string }> | null
  /** What the person does not agree with, first to last; empty for those who may not read notes. */
  disagreements: readonly Disagreement[]
  /** To the partnership's own questions, as far as this reader may read them. */
  ownAnswers: readonly GivenAnswer[]
}>

const columnsWith = (answers: Sql) => sql`
  v.id, v.case_id as "caseId", v.state, v.planned_for as "plannedFor", v.outcome, v.happened_on as "on", v.happened_at as "at",
  v.place_kind as "place", v.visitor_post as "visitorPostId", vu.full_name as "visitorName", v.overtime, v.recorded_at as "recordedAt",
  ru.full_name as "recordedBy", v.withdrawn_because as "withdrawnBecause", v.version,
  case when n.id is not null then jsonb_build_object('ownWords', n.own_words, 'seen', n.seen, 'next', n.next) end as note,
  ${disagreementsWith(sql`v.id`)} as disagreements, ${answers} as "ownAnswers"`
const joins = sql`
  join post vp on vp.id = v.visitor_post join user_account vu on vu.id = vp.user_id
  join post rp on rp.id = v.recorded_by join user_account ru on ru.id = rp.user_id
  left join visit_note n on n.visit_id = v.id`

/** Latest first, planned ones on top. */
export async function visitsOf(tx: Tx, caseId: string): Promise<Visit[]> {
  return tx.many<Visit>(sql`
    with given as materialized (${answersOfVisits(caseId)})
    select ${columnsWith(sql`coalesce(given.answers, '[]')`)} from visit v ${joins} left join given on given.visit_id = v.id
    where v.case_id = ${caseId}
    order by v.state = 'planned' desc, coalesce(v.planned_for, v.happened_at, v.happened_on::timestamptz) desc, v.recorded_at desc limit 500`)
}

export async function findVisit(tx: Tx, id: string): Promise<Visit | undefined> {
  return tx.oneOrNone<Visit>(sql`
    select ${columnsWith(answersOf('visit_answer', sql`v.id`))} from visit v ${joins} where v.id = ${id}`)
}

/** The last day they were seen, counted for adults too; null while never. Undefined: visits are not for this reader to see. */
export async function lastSeenOn(tx: Tx, caseId: string): Promise<string | null | undefined> {
  const { mayRead, on } = await tx.one<{ mayRead: boolean; on: string | null }>(sql`
    select may('case', ${caseId}, 'plan') as "mayRead", (select max(v.happened_on) from visit v
      where v.case_id = ${caseId} and v.state = 'recorded' and v.outcome in ('seen', 'seen_not_alone')) as "on"`)
  return mayRead ? on : undefined
}

/** From here on one transaction at a time records visits on this case: what the others recorded is then there to be compared. */
export async function oneAtATime(tx: Tx, caseId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`visit ${caseId}`}, 0))`)
}

/** What was recorded for this day of this case after an instant, earliest first: perhaps the visit that somebody is writing down too. */
export async function recordedMeanwhile(tx: Tx, caseId: string, on: string, after: Date): Promise<Visit[]> {
  return tx.many<Visit>(sql`
    select ${columnsWith(answersOf('visit_answer', sql`v.id`))} from visit v ${joins}
    where v.case_id = ${caseId} and v.state = 'recorded' and v.happened_on = ${on} and v.recorded_at > ${after} order by v.recorded_at limit 20`)
}

export type VisitClock = Readonly<{
  caseId: string
  /** The level that the rhythm goes by; the top one until a level is confirmed. */
  level: RiskLevel
  levelIsConfirmed: boolean
  rhythmFrom: RhythmFrom
  openedOn: string
  lastSeenOn: string | null
  /** Null: calendar not loaded that far. */
  dueOn: string | null
  overdueFrom: string | null
  attemptsSince: number
  notAlonePrompt: boolean
  why: WhyThisDate | null
}>

const clockColumns = sql`
  c.case_id as "caseId", c.level, c.level_is_confirmed as "levelIsConfirmed", c.rhythm_from as "rhythmFrom", c.opened_on as "openedOn", c.last_seen_on as "lastSeenOn",
  c.due_on as "dueOn", c.overdue_from as "overdueFrom", c.attempts_since as "attemptsSince", c.not_alone_prompt as "notAlonePrompt", c.why`

/** Undefined: none yet (the timetable has it within a minute of opening), an adult's case, a closed one, or not for this reader. */
export async function visitClockOf(tx: Tx, caseId: string): Promise<VisitClock | undefined> {
  return tx.oneOrNone<VisitClock>(sql`select ${clockColumns} from visit_clock c where c.case_id = ${caseId}`)
}

/** For lists: the clocks of those cases that this reader may see, by case. */
export async function visitClocksOf(tx: Tx, caseIds: readonly string[]): Promise<ReadonlyMap<string, VisitClock>> {
  const rows = await tx.many<VisitClock>(sql`select ${clockColumns} from visit_clock c where c.case_id = any (${[...caseIds]}::uuid[])`)
  return new Map(rows.map((row) => [row.caseId, row]))
}

export type Rhythm = Readonly<{ level: RiskLevel; because: string; decidedAt: Date; decidedBy: string }>

/** How often they are to be visited, as a manager chose it last. Undefined: nobody did, or not for this reader. */
export async function rhythmChosen(tx: Tx, caseId: string): Promise<Rhythm | undefined> {
  return tx.oneOrNone<Rhythm>(sql`
    select r.level, r.because, r.decided_at as "decidedAt", u.full_name as "decidedBy"
    from visit_rhythm r join post p on p.id = r.decided_by join user_account u on u.id = p.user_id
    where r.case_id = ${caseId} order by r.decided_at desc limit 1`)
}

/**
 * How often, where the level names no rhythm. Call `refreshVisitClock` after it. Throws P0002 ("not there") for those who may
 * not, LW002 where the level does name one.
 */
export async function chooseRhythm(tx: Tx, caseId: string, level: RiskLevel, because: string): Promise<void> {
  await tx.run(sql`select choose_visit_rhythm(${caseId}, ${level}, ${because})`)
}

/** Open cases of a team whose visits go on as before because nobody has said how often, as far as this reader may see them. */
export async function withoutRhythm(tx: Tx, teamId: string): Promise<Readonly<{ caseId: string; knownAs: string }>[]> {
  return tx.many(sql`
    select f.id as "caseId", f.known_as as "knownAs" from visit_clock c join case_file f on f.id = c.case_id
    where f.team_id = ${teamId} and f.state <> 'closed' and c.rhythm_from = 'nobody' order by f.known_as collate "en-x-icu" limit 200`)
}

export type Told = Readonly<{ step: VisitToldRole; name: string | null; toldAt: Date; daysOverdue: number }>

/** Who has been told since the child was last seen. `name` null: nobody holds that post. */
export async function toldOf(tx: Tx, caseId: string): Promise<Told[]> {
  return tx.many<Told>(sql`
    select w.step, u.full_name as name, w.told_at as "toldAt", w.days_overdue as "daysOverdue"
    from visit_told w join visit_clock c on c.case_id = w.case_id
    left join post p on p.id = w.post_id left join user_account u on u.id = p.user_id
    where w.case_id = ${caseId} and w.unseen_since = coalesce(c.last_seen_on, c.opened_on) and c.overdue_from < (select current_local_date())
    order by w.told_at, w.step`)
}

export type PlannedVisit = Readonly<{ visitId: string; caseId: string; knownAs: string; plannedFor: Date; place: PlaceKind }>

/** The visits that this post has planned, or a colleague whose case it covers now, and not yet given an outcome; soonest first. */
export async function plannedVisitsOf(tx: Tx, postId: string): Promise<PlannedVisit[]> {
  return tx.many<PlannedVisit>(sql`
    with covered as materialized (select case_id, worker_post from covered_now()),
      planned as (
        select v.* from visit v where v.state = 'planned' and v.visitor_post = ${postId}
        union all
        select v.* from covered c join visit v on v.visitor_post = c.worker_post and v.case_id = c.case_id where v.state = 'planned')
    select v.id as "visitId", v.case_id as "caseId", f.known_as as "knownAs", v.planned_for as "plannedFor", v.place_kind as "place"
    from planned v join case_file f on f.id = v.case_id order by v.planned_for limit 200`)
}

export type SeenInTime = Readonly<{
  caseId: string
  knownAs: string
  workerName: string | null
  dueOn: string
  overdueFrom: string
  lastSeenOn: string | null
  level: RiskLevel
}>

/** Open cases of a team whose child has not been seen in time, longest overdue first, as far as this reader may see them. */
export async function unseenInTime(tx: Tx, teamId: string, today: string): Promise<SeenInTime[]> {
  return tx.many<SeenInTime>(sql`
    select c.case_id as "caseId", f.known_as as "knownAs", u.full_name as "workerName", c.due_on as "dueOn", c.overdue_from as "overdueFrom",
      c.last_seen_on as "lastSeenOn", c.level
    from visit_clock c join case_file f on f.id = c.case_id
    left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
    where f.team_id = ${teamId} and f.state <> 'closed' and c.overdue_from < ${today} order by c.overdue_from, f.known_as limit 500`)
}

/**
 * Visits of a team that fell due between two days (both counted) and how many of them were met in time. For shares with an
 * interval. One that had fallen due when its case closed is counted as not met; one that another took the place of is that other.
 */
export async function seenInTimeCounts(tx: Tx, teamId: string, from: string, to: string): Promise<{ due: number; inTime: number }> {
  return tx.one(sql`
    select count(*) as due, count(*) filter (where t.done_at <= t.due_at) as "inTime"
    from task t join case_file f on f.id = t.record_id
    where t.record_kind = 'case' and t.kind = 'visit' and f.team_id = ${teamId} and t.replaced_by is null
      and (t.ended_at is null or t.ended_at > t.due_at)
      and (t.due_at at time zone 'Europe/London')::date between ${from}::date and ${to}::date`)
}

/** Colleagues who may be the one who goes: the team's, and oneself. */
export async function visitorsFor(tx: Tx, caseId: string): Promise<Readonly<{ postId: string; name: string }>[]> {
  return tx.many(sql`
    select p.id as "postId", u.full_name as name from post p join user_account u on u.id = p.user_id
    where p.ended_at is null and u.state = 'active' and (p.id = (select current_post_id())
      or p.team_id = (select f.team_id from case_file f where f.id = ${caseId})
      or exists (select from circle_member m where m.record_kind = 'case' and m.record_id = ${caseId} and m.post_id = p.id and m.ended_at is null
        and m.capacity in ('allocated', 'cover', 'invited')))
    order by p.id <> (select current_post_id()), u.full_name limit 100`)
}
