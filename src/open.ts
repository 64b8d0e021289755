// Opening the house: the database server (ours, or the one that DATABASE_URL names), the database in it, its
// migrations and reference data. The web server and the commands come in through here.
import { mkdir } from 'node:fs/promises'
import { migrationFolders, rooms } from './app.ts'
import type { House } from './core/house/request.ts'
import { loadReference } from './core/reference/index.ts'
import { systemClock } from './platform/clock.ts'
import type { Config } from './platform/config/config.ts'
import { readMasterKey } from './platform/config/master-key.ts'
import { keyedHash } from './platform/crypto/tokens.ts'
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
} from './platform/db/create.ts'
import { readMigrations } from './platform/db/migrate.ts'
import { Database } from './platform/db/pool.ts'
import { startPostgres } from './platform/db/supervisor.ts'

export const databaseName = 'lapwing'

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

type RunningServer = Readonly<{ server: Server; database: string; stop: () => Promise<void> }>

/** A server of one's own, by its address: an administrator's connection there; the roles get passwords only this installation knows. */
function externalServer(databaseUrl: string, masterKey: Uint8Array): RunningServer {
  const url = new URL(databaseUrl)
  const superuser = decodeURIComponent(url.username)
  const rolePassword = (role: string) => keyedHash(masterKey, `database role ${role}`)
  const server: Server = {
    superuser,
    rolePassword,
    connection: (database, user) => {
      const own = new URL(databaseUrl)
      own.pathname = `/${encodeURIComponent(database)}`
      if (user !== superuser) {
        own.username = user
        own.password = rolePassword(user)
      }
      return { connectionString: own.href }
    },
  }
  return { server, database: decodeURIComponent(url.pathname.slice(1)), stop: async () => undefined }
}

async function startServer(
  config: Config,
  masterKey: Uint8Array,
  log: (line: string) => void,
  whenRunning: 'refuse' | 'share',
): Promise<RunningServer> {
  if (config.databaseUrl !== undefined) return externalServer(config.databaseUrl, masterKey)
  const running = await startPostgres({ dataDir: config.dataDir, log, binDir: config.postgresBin, whenRunning })
  return { server: running, database: databaseName, stop: () => running.stop() }
}

export type OpenOptions = Readonly<{
  config: Config
  log: (line: string) => void
  /** `refuse`: this process serves, and must be the only one on the data folder. `share`: a command beside a running server. */
  whenRunning: 'refuse' | 'share'
  /** Fills a database that was just made as a demo. Runs before anything is served. */
  fillDemo?: (open: Omit<OpenHouse, 'close' | 'isNew'>) => Promise<void>
}>

/**
 * Opens the house, making the database on the first start: as a demo unless `empty` or a server of one's own is used.
 * @throws WrongDatabaseError, DatabaseStartError, MasterKeyError: each says in a sentence what to do
 */
export async function openHouse({ config, log, whenRunning, fillDemo }: OpenOptions): Promise<OpenHouse> {
  await mkdir(config.dataDir, { recursive: true })
  const masterKey = readMasterKey(config.masterKeyFile, { whenAbsent: 'create' })
  const { server, database, stop } = await startServer(config, masterKey, log, whenRunning)
  try {
    await ensureRoles(server, config.databaseUrl === undefined ? 'postgres' : database)
    const isOurs = config.databaseUrl === undefined
    const isNew = isOurs ? !(await databaseExists(server, database)) : (await readMark(server, database)) === undefined
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
    const handles = (name: string) => {
      const db = new Database(server.connection(name, databaseRoles.app), { connections: 16 })
      const house: House = {
        db,
        clock: systemClock,
        mode: mark,
        baseUrl: config.baseUrl,
        dataDir: config.dataDir,
        masterKey,
        clamd: config.clamd,
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
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function closeAll(open: Pick<OpenHouse, 'house' | 'owner' | 'jobs'>): Promise<void> {
  await Promise.all([open.house.db.close(), open.owner.close(), open.jobs.close()])
}

async function knownMark(server: Server, database: string): Promise<'real' | 'demo' | 'test'> {
  const mark = await readMark(server, database)
  if (mark === undefined) throw new Error(`The database "${database}" was left half made. Remove it and start again.`)
  return mark
}
