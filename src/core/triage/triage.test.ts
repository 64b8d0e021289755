// Who has a concern in hand, what is decided about it, who hears of it, and who sees nothing: on the real database.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { openTestHouse, type Somebody, startOfTests } from '../../../tests/support/database.ts'
import { databaseRoles } from '../../platform/db/create.ts'
import { Database, isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { identifier, sql } from '../../platform/db/sql.ts'
import { asNobody } from '../access/index.ts'
import { casesOfConcern, findCase } from '../cases/index.ts'
import { findConcern, messagesToReferrer, type Sending, sendConcern, sendMore, submissionsOf } from '../concerns/index.ts'
import { NotThere } from '../house/index.ts'
import { candidatesFor, decideCandidate, peopleIn, recordPerson } from '../people/index.ts'
import { openTasksOf } from '../work/index.ts'
import {
  answerPassedOn,
  answerReferrer,
  askForMore,
  type By,
  decideJoinCase,
  decideNoFurtherAction,
  decideOpenCase,
  mergeInto,
  passOn,
  recall,
  reopen,
  type Taken,
  type Telling,
  unmerge,
} from './decide.ts'
import { triageJobs } from './jobs.ts'
import { steps, transitions } from './rules.ts'
import { inboxQuery } from './schema.ts'
import {
  answerOffer,
  claimsOf,
  colleaguesFor,
  decisionsOf,
  deleteView,
  findRisen,
  findTransfer,
  findTriage,
  inboxOf,
  offerClaim,
  releaseClaim,
  savedViews,
  saveView,
  takeClaim,
  takeOverClaim,
  transfersToUs,
} from './store.ts'

const t = await openTestHouse()
const jobs = new Database(t.server.connection(t.databaseName, databaseRoles.jobs), { connections: 2 })
after(async () => {
  await jobs.close()
  await t.close()
})
beforeEach(() => t.clock.set(startOfTests))

const service = await t.somebody({ role: 'serviceManager', name: 'Sian Service' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'mash', teamKind: 'triage', name: 'Mo Manager', reportsTo: service })
const priya = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const tom = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Tom Reed' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const otherSchool = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school2', agencyKind: 'school' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'casework', name: 'Wren Worker' })
const caseManager = await t.somebody({ role: 'exploitationManager', team: 'casework', name: 'Cleo Casework' })
const officer = await t.somebody({ role: 'designatedOfficer', name: 'Dana Officer' })
const neighbour = await t.somebody({
  role: 'triageWorker',
  agency: 'nextborough',
  team: 'next-mash',
  teamKind: 'other',
  name: 'Nadia Next',
})
const youthJustice = await t.somebody({ role: 'youthJusticeWorker', agency: 'yjs', agencyKind: 'youth_justice', name: 'Yusuf Justice' })

const { reference } = t.house

function aWorry(name: string, danger: 'yes' | 'no' | 'unknown' | null = 'no', form: 'full' | 'minute' = 'full'): Sending {
  return {
    submission: {
      form,
      referrerName: 'Asha Lead',
      referrerJob: 'Safeguarding lead',
      referrerAgency: 'A school',
      reach: '01632 960000 until 4',
      whatSeen: `${name} has two phones and is driven away by men we do not know.`,
      ownWords: 'I owe them',
      seenOn: null,
      seenAt: null,
      seenWhenWords: '',
      dangerNow: danger,
      alreadyDone: '',
      agreement: 'not_asked',
      agreementBecause: '',
      told: '',
      wordsKept: [],
      answers: {},
    },
    subjects: [
      {
        relation: 'at_risk',
        fullName: name,
        knownAs: '',
        bornOn: '2011-03-04',
        aboutAge: null,
        schoolOrWork: '',
        address: '',
        phone: '',
        language: '',
        more: '',
      },
    ],
    places: [],
    attachments: [],
  }
}

async function sent(
  name: string,
  {
    from = school,
    kind = 'child_exploitation',
    danger = 'no',
    form = 'full',
  }: { from?: Somebody; kind?: string; danger?: 'yes' | 'no' | 'unknown' | null; form?: 'full' | 'minute' } = {},
): Promise<string> {
  const answer = await t.as(from, (tx) => sendConcern(tx, kind, aWorry(name, danger, form), t.clock.now(), reference))
  assert(answer.kind === 'sent')
  await t.as(from, async (tx) => {
    const named = await t.owner.transaction((o) => o.many(sql`select 1 from record_source where record_id = ${answer.id}`))
    if (named.length === 0)
      await recordPerson(
        tx,
        {
          namedIn: { kind: 'concern', id: answer.id },
          relation: 'subject',
          facts: { names: [{ kind: 'legal', fullText: name }], births: [{ certainty: 'full', bornOn: '2011-03-04', basis: 'stated' }] },
        },
        { origin: 'referral' },
      )
  })
  return answer.id
}

