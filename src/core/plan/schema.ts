import { z } from 'zod'
import { type LocalDate, localDate } from '../clocks/index.ts'
import { t } from './texts.ts'

/** The plan's headings, in the order in which they stand. Plain words, so that other practice models fit. */
export const planHeadings = ['worries', 'worksWell', 'needsToHappen', 'dangerStatement', 'safetyGoal', 'safetyPlan'] as const
export type PlanHeading = (typeof planHeadings)[number]
export type PlanText = Readonly<Record<PlanHeading, string>>

const longest = 10_000
const longText = z
  .string()
  .trim()
  .max(longest, { error: () => t('problem.tooLong') })

export const planForm: z.ZodType<PlanText> = z.object({
  worries: longText,
  worksWell: longText,
  needsToHappen: longText,
  dangerStatement: longText,
  safetyGoal: longText,
  safetyPlan: longText,
})

export type NewAction = Readonly<{ what: string; ownerPostId: string | null; ownerWords: string; dueOn: LocalDate; askedByThem: boolean }>

/** Another owner or another day, with the reason. */
export type ActionMove = Readonly<{ ownerPostId: string | null; ownerWords: string; dueOn: LocalDate; because: string }>

/** Somebody owes it: a colleague, or somebody else in words. */
export const actionForm: z.ZodType<NewAction> = z
  .object({
    what: z
      .string()
      .trim()
      .min(1, { error: () => t('problem.what') })
      .max(1000, { error: () => t('problem.tooLong') }),
    ownerPostId: z.uuid().nullable(),
    ownerWords: z
      .string()
      .trim()
      .max(200, { error: () => t('problem.tooLong') }),
    dueOn: localDate,
    askedByThem: z.boolean(),
  })
  .refine((action) => action.ownerPostId !== null || action.ownerWords !== '', { path: ['ownerPostId'], error: () => t('problem.owner') })

export const actionMove: z.ZodType<ActionMove> = z
  .object({
    ownerPostId: z.uuid().nullable(),
    ownerWords: z
      .string()
      .trim()
      .max(200, { error: () => t('problem.tooLong') }),
    dueOn: localDate,
    because: z
      .string()
      .trim()
      .min(1, { error: () => t('problem.moveBecause') })
      .max(1000, { error: () => t('problem.tooLong') }),
  })
  .refine((move) => move.ownerPostId !== null || move.ownerWords !== '', { path: ['ownerPostId'], error: () => t('problem.owner') })

export const actionEnd = z.object({
  state: z.enum(['done', 'dropped']),
  how: z
    .string()
    .trim()
    .min(1, { error: () => t('problem.how') })
    .max(1000, { error: () => t('problem.tooLong') }),
})

export type Accepted = 'yes' | 'no' | 'unknown'
/** What is known of one service. `firstMetOn`: only then is it in place. */
export type ServiceDates = Readonly<{
  askedOn: LocalDate
  accepted: Accepted
  acceptedOn: LocalDate | null
  firstMetOn: LocalDate | null
  endedOn: LocalDate | null
}>
