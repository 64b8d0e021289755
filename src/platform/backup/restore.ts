import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from '../config/config.ts'
import { ensureRoles } from '../db/create.ts'
import { prepareDataFolder, type ServiceUser, serviceUser } from '../db/data-folder.ts'
import { Database } from '../db/pool.ts'
import { findPostgres } from '../db/postgres-binaries.ts'
import { openServer } from '../db/server.ts'
import { sql } from '../db/sql.ts'
import { findClientProgram, libpqEnvironment } from './client-programs.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { BackupError, copyWithSum, flushFolder, listTree, verifySums } from './sums.ts'

export type RestoreOptions = Readonly<{
  backup: string
  /** Where to: `dataDir`, `masterKeyFile`, and `databaseUrl` for a dump. */
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'postgresBin' | 'masterKeyFile'>
  log: (line: string) => void
  /** The fingerprint noted when the backup was made; a backup with another one is refused. */
  fingerprint?: string | undefined
}>

export type Restored = Readonly<{ manifest: Manifest; fingerprint: string }>

/**
 * Puts a backup into an empty place. Reads and compares every file before anything is written; touches nothing that is there.
 * Ends with everything in place and the server stopped: the caller opens it and checks the audit chain.
 * @throws BackupError, a plain sentence; what was half restored is removed.
 */
export async function restore({ backup, config, log, fingerprint }: RestoreOptions): Promise<Restored> {
  const from = resolve(backup)
  const found = await verifySums(from)
  if (fingerprint !== undefined && fingerprint !== found) {
    throw new BackupError(
      'The backup is whole, but it is not the one whose fingerprint you gave: somebody made it anew. Nothing was restored.',
    )
  }
  const manifest = await readManifest(from)
  const dataDir = prepareDataFolder(config.dataDir)
  refuseIfUsed(config, dataDir, manifest)
  const user = serviceUser(log)
  const placed: string[] = []
  try {
    if (manifest.database.kind === 'base') await placeCluster(from, dataDir, manifest.database, config, user, placed)
    else await loadDump(from, config, manifest.database.major, log)
    await placeFolder(join(from, 'files'), join(dataDir, 'files'), placed)
    if (manifest.withKeys) {
      placed.push(config.masterKeyFile)
      await copyWithSum(join(from, 'keys', 'master.key'), config.masterKeyFile)
    }
    await flushFolder(dataDir)
  } catch (error) {
    for (const path of placed) await rm(path, { recursive: true, force: true })
    throw error
  }
  return { manifest, fingerprint: found }
}

function refuseIfUsed(config: RestoreOptions['config'], dataDir: string, manifest: Manifest): void {
  for (const name of ['postgres', 'files']) {
    if (existsSync(join(dataDir, name))) {
      throw new BackupError(
        `${dataDir} already holds data (${name}). A backup is restored into an empty folder only: set LAPWING_DATA to a new one.`,
      )
    }
  }
  if (manifest.withKeys && existsSync(config.masterKeyFile)) {
    throw new BackupError(
      `There is a master key ${config.masterKeyFile} already. Move it away, or set LAPWING_MASTER_KEY_FILE to a new place.`,
    )
  }
  if ((manifest.database.kind === 'dump') !== (config.databaseUrl !== undefined)) {
    throw new BackupError(
      manifest.database.kind === 'dump'
        ? 'This backup was made from a database server of your own. Set DATABASE_URL to an empty database and restore again.'
        : 'This backup was made from the built-in database. Leave DATABASE_URL out and restore it into a data folder.',
    )
  }
}

async function placeCluster(
  from: string,
  dataDir: string,
  database: Extract<Manifest['database'], { kind: 'base' }>,
  config: RestoreOptions['config'],
  user: ServiceUser | undefined,
  placed: string[],
): Promise<void> {
  const binaries = findPostgres(config.postgresBin, dataDir, user !== undefined)
  if (binaries.major !== database.major || process.arch !== database.processor) {
    throw new BackupError(
      `This backup was made by PostgreSQL ${database.postgres} on ${database.processor}; this is ${binaries.version} on ${process.arch}. Restore it with that version (LAPWING_POSTGRES_BIN) on such a machine.`,
    )
  }
  const unfinished = join(dataDir, 'postgres-unfinished-restore')
  placed.push(unfinished)
  await rm(unfinished, { recursive: true, force: true })
  await placeFolder(join(from, 'database'), unfinished, placed)
  for (const folder of database.folders) await mkdir(join(unfinished, folder), { recursive: true, mode: 0o700 })
  if (user) {
    const { files, folders } = await listTree(unfinished)
    for (const path of ['', ...folders, ...files]) await chown(join(unfinished, path), user.uid, user.gid)
  }
  placed.push(join(dataDir, 'postgres'))
  await rename(unfinished, join(dataDir, 'postgres'))
}

async function placeFolder(from: string, to: string, placed: string[]): Promise<void> {
  if (!existsSync(from)) return
  placed.push(to)
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const file of (await listTree(from)).files) await copyWithSum(join(from, file), join(to, file))
}

async function loadDump(from: string, config: RestoreOptions['config'], major: number, log: (line: string) => void): Promise<void> {
  const server = await openServer(config, { log })
  const program = await findClientProgram('pg_restore', major)
  if (program === undefined) {
    throw new BackupError(
      `There is no pg_restore of version ${major} or newer on this machine. Install it (Debian: apt-get install postgresql-client-${major}).`,
    )
  }
  const connection = server.connection(server.database, server.superuser)
  const db = new Database(connection, { connections: 1 })
  try {
    const { tables } = await db.transaction((tx) =>
      tx.one<{ tables: number }>(sql`select count(*) as tables from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`),
    )
    if (tables > 0)
      throw new BackupError(`The database "${server.database}" is not empty. A backup is restored into an empty database only.`)
  } finally {
    await db.close()
  }
  await ensureRoles(server, server.database)
  try {
    await promisify(execFile)(
      program,
      ['--exit-on-error', '--single-transaction', '--no-password', `--dbname=${server.database}`, join(from, 'database.dump')],
      { env: libpqEnvironment(connection) },
    )
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new BackupError(`pg_restore could not load the database; nothing was kept. It said: ${said}`, { cause: error })
  }
}
