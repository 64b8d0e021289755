import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { findCase, myCases } from '../../core/cases/index.ts'
import { addAction } from '../../core/plan/index.ts'
import { refreshStaleClocks, tellOfMissedVisits } from '../../core/visits/index.ts'
import { notify, openTasksOf, tasksOwedBy } from '../../core/work/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { lookAfterLeavers } from './jobs.ts'
import * as store from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)
const { worker, otherWorker, manager, stranger } = team
const administrator = await t.somebody({ role: 'systemAdministrator' })

function done<T>(outcome: store.Outcome<T>): T {
  return outcome.kind === 'done' ? outcome.value : assert.fail(`refused: ${outcome.because}`)
}
const refused = <T>(outcome: store.Outcome<T>) => (outcome.kind === 'refused' ? outcome.because : 'done')
const leaveOf = async (who: Somebody, from: string, until: string) =>
  done(await t.as(who, (tx) => store.enterLeave(tx, who.postId, from, until)))
const sees = async (who: Somebody, caseId: string) => (await t.as(who, (tx) => findCase(tx, caseId))) !== undefined
const toldOf = (who: Somebody) =>
  t.as(who, (tx) => tx.many<{ kind: string; record_id: string | null }>(sql`select kind, record_id from notification order by at, id`))
const monday = '2026-11-23T09:00:00Z'

test('leave that ends before it begins, is over, or lies in other leave is refused; nobody enters it for a colleague', async () => {
  const mine = (from: string, until: string) => t.as(worker, (tx) => store.enterLeave(tx, worker.postId, from, until))
  assert.equal(refused(await mine('2026-12-10', '2026-12-09')), 'backwards')
  assert.equal(refused(await mine('2026-11-01', '2026-11-22')), 'over')
  const id = done(await mine('2026-12-10', '2026-12-11'))
  assert.equal(refused(await mine('2026-12-11', '2026-12-20')), 'overlaps')
  await assert.rejects(
    t.as(otherWorker, (tx) => store.enterLeave(tx, worker.postId, '2027-01-04', '2027-01-05')),
    { code: 'P0002' },
  )
  await assert.rejects(
    t.as(stranger, (tx) => store.endLeave(tx, id)),
    { code: 'P0002' },
  )
  await t.as(manager, (tx) => store.endLeave(tx, id))
})

test('a cover sees the case from the first day to the end of the last, with nothing having to run, and never before a yes', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  const leave = await leaveOf(worker, '2026-11-25', '2026-11-27')
  done(await t.as(worker, (tx) => store.offerCover(tx, leave, id, otherWorker.postId, false)))
  const [asked] = await t.as(otherWorker, (tx) => store.coversAskedOfMe(tx))
  assert.deepEqual([asked?.cases, asked?.fromName, asked?.state], [1, 'Wim Janssen', 'offered'])
  try {
    t.clock.set('2026-11-25T12:00:00Z')
    assert.equal(await sees(otherWorker, id), false, 'asked is not yes')
    t.clock.set(monday)
    done(await t.as(otherWorker, (tx) => store.answerCover(tx, leave, true, '')))
    assert.equal(await sees(otherWorker, id), false, 'yes, but it has not begun')
    t.clock.set('2026-11-25T00:00:01Z')
    assert.equal(await sees(otherWorker, id), true)
    t.clock.set('2026-11-27T23:59:59Z')
    assert.equal(await sees(otherWorker, id), true)
    t.clock.set('2026-11-28T00:00:00Z')
    assert.equal(await sees(otherWorker, id), false)
  } finally {
    t.clock.set(monday)
    await t.as(worker, (tx) => store.endLeave(tx, leave))
  }
})

test('days are London’s: in summer cover begins and ends an hour earlier than the day in UTC', async () => {
  const id = await team.aCase({ knownAs: 'Summer' })
  try {
    t.clock.set('2027-06-30T09:00:00Z')
    const leave = await leaveOf(worker, '2027-07-01', '2027-07-01')
    done(await t.as(worker, (tx) => store.offerCover(tx, leave, id, otherWorker.postId, false)))
    done(await t.as(otherWorker, (tx) => store.answerCover(tx, leave, true, '')))
    t.clock.set('2027-06-30T23:00:00Z')
    assert.equal(await sees(otherWorker, id), true)
    t.clock.set('2027-07-01T23:00:00Z')
    assert.equal(await sees(otherWorker, id), false)
  } finally {
    t.clock.set(monday)
  }
})

