// People from a file that another system wrote. Whole in one transaction: what is wrong with a row is said with its line,
// and the other rows are kept. A row that has changed since becomes a new version of that system's record; what people
// corrected by hand, and what other agencies say, stays as it is.
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { isLocalDate, type LocalDate } from '../clocks/local-date.ts'
import { type PersonFacts, withComparisons } from './facts.ts'
import { sourceSystems } from './reference.ts'
import { t } from './texts.ts'

/** The columns that are read. Any other column of a file is left alone: it may hold anything. */
export const importColumns = [
  'record',
  'source',
  'given',
  'middle',
  'surname',
  'dob',
  'sex',
  'address',
  'postcode',
  'phone',
  'nhs',
] as const
export type ImportColumn = (typeof importColumns)[number]
const neededColumns = ['record', 'source', 'given', 'surname'] as const

/** `kept`: the row came in, without the cell that the message is about. */
export type ImportProblem = Readonly<{ line: number; message: string; kept: boolean }>
/** The columns of a file that a fact came from, as its reader knows them. */
export const importParts = ['names', 'births', 'details', 'addresses', 'phones', 'identifiers'] as const
export type ImportPart = (typeof importParts)[number]
/** A row that is here already, and in which parts. Never the values: who imports need not see who somebody is. */
export type ImportedRow = Readonly<{ line: number; source: string; record: string; parts: readonly ImportPart[] }>
export type ImportResult = Readonly<{
  imported: number
  /** Rows that say what they said before. */
  unchanged: number
  /** Rows that say something new: their record has a new version. */
  changed: readonly ImportedRow[]
  /** What a row still says though somebody corrected it here: the correction stands, and that system should hear of it. */
  corrected: readonly ImportedRow[]
  problems: readonly ImportProblem[]
}>

/** The file is not a table that can be read. The message says what to do. */
export class ImportFileError extends Error {}

/** One row as it goes in. */
export type ImportRow = Readonly<{ systemCode: string; ownReference: string; facts: PersonFacts }>
export type ImportCells = Readonly<Record<ImportColumn, string>>
/** `column` null: the row as a whole. */
export type CellProblem = Readonly<{ column: ImportColumn | null; message: string }>
/** `problems` of a row that comes in are cells that were left out of it. */
export type ReadRow = Readonly<{ row: ImportRow | undefined; problems: readonly CellProblem[] }>

const batchRows = 500

/**
 * Loads people for an actor who may import. Nobody sees them by browsing: they are found as somebody a concern may be about.
 * @param text CSV with a header; lines that begin with # are comments
 * @throws ImportFileError for a file that is not such a table; P0002 for an actor who may not import
 */
export async function importPeople(tx: Tx, text: string, today: LocalDate): Promise<ImportResult> {
  const { rows, problems } = readPeopleFile(text, today)
  const lines = new Map(rows.map(({ line, systemCode, ownReference }) => [`${systemCode} ${ownReference}`, line]))
  const answers: Answered[] = []
  for (let from = 0; from < rows.length; from += batchRows) {
    const batch = rows
      .slice(from, from + batchRows)
      .map(({ systemCode, ownReference, facts }) => ({ systemCode, ownReference, ...withComparisons(facts) }))
    answers.push(
      ...(await tx.many<Answered>(sql`
        select system_code as source, own_reference as record, outcome, changed, corrected
        from people_import(${JSON.stringify(batch)}::jsonb, ${t('import.replaced')})`)),
    )
  }
  const outcomes = (wanted: Answered['outcome']) => answers.filter(({ outcome }) => outcome === wanted).length
  const rowsWith = (which: 'changed' | 'corrected') =>
    answers
      .filter((answer) => answer[which].length > 0)
      .map(({ source, record, [which]: found }) => ({
        line: lines.get(`${source} ${record}`) ?? 0,
        source,
        record,
        parts: importParts.filter((part) => found.includes(part)),
      }))
      .toSorted((a, b) => a.line - b.line)
  return {
    imported: outcomes('new'),
    unchanged: outcomes('same'),
    changed: rowsWith('changed'),
    corrected: rowsWith('corrected'),
    problems,
  }
}

type Answered = Readonly<{
  source: string
  record: string
  outcome: 'new' | 'same' | 'changed'
  changed: readonly ImportPart[]
  corrected: readonly ImportPart[]
}>

/** The rows of a file, and what is wrong with the others. @throws ImportFileError */
export function readPeopleFile(text: string, today: LocalDate): { rows: (ImportRow & { line: number })[]; problems: ImportProblem[] } {
  const [header, ...records] = readTable(text)
  if (header === undefined) throw new ImportFileError(t('import.empty'))
  const columns = header.cells.map((cell) => cell.trim().toLowerCase())
  const missing = neededColumns.filter((name) => !columns.includes(name))
  if (missing.length > 0) throw new ImportFileError(t('import.columns', { missing: missing.join(', '), all: importColumns.join(', ') }))
  const rows: (ImportRow & { line: number })[] = []
  const problems: ImportProblem[] = []
  const lines = new Map<string, number>()
  for (const { line, cells } of records) {
    if (cells.length !== columns.length) {
      problems.push({ line, message: t('import.cells', { found: cells.length, wanted: columns.length }), kept: false })
      continue
    }
    const read = readImportRow(
      cellsOf((name) => cells[columns.indexOf(name)] ?? ''),
      today,
    )
    const found = read.problems.map(({ message }) => ({ line, message, kept: read.row !== undefined }))
    if (read.row === undefined) {
      problems.push(...found)
      continue
    }
    const key = `${read.row.systemCode} ${read.row.ownReference}`
    const before = lines.get(key)
    if (before === undefined) {
      lines.set(key, line)
      rows.push({ line, ...read.row })
      problems.push(...found)
    } else problems.push({ line, message: twiceInFile(read.row.ownReference, before), kept: false })
  }
  return { rows, problems }
}

