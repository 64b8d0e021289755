import type { LocalDate } from '../../core/clocks/index.ts'
import { putTask } from '../../core/work/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { insertLine, type NewLine } from './store.ts'

/** The line, and what it asks of its owner. False when this case has one of that kind today already. */
export async function giveLine(tx: Tx, today: LocalDate, line: NewLine): Promise<boolean> {
  const id = await insertLine(tx, today, line)
  if (id === undefined) return false
  if (line.ownerPostId !== null) {
    const record = { kind: 'case', id: line.caseId } as const
    await putTask(tx, { record, kind: 'morning.line', subjectId: id, ownerPostId: line.ownerPostId, dueAt: line.dueAt, clock: undefined })
  }
  return true
}
