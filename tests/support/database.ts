// A real PostgreSQL for every test file: one server for the run, one template with everything migrated, a copy of it for
// each file that asks. The copies are cheap (0.1 to 0.3 s), and nothing one test does is seen by another file.
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrationFolders, rooms } from '../../src/app.ts'
import { type Actor, inSession } from '../../src/core/access/identity.ts'
import { recordEvent } from '../../src/core/audit/store.ts'
import type { House } from '../../src/core/house/request.ts'
import { loadReference } from '../../src/core/reference/index.ts'
import { SetClock } from '../../src/platform/clock.ts'
import { newToken, tokenHash } from '../../src/platform/crypto/tokens.ts'
import {
  asOwner,
  createDatabase,
  databaseExists,
  databaseRoles,
  dropDatabase,
  ensureRoles,
  type OwnerDatabase,
  openAsOwner,
  prepareDatabase,
  type Server,
} from '../../src/platform/db/create.ts'
import { readMigrations } from '../../src/platform/db/migrate.ts'
import { Database, type Tx } from '../../src/platform/db/pool.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { startPostgres } from '../../src/platform/db/supervisor.ts'

/** The runner starts one server and names its socket; a file run alone starts its own. */
async function testServer(): Promise<{ server: Server; stop: () => Promise<void> }> {
  const host = process.env['LAPWING_TEST_SOCKET']
  if (host !== undefined && host !== '') {
    const superuser = process.env['LAPWING_TEST_SUPERUSER'] ?? 'postgres'
    const connection = (database: string, user: string) => ({ host, port: 5432, database, user })
    return { server: { superuser, connection }, stop: async () => undefined }
  }
  // not made here: as root the server belongs to a user of its own, who must own the folder
  const dataDir = join(tmpdir(), `lapwing-test-${randomUUID()}`)
  const running = await startPostgres({ dataDir, log: () => undefined, settings: { fsync: 'off' } })
  return {
    server: running,
    stop: async () => {
      await running.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A template with all migrations and reference data, made once per server and version of both. */
async function ensureTemplate(server: Server): Promise<string> {
  const migrations = await readMigrations(migrationFolders)
  const reference = new URL('../../reference/', import.meta.url)
  const version = createHash('sha256')
  for (const migration of migrations) version.update(migration.checksum)
  const files = (await readdir(reference, { recursive: true })).filter((file) => file.endsWith('.yaml'))
  for (const file of files.sort()) version.update(await readFile(new URL(file, reference)))
  const name = `lapwing_template_${version.digest('hex').slice(0, 16)}`
  const gate = new Database(server.connection('postgres', server.superuser), { connections: 1 })
  try {
    await gate.transaction(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(7265003)`)
      if (await databaseExists(server, name)) return
      const making = `${name}_making`
      await dropDatabase(server, making)
      await ensureRoles(server)
      await createDatabase(server, making)
      await prepareDatabase(server, making, 'test', migrations)
      await asOwner(server, making, (db) =>
        db.transaction(async (ownerTx) => {
          for (const room of rooms) await room.loadReference?.(ownerTx)
        }),
      )
      await createDatabase(server, name, making)
      await dropDatabase(server, making)
    })
  } finally {
    await gate.close()
  }
  return name
}

/** Somebody who works here, with a session that lasts as long as the test. */
export type Somebody = Readonly<{
  userId: string
  postId: string
  agencyId: string
  teamId: string | null
  fullName: string
  email: string
  token: string
}>

export type SomebodyOptions = Readonly<{
  role: string
  name?: string
  agency?: string
  agencyKind?: string
  /** A code; the team is made when it is not there. */
  team?: string
  teamKind?: 'triage' | 'casework' | 'emergency' | 'other'
  reportsTo?: Somebody
}>

export type TestHouse = Readonly<{
  house: House
  clock: SetClock
  /** As the owner: for laying out what a test needs, and for looking behind the policies. */
  owner: OwnerDatabase
  server: Server
  databaseName: string
  /** Makes an account, a post and a session. */
  somebody: (options: SomebodyOptions) => Promise<Somebody>
  /** One transaction in somebody's name, audited as `test`. */
  as: <T>(who: Somebody, work: (tx: Tx, actor: Actor) => Promise<T>) => Promise<T>
}>

let made = 0

/** Monday morning, winter time. Tests move the clock themselves. */
export const startOfTests = '2026-11-23T09:00:00Z'

/** A house on a database of its own. Close it after the file's tests: `after(() => t.close())`. */
export async function openTestHouse(): Promise<TestHouse & { close: () => Promise<void> }> {
  const { server, stop } = await testServer()
  const template = await ensureTemplate(server)
  const name = `lapwing_test_${process.pid}_${++made}_${Date.now().toString(36)}`
  await createDatabase(server, name, template)
  const db = new Database(server.connection(name, databaseRoles.app), { connections: 6 })
  const owner = openAsOwner(server, name)
  const dataDir = await mkdtemp(join(tmpdir(), 'lapwing-files-'))
  const close = async () => {
    await db.close()
    await owner.close()
    await dropDatabase(server, name)
    await rm(dataDir, { recursive: true, force: true })
    await stop()
  }
  return { ...testHouse(db, owner, server, name, dataDir), close }
}

function testHouse(db: Database, unclocked: OwnerDatabase, server: Server, databaseName: string, dataDir: string): TestHouse {
  const clock = new SetClock(startOfTests)
  const owner: OwnerDatabase = {
    ...unclocked,
    transaction: (work, settings) => unclocked.transaction(work, { 'lapwing.instant': clock.now().toISOString(), ...settings }),
  }
  const house: House = {
    db,
    clock,
    mode: 'test',
    baseUrl: 'http://localhost',
    dataDir,
    masterKey: new Uint8Array(32).fill(7),
    mail: undefined,
    clamd: undefined,
    receiverNetworks: [],
    reference: loadReference(),
  }
  let people = 0

  async function somebody(options: SomebodyOptions): Promise<Somebody> {
    const n = ++people
    const agencyCode = options.agency ?? 'council'
    const fullName = options.name ?? `${options.role} ${n}`
    const email = `person${n}@example.test`
    const token = newToken()
    const ids = await owner.transaction(async (tx) => {
      const agency = await tx.one<{ id: string }>(sql`
        insert into agency (code, name, kind) values (${agencyCode}, ${`Agency ${agencyCode}`}, ${options.agencyKind ?? 'council'})
        on conflict (code) do update set name = excluded.name returning id`)
      const team =
        options.team === undefined
          ? undefined
          : await tx.one<{ id: string }>(sql`
              insert into team (agency_id, code, name, kind) values (${agency.id}, ${options.team}, ${`Team ${options.team}`}, ${options.teamKind ?? 'casework'})
              on conflict (code) do update set name = excluded.name returning id`)
      const user = await tx.one<{ id: string }>(sql`
        insert into user_account (full_name, email, state) values (${fullName}, ${email}, 'active') returning id`)
      const post = await tx.one<{ id: string }>(sql`
        insert into post (user_id, agency_id, team_id, role_code, reports_to, from_on)
        values (${user.id}, ${agency.id}, ${team?.id ?? null}, ${options.role}, ${options.reportsTo?.postId ?? null}, '2020-01-01') returning id`)
      // far ahead, so that moving the clock does not sign anybody out
      await tx.run(sql`
        insert into session (token_hash, user_id, post_id, kind, started_at, seen_at, step_up_at)
        values (${tokenHash(token)}, ${user.id}, ${post.id}, 'command', '2100-01-01', '2100-01-01', ${clock.now()})`)
      return { userId: user.id, postId: post.id, agencyId: agency.id, teamId: team?.id ?? null }
    })
    return { ...ids, fullName, email, token }
  }

  const as = <T>(who: Somebody, inner: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> =>
    inSession(db, clock, tokenHash(who.token), async (tx, actor) => {
      const result = await inner(tx, actor)
      await recordEvent(tx, { event: 'test' })
      return result
    })

  return { house, clock, owner, server, databaseName, somebody, as }
}

/**
 * Seals every entry of the audit. What a transaction that is still open might come before is not sealed yet, and the
 * server is shared with other tests' databases: so again, until all is.
 */
export async function sealAll(owner: OwnerDatabase): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { left } = await owner.transaction(async (tx) => {
      await tx.run(sql`select audit_seal()`)
      return tx.one<{ left: number }>(
        sql`select count(*) as left from audit_entry e where not exists (select from audit_chain c where c.entry_id = e.id)`,
      )
    })
    if (left === 0) return
    await new Promise((later) => setTimeout(later, 100))
  }
  throw new Error('The audit could not be sealed within a minute.')
}
