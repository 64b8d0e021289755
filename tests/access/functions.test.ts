// What passes row security on purpose, and what could by accident.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { migrationFolders } from '../../src/app.ts'
import { readMigrations } from '../../src/platform/db/migrate.ts'
import { identifier, sql } from '../../src/platform/db/sql.ts'
import { openTestHouse } from '../support/database.ts'

const t = await openTestHouse()
after(() => t.close())

test('no view looks at tables with its owner’s eyes', async () => {
  const views = await t.owner.transaction((tx) =>
    tx.many<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('v', 'm') and not coalesce(c.reloptions @> array['security_invoker=true'], false)`),
  )
  assert.deepEqual(views, [])
})

test('every function that passes row security says where it looks for tables, temporary ones last', async () => {
  const loose = await t.owner.transaction((tx) =>
    tx.many<{ name: string }>(sql`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and p.prosecdef and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=.*pg_temp$')`),
  )
  assert.deepEqual(loose, [])
})

test('functions that do not check are not for the application', async () => {
  const open = await t.owner.transaction((tx) =>
    tx.many<{ name: string }>(sql`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and p.proname like '%\_as\_system' and has_function_privilege('lapwing_app', p.oid, 'execute')`),
  )
  assert.deepEqual(open, [])
})

test('the application owns nothing, may not pass row security, and may not become another role', async () => {
  const app = await t.owner.transaction((tx) =>
    tx.one<{ bypass: boolean; super: boolean; owned: number; member: boolean }>(sql`
      select r.rolbypassrls as bypass, r.rolsuper as super,
        (select count(*) from pg_class c where c.relowner = r.oid) as owned, pg_has_role(r.oid, 'lapwing_owner', 'member') as member
      from pg_roles r where r.rolname = 'lapwing_app'`),
  )
  assert.deepEqual(app, { bypass: false, super: false, owned: 0, member: false })
})

test('without an identity nothing about anybody is there', async () => {
  const tables = await t.owner.transaction((tx) =>
    tx.many<{ name: string }>(sql`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity and has_any_column_privilege('lapwing_app', c.oid, 'select')`),
  )
  await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
  for (const { name } of tables) {
    const { n } = await t.house.db.transaction((tx) => tx.one<{ n: number }>(sql`select count(*) as n from ${identifier(name)}`))
    assert.equal(n, 0, name)
  }
})

test('the page about how Lapwing is built names the newest definition of what grants follow from', async () => {
  const page = await readFile(new URL('../../docs/architecture.md', import.meta.url), 'utf8')
  for (const name of ['grants_of', 'person_grants_of']) {
    const holds = (await readMigrations(migrationFolders))
      .filter(({ text }) => new RegExp(`create (or replace )?function ${name}\\(`).test(text))
      .at(-1)
    assert.ok(holds !== undefined && page.includes(`\`${name}\``) && page.includes(holds.name), `${name}: ${holds?.name}`)
  }
})
