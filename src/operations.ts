// The commands that look after an installation. They use the owner: they see that everything is there, and show no record.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { migrationFolders, rooms } from './app.ts'
import { auditState, firstAuditFault } from './core/audit/index.ts'
import { londonDateOf, runsOutSoon, type WorkingCalendar } from './core/clocks/index.ts'
import { loadReference } from './core/reference/index.ts'
import type { BackupFacts } from './platform/backup/back-up.ts'
import { backupCommands } from './platform/backup/commands.ts'
import { type Command, command, type ExitCode, UsageError } from './platform/cli/index.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { type Config, ConfigError, processEnvironment, readConfig } from './platform/config/config.ts'
import { readMasterKey } from './platform/config/master-key.ts'
import { asOwner, databaseExists, prepareDatabase, readMark } from './platform/db/create.ts'
import { pendingMigrations, readMigrations } from './platform/db/migrate.ts'
import { Database, type Tx } from './platform/db/pool.ts'
import { type OpenServer, openServer } from './platform/db/server.ts'
import { sql } from './platform/db/sql.ts'
import { DatabaseStartError } from './platform/db/start-error.ts'
import { type Check, type Finding, fail, ok, warn } from './platform/doctor/check.ts'
import { doctorCommand } from './platform/doctor/commands.ts'
import { machineChecks } from './platform/doctor/machine.ts'

/** `migrate`, `backup`, `restore`, `doctor`. */
export function operationsCommands(clock: Clock = systemClock): readonly Command[] {
  const config = () => readConfig(processEnvironment())
  return [
    migrateCommand(config),
    ...backupCommands({ config, clock, openServer: open, facts, auditFault }),
    doctorCommand(() => openChecks(config, clock)),
  ]
}

/** Starting does it too; by hand it is for a server of one's own, before the new version is started on it. */
function migrateCommand(config: () => Config): Command {
  return command({
    name: 'migrate',
    summary: 'Bring the database to this version of Lapwing',
    details:
      'Runs the migrations that have not run yet, each whole or not at all, and loads the reference data. script/start does the same.',
    examples: ['migrate', 'migrate --json'],
    exitCodes: { 0: 'the database is at this version', 2: 'there is no database, or a migration was changed after it ran' },
    run: async ({ json, io }): Promise<ExitCode> => {
      const server = await open(config(), (line) => io.error(`${line}\n`))
      try {
        const mark = (await hasDatabase(server)) ? await readMark(server, server.database) : undefined
        if (mark === undefined) throw new UsageError('There is no Lapwing database here yet. Make one with script/start.')
        const ran = await prepareDatabase(server, server.database, mark, await readMigrations(migrationFolders))
        await asOwner(server, server.database, (db) =>
          db.transaction(async (tx) => {
            for (const room of rooms) await room.loadReference?.(tx)
          }),
        )
        io.out(
          json
            ? `${JSON.stringify({ ran })}\n`
            : ran.length === 0
              ? 'Nothing to do: the database is at this version.\n'
              : ran.map((name) => `ran ${name}\n`).join(''),
        )
        return 0
      } finally {
        await server.close()
      }
    },
  })
}

/** The server beside a running Lapwing, or alone. Makes nothing: a mistyped LAPWING_DATA must not become a new installation. */
async function open(config: Config, log: (line: string) => void): Promise<OpenServer> {
  if (!isThere(config)) {
    throw new DatabaseStartError(`There is no Lapwing in ${config.dataDir} yet. Check LAPWING_DATA, or make one with script/start.`)
  }
  return await openServer(config, { log, whenRunning: 'share', masterKey: existingKey(config) })
}

function isThere(config: Config): boolean {
  return config.databaseUrl !== undefined || existsSync(join(config.dataDir, 'postgres'))
}

function existingKey(config: Config): Uint8Array | undefined {
  return existsSync(config.masterKeyFile) ? readMasterKey(config.masterKeyFile, { whenAbsent: 'refuse' }) : undefined
}

async function facts(server: OpenServer): Promise<BackupFacts> {
  const mark = (await hasDatabase(server)) ? await readMark(server, server.database) : undefined
  if (mark === undefined) throw new DatabaseStartError('There is no Lapwing database to back up. Make one with script/start.')
  return await asOwner(server, server.database, (db) =>
    db.transaction(async (tx) => ({
      mark,
      migrations: (await tx.many<{ name: string }>(sql`select name from migration order by name`)).map(({ name }) => name),
      auditHead: (await auditState(tx)).head,
    })),
  )
}

async function hasDatabase(server: OpenServer): Promise<boolean> {
  return server.ours === undefined || (await databaseExists(server, server.database))
}

async function auditFault(server: OpenServer): Promise<string | undefined> {
  const fault = await asOwner(server, server.database, (db) => db.transaction(firstAuditFault))
  if (fault === undefined) return undefined
  return `The audit chain is not whole: link ${fault.position} (entry ${fault.entryId ?? 'unknown'}) is ${fault.fault}. Keep this database as it is, and compare with an older backup.`
}

