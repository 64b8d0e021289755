/**
 * The one release function: what may be shown of counts outside casework, so that nobody can work out a small number.
 *
 *   counts ──► 1 to 4 hidden ──► lines that would give one away: one more hidden ──► what the whole still determines: one more
 *
 * A line is a row or column with its total; the totals form lines with the grand total too. Tables of one population
 * that are released together share their totals, because whoever has both pages adds them up.
 * @source handbook/law.md section 16 (R93, R94, R96), handbook/community.md section 0a and rules 2, 4, 5, 6
 */
import type { z } from 'zod'
import { fixedValue } from './elimination.ts'
import type { ProfileNumbers, ReleasePolicy, ReleaseProfile, releasedTable } from './schema.ts'

/** A count that may be shown, or `c`: hidden, because it is small or would give a small one away. */
export type Released = number | 'c'

/** Counts of one population, by two properties. `counts[row][column]`, whole numbers from 0. Everybody stands in exactly one cell. */
export type CountTable = Readonly<{
  /** Who is counted: tables with the same words share their grand total, and the totals of the property they share. */
  of: string
  rows: Readonly<{ by: string; labels: readonly string[] }>
  columns: Readonly<{ by: string; labels: readonly string[] }>
  counts: readonly (readonly number[])[]
}>

/**
 * What may be shown. Below `threshold` nothing is shown as a number (0 aside, for partners). `tooLittle`: so few in all
 * that only this may be said; every place is `c`.
 */
export type ReleasedTable = Readonly<z.infer<typeof releasedTable>>

/** One line: parts that add up to a total. Both are places in the list of values. */
type Line = Readonly<{ parts: readonly number[]; total: number }>

/**
 * A row of counts with its total, for partners.
 * @throws RangeError for what is not a count, and a total that is not the sum
 * @source law R93, R94
 */
export function releaseRow(
  row: readonly number[],
  total: number,
  policy: ReleasePolicy,
): Readonly<{ row: readonly Released[]; total: Released }> {
  requireCounts([...row, total])
  if (sumOf(row) !== total) throw new RangeError(`The total is ${total}, but the counts of the row add up to ${sumOf(row)}`)
  const values = [...row, total]
  const hidden = hide(values, [{ parts: row.map((_, index) => index), total: row.length }], policy.profiles.partner)
  const shown = values.map((value, index): Released => (hidden[index] ? 'c' : value))
  return { row: shown.slice(0, -1), total: shown.at(-1) ?? 'c' }
}

/** One table that is released alone. See `releaseTogether`: whatever stands on one page or in one file is released together. */
export function releaseTable(table: CountTable, profile: ReleaseProfile, policy: ReleasePolicy): ReleasedTable {
  const [released] = releaseTogether([table], profile, policy)
  if (released === undefined) throw new Error('one table in, one out')
  return released
}

/**
 * Tables that the same people will see, so that they cannot be subtracted from each other. In the order given.
 * @throws RangeError for what is not a count, a row with other than one count for each column, and two tables of one
 * population that do not agree on a total
 */
export function releaseTogether(tables: readonly CountTable[], profile: ReleaseProfile, policy: ReleasePolicy): readonly ReleasedTable[] {
  const numbers = policy.profiles[profile]
  const grid = gridOf(tables)
  const hidden = numbers.roundTo > 1 ? grid.values.map((value) => isSmall(value, numbers)) : hide(grid.values, grid.lines, numbers)
  const shown = grid.values.map((value, index): Released => (hidden[index] ? 'c' : rounded(value, numbers)))
  return tables.map((table, t) => {
    const { cells, rowTotals, columnTotals, total } = grid.places[t] ?? noPlaces
    const tooLittle = (grid.values[total] ?? 0) <= numbers.hideUpTo
    const show = (place: number): Released => (tooLittle ? 'c' : (shown[place] ?? 'c'))
    return {
      profile,
      threshold: numbers.hideUpTo + 1,
      rows: table.rows.labels,
      columns: table.columns.labels,
      cells: cells.map((row) => row.map(show)),
      rowTotals: rowTotals.map(show),
      columnTotals: columnTotals.map(show),
      total: show(total),
      tooLittle,
    }
  })
}

/**
 * Whether a view that is narrower by one filter may be shown beside (or after) the wider one: not when the difference
 * is a small number of people.
 * @throws RangeError for what is not a count, and a narrower view that holds more than the wider
 * @source law R96, law section 16 (5), community 6
 */
