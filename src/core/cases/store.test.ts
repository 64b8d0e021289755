import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { CaseId } from './schema.ts'
import * as store from './store.ts'

const t = await openTestHouse()
after(() => t.close())

const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Mara Okafor' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager, name: 'Wim Janssen' })
const nextWorker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: manager, name: 'Nadia Haddad' })
const triage = await t.somebody({ role: 'triageWorker', team: 'front-door', teamKind: 'triage' })
const stranger = await t.somebody({ role: 'exploitationManager', team: 'elsewhere' })
const serviceManager = await t.somebody({ role: 'serviceManager' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })
const officer = await t.somebody({ role: 'investigatingOfficer', agency: 'police', agencyKind: 'police' })
const teamId = worker.teamId ?? assert.fail('a worker has a team')

const notThere = (error: unknown) => isDatabaseError(error, 'P0002')
const done = <T>(outcome: store.Outcome<T>): T => (outcome.kind === 'done' ? outcome.value : assert.fail(outcome.because))
const refusedBecause = (outcome: store.Outcome<unknown>) => (outcome.kind === 'refused' ? outcome.because : undefined)

/** Somebody on record, as one source record. */
async function aPerson(): Promise<string> {
  const { id } = await t.owner.transaction(async (tx) => {
    const person = await tx.one<{ id: string }>(sql`insert into person default values returning id`)
    await tx.run(sql`insert into source_record (person_id, origin) values (${person.id}, 'referral')`)
    return person
  })
  return id
}

/** A concern in the triage team's queue, about one person. */
async function aConcern(known?: string): Promise<{ concern: string; person: string }> {
  const concern = randomUUID()
  const person = known ?? (await aPerson())
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`insert into record_team values ('concern', ${concern}, ${triage.teamId})`)
    const source = await tx.one<{ id: string }>(
      sql`insert into source_record (person_id, origin) values (${person}, 'referral') returning id`,
    )
    await tx.run(sql`
      insert into record_source (record_kind, record_id, source_record_id, relation) values ('concern', ${concern}, ${source.id}, 'subject')`)
  })
  return { concern, person }
}

const openFrom = (who: Somebody, given: Partial<store.NewCase>) =>
  t.as(who, (tx) =>
    store.openCase(tx, {
      knownAs: 'Sam',
      kind: 'child',
      subjects: [],
      concernId: null,
      teamId,
      postId: null,
      because: 'He is being made to carry packages',
      ...given,
    }),
  )

/** A case that Wim works, opened from a concern and allocated by the manager. */
async function aCase(): Promise<{ id: CaseId; concern: string; person: string }> {
  const { concern, person } = await aConcern()
  const { id } = done(await openFrom(triage, { subjects: [person], concernId: concern }))
  done(await t.as(manager, (tx) => store.allocateCase(tx, id, worker.postId, 'knows the family')))
  return { id, concern, person }
}

const seenBy = (who: Somebody, id: CaseId) => t.as(who, (tx) => store.findCase(tx, id))
const invite = (id: CaseId, who: Somebody) =>
  t.as(worker, (tx) => tx.run(sql`select circle_invite('case', ${id}, ${who.postId}, 'invited', 'works with him', null)`))
const today = { on: '2026-11-23', time: '08:30' }
const noteOf = (seen: string) => ({ ownWords: 'I want to sleep at home', seen, analysis: '', next: '' })

test('triage opens a case from its concern; it waits for a worker, and the team manager sees it waiting', async () => {
  const { concern, person } = await aConcern()
  const opened = done(await openFrom(triage, { subjects: [person], concernId: concern }))
  assert.match(opened.reference, /^K[0-9A-Z]{3}-[0-9A-Z]{4}$/)
  const seen = await seenBy(manager, opened.id)
  assert.equal(seen?.workerName, null)
  assert.deepEqual(seen?.waitingSince, t.clock.now())
  assert.equal(seen?.headline?.level, 'not_assessed')
  const waiting = await t.as(manager, (tx) => store.listCases(tx, { whose: 'team', waiting: true }))
  assert.ok(waiting.some((c) => c.id === opened.id))
  assert.equal(await seenBy(stranger, opened.id), undefined)
})

