// How alike two words are.

/** Letters to change, add, drop or swap with their neighbour (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const now = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(change, (last[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      now.push(least)
    }
    before = last
    last = now
  }
  return last[b.length] ?? 0
}

/**
 * Jaro and Winkler's likeness of two words, 0 to 1, with a prefix weight of 0.1 for up to four letters. Half a
 * transposition counts as half: 'abcvwxyz' and 'cabvwxyz' are 0.9375 alike.
 * @source Winkler 1990; the same figures as stringdist in R with p = 0.1
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  if (a === '' || b === '') return 0
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Array<boolean>(b.length).fill(false)
  const matched: string[] = []
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j++) {
      if (taken[j] || a[i] !== b[j]) continue
      taken[j] = true
      matched.push(a[i] ?? '')
      break
    }
  }
  if (matched.length === 0) return 0
  const others = [...b].filter((_, j) => taken[j])
  const transpositions = matched.filter((letter, i) => letter !== others[i]).length / 2
  const jaro = (matched.length / a.length + matched.length / b.length + (matched.length - transpositions) / matched.length) / 3
  let prefix = 0
  while (prefix < Math.min(4, a.length, b.length) && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** A typing slip or two: one letter in a short word, two in a long one, or alike from the first letter on. */
export function isSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 3) return false
  const slips = distance(a, b)
  if (slips === 1) return Math.max(a.length, b.length) > 3 || a[0] === b[0]
  return slips === 2 && Math.max(a.length, b.length) >= 6 && jaroWinkler(a, b) >= 0.85
}

/** Of two words that differ by a slip: so close that they can hardly be the names of two children of one family. */
export function isCloseSlip(a: string, b: string): boolean {
  return a[0] === b[0] && Math.max(a.length, b.length) >= 5
}

/** Of two forms of one name: so alike that nobody would give them to two children of one family. */
export function isSpelling(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 5 && isAlike(a, b) && distance(a, b) <= 2
}

/** Too alike to be passed over, too different to count as a slip. */
export function isAlike(a: string, b: string): boolean {
  return jaroWinkler(a, b) >= 0.8
}

/** How a name sounds to an English ear, in up to four letters: for finding, never for judging. 'shevchenko' and 'sevcenko' are one. */
export function soundOf(word: string): string {
  const plain = word.replaceAll(' ', '')
  if (plain === '') return ''
  const sounds = plain
    .replaceAll(/ph/g, 'f')
    .replaceAll(/[sc]?ch|sh|sch/g, 's')
    .replaceAll(/ck|[cq]/g, 'k')
    .replaceAll(/gh(?![aeiou])/g, '')
    .replaceAll(/kn(?=[aeiou])/g, 'n')
    .replaceAll(/wr/g, 'r')
    .replaceAll(/dj|g(?=[eiy])/g, 'j')
    .replaceAll(/[zx]/g, 's')
    .replaceAll(/[vw]/g, 'f')
    .replaceAll(/d/g, 't')
    .replaceAll(/b/g, 'p')
    .replaceAll(/[mn]/g, 'n')
    .replaceAll(/y/g, 'i')
  const first = /[aeiou]/.test(sounds[0] ?? '') ? 'a' : (sounds[0] ?? '')
  const rest = sounds.slice(1).replaceAll(/[aeiouh]/g, '')
  return (first + rest).replaceAll(/(.)\1+/g, '$1').slice(0, 4)
}
