// What other systems send. The same schemas check it and make the description (OpenAPI).
import { z } from 'zod'
import { apiScopes } from '../../core/api/index.ts'
import { isLocalDate } from '../../core/clocks/index.ts'
import { t } from './texts.ts'

/** Text as the database can keep it, trimmed at its ends. */
const text = (limit: number) =>
  z
    .string()
    .trim()
    .max(limit)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), { error: () => t('problem.characters') })
const given = (limit: number) => text(limit).min(1)

const day = z
  .string()
  .meta({ format: 'date' })
  .refine(isLocalDate, { error: () => t('problem.day') })

const person = z
  .strictObject({
    relation: z.enum(['at_risk', 'may_harm', 'other']).describe('at_risk: whom the concern is about'),
    name: text(200).optional().describe('As it is said; left out where nobody knows it'),
    knownAs: text(200).optional(),
    bornOn: day.optional(),
    aboutAge: z.int().min(0).max(120).optional().describe('How old they seem, where nobody knows the date'),
    nhsNumber: text(20).optional(),
    upn: text(20).optional().describe('Unique pupil number'),
    ownReference: text(80).optional().describe('Their number in your system'),
    school: text(200).optional(),
    address: text(300).optional(),
    postcode: text(12).optional(),
    phone: text(40).optional(),
    language: text(100).optional(),
    more: text(2000).optional(),
  })
  .refine(({ name, more }) => (name ?? '') !== '' || (more ?? '') !== '', { error: () => t('problem.who'), path: ['name'] })
export type PersonSent = z.output<typeof person>

export const newConcern = z
  .strictObject({
    kind: given(60).describe('A kind of concern of this partnership, like child_exploitation, adult_at_risk or other'),
    from: z.strictObject({
      name: given(200).describe('The person who worries, not the system'),
      job: text(200).optional(),
      reach: given(500).describe('How the desk reaches them: a phone number, and when'),
    }),
    people: z.array(person).min(1).max(10),
    seen: given(20_000).describe('What was seen or heard, in plain words'),
    ownWords: text(20_000).optional().describe('What the young person said, in their words'),
    seenOn: day.optional(),
    danger: z.enum(['yes', 'no', 'unknown']).describe('Whether somebody is in danger now. If so, ring 999 first: this is not read at once'),
    alreadyDone: text(20_000).optional(),
    agreement: z.enum(['agreed', 'not_asked', 'did_not_agree']).describe('Whether the family or the adult agreed that it is sent'),
    agreementBecause: text(5000).optional().describe('Needed unless they agreed'),
    told: text(5000).optional(),
  })
  .refine(({ agreement, agreementBecause }) => agreement === 'agreed' || (agreementBecause ?? '') !== '', {
    error: () => t('problem.because'),
    path: ['agreementBecause'],
  })
export type ConcernSent = z.output<typeof newConcern>

export const concernTaken = z.strictObject({ reference: z.string(), receivedAt: z.iso.datetime() })

export const concernStanding = z.strictObject({
  reference: z.string(),
  /** Nothing finer: finer would tell who is known. */
  state: z.enum(['received', 'more_wanted', 'decided']),
  receivedAt: z.iso.datetime(),
  decisionDueAt: z.iso.datetime().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  contact: z.strictObject({ name: z.string(), phone: z.string().nullable() }),
})

export const lookUp = z.strictObject({
  identifier: z.strictObject({
    kind: z.enum(['nhs', 'upn', 'agency_reference']),
    value: given(80).describe('Exactly this number: spaces and signs do not count'),
  }),
  because: given(300).describe('Why it is asked, for the record: who, and what for'),
})

/** Without `ask`: nobody with this number about whom this system may know that there is anything. */
export const lookedUp = z.strictObject({
  ask: z.array(
    z.strictObject({ about: z.enum(['case', 'concern']), reference: z.string(), name: z.string(), phone: z.string().nullable() }),
  ),
})

/** What an administrator fills in for a new key. */
export const keyForm = (mostDays: number) =>
  z.object({
    name: z
      .string()
      .trim()
      .min(1, { error: () => t('problem.name') })
      .max(100, { error: () => t('problem.long') }),
    agency: z.string().min(1, { error: () => t('problem.agency') }),
    purpose: z
      .string()
      .trim()
      .min(1, { error: () => t('problem.purpose') })
      .max(500, { error: () => t('problem.long') }),
    scopes: z.array(z.enum(apiScopes)).min(1, { error: () => t('problem.scopes') }),
    days: z.coerce
      .number({ error: () => t('problem.days', { most: mostDays }) })
      .int({ error: () => t('problem.days', { most: mostDays }) })
      .min(1, { error: () => t('problem.days', { most: mostDays }) })
      .max(mostDays, { error: () => t('problem.days', { most: mostDays }) }),
  })
