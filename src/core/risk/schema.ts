import { z } from 'zod'
import { localDate } from '../clocks/schema.ts'
import { REASON_MIN_CHARACTERS, riskLevels } from './rules.ts'

/** What somebody can choose. `not_identified` is a decision: somebody looked and found none. */
export const chosenLevel = z.enum(['not_identified', ...riskLevels])
export type ChosenLevel = z.infer<typeof chosenLevel>

export const strengthKinds = ['trusted_adult', 'school_or_work', 'safe_activity', 'wants_help', 'family', 'safe_friends', 'other'] as const
export type StrengthKind = (typeof strengthKinds)[number]

const reason = z
  .string()
  .transform((text) => text.trim())
  .pipe(z.string().min(1).max(10_000))

export const judgementForm = z.object({ level: chosenLevel, because: reason })

export const decisionForm = z.object({
  level: chosenLevel,
  because: reason,
  changed: z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().max(10_000)),
})

/** A level below the suggestion is set against what is known: the reason has to be one that somebody can weigh. */
export const isReasonLongEnough = (because: string): boolean => because.trim().length >= REASON_MIN_CHARACTERS

export const strengthForm = z.object({ kind: z.enum(strengthKinds), said: reason.pipe(z.string().max(1_000)) })

export const countersignForm = z.object({ outcome: z.enum(['agreed', 'not_agreed']), note: reason })

export const pncForm = z.object({
  advised: z.enum(['yes', 'no']),
  name: reason.pipe(z.string().max(120)),
  role: reason.pipe(z.string().max(120)),
  on: localDate,
  reviewBy: localDate,
})
