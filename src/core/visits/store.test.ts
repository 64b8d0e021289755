import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody, startOfTests } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { allocateCase, closeTrack, decideClosing, requestClosing } from '../cases/index.ts'
import { openTasksOf } from '../work/index.ts'
import { refreshStaleClocks, refreshVisitClock, tellOfMissedVisits } from './clock.ts'
import type { VisitOutcome } from './rules.ts'
import * as store from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const { manager, worker, otherWorker, serviceManager, panelChair, school, stranger, aCase, invite, asJobs } = await casework(t)
beforeEach(() => t.clock.set(startOfTests))

const notThere = (error: unknown) => isDatabaseError(error, 'P0002')
const visitOn = (caseId: string, on: string, outcome: VisitOutcome, more: Partial<store.NewVisit> = {}): store.NewVisit => ({
  caseId,
  plannedId: null,
  outcome,
  on,
  at: null,
  place: 'home',
  visitorPostId: worker.postId,
  overtime: 'unknown',
  ownWords: '',
  seen: '',
  next: '',
  ...more,
})

/** What a worker does: keeps the visit, and the clock follows in the same transaction. */
async function visited(caseId: string, on: string, outcome: VisitOutcome, more: Partial<store.NewVisit> = {}, who: Somebody = worker) {
  return t.as(who, async (tx) => {
    const saved = await store.insertVisit(tx, visitOn(caseId, on, outcome, more))
    if (saved.kind === 'saved') await refreshVisitClock(tx, t.house.reference, caseId, 'a visit was recorded')
    return saved
  })
}
/** A level confirmed at a time, as a decided assessment leaves it. */
async function levelConfirmed(caseId: string, level: string, at: string) {
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`
      insert into risk_assessment (case_id, state, policy_version, begun_at, begun_by, judged_level, judged_because, suggestion, decided_level,
        decided_because, decided_at, decided_by, confirmed_at)
      values (${caseId}, 'decision', ${t.house.reference.risk.version}, ${at}, ${worker.postId}, ${level}, 'x', '{}', ${level}, 'x', ${at}, ${worker.postId}, ${at})`)
    await tx.run(sql`select set_case_level_as_system(${caseId}, ${level}, ${at})`)
  })
  await timetable()
}
const timetable = () => asJobs((tx) => refreshStaleClocks(tx, t.house))
const ladder = () => asJobs((tx) => tellOfMissedVisits(tx, t.house))
const clockOf = async (caseId: string, who = worker) =>
  (await t.as(who, (tx) => store.visitClockOf(tx, caseId))) ?? assert.fail('there is a clock')
const visitTask = async (caseId: string) =>
  (await t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id: caseId }))).filter((task) => task.kind === 'visit')
const toldNames = async (caseId: string) =>
  (await t.as(manager, (tx) => store.toldOf(tx, caseId))).map((one) => `${one.step}: ${one.name}`).sort()
const noticesOf = async (who: Somebody, caseId: string) =>
  (await t.as(who, (tx) => tx.many(sql`select 1 from notification where kind = 'visit.overdue' and record_id = ${caseId}`))).length

test('from opening, two working days to be seen, as for the top level, owed by the worker', async () => {
  const id = await aCase()
  await timetable()
  const clock = await clockOf(id)
  assert.equal(clock.dueOn, '2026-11-25')
  assert.equal(clock.level, 'significant')
  assert.equal(clock.levelIsConfirmed, false)
  const [task] = await visitTask(id)
  assert.equal(task?.ownerPostId, worker.postId)
  assert.equal(task?.dueAt?.toISOString(), '2026-11-25T23:59:00.000Z')
  assert.equal(task?.clock?.rule, 'law section 7, from opening')
})

