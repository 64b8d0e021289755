import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { databaseRoles } from '../../platform/db/create.ts'
import { Database, isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { addDays } from '../clocks/index.ts'
import { loadPerson, type PersonFacts, type PersonId, recordPerson } from '../people/index.ts'
import { editPerson } from '../people/store.ts'
import { findDuplicates } from './jobs.ts'
import { answerJoining, decidePair, decisionsOf, joinings, joinPair, loadPair, pairsToDo, recordedSince, takeApart } from './store.ts'

const t = await openTestHouse()
const jobs = new Database(t.server.connection(t.databaseName, databaseRoles.jobs), { connections: 2 })
let server: TestServer
before(async () => {
  server = await startTestServer(t)
})
after(async () => {
  await server?.close()
  await jobs.close()
  await t.close()
})

const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const colleague = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Cole League' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'mash', teamKind: 'triage', name: 'Maya Manager' })
const second = await t.somebody({ role: 'exploitationManager', team: 'mash', teamKind: 'triage', name: 'Sam Second' })
const elsewhere = await t.somebody({ role: 'exploitationManager', team: 'elsewhere', name: 'Ella Elsewhere' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })

/** Somebody named in a concern at a team's desk. */
async function known(facts: PersonFacts, desk: Somebody = triage): Promise<{ personId: PersonId; concernId: string }> {
  const concernId = randomUUID()
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`select circle_add_as_system('concern', ${concernId}, ${school.postId}, 'submitter', 'their own concern')`)
    await tx.run(sql`insert into record_team values ('concern', ${concernId}, ${desk.teamId})`)
  })
  const { personId } = await t.as(school, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'concern', id: concernId }, relation: 'subject', facts }, { origin: 'referral' }),
  )
  return { personId, concernId }
}

let people = 0
/** Nobody like them is met in another test. */
const surnames = [
  'Quillfeather',
  'Brackenbury',
  'Wagstaff',
  'Applethwaite',
  'Oxenham',
  'Thistlewood',
  'Umfreville',
  'Yarborough',
  'Zouche',
  'Inglethorpe',
  'Fothergill',
  'Dalrymple',
  'Cholmondeley',
  'Marjoribanks',
]
function somebody(): { family: string; of: (given: string, more?: PersonFacts) => PersonFacts } {
  const family = surnames[people++ % surnames.length] ?? 'Nobody'
  const born = `2010-${String(1 + (people % 12)).padStart(2, '0')}-${String(13 + people)}`
  return {
    family,
    of: (given, more = {}) => ({
      names: [{ kind: 'legal', given, family }],
      births: [{ certainty: 'full', bornOn: born, basis: 'stated' }],
      addresses: [{ line: `${people} Mill Lane`, postcode: 'LP7 1AA' }],
      ...more,
    }),
  }
}

const look = () =>
  jobs.transaction(async (tx) => {
    await tx.run(sql`select set_config('lapwing.instant', ${t.clock.now().toISOString()}, true)`)
    let sum = 0
    for (let done = await findDuplicates(tx); done > 0; done = await findDuplicates(tx)) sum += done
    return sum
  })
const pairOf = async (who: Somebody, one: PersonId, other?: PersonId) =>
  (await t.as(who, pairsToDo)).find(
    (pair) => [pair.one?.id, pair.other?.id].includes(one) && (other === undefined || [pair.one?.id, pair.other?.id].includes(other)),
  )

async function twice(given = 'Peregrine', again = 'Perregrine', desk: Somebody = triage) {
  const { of } = somebody()
  const one = await known(of(given))
  const other = await known(of(again), desk)
  await look()
  return { one: one.personId, other: other.personId, concerns: [one.concernId, other.concernId] as const }
}

async function openPair(who: Somebody, one: PersonId, other: PersonId): Promise<string> {
  const pair = await pairOf(who, one, other)
  assert.ok(pair !== undefined, 'they are suggested')
  return pair.id
}