test('what the absent one owes and is told stands with the cover too while it lasts, and goes nowhere else', async () => {
  const id = await team.aCase({ knownAs: 'Wren' })
  const other = await team.aCase({ knownAs: 'Uncovered' })
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  const leave = await leaveOf(worker, '2026-11-23', '2026-11-29')
  try {
    done(await t.as(worker, (tx) => store.offerCover(tx, leave, id, otherWorker.postId, false)))
    done(await t.as(otherWorker, (tx) => store.answerCover(tx, leave, true, '')))
    const owed = await t.as(otherWorker, (tx) => tasksOwedBy(tx, otherWorker.postId))
    const visit = owed.find(({ recordId, kind }) => recordId === id && kind === 'visit')
    assert.equal(visit?.coverFor, 'Wim Janssen')
    assert.ok(!owed.some(({ recordId }) => recordId === other))
    assert.ok(
      (await t.as(worker, (tx) => tasksOwedBy(tx, worker.postId))).some(({ recordId, coverFor }) => recordId === id && coverFor === null),
    )
    assert.match(await (await server.fetchAs(otherWorker, '/')).text(), /You cover for Wim Janssen until/)
    t.clock.set('2026-11-27T09:00:00Z')
    await team.asJobs((tx) => tellOfMissedVisits(tx, t.house))
    assert.ok((await toldOf(otherWorker)).some(({ kind, record_id }) => kind === 'visit.overdue' && record_id === id))
    assert.ok(!(await toldOf(otherWorker)).some(({ record_id }) => record_id === other))
    t.clock.set('2026-11-30T09:00:00Z')
    const before = (await toldOf(otherWorker)).length
    await t.as(manager, (tx) => notify(tx, worker.postId, 'circle.invited', { kind: 'case', id }))
    assert.equal((await toldOf(otherWorker)).length, before, 'the leave is over')
    assert.ok(!(await t.as(otherWorker, (tx) => tasksOwedBy(tx, otherWorker.postId))).some(({ coverFor }) => coverFor !== null))
  } finally {
    t.clock.set(monday)
    await t.as(worker, (tx) => store.endLeave(tx, leave))
  }
})

test('nobody covers for themselves, while away, after leaving, or where they are kept out: and the last is not told apart', async () => {
  const id = await team.aCase({ knownAs: 'Ash' })
  const leave = await leaveOf(worker, '2026-12-07', '2026-12-11')
  const offer = (to: Somebody) => t.as(worker, (tx) => store.offerCover(tx, leave, id, to.postId, false))
  try {
    assert.equal(refused(await offer(worker)), 'oneself')
    const away = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager })
    await leaveOf(away, '2026-12-11', '2026-12-14')
    assert.equal(refused(await offer(away)), 'away')
    const left = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager })
    await t.owner.transaction((tx) => tx.run(sql`update post set ended_at = current_instant() where id = ${left.postId}`))
    assert.equal(refused(await offer(left)), 'cannot')
    const leaving = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager })
    await t.owner.transaction((tx) => tx.run(sql`update post set until_on = '2026-12-09' where id = ${leaving.postId}`))
    assert.equal(refused(await offer(leaving)), 'cannot')
    const keptOut = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager })
    await t.as(manager, (tx) => tx.run(sql`select exclude_user('case', ${id}, ${keptOut.userId}, 'his uncle')`))
    assert.equal(refused(await offer(keptOut)), 'cannot')
  } finally {
    await t.as(worker, (tx) => store.endLeave(tx, leave))
  }
})

