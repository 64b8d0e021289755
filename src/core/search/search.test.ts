import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { unsortedKind } from '../concerns/index.ts'
import { loadPerson, nameVariants, type PersonFacts, recordPerson } from '../people/index.ts'
import { editPerson } from '../people/store.ts'
import { find } from './finding.ts'
import { readSearch } from './rules.ts'
import type { SearchFilter } from './schema.ts'
import { clearSearches, pinsOf, setPin } from './store.ts'
import { whyWords } from './views.tsx'

const t = await openTestHouse()
const team = await casework(t)
const { worker, manager, stranger } = team
let server: TestServer | undefined
before(async () => {
  server = await startTestServer(t)
})
after(async () => {
  await server?.close()
  await t.close()
})
const served = () => server ?? assert.fail('the server is up')

const caseId = await team.aCase({ knownAs: 'Mo' })
const inCase = async (facts: PersonFacts, of = caseId, who = worker) =>
  (await t.as(who, (tx) => recordPerson(tx, { namedIn: { kind: 'case', id: of }, relation: 'subject', facts }, { origin: 'case' })))
    .personId

const mo = await inCase({
  names: [
    { kind: 'legal', given: 'Mohammed', family: 'Al-Rashid' },
    { kind: 'spelling', fullText: 'محمد الراشد' },
  ],
  births: [{ certainty: 'full', bornOn: '2010-03-07', basis: 'document' }],
  phones: [{ number: '07700 900456' }, { number: '07700 900999', protected: true }],
  addresses: [
    { line: '12 Station Rd', postcode: 'LP7 4DU' },
    { line: '3 Hidden Mews', postcode: 'LP9 9ZZ', protected: true },
  ],
  identifiers: [
    { kind: 'nhs', value: '943 476 5919' },
    { kind: 'agency_reference', value: 'MOS-10482', label: 'mosaic' },
  ],
})
const kasia = await inCase({
  names: [
    { kind: 'legal', given: 'Katarzyna', family: 'Wiśniewska' },
    { kind: 'spelling', fullText: 'Аліна Коваленко' },
  ],
})
const longName = `${'Maximiliane'.repeat(8)} Oyelaran-Featherstonehaugh`
const long = await inCase({ names: [{ kind: 'legal', fullText: longName }] })
const john = await inCase({ names: [{ kind: 'legal', given: 'John', middle: 'Paul', family: 'Smith' }] })

const search = (who: Somebody, typed: string, filter: SearchFilter = {}) =>
  t.as(who, async (tx, actor) => find({ tx, actor }, readSearch(typed, nameVariants), filter, 20))
const people = async (who: Somebody, typed: string) => (await search(who, typed)).lines.people.map(({ record }) => record.id)
const why = async (typed: string) => {
  const [line] = (await search(worker, typed)).lines.people
  return line?.why === undefined ? [] : whyWords(line.why, readSearch(typed, nameVariants))
}

test('a child is found however the name is typed: a slip, by sound, in another script, turned round, in part', async () => {
  for (const typed of [
    'Mohammed Al-Rashid',
    'mohammed al rashid',
    'Muhammad Rashid',
    'Mohamed Alrashid',
    'Rashid Mohammed',
    'Al-Rashid, Mohammed',
    'Mohammde Rashid',
    'moham',
    'محمد',
    'M Rashid',
    'MR MOHAMMED RASHID',
  ]) {
    assert.ok((await people(worker, typed)).includes(mo), typed)
  }
  for (const typed of [
    'Wisniewska',
    'Wiśniewska Katarzyna',
    'wisniewski',
    'Алина Коваленко',
    'Alina Kovalenko',
    'Kasia Wisniewska',
    'Wiśneiwska',
  ]) {
    assert.ok((await people(worker, typed)).includes(kasia), typed)
  }
  for (const typed of ['Jon Smyth', 'Smith John', 'John Paul Smith', 'Johnny Smith', 'John Smith', 'J Smith', 'John Peter Smith']) {
    assert.ok((await people(worker, typed)).includes(john), typed)
  }
})

test('a child is found by phone, date, number, address and postcode in any writing', async () => {
  for (const typed of [
    '07700900456',
    '+44 7700 900 456',
    '0044 (0)7700 900456',
    '900456',
    '7.3.2010',
    '07/03/2010',
    '7 March 2010',
    '7th of March, 2010',
    'March 7, 2010',
    '2010-03-07',
    '7/3/10',
    '3/7/2010',
    'Rashid 2010',
    '9434765919',
    '943-476-5919',
    'mos10482',
    'MOS-10482',
    'lp74du',
    'LP7 4DU',
    '12 station road',
    '12 Station Rd',
    'Rashid LP7 4DU 7.3.2010',
  ]) {
    assert.ok((await people(worker, typed)).includes(mo), typed)
  }
  const [{ reference } = { reference: '' }] = await t.as(worker, (tx) =>
    tx.many<{ reference: string }>(sql`select reference from case_file where id = ${caseId}`),
  )
  for (const typed of [reference, reference.toLowerCase(), reference.replace('-', ''), reference.replace('-', ' '), ` ${reference} `]) {
    assert.deepEqual(
      (await search(worker, typed)).lines.cases.map(({ record }) => record.id),
      [caseId],
      typed,
    )
  }
})