test('nobody opens a case from a concern that is not theirs to triage, or about somebody it does not name', async () => {
  const { concern, person } = await aConcern()
  await assert.rejects(openFrom(worker, { subjects: [person], concernId: concern }), notThere)
  await assert.rejects(openFrom(stranger, { subjects: [person], concernId: concern }), notThere)
  await assert.rejects(openFrom(triage, { subjects: [randomUUID()], concernId: concern }), notThere)
  await assert.rejects(openFrom(triage, { subjects: [person], concernId: null }), notThere)
  await assert.rejects(
    openFrom(triage, { subjects: [person], concernId: concern, postId: worker.postId }),
    notThere,
    'naming a worker is allocating',
  )
  assert.equal(refusedBecause(await openFrom(triage, { subjects: [], concernId: concern })), 'not_right')
})

test('handing a case over ends the former allocation, keeps it in the history, and takes what came in along', async () => {
  const { id, concern } = await aCase()
  const mayReadConcern = (who: Somebody) =>
    t.as(who, async (tx) => (await tx.one<{ may: boolean }>(sql`select may('concern', ${concern}, 'submission') as may`)).may)
  assert.equal((await seenBy(worker, id))?.workerName, 'Wim Janssen')
  assert.equal((await seenBy(worker, id))?.managerName, 'Mara Okafor')
  assert.equal(await mayReadConcern(worker), true)
  done(await t.as(manager, (tx) => store.allocateCase(tx, id, nextWorker.postId, 'Wim is away')))
  assert.equal(await seenBy(worker, id), undefined)
  assert.equal(await mayReadConcern(worker), false)
  assert.equal(await mayReadConcern(nextWorker), true)
  assert.equal((await seenBy(nextWorker, id))?.waitingSince, null)
  const history = await t.as(manager, (tx) =>
    tx.many<{ because: string }>(
      sql`select w.because from circle_reasons('case', ${id}) w join circle_member m on m.id = w.member_id where m.capacity = 'allocated'`,
    ),
  )
  assert.deepEqual(history.map((row) => row.because).sort(), ['Wim is away', 'knows the family'])
})

test('a case is given only to a post that works cases, and a worker gives none away', async () => {
  const { id } = await aCase()
  assert.equal(refusedBecause(await t.as(manager, (tx) => store.allocateCase(tx, id, school.postId, 'x'))), 'cannot_be_given')
  await assert.rejects(
    t.as(worker, (tx) => store.allocateCase(tx, id, nextWorker.postId, 'x')),
    notThere,
  )
  await assert.rejects(
    t.as(stranger, (tx) => store.allocateCase(tx, id, nextWorker.postId, 'x')),
    notThere,
  )
  await t.as(manager, (tx) => tx.run(sql`select exclude_user('case', ${id}, ${nextWorker.userId}, 'lives next door')`))
  assert.equal(refusedBecause(await t.as(manager, (tx) => store.allocateCase(tx, id, nextWorker.postId, 'x'))), 'cannot_be_given')
})

test('when a worker leaves, their cases wait for another from that moment', async () => {
  const leaver = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
  const { id } = await aCase()
  done(await t.as(manager, (tx) => store.allocateCase(tx, id, leaver.postId, 'room')))
  await t.owner.transaction((tx) => tx.run(sql`update post set ended_at = current_instant() where id = ${leaver.postId}`))
  const seen = await seenBy(manager, id)
  assert.equal(seen?.workerPostId, null)
  assert.deepEqual(seen?.waitingSince, t.clock.now())
})

test('triage is shown the case of somebody the concern is about, and joins it; a case it cannot know of cannot be joined', async () => {
  const { id, person } = await aCase()
  const second = await aConcern(person)
  const found = await t.as(triage, (tx) => store.casesOfConcern(tx, second.concern))
  assert.deepEqual(
    found.map((c) => [c.caseId, c.workerName]),
    [[id, 'Wim Janssen']],
  )
  await t.as(triage, (tx) => store.joinConcern(tx, id, second.concern, 'the same boy'))
  assert.equal((await t.as(worker, (tx) => store.caseConcerns(tx, id))).length, 2)
  const unrelated = await aConcern()
  await assert.rejects(
    t.as(triage, (tx) => store.joinConcern(tx, id, unrelated.concern, 'a guess')),
    notThere,
  )
  assert.equal(await seenBy(triage, id), undefined)
})

