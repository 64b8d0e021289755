// Who may ask, who is asked, and who reads what: on a real database, as the application's role.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { asJobs, casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { joinConcern } from '../../core/cases/index.ts'
import { sendConcern } from '../../core/concerns/index.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { answerFrom } from './answer.ts'
import { asks } from './index.ts'
import { askStanding } from './rules.ts'
import {
  answerersFor,
  answersTo,
  asksAbout,
  asksOfUs,
  chase,
  findAskOfUs,
  findOwnAsk,
  handOn,
  type NewAnswer,
  type NewAsk,
  sendAnswer,
  sendAsk,
  stepBack,
  unansweredAtDesk,
  unansweredCases,
  withdraw,
} from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const team = await casework(t)
const police = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police', name: 'Dc Ruth Calloway' })
const sergeant = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police', name: 'Ds Imran Tolland' })
const custody = await t.somebody({ role: 'custodyOfficer', agency: 'police', agencyKind: 'police', name: 'Sgt Moira Ketterick' })
const nurse = await t.somebody({ role: 'healthPractitioner', agency: 'health', agencyKind: 'health', name: 'Beatriz Coyle' })

const plain: Omit<NewAsk, 'agencyId'> = {
  toPostId: null,
  told: [{ what: 'name', value: 'Sam Rook' }],
  leftOut: ['address'],
  questions: ['Do you know him?', 'Who else works with him?'],
  purpose: 'To decide how to keep a child safe',
  why: '',
  basis: 'Children Act 1989 section 47',
  basisMark: 'U',
  policyVersion: 'asks-2026-11',
  agreement: 'not_asked',
  agreementBecause: 'He is missing',
  class: 'notes',
  caseClass: null,
  dueAt: new Date('2026-11-24T12:00:00Z'),
  clock: null,
}
const asked = (caseId: string, more: Partial<NewAsk> = {}, who: Somebody = team.worker) =>
  t.as(
    who,
    async (tx) =>
      (await sendAsk(tx, 'case', caseId, { ...plain, agencyId: police.agencyId, ...more })) ?? assert.fail('nobody answers there'),
  )
const nothing: NewAnswer['items'][0] = { standing: 'nothing_known', words: '', checkedByOn: null }
const answer = (more: Partial<NewAnswer> = {}): NewAnswer => ({
  name: 'Dc Ruth Calloway',
  job: 'Police',
  teamOnly: false,
  items: [{ standing: 'known', words: 'Stopped with two older men in June', checkedByOn: null }, nothing],
  ...more,
})
const isNotThere = (error: unknown) => isDatabaseError(error, 'P0002')
const noticesOf = (who: Somebody, kind: string) =>
  t.as(who, (tx) => tx.many<{ recordId: string | null }>(sql`select record_id as "recordId" from notification where kind = ${kind}`))

const aConcern = () =>
  t.as(team.school, async (tx) => {
    const sent = await sendConcern(
      tx,
      'child_exploitation',
      {
        submission: {
          form: 'full',
          referrerName: 'Asha Lead',
          referrerJob: '',
          referrerAgency: '',
          reach: '',
          whatSeen: 'New phone',
          ownWords: '',
          seenOn: null,
          seenAt: null,
          seenWhenWords: '',
          dangerNow: 'no',
          alreadyDone: '',
          agreement: 'agreed',
          agreementBecause: '',
          told: '',
          wordsKept: [],
          answers: {},
        },
        subjects: [],
        places: [],
        attachments: [],
      },
      t.clock.now(),
      t.house.reference,
    )
    return sent.kind === 'sent' ? sent.id : assert.fail()
  })

