import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { sql } from '../../platform/db/sql.ts'
import { completeTask, openTasksOf, putTask, tasksOwedBy } from './index.ts'

const t = await openTestHouse()
after(() => t.close())

const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const stranger = await t.somebody({ role: 'exploitationWorker', team: 'elsewhere' })

async function aCase(): Promise<{ kind: 'case'; id: string }> {
  const id = randomUUID()
  await t.owner.transaction((tx) => tx.run(sql`select circle_add_as_system('case', ${id}, ${worker.postId}, 'allocated', 'her worker')`))
  return { kind: 'case', id }
}

const due = new Date('2026-11-30T23:59:00Z')
const clock = { rule: 'law R70', basis: 'local', mark: 'L', version: '2026-11', source: 'docs/handbook/law.md section 7', verified: false }

test('law R18: a due date never changes silently: the old one is kept with the reason', async () => {
  const record = await aCase()
  const first = await t.as(worker, (tx) => putTask(tx, { record, kind: 'visit', ownerPostId: worker.postId, dueAt: due, clock }))
  const same = await t.as(worker, (tx) => putTask(tx, { record, kind: 'visit', ownerPostId: worker.postId, dueAt: due, clock }))
  assert.equal(same, first)
  const later = new Date('2026-12-01T23:59:00Z')
  await t.as(worker, (tx) => putTask(tx, { record, kind: 'visit', ownerPostId: worker.postId, dueAt: later, clock, because: 'seen again' }))
  const open = await t.as(worker, (tx) => openTasksOf(tx, record))
  assert.deepEqual(
    open.map((task) => task.dueAt),
    [later],
  )
  const old = await t.as(worker, (tx) =>
    tx.one<{ due_at: Date; ended_because: string }>(sql`select due_at, ended_because from task where id = ${first}`),
  )
  assert.deepEqual(old, { due_at: due, ended_because: 'seen again' })
})

test('what is done leaves the list, and is done only once', async () => {
  const record = await aCase()
  await t.as(worker, (tx) => putTask(tx, { record, kind: 'visit', ownerPostId: worker.postId, dueAt: due, clock }))
  assert.equal(await t.as(worker, (tx) => completeTask(tx, { record, kind: 'visit' }, t.clock.now())), true)
  assert.equal(await t.as(worker, (tx) => completeTask(tx, { record, kind: 'visit' }, t.clock.now())), false)
  assert.equal((await t.as(worker, (tx) => tasksOwedBy(tx, worker.postId))).filter((task) => task.recordId === record.id).length, 0)
})

test('a stranger neither sees nor makes tasks on a case', async () => {
  const record = await aCase()
  await t.as(worker, (tx) => putTask(tx, { record, kind: 'visit', ownerPostId: worker.postId, dueAt: due, clock }))
  assert.deepEqual(await t.as(stranger, (tx) => openTasksOf(tx, record)), [])
  await assert.rejects(
    t.as(stranger, (tx) => putTask(tx, { record, kind: 'visit', ownerPostId: stranger.postId, dueAt: due, clock })),
    { code: 'P0002' },
  )
})

test('when a case closes, nothing more is owed on it', async () => {
  const team = await casework(t)
  const id = await team.aCase()
  const record = { kind: 'case', id } as const
  await t.as(team.worker, (tx) => putTask(tx, { record, kind: 'risk.review', ownerPostId: team.worker.postId, dueAt: due, clock }))
  await t.owner.transaction((tx) => tx.run(sql`update case_file set state = 'closed', closed_at = current_instant() where id = ${id}`))
  const left = await t.owner.transaction((tx) =>
    tx.many<{ ended_because: string }>(sql`select ended_because from task where record_id = ${id} and kind = 'risk.review'`),
  )
  assert.deepEqual(left, [{ ended_because: 'the case closed' }])
  assert.deepEqual(await t.as(team.worker, (tx) => openTasksOf(tx, record)), [])
})
