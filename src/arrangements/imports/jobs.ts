import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { ImportPolicy } from './schema.ts'
import { t } from './texts.ts'

/** So many rows are one transaction: small enough that nobody who edits one of them waits. */
const batchRows = 500

/** Works off one batch of one import. What was committed stands, so a server that dies goes on with the next row. */
export async function workOffImports(tx: Tx, rows = batchRows): Promise<void> {
  await tx.run(sql`select import_step_as_system(${t('replaced')}, ${rows})`)
}

/** Destroys the files of imports that are over. */
export async function settleFiles(tx: Tx, { fileDays }: ImportPolicy): Promise<void> {
  await tx.run(sql`select import_settle_as_system(${fileDays})`)
}
