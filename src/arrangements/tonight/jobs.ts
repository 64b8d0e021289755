import { londonDateOf, unlessCalendarEnds } from '../../core/clocks/index.ts'
import type { House } from '../../core/house/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { nextReview } from './rules.ts'
import type { TonightPolicy } from './schema.ts'
import { tonightToReview } from './store.ts'

/**
 * Puts the weekly look into the work of whoever has the case: for each page that is written, and for each child at the top
 * level or without a level who has none yet. Safe to run at any time: the same task is not put twice.
 */
export async function askForTonight(tx: Tx, house: House, policy: TonightPolicy): Promise<void> {
  for (const one of await tonightToReview(tx)) {
    const review = unlessCalendarEnds(() => nextReview(londonDateOf(one.trueAt ?? one.openedAt), policy, house.reference.calendar))
    await tx.run(sql`
      select ask_for_tonight_as_system(${one.caseId}, ${one.workerPostId}, ${one.teamId}, ${review?.dueAt ?? null}, ${review === undefined ? null : JSON.stringify(review.why)}::jsonb)`)
  }
}
