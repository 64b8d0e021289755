/** How many letters to add, drop, change or swap with their neighbour make one word of the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const options = [(last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1)]
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        options.push((beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1)
      current.push(Math.min(...options))
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