test('what agreed is said in words, of a phone only its end', async () => {
  assert.deepEqual(await why('Mohammed Al-Rashid'), ['the name agrees'])
  assert.deepEqual(await why('Rashid Mohammed'), ['the name agrees', 'the name is in another order'])
  assert.deepEqual(await why('Jon Smyth'), ['“jon” is another form of the name', '“smyth” is another form of the name'])
  assert.deepEqual(await why('Rachid'), ['a name sounds like “rachid”'])
  assert.deepEqual(await why('Rahsid'), ['a name is spelt nearly like “rahsid”'])
  assert.deepEqual(await why('moh'), ['a name begins with “moh”'])
  assert.deepEqual(await why('07700 900456'), ['the phone ends with 456'])
  assert.deepEqual(await why('3/7/2010'), ['the date of birth agrees with day and month the other way round'])
  assert.deepEqual(await why('محمد'), ['the name is written in another script'])
  assert.deepEqual(await why('John Peter Smith'), ['the name agrees', '“peter” was not found in it'])
})

test('what agrees exactly comes first, and the cases of the people who are found stand with them', async () => {
  const smyth = await inCase({ names: [{ kind: 'legal', given: 'John', family: 'Smyth' }] })
  assert.deepEqual(await people(worker, 'John Smith'), [john, smyth])
  assert.deepEqual(await people(worker, 'John Smyth'), [smyth, john])
  const found = await search(worker, 'Mohammed Rashid')
  assert.deepEqual(
    found.lines.cases.map(({ record }) => record.id),
    [caseId],
  )
  const [line] = found.lines.people
  assert.ok(line?.kind === 'people' && line.about.length === 1)
})

test('nobody is found by somebody without a grant, and a search that meets them is one that meets nobody', async () => {
  for (const typed of ['Mohammed Al-Rashid', '07700900456', 'Mo', 'LP7 4DU', 'MOS-10482']) {
    assert.deepEqual(await search(stranger, typed), await search(stranger, 'Nobody Ofthatname'), typed)
  }
})

test('a protected address or phone is never searched backwards, not by those who may read it either', async () => {
  for (const who of [worker, manager, stranger]) {
    for (const typed of ['LP9 9ZZ', 'Hidden Mews', '3 Hidden Mews', '07700 900999', '900999']) {
      assert.deepEqual(await people(who, typed), [], typed)
    }
  }
  const own = await t.as(worker, (tx) => loadPerson(tx, mo))
  assert.ok(
    own?.addresses.some(({ protected: hidden }) => hidden),
    'the worker reads it on the page',
  )
})

test('an address that becomes protected cannot be searched any more, also where another record has it', async () => {
  const id = await inCase({
    names: [{ kind: 'legal', given: 'Ines', family: 'Duarte' }],
    addresses: [{ line: '5 Quay Lane', postcode: 'LP3 1AA' }],
  })
  assert.deepEqual(await people(worker, 'LP3 1AA'), [id])
  const { version } = await t.owner.transaction((tx) => tx.one<{ version: number }>(sql`select version from person where id = ${id}`))
  const facts = { addresses: [{ line: '5 Quay Lane', postcode: 'LP3 1AA', protected: true }] }
  assert.equal(await t.as(worker, (tx) => editPerson(tx, { personId: id, version, because: 'She is in danger', facts })), 'saved')
  assert.deepEqual(await people(worker, 'LP3 1AA'), [])
  assert.deepEqual(await people(worker, '5 Quay Lane'), [])
})

