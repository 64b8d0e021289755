// What is kept of an import. Row security: the agency that brought it; of its rows only the one who brought the file.
import type { LocalDate } from '../../core/clocks/index.ts'
import type { MatchFacts } from '../../core/matching/index.ts'
import { withComparisons } from '../../core/people/index.ts'
import { type Tx, unlessRefused } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { PersonRow, RowProblem } from './rules.ts'
import { type ChosenColumns, chosenColumns, type ImportRole, importRole } from './schema.ts'
import type { Encoding } from './sheets.ts'

export type ImportState = 'open' | 'queued' | 'done' | 'undoing' | 'undone' | 'dropped'
export type ImportRun = Readonly<{
  id: string
  isOwn: boolean
  broughtBy: string
  broughtAt: Date
  fileId: string | null
  fileName: string
  fileKind: 'csv' | 'xlsx'
  encoding: Encoding
  systemCode: string
  purpose: string
  basis: string
  reviewOn: LocalDate
  columns: ChosenColumns | null
  state: ImportState
  rowsTotal: number
  rowsLeftOut: number
  startedAt: Date | null
  endedAt: Date | null
  undoBecause: string | null
  undoneByItself: boolean
  undoneAt: Date | null
}>

const runs = sql`
  select r.id, r.brought_by = (select current_post_id()) as "isOwn", u.full_name as "broughtBy", r.brought_at as "broughtAt", r.file_id as "fileId",
    r.file_name as "fileName", r.file_kind as "fileKind", r.encoding, r.system_code as "systemCode", r.purpose, r.basis, r.review_on as "reviewOn",
    r.columns, r.state, r.rows_total as "rowsTotal", r.rows_left_out as "rowsLeftOut", r.started_at as "startedAt", r.ended_at as "endedAt",
    r.undo_because as "undoBecause", r.undone_by_itself as "undoneByItself", r.undone_at as "undoneAt"
  from import_run r join post p on p.id = r.brought_by join user_account u on u.id = p.user_id`

function runOf(row: Omit<ImportRun, 'columns'> & Readonly<{ columns: unknown }>): ImportRun {
  return { ...row, columns: row.columns === null ? null : chosenColumns.parse(row.columns) }
}

/** The imports of this reader's agency, latest first. */
export async function importRuns(tx: Tx): Promise<ImportRun[]> {
  return (await tx.many<ImportRun>(sql`${runs} order by r.brought_at desc, r.id limit 100`)).map(runOf)
}

export async function findImport(tx: Tx, id: string): Promise<ImportRun | undefined> {
  const row = await tx.oneOrNone<ImportRun>(sql`${runs} where r.id = ${id}`)
  return row && runOf(row)
}

export type NewImport = Readonly<{
  fileId: string
  fileName: string
  fileKind: 'csv' | 'xlsx'
  encoding: Encoding
  system: string
  purpose: string
  basis: string
  reviewOn: LocalDate
}>