/** What is said of a reference that stands in a file twice. */
export function twiceInFile(record: string, before: number): string {
  return t('import.twice', { record, before })
}

/** The columns of a row, from wherever they stand. */
export function cellsOf(cell: (name: ImportColumn) => string): ImportCells {
  return {
    record: cell('record'),
    source: cell('source'),
    given: cell('given'),
    middle: cell('middle'),
    surname: cell('surname'),
    dob: cell('dob'),
    sex: cell('sex'),
    address: cell('address'),
    postcode: cell('postcode'),
    phone: cell('phone'),
    nhs: cell('nhs'),
  }
}

/** One row; `dob` is 'YYYY-MM-DD'. A date that cannot be is left out, so that somebody is still found by their name. */
export function readImportRow(cells: ImportCells, today: LocalDate): ReadRow {
  const read = importRow(today).safeParse(cells)
  if (!read.success) {
    const column = (name: PropertyKey | undefined) => importColumns.find((one) => one === name) ?? null
    return { row: undefined, problems: read.error.issues.map(({ path, message }) => ({ column: column(path[0]), message })) }
  }
  const { leftOut, ...row } = read.data
  return { row, problems: leftOut.map((message) => ({ column: 'dob', message })) }
}

type Line = Readonly<{ line: number; cells: readonly string[] }>
const csvLines = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }))

function readTable(text: string): Line[] {
  // what was not UTF-8 was read as U+FFFD; a name with it would be kept wrong for ever
  const unreadable = text.split('\n').findIndex((line) => /[\uFFFD\0]/.test(line))
  if (unreadable >= 0) throw new ImportFileError(t('import.encoding', { line: String(unreadable + 1) }))
  try {
    // one line end, or lines would be counted twice
    const read: unknown = parse(text.replaceAll('\r\n', '\n'), {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    })
    return csvLines.parse(read).map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    if (error instanceof CsvError) throw new ImportFileError(t('import.table', { why: error.message }))
    throw error
  }
}

const cell = (limit: number) =>
  z
    .string()
    .trim()
    .max(limit, { error: () => t('import.long', { limit }) })

// made once a day, not once a row
const shapes = new Map<LocalDate, ReturnType<typeof shapeOfRow>>()
function importRow(today: LocalDate) {
  const shape = shapes.get(today) ?? shapeOfRow(today)
  if (shapes.size > 1) shapes.clear()
  shapes.set(today, shape)
  return shape
}

function shapeOfRow(today: LocalDate) {
  return z
    .object({
      record: cell(100).min(1, { error: () => t('import.record') }),
      source: cell(20),
      given: cell(200),
      middle: cell(200),
      surname: cell(200),
      dob: cell(20),
      sex: cell(20),
      address: cell(500),
      postcode: cell(20),
      phone: cell(50),
      nhs: cell(20),
    })
    .transform((row, context) => {
      const problem = (message: string, column?: ImportColumn) =>
        context.addIssue({ code: 'custom', message, path: column === undefined ? [] : [column] })
      if (!sourceSystems.has(row.source))
        problem(t('import.source', { source: row.source, known: [...sourceSystems.keys()].join(', ') }), 'source')
      if (row.given === '' && row.surname === '') problem(t('import.name'))
      // somebody whose date is wrong must still be found by their name: they come in without it
      const impossible = row.dob === '' ? undefined : impossibleBirth(row.dob, today)
      const facts: PersonFacts = {
        names: [
          {
            kind: 'legal',
            ...(row.given === '' ? {} : { given: row.given }),
            ...(row.middle === '' ? {} : { middle: row.middle }),
            ...(row.surname === '' ? {} : { family: row.surname }),
          },
        ],
        births: row.dob === '' || impossible !== undefined ? [] : [{ certainty: 'full', bornOn: row.dob, basis: 'stated' }],
        details: row.sex === '' ? [] : [{ kind: 'sex', value: row.sex }],
        addresses:
          row.address === '' && row.postcode === ''
            ? []
            : [{ ...(row.address === '' ? {} : { line: row.address }), ...(row.postcode === '' ? {} : { postcode: row.postcode }) }],
        phones: row.phone === '' ? [] : [{ number: row.phone }],
        identifiers: row.nhs === '' ? [] : [{ kind: 'nhs', value: row.nhs }],
      }
      return { systemCode: row.source, ownReference: row.record, facts, leftOut: impossible === undefined ? [] : [impossible] }
    })
}

function impossibleBirth(dob: string, today: LocalDate): string | undefined {
  if (!isLocalDate(dob)) return t('import.dob', { dob })
  return dob > today ? t('import.future', { dob }) : undefined
}
