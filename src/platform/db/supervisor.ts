import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, connect as netConnect, type Server } from 'node:net'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { makeSocketFolder, prepareDataFolder, removeSocketFolder, type ServiceUser, serviceUser } from './data-folder.ts'
import { findPostgres, type PostgresBinaries, postgresEnvironment } from './postgres-binaries.ts'
import { DatabaseStartError, diskFull, plainFileProblem } from './start-error.ts'

/*
 * Our own PostgreSQL, started and stopped with us.
 *
 *   this process ──pipe──► guard (sh) ──► postgres          The guard does one thing: when the pipe closes, because we
 *        │                                                  stopped or because we were killed, it shuts PostgreSQL down.
 *        └── holds the lock of the data folder              So no server outlives us, not even after kill -9.
 *
 * The lock is an abstract unix socket: the kernel gives it to one process only and takes it back when that process
 * dies, however it dies. Whoever holds the lock may treat a PostgreSQL found running on the folder as an orphan (its
 * guard was killed too) and stops it before starting its own: two servers never meet on one folder.
 *
 * Reached by unix socket in a folder closed to everyone else; no TCP, no password to leak.
 */

const port = 5432 // only part of the socket's name: nothing listens on the network
const superuser = 'postgres'

export type PostgresConnection = Readonly<{ host: string; port: number; database: string; user: string }>

export type RunningPostgres = Readonly<{
  socketDir: string
  port: number
  superuser: string
  /** Of the server, like '18.4'. */
  version: string
  /** The data folder's real path. */
  dataDir: string
  /** PostgreSQL's own folder within it. */
  clusterDir: string
  /** True when another Lapwing process on this machine started it and we only use it. */
  shared: boolean
  /** What `pg` takes to connect. Local trust: the socket's folder is the key. */
  connection(database: string, user: string): PostgresConnection
  /** Ends open transactions (they roll back), writes everything, stops. Does nothing on a shared server. */
  stop(): Promise<void>
}>

export type StartOptions = Readonly<{
  /** The data folder; made if absent. PostgreSQL's own files lie in `postgres/` within it. */
  dataDir: string
  log: (line: string) => void
  /** A folder with `postgres` and `initdb` to use instead of the ones from npm. */
  binDir?: string | undefined
  /** `refuse` (default): a folder already in use is an error. `share`: use the server that runs on it, as commands do. */
  whenRunning?: 'refuse' | 'share'
  /** Further PostgreSQL settings; win over ours. For tests that may lose everything: `{ fsync: 'off' }`. */
  settings?: Readonly<Record<string, string>>
}>

/** Small machines first: 128 MB of cache, no just-in-time compiler (it costs more than our short queries take). */
const houseSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: String(port),
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  jit: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'replica',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C', // our sentences for known problems are found by PostgreSQL's English ones
  // The log must not hold what people wrote: no statements, and no DETAIL lines, which quote the offending row.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const

