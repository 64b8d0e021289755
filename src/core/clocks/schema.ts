import { z } from 'zod'
import { isLocalDate } from './local-date.ts'

/** A day that exists, written YYYY-MM-DD. */
export const localDate = z.string().refine(isLocalDate, { message: 'Enter a real date as YYYY-MM-DD, like 2026-11-27' })

/** A time of day, 'HH:MM' from 00:00 to 23:59. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'Enter a time as HH:MM, like 17:00' })
