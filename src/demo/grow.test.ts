import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse, sealAll } from '../../tests/support/database.ts'
import { firstAuditFault } from '../core/audit/index.ts'
import { sql } from '../platform/db/sql.ts'
import { growDemo, NotADemoError, sizeFor } from './grow.ts'

const t = await openTestHouse()
after(() => t.close())
const grow = (people: number) => growDemo(t.owner, sizeFor(people), () => undefined)
const count = async (what: ReturnType<typeof sql>) => (await t.owner.transaction((tx) => tx.one<{ n: number }>(what))).n

test('a database that is no demo is never grown', async () => {
  await assert.rejects(grow(100), NotADemoError)
  assert.equal(await count(sql`select count(*) as n from person`), 0)
})

test('what was grown stands as if it had been written: grants, keys, words, history and chain', async () => {
  await t.owner.transaction((tx) => tx.run(sql`update database_mark set mark = 'demo'`))
  await grow(400)
  const size = await t.owner.transaction((tx) =>
    tx.one<Record<string, number>>(sql`
      select (select count(*) from person) as people, (select count(*) from person_headline where shown_name <> '') as named,
        (select count(distinct source_record_id) from match_key) as keyed, (select count(*) from case_file) as cases,
        (select count(*) from record_reference where record_kind = 'case') as referenced,
        (select count(distinct case_id) from case_access) as granted, (select count(*) from audit_entry where event = 'grown.read') as audit,
        (select count(distinct row_id) from row_history where table_name = 'person_name') as history`),
  )
  assert.deepEqual(size, { people: 400, named: 400, keyed: 400, cases: 40, referenced: 40, granted: 40, audit: 2000, history: 400 })
  assert.equal(await count(sql`select rebuild_all_access() as n`), 0, 'grants are what they would be')
  const linked = await count(sql`select count(distinct person_id) as n from record_person`)
  assert.equal(await count(sql`select count(distinct record_id) as n from search_word where record_kind = 'person'`), linked)
  await sealAll(t.owner)
  assert.equal(await t.owner.transaction(firstAuditFault), undefined)
})

test('a grown demo grows on, and what was there stays as it was', async () => {
  const names = sql`select md5(string_agg(person_id::text || given || family, ',' order by person_id)) as n from person_name
    where source_record_id in (select id from source_record where substr(own_reference, 7)::int <= 400)`
  const before = await count(names)
  await grow(600)
  assert.equal(await count(names), before)
  assert.deepEqual([await count(sql`select count(*) as n from person`), await count(sql`select count(*) as n from case_file`)], [600, 60])
  assert.equal(await count(sql`select rebuild_all_access() as n`), 0)
})
