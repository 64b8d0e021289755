/** By when an answer is due, and where an ask stands. */
import { addWorkingDays, type Deadline, instantOf, type LocalDate, londonDateOf, type WorkingCalendar } from '../../core/clocks/index.ts'
import { provenanceOf } from '../../core/reference/index.ts'
import type { AsksPolicy } from './schema.ts'

/**
 * When an answer is due unless the asker says otherwise: at the policy's time on the n-th working day after the day of asking.
 * @throws CalendarEndsError
 * @source local default, reference/asks.yaml
 */
export function usualDue(askedAt: Date, policy: AsksPolicy, calendar: WorkingCalendar): Deadline {
  const startedFrom = londonDateOf(askedAt)
  const dueOn = addWorkingDays(startedFrom, policy.dueAfterWorkingDays, calendar)
  return {
    dueOn,
    dueAt: instantOf(`${dueOn}T${policy.dueLocalTime}`),
    beforeMoving: dueOn,
    why: { ...provenanceOf(policy), rule: 'law section 12', clock: 'ask', calendarVersion: calendar.version, startedFrom },
  }
}

export type AskStanding =
  | Readonly<{ kind: 'withdrawn'; at: Date }>
  | Readonly<{ kind: 'waiting'; until: Date }>
  | Readonly<{ kind: 'overdue'; since: Date }>
  /** Answered, but something was not checked: they said by which day it will be. */
  | Readonly<{ kind: 'checking'; by: LocalDate; isLate: boolean }>
  | Readonly<{ kind: 'answered'; at: Date }>

export type AskTimes = Readonly<{ dueAt: Date; answeredAt: Date | null; checkedByOn: LocalDate | null; withdrawnAt: Date | null }>

/** "Not checked" is no answer: it stays open, and is late from the day after the one they named. */
export function askStanding({ dueAt, answeredAt, checkedByOn, withdrawnAt }: AskTimes, now: Date): AskStanding {
  if (withdrawnAt !== null) return { kind: 'withdrawn', at: withdrawnAt }
  if (answeredAt !== null && checkedByOn !== null) return { kind: 'checking', by: checkedByOn, isLate: londonDateOf(now) > checkedByOn }
  if (answeredAt !== null) return { kind: 'answered', at: answeredAt }
  return now.getTime() > dueAt.getTime() ? { kind: 'overdue', since: dueAt } : { kind: 'waiting', until: dueAt }
}

/** Whether the other side still owes something. */
export function isOpen({ answeredAt, checkedByOn, withdrawnAt }: Omit<AskTimes, 'dueAt'>): boolean {
  return withdrawnAt === null && (answeredAt === null || checkedByOn !== null)
}
