// Works out where the visits of a case stand and keeps it: in the transaction of whoever recorded something, or by the
// timetable when something else changed (a case opened, another worker, a level). The counting itself is in rules.ts.
import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { CalendarEndsError, londonDateOf } from '../clocks/index.ts'
import type { House } from '../house/request.ts'
import type { Reference } from '../reference/reference.ts'
import { decidedLevel, type RiskLevel, riskLevel } from '../risk/rules.ts'
import {
  overdueStanding,
  type RhythmFrom,
  type VisitCase,
  type VisitEvent,
  type VisitStanding,
  visitDeadline,
  visitDue,
  visitEvent,
  visitStanding,
} from './rules.ts'

const decided = z.object({ level: decidedLevel, on: z.string(), by: z.enum(['level', 'manager']) })
const visitFacts = z.object({
  kind: z.enum(['child', 'adult']),
  state: z.enum(['open', 'closing', 'closed']),
  openedOn: z.string(),
  workerPostId: z.string().nullable(),
  teamId: z.string(),
  levels: z.array(decided),
  events: z.array(visitEvent),
})
export type VisitFacts = Readonly<z.infer<typeof visitFacts>>

const factColumns = sql`kind, state, opened_on as "openedOn", worker_post as "workerPostId", team_id as "teamId", levels, events`

/**
 * What the rules are given: the level that gives the rhythm, with the one before it, and where it comes from. `levels` are
 * what was confirmed and what a manager chose, latest first. Where somebody looked and identified nothing, the handbook
 * names no rhythm and none is taken silently: it goes on as before (`nobody`) until a manager chooses.
 */
export function rhythmOf(levels: VisitFacts['levels']): Readonly<{ confirmed: VisitCase['confirmed']; from: RhythmFrom }> {
  const [latest] = levels
  const [current, previous] = levels.flatMap(({ level, on }) => {
    const known = riskLevel.safeParse(level)
    return known.success ? [{ level: known.data, on }] : []
  })
  const from = latest === undefined ? 'opening' : riskLevel.safeParse(latest.level).success ? latest.by : 'nobody'
  if (current === undefined) return { confirmed: null, from }
  return { confirmed: { ...current, ...(previous === undefined ? {} : { previous: previous.level }) }, from }
}

export type WorkedOut = Readonly<{ clock: Readonly<Record<string, unknown>>; dueAt: Date | null }>

/** The row of visit_clock, and the last minute of the due day. Without a calendar there is no date (law R17). */
function workOut(facts: VisitFacts, { visits, clocks, calendar }: Reference): WorkedOut {
  const standing = standingOf(facts, visits)
  const { confirmed, from } = rhythmOf(facts.levels)
  const of: VisitCase = { openedOn: facts.openedOn, lastSeenOn: standing.lastSeenOn, confirmed }
  const common = {
    level: of.confirmed?.level ?? visits.levelUntilConfirmed,
    level_is_confirmed: of.confirmed !== null,
    rhythm_from: from,
    opened_on: facts.openedOn,
    last_seen_on: standing.lastSeenOn,
    attempts_since: standing.attemptsSince,
    not_alone_prompt: standing.notAlonePrompt,
  }
  try {
    const due = visitDue(of, visits, clocks, calendar)
    const { dueAt, why } = visitDeadline(due, standing.lastSeenOn ?? of.confirmed?.on ?? facts.openedOn, visits)
    return { clock: { ...common, due_on: due.dueOn, overdue_from: due.overdueFrom, why }, dueAt }
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error
    return { clock: { ...common, due_on: null, overdue_from: null, why: null }, dueAt: null }
  }
}

/** Visits before the opening are part of the story, and do not count as seen here. */
function standingOf(facts: VisitFacts, policy: Reference['visits']): VisitStanding {
  const since: VisitEvent[] = facts.events.filter(([on]) => on >= facts.openedOn)
  return visitStanding(policy.levelUntilConfirmed, since, policy)
}

/**
 * Works the clock of one case out again, in the name of whoever did something that it goes by. Adults have no rhythm
 * from a level: what was agreed with them stands in the plan.
 */
export async function refreshVisitClock(tx: Tx, reference: Reference, caseId: string, because: string): Promise<void> {
  const facts = visitFacts.parse(await tx.one(sql`select ${factColumns} from visit_facts(${caseId})`))
  if (facts.state === 'closed' || facts.kind === 'adult') return
  const { clock, dueAt } = workOut(facts, reference)
  await tx.run(sql`
    select put_visit_clock(${caseId}, ${JSON.stringify(clock)}::jsonb, ${facts.workerPostId}, ${facts.teamId}, ${dueAt}, ${because})`)
}

/** The job `visits.clocks`: every case whose opening, level, worker or team changed since. As the jobs role. */
export async function refreshStaleClocks(tx: Tx, house: House): Promise<void> {
  const stale = await tx.many<{ caseId: string; because: string }>(
    sql`select case_id as "caseId", because from stale_visit_clocks_as_system(500)`,
  )
  for (const { caseId, because } of stale) {
    const row = await tx.oneOrNone(sql`select ${factColumns} from visit_facts_as_system(${caseId})`)
    const facts = row === undefined ? undefined : visitFacts.parse(row)
    if (facts === undefined || facts.state === 'closed' || facts.kind === 'adult') {
      await tx.run(sql`select end_visit_clock_as_system(${caseId}, ${because})`)
      continue
    }
    const { clock, dueAt } = workOut(facts, house.reference)
    await tx.run(sql`
      select put_visit_clock_as_system(${caseId}, ${JSON.stringify(clock)}::jsonb, ${facts.workerPostId}, ${facts.teamId}, ${dueAt}, ${because})`)
  }
}

/**
 * The job `visits.overdue`: tells the people of each step that has been reached, once (law R73). Safe to run at any time
 * and as often as one likes; who was told already is not told again while the child stays unseen.
 */
export async function tellOfMissedVisits(tx: Tx, house: House): Promise<void> {
  const today = londonDateOf(house.clock.now())
  const overdue = await tx.many<{ caseId: string; level: RiskLevel; overdueFrom: string; unseenSince: string }>(sql`
    select case_id as "caseId", level, overdue_from as "overdueFrom", unseen_since as "unseenSince" from overdue_visits_as_system(${today})`)
  for (const one of overdue) {
    const { daysOverdue, told } = overdueStanding(one.level, one.overdueFrom, one.unseenSince, today, house.reference.visits)
    for (const step of told)
      await tx.run(sql`select tell_of_missed_visit_as_system(${one.caseId}, ${step}, ${one.unseenSince}, ${daysOverdue})`)
  }
}
