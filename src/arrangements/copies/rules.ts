import type { Copyable, OwnSystem } from './schema.ts'

/** Plain text in the shape of a system's fields: one field a line, long text below its name. What is empty is left out. */
export function copyText(record: Copyable, { fields }: OwnSystem): string {
  return fields
    .flatMap(([label, part]) => {
      const value = record[part].trim()
      if (value === '') return []
      return value.includes('\n') || value.length > 100 ? [`${label}:\n${value}`] : [`${label}: ${value}`]
    })
    .join('\n')
}

/** The orders of a printed case. */
export const printOrders = ['first_to_last', 'last_to_first', 'by_kind'] as const
export type PrintOrder = (typeof printOrders)[number]

export type PrintPart<Entry> = Readonly<{ heading: string; entries: readonly Entry[] }>

/** Entries that come first to last, put into parts: all in one, or one for each kind in the order of its first entry. */
export function printParts<Entry extends Readonly<{ kindLabel: string }>>(
  entries: readonly Entry[],
  order: PrintOrder,
  heading: string,
): readonly PrintPart<Entry>[] {
  if (entries.length === 0) return []
  if (order === 'first_to_last') return [{ heading, entries }]
  if (order === 'last_to_first') return [{ heading, entries: entries.toReversed() }]
  return [...new Set(entries.map(({ kindLabel }) => kindLabel))].map((label) => ({
    heading: label,
    entries: entries.filter(({ kindLabel }) => kindLabel === label),
  }))
}
