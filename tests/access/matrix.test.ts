// Every table × every role × read, insert, update, delete, tried for real as the application's role against what
// expected.ts says by hand. The tables come from the database's own catalogue, so a new one cannot be forgotten.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { Database, isDatabaseError, type Tx } from '../../src/platform/db/pool.ts'
import { identifier, Sql, sql } from '../../src/platform/db/sql.ts'
import { openTestHouse, type Somebody } from '../support/database.ts'
import {
  expected,
  hiddenColumns,
  type Operation,
  openTables,
  otherTables,
  type Right,
  type Rights,
  recordTables,
  type Way,
} from './expected.ts'
import { dropChecks, putRow } from './rows.ts'

const t = await openTestHouse()
const superuser = new Database(t.server.connection(t.databaseName, t.server.superuser), { connections: 1 })
after(async () => {
  await superuser.close()
  await t.close()
})

type Table = Readonly<{
  name: string
  kind: 'case' | 'concern' | 'person'
  recordClass: string
  keyColumn: string
  /** Columns that name a post, and an account. */
  postColumns: readonly string[]
  userColumns: readonly string[]
  /** Columns that an insert may name. */
  writable: readonly string[]
}>

const tables = await t.owner.transaction((tx) =>
  tx.many<Table>(sql`
    select p.table_name as name, p.record_kind as kind, p.class as "recordClass", p.key_column as "keyColumn",
      coalesce(array_agg(a.attname::text) filter (where c.confrelid = 'post'::regclass), '{}') as "postColumns",
      coalesce(array_agg(a.attname::text) filter (where c.confrelid = 'user_account'::regclass), '{}') as "userColumns",
      (select array_agg(w.attname::text order by w.attnum) from pg_attribute w
        where w.attrelid = p.table_name::regclass and w.attnum > 0 and not w.attisdropped and w.attgenerated = '' and w.attidentity <> 'a') as writable
    from protected_table p
    left join pg_constraint c on c.conrelid = p.table_name::regclass and c.contype = 'f'
    left join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    group by 1, 2, 3, 4 order by 1`),
)
const records = { case: randomUUID(), concern: randomUUID(), person: randomUUID() }
const team = await t.somebody({ role: 'businessSupport', team: 'matrix', name: 'the team that holds the records' })

/** One row of each table, about one case, one concern, one person; as JSON, to try to insert it again. */
const rows = new Map<string, string>()
await superuser.transaction(async (tx) => {
  await tx.run(sql`select set_config('session_replication_role', 'replica', true)`)
  for (const table of tables) {
    await dropChecks(tx, table.name)
    rows.set(table.name, await putRow(tx, table.name, table.keyColumn, records[table.kind]))
  }
})
await t.owner.transaction(async (tx) => {
  for (const [kind, id] of Object.entries(records)) await tx.run(sql`insert into record_team values (${kind}, ${id}, ${team.teamId})`)
})

class Undo extends Error {}

/** Tries something and takes it back. @returns how many rows it touched; undefined when the database refused */
async function tried(tx: Tx, attempt: () => Promise<number>): Promise<number | undefined> {
  let count: number | undefined
  try {
    await tx.savepoint(async () => {
      count = await attempt()
      throw new Undo()
    })
  } catch (error) {
    if (error instanceof Undo) return count
    if (isDatabaseError(error, '42501')) return undefined
    // refused later than by rights: the rights would have let it through
    if (isDatabaseError(error) && /^23|^P000[12]$/.test(error.code)) return 1
    throw error
  }
  return count
}

async function may(tx: Tx, who: Somebody, table: Table, operation: Operation): Promise<boolean> {
  const name = identifier(table.name)
  const key = identifier(table.keyColumn)
  const id = records[table.kind]
  switch (operation) {
    case 'select':
      return ((await tried(tx, async () => (await tx.many(sql`select 1 from ${name} where ${key} = ${id}`)).length)) ?? 0) > 0
    case 'update':
      return ((await tried(tx, () => tx.run(sql`update ${name} set ${key} = ${key} where ${key} = ${id}`))) ?? 0) > 0
    case 'delete':
      return ((await tried(tx, () => tx.run(sql`delete from ${name} where ${key} = ${id}`))) ?? 0) > 0
    case 'insert': {
      const list = new Sql([table.writable.map((column) => identifier(column).text).join(', ')], [])
      // whoever writes a row writes it in their own name: rows in another's name are refused to everybody
      const own = Object.fromEntries([
        ...table.postColumns.map((column) => [column, who.postId] as const),
        ...table.userColumns.map((column) => [column, who.userId] as const),
      ])
      const newId = table.keyColumn === 'id' ? {} : { id: randomUUID() }
      const again = JSON.stringify({ ...JSON.parse(rows.get(table.name) ?? '{}'), ...own, ...newId })
      const done = await tried(tx, () =>
        tx.run(sql`insert into ${name} (${list}) select ${list} from jsonb_populate_record(null::${name}, ${again}::jsonb)`),
      )
      return done !== undefined
    }
  }
}

function expectedOf(rights: Rights, table: Table, operation: Operation): boolean {
  const right: Right | undefined = rights[table.recordClass as keyof Rights]
  const [, , operations, readers] = recordTables[table.name] ?? ['case', 'notes', '']
  if (operation === 'select') return readers === 'writers only' ? right === 'F' : right !== undefined
  if (operation === 'delete') return false
  return right === 'F' && operations.includes(operation === 'insert' ? 'i' : 'u')
}

