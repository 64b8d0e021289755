import { isLocalDate, type LocalDate } from '../clocks/local-date.ts'
import { readLocalTime } from '../clocks/london-time.ts'
import { timeOfDay } from '../clocks/schema.ts'
import type { FormBody } from '../house/request.ts'

/** What somebody typed into the three boxes of a date. `wrong`: something stands there that is no day, such as 31 February. */
export type DateTyped = Readonly<{ kind: 'ok'; date: LocalDate }> | Readonly<{ kind: 'empty' }> | Readonly<{ kind: 'wrong' }>

/** Reads `NAME-day`, `NAME-month` and `NAME-year`. A year of two digits is not guessed. */
export function dateTyped(body: FormBody, name: string): DateTyped {
  const part = (which: string) => textOf(body, `${name}-${which}`)
  const [day, month, year] = [part('day'), part('month'), part('year')]
  if (day === '' && month === '' && year === '') return { kind: 'empty' }
  const date = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return /^\d{4}$/.test(year) && isLocalDate(date) ? { kind: 'ok', date } : { kind: 'wrong' }
}

/** The three boxes filled with a day, for `values` of a DateInput. */
export function dateBoxes(name: string, date: LocalDate | null): Readonly<Record<string, string>> {
  if (date === null) return {}
  const [year = '', month = '', day = ''] = date.split('-')
  return { [`${name}-day`]: String(Number(day)), [`${name}-month`]: String(Number(month)), [`${name}-year`]: year }
}

/** What somebody typed for a day and a time on it. `at` null: the time was left empty. */
export type MomentTyped =
  | Readonly<{ kind: 'ok'; on: LocalDate; at: Date | null }>
  | Readonly<{ kind: 'problem'; field: 'date' | 'time'; because: 'empty' | 'wrong' | 'nonexistent' }>
  /** October's repeated hour: which of the two must be said (`NAME-pass`, first or second). */
  | Readonly<{ kind: 'ambiguous' }>

/**
 * Reads the boxes of a date (`NAME-day` …) with `NAME-time` as London's wall clock. A time that does not exist is never
 * moved and one that happens twice is never guessed (law R19).
 */
export function momentTyped(body: FormBody, name: string): MomentTyped {
  const typed = dateTyped(body, name)
  if (typed.kind !== 'ok') return { kind: 'problem', field: 'date', because: typed.kind }
  const time = textOf(body, `${name}-time`).replace('.', ':')
  if (time === '') return { kind: 'ok', on: typed.date, at: null }
  const padded = time.padStart(5, '0')
  if (!timeOfDay.safeParse(padded).success) return { kind: 'problem', field: 'time', because: 'wrong' }
  const reading = readLocalTime(`${typed.date}T${padded}`)
  switch (reading.kind) {
    case 'ok':
      return { kind: 'ok', on: typed.date, at: reading.at }
    case 'nonexistent':
      return { kind: 'problem', field: 'time', because: 'nonexistent' }
    case 'ambiguous': {
      const pass = textOf(body, `${name}-pass`)
      if (pass !== 'first' && pass !== 'second') return { kind: 'ambiguous' }
      return { kind: 'ok', on: typed.date, at: reading[pass] }
    }
  }
}

function textOf(body: FormBody, name: string): string {
  const value = body[name]
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
}