export function narrowerView(shown: number, filteredTo: number, profile: ReleaseProfile, policy: ReleasePolicy): 'refused' | 'allowed' {
  requireCounts([shown, filteredTo])
  if (filteredTo > shown) throw new RangeError(`A narrower view cannot hold ${filteredTo} of ${shown}`)
  return isBetween(shown - filteredTo, policy.profiles[profile]) ? 'refused' : 'allowed'
}

/**
 * Whether a newer release of the same tables, in the same order, would, beside the older, give a small number of people away: any number
 * that both show and that moved by a little.
 * @source community 6
 */
export function tellsApart(older: readonly ReleasedTable[], newer: readonly ReleasedTable[], policy: ReleasePolicy): boolean {
  const before = new Map(older.flatMap(numbersIn))
  return newer.flatMap(numbersIn).some(([place, value]) => {
    const earlier = before.get(place)
    const profile = newer[0]?.profile ?? 'partner'
    return typeof earlier === 'number' && typeof value === 'number' && isBetween(Math.abs(earlier - value), policy.profiles[profile])
  })
}

/**
 * A share in whole percent, halves up, as text: "85%", "<1%", ">99%". Null where it may not be said: a hidden count, too
 * few in all, or so many that the few others would be known.
 * @throws RangeError when there are more than in all
 * @source law R96, law section 16 (4), community 2 and 3
 */
export function releasedPercent(numerator: Released, denominator: Released, profile: ReleaseProfile, policy: ReleasePolicy): string | null {
  if (numerator === 'c' || denominator === 'c') return null
  requireCounts([numerator, denominator])
  const { roundTo } = policy.profiles[profile]
  // parts are rounded by themselves and may come out above a whole that was rounded down
  if (numerator > denominator + roundTo - 1) throw new RangeError(`${numerator} of ${denominator} is no share`)
  const part = Math.min(numerator, denominator)
  if (denominator < policy.percentFrom) return null
  if (isBetween(part, policy.profiles[profile]) || isBetween(denominator - part, policy.profiles[profile])) return null
  const percent = (100 * part) / denominator
  if (percent > 0 && percent < 1) return '<1%'
  if (percent > 99 && percent < 100) return '>99%'
  return `${Math.floor(percent + 0.5)}%`
}

/** The median of so many people's measure (days waited). Null from fewer than may carry a percentage. @source law section 16 (4) */
export function releasedMedian(median: number, people: number, policy: ReleasePolicy): number | null {
  return people < policy.percentFrom ? null : median
}

/**
 * Whether an act may be counted under an offence: only where its start is confirmed, and on or after it.
 * Dates are London dates, 'YYYY-MM-DD'.
 * @source law R99, section 17
 */
export function countedUnder(
  inForceFrom: string | null,
  actOn: string,
): Readonly<{ accepted: boolean; why: 'start date not confirmed' | 'before start date' | null }> {
  if (inForceFrom === null) return { accepted: false, why: 'start date not confirmed' }
  return actOn < inForceFrom ? { accepted: false, why: 'before start date' } : { accepted: true, why: null }
}

function isSmall(value: number, { hideUpTo, hidesZero }: ProfileNumbers): boolean {
  return value <= hideUpTo && (value > 0 || hidesZero)
}

function isBetween(difference: number, { hideUpTo }: ProfileNumbers): boolean {
  return difference >= 1 && difference <= hideUpTo
}

