// On people nobody here typed: a file of another generator, with seven agencies' records and their mistakes. Its truth
// columns are read in this test only, to know who is who.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { MatchFacts } from '../matching/index.ts'
import { normalAddress, normalName, normalPhone, normalPostcode, presetScorer } from '../matching/index.ts'
import { candidatesFor, decideCandidate, keptCandidates, releaseCandidates } from './candidates.ts'
import type { PersonFacts } from './facts.ts'
import { importPeople, readPeopleFile } from './import.ts'
import { compare } from './matching.ts'
import { nameVariants } from './reference.ts'
import { loadPerson, type PersonId, recordPerson } from './store.ts'

const t = await openTestHouse()
const scorer = presetScorer(nameVariants, 'desk')
after(() => t.close())

const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const colleague = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })

const file = new URL('../../../tests/fixtures/linkage-uk-2000.csv', import.meta.url)
const text = await readFile(file, 'utf8')
type Row = Readonly<
  Record<'record' | 'entity' | 'source' | 'given' | 'middle' | 'surname' | 'dob' | 'sex' | 'address' | 'postcode' | 'phone' | 'nhs', string>
>
const rows: Row[] = parse(text, { columns: true, comment: '#', comment_no_infix: true })

const started = performance.now()
const first = await t.as(triage, (tx) => importPeople(tx, text, '2026-11-23'))
const importedMs = performance.now() - started
const personOf = new Map(
  (
    await t.owner.transaction((tx) =>
      tx.many<{ record: string; id: PersonId }>(
        sql`select own_reference as record, person_id as id from source_record where origin = 'import'`,
      ),
    )
  ).map(({ record, id }) => [record, id]),
)

test('a file of two thousand people comes in at once, and a second time changes nothing', async (context) => {
  context.diagnostic(`2,000 rows in ${Math.round(importedMs)} ms`)
  assert.equal(first.imported, 2000)
  assert.deepEqual(
    first.problems.map(({ message, kept }) => [/is still to come/.test(message), kept]),
    Array.from({ length: 3 }, () => [true, true]),
    'three dates of birth in the file are still to come',
  )
  const again = await t.as(triage, (tx) => importPeople(tx, text, '2026-11-23'))
  assert.deepEqual([again.imported, again.unchanged, again.changed, again.corrected], [0, 2000, [], []])
  assert.ok(importedMs < 20_000, `${importedMs} ms`)
})

test('imported people are seen by nobody by browsing, and only those who may import bring them', async () => {
  for (const who of [triage, worker, school]) {
    assert.equal((await t.as(who, (tx) => tx.many(sql`select from person`))).length, 0)
    assert.equal((await t.as(who, (tx) => tx.many(sql`select from person_name`))).length, 0)
  }
  await assert.rejects(
    t.as(worker, (tx) => importPeople(tx, text, '2026-11-23')),
    (error) => isDatabaseError(error, 'P0002'),
  )
})

test('what is wrong with a row is said with its line and what to do; the truth columns are never read', () => {
  const bad = [
    '# made up',
    'record,source,given,middle,surname,dob,sex,address,postcode,phone,nhs,entity,errors',
    '1,SCH,Amina,,Yusuf,2011-02-31,F,,,,,9,typo',
    '2,XXX,Amina,,Yusuf,,F,,,,,,',
    '3,SCH,,,,,F,,,,,,',
    '4,SCH,Amina,,"O\'Neil, the second",2011-02-28,F,"1 High St, LP1",,,,,',
    '4,SCH,Again,,,,,,,,,,',
    '5,SCH,Amina,,Yusuf,2031-01-02,F,,,,,,',
    '6,SCH,Amina',
  ].join('\n')
  const { rows: good, problems } = readPeopleFile(bad, '2026-11-23')
  assert.deepEqual(
    problems.map(({ line }) => line),
    [3, 4, 5, 7, 8, 9],
  )
  assert.match(problems[0]?.message ?? '', /"2011-02-31" is not a real date/)
  assert.deepEqual(
    good.map(({ ownReference, facts }) => [ownReference, facts.births?.length]),
    [
      ['1', 0],
      ['4', 1],
      ['5', 0],
    ],
  )
  assert.equal(JSON.stringify(good).includes('typo'), false)
})

async function concernAbout(facts: PersonFacts, from: Somebody = school) {
  const concernId = randomUUID()
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`select circle_add_as_system('concern', ${concernId}, ${from.postId}, 'submitter', 'their own concern')`)
    await tx.run(sql`insert into record_team values ('concern', ${concernId}, ${triage.teamId})`)
  })
  const named = await t.as(from, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'concern', id: concernId }, relation: 'subject', facts }, { origin: 'referral' }),
  )
  return { concernId, ...named }
}

