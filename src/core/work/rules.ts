// How what somebody owes is laid out over the days to come.
import { addDays, instantOf, londonDateOf } from '../clocks/index.ts'

export const whens = ['overdue', 'today', 'week', 'later', 'undated'] as const
export type When = (typeof whens)[number]

/**
 * Where something due stands: `overdue` from the first moment after it, `week` for the seven days after today. Days are
 * London's. `undated`: owed, but the calendar could not say by when; that is not "later".
 */
export function whenDue(dueAt: Date | null, now: Date): When {
  if (dueAt === null) return 'undated'
  if (dueAt.getTime() < now.getTime()) return 'overdue'
  const on = londonDateOf(dueAt)
  const today = londonDateOf(now)
  if (on <= today) return 'today'
  return on <= addDays(today, 7) ? 'week' : 'later'
}

/** The same things under their headings, each in the order given. */
export function byWhen<T extends Readonly<{ dueAt: Date | null }>>(owed: readonly T[], now: Date): Readonly<Record<When, readonly T[]>> {
  const groups: Record<When, T[]> = { overdue: [], today: [], week: [], later: [], undated: [] }
  for (const one of owed) groups[whenDue(one.dueAt, now)].push(one)
  return groups
}

export const sinces = ['last', 'yesterday', 'week'] as const
export type Since = (typeof sinces)[number]

/**
 * From when on "what changed" is told: since the person was last here, since yesterday began, or for seven days. Somebody
 * who was never here is told of seven days; nobody is told of more than ninety, which nobody would read.
 */
export function changedSince(since: Since, lastHere: Date | null, now: Date): Date {
  // midnight exists on every day in London: the clocks change at one
  const day = (days: number) => instantOf(`${addDays(londonDateOf(now), -days)}T00:00`)
  if (since === 'yesterday') return day(1)
  if (since === 'week' || lastHere === null) return day(7)
  return lastHere < day(90) ? day(90) : lastHere
}
