/** Emergency access, "break glass" (handbook/law.md section 10): short, with a reason, told at once, and looked at afterwards. */
import { type Clocks, type Deadline, dueBy, type WorkingCalendar } from '../clocks/index.ts'

/**
 * When emergency access ends by itself, and by when somebody else has reviewed it. It never opens sealed or
 * intelligence records, and an exclusion beats it: that is for the database to keep.
 * @source handbook/law.md R85
 */
export function breakGlass(openedAt: Date, clocks: Clocks, calendar: WorkingCalendar): Readonly<{ ends: Deadline; review: Deadline }> {
  return {
    ends: dueBy('BG-ends', openedAt, { clocks, calendar }),
    review: dueBy('BG-review', openedAt, { clocks, calendar }),
  }
}
