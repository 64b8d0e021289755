// Which records of a list, or of two, are of one person: estimated from the records themselves, without a database.
import { candidatePairs } from './blocks.ts'
import { bornOnOneDay } from './born.ts'
import { compare, type MatchFacts, type Usage, type Variants, withoutGeneration } from './compare.ts'
import { estimate, usualIn } from './estimate.ts'
import { bandOf, type Guard } from './guards.ts'
import { type Model, type Weighed, weigh } from './model.ts'
import type { MatchBand, MatchingPolicy } from './schema.ts'

/** Two places in the list, the smaller first. `band` null: not worth anybody's time. */
export type Linked = Readonly<{ a: number; b: number; band: MatchBand | null; guard: Guard | null }> & Weighed

export type Linkage = Readonly<{
  model: Model
  /** Every pair that was compared, in the order of the list. */
  pairs: Iterable<Linked>
}>

/** Which pairs may be compared, and how many there are: only across two files, for instance. */
export type Wanted = Readonly<{ isWanted: (a: number, b: number) => boolean; all: number }>

/** A date is a default when so many people who sound nothing alike share it. @source local */
const defaultDate = { people: 5, share: 0.02 } as const
/** A name met so often is a name, not a slip. @source local */
const nameMet = 4

/** What the records say about names and dates as such. */
export function usageIn(records: readonly MatchFacts[], variants: Variants): Usage {
  const counts = new Map<string, number>()
  for (const { names } of records) {
    for (const name of names) {
      const { given, middle, family } = withoutGeneration(name)
      for (const word of new Set([given, family, ...middle.split(' ')])) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  const born = bornOnOneDay(records)
  const dated = records.reduce((sum, { births }) => sum + births.filter(({ bornOn }) => bornOn !== null).length, 0)
  const howOften = (word: string) => counts.get(word) ?? 0
  return {
    compared: new Map(),
    variants,
    howOften,
    isName: (word) => howOften(word) >= nameMet || variants(word).size > 1,
    isDefaultDate: (date) => {
      const people = born.get(date)?.size ?? 0
      return people >= defaultDate.people && people >= dated * defaultDate.share
    },
  }
}

/**
 * Compares the records that share a key. The same list in the same order gives the same answer; put it in an order of
 * its own first (by id), and it no longer matters how a file was sorted.
 */
export function link(
  records: readonly MatchFacts[],
  { preset, bands }: Pick<MatchingPolicy, 'preset' | 'bands'>,
  variants: Variants,
  { isWanted, all }: Wanted = { isWanted: () => true, all: (records.length * (records.length - 1)) / 2 },
): Linkage {
  const usage = usageIn(records, variants)
  const usual = usualIn(records)
  const candidates = candidatePairs(records, usage, isWanted)
  const model = estimate(records, usage, preset, candidates, all)
  function* pairs(): Generator<Linked> {
    for (const [a, b] of candidates) {
      const [one, other] = [records[a], records[b]]
      if (one === undefined || other === undefined) continue
      const compared = compare(one, other, usage)
      const weighed = weigh(compared, model, usual)
      yield { a, b, ...weighed, ...bandOf(compared, weighed.probability, bands) }
    }
  }
  return { model, pairs: pairs() }
}
