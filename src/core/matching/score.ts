// How good an answer is, where the truth is known: only for saying so, never for finding it.
import type { MatchBand } from './schema.ts'

export type Tried = Readonly<{ probability: number; band: MatchBand | null; same: boolean }>
export type Quality = Readonly<{ precision: number; recall: number; f1: number }>
export type Score = Readonly<{
  truePairs: number
  suggested: Quality
  veryLikely: Quality
  /** The probability from which the suggestions would have the highest F1. */
  best: Quality & Readonly<{ threshold: number }>
  /** Share of the true pairs that were compared at all. */
  compared: number
}>

export function scoreOf(tried: readonly Tried[], truePairs: number): Score {
  const quality = (pairs: readonly Tried[]) => qualityOf(pairs.filter(({ same }) => same).length, pairs.length, truePairs)
  const suggested = tried.filter(({ band }) => band !== null)
  return {
    truePairs,
    suggested: quality(suggested),
    veryLikely: quality(tried.filter(({ band }) => band === 'very_likely')),
    best: bestOf(suggested, truePairs),
    compared: truePairs === 0 ? 0 : tried.filter(({ same }) => same).length / truePairs,
  }
}

function bestOf(suggested: readonly Tried[], truePairs: number): Score['best'] {
  let best = { ...qualityOf(0, 0, truePairs), threshold: 1 }
  let right = 0
  const ordered = suggested.toSorted((one, other) => other.probability - one.probability)
  for (const [i, { same, probability }] of ordered.entries()) {
    if (same) right++
    const quality = qualityOf(right, i + 1, truePairs)
    if (quality.f1 > best.f1 && ordered[i + 1]?.probability !== probability) best = { ...quality, threshold: probability }
  }
  return best
}

function qualityOf(right: number, found: number, truePairs: number): Quality {
  const precision = found === 0 ? 0 : right / found
  const recall = truePairs === 0 ? 0 : right / truePairs
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}