/**
 * Starts the PostgreSQL of a data folder, making it on first use (1 to 2 seconds; afterwards under 0.1).
 *
 * If the server dies it is started again with growing pauses; connections open at that moment are lost, what was
 * committed is not. When our process ends, in whatever way, the server is shut down.
 * @throws DatabaseStartError, a plain sentence with what to do: folder in use, disk full, not ours to write, made by
 *   another PostgreSQL version.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const { log } = options
  const dataDir = prepareDataFolder(options.dataDir)
  const lock = await takeLock(dataDir)
  if (lock.kind === 'held') {
    if (options.whenRunning === 'share') return await shareRunning(dataDir)
    throw new DatabaseStartError(
      `Lapwing is already running on the data folder ${dataDir}${lock.byProcess ? ` (process ${lock.byProcess})` : ''}. Stop it first, or set LAPWING_DATA to another folder.`,
    )
  }
  try {
    const user = serviceUser(log)
    const binaries = findPostgres(options.binDir, dataDir, user !== undefined)
    const clusterDir = join(dataDir, 'postgres')
    await stopOrphan(clusterDir, log)
    await ensureCluster(dataDir, clusterDir, binaries, user, log)
    const server = new SupervisedServer(dataDir, clusterDir, binaries, user, { ...houseSettings, ...options.settings }, log)
    await server.start()
    return {
      ...describe(dataDir, server.socketDir, binaries.version),
      shared: false,
      async stop() {
        await server.stop()
        lock.server.close()
      },
    }
  } catch (error) {
    lock.server.close()
    throw plainFileProblem(error, dataDir)
  }
}

function describe(dataDir: string, socketDir: string, version: string): Omit<RunningPostgres, 'shared' | 'stop'> {
  return {
    socketDir,
    port,
    superuser,
    version,
    dataDir,
    clusterDir: join(dataDir, 'postgres'),
    connection: (database, user) => ({ host: socketDir, port, database, user }),
  }
}

/** The server another process of ours runs on this folder; waits until it is ready, up to 30 seconds. */
async function shareRunning(dataDir: string): Promise<RunningPostgres> {
  const clusterDir = join(dataDir, 'postgres')
  const giveUpAt = performance.now() + 30_000
  for (;;) {
    const found = readServerFile(clusterDir)
    if (found?.ready && processWorksIn(found.pid, clusterDir)) {
      const major = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim()
      return { ...describe(dataDir, found.socketDir, major), shared: true, stop: async () => {} }
    }
    if (performance.now() > giveUpAt) {
      throw new DatabaseStartError(
        `Another Lapwing holds the data folder ${dataDir}, but its database did not become ready within 30 seconds.`,
      )
    }
    await sleep(50)
  }
}

// --- the lock

type Lock = Readonly<{ kind: 'ours'; server: Server }> | Readonly<{ kind: 'held'; byProcess: string | undefined }>

async function takeLock(dataDir: string): Promise<Lock> {
  const name = lockName(dataDir)
  const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)))
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error) => ('code' in error && error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(name, () => resolve(true))
  })
  if (!taken) return { kind: 'held', byProcess: await askHolder(name) }
  server.unref()
  return { kind: 'ours', server }
}

/** From a secret in the folder, so that another user of the machine cannot take the name to keep us from starting. */
function lockName(dataDir: string): string {
  const file = join(dataDir, 'lock-name')
  try {
    if (!existsSync(file)) {
      const fresh = `${file}.${process.pid}`
      writeFileSync(fresh, randomBytes(16).toString('hex'), { mode: 0o600 })
      try {
        linkSync(fresh, file) // unlike a rename, does not replace the one that a quicker process made
      } catch (error) {
        if (!existsSync(file)) throw error
      } finally {
        unlinkSync(fresh)
      }
    }
    return `\0lapwing-${createHash('sha256').update(readFileSync(file, 'utf8')).update(dataDir).digest('hex')}`
  } catch (error) {
    throw plainFileProblem(error, dataDir)
  }
}

async function askHolder(name: string): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const socket = netConnect(name)
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', (answer) => resolve(/^\d+$/.exec(answer.toString())?.[0]))
    socket.once('error', () => resolve(undefined))
    socket.once('close', () => resolve(undefined))
  })
}

// --- what is on the folder already

/** What PostgreSQL writes about itself into postmaster.pid: process, socket folder, whether it takes connections. */
function readServerFile(clusterDir: string): { pid: number; socketDir: string; ready: boolean } | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const pid = Number.parseInt(lines[0] ?? '', 10)
  if (!(pid > 1)) return undefined
  return { pid, socketDir: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
}

/** PostgreSQL's processes work in their data folder; a number that was given to another program since does not. */
function processWorksIn(pid: number, clusterDir: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === clusterDir
  } catch {
    return false
  }
}

