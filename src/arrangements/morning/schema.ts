import { z } from 'zod'
import { timeOfDay } from '../../core/clocks/index.ts'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

/** Why somebody stands on the page, in the order of the meeting. */
export const morningKinds = ['missing', 'arrested', 'newly_significant', 'not_seen', 'unanswered', 'waiting'] as const
export const morningKind = z.enum(morningKinds)
export type MorningKind = z.infer<typeof morningKind>

/** The form of reference/morning.yaml. Times are London's wall clock. */
export const morningPolicy = provenance.extend({ meetsAt: timeOfDay, usualBy: timeOfDay })
export type MorningPolicy = Readonly<z.infer<typeof morningPolicy>>

export const lineForm = z
  .object({
    caseId: z.uuid(),
    kind: morningKind,
    what: z
      .string()
      .trim()
      .max(300, { error: () => t('problem.tooLong') }),
    ownerPostId: z.uuid().nullable(),
    ownerWords: z
      .string()
      .trim()
      .max(200, { error: () => t('problem.tooLong') }),
  })
  .refine((line) => line.ownerPostId !== null || line.ownerWords !== '', { path: ['owner'], error: () => t('problem.owner') })

export const endForm = z
  .object({
    state: z.enum(['done', 'dropped', 'carried'], { error: () => t('problem.state') }),
    how: z
      .string()
      .trim()
      .max(500, { error: () => t('problem.tooLong') }),
  })
  .refine((end) => end.state !== 'dropped' || end.how !== '', { path: ['how'], error: () => t('problem.how') })
