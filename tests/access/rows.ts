// One row for any table, made from the catalogue: the matrix needs something to see and to change in every table, also in
// one that is added next year.
import { randomUUID } from 'node:crypto'
import type { Tx } from '../../src/platform/db/pool.ts'
import { identifier, Sql, sql } from '../../src/platform/db/sql.ts'

type Column = Readonly<{ name: string; type: string; isRequired: boolean; isGenerated: boolean }>

async function columnsOf(tx: Tx, table: string): Promise<Column[]> {
  return tx.many<Column>(sql`
    select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as "isRequired",
      a.attgenerated <> '' or a.attidentity = 'a' as "isGenerated"
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`)
}

/** Takes the checks off a table of this test's own database: the matrix asks who may, not what makes sense. */
export async function dropChecks(tx: Tx, table: string): Promise<void> {
  const checks = await tx.many<{ name: string }>(sql`
    select conname as name from pg_constraint where conrelid = ${table}::regclass and contype = 'c'`)
  for (const { name } of checks) await tx.run(sql`alter table ${identifier(table)} drop constraint ${identifier(name)}`)
}

function guess(type: string): string {
  if (type === 'uuid') return randomUUID()
  if (type.startsWith('timestamp')) return '2026-11-20T09:00:00Z'
  if (type === 'date') return '2026-11-20'
  if (type === 'boolean') return 'true'
  if (type === 'jsonb') return '{}'
  if (type === 'bytea') return '\\x00'
  if (type.endsWith('[]')) return '{}'
  if (/int|numeric|double/.test(type)) return '1'
  if (type.startsWith('time')) return '09:00'
  return 'words that stand for what somebody wrote here'
}

/** Puts one row with `record` in `keyColumn`, as a superuser with triggers and foreign keys off. @returns it as JSON text */
export async function putRow(tx: Tx, table: string, keyColumn: string, record: string): Promise<string> {
  const columns = await columnsOf(tx, table)
  const filled = columns
    .filter((column) => !column.isGenerated && (column.isRequired || column.name === keyColumn))
    .map((column) => ({
      ...column,
      value: column.name === keyColumn ? record : guess(column.type),
    }))
  const names = filled.map((column) => identifier(column.name).text).join(', ')
  const values = new Sql(
    ['', ...filled.map((column, i) => `::${column.type}${i === filled.length - 1 ? '' : ', '}`)],
    filled.map((column) => column.value),
  )
  const { row } = await tx.one<{ row: unknown }>(
    sql`insert into ${identifier(table)} as r (${new Sql([names], [])}) values (${values}) returning to_jsonb(r) as row`,
  )
  return JSON.stringify(row)
}