const later: Telling = { code: '', text: '', when: 'later' }
const telling: Telling = { code: 'acting', text: '', when: 'now' }

async function byNow(who: Somebody, id: string): Promise<By> {
  const concern = await t.as(who, (tx) => findTriage(tx, id))
  return { postId: who.postId, now: t.clock.now(), reference, seenDecisionId: concern?.lastDecisionId ?? '' }
}

/** One step in somebody's name, from the page as it is now. */
async function step<T>(who: Somebody, id: string, work: (tx: Tx, by: By) => Promise<T>): Promise<T> {
  const by = await byNow(who, id)
  return t.as(who, (tx) => work(tx, by))
}
const nfa = (who: Somebody, id: string, how = later) =>
  step(who, id, (tx, by) => decideNoFurtherAction(tx, id, { reason: 'spoke to the school', telling: how }, by))
const see = (who: Somebody, id: string) => t.as(who, (tx) => findTriage(tx, id))
const done = (taken: Taken<unknown>) => assert.equal(taken.kind, 'done', JSON.stringify(taken))

async function subjectOf(id: string, who = priya) {
  const [subject] = await t.as(who, (tx) => peopleIn(tx, { kind: 'concern', id }))
  assert(subject !== undefined)
  return subject
}

async function openedCase(id: string, who: Somebody = priya, workerPostId: string | null = null, how: Telling = later) {
  const { personId } = await subjectOf(id, who)
  const taken = await step(who, id, (tx, by) =>
    decideOpenCase(
      tx,
      id,
      {
        people: [personId],
        knownAs: 'Ty',
        kind: 'child',
        teamId: worker.teamId ?? '',
        workerPostId,
        reason: 'two phones, men in cars',
        telling: how,
      },
      by,
    ),
  )
  assert(taken.kind === 'done', JSON.stringify(taken))
  return taken.value
}

const notificationsOf = (who: Somebody, id: string) =>
  t.owner.transaction(async (tx) =>
    (
      await tx.many<{ kind: string }>(
        sql`select kind from notification where post_id = ${who.postId} and record_id = ${id} order by at, kind`,
      )
    ).map(({ kind }) => kind),
  )

// ── who has it in hand ──

test('two take a concern at once: one has it, the other is shown who', async () => {
  const id = await sent('Two Takers')
  const both = await Promise.all([t.as(priya, (tx) => takeClaim(tx, id)), t.as(tom, (tx) => takeClaim(tx, id))])
  assert.deepEqual([...both].sort(), [false, true])
  const holder = both[0] ? priya : tom
  assert.equal((await see(both[0] ? tom : priya, id))?.holderName, holder.fullName)
})

test('a concern that is put back can be taken by somebody else, and the history says who had it', async () => {
  const id = await sent('Put Back')
  await t.as(priya, (tx) => takeClaim(tx, id))
  assert.equal(await t.as(tom, (tx) => releaseClaim(tx, id, '')), false)
  assert.equal(await t.as(priya, (tx) => releaseClaim(tx, id, 'going home')), true)
  assert.equal(await t.as(tom, (tx) => takeClaim(tx, id)), true)
  assert.deepEqual(
    (await t.as(tom, (tx) => claimsOf(tx, id))).map(({ holderName, endedHow }) => [holderName, endedHow]),
    [
      ['Priya Nair', 'released'],
      ['Tom Reed', null],
    ],
  )
})

test('handing over needs the colleague’s yes; until then it stays where it is, and only colleagues who may have it are asked', async () => {
  const id = await sent('Handed Over')
  await t.as(priya, (tx) => takeClaim(tx, id))
  const names = (await t.as(priya, (tx) => colleaguesFor(tx, id))).map(({ fullName }) => fullName)
  assert.deepEqual(names, ['Mo Manager', 'Tom Reed'])
  assert.equal(await t.as(priya, (tx) => offerClaim(tx, id, tom.postId)), true)
  assert.equal((await see(priya, id))?.holderName, 'Priya Nair')
  assert.equal(await t.as(manager, (tx) => answerOffer(tx, id, true)), false)
  assert.equal(await t.as(tom, (tx) => answerOffer(tx, id, true)), true)
  assert.equal((await see(priya, id))?.holderName, 'Tom Reed')
  assert.deepEqual(await notificationsOf(tom, id), ['triage.offered'])
  assert.deepEqual(await notificationsOf(priya, id), ['triage.handed_over'])
  await assert.rejects(
    t.as(tom, (tx) => offerClaim(tx, id, worker.postId)),
    (error) => isDatabaseError(error, 'P0002'),
  )
})

test('a manager takes over from somebody who is away, and that colleague is told; a colleague cannot', async () => {
  const id = await sent('Taken Over')
  await t.as(priya, (tx) => takeClaim(tx, id))
  await assert.rejects(
    t.as(tom, (tx) => takeOverClaim(tx, id, 'I am quicker')),
    (error) => isDatabaseError(error, 'P0002'),
  )
  assert.equal(await t.as(manager, (tx) => takeOverClaim(tx, id, 'Priya is ill')), true)
  assert.equal((await see(priya, id))?.holderName, 'Mo Manager')
  assert.deepEqual(await notificationsOf(priya, id), ['triage.taken_over'])
})