test('each case has one cover at a time: another is asked instead only when that is said, and the first is told', async () => {
  const id = await team.aCase({ knownAs: 'Teal' })
  const second = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager, name: 'Ben Carr' })
  const leave = await leaveOf(worker, '2026-11-23', '2026-11-29')
  const offer = (to: Somebody, instead: boolean) => t.as(worker, (tx) => store.offerCover(tx, leave, id, to.postId, instead))
  done(await offer(otherWorker, false))
  done(await t.as(otherWorker, (tx) => store.answerCover(tx, leave, true, '')))
  assert.equal(await sees(otherWorker, id), true)
  assert.equal(refused(await offer(second, false)), 'covered')
  done(await offer(second, true))
  assert.equal(await sees(otherWorker, id), false)
  assert.ok((await toldOf(otherWorker)).some(({ kind }) => kind === 'cover.withdrawn'))
  done(await t.as(second, (tx) => store.answerCover(tx, leave, true, '')))
  assert.equal(await sees(second, id), true)
  assert.equal(
    (await t.as(worker, (tx) => store.coversOf(tx, { id: leave, postId: worker.postId }))).find((one) => one.caseId === id)?.coverName,
    'Ben Carr',
  )
  // the cover is away after all: it is a gap again, and that is said
  await leaveOf(second, '2026-11-26', '2026-11-26')
  assert.equal(await sees(second, id), false)
  assert.ok((await toldOf(worker)).some(({ kind }) => kind === 'cover.lost'))
  const gaps = await t.as(manager, (tx) => store.gapsUntil(tx, '2026-11-23', '2026-12-07', team.teamId))
  assert.ok(gaps.find(({ leaveId }) => leaveId === leave)?.cases.some(({ caseId }) => caseId === id))
  assert.match(await (await server.fetchAs(manager, '/team')).text(), /Away with no cover[\s\S]*Teal/)
  assert.match(await (await server.fetchAs(manager, '/morning')).text(), /Away with no cover[\s\S]*Teal/)
  assert.deepEqual(await t.as(stranger, (tx) => store.gapsUntil(tx, '2026-11-23', '2026-12-07', null)), [])
  await t.as(worker, (tx) => store.endLeave(tx, leave))
})

test('back early, or the case given to somebody else: the cover is out at that moment', async () => {
  const id = await team.aCase({ knownAs: 'Merlin' })
  for (const ends of [
    (leave: string) => t.as(worker, (tx) => store.endLeave(tx, leave)),
    async () => void (await t.as(manager, (tx) => tx.run(sql`select allocate_case(${id}, ${manager.postId}, 'takes it herself')`))),
  ]) {
    const leave = await leaveOf(worker, '2026-11-23', '2026-11-24')
    done(await t.as(worker, (tx) => store.offerCover(tx, leave, id, otherWorker.postId, false)))
    done(await t.as(otherWorker, (tx) => store.answerCover(tx, leave, true, '')))
    assert.equal(await sees(otherWorker, id), true)
    await ends(leave)
    assert.equal(await sees(otherWorker, id), false)
  }
  for (const one of await t.as(worker, (tx) => store.leaveSince(tx, '2026-11-23')))
    if (one.endedAt === null && one.postId === worker.postId) await t.as(worker, (tx) => store.endLeave(tx, one.id))
})

test('a case that is handed over stays with its worker until the colleague says yes; a no has a reason', async () => {
  const id = await team.aCase({ knownAs: 'Plover' })
  const offer = done(await t.as(worker, (tx) => store.offerCase(tx, id, otherWorker.postId, 'You know the school')))
  const [asked] = await t.as(otherWorker, (tx) => store.casesOfferedToMe(tx))
  assert.equal(asked?.because, 'You know the school')
  assert.equal(await sees(otherWorker, id), false)
  assert.equal(refused(await t.as(otherWorker, (tx) => store.answerCaseOffer(tx, offer, false, ' '))), 'no_reason')
  done(await t.as(otherWorker, (tx) => store.answerCaseOffer(tx, offer, false, 'I have no room')))
  assert.equal((await t.as(worker, (tx) => findCase(tx, id)))?.workerPostId, worker.postId)
  assert.equal((await t.as(worker, (tx) => store.offerOfCase(tx, id)))?.answerBecause, 'I have no room')
  const again = done(await t.as(worker, (tx) => store.offerCase(tx, id, otherWorker.postId, 'There is room now')))
  await assert.rejects(
    t.as(stranger, (tx) => store.answerCaseOffer(tx, again, true, '')),
    { code: 'P0002' },
  )
  done(await t.as(otherWorker, (tx) => store.answerCaseOffer(tx, again, true, '')))
  assert.ok((await t.as(otherWorker, (tx) => myCases(tx))).some((c) => c.id === id))
  assert.equal((await t.as(otherWorker, (tx) => findCase(tx, id)))?.workerPostId, otherWorker.postId)
})

