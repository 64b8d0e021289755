import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { refreshStaleClocks } from '../visits/clock.ts'
import { visitClockOf } from '../visits/index.ts'
import { type AdultStatementForm, adultForm } from './adult-schema.ts'
import { addCapacity, addStatement, capacitiesOf, statementsOf } from './adult-store.ts'

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