test('law R70: seen on the Friday before Christmas, due on Christmas Day; moderate and emerging on their Fridays', async () => {
  t.clock.set('2026-12-18T15:00:00Z')
  for (const [level, dueOn] of [
    ['significant', '2026-12-25'],
    ['moderate', '2027-01-01'],
    ['emerging', '2027-01-15'],
  ] as const) {
    const id = await aCase()
    await levelConfirmed(id, level, '2026-12-18T12:00:00Z')
    await visited(id, '2026-12-18', 'seen')
    assert.equal((await clockOf(id)).dueOn, dueOn)
  }
})

test('law R71: nobody home and a phone call are attempts; the day does not move', async () => {
  t.clock.set('2026-12-01T09:00:00Z')
  const id = await aCase()
  await visited(id, '2026-12-01', 'seen')
  t.clock.set('2026-12-07T09:00:00Z')
  await visited(id, '2026-12-05', 'not_home')
  await visited(id, '2026-12-07', 'phone_or_video')
  const clock = await clockOf(id)
  assert.deepEqual([clock.dueOn, clock.attemptsSince, clock.lastSeenOn], ['2026-12-08', 2, '2026-12-01'])
  assert.equal((await visitTask(id))[0]?.dueAt?.toISOString(), '2026-12-08T23:59:00.000Z')
})

test('law R72: confirmed on Christmas Eve for a child never seen, due two working days later; the ladder counts from the opening', async () => {
  t.clock.set('2026-12-24T10:00:00Z')
  const id = await aCase()
  await levelConfirmed(id, 'significant', '2026-12-24T11:00:00Z')
  const clock = await clockOf(id)
  assert.equal(clock.dueOn, '2026-12-30')
  assert.equal(clock.why?.rule, 'law R72')
})

test('law R73: the ladder at each step, each person told once; the panel chair is let in to the headline until the child is seen', async () => {
  t.clock.set('2026-12-01T09:00:00Z')
  const id = await aCase()
  await levelConfirmed(id, 'significant', '2026-12-01T10:00:00Z')
  await visited(id, '2026-12-01', 'seen')
  const chairSees = () => t.as(panelChair, (tx) => tx.many(sql`select 1 from case_headline where case_id = ${id}`))

  t.clock.set('2026-12-08T23:00:00Z')
  await ladder()
  assert.deepEqual(await toldNames(id), [], 'on the day itself nobody is told')

  t.clock.set('2026-12-09T00:01:00Z')
  await ladder()
  await ladder()
  assert.deepEqual(await toldNames(id), ['team_manager: Mara Okafor', 'worker: Wim Janssen'])
  assert.equal(await noticesOf(manager, id), 1)
  assert.equal(await noticesOf(worker, id), 1)
  assert.equal(await noticesOf(serviceManager, id), 0)

  t.clock.set('2026-12-12T09:00:00Z')
  await ladder()
  assert.deepEqual(await toldNames(id), ['service_manager: Sheila Grant', 'team_manager: Mara Okafor', 'worker: Wim Janssen'])
  assert.equal((await chairSees()).length, 0)

  t.clock.set('2026-12-15T00:30:00Z')
  await ladder()
  await ladder()
  assert.equal((await toldNames(id)).length, 4)
  assert.equal(await noticesOf(panelChair, id), 1)
  assert.equal(await noticesOf(worker, id), 1, 'the worker was told on the first day and not again')
  assert.equal((await chairSees()).length, 1)
  assert.equal((await t.as(panelChair, (tx) => store.visitsOf(tx, id))).length, 0, 'the headline and no more')

  await visited(id, '2026-12-15', 'seen')
  assert.equal((await chairSees()).length, 0)
  assert.deepEqual(await toldNames(id), [])
  t.clock.set('2026-12-23T09:00:00Z')
  await ladder()
  assert.equal((await toldNames(id)).length, 2, 'unseen anew: the steps begin again')
})

