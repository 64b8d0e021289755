import { z } from 'zod'
import { timeOfDay } from '../../core/clocks/index.ts'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

/** The four questions of the page, in the order in which somebody reads them at night. */
export const tonightParts = ['whomToRing', 'whereSafe', 'whatHelps', 'whatFrightens'] as const
export type TonightPart = (typeof tonightParts)[number]
export type TonightText = Readonly<Record<TonightPart, string>>

const part = z
  .string()
  .trim()
  .max(2_000, { error: () => t('problem.tooLong') })

/** One sentence in one of the four is enough to begin: half a page at night is better than none. */
export const tonightForm: z.ZodType<TonightText> = z
  .object({ whomToRing: part, whereSafe: part, whatHelps: part, whatFrightens: part })
  .refine((page) => tonightParts.some((name) => page[name] !== ''), { path: ['whomToRing'], error: () => t('problem.empty') })

/** The form of reference/tonight.yaml. `reviewOnWeekday`: 1 Monday to 7 Sunday. */
export const tonightPolicy = provenance.extend({ reviewOnWeekday: z.int().min(1).max(7), dueLocalTime: timeOfDay })
export type TonightPolicy = Readonly<z.infer<typeof tonightPolicy>>
