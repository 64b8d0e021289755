/** The forms in which the handbook's examples, and people who try a rule, write days and times. */
import { z } from 'zod'
import { instantOf, NonexistentLocalTimeError, readLocalTime } from '../clocks/index.ts'

/** 'YYYY-MM-DDTHH:MM' on the wall in London, as typed: it may not exist, or exist twice. */
export const wallClock = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { message: 'Enter a London time as YYYY-MM-DDTHH:MM, like 2026-11-27T16:30' })
  .refine(isTime, { message: 'There is no such day or time' })

/** 'YYYY-MM-DDTHH:MM' with Z or an offset of London (+00:00, +01:00). */
const withZone = z.iso.datetime({ offset: true, precision: -1, message: 'Enter a time with its zone as YYYY-MM-DDTHH:MMZ or +01:00' })

/** An instant: UTC, or London wall clock with its offset. */
export const instant = withZone.transform((text) => new Date(text))

/**
 * An instant from a London wall clock: the first pass in October's repeated hour, refused in the hour that March
 * leaves out. Where the offset is given it decides.
 */
export const localTime = z.union([withZone, wallClock]).transform((text, context) => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return new Date(text)
  try {
    return instantOf(text)
  } catch (error) {
    if (!(error instanceof NonexistentLocalTimeError)) throw error
    context.addIssue({ code: 'custom', message: 'This time does not exist in London: the clocks went forward' })
    return z.NEVER
  }
})

function isTime(text: string): boolean {
  try {
    readLocalTime(text)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