function processesIn(clusterDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && processWorksIn(pid, clusterDir) && readCommand(pid) === 'postgres')
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

/**
 * We hold the lock, so a PostgreSQL running here lost its Lapwing. Stop it the quick clean way, then the quick unclean
 * way (it recovers at the next start). Its single processes end by themselves once the main one is gone.
 */
async function stopOrphan(clusterDir: string, log: (line: string) => void, socketDirInUse?: string): Promise<void> {
  const found = readServerFile(clusterDir)
  if (found && processWorksIn(found.pid, clusterDir) && readCommand(found.pid) === 'postgres') {
    log(`Stopping the database server (process ${found.pid}) that an earlier run left behind.`)
    signal(found.pid, 'SIGINT')
    if (!(await emptied(clusterDir, 30_000))) signal(found.pid, 'SIGQUIT')
  }
  if (!(await emptied(clusterDir, 30_000))) {
    throw new DatabaseStartError(
      `Processes of an earlier database server still work in ${clusterDir} and do not end. Restart the machine, or end them by hand.`,
    )
  }
  if (!found) return
  if (found.socketDir !== socketDirInUse) removeSocketFolder(found.socketDir)
  // PostgreSQL would refuse to start if the number in this file now belongs to some other program of the same user.
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true })
}

async function emptied(clusterDir: string, withinMilliseconds: number): Promise<boolean> {
  const giveUpAt = performance.now() + withinMilliseconds
  while (processesIn(clusterDir).length > 0) {
    if (performance.now() > giveUpAt) return false
    await sleep(25)
  }
  return true
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone in the meantime: that is what we wanted.
  }
}

// --- the cluster

async function ensureCluster(
  dataDir: string,
  clusterDir: string,
  binaries: PostgresBinaries,
  user: ServiceUser | undefined,
  log: (line: string) => void,
): Promise<void> {
  if (existsSync(clusterDir)) return checkCluster(clusterDir, binaries, user)
  for (const left of readdirSync(dataDir)) {
    if (left.startsWith('postgres-unfinished')) rmSync(join(dataDir, left), { recursive: true, force: true })
  }
  log(`Making a new database (PostgreSQL ${binaries.version}) in ${dataDir}.`)
  // Renamed into place when whole: a first start that is killed leaves no half-made database to trip over.
  const unfinished = join(dataDir, 'postgres-unfinished')
  mkdirSync(unfinished, { mode: 0o700 })
  if (user) chownSync(unfinished, user.uid, user.gid)
  try {
    await runInitdb(unfinished, binaries, user)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw initdbProblem(error, dataDir, user)
  }
  renameSync(unfinished, clusterDir)
}

async function runInitdb(folder: string, binaries: PostgresBinaries, user: ServiceUser | undefined): Promise<void> {
  // Sorted by code point, so that no library update can silently corrupt an index; names are sorted for people where
  // they are shown. The character type must be UTF-8: with plain C, trigrams of an Arabic name would be empty.
  const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []
  await promisify(execFile)(
    join(binaries.bin, 'initdb'),
    [
      `--pgdata=${folder}`,
      `--username=${superuser}`,
      '--auth-local=trust',
      '--auth-host=reject',
      '--data-checksums',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--lc-messages=C',
      ...locale,
      '--no-instructions',
    ],
    { cwd: folder, env: postgresEnvironment(binaries.libraries), ...identity(user) },
  )
}

function identity(user: ServiceUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {}
}

function initdbProblem(error: unknown, dataDir: string, user: ServiceUser | undefined): unknown {
  if (!(error instanceof Error)) return error
  const said = 'stderr' in error ? String(error.stderr) : ''
  const options = { cause: error }
  if (/No space left|Disk quota|File too large/.test(said)) return new DatabaseStartError(diskFull(dataDir), options)
  if (user && (/Permission denied/.test(said) || ('code' in error && error.code === 'EACCES'))) {
    return new DatabaseStartError(
      `The user "${user.name}", as which the database runs, cannot reach ${dataDir}. Choose a data folder in a place it may enter, like under /var/lib.`,
      options,
    )
  }
  return new DatabaseStartError(`A new database could not be made in ${dataDir}: ${said.trim() || error.message}`, options)
}