test('an invited school sees the headline and nothing more; an investigating officer whom to phone, never the level', async () => {
  const { id } = await aCase()
  await t.as(worker, async (tx) => {
    await store.setHeadlineLevel(tx, id, 'significant', t.clock.now())
    await store.setNextStep(tx, id, 'Meet him at school on Thursday', null)
    await store.addNote(tx, id, today, noteOf('He was cold and had no coat'))
  })
  await invite(id, school)
  await invite(id, officer)
  const atSchool = await seenBy(school, id)
  assert.equal(atSchool?.headline?.level, 'significant')
  assert.equal(atSchool?.headline?.nextStep, 'Meet him at school on Thursday')
  const atPolice = await seenBy(officer, id)
  assert.equal(atPolice?.workerName, 'Wim Janssen')
  assert.equal(atPolice?.headline, null)
  for (const who of [school, officer]) {
    const whole = await t.as(who, (tx) => tx.many(sql`select to_jsonb(f) from case_file f where f.id = ${id}`))
    assert.doesNotMatch(JSON.stringify(whole), /packages/, 'why it opened is about the child')
    assert.deepEqual(await t.as(who, (tx) => store.notesOf(tx, id)), [])
    assert.deepEqual(await t.as(who, (tx) => store.tracksOf(tx, id)), [])
    assert.deepEqual(await t.as(who, (tx) => store.casePeople(tx, id)), [])
    assert.deepEqual(await t.as(who, (tx) => store.rowsAsOf(tx, 'case_note', id, new Date('2030-01-01'))), [])
    await assert.rejects(
      t.as(who, (tx) => store.setNextStep(tx, id, 'x', null)),
      notThere,
    )
    await assert.rejects(
      t.as(who, (tx) => store.addNote(tx, id, today, noteOf('x'))),
      notThere,
    )
  }
})

test('safeguarding sees of an investigation its stage; only the investigation reads and writes inside it (law 4.1)', async () => {
  const { id } = await aCase()
  await invite(id, officer)
  const investigation = await t.as(worker, (tx) =>
    store.openInvestigation(tx, id, 'He was arrested today', { name: 'PC Lane', phone: '101' }),
  )
  await t.as(officer, (tx) => store.addInvestigationNote(tx, investigation, 'Phone download asked for'))
  const change = {
    stage: 'pre_charge_bail',
    nextOn: '2026-12-21',
    nextWhat: 'bail date',
    officerName: 'PC Lane',
    officerPhone: '101',
    conditions: 'not to go near Mill Road',
  } as const
  assert.equal(await t.as(officer, (tx) => store.setInvestigationStage(tx, investigation, 1, change)), true)
  assert.equal((await t.as(worker, (tx) => store.investigationsOf(tx, id)))[0]?.conditions, 'not to go near Mill Road')
  assert.deepEqual(await t.as(worker, (tx) => store.investigationNotesOf(tx, id)), [])
  assert.equal((await t.as(officer, (tx) => store.investigationNotesOf(tx, id))).length, 1)
  await assert.rejects(
    t.as(worker, (tx) => store.setInvestigationStage(tx, investigation, 2, change)),
    notThere,
  )
  await assert.rejects(
    t.as(worker, (tx) => store.closeInvestigation(tx, investigation, 'over')),
    notThere,
  )
  // no further action by police does not close safeguarding
  done(await t.as(officer, (tx) => store.closeInvestigation(tx, investigation, 'no further action')))
  assert.equal((await t.as(worker, (tx) => store.tracksOf(tx, id)))[0]?.closedAt, null)
})

test('two who correct one note at once: the second is told, and nothing of the first is lost', async () => {
  const { id } = await aCase()
  const note = await t.as(worker, (tx) => store.addNote(tx, id, today, noteOf('He was cold')))
  assert.equal(await t.as(worker, (tx) => store.correctNote(tx, note, 1, today, noteOf('He was cold and hungry'), 'left out')), true)
  assert.equal(await t.as(manager, (tx) => store.correctNote(tx, note, 1, today, noteOf('He was tired'), 'heard later')), false)
  assert.equal((await t.as(worker, (tx) => store.findNote(tx, note)))?.seen, 'He was cold and hungry')
  const seen = await t.as(worker, (tx) => store.findCase(tx, id))
  assert.equal(await t.as(worker, (tx) => store.setNextStep(tx, id, 'one', seen?.headline?.version ?? 0)), true)
  assert.equal(await t.as(manager, (tx) => store.setNextStep(tx, id, 'two', seen?.headline?.version ?? 0)), false)
})

