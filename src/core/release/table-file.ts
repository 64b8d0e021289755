// A table of counts from a file, and a released one as a file.
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { csvText } from '../../platform/csv.ts'
import type { CountTable, ReleasedTable } from './rules.ts'
import { t } from './texts.ts'

/** A file that is no table of counts, with its line and what to change. */
export class CountFileError extends Error {}

const cells = z.array(z.array(z.string()))

/** @throws CountFileError */
export function readCounts(file: string, text: string): CountTable {
  const [head, ...body] = linesOf(file, text)
  if (head === undefined || body.length === 0 || head.length < 2) throw new CountFileError(t('file.empty', { file }))
  const rows = body.map((row, index) => {
    const line = String(index + 2)
    if (row.length !== head.length) throw new CountFileError(t('file.cells', { file, line, found: row.length, expected: head.length }))
    const counts = row.slice(1).map((cell) => {
      if (!/^\d{1,15}$/.test(cell)) throw new CountFileError(t('file.count', { file, line, cell }))
      return Number(cell)
    })
    return { line, label: row[0] ?? '', counts }
  })
  const lastColumn = isTotal(head.at(-1)) && head.length > 2
  for (const { line, counts } of lastColumn ? rows : []) requireSum(file, line, counts.at(-1) ?? 0, counts.slice(0, -1))
  const kept = isTotal(rows.at(-1)?.label) && rows.length > 1 ? rows.slice(0, -1) : rows
  for (const { line, counts } of rows.slice(kept.length)) {
    for (const [c, said] of counts.entries()) {
      const column = kept.map((row) => row.counts[c] ?? 0)
      requireSum(file, line, said, column)
    }
  }
  const columns = head.slice(1, lastColumn ? -1 : undefined)
  requireOwnNames(file, columns)
  requireOwnNames(
    file,
    kept.map(({ label }) => label),
  )
  return {
    of: 'file',
    rows: { by: 'row', labels: kept.map(({ label }) => label) },
    columns: { by: 'column', labels: columns },
    counts: kept.map(({ counts }) => counts.slice(0, columns.length)),
  }
}

function linesOf(file: string, text: string): string[][] {
  try {
    return cells.parse(parse(text, { bom: true, trim: true, relax_column_count: true, skip_empty_lines: true }))
  } catch (error) {
    if (error instanceof CsvError) throw new CountFileError(t('file.table', { file, why: error.message }))
    throw error
  }
}

function isTotal(label: string | undefined): boolean {
  return label?.toLowerCase() === 'total'
}

function requireSum(file: string, line: string, said: number, counts: readonly number[]): void {
  const sum = counts.reduce((total, count) => total + count, 0)
  if (said !== sum) throw new CountFileError(t('file.total', { file, line, said, sum }))
}

function requireOwnNames(file: string, labels: readonly string[]): void {
  const label = labels.find((one, index) => labels.indexOf(one) !== index)
  if (label !== undefined) throw new CountFileError(t('file.twice', { file, label }))
}

/** With totals; `c` (for the public: the words) where a number is hidden. */
export function releasedCsv(table: ReleasedTable, rowHead = ''): string {
  const shown = (value: number | 'c') =>
    value === 'c' && table.profile === 'public' ? t('cell.few', { threshold: table.threshold }) : value
  return csvText([
    [rowHead, ...table.columns, t('total')],
    ...table.rows.map((label, r) => [label, ...(table.cells[r] ?? []).map(shown), shown(table.rowTotals[r] ?? 'c')]),
    [t('total'), ...table.columnTotals.map(shown), shown(table.total)],
  ])
}