function rounded(value: number, { roundTo }: ProfileNumbers): number {
  return Math.floor(value / roundTo + 0.5) * roundTo
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function requireCounts(values: readonly number[]): void {
  const wrong = values.find((value) => !Number.isSafeInteger(value) || value < 0)
  if (wrong !== undefined) throw new RangeError(`${wrong} is not a count: whole numbers from 0 can be released`)
}

function numbersIn(table: ReleasedTable, index: number): readonly (readonly [place: string, value: Released])[] {
  const place = (...names: readonly (string | undefined)[]) => JSON.stringify([index, ...names])
  return [
    ...table.cells.flatMap((row, r) => row.map((value, c) => [place(table.rows[r], table.columns[c]), value] as const)),
    ...table.rowTotals.map((value, r) => [place(table.rows[r], undefined), value] as const),
    ...table.columnTotals.map((value, c) => [place(undefined, table.columns[c]), value] as const),
    [place(), table.total] as const,
  ]
}

// ---- which numbers stand where

type Places = Readonly<{
  cells: readonly (readonly number[])[]
  rowTotals: readonly number[]
  columnTotals: readonly number[]
  total: number
}>
const noPlaces: Places = { cells: [], rowTotals: [], columnTotals: [], total: -1 }

/** Every number of the tables once: a total that two tables share is one place, in lines of both. */
function gridOf(tables: readonly CountTable[]): Readonly<{ values: readonly number[]; lines: readonly Line[]; places: readonly Places[] }> {
  const values: number[] = []
  const known = new Map<string, number>()
  const place = (value: number, ...key: readonly string[]): number => {
    const name = JSON.stringify(key)
    const found = known.get(name)
    if (found === undefined) {
      known.set(name, values.length)
      return values.push(value) - 1
    }
    if (values[found] !== value) throw new RangeError(`Two tables of "${key[0]}" do not agree on ${key.slice(1).join(', ') || 'how many'}`)
    return found
  }
  const lines: Line[] = []
  const places = tables.map(({ of, rows, columns, counts }): Places => {
    requireCounts(counts.flat())
    const isWhole = counts.length === rows.labels.length && counts.every((row) => row.length === columns.labels.length)
    if (!isWhole)
      throw new RangeError(`"${of}" needs one count for each of ${rows.labels.length} rows and ${columns.labels.length} columns`)
    const total = place(sumOf(counts.flat()), of)
    const rowTotals = rows.labels.map((label, r) => place(sumOf(counts[r] ?? []), of, rows.by, label))
    const columnTotals = columns.labels.map((label, c) => place(sumOf(counts.map((row) => row[c] ?? 0)), of, columns.by, label))
    const cells = rows.labels.map((row, r) =>
      columns.labels.map((column, c) => place(counts[r]?.[c] ?? 0, of, rows.by, row, columns.by, column)),
    )
    lines.push(
      ...cells.map((parts, r) => ({ parts, total: rowTotals[r] ?? total })),
      ...columnTotals.map((columnTotal, c) => ({ parts: cells.map((row) => row[c] ?? total), total: columnTotal })),
      { parts: rowTotals, total },
      { parts: columnTotals, total },
    )
    return { cells, rowTotals, columnTotals, total }
  })
  return { values, lines, places }
}

// ---- what is hidden

/** Which values are hidden. Ends because each round hides one more; with all but zeros hidden nothing can be worked out. */
function hide(values: readonly number[], lines: readonly Line[], numbers: ProfileNumbers): readonly boolean[] {
  const hidden = values.map((value) => isSmall(value, numbers))
  for (;;) {
    const line = lines.find((one) => givesAway(one, values, hidden, numbers))
    if (line !== undefined) {
      hidden[another(line, values, hidden)] = true
      continue
    }
    const known = determined(values, hidden, lines)
    if (known === undefined) return hidden
    const around = lines.find((one) => !hidden[one.total] && one.parts.includes(known))
    const next = around === undefined ? smallestShown(values, hidden) : another(around, values, hidden)
    if (next === undefined) return hidden
    hidden[next] = true
  }
}

/** The secondary rule and the guessing check on one line with a shown total. @source law section 16 (2) and (3) */
function givesAway({ parts, total }: Line, values: readonly number[], hidden: readonly boolean[], { hideUpTo }: ProfileNumbers): boolean {
  if (hidden[total]) return false
  const secret = parts.filter((part) => hidden[part]).map((part) => values[part] ?? 0)
  const sum = sumOf(secret)
  if (secret.length === 0) return false
  const areAllSmall = secret.every((value) => value <= hideUpTo)
  return secret.length === 1 || sum <= hideUpTo || (areAllSmall && (sum === secret.length || sum === hideUpTo * secret.length))
}

/** What to hide besides: the smallest other cell that is not 0, of equals the first; where there is none, the total. */
function another({ parts, total }: Line, values: readonly number[], hidden: readonly boolean[]): number {
  return smallestShown(values, hidden, parts) ?? total
}

function smallestShown(values: readonly number[], hidden: readonly boolean[], among?: readonly number[]): number | undefined {
  return (among ?? values.map((_, place) => place))
    .filter((place) => !hidden[place] && (values[place] ?? 0) > 0)
    .reduce<number | undefined>(
      (best, place) => (best === undefined || (values[place] ?? 0) < (values[best] ?? 0) ? place : best),
      undefined,
    )
}

/** A hidden value that all lines together still determine, though none does alone. */
function determined(values: readonly number[], hidden: readonly boolean[], lines: readonly Line[]): number | undefined {
  const unknown = hidden.flatMap((isHidden, place) => (isHidden ? [place] : []))
  const equations = lines.map(({ parts, total }) => ({
    times: unknown.map((place) => (place === total ? -1 : parts.includes(place) ? 1 : 0)),
  }))
  const fixed = fixedValue(
    unknown.map((place) => values[place] ?? 0),
    equations.filter(({ times }) => times.some((by) => by !== 0)),
  )
  return fixed === undefined ? undefined : unknown[fixed]
}
