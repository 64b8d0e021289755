import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import {
  concernKinds,
  findConcern,
  messagesToReferrer,
  type Sending,
  sendConcern,
  sendMore,
  setConcernState,
  subjectsOf,
  submissionsOf,
  tellReferrer,
} from './index.ts'
import {
  colleaguesNamed,
  concernsSentBy,
  keepOutOf,
  type LeftOut,
  leftOutOf,
  namedOfficers,
  nearMatchesOfOwn,
  whoReceives,
} from './store.ts'

const t = await openTestHouse()
after(() => t.close())

const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const otherSchool = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school2', agencyKind: 'school' })
const triage = await t.somebody({ role: 'triageWorker', team: 'triage', teamKind: 'triage' })
const casework = await t.somebody({ role: 'exploitationManager', team: 'casework' })

const aWorry: Sending = {
  submission: {
    form: 'full',
    referrerName: 'Asha Lead',
    referrerJob: 'Safeguarding lead',
    referrerAgency: 'A school',
    reach: '01632 960000 until 4',
    whatSeen: 'He has two phones and new trainers, and is driven away by men we do not know.',
    ownWords: 'I owe them',
    seenOn: '2026-11',
    seenAt: null,
    seenWhenWords: 'most Fridays',
    dangerNow: 'unknown',
    alreadyDone: 'Spoke to his mother',
    agreement: 'not_asked',
    agreementBecause: 'It might put him in danger',
    told: '',
    wordsKept: [],
    answers: {},
  },
  subjects: [
    {
      relation: 'at_risk',
      fullName: 'Tyrell O’Brien',
      knownAs: 'Ty',
      bornOn: '2011-03',
      aboutAge: null,
      schoolOrWork: '',
      address: '',
      phone: '',
      language: '',
      more: '',
    },
  ],
  places: [{ description: 'The car park behind the shops', postcode: '', whatHappens: 'handovers' }],
  attachments: [],
}

const { reference } = t.house

async function sent(who: Somebody, kind = 'child_exploitation', sending: Sending = aWorry): Promise<string> {
  const answer = await t.as(who, (tx) => sendConcern(tx, kind, sending, t.clock.now(), reference))
  assert(answer.kind === 'sent')
  return answer.id
}

