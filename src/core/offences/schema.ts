import { z } from 'zod'
import { localDate } from '../clocks/schema.ts'
import { mark, provenance } from '../reference/provenance.ts'

/** The only four answers to "is this offence on the list of Schedule 4?". None says what a court would decide. */
export const listedValues = ['LISTED', 'LISTED_IF_CONDITION', 'NOT_LISTED', 'UNKNOWN'] as const
export type ListedValue = (typeof listedValues)[number]

/** Unknown is not no. */
export const conditionAnswer = z.enum(['yes', 'no', 'unknown'])
export type ConditionAnswer = z.infer<typeof conditionAnswer>

/** How it was done, where it was not the offence itself. */
export const offenceForm = z.enum(['attempt', 'conspiracy', 'encouraging', 'aiding'])
export type OffenceForm = z.infer<typeof offenceForm>

/** One provision. `inForceFrom`: where the offence itself began after section 45 did. */
const row = z.object({
  law: z.string().min(1),
  section: z.string().min(1),
  name: z.string().min(1),
  inForceFrom: localDate.optional(),
  mark,
})
const offence = z.discriminatedUnion('value', [
  row.extend({ value: z.enum(['LISTED', 'NOT_LISTED']) }),
  row.extend({ value: z.literal('LISTED_IF_CONDITION'), question: z.string().min(1) }),
])
export type Offence = Readonly<z.infer<typeof offence>>

/** The form of reference/section45.yaml. */
export const section45Table = provenance
  .extend({
    actsFrom: localDate,
    notReviewed: z.array(z.object({ law: z.string().min(1), because: z.string().min(1), mark })),
    forms: z.record(offenceForm, mark),
    neverSaid: z.array(z.string().min(1)).min(1),
    offences: z.array(offence).min(1),
  })
  .superRefine(({ offences }, context) => {
    const seen = new Set<string>()
    for (const [i, { law, section }] of offences.entries()) {
      const key = `${law} ${section}`
      if (seen.has(key)) context.addIssue({ code: 'custom', path: ['offences', i], message: `${key} stands there twice` })
      seen.add(key)
    }
  })
export type Section45Table = Readonly<z.infer<typeof section45Table>>

/** The form of reference/new-offences.yaml: in law, and counted only for acts from a confirmed start. */
export const newOffences = provenance.extend({
  items: z.array(
    z.object({
      code: z.string().regex(/^[a-z_]+$/),
      name: z.string().min(1),
      law: z.string().min(1),
      wording: z.string().min(1),
      inForceFrom: localDate.nullable(),
    }),
  ),
})
export type NewOffences = Readonly<z.infer<typeof newOffences>>
