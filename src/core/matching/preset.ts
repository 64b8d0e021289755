// Two people weighed with one model: the default, or one that was learned from the partnership's own records.
import { readReferenceFile } from '../reference/index.ts'
import { type Compared, compare, type Hidden, type MatchFacts, type Usage, type Variants } from './compare.ts'
import { type Banded, bandOf } from './guards.ts'
import { usageIn } from './link.ts'
import { type HowUsual, type Model, nothingKnown, type Weighed, weigh } from './model.ts'
import { type Bands, matchingPolicy } from './schema.ts'

const policy = readReferenceFile('matching.yaml', matchingPolicy)

/** What two people are weighed with. `name` says which model it is, and is kept with everything that it suggested. */
export type Scorer = Readonly<{ name: string; model: Model; howUsual: HowUsual; bands: Bands; usage: Usage }>

/** What the desk asks for one person, and what a list of pairs is drawn from. */
export type Purpose = 'desk' | 'list'

export const presetName: string = policy.version

/** The default model, before there is data. Every name of the table counts as a name; how usual one is, nobody has counted. */
export function presetScorer(variants: Variants, purpose: Purpose): Scorer {
  return scorerOf({ name: presetName, model: policy.preset, howUsual: nothingKnown, bands: bandsFor(purpose), dates: [] }, variants)
}

/** From which probability a pair is shown, where nobody has chosen otherwise. */
export function bandsFor(purpose: Purpose): Bands {
  return purpose === 'desk' ? policy.desk : policy.bands
}

/** `dates`: days of birth that so many have that they are a default; those of the reference always are. */
export function scorerOf(
  { dates, ...learned }: Pick<Scorer, 'name' | 'model' | 'howUsual' | 'bands'> & Readonly<{ dates: readonly string[] }>,
  variants: Variants,
): Scorer {
  const defaults = new Set([...policy.defaultDates, ...dates])
  return { ...learned, usage: { ...usageIn([], variants), isDefaultDate: (date) => defaults.has(date) } }
}

export type Scored = Weighed & Banded & Readonly<{ compared: Compared }>

export function scored(one: MatchFacts, other: MatchFacts, hidden: Hidden, { usage, model, howUsual, bands }: Scorer): Scored {
  const compared = compare(one, other, usage, hidden)
  const weighed = weigh(compared, model, howUsual)
  return { compared, ...weighed, ...bandOf(compared, weighed.probability, bands) }
}