// ── deciding ──

test('no further action: decided with a reason, the clock stops, and the answer to the referrer is owed in three working days', async () => {
  const id = await sent('No Further')
  t.clock.advance({ hours: 1 })
  done(await nfa(priya, id))
  const concern = await see(priya, id)
  assert.equal(concern?.standing, 'decided')
  const [decision] = await t.as(priya, (tx) => decisionsOf(tx, id))
  assert.deepEqual(
    [decision?.outcome, decision?.reason, decision?.decidedByName, decision?.dueAt?.toISOString()],
    ['no_further_action', 'spoke to the school', 'Priya Nair', '2026-11-24T17:00:00.000Z'],
  )
  const tasks = await t.as(priya, (tx) => openTasksOf(tx, { kind: 'concern', id }))
  assert.deepEqual(
    tasks.map(({ kind, ownerPostId, dueAt }) => [kind, ownerPostId, dueAt?.toISOString()]),
    [['triage.answer', priya.postId, '2026-11-26T23:59:00.000Z']],
  )
})

test('law R27: triaged on Wednesday 23 December 2026, the referrer is answered by Wednesday 30 December', async () => {
  t.clock.set('2026-12-23T10:00:00Z')
  const id = await sent('Over Christmas')
  done(await nfa(priya, id))
  const concern = await see(priya, id)
  assert.equal(concern?.answerDueAt?.toISOString(), '2026-12-30T23:59:00.000Z')
  assert.match(JSON.stringify(concern?.answerWhy), /law R27/)
})

for (const [rule, receivedAt, dueAt] of [
  ['law R20', '2026-12-24T15:00:00Z', '2026-12-29T17:00:00.000Z'],
  ['law R21', '2026-12-04T18:30:00Z', '2026-12-07T17:00:00.000Z'],
  ['law R22', '2026-12-06T09:00:00Z', '2026-12-07T17:00:00.000Z'],
  ['law R22', '2026-12-07T00:05:00Z', '2026-12-08T17:00:00.000Z'],
  ['law R23', '2027-03-25T16:59:00Z', '2027-03-30T16:00:00.000Z'],
  ['law R24', '2026-07-01T23:30:00Z', '2026-07-03T16:00:00.000Z'],
  ['law R25', '2026-12-31T23:50:00Z', '2027-01-04T17:00:00.000Z'],
] as const) {
  test(`${rule}: what came in at ${receivedAt} stands in the inbox as due at ${dueAt}, with the reason why`, async () => {
    t.clock.set(receivedAt)
    const concern = await see(priya, await sent('Clock Watcher'))
    assert.equal(concern?.dueAt?.toISOString(), dueAt)
    assert.match(JSON.stringify(concern?.dueWhy), /"rule":\s*"law R20"/)
  })
}

test('law R26: nobody said whether there is danger: it counts as not known, never as no; and the clock runs for all', async () => {
  const concerns = await Promise.all(
    (['yes', 'unknown', null, 'no'] as const).map(async (danger) => see(priya, await sent('Danger', { danger }))),
  )
  assert.deepEqual(
    concerns.map((concern) => concern?.danger),
    ['yes', 'unknown', 'unknown', 'no'],
  )
  assert.ok(concerns.every((concern) => concern?.dueAt !== null))
})

test('a case opens with its people, its concern and a worker; the worker reads what came in, and the referrer cannot see it', async () => {
  const id = await sent('Tyrell Obi')
  const opened = await openedCase(id, manager, worker.postId)
  const seenByWorker = await t.as(worker, (tx) => findCase(tx, opened.caseId))
  assert.deepEqual([seenByWorker?.knownAs, seenByWorker?.workerName], ['Ty', 'Wren Worker'])
  assert.equal((await t.as(worker, (tx) => submissionsOf(tx, id))).length, 1)
  assert.equal(await t.as(school, (tx) => findCase(tx, opened.caseId)), undefined)
  assert.deepEqual(await t.as(school, (tx) => tx.many(sql`select * from triage_decision`)), [])
})

test('a triage worker opens a case that waits for a worker, and cannot name one', async () => {
  const id = await sent('Waiting Child')
  const opened = await openedCase(id)
  assert.notEqual((await t.as(caseManager, (tx) => findCase(tx, opened.caseId)))?.waitingSince, null)
  const another = await sent('Named Worker')
  const { personId } = await subjectOf(another)
  await assert.rejects(
    step(priya, another, (tx, by) =>
      decideOpenCase(
        tx,
        another,
        {
          people: [personId],
          knownAs: 'N',
          kind: 'child',
          teamId: worker.teamId ?? '',
          workerPostId: worker.postId,
          reason: 'x',
          telling: later,
        },
        by,
      ),
    ),
    (error) => isDatabaseError(error, 'P0002'),
  )
})

