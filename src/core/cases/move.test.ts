import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { circleMembers } from '../access/store.ts'
import { reviewOf } from '../risk/store.ts'
import { chronologyOf } from './chronology.ts'
import { allocateCase, decideClosing, findCase, moveCase, reopenCase, requestClosing } from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const team = await casework(t)
const newManager = await t.somebody({ role: 'exploitationManager', team: 'north', name: 'Nora North' })
const newWorker = await t.somebody({ role: 'exploitationWorker', team: 'north', reportsTo: newManager, name: 'Noel North' })
await t.owner.transaction((tx) => tx.run(sql`update team set kind = 'casework' where id = ${newManager.teamId}`))
const northId = newManager.teamId ?? assert.fail()

test('a case moves with its circle, what it owes and its reason; the team it leaves sees it no more, and the new one is told', async () => {
  const id = await team.aCase()
  await team.invite(id, team.school)
  await t.owner.transaction((tx) =>
    tx.run(
      sql`insert into task (record_kind, record_id, kind, owner_post, team_id) values ('case', ${id}, 'risk.review', ${team.worker.postId}, ${team.teamId})`,
    ),
  )
  await assert.rejects(
    t.as(team.worker, (tx) => moveCase(tx, id, northId, 'I want to')),
    (error) => isDatabaseError(error, 'P0002'),
  )
  const moved = await t.as(team.manager, (tx) => moveCase(tx, id, northId, 'The family moved across the river'))
  assert.equal(moved.kind, 'done')
  assert.equal(await t.as(team.manager, (tx) => findCase(tx, id)), undefined)
  assert.equal(await t.as(team.worker, (tx) => findCase(tx, id)), undefined)
  assert.notEqual(await t.as(team.school, (tx) => findCase(tx, id)), undefined, 'who was invited stays')
  const seen = await t.as(newManager, (tx) => findCase(tx, id))
  assert.equal(seen?.teamId, northId)
  assert.notEqual(seen?.waitingSince, null)
  const told = await t.as(newManager, (tx) => tx.many<{ kind: string }>(sql`select kind from notification where record_id = ${id}`))
  assert.deepEqual(told, [{ kind: 'case.moved' }])
  const owed = await t.owner.transaction((tx) =>
    tx.many(
      sql`select owner_post as owner, team_id as team from task where record_id = ${id} and kind = 'risk.review' and ended_at is null`,
    ),
  )
  assert.deepEqual(owed, [{ owner: null, team: northId }])
  const { entries } = await t.as(newManager, (tx) => chronologyOf(tx, id, []))
  assert.ok(entries.some(({ text }) => text === 'The family moved across the river'))
  assert.equal((await t.as(newManager, (tx) => allocateCase(tx, id, newWorker.postId, 'knows the school'))).kind, 'done')
})

test('why somebody is in the circle is read by those who keep it; an invited school reads only why it was itself', async () => {
  const id = await team.aCase()
  await team.invite(id, team.school)
  const reasons = async (who: typeof team.school) =>
    new Map((await t.as(who, (tx) => circleMembers(tx, 'case', id))).map(({ postId, because }) => [postId, because]))
  const bySchool = await reasons(team.school)
  assert.equal(bySchool.get(team.school.postId), 'works with him')
  assert.equal(bySchool.get(team.worker.postId), null)
  const byWorker = await reasons(team.worker)
  assert.equal(byWorker.get(team.worker.postId), 'knows the family')
  assert.equal(byWorker.get(team.school.postId), 'works with him')
  await assert.rejects(
    t.as(team.school, (tx) => tx.many(sql`select because from circle_member`)),
    (error) => isDatabaseError(error, '42501'),
  )
})

test('a case that opens again owes a look at its risk', async () => {
  const id = await team.aCase()
  await t.owner.transaction((tx) =>
    tx.run(sql`update case_track set closed_at = opened_at, closed_by = opened_by, closed_because = 'x' where case_id = ${id}`),
  )
  const asked = await t.as(team.worker, (tx) =>
    requestClosing(tx, id, { reason: 'safer', because: 'He is safe', ownView: '', wouldReopen: 'if he is missing again' }),
  )
  const closing = asked.kind === 'done' ? asked.value : assert.fail()
  await t.as(team.manager, (tx) => decideClosing(tx, closing, 'agreed', 'yes'))
  assert.equal(await t.as(team.manager, (tx) => reviewOf(tx, id)), undefined)
  await t.as(team.manager, (tx) => reopenCase(tx, id, 'He is missing again'))
  assert.deepEqual(await t.as(team.manager, (tx) => reviewOf(tx, id)), { dueOn: null, why: null })
})