test('somebody who is kept out of a case meets "not there" in search, and pins and what they opened go too', async () => {
  const secret = await team.aCase({ knownAs: 'Zephyr' })
  const child = await inCase({ names: [{ kind: 'legal', given: 'Zephyrine', family: 'Quill' }] }, secret)
  assert.deepEqual(await people(manager, 'Zephyrine Quill'), [child])
  await t.as(manager, (tx) => setPin(tx, { kind: 'person', id: child }, 'on'))
  assert.match(await textOf(manager, '/search'), /Zephyrine/)
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('excluded', ${manager.userId}, 'case', ${secret}, 'a relative', ${team.serviceManager.postId}, '2026-11-23')`),
  )
  assert.deepEqual(await search(manager, 'Zephyrine Quill'), await search(manager, 'Nobody Ofthatname'))
  assert.deepEqual((await search(manager, 'Zephyr')).lines.cases, [])
  assert.doesNotMatch(await textOf(manager, '/search'), /Zephyr/)
  await team.asJobs(clearSearches)
  assert.deepEqual(await t.as(manager, (tx) => pinsOf(tx)), [])
})

test('nothing that is typed breaks the search: one letter, signs, markup, five hundred letters, long names', async () => {
  for (const typed of [
    '',
    'a',
    '%',
    "'; drop table person; --",
    '<script>alert(1)</script>',
    '\\',
    '((((',
    'x'.repeat(500),
    '𝕏'.repeat(300),
    'unknown',
    '0',
    '99/99/9999',
    '漢字',
    '_',
    '*:*',
  ]) {
    const sought = readSearch(typed, nameVariants)
    const found = await search(worker, typed)
    assert.ok(sought.terms.length <= 8 && Object.values(found.lines).every((lines) => lines.length === 0), typed)
  }
  assert.equal(readSearch('a', nameVariants).tooShort, true)
  assert.equal(readSearch('word '.repeat(100), nameVariants).cutOff, true)
  assert.deepEqual(await people(worker, 'Featherstonehaugh'), [long])
})

test('filters stand in the address and narrow what was found', async () => {
  assert.equal((await search(worker, 'Mohammed Rashid', { state: 'open' })).lines.people.length, 1)
  const closed = await search(worker, 'Mohammed Rashid', { state: 'closed' })
  assert.deepEqual([closed.lines.people, closed.lines.cases], [[], []])
  assert.equal((await search(worker, 'Mohammed Rashid', { kind: 'cases' })).lines.people.length, 0)
  assert.equal((await search(worker, 'Mohammed Rashid', { team: team.teamId })).lines.cases.length, 1)
})

const textOf = async (who: Somebody, path: string) => (await served().fetchAs(who, path)).text()

test('a search leaves no name in the address; another person’s search is over; each is in the audit with what it showed', async () => {
  const asked = await served().fetchAs(worker, '/search', { q: 'Mohammed <b>Rashid' })
  const address = asked.headers.get('location') ?? ''
  assert.match(address, /^\/search\/[0-9a-f-]{36}$/)
  const html = await textOf(worker, address)
  assert.match(html, /Mohammed Al-Rashid/)
  assert.match(html, /value="Mohammed &lt;b>Rashid"/)
  const { shown, hash, fields } = await t.owner.transaction((tx) =>
    tx.one<{ shown: string[]; hash: string; fields: string[] }>(
      sql`select shown, content_hash as hash, fields from audit_entry where event = 'search.found' and user_id = ${worker.userId} order by id desc limit 1`,
    ),
  )
  assert.ok(shown.includes(mo) && shown.includes(caseId))
  assert.match(hash, /^[0-9a-f]{64}$/)
  assert.deepEqual(fields, ['name'])
  assert.match(await textOf(stranger, address), /That search is over/)
  assert.match(await textOf(worker, '/search/00000000-0000-4000-8000-000000000000'), /That search is over/)
})

test('a referrer finds what they sent by the name and the place they gave, and nothing that others know', async () => {
  const { school } = team
  const concern = await t.as(school, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`select concern_open(${unsortedKind}, 'received', null, '{}'::jsonb, '{}', '{}') as id`)
    const { id: sent } = await tx.one<{ id: string }>(sql`
      insert into concern_submission (concern_id, form, submitted_at, submitted_by, what_seen)
      values (${id}, 'minute', current_instant(), current_post_id(), 'New phone') returning id`)
    await tx.run(
      sql`insert into concern_place (concern_id, submission_id, place, description, postcode) values (${id}, ${sent}, 1, 'Behind Quarry Arcade', 'LP2 2BB')`,
    )
    const facts = { names: [{ kind: 'legal' as const, given: 'Mohammed', family: 'Rashid' }] }
    await recordPerson(tx, { namedIn: { kind: 'concern', id }, relation: 'subject', facts }, { origin: 'referral' })
    return id
  })
  const found = await search(school, 'Muhammad Rashid')
  assert.deepEqual([found.lines.people, found.lines.cases], [[], []])
  assert.deepEqual(
    found.lines.concerns.map(({ record }) => record.id),
    [concern],
  )
  for (const typed of ['quarry arcade', 'Quary Arcade', 'lp2 2bb']) {
    assert.deepEqual(
      (await search(school, typed)).lines.places.map(({ record }) => record.id),
      [concern],
      typed,
    )
  }
})

test('whoever sees thousands of records finds the same as whoever sees a few', async () => {
  const searches = [
    'Mohammed Al-Rashid',
    'Jon Smyth',
    'محمد',
    '07700900456',
    '12 station road',
    'Rashid 2010',
    'M Rashid',
    'Mo',
    'lp9 9zz',
    'Nobody Ofthatname',
  ]
  const few: Awaited<ReturnType<typeof search>>[] = []
  for (const typed of searches) few.push(await search(worker, typed))
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into case_access (case_id, post_id, because, reads, writes, from_at)
      select gen_random_uuid(), ${worker.postId}, 'test', 1, 0, '-infinity' from generate_series(1, 4100)`),
  )
  for (const [i, typed] of searches.entries()) assert.deepEqual(await search(worker, typed), few[i], typed)
})

test('of a person who is deleted nothing stays to be found', async () => {
  const left = await t.owner.transaction(async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`insert into person default values returning id`)
    await tx.run(sql`insert into search_word (record_kind, record_id, part, word, bits) values ('person', ${id}, 'family', 'gone', 2)`)
    await tx.run(sql`delete from person where id = ${id}`)
    return tx.many(sql`select from search_word where record_id = ${id}`)
  })
  assert.deepEqual(left, [])
})
