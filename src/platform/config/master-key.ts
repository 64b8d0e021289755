import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** The key file is missing, readable by others or damaged. The message is a plain sentence for the operator. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError'
}

/**
 * The 32-byte master key, from a file that holds it as 64 hex digits.
 *
 * `whenAbsent: 'create'` makes one (mode 0600) and is for a new data folder only. On a folder with data in it a missing key is an
 * error: a new one would open nothing that was sealed before, and nobody would notice until it is needed.
 * @throws MasterKeyError
 */
export function readMasterKey(file: string, { whenAbsent }: { whenAbsent: 'create' | 'refuse' }): Buffer {
  const found = readIfThere(file)
  if (found !== undefined) return found
  if (whenAbsent === 'refuse') {
    throw new MasterKeyError(
      `The master key ${file} is missing, and there is data that only it can open. Put the file back from your backup, or set LAPWING_MASTER_KEY_FILE to where it is.`,
    )
  }
  return create(file)
}

function readIfThere(file: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') {
      throw new MasterKeyError(`This user may not read the master key ${file}. Start Lapwing as the user who owns it.`)
    }
    throw error
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new MasterKeyError(`Other users of this machine can read the master key ${file}. Close it: chmod 600 ${file}`)
  }
  if (!/^[0-9a-f]{64}\s*$/.test(text)) {
    throw new MasterKeyError(`The file ${file} is not a master key (64 hex digits). Put the right one back from your backup.`)
  }
  return Buffer.from(text.trim(), 'hex')
}

function create(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  chmodSync(dirname(file), 0o700)
  const fresh = `${file}.${process.pid}`
  const descriptor = openSync(fresh, 'wx', 0o600)
  try {
    writeSync(descriptor, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(descriptor) // on the disk before anything is sealed with it
  } finally {
    closeSync(descriptor)
  }
  try {
    linkSync(fresh, file) // unlike a rename, does not replace the key that a quicker process made
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(fresh)
  }
  return readMasterKey(file, { whenAbsent: 'refuse' })
}