test('the night finds two records of one child, says why field by field, and a second night finds nothing new', async () => {
  const { one, other } = await twice()
  const pair = await t.as(triage, async (tx) => loadPair(tx, await openPair(triage, one, other)))
  assert.equal(pair.band, 'very_likely')
  assert.equal(pair.parts.reduce((sum, { hundredths }) => sum + hundredths, 0) / 100 - pair.weight < 0.1, true)
  assert.ok(pair.parts.some(({ field, level }) => field === 'given' && level === 'typing'))
  assert.deepEqual(pair.harm, ['concern'])
  assert.equal(await look(), 0, 'nobody has changed')
  assert.equal((await t.as(triage, pairsToDo)).filter(({ one: a, other: b }) => [a?.id, b?.id].includes(one)).length, 1)
  const { count } = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(sql`select count(*) from person p join person_name n on n.person_id = p.id where p.id in (${one}, ${other})`),
  )
  assert.equal(count, 2, 'nothing joins by itself')
})

test('a night that is cut short goes on where it stopped', async () => {
  const { of } = somebody()
  const [one, other, third] = [await known(of('Amina')), await known(of('Aminah')), await known(of('Amina'))]
  const runs: number[] = []
  for (let done = 1; done > 0; runs.push(done)) done = await jobs.transaction((tx) => findDuplicates(tx, 1))
  assert.ok(runs.slice(0, -1).every((done) => done === 1) && runs.length >= 4)
  for (const [a, b] of [
    [one, other],
    [other, third],
    [one, third],
  ] as const)
    assert.ok(await pairOf(triage, a.personId, b.personId))
})

test('twins, and a father and a son of one name, are never very likely the same', async () => {
  const { of } = somebody()
  const tara = await known(of('Tara'))
  await known(of('Zara'))
  const father = await known(of('Bartholomew', { births: [{ certainty: 'full', bornOn: '1980-04-01', basis: 'stated' }] }))
  await known(of('Bartholomew'))
  await look()
  for (const { personId } of [tara, father]) assert.notEqual((await pairOf(triage, personId))?.band, 'very_likely')
})

test('"not the same" is remembered and not suggested again, until what agrees and differs has changed', async () => {
  const { one, other } = await twice('Sophia', 'Sofia')
  const id = await openPair(triage, one, other)
  assert.equal(await t.as(triage, (tx) => decidePair(tx, { id, decision: 'not_same', because: 'I know both', comeBackOn: null })), 'kept')
  assert.equal(
    await t.as(colleague, (tx) => decidePair(tx, { id, decision: 'unsure', because: 'hm', comeBackOn: null })),
    'decided',
    'two at once',
  )
  const change = async (facts: PersonFacts) => {
    const person = await t.as(triage, (tx) => loadPerson(tx, one))
    await t.as(triage, (tx) => editPerson(tx, { personId: one, version: person?.version ?? 0, because: 'her mother said', facts }))
    await look()
  }
  await change({ details: [{ kind: 'language', value: 'Polish' }] })
  assert.equal(await pairOf(triage, one, other), undefined, 'nothing that is compared has changed')
  await change({ phones: [{ number: '07700 900456' }] })
  assert.equal(await pairOf(triage, one, other), undefined, 'only one of them has a phone')
  await change({ names: [{ kind: 'alias', given: 'Sofia', family: 'Zzz' }] })
  await change({ births: [{ certainty: 'partial', year: 2010, basis: 'stated' }] })
  const sister = await t.as(triage, (tx) => loadPerson(tx, other))
  await t.as(triage, (tx) =>
    editPerson(tx, { personId: other, version: sister?.version ?? 0, because: 'he said', facts: { phones: [{ number: '07700 900456' }] } }),
  )
  await look()
  const again = await pairOf(triage, one, other)
  assert.deepEqual([again?.id, again?.saidBefore], [id, 'not_same'], 'they share a phone now')
  assert.deepEqual(
    (await t.as(triage, (tx) => decisionsOf(tx, id))).map(({ decision, decidedBy }) => [decision, decidedBy]),
    [['not_same', 'Priya Nair']],
  )
})

