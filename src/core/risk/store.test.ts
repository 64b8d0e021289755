import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody, startOfTests } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { findCase } from '../cases/index.ts'
import { visitClockOf } from '../visits/index.ts'
import { openTasksOf } from '../work/index.ts'
import { countersign, decide, recordAdvice, suggestionFor } from './assess.ts'
import type { IndicatorAnswer, RiskPolicy } from './rules.ts'
import type { ChosenLevel } from './schema.ts'
import * as store from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const { manager, worker, otherWorker, serviceManager, panelChair, school, stranger, aCase, invite } = await casework(t)
beforeEach(() => t.clock.set(startOfTests))
const policy = t.house.reference.risk

const notThere = (error: unknown) => isDatabaseError(error, 'P0002')
const done = <T>(outcome: store.RiskDone<T>): T => (outcome.kind === 'done' ? outcome.value : assert.fail(outcome.because))
const refused = (outcome: store.RiskDone<unknown>) => (outcome.kind === 'refused' ? outcome.because : undefined)
/** Every question answered, all but those named with `no`. */
const answersWith = (named: Record<string, IndicatorAnswer>, others: IndicatorAnswer = 'no') => ({
  ...Object.fromEntries(policy.indicators.map(({ id }) => [id, others])),
  ...named,
})
/** Suggests moderate: three episodes in 30 days. */
const missingOften = answersWith({ A2: 'yes_recent', J1: 'yes_recent', G2: 'yes_past', C4: 'unknown' })
const get = async (id: string, who: Somebody = worker) =>
  (await t.as(who, (tx) => store.findAssessment(tx, id))) ?? assert.fail('it is there')

async function answered(caseId: string, level: ChosenLevel, answers: store.Answers, who = worker): Promise<string> {
  const id = done(
    await t.as(who, (tx) => store.beginAssessment(tx, { caseId, policyVersion: policy.version, level, because: 'What I saw on Monday' })),
  )
  assert.equal(done(await t.as(who, (tx) => store.saveAnswers(tx, id, 1, answers))), true)
  return id
}
async function decided(caseId: string, level: ChosenLevel, answers: store.Answers, chosen: ChosenLevel = level, who = worker) {
  const id = await answered(caseId, level, answers, who)
  const outcome = await t.as(who, async (tx) => {
    const a = (await store.findAssessment(tx, id)) ?? assert.fail()
    return decide(tx, t.house, a, a.version, { level: chosen, because: 'He has a trusted aunt who takes him in', changed: '' })
  })
  assert.equal(done(outcome), true)
  return id
}
const sign = (who: Somebody, id: string, outcome: 'agreed' | 'not_agreed', note = 'I spoke to the aunt') =>
  t.as(who, async (tx) => countersign(tx, t.house, (await store.findAssessment(tx, id)) ?? (await getAsOwner(id)), outcome, note))
const getAsOwner = (id: string) => t.owner.transaction(async (tx) => (await store.findAssessment(tx, id)) ?? assert.fail('it is there'))
const levelOf = async (caseId: string) => (await t.as(worker, (tx) => findCase(tx, caseId)))?.headline?.level
const tasksOf = async (caseId: string, kind: string) =>
  (await t.as(manager, (tx) => openTasksOf(tx, { kind: 'case', id: caseId }))).filter((task) => task.kind === kind)

test('judged first, then answered, then decided as suggested: the level of the case, with the review and the visit dated from it', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'moderate', missingOften)
  const kept = await get(assessment)
  assert.equal(kept.state, 'decision')
  assert.equal(kept.judgedLevel, 'moderate')
  assert.equal(kept.suggestion?.suggestion, 'moderate')
  assert.deepEqual([kept.suggestion?.min, kept.suggestion?.max, kept.suggestion?.floorFrom], [6, 8, ['A2']])
  assert.equal(await levelOf(id), 'moderate')
  const [review] = await tasksOf(id, 'risk.review')
  // 42 days after Monday 23 November is Monday 4 January
  assert.equal(review?.dueAt?.toISOString(), '2027-01-04T23:59:00.000Z')
  assert.equal(review?.clock?.rule, 'law R68')
  const clock = await t.as(worker, (tx) => visitClockOf(tx, id))
  assert.deepEqual([clock?.level, clock?.dueOn, clock?.levelIsConfirmed], ['moderate', '2026-11-25', true])
})

