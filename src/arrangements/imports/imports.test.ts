// A spreadsheet's whole way, as people use it: over HTTP, with the job in between.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { asJobs } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sessionCookie } from '../../core/house/server.ts'
import { editPerson, loadPerson, type PersonId } from '../../core/people/store.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { identifier, sql } from '../../platform/db/sql.ts'
import { settleFiles, workOffImports } from './jobs.ts'
import { importPolicy } from './schema.ts'
import * as store from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const policy = readReferenceFile('imports.yaml', importPolicy)
const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const colleague = await t.somebody({ role: 'triageWorker', team: 'mash', name: 'Omar Haddad' })
const elsewhere = await t.somebody({ role: 'triageWorker', agency: 'southshore', name: 'Una Byrne' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Bea Okoro' })

const said = {
  system: 'CSC',
  purpose: 'Children excluded this term',
  basis: 'public_task',
  'review-day': '1',
  'review-month': '3',
  'review-year': '2027',
}

async function bring(
  who: Somebody,
  name: string,
  content: string | Uint8Array,
  changed: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = new FormData()
  for (const [field, value] of Object.entries({ ...said, ...changed })) form.set(field, value)
  form.set('file', new File([typeof content === 'string' ? content : new Uint8Array(content)], name))
  return fetch(`${server.baseUrl}/imports`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `${sessionCookie}=${who.token}`, origin: server.baseUrl },
    body: form,
  })
}

const locationOf = (response: Response) => response.headers.get('location') ?? assert.fail(`not taken on: ${response.status}`)

/** Brings a file and says its columns as they were guessed. @returns the import's id */
async function lookedAt(content: string, name = 'list.csv', more: Readonly<Record<string, string>> = {}): Promise<string> {
  const to = locationOf(await bring(triage, name, content))
  const page = await (await server.fetchAs(triage, to)).text()
  const chosen = [...page.matchAll(/<select[^>]*name="(column-\d+)"[\s\S]*?<\/select>/g)].map(([select, field = '']) => [
    field,
    /<option value="([^"]*)" selected/.exec(select)?.[1] ?? '',
  ])
  const row = /name="headerRow" value="(\d+)"/.exec(page)?.[1] ?? ''
  const id = to.split('/')[2] ?? ''
  const sent = await server.fetchAs(triage, to, { ...Object.fromEntries(chosen), sheet: '', headerRow: row, dateOrder: 'dmy', ...more })
  assert.equal(sent.headers.get('location'), `/imports/${id}/check`)
  return id
}

/** Small batches, so that a short list has several. */
const step = () => asJobs(t, (tx) => workOffImports(tx, 20))
const stateOf = (id: string) =>
  t.owner.transaction(async (tx) => (await tx.one<{ state: string }>(sql`select state from import_run where id = ${id}`)).state)
async function settled(id: string): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1) {
    const state = await stateOf(id)
    if (state === 'done' || state === 'undone') return state
    await step()
  }
  return assert.fail('the import came to no end')
}

async function broughtIn(content: string, how: 'valid' | 'all' = 'valid'): Promise<string> {
  const id = await lookedAt(content)
  assert.equal(locationOf(await server.fetchAs(triage, `/imports/${id}/start`, { how })), `/imports/${id}`)
  assert.equal(await settled(id), 'done')
  return id
}

async function takenBack(id: string): Promise<void> {
  await t.as(triage, (tx) => store.undoImport(tx, id, 'the wrong list'))
  assert.equal(await settled(id), 'undone')
}

/** Everything that is known of people, but for what only counts changes, so that two moments can be compared. */
async function allPeople(): Promise<unknown> {
  return t.owner.transaction(async (tx) => {
    const found: unknown[] = [await tx.many(sql`select id from person order by id`)]
    for (const table of [
      ...['source_record', 'person_name', 'person_birth', 'person_detail', 'person_address', 'person_phone', 'person_identifier'],
      ...['match_key', 'person_headline'],
    ])
      found.push(await tx.many(sql`select to_jsonb(x) as row from ${identifier(table)} x order by to_jsonb(x)::text`))
    return found
  })
}

