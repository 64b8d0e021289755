import { z } from 'zod'
import { localDate, timeOfDay } from '../clocks/schema.ts'
import { visitOutcome } from './rules.ts'

export const placeKind = z.enum(['home', 'school', 'our_office', 'other_service', 'out_and_about', 'elsewhere', 'unknown'])
export type PlaceKind = z.infer<typeof placeKind>

const words = z
  .string()
  .transform((text) => text.trim())
  .pipe(z.string().max(20_000))

/** A visit as it was typed, once date and time have been read. `time` is a London wall clock, '' when nobody noted it. */
export const visitForm = z.object({
  outcome: visitOutcome,
  on: localDate,
  time: z.union([z.literal(''), timeOfDay]),
  place: placeKind,
  visitor: z.uuid(),
  ownWords: words,
  seen: words,
  next: words,
})
export type VisitForm = Readonly<z.infer<typeof visitForm>>

export const planForm = z.object({ on: localDate, time: timeOfDay, place: placeKind, visitor: z.uuid() })
