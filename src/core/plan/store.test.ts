import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { openTasksOf } from '../work/index.ts'
import { addAction } from './owed.ts'
import {
  actionsOf,
  colleaguesOf,
  insertAction,
  insertService,
  planOf,
  savePlan,
  servicesOf,
  supervisionsOf,
  updateService,
} from './store.ts'

const t = await openTestHouse()
const { aCase, worker, otherWorker, manager, school, stranger, invite } = await casework(t)
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

const words = {
  worries: 'He is being made to carry packages',
  worksWell: 'He trusts his coach',
  needsToHappen: 'The debt is gone',
  dangerStatement: '',
  safetyGoal: '',
  safetyPlan: '',
}

test('two people change the plan at once: the second sees both and chooses, and the first stays in the history', async () => {
  const id = await aCase()
  assert.equal(await t.as(worker, (tx) => savePlan(tx, id, 0, words)), true)
  assert.equal(await t.as(manager, (tx) => savePlan(tx, id, 1, { ...words, worries: 'He is afraid to go to school' })), true)
  const late = await server.fetchAs(worker, `/cases/${id}/plan/edit`, { ...words, worries: 'He owes money', version: '1' })
  assert.equal(late.status, 409)
  const page = await late.text()
  assert.match(page, /He is afraid to go to school/)
  assert.match(page, /He owes money/)
  const again = await server.fetchAs(worker, `/cases/${id}/plan/edit`, { ...words, worries: 'He owes money and is afraid', version: '2' })
  assert.equal(again.status, 303)
  assert.equal((await t.as(worker, (tx) => planOf(tx, id)))?.worries, 'He owes money and is afraid')
})

test('an action is a task of its owner until it is done', async () => {
  const id = await aCase()
  const form = {
    what: 'Ask the school for a safe way in',
    ownerPostId: worker.postId,
    ownerWords: '',
    'dueOn-day': '27',
    'dueOn-month': '11',
    'dueOn-year': '2026',
    askedByThem: 'yes',
  }
  assert.equal((await server.fetchAs(manager, `/cases/${id}/plan/actions/new`, form)).status, 303)
  const tasks = () => t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id }))
  assert.equal((await tasks()).filter((task) => task.kind === 'plan.action').length, 1)
  const [action] = await t.as(worker, (tx) => actionsOf(tx, id))
  assert.equal(action?.askedByThem, true)
  const done = await server.fetchAs(worker, `/cases/${id}/plan/actions/${action?.id}`, {
    version: '1',
    state: 'done',
    how: 'They open the side door at nine',
  })
  assert.equal(done.status, 303)
  assert.equal((await tasks()).filter((task) => task.kind === 'plan.action').length, 0)
})

test('two people end one action at once: the second sees both, keeps what they typed, and may save it over', async () => {
  const id = await aCase()
  const action = await t.as(worker, (tx) =>
    insertAction(tx, id, { what: 'Ring the coach', ownerPostId: null, ownerWords: 'His mother', dueOn: '2026-11-27', askedByThem: false }),
  )
  const end = (who: typeof worker, version: string, state: string, how: string) =>
    server.fetchAs(who, `/cases/${id}/plan/actions/${action}`, { version, state, how })
  assert.equal((await end(manager, '1', 'dropped', 'He has a new coach')).status, 303)
  const late = await end(worker, '1', 'done', 'The coach rings on Fridays')
  assert.equal(late.status, 409)
  const page = await late.text()
  assert.match(page, /He has a new coach/)
  assert.match(page, /The coach rings on Fridays/)
  assert.match(page, /name="version" value="2"/)
  assert.equal((await t.as(worker, (tx) => actionsOf(tx, id)))[0]?.endedHow, 'He has a new coach')
  assert.equal((await end(worker, '2', 'done', 'The coach rings on Fridays')).status, 303)
  assert.deepEqual(
    (await t.as(worker, (tx) => actionsOf(tx, id))).map(({ state, endedHow }) => [state, endedHow]),
    [['done', 'The coach rings on Fridays']],
  )
})

