/**
 * Every due date in Lapwing is worked out here, from a row of reference/clocks.yaml, and carries the answer to
 * "why this date?" (law R100): which rule, on what basis, how far checked, which version of rule and calendar.
 */
import { z } from 'zod'
import { type Basis, type Mark, provenance } from '../reference/provenance.ts'
import { addWorkingDays, firstWorkingDayOnOrAfter, lastWorkingDayOnOrBefore, type WorkingCalendar } from './calendar.ts'
import { addDays, addMonths, type LocalDate } from './local-date.ts'
import { addElapsedHours, instantOf, londonDateOf, withOffset } from './london-time.ts'
import { timeOfDay } from './schema.ts'

/** One row of handbook/law.md section 6.2. `dueLocalTime` is a London wall clock; without one, a day ends at 23:59. */
export const clock = provenance.extend({
  id: z.string().min(1),
  rule: z.string().min(1),
  name: z.string().min(1),
  starts: z.string().min(1),
  unit: z.enum(['working_days', 'elapsed_hours', 'calendar_days', 'months']),
  amount: z.int().nonnegative(),
  dueLocalTime: timeOfDay.optional(),
  moves: z.enum(['never', 'last_working_day_on_or_before', 'first_working_day_on_or_after']).default('never'),
})
export type Clock = Readonly<z.infer<typeof clock>>

/** Clocks by id, all of one version of the file. */
export type Clocks = ReadonlyMap<string, Clock>

/** What a person is told who asks why this date. Plain text and dates only: it is stored beside the due date. */
export type WhyThisDate = Readonly<{
  rule: string
  clock: string
  basis: Basis
  mark: Mark
  verified: boolean
  source: string
  version: string
  /** Null for clocks that no calendar can move. */
  calendarVersion: string | null
  startedFrom: string
}>

/** `beforeMoving`: the day the count gave, where the clock then moved it to a working day. */
export type Deadline = Readonly<{ dueOn: LocalDate; dueAt: Date; beforeMoving: LocalDate; why: WhyThisDate }>

const END_OF_DAY = '23:59'

/** The row with that id. Throws when the file has none: a clock that is missing must stop a page, not silently drop a deadline. */
export function clockNamed(clocks: Clocks, id: string): Clock {
  const found = clocks.get(id)
  if (found === undefined) throw new Error(`reference/clocks.yaml has no clock ${id}`)
  return found
}

/** What a due date is worked out with. */
export type Dates = Readonly<{ clocks: Clocks; calendar: WorkingCalendar }>

/** When a clock is due that is named as in reference/clocks.yaml; else as `deadline`. */
export function dueBy(id: string, start: LocalDate | Date, { clocks, calendar }: Dates): Deadline {
  return deadline(clockNamed(clocks, id), start, calendar)
}

/** The row of a clock in whatever holds the clocks, as the source of a rule. */
export const clockOf =
  (id: string) =>
  ({ clocks }: Pick<Dates, 'clocks'>): Clock =>
    clockNamed(clocks, id)

/**
 * When something is due that a clock of this kind started from that day or instant.
 *
 * `start` is a London date, or the instant it happened. Hours need the instant; the others take its London date.
 * Without a time of its own a deadline lasts until 23:59 in London of its day.
 * @throws CalendarEndsError where the calendar is needed and ends too soon. Elapsed hours and days that never move need none.
 */
export function deadline(row: Clock, start: LocalDate | Date, calendar: WorkingCalendar): Deadline {
  const startedOn = typeof start === 'string' ? start : londonDateOf(start)
  const usesCalendar = row.unit === 'working_days' || row.moves !== 'never'
  const why: WhyThisDate = {
    rule: row.rule,
    clock: row.id,
    basis: row.basis,
    mark: row.mark,
    verified: row.verified,
    source: row.source,
    version: row.version,
    calendarVersion: usesCalendar ? calendar.version : null,
    startedFrom: typeof start === 'string' ? start : withOffset(start),
  }
  if (row.unit === 'elapsed_hours') {
    if (typeof start === 'string') throw new TypeError(`clock ${row.id} counts hours: it needs the instant it started, not only a date`)
    const dueAt = addElapsedHours(start, row.amount)
    return { dueOn: londonDateOf(dueAt), dueAt, beforeMoving: londonDateOf(dueAt), why }
  }
  const beforeMoving = count(row, startedOn, calendar)
  const dueOn = move(row, beforeMoving, calendar)
  return { dueOn, dueAt: instantOf(`${dueOn}T${row.dueLocalTime ?? END_OF_DAY}`), beforeMoving, why }
}

function count(row: Clock, startedOn: LocalDate, calendar: WorkingCalendar): LocalDate {
  switch (row.unit) {
    case 'working_days':
      return addWorkingDays(startedOn, row.amount, calendar)
    case 'calendar_days':
      return addDays(startedOn, row.amount)
    case 'months':
      return addMonths(startedOn, row.amount)
    case 'elapsed_hours':
      throw new TypeError('elapsed hours are counted from an instant')
  }
}

function move(row: Clock, date: LocalDate, calendar: WorkingCalendar): LocalDate {
  switch (row.moves) {
    case 'never':
      return date
    case 'last_working_day_on_or_before':
      return lastWorkingDayOnOrBefore(date, calendar)
    case 'first_working_day_on_or_after':
      return firstWorkingDayOnOrAfter(date, calendar)
  }
}

export type Revision =
  | Readonly<{ kind: 'unchanged' }>
  | Readonly<{ kind: 'new_version'; before: Deadline; after: Deadline; because: 'calendar' | 'rule' | 'calendar and rule' }>

/**
 * What a new calendar or rule does to a deadline that is already stored (law R18). A closed clock keeps the date it
 * was worked under; an open one gets a new version beside the old, with the reason, and only if the date differs.
 */
export function revise(clockState: 'open' | 'closed', before: Deadline, after: Deadline): Revision {
  if (clockState === 'closed' || before.dueAt.getTime() === after.dueAt.getTime()) return { kind: 'unchanged' }
  const byCalendar = before.why.calendarVersion !== after.why.calendarVersion
  const byRule = before.why.version !== after.why.version
  return { kind: 'new_version', before, after, because: byCalendar && byRule ? 'calendar and rule' : byCalendar ? 'calendar' : 'rule' }
}

/** Whole minutes left, negative when late; one second late is already -1. */
export function minutesLeft(dueAt: Date, now: Date): number {
  return Math.floor((dueAt.getTime() - now.getTime()) / 60_000)
}