test('a case can be seen as it was on a day', async () => {
  const { id } = await aCase()
  const note = await t.as(worker, (tx) => store.addNote(tx, id, today, noteOf('He was cold')))
  const monday = t.clock.now()
  t.clock.advance({ days: 2 })
  await t.as(worker, async (tx) => {
    await store.correctNote(tx, note, 1, today, noteOf('He was cold and hungry'), 'left out')
    await store.addNote(tx, id, today, noteOf('Another day'))
    await store.setNextStep(tx, id, 'Ask about the coat', null)
  })
  const then = await t.as(worker, (tx) => store.rowsAsOf(tx, 'case_note', id, monday))
  assert.deepEqual(
    then.map((row) => row['seen']),
    ['He was cold'],
  )
  assert.equal((await t.as(worker, (tx) => store.rowsAsOf(tx, 'case_headline', id, monday)))[0]?.['next_step'], '')
  assert.equal((await t.as(worker, (tx) => store.rowsAsOf(tx, 'case_headline', id, t.clock.now())))[0]?.['next_step'], 'Ask about the coat')
  assert.deepEqual(await t.as(worker, (tx) => store.rowsAsOf(tx, 'case_file', id, new Date('2026-01-01'))), [], 'it was not there yet')
})

test('what must never be written is taken out of every version by a manager, and that is seen; a worker cannot (law 4.3)', async () => {
  const { id } = await aCase()
  const secret = 'He said that he held the knife'
  const note = await t.as(worker, (tx) => store.addNote(tx, id, today, noteOf(secret)))
  await t.as(worker, (tx) => store.correctNote(tx, note, 1, today, noteOf(`${secret}. He was cold`), 'left out'))
  await assert.rejects(
    t.as(worker, (tx) => store.redactNote(tx, note, 2, noteOf('He was cold'), 'x')),
    notThere,
  )
  assert.equal(await t.as(manager, (tx) => store.redactNote(tx, note, 2, noteOf('He was cold'), 'account of the alleged act')), true)
  const left = await t.as(worker, (tx) => store.findNote(tx, note))
  assert.equal(left?.seen, 'He was cold')
  assert.equal(left?.ownWords, 'I want to sleep at home')
  assert.equal(left?.redactions[0]?.because, 'account of the alleged act')
  const anywhere = await t.owner.transaction((tx) =>
    tx.many(sql`select 1 from row_history where record_id = ${id} and old_row::text like ${`%${secret}%`}`),
  )
  assert.equal(anywhere.length, 0)
})

