import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readReferenceFile } from '../reference/index.ts'
import {
  type CountTable,
  narrowerView,
  type Released,
  type ReleasedTable,
  releasedMedian,
  releasedPercent,
  releaseRow,
  releaseTable,
  releaseTogether,
  tellsApart,
} from './rules.ts'
import { releasePolicy } from './schema.ts'

const policy = readReferenceFile('release.yaml', releasePolicy)
const partner = policy.profiles.partner

const tableOf = (counts: readonly (readonly number[])[], of = 'children'): CountTable => ({
  of,
  rows: { by: 'row', labels: counts.map((_, r) => `r${r}`) },
  columns: { by: 'column', labels: (counts[0] ?? []).map((_, c) => `c${c}`) },
  counts,
})

const small = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }) })
const counts = (rows: number, columns: number) =>
  fc.array(fc.array(small, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })

test('a row of small numbers shows none of them, whatever else it shows', () => {
  fc.assert(
    fc.property(fc.array(small, { minLength: 1, maxLength: 6 }), (row) => {
      const total = row.reduce((sum, value) => sum + value, 0)
      const released = releaseRow(row, total, policy)
      for (const [index, value] of row.entries()) {
        if (value >= 1 && value <= partner.hideUpTo) assert.equal(released.row[index], 'c')
        if (value === 0) assert.equal(released.row[index], 0)
        assert.ok(released.row[index] === 'c' || released.row[index] === value)
      }
    }),
  )
})

test('nobody can work out a hidden number of a table from its totals: each could also be another', () => {
  for (const [rows, columns] of [
    [2, 3],
    [3, 3],
    [4, 3],
  ] as const) {
    fc.assert(
      fc.property(counts(rows, columns), (cells) => {
        const released = releaseTable(tableOf(cells), 'partner', policy)
        if (!released.tooLittle) assertNothingKnown([tableOf(cells)], [released])
      }),
      { numRuns: 300 },
    )
  }
})

test('two tables of the same people, by sex and by group, cannot be subtracted from each other', () => {
  fc.assert(
    fc.property(counts(2, 3), fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 3, maxLength: 3 }), (bySex, cuts) => {
      const sums = [0, 1, 2].map((c) => bySex.reduce((sum, row) => sum + (row[c] ?? 0), 0))
      const byGroup = splitInto(sums, cuts)
      const tables: CountTable[] = [
        { ...tableOf(bySex), rows: { by: 'sex', labels: ['a', 'b'] } },
        { ...tableOf(byGroup), rows: { by: 'group', labels: ['x', 'y', 'z'] } },
      ]
      const released = releaseTogether(tables, 'partner', policy)
      assert.deepEqual(released[0]?.columnTotals, released[1]?.columnTotals, 'a total hidden in one is hidden in the other')
      if (!released[0]?.tooLittle) assertNothingKnown(tables, released)
    }),
    { numRuns: 300 },
  )
})

test('one cell that joins two groups of hidden cells is hidden with them: no line shows it, all lines together did', () => {
  // hidden: rows 1 and 2 in columns 1 and 2, rows 3 and 4 in columns 3 and 4, and the one that joins them, worth 20
  const cells = [
    [2, 4, 30, 30],
    [3, 3, 20, 31],
    [40, 41, 3, 4],
    [42, 43, 4, 2],
  ]
  const released = releaseTable(tableOf(cells), 'partner', policy)
  assertNothingKnown([tableOf(cells)], [released])
})

test('for the public nothing under ten is a number, everything else goes in steps of five, and totals are rounded themselves', () => {
  const released = releaseTable(tableOf([[9, 12, 13, 0]]), 'public', policy)
  assert.deepEqual(released.cells, [['c', 10, 15, 'c']])
  assert.deepEqual(releaseTable(tableOf([[12, 12, 12]]), 'public', policy).rowTotals, [35])
})

