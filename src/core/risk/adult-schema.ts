import { z } from 'zod'
import { localDate } from '../clocks/schema.ts'

/** What can be said about an adult's case, and the answers each takes. @source handbook/law.md 5.4 */
export const adultAnswers = {
  wants: ['said'],
  agreement: ['agreed', 'acting_without', 'not_asked'],
  section42: ['enquiry', 'no_enquiry', 'not_decided'],
  advocate: ['yes', 'declined', 'no'],
  enough: ['yes', 'partly', 'no', 'not_asked'],
} as const
export type AdultKind = keyof typeof adultAnswers
export const adultKinds = ['wants', 'agreement', 'section42', 'advocate', 'enough'] as const satisfies readonly AdultKind[]

const text = (most: number) =>
  z
    .string()
    .transform((value) => value.trim())
    .pipe(z.string().max(most))

const said = { said: text(10_000), on: localDate }
const needsReason = ['acting_without', 'enquiry', 'no_enquiry', 'said']

/** Acting without agreement, a decision under section 42 and what somebody wants are never without their words. */
export const adultForm = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('wants'), answer: z.enum(adultAnswers.wants), ...said }),
    z.object({ kind: z.literal('agreement'), answer: z.enum(adultAnswers.agreement), ...said }),
    z.object({ kind: z.literal('section42'), answer: z.enum(adultAnswers.section42), ...said }),
    z.object({ kind: z.literal('advocate'), answer: z.enum(adultAnswers.advocate), ...said }),
    z.object({ kind: z.literal('enough'), answer: z.enum(adultAnswers.enough), ...said }),
  ])
  .refine((form) => form.said !== '' || !needsReason.includes(form.answer), { path: ['said'] })
export type AdultStatementForm = Readonly<z.infer<typeof adultForm>>

export const capacityForm = z.object({
  decision: text(300).pipe(z.string().min(1)),
  finding: z.enum(['has', 'lacks', 'unknown']),
  basis: text(10_000).pipe(z.string().min(1)),
  by: text(200).pipe(z.string().min(1)),
  on: localDate,
})
export type CapacityForm = Readonly<z.infer<typeof capacityForm>>

/** At most half a year: longer than that nobody is seen. */
export const rhythmForm = z.object({ everyDays: z.coerce.number().int().min(1).max(182), because: text(1000).pipe(z.string().min(1)) })

/** How it is known from when somebody was exploited. @source handbook/law.md section 1 */
export const exploitedBases = ['document', 'stated', 'assessed', 'estimated', 'unknown'] as const
export const exploitedBasis = z.enum(exploitedBases)
export type ExploitedBasis = z.infer<typeof exploitedBasis>
