import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { allocateCase } from '../cases/index.ts'
import type { Request } from '../house/request.ts'
import { insertVisit, refreshStaleClocks, refreshVisitClock, seenInTimeCounts } from '../visits/index.ts'
import { allocationCheck, carriedBy, loadWords } from './allocation.ts'
import { setFarAway, workersByPost } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)
const textOf = async (who: Somebody, path: string) => (await server.fetchAs(who, path)).text()
/** What a handler is given, as far as a check of loads looks. */
const asking = <T>(who: Somebody, work: (request: Request) => Promise<T>): Promise<T> =>
  t.as(who, (tx, actor) =>
    work({
      tx,
      actor,
      now: t.clock.now(),
      house: t.house,
      params: {},
      query: {},
      body: {},
      files: [],
      url: '/',
      audit: {
        about: () => undefined,
        shown: () => undefined,
        fields: () => undefined,
        purpose: () => undefined,
        searched: () => undefined,
      },
    }),
  )
const setPost = (who: Somebody, fteHundredths: number, firstYearUntil: string | null = null) =>
  t.owner.transaction((tx) =>
    tx.run(sql`update post set fte_hundredths = ${fteHundredths}, first_year_until = ${firstYearUntil} where id = ${who.postId}`),
  )
const confirm = (caseId: string, level: string) =>
  t.owner.transaction((tx) =>
    tx.run(sql`update case_headline set level = ${level}, level_confirmed_at = '2026-10-01' where case_id = ${caseId}`),
  )
const openedLongAgo = (caseId: string) =>
  t.owner.transaction((tx) => tx.run(sql`update case_file set opened_at = '2026-06-01T09:00:00Z' where id = ${caseId}`))
const loadsOf = (viewer: Somebody, who: Somebody) =>
  asking(viewer, async (request) => (await carriedBy(request, await workersByPost(request.tx, [who.postId])))[0]?.load)

test('law R76 and R78 through what is kept: 0.6 of a week, one child far away, and no hours at all', async () => {
  const ids: string[] = []
  for (const level of ['significant', 'significant', 'significant', 'significant', 'moderate']) {
    const id = await team.aCase()
    await openedLongAgo(id)
    await confirm(id, level)
    ids.push(id)
  }
  await setPost(team.worker, 60)
  await t.as(team.manager, (tx) => setFarAway(tx, ids[0] ?? assert.fail(), 'yes'))
  assert.deepEqual(await loadsOf(team.manager, team.worker), { points: 9.6, capacity: 9.6, percent: 100, band: 'full' })
  const page = await textOf(team.manager, '/team')
  assert.match(page, /Wim Janssen[\s\S]*60% of full time[\s\S]*100%/)
  assert.match(page, /counts work, not worth/)

  const next = await team.aCase()
  await openedLongAgo(next)
  await confirm(next, 'emerging')
  const over = await loadsOf(team.manager, team.worker)
  assert.equal(over?.band, 'over')
  assert.equal(over === undefined ? '' : loadWords(over), '10.3 of 9.6 points, 107.3% of a full week: over')

  await setPost(team.worker, 0)
  assert.equal((await loadsOf(team.manager, team.worker))?.band, 'no_capacity')
  assert.match(await textOf(team.manager, '/team'), /No capacity/)
  await setPost(team.worker, 100)
})

test('law R77 through what is kept: a first-year worker’s week holds four fifths', async () => {
  await setPost(team.otherWorker, 100, '2027-03-01')
  assert.equal((await loadsOf(team.manager, team.otherWorker))?.capacity, 12.8)
  await setPost(team.otherWorker, 100, '2026-01-01')
  assert.equal((await loadsOf(team.manager, team.otherWorker))?.capacity, 16)
})

test('over a full week a manager gives a reason in a sentence; over 120% only the service manager decides', async () => {
  const id = await team.aCase({ knownAs: 'Lark' })
  await setPost(team.otherWorker, 14) // 2.24 points: one new case of 2.3 is 102.7%
  const refusal = (who: Somebody, reason: string) =>
    asking(who, (request) => allocationCheck.refusal(request, id, team.otherWorker.postId, reason))
  assert.match((await refusal(team.manager, 'ok')) ?? '', /would be over a full week: 2.3 of 2.2 points, 102.7%/)
  assert.equal(await refusal(team.manager, 'She has known the family for two years'), undefined)
  await setPost(team.otherWorker, 10)
  assert.match((await refusal(team.manager, 'She has known the family for two years')) ?? '', /Only somebody who may go beyond 120%/)
  assert.equal(await refusal(team.serviceManager, 'ok'), undefined)
  await setPost(team.otherWorker, 100)
  assert.equal(await refusal(team.manager, 'ok'), undefined)
  const notes = await asking(team.manager, (request) => allocationCheck.notes(request, [team.otherWorker.postId]))
  assert.match(notes.get(team.otherWorker.postId) ?? '', /0.0 of 16.0 points, 0% of a full week: room/)
})

