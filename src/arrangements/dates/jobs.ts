import { CalendarEndsError, londonDateOf } from '../../core/clocks/index.ts'
import type { House } from '../../core/house/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { answerBy, bornForSchool, holidayAskedAbout } from './rules.ts'
import type { SchoolAge, SchoolHolidays } from './schema.ts'

/**
 * Puts "who will see them?" into the work of whoever has each child's case at the top level, or without a level yet, from
 * the day of the question on: those of school age, and those whose birth date is not known in full. Safe to run at any time. Where the calendar ends too soon nothing is asked: the administrator
 * is warned of that by the calendar's own job.
 */
export async function askForHolidays(tx: Tx, { clock, reference }: House, policy: SchoolHolidays, age: SchoolAge): Promise<void> {
  try {
    const holiday = holidayAskedAbout(londonDateOf(clock.now()), policy, reference.calendar)
    if (holiday === undefined) return
    const born = bornForSchool(holiday, age)
    const { dueAt, why } = answerBy(holiday, policy, reference.calendar)
    await tx.run(sql`
      select ask_for_holiday_as_system(case_id, worker_post, team_id, ${dueAt}, ${JSON.stringify(why)}::jsonb)
      from unanswered_holidays_as_system(${holiday.id}, ${born.first}, ${born.last})`)
  } catch (error) {
    if (!(error instanceof CalendarEndsError)) throw error
  }
}
