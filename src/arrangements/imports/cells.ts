// What somebody sees in their spreadsheet program, and how they would name a place in it.

/** `row`: the number beside it, from 1. Rows without any text are left out. */
export type SheetRow = Readonly<{ row: number; cells: readonly string[] }>
/** `merged`: cells ('row:column', from 1 and 0) that lie under another one and so hold nothing themselves; the value is the cell that covers it. */
export type Sheet = Readonly<{ name: string; rows: readonly SheetRow[]; merged: ReadonlyMap<string, string> }>

/** 0 is A, 26 is AA. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26)
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (column % 26))}`
}
