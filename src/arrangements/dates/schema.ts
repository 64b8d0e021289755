import { z } from 'zod'
import { localDate } from '../../core/clocks/index.ts'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

export const dateKinds = ['court', 'bail', 'review', 'exclusion_hearing', 'placement_move', 'interview', 'other'] as const
export const dateKind = z.enum(dateKinds, { error: () => t('problem.kind') })
export type DateKind = z.infer<typeof dateKind>

export const dateForm = z.object({
  kind: dateKind,
  what: z
    .string()
    .trim()
    .max(300, { error: () => t('problem.tooLong') }),
})

export const dateEnd = z
  .object({
    state: z.enum(['happened', 'called_off'], { error: () => t('problem.state') }),
    how: z
      .string()
      .trim()
      .max(500, { error: () => t('problem.tooLong') }),
  })
  .refine((end) => end.state !== 'called_off' || end.how !== '', { path: ['how'], error: () => t('problem.how') })

export const answerForm = z.object({
  who: z
    .string()
    .trim()
    .min(1, { error: () => t('problem.who') })
    .max(500, { error: () => t('problem.tooLong') }),
})

/** The form of reference/school-age.yaml: ages in whole years on the day before the school year begins. */
export const schoolAge = provenance
  .extend({
    schoolYearBegins: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/),
    youngest: z.int().min(0),
    oldestCompulsory: z.int().positive(),
    oldestInSixthForm: z.int().positive(),
  })
  .refine((age) => age.youngest < age.oldestCompulsory && age.oldestCompulsory <= age.oldestInSixthForm)
export type SchoolAge = Readonly<z.infer<typeof schoolAge>>

/** One holiday, both days counted. */
export type Holiday = Readonly<{ id: string; name: string; from: string; to: string }>

/** The form of reference/school-holidays.yaml: in order, none inside another. */
export const schoolHolidays = provenance
  .extend({
    askWorkingDaysBefore: z.int().positive(),
    answerWithinWorkingDays: z.int().positive(),
    holidays: z.array(z.object({ id: z.string().regex(/^[a-z0-9-]+$/), name: z.string().min(1), from: localDate, to: localDate })),
  })
  .superRefine(({ holidays }, context) => {
    for (const [i, { id, from, to }] of holidays.entries()) {
      if (to < from) context.addIssue({ code: 'custom', path: ['holidays', i, 'to'], message: `${id} ends before it begins` })
      const before = holidays[i - 1]
      if (before !== undefined && from <= before.to)
        context.addIssue({ code: 'custom', path: ['holidays', i, 'from'], message: `${id} begins before ${before.id} has ended` })
      if (holidays.findIndex((one) => one.id === id) !== i)
        context.addIssue({ code: 'custom', path: ['holidays', i, 'id'], message: `there are two of ${id}` })
    }
  })
export type SchoolHolidays = Readonly<z.infer<typeof schoolHolidays>>