test('somebody is disabled at once: nothing is without a name, no day moves, and the manager gives it on', async () => {
  const leaver = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager, name: 'Lena Gone' })
  const id = await team.aCase({ knownAs: 'Curlew' })
  const others = await team.aCase({ knownAs: 'Dunlin' })
  await t.as(manager, (tx) => tx.run(sql`select allocate_case(${id}, ${leaver.postId}, 'room')`))
  await t.as(worker, (tx) => tx.run(sql`select circle_invite('case', ${others}, ${leaver.postId}, 'invited', 'helps with school', null)`))
  const action = await t.as(worker, (tx) =>
    addAction(tx, others, { what: 'Ring the school', ownerPostId: leaver.postId, ownerWords: '', dueOn: '2026-11-27', askedByThem: false }),
  )
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  const dueOf = async (record: string) =>
    (await t.as(manager, (tx) => openTasksOf(tx, { kind: 'case', id: record })))
      .map(({ kind, dueAt }) => [kind, dueAt?.toISOString()])
      .sort()
  const [before, beforeOthers] = [await dueOf(id), await dueOf(others)]
  const answer = await server.fetchAs(administrator, `/admin/users/${leaver.userId}/disable`, {})
  assert.equal(answer.status, 303)
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  await team.asJobs(lookAfterLeavers)
  for (const record of [id, others]) {
    const tasks = await t.as(manager, (tx) => openTasksOf(tx, { kind: 'case', id: record }))
    assert.ok(tasks.length > 0)
    for (const task of tasks) assert.notEqual(task.ownerPostId, leaver.postId)
    for (const task of tasks) if (record === id) assert.equal(task.ownerName, 'Mara Okafor', `${task.kind} has a name`)
  }
  assert.deepEqual([await dueOf(id), await dueOf(others)], [before, beforeOthers])
  assert.equal((await t.owner.transaction((tx) => tx.one<{ n: number }>(sql`select clocks_without_owner() as n`))).n, 0)
  assert.ok(!(await toldOf(administrator)).some(({ kind }) => kind === 'leaving.ownerless'))
  const left = await t.as(manager, (tx) => store.leavers(tx))
  assert.ok(left.some(({ name }) => name === 'Lena Gone'))
  const page = await (await server.fetchAs(manager, `/leaving/${leaver.postId}`)).text()
  assert.match(page, /Curlew/)
  const [owed] = await t.as(manager, (tx) => store.tasksLeftBy(tx, leaver.postId))
  assert.equal(owed?.subjectId, action)
  // a colleague who does not see the other child's case is not given what is owed there, and then nothing is given
  const wrong = await server.fetchAs(manager, `/leaving/${leaver.postId}`, {
    [`to-${id}`]: otherWorker.postId,
    [`to-${owed?.id}`]: otherWorker.postId,
    because: 'Lena left',
  })
  assert.equal(wrong.status, 422)
  assert.equal((await t.as(manager, (tx) => findCase(tx, id)))?.workerPostId, null)
  const given = await server.fetchAs(manager, `/leaving/${leaver.postId}`, {
    [`to-${id}`]: otherWorker.postId,
    [`to-${owed?.id}`]: worker.postId,
    because: 'Lena left',
  })
  assert.equal(given.status, 303)
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  assert.equal((await t.as(manager, (tx) => findCase(tx, id)))?.workerPostId, otherWorker.postId)
  assert.ok((await t.as(worker, (tx) => tasksOwedBy(tx, worker.postId))).some(({ subjectId }) => subjectId === action))
  assert.match(await (await server.fetchAs(manager, `/leaving/${leaver.postId}`)).text(), /Everything of theirs is with somebody/)
  assert.equal((await server.fetchAs(worker, `/leaving/${leaver.postId}`)).status, 404)
})