test('a police officer is asked, sees what was told and nothing of the case, answers, and the worker reads it', async () => {
  const caseId = await team.aCase()
  const id = await asked(caseId)
  assert.deepEqual(
    (await t.as(police, (tx) => asksOfUs(tx, police.agencyId, police.postId, 'open'))).map((ask) => ask.id),
    [id],
  )
  const seen = await t.as(police, (tx) => findAskOfUs(tx, id))
  assert.deepEqual(seen?.told, [{ what: 'name', value: 'Sam Rook' }])
  for (const hidden of [caseId, 'Haddad', 'packages']) assert.doesNotMatch(JSON.stringify(seen), new RegExp(hidden))
  assert.equal(await t.as(police, (tx) => findOwnAsk(tx, id)), undefined)
  assert.deepEqual(await t.as(police, (tx) => tx.many(sql`select 1 from partner_ask_record`)), [])
  assert.deepEqual(await t.as(police, (tx) => tx.many(sql`select 1 from case_file`)), [])
  assert.deepEqual(await t.as(police, (tx) => tx.many(sql`select 1 from task`)), [], 'what the asker owes would say which record it is')
  assert.ok((await noticesOf(police, 'ask.received')).every(({ recordId }) => recordId === null))
  assert.equal(await t.as(police, (tx) => sendAnswer(tx, id, 0, answer())), 'saved')
  const [read] = await t.as(team.worker, (tx) => answersTo(tx, [id]))
  assert.deepEqual(
    read?.items.map(({ standing }) => standing),
    ['known', 'nothing_known'],
  )
  assert.equal((await noticesOf(team.worker, 'ask.answered')).length, 1)
})

test('nobody else reads it: another agency, a role of the police that does not answer, a stranger, a school in the circle', async () => {
  const caseId = await team.aCase()
  const id = await asked(caseId)
  await t.as(police, (tx) => sendAnswer(tx, id, 0, answer()))
  await team.invite(caseId, team.school)
  for (const who of [nurse, custody, team.stranger, team.school, team.triage]) {
    assert.equal(await t.as(who, (tx) => findAskOfUs(tx, id)), undefined, who.fullName)
    assert.equal(await t.as(who, (tx) => findOwnAsk(tx, id)), undefined, who.fullName)
    assert.deepEqual(await t.as(who, (tx) => answersTo(tx, [id])), [], who.fullName)
    assert.deepEqual(await t.as(who, (tx) => tx.many(sql`select 1 from partner_answer_item`)), [], who.fullName)
    await assert.rejects(
      t.as(who, (tx) => sendAnswer(tx, id, 1, answer())),
      isNotThere,
      who.fullName,
    )
    await assert.rejects(
      t.as(who, (tx) => withdraw(tx, id, 'no')),
      isNotThere,
      who.fullName,
    )
  }
})

test('whoever may not write about somebody may not ask about them, and nobody writes the tables past the functions', async () => {
  const caseId = await team.aCase()
  await team.invite(caseId, team.school)
  for (const who of [team.school, team.stranger, police, team.triage]) {
    assert.deepEqual(await t.as(who, (tx) => answerersFor(tx, 'case', caseId)), [], who.fullName)
    await assert.rejects(asked(caseId, {}, who), isNotThere, who.fullName)
  }
  await assert.rejects(
    t.as(team.worker, (tx) => tx.run(sql`delete from partner_answer`)),
    (error) => isDatabaseError(error, '42501'),
  )
  await assert.rejects(
    t.as(team.worker, (tx) => tx.run(sql`update partner_ask set why = ''`)),
    (error) => isDatabaseError(error, '42501'),
  )
})

test('each answer has its circle: plan is read by an invited housing officer, notes are not, and "only the team" by nobody outside it', async () => {
  const housing = await t.somebody({ role: 'housingOfficer', agency: 'homes', agencyKind: 'housing' })
  const reviewer = await t.somebody({ role: 'independentReviewingOfficer', agency: 'reviewing' })
  const caseId = await team.aCase()
  for (const who of [housing, reviewer]) await team.invite(caseId, who)
  const [ofPlan, ofNotes] = [await asked(caseId, { class: 'plan' }), await asked(caseId, { class: 'notes' })]
  for (const id of [ofPlan, ofNotes]) await t.as(police, (tx) => sendAnswer(tx, id, 0, answer()))
  assert.deepEqual(
    (await t.as(housing, (tx) => asksAbout(tx, 'case', caseId))).map(({ id }) => id),
    [ofPlan],
  )
  assert.equal((await t.as(reviewer, (tx) => answersTo(tx, [ofPlan, ofNotes]))).length, 2)
  const id = await asked(caseId)
  await t.as(police, (tx) => sendAnswer(tx, id, 0, answer({ teamOnly: true })))
  assert.equal((await t.as(team.manager, (tx) => answersTo(tx, [id]))).length, 1, 'the manager is of the team')
  assert.deepEqual(await t.as(reviewer, (tx) => answersTo(tx, [id])), [])
  assert.equal((await t.as(reviewer, (tx) => findOwnAsk(tx, id)))?.answeredAt === null, false, 'that it was answered is known all the same')
})

