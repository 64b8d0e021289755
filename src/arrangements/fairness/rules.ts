import { addDays, addMonths, type LocalDate } from '../../core/clocks/index.ts'
import { ethnicGroups } from '../../core/people/index.ts'
import {
  type CountTable,
  type ReleasedTable,
  type ReleasePolicy,
  type ReleaseProfile,
  releasedMedian,
  releasedPercent,
  releaseTogether,
} from '../../core/release/index.ts'
import { type Counted, type Measure, measures, type Property, type ReportContent } from './schema.ts'

/** `from` to `to`, both within. `code` is '2026-Q3'. */
export type Quarter = Readonly<{ code: string; from: LocalDate; to: LocalDate }>

/** The quarters that are over, latest first: one that still runs would be counted again next week, and the two subtracted. */
export function endedQuarters(today: LocalDate, count: number): Quarter[] {
  const month = Number(today.slice(5, 7))
  const current = `${today.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`
  return Array.from({ length: count }, (_, index) => {
    const from = addMonths(current, -3 * (index + 1))
    return {
      code: `${from.slice(0, 4)}-Q${(Number(from.slice(5, 7)) + 2) / 3}`,
      from,
      to: addDays(addMonths(from, 3), -1),
    }
  })
}

/** The tables of the report, in the order of the page; `of` says whose counts they are, so that they share totals. */
const layout: readonly Readonly<{ measure: Measure; by: Property; of: string }>[] = [
  { measure: 'decision', by: 'ethnicity', of: 'worries' },
  { measure: 'decision', by: 'sex', of: 'worries' },
  { measure: 'level', by: 'ethnicity', of: 'cases' },
  { measure: 'level', by: 'sex', of: 'cases' },
  { measure: 'became', by: 'ethnicity', of: 'cases' },
  { measure: 'became', by: 'sex', of: 'cases' },
  { measure: 'against', by: 'marker', of: 'levels' },
  { measure: 'against', by: 'ethnicity', of: 'levels' },
  { measure: 'against', by: 'sex', of: 'levels' },
  { measure: 'wait', by: 'ethnicity', of: 'new cases' },
  { measure: 'wait', by: 'sex', of: 'new cases' },
  { measure: 'asked_ethnicity', by: 'sex', of: 'cases' },
  { measure: 'asked_disability', by: 'sex', of: 'cases' },
]

/** The rows of a property, whether or not anybody stands in them: a row that comes and goes would tell. */
const rowsOf: Readonly<Record<Property, readonly string[]>> = {
  ethnicity: [
    ...new Set(ethnicGroups.flatMap(({ broader }) => (broader === null ? [] : [broader]))),
    'own_words_only',
    'prefers_not_to_say',
    'not_asked',
  ],
  sex: ['female', 'male', 'other', 'not_recorded'],
  marker: ['yes', 'no', 'not_asked'],
}

/**
 * The report of a quarter for one kind of reader: all its tables released together, medians where ten or more waited.
 * @throws Error for a row or column that the report does not know: a group left out would make the others wrong
 */
export function reportOf(counted: readonly Counted[], profile: ReleaseProfile, policy: ReleasePolicy): ReportContent {
  const tables = layout.map(({ measure, by, of }): CountTable => {
    const rows = rowsOf[by]
    const columns: readonly string[] = measures[measure]
    const ours = counted.filter((one) => one.measure === measure && one.rowBy === by)
    const stranger = ours.find((one) => !rows.includes(one.row) || !columns.includes(one.column))
    if (stranger !== undefined) throw new Error(`no place in the report for ${measure} ${stranger.row} ${stranger.column}`)
    const countAt = (row: string, column: string) => ours.find((one) => one.row === row && one.column === column)?.people ?? 0
    return {
      of,
      rows: { by, labels: rows },
      columns: { by: measure, labels: columns },
      counts: rows.map((row) => columns.map((column) => countAt(row, column))),
    }
  })
  const released = releaseTogether(tables, profile, policy)
  return {
    tables: layout.flatMap(({ measure, by }, index) => {
      const table = released[index]
      return table === undefined ? [] : [{ measure, by, released: table }]
    }),
    medians: counted.flatMap(({ measure, rowBy, row, people, medianDays }) => {
      if (measure !== 'wait_days' || medianDays === null) return []
      const days = releasedMedian(Math.max(0, medianDays), people, policy)
      return days === null ? [] : [{ by: rowBy, row, days }]
    }),
  }
}

/** The share of one column in each row, null where it may not be said. */
export function sharesOf(table: ReleasedTable, column: string, policy: ReleasePolicy): readonly (string | null)[] {
  const index = table.columns.indexOf(column)
  return table.rows.map((_, r) => releasedPercent(table.cells[r]?.[index] ?? 'c', table.rowTotals[r] ?? 'c', table.profile, policy))
}