function checkCluster(clusterDir: string, binaries: PostgresBinaries, user: ServiceUser | undefined): void {
  const owner = statSync(clusterDir).uid
  const runsAs = user?.uid ?? process.getuid?.()
  if (owner !== runsAs) {
    throw new DatabaseStartError(
      `The database in ${clusterDir} belongs to another user (number ${owner}). Start as the user who made it, or set LAPWING_DATA to another folder.`,
    )
  }
  const madeBy = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim()
  if (madeBy === String(binaries.major)) return
  throw new DatabaseStartError(
    `The database in ${clusterDir} was made by PostgreSQL ${madeBy}, and this is ${binaries.version}. Use that version (LAPWING_POSTGRES_BIN), or restore a backup into a new folder.`,
  )
}

// --- the server

/** One line for the guard: run PostgreSQL, shut it down when the pipe (3) closes, end as it ends. */
const guardScript = `
"$@" 3<&- & server=$!
( while read -r _ <&3; do :; done; kill -INT $server ) & watch=$!
exec 3<&-
wait $server; code=$?
kill $watch 2>/dev/null
exit $code`

type Ending = Readonly<{ said: string }>

class SupervisedServer {
  socketDir = ''
  #guard: ChildProcess | undefined
  #ended: Promise<Ending> | undefined
  #stopping = false
  readonly #clusterDir: string
  readonly #dataDir: string
  readonly #binaries: PostgresBinaries
  readonly #user: ServiceUser | undefined
  readonly #settings: Readonly<Record<string, string>>
  readonly #log: (line: string) => void

  constructor(
    dataDir: string,
    clusterDir: string,
    binaries: PostgresBinaries,
    user: ServiceUser | undefined,
    settings: Readonly<Record<string, string>>,
    log: (line: string) => void,
  ) {
    this.#dataDir = dataDir
    this.#clusterDir = clusterDir
    this.#binaries = binaries
    this.#user = user
    this.#settings = settings
    this.#log = log
  }

