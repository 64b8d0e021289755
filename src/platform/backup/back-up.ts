import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import type { OpenServer } from '../db/server.ts'
import { plainFileProblem } from '../db/start-error.ts'
import type { RunningPostgres } from '../db/supervisor.ts'
import { findClientProgram, libpqEnvironment } from './client-programs.ts'
import { type Manifest, manifestFile, manifestSchema } from './manifest.ts'
import { BackupError, copyWithSum, flushFolder, listTree, type Sums, sumOf, sumsFile, writeSums } from './sums.ts'

/*
 * One folder that holds everything: database, files, keys, with a sum for each file.
 *
 *   1. the database first, as it is at one instant
 *   2. then the files: a file is on the disk before the row that names it is committed, so no row of (1) lacks its file
 *
 * Our own server ships without pg_dump, so we copy its files while it runs, in the way PostgreSQL's manual describes
 * (continuous archiving, "Making a Base Backup Using the Low Level API"): between pg_backup_start and pg_backup_stop, plus
 * the write-ahead log of that time, which makes the copy whole when it is first started. A temporary slot keeps the
 * server from recycling that log under us. A server that is not ours is dumped by its own pg_dump.
 */

/** What the rooms know about the database and the platform does not. */
export type BackupFacts = Readonly<{ mark: string; migrations: readonly string[]; auditHead: string | null }>

export type BackUpOptions = Readonly<{
  server: OpenServer
  filesDir: string
  /** Undefined: the keys stay out, and are kept somewhere else. */
  masterKeyFile: string | undefined
  /** The folder in which the backup's own folder is made. */
  into: string
  now: Date
  facts: BackupFacts
}>

export type BackupMade = Readonly<{ folder: string; sizeBytes: number; fileCount: number; fingerprint: string; manifest: Manifest }>

/**
 * Makes a backup beside a running Lapwing. The folder has its final name only when it is whole and on the disk.
 * @throws BackupError or DatabaseStartError, plain sentences; nothing half made is left.
 */
