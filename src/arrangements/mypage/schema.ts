import { z } from 'zod'
import { localDate } from '../../core/clocks/index.ts'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

/** The form of reference/mypage.yaml. */
export const myPagePolicy = provenance.extend({
  neverNamed: z.array(z.string().min(1)),
  answerWithinWorkingDays: z.int().positive(),
  complain: z.array(z.string().min(1)).min(1),
})
export type MyPagePolicy = Readonly<z.infer<typeof myPagePolicy>>

const words = (most: number, because: () => string) =>
  z
    .string()
    .trim()
    .min(1, { error: because })
    .max(most, { error: () => t('problem.tooLong') })

export const lineKind = z.enum(['said', 'well'])
export type LineKind = z.infer<typeof lineKind>
export const lineForm = z.object({ kind: lineKind, words: words(1000, () => t('problem.words')), saidOn: localDate })
export const askForm = z.object({
  asked: words(1000, () => t('problem.asked')),
  promisedBy: z.uuid({ error: () => t('problem.who') }),
  promisedFor: localDate,
})
export const answerForm = z.object({ answer: words(1000, () => t('problem.answer')) })
export const becauseForm = z.object({ because: words(500, () => t('problem.because')) })
export const disagreeForm = z.object({ said: words(2000, () => t('problem.disagree')) })