test('a new worker of a child who is overdue is told as well', async () => {
  const id = await aCase()
  await timetable()
  t.clock.set('2026-11-26T09:00:00Z')
  await ladder()
  assert.equal(await noticesOf(otherWorker, id), 0)
  await t.as(manager, (tx) => allocateCase(tx, id, otherWorker.postId, 'Wim is away'))
  await timetable()
  await ladder()
  assert.equal(await noticesOf(otherWorker, id), 1)
  assert.equal(await noticesOf(manager, id), 1)
  assert.equal((await t.as(manager, (tx) => openTasksOf(tx, { kind: 'case', id })))[0]?.ownerPostId, otherWorker.postId)
})

test('law R74: raised from moderate to significant, due on the later day, not after the old one; the old date is kept with its reason', async () => {
  t.clock.set('2026-11-30T09:00:00Z')
  const id = await aCase()
  await levelConfirmed(id, 'moderate', '2026-11-30T10:00:00Z')
  t.clock.set('2026-12-01T12:00:00Z')
  await visited(id, '2026-12-01', 'seen')
  assert.equal((await clockOf(id)).dueOn, '2026-12-15')
  t.clock.set('2026-12-10T12:00:00Z')
  await levelConfirmed(id, 'significant', '2026-12-10T12:00:00Z')
  assert.equal((await clockOf(id)).dueOn, '2026-12-14')
  const old = await t.as(worker, (tx) =>
    tx.many<{ because: string }>(sql`
      select ended_because as because from task where record_id = ${id} and kind = 'visit' and due_at = '2026-12-15T23:59:00Z'`),
  )
  assert.deepEqual(old, [{ because: 'the level changed' }])
})

test('a child never seen stays overdue from the opening, even when a level decided later gives a later day', async () => {
  t.clock.set('2026-11-23T09:00:00Z')
  const id = await aCase()
  await levelConfirmed(id, 'moderate', '2026-12-10T12:00:00Z')
  const clock = await clockOf(id)
  assert.deepEqual([clock.dueOn, clock.overdueFrom], ['2026-12-14', '2026-11-25'])
  const late = await t.as(manager, (tx) => store.unseenInTime(tx, manager.teamId ?? '', '2026-12-11'))
  assert.ok(late.some((one) => one.caseId === id))
  t.clock.set('2026-12-11T09:00:00Z')
  await ladder()
  assert.ok((await toldNames(id)).includes('service_manager: Sheila Grant'))
})

