/** When the page for tonight must be looked at again. */
import {
  addDays,
  type Deadline,
  dayOfWeek,
  instantOf,
  type LocalDate,
  lastWorkingDayOnOrBefore,
  type WorkingCalendar,
} from '../../core/clocks/index.ts'
import { provenanceOf } from '../../core/reference/index.ts'
import type { TonightPolicy } from './schema.ts'

/**
 * The next weekly look after the day on which somebody last said that all is true: the first such weekday after it, on a
 * day off the last working day before. One that was moved to that same day counts as held, so it is the week after's.
 * @throws CalendarEndsError
 * @source local default, reference/tonight.yaml
 */
export function nextReview(trueOn: LocalDate, policy: TonightPolicy, calendar: WorkingCalendar): Deadline {
  const ahead = (policy.reviewOnWeekday - dayOfWeek(trueOn) + 7) % 7
  let weekday = addDays(trueOn, ahead === 0 ? 7 : ahead)
  while (lastWorkingDayOnOrBefore(weekday, calendar) <= trueOn) weekday = addDays(weekday, 7)
  const dueOn = lastWorkingDayOnOrBefore(weekday, calendar)
  return {
    dueOn,
    dueAt: instantOf(`${dueOn}T${policy.dueLocalTime}`),
    beforeMoving: weekday,
    why: { ...provenanceOf(policy), rule: 'law section 10', clock: 'tonight', calendarVersion: calendar.version, startedFrom: trueOn },
  }
}
