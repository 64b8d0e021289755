// Two people compared for the triage desk by the default model: before a partnership has data of its own to learn from.
import { readReferenceFile } from '../reference/index.ts'
import { type Compared, compare, type Hidden, type MatchFacts, type Variants } from './compare.ts'
import { type Banded, bandOf } from './guards.ts'
import { usageIn } from './link.ts'
import { type Weighed, weigh } from './model.ts'
import { matchingPolicy } from './schema.ts'

const { preset, desk } = readReferenceFile('matching.yaml', matchingPolicy)

/** Every name of the table counts as a name; how usual one is, nobody has counted. */
export function withPreset(
  one: MatchFacts,
  other: MatchFacts,
  hidden: Hidden,
  variants: Variants,
): Weighed & Banded & Readonly<{ compared: Compared }> {
  const compared = compare(one, other, usageIn([], variants), hidden)
  const weighed = weigh(compared, preset)
  return { compared, ...weighed, ...bandOf(compared, weighed.probability, desk) }
}
