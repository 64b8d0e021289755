// A concern's person beside somebody who is known: what agrees and differs, for a page, and the band. What is compared
// and what it is worth is said in core/matching; here it becomes the evidence that is kept and shown.
import {
  type Compared,
  type Guard,
  type Hidden,
  type Level,
  type MatchBand,
  type MatchFacts,
  partsSaid,
  type SaidPart,
  type Scorer,
  scored,
} from '../matching/index.ts'

export const matchFields = ['given', 'family', 'birth', 'sex', 'home', 'phone', 'number', 'school'] as const
export type MatchField = (typeof matchFields)[number]
/** `near`: not the same, but one may well stand for the other. `unknown`: one side does not say. */
export type Verdict = 'agrees' | 'near' | 'differs' | 'unknown'
export type Because =
  | ('same' | 'shortForm' | 'typing' | 'initial' | 'middleName' | 'swappedNames' | 'partOfName' | 'otherName')
  | ('daySwapped' | 'oneDigit' | 'placeholder' | 'yearOnly' | 'aboutTheAge' | 'otherYear' | 'otherDay')
  | ('sameHome' | 'samePostcode' | 'sameStreet' | 'hidden' | 'otherHome' | 'other' | 'notSaid')
export type Evidence = Readonly<{ field: MatchField; verdict: Verdict; because: Because }>

/** `weight` only orders candidates; it is never shown. `band` null: not worth anybody's time. */
export type Match = Readonly<{
  evidence: readonly Evidence[]
  weight: number
  band: MatchBand | null
  probability: number
  /** What each part says; they sum to the weight, to rounding. */
  parts: readonly SaidPart[]
  guard: Guard | null
}>

const words: Readonly<Record<Level | 'otherHome', readonly [Verdict, Because]>> = {
  same: ['agrees', 'same'],
  spelling: ['near', 'shortForm'],
  shortForm: ['near', 'shortForm'],
  otherForm: ['near', 'shortForm'],
  typing: ['near', 'typing'],
  shortSlip: ['near', 'typing'],
  middleName: ['near', 'middleName'],
  partOfName: ['near', 'partOfName'],
  initial: ['near', 'initial'],
  otherName: ['differs', 'otherName'],
  other: ['differs', 'other'],
  straight: ['agrees', 'same'],
  swappedNames: ['near', 'swappedNames'],
  oneSays: ['differs', 'other'],
  daySwapped: ['near', 'daySwapped'],
  oneDigit: ['near', 'oneDigit'],
  placeholder: ['near', 'placeholder'],
  yearOnly: ['near', 'yearOnly'],
  aboutTheAge: ['near', 'aboutTheAge'],
  otherDay: ['differs', 'otherDay'],
  otherYear: ['differs', 'otherYear'],
  sameHome: ['agrees', 'sameHome'],
  samePhone: ['agrees', 'same'],
  sameStreet: ['near', 'sameStreet'],
  samePostcode: ['near', 'samePostcode'],
  otherHome: ['differs', 'otherHome'],
}

/** Compares two people; the order of the two makes no difference. Every field is answered for. */
export function compare(one: MatchFacts, other: MatchFacts, hidden: Hidden, scorer: Scorer): Match {
  const { compared, parts, ...found } = scored(one, other, hidden, scorer)
  const { weight, band, probability, guard } = found
  const evidence = matchFields.map((field) => evidenceOf(field, compared, hidden))
  return { evidence, weight, band, probability, guard, parts: partsSaid(parts) }
}

function evidenceOf(field: MatchField, { levels, parts }: Compared, hidden: Hidden): Evidence {
  if ((field === 'home' && hidden.address) || (field === 'phone' && hidden.phone)) return { field, verdict: 'agrees', because: 'hidden' }
  const isName = field === 'given' || field === 'family'
  const level = field === 'home' || field === 'phone' ? parts[field] : levels[field]
  if (level === null) return { field, verdict: 'unknown', because: 'notSaid' }
  const [verdict, because] = words[isName && levels.order === 'swappedNames' ? 'swappedNames' : level]
  return { field, verdict, because }
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
