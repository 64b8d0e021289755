import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseStartError, plainFileProblem } from './start-error.ts'

/*
 * Where the data lies, and as whom PostgreSQL runs.
 *
 *   ordinary user   REPOSITORY/.data                everything belongs to that user
 *   root            /var/lib/lapwing/ID             PostgreSQL refuses to run as root, and a clone may lie in a
 *                                                   folder only root can enter: database and socket belong to a
 *                                                   service user, files and keys stay root's
 *   LAPWING_DATA    that folder
 */

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** Everything that belongs to root's clones; one folder in it for each clone. */
export const systemDataRoot = '/var/lib/lapwing'

/** The longest path of a unix socket, in bytes, with the ending zero (Linux). */
const socketPathBytes = 107
const socketName = '.s.PGSQL.5432'

export type ServiceUser = Readonly<{ name: string; uid: number; gid: number }>

/**
 * The data folder when nobody named one: `.data` in the clone, for root `/var/lib/lapwing/ID`, where ID is taken
 * from the real path of the clone, so that two clones never share data. Creates nothing.
 */
export function defaultDataFolder(): string {
  if (!runsAsRoot()) return join(repository, '.data')
  const id = createHash('sha256').update(realpathSync(repository)).digest('hex').slice(0, 12)
  return join(systemDataRoot, id)
}

function runsAsRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The user PostgreSQL runs as when we are root: `lapwing`, made if it does not exist; `nobody` where no user can
 * be made (a container without `useradd`). Undefined when we are not root: then it runs as ourselves.
 */
export function serviceUser(log: (line: string) => void): ServiceUser | undefined {
  if (!runsAsRoot()) return undefined
  const known = findUser('lapwing')
  if (known) return known
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'lapwing'], {
      stdio: 'ignore',
    })
  } catch {
    // Another start may have made it in the meantime; else fall through to nobody.
  }
  const made = findUser('lapwing')
  if (made) return made
  const nobody = findUser('nobody')
  if (!nobody || nobody.uid === 0) {
    throw new DatabaseStartError(
      'PostgreSQL does not run as root, and there is no user "lapwing". Make one (useradd --system lapwing) and start again.',
    )
  }
  log('There is no user "lapwing" and it could not be made: the database runs as "nobody", which other services may use too.')
  return nobody
}

function findUser(name: string): ServiceUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) }
}

/**
 * Makes the data folder if it is not there and returns its real, absolute path. As root others may pass through
 * it (the service user must reach its own folders inside) but not list it.
 * @throws DatabaseStartError with a plain sentence when it cannot be made or written to.
 */
export function prepareDataFolder(named: string): string {
  const folder = resolve(named)
  try {
    if (runsAsRoot() && folder.startsWith(`${systemDataRoot}/`)) mkdirSync(systemDataRoot, { recursive: true, mode: 0o755 })
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (made !== undefined && runsAsRoot()) chmodSync(folder, 0o711)
    rmSync(mkdtempSync(join(folder, 'write-test-')), { recursive: true })
    return realpathSync(folder)
  } catch (error) {
    throw plainFileProblem(error, folder)
  }
}

/** How a folder must look before we trust what is in it: a real folder, ours, closed to everyone else. */
function isPrivate(folder: string, uid: number): boolean {
  const found = lstatSync(folder)
  return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0
}

/**
 * A new private folder (0700) for the socket, short enough for a unix socket: beside the data when root, else in the
 * temp directory. Anyone can write to the temp directory, so the name is never one that could be guessed.
 */
export function makeSocketFolder(dataFolder: string, user: ServiceUser | undefined): string {
  const beside = join(dataFolder, 'run')
  if (user && fits(beside)) {
    mkdirSync(beside, { recursive: true, mode: 0o700 })
    return beside
  }
  const parent = [tmpdir(), '/tmp'].find((folder) => fits(join(folder, 'lapwing-XXXXXX')))
  if (parent === undefined)
    throw new DatabaseStartError('The path of the temp directory is too long for a socket. Set TMPDIR to a shorter one, like /tmp.')
  try {
    const made = mkdtempSync(join(parent, 'lapwing-'))
    chmodSync(made, 0o700)
    return made
  } catch (error) {
    throw plainFileProblem(error, parent)
  }
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, socketName)) < socketPathBytes
}

/** Removes a socket folder that an earlier run left in a temp directory; leaves every other path alone. */
export function removeSocketFolder(folder: string): void {
  if (!/^lapwing-[A-Za-z0-9]{6}$/.test(folder.slice(dirname(folder).length + 1))) return
  try {
    if (isPrivate(folder, lstatSync(folder).uid)) rmSync(folder, { recursive: true, force: true })
  } catch {
    // Gone already, or not ours to remove: nothing depends on it.
  }
}
