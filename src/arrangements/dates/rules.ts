/** When "who will see them?" is asked before a school holiday, and by when it is to be answered. */
import {
  addDays,
  addWorkingDays,
  type Deadline,
  instantOf,
  type LocalDate,
  subtractWorkingDays,
  type WorkingCalendar,
} from '../../core/clocks/index.ts'
import { planFor18 } from '../../core/people/index.ts'
import { provenanceOf } from '../../core/reference/index.ts'
import type { Holiday, SchoolAge, SchoolHolidays } from './schema.ts'

/**
 * The day on which the question is asked: so many working days before the first day of the holiday.
 * @throws CalendarEndsError
 * @source local default, reference/school-holidays.yaml
 */
export function askOn(holiday: Holiday, policy: SchoolHolidays, calendar: WorkingCalendar): LocalDate {
  return subtractWorkingDays(holiday.from, policy.askWorkingDaysBefore, calendar)
}

/** The holiday that is being asked about on a day: from the day of the question to its last day. Undefined: none now. */
export function holidayAskedAbout(today: LocalDate, policy: SchoolHolidays, calendar: WorkingCalendar): Holiday | undefined {
  return policy.holidays.find((holiday) => holiday.to >= today && askOn(holiday, policy, calendar) <= today)
}

/** By when the question is to be answered. @throws CalendarEndsError */
export function answerBy(holiday: Holiday, policy: SchoolHolidays, calendar: WorkingCalendar): Deadline {
  const asked = askOn(holiday, policy, calendar)
  const dueOn = addWorkingDays(asked, policy.answerWithinWorkingDays, calendar)
  return {
    dueOn,
    dueAt: instantOf(`${dueOn}T23:59`),
    beforeMoving: dueOn,
    why: { ...provenanceOf(policy), rule: 'law section 7', clock: 'school-holiday', calendarVersion: calendar.version, startedFrom: asked },
  }
}

/**
 * The first and the last birth date of those who are at school when this holiday begins, both counted: of reception age and not
 * past the sixth form. A holiday belongs to the school year in which it begins, so that nobody leaves in their last summer.
 * @source reference/school-age.yaml
 */
export function bornForSchool(holiday: Pick<Holiday, 'from'>, age: SchoolAge): Readonly<{ first: LocalDate; last: LocalDate }> {
  const year = Number(holiday.from.slice(0, 4))
  const begins = holiday.from.slice(5) >= age.schoolYearBegins ? year : year - 1
  const birthday = (years: number): LocalDate => `${begins - years}-${age.schoolYearBegins}`
  return { first: birthday(age.oldestInSixthForm + 1), last: addDays(birthday(age.youngest), -1) }
}

/** What follows from a birth date between two days, both counted: the plan for 18 opens, the 18th birthday. @source handbook/law.md R06 */
export function turningEighteen(
  bornOn: LocalDate,
  from: LocalDate,
  to: LocalDate,
): readonly Readonly<{ kind: 'birthday' | 'plan_for_18'; on: LocalDate }>[] {
  const { planFor18Opens, eighteenth } = planFor18(bornOn)
  const both = [
    { kind: 'plan_for_18', on: planFor18Opens },
    { kind: 'birthday', on: eighteenth },
  ] as const
  return both.filter(({ on }) => on >= from && on <= to)
}
