/** Check values for what happens in custody. The police's own times win; a difference is shown, never hidden (handbook/law.md C1 to C3). */
import { addDays, type Dates, type Deadline, daysBetween, dueBy, type LocalDate } from '../../core/clocks/index.ts'
import type { InterviewFacts } from './schema.ts'

/** The first review of detention counts from when it was authorised, the next from the first. Elapsed hours. @source law R59 */
export function detentionReviews(authorisedAt: Date, dates: Dates): Readonly<{ first: Deadline; second: Deadline }> {
  const first = dueBy('C1-first', authorisedAt, dates)
  return { first, second: dueBy('C1-next', first.dueAt, dates) }
}

/** Detention without charge ends so many hours after the relevant time, which is not when detention was authorised. @source law R59 */
export function detentionEnds(relevantAt: Date, dates: Dates): Deadline {
  return dueBy('C2', relevantAt, dates)
}

/** `shown`: the day on the bail sheet where there is one. `daysApart`: how much later it is than the check value; negative earlier. */
export type BailCheck = Readonly<{ start: LocalDate; checkValue: Deadline; shown: LocalDate; daysApart: number | null }>

/**
 * Pre-charge bail: the day after the arrest is day 1, and the check value is the arrest and so many months.
 * @param onSheet the date on the bail sheet, which wins; null: not seen
 * @source handbook/law.md R60, C3
 */
export function bailCheck(arrestedOn: LocalDate, onSheet: LocalDate | null, dates: Dates, months: 3 | 6 | 9 = 3): BailCheck {
  const checkValue = dueBy(`C3-${months}`, arrestedOn, dates)
  return {
    start: addDays(arrestedOn, 1),
    checkValue,
    shown: onSheet ?? checkValue.dueOn,
    daysApart: onSheet === null ? null : daysBetween(checkValue.dueOn, onSheet),
  }
}

/**
 * Whether the step of the three facts (A13) is done: every fact is known. "Not known" keeps it open, also where it is said that
 * nothing was raised: without an opportunity nobody could.
 * @source handbook/law.md R52
 */
export function interviewFactsKnown({ opportunity, raised, considered }: InterviewFacts): boolean {
  if (opportunity === 'not_known' || raised === 'not_known') return false
  return raised !== 'raised' || (considered !== undefined && considered !== 'not_known')
}
