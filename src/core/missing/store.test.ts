import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody, startOfTests } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { openTasksOf } from '../work/index.ts'
import { interviewStanding, isRepeat, recordInterview, recordReturn, reportMissing, withdrawMissing } from './episodes.ts'
import type { InterviewOutcome } from './rules.ts'
import * as store from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const { manager, worker, serviceManager, school, stranger, aCase, invite } = await casework(t)
beforeEach(() => t.clock.set(startOfTests))

const notThere = (error: unknown) => isDatabaseError(error, 'P0002')
const done = (outcome: store.MissingDone): string => (outcome.kind === 'done' ? outcome.id : assert.fail(outcome.because))
const gone = (caseId: string, on: string, at: Date | null = null, who: Somebody = worker) =>
  t.as(who, (tx) => reportMissing(tx, t.house, { caseId, on, at, policeTold: 'yes', policeReference: 'CAD 12' }))
const back = (episode: string, at: string, kind: 'known' | 'not_before' = 'known') =>
  t.as(worker, (tx) => recordReturn(tx, t.house, episode, { kind, at: new Date(at), how: 'came_back' }))
const asked = (episode: string, caseId: string, outcome: InterviewOutcome, ownWords = '') =>
  t.as(worker, (tx) =>
    recordInterview(
      tx,
      t.house,
      { id: episode, caseId },
      { outcome, on: '2026-11-24', at: null, askedBy: 'Jo Reed, Barnardo’s', ownWords, learned: '', next: '' },
    ),
  )
const tasks = (caseId: string) => t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id: caseId }))
const interviewTasks = async (caseId: string) => (await tasks(caseId)).filter((task) => task.kind === 'missing.interview')

test('somebody missing stands in the list until they are back, and the manager hears at once', async () => {
  const id = await aCase()
  const episode = done(await gone(id, '2026-11-22'))
  const listed = async (who: Somebody) => (await t.as(who, (tx) => store.missingNow(tx))).some((one) => one.caseId === id)
  assert.deepEqual(
    [await listed(worker), await listed(manager), await listed(serviceManager), await listed(stranger)],
    [true, true, true, false],
  )
  const heard = await t.as(manager, (tx) => tx.many(sql`select 1 from notification where kind = 'missing.started' and record_id = ${id}`))
  assert.equal(heard.length, 1)
  assert.deepEqual(await gone(id, '2026-11-23'), { kind: 'refused', because: 'already' })
  done(await back(episode, '2026-11-23T08:00:00Z'))
  assert.equal(await listed(worker), false)
})

test('law R33 and R34: the return interview is owed 72 hours after the return, over a clock change and over holidays', async () => {
  t.clock.set('2026-10-24T20:00:00Z')
  const id = await aCase()
  const episode = done(await gone(id, '2026-10-23'))
  done(await back(episode, '2026-10-24T19:00:00Z'))
  const [task] = await interviewTasks(id)
  assert.equal(task?.dueAt?.toISOString(), '2026-10-27T19:00:00.000Z')
  assert.equal(task?.clock?.rule, 'law R33')
  assert.equal(task?.ownerPostId, worker.postId)
})

test('law R36: a no from the child counts as offered; a police prevention check counts as neither', async () => {
  t.clock.set('2026-11-25T09:00:00Z')
  const id = await aCase()
  const episode = done(await gone(id, '2026-11-23'))
  done(await back(episode, '2026-11-24T08:00:00Z'))
  done(await asked(episode, id, 'police_prevention_check'))
  assert.equal((await interviewTasks(id)).length, 1, 'the clock runs on')
  done(await asked(episode, id, 'declined_by_child'))
  assert.equal((await interviewTasks(id)).length, 0)
  const outcomes = (await t.as(worker, (tx) => store.findEpisode(tx, episode)))?.interviews.map(({ outcome }) => outcome) ?? []
  assert.deepEqual(interviewStanding(outcomes), { offered: true, held: false, declined: true })
})

test('held: the clock is met at the time it was held', async () => {
  t.clock.set('2026-11-25T09:00:00Z')
  const id = await aCase()
  const episode = done(await gone(id, '2026-11-23'))
  done(await back(episode, '2026-11-24T08:00:00Z'))
  done(await asked(episode, id, 'held', 'I did not know how to get home'))
  assert.equal((await interviewTasks(id)).length, 0)
  const [read] = await t.as(worker, (tx) => store.episodesOf(tx, id))
  assert.equal(read?.interviews[0]?.note?.ownWords, 'I did not know how to get home')
  const [service] = await t.as(serviceManager, (tx) => store.episodesOf(tx, id))
  assert.equal(service?.interviews[0]?.note, null)
})

test('law R37: three starts within 30 days repeat; one that was taken back does not count', async () => {
  t.clock.set('2026-11-30T20:00:00Z')
  const id = await aCase()
  for (const on of ['2026-11-01', '2026-11-12']) {
    const episode = done(await gone(id, on))
    done(await back(episode, `${on}T23:00:00Z`))
  }
  const third = done(await gone(id, '2026-11-30'))
  const repeats = async () => isRepeat(await t.as(worker, (tx) => store.episodesOf(tx, id)), t.house)
  assert.equal(await repeats(), true)
  const told = await t.as(manager, (tx) => tx.many(sql`select 1 from notification where kind = 'missing.repeat' and record_id = ${id}`))
  assert.equal(told.length, 1)
  done(await t.as(worker, (tx) => withdrawMissing(tx, { id: third, caseId: id }, 'He was at his aunt’s, and she had said so')))
  assert.equal(await repeats(), false)
})

test('law R38: nobody knows when they came back, so the clock runs from the earliest it can have been', async () => {
  t.clock.set('2026-11-25T09:00:00Z')
  const id = await aCase()
  const episode = done(await gone(id, '2026-11-23'))
  done(await back(episode, '2026-11-24T06:00:00Z', 'not_before'))
  assert.equal((await interviewTasks(id))[0]?.dueAt?.toISOString(), '2026-11-27T06:00:00.000Z')
  assert.equal((await t.as(worker, (tx) => store.findEpisode(tx, episode)))?.returnedKind, 'not_before')
})

test('nobody is missing from tomorrow on, and nobody is back before they were gone', async () => {
  const id = await aCase()
  assert.deepEqual(await gone(id, '2026-11-24'), { kind: 'refused', because: 'not_right' })
  const episode = done(await gone(id, '2026-11-23', new Date('2026-11-23T07:00:00Z')))
  assert.deepEqual(await back(episode, '2026-11-23T06:00:00Z'), { kind: 'refused', because: 'not_right' })
  assert.deepEqual(await back(episode, '2026-11-23T10:00:00Z'), { kind: 'refused', because: 'not_right' })
})

test('an invited school and a stranger see no time missing and record none', async () => {
  const id = await aCase()
  const episode = done(await gone(id, '2026-11-22'))
  await invite(id, school)
  for (const who of [school, stranger]) {
    assert.deepEqual(await t.as(who, (tx) => store.episodesOf(tx, id)), [])
    await assert.rejects(gone(id, '2026-11-22', null, who), notThere)
    await assert.rejects(
      t.as(who, (tx) => recordReturn(tx, t.house, episode, { kind: 'known', at: t.clock.now(), how: 'unknown' })),
      notThere,
    )
  }
})