test('law R64: below the suggestion it waits for a manager; until then the case keeps its level and is visited as for the top one', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'moderate', missingOften, 'emerging')
  assert.equal((await get(assessment)).state, 'waiting_for_countersign')
  assert.equal(await levelOf(id), 'not_assessed')
  assert.deepEqual(await tasksOf(id, 'risk.review'), [])
  const [task] = await tasksOf(id, 'risk.countersign')
  assert.equal(task?.ownerPostId, manager.postId)
  const told = await t.as(manager, (tx) => tx.many(sql`select 1 from notification where kind = 'risk.countersign' and record_id = ${id}`))
  assert.equal(told.length, 1)
  const waiting = (who: Somebody) => t.as(who, async (tx) => (await store.waitingForCountersign(tx)).some((one) => one.id === assessment))
  assert.deepEqual([await waiting(manager), await waiting(worker)], [true, false])

  done(await sign(manager, assessment, 'agreed'))
  assert.equal(await levelOf(id), 'emerging')
  assert.equal((await get(assessment)).countersignedBy, 'Mara Okafor')
  assert.deepEqual(await tasksOf(id, 'risk.countersign'), [])
  assert.equal((await tasksOf(id, 'risk.review')).length, 1)
  assert.equal((await t.as(worker, (tx) => visitClockOf(tx, id)))?.level, 'emerging')
})

test('above the suggestion a reason is enough', async () => {
  const id = await aCase()
  await decided(id, 'significant', missingOften)
  assert.equal(await levelOf(id), 'significant')
})

test('nobody countersigns their own decision, in no post of theirs; a worker or a stranger countersigns none', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'moderate', missingOften, 'emerging', manager)
  assert.equal(refused(await sign(manager, assessment, 'agreed')), 'same_person')
  for (const who of [worker, stranger, school, panelChair]) await assert.rejects(sign(who, assessment, 'agreed'), notThere)
  done(await sign(serviceManager, assessment, 'agreed'))
  assert.equal(await levelOf(id), 'emerging')
  assert.equal(refused(await sign(serviceManager, assessment, 'agreed')), 'wrong_state', 'and only once')
})

test('not agreed: it goes back to the assessor with the reason, and the level of the case stays', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'moderate', missingOften, 'emerging')
  done(await sign(manager, assessment, 'not_agreed', 'He was missing again on Sunday'))
  const back = await get(assessment)
  assert.deepEqual([back.state, back.returnedBecause], ['draft', 'He was missing again on Sunday'])
  assert.equal(await levelOf(id), 'not_assessed')
  const told = await t.as(worker, (tx) => tx.many(sql`select 1 from notification where kind = 'risk.returned' and record_id = ${id}`))
  assert.equal(told.length, 1)
})

test('a page cannot leave out the countersign: the database refuses a lower level without it', async () => {
  const id = await aCase()
  const assessment = await answered(id, 'emerging', missingOften)
  const outcome = await t.as(worker, async (tx) => {
    const a = (await store.findAssessment(tx, assessment)) ?? assert.fail()
    const { suggestion } = await suggestionFor(tx, a)
    return store.decideAssessment(tx, a.id, a.version, {
      level: 'emerging',
      because: 'I just say so',
      changed: '',
      suggestion,
      pncPrompted: false,
      needsCountersign: false,
    })
  })
  assert.equal(refused(outcome), 'not_right')
})

test('law R62: all unknown suggests nothing, and any level may be decided with a reason', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'not_identified', answersWith({}, 'unknown'))
  const kept = await get(assessment)
  assert.equal(kept.suggestion?.suggestion, null)
  assert.equal(kept.suggestion?.pointsBand, 'too_little_known')
  assert.equal(await levelOf(id), 'not_identified')
})

test('law R65: "no" and "not known" are kept as two answers', async () => {
  const id = await aCase()
  const assessment = await answered(id, 'emerging', { A1: 'no', A2: 'unknown' })
  const kept = await t.as(worker, (tx) => store.answersOf(tx, assessment))
  assert.deepEqual(kept, { A1: 'no', A2: 'unknown' })
})

