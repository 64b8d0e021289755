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

/** A table in columns, for a terminal: the first to the left, figures to the right. */
export function textOf(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((cells) => cells[column]?.length ?? 0)) + 2)
  return [header, ...rows].map((cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(''),
  )
}

/** The same table for a page of the documentation. */
export function markdownOf(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)]
}
