// A file as the table that somebody sees in their spreadsheet program: rows by the numbers beside them, cells as text. What
// is in the file decides, never its name. Everything here is somebody else's: sizes are judged before anything is unpacked.
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Sheet, SheetRow } from './cells.ts'
import { readWorkbook } from './xlsx.ts'

export const encodings = ['utf8', 'utf16', 'windows1252', 'xlsx'] as const
export type Encoding = (typeof encodings)[number]

export type Refusal =
  | ('empty' | 'locked' | 'xls' | 'xlsb' | 'xlsm' | 'other' | 'broken' | 'tooLarge' | 'tooManyRows' | 'noSheet')
  /** A quote that is never closed, or the like; `row` of it. */
  | Readonly<{ brokenAt: number }>
export type ReadFile =
  /** `bytes`: what to keep; a csv as UTF-8, whatever it was. */
  | Readonly<{ kind: 'read'; fileKind: 'csv' | 'xlsx'; encoding: Encoding; sheets: readonly Sheet[]; bytes: Uint8Array }>
  | Readonly<{ kind: 'refused'; because: Refusal }>

const refused = (because: Refusal): ReadFile => ({ kind: 'refused', because })
const compoundFile = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])

/** Reads a whole file. @param maxRows rows with anything in them, in one sheet */
export function readSheets(bytes: Uint8Array, maxRows: number): ReadFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (file.length === 0) return refused('empty')
  if (file.subarray(0, 8).equals(compoundFile)) {
    if (file.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return refused('locked')
    return refused(['Workbook', 'Book'].some((name) => file.includes(Buffer.from(name, 'utf16le'))) ? 'xls' : 'other')
  }
  if (file.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    const read = readWorkbook(file, maxRows)
    return typeof read === 'string' ? refused(read) : { kind: 'read', fileKind: 'xlsx', encoding: 'xlsx', sheets: read, bytes }
  }
  const decoded = decode(file)
  if (decoded === undefined) return refused('other')
  const rows = readCsv(decoded.text, maxRows)
  if (!Array.isArray(rows)) return refused(rows)
  if (rows.length === 0) return refused('empty')
  return {
    kind: 'read',
    fileKind: 'csv',
    encoding: decoded.encoding,
    sheets: [{ name: '', rows, merged: new Map() }],
    bytes: Buffer.from(decoded.text),
  }
}

/** Undefined for what is no text. Windows-1252 is what Excel writes as plain "CSV" here; it cannot be proved, only shown. */
function decode(file: Buffer): { text: string; encoding: Encoding } | undefined {
  const wide = wideOf(file)
  if (wide !== undefined) {
    const text = tryDecode(wide, file)
    return text === undefined || isBinary(text) ? undefined : { text, encoding: 'utf16' }
  }
  const utf8 = tryDecode('utf-8', file)
  if (utf8 !== undefined) return isBinary(utf8) ? undefined : { text: utf8, encoding: 'utf8' }
  const western = tryDecode('windows-1252', file)
  return western === undefined || isBinary(western) ? undefined : { text: western, encoding: 'windows1252' }
}

/** By its mark; without one, when every second byte of the beginning is nought. */
function wideOf(file: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le'
  if (file[0] === 0xfe && file[1] === 0xff) return 'utf-16be'
  const start = file.subarray(0, 400)
  const noughts = (from: 0 | 1) => start.filter((byte, at) => at % 2 === from && byte === 0).length / (start.length / 2)
  if (noughts(1) > 0.8 && noughts(0) === 0) return 'utf-16le'
  return noughts(0) > 0.8 && noughts(1) === 0 ? 'utf-16be' : undefined
}

function tryDecode(label: string, file: Buffer): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(file)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/
const isBinary = (text: string) =>
  control.test(text) || text.startsWith('%PDF') || text.startsWith('#!') || /^\s*<(?:!doctype|html|\?xml)/i.test(text)

const csvRows = z.array(z.array(z.string()))

function readCsv(text: string, maxRows: number): SheetRow[] | Refusal {
  try {
    const read: unknown = parse(text.replaceAll(/\r\n?/g, '\n'), {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      max_record_size: 200_000,
    })
    const rows = csvRows
      .parse(read)
      .map((cells, at) => ({ row: at + 1, cells: cells.map((cell) => cell.trim()) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
    return rows.length > maxRows ? 'tooManyRows' : rows
  } catch (error) {
    if (error instanceof CsvError) return { brokenAt: typeof error['lines'] === 'number' ? error['lines'] : 1 }
    throw error
  }
}

/** The sign that parts the first lines most. Where Excel speaks another language it writes semicolons. */
function delimiterOf(text: string): string {
  const start = text.split(/\r\n?|\n/, 20).map((line) => line.replaceAll(/"[^"]*"/g, ''))
  const count = (sign: string) => start.reduce((sum, line) => sum + line.split(sign).length - 1, 0)
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}
