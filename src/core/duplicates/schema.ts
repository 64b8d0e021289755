import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'

export const harms = ['missing', 'top_level', 'two_circles', 'two_cases', 'case_and_other', 'concern'] as const
export type Harm = (typeof harms)[number]
export const isHarm = (key: string): key is Harm => harms.some((one) => one === key)

/** The form of reference/duplicates.yaml. */
export const duplicatesPolicy = provenance.extend({
  comeBackAfterDays: z.int().min(1).max(365),
  harm: z
    .array(z.strictObject({ key: z.enum(harms), points: z.int().min(0), words: z.string().min(1) }))
    .refine((rows) => harms.every((key) => rows.filter((row) => row.key === key).length === 1), 'each kind of harm once'),
})
const share = z.number().gt(0).lt(1)
const figure = z.strictObject({ wrong: z.int().min(0).max(1000), missed: z.int().min(0).max(1000) })
/** The form of reference/matching-figures.yaml: what a threshold means, counted on the reference sets. */
export const matchingFigures = provenance.extend({
  model: z.string().min(1),
  sets: z
    .array(
      z.object({
        file: z.string().min(1),
        records: z.int().min(1),
        truePairs: z.int().min(1),
        thresholds: z.array(z.strictObject({ from: share, shown: figure, veryLikely: figure })).min(1),
      }),
    )
    .min(1),
})
export type MatchingFigures = z.infer<typeof matchingFigures>

/** A probability as somebody types it in per cent, such as 98 or 99.5: between 0 and 100, neither of them. */
const percent = z
  .string()
  .trim()
  .regex(/^\d{1,2}(\.\d{1,3})?$/)
  .transform((text) => Number(text) / 100)
  .refine((value) => value > 0 && value < 1)
export const thresholdTyped = z.object({ purpose: z.enum(['desk', 'list']), possibly: percent, veryLikely: percent })

export type DuplicatesPolicy = z.infer<typeof duplicatesPolicy>