const header = 'Pupil ID,Forename,Surname,DOB,Address,Postcode,Mobile'
const rows = (...lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`
const people = () => t.owner.transaction(async (tx) => (await tx.one<{ n: number }>(sql`select count(*)::int as n from person`)).n)

/** The person of a record, put into the circle of a worker, as a case would. */
async function opened(record: string): Promise<PersonId> {
  return t.owner.transaction(async (tx) => {
    const { id, sourceId } = await tx.one<{ id: PersonId; sourceId: string }>(
      sql`select person_id as id, id as "sourceId" from source_record where own_reference = ${record}`,
    )
    const caseId = randomUUID()
    await tx.run(sql`select circle_add_as_system('case', ${caseId}, ${worker.postId}, 'allocated', 'their worker')`)
    await tx.run(sql`select person_link_as_system('case', ${caseId}, ${sourceId}, 'subject')`)
    return id
  })
}

test('a list comes in, with what is wrong said by its cell, and taking it back leaves everything as it was', async () => {
  await broughtIn(rows('b1,Amina,Yusuf,28/02/2011,1 High Street,LP1 1AA,07700 900001', 'b2,Leo,Walker,25/03/2010,,,'))
  const before = await allPeople()
  const id = await lookedAt(
    rows(
      'b1,Amina,Yusuf-Ali,28/02/2011,2 Low Road,LP1 1AA,',
      'b2,Leo,Walker,25/03/2010,,,',
      'n1,Ada,Brown,31/02/2010,,,',
      'n2,Tom & Jerry,Cole,,,,',
    ),
  )
  const page = await (await server.fetchAs(triage, `/imports/${id}/check`)).text()
  assert.match(page, /3 rows can come in/)
  assert.match(page, /D4[\s\S]*?not a real date[\s\S]*?Comes in without it/)
  assert.match(page, /B5[\s\S]*?Two people, or two names, in one cell[\s\S]*?Stays out/)
  assert.match(await (await server.fetchAs(triage, `/imports/${id}/start`, { how: 'all' })).text(), /Some rows cannot come in, so none did/)
  assert.equal(await stateOf(id), 'open')
  await server.fetchAs(triage, `/imports/${id}/start`, { how: 'valid' })
  assert.equal(await settled(id), 'done')
  assert.notDeepEqual(await allPeople(), before)
  const result = await (await server.fetchAs(triage, `/imports/${id}/result`)).text()
  assert.match(result, /^\uFEFF?row,reference,outcome,cell,what is wrong\r\n2,b1,came in,,\r\n3,b2,came in,,\r\n4,n1,came in,D4,/)
  assert.match(result, /5,n2,stayed out,B5,/)
  assert.doesNotMatch(result, /Yusuf|Low Road|LP1/, 'nobody is in the result')
  await takenBack(id)
  assert.deepEqual(await allPeople(), before)
  const kept = await t.owner.transaction((tx) =>
    tx.many(sql`select from row_history where old_row::text like '%Brown%' and record_kind = 'person'`),
  )
  assert.equal(kept.length, 0, 'nor in the history of somebody who should never have been here')
})

test('what somebody has worked on since is left, listed and put to the one who asks', async () => {
  const id = await broughtIn(
    rows('w1,Ida,Frost,02/03/2010,1 Mill Lane,LP1 1AA,', 'w2,Joe,Frost,02/03/2011,,,', 'w3,Kay,Frost,02/03/2012,,,'),
  )
  const before = await people()
  await opened('w1')
  await takenBack(id)
  assert.equal(await people(), before - 2)
  const page = await (await server.fetchAs(triage, `/imports/${id}`)).text()
  assert.match(page, /1 record was left as it is[\s\S]*?w1/)
  assert.equal(locationOf(await server.fetchAs(triage, `/imports/${id}/keep`, {})), `/imports/${id}`)
  assert.match(await (await server.fetchAs(triage, `/imports/${id}`)).text(), /1 record stayed/)
})

test('a later correction, and a later file, count as work too', async () => {
  await broughtIn(rows('l1,Ann,Reed,02/03/2010,,,', 'l2,Bob,Reed,02/03/2011,,,'))
  const id = await broughtIn(rows('l1,Anna,Reed,02/03/2010,,,', 'l2,Robert,Reed,02/03/2011,,,'))
  const personId = await opened('l1')
  const person = await t.as(worker, async (tx) => (await loadPerson(tx, personId)) ?? assert.fail())
  const [standing] = person.names.filter(({ withdrawnAt }) => withdrawnAt === null)
  await t.as(worker, (tx) =>
    editPerson(tx, {
      ...{ personId, version: person.version, because: 'her birth certificate' },
      facts: { names: [{ kind: 'legal', given: 'Annie', family: 'Reed' }] },
      withdraw: [{ fact: 'person_name', id: standing?.id ?? '' }],
    }),
  )
  await broughtIn(rows('l2,Rob,Reed,02/03/2011,,,'))
  await takenBack(id)
  const left = await t.as(triage, (tx) => store.rowsOf(tx, id, ['worked_on'], 10))
  assert.deepEqual(
    left.map(({ reference }) => reference),
    ['l1', 'l2'],
  )
})

test('a server that dies between two batches goes on with the next row, and a taking back does too', async () => {
  const before = await allPeople()
  const id = await lookedAt(
    rows(
      ...Array.from(
        { length: 50 },
        (_, i) => `k${i},Child ${'abcdefghij'[i % 10]},Number${i},0${1 + (i % 9)}/0${1 + (i % 8)}/201${i % 5},,,`,
      ),
    ),
  )
  await server.fetchAs(triage, `/imports/${id}/start`, { how: 'all' })
  await step()
  // killed in the middle of a batch: its transaction is gone
  await assert.rejects(
    asJobs(t, async (tx) => {
      await workOffImports(tx, 20)
      throw new Error('killed')
    }),
    /killed/,
  )
  const counts = await t.as(triage, (tx) => store.rowCounts(tx, id))
  assert.deepEqual(counts, { in: 20, ready: 30 })
  assert.match(await (await server.fetchAs(triage, `/imports/${id}`)).text(), /20 of 50 rows are in/)
  assert.equal(await settled(id), 'done')
  const records = await t.owner.transaction((tx) =>
    tx.one<{ n: number }>(sql`select count(*)::int as n from source_record where own_reference ~ '^k[0-9]+$'`),
  )
  assert.equal(records.n, 50, 'each once')
  await t.as(triage, (tx) => store.undoImport(tx, id, 'the wrong list'))
  await step()
  await assert.rejects(
    asJobs(t, async (tx) => {
      await workOffImports(tx, 20)
      throw new Error('killed')
    }),
    /killed/,
  )
  assert.equal(await settled(id), 'undone')
  assert.deepEqual(await allPeople(), before)
})

test('who may no longer import is not gone on for: what came in is taken back', async () => {
  const leaving = await t.somebody({ role: 'triageWorker', team: 'mash', name: 'Lee Marsh' })
  const before = await allPeople()
  const id = await t
    .as(triage, () => Promise.resolve(''))
    .then(() => lookedAt(rows(...Array.from({ length: 30 }, (_, i) => `q${i},Given,Family${i},,,,`))))
  await server.fetchAs(triage, `/imports/${id}/start`, { how: 'all' })
  await t.owner.transaction((tx) => tx.run(sql`update import_run set brought_by = ${leaving.postId} where id = ${id}`))
  await step()
  await t.owner.transaction((tx) =>
    tx.run(sql`update post set ended_at = current_instant(), until_on = current_local_date() where id = ${leaving.postId}`),
  )
  assert.equal(await settled(id), 'undone')
  assert.deepEqual(await allPeople(), before)
})

test('the rows are for the one who brought them, the import for their agency, and others meet "not there"', async () => {
  const id = await broughtIn(rows('r1,Mia,Stone,02/03/2010,,,'))
  assert.match(await (await server.fetchAs(colleague, `/imports/${id}`)).text(), /shown to Priya Nair only/)
  assert.deepEqual(await t.as(colleague, (tx) => store.rowsOf(tx, id, [], 10)), [])
  assert.equal((await server.fetchAs(colleague, `/imports/${id}/result`)).status, 404)
  for (const path of ['', '/undo', '/result', '/check', '/columns', '/problems']) {
    assert.equal((await server.fetchAs(elsewhere, `/imports/${id}${path}`)).status, 404, path)
    assert.equal((await server.fetchAs(worker, `/imports/${id}${path}`)).status, 404, path)
  }
  for (const path of ['start', 'drop', 'undo', 'keep'])
    assert.equal((await server.fetchAs(worker, `/imports/${id}/${path}`, { because: 'x', how: 'all' })).status, 404, path)
  assert.equal((await server.fetchAs(worker, '/imports')).status, 404)
})

test('somebody kept out of a person writes nothing about them by a file, and reads what everybody reads', async () => {
  const lines = rows('x1,Nia,Vale,02/03/2010,1 High Street,LP1 1AA,', 'x2,Ole,Vale,02/03/2011,1 High Street,LP1 1AA,')
  await broughtIn(lines)
  const { id: hidden } = await t.owner.transaction((tx) =>
    tx.one<{ id: string }>(sql`select person_id as id from source_record where own_reference = 'x1'`),
  )
  await t.owner.transaction((tx) =>
    tx.run(
      sql`insert into exclusion (kind, record_kind, record_id, user_id, because, made_by, made_at)
        values ('excluded', 'person', ${hidden}, ${triage.userId}, 'her uncle', ${colleague.postId}, current_instant())`,
    ),
  )
  const before = await allPeople()
  const id = await broughtIn(lines.replaceAll('1 High Street', '9 Other Road'))
  const page = await (await server.fetchAs(triage, `/imports/${id}`)).text()
  assert.match(page, /2 rows came in/)
  assert.match(await (await server.fetchAs(triage, `/imports/${id}/result`)).text(), /2,x1,came in[\s\S]*3,x2,came in/)
  const homes = await t.owner.transaction((tx) =>
    tx.many<{ line: string }>(sql`select line from person_address where person_id = ${hidden}`),
  )
  assert.deepEqual(homes, [{ line: '1 High Street' }])
  await takenBack(id)
  assert.deepEqual(await allPeople(), before)
})

test('people known already are named only to who sees them anyway', async () => {
  await broughtIn(rows('m1,Quentin,Ashdown,02/03/2010,1 High Street,LP1 1AA,'))
  const again = rows('m9,Quentin,Ashdown,02/03/2010,1 High Street,LP1 1AA,')
  const id = await lookedAt(again)
  assert.match(await (await server.fetchAs(triage, `/imports/${id}/check`)).text(), /Nobody whom you may see is like one of these rows/)
  await t.owner.transaction(async (tx) => {
    const { sourceId } = await tx.one<{ sourceId: string }>(sql`select id as "sourceId" from source_record where own_reference = 'm1'`)
    const concernId = randomUUID()
    await tx.run(sql`select circle_add_as_system('concern', ${concernId}, ${triage.postId}, 'triage', 'the desk')`)
    await tx.run(sql`select person_link_as_system('concern', ${concernId}, ${sourceId}, 'subject')`)
  })
  assert.match(await (await server.fetchAs(triage, `/imports/${id}/check`)).text(), /Quentin Ashdown, very likely the same/)
  await server.fetchAs(triage, `/imports/${id}/drop`, {})
})

test('the file lies sealed, and is destroyed when the import is dropped or some days after it is over', async () => {
  const files = () => t.owner.transaction(async (tx) => (await tx.one<{ n: number }>(sql`select count(*)::int as n from stored_file`)).n)
  const before = await files()
  const dropped = await lookedAt(rows('s1,Pia,Sealed,02/03/2010,,,'))
  assert.equal(await files(), before + 1)
  const { id: fileId } = await t.owner.transaction((tx) =>
    tx.one<{ id: string }>(sql`select file_id as id from import_run where id = ${dropped}`),
  )
  const bytes = await readFile(join(t.house.dataDir, 'files', fileId.slice(0, 2), fileId))
  assert.equal(bytes.includes('Sealed'), false)
  assert.equal(locationOf(await server.fetchAs(triage, `/imports/${dropped}/drop`, {})), '/imports')
  assert.equal(await files(), before)
  assert.equal((await server.fetchAs(triage, `/imports/${dropped}/check`)).status, 404)
  t.clock.set('2026-12-20T09:00:00Z')
  await asJobs(t, (tx) => settleFiles(tx, policy))
  assert.equal(await files(), 0)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('people nobody has needed are put up for deletion after ninety days, and only a person deletes', async () => {
  const id = await broughtIn(rows('u1,Rae,Lone,02/03/2010,,,', 'u2,Sid,Lone,02/03/2011,,,', 'u3,Tess,Lone,02/03/2012,,,'))
  await opened('u3')
  const unused = () =>
    t.as(triage, async (tx) => (await store.unusedPeople(tx, policy.unusedDays)).filter(({ importId }) => importId === id))
  assert.deepEqual(await unused(), [])
  t.clock.set('2027-03-01T09:00:00Z')
  assert.deepEqual(
    (await unused()).map(({ reference }) => reference),
    ['u1', 'u2'],
  )
  const before = await people()
  const [first, second] = await unused()
  await t.as(triage, (tx) => store.keepUnused(tx, id, [second?.line ?? 0], '2027-09-01'))
  await t.as(triage, (tx) => store.removeUnused(tx, id, [first?.line ?? 0, 4], policy.unusedDays))
  assert.equal(await people(), before - 1, 'the third is somebody’s, though it was asked for')
  assert.deepEqual(await unused(), [])
  assert.deepEqual(await t.as(elsewhere, (tx) => store.unusedPeople(tx, policy.unusedDays)), [])
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a file that cannot be taken is said with what to do, and what was typed stays', async () => {
  const compound = Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.from('EncryptedPackage', 'utf16le'),
  ])
  const said = async (content: string | Uint8Array, name = 'list.xlsx') => {
    const answer = await bring(triage, name, content)
    assert.equal(answer.status, 422)
    return answer.text()
  }
  const locked = await said(compound)
  assert.match(locked, /list\.xlsx is protected by a password/)
  assert.match(locked, /value="Children excluded this term"/)
  assert.match(await said(''), /Nothing is in list\.xlsx|Choose a file/)
  assert.match(await said(new Uint8Array(21 * 1024 * 1024)), /list\.xlsx/)
  assert.match(
    await (await bring(triage, 'a.csv', rows('1,A,B,,,,'), { 'review-year': '2020', basis: 'x' })).text(),
    /Enter a day still to come[\s\S]*Choose what the law lets you/,
  )
})