test('a candidate is confirmed as the same person, and the concern joins the case that person has', async () => {
  const first = await sent('Jermaine Okafor')
  const { caseId } = await openedCase(first)
  const second = await sent('Jermain Okafor', { from: otherSchool })
  const subject = await subjectOf(second)
  const [candidate] = await t.as(priya, (tx) => candidatesFor(tx, { concernId: second, sourceRecordId: subject.sourceRecordId }))
  assert(candidate !== undefined)
  await t.as(priya, (tx) =>
    decideCandidate(tx, { candidateId: candidate.id, decision: 'same', because: 'same birth date, school confirmed' }),
  )
  const offered = await t.as(priya, (tx) => casesOfConcern(tx, second))
  assert.deepEqual([...new Set(offered.map((one) => one.caseId))], [caseId])
  done(await step(priya, second, (tx, by) => decideJoinCase(tx, second, { caseId, reason: 'the same boy', telling }, by)))
  const concern = await see(priya, second)
  assert.equal(concern?.standing, 'decided')
  assert.equal(concern?.answerDueAt, null)
})

test('a case that is not about anybody in the concern cannot be joined by guessing its id', async () => {
  const { caseId } = await openedCase(await sent('Kwame Mensah'))
  const id = await sent('Zofia Nowak')
  const taken = await step(priya, id, (tx, by) => decideJoinCase(tx, id, { caseId, reason: 'x', telling: later }, by))
  assert.deepEqual(taken, { kind: 'not_possible', because: 'wrong_state' })
})

test('asking for more: the question is on the referrer’s page, the clock keeps running, and the answer comes back to who asked', async () => {
  const id = await sent('More Wanted', { form: 'minute' })
  await t.as(priya, (tx) => takeClaim(tx, id))
  const before = await see(priya, id)
  done(await step(priya, id, (tx, by) => askForMore(tx, id, { question: 'Which car was it?', reason: 'to find him' }, by)))
  const asked = await see(priya, id)
  assert.equal(asked?.standing, 'more_wanted')
  assert.deepEqual(asked?.dueAt, before?.dueAt)
  assert.equal(asked?.holderName, 'Priya Nair')
  assert.deepEqual(
    (await t.as(school, (tx) => messagesToReferrer(tx, id))).map(({ says }) => says),
    ['Which car was it?'],
  )
  await t.as(school, (tx) => sendMore(tx, id, { ...aWorry('More Wanted'), subjects: [] }))
  assert.equal((await see(priya, id))?.standing, 'open')
  assert.deepEqual(await notificationsOf(priya, id), ['concern.more'])
})

test('two decide at once: the second is shown the first one’s decision, and chooses; opening it again has a reason', async () => {
  const id = await sent('Two Deciders')
  const page = await byNow(priya, id)
  const both = await Promise.all([
    t.as(priya, (tx) => decideNoFurtherAction(tx, id, { reason: 'first reason', telling: later }, page)),
    t.as(tom, (tx) => decideNoFurtherAction(tx, id, { reason: 'second reason', telling: later }, { ...page, postId: tom.postId })),
  ])
  assert.deepEqual([...both.map(({ kind }) => kind)].sort(), ['done', 'refused'])
  const refused = both.find((taken) => taken.kind === 'refused')
  assert(refused?.kind === 'refused')
  assert.equal(refused.because, 'decided_meanwhile')
  assert.match(refused.lastDecision?.reason ?? '', /first reason|second reason/)
  assert.equal((await t.as(priya, (tx) => decisionsOf(tx, id))).length, 1)
  t.clock.set('2026-11-25T10:00:00Z')
  done(await step(tom, id, (tx, by) => reopen(tx, id, 'the school rang: he is back with them', by)))
  const opened = await see(tom, id)
  assert.equal(opened?.standing, 'open')
  assert.equal(opened?.dueAt?.toISOString(), '2026-11-26T17:00:00.000Z')
  assert.equal(opened?.answerDueAt, null)
  done(await nfa(tom, id))
  assert.deepEqual(
    (await t.as(tom, (tx) => decisionsOf(tx, id))).map(({ outcome }) => outcome),
    ['no_further_action', 'reopen', 'no_further_action'],
  )
})

test('nobody decides what a colleague has in hand', async () => {
  const id = await sent('In Hand')
  await t.as(priya, (tx) => takeClaim(tx, id))
  const taken = await nfa(tom, id)
  assert(taken.kind === 'refused')
  assert.equal(taken.because, 'held_by_other')
  assert.equal(taken.concern.holderName, 'Priya Nair')
})

