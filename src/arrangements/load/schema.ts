import { z } from 'zod'
import { releasedTable } from '../../core/release/index.ts'
import { t } from './texts.ts'

export const moreLevels = ['significant', 'moderate', 'emerging'] as const

const howMany = z
  .string()
  .trim()
  .transform((text) => (text === '' ? '0' : text))
  .refine((text) => /^\d{1,2}$/.test(text), { error: () => t('problem.howMany') })
  .transform(Number)

/** How many more young people, by level. */
export const moreForm = z.object({ significant: howMany, moderate: howMany, emerging: howMany })

/** A time worked, as hours and minutes in one box: "1:30", "90 min" or "1.5". In minutes. */
export const minutesTyped = z
  .string()
  .trim()
  .transform((text, context) => {
    const [, hours, minutes] = /^(\d{1,2})[:h.](\d{2})$/.exec(text) ?? []
    const alone = /^(\d{1,3}) ?(?:min|minutes)$/.exec(text)?.[1]
    const whole = /^(\d{1,2})(?:[.,](5|25|75))? ?(?:h|hours?)$/.exec(text)
    const found =
      hours !== undefined && minutes !== undefined && Number(minutes) < 60
        ? Number(hours) * 60 + Number(minutes)
        : alone !== undefined
          ? Number(alone)
          : whole !== null
            ? Number(whole[1]) * 60 + Math.round(Number(`0.${whole[2] ?? 0}`) * 60)
            : undefined
    if (found !== undefined && found >= 5 && found <= 960) return found
    context.addIssue({ code: 'custom', message: t('problem.minutes') })
    return z.NEVER
  })

/** What was worked outside working hours. */
export const hoursForm = z.object({
  minutes: minutesTyped,
  what: z
    .string()
    .trim()
    .max(200, { error: () => t('problem.what') }),
})

/** The page for the board, as it is kept: released numbers, and shares to the nearest five percent. */
export const paperContent = z.object({
  children: releasedTable,
  visits: releasedTable,
  now: z.number().nullable(),
  more: z.object({ significant: z.number(), moderate: z.number(), emerging: z.number() }),
  after: z.number().nullable(),
  outside: z.object({ visits: z.union([z.number(), z.literal('c')]), hours: z.number() }),
})
export type PaperContent = z.infer<typeof paperContent>