test('seen in time is counted from visits that fell due: met, late, and still owed', async () => {
  const before = await t.as(team.manager, (tx) => seenInTimeCounts(tx, team.teamId, '2026-11-23', '2026-11-29'))
  assert.deepEqual(before.inTime, 0)
  const [inTime, late, never] = [
    await team.aCase({ knownAs: 'Wren' }),
    await team.aCase({ knownAs: 'Teal' }),
    await team.aCase({ knownAs: 'Snipe' }),
  ]
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  const see = async (caseId: string, on: string) => {
    await t.as(team.worker, async (tx) => {
      await insertVisit(tx, {
        caseId,
        plannedId: null,
        outcome: 'seen',
        on,
        at: null,
        place: 'home',
        visitorPostId: team.worker.postId,
        overtime: 'no',
        ownWords: '',
        seen: '',
        next: '',
      })
      await refreshVisitClock(tx, t.house.reference, caseId, 'seen')
    })
  }
  const due = (await t.as(team.manager, (tx) => seenInTimeCounts(tx, team.teamId, '2026-11-23', '2026-11-29'))).due
  t.clock.set('2026-11-24T16:00:00Z')
  await see(inTime, '2026-11-24')
  t.clock.set('2026-11-27T16:00:00Z')
  await see(late, '2026-11-27')
  const counts = await t.as(team.manager, (tx) => seenInTimeCounts(tx, team.teamId, '2026-11-23', '2026-11-29'))
  assert.deepEqual(counts, { due, inTime: 1 })
  t.clock.set('2026-11-30T09:00:00Z')
  const page = await textOf(team.manager, '/team')
  assert.match(page, /Snipe/)
  assert.match(page, /overdue by 5 days/)
  assert.ok(never !== '')
  t.clock.set('2026-11-23T09:00:00Z')
})

test('somebody who waits for a worker stands there by name, and in a row of their own among the loads', async () => {
  const id = await team.aCase({ knownAs: 'Curlew' })
  await t.owner.transaction((tx) =>
    tx.run(
      sql`update case_file set allocated_post_id = null, allocated_at = null, waiting_since = '2026-11-19T10:00:00Z' where id = ${id}`,
    ),
  )
  const page = await textOf(team.manager, '/team')
  assert.match(page, /Curlew[\s\S]*4 days/)
  assert.match(page, /Without a worker/)
  await t.as(team.manager, (tx) => allocateCase(tx, id, team.worker.postId, 'has room'))
})

test('a manager of another team sees nobody of this one, and those without the task have no page', async () => {
  const page = await textOf(team.stranger, '/team')
  for (const name of ['Sam', 'Wren', 'Curlew', 'Wim Janssen']) assert.doesNotMatch(page, new RegExp(name))
  assert.equal((await server.fetchAs(team.stranger, `/team/workers/${team.worker.postId}`)).status, 404)
  assert.equal((await server.fetchAs(team.worker, '/team')).status, 404)
  const id = await team.aCase()
  await assert.rejects(
    t.as(team.stranger, (tx) => setFarAway(tx, id, 'yes')),
    { code: 'P0002' },
  )
})

test('what a case takes stands on the worker’s page, and how far away somebody lives is said there', async () => {
  const id = await team.aCase({ knownAs: 'Heron' })
  const page = await textOf(team.manager, `/team/workers/${team.worker.postId}`)
  assert.match(page, /Heron[\s\S]*2.3: no level confirmed, so as for the top one; first four weeks/)
  const said = await server.fetchAs(team.manager, `/team/cases/${id}/far-away`, { farAway: 'yes', worker: team.worker.postId })
  assert.equal(said.status, 303)
  assert.match(
    await textOf(team.manager, `/team/workers/${team.worker.postId}`),
    /2.6: no level confirmed, so as for the top one; far away; first four weeks/,
  )
})
