/**
 * When a child must next be seen, and who is told when that did not happen (handbook/law.md section 7).
 *
 * Only a visit where the child was seen counts. Everything else is an attempt: it is shown, and the clock runs on.
 * Bank holidays, leave and a missing episode do not move a due date: somebody else goes.
 */
import { z } from 'zod'
import {
  addDays,
  type Clocks,
  type Deadline,
  daysBetween,
  dueBy,
  earlier,
  instantOf,
  isWorkingDay,
  type LocalDate,
  later,
  localDate,
  londonDateOf,
  londonTimeOf,
  timeOfDay,
  type WorkingCalendar,
} from '../clocks/index.ts'
import { provenance, provenanceOf } from '../reference/provenance.ts'
import { type RiskLevel, rankOf, riskLevel } from '../risk/rules.ts'

export const visitOutcome = z.enum([
  'seen',
  'seen_not_alone',
  'not_home',
  'refused_at_door',
  'phone_or_video',
  'carer_only',
  'cancelled_by_us',
])
export type VisitOutcome = z.infer<typeof visitOutcome>

export const visitToldRole = z.enum(['worker', 'team_manager', 'service_manager', 'panel_chair'])
export type VisitToldRole = z.infer<typeof visitToldRole>

/** The form of reference/visits.yaml. The rows of `overdue` stand in the order in which people are named. */
export const visitPolicy = provenance.extend({
  dueLocalTime: timeOfDay,
  intervalDays: z.record(riskLevel, z.int().positive()),
  levelUntilConfirmed: riskLevel,
  notAlonePromptAfter: z.int().min(2),
  overdue: z.array(
    z.object({
      role: visitToldRole,
      daysOverdue: z.int().positive().optional(),
      daysSinceSeen: z.int().positive().optional(),
      levels: z.array(riskLevel).optional(),
    }),
  ),
  overtime: z.object({ from: timeOfDay, to: timeOfDay }),
})
export type VisitPolicy = Readonly<z.infer<typeof visitPolicy>>

/** One visit or attempt: the London day and how it ended. `alone` is inside the outcome. */
export const visitEvent = z.tuple([localDate, visitOutcome])
export type VisitEvent = Readonly<z.infer<typeof visitEvent>>

/** Only these two reset the clock. @source handbook/law.md section 7 */
export function isSeen(outcome: VisitOutcome): boolean {
  return outcome === 'seen' || outcome === 'seen_not_alone'
}

/** The day somebody must be seen again, counted from the last day they were seen. @source handbook/law.md R70 */
export function nextVisitDue(level: RiskLevel, lastSeenOn: LocalDate, policy: VisitPolicy): LocalDate {
  return addDays(lastSeenOn, policy.intervalDays[level])
}

export type VisitStanding = Readonly<{
  lastSeenOn: LocalDate | null
  /** Null while never seen: the due day then comes from the opening, see `firstVisitDue`. */
  dueOn: LocalDate | null
  /** Attempts after the last time seen; all of them while never seen. */
  attemptsSince: number
  /** Seen three times in a row, and never alone: ask how to see them alone. */
  notAlonePrompt: boolean
}>

/**
 * Where the visits stand. Events in any order; on one day the order given is the order in which they happened.
 * @source handbook/law.md R71
 */
export function visitStanding(level: RiskLevel, events: readonly VisitEvent[], policy: VisitPolicy): VisitStanding {
  const inOrder = [...events].sort(([a], [b]) => a.localeCompare(b))
  const lastSeenIndex = inOrder.findLastIndex(([, outcome]) => isSeen(outcome))
  const lastSeenOn = inOrder[lastSeenIndex]?.[0] ?? null
  const lastSeenOutcomes = inOrder.filter(([, outcome]) => isSeen(outcome)).slice(-policy.notAlonePromptAfter)
  return {
    lastSeenOn,
    dueOn: lastSeenOn === null ? null : nextVisitDue(level, lastSeenOn, policy),
    attemptsSince: inOrder.length - 1 - lastSeenIndex,
    notAlonePrompt:
      lastSeenOutcomes.length === policy.notAlonePromptAfter && lastSeenOutcomes.every(([, outcome]) => outcome === 'seen_not_alone'),
  }
}

/** First visit after a level is confirmed, for a child not seen since the case opened. @source handbook/law.md R72 */
export function firstVisitDeadline(confirmedOn: LocalDate, clocks: Clocks, calendar: WorkingCalendar): Deadline {
  return dueBy('V1-first', confirmedOn, { clocks, calendar })
}

/** Where a rhythm comes from: no level yet, a level, a manager's choice, or nobody yet, so that it goes on as before. */
export type RhythmFrom = 'opening' | 'level' | 'manager' | 'nobody'

/** What the visit clock of one case needs to know. A level waiting for a countersign is not confirmed: leave it out. */
export type VisitCase = Readonly<{
  openedOn: LocalDate
  confirmed: Readonly<{ level: RiskLevel; on: LocalDate; previous?: RiskLevel }> | null
  lastSeenOn: LocalDate | null
}>

/**
 * `because`: the rule that gave the day. `overdueFrom`: the day the overdue ladder counts from. It is the due day,
 * except for a child never seen: then it stays 2 working days after the opening, whatever was decided since.
 */
