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
export type DuplicatesPolicy = z.infer<typeof duplicatesPolicy>
