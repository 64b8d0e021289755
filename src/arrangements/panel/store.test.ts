// Who reads what of a panel's papers, from when and until when; tried as each of them, on a real database.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { excludeUser } from '../../core/access/index.ts'
import { closeTrack, decideClosing, findCase, othersKnown, requestClosing, setHeadlineLevel, tracksOf } from '../../core/cases/index.ts'
import { instantOf } from '../../core/clocks/index.ts'
import { actionsOf } from '../../core/plan/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { openTasksOf, tasksOwedBy } from '../../core/work/index.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { datesOfMeeting } from './rules.ts'
import { panelPolicy } from './schema.ts'
import * as store from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const team = await casework(t)
const { worker, manager, panelChair, school, stranger } = team
const second = await t.somebody({ role: 'panelCoordinator', agency: 'panel', agencyKind: 'partnership', name: 'Petra Second' })
const health = await t.somebody({ role: 'healthPractitioner', agency: 'health', agencyKind: 'health', name: 'Hal Health' })
const detective = await t.somebody({ role: 'investigatingOfficer', agency: 'police', agencyKind: 'police', name: 'Ines Detective' })
const policy = readReferenceFile('panel.yaml', panelPolicy)
const notThere = (error: unknown) => isDatabaseError(error, 'P0002')
const since = new Date('2026-11-01T00:00:00Z')

const on = '2026-12-03'
const about = (meetsOn: string) => ({ meetsOn, meetsAt: '10:00', place: 'Town hall', chairPost: panelChair.postId, because: '' })
const aPanel = (meetsOn = on) =>
  t.as(panelChair, (tx) => store.planMeeting(tx, about(meetsOn), datesOfMeeting(meetsOn, policy, t.house.reference.calendar)))
const atTop = async (knownAs: string) => {
  const id = await team.aCase({ knownAs })
  await t.as(worker, (tx) => setHeadlineLevel(tx, id, 'significant', t.clock.now()))
  return id
}
const putOn = async (meeting: string, caseId: string) =>
  (await t.as(panelChair, (tx) => store.putOn(tx, meeting, caseId, policy.agenda, since))) ?? assert.fail('it is put on')
const parts = [
  { part: 'headline', class: 'headline', said: 'He is being made to carry.' },
  { part: 'voice', class: 'headline', said: 'I want to go back to football' },
  { part: 'risk', class: 'risk', said: 'At risk from an older group.' },
  { part: 'police', class: 'stage', said: 'Released under investigation.' },
  { part: 'health', class: 'health', said: 'Sleeps badly.' },
]
const sent = async (item: string) =>
  t.as(worker, async (tx) => {
    assert.equal(await store.savePaper(tx, item, 0, parts), 'done')
    assert.equal(await store.sendPaper(tx, item, 1, ''), true)
  })
const publish = (meeting: string) =>
  t.as(panelChair, async (tx) => store.publishMeeting(tx, meeting, (await store.findMeeting(tx, meeting))?.version ?? 0))
const join = (meeting: string, who: Somebody) => t.as(panelChair, (tx) => store.addMember(tx, meeting, who.postId))
const reads = (who: Somebody, item: string) => t.as(who, async (tx) => Object.keys(await store.partsOf(tx, item, 1)).sort())
const listed = (who: Somebody, meeting: string) =>
  t.as(who, async (tx) => (await store.agendaOf(tx, meeting)).map(({ knownAs }) => knownAs))

test('each member reads the parts that their role needs, from publication, and nobody else anything', async () => {
  const meeting = await aPanel()
  const item = await putOn(meeting, await atTop('Kit'))
  for (const who of [school, health, detective]) await join(meeting, who)
  await sent(item)
  for (const who of [school, health, detective]) assert.deepEqual(await listed(who, meeting), [], 'not before publication')
  assert.equal(await publish(meeting), true)
  assert.deepEqual(await reads(worker, item), ['headline', 'health', 'police', 'risk', 'voice'])
  assert.deepEqual(await reads(panelChair, item), ['headline', 'police', 'risk', 'voice'])
  assert.deepEqual(await reads(school, item), ['headline', 'voice'])
  assert.deepEqual(await reads(health, item), ['headline', 'health', 'voice'])
  // never the level, nor a reason that tells it
  assert.deepEqual(await reads(detective, item), ['police'])
  const [seen] = await t.as(detective, (tx) => store.agendaOf(tx, meeting))
  assert.equal(seen?.reasons, null)
  assert.equal((await t.as(school, (tx) => store.agendaOf(tx, meeting)))[0]?.askedBecause, null)
  assert.deepEqual(await reads(stranger, item), [])
  assert.deepEqual(await listed(stranger, meeting), [])
  // a place at the table is no window into the case
  const caseId = seen?.caseId ?? ''
  for (const who of [school, health, detective]) assert.equal(await t.as(who, (tx) => findCase(tx, caseId)), undefined)
})