export type VisitDue = Readonly<{
  dueOn: LocalDate
  overdueFrom: LocalDate
  level: RiskLevel
  because: 'law R70' | 'law R72' | 'law R74' | 'law section 7, from opening'
}>

/**
 * The day the child must be seen, at any time in the life of a case.
 *
 * Until a level is confirmed the clock runs as for the top level, and a child never seen since opening is due 2
 * working days after it; once a level is confirmed, 2 working days after that. A visit before the opening does not
 * count as seen here.
 * @throws CalendarEndsError
 * @source handbook/law.md section 7, R70, R72, R74
 */
export function visitDue(of: VisitCase, policy: VisitPolicy, clocks: Clocks, calendar: WorkingCalendar): VisitDue {
  const { openedOn, confirmed } = of
  const lastSeenOn = of.lastSeenOn !== null && of.lastSeenOn >= openedOn ? of.lastSeenOn : null
  const level = confirmed?.level ?? policy.levelUntilConfirmed
  if (lastSeenOn === null) {
    const fromOpening = dueBy('V1-opening', openedOn, { clocks, calendar }).dueOn
    if (confirmed === null) return { dueOn: fromOpening, overdueFrom: fromOpening, level, because: 'law section 7, from opening' }
    return { dueOn: firstVisitDeadline(confirmed.on, clocks, calendar).dueOn, overdueFrom: fromOpening, level, because: 'law R72' }
  }
  const { previous } = confirmed ?? {}
  const changed = confirmed !== null && previous !== undefined && previous !== confirmed.level && lastSeenOn < confirmed.on
  const dueOn = changed
    ? dueAfterChange({ oldLevel: previous, newLevel: confirmed.level, lastSeenOn, changedOn: confirmed.on }, policy, clocks, calendar)
    : nextVisitDue(level, lastSeenOn, policy)
  return { dueOn, overdueFrom: dueOn, level, because: changed ? 'law R74' : 'law R70' }
}

export type LevelChange = Readonly<{ oldLevel: RiskLevel; newLevel: RiskLevel; lastSeenOn: LocalDate; changedOn: LocalDate }>

/**
 * A raised level: the later of (last seen + new interval) and (change + 2 working days), never later than the old
 * due day. A lowered one keeps the old due day until the next visit; the same level changes nothing.
 * @source handbook/law.md section 7, R74
 */
export function dueAfterChange(change: LevelChange, policy: VisitPolicy, clocks: Clocks, calendar: WorkingCalendar): LocalDate {
  const oldDue = nextVisitDue(change.oldLevel, change.lastSeenOn, policy)
  if (rankOf(change.newLevel) <= rankOf(change.oldLevel)) return oldDue
  const newDue = nextVisitDue(change.newLevel, change.lastSeenOn, policy)
  const afterChange = dueBy('V1-change', change.changedOn, { clocks, calendar }).dueOn
  return earlier(later(newDue, afterChange), oldDue)
}

export type Overdue = Readonly<{ daysOverdue: number; told: readonly VisitToldRole[] }>

/**
 * Days overdue (0 on the due day and before) and who is told by today, in the order of the ladder. The panel chair
 * hears by days since last seen; for a child never seen those days count from the opening.
 * @param overdueFrom the due day, or what `visitDue` says for a child never seen
 * @param lastSeenOrOpenedOn the last day seen, or the opening while never seen
 * @source handbook/law.md section 7, R73
 */
export function overdueStanding(
  level: RiskLevel,
  overdueFrom: LocalDate,
  lastSeenOrOpenedOn: LocalDate,
  today: LocalDate,
  policy: VisitPolicy,
): Overdue {
  const daysOverdue = Math.max(0, daysBetween(overdueFrom, today))
  const daysSinceSeen = daysBetween(lastSeenOrOpenedOn, today)
  const told = policy.overdue.filter((step) => {
    if (daysOverdue === 0) return false
    if (step.levels !== undefined && !step.levels.includes(level)) return false
    return step.daysOverdue !== undefined
      ? daysOverdue >= step.daysOverdue
      : daysSinceSeen >= (step.daysSinceSeen ?? Number.POSITIVE_INFINITY)
  })
  return { daysOverdue, told: told.map((step) => step.role) }
}

/** The last minute of a due day, and where the interval comes from ("why this date?", law R100). */
export function visitDeadline(due: VisitDue, lastSeenOn: LocalDate, policy: VisitPolicy): Deadline {
  const why = { ...provenanceOf(policy), rule: due.because, clock: 'V1', calendarVersion: null, startedFrom: lastSeenOn }
  return { dueOn: due.dueOn, dueAt: instantOf(`${due.dueOn}T${policy.dueLocalTime}`), beforeMoving: due.dueOn, why }
}

/** Work before 08:00, from 18:00 or on a day off: shown for resources, never for blame. @source handbook/law.md section 7 */
export function isOvertime(at: Date, policy: VisitPolicy, calendar: WorkingCalendar): boolean {
  const time = londonTimeOf(at).slice(11)
  return time < policy.overtime.from || time >= policy.overtime.to || !isWorkingDay(londonDateOf(at), calendar)
}
