import { editDistance } from '../texts/edit-distance.ts'

/** The word of the list that was most likely meant: at most 2 letters off, or begun the same way. Undefined when none is near. */
export function closest(typed: string, known: readonly string[]): string | undefined {
  const near = known
    .map((word) => ({ word, distance: typed.length >= 3 && word.startsWith(typed) ? 1 : editDistance(typed, word) }))
    .filter(({ word, distance }) => distance <= Math.min(2, word.length - 1))
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.word
}