test('"not sure yet" goes away and comes back on its day', async () => {
  const { one, other } = await twice('Zebedee', 'Zebeddee')
  const id = await openPair(triage, one, other)
  const today = '2026-11-23'
  await t.as(triage, (tx) => decidePair(tx, { id, decision: 'unsure', because: 'waiting for the school', comeBackOn: addDays(today, 28) }))
  assert.equal(await pairOf(triage, one, other), undefined)
  const now = t.clock.now()
  t.clock.set('2026-12-22T09:00:00Z')
  assert.equal((await pairOf(triage, one, other))?.saidBefore, 'unsure')
  t.clock.set(now)
})

test('where nobody would see more, joining is done at once, and taken back exactly, also after later edits', async () => {
  const { one, other } = await twice('Cornelius', 'Cornellius')
  const id = await openPair(triage, one, other)
  assert.equal((await t.as(triage, (tx) => loadPair(tx, id))).widens, false)
  const [first, late] = await Promise.all([triage, colleague].map((who) => t.as(who, (tx) => joinPair(tx, id, 'his school says so'))))
  assert.deepEqual([first?.outcome, late?.outcome].sort(), ['decided', 'done'], 'two who join at once: one of them did')
  const mergeId = first?.mergeId ?? late?.mergeId ?? ''
  const [joined] = await t.as(triage, (tx) => joinings(tx, mergeId))
  const kept = joined?.keptPerson ?? ''
  const gone = kept === one ? other : one
  const names = async (id: PersonId) => (await t.as(triage, (tx) => loadPerson(tx, id)))?.names.map(({ given }) => given).sort()
  assert.deepEqual(await names(kept), ['Cornelius', 'Cornellius'], 'every record is kept')
  assert.equal(await names(gone), undefined)
  const person = await t.as(triage, (tx) => loadPerson(tx, kept))
  await t.as(triage, (tx) =>
    editPerson(tx, {
      personId: kept,
      version: person?.version ?? 0,
      because: 'he told me',
      facts: { phones: [{ number: '07700 900777' }] },
    }),
  )
  const later = await t.as(triage, (tx) => recordedSince(tx, mergeId))
  assert.deepEqual(
    later.map(({ said, because }) => [said.phones, because]),
    [[['07700 900777'], 'he told me']],
  )
  const undo = (placed: Record<string, 'kept' | 'gone'>) => t.as(triage, (tx) => takeApart(tx, { mergeId, because: 'two boys', placed }))
  assert.equal(await undo({}), 'place', 'what came since is put to the user')
  assert.equal(await undo({ [later[0]?.id ?? '']: 'gone' }), 'kept')
  assert.equal((await names(one))?.length, 1)
  assert.deepEqual(
    (await t.as(triage, (tx) => loadPerson(tx, gone)))?.phones.map(({ number }) => number),
    ['07700 900777'],
  )
  assert.equal(await undo({}), 'decided', 'once')
  await look()
  assert.equal(await pairOf(triage, one, other), undefined, 'taken apart is remembered')
})