test('each step is refused, in words, from wherever the table does not allow it', async () => {
  const inState = {
    open: await sent('State Open'),
    more_wanted: await sent('State More'),
    passed_on: await sent('State Passed'),
    with_leader: await sent('State Follows'),
    decided: await sent('State Decided'),
  }
  const leader = await sent('State Leads')
  done(await step(priya, inState.more_wanted, (tx, by) => askForMore(tx, inState.more_wanted, { question: 'q', reason: 'r' }, by)))
  done(await step(priya, inState.passed_on, (tx, by) => passOn(tx, inState.passed_on, toNext, by)))
  done(await step(priya, inState.with_leader, (tx, by) => mergeInto(tx, inState.with_leader, { leadsId: leader, reason: 'one fight' }, by)))
  done(await nfa(priya, inState.decided))
  type Tried = (tx: Tx, id: string, by: By) => Promise<Taken<unknown>>
  const tries: Record<Exclude<(typeof steps)[number], 'answer'>, Tried> = {
    ask_for_more: (tx, id, by) => askForMore(tx, id, { question: 'q', reason: 'r' }, by),
    open_case: (tx, id, by) =>
      decideOpenCase(tx, id, { people: [], knownAs: 'x', kind: 'child', teamId: '', workerPostId: null, reason: 'r', telling: later }, by),
    join_case: (tx, id, by) => decideJoinCase(tx, id, { caseId: leader, reason: 'r', telling: later }, by),
    no_further_action: (tx, id, by) => decideNoFurtherAction(tx, id, { reason: 'r', telling: later }, by),
    pass_on: (tx, id, by) => passOn(tx, id, toNext, by),
    recall: (tx, id, by) => recall(tx, id, 'r', by),
    merge: (tx, id, by) => mergeInto(tx, id, { leadsId: leader, reason: 'r' }, by),
    unmerge: (tx, id, by) => unmerge(tx, id, 'r', by),
    reopen: (tx, id, by) => reopen(tx, id, 'r', by),
  }
  for (const standing of ['open', 'more_wanted', 'passed_on', 'with_leader', 'decided'] as const) {
    for (const which of steps) {
      if (which === 'answer' || transitions[standing][which] !== undefined) continue
      const id = inState[standing]
      const taken = await step(priya, id, (tx, by) => tries[which](tx, id, by))
      assert.equal(taken.kind === 'refused' && taken.because, 'wrong_step', `${which} from ${standing}`)
      assert.equal((await see(priya, id))?.standing, standing)
    }
  }
})

// ── passing on ──

const toNext = {
  toAgencyId: neighbour.agencyId,
  toPostId: null,
  about: 'A boy of 15 who lives in your borough since Friday',
  needed: 'Please take him up and see him this week',
  basis: 'child',
  agreement: 'not_asked',
  leftOut: 'who told us: not needed',
  reason: 'he has moved to them',
}

test('passed on: ours until they accept; the other side sees what was sent to it, and nothing else', async () => {
  const id = await sent('Passed On')
  await t.as(priya, (tx) => takeClaim(tx, id))
  const taken = await step(priya, id, (tx, by) => passOn(tx, id, toNext, by))
  assert(taken.kind === 'done')
  const concern = await see(priya, id)
  assert.equal(concern?.standing, 'passed_on')
  assert.equal(concern?.holderName, 'Priya Nair')
  assert.equal(concern?.dueAt?.toISOString(), '2026-11-24T17:00:00.000Z')
  const queue = (await t.as(neighbour, (tx) => transfersToUs(tx, neighbour.agencyId))).filter((one) => one.id === taken.value)
  assert.deepEqual(
    queue.map(({ about, needed, state }) => [about, needed, state]),
    [[toNext.about, toNext.needed, 'sent']],
  )
  await t.as(neighbour, async (tx) => {
    assert.equal(await findConcern(tx, id), undefined)
    assert.equal(await findTriage(tx, id), undefined)
    assert.deepEqual(await submissionsOf(tx, id), [])
    assert.deepEqual(await decisionsOf(tx, id), [])
    assert.deepEqual(await tx.many(sql`select * from row_history where record_id = ${id}`), [])
  })
  for (const other of [youthJustice, school, worker]) assert.equal(await t.as(other, (tx) => findTransfer(tx, taken.value)), undefined)

  assert.equal(
    await t.as(neighbour, (tx) =>
      answerPassedOn(tx, taken.value, { accepts: true, note: 'we see him tomorrow' }, { now: t.clock.now(), reference }),
    ),
    true,
  )
  const after_ = await see(priya, id)
  assert.deepEqual([after_?.standing, after_?.holderName, after_?.answerOwedBy], ['decided', null, 'Priya Nair'])
  assert.equal(after_?.answerDueAt?.toISOString(), '2026-11-26T23:59:00.000Z')
  const tasks = await t.as(priya, (tx) => openTasksOf(tx, { kind: 'concern', id }))
  assert.deepEqual(
    tasks.map(({ kind }) => kind),
    ['triage.answer'],
  )
  assert.deepEqual(await notificationsOf(priya, id), ['triage.transfer_accepted'])
  const [latest] = await t.as(priya, (tx) => decisionsOf(tx, id))
  assert.deepEqual([latest?.outcome, latest?.decidedByName], ['accepted_elsewhere', 'Nadia Next'])
  assert.equal(
    await t.as(neighbour, (tx) => answerPassedOn(tx, taken.value, { accepts: false, note: 'no' }, { now: t.clock.now(), reference })),
    false,
  )
})

