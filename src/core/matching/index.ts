// Are these two records of one person? Pure: no database, no page. Says how each field agrees, what that is worth, and
// which rule holds a pair back. It never joins anybody: a person decides.
export { type Role, recognise } from './columns.ts'
export { linkCommand } from './commands.ts'
export type { Compared, Hidden, MatchFacts, Variants } from './compare.ts'
export type { Guard } from './guards.ts'
export { learnFrom, leastRecords, usualShares } from './learn.ts'
export type { Level } from './levels.ts'
export { usageIn } from './link.ts'
export {
  normalAddress,
  normalIdentifier,
  normalName,
  normalPhone,
  normalPostcode,
  scriptOf,
  splitAround,
  splitName,
} from './normalise.ts'
export { bandsFor, type Purpose, presetName, presetScorer, type Scorer, scored, scorerOf } from './preset.ts'
export { type Bands, keptModel, type MatchBand } from './schema.ts'
export { guardWords, partsSaid, partWords, type SaidPart, signed } from './why.ts'
