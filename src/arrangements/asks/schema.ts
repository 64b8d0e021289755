import { z } from 'zod'
import { timeOfDay } from '../../core/clocks/index.ts'
import { mark, provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

const coded = z.strictObject({ code: z.string().regex(/^[a-z][a-z_]*$/), text: z.string().min(1) })

/** The form of reference/asks.yaml. Hours are elapsed hours, times London's wall clock. */
export const asksPolicy = provenance.extend({
  dueAfterWorkingDays: z.int().min(0),
  dueLocalTime: timeOfDay,
  coverAfterHours: z.int().min(1),
  chaseAgainAfterHours: z.int().min(1),
  chaseAtMost: z.int().min(0),
  chaseByHandEveryHours: z.int().min(1),
  questions: z.array(coded).min(1),
  purposes: z.array(coded).min(1),
  bases: z.array(coded.extend({ mark })).min(1),
})
export type AsksPolicy = Readonly<z.infer<typeof asksPolicy>>

export type RecordKind = 'case' | 'concern'

/** What of somebody may be told, in the order in which it is offered. */
export const tellings = ['name', 'called', 'born', 'age', 'school', 'address'] as const
export type Telling = (typeof tellings)[number]

export const told = z.array(z.object({ what: z.enum(tellings), value: z.string().min(1) })).min(1)
export type Told = Readonly<z.infer<typeof told>[number]>

export const agreements = ['agreed', 'not_asked', 'did_not_agree', 'not_safe_to_ask'] as const
export type Agreement = (typeof agreements)[number]

/** Who of the record's circle reads the answers: a class of the case; at the desk, alone or with those who work a case from it. */
export const caseReaders = ['notes', 'plan', 'risk', 'health'] as const
export const deskReaders = ['desk', 'desk_notes', 'desk_plan'] as const
export type Readers = (typeof caseReaders)[number] | (typeof deskReaders)[number]

export const standings = ['known', 'nothing_known', 'not_checked'] as const
export type Standing = (typeof standings)[number]

const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most, { error: () => t('problem.tooLong') })

/** What is asked, beside its agencies, fields and time, which depend on the record. */
export const askForm = z
  .object({
    own: words(2_000),
    purpose: z.string().min(1, { error: () => t('problem.purpose') }),
    why: words(1_000),
    basis: z.string().min(1, { error: () => t('problem.basis') }),
    agreement: z.enum(agreements, { error: () => t('problem.agreement') }),
    agreementBecause: words(1_000),
  })
  .refine((ask) => ask.agreement === 'agreed' || ask.agreementBecause !== '', {
    path: ['agreementBecause'],
    error: () => t('problem.because'),
  })

export const withdrawForm = z.object({ because: words(500).min(1, { error: () => t('problem.withdraw') }) })
