// What can be said of a person. Everything is optional: what nobody said is unknown, and is never filled in.
import type { LocalDate } from '../clocks/local-date.ts'
import {
  normalAddress,
  normalIdentifier,
  normalName,
  normalPhone,
  normalPostcode,
  scriptOf,
  splitAround,
  splitName,
} from '../matching/index.ts'

export const nameKinds = ['legal', 'birth', 'known_as', 'alias', 'maiden', 'spelling'] as const
export type NameKind = (typeof nameKinds)[number]
/** Either in one piece, as it was said (with the family name, if it is more than the last word), or in parts. Kept exactly as typed. */
export type NameFact = Readonly<{ kind: NameKind; fullText?: string; given?: string; middle?: string; family?: string }>

export const birthBases = ['document', 'stated', 'assessed', 'estimated', 'presumed'] as const
export type BirthBasis = (typeof birthBases)[number]
export type BirthFact = Readonly<
  (
    | { certainty: 'full' | 'disputed'; bornOn: LocalDate }
    | { certainty: 'partial'; year: number; month?: number }
    /** How old somebody seemed, and on which day: 15 in 2024 is 17 in 2026. */
    | { certainty: 'estimated'; estimatedAge: number; estimatedOn: LocalDate }
  ) & { basis: BirthBasis; because?: string }
>

export const identifierKinds = ['nhs', 'upn', 'agency_reference', 'other'] as const
export type IdentifierFact = Readonly<{ kind: (typeof identifierKinds)[number]; value: string; label?: string }>

export const detailKinds = [
  'called',
  'pronouns',
  'gender',
  'sex',
  'language',
  'interpreter',
  'communication',
  'school',
  'legal_status',
  'home_council',
  'placing_council',
] as const
export type DetailKind = (typeof detailKinds)[number]
export type DetailFact = Readonly<{ kind: DetailKind; value: string; note?: string; fromOn?: LocalDate; untilOn?: LocalDate }>

export const relationshipKinds = [
  'mother',
  'father',
  'parent',
  'step_parent',
  'carer',
  'foster_carer',
  'sibling',
  'grandparent',
  'partner',
  'child',
  'friend',
  'other',
] as const
export const answers = ['yes', 'no', 'unknown', 'not_asked'] as const
export type Answer = (typeof answers)[number]
/** Somebody around the person: with a record here, or only a name. */
export type RelationshipFact = Readonly<{
  kind: (typeof relationshipKinds)[number]
  relatedName?: string
  relatedSourceRecordId?: string
  parentalResponsibility?: Answer
  safeToTell?: Answer
  note?: string
}>

export const addressKinds = ['home', 'placement', 'staying', 'family', 'other'] as const
export type AddressFact = Readonly<{
  kind?: (typeof addressKinds)[number]
  line?: string
  postcode?: string
  uprn?: string
  fromOn?: LocalDate
  untilOn?: LocalDate
  protected?: boolean
}>
/** The number of a property as it is compared: digits, without zeros in front. */
export function normalUprn(typed: string): string {
  return typed.replaceAll(/\s/g, '').replace(/^0+(?=\d)/, '')
}
export type PhoneFact = Readonly<{ number: string; whose?: string; protected?: boolean }>
export type SafeContactFact = Readonly<{ method?: string; times?: string; avoidWords?: string; note?: string }>
export type GpFact = Readonly<{ practice: string; note?: string }>
/** Something is said: words of their own, or (of ethnicity) the group they chose to be counted under, a code of reference/ethnic-groups.yaml. */
export type SelfDescriptionFact =
  | Readonly<{ kind: 'ethnicity'; value?: string; groupedAs?: string }>
  | Readonly<{ kind: 'disability'; value: string }>

export type PersonFacts = Readonly<{
  names?: readonly NameFact[]
  births?: readonly BirthFact[]
  identifiers?: readonly IdentifierFact[]
  details?: readonly DetailFact[]
  relationships?: readonly RelationshipFact[]
  addresses?: readonly AddressFact[]
  phones?: readonly PhoneFact[]
  safeContacts?: readonly SafeContactFact[]
  gps?: readonly GpFact[]
  selfDescriptions?: readonly SelfDescriptionFact[]
}>

/** True when nothing at all is said. */
export function saysNothing(facts: PersonFacts): boolean {
  return Object.values(facts).every((list) => list.length === 0)
}

/** The facts as the database's functions take them: as typed, and beside it what they are compared by. */
export function withComparisons(facts: PersonFacts) {
  return {
    names: (facts.names ?? []).map((name) => ({ ...name, ...comparedName(name) })),
    births: facts.births ?? [],
    identifiers: (facts.identifiers ?? []).map((number) => ({ ...number, valueNorm: normalIdentifier(number.value) })),
    details: facts.details ?? [],
    relationships: facts.relationships ?? [],
    addresses: (facts.addresses ?? []).map((address) => ({
      ...address,
      lineNorm: normalAddress(address.line ?? ''),
      postcodeNorm: normalPostcode(address.postcode ?? ''),
      ...(address.uprn === undefined ? {} : { uprn: normalUprn(address.uprn) }),
    })),
    phones: (facts.phones ?? []).map((phone) => ({ ...phone, numberNorm: normalPhone(phone.number) })),
    safeContacts: facts.safeContacts ?? [],
    gps: facts.gps ?? [],
    selfDescriptions: facts.selfDescriptions ?? [],
  }
}

function comparedName({ fullText, given = '', middle = '', family = '' }: NameFact) {
  const script = scriptOf(`${fullText ?? ''}${given}${family}`)
  if (fullText !== undefined) {
    const parts = family === '' ? splitName(fullText) : splitAround(fullText, family)
    return { script, givenNorm: parts.given, middleNorm: parts.middle, familyNorm: parts.family }
  }
  return { script, givenNorm: normalName(given), middleNorm: normalName(middle), familyNorm: normalName(family) }
}
