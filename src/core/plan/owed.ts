// What a plan makes somebody owe: an action has an owner and a day, supervision has its next day. Both stand in "My work".
import type { Tx } from '../../platform/db/pool.ts'
import { instantOf, type LocalDate } from '../clocks/index.ts'
import { completeTask, endTask, putTask } from '../work/index.ts'
import type { NewAction } from './schema.ts'
import { endAction, insertAction, insertSupervision } from './store.ts'

const caseRef = (id: string) => ({ kind: 'case', id }) as const

/** An action lasts until the end of its day in London. */
function endOfDay(day: LocalDate): Date {
  return instantOf(`${day}T23:59`)
}

/** An action enters the plan, and the work of its owner where that is a colleague. @returns its id */
export async function addAction(tx: Tx, caseId: string, action: NewAction): Promise<string> {
  const id = await insertAction(tx, caseId, action)
  if (action.ownerPostId !== null) {
    const { ownerPostId, dueOn } = action
    await putTask(tx, {
      record: caseRef(caseId),
      kind: 'plan.action',
      subjectId: id,
      ownerPostId,
      dueAt: endOfDay(dueOn),
      clock: undefined,
    })
  }
  return id
}

/** @returns false when somebody else ended or changed it first: nothing was changed */
export async function finishAction(tx: Tx, caseId: string, id: string, end: Parameters<typeof endAction>[3], now: Date): Promise<boolean> {
  if (!(await endAction(tx, caseId, id, end))) return false
  const which = { record: caseRef(caseId), kind: 'plan.action', subjectId: id }
  if (end.state === 'done') await completeTask(tx, which, now)
  else await endTask(tx, which, 'not needed any more')
  return true
}

/** Supervision was held: what was owed is done, and the next day is owed by the worker, if there is one. */
export async function recordSupervision(
  tx: Tx,
  of: Readonly<{ caseId: string; workerPostId: string | null }>,
  held: Parameters<typeof insertSupervision>[2],
  now: Date,
): Promise<void> {
  const which = { record: caseRef(of.caseId), kind: 'plan.supervision' }
  await insertSupervision(tx, of.caseId, held)
  await completeTask(tx, which, now)
  if (held.nextOn !== null && of.workerPostId !== null) {
    await putTask(tx, { ...which, ownerPostId: of.workerPostId, dueAt: endOfDay(held.nextOn), clock: undefined })
  }
}