test('law R22: a concern that comes in on Monday morning is owed a decision on Tuesday at 17:00, with the reason why', async () => {
  const id = await sent(school)
  const concern = await t.as(school, (tx) => findConcern(tx, id))
  assert.equal(concern?.decisionDueAt?.toISOString(), '2026-11-24T17:00:00.000Z')
  assert.match(JSON.stringify(concern?.dueWhy), /"rule":"law R20","basis":"guidance","clock":"T1".*"version":"clocks-/)
  assert.match(concern?.reference ?? '', /^C[1-9A-HJ-NP-TV-Z]{3}-[1-9A-HJ-NP-TV-Z]{4}$/)
  const tasks = await t.owner.transaction((tx) => tx.many<{ kind: string }>(sql`select kind from task where record_id = ${id}`))
  assert.deepEqual(tasks, [{ kind: 'triage.decision' }])
})

test('the referrer and the triage team see a concern; another school and a casework team cannot find it', async () => {
  const id = await sent(school)
  for (const who of [school, triage]) assert.equal((await t.as(who, (tx) => subjectsOf(tx, id)))[0]?.fullName, 'Tyrell O’Brien')
  for (const who of [otherSchool, casework]) {
    assert.equal(await t.as(who, (tx) => findConcern(tx, id)), undefined)
    assert.deepEqual(await t.as(who, (tx) => submissionsOf(tx, id)), [])
    assert.deepEqual(await t.as(who, (tx) => subjectsOf(tx, id)), [])
  }
})

test('a concern about staff waits for a named officer, and without one nothing is kept', async () => {
  const answer = await t.as(school, (tx) => sendConcern(tx, 'staff', aWorry, t.clock.now(), reference))
  assert.deepEqual(answer, { kind: 'nobody_there', goesTo: 'named_officer' })
  const kept = await t.owner.transaction((tx) => tx.many(sql`select 1 from concern where kind = 'staff'`))
  assert.equal(kept.length, 0)
})

test('a concern about staff goes to the named officer and is not there for triage', async () => {
  const officer = await t.somebody({ role: 'designatedOfficer', name: 'Named Officer' })
  const id = await sent(school, 'staff')
  assert.equal((await t.as(officer, (tx) => submissionsOf(tx, id))).length, 1)
  assert.equal(await t.as(triage, (tx) => findConcern(tx, id)), undefined)
  assert.equal(await t.as(casework, (tx) => findConcern(tx, id)), undefined)
  assert.equal((await t.as(school, (tx) => findConcern(tx, id)))?.contactName, 'Named Officer')
  const owed = await t.owner.transaction((tx) =>
    tx.one<{ owner_post: string; team_id: null }>(sql`select owner_post, team_id from task where record_id = ${id}`),
  )
  assert.deepEqual(owed, { owner_post: officer.postId, team_id: null })
  const told = await t.as(officer, (tx) => tx.many<{ kind: string }>(sql`select kind from notification where record_id = ${id}`))
  assert.deepEqual(told, [{ kind: 'concern.staff' }])
})

test('a concern about staff never reaches the person it is about, nor whom the referrer leaves out', async () => {
  const dana = await t.somebody({ role: 'designatedOfficer', name: 'Dana Officer' })
  const femi = await t.somebody({ role: 'designatedOfficer', name: 'Femi Officer' })
  const manager = await t.somebody({ role: 'serviceManager', name: 'Sian Service' })
  const about = (leftOut: LeftOut) => t.as(school, (tx) => sendConcern(tx, 'staff', aWorry, t.clock.now(), reference, leftOut))
  const answer = await about({ about: [dana.userId, manager.userId], others: [femi.userId] })
  assert(answer.kind === 'sent', 'the officer of the test before is left')
  const { id } = answer
  for (const who of [dana, femi]) {
    const seen = await t.as(who, async (tx) => [
      await findConcern(tx, id),
      ...(await submissionsOf(tx, id)),
      ...(await tx.many(sql`select 1 from notification where record_id = ${id}`)),
      ...(await tx.many(sql`select 1 from task where record_id = ${id}`)),
      ...(await tx.many(sql`select 1 from circle_member where record_id = ${id}`)),
      ...(await tx.many(sql`select 1 from exclusion where record_id = ${id}`)),
      ...(await tx.many(sql`select 1 from row_history where record_id = ${id}`)),
    ])
    assert.deepEqual(seen, [undefined], `${who.fullName} sees nothing of it`)
  }
  // not by being let in by mistake, not in an emergency, and nobody lifts it
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into circle_member (record_kind, record_id, post_id, capacity, because, from_at, added_by)
      values ('concern', ${id}, ${dana.postId}, 'named_officer', 'by mistake', now() - interval '1 day', ${school.postId})`),
  )
  assert.equal(await t.as(dana, (tx) => findConcern(tx, id)), undefined)
  await assert.rejects(
    t.as(manager, (tx) =>
      tx.run(sql`select break_glass('concern', ${id}, 'must look at this now', now() + interval '4 hours', current_date)`),
    ),
    (error) => isDatabaseError(error, 'P0002'),
  )
  const kept = await t.owner.transaction((tx) => tx.many<{ id: string }>(sql`select id from exclusion where record_id = ${id}`))
  assert.equal(kept.length, 3)
  for (const one of kept) {
    await assert.rejects(
      t.as(casework, (tx) => tx.run(sql`select lift_exclusion(${one.id})`)),
      (error) => isDatabaseError(error, 'P0002'),
    )
  }
  assert.deepEqual(await t.as(school, (tx) => leftOutOf(tx, id)), [
    { fullName: 'Dana Officer', isAbout: true },
    { fullName: 'Sian Service', isAbout: true },
    { fullName: 'Femi Officer', isAbout: false },
  ])
  await assert.rejects(
    t.as(dana, (tx) => leftOutOf(tx, id)),
    (error) => isDatabaseError(error, 'P0002'),
  )
  const officers = (await t.as(school, (tx) => namedOfficers(tx))).map(({ userId }) => userId)
  assert.deepEqual(await about({ about: [], others: officers }), { kind: 'nobody_there', goesTo: 'named_officer' })
})

test('the colleague whom a concern is about is found under another spelling, and nobody finds themselves', async () => {
  const found = await t.as(school, (tx) => colleaguesNamed(tx, ['danna oficer']))
  assert.equal(found[0]?.fullName, 'Dana Officer')
  assert.match(found[0]?.doing ?? '', /officer/i)
  assert.deepEqual(await t.as(school, (tx) => colleaguesNamed(tx, ['Asha Lead'])), [])
  assert.deepEqual(await t.as(school, (tx) => colleaguesNamed(tx, [])), [])
})

test('what is added later stands beside what was sent, and neither can be rewritten', async () => {
  const id = await sent(school, 'child_exploitation', { ...aWorry, submission: { ...aWorry.submission, form: 'minute' } })
  assert.equal((await t.as(school, (tx) => findConcern(tx, id)))?.state, 'more_wanted')
  t.clock.advance({ minutes: 5 })
  const more = { ...aWorry.submission, form: 'more' as const, whatSeen: 'His mother rang: he did not come home.' }
  await t.as(school, (tx) => sendMore(tx, id, { submission: more, subjects: [], places: [], attachments: [] }))
  const all = await t.as(triage, (tx) => submissionsOf(tx, id))
  assert.deepEqual(
    all.map(({ form, whatSeen }) => [form, whatSeen]),
    [
      ['minute', aWorry.submission.whatSeen],
      ['more', more.whatSeen],
    ],
  )
  assert.equal((await t.as(school, (tx) => findConcern(tx, id)))?.state, 'received')
  await assert.rejects(
    t.as(school, (tx) => tx.run(sql`update concern_submission set what_seen = 'x' where concern_id = ${id}`)),
    {
      code: '42501',
    },
  )
})

test('a referrer can neither decide their own concern nor write themselves a message', async () => {
  const id = await sent(school)
  assert.equal(await t.as(school, (tx) => setConcernState(tx, id, 'decided', 1)), false)
  await assert.rejects(
    t.as(school, (tx) => tellReferrer(tx, id, 'all fine')),
    { code: '42501' },
  )
})

test('triage decides and tells; of two at once the second is told that it lost', async () => {
  const id = await sent(school)
  assert.equal(await t.as(triage, (tx) => setConcernState(tx, id, 'decided', 1)), true)
  assert.equal(await t.as(triage, (tx) => setConcernState(tx, id, 'received', 1)), false)
  await t.as(triage, (tx) => tellReferrer(tx, id, 'Thank you. Ring me on Monday.'))
  const [message] = await t.as(school, (tx) => messagesToReferrer(tx, id))
  assert.equal(message?.says, 'Thank you. Ring me on Monday.')
  assert.equal((await t.as(school, (tx) => findConcern(tx, id)))?.state, 'decided')
})

test('every role that may refer can see afterwards what it sent', async () => {
  const roles = await t.owner.transaction((tx) =>
    tx.many<{ role_code: string }>(sql`
      select role_code from role_capability where capability = 'concern.refer'
      except select role_code from role_mask where capacity = 'submitter'`),
  )
  assert.deepEqual(roles, [])
})

test('"someone may already have told us" looks only at what one has sent oneself', async () => {
  await sent(school)
  const own = await t.as(school, (tx) => nearMatchesOfOwn(tx, school.postId, 'Tyrel OBrien'))
  assert.equal(own.length > 0, true)
  assert.deepEqual(await t.as(otherSchool, (tx) => nearMatchesOfOwn(tx, otherSchool.postId, 'Tyrell O’Brien')), [])
  // triage may read it, but has not sent it
  assert.deepEqual(await t.as(triage, (tx) => nearMatchesOfOwn(tx, triage.postId, 'Tyrell O’Brien')), [])
  assert.equal((await t.as(school, (tx) => concernsSentBy(tx, school.postId))).length > 0, true)
})

test('past the end of the calendar a concern is received all the same, without a date (law R17)', async () => {
  const before = t.clock.now()
  t.clock.set('2029-12-28T10:00:00Z')
  const id = await sent(school)
  const concern = await t.as(school, (tx) => findConcern(tx, id))
  assert.equal(concern?.decisionDueAt, null)
  assert.match(JSON.stringify(concern?.dueWhy), /calendarNotLoaded/)
  t.clock.set(before.toISOString())
})

test('the kinds come with their words, and everybody can see who receives them', async () => {
  assert.deepEqual(
    (await t.as(school, concernKinds)).map(({ code }) => code),
    ['unsorted', 'child_exploitation', 'adult_at_risk', 'staff', 'other'],
  )
  assert.deepEqual(
    (await t.as(school, (tx) => whoReceives(tx, 'triage'))).map(({ name }) => name),
    ['Team triage'],
  )
})

test('without a triage team a concern is not swallowed: nothing is kept, and the referrer is told', async () => {
  await t.owner.transaction((tx) => tx.run(sql`update team set active = false where kind = 'triage'`))
  const answer = await t.as(school, (tx) => sendConcern(tx, 'other', aWorry, t.clock.now(), reference))
  await t.owner.transaction((tx) => tx.run(sql`update team set active = true where kind = 'triage'`))
  assert.deepEqual(answer, { kind: 'nobody_there', goesTo: 'triage' })
})

test('a named officer who reads that it is about another one keeps that one out for good: no notice, no task, no name', async () => {
  const reader = await t.somebody({ role: 'designatedOfficer', name: 'Reading Officer' })
  const other = await t.somebody({ role: 'designatedOfficer', name: 'Other Officer' })
  const id = await sent(school, 'staff')
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`update concern set contact_post = ${other.postId} where id = ${id}`)
    await tx.run(sql`update task set owner_post = ${other.postId} where record_id = ${id} and done_at is null and ended_at is null`)
  })
  const out = { userId: other.userId, isAbout: true, because: 'He is named in it' }
  for (const who of [school, triage])
    await assert.rejects(
      t.as(who, (tx) => keepOutOf(tx, id, out)),
      { code: 'P0002' },
    )
  await assert.rejects(
    t.as(reader, (tx) => keepOutOf(tx, id, { ...out, userId: reader.userId })),
    { code: 'P0002' },
  )
  await assert.rejects(
    t.as(reader, (tx) => keepOutOf(tx, id, { ...out, userId: school.userId })),
    { code: 'P0002' },
    'whoever sent it knows of it',
  )
  await t.as(reader, (tx) => keepOutOf(tx, id, out))
  await t.as(reader, (tx) => keepOutOf(tx, id, out))
  assert.equal(await t.as(other, (tx) => findConcern(tx, id)), undefined)
  const left = await t.as(other, (tx) => tx.many(sql`select id from notification where record_id = ${id}`))
  assert.deepEqual(left, [])
  const owed = await t.owner.transaction((tx) =>
    tx.many<{ owner: string }>(sql`select owner_post as owner from task where record_id = ${id} and done_at is null and ended_at is null`),
  )
  assert.deepEqual(owed, [{ owner: reader.postId }])
  assert.deepEqual(await t.as(reader, (tx) => leftOutOf(tx, id)), [{ fullName: 'Other Officer', isAbout: true }])
  const [lifted] = await t.owner.transaction((tx) =>
    tx.many<{ id: string }>(sql`select id from exclusion where record_id = ${id} and user_id = ${other.userId}`),
  )
  await assert.rejects(
    t.as(casework, (tx) => tx.run(sql`select lift_exclusion(${lifted?.id})`)),
    { code: 'P0002' },
  )
})