test('refused, recalled or not answered in time: it is ours as before, and both sides see what happened', async () => {
  const refusedId = await sent('Refused')
  const one = await step(priya, refusedId, (tx, by) => passOn(tx, refusedId, toNext, by))
  assert(one.kind === 'done')
  assert.equal(
    await t.as(neighbour, (tx) =>
      answerPassedOn(tx, one.value, { accepts: false, note: 'he lives with you' }, { now: t.clock.now(), reference }),
    ),
    true,
  )
  assert.equal((await see(priya, refusedId))?.standing, 'open')

  const recalledId = await sent('Recalled')
  const two = await step(priya, recalledId, (tx, by) => passOn(tx, recalledId, toNext, by))
  assert(two.kind === 'done')
  done(await step(priya, recalledId, (tx, by) => recall(tx, recalledId, 'he is in danger tonight', by)))
  assert.equal((await see(priya, recalledId))?.standing, 'open')

  const expiredId = await sent('Expired')
  const three = await step(priya, expiredId, (tx, by) => passOn(tx, expiredId, toNext, by))
  assert(three.kind === 'done')
  t.clock.set('2026-11-25T17:00:01Z')
  assert.equal(
    await t.as(neighbour, (tx) => answerPassedOn(tx, three.value, { accepts: true, note: '' }, { now: t.clock.now(), reference })),
    false,
  )
  await runJobs()
  await runJobs()
  assert.equal((await see(priya, expiredId))?.standing, 'open')
  const states = await Promise.all(
    [one, two, three].map(({ value }) => t.as(neighbour, async (tx) => (await findTransfer(tx, value))?.state)),
  )
  assert.deepEqual(states, ['refused', 'recalled', 'expired'])
  assert.deepEqual(
    (await notificationsOf(priya, expiredId)).filter((kind) => kind.startsWith('triage.transfer')),
    ['triage.transfer_expired'],
  )
})

test('a named person can be asked who has no desk; without a desk and without a name it would lie where nobody looks', async () => {
  const id = await sent('Named There')
  const noDesk = { ...toNext, toAgencyId: youthJustice.agencyId }
  assert.deepEqual(await step(priya, id, (tx, by) => passOn(tx, id, noDesk, by)), { kind: 'not_possible', because: 'nobody_receives' })
  const taken = await step(priya, id, (tx, by) => passOn(tx, id, { ...noDesk, toPostId: youthJustice.postId }, by))
  assert(taken.kind === 'done')
  assert.equal((await t.as(youthJustice, (tx) => findTransfer(tx, taken.value)))?.needed, toNext.needed)
})

// ── one event, several reports ──

test('several reports of one event are each kept; one leads, its decision is the decision on all, and each referrer is owed an answer', async () => {
  const [leads, follows] = [await sent('Fight At The Shops'), await sent('Fight Again', { from: otherSchool, danger: 'yes' })]
  done(await step(priya, follows, (tx, by) => mergeInto(tx, follows, { leadsId: leads, reason: 'the same fight on Friday' }, by)))
  assert.equal((await see(priya, follows))?.standing, 'with_leader')
  // the worst of both, under the one that leads
  assert.equal((await see(priya, leads))?.danger, 'yes')
  const back = await step(priya, leads, (tx, by) => mergeInto(tx, leads, { leadsId: follows, reason: 'r' }, by))
  assert.equal(back.kind === 'refused' && back.because, 'leads_others')
  done(await nfa(tom, leads))
  const followed = await see(priya, follows)
  assert.deepEqual([followed?.standing, followed?.answerOwedBy], ['decided', 'Tom Reed'])
  assert.equal((await t.as(priya, (tx) => decisionsOf(tx, follows)))[0]?.outcome, 'with_leader')
})

test('reports are taken apart again, and each is decided on its own', async () => {
  const [leads, follows] = [await sent('Apart One'), await sent('Apart Two')]
  done(await step(priya, follows, (tx, by) => mergeInto(tx, follows, { leadsId: leads, reason: 'same name' }, by)))
  done(await step(priya, follows, (tx, by) => unmerge(tx, follows, 'another boy', by)))
  done(await nfa(priya, leads))
  assert.equal((await see(priya, follows))?.standing, 'open')
})

// ── the inbox ──