async function openChecks(read: () => Config, clock: Clock): Promise<{ checks: readonly Check[]; close: () => Promise<void> }> {
  let config: Config
  try {
    config = read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { checks: error.problems.map((problem) => ({ name: 'Settings', run: () => fail(problem) })), close: async () => {} }
  }
  const always = [...machineChecks(config), { name: 'Calendar', run: () => calendarEnds(loadReference().calendar, clock.now()) }]
  const alone = (finding: Finding) => ({ checks: [...always, { name: 'Database', run: () => finding }], close: async () => {} })
  if (!isThere(config)) return alone(warn(`There is none in ${config.dataDir} yet. script/start makes one.`))
  let server: OpenServer
  try {
    server = await open(config, () => {})
  } catch (error) {
    return alone(fail(error instanceof Error ? error.message : String(error)))
  }
  return { checks: [...always, ...databaseChecks(server, config, clock)], close: () => server.close() }
}

/** Six months before the end there is time to load the next table; after the end no deadline can be worked out. */
export function calendarEnds(calendar: WorkingCalendar, now: Date): Finding {
  const today = londonDateOf(now)
  if (today > calendar.coversTo) {
    return fail(
      `The holiday list ended on ${calendar.coversTo}: deadlines show as unknown. Load the next one into reference/bank-holidays.yaml.`,
    )
  }
  if (runsOutSoon(calendar, today)) {
    return warn(
      `The holiday list ends on ${calendar.coversTo}; later deadlines show as unknown. Load the next one into reference/bank-holidays.yaml.`,
    )
  }
  return ok(`The holiday list goes to ${calendar.coversTo}.`)
}

function databaseChecks(server: OpenServer, config: Config, clock: Clock): readonly Check[] {
  const as = <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const db = new Database(server.connection(server.database, server.superuser), { connections: 1 })
    return work(db).finally(() => db.close())
  }
  return [
    { name: 'Database', run: () => as((db) => databaseStanding(db, server)) },
    { name: 'E-mail', run: () => as((db) => db.transaction((tx) => mailStanding(tx, config.smtpUrl !== undefined))) },
    {
      name: 'Migrations',
      run: () =>
        as(async (db) => {
          const pending = await pendingMigrations(db, await readMigrations(migrationFolders))
          if (pending.length === 0) return ok('The database is as new as the program.')
          return warn(`${pending.length} not run yet (from ${pending[0]?.name}). Back up, then start: they run by themselves.`)
        }),
    },
    {
      name: 'Audit chain',
      run: async () => {
        const fault = await auditFault(server)
        if (fault !== undefined) return fail(fault)
        return auditSealing(await asOwner(server, server.database, (db) => db.transaction(auditState)), clock.now())
      },
    },
  ]
}

async function databaseStanding(db: Database, server: OpenServer): Promise<Finding> {
  const { stale } = await db.transaction((tx) =>
    tx.one<{ stale: boolean }>(sql`
      select coalesce(datcollversion is distinct from pg_database_collation_actual_version(oid), false) as stale
      from pg_database where datname = current_database()`),
  )
  if (stale) {
    return fail(
      `The system's rules for sorting text changed under the database, so its indexes may miss rows. Run: reindex database "${server.database}"; alter database "${server.database}" refresh collation version;`,
    )
  }
  return ok(`PostgreSQL ${server.version}, ${server.ours ? 'the built-in one' : 'a server of your own'}.`)
}

/** Nothing that could not be mailed is lost: it stands in Lapwing, and is tried again while nobody has read it. */
export async function mailStanding(tx: Tx, isConfigured: boolean): Promise<Finding> {
  const { failing } = await tx.one<{ failing: number }>(sql`
    select count(*) as failing from notification where mail_failures > 0 and mailed_at is null and read_at is null`)
  if (failing > 0) {
    return warn(
      `${failing} notifications could not be sent by e-mail and are tried again; they stand in Lapwing. Check LAPWING_SMTP_URL and the mail server.`,
    )
  }
  return ok(isConfigured ? 'Nothing waits that the mail server refused.' : 'No e-mail is sent: LAPWING_SMTP_URL is not set.')
}

/** Sealed each second while Lapwing runs: an entry that waits longer than five minutes has nobody to seal it. */
export function auditSealing(state: { sealed: number; unsealed: number; oldestUnsealed: Date | null }, now: Date): Finding {
  const waitsMinutes = state.oldestUnsealed === null ? 0 : (now.getTime() - state.oldestUnsealed.getTime()) / 60_000
  if (waitsMinutes > 5)
    return warn(`Whole, but ${state.unsealed} entries wait to be sealed. That happens while Lapwing runs: is it running?`)
  return ok(`${state.sealed} entries, whole.`)
}
