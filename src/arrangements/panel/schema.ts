import { z } from 'zod'
import { recordClasses } from '../../core/access/index.ts'
import { localDate, timeOfDay } from '../../core/clocks/index.ts'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

export const partKeys = ['headline', 'voice', 'risk', 'plan', 'police', 'health'] as const
export type PartKey = (typeof partKeys)[number]
export const reasonKeys = ['missing', 'newly', 'level', 'asked'] as const

const positive = z.int().positive()

/** The form of reference/panel.yaml. */
export const panelPolicy = provenance.extend({
  paperWorkingDaysBefore: positive,
  paperDueLocalTime: timeOfDay,
  papersExpireDays: positive,
  agenda: z.object({
    kinds: z.array(z.enum(['child', 'adult'])).min(1),
    levels: z.array(z.string().min(1)),
    newlyWithinDays: positive,
    missing: z.boolean(),
  }),
  parts: z.array(z.object({ key: z.enum(partKeys), class: z.enum(recordClasses), ownWords: z.boolean().default(false) })).min(1),
})
export type PanelPolicy = Readonly<z.infer<typeof panelPolicy>>
export type PaperPart = PanelPolicy['parts'][number]

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, { error: () => t('problem.tooLong') })
const needed = (most: number, because: () => string) => text(most).min(1, { error: because })

export const meetingForm = z.object({
  meetsOn: localDate,
  meetsAt: timeOfDay,
  place: text(200),
  chairPost: z.uuid({ error: () => t('problem.chair') }),
  because: text(500),
})
export type MeetingForm = Readonly<z.infer<typeof meetingForm>>

export const becauseForm = z.object({ because: needed(500, () => t('problem.because')) })
export const askForm = z.object({
  because: needed(1000, () => t('problem.because')),
  meeting: z.uuid({ error: () => t('problem.meeting') }),
})

export const paperText = text(6000)

export const decisionForm = z.object({
  decided: needed(2000, () => t('problem.decided')),
  because: needed(2000, () => t('problem.because')),
  present: z.array(z.uuid()).min(1, { error: () => t('problem.present') }),
  presentWords: text(500),
})
export type DecisionForm = Readonly<z.infer<typeof decisionForm>>

export const actionForm = z
  .object({ what: needed(1000, () => t('problem.what')), owner: z.uuid().nullable(), ownerWords: text(200), dueOn: localDate })
  .refine(({ owner, ownerWords }) => owner !== null || ownerWords !== '', { path: ['owner'], error: () => t('problem.owner') })

export const endForm = z.object({
  state: z.enum(['done', 'dropped'], { error: () => t('problem.state') }),
  how: needed(1000, () => t('problem.how')),
})
