/**
 * Three ages, three questions, never one field called `age` (handbook/law.md section 1): how old they are today
 * decides the route, how old at the act which limb of section 45 a lawyer would look at, and how old when the
 * exploitation began how the harm is counted. Each is a birth date plus a day; each can be unknown.
 */
import { addDays, addMonths, type LocalDate } from '../clocks/index.ts'

export type Route = 'child' | 'adult_with_consent'
/** Shown, never judged: the two limbs of section 45 of the Modern Slavery Act 2015. */
export type Section45Limb = '45(1)' | '45(4)'
/** Where an age comes from. `presumed`: grounds to think under 18, treated as a child until assessed (section 51). */
export type AgeBasis = 'document' | 'stated' | 'assessed' | 'estimated' | 'presumed'

/** The day asked about lies before the birth: one of the two is wrong, and an age of -1 would only hide it. */
export class BeforeBirthError extends RangeError {
  constructor(dateOfBirth: LocalDate, on: LocalDate) {
    super(`${on} is before the date of birth ${dateOfBirth}`)
    this.name = 'BeforeBirthError'
  }
}

/**
 * Completed years on a day. A year is complete at 00:00 on the birthday; born on 29 February, that is 1 March in
 * other years.
 * @throws BeforeBirthError
 * @source handbook/law.md R01, R03; the 1 March rule is unverified
 */
export function ageOn(dateOfBirth: LocalDate, on: LocalDate): number {
  if (on < dateOfBirth) throw new BeforeBirthError(dateOfBirth, on)
  const years = Number(on.slice(0, 4)) - Number(dateOfBirth.slice(0, 4))
  // '02-28' < '02-29' < '03-01': comparing month and day as text gives 1 March to those born on 29 February.
  return on.slice(5) < dateOfBirth.slice(5) ? years - 1 : years
}

/** The day somebody turns `age`: the same day and month, and 1 March for 29 February in a year without one. */
export function birthday(dateOfBirth: LocalDate, age: number): LocalDate {
  const clamped = addMonths(dateOfBirth, age * 12)
  return clamped.slice(5) === dateOfBirth.slice(5) ? clamped : addDays(clamped, 1)
}

/** Under 18 on the day of referring: child route, no consent needed. From 18: with informed consent. @source law R01 */
export function routeFor(ageOnSubmission: number): Route {
  return ageOnSubmission < 18 ? 'child' : 'adult_with_consent'
}

/** Which limb a lawyer would look at for an act at that age. @source law R02 */
export function limbFor(ageAtAct: number): Section45Limb {
  return ageAtAct < 18 ? '45(4)' : '45(1)'
}

export type RouteStanding = Readonly<{ route: Route | null; ageBasis: AgeBasis | null; canSubmit: boolean }>

/**
 * The route where the age is not known. Reasonable grounds to think the person is under 18 make it the child route,
 * presumed until assessed, also beside a birth date that says otherwise. Without grounds nobody may pick a route:
 * ask, and nothing can be submitted until answered.
 * @param known the birth date and the day of submission; null while the birth date is not known
 * @source handbook/law.md R04, Modern Slavery Act 2015 s.51
 */
export function routeWhenAgeUnsure(
  known: Readonly<{ dateOfBirth: LocalDate; submittedOn: LocalDate }> | null,
  groundsToThinkUnder18: boolean,
): RouteStanding {
  if (groundsToThinkUnder18) return { route: 'child', ageBasis: 'presumed', canSubmit: true }
  if (known === null) return { route: null, ageBasis: null, canSubmit: false }
  return { route: routeFor(ageOn(known.dateOfBirth, known.submittedOn)), ageBasis: 'stated', canSubmit: true }
}

export type ActRow = Readonly<{ from: LocalDate; to: LocalDate; limb: Section45Limb }>

/**
 * An act over a period, split where the 18th birthday falls inside it: the birthday itself is on the adult side.
 * @throws RangeError when the period ends before it begins; BeforeBirthError when it begins before the birth
 * @source handbook/law.md R05
 */
export function actRows(dateOfBirth: LocalDate, from: LocalDate, to: LocalDate): readonly ActRow[] {
  if (to < from) throw new RangeError(`the act ends (${to}) before it begins (${from})`)
  const eighteenth = birthday(dateOfBirth, 18)
  const limbAt = (day: LocalDate): Section45Limb => limbFor(ageOn(dateOfBirth, day))
  if (to < eighteenth || from >= eighteenth) return [{ from, to, limb: limbAt(from) }]
  return [
    { from, to: addDays(eighteenth, -1), limb: limbAt(from) },
    { from: eighteenth, to, limb: limbAt(eighteenth) },
  ]
}

/** When "plan for 18" opens (6 months, same day number or month's end, after the 17th birthday) and the 18th birthday. @source law R06 */
export function planFor18(dateOfBirth: LocalDate): Readonly<{ planFor18Opens: LocalDate; eighteenth: LocalDate }> {
  return { planFor18Opens: addMonths(birthday(dateOfBirth, 17), 6), eighteenth: birthday(dateOfBirth, 18) }
}
