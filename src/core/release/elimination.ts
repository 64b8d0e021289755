/**
 * What sums give away together. Given unknown whole numbers of at least 1 and sums that tie them, finds one that can
 * have only the value it has: what somebody with the page and a computer would find. By the simplex method, because
 * sums combine: two rows and a column may leave two cells a sum of 2, though no line of the table shows that.
 *
 * Exact for one table (its sums form a network, so a fraction in between means a whole number too); for several tables
 * that share totals it looks at fractions, which may call a number free that whole numbers alone would fix.
 */

/** So many times each unknown, in their order, make a sum that is known. */
type Equation = Readonly<{ times: readonly number[] }>

const nearlyZero = 1e-7

/** The place of a value that the equations fix, or undefined when each could be another. `values` are the true ones. */
export function fixedValue(values: readonly number[], equations: readonly Equation[]): number | undefined {
  if (values.length === 0) return undefined
  // above 1 each: y = x - 1, so that y ≥ 0
  const truth = values.map((value) => value - 1)
  const tableau = feasible(
    equations.map(({ times }) => times),
    equations.map(({ times }) => times.reduce((sum, by, index) => sum + by * (truth[index] ?? 0), 0)),
    values.length,
  )
  const isFree = values.map(() => false)
  const note = () => {
    const found = tableau.solution()
    found.forEach((value, index) => {
      if (Math.abs(value - (truth[index] ?? 0)) > 1e-5) isFree[index] = true
    })
  }
  note()
  for (const index of values.keys()) {
    for (const direction of [1, -1] as const) {
      if (isFree[index]) break
      if (tableau.push(index, direction) === 'without end') isFree[index] = true
      note()
    }
    if (!isFree[index]) return index
  }
  return undefined
}

type Tableau = Readonly<{ solution: () => readonly number[]; push: (index: number, direction: 1 | -1) => 'end' | 'without end' }>

/** A first solution of the equations with nothing below 0, and the means to move on from it. There is one: the truth. */
function feasible(times: readonly (readonly number[])[], right: readonly number[], count: number): Tableau {
  // one helper for each equation, brought down to 0 first
  const rows = times.map((row, r) => {
    const sign = (right[r] ?? 0) < 0 ? -1 : 1
    return [...row.map((by) => by * sign), ...times.map((_, other) => (other === r ? 1 : 0)), (right[r] ?? 0) * sign]
  })
  const last = count + times.length
  const basis = rows.map((_, r) => count + r)
  const pivot = (r: number, column: number) => {
    const row = rows[r] ?? []
    const by = row[column] ?? 1
    row.forEach((value, c) => {
      row[c] = value / by
    })
    rows.forEach((other, index) => {
      const factor = other[column] ?? 0
      if (index === r || Math.abs(factor) < nearlyZero) return
      row.forEach((value, c) => {
        other[c] = (other[c] ?? 0) - factor * value
      })
    })
    basis[r] = column
  }
  /** Raises the aim as far as it goes. Always the first column and row that help (Bland), so it never goes in a circle. */
  const raise = (aim: (column: number) => number, columns: number): 'end' | 'without end' => {
    for (;;) {
      const gain = (column: number) => aim(column) - rows.reduce((sum, row, r) => sum + aim(basis[r] ?? 0) * (row[column] ?? 0), 0)
      let column = 0
      while (column < columns && !(gain(column) > nearlyZero)) column++
      if (column === columns) return 'end'
      let leaving = -1
      let least = Number.POSITIVE_INFINITY
      rows.forEach((row, r) => {
        const by = row[column] ?? 0
        if (by <= nearlyZero) return
        const ratio = (row[last] ?? 0) / by
        const isLower = ratio < least - nearlyZero || (ratio < least + nearlyZero && (basis[r] ?? 0) < (basis[leaving] ?? 0))
        if (isLower) {
          leaving = r
          least = ratio
        }
      })
      if (leaving === -1) return 'without end'
      pivot(leaving, column)
    }
  }
  raise((column) => (column >= count ? -1 : 0), last)
  // a helper that is still there stands at 0: swapped for a real one, or its equation says nothing new
  for (let r = rows.length - 1; r >= 0; r--) {
    if ((basis[r] ?? 0) < count) continue
    const column = (rows[r] ?? []).findIndex((by, c) => c < count && Math.abs(by) > nearlyZero)
    if (column >= 0) pivot(r, column)
    else {
      rows.splice(r, 1)
      basis.splice(r, 1)
    }
  }
  return {
    solution: () => {
      const found = Array.from({ length: count }, () => 0)
      rows.forEach((row, r) => {
        found[basis[r] ?? 0] = row[last] ?? 0
      })
      return found
    },
    push: (index, direction) => raise((column) => (column === index ? direction : 0), count),
  }
}
