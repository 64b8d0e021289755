// Files that people hand in. Kept under the data folder, each under a random id, sealed with a key of its own.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDiskFull, type Tx } from '../db/pool.ts'
import { sql } from '../db/sql.ts'
import { type Scanner, scan } from './clamd.ts'
import { type Cleaned, cleaned, type Stripped } from './content.ts'
import { seal, unseal } from './sealed.ts'
import { t } from './texts.ts'

/** What the house hands in. */
export type FileHouse = Readonly<{
  dataDir: string
  /** 32 bytes */
  masterKey: Uint8Array
  clamd: Scanner | undefined
}>

/** A file from a form; `bytes` is null when it was larger than the limit, or came with too much else (`tooMuch`). */
export type Upload = Readonly<{ name: string; bytes: Uint8Array | null; because?: 'tooLarge' | 'tooMuch' }>

export type StoredFile = Readonly<{
  kind: 'stored'
  fileId: string
  /** As it was called, with the ending its content has. */
  name: string
  mediaType: string
  bytes: number
  stripped: readonly Stripped[]
  scan: 'not_scanned' | 'waiting' | 'clean'
}>
/** Not kept, with a sentence that says why and what to do. */
export type RefusedFile = Readonly<{ kind: 'refused'; message: string }>

/**
 * Takes a file in: looks at what it is, strips it, scans it, seals it, writes it to the disk and then its row. When the
 * transaction does not commit, the bytes on the disk belong to nobody and `removeOrphans` takes them away.
 * The caller keeps the id in a table of its own, with the name: nothing else leads to the file.
 */
export async function storeFile(tx: Tx, house: FileHouse, upload: Upload, now: Date): Promise<StoredFile | RefusedFile> {
  const name = shownName(upload.name)
  const refuse = (message: string): RefusedFile => ({ kind: 'refused', message })
  if (upload.bytes === null) return refuse(t(upload.because ?? 'tooLarge', { name }))
  const content = await cleaned(upload.bytes)
  if (content.kind === 'refused') return refuse(refusalText(name, content))
  const scanned = house.clamd === undefined ? undefined : await scan(content.bytes, house.clamd)
  if (scanned?.kind === 'infected') return refuse(t('infected', { name, found: scanned.found }))
  const state = scanned === undefined ? 'not_scanned' : scanned.kind === 'clean' ? 'clean' : 'waiting'
  const id = randomUUID()
  const { sealed, wrappedKey } = seal(id, content.bytes, house.masterKey)
  try {
    await writeWhole(pathOf(house, id), sealed)
  } catch (error) {
    if (isDiskFull(error)) return refuse(t('diskFull', { name }))
    throw error
  }
  const sha256 = createHash('sha256').update(content.bytes).digest('hex')
  await tx.run(
    sql`select stored_file_put(${id}, ${wrappedKey}, ${sha256}, ${content.bytes.length}, ${content.mediaType}, ${state}, ${now})`,
  )
  return {
    kind: 'stored',
    fileId: id,
    name: withEnding(name, content.extension),
    mediaType: content.mediaType,
    bytes: content.bytes.length,
    stripped: content.stripped,
    scan: state,
  }
}

function refusalText(name: string, { because, found }: Extract<Cleaned, { kind: 'refused' }>): string {
  return because === 'unknown' ? t('unknown', { name, kind: found ?? t('unknownKind') }) : t(because, { name })
}

export type OpenedFile =
  | Readonly<{ kind: 'open'; bytes: Uint8Array; mediaType: string }>
  /** In quarantine: the scanner has not answered yet. */
  | Readonly<{ kind: 'waiting' }>
  /** Harmful: never given out. */
  | Readonly<{ kind: 'infected' }>
  | Readonly<{ kind: 'missing' }>

/** The file as it was kept. Whether the one who asks may have it was decided where the id was read. */
export async function openFile(tx: Tx, house: FileHouse, fileId: string): Promise<OpenedFile> {
  const row = await tx.oneOrNone<{ wrappedKey: Uint8Array; mediaType: string; scan: string }>(sql`
    select wrapped_key as "wrappedKey", media_type as "mediaType", scan from stored_file_get(${fileId})`)
  if (row === undefined) return { kind: 'missing' }
  if (row.scan === 'waiting' || row.scan === 'infected') return { kind: row.scan }
  const sealed = await readFile(pathOf(house, fileId)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (sealed === undefined) return { kind: 'missing' }
  return { kind: 'open', bytes: unseal(fileId, sealed, row.wrappedKey, house.masterKey), mediaType: row.mediaType }
}

/** Asks the scanner about what waits in quarantine. As the jobs role. @returns how many were looked at */
export async function scanWaiting(tx: Tx, house: FileHouse, now: Date): Promise<number> {
  if (house.clamd === undefined) return 0
  let looked = 0
  for (const { id } of await tx.many<{ id: string }>(sql`select id from stored_files_waiting(20)`)) {
    const row = await tx.oneOrNone<{ wrappedKey: Uint8Array }>(sql`select wrapped_key as "wrappedKey" from stored_file_get(${id})`)
    if (row === undefined) continue
    const bytes = unseal(id, await readFile(pathOf(house, id)), row.wrappedKey, house.masterKey)
    const result = await scan(bytes, house.clamd)
    // away again: the rest can wait for the next round
    if (result.kind === 'unavailable') return looked
    await tx.run(sql`select stored_file_scanned(${id}, ${result.kind}, ${now})`)
    looked += 1
  }
  return looked
}

/** A write that was never committed leaves bytes without a row. Young ones may still be on their way. */
const orphanAfterMs = 60 * 60 * 1000

/** Removes what lies on the disk and belongs to no row. As the jobs role. @returns how many files went */
export async function removeOrphans(tx: Tx, house: Pick<FileHouse, 'dataDir'>, now: Date): Promise<number> {
  const folder = join(house.dataDir, 'files')
  let removed = 0
  for (const shelf of await entriesOf(folder)) {
    const old: string[] = []
    for (const name of await entriesOf(join(folder, shelf))) {
      const { mtimeMs } = await stat(join(folder, shelf, name))
      if (now.getTime() - mtimeMs > orphanAfterMs) old.push(name)
    }
    const ids = old.filter((name) => UUID.test(name))
    const unknown = await tx.many<{ id: string }>(sql`select id from stored_files_unknown(${ids}::uuid[])`)
    const leftHalfWritten = old.filter((name) => name.startsWith('.writing-'))
    for (const name of [...unknown.map(({ id }) => id), ...leftHalfWritten]) {
      await rm(join(folder, shelf, name), { force: true })
      removed += 1
    }
  }
  return removed
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
}

function pathOf(house: Pick<FileHouse, 'dataDir'>, id: string): string {
  return join(house.dataDir, 'files', id.slice(0, 2), id)
}

/** Written aside, pushed to the disk and moved into place: after a crash there is the whole file or none. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = join(path, '..')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = join(folder, `.writing-${randomBytes(8).toString('hex')}`)
  try {
    const file = await open(aside, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, path)
    const shelf = await open(folder, 'r')
    try {
      await shelf.sync()
    } finally {
      await shelf.close()
    }
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** The last part of a path, without control characters and of a length that file systems take. */
function shownName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const clean = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim()
  return clean === '' ? 'file' : clean.length > 120 ? `${clean.slice(0, 100)}…${clean.slice(-15)}` : clean
}

function withEnding(name: string, extension: string): string {
  const same = extension === 'jpg' ? /\.jpe?g$/i : new RegExp(`\\.${extension}$`, 'i')
  return same.test(name) ? name : `${name}.${extension}`
}
