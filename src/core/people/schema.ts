// What may be typed about a person, in forms of any room. Nothing typed is ever changed: only trimmed at its ends.
import { z } from 'zod'
import { isLocalDate, type LocalDate } from '../clocks/local-date.ts'
import type { BirthBasis, BirthFact, PersonFacts } from './facts.ts'
import { t } from './texts.ts'

const oneLine = (limit: number) =>
  z
    .string()
    .trim()
    .max(limit, { error: () => t('problem.text.long', { limit }) })

/** Any name: one letter, two hundred, an apostrophe, any script. Empty is allowed: it is not known. */
export const nameText = z
  .string()
  .trim()
  .max(200, { error: () => t('problem.name.long') })

export type BirthProblem = Readonly<{ field: 'day' | 'month' | 'year'; message: string }>

/**
 * A date of birth from three boxes: all of it, month and year, or the year alone; undefined when all are empty.
 * Refuses 31 February, a day to come, and an age over 120.
 */
export function readBirth(
  typed: Readonly<{ day: string; month: string; year: string }>,
  today: LocalDate,
  basis: BirthBasis = 'stated',
): BirthFact | BirthProblem | undefined {
  const [day, month, year] = [typed.day.trim(), typed.month.trim(), typed.year.trim()]
  if (day === '' && month === '' && year === '') return undefined
  if (!/^\d{4}$/.test(year)) return { field: 'year', message: t('problem.birth.year') }
  if (Number(year) < Number(today.slice(0, 4)) - 120) return { field: 'year', message: t('problem.birth.old') }
  if (month !== '' && !/^(0?[1-9]|1[0-2])$/.test(month)) return { field: 'month', message: t('problem.birth.month') }
  const monthOfYear = `${year}-${month.padStart(2, '0')}`
  if (day !== '') {
    if (month === '') return { field: 'month', message: t('problem.birth.day') }
    const bornOn = `${monthOfYear}-${day.padStart(2, '0')}`
    if (!isLocalDate(bornOn)) return { field: 'day', message: t('problem.birth.real') }
    return bornOn > today ? { field: 'year', message: t('problem.birth.future') } : { certainty: 'full', bornOn, basis }
  }
  if ((month === '' ? year : monthOfYear) > today.slice(0, month === '' ? 4 : 7))
    return { field: 'year', message: t('problem.birth.future') }
  return { certainty: 'partial', year: Number(year), ...(month === '' ? {} : { month: Number(month) }), basis }
}

/** True for an answer of `readBirth` that says what to mend. */
export function isBirthProblem(read: BirthFact | BirthProblem): read is BirthProblem {
  return 'field' in read
}

/** "about 15", "15", "15 or 16", "fifteen" is not read. Null when there is no age in it. */
export function readAge(typed: string): number | null {
  const ages = [...typed.matchAll(/\d+/g)].map(([digits]) => Number(digits))
  if (ages.length === 0 || ages.length > 2 || ages.some((age) => age > 120)) return null
  // of "14 or 15" the younger: treat somebody who may be a child as one
  return Math.min(...ages)
}

/**
 * Who a worry is about, as a form sends it: every field a string, empty for what is not known. Gives the facts to
 * record. Problems are on the field they belong to, in words.
 * @param today the day in London; an age is an age on that day
 */
