import { addDays, addMonths, instantOf, isLocalDate, type LocalDate, londonDateOf } from '../clocks/index.ts'

export const recordKinds = ['case', 'concern', 'person'] as const

export function isRecordKind(text: string): text is (typeof recordKinds)[number] {
  return recordKinds.some((kind) => kind === text)
}

/** Where the page of a record stands. */
export function recordPath(kind: (typeof recordKinds)[number], id: string): string {
  return `/${kind === 'person' ? 'people' : `${kind}s`}/${id}`
}

/** A day from three boxes; undefined when it is none. */
function readThreeBoxes(typed: Readonly<{ day: string; month: string; year: string }>): LocalDate | undefined {
  const two = (text: string) => text.trim().padStart(2, '0')
  const date = `${typed.year.trim()}-${two(typed.month)}-${two(typed.day)}`
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && isLocalDate(date) ? date : undefined
}

/** A date of birth from three boxes; undefined when it is no day, or still to come. */
export function readBirthDay(typed: Readonly<{ day: string; month: string; year: string }>, now: Date): LocalDate | undefined {
  const date = readThreeBoxes(typed)
  return date === undefined || date > londonDateOf(now) ? undefined : date
}

export type LastDay = Readonly<{ ok: true; until: Date }> | Readonly<{ ok: false; problem: 'untilWrong' | 'untilPast' | 'untilFar' }>

/**
 * The last day of an invitation from what was typed. Access ends with that day, at midnight in London. Today counts;
 * longer than twelve months does not, so that nobody is forgotten in a circle.
 */
export function readLastDay(typed: Readonly<{ day: string; month: string; year: string }>, now: Date): LastDay {
  const date = readThreeBoxes(typed)
  if (date === undefined) return { ok: false, problem: 'untilWrong' }
  const today = londonDateOf(now)
  if (date < today) return { ok: false, problem: 'untilPast' }
  if (date > addMonths(today, 12)) return { ok: false, problem: 'untilFar' }
  return { ok: true, until: instantOf(`${addDays(date, 1)}T00:00`) }
}
