// Which of several things that were said is shown first, and how old that makes somebody.
import { addDays, addMonths, type LocalDate } from '../clocks/local-date.ts'
import { ageOn } from './ages.ts'
import type { BirthFact, NameKind } from './facts.ts'

type Said = Readonly<{ recordedAt: Date; withdrawnAt: Date | null }>

/** What stands first, then the others, the withdrawn last. The same order for everybody: what a person goes by, then what a form says. */
const nameOrder: readonly NameKind[] = ['known_as', 'legal', 'birth', 'spelling', 'alias', 'maiden']
export function inOrderOfNames<Name extends Said & { kind: NameKind }>(names: readonly Name[]): Name[] {
  return inOrder(names, ({ kind }) => nameOrder.indexOf(kind))
}

const basisOrder = ['document', 'assessed', 'stated', 'estimated', 'presumed'] as const
const certaintyOrder = ['full', 'partial', 'disputed', 'estimated'] as const

/** The most trusted first: a document before what was said, a whole date before a year; among equals the latest. */
export function inOrderOfTrust<Birth extends Said & Pick<BirthFact, 'basis' | 'certainty'>>(births: readonly Birth[]): Birth[] {
  return inOrder(births, ({ basis, certainty }) => certaintyOrder.indexOf(certainty) * 10 + basisOrder.indexOf(basis))
}

/** The latest first. */
export function latestFirst<Fact extends Said>(facts: readonly Fact[]): Fact[] {
  return inOrder(facts, () => 0)
}

function inOrder<Fact extends Said>(facts: readonly Fact[], rank: (fact: Fact) => number): Fact[] {
  const withdrawn = (fact: Fact) => (fact.withdrawnAt === null ? 0 : 1)
  return facts.toSorted((a, b) => withdrawn(a) - withdrawn(b) || rank(a) - rank(b) || b.recordedAt.getTime() - a.recordedAt.getTime())
}

/** True while something that holds for a time has not ended on a day; no last day is "still". */
export function holdsOn({ untilOn }: Readonly<{ untilOn: LocalDate | null }>, on: LocalDate): boolean {
  return untilOn === null || untilOn > on
}

/** What a birth fact says about an age: whole years from `from` to `to`. */
export type AgeRange = Readonly<{ from: number; to: number; isEstimate: boolean }>

/**
 * The age that a birth fact gives on a day: two numbers where only the year or month is known. An age that somebody
 * guessed moves on with the years since. Null when the day is before the birth (or before the guess, by more than it says).
 */
export function ageFrom(birth: BirthFact, on: LocalDate): AgeRange | null {
  switch (birth.certainty) {
    case 'full':
    case 'disputed': {
      if (birth.bornOn > on) return null
      const age = ageOn(birth.bornOn, on)
      return { from: age, to: age, isEstimate: false }
    }
    case 'estimated': {
      const age = birth.estimatedAge + (on >= birth.estimatedOn ? ageOn(birth.estimatedOn, on) : -ageOn(on, birth.estimatedOn))
      return age < 0 ? null : { from: age, to: age, isEstimate: true }
    }
    case 'partial': {
      const first = `${birth.year}-${String(birth.month ?? 1).padStart(2, '0')}-01`
      const last = addDays(addMonths(first, birth.month === undefined ? 12 : 1), -1)
      if (first > on) return null
      return { from: last > on ? 0 : ageOn(last, on), to: ageOn(first, on), isEstimate: false }
    }
  }
}