test('the inbox has danger now first, then not known, then what is due soonest; filters and search narrow it, and pages go on', async () => {
  const house = await t.somebody({ role: 'housingOfficer', agency: 'housing', agencyKind: 'housing' })
  const named = ['Inbox Dangerous', 'Inbox Unknown', 'Inbox Sooner', 'Inbox Later']
  t.clock.set('2026-11-27T12:00:00Z')
  const laterOne = await sent(named[3] ?? '', { from: house })
  t.clock.set('2026-11-26T12:00:00Z')
  const sooner = await sent(named[2] ?? '', { from: house })
  const unknown = await sent(named[1] ?? '', { from: house, danger: null })
  t.clock.set('2026-11-28T12:00:00Z')
  const dangerous = await sent(named[0] ?? '', { from: house, danger: 'yes' })
  const inbox = (query: Record<string, string>, who = priya) =>
    t.as(who, (tx) => inboxOf(tx, inboxQuery.parse({ agency: house.agencyId, ...query })))
  assert.deepEqual(
    (await inbox({})).concerns.map(({ id }) => id),
    [dangerous, unknown, sooner, laterOne],
  )
  assert.deepEqual(
    (await inbox({ overdue: 'yes' })).concerns.map(({ id }) => id),
    [unknown, sooner],
  )
  assert.deepEqual(
    (await inbox({ q: 'box dang' })).concerns.map(({ id }) => id),
    [dangerous],
  )
  assert.deepEqual((await inbox({ q: '%' })).concerns, [])
  await t.as(priya, (tx) => takeClaim(tx, sooner))
  assert.deepEqual(
    (await inbox({ who: 'mine' })).concerns.map(({ id }) => id),
    [sooner],
  )
  assert.deepEqual((await inbox({ who: 'unclaimed' })).total, 3)
  assert.deepEqual(
    (await inbox({ state: 'held' })).concerns.map(({ id }) => id),
    [sooner],
  )
  assert.deepEqual((await inbox({ kind: 'adult_at_risk' })).total, 0)
  assert.deepEqual((await inbox({ page: '2' })).concerns, [])
  for (const outsider of [house, school, worker, officer]) assert.equal((await inbox({}, outsider)).total, 0)
})

test('a view is kept under a name, for oneself alone', async () => {
  await t.as(priya, (tx) => saveView(tx, 'Late ones', 'overdue=yes'))
  await t.as(priya, (tx) => saveView(tx, 'Late ones', 'overdue=yes&who=mine'))
  const views = await t.as(priya, (tx) => savedViews(tx))
  assert.deepEqual(
    views.map(({ name, query }) => [name, query]),
    [['Late ones', 'overdue=yes&who=mine']],
  )
  assert.deepEqual(await t.as(tom, (tx) => savedViews(tx)), [])
  await t.as(tom, (tx) => deleteView(tx, views[0]?.id ?? ''))
  assert.equal((await t.as(priya, (tx) => savedViews(tx))).length, 1)
})

// ── who sees what ──

test('a triage worker who is kept out meets "not there", also as a colleague and as somebody to hand over to', async () => {
  const id = await sent('Relative Of Tom')
  await t.as(manager, (tx) => tx.run(sql`select exclude_user('concern', ${id}, ${tom.userId}, 'her brother')`))
  assert.equal(await see(tom, id), undefined)
  await assert.rejects(
    t.as(tom, (tx) => takeClaim(tx, id)),
    (error) => isDatabaseError(error, 'P0002'),
  )
  await assert.rejects(
    t.as(tom, (tx) =>
      decideNoFurtherAction(
        tx,
        id,
        { reason: 'r', telling: later },
        { postId: tom.postId, now: t.clock.now(), reference, seenDecisionId: '' },
      ),
    ),
    (error) => error instanceof NotThere,
  )
  await t.as(priya, (tx) => takeClaim(tx, id))
  assert.deepEqual(
    (await t.as(priya, (tx) => colleaguesFor(tx, id))).map(({ fullName }) => fullName),
    ['Mo Manager'],
  )
})

test('a concern about a member of staff is the named officer’s, with the same tools; the desk and its manager see nothing', async () => {
  const id = await sent('A Member Of Staff', { kind: 'staff' })
  for (const who of [priya, tom, manager, caseManager]) {
    assert.equal(await see(who, id), undefined)
    await assert.rejects(
      t.as(who, (tx) => takeClaim(tx, id)),
      (error) => isDatabaseError(error, 'P0002'),
    )
  }
  assert.deepEqual(
    (await t.as(officer, (tx) => inboxOf(tx, inboxQuery.parse({})))).concerns.map((one) => one.id),
    [id],
  )
  assert.equal(await t.as(officer, (tx) => takeClaim(tx, id)), true)
  done(await nfa(officer, id))
  assert.equal((await see(officer, id))?.standing, 'decided')
})

