import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { refreshStaleClocks } from '../visits/clock.ts'
import { insertVisit, visitClockOf } from '../visits/index.ts'
import { openTasksOf } from '../work/index.ts'
import { type AdultStatementForm, adultForm } from './adult-schema.ts'
import {
  addCapacity,
  addStatement,
  capacitiesOf,
  chooseAdultRhythm,
  exploitedFromOf,
  otherCasesOf,
  sayExploitedFrom,
  statementsOf,
} from './adult-store.ts'

const t = await openTestHouse()
after(() => t.close())
const { worker, manager, school, stranger, aCase, invite, asJobs } = await casework(t)
const notThere = (error: unknown) => isDatabaseError(error, 'P0002')
const say = (caseId: string, statement: AdultStatementForm, who: Somebody = worker) =>
  t.as(who, (tx) => addStatement(tx, caseId, statement))
const wants: AdultStatementForm = { kind: 'wants', answer: 'said', said: 'I want my flat back', on: '2026-11-20' }

test('an adult’s words are kept as they are said; the newer one holds, the older one stays readable', async () => {
  const id = await aCase({ kind: 'adult' })
  await say(id, wants)
  t.clock.advance({ hours: 1 })
  await say(id, { ...wants, said: 'I want my flat back, and the lock changed' })
  await say(id, { kind: 'enough', answer: 'no', said: 'They still come at night', on: '2026-11-23' })
  const statements = await t.as(manager, (tx) => statementsOf(tx, id))
  assert.deepEqual(
    statements.filter(({ kind }) => kind === 'wants').map(({ said }) => said),
    ['I want my flat back, and the lock changed', 'I want my flat back'],
  )
})

test('acting without agreement, and a section 42 decision, are never without a reason', async () => {
  const id = await aCase({ kind: 'adult' })
  for (const bare of [
    { kind: 'agreement', answer: 'acting_without', said: ' ', on: '2026-11-20' },
    { kind: 'section42', answer: 'enquiry', said: '', on: '2026-11-20' },
  ] as const) {
    assert.equal(adultForm.safeParse(bare).success, false)
    await assert.rejects(say(id, bare), (error) => isDatabaseError(error, '23514'))
  }
  await say(id, { kind: 'agreement', answer: 'not_asked', said: '', on: '2026-11-20' })
})

test('capacity is about one decision at a time', async () => {
  const id = await aCase({ kind: 'adult' })
  const flat = { decision: 'where to live', finding: 'has', basis: 'He weighs it up', by: 'Dr Amin', on: '2026-11-20' } as const
  await t.as(worker, (tx) => addCapacity(tx, id, flat))
  await t.as(worker, (tx) => addCapacity(tx, id, { ...flat, decision: 'who may hold his money', finding: 'lacks' }))
  const found = await t.as(worker, (tx) => capacitiesOf(tx, id))
  assert.deepEqual(found.map(({ decision, finding }) => `${decision}: ${finding}`).sort(), [
    'where to live: has',
    'who may hold his money: lacks',
  ])
})

test('none of it is kept on a child’s case, by an invited school, or by a stranger; and an adult has no clock from a level', async () => {
  const child = await aCase()
  await assert.rejects(say(child, wants), notThere)
  const id = await aCase({ kind: 'adult' })
  await say(id, wants)
  await invite(id, school)
  for (const who of [school, stranger]) {
    await assert.rejects(say(id, wants, who), notThere)
    assert.deepEqual(await t.as(who, (tx) => statementsOf(tx, id)), [])
  }
  await asJobs((tx) => refreshStaleClocks(tx, t.house))
  assert.equal(await t.as(worker, (tx) => visitClockOf(tx, id)), undefined)
})

const seenOn = (id: string, on: string) =>
  t.as(worker, (tx) =>
    insertVisit(tx, {
      ...{ caseId: id, plannedId: null, outcome: 'seen', on, at: null, place: 'home', visitorPostId: worker.postId, overtime: 'no' },
      ...{ ownWords: '', seen: 'In good spirits', next: '' },
    }),
  )