test('every table of the database is in the hand-written list, with its class and what may be done with it', async () => {
  const inDatabase = await t.owner.transaction((tx) =>
    tx.many<{ name: string; operations: string; isForced: boolean }>(sql`
      select c.relname as name, c.relforcerowsecurity as "isForced",
        concat(case when has_any_column_privilege('lapwing_app', c.oid, 'select') then 's' end,
          case when has_any_column_privilege('lapwing_app', c.oid, 'insert') then 'i' end,
          case when has_any_column_privilege('lapwing_app', c.oid, 'update') then 'u' end,
          case when has_table_privilege('lapwing_app', c.oid, 'delete') then 'd' end) as operations
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition order by 1`),
  )
  const found = Object.fromEntries(inDatabase.map(({ name, operations }) => [name, operations]))
  const listed = Object.fromEntries([
    ...Object.entries(recordTables).map(([name, [, , operations]]) => [name, `s${operations}`]),
    ...Object.entries(otherTables).map(([name, [operations]]) => [name, operations]),
  ])
  assert.deepEqual(found, Object.fromEntries(Object.entries(listed).sort(([a], [b]) => (a < b ? -1 : 1))))
  const unforced = inDatabase.filter(({ isForced }) => !isForced).map(({ name }) => name)
  assert.deepEqual(unforced, [...openTables].sort())
  assert.deepEqual(
    Object.fromEntries(tables.map((table) => [table.name, [table.kind, table.recordClass]])),
    Object.fromEntries(
      Object.entries(recordTables)
        .map(([name, [kind, recordClass]]) => [name, [kind, recordClass]])
        .sort(),
    ),
  )
})

test('a column that is kept from everybody is in the hand-written list, and no other', async () => {
  const hidden = await t.owner.transaction((tx) =>
    tx.many<{ name: string; column: string }>(sql`
      select c.relname as name, a.attname as column from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
        and has_any_column_privilege('lapwing_app', c.oid, 'select') and not has_column_privilege('lapwing_app', c.oid, a.attnum, 'select')
      order by 1, 2`),
  )
  assert.deepEqual(
    hidden.map(({ name, column }) => `${name}.${column}`),
    Object.entries(hiddenColumns)
      .flatMap(([name, columns]) => columns.map((column) => `${name}.${column}`))
      .sort(),
  )
})

test('every role of the handbook has its line, and no other', async () => {
  const roles = await t.owner.transaction((tx) => tx.many<{ code: string }>(sql`select code from role order by code`))
  assert.deepEqual(
    roles.map(({ code }) => code),
    Object.keys(expected).sort(),
  )
})

const operations: readonly Operation[] = ['select', 'insert', 'update', 'delete']
const ways: readonly Way[] = [
  'allocated',
  'invited',
  'cover',
  'team',
  'service',
  'submitter',
  'triage',
  'named_officer',
  'break_glass',
  'escalation',
]

for (const [role, rightsOf] of Object.entries(expected)) {
  test(`${role}: sees and changes what the handbook's line says, by every way in, and nothing without one`, async () => {
    const wrong: string[] = []
    const check = async (who: Somebody, way: Way | 'no way in', rights: Rights) => {
      await t.as(who, async (tx) => {
        for (const table of tables) {
          for (const operation of operations) {
            const is = await may(tx, who, table, operation)
            const should = expectedOf(rights, table, operation)
            if (is !== should) wrong.push(`${way}: ${operation} on ${table.name} is ${is ? 'allowed' : 'refused'}`)
          }
        }
      })
    }
    const outsider = await t.somebody({ role, agency: 'elsewhere', team: `outside-${role}` })
    await check(outsider, 'no way in', {})
    for (const way of ways) {
      const rights = rightsOf[way] ?? {}
      // roles that have no rights by this way are tried once, on reading, with everything they are not given
      const inside =
        way === 'team'
          ? { agency: 'council', team: 'matrix' }
          : way === 'service'
            ? { agency: 'council', team: `own-${role}` }
            : { agency: 'elsewhere', team: `in-${role}` }
      const who = await t.somebody({ role, ...inside })
      if (way !== 'team' && way !== 'service') {
        await t.owner.transaction(async (tx) => {
          for (const [kind, id] of Object.entries(records))
            await tx.run(sql`select circle_add_as_system(${kind}, ${id}, ${who.postId}, ${way}, 'tried')`)
        })
      }
      // in the records' own team one is in their agency too
      await check(who, way, way === 'team' ? union(rights, rightsOf.service ?? {}) : rights)
      await t.owner.transaction((tx) => tx.run(sql`update circle_member set ended_at = current_instant() where post_id = ${who.postId}`))
      await t.owner.transaction((tx) => tx.run(sql`update post set ended_at = current_instant() where id = ${who.postId}`))
    }
    assert.deepEqual(wrong, [])
  })
}

function union(a: Rights, b: Rights): Rights {
  const both: Record<string, Right> = { ...b }
  for (const [name, right] of Object.entries(a)) if (both[name] !== 'F') both[name] = right
  return both
}
