import { z } from 'zod'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

/** The form of reference/cover.yaml. */
export const coverPolicy = provenance.extend({ gapShownDaysAhead: z.int().min(0) })
export type CoverPolicy = Readonly<z.infer<typeof coverPolicy>>

/** The five lines, in the order in which somebody who does not know the child needs them. */
export const handoverLines = ['mattersNow', 'nextVisit', 'safeToRing', 'notToDo', 'promised'] as const
export type HandoverLine = (typeof handoverLines)[number]
export type HandoverText = Readonly<Record<HandoverLine, string>>

const line = z
  .string()
  .trim()
  .max(1_000, { error: () => t('problem.tooLong') })

/** One line is enough to begin: something is better than an empty page. */
export const handoverForm: z.ZodType<HandoverText> = z
  .object({ mattersNow: line, nextVisit: line, safeToRing: line, notToDo: line, promised: line })
  .refine((text) => handoverLines.some((name) => text[name] !== ''), { path: ['mattersNow'], error: () => t('problem.empty') })

/** Yes, or no with a reason. */
export const answerForm = z
  .object({
    answer: z.enum(['yes', 'no'], { error: () => t('problem.answer') }),
    because: z
      .string()
      .trim()
      .max(1_000, { error: () => t('problem.tooLong') }),
  })
  .refine((form) => form.answer === 'yes' || form.because !== '', { path: ['because'], error: () => t('problem.because') })
