import { z } from 'zod'
import { interviewOutcome } from './rules.ts'

export const returnedHow = z.enum(['came_back', 'found_by_police', 'found_by_family', 'found_by_us', 'other', 'unknown'])
export type ReturnedHow = z.infer<typeof returnedHow>

const text = (most: number) =>
  z
    .string()
    .transform((value) => value.trim())
    .pipe(z.string().max(most))

export const episodeForm = z.object({ policeTold: z.enum(['yes', 'no', 'unknown']), policeReference: text(60) })
export const returnForm = z.object({ kind: z.enum(['known', 'not_before']), how: returnedHow })
export const interviewForm = z.object({
  outcome: interviewOutcome,
  askedBy: text(200).pipe(z.string().min(1)),
  ownWords: text(20_000),
  learned: text(20_000),
  next: text(20_000),
})