// ── another spelling, by rule and by seed ──

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

function slip(word: string, random: () => number): string {
  if (word.length < 4) return word
  const at = 1 + Math.floor(random() * (word.length - 2))
  const kind = random()
  if (kind < 0.4) return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
  if (kind < 0.7) return word.slice(0, at) + word.slice(at + 1)
  return word.slice(0, at) + String.fromCharCode(97 + Math.floor(random() * 26)) + word.slice(at + 1)
}

/** What somebody who knows them a little might write: another form of the name, a slip, day and month the other way round, an old postcode, no numbers. */
function respelt(row: Row, random: () => number): { facts: PersonFacts; how: string } {
  const forms = [...nameVariants(row.given.toLowerCase())].filter((form) => form !== row.given.toLowerCase())
  const form = forms[Math.floor(random() * forms.length)]
  const useForm = form !== undefined && random() < 0.6
  const given = useForm ? form[0]?.toUpperCase() + form.slice(1) : random() < 0.5 ? slip(row.given, random) : row.given
  const family = random() < 0.5 ? slip(row.surname, random) : row.surname
  const birth = random()
  const [year = '', month = '', day = ''] = row.dob.split('-')
  const births: PersonFacts['births'] =
    row.dob === '' || birth < 0.15
      ? []
      : birth < 0.45 && Number(day) <= 12
        ? [{ certainty: 'full', bornOn: `${year}-${day}-${month}`, basis: 'stated' }]
        : birth < 0.6
          ? [{ certainty: 'partial', year: Number(year), basis: 'stated' }]
          : [{ certainty: 'full', bornOn: row.dob, basis: 'stated' }]
  const home = random()
  const addresses: PersonFacts['addresses'] =
    home < 0.4
      ? [{ line: `${1 + Math.floor(random() * 90)} Elsewhere Road`, postcode: 'LP99 9ZZ' }]
      : home < 0.7 || row.address === ''
        ? []
        : [{ line: row.address, postcode: row.postcode }]
  const inOneBox = random() < 0.7
  return {
    facts: {
      names: [inOneBox ? { kind: 'legal', fullText: `${given} ${family}` } : { kind: 'legal', given, family }],
      births,
      addresses: addresses.map(({ line, postcode }) => ({ line: line ?? '', postcode: postcode ?? '' })),
    },
    how: `${row.given} ${row.surname} ${row.dob} as ${given} ${family} ${JSON.stringify(births)}`,
  }
}

test('a referral under another spelling finds its person among the first three', async (context) => {
  const random = randomFrom(20_261_124)
  const usable = rows.filter(({ given, surname, dob }) => given !== '' && surname !== '' && dob !== '')
  const wanted = Array.from({ length: 300 }, () => usable[Math.floor(random() * usable.length)]).filter((row) => row !== undefined)
  let firstPlace = 0
  let firstThree = 0
  const missed: string[] = []
  const times: number[] = []
  for (const row of wanted) {
    const { facts, how } = respelt(row, random)
    const { concernId, sourceRecordId } = await concernAbout(facts)
    const before = performance.now()
    const found = await t.as(triage, (tx) => candidatesFor(tx, { concernId, sourceRecordId }))
    times.push(performance.now() - before)
    const same = new Set(rows.filter(({ entity }) => entity === row.entity).map(({ record }) => personOf.get(record)))
    const place = found.findIndex(({ personId }) => same.has(personId))
    if (place === 0) firstPlace++
    if (place >= 0 && place < 3) firstThree++
    else missed.push(`${how}: ${place}`)
    // out of the way of those that follow
    await t.owner.transaction((tx) => tx.run(sql`update source_record set findable = false where id = ${sourceRecordId}`))
  }
  times.sort((a, b) => a - b)
  const share = (n: number) => `${((100 * n) / wanted.length).toFixed(1)} %`
  context.diagnostic(`recall@1 ${share(firstPlace)}, recall@3 ${share(firstThree)} of ${wanted.length} respellings`)
  context.diagnostic(`whole look-up p50 ${times[150]?.toFixed(0)} ms, p95 ${times[285]?.toFixed(0)} ms`)
  for (const miss of missed.slice(0, 12)) context.diagnostic(`missed: ${miss}`)
  assert.ok(firstThree / wanted.length >= 0.95, share(firstThree))
})

