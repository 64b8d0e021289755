/** Missing episodes and the return home interview (handbook/law.md 18.4, clocks M1 and M2). */
import { z } from 'zod'
import { type Clocks, type Deadline, daysBetween, dueBy, type LocalDate, type WorkingCalendar } from '../clocks/index.ts'
import { provenance } from '../reference/provenance.ts'

/** The form of reference/missing.yaml: so many episodes that start within so many days, both ends counted. */
export const repeatMissing = provenance.extend({ episodes: z.int().min(2), days: z.int().positive() })
export type RepeatMissing = Readonly<z.infer<typeof repeatMissing>>

export const interviewOutcome = z.enum(['held', 'offered', 'declined_by_child', 'not_offered', 'police_prevention_check'])
export type InterviewOutcome = z.infer<typeof interviewOutcome>

export type KnownReturn = Readonly<{ kind: 'known'; at: Date }> | Readonly<{ kind: 'not_before'; at: Date }>

/**
 * When the interview must have been offered and held. Where nobody knows when the child came back, the clock runs
 * from the earliest possible return and the date is shown as "at the latest".
 * @source handbook/law.md M1, R33 to R35, R38
 */
export function interviewDeadline(
  returned: KnownReturn,
  clocks: Clocks,
  calendar: WorkingCalendar,
): Deadline & Readonly<{ atTheLatest: boolean }> {
  return { ...dueBy('M1', returned.at, { clocks, calendar }), atTheLatest: returned.kind === 'not_before' }
}

/**
 * Offered and held are two facts. A child who says no was offered one; a police prevention check is neither, because
 * the interview is the council's and independent.
 * @source handbook/law.md R36
 */
export function interviewCounts(outcome: InterviewOutcome): Readonly<{ offered: boolean; held: boolean }> {
  switch (outcome) {
    case 'held':
      return { offered: true, held: true }
    case 'offered':
    case 'declined_by_child':
      return { offered: true, held: false }
    case 'not_offered':
    case 'police_prevention_check':
      return { offered: false, held: false }
  }
}

/**
 * Whether any run of `days` days, both ends counted, holds `episodes` starts. Order does not matter; several starts
 * on one day count each.
 * @source handbook/law.md M2, R37
 */
export function isRepeatMissing(episodeStarts: readonly LocalDate[], policy: RepeatMissing): boolean {
  const starts = [...episodeStarts].sort()
  return starts.some((first, index) => {
    const last = starts[index + policy.episodes - 1]
    return last !== undefined && daysBetween(first, last) < policy.days
  })
}
