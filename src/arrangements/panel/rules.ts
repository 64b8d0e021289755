/** When papers are due and expire. */
import {
  addDays,
  instantOf,
  type LocalDate,
  subtractWorkingDays,
  unlessCalendarEnds,
  type WhyThisDate,
  type WorkingCalendar,
} from '../../core/clocks/index.ts'
import type { PanelPolicy } from './schema.ts'

/**
 * When the papers of a panel are due: the n-th working day before it, whatever day it is.
 * @throws CalendarEndsError
 * @source handbook/law.md V4, R91
 */
export function papersDueOn(meetsOn: LocalDate, policy: PanelPolicy, calendar: WorkingCalendar): LocalDate {
  return subtractWorkingDays(meetsOn, policy.paperWorkingDaysBefore, calendar)
}

export type MeetingDates = Readonly<{ due: Readonly<{ at: Date; why: WhyThisDate }> | undefined; expiresAt: Date }>

/** What hangs on the day of a panel. `due` undefined: the calendar ends before, and no date is better than a wrong one. */
export function datesOfMeeting(meetsOn: LocalDate, policy: PanelPolicy, calendar: WorkingCalendar): MeetingDates {
  const dueOn = unlessCalendarEnds(() => papersDueOn(meetsOn, policy, calendar))
  const { basis, mark, verified, source, version } = policy
  const why: WhyThisDate = {
    ...{ rule: 'law R91', clock: 'V4', basis, mark, verified, source, version },
    calendarVersion: calendar.version,
    startedFrom: meetsOn,
  }
  return {
    due: dueOn === undefined ? undefined : { at: instantOf(`${dueOn}T${policy.paperDueLocalTime}`), why },
    // the last day is a whole one
    expiresAt: instantOf(`${addDays(meetsOn, policy.papersExpireDays + 1)}T00:00`),
  }
}