/** @throws P0002 for somebody who may not import. @returns its id */
export async function openImport(tx: Tx, one: NewImport): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select import_open(${one.fileId}, ${one.fileName}, ${one.fileKind}, ${one.encoding}, ${one.system}, ${one.purpose}, ${one.basis}, ${one.reviewOn}::date) as id`)
  return id
}

/** What the agency said of a heading before; null: that it holds nothing to bring in. */
export async function rememberedHeadings(tx: Tx): Promise<ReadonlyMap<string, ImportRole | null>> {
  const rows = await tx.many<{ heading: string; role: string }>(sql`select heading, role from import_heading`)
  return new Map(rows.map(({ heading, role }) => [heading, importRole.safeParse(role).data ?? null]))
}

export async function chooseColumns(tx: Tx, id: string, chosen: ChosenColumns, headings: Readonly<Record<string, string>>): Promise<void> {
  await tx.run(sql`select import_choose(${id}, ${JSON.stringify(chosen)}::jsonb, ${JSON.stringify(headings)}::jsonb)`)
}

const batchRows = 1000

/** Puts the rows down as they were read, and hands the import to the job. */
export async function startImport(tx: Tx, id: string, rows: readonly PersonRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += batchRows) {
    const batch = rows.slice(from, from + batchRows).map(({ line, reference, row, problems }) => ({
      line,
      reference,
      facts: row === undefined ? null : { systemCode: row.systemCode, ownReference: row.ownReference, ...withComparisons(row.facts) },
      problems,
    }))
    await tx.run(sql`select import_stage(${id}, ${JSON.stringify(batch)}::jsonb)`)
  }
  await tx.run(sql`select import_start(${id})`)
}

/** False: it has moved on since the page was shown. */
async function isDone(tx: Tx, work: () => Promise<unknown>): Promise<boolean> {
  return (await unlessRefused(tx, 'LW003', work)) !== undefined
}

export const dropImport = (tx: Tx, id: string): Promise<boolean> => isDone(tx, () => tx.run(sql`select import_drop(${id})`))
export const undoImport = (tx: Tx, id: string, because: string): Promise<boolean> =>
  isDone(tx, () => tx.run(sql`select import_undo(${id}, ${because})`))
export const keepWorkedOn = (tx: Tx, id: string): Promise<boolean> => isDone(tx, () => tx.run(sql`select import_keep(${id})`))

export const rowStates = ['ready', 'in', 'undone', 'worked_on', 'kept', 'left_out', 'removed'] as const
export type RowState = (typeof rowStates)[number]

/** How many rows of an own import are where; nothing of a colleague's. */
export async function rowCounts(tx: Tx, id: string): Promise<Readonly<Partial<Record<RowState, number>>>> {
  const rows = await tx.many<{ state: RowState; n: number }>(sql`
    select state, count(*)::int as n from import_row where import_id = ${id} group by state`)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

export type ImportRowLine = Readonly<{ line: number; reference: string; state: RowState; problems: readonly RowProblem[] }>

/** `states` empty: all. */
export async function rowsOf(tx: Tx, id: string, states: readonly RowState[], limit: number): Promise<ImportRowLine[]> {
  return tx.many<ImportRowLine>(sql`
    select line, own_reference as reference, state, problems from import_row
    where import_id = ${id} and (cardinality(${states}::text[]) = 0 or state = any (${states}::text[])) order by line limit ${limit}`)
}

export type Unused = Readonly<{
  importId: string
  line: number
  reference: string
  fileName: string
  systemCode: string
  purpose: string
  endedAt: Date
}>

/** People who came in so many days ago and whom nobody has needed. */
export async function unusedPeople(tx: Tx, days: number): Promise<Unused[]> {
  return tx.many<Unused>(sql`
    select import_id as "importId", line, own_reference as reference, file_name as "fileName", system_code as "systemCode", purpose, ended_at as "endedAt"
    from import_unused(${days}) limit 500`)
}

export async function removeUnused(tx: Tx, importId: string, lines: readonly number[], days: number): Promise<number> {
  const { n } = await tx.one<{ n: number }>(sql`select import_remove_unused(${importId}, ${lines}::int[], ${days}) as n`)
  return n
}

export async function keepUnused(tx: Tx, importId: string, lines: readonly number[], until: LocalDate): Promise<void> {
  await tx.run(sql`select import_keep_unused(${importId}, ${lines}::int[], ${until}::date)`)
}

export type Alike = Readonly<{ line: number; personId: string; shownName: string; facts: MatchFacts }>

/** Whom rows may be, among those this reader sees anyway. */
export async function alikeRows(tx: Tx, rows: readonly PersonRow[], limit: number): Promise<Alike[]> {
  const asked = rows.flatMap(({ line, row }) => {
    if (row === undefined) return []
    const { names, births, phones, identifiers } = withComparisons(row.facts)
    return [{ line, names, births, phones, identifiers }]
  })
  return tx.many<Alike>(sql`
    select line, person_id as "personId", shown_name as "shownName", facts from import_alike(${JSON.stringify(asked)}::jsonb, ${limit})`)
}