test('for the public too a hidden number could be more than one: only none at all, or the most that is hidden, can be the one left', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 5 }), (row) => {
      const released = releaseTable(tableOf([row]), 'public', policy)
      const hidden = row.filter((_, index) => released.cells[0]?.[index] === 'c')
      if (released.tooLittle || hidden.length !== 1) return
      const between = (value: Released) => (value === 'c' ? [0, 9] : [value - 2, value + 2]) as [number, number]
      const [low, high] = between(released.total)
      const others = (released.cells[0] ?? []).filter((value) => value !== 'c').map(between)
      const least = Math.max(0, low - others.reduce((sum, [, most]) => sum + most, 0))
      const most = Math.min(9, high - others.reduce((sum, [fewest]) => sum + fewest, 0))
      // the rounding of the handbook leaves this: [9, 17, 17] reads 15, 15 of 45
      assert.ok(most > least || most === 0 || least === 9, `${row} gives away ${hidden}`)
    }),
    { numRuns: 5000 },
  )
})

test('fewer than five in all is too little to show anything but that', () => {
  const released = releaseTable(tableOf([[1, 0, 2]]), 'partner', policy)
  assert.equal(released.tooLittle, true)
  assert.deepEqual(released.cells, [['c', 'c', 'c']])
  assert.equal(releaseTable(tableOf([[5, 0]]), 'partner', policy).tooLittle, false)
})

test('a share is said in whole percent, and not at all where few stand behind it or beside it', () => {
  assert.equal(releasedPercent(212, 248, 'partner', policy), '85%')
  assert.equal(releasedPercent(2, 3, 'partner', policy), null)
  assert.equal(releasedPercent(5, 9, 'partner', policy), null)
  assert.equal(releasedPercent(5, 10, 'partner', policy), '50%')
  assert.equal(releasedPercent(299, 300, 'partner', policy), null, 'the one other would be known')
  assert.equal(releasedPercent(5, 2000, 'partner', policy), '<1%')
  assert.equal(releasedPercent('c', 300, 'partner', policy), null)
  assert.equal(releasedPercent(0, 0, 'partner', policy), null)
  assert.throws(() => releasedPercent(12, 10, 'partner', policy), RangeError)
})

test('a median is said from ten on', () => {
  assert.equal(releasedMedian(6, 9, policy), null)
  assert.equal(releasedMedian(6, 10, policy), 6)
})

test('a view narrower by a few people is refused, the same or much narrower is not', () => {
  assert.equal(narrowerView(20, 18, 'partner', policy), 'refused')
  assert.equal(narrowerView(20, 20, 'partner', policy), 'allowed')
  assert.equal(narrowerView(20, 15, 'partner', policy), 'allowed')
  assert.equal(narrowerView(20, 15, 'public', policy), 'refused')
  assert.throws(() => narrowerView(18, 20, 'partner', policy), RangeError)
})

test('a second release of the same table that moved by one person is told apart', () => {
  const release = (cells: readonly (readonly number[])[]) => [releaseTable(tableOf(cells), 'partner', policy)]
  assert.equal(tellsApart(release([[20, 30]]), release([[21, 30]]), policy), true)
  assert.equal(tellsApart(release([[20, 30]]), release([[25, 30]]), policy), false)
  assert.equal(tellsApart(release([[20, 30]]), release([[20, 30]]), policy), false)
})

test('what is no count, or does not add up, is refused rather than guessed', () => {
  assert.throws(() => releaseRow([1, 2], 4, policy), RangeError)
  assert.throws(() => releaseRow([1.5, 2], 3.5, policy), RangeError)
  assert.throws(() => releaseRow([-1, 2], 1, policy), RangeError)
  assert.throws(() => releaseTable({ ...tableOf([[1, 2]]), counts: [[1]] }, 'partner', policy), RangeError)
  const other: CountTable = { ...tableOf([[9, 9]]), rows: { by: 'sex', labels: ['a'] } }
  assert.throws(() => releaseTogether([tableOf([[8, 9]]), other], 'partner', policy), /do not agree/)
})