test('who joins late reads from then on; who is taken off, kept out, or past the thirtieth day reads nothing more', async () => {
  const meeting = await aPanel()
  const caseId = await atTop('Robin')
  const item = await putOn(meeting, caseId)
  await sent(item)
  await publish(meeting)
  assert.deepEqual(await reads(school, item), [])
  await join(meeting, school)
  assert.deepEqual(await reads(school, item), ['headline', 'voice'])
  const told = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(sql`select count(*) from notification where post_id = ${school.postId} and subject_id = ${meeting}`),
  )
  assert.equal(told.count, 1)
  await join(meeting, health)
  await t.as(manager, (tx) => excludeUser(tx, 'case', caseId, health.userId, 'her nephew'))
  assert.deepEqual(await reads(health, item), [])
  assert.deepEqual(await listed(health, meeting), [], 'as if the case were not there')
  await join(meeting, detective)
  const seat = (await t.as(panelChair, (tx) => store.membersOf(tx, meeting))).find(({ postId }) => postId === school.postId)
  await t.as(panelChair, (tx) => store.endMember(tx, seat?.id ?? ''))
  assert.deepEqual(await reads(school, item), [], 'taken off the list')
  t.clock.set(instantOf('2027-01-02T23:59').toISOString())
  assert.deepEqual(await reads(detective, item), ['police'], 'the thirtieth day is a whole one')
  t.clock.set(instantOf('2027-01-03T00:00').toISOString())
  for (const who of [school, detective, panelChair]) assert.deepEqual(await reads(who, item), [], `${who.fullName}: expired`)
  assert.deepEqual(await listed(school, meeting), [])
  assert.deepEqual(await listed(panelChair, meeting), ['Robin'], 'the agenda is kept')
  assert.equal(await t.as(panelChair, (tx) => findCase(tx, caseId)), undefined, 'the chair’s own look at the case ends with the papers')
  assert.deepEqual((await reads(worker, item)).length, 5, 'the case keeps its part')
  t.clock.set('2026-11-23T09:00:00Z')
})

test('the rules bring up who is at the top level or missing, a worker asks for others, and the coordinator decides', async () => {
  const meeting = await aPanel()
  const top = await atTop('Ash')
  const quiet = await team.aCase({ knownAs: 'Wren' })
  const candidates = () => t.as(panelChair, (tx) => store.candidatesFor(tx, meeting, policy.agenda, since))
  assert.deepEqual((await candidates()).find(({ caseId }) => caseId === top)?.reasons, ['newly'])
  assert.ok(!(await candidates()).some(({ caseId }) => caseId === quiet))
  await assert.rejects(
    t.as(worker, (tx) => store.candidatesFor(tx, meeting, policy.agenda, since)),
    notThere,
  )
  await assert.rejects(
    t.as(worker, (tx) => store.putOn(tx, meeting, top, policy.agenda, since)),
    notThere,
  )
  assert.equal(await t.as(panelChair, (tx) => store.putOn(tx, meeting, quiet, policy.agenda, since)), undefined, 'not by guessing an id')
  await assert.rejects(
    t.as(school, (tx) => store.propose(tx, meeting, quiet, 'guessed')),
    notThere,
  )
  assert.equal(await t.as(worker, (tx) => store.propose(tx, meeting, quiet, 'Nobody can find her a school')), true)
  assert.equal(await t.as(worker, (tx) => store.propose(tx, meeting, quiet, 'again')), false)
  const [asked] = await t.as(panelChair, (tx) => store.agendaOf(tx, meeting))
  assert.equal(asked?.askedBecause, 'Nobody can find her a school')
  // two coordinators answer at once: the second learns of it, and nothing of the first is lost
  const answer = (who: Somebody, isOn: boolean) =>
    t.as(who, (tx) => store.decideItem(tx, asked?.itemId ?? '', asked?.version ?? 0, isOn, 'next month'))
  assert.equal(await answer(panelChair, true), 'done')
  assert.equal(await answer(second, false), 'late')
  const owed = async () =>
    (await t.as(worker, (tx) => openTasksOf(tx, { kind: 'case', id: quiet }))).filter(({ kind }) => kind === 'panel.paper')
  assert.equal((await owed())[0]?.dueAt?.toISOString(), '2026-11-30T17:00:00.000Z')
  // a panel that moves takes its papers, invitations and copies along; a cancelled one takes them away
  const version = (await t.as(second, (tx) => store.findMeeting(tx, meeting)))?.version ?? 0
  const moved = { ...about('2027-01-07'), because: 'the room is flooded' }
  const move = (of: number) =>
    t.as(second, (tx) => store.changeMeeting(tx, meeting, of, moved, datesOfMeeting(moved.meetsOn, policy, t.house.reference.calendar)))
  assert.equal(await move(version), true)
  assert.equal(await move(version), false, 'somebody was quicker')
  assert.equal((await owed())[0]?.dueAt?.toISOString(), '2027-01-04T17:00:00.000Z')
  assert.ok((await t.as(panelChair, (tx) => findCase(tx, quiet))) !== undefined, 'on the agenda: the chair sees the case')
  assert.equal(await t.as(second, (tx) => store.cancelMeeting(tx, meeting, version + 1, 'too few can come')), true)
  assert.deepEqual(await owed(), [])
  assert.equal(await t.as(panelChair, (tx) => findCase(tx, quiet)), undefined)
})