test('where somebody would see more, a second person has to agree first, never the one who asked', async () => {
  const { of } = somebody()
  const one = await known(of('Ottoline'))
  const other = await known(of('Ottolline'))
  await t.owner.transaction((tx) =>
    tx.run(sql`select circle_add_as_system('concern', ${other.concernId}, ${worker.postId}, 'invited', 'she works with her')`),
  )
  await look()
  const id = await openPair(manager, one.personId, other.personId)
  assert.equal((await t.as(manager, (tx) => loadPair(tx, id))).widens, true)
  const asked = await t.as(manager, (tx) => joinPair(tx, id, 'her aunt says so'))
  assert.equal(asked.outcome, 'waiting')
  const mergeId = asked.mergeId ?? ''
  assert.equal((await t.as(manager, (tx) => loadPerson(tx, one.personId)))?.names.length, 1, 'nothing is joined yet')
  const answer = (who: Somebody, agrees: boolean) => t.as(who, (tx) => answerJoining(tx, { mergeId, agrees, because: 'I spoke to both' }))
  assert.equal(await answer(manager, true), 'own')
  await assert.rejects(answer(triage, true), (error) => isDatabaseError(error, 'P0002'))
  await assert.rejects(answer(elsewhere, true), (error) => isDatabaseError(error, 'P0002'), 'a manager who may not see both')
  const bothNames = async () =>
    (await t.as(worker, (tx) => loadPerson(tx, one.personId)))?.names.length ??
    (await t.as(worker, (tx) => loadPerson(tx, other.personId)))?.names.length
  assert.equal(await bothNames(), 1)
  assert.equal(await answer(second, true), 'kept')
  assert.equal(await answer(second, true), 'decided')
  assert.equal(await bothNames(), 2, 'now the worker sees both')
})

test('a manager who does not agree leaves both as they were, and they can be asked about again', async () => {
  const { of } = somebody()
  const [one, other] = [await known(of('Thaddeus')), await known(of('Thadeus'))]
  await t.owner.transaction((tx) =>
    tx.run(sql`select circle_add_as_system('concern', ${other.concernId}, ${worker.postId}, 'invited', 'she works with him')`),
  )
  await look()
  const id = await openPair(triage, one.personId, other.personId)
  const { mergeId } = await t.as(triage, (tx) => joinPair(tx, id, 'looks like it'))
  assert.equal(await t.as(second, (tx) => answerJoining(tx, { mergeId: mergeId ?? '', agrees: false, because: 'not enough' })), 'kept')
  assert.equal((await pairOf(triage, one.personId, other.personId))?.state, 'open')
})

test('of somebody outside the circle only who to ask is said: no name, no number, no reason', async () => {
  const { one, other } = await twice('Araminta', 'Araminta', elsewhere)
  const pair = await pairOf(triage, one)
  assert.equal(pair?.other === null || pair?.one === null, true)
  assert.deepEqual([pair?.knownTo, pair?.harm], [['Team elsewhere'], []])
  assert.equal(JSON.stringify(pair).includes(other), false)
  await assert.rejects(
    t.as(triage, (tx) => loadPair(tx, pair?.id ?? '')),
    (error) => isDatabaseError(error, 'P0002'),
  )
  await assert.rejects(
    t.as(triage, (tx) => joinPair(tx, pair?.id ?? '', 'x')),
    (error) => isDatabaseError(error, 'P0002'),
  )
  const html = await (await server.fetchAs(triage, '/duplicates')).text()
  assert.match(html, /is known to Team elsewhere\. Ask Team elsewhere\./)
})

test('who is kept out of a person finds nothing of them here, and is kept out of whoever they are joined to', async () => {
  const { of } = somebody()
  const [one, other] = [await known(of('Hortensia')), await known(of('Hortencia'))]
  await t.owner.transaction((tx) =>
    tx.run(sql`insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('excluded', ${colleague.userId}, 'concern', ${other.concernId}, 'her ex-partner', ${triage.postId}, ${t.clock.now()})`),
  )
  await look()
  assert.equal(await pairOf(colleague, one.personId), undefined)
  assert.ok(await t.as(colleague, (tx) => loadPerson(tx, one.personId)))
  const id = await openPair(triage, one.personId, other.personId)
  const { mergeId, outcome } = await t.as(triage, (tx) => joinPair(tx, id, 'her aunt says so'))
  assert.equal(outcome, 'waiting', 'somebody would lose what they see')
  await t.as(second, (tx) => answerJoining(tx, { mergeId: mergeId ?? '', agrees: true, because: 'yes' }))
  for (const { personId } of [one, other]) assert.equal(await t.as(colleague, (tx) => loadPerson(tx, personId)), undefined)
  await t.as(triage, (tx) => takeApart(tx, { mergeId: mergeId ?? '', because: 'two girls', placed: {} }))
  assert.ok(await t.as(colleague, (tx) => loadPerson(tx, one.personId)), 'as it was before')
  assert.equal(await t.as(colleague, (tx) => loadPerson(tx, other.personId)), undefined)
})

