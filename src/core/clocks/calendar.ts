/**
 * The one calendar of working days (handbook/law.md section 6.1): Monday to Friday and not a bank holiday of
 * England and Wales. The holidays are data with a first and a last day. Outside those days there is no answer:
 * a deadline that is wrong by a bank holiday looks exactly like one that is right, so no date is better.
 */
import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'
import { addDays, addMonths, dayOfWeek, earlier, type LocalDate, later } from './local-date.ts'
import { localDate } from './schema.ts'

/** The form of reference/bank-holidays.yaml. */
export const bankHolidays = provenance.extend({
  coversFrom: localDate,
  coversTo: localDate,
  holidays: z.array(z.object({ date: localDate, name: z.string().min(1), source: z.string().optional() })),
})
export type BankHolidays = z.infer<typeof bankHolidays>

/** `version` names the table of holidays that a date was worked out from: it is kept with every due date. */
export type WorkingCalendar = Readonly<{
  version: string
  coversFrom: LocalDate
  coversTo: LocalDate
  holidays: ReadonlyMap<LocalDate, string>
}>

/** The day asked about lies outside the loaded table (law R17). Shown as "calendar not loaded", never as a guess. */
export class CalendarEndsError extends Error {
  readonly date: LocalDate

  constructor(date: LocalDate, calendar: Pick<WorkingCalendar, 'version' | 'coversFrom' | 'coversTo'>) {
    super(`calendar not loaded for ${date}: ${calendar.version} covers ${calendar.coversFrom} to ${calendar.coversTo}`)
    this.name = 'CalendarEndsError'
    this.date = date
  }
}

/** What `work` finds, or undefined where the calendar ends too soon: no date is better than a wrong one (law R17). */
export function unlessCalendarEnds<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof CalendarEndsError) return undefined
    throw error
  }
}

export function workingCalendar(table: BankHolidays): WorkingCalendar {
  return {
    version: table.version,
    coversFrom: table.coversFrom,
    coversTo: table.coversTo,
    holidays: new Map(table.holidays.map((holiday) => [holiday.date, holiday.name])),
  }
}

/** A new version of the calendar with one more holiday (a royal event, law R18). The old version stays as it was. */
export function withHoliday(calendar: WorkingCalendar, date: LocalDate, name: string): WorkingCalendar {
  return { ...calendar, version: `${calendar.version}+${date}`, holidays: new Map([...calendar.holidays, [date, name]]) }
}

/** A calendar that knows the days off of both, on the days that both cover. */
export function bothCalendars(one: WorkingCalendar, other: WorkingCalendar): WorkingCalendar {
  return {
    version: `${one.version} and ${other.version}`,
    coversFrom: later(one.coversFrom, other.coversFrom),
    coversTo: earlier(one.coversTo, other.coversTo),
    holidays: new Map([...one.holidays, ...other.holidays]),
  }
}

/**
 * Whether people are at work on that day.
 * @throws CalendarEndsError outside the table, on weekends too: a table that is not loaded answers nothing.
 * @source handbook/law.md R14
 */
export function isWorkingDay(date: LocalDate, calendar: WorkingCalendar): boolean {
  if (date < calendar.coversFrom || date > calendar.coversTo) throw new CalendarEndsError(date, calendar)
  return dayOfWeek(date) <= 5 && !calendar.holidays.has(date)
}

/**
 * The `count`-th working day strictly after `start`. The start is day 0 whether or not it is a working day and is
 * never moved first; 0 gives the start itself.
 * @throws CalendarEndsError when any day on the way lies outside the table.
 * @source handbook/law.md R15, R16, R17
 */
export function addWorkingDays(start: LocalDate, count: number, calendar: WorkingCalendar): LocalDate {
  return walk(start, count, 1, calendar)
}

/** The `count`-th working day strictly before `start`: panel papers are due 3 before the panel. */
export function subtractWorkingDays(start: LocalDate, count: number, calendar: WorkingCalendar): LocalDate {
  return walk(start, count, -1, calendar)
}

function walk(start: LocalDate, count: number, step: 1 | -1, calendar: WorkingCalendar): LocalDate {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`working days must be a whole number from 0, not ${count}`)
  let date = start
  for (let left = count; left > 0; ) {
    date = addDays(date, step)
    if (isWorkingDay(date, calendar)) left -= 1
  }
  return date
}

/** `date` itself when it is a working day, else the last one before it. For limits that move earlier. */
export function lastWorkingDayOnOrBefore(date: LocalDate, calendar: WorkingCalendar): LocalDate {
  return isWorkingDay(date, calendar) ? date : lastWorkingDayOnOrBefore(addDays(date, -1), calendar)
}

/** `date` itself when it is a working day, else the first one after it. For limits that move later. */
export function firstWorkingDayOnOrAfter(date: LocalDate, calendar: WorkingCalendar): LocalDate {
  return isWorkingDay(date, calendar) ? date : firstWorkingDayOnOrAfter(addDays(date, 1), calendar)
}

/** True when under 6 months of calendar are left: the administrator is warned while there is time to load the next table. */
export function runsOutSoon(calendar: WorkingCalendar, today: LocalDate): boolean {
  return addMonths(today, 6) > calendar.coversTo
}
