import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { alonePolicy, outNow, tellOfLoneVisits } from './alone.tsx'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)
const policy = readReferenceFile('alone.yaml', alonePolicy)
const run = () => team.asJobs((tx) => tellOfLoneVisits(tx, policy))
const told = async (who: Somebody) =>
  (await t.as(who, (tx) => tx.many(sql`select 1 from notification where kind = 'alone.overdue' and post_id = ${who.postId}`))).length
const textOf = async (who: Somebody, path: string) => (await server.fetchAs(who, path)).text()

test('somebody who is not back in time: the manager is told at that minute, the next above twenty minutes later, each once', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  try {
    assert.equal((await server.fetchAs(team.worker, '/alone', { by: '9.30', case: id })).status, 303)
    assert.match(await textOf(team.worker, '/'), /You are out, back by/)
    await run()
    assert.equal(await told(team.manager), 0)
    t.clock.set('2026-11-23T09:30:00Z')
    await run()
    await run()
    assert.deepEqual([await told(team.manager), await told(team.serviceManager), await told(team.stranger)], [1, 0, 0])
    assert.match(await textOf(team.manager, '/team'), /Not back in time[\s\S]*Wim Janssen/)
    assert.match(await textOf(team.worker, '/'), /You were to be back by 09:30/)
    t.clock.set('2026-11-23T09:50:00Z')
    await run()
    await run()
    assert.deepEqual([await told(team.manager), await told(team.serviceManager)], [1, 1])
    assert.match(await textOf(team.serviceManager, '/alone'), /Wim Janssen[\s\S]*Told: Mara Okafor, Sheila Grant/)
    assert.doesNotMatch(await textOf(team.serviceManager, '/alone'), /Kit/)
    assert.deepEqual(await t.as(team.stranger, (tx) => outNow(tx)), [])
    assert.deepEqual(await t.as(team.school, (tx) => outNow(tx)), [])
    const [out] = await t.as(team.worker, (tx) => outNow(tx))
    assert.equal((await server.fetchAs(team.stranger, `/alone/${out?.id}/back`, {})).status, 404)
    assert.equal((await server.fetchAs(team.worker, `/alone/${out?.id}/back`, {})).status, 303)
    assert.deepEqual(await t.as(team.manager, (tx) => outNow(tx)), [])
    await run()
    assert.equal(await told(team.manager), 1)
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('who is back in time troubles nobody; a time that has passed, is none, or is of a case one does not work is refused', async () => {
  assert.equal((await server.fetchAs(team.otherWorker, '/alone', { by: '08:59', case: '' })).status, 422)
  assert.equal((await server.fetchAs(team.otherWorker, '/alone', { by: 'soon', case: '' })).status, 422)
  assert.equal((await server.fetchAs(team.otherWorker, '/alone', { by: '22:00', case: '' })).status, 422, 'further ahead than twelve hours')
  const id = await team.aCase({ knownAs: 'Wren' })
  assert.equal((await server.fetchAs(team.otherWorker, '/alone', { by: '10:00', case: id })).status, 404)
  assert.equal((await server.fetchAs(team.otherWorker, '/alone', { by: '10:00', case: '' })).status, 303)
  const [out] = await t.as(team.otherWorker, (tx) => outNow(tx))
  const before = await told(team.manager)
  assert.equal((await server.fetchAs(team.otherWorker, `/alone/${out?.id}/back`, {})).status, 303)
  t.clock.set('2026-11-23T12:00:00Z')
  await run()
  assert.equal(await told(team.manager), before)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a time after midnight is tomorrow’s, and whoever is not back then is missed at that minute', async () => {
  const at = async (now: string, by: string) => {
    t.clock.set(now)
    return (await server.fetchAs(team.worker, '/alone', { by, case: '' })).status
  }
  try {
    assert.equal(await at('2026-11-23T20:00:00Z', '7:30'), 422, 'half past seven has passed: a slip of the evening, not tomorrow morning')
    assert.equal(await at('2027-03-27T23:00:00Z', '1:30'), 422, 'an hour that March leaves out is no time')
    assert.equal(await at('2026-11-23T23:30:00Z', '0.45'), 303)
    const [out] = await t.as(team.worker, (tx) => outNow(tx))
    assert.equal(out?.backBy.toISOString(), '2026-11-24T00:45:00.000Z')
    const before = await told(team.manager)
    t.clock.set('2026-11-24T00:44:59Z')
    await run()
    assert.equal(await told(team.manager), before)
    t.clock.set('2026-11-24T00:45:00Z')
    await run()
    assert.equal(await told(team.manager), before + 1)
    assert.equal((await server.fetchAs(team.worker, `/alone/${out?.id}/back`, {})).status, 303)
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})
