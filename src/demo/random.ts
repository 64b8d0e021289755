// Chance that comes out the same each time: the borough is told again, not made up again.

/** Draws from a stream that its seed decides. Each story has its own, so that one more draw in one changes no other. */
export type Chance = Readonly<{
  /** At least 0, less than 1. */
  next: () => number
  /** A whole number, both ends counted. */
  between: (low: number, high: number) => number
  pick: <const T>(from: readonly [T, ...T[]]) => T
  happens: (share: number) => boolean
}>

export function chance(seed: string): Chance {
  let state = hash(seed)
  // mulberry32: small, and even enough for stories
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
    happens: (share) => next() < share,
  }
}

function hash(text: string): number {
  let value = 2_166_136_261
  for (const sign of text) value = Math.imul(value ^ (sign.codePointAt(0) ?? 0), 16_777_619)
  return value
}