test('pairs within the file: what the bands catch and what they get wrong', (context) => {
  const facts = rows.map(
    (row): MatchFacts => ({
      names: [{ given: normalName(row.given), middle: normalName(row.middle), family: normalName(row.surname) }],
      births:
        row.dob === ''
          ? []
          : [{ bornOn: row.dob, year: Number(row.dob.slice(0, 4)), month: Number(row.dob.slice(5, 7)), certainty: 'full' }],
      sexes: row.sex === '' ? [] : [row.sex],
      addresses:
        row.address === '' && row.postcode === '' ? [] : [{ line: normalAddress(row.address), postcode: normalPostcode(row.postcode) }],
      phones: row.phone === '' ? [] : [normalPhone(row.phone)],
      identifiers: row.nhs === '' ? [] : [{ kind: 'nhs', value: row.nhs }],
      schools: [],
    }),
  )
  const truePairs = rows.reduce((n, row, i) => n + rows.slice(i + 1).filter(({ entity }) => entity === row.entity).length, 0)
  const counts = { truePairs, very: 0, veryRight: 0, shown: 0, shownRight: 0 }
  for (const [i, j] of pairsSharing(facts)) {
    const [a, b] = [facts[i], facts[j]]
    if (a === undefined || b === undefined) continue
    const same = rows[i]?.entity === rows[j]?.entity
    const { band } = compare(a, b, { address: false, phone: false }, scorer)
    if (band === null) continue
    counts.shown++
    if (same) counts.shownRight++
    if (band === 'very_likely') counts.very++
    if (band === 'very_likely' && same) counts.veryRight++
  }
  const f1 = (right: number, said: number) => ((2 * right) / (said + counts.truePairs)).toFixed(3)
  context.diagnostic(
    `very likely: precision ${(counts.veryRight / counts.very).toFixed(3)}, recall ${(counts.veryRight / counts.truePairs).toFixed(3)}, F1 ${f1(counts.veryRight, counts.very)}`,
  )
  context.diagnostic(
    `shown at all: precision ${(counts.shownRight / counts.shown).toFixed(3)}, recall ${(counts.shownRight / counts.truePairs).toFixed(3)} of ${counts.truePairs} pairs`,
  )
  assert.ok(counts.veryRight / counts.very > 0.9)
  assert.ok(counts.shownRight / counts.truePairs > 0.8)
})

/** Pairs with something in common; comparing every pair of 2,000 takes minutes. */
function pairsSharing(facts: readonly MatchFacts[]): (readonly [number, number])[] {
  const blocks = new Map<string, number[]>()
  for (const [i, { names, births, addresses, phones, identifiers }] of facts.entries()) {
    const keys = [
      ...names.flatMap(({ given, family }) => [family, `${given.slice(0, 1)}${family.slice(0, 1)}`].map((key) => `n${key}`)),
      ...births.map(({ bornOn }) => `b${[...(bornOn ?? '')].sort().join('')}`),
      ...addresses.map(({ postcode }) => `p${postcode}`),
      ...phones.map((phone) => `t${phone}`),
      ...identifiers.map(({ value }) => `i${value}`),
    ]
    for (const key of new Set(keys.filter((key) => key.length > 1))) blocks.set(key, [...(blocks.get(key) ?? []), i])
  }
  const pairs = new Map<string, readonly [number, number]>()
  for (const block of blocks.values()) {
    for (const i of block) for (const j of block) if (i < j) pairs.set(`${i} ${j}`, [i, j])
  }
  return [...pairs.values()]
}

const somebody = (more: PersonFacts = {}): PersonFacts => ({
  names: [{ kind: 'legal', fullText: 'Zebedee Quillfeather' }],
  births: [{ certainty: 'full', bornOn: '2010-05-13', basis: 'stated' }],
  ...more,
})

test('the desk sees who somebody may be while it decides, and no longer', async () => {
  const known = await concernAbout(somebody({ addresses: [{ line: '3 Hidden Lane', postcode: 'LP1 1AA', protected: true }] }), worker)
  await t.owner.transaction((tx) => tx.run(sql`delete from record_team where record_id = ${known.concernId}`))
  assert.equal(await t.as(triage, (tx) => loadPerson(tx, known.personId)), undefined)
  const asked = await concernAbout(somebody({ addresses: [{ line: '3 Hidden Lane', postcode: 'LP1 1AA' }] }))
  const [candidate] = await t.as(triage, (tx) => candidatesFor(tx, asked))
  assert.equal(candidate?.personId, known.personId)
  assert.equal(candidate?.band, 'very_likely')
  assert.deepEqual(candidate?.there.names, ['Zebedee Quillfeather'])
  const home = candidate?.evidence.find(({ field }) => field === 'home')
  assert.deepEqual(home, { field: 'home', verdict: 'agrees', because: 'hidden' })
  assert.equal(JSON.stringify(candidate?.there).includes('Hidden Lane'), false, 'a protected address matches and is not shown')
  assert.equal((await t.as(triage, (tx) => loadPerson(tx, known.personId)))?.shownName, 'Zebedee Quillfeather')
  await t.as(triage, (tx) => releaseCandidates(tx, asked.concernId))
  assert.equal(await t.as(triage, (tx) => loadPerson(tx, known.personId)), undefined)
})