test('two people change one service at once: the second sees both, and nothing of theirs is lost', async () => {
  const id = await aCase()
  const service = await t.as(worker, (tx) => insertService(tx, id, 'Mentoring', '2026-11-02'))
  const answered = (day: string) => ({
    version: '1',
    accepted: 'yes',
    'acceptedOn-day': day,
    'acceptedOn-month': '11',
    'acceptedOn-year': '2026',
    endedBecause: '',
  })
  assert.equal((await server.fetchAs(manager, `/cases/${id}/plan/services/${service}`, answered('10'))).status, 303)
  const late = await server.fetchAs(worker, `/cases/${id}/plan/services/${service}`, answered('12'))
  assert.equal(late.status, 409)
  const page = await late.text()
  assert.match(page, /10 11 2026/)
  assert.match(page, /12 11 2026/)
  assert.match(page, /name="acceptedOn-day"[^>]*value="12"/)
  assert.equal((await t.as(worker, (tx) => servicesOf(tx, id)))[0]?.acceptedOn, '2026-11-10')
})

test('an action moves to somebody else and another day for a reason: it changes hands, its new owner is told, and what it was stays', async () => {
  const id = await aCase()
  const options = async () => (await t.as(worker, (tx) => colleaguesOf(tx, id))).map(({ postId }) => postId)
  assert.equal((await options()).includes(otherWorker.postId), false, 'a colleague who cannot open it is not asked')
  await invite(id, otherWorker)
  assert.equal((await options()).includes(otherWorker.postId), true)
  const action = await t.as(worker, (tx) =>
    addAction(tx, id, { what: 'Ring the school', ownerPostId: worker.postId, ownerWords: '', dueOn: '2026-11-27', askedByThem: false }),
  )
  const form = { ownerPostId: otherWorker.postId, 'dueOn-day': '4', 'dueOn-month': '12', 'dueOn-year': '2026', version: '1' }
  const path = `/cases/${id}/plan/actions/${action}/move`
  const silent = await server.fetchAs(worker, path, form)
  assert.equal(silent.status, 422)
  assert.match(await silent.text(), /Say why it changes/)
  const same = { ownerPostId: worker.postId, 'dueOn-day': '27', 'dueOn-month': '11', 'dueOn-year': '2026', version: '1', because: 'x' }
  assert.equal((await server.fetchAs(worker, path, same)).status, 422, 'a change that changes nothing')
  assert.equal((await server.fetchAs(worker, path, { ...form, because: 'She knows the school' })).status, 303)
  const [moved] = await t.as(worker, (tx) => actionsOf(tx, id))
  assert.deepEqual([moved?.ownerName, moved?.dueOn], [otherWorker.fullName, '2026-12-04'])
  assert.deepEqual(
    moved?.moves.map(({ ownerName, dueOn, because, by }) => [ownerName, dueOn, because, by]),
    [[worker.fullName, '2026-11-27', 'She knows the school', worker.fullName]],
  )
  const owed = await t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id }))
  const theirs = owed.filter(({ kind }) => kind === 'plan.action')
  assert.deepEqual(
    theirs.map(({ ownerPostId, dueAt }) => [ownerPostId, dueAt?.toISOString()]),
    [[otherWorker.postId, '2026-12-04T23:59:00.000Z']],
  )
  const told = await t.owner.transaction((tx) =>
    tx.many<{ post: string }>(sql`select post_id as post from notification where kind = 'plan.action_given'`),
  )
  assert.deepEqual(told, [{ post: otherWorker.postId }])
  // moved from an old page: both are shown, nothing is overwritten
  const late = await server.fetchAs(worker, path, { ...form, 'dueOn-day': '11', because: 'Half term' })
  assert.equal(late.status, 409)
  assert.equal((await t.as(worker, (tx) => actionsOf(tx, id)))[0]?.dueOn, '2026-12-04')
  const away = { ...form, ownerPostId: 'else', ownerWords: 'His mother', version: '2', because: 'She wants to' }
  assert.equal((await server.fetchAs(otherWorker, path, away)).status, 303)
  assert.equal((await t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id }))).filter(({ kind }) => kind === 'plan.action').length, 0)
  assert.match(await (await server.fetchAs(worker, `/cases/${id}/chronology`)).text(), /Changed: Ring the school/)
})

