// What an agreement or a difference is worth: the model of Fellegi and Sunter, with households as a third kind of pair.
//
// Two records are of one person, of two people of one household, or of strangers. Strangers hardly ever share a home;
// people of one household do, and mostly a family name, and twins a birthday. Without the third kind, all that a
// household shares is counted as proof of being the same person, and siblings, twins, fathers and sons are joined.
//
//   weight = sum over fields of log2(m / u) + household
//   m  share of pairs of one person at this level
//   u  share of pairs of strangers at this level; for a name that agrees, how usual that name is
//   household = log2(product of u / ((1 - k) × product of u + k × product of h)), never above zero in effect
//   h  share of pairs of two people of one household at this level; k how often two people are of one household
//   probability = prior × 2^weight / (1 - prior + prior × 2^weight)
//
// @source Fellegi and Sunter 1969, A theory for record linkage; Winkler 2000 for how usual a value is; the household class is our own
import type { Compared } from './compare.ts'
import { type Comparison, type Field, fields, type Level } from './levels.ts'

/** Shares of pairs at one level, each between 0 and 1: of one person, of strangers, of two people of one household. */
export type Shares = Readonly<{ m: number; u: number; h: number }>
export type FieldShares = Readonly<Record<Field, Readonly<Partial<Record<Level, Shares>>>>>
export type Model = Readonly<{
  fields: FieldShares
  /** Share of all pairs that are of one person. */
  prior: number
  /** Share of all other pairs that are of one household. */
  household: number
}>

/** Which value it was that agreed, so that a rare name can count more. */
export type HowUsual = (name: string) => number | undefined
export const nothingKnown: HowUsual = () => undefined

export type Part = Readonly<{ field: Field | 'household'; level: Level | null; weight: number }>
/** `weight` in bits, the sum of the parts' weights to rounding; `probability` that it is one person. */
export type Weighed = Readonly<{ parts: readonly Part[]; weight: number; probability: number }>

export function weigh(compared: Compared, model: Model, howUsual: HowUsual = nothingKnown): Weighed {
  const parts: Part[] = []
  let strangers = 0
  let household = Math.log2(inOneHousehold(compared.levels))
  for (const field of fields) {
    const level = compared.levels[field]
    if (level === null) continue
    const shares = sharesOf(model.fields, field, level)
    const u = usualShare(field, level, compared, howUsual) ?? shares.u
    parts.push({ field, level, weight: Math.log2(shares.m / u) })
    strangers += Math.log2(u)
    household += Math.log2(shares.h)
  }
  const others = log2Sum(strangers + Math.log2(1 - model.household), household + Math.log2(model.household))
  parts.push({ field: 'household', level: null, weight: strangers - others })
  const weight = parts.reduce((sum, part) => sum + part.weight, 0)
  return { parts, weight, probability: probabilityOf(weight, model.prior) }
}

/** Two of one household may share a first name, as father and son, or a birthday, as twins; hardly ever both. @source local */
const nameAndBirthday = 0.01

/** What the fields of a household's pair say together, beyond each by itself. */
export function inOneHousehold({ given, birth }: Comparison): number {
  const sameName = given === 'same' || given === 'spelling' || given === 'shortForm' || given === 'typing'
  return sameName && birth === 'same' ? nameAndBirthday : 1
}

export function probabilityOf(weight: number, prior: number): number {
  return 1 / (1 + ((1 - prior) / prior) * 2 ** -weight)
}

function usualShare(field: Field, level: Level, { agreed }: Compared, howUsual: HowUsual): number | undefined {
  if (level !== 'same' || (field !== 'given' && field !== 'family')) return undefined
  const value = agreed[field]
  return value === null ? undefined : howUsual(value)
}

function sharesOf(table: FieldShares, field: Field, level: Level): Shares {
  const shares = table[field][level]
  if (shares === undefined) throw new Error(`The model has no shares for ${field} ${level}`)
  return shares
}

/** log2(2^a + 2^b), also where both are far below zero. */
function log2Sum(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a]
  return high + Math.log2(1 + 2 ** (low - high))
}
