// Opening the house: the database server (ours, or the one that DATABASE_URL names), the database in it, its
// migrations and reference data. The web server and the commands come in through here.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { migrationFolders, rooms } from './app.ts'
import type { House } from './core/house/index.ts'
import { loadReference } from './core/reference/index.ts'
import { systemClock } from './platform/clock.ts'
import { type Config, ConfigError } from './platform/config/config.ts'
import { MasterKeyError, readMasterKey } from './platform/config/master-key.ts'
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
  readMark,
  type Server,
  WrongDatabaseError,
} from './platform/db/create.ts'
import { prepareDataFolder } from './platform/db/data-folder.ts'
import { ChangedMigrationError, readMigrations } from './platform/db/migrate.ts'
import { Database } from './platform/db/pool.ts'
import { openServer } from './platform/db/server.ts'
import { DatabaseStartError } from './platform/db/start-error.ts'
import { prepareJobs } from './platform/jobs/jobs.ts'
import { openMailer } from './platform/mail/mail.ts'

export type OpenHouse = Readonly<{
  house: House
  server: Server
  database: string
  /** For migrations, sessions of commands, backup: never for showing records. */
  owner: OwnerDatabase
  /** For what runs by itself. */
  jobs: Database
  /** The database was made just now. */
  isNew: boolean
  close: () => Promise<void>
}>

export type OpenOptions = Readonly<{
  config: Config
  log: (line: string) => void
  /** `refuse`: this process serves, and must be the only one on the data folder. `share`: a command beside a running server. */
  whenRunning: 'refuse' | 'share'
  /** What to do when there is no database yet: a command must not make one, or the next start would find it already made. */
  whenAbsent: 'make' | 'refuse'
  /** Fills a database that was just made as a demo. Runs before anything is served. */
  fillDemo?: (open: Omit<OpenHouse, 'close' | 'isNew'>) => Promise<void>
}>

/**
 * Opens the house, making the database on the first start: as a demo unless `empty` or a server of one's own is used.
 * @throws WrongDatabaseError, DatabaseStartError, MasterKeyError: each says in a sentence what to do
 */
export async function openHouse({ config, log, whenRunning, whenAbsent, fillDemo }: OpenOptions): Promise<OpenHouse> {
  const hasData = existsSync(join(config.dataDir, 'postgres'))
  if (whenAbsent === 'refuse' && config.databaseUrl === undefined && !hasData) {
    throw new DatabaseStartError(`There is no Lapwing in ${config.dataDir} yet. Check LAPWING_DATA, or make one with script/start.`)
  }
  prepareDataFolder(config.dataDir)
  const masterKey = readMasterKey(config.masterKeyFile, { whenAbsent: hasData ? 'refuse' : 'create' })
  const server = await openServer(config, { log, whenRunning, masterKey })
  const { database, close: stop } = server
  try {
    await ensureRoles(server, config.databaseUrl === undefined ? 'postgres' : database)
    const isOurs = config.databaseUrl === undefined
    const isNew = isOurs ? !(await databaseExists(server, database)) : (await readMark(server, database)) === undefined
    if (isNew && whenAbsent === 'refuse') throw new DatabaseStartError('There is no Lapwing here yet. Start it once with script/start.')
    const mark = isNew ? (isOurs && !config.empty ? 'demo' : 'real') : await knownMark(server, database)
    const making = isNew && isOurs ? `${database}_making` : database
    // made aside and renamed when whole: a start that is interrupted leaves nothing half made
    if (isNew && isOurs) {
      log(mark === 'demo' ? 'Making the demo borough. This takes a minute, once.' : 'Making an empty database.')
      await dropDatabase(server, making)
      await createDatabase(server, making)
    }
    await prepareDatabase(server, making, mark, await readMigrations(migrationFolders))
    await asOwner(server, making, (db) =>
      db.transaction(async (tx) => {
        for (const room of rooms) await room.loadReference?.(tx)
      }),
    )
    await prepareJobs(server, making)
    const mail = config.smtpUrl === undefined ? undefined : openMailer(config.smtpUrl, config.mailFrom)
    const handles = (name: string) => {
      const db = new Database(server.connection(name, databaseRoles.app), { connections: 16 })
      const house: House = {
        db,
        clock: systemClock,
        mode: mark,
        baseUrl: config.baseUrl,
        dataDir: config.dataDir,
        masterKey,
        mail,
        clamd: config.clamd,
        receiverNetworks: config.receiverNetworks,
        reference: loadReference(),
      }
      return {
        house,
        server,
        database: name,
        owner: openAsOwner(server, name),
        jobs: new Database(server.connection(name, databaseRoles.jobs), { connections: 4 }),
      }
    }
    if (making !== database) {
      if (mark === 'demo' && fillDemo !== undefined) {
        const open = handles(making)
        await fillDemo(open)
        await closeAll(open)
      }
      await createDatabase(server, database, making)
      await dropDatabase(server, making)
    }
    const open = handles(database)
    return {
      ...open,
      isNew,
      close: async () => {
        await closeAll(open)
        mail?.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What somebody who starts Lapwing or runs a command can act on is a sentence; anything else is ours, with its trace. */
export function isPlainProblem(error: unknown): error is Error {
  const plain = [ConfigError, DatabaseStartError, MasterKeyError, WrongDatabaseError, ChangedMigrationError]
  return plain.some((kind) => error instanceof kind)
}

async function closeAll(open: Pick<OpenHouse, 'house' | 'owner' | 'jobs'>): Promise<void> {
  await Promise.all([open.house.db.close(), open.owner.close(), open.jobs.close()])
}

async function knownMark(server: Server, database: string): Promise<'real' | 'demo' | 'test'> {
  const mark = await readMark(server, database)
  if (mark === undefined) throw new Error(`The database "${database}" was left half made. Remove it and start again.`)
  return mark
}