  async start(): Promise<void> {
    this.socketDir = makeSocketFolder(this.#dataDir, this.#user)
    if (this.#user) chownSync(this.socketDir, this.#user.uid, this.#user.gid)
    chmodSync(this.socketDir, 0o700)
    try {
      await this.#launchPatiently()
    } catch (error) {
      removeSocketFolder(this.socketDir)
      throw error
    }
    void this.#keepRunning()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    const ended = this.#ended
    this.#guard?.ref() // while it runs it does not keep our process alive; while it stops it must
    closePipe(this.#guard)
    if (ended && !(await Promise.race([ended, sleep(30_000, undefined, { ref: false })]))) {
      this.#log('The database did not stop within 30 seconds; ending it at once. It checks itself at the next start.')
      const found = readServerFile(this.#clusterDir)
      if (found && processWorksIn(found.pid, this.#clusterDir)) signal(found.pid, 'SIGQUIT')
      await ended
    }
    removeSocketFolder(this.socketDir)
  }

  /** Right after a kill -9 the dead server's memory may still count as in use; that passes within seconds. */
  async #launchPatiently(): Promise<void> {
    for (let pause = 100; ; pause *= 2) {
      const failed = await this.#launch()
      if (failed === undefined || this.#stopping) return
      if (!/pre-existing shared memory|lock file .* already exists/.test(failed.said) || pause > 10_000) {
        throw this.#startProblem(failed)
      }
      await sleep(pause)
    }
  }

  /** Undefined when it takes connections; else what it said before it ended. */
  async #launch(): Promise<Ending | undefined> {
    const logFile = join(this.#dataDir, 'postgres.log')
    const logStart = rotateLog(logFile)
    const log = openSync(logFile, 'a', 0o600)
    const settings = Object.entries({ ...this.#settings, unix_socket_directories: this.socketDir }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    const guard = spawn(
      '/bin/sh',
      ['-c', guardScript, 'lapwing-postgres', join(this.#binaries.bin, 'postgres'), '-D', this.#clusterDir, ...settings],
      {
        cwd: '/',
        env: postgresEnvironment(this.#binaries.libraries),
        stdio: ['ignore', log, log, 'pipe'],
        detached: true, // its own group: Ctrl-C reaches us only, and we stop it when we have finished with it
        ...identity(this.#user),
      },
    )
    closeSync(log)
    this.#guard = guard
    let over: Ending | undefined
    this.#ended = new Promise<Ending>((resolve) => {
      guard.once('error', (error) => resolve({ said: error.message }))
      guard.once('exit', () => resolve({ said: readFrom(logFile, logStart) }))
    })
    void this.#ended.then((ending) => {
      over = ending
    })
    guard.unref()
    pipeOf(guard)?.on('error', () => {}) // closing a pipe whose reader died is no news: the exit tells
    for (let waited = 0; ; waited += 10) {
      await sleep(10)
      if (over) return over
      if (readServerFile(this.#clusterDir)?.ready) return undefined
      if (waited % 10_000 === 9_990) this.#log('The database is still getting ready (it may be recovering after an unclean stop).')
    }
  }

  async #keepRunning(): Promise<void> {
    let diedAt: number[] = []
    for (;;) {
      await this.#ended
      if (this.#stopping) return
      const now = performance.now()
      diedAt = [...diedAt.filter((at) => now - at < 60_000), now]
      this.#log('The database server ended unexpectedly; starting it again. Nothing that was saved is lost.')
      await sleep(Math.min(100 * 2 ** (diedAt.length - 1), 10_000))
      if (this.#stopping) return
      try {
        // Our socket folder stays: gone for a moment, its known name in the temp directory could be taken by someone else.
        await stopOrphan(this.#clusterDir, this.#log, this.socketDir)
        if (this.#stopping) return
        await this.#launchPatiently()
        if (this.#stopping) closePipe(this.#guard)
      } catch (error) {
        this.#log(`${error instanceof Error ? error.message : error} Trying again.`)
      }
    }
  }

  #startProblem({ said }: Ending): DatabaseStartError {
    if (/No space left|Disk quota|File too large/.test(said)) return new DatabaseStartError(diskFull(this.#dataDir))
    if (/Permission denied/.test(said)) {
      return new DatabaseStartError(
        `The database server may not use its own files in ${this.#clusterDir}. Check who owns them. It said: ${lastLines(said)}`,
      )
    }
    return new DatabaseStartError(`The database server did not start. It said: ${lastLines(said)}`)
  }
}

function pipeOf(guard: ChildProcess): Writable | undefined {
  const pipe = guard.stdio[3]
  return pipe && 'end' in pipe ? pipe : undefined
}

function closePipe(guard: ChildProcess | undefined): void {
  if (guard) pipeOf(guard)?.end()
}

/** Keeps one earlier log once this one is over 10 MB. Returns the size in bytes of what is in the log already. */
function rotateLog(file: string): number {
  if (!existsSync(file)) return 0
  const { size } = statSync(file)
  if (size < 10_000_000) return size
  renameSync(file, `${file}.earlier`)
  return 0
}

function readFrom(file: string, start: number): string {
  const { size } = statSync(file)
  const length = Math.min(size - start, 100_000)
  if (length <= 0) return ''
  const buffer = Buffer.alloc(length)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, buffer, 0, length, start)
  } finally {
    closeSync(descriptor)
  }
  return buffer.toString()
}

function lastLines(said: string): string {
  return said.trim().split('\n').slice(-5).join(' / ')
}
