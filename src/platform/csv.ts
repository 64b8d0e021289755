/** Characters that make a spreadsheet take a cell for a formula. Tab and line ends too: some programs skip them first. */
const startsFormula = /^[=+\-@\t\r\n|%]/

/**
 * Rows as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read names right, lines ended by CRLF). Text that a
 * spreadsheet would run as a formula gets a single quote in front; numbers stay numbers. Null is an empty cell.
 */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')}`
}

function cellText(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = startsFormula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