test('a level that waits for a countersign is not confirmed: the child is visited as for the top level', async () => {
  const id = await aCase()
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into risk_assessment (case_id, state, policy_version, begun_at, begun_by, judged_level, judged_because, suggestion, decided_level,
        decided_because, decided_at, decided_by)
      values (${id}, 'waiting_for_countersign', ${t.house.reference.risk.version}, now(), ${worker.postId}, 'emerging', 'x', '{}', 'emerging', 'x', now(), ${worker.postId})`),
  )
  await visited(id, '2026-11-23', 'seen')
  const clock = await clockOf(id)
  assert.deepEqual([clock.level, clock.dueOn, clock.levelIsConfirmed], ['significant', '2026-11-30', false])
})

test('seen three times in a row and never alone: a prompt', async () => {
  const id = await aCase()
  t.clock.set('2026-11-26T18:00:00Z')
  for (const on of ['2026-11-24', '2026-11-25', '2026-11-26']) {
    assert.equal((await clockOfOrNone(id))?.notAlonePrompt ?? false, false)
    await visited(id, on, 'seen_not_alone')
  }
  assert.equal((await clockOf(id)).notAlonePrompt, true)
})
const clockOfOrNone = (id: string) => t.as(worker, (tx) => store.visitClockOf(tx, id))

test('a visit written down days later keeps both times, and an older one does not move the clock back', async () => {
  t.clock.set('2026-11-24T09:00:00Z')
  const id = await aCase()
  t.clock.set('2026-11-30T09:00:00Z')
  await visited(id, '2026-11-27', 'seen')
  assert.equal((await clockOf(id)).dueOn, '2026-12-04')
  await visited(id, '2026-11-25', 'seen')
  assert.equal((await clockOf(id)).dueOn, '2026-12-04')
  const [latest] = await t.as(worker, (tx) => store.visitsOf(tx, id))
  assert.equal(latest?.on, '2026-11-27')
  assert.equal(latest?.recordedAt.toISOString(), '2026-11-30T09:00:00.000Z')
})

test('a visit of tomorrow has no outcome, nor has one of later today', async () => {
  const id = await aCase()
  for (const more of [{ on: '2026-11-24' }, { on: '2026-11-23', at: new Date('2026-11-23T10:00:00Z') }]) {
    const saved = await visited(id, more.on, 'seen', more)
    assert.deepEqual(saved, { kind: 'refused', because: 'in_the_future' })
  }
})

test('a planned visit gets one outcome; the second who records it is told', async () => {
  const id = await aCase()
  const planned = await t.as(worker, (tx) =>
    store.planVisit(tx, { caseId: id, at: new Date('2026-11-23T08:00:00Z'), place: 'school', visitorPostId: worker.postId }),
  )
  const plannedId = planned.kind === 'saved' ? planned.id : assert.fail()
  assert.equal((await t.as(worker, (tx) => store.plannedVisitsOf(tx, worker.postId))).filter((one) => one.caseId === id).length, 1)
  assert.equal((await visited(id, '2026-11-23', 'seen', { plannedId })).kind, 'saved')
  assert.deepEqual(await visited(id, '2026-11-23', 'seen', { plannedId }, manager), { kind: 'refused', because: 'has_outcome' })
})

test('a visit that was written by mistake no longer counts, and stays readable with the reason', async () => {
  t.clock.set('2026-11-24T18:00:00Z')
  const id = await aCase()
  await visited(id, '2026-11-24', 'seen')
  const [visit] = await t.as(worker, (tx) => store.visitsOf(tx, id))
  await t.as(worker, async (tx) => {
    await store.withdrawVisit(tx, visit?.id ?? '', 'It was his brother')
    await refreshVisitClock(tx, t.house.reference, id, 'a visit was taken back')
  })
  assert.equal((await clockOf(id)).lastSeenOn, null)
  assert.equal((await t.as(worker, (tx) => store.findVisit(tx, visit?.id ?? '')))?.withdrawnBecause, 'It was his brother')
})

test('a closed case takes no visits and has no clock', async () => {
  const id = await aCase()
  await timetable()
  await t.as(worker, async (tx) => {
    for (const track of await tx.many<{ id: string }>(sql`select id from case_track where case_id = ${id}`))
      await closeTrack(tx, track.id, 'over')
  })
  const asked = await t.as(worker, (tx) =>
    requestClosing(tx, id, { reason: 'safer', because: 'x', ownView: '', wouldReopen: 'Missing overnight' }),
  )
  await t.as(manager, (tx) => decideClosing(tx, asked.kind === 'done' ? asked.value : assert.fail(), 'agreed', ''))
  await timetable()
  assert.equal(await clockOfOrNone(id), undefined)
  assert.deepEqual(await visitTask(id), [])
  assert.deepEqual(await visited(id, '2026-11-23', 'seen'), { kind: 'refused', because: 'case_closed' })
})

test('what a child said at a visit is read by those who read notes; an invited school and a stranger see no visit at all', async () => {
  const id = await aCase()
  await visited(id, '2026-11-23', 'seen', { ownWords: 'I want to go back to school' })
  await invite(id, school)
  assert.equal((await t.as(worker, (tx) => store.visitsOf(tx, id)))[0]?.note?.ownWords, 'I want to go back to school')
  const service = await t.as(serviceManager, (tx) => store.visitsOf(tx, id))
  assert.equal(service.length, 1)
  assert.equal(service[0]?.note, null)
  for (const who of [school, stranger]) {
    assert.deepEqual(await t.as(who, (tx) => store.visitsOf(tx, id)), [])
    assert.equal(await t.as(who, (tx) => store.visitClockOf(tx, id)), undefined)
    await assert.rejects(visited(id, '2026-11-23', 'seen', {}, who), notThere)
    await assert.rejects(
      t.as(who, (tx) => refreshVisitClock(tx, t.house.reference, id, 'x')),
      notThere,
    )
  }
})

test('the calendar ends before the date: no date is given, and the visit is still owed', async () => {
  t.clock.set('2029-06-01T09:00:00Z')
  const id = await aCase()
  await timetable()
  assert.equal((await clockOf(id)).dueOn, null)
  const [task] = await visitTask(id)
  assert.equal(task?.dueAt, null)
})

test('no exploitation identified: the rhythm goes on as before until a manager says how often, and why', async () => {
  const id = await aCase()
  t.clock.set('2026-11-24T16:00:00Z')
  await visited(id, '2026-11-24', 'seen')
  await levelConfirmed(id, 'moderate', '2026-11-24T17:00:00Z')
  t.clock.set('2026-11-26T12:00:00Z')
  await levelConfirmed(id, 'not_identified', '2026-11-26T10:00:00Z')
  const unsure = await clockOf(id)
  assert.deepEqual([unsure.rhythmFrom, unsure.level], ['nobody', 'moderate'])
  assert.deepEqual(
    (await t.as(manager, (tx) => store.withoutRhythm(tx, worker.teamId ?? ''))).map(({ caseId }) => caseId),
    [id],
  )

  await assert.rejects(
    t.as(worker, (tx) => store.chooseRhythm(tx, id, 'emerging', 'She is fine')),
    notThere,
  )
  await t.as(manager, async (tx) => {
    await store.chooseRhythm(tx, id, 'emerging', 'School sees her each day')
    await refreshVisitClock(tx, t.house.reference, id, 'a manager said how often')
  })
  const chosen = await clockOf(id)
  assert.deepEqual([chosen.rhythmFrom, chosen.level], ['manager', 'emerging'])
  // a lower rhythm keeps the day that stands until the next visit
  assert.equal(chosen.dueOn, unsure.dueOn)
  assert.equal((await t.as(worker, (tx) => store.rhythmChosen(tx, id)))?.because, 'School sees her each day')

  t.clock.set('2026-11-27T16:00:00Z')
  await visited(id, '2026-11-27', 'seen')
  assert.equal((await clockOf(id)).dueOn, '2026-12-25')
  await levelConfirmed(id, 'significant', '2026-11-27T15:00:00Z')
  assert.deepEqual([(await clockOf(id)).rhythmFrom, (await clockOf(id)).level], ['level', 'significant'])
  await assert.rejects(
    t.as(manager, (tx) => store.chooseRhythm(tx, id, 'emerging', 'She is fine')),
    (error: unknown) => isDatabaseError(error, 'LW002'),
  )
})

test('no exploitation identified at the first look: as for the top level, until a manager says how often', async () => {
  const id = await aCase()
  t.clock.set('2026-11-24T10:00:00Z')
  await levelConfirmed(id, 'not_identified', '2026-11-24T09:30:00Z')
  const clock = await clockOf(id)
  assert.deepEqual([clock.rhythmFrom, clock.level, clock.levelIsConfirmed, clock.dueOn], ['nobody', 'significant', false, '2026-11-25'])
})

test('an adult is seen without a rhythm: the last day stands there all the same, and nobody else learns it', async () => {
  const id = await aCase({ kind: 'adult' })
  await timetable()
  assert.equal(await t.as(worker, (tx) => store.lastSeenOn(tx, id)), null)
  await visited(id, '2026-11-20', 'seen_not_alone')
  await visited(id, '2026-11-22', 'phone_or_video')
  assert.equal(await t.as(worker, (tx) => store.lastSeenOn(tx, id)), '2026-11-20')
  await invite(id, school)
  assert.equal(await t.as(school, (tx) => store.lastSeenOn(tx, id)), undefined)
})
