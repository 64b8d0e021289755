import type { Config } from '../config/config.ts'
import { keyedHash } from '../crypto/tokens.ts'
import type { Server } from './create.ts'
import { Database } from './pool.ts'
import { sql } from './sql.ts'
import { DatabaseStartError } from './start-error.ts'
import { type RunningPostgres, startPostgres } from './supervisor.ts'

/** A PostgreSQL server to work on: the one we run, or the one that DATABASE_URL names. */
export type OpenServer = Server &
  Readonly<{
    /** The server we run; undefined when it is somebody else's (DATABASE_URL). */
    ours: RunningPostgres | undefined
    /** The database of Lapwing on it. */
    database: string
    /** Like '18.4'. */
    version: string
    close(): Promise<void>
  }>

export type OpenOptions = Readonly<{
  log: (line: string) => void
  /** `share` for commands that may run beside a running Lapwing. */
  whenRunning?: 'refuse' | 'share'
  /** On a server that is not ours the roles' passwords come from the master key, so that nobody has to keep them. */
  masterKey?: Uint8Array | undefined
}>

/**
 * Starts our server, or reaches yours.
 * @throws DatabaseStartError, a plain sentence: not reachable, too old, not allowed.
 */
export async function openServer(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'postgresBin'>,
  options: OpenOptions,
): Promise<OpenServer> {
  if (config.databaseUrl !== undefined) return await reachServer(config.databaseUrl, options.masterKey)
  const ours = await startPostgres({
    dataDir: config.dataDir,
    binDir: config.postgresBin,
    log: options.log,
    whenRunning: options.whenRunning ?? 'refuse',
  })
  return {
    ours,
    superuser: ours.superuser,
    connection: ours.connection,
    database: 'lapwing',
    version: ours.version,
    close: () => ours.stop(),
  }
}

async function reachServer(address: string, masterKey: Uint8Array | undefined): Promise<OpenServer> {
  const url = new URL(address)
  const database = decodeURIComponent(url.pathname.slice(1))
  const superuser = decodeURIComponent(url.username)
  if (database === '' || superuser === '') {
    throw new DatabaseStartError('DATABASE_URL must name a user and a database, like postgres://user:password@server:5432/lapwing.')
  }
  const connection: Server['connection'] = (name, user) => {
    const to = new URL(url)
    to.pathname = `/${encodeURIComponent(name)}`
    if (user !== superuser) {
      if (masterKey === undefined) throw new DatabaseStartError(`The master key is needed to connect to the database as ${user}.`)
      to.username = encodeURIComponent(user)
      to.password = keyedHash(masterKey, `database role ${user}`)
    }
    return { connectionString: to.href }
  }
  const version = await askVersion(connection(database, superuser), url)
  if (!(Number.parseInt(version, 10) >= 15)) {
    throw new DatabaseStartError(`The database server at ${url.host} is PostgreSQL ${version}. Lapwing needs 15 or newer.`)
  }
  const reached = { ours: undefined, superuser, connection, database, version, close: async () => {} }
  if (masterKey === undefined) return reached
  return { ...reached, rolePassword: (role) => keyedHash(masterKey, `database role ${role}`) }
}

async function askVersion(connection: ReturnType<Server['connection']>, url: URL): Promise<string> {
  const db = new Database(connection, { connections: 1 })
  try {
    return (
      await db.transaction((tx) =>
        tx.one<{ version: string }>(sql`select split_part(current_setting('server_version'), ' ', 1) as version`),
      )
    ).version
  } catch (error) {
    throw new DatabaseStartError(
      `The database server that DATABASE_URL names (${url.host}${url.pathname}) cannot be reached: ${error instanceof Error ? error.message : error}. Check that it runs, that the database exists and that the user may enter.`,
      { cause: error },
    )
  } finally {
    await db.close()
  }
}
