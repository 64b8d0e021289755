// Are these two the same person? Says for each field how it agrees, in a code that the page turns into words, and puts
// the pair into a band. It never decides: a human reads the reasons and does.
//
// Weights are on a log scale, as in Fellegi and Sunter's model, but set by hand: local, not estimated from a
// partnership's own data. Address, postcode and phone count as one field, because a household shares them. Rules stand
// above the weights where sums go wrong: twins, siblings, father and son.

export const matchFields = ['given', 'family', 'birth', 'sex', 'home', 'phone', 'number', 'school'] as const
export type MatchField = (typeof matchFields)[number]
/** `near`: not the same, but one may well stand for the other. `unknown`: one side does not say. */
export type Verdict = 'agrees' | 'near' | 'differs' | 'unknown'
export type Because =
  | ('same' | 'shortForm' | 'typing' | 'initial' | 'middleName' | 'swappedNames' | 'partOfName' | 'otherName')
  | ('daySwapped' | 'oneDigit' | 'placeholder' | 'yearOnly' | 'aboutTheAge' | 'otherYear' | 'otherDay')
  | ('sameHome' | 'samePostcode' | 'sameStreet' | 'hidden' | 'otherHome' | 'other' | 'notSaid')
export type Evidence = Readonly<{ field: MatchField; verdict: Verdict; because: Because }>

export type MatchBand = 'very_likely' | 'possibly'
/** What two people are compared by: everything said of each, normalised. */
export type MatchFacts = Readonly<{
  names: readonly Readonly<{ given: string; middle: string; family: string }>[]
  /** `year` alone where only that is known; for an age that was guessed, the year it leads to. */
  births: readonly Readonly<{
    bornOn: string | null
    year: number | null
    month: number | null
    certainty: 'full' | 'partial' | 'estimated' | 'disputed'
  }>[]
  /** First letters, 'M', 'F' … as a system recorded it. */
  sexes: readonly string[]
  addresses: readonly Readonly<{ line: string; postcode: string }>[]
  phones: readonly string[]
  identifiers: readonly Readonly<{ kind: string; value: string }>[]
  schools: readonly string[]
}>
/** What the database compared itself, because one side is protected. */
export type Hidden = Readonly<{ address: boolean; phone: boolean }>
/** All forms of a name, itself among them: the table of short forms and spellings. */
export type Variants = (name: string) => ReadonlySet<string>

/** `weight` only orders candidates; it is never shown. `band` null: not worth anybody's time. */
export type Match = Readonly<{ evidence: readonly Evidence[]; weight: number; band: MatchBand | null }>

type Compared = Readonly<{ verdict: Verdict; because: Because; weight: number }>
const unknown: Compared = { verdict: 'unknown', because: 'notSaid', weight: 0 }
const compared = (verdict: Verdict, because: Because, weight: number): Compared => ({ verdict, because, weight })

/** The sum from which a pair is put before somebody, and from which it is called very likely. @source local, unvalidated */
const cuts = { possibly: 5, veryLikely: 13 } as const

/** Compares two people; the order of the two makes no difference. Every field is answered for. */
export function compare(one: MatchFacts, other: MatchFacts, hidden: Hidden, variants: Variants): Match {
  const { given, family } = compareNames(one, other, variants)
  const birth = best(one.births, other.births, compareBirths)
  const sex = best(one.sexes, other.sexes, (a, b) => (a === b ? compared('agrees', 'same', 0.5) : compared('differs', 'other', -2)))
  const home = hidden.address ? compared('agrees', 'hidden', 4) : best(one.addresses, other.addresses, compareHomes)
  const phone = hidden.phone
    ? compared('agrees', 'hidden', 4)
    : best(one.phones, other.phones, (a, b) => (a === b ? compared('agrees', 'same', 4) : compared('differs', 'other', 0)))
  const number = compareNumbers(one, other)
  const school = best(one.schools, other.schools, (a, b) => (a === b ? compared('agrees', 'same', 1) : compared('differs', 'other', 0)))
  const fields = { given, family, birth, sex, home, phone, number, school }
  const household = Math.max(home.weight, phone.weight) + Math.max(0, Math.min(home.weight, phone.weight)) * 0.25
  const weight = given.weight + family.weight + birth.weight + sex.weight + household + number.weight + school.weight
  return {
    evidence: matchFields.map((field) => ({ field, verdict: fields[field].verdict, because: fields[field].because })),
    weight,
    band: bandOf(fields, weight),
  }
}

function bandOf({ given, family, birth, number, sex }: Readonly<Record<MatchField, Compared>>, weight: number): MatchBand | null {
  const sameNumber = number.verdict === 'agrees'
  if (!sameNumber) {
    // twins and siblings: another first name is another person, whatever the household shares
    if (given.verdict === 'differs' && given.because !== 'otherName') return null
    if (given.verdict === 'differs' && (birth.verdict !== 'agrees' || family.verdict === 'differs' || sex.verdict === 'differs'))
      return null
    // father and son of one name: another generation is another person
    if (birth.because === 'otherYear') return null
  }
  if (weight < cuts.possibly) return null
  const conflict = [given, birth, number].some(({ verdict }) => verdict === 'differs')
  const nameAlone = birth.verdict === 'unknown' && !sameNumber && weight < cuts.veryLikely + 2
  return weight >= cuts.veryLikely && !conflict && !nameAlone ? 'very_likely' : 'possibly'
}

