import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { expected } from '../../../tests/access/expected.ts'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { openFile, removeOrphans, type StoredFile, storeFile } from '../../platform/files/index.ts'
import { chronologyOf } from '../cases/index.ts'
import { type DocumentClass, documentClasses } from './schema.ts'
import { documentChronology } from './section.tsx'
import { addDocument, bringBackDocument, documentsOf, findDocument, type NewDocument, removeDocument } from './store.ts'

const t = await openTestHouse()
after(() => t.close())
const team = await casework(t)
const police = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police' })
const health = await t.somebody({ role: 'healthPractitioner', agency: 'health', agencyKind: 'health' })
const housing = await t.somebody({ role: 'housingOfficer', agency: 'housing', agencyKind: 'housing' })

async function stored(who: Somebody): Promise<StoredFile> {
  const file = await t.as(who, (tx) => storeFile(tx, t.house, { name: 'letter.txt', bytes: Buffer.from('Dear Sam') }, t.clock.now()))
  return file.kind === 'stored' ? file : assert.fail(file.message)
}

async function add(who: Somebody, caseId: string, more: Partial<NewDocument> = {}): Promise<string> {
  const file = await stored(who)
  const plain = {
    class: 'notes',
    kind: 'letter',
    title: 'Letter about the exclusion',
    from: 'Asha Lead, school',
    datedOn: '2026-11-02',
    file,
  } as const
  return t.as(who, (tx) => addDocument(tx, caseId, { ...plain, ...more }))
}

const isNotThere = (error: unknown) => isDatabaseError(error, 'P0002')

test('a document is read by those of the circle who may read its class, and by nobody else, in its history neither', async () => {
  const id = await team.aCase()
  for (const who of [police, health, housing, team.school]) await team.invite(id, who)
  const ids = new Map<DocumentClass, string>()
  for (const name of documentClasses) ids.set(name, await add(name === 'investigation' ? police : team.worker, id, { class: name }))
  const readers = [
    [team.worker, 'exploitationWorker', 'allocated'],
    [team.manager, 'exploitationManager', 'team'],
    [team.serviceManager, 'serviceManager', 'service'],
    [team.school, 'designatedSafeguardingLead', 'invited'],
    [police, 'policeExploitation', 'invited'],
    [health, 'healthPractitioner', 'invited'],
    [housing, 'housingOfficer', 'invited'],
  ] as const
  for (const [who, role, way] of readers) {
    const rights = expected[role]?.[way] ?? {}
    const seen = await t.as(who, (tx) => documentsOf(tx, id))
    assert.deepEqual(seen.map((d) => d.class).sort(), documentClasses.filter((name) => rights[name] !== undefined).sort(), role)
    for (const [name, documentId] of ids) {
      const history = await t.as(who, (tx) =>
        tx.many<{ id: string }>(sql`select id from row_history where table_name = 'case_document' and row_id = ${documentId}`),
      )
      assert.equal(history.length > 0, rights[name] !== undefined, `${role}: history of ${name}`)
    }
  }
  assert.deepEqual(await t.as(team.stranger, (tx) => documentsOf(tx, id)), [])
})

test('nobody adds to a class that they may not write, and nothing of a document is changed past the functions', async () => {
  const id = await team.aCase()
  await team.invite(id, health)
  await assert.rejects(add(health, id, { class: 'notes' }), isNotThere)
  await assert.rejects(add(team.worker, id, { class: 'investigation' }), isNotThere)
  await assert.rejects(add(team.stranger, id), isNotThere)
  const documentId = await add(team.worker, id)
  for (const change of [sql`update case_document set title = 'x'`, sql`delete from case_document`])
    await assert.rejects(
      t.as(team.manager, (tx) => tx.run(change)),
      (error) => isDatabaseError(error, '42501'),
    )
  await assert.rejects(
    t.as(team.stranger, (tx) => removeDocument(tx, documentId, 'remove', 'because')),
    isNotThere,
  )
  await assert.rejects(add(team.worker, id, { datedOn: '2030-01-01' }), (error) => isDatabaseError(error, 'LW002'))
})

test('what is removed stays with its reason, its content sealed, and a manager brings it back', async () => {
  const id = await team.aCase()
  const documentId = await add(team.worker, id)
  assert.equal(await t.as(team.worker, (tx) => removeDocument(tx, documentId, 'remove', 'It is his brother’s')), true)
  assert.equal(await t.as(team.worker, (tx) => removeDocument(tx, documentId, 'remove', 'again')), false)
  const removed = await t.as(team.worker, (tx) => findDocument(tx, documentId))
  assert.equal(removed?.removed?.because, 'It is his brother’s')
  const told = await t.as(team.worker, (tx) => chronologyOf(tx, id, [documentChronology], { kinds: ['document'] }))
  assert.deepEqual(
    told.entries.map(({ on, title }) => [on, title]),
    [
      ['2026-11-02', 'Document: Letter about the exclusion'],
      [told.entries[1]?.on, 'Document removed: Letter about the exclusion'],
    ],
  )
  await assert.rejects(
    t.as(team.worker, (tx) => bringBackDocument(tx, documentId)),
    isNotThere,
  )
  assert.equal(await t.as(team.manager, (tx) => bringBackDocument(tx, documentId)), true)
  assert.equal((await t.as(team.worker, (tx) => findDocument(tx, documentId)))?.removed, null)
})

test('what should never have been here is destroyed by a manager: its bytes, and its words in the history too (law 4.3)', async () => {
  const id = await team.aCase()
  const file = await stored(team.worker)
  const documentId = await add(team.worker, id, { title: 'His solicitor’s advice', file })
  await assert.rejects(
    t.as(team.worker, (tx) => removeDocument(tx, documentId, 'destroy', 'Legal advice')),
    isNotThere,
  )
  assert.equal(await t.as(team.manager, (tx) => removeDocument(tx, documentId, 'destroy', 'Legal advice')), true)
  assert.deepEqual(await t.as(team.worker, (tx) => openFile(tx, t.house, file.fileId)), { kind: 'missing' })
  const left = await t.owner.transaction((tx) =>
    tx.one<{ all: string }>(sql`
      select concat((select string_agg(to_jsonb(d)::text, '') from case_document d where d.id = ${documentId}),
        (select string_agg(h.old_row::text, '') from row_history h where h.row_id = ${documentId})) as all`),
  )
  assert.doesNotMatch(left.all, /solicitor/)
  assert.equal(await t.as(team.manager, (tx) => bringBackDocument(tx, documentId)), false)
  const path = join(t.house.dataDir, 'files', file.fileId.slice(0, 2), file.fileId)
  assert.equal(existsSync(path), true)
  await team.asJobs(async (tx) => void (await removeOrphans(tx, t.house, new Date(Date.now() + 2 * 3600_000))))
  assert.equal(existsSync(path), false, 'what nothing leads to is swept off the disk')
})
