/**
 * Breaking things on purpose: a full disk, a process that is killed where it stands, a port that is taken.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A folder in which space runs out, and how to start a program that meets that. */
export type SmallDisk = Readonly<{
  folder: string
  /** `tmpfs`: a file system of its own, full means ENOSPC. `file-size-limit`: no file may grow beyond it, EFBIG. */
  way: 'tmpfs' | 'file-size-limit'
  /** The command to run in place of `command`, so that the limit holds for it. */
  limited(command: readonly string[]): readonly [string, ...string[]]
}>

/** As `withSmallDisk`, for as long as a whole file of tests: close it afterwards. */
export function openSmallDisk(sizeBytes: number, fileLimitBytes = sizeBytes): SmallDisk & Readonly<{ close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-small-'))
  const mounted = mountSmall(folder, kibibytesOf(sizeBytes))
  const close = () => {
    if (mounted) execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  }
  if (mounted) return { folder, way: 'tmpfs', limited: ([program = '', ...args]) => [program, ...args], close }
  return {
    folder,
    way: 'file-size-limit',
    // The signal is ignored, so that the program sees an error it can tell somebody about, and is not killed.
    limited: (command) => ['bash', '-c', `trap '' XFSZ; ulimit -f ${kibibytesOf(fileLimitBytes)}; exec "$@"`, 'limited', ...command],
    close,
  }
}

function kibibytesOf(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 4_096) * 4
}

/**
 * Gives `body` a folder that holds at most `sizeBytes` (rounded up to 4 KiB), then takes it away. A file system of
 * its own where one can be mounted (as root on Linux), else a limit on the size of each file a program writes
 * (`fileLimitBytes`), which is weaker: say which ran, `way` tells it.
 */
export async function withSmallDisk<T>(sizeBytes: number, body: (disk: SmallDisk) => Promise<T>): Promise<T> {
  const disk = openSmallDisk(sizeBytes)
  try {
    return await body(disk)
  } finally {
    disk.close()
  }
}

function mountSmall(folder: string, kibibytes: number): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k,mode=0711`, 'lapwing-small', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false // root in a container that may not mount
  }
}

/** Starts a program as the head of a process group of its own, so that `killGroup` reaches what it starts in turn. */
export function spawnGroup(
  command: readonly [string, ...string[]],
  how: Readonly<{ cwd?: string; env?: NodeJS.ProcessEnv }> = {},
): ChildProcess {
  const [program, ...args] = command
  return spawn(program, args, { ...how, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
}

/**
 * Ends a process group (by `SIGKILL` unless told: no handler runs, nothing is flushed) and waits until none of it is
 * left. A group that is already gone is fine. Only for groups started with `spawnGroup`.
 * @throws when something of it is still alive after ten seconds.
 */
export async function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (pid === undefined || !signalGroup(pid, signal)) return
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (!signalGroup(pid, 0)) return
    await sleep(20)
  }
  throw new Error(`process group ${pid} is still alive ten seconds after ${signal}`)
}

/** Processes whose working folder it is: those of a PostgreSQL work in its own. Linux only; elsewhere it finds none. */
export function processesIn(folder: string): number[] {
  return (existsSync('/proc') ? readdirSync('/proc') : [])
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === folder)
    .map(Number)
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined // ended meanwhile, or another user's
  }
}

/** False when there is no such group any more. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

/** A TCP port of this machine that nobody listens on. Nothing keeps it free: use it at once. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('the machine gave no port')
  return address.port
}