/** The pair that agrees best; unknown when one side says nothing. */
function best<Value>(ones: readonly Value[], others: readonly Value[], how: (a: Value, b: Value) => Compared): Compared {
  let found = unknown
  for (const one of ones) {
    for (const other of others) {
      const now = how(one, other)
      if (isStronger(now, found)) found = now
    }
  }
  return found
}

/** Among equals always the same one, whoever was named first. */
function isStronger(now: Compared, found: Compared): boolean {
  if (now.verdict === 'unknown' || found.verdict === 'unknown') return now.verdict !== 'unknown'
  return now.weight > found.weight || (now.weight === found.weight && codeOf(now) < codeOf(found))
}

function codeOf({ verdict, because }: Compared): string {
  return `${verdict} ${because}`
}

// ── names ──

type NamePair = Readonly<{ given: Compared; family: Compared }>

function compareNames(one: MatchFacts, other: MatchFacts, variants: Variants): NamePair {
  let found: NamePair = { given: unknown, family: unknown }
  let highest = Number.NEGATIVE_INFINITY
  const keep = (pair: NamePair, penalty = 0) => {
    const weight = pair.given.weight + pair.family.weight - penalty
    const code = ({ given, family }: NamePair) => `${codeOf(given)} ${codeOf(family)}`
    if (weight > highest || (weight === highest && code(pair) < code(found))) [found, highest] = [pair, weight]
  }
  for (const a of one.names) {
    for (const b of other.names) {
      keep({ given: compareGiven(a, b, variants), family: compareFamily(a.family, b.family, variants) })
      const swapped = compareSwapped(a, b, variants)
      if (swapped !== undefined) keep(swapped)
    }
  }
  return found
}

type Name = MatchFacts['names'][number]

function compareSwapped(a: Name, b: Name, variants: Variants): NamePair | undefined {
  if ([a.given, a.family, b.given, b.family].includes('')) return undefined
  const [first, second] = [compareWords(a.given, b.family, variants), compareWords(a.family, b.given, variants)]
  if (first.verdict === 'differs' || second.verdict === 'differs') return undefined
  return {
    given: compared('near', 'swappedNames', first.weight - 0.5),
    family: compared('near', 'swappedNames', second.weight - 0.5),
  }
}

function compareGiven(a: Name, b: Name, variants: Variants): Compared {
  const straight = compareWords(a.given, b.given, variants)
  if (straight.verdict === 'agrees' || straight.verdict === 'near') return straight
  const byMiddle = [...wordsOf(a.middle).map((word) => [word, b.given]), ...wordsOf(b.middle).map((word) => [a.given, word])]
    .filter(([x = '', y = '']) => x.length > 1 && y.length > 1)
    .map(([x = '', y = '']) => compareWords(x, y, variants))
    .filter(({ verdict }) => verdict !== 'differs' && verdict !== 'unknown')
  return byMiddle.length > 0 ? compared('near', 'middleName', 2) : straight
}

function compareFamily(a: string, b: string, variants: Variants): Compared {
  const straight = compareWords(a, b, variants)
  if (straight.verdict !== 'differs') return straight
  const [ones, others] = [wordsOf(a), wordsOf(b)]
  const shared = ones.some((word) => others.some((other) => compareWords(word, other, variants).verdict !== 'differs'))
  if ((ones.length > 1 || others.length > 1) && shared) return compared('near', 'partOfName', 2.5)
  // people marry, and children get a step-parent's name: another family name says little
  return compared('differs', 'other', -2.5)
}

function compareWords(a: string, b: string, variants: Variants): Compared {
  if (a === '' || b === '') return unknown
  if (a === b) return compared('agrees', 'same', 4)
  if (variants(a).has(b) || variants(b).has(a)) return compared('near', 'shortForm', 3)
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? compared('near', 'initial', 0.5) : compared('differs', 'other', -3)
  const closeForms = [...variants(a)].some((form) => isSlip(form, b)) || [...variants(b)].some((form) => isSlip(form, a))
  if (isSlip(a, b)) return compared('near', 'typing', 2.5)
  if (closeForms) return compared('near', 'shortForm', 2)
  // alike enough that a human should look, too different to count
  return similarity(a, b) >= 0.6 ? compared('differs', 'otherName', -2) : compared('differs', 'other', -4)
}

/** One slip of the keyboard in a short word, two in a long one: a letter wrong, left out, put in, or two swapped. */
function isSlip(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length)
  if (Math.min(a.length, b.length) < 3) return false
  const slips = distance(a, b)
  return slips <= (longest >= 8 ? 2 : 1) && (longest > 3 || a[0] === b[0])
}

function similarity(a: string, b: string): number {
  return 1 - distance(a, b) / Math.max(a.length, b.length)
}

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

function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

// ── births ──

type Birth = MatchFacts['births'][number]

