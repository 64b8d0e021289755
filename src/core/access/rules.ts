/** Emergency access, "break glass" (handbook/law.md section 10): short, with a reason, told at once, and looked at afterwards. */
import { type Clocks, clockNamed, type Deadline, deadline, type WorkingCalendar } from '../clocks/index.ts'

/**
 * When emergency access ends by itself, and by when somebody else has reviewed it. It never opens sealed or
 * intelligence records, and an exclusion beats it: that is for the database to keep.
 * @source handbook/law.md R85
 */
export function breakGlass(openedAt: Date, clocks: Clocks, calendar: WorkingCalendar): Readonly<{ ends: Deadline; review: Deadline }> {
  return {
    ends: deadline(clockNamed(clocks, 'BG-ends'), openedAt, calendar),
    review: deadline(clockNamed(clocks, 'BG-review'), openedAt, calendar),
  }
}
