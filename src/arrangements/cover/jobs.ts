import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

/**
 * Ends posts whose last day has passed, so that what they held goes to somebody, and looks whether any date runs without an
 * owner. There should be none: administrators are told of any. Safe to run at any time. As the jobs role.
 */
export async function lookAfterLeavers(tx: Tx): Promise<void> {
  await tx.run(sql`select end_finished_posts()`)
  const { count } = await tx.one<{ count: number }>(sql`select clocks_without_owner() as count`)
  if (count > 0) await tx.run(sql`select tell_administrators('leaving.ownerless', ${count})`)
}