test('law R66 and R69: a marker that the police advised of prompts, changes no suggestion, and is asked about again by its day', async () => {
  const id = await aCase()
  const assessment = await answered(id, 'moderate', missingOften)
  const before = await t.as(worker, async (tx) => (await suggestionFor(tx, await get(assessment))).suggestion)
  const advice = { advised: 'yes', name: 'Sgt Lane', role: 'Exploitation team', on: '2026-11-20', reviewBy: '2027-05-20' } as const
  done(await t.as(worker, (tx) => recordAdvice(tx, t.house, id, advice)))
  const after = await t.as(worker, async (tx) => (await suggestionFor(tx, await get(assessment))).suggestion)
  assert.deepEqual(after, before)
  const [task] = await tasksOf(id, 'risk.pnc_recheck')
  assert.equal(task?.dueAt?.toISOString(), '2027-05-20T22:59:00.000Z')
  assert.equal(await levelOf(id), 'not_assessed')
  done(await t.as(worker, (tx) => recordAdvice(tx, t.house, id, { ...advice, advised: 'no', on: '2026-11-22' })))
  assert.deepEqual(await tasksOf(id, 'risk.pnc_recheck'), [])
  const all = await t.as(worker, (tx) => store.pncAdviceOf(tx, id))
  assert.deepEqual(
    all.map((one) => [one.advised, one.removedOn]),
    [
      ['no', null],
      ['yes', '2026-11-23'],
    ],
  )
})

test('law R67: new weights are a new version; an earlier decision keeps its own, and a changed file under an old name is refused', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'moderate', missingOften)
  const heavier: RiskPolicy = {
    ...policy,
    version: 'risk-2027-01',
    indicators: policy.indicators.map((one) => ({ ...one, weight: one.weight * 2 })),
  }
  await t.owner.transaction((tx) => store.loadRiskPolicy(tx, heavier))
  const now = await t.as(worker, async (tx) => suggestionFor(tx, await get(assessment)))
  assert.deepEqual(now.suggestion, (await get(assessment)).suggestion)
  await assert.rejects(
    t.owner.transaction((tx) => store.loadRiskPolicy(tx, { ...heavier, cuts: { emerging: 1, moderate: 2, significant: 3 } })),
    /give the file a new version/,
  )
})

test('one assessment is open at a time: the second is told, and of two windows the later save is not kept over the earlier', async () => {
  const id = await aCase()
  const assessment = await answered(id, 'emerging', { A1: 'no' })
  const second = await t.as(manager, (tx) =>
    store.beginAssessment(tx, { caseId: id, policyVersion: policy.version, level: 'significant', because: 'x' }),
  )
  assert.equal(refused(second), 'somebody_began')
  const { version } = await get(assessment)
  assert.equal(done(await t.as(worker, (tx) => store.saveAnswers(tx, assessment, version, { A1: 'yes_recent' }))), true)
  assert.equal(done(await t.as(worker, (tx) => store.saveAnswers(tx, assessment, version, { A1: 'unknown' }))), false)
  assert.equal((await t.as(worker, (tx) => store.answersOf(tx, assessment)))['A1'], 'yes_recent')
})

test('an invited school sees nothing of risk; an invited panel reads it and changes nothing; a stranger cannot tell that it is there', async () => {
  const id = await aCase()
  const assessment = await decided(id, 'moderate', missingOften)
  await t.as(worker, (tx) => store.addStrength(tx, id, 'trusted_adult', 'His aunt'))
  await t.as(worker, (tx) =>
    recordAdvice(tx, t.house, id, { advised: 'yes', name: 'Sgt Lane', role: 'Police', on: '2026-11-20', reviewBy: '2027-01-20' }),
  )
  await invite(id, school)
  await invite(id, panelChair)
  for (const who of [school, stranger, otherWorker]) {
    await t.as(who, async (tx) => {
      assert.deepEqual(await store.assessmentsOf(tx, id), [])
      assert.deepEqual(await store.answersOf(tx, assessment), {})
      assert.deepEqual(await store.strengthsOf(tx, id), [])
      assert.deepEqual(await store.pncAdviceOf(tx, id), [])
      const history = await tx.many(sql`select 1 from row_history where record_id = ${id} and table_name like 'risk_%'`)
      assert.deepEqual(history, [])
    })
    await assert.rejects(
      t.as(who, (tx) => store.addStrength(tx, id, 'other', 'x')),
      notThere,
    )
  }
  assert.equal((await t.as(panelChair, (tx) => store.assessmentsOf(tx, id))).length, 1)
  await assert.rejects(
    t.as(panelChair, (tx) => store.beginAssessment(tx, { caseId: id, policyVersion: policy.version, level: 'emerging', because: 'x' })),
    notThere,
  )
})

test('an adult’s case takes none of these questions (law 5.4)', async () => {
  const id = await aCase({ kind: 'adult' })
  const begun = await t.as(worker, (tx) =>
    store.beginAssessment(tx, { caseId: id, policyVersion: policy.version, level: 'emerging', because: 'x' }),
  )
  assert.equal(refused(begun), 'not_right')
})