test('the page of a hidden person, and of a hidden pair, is byte for byte that of one who is not there', async () => {
  const { one, other } = await twice('Lysander', 'Lysander', elsewhere)
  const hidden = await pairOf(triage, one)
  const excluded = await known(somebody().of('Cassius'))
  await t.owner.transaction((tx) =>
    tx.run(sql`insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('excluded', ${triage.userId}, 'person', ${excluded.personId}, 'his brother', ${manager.postId}, ${t.clock.now()})`),
  )
  // what is random in every answer, and the address itself
  const bytes = async (path: string) => {
    const answer = await server.fetchAs(triage, path)
    const headers = [...answer.headers].filter(([name]) => name !== 'date')
    const text = `${answer.status} ${JSON.stringify(headers)} ${await answer.text()}`
    return text
      .replaceAll(path, 'PATH')
      .replaceAll(encodeURIComponent(path), 'PATH')
      .replaceAll(/nonce[-=]["']?[\w+/=-]+/g, 'nonce')
      .replaceAll(/value="[\w-]{20,}"/g, 'value')
  }
  const paths = (id: string) => [`/people/${id}`, `/people/${id}/edit/phone`]
  const unknown = randomUUID()
  for (const id of [other, excluded.personId]) {
    for (const [i, path] of paths(id).entries()) assert.equal(await bytes(path), await bytes(paths(unknown)[i] ?? ''))
  }
  assert.equal(await bytes(`/duplicates/${hidden?.id}`), await bytes(`/duplicates/${unknown}`))
})

test('one record that is like forty others is found with each, and none of them is joined', async () => {
  const { of } = somebody()
  const { personId, concernId } = await known(of('Wilhelmina'))
  await t.as(school, async (tx) => {
    for (let i = 0; i < 40; i++)
      await recordPerson(
        tx,
        { namedIn: { kind: 'concern', id: concernId }, relation: 'other', facts: of('Wilhelmina') },
        { origin: 'referral' },
      )
  })
  await look()
  const { pairs, people } = await t.owner.transaction((tx) =>
    tx.one<{ pairs: number; people: number }>(sql`
      select count(*) filter (where d.state = 'open') as pairs, count(distinct s.person_id) + count(distinct o.person_id) - 1 as people from duplicate_pair d
      join source_record s on s.id = d.one_source join source_record o on o.id = d.other_source where ${personId} in (s.person_id, o.person_id)`),
  )
  assert.deepEqual([pairs, people >= 40], [40, true])
  const html = await (await server.fetchAs(triage, '/duplicates')).text()
  assert.match(html, /The first 100 of them are shown/)
})

test('a joining needs the password again, and the pages say what they found', async () => {
  const { one, other } = await twice('Ignatius', 'Ignatiuss')
  const id = await openPair(triage, one, other)
  const html = await (await server.fetchAs(triage, `/duplicates/${id}`)).text()
  assert.match(html, /given name one slip apart/)
  assert.match(html, /<svg role="img"/)
  assert.match(html, /Very likely the same/)
  await t.owner.transaction((tx) => tx.run(sql`update session set step_up_at = '2026-11-01' where user_id = ${triage.userId}`))
  const answer = await server.fetchAs(triage, `/duplicates/${id}/join`, { same: 'I know him' })
  assert.equal((await t.as(triage, (tx) => loadPair(tx, id))).state, 'open', `${answer.status}`)
  await t.owner.transaction((tx) => tx.run(sql`update session set step_up_at = ${t.clock.now()} where user_id = ${triage.userId}`))
  const done = await server.fetchAs(triage, `/duplicates/${id}/join`, { same: 'I know him', _once: 'a'.repeat(22) })
  assert.equal(done.status, 303, await done.text())
})