const owed = async (id: string, kind: string) =>
  (await t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id })))
    .filter((task) => task.kind === kind)
    .map(({ dueAt }) => dueAt?.toISOString())

test('how often an adult is seen is somebody’s decision; from then on the worker is reminded, counted from the day they were seen', async () => {
  const id = await aCase({ kind: 'adult' })
  assert.deepEqual(await owed(id, 'adult.seen'), [], 'nobody has decided: nobody is reminded')
  await t.as(worker, (tx) => chooseAdultRhythm(tx, id, 14, 'She says a fortnight is right'))
  const decided = new Date(t.clock.now().getTime())
  const inDays = (from: string, days: number) => `${new Date(Date.parse(`${from}T23:59:00Z`) + days * 86_400_000).toISOString()}`
  const today = decided.toISOString().slice(0, 10)
  assert.deepEqual(await owed(id, 'adult.seen'), [inDays(today, 14)])
  t.clock.advance({ days: 3 })
  const later = t.clock.now().toISOString().slice(0, 10)
  assert.equal((await seenOn(id, later)).kind, 'saved')
  assert.deepEqual(await owed(id, 'adult.seen'), [inDays(later, 14)])
  const done = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(sql`select count(*) from task where record_id = ${id} and kind = 'adult.seen' and done_at is not null`),
  )
  assert.equal(done.count, 1, 'what was owed is done, not forgotten')
  // another rhythm, and a visit written by mistake, change the day and keep the reason
  await t.as(manager, (tx) => chooseAdultRhythm(tx, id, 7, 'The court is next week'))
  assert.deepEqual(await owed(id, 'adult.seen'), [inDays(later, 7)])
  for (const who of [school, stranger])
    await assert.rejects(
      t.as(who, (tx) => chooseAdultRhythm(tx, id, 7, 'x')),
      notThere,
    )
  await assert.rejects(
    t.as(worker, (tx) => chooseAdultRhythm(tx, id, 0, 'x')),
    (error) => isDatabaseError(error, '23514'),
  )
  const child = await aCase()
  await assert.rejects(
    t.as(worker, (tx) => chooseAdultRhythm(tx, child, 7, 'x')),
    notThere,
  )
})

test('an adult who was exploited as a child keeps both histories, each in its own circle', async () => {
  const child = await aCase({ knownAs: 'Sam' })
  const adult = await aCase({ kind: 'adult', knownAs: 'Sam' })
  const adults = await t.somebody({ role: 'adultSocialWorker', team: 'adults', agency: 'adults', name: 'Gareth Adults' })
  await t.owner.transaction(async (tx) => {
    const { person } = await tx.one<{ person: string }>(
      sql`select person_id as person from record_person where record_kind = 'case' and record_id = ${child} and relation = 'subject'`,
    )
    await tx.run(
      sql`update record_person set person_id = ${person} where record_kind = 'case' and record_id = ${adult} and relation = 'subject'`,
    )
    await tx.run(sql`select circle_add_as_system('case', ${adult}, ${adults.postId}, 'invited', 'works with him now')`)
  })
  assert.deepEqual(
    (await t.as(worker, (tx) => otherCasesOf(tx, adult))).map(({ caseId, kind }) => [caseId, kind]),
    [[child, 'child']],
  )
  assert.deepEqual(
    (await t.as(worker, (tx) => otherCasesOf(tx, child))).map(({ caseId, kind }) => [caseId, kind]),
    [[adult, 'adult']],
  )
  assert.deepEqual(await t.as(adults, (tx) => otherCasesOf(tx, adult)), [], 'who is in one circle does not learn of the other')
  await t.as(worker, (tx) => sayExploitedFrom(tx, adult, { from: '2022-09-01', basis: 'stated' }))
  await t.as(worker, (tx) => sayExploitedFrom(tx, adult, { from: null, basis: 'unknown' }))
  assert.deepEqual(await t.as(worker, (tx) => exploitedFromOf(tx, adult)), { from: null, basis: 'unknown' })
})