export async function backUp(options: BackUpOptions): Promise<BackupMade> {
  const name = `lapwing-${options.now.toISOString().slice(0, 19).replaceAll(':', '')}Z`
  const folder = join(resolve(options.into), name)
  const unfinished = `${folder}.unfinished`
  if (existsSync(folder) || existsSync(unfinished)) throw new BackupError(`There is a backup ${folder} already, or one is being made.`)
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    const sums: Sums = new Map()
    let sizeBytes = 0
    const take = async (from: string, to: string): Promise<void> => {
      const copied = await copyWithSum(from, join(unfinished, to))
      sums.set(to, copied.sum)
      sizeBytes += copied.sizeBytes
    }
    const database = options.server.ours
      ? await copyCluster(options.server, options.server.ours, take)
      : await dump(options.server, unfinished)
    if (database.kind === 'dump') sums.set('database.dump', await sumOf(join(unfinished, 'database.dump')))
    if (existsSync(options.filesDir)) {
      for (const file of (await listTree(options.filesDir)).files) await unlessGone(take(join(options.filesDir, file), `files/${file}`))
    }
    if (options.masterKeyFile !== undefined) await take(options.masterKeyFile, 'keys/master.key')
    const manifest: Manifest = manifestSchema.parse({
      format: 'lapwing-backup-1',
      madeAt: options.now.toISOString(),
      database,
      ...options.facts,
      withKeys: options.masterKeyFile !== undefined,
      sizeBytes,
    })
    await writeFile(join(unfinished, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    sums.set(manifestFile, await sumOf(join(unfinished, manifestFile)))
    await writeSums(unfinished, sums)
    await flushFolder(unfinished)
    await rename(unfinished, folder)
    return { folder, sizeBytes, fileCount: sums.size, fingerprint: await sumOf(join(folder, sumsFile)), manifest }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    const plain = plainFileProblem(error, options.into)
    throw plain === error ? error : new BackupError(backupProblem(error, options.into), { cause: error })
  }
}

function backupProblem(error: unknown, into: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return `The disk that holds ${into} has no room for the backup. Nothing was changed; choose another place.`
  return `The backup cannot be written to ${into}: this user may not, or something is in the way. Nothing was changed.`
}

/** A file that was deleted between listing and copying: a deleted attachment, a dropped table. */
async function unlessGone(copying: Promise<void>): Promise<void> {
  try {
    await copying
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

type Take = (from: string, to: string) => Promise<void>
type BaseCopy = Extract<Manifest['database'], { kind: 'base' }>

/** What belongs to the running process and must not be in a copy (as pg_basebackup leaves it out); folders stay, empty. */
const ofTheMoment = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']
const isOfTheMoment = (path: string): boolean =>
  ofTheMoment.some((folder) => path.startsWith(`${folder}/`)) ||
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?)$/.test(path) ||
  /(^|\/)(pgsql_tmp[^/]*|pg_internal\.init[^/]*|t\d+_\d+[^/]*|[^/]*\.tmp)(\/|$)/.test(path)

const stopped = z.object({ label: z.string(), last: z.string(), tablespaces: z.string().nullable() })

async function copyCluster(server: OpenServer, ours: RunningPostgres, take: Take): Promise<BaseCopy> {
  const client = new pg.Client(server.connection('postgres', server.superuser))
  let lost: Error | undefined
  client.on('error', (error) => {
    lost = error
  })
  await client.connect()
  try {
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [`lapwing_backup_${process.pid}`])
    const started = await client.query(`select pg_walfile_name(pg_backup_start('lapwing', fast => true)) as first`)
    const { first } = z.object({ first: z.string() }).parse(started.rows[0])
    const tree = await listTree(ours.clusterDir)
    const control = 'global/pg_control' // last: it says from where to replay, and everything must be at least that old
    for (const path of tree.files) {
      if (path !== control && !isOfTheMoment(path)) await unlessGone(take(join(ours.clusterDir, path), `database/${path}`))
    }
    await take(join(ours.clusterDir, control), `database/${control}`)
    const ended = await client.query(
      'select labelfile as label, spcmapfile as tablespaces, pg_walfile_name(lsn) as last from pg_backup_stop(wait_for_archive => false)',
    )
    const end = stopped.parse(ended.rows[0])
    if (end.tablespaces?.trim())
      throw new BackupError('This database uses tablespaces outside its folder, which this backup does not cover.')
    await takeLog(ours.clusterDir, first, end.last, take)
    await takeLabel(ours.dataDir, end.label, take)
    return {
      kind: 'base',
      postgres: server.version,
      major: Number.parseInt(server.version, 10),
      processor: process.arch,
      folders: tree.folders.filter((path) => !isOfTheMoment(path) || ['pg_wal/archive_status', 'pg_wal/summaries'].includes(path)),
    }
  } catch (error) {
    if (lost) throw new BackupError('The database stopped while it was being copied. Nothing was changed; try again.', { cause: lost })
    throw error
  } finally {
    await client.end().catch(() => {}) // a lost connection has ended already; the slot and the backup mode end with it
  }
}

async function takeLog(clusterDir: string, first: string, last: string, take: Take): Promise<void> {
  const segments = readdirSync(join(clusterDir, 'pg_wal'))
    .filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last)
    .sort()
  if (segments[0] !== first || segments.at(-1) !== last) {
    throw new BackupError('The database recycled its log while it was being copied. Nothing was changed; try again.')
  }
  for (const segment of segments) await take(join(clusterDir, 'pg_wal', segment), `database/pg_wal/${segment}`)
}

async function takeLabel(dataDir: string, label: string, take: Take): Promise<void> {
  const scratch = join(dataDir, `backup-label.${process.pid}`)
  try {
    await writeFile(scratch, label, { mode: 0o600 })
    await take(scratch, 'database/backup_label')
  } finally {
    await rm(scratch, { force: true })
  }
}

async function dump(server: OpenServer, into: string): Promise<Extract<Manifest['database'], { kind: 'dump' }>> {
  const major = Number.parseInt(server.version, 10)
  const program = await findClientProgram('pg_dump', major)
  if (program === undefined) {
    throw new BackupError(
      `Your database server is PostgreSQL ${server.version}, and there is no pg_dump of version ${major} or newer on this machine. Install the client of that version (Debian: apt-get install postgresql-client-${major}), or back up on the server.`,
    )
  }
  const connection = libpqEnvironment(server.connection(server.database, server.superuser))
  try {
    await promisify(execFile)(program, ['--format=custom', '--no-password', `--file=${join(into, 'database.dump')}`], { env: connection })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new BackupError(`pg_dump could not read the database. It said: ${said}`, { cause: error })
  }
  return { kind: 'dump', postgres: server.version, major }
}
