// Where sums go wrong, and a rule stands above them: twins, brothers and sisters, a father and a son of one name.
import type { Compared } from './compare.ts'
import type { Bands, MatchBand } from './schema.ts'

/** Why a pair was held back from the band that its sum would give. */
export const guards = ['anotherNumber', 'anotherPerson', 'anotherGeneration', 'tooLittle', 'householdOnly'] as const
export type Guard = (typeof guards)[number]
export type Banded = Readonly<{ band: MatchBand | null; guard: Guard | null }>

/** A parent is at least so much older than a child. @source local */
const generationYears = 12

/** The band of a pair: what the probability says, held back by the rules. */
export function bandOf(compared: Compared, probability: number, bands: Bands): Banded {
  const held = heldBack(compared)
  if (held?.to === null) return { band: null, guard: held.guard }
  if (probability < bands.possibly) return { band: null, guard: null }
  if (probability < bands.very_likely) return { band: 'possibly', guard: null }
  return held === undefined ? { band: 'very_likely', guard: null } : { band: 'possibly', guard: held.guard }
}

function heldBack({ levels, yearsApart }: Compared): Readonly<{ to: 'possibly' | null; guard: Guard }> | undefined {
  const { given, family, birth, number, place, generation, sex } = levels
  // one person has one such number, but for a slip of the keyboard
  if (number === 'other') return { to: null, guard: 'anotherNumber' }
  if (number === 'same') return given === 'other' || birth === 'otherYear' ? { to: 'possibly', guard: 'anotherPerson' } : undefined
  // a father and a son of one name, a mother and a daughter
  const otherBirth = birth === 'otherDay' || birth === 'otherYear'
  const isOlder = birth === 'otherYear' && yearsApart !== null && yearsApart >= generationYears
  if (isOlder || generation === 'other' || (generation === 'oneSays' && otherBirth)) return { to: null, guard: 'anotherGeneration' }
  // brothers, sisters and twins: another first name is another person, whatever the household shares
  if (given === 'other') return { to: null, guard: 'anotherPerson' }
  if (given === 'otherName') {
    const isKin = birth === 'same' && family !== 'other' && sex !== 'other'
    return { to: isKin ? 'possibly' : null, guard: 'anotherPerson' }
  }
  if (sex === 'other' || generation === 'oneSays') return { to: 'possibly', guard: 'anotherPerson' }
  // what a family shares proves nothing where the first name or the birthday is not known, or may be a sister's
  const sameName = given === 'same' || given === 'spelling' || given === 'shortForm' || given === 'typing'
  const sharesHome = place === 'sameHome' || place === 'samePhone'
  if (!sameName) return { to: 'possibly', guard: 'householdOnly' }
  const born = birth === 'same' || birth === 'daySwapped' || birth === 'oneDigit' || (birth === 'placeholder' && sameName)
  if (!born) return { to: 'possibly', guard: sharesHome ? 'householdOnly' : 'tooLittle' }
  return undefined
}