test('a warning is shown to everybody who sees the headline, from and until its days', async () => {
  const { id } = await aCase()
  await invite(id, school)
  const warning = { kind: 'not_alone', said: 'Visit in twos', saidBy: 'Sgt Lane', fromOn: '2026-11-01', untilOn: '2026-11-30' } as const
  t.clock.set('2026-11-30T12:00:00Z')
  await t.as(worker, (tx) => store.addWarning(tx, id, warning))
  assert.equal((await t.as(school, (tx) => store.warningsOf(tx, id))).length, 1)
  t.clock.set('2026-12-01T12:00:00Z')
  assert.equal((await t.as(school, (tx) => store.warningsOf(tx, id))).length, 0)
  assert.equal((await t.as(school, (tx) => store.allWarningsOf(tx, id))).length, 1)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('somebody outside the reader’s own need to know leaves no trace in the network, in its history neither', async () => {
  const { id, person } = await aCase()
  const friend = await aPerson()
  // the manager alone knows the friend, from a record of his own
  await t.owner.transaction((tx) =>
    tx.run(sql`select circle_add_as_system('person', ${friend}, ${manager.postId}, 'allocated', 'his own case')`),
  )
  const link = {
    from: { personId: person, label: 'Sam' },
    to: { personId: friend, label: 'Dean', kind: 'person' },
    relation: 'friend',
    saidBy: 'Sam',
    saidOn: '2026-11-20',
  } as const
  await assert.rejects(
    t.as(worker, (tx) => store.addLink(tx, id, link)),
    notThere,
    'an id cannot be tried out',
  )
  const linkId = done(await t.as(manager, (tx) => store.addLink(tx, id, link)))
  t.clock.advance({ minutes: 1 })
  const place = { ...link, to: { personId: null, label: 'The arches', kind: 'place' }, relation: 'goes_to' } as const
  done(await t.as(worker, (tx) => store.addLink(tx, id, place)))
  await t.as(manager, (tx) => store.confirmLink(tx, linkId, 'his aunt'))
  assert.deepEqual(
    (await t.as(manager, (tx) => store.linksOf(tx, id))).map((l) => l.toLabel),
    ['Dean', 'The arches'],
  )
  assert.deepEqual(
    (await t.as(worker, (tx) => store.linksOf(tx, id))).map((l) => l.toLabel),
    ['The arches'],
  )
  const historyNames = (who: Somebody) =>
    t.as(who, (tx) =>
      tx.many(sql`select 1 from row_history where record_id = ${id} and table_name = 'case_link' and old_row ->> 'to_label' = 'Dean'`),
    )
  assert.equal((await historyNames(manager)).length, 1)
  assert.equal((await historyNames(worker)).length, 0)
  await assert.rejects(
    t.as(worker, (tx) => store.endLink(tx, linkId, 'x')),
    notThere,
  )
})

test('closing needs its tracks closed, and a manager who is another human than the one who asked', async () => {
  const { id } = await aCase()
  const request = {
    reason: 'safer',
    because: 'Three months at home and at school',
    ownView: 'I am fine',
    wouldReopen: 'Missing overnight',
  } as const
  assert.equal(refusedBecause(await t.as(worker, (tx) => store.requestClosing(tx, id, request))), 'track_open')
  const [track] = await t.as(worker, (tx) => store.tracksOf(tx, id))
  done(await t.as(worker, (tx) => store.closeTrack(tx, track?.id ?? '', 'the plan worked')))
  const closing = done(await t.as(manager, (tx) => store.requestClosing(tx, id, request)))
  assert.equal(refusedBecause(await t.as(manager, (tx) => store.decideClosing(tx, closing, 'agreed', ''))), 'same_person')
  await assert.rejects(
    t.as(worker, (tx) => store.decideClosing(tx, closing, 'agreed', '')),
    notThere,
  )
  await assert.rejects(
    t.as(stranger, (tx) => store.decideClosing(tx, closing, 'agreed', '')),
    notThere,
  )
  assert.equal((await seenBy(worker, id))?.state, 'closing')

  await t.owner.transaction((tx) =>
    tx.run(sql`insert into record_team values ('case', ${id}, ${serviceManager.teamId ?? teamId}) on conflict do nothing`),
  )
  done(await t.as(serviceManager, (tx) => store.decideClosing(tx, closing, 'not_agreed', 'See him once more in the holidays')))
  assert.equal((await seenBy(worker, id))?.state, 'open')
  t.clock.advance({ minutes: 1 })
  const again = done(await t.as(worker, (tx) => store.requestClosing(tx, id, request)))
  await invite(id, school)
  done(await t.as(manager, (tx) => store.decideClosing(tx, again, 'agreed', '')))
  assert.equal((await seenBy(worker, id))?.state, 'closed')
  assert.equal(await seenBy(school, id), undefined, 'an invitation ends with the case')

  done(await t.as(manager, (tx) => store.reopenCase(tx, id, 'Missing overnight')))
  const open = await seenBy(worker, id)
  assert.equal(open?.state, 'open')
  assert.equal(open?.workerName, 'Wim Janssen')
  assert.equal((await t.as(worker, (tx) => store.tracksOf(tx, id)))[0]?.openedBecause, 'Missing overnight')
  assert.equal((await t.as(worker, (tx) => store.closingsOf(tx, id)))[0]?.reopenedBecause, 'Missing overnight')
})

test('a case is found by what was said on the phone, and a list finds it by part of a name', async () => {
  const { id } = await aCase()
  const reference = (await seenBy(worker, id))?.reference ?? ''
  assert.equal((await t.as(worker, (tx) => store.caseByReference(tx, reference.toLowerCase().replace('-', ' '))))?.id, id)
  assert.equal(await t.as(stranger, (tx) => store.caseByReference(tx, reference)), undefined)
  assert.ok((await t.as(worker, (tx) => store.listCases(tx, { whose: 'mine', words: 'sa' }))).some((c) => c.id === id))
  assert.ok((await t.as(worker, (tx) => store.myCases(tx))).every((c) => c.workerPostId === worker.postId))
})

test('the application writes no table of a case past the functions that check', async () => {
  const { id } = await aCase()
  await assert.rejects(
    t.as(worker, (tx) => tx.run(sql`update case_file set state = 'closed', closed_at = now() where id = ${id}`)),
    (error) => isDatabaseError(error, '42501'),
  )
  await assert.rejects(
    t.as(worker, (tx) => tx.run(sql`select set_case_level_as_system(${id}, 'emerging', null)`)),
    (error) => isDatabaseError(error, '42501'),
  )
})