test('somebody who is kept out of a record is not asked about it, is not offered, and does not see that others are', async () => {
  const caseId = await team.aCase()
  await t.as(team.manager, (tx) => tx.run(sql`select exclude_user('case', ${caseId}, ${sergeant.userId}, 'his nephew')`))
  const names = (await t.as(team.worker, (tx) => answerersFor(tx, 'case', caseId))).map(({ fullName }) => fullName)
  assert.ok(names.includes(police.fullName) && !names.includes(sergeant.fullName))
  const before = (await noticesOf(sergeant, 'ask.received')).length
  const id = await asked(caseId)
  assert.equal(await t.as(sergeant, (tx) => findAskOfUs(tx, id)), undefined)
  assert.equal((await noticesOf(sergeant, 'ask.received')).length, before)
})

test('"they are my family": whoever steps back sees no more of it, a colleague answers, and the record is kept from them', async () => {
  const caseId = await team.aCase()
  const id = await asked(caseId, { toPostId: police.postId })
  await t.as(police, (tx) => stepBack(tx, id, 'my sister’s boy'))
  assert.equal(await t.as(police, (tx) => findAskOfUs(tx, id)), undefined)
  assert.deepEqual(await t.as(police, (tx) => tx.many(sql`select 1 from exclusion`)), [], 'not even the row that says so')
  assert.equal(await t.as(sergeant, (tx) => sendAnswer(tx, id, 0, answer())), 'saved')
  assert.equal((await noticesOf(team.worker, 'ask.stepped_back')).length, 1)
})

test('known, nothing known and not checked are three things; "not checked" says why and by when, and stays owed until then', async () => {
  const questions = ['Do you know him?']
  const read = (body: Record<string, string>) => answerFrom(body, questions, '2026-11-23')
  assert.deepEqual(read({ q0: 'nothing_known' }), { items: [nothing] })
  assert.ok(
    'problems' in read({}) &&
      'problems' in read({ q0: 'known' }) &&
      'problems' in read({ q0: 'not_checked', 'q0-words': 'the system is down' }),
  )
  const late = { q0: 'not_checked', 'q0-words': 'the system is down', 'q0-by-day': '20', 'q0-by-month': '11', 'q0-by-year': '2026' }
  assert.ok('problems' in read(late))
  assert.deepEqual(read({ ...late, 'q0-by-day': '26' }), {
    items: [{ standing: 'not_checked', words: 'the system is down', checkedByOn: '2026-11-26' }],
  })
  const caseId = await team.aCase()
  const id = await asked(caseId)
  const notChecked = { standing: 'not_checked', words: 'The system is down', checkedByOn: '2026-11-26' } as const
  await t.as(police, (tx) => sendAnswer(tx, id, 0, answer({ items: [notChecked, nothing] })))
  const ask = (await t.as(team.worker, (tx) => findOwnAsk(tx, id))) ?? assert.fail()
  assert.deepEqual(askStanding(ask, t.clock.now()), { kind: 'checking', by: '2026-11-26', isLate: false })
  assert.deepEqual(askStanding(ask, new Date('2026-11-27T00:00:00Z')), { kind: 'checking', by: '2026-11-26', isLate: true })
  const owed = await t.as(team.worker, (tx) =>
    tx.one<{ at: Date }>(sql`select due_at as at from task where subject_id = ${id} and done_at is null and ended_at is null`),
  )
  assert.equal(owed.at.toISOString(), '2026-11-26T17:00:00.000Z')
  assert.equal(await t.as(police, (tx) => sendAnswer(tx, id, 1, answer())), 'saved')
  assert.deepEqual(
    await t.as(team.worker, (tx) => tx.many(sql`select 1 from task where subject_id = ${id} and done_at is null and ended_at is null`)),
    [],
  )
})