test('a last day that passes ends the post by itself; whoever answered to them answers to the next above', async () => {
  const middle = await t.somebody({ role: 'exploitationManager', team: 'exploitation', reportsTo: manager, name: 'Mid Manager' })
  const below = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: middle })
  await t.owner.transaction((tx) => tx.run(sql`update post set until_on = '2026-11-22' where id = ${middle.postId}`))
  await team.asJobs(lookAfterLeavers)
  const { reports_to } = await t.owner.transaction((tx) =>
    tx.one<{ reports_to: string | null }>(sql`select reports_to from post where id = ${below.postId}`),
  )
  assert.equal(reports_to, manager.postId)
})

test('with nobody above, what is owed stays with the team, and a cover that leaves is told to the absent', async () => {
  const id = await team.aCase({ knownAs: 'Snipe' })
  const cover = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager })
  const leave = await leaveOf(worker, '2026-11-23', '2026-11-24')
  done(await t.as(worker, (tx) => store.offerCover(tx, leave, id, cover.postId, false)))
  done(await t.as(cover, (tx) => store.answerCover(tx, leave, true, '')))
  const before = (await toldOf(worker)).filter(({ kind }) => kind === 'cover.lost').length
  await t.owner.transaction((tx) => tx.run(sql`update post set ended_at = current_instant() where id = ${cover.postId}`))
  assert.equal((await toldOf(worker)).filter(({ kind }) => kind === 'cover.lost').length, before + 1)
  const alone = await t.somebody({ role: 'exploitationWorker', team: 'alone' })
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`insert into task (record_kind, record_id, kind, owner_post) values ('case', ${id}, 'alone', ${alone.postId})`)
    await tx.run(sql`update post set ended_at = current_instant() where id = ${alone.postId}`)
  })
  const [task] = await t.owner.transaction((tx) =>
    tx.many<{ owner_post: string | null; team_id: string | null }>(
      sql`select owner_post, team_id from task where kind = 'alone' and ended_at is null`,
    ),
  )
  assert.deepEqual([task?.owner_post, task?.team_id], [null, team.teamId])
})

test('whoever answers partners enters their leave, too, and names who answers meanwhile; a worker’s leave does not ask it', async () => {
  const officer = await t.somebody({ role: 'housingOfficer', agency: 'lettings', agencyKind: 'housing' })
  const colleague = await t.somebody({ role: 'housingOfficer', agency: 'lettings', agencyKind: 'housing', name: 'Hilde Bauer' })
  const leave = await leaveOf(officer, '2026-12-07', '2026-12-11')
  const send = (who: Somebody, post: string) =>
    server.fetchAs(who, `/leave/${leave}/answers`, { _once: crypto.randomUUID(), answerer: post })
  assert.match(await (await server.fetchAs(officer, `/leave/${leave}`)).text(), /Nobody is named/)
  assert.equal((await send(officer, worker.postId)).status, 422, 'not somebody of another organisation')
  assert.equal((await send(colleague, colleague.postId)).status, 404)
  assert.equal((await send(officer, colleague.postId)).status, 303)
  assert.match(await (await server.fetchAs(officer, `/leave/${leave}`)).text(), /Hilde Bauer is told at once/)
  assert.ok((await toldOf(colleague)).some(({ kind }) => kind === 'cover.answers'))
  const other = await leaveOf(worker, '2027-02-01', '2027-02-02')
  assert.doesNotMatch(await (await server.fetchAs(worker, `/leave/${other}`)).text(), /What partners ask them/)
  await t.as(worker, (tx) => store.endLeave(tx, other))
  assert.equal((await server.fetchAs(administrator, '/leave')).status, 404)
})