test('the referrer sees the same whether the person was known or not, whichever way it was decided', async () => {
  const known = await sent('Known Child')
  const { caseId } = await openedCase(await sent('Known Childe'))
  const subject = await subjectOf(known)
  const candidates = await t.as(priya, (tx) => candidatesFor(tx, { concernId: known, sourceRecordId: subject.sourceRecordId }))
  for (const one of candidates)
    await t.as(priya, (tx) => decideCandidate(tx, { candidateId: one.id, decision: 'same', because: 'the same' }))
  done(await step(priya, known, (tx, by) => decideJoinCase(tx, known, { caseId, reason: 'known to us for a year', telling }, by)))
  const unknown = await sent('Unknown Child')
  await openedCase(unknown, priya, null, telling)
  const seenBySchool = async (id: string) =>
    t.as(school, async (tx) => {
      const { reference: _r, id: _i, version: _v, ...concern } = (await findConcern(tx, id)) ?? assert.fail('not there')
      const messages = (await messagesToReferrer(tx, id)).map(({ id: _m, ...message }) => message)
      const counts: number[] = []
      for (const table of [
        'triage_claim',
        'triage_decision',
        'triage_transfer',
        'triage_merge',
        'triage_rise',
        'concern_candidate',
      ] as const)
        counts.push((await tx.many(sql`select 1 from ${identifier(table)} where concern_id = ${id}`)).length)
      const tasks = await openTasksOf(tx, { kind: 'concern', id })
      return { concern, messages, counts, tasks }
    })
  const [one, two] = [await seenBySchool(known), await seenBySchool(unknown)]
  assert.deepEqual(one, two)
  assert.equal(one.messages.length, 1)
})

// ── telling the referrer, and what rises ──

test('a named person tells the referrer, and the answer is no longer owed', async () => {
  const id = await sent('Told Later')
  done(await nfa(priya, id))
  t.clock.advance({ hours: 30 })
  await t.as(tom, (tx) => answerReferrer(tx, id, { code: 'no_action_now', text: 'Ring me on 01632 960111.' }, t.clock.now()))
  const [message] = await t.as(school, (tx) => messagesToReferrer(tx, id))
  assert.equal(message?.sentByName, 'Tom Reed')
  assert.match(message?.says ?? '', /do not think that we need to do more[\s\S]*\n\nRing me on 01632 960111\.$/)
  assert.equal((await see(priya, id))?.answerDueAt, null)
  await assert.rejects(t.as(school, (tx) => answerReferrer(tx, id, { code: 'acting', text: '' }, t.clock.now())))
})

async function runJobs(): Promise<void> {
  for (const job of triageJobs) await asNobody(jobs, t.clock, (tx) => job.run(tx, t.house))
}

test('an overdue decision rises to who holds it and the manager, and a working day later to the service manager, each told once', async () => {
  const id = await sent('Overdue')
  await t.as(priya, (tx) => takeClaim(tx, id))
  t.clock.set('2026-11-24T17:00:00Z')
  await runJobs()
  assert.deepEqual(await notificationsOf(manager, id), [])
  t.clock.set('2026-11-24T17:00:01Z')
  await runJobs()
  await runJobs()
  assert.deepEqual(
    [await notificationsOf(priya, id), await notificationsOf(manager, id), await notificationsOf(service, id)],
    [['triage.overdue'], ['triage.overdue'], []],
  )
  assert.equal(await t.as(service, (tx) => findRisen(tx, id, service.postId)), undefined)
  t.clock.set('2026-11-25T17:00:01Z')
  await runJobs()
  await runJobs()
  assert.deepEqual(await notificationsOf(service, id), ['triage.overdue'])
  const risen = await t.as(service, (tx) => findRisen(tx, id, service.postId))
  assert.deepEqual([risen?.holderName, risen?.dueAt?.toISOString()], ['Priya Nair', '2026-11-24T17:00:00.000Z'])
  await t.as(service, async (tx) => {
    assert.deepEqual(await submissionsOf(tx, id), [])
    assert.equal(await findTriage(tx, id), undefined)
  })
  done(await nfa(priya, id))
  assert.equal((await notificationsOf(manager, id)).length, 1)
})

test('what was decided in time does not rise; what was decided late keeps both times', async () => {
  const id = await sent('In Time')
  done(await nfa(priya, id))
  const lateOne = await sent('Late One')
  t.clock.set('2026-11-25T10:00:00Z')
  await runJobs()
  assert.deepEqual(await notificationsOf(manager, id), [])
  done(await nfa(priya, lateOne))
  const [decision] = await t.as(priya, (tx) => decisionsOf(tx, lateOne))
  assert.deepEqual(
    [decision?.dueAt?.toISOString(), decision?.decidedAt.toISOString()],
    ['2026-11-24T17:00:00.000Z', '2026-11-25T10:00:00.000Z'],
  )
})

test('an overdue concern about staff rises only to named officers', async () => {
  const id = await sent('Staff Overdue', { kind: 'staff' })
  t.clock.set('2026-11-26T09:00:00Z')
  await runJobs()
  assert.deepEqual([...new Set(await notificationsOf(officer, id))], ['concern.staff', 'triage.overdue'])
  for (const who of [priya, manager, service]) assert.deepEqual(await notificationsOf(who, id), [])
})
