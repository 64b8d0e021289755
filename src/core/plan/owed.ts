// What a plan makes somebody owe: an action has an owner and a day, supervision has its next day. Both stand in "My work".
import type { Tx } from '../../platform/db/pool.ts'
import { instantOf, type LocalDate } from '../clocks/index.ts'
import { completeTask, endTask, notify, putTask } from '../work/index.ts'
import type { ActionMove, NewAction } from './schema.ts'
import { type Action, endAction, insertAction, insertSupervision, updateAction } from './store.ts'

const caseRef = (id: string) => ({ kind: 'case', id }) as const

/** An action lasts until the end of its day in London. */
function endOfDay(day: LocalDate): Date {
  return instantOf(`${day}T23:59`)
}

/** An action enters the plan, and the work of its owner where that is a colleague. @returns its id */
export async function addAction(tx: Tx, caseId: string, action: NewAction): Promise<string> {
  const id = await insertAction(tx, caseId, action)
  await owe(tx, caseId, id, action)
  return id
}

async function owe(tx: Tx, caseId: string, id: string, { ownerPostId, dueOn }: Pick<NewAction, 'ownerPostId' | 'dueOn'>, because?: string) {
  if (ownerPostId === null) return
  await putTask(tx, {
    record: caseRef(caseId),
    kind: 'plan.action',
    subjectId: id,
    ownerPostId,
    dueAt: endOfDay(dueOn),
    clock: undefined,
    ...(because === undefined ? {} : { because }),
  })
}

/**
 * An action moves to another day or person. It leaves the work of whoever had it and enters the new owner's, who is told;
 * whoever moves it to themselves knows already.
 * @returns false when somebody else ended or changed it first: nothing was changed
 */
export async function moveAction(
  tx: Tx,
  caseId: string,
  action: Pick<Action, 'id' | 'ownerPostId'>,
  { version, ...move }: ActionMove & Readonly<{ version: number }>,
  movedBy: string,
): Promise<boolean> {
  if (!(await updateAction(tx, caseId, action.id, version, move))) return false
  if (move.ownerPostId === null) await endTask(tx, { record: caseRef(caseId), kind: 'plan.action', subjectId: action.id }, move.because)
  await owe(tx, caseId, action.id, move, move.because)
  const isNew = move.ownerPostId !== null && move.ownerPostId !== action.ownerPostId && move.ownerPostId !== movedBy
  if (isNew && move.ownerPostId !== null) await notify(tx, move.ownerPostId, 'plan.action_given', caseRef(caseId), action.id)
  return true
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