/** Spreads each column's sum over three rows. */
function splitInto(sums: readonly number[], cuts: readonly (readonly number[])[]): number[][] {
  const columns = sums.map((sum, c) => {
    const [a = 0, b = 0] = cuts[c] ?? []
    const [first = 0, second = 0] = [a % (sum + 1), b % (sum + 1)].sort((x, y) => x - y)
    return [first, second - first, sum - second]
  })
  return [0, 1, 2].map((row) => columns.map((column) => column[row] ?? 0))
}

/**
 * As somebody who has the pages and a computer: looks for another set of numbers that would show the same, knowing that
 * hidden ones are not 0. By moving the true numbers a little along every small change that keeps all sums.
 */
function assertNothingKnown(tables: readonly CountTable[], released: readonly ReleasedTable[]): void {
  const names = new Map<string, { value: number; isHidden: boolean }>()
  const equations: { parts: string[]; total: string }[] = []
  tables.forEach((table, t) => {
    const view = released[t]
    assert.ok(view !== undefined)
    const name = (...parts: string[]) => parts.join('/')
    const put = (key: string, value: number, shown: Released | undefined) => {
      if (shown !== 'c') assert.equal(shown, value)
      names.set(key, { value, isHidden: shown === 'c' })
      return key
    }
    const { rows, columns, counts: cells } = table
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0)
    const all = put('all', sum(cells.flat()), view.total)
    const rowKeys = rows.labels.map((label, r) => put(name(rows.by, label), sum(cells[r] ?? []), view.rowTotals[r]))
    const columnKeys = columns.labels.map((label, c) =>
      put(name(columns.by, label), sum(cells.map((row) => row[c] ?? 0)), view.columnTotals[c]),
    )
    const inner = rows.labels.map((row, r) =>
      columns.labels.map((column, c) => put(name(rows.by, row, column), cells[r]?.[c] ?? 0, view.cells[r]?.[c])),
    )
    equations.push(
      ...inner.map((parts, r) => ({ parts, total: rowKeys[r] ?? '' })),
      ...columnKeys.map((total, c) => ({ parts: inner.map((row) => row[c] ?? ''), total })),
    )
    equations.push({ parts: rowKeys, total: all }, { parts: columnKeys, total: all })
  })
  const hidden = [...names].filter(([, { isHidden }]) => isHidden)
  for (const [key, { value }] of hidden) {
    assert.ok(otherValue(key, value, names, equations), `${key} can only be ${value}: ${JSON.stringify(released)}`)
  }
}

/** Whether some whole numbers of at least 1 for the hidden places keep every sum and give this place another value. */
function otherValue(
  wanted: string,
  value: number,
  names: ReadonlyMap<string, { value: number; isHidden: boolean }>,
  equations: readonly { parts: string[]; total: string }[],
): boolean {
  for (const step of [1, -1]) {
    if (value + step < 1) continue
    if (mended(new Map([[wanted, step]]), names, equations, 0)) return true
  }
  return false
}

function mended(
  moved: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, { value: number; isHidden: boolean }>,
  equations: readonly { parts: string[]; total: string }[],
  depth: number,
): boolean {
  const off = equations
    .map(({ parts, total }) => ({
      parts,
      total,
      by: parts.reduce((sum, part) => sum + (moved.get(part) ?? 0), 0) - (moved.get(total) ?? 0),
    }))
    .find(({ by }) => by !== 0)
  if (off === undefined) return true
  if (depth > 20) return false
  const mend = (place: string, by: number) => {
    const { value = 0, isHidden = false } = names.get(place) ?? {}
    if (!isHidden || moved.has(place) || value + by < 1) return false
    return mended(new Map([...moved, [place, by]]), names, equations, depth + 1)
  }
  return off.parts.some((part) => mend(part, -off.by)) || mend(off.total, off.by)
}