test('on the minute is in time, one second later it is overdue', () => {
  const times = { dueAt: new Date('2026-11-24T12:00:00Z'), answeredAt: null, checkedByOn: null, withdrawnAt: null }
  assert.equal(askStanding(times, times.dueAt).kind, 'waiting')
  assert.equal(askStanding(times, new Date('2026-11-24T12:00:01Z')).kind, 'overdue')
})

test('two answer at once: the second is told, and sent again both stand', async () => {
  const id = await asked(await team.aCase())
  assert.equal(await t.as(police, (tx) => sendAnswer(tx, id, 0, answer())), 'saved')
  const other = answer({ name: 'Ds Imran Tolland', items: [nothing, nothing] })
  assert.equal(await t.as(sergeant, (tx) => sendAnswer(tx, id, 0, other)), 'other')
  assert.equal((await t.as(team.worker, (tx) => answersTo(tx, [id]))).length, 1, 'nothing was saved unasked')
  assert.equal(await t.as(sergeant, (tx) => sendAnswer(tx, id, 1, other)), 'saved')
  assert.deepEqual(
    (await t.as(team.worker, (tx) => answersTo(tx, [id]))).map(({ name }) => name),
    ['Ds Imran Tolland', 'Dc Ruth Calloway'],
  )
})

test('an ask taken back while it is answered takes no answer, and both sides are told why', async () => {
  const id = await asked(await team.aCase())
  assert.equal(await t.as(team.worker, (tx) => withdraw(tx, id, 'He was found')), true)
  assert.equal(await t.as(team.worker, (tx) => withdraw(tx, id, 'again')), false)
  assert.equal(await t.as(police, (tx) => sendAnswer(tx, id, 0, answer())), 'withdrawn')
  assert.equal((await t.as(police, (tx) => findAskOfUs(tx, id)))?.withdrawnBecause, 'He was found')
  assert.ok((await noticesOf(police, 'ask.withdrawn')).length > 0)
})

