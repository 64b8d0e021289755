/** What is new since the last meeting. */
import { instantOf, type LocalDate, subtractWorkingDays, type WorkingCalendar } from '../../core/clocks/index.ts'
import type { MorningPolicy } from './schema.ts'

/**
 * The last meeting before today's: the same time on the working day before, so that a Monday looks back over the weekend
 * and the first day after Christmas over all of it.
 * @throws CalendarEndsError
 * @source local default, reference/morning.yaml
 */
export function lastMeeting(today: LocalDate, policy: MorningPolicy, calendar: WorkingCalendar): Date {
  return instantOf(`${subtractWorkingDays(today, 1, calendar)}T${policy.meetsAt}`)
}
