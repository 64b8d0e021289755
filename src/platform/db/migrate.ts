// Every room brings its own migrations; they run in the order of their names over all rooms, each once, each whole.
// A name is a date, a time and a subject, so an older name may land later than a newer one: it runs all the same.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Database, isDatabaseError, type Tx } from './pool.ts'
import { Sql, sql } from './sql.ts'

export type Migration = Readonly<{ name: string; text: string; checksum: string }>

/** A landed migration was changed: what the database holds and what the code says are no longer the same story. */
export class ChangedMigrationError extends Error {
  constructor(name: string) {
    super(`The migration ${name} was changed after it ran here. Restore its text, and put the change into a new migration.`)
  }
}

export async function readMigrations(folders: readonly URL[]): Promise<Migration[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'))
      return Promise.all(
        files.map(async (file) => {
          const text = await readFile(new URL(file, folder), 'utf8')
          return { name: basename(file, '.sql'), text, checksum: createHash('sha256').update(text).digest('hex') }
        }),
      )
    }),
  )
  return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1))
}

type Applied = Readonly<{ name: string; checksum: string }>

async function appliedMigrations(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.many<Applied>(sql`select name, checksum from migration`)
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

/** Those still to run. @throws ChangedMigrationError when one that ran has another text now. */
export async function pendingMigrations(db: Database, migrations: readonly Migration[]): Promise<Migration[]> {
  const applied = await db.transaction(appliedMigrations).catch((error: unknown) => {
    if (isDatabaseError(error, '42P01')) return new Map<string, string>()
    throw error
  })
  return migrations.filter((migration) => {
    const checksum = applied.get(migration.name)
    if (checksum !== undefined && checksum !== migration.checksum) throw new ChangedMigrationError(migration.name)
    return checksum === undefined
  })
}

function inMigration(migration: Migration, error: unknown): unknown {
  if (!isDatabaseError(error)) return error
  const line = error.position === undefined ? '' : `, line ${migration.text.slice(0, Number(error.position)).split('\n').length}`
  error.message = `${migration.name}${line}: ${error.message}`
  return error
}

const LOCK = 7_265_001

/**
 * Runs what has not run yet as `owner`, and returns its names. Two starts at once wait for each other.
 * `db` is connected as a role that may become the owner.
 */
export async function migrate(db: Database, owner: string, migrations: readonly Migration[]): Promise<string[]> {
  const ownerRole = new Sql([`set local role "${owner}"`], [])
  await db.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`)
    await tx.run(ownerRole)
    await tx.run(sql`create table if not exists migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default clock_timestamp())`)
  })
  const done: string[] = []
  for (const migration of await pendingMigrations(db, migrations)) {
    const ran = await db.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${LOCK})`)
      if ((await appliedMigrations(tx)).has(migration.name)) return false
      await tx.run(ownerRole)
      await tx.script(migration.text).catch((error: unknown) => {
        throw inMigration(migration, error)
      })
      await tx.run(sql`insert into migration (name, checksum) values (${migration.name}, ${migration.checksum})`)
      return true
    })
    if (ran) done.push(migration.name)
  }
  return done
}
