import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { RecordClass } from './roles.ts'

/** May the one who asks do this to the case? For what a page offers; policies and functions decide again. */
export async function mayOnCase(tx: Tx, caseId: string, recordClass: RecordClass, how: 'read' | 'write'): Promise<boolean> {
  const { may } = await tx.one<{ may: boolean }>(sql`select may('case', ${caseId}, ${recordClass}, ${how}) as may`)
  return may
}
