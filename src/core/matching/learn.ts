// A model learned from a partnership's own records, and what of it may be kept: shares, usual names, default days.
import { candidatePairs } from './blocks.ts'
import { bornOnOneDay } from './born.ts'
import { type MatchFacts, type Variants, withoutGeneration } from './compare.ts'
import { estimate } from './estimate.ts'
import { usageIn } from './link.ts'
import type { HowUsual, Model } from './model.ts'

/** With fewer records chance says more than they do, and the default is better. @source local */
export const leastRecords = 1000
/** A name that fewer have is not kept: it would say that somebody of that name is here. @source local */
const fewestOfName = 5

export type Learned = Readonly<{
  model: Model
  /** Share of the records that have a name, as a given or a family name; of names that at least five have. */
  names: Readonly<Record<string, number>>
  /** Days of birth that so many have that they are a default, not a fact. */
  dates: readonly string[]
  records: number
  /** How many pairs were compared. */
  pairs: number
}>

/** Undefined: too few to learn from. The same records in the same order give the same model. */
export function learnFrom(records: readonly MatchFacts[], preset: Model, variants: Variants): Learned | undefined {
  if (records.length < leastRecords) return undefined
  const usage = usageIn(records, variants)
  const candidates = candidatePairs(records, usage, () => true)
  const all = (records.length * (records.length - 1)) / 2
  const model = estimate(records, usage, preset, candidates, all)
  let pairs = 0
  for (const _ of candidates) pairs++
  const dates = [...bornOnOneDay(records).keys()].filter((day) => usage.isDefaultDate(day))
  return { model, names: usualNames(records), dates, records: records.length, pairs }
}

function usualNames(records: readonly MatchFacts[]): Record<string, number> {
  const counts = { given: new Map<string, number>(), family: new Map<string, number>() }
  const count = (role: 'given' | 'family', value: string) => value !== '' && counts[role].set(value, (counts[role].get(value) ?? 0) + 1)
  for (const { names } of records) {
    for (const name of names) {
      count('given', name.given)
      count('family', withoutGeneration(name).family)
    }
  }
  const most = new Map([...counts.given])
  for (const [name, times] of counts.family) most.set(name, Math.max(times, most.get(name) ?? 0))
  return Object.fromEntries([...most].filter(([, times]) => times >= fewestOfName).map(([name, times]) => [name, times / records.length]))
}

/** How usual a name is, as it was kept; one that is not among them counts as one that as many as may not be kept have. */
export function usualShares(names: Readonly<Record<string, number>>, records: number): HowUsual {
  const known = new Map(Object.entries(names))
  return (name) => known.get(name) ?? (fewestOfName - 1) / records
}
