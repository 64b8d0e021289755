import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { sql } from '../../platform/db/sql.ts'
import { ImportFileError, importPeople, readPeopleFile } from './import.ts'
import { editPerson, loadPerson, type PersonId } from './store.ts'

const t = await openTestHouse()
after(() => t.close())

const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Bea Okoro' })
const today = '2026-11-24'
const header = 'record,source,given,middle,surname,dob,sex,address,postcode,phone,nhs'

/** A file of one row, and how it is changed by what is named. */
function row(
  record: string,
  changed: Partial<Record<'given' | 'surname' | 'dob' | 'address' | 'postcode' | 'phone' | 'nhs', string>> = {},
) {
  const cells = {
    given: 'Amina',
    surname: 'Yusuf',
    dob: '2011-02-28',
    address: '1 High Street',
    postcode: 'LP1 1AA',
    phone: '07700 900001',
  }
  const { given, surname, dob, address, postcode, phone, nhs = '' } = { ...cells, ...changed }
  return `${record},CSC,${given},,${surname},${dob},F,${address},${postcode},${phone},${nhs}`
}
const load = (...lines: readonly string[]) => t.as(triage, (tx) => importPeople(tx, [header, ...lines].join('\n'), today))

/** The person of a record, put into the circle of a worker, who may then read and correct. */
async function opened(record: string): Promise<PersonId> {
  const caseId = randomUUID()
  return t.owner.transaction(async (tx) => {
    const { id, sourceId } = await tx.one<{ id: PersonId; sourceId: string }>(
      sql`select person_id as id, id as "sourceId" from source_record where own_reference = ${record}`,
    )
    await tx.run(sql`select circle_add_as_system('case', ${caseId}, ${worker.postId}, 'allocated', 'their worker')`)
    await tx.run(sql`select person_link_as_system('case', ${caseId}, ${sourceId}, 'subject')`)
    return id
  })
}
const seen = (id: PersonId) =>
  t.as(worker, async (tx) => {
    const person = await loadPerson(tx, id)
    return person ?? assert.fail('the worker sees the person')
  })
const standing = <Fact extends { withdrawnAt: Date | null }>(facts: readonly Fact[]) =>
  facts.filter(({ withdrawnAt }) => withdrawnAt === null)

test('a changed row becomes a new version of its own record; an empty cell takes nothing away', async () => {
  assert.equal((await load(row('c1'), row('c2'))).imported, 2)
  const id = await opened('c1')
  const again = await load(row('c1', { surname: 'Yusuf-Ali', phone: '' }), row('c2'))
  assert.deepEqual([again.imported, again.unchanged], [0, 1])
  assert.deepEqual(again.changed, [{ line: 2, source: 'CSC', record: 'c1', parts: ['names'] }])
  const person = await seen(id)
  assert.equal(person.sources.length, 1, 'the same record, not another')
  assert.equal(person.sources[0]?.version, 2)
  assert.deepEqual(
    person.names.map(({ family, withdrawnAt, withdrawnBecause }) => [family, withdrawnAt !== null, withdrawnBecause]),
    [
      ['Yusuf-Ali', false, null],
      ['Yusuf', true, 'Its own system says something else now'],
    ],
  )
  assert.deepEqual(
    standing(person.phones).map(({ number }) => number),
    ['07700 900001'],
  )
  assert.equal(person.shownName, 'Amina Yusuf-Ali')
})

test('what was once said may come back: the file changes and changes again', async () => {
  await load(row('f1'))
  await load(row('f1', { address: '2 Low Road' }))
  assert.deepEqual((await load(row('f1'))).changed[0]?.parts, ['addresses'])
  assert.equal((await load(row('f1'))).unchanged, 1)
  assert.deepEqual(
    standing((await seen(await opened('f1'))).addresses).map(({ line }) => line),
    ['1 High Street'],
  )
})

test('a correction made here stands against its own system, and the report says whom to tell', async () => {
  await load(row('k1'))
  const id = await opened('k1')
  const before = await seen(id)
  await t.as(worker, (tx) =>
    editPerson(tx, {
      personId: id,
      version: before.version,
      because: 'saw her birth certificate',
      facts: { births: [{ certainty: 'full', bornOn: '2010-02-28', basis: 'document' }] },
      withdraw: [{ fact: 'person_birth', id: before.births[0]?.id ?? '' }],
    }),
  )
  const same = await load(row('k1'))
  assert.deepEqual([same.unchanged, same.changed], [1, []])
  assert.deepEqual(same.corrected, [{ line: 2, source: 'CSC', record: 'k1', parts: ['births'] }])
  // a third date stands beside the correction, and takes nothing from it
  assert.deepEqual((await load(row('k1', { dob: '2010-03-28' }))).changed[0]?.parts, ['births'])
  assert.deepEqual(
    standing((await seen(id)).births).map((birth) => ('bornOn' in birth ? birth.bornOn : '')),
    ['2010-02-28', '2010-03-28'],
  )
})

test('a protected address is never overwritten, and a new one of that person comes in protected', async () => {
  await load(row('p1'))
  const id = await opened('p1')
  const before = await seen(id)
  await t.as(worker, (tx) =>
    editPerson(tx, {
      personId: id,
      version: before.version,
      because: 'fled',
      facts: { addresses: [{ line: '9 Refuge Row', postcode: 'LP2 2BB', protected: true }] },
      withdraw: [{ fact: 'person_address', id: before.addresses[0]?.id ?? '' }],
    }),
  )
  const result = await load(row('p1', { address: '9 Refuge Row', postcode: 'LP2 2BB' }))
  assert.deepEqual(result.changed[0]?.parts, ['addresses'])
  await load(row('p1', { address: '10 Next Refuge', postcode: 'LP3 3CC' }))
  assert.deepEqual(
    standing((await seen(id)).addresses).map(({ line, protected: hidden }) => [line, hidden]),
    [
      ['10 Next Refuge', true],
      ['9 Refuge Row', true],
      ['9 Refuge Row', true],
    ],
  )
})

test('a file that is not UTF-8, or is empty, is refused with what to do', () => {
  const refused = (text: string, says: RegExp) =>
    assert.throws(
      () => readPeopleFile(text, today),
      (error) => error instanceof ImportFileError && says.test(error.message),
    )
  refused(Buffer.from(`${header}\n1,SCH,Ren\u00e9,,Yusuf,,,,,,\n`, 'latin1').toString('utf8'), /Line 2 .*CSV UTF-8/)
  refused(Buffer.from(`${header}\n`, 'utf16le').toString('utf8'), /Line 1 .*CSV UTF-8/)
  refused('', /empty/)
  refused('# only a remark\n', /empty/)
})
