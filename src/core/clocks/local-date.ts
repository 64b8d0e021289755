import { Temporal } from 'temporal-polyfill'

/**
 * A day as people in London write it down: 'YYYY-MM-DD', always a day that exists. Kept as text because that is
 * what the database's `date` columns, the pages and the handbook's examples hold; two of them compare with `<`.
 */
export type LocalDate = string

/** True for a real day written as YYYY-MM-DD: 31 February and a missing zero are refused. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The day `days` calendar days later; negative goes back. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/**
 * The same day number `months` later, else the last day of that month: 30 November + 3 months is 28 February.
 * Always count from the original start: adding one month twice is not adding two.
 */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ months }, { overflow: 'constrain' }).toString()
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days
}

export function earlier(a: LocalDate, b: LocalDate): LocalDate {
  return a.localeCompare(b) <= 0 ? a : b
}

export function later(a: LocalDate, b: LocalDate): LocalDate {
  return a.localeCompare(b) >= 0 ? a : b
}

/** 1 = Monday … 7 = Sunday. */
export function dayOfWeek(date: LocalDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek
}