test('a case that closes meanwhile is out of the panel’s reach, its paper too, and gets no action', async () => {
  const meeting = await aPanel('2026-11-23')
  const caseId = await atTop('Fern')
  const item = await putOn(meeting, caseId)
  await join(meeting, school)
  await sent(item)
  await publish(meeting)
  assert.equal((await reads(school, item)).length, 2)
  const closing = await t.as(worker, async (tx) => {
    for (const track of await tracksOf(tx, caseId)) await closeTrack(tx, track.id, 'safer now')
    return requestClosing(tx, caseId, { reason: 'safer', because: 'safer now', ownView: 'yes', wouldReopen: 'missing again' })
  })
  assert.equal(closing.kind, 'done')
  await t.as(manager, (tx) => decideClosing(tx, closing.kind === 'done' ? closing.value : '', 'agreed', 'agreed'))
  assert.deepEqual(await reads(school, item), [])
  assert.deepEqual(await listed(school, meeting), [])
  assert.equal((await t.as(panelChair, (tx) => store.agendaOf(tx, meeting)))[0]?.caseState, 'closed')
  assert.equal(await t.as(worker, (tx) => store.savePaper(tx, item, 1, parts)), 'closed')
  const action = { what: 'Ring the school', owner: null, ownerWords: 'the school', dueOn: '2026-12-01' }
  await assert.rejects(
    t.as(panelChair, (tx) => store.addPanelAction(tx, item, action, t.clock.now())),
    notThere,
  )
})

test('what is decided says who was in the room; its action is in the plan and in its owner’s work, who sees no more of the case', async () => {
  const meeting = await aPanel('2026-11-23')
  const caseId = await atTop('Lark')
  const item = await putOn(meeting, caseId)
  for (const who of [school, health]) await join(meeting, who)
  await sent(item)
  await publish(meeting)
  const version = async () => (await t.as(panelChair, (tx) => store.agendaOf(tx, meeting)))[0]?.version ?? 0
  const decision = {
    decided: 'He is offered a place at the youth club',
    because: 'He asked for it',
    present: [panelChair.postId, school.postId],
    presentWords: '',
  }
  const first = await version()
  assert.equal(await t.as(panelChair, (tx) => store.recordDecision(tx, item, first, decision)), true)
  assert.equal(await t.as(second, (tx) => store.recordDecision(tx, item, first, { ...decision, present: [second.postId] })), false)
  await assert.rejects(
    t.as(worker, async (tx) => store.recordDecision(tx, item, first, decision)),
    notThere,
  )
  await assert.rejects(
    t.as(panelChair, (tx) => store.recordDecision(tx, item, first + 1, { ...decision, present: [stranger.postId] })),
    notThere,
  )
  const [heard] = await t.as(school, (tx) => store.decisionsOf(tx, meeting))
  assert.deepEqual(heard?.present, ['Peter Lund, Agency panel', 'Asha Lead, Agency school'])
  assert.deepEqual(await t.as(health, (tx) => store.decisionsOf(tx, meeting)), [], 'was not in the room')
  const action = { what: 'Keep his place open until January', owner: school.postId, ownerWords: '', dueOn: '2026-12-01' }
  const id = await t.as(panelChair, (tx) => store.addPanelAction(tx, item, action, instantOf('2026-12-01T23:59')))
  assert.ok((await t.as(school, (tx) => tasksOwedBy(tx, school.postId))).some(({ subjectId }) => subjectId === id))
  assert.deepEqual(
    (await t.as(worker, (tx) => actionsOf(tx, caseId))).map(({ what }) => what),
    [action.what],
  )
  assert.equal(await t.as(school, (tx) => findCase(tx, caseId)), undefined)
  await assert.rejects(
    t.as(health, (tx) => store.finishOwnAction(tx, id, 1, { state: 'done', how: 'x' })),
    notThere,
  )
  assert.equal(await t.as(school, (tx) => store.finishOwnAction(tx, id, 1, { state: 'done', how: 'He has it' })), true)
  assert.equal((await t.as(worker, (tx) => actionsOf(tx, caseId)))[0]?.endedHow, 'He has it')
  assert.deepEqual(
    (await t.as(school, (tx) => tasksOwedBy(tx, school.postId))).filter(({ subjectId }) => subjectId === id),
    [],
  )
})

test('somebody whom the writer may not see is not found out by writing a name', async () => {
  const mine = await team.aCase({ knownAs: 'Jay' })
  const theirs = await t.somebody({ role: 'exploitationManager', team: 'elsewhere' })
  await team.aCase({ knownAs: 'Merle' })
  const known = await t.as(worker, (tx) => othersKnown(tx, mine))
  assert.ok(known.some(({ name }) => name === 'Merle') && !known.some(({ name }) => name === 'Jay'))
  assert.deepEqual(await t.as(theirs, (tx) => othersKnown(tx, mine)), [])
})
