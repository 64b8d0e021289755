/** Milliseconds at the usual places of the distribution, and how many runs were finished each second. */
export type Figures = Readonly<{ p50: number; p95: number; p99: number; perSecond: number; runs: number }>

export function figuresOf(times: readonly number[], seconds: number): Figures {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), perSecond: sorted.length / seconds, runs: sorted.length }
}

/** How many times as long the middle run of one takes as that of the other. */
export function ratio(one: Figures, other: Figures): number {
  return one.p50 / other.p50
}

const widths = [26, 9, 9, 9, 8, 14, 15] as const

export function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i] ?? 10))).join('')
}