test('nothing is added to the plan of a case that is closed', async () => {
  const id = await aCase()
  await t.owner.transaction((tx) => tx.run(sql`update case_file set state = 'closed', closed_at = ${t.clock.now()} where id = ${id}`))
  assert.equal((await server.fetchAs(manager, `/cases/${id}/plan/actions/new`)).status, 404)
  assert.doesNotMatch(await (await server.fetchAs(manager, `/cases/${id}/plan`)).text(), /plan\/actions\/new/)
})

test('31 February is refused beside the date, with everything typed still there', async () => {
  const id = await aCase()
  const form = {
    what: 'Ring the coach',
    ownerPostId: 'else',
    ownerWords: 'His mother',
    'dueOn-day': '31',
    'dueOn-month': '2',
    'dueOn-year': '2027',
  }
  const answer = await server.fetchAs(worker, `/cases/${id}/plan/actions/new`, form)
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /Enter the day, like 27 11 2026/)
  assert.match(page, /Ring the coach/)
  assert.match(page, /His mother/)
  assert.deepEqual(await t.as(worker, (tx) => actionsOf(tx, id)), [])
})

test('the database refuses a service that met somebody before it was asked, or without accepting', async () => {
  const id = await aCase()
  const service = await t.as(worker, (tx) => insertService(tx, id, 'Mentoring', '2026-11-02'))
  const change = { accepted: 'unknown' as const, acceptedOn: null, firstMetOn: '2026-11-20', endedOn: null, endedBecause: '' }
  await assert.rejects(
    t.as(worker, (tx) => updateService(tx, id, service, 1, change)),
    { code: '23514' },
  )
  assert.equal(
    await t.as(worker, (tx) => updateService(tx, id, service, 1, { ...change, accepted: 'yes', acceptedOn: '2026-11-10' })),
    true,
  )
  assert.equal((await t.as(worker, (tx) => servicesOf(tx, id)))[0]?.firstMetOn, '2026-11-20')
})

test('supervision is recorded with the next day, which the worker then owes', async () => {
  const id = await aCase()
  const form = {
    'heldOn-day': '20',
    'heldOn-month': '11',
    'heldOn-year': '2026',
    withPostId: worker.postId,
    decided: 'Go on, and ask for mentoring',
    'nextOn-day': '18',
    'nextOn-month': '12',
    'nextOn-year': '2026',
  }
  assert.equal((await server.fetchAs(manager, `/cases/${id}/plan/supervision/new`, form)).status, 303)
  assert.equal((await t.as(worker, (tx) => supervisionsOf(tx, id))).length, 1)
  const owed = await t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id }))
  assert.equal(owed.find((task) => task.kind === 'plan.supervision')?.dueAt?.toISOString(), '2026-12-18T23:59:00.000Z')
})

test('an invited school and a stranger find no plan, and cannot tell that there is one', async () => {
  const id = await aCase()
  await t.as(worker, (tx) => savePlan(tx, id, 0, words))
  await invite(id, school)
  assert.equal(await t.as(school, (tx) => planOf(tx, id)), undefined)
  assert.equal(await t.as(stranger, (tx) => planOf(tx, id)), undefined)
  assert.equal((await server.fetchAs(school, `/cases/${id}/plan`)).status, 404)
  assert.equal((await server.fetchAs(school, `/cases/${id}/plan/edit`)).status, 404)
})