test('nobody outside the desk learns whether somebody is known', async () => {
  const asked = await concernAbout(somebody())
  for (const who of [school, worker])
    await assert.rejects(
      t.as(who, (tx) => candidatesFor(tx, asked)),
      (error) => isDatabaseError(error, 'P0002'),
    )
  await t.as(triage, (tx) => candidatesFor(tx, asked))
  for (const who of [school, worker]) assert.equal((await t.as(who, (tx) => tx.many(sql`select from concern_candidate`))).length, 0)
})

test('who is kept out of a person is shown nothing of them, not even what a colleague found', async () => {
  const known = await concernAbout(somebody({ names: [{ kind: 'legal', fullText: 'Ottoline Brackenbury' }] }), worker)
  const asked = await concernAbout(somebody({ names: [{ kind: 'legal', fullText: 'Ottoline Brackenbury' }] }))
  await t.owner.transaction((tx) =>
    tx.run(sql`
    insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
    values ('excluded', ${colleague.userId}, 'concern', ${known.concernId}, 'her ex-partner', ${triage.postId}, ${t.clock.now()})`),
  )
  assert.deepEqual((await t.as(triage, (tx) => candidatesFor(tx, asked))).map(({ personId }) => personId).includes(known.personId), true)
  const seen = await t.as(colleague, (tx) => keptCandidates(tx, asked))
  assert.equal(
    seen.some(({ personId }) => personId === known.personId),
    false,
  )
  const found = await t.as(colleague, (tx) => candidatesFor(tx, asked))
  assert.equal(
    found.some(({ personId }) => personId === known.personId),
    false,
  )
  assert.ok(
    (await t.as(triage, (tx) => keptCandidates(tx, asked))).some(({ personId }) => personId === known.personId),
    'and the colleague keeps it',
  )
})

test('"not the same" is remembered, "same" joins, and changing one\'s mind takes it back', async () => {
  const known = await concernAbout(somebody({ names: [{ kind: 'legal', fullText: 'Peregrine Wagstaff' }] }), worker)
  const asked = await concernAbout(somebody({ names: [{ kind: 'legal', fullText: 'Perregrine Wagstaff' }] }))
  const of = (candidates: Awaited<ReturnType<typeof candidatesFor>>) => candidates.find(({ personId }) => personId === known.personId)
  const candidate = of(await t.as(triage, (tx) => candidatesFor(tx, asked)))
  const decide = (decision: 'same' | 'not_same' | 'unsure') =>
    t.as(triage, (tx) => decideCandidate(tx, { candidateId: candidate?.id ?? '', decision, because: 'his school told me' }))
  const personAsked = () =>
    t.owner.transaction(
      async (tx) => (await tx.one<{ id: string }>(sql`select person_id as id from source_record where id = ${asked.sourceRecordId}`)).id,
    )
  await decide('not_same')
  assert.equal(of(await t.as(triage, (tx) => candidatesFor(tx, asked)))?.decision, 'not_same')
  assert.equal(of(await t.as(triage, (tx) => candidatesFor(tx, asked)))?.decidedBy, 'Priya Nair')
  await decide('same')
  assert.equal(await personAsked(), known.personId)
  await decide('unsure')
  assert.equal(await personAsked(), asked.personId)
})

test('a member of staff in a concern about them turns up nowhere else', async () => {
  const name: PersonFacts = somebody({ names: [{ kind: 'legal', fullText: 'Cornelius Applethwaite' }] })
  const concernId = (await concernAbout(somebody())).concernId
  const staff = await t.as(school, (tx) =>
    recordPerson(
      tx,
      { namedIn: { kind: 'concern', id: concernId }, relation: 'subject', facts: name },
      { origin: 'referral', findable: false },
    ),
  )
  const asked = await concernAbout(name)
  const found = await t.as(triage, (tx) => candidatesFor(tx, asked))
  assert.equal(
    found.some(({ personId }) => personId === staff.personId),
    false,
  )
})
