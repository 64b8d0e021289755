/** What the front door owes to whom, and by when (handbook/law.md 18.3). The periods are rows of reference/clocks.yaml. */
import { type Clocks, type Deadline, dueBy, type LocalDate, type WorkingCalendar } from '../clocks/index.ts'

export type YesNoUnknown = 'yes' | 'no' | 'unknown'

/**
 * A concern is decided by 17:00 on the first working day after the London day it came in. After hours adds no day;
 * 00:05 already belongs to the new day.
 * @source handbook/law.md T1, R20 to R25
 */
export function triageDeadline(receivedAt: Date, clocks: Clocks, calendar: WorkingCalendar): Deadline {
  return dueBy('T1', receivedAt, { clocks, calendar })
}

/** The referrer hears what was decided. @source handbook/law.md T2, R27 */
export function answerToReferrerDeadline(triagedOn: LocalDate, clocks: Clocks, calendar: WorkingCalendar): Deadline {
  return dueBy('T2', triagedOn, { clocks, calendar })
}

/**
 * Danger now, or nobody knows: the 999 and on-call prompt shows. The triage clock runs either way, for the record.
 * @source handbook/law.md R26
 */
export function dangerPrompt(immediateDanger: YesNoUnknown): Readonly<{ prompt: boolean; clockRuns: true }> {
  return { prompt: immediateDanger !== 'no', clockRuns: true }
}
