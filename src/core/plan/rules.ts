import { daysBetween, type LocalDate } from '../clocks/index.ts'
import type { ServiceDates } from './schema.ts'

/**
 * Where a service stands. `in_place` only after somebody has met them: a referral that was sent, or accepted, has helped
 * nobody yet. `waitedDays`: from asking to the first meeting, or to today while they still wait.
 */
export type ServiceStanding =
  | Readonly<{ kind: 'asked'; waitedDays: number }>
  | Readonly<{ kind: 'accepted'; waitedDays: number }>
  | Readonly<{ kind: 'not_accepted' }>
  | Readonly<{ kind: 'in_place'; waitedDays: number }>
  | Readonly<{ kind: 'ended'; waitedDays: number | null }>

/** @source local default: "in place" means met. Dates are London dates; `today` not before `askedOn`. */
export function serviceStanding(service: ServiceDates, today: LocalDate): ServiceStanding {
  const { askedOn, accepted, firstMetOn, endedOn } = service
  const waited = firstMetOn === null ? null : daysBetween(askedOn, firstMetOn)
  if (endedOn !== null) return { kind: 'ended', waitedDays: waited }
  if (waited !== null) return { kind: 'in_place', waitedDays: waited }
  if (accepted === 'no') return { kind: 'not_accepted' }
  return { kind: accepted === 'yes' ? 'accepted' : 'asked', waitedDays: daysBetween(askedOn, today) }
}

/** Why these dates cannot all be true, by the field to mend; undefined when they can. The database refuses the same. */
export type ServiceProblem = Readonly<{
  field: 'askedOn' | 'acceptedOn' | 'firstMetOn' | 'endedOn'
  because: 'future' | 'before_asked' | 'not_accepted' | 'no_day'
}>

export function serviceProblem(service: ServiceDates, today: LocalDate): ServiceProblem | undefined {
  const { askedOn, accepted, acceptedOn, firstMetOn, endedOn } = service
  if (askedOn > today) return { field: 'askedOn', because: 'future' }
  for (const [field, day] of [
    ['acceptedOn', acceptedOn],
    ['firstMetOn', firstMetOn],
    ['endedOn', endedOn],
  ] as const) {
    if (day === null) continue
    if (day > today) return { field, because: 'future' }
    if (day < askedOn) return { field, because: 'before_asked' }
  }
  if (accepted !== 'unknown' && acceptedOn === null) return { field: 'acceptedOn', because: 'no_day' }
  if (firstMetOn !== null && accepted !== 'yes') return { field: 'firstMetOn', because: 'not_accepted' }
  return undefined
}

/** How far an action is from its day. Whole days; the last day is still in time. */
export function actionStanding(
  dueOn: LocalDate,
  today: LocalDate,
): Readonly<{ kind: 'in_time'; daysLeft: number }> | Readonly<{ kind: 'overdue'; days: number }> {
  const left = daysBetween(today, dueOn)
  return left >= 0 ? { kind: 'in_time', daysLeft: left } : { kind: 'overdue', days: -left }
}
