// In which order pairs are worked off, and how much a part of a comparison says. Pure.
import type { DuplicatesPolicy, Harm } from './schema.ts'

/** How much one part says, in words rather than bits. */
export const strengths = ['muchFor', 'for', 'littleFor', 'nothing', 'littleAgainst', 'against', 'muchAgainst'] as const
export type Strength = (typeof strengths)[number]

/**
 * Of a part's weight in hundredths of a bit. A bit doubles or halves how likely it is: below half a bit a part says next
 * to nothing, from 2 bits (four times) it says something, from 6 bits (64 times) it says much. @source local
 */
export function strengthOf(hundredths: number): Strength {
  const size = Math.abs(hundredths)
  if (size < 50) return 'nothing'
  if (hundredths > 0) return size >= 600 ? 'muchFor' : size >= 200 ? 'for' : 'littleFor'
  return size >= 600 ? 'muchAgainst' : size >= 200 ? 'against' : 'littleAgainst'
}

export type ToOrder = Readonly<{ probability: number; weight: number; harm: readonly Harm[] }>

/**
 * The pairs whose missed match would cost most come first: how likely they are one, times what it would cost. Where
 * nothing is at stake the likelier ones come first.
 */
export function inOrderOfHarm<Pair extends ToOrder>(pairs: readonly Pair[], { harm }: Pick<DuplicatesPolicy, 'harm'>): Pair[] {
  const points = new Map(harm.map((row) => [row.key, row.points]))
  const cost = (pair: Pair) => pair.probability * (1 + pair.harm.reduce((sum, key) => sum + (points.get(key) ?? 0), 0))
  return pairs.toSorted((a, b) => cost(b) - cost(a) || b.weight - a.weight)
}