function compareBirths(a: Birth, b: Birth): Compared {
  if (a.year === null || b.year === null) return unknown
  const yearsApart = Math.abs(a.year - b.year)
  if (a.certainty === 'estimated' || b.certainty === 'estimated') {
    // somebody guessed an age: three years either way says hardly more than "a teenager"
    if (yearsApart <= 2) return compared('near', 'aboutTheAge', 1)
    return yearsApart <= 5 ? compared('differs', 'otherDay', -2) : compared('differs', 'otherYear', -6)
  }
  if (a.bornOn === null || b.bornOn === null) {
    const sameMonth = a.month !== null && b.month !== null && a.month === b.month
    if (yearsApart === 0) return compared('near', 'yearOnly', sameMonth ? 3 : 2)
    return yearsApart === 1 ? compared('differs', 'otherDay', -1) : compared('differs', yearsApart > 10 ? 'otherYear' : 'otherDay', -5)
  }
  const placeholder = isPlaceholder(a.bornOn) || isPlaceholder(b.bornOn)
  if (placeholder) {
    if (yearsApart === 0) return compared(a.bornOn === b.bornOn ? 'agrees' : 'near', 'placeholder', a.bornOn === b.bornOn ? 3 : 2)
    return yearsApart === 1 ? compared('differs', 'otherDay', -1) : compared('differs', yearsApart > 10 ? 'otherYear' : 'otherDay', -5)
  }
  if (a.bornOn === b.bornOn) return compared('agrees', 'same', 8)
  if (swappedDay(a.bornOn) === b.bornOn) return compared('near', 'daySwapped', 5.5)
  if (distance(a.bornOn.replaceAll('-', ''), b.bornOn.replaceAll('-', '')) === 1) return compared('near', 'oneDigit', 4)
  return compared('differs', yearsApart > 10 ? 'otherYear' : 'otherDay', -6)
}

/** The first of January stands in many systems for "we only know the year". */
function isPlaceholder(date: string): boolean {
  return date.endsWith('-01-01')
}

function swappedDay(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(8)}-${date.slice(5, 7)}`
}

// ── where they live, and numbers ──

type Home = MatchFacts['addresses'][number]

function compareHomes(a: Home, b: Home): Compared {
  const samePostcode = a.postcode !== '' && a.postcode === b.postcode
  const nearPostcode = a.postcode !== '' && b.postcode !== '' && distance(a.postcode, b.postcode) === 1
  if (a.line === '' || b.line === '') {
    return samePostcode
      ? compared('agrees', 'samePostcode', 2.5)
      : a.postcode === '' || b.postcode === ''
        ? unknown
        : compared('differs', 'otherHome', -0.5)
  }
  const sameLine = bare(a.line) === bare(b.line) || similarity(bare(a.line), bare(b.line)) >= 0.85
  const sameNumber = firstNumber(a.line) === firstNumber(b.line)
  if (sameLine && sameNumber && samePostcode) return compared('agrees', 'sameHome', 4.5)
  if (sameLine && sameNumber && (nearPostcode || a.postcode === '' || b.postcode === '')) return compared('agrees', 'sameHome', 4)
  if (samePostcode) return compared('near', 'samePostcode', 2.5)
  return sameLine && sameNumber ? compared('near', 'sameStreet', 2) : compared('differs', 'otherHome', -0.5)
}

/** Without a flat in front: half the records have it, half have not. */
function bare(line: string): string {
  return line.replace(/^flat \w+ (?=\d)/, '')
}

function firstNumber(line: string): string | undefined {
  return /\d+/.exec(bare(line))?.[0]
}

function compareNumbers(one: MatchFacts, other: MatchFacts): Compared {
  const kinds = new Set(one.identifiers.map(({ kind }) => kind))
  const of = (facts: MatchFacts, wanted: string) => facts.identifiers.filter(({ kind }) => kind === wanted).map(({ value }) => value)
  return [...kinds]
    .map((kind) =>
      best(of(one, kind), of(other, kind), (a, b) => {
        if (a === b) return compared('agrees', 'same', 12)
        // systems keep the same person twice, and count upwards: another number says nothing
        if (kind.startsWith('ref:')) return unknown
        return distance(a, b) === 1 ? compared('near', 'oneDigit', 5) : compared('differs', 'other', -8)
      }),
    )
    .reduce((a, b) => (isStronger(b, a) ? b : a), unknown)
}

export type Candidate<Id> = Readonly<{ personId: Id; match: Match & Readonly<{ band: MatchBand }> }>

/** Those worth looking at, the likeliest first, at most `most`. */
export function rank<Id extends string>(matches: readonly Readonly<{ personId: Id; match: Match }>[], most: number): Candidate<Id>[] {
  return matches
    .flatMap(({ personId, match }): Candidate<Id>[] => (match.band === null ? [] : [{ personId, match: { ...match, band: match.band } }]))
    .toSorted(
      (a, b) =>
        Number(b.match.band === 'very_likely') - Number(a.match.band === 'very_likely') ||
        b.match.weight - a.match.weight ||
        a.personId.localeCompare(b.personId, 'en'),
    )
    .slice(0, most)
}