export function whoAbout(today: LocalDate) {
  return z
    .object({
      /** The name in one box, as it is said … */
      name: nameText.default(''),
      /** … or in parts. */
      given: nameText.default(''),
      middle: nameText.default(''),
      family: nameText.default(''),
      called: nameText.default(''),
      alias: nameText.default(''),
      birthDay: oneLine(10).default(''),
      birthMonth: oneLine(10).default(''),
      birthYear: oneLine(10).default(''),
      age: oneLine(40).default(''),
      gender: oneLine(100).default(''),
      pronouns: oneLine(100).default(''),
      language: oneLine(100).default(''),
      interpreter: oneLine(100).default(''),
      communication: oneLine(500).default(''),
      school: oneLine(200).default(''),
      addressLine: oneLine(500).default(''),
      postcode: oneLine(20).default(''),
      phone: oneLine(50).default(''),
      nhs: oneLine(20).default(''),
      upn: oneLine(20).default(''),
      agencyReference: oneLine(100).default(''),
      safeContact: oneLine(500).default(''),
      avoidWords: oneLine(500).default(''),
    })
    .transform((typed, context): PersonFacts => {
      const problem = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
      const births: BirthFact[] = []
      const birth = readBirth({ day: typed.birthDay, month: typed.birthMonth, year: typed.birthYear }, today)
      if (birth !== undefined && isBirthProblem(birth))
        problem({ day: 'birthDay', month: 'birthMonth', year: 'birthYear' }[birth.field], birth.message)
      else if (birth !== undefined) births.push(birth)
      if (typed.age !== '') {
        const estimatedAge = readAge(typed.age)
        if (estimatedAge === null) problem('age', t('problem.age'))
        else births.push({ certainty: 'estimated', estimatedAge, estimatedOn: today, basis: 'estimated', because: typed.age })
      }
      if (typed.phone !== '' && !/\d{3}/.test(typed.phone.replaceAll(/\D/g, ''))) problem('phone', t('problem.phone'))
      if (typed.nhs !== '' && typed.nhs.replaceAll(/\D/g, '').length !== 10) problem('nhs', t('problem.nhs'))
      const facts = factsTyped(typed, births)
      if (context.issues.length === 0 && Object.values(facts).every((list) => list.length === 0)) problem('name', t('problem.nothing'))
      return facts
    })
}

type Typed = Readonly<
  Record<
    | ('name' | 'given' | 'middle' | 'family' | 'called' | 'alias' | 'gender' | 'pronouns' | 'language' | 'interpreter' | 'communication')
    | ('school' | 'addressLine' | 'postcode' | 'phone' | 'nhs' | 'upn' | 'agencyReference' | 'safeContact' | 'avoidWords'),
    string
  >
>

function factsTyped(typed: Typed, births: readonly BirthFact[]): Required<Omit<PersonFacts, 'relationships' | 'gps' | 'selfDescriptions'>> {
  const details = (['called', 'gender', 'pronouns', 'language', 'interpreter', 'communication', 'school'] as const).filter(
    (kind) => typed[kind] !== '',
  )
  const parts = given({ given: typed.given, middle: typed.middle, family: typed.family })
  return {
    names: [
      ...(typed.name === '' ? [] : [{ kind: 'legal' as const, fullText: typed.name }]),
      ...(typed.given === '' && typed.family === '' ? [] : [{ kind: 'legal' as const, ...parts }]),
      ...(typed.alias === '' ? [] : [{ kind: 'alias' as const, fullText: typed.alias }]),
    ],
    births,
    details: details.map((kind) => ({ kind, value: typed[kind] })),
    addresses: typed.addressLine === '' && typed.postcode === '' ? [] : [given({ line: typed.addressLine, postcode: typed.postcode })],
    phones: typed.phone === '' ? [] : [{ number: typed.phone }],
    identifiers: [
      ...(typed.nhs === '' ? [] : [{ kind: 'nhs' as const, value: typed.nhs }]),
      ...(typed.upn === '' ? [] : [{ kind: 'upn' as const, value: typed.upn }]),
      ...(typed.agencyReference === '' ? [] : [{ kind: 'agency_reference' as const, value: typed.agencyReference }]),
    ],
    safeContacts:
      typed.safeContact === '' && typed.avoidWords === '' ? [] : [given({ method: typed.safeContact, avoidWords: typed.avoidWords })],
  }
}

/** Only the fields that were filled in. */
function given<Fields extends Readonly<Record<string, string>>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as Partial<Fields>
}