test('after its time a reminder goes out by itself, the asker hears it, the daily meeting has it; by hand not every minute', async () => {
  const chaseNow = () => asJobs(t, async (tx) => void (await asks.jobs?.[0]?.run(tx, t.house)))
  const caseId = await team.aCase({ knownAs: 'Teal' })
  const id = await asked(caseId)
  assert.deepEqual([await t.as(team.worker, (tx) => chase(tx, id, 4)), await t.as(team.worker, (tx) => chase(tx, id, 4))], [true, false])
  t.clock.set('2026-11-25T12:01:00Z')
  try {
    const before = (await noticesOf(team.worker, 'ask.overdue')).length
    await chaseNow()
    await chaseNow()
    assert.equal(
      (await t.as(police, (tx) => tx.many(sql`select 1 from notification where kind = 'ask.chased' and subject_id = ${id}`))).length,
      2,
    )
    await t.as(team.worker, (tx) => tx.run(sql`select 1`))
    assert.ok((await noticesOf(team.worker, 'ask.overdue')).length > before)
    assert.ok((await t.as(team.manager, (tx) => unansweredCases(tx, t.clock.now()))).some((one) => one.caseId === caseId))
    assert.deepEqual(await t.as(team.stranger, (tx) => unansweredCases(tx, t.clock.now())), [])
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('asked by name and away: after some hours the others there are told; a colleague may be handed it', async () => {
  const id = await asked(await team.aCase(), { toPostId: police.postId })
  const told = (who: Somebody) =>
    t.as(who, (tx) => tx.many(sql`select 1 from notification where kind = 'ask.received' and subject_id = ${id}`))
  assert.deepEqual([(await told(police)).length, (await told(sergeant)).length], [1, 0])
  t.clock.set('2026-11-23T13:30:00Z')
  try {
    await asJobs(t, async (tx) => void (await asks.jobs?.[0]?.run(tx, t.house)))
    assert.equal((await told(sergeant)).length, 1)
    await assert.rejects(
      t.as(police, (tx) => handOn(tx, id, nurse.postId)),
      isNotThere,
    )
    await t.as(police, (tx) => handOn(tx, id, sergeant.postId))
    assert.equal((await t.as(sergeant, (tx) => findAskOfUs(tx, id)))?.toName, sergeant.fullName)
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('what was asked at the desk is there for the case that opens from it, when the desk chose so', async () => {
  const concern = await aConcern()
  const ask = (caseClass: string | null) =>
    t.as(
      team.triage,
      async (tx) =>
        (await sendAsk(tx, 'concern', concern, { ...plain, agencyId: police.agencyId, class: 'triage', caseClass })) ?? assert.fail(),
    )
  const [shared, kept] = [await ask('notes'), await ask(null)]
  for (const id of [shared, kept]) await t.as(police, (tx) => sendAnswer(tx, id, 0, answer()))
  const caseId = await team.aCase()
  assert.deepEqual(await t.as(team.worker, (tx) => asksAbout(tx, 'case', caseId)), [])
  await t.owner.transaction((tx) =>
    tx.run(sql`insert into record_team (record_kind, record_id, team_id) values ('case', ${caseId}, ${team.triage.teamId})`),
  )
  await t.as(team.triage, (tx) => joinConcern(tx, caseId, concern, 'about him'))
  assert.deepEqual(
    (await t.as(team.worker, (tx) => asksAbout(tx, 'case', caseId))).map(({ id }) => id),
    [shared],
  )
  assert.equal((await t.as(team.worker, (tx) => answersTo(tx, [shared, kept]))).length, 1)
  assert.deepEqual(await t.as(team.school, (tx) => answersTo(tx, [shared, kept])), [], 'the referrer learns nothing of it')
})

test('the agency leaves: its people see no ask any more, and whoever asked hears it', async () => {
  const leaving = await t.somebody({ role: 'youthJusticeWorker', agency: 'leaving', agencyKind: 'youth_justice' })
  const id = await asked(await team.aCase(), { agencyId: leaving.agencyId })
  await t.owner.transaction((tx) => tx.run(sql`update agency set active = false where id = ${leaving.agencyId}`))
  assert.equal(await t.as(leaving, (tx) => findAskOfUs(tx, id)), undefined)
  assert.equal((await noticesOf(team.worker, 'ask.agency_left')).length, 1)
})

test('one’s own agency is asked, too: its front door answers, the asking team neither answers nor is offered', async () => {
  const caseId = await team.aCase()
  const offered = (await t.as(team.worker, (tx) => answerersFor(tx, 'case', caseId))).filter(
    ({ agencyId }) => agencyId === team.worker.agencyId,
  )
  assert.ok(offered.some(({ postId }) => postId === team.triage.postId))
  const beside = await t.somebody({ role: 'adultSocialWorker', team: 'exploitation', reportsTo: team.manager })
  assert.ok(!(await t.as(team.worker, (tx) => answerersFor(tx, 'case', caseId))).some(({ postId }) => postId === beside.postId))
  const id = await asked(caseId, { agencyId: team.worker.agencyId })
  assert.equal((await t.as(team.triage, (tx) => findAskOfUs(tx, id)))?.id, id)
  assert.equal(await t.as(team.triage, (tx) => findOwnAsk(tx, id)), undefined, 'the front door does not learn which case it is')
  for (const who of [beside, team.worker]) {
    assert.equal(await t.as(who, (tx) => findAskOfUs(tx, id)), undefined)
    await assert.rejects(
      t.as(who, (tx) => sendAnswer(tx, id, 0, answer())),
      isNotThere,
    )
  }
  assert.equal((await noticesOf(beside, 'ask.received')).length, 0)
  assert.equal(await t.as(team.triage, (tx) => sendAnswer(tx, id, 0, answer())), 'saved')
})

test('a leave on record: the one who answers meanwhile is told at once, whoever else is there is not; what waits goes over when it begins', async () => {
  const [away, stand, third] = [
    await t.somebody({ role: 'housingOfficer', agency: 'lettings', agencyKind: 'housing' }),
    await t.somebody({ role: 'housingOfficer', agency: 'lettings', agencyKind: 'housing' }),
    await t.somebody({ role: 'housingOfficer', agency: 'lettings', agencyKind: 'housing' }),
  ]
  const told = async (who: Somebody, id: string) =>
    (await t.as(who, (tx) => tx.many(sql`select 1 from notification where kind = 'ask.received' and subject_id = ${id}`))).length
  const name = (leave: string, post: string) => t.as(away, (tx) => tx.run(sql`select name_answerer(${leave}, ${post})`))
  const caseId = await team.aCase()
  const before = await asked(caseId, { agencyId: away.agencyId, toPostId: away.postId, dueAt: new Date('2026-11-30T12:00:00Z') })
  assert.deepEqual([await told(away, before), await told(stand, before), await told(third, before)], [1, 0, 0])
  const { id: leave } = await t.as(away, (tx) =>
    tx.one<{ id: string }>(sql`select enter_leave(${away.postId}, '2026-11-24', '2026-11-26') as id`),
  )
  await assert.rejects(name(leave, away.postId), (error) => isDatabaseError(error, 'LW020'))
  await assert.rejects(name(leave, police.postId), (error) => isDatabaseError(error, 'LW022'))
  await name(leave, stand.postId)
  try {
    t.clock.set('2026-11-24T00:05:00Z')
    await asJobs(t, async (tx) => void (await asks.jobs?.[0]?.run(tx, t.house)))
    assert.deepEqual([await told(stand, before), await told(third, before)], [1, 0])
    const during = await asked(caseId, { agencyId: away.agencyId, toPostId: away.postId, dueAt: new Date('2026-11-30T12:00:00Z') })
    assert.deepEqual([await told(away, during), await told(stand, during), await told(third, during)], [1, 1, 0])
    assert.ok((await t.as(team.worker, (tx) => findOwnAsk(tx, during)))?.coveredAt, 'the asker sees that it went to others')
    // who answers meanwhile goes away too: everybody there is told
    await t.as(stand, (tx) => tx.run(sql`select enter_leave(${stand.postId}, '2026-11-24', '2026-11-24')`))
    const third2 = await asked(caseId, { agencyId: away.agencyId, toPostId: away.postId, dueAt: new Date('2026-11-30T12:00:00Z') })
    assert.deepEqual([await told(stand, third2), await told(third, third2)], [1, 1])
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('what the desk asked stands in the daily meeting: with the case where its readers may, else for whoever works at the desk', async () => {
  const lead = await t.somebody({ role: 'exploitationManager', team: 'front-door', teamKind: 'triage' })
  const concern = await aConcern()
  const ask = (caseClass: string | null) =>
    t.as(
      team.triage,
      async (tx) =>
        (await sendAsk(tx, 'concern', concern, { ...plain, agencyId: police.agencyId, class: 'triage', caseClass })) ?? assert.fail(),
    )
  const [shared, kept] = [await ask('notes'), await ask(null)]
  const late = new Date('2026-11-25T12:01:00Z')
  const atDesk = async (who: Somebody) => (await t.as(who, (tx) => unansweredAtDesk(tx, late))).map(({ askId }) => askId)
  assert.deepEqual((await atDesk(lead)).filter((id) => [shared, kept].includes(id)).length, 2)
  for (const who of [team.manager, team.stranger, team.school, police])
    assert.ok(!(await atDesk(who)).some((id) => [shared, kept].includes(id)), who.fullName)
  const caseId = await team.aCase()
  await t.owner.transaction((tx) =>
    tx.run(sql`insert into record_team (record_kind, record_id, team_id) values ('case', ${caseId}, ${team.triage.teamId})`),
  )
  await t.as(team.triage, (tx) => joinConcern(tx, caseId, concern, 'about him'))
  assert.ok((await t.as(team.manager, (tx) => unansweredCases(tx, late))).some((one) => one.caseId === caseId))
  assert.ok(!(await t.as(team.stranger, (tx) => unansweredCases(tx, late))).some((one) => one.caseId === caseId))
})
