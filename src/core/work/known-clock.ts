import { z } from 'zod'
import { basis, mark } from '../reference/provenance.ts'

const keptClock = z.object({ rule: z.string(), basis, mark, version: z.string(), source: z.string(), verified: z.boolean() })

/** What was kept beside a date about where it comes from. Undefined when it is not all there: then no "why" is offered. */
export function knownClock(kept: unknown): z.infer<typeof keptClock> | undefined {
  const parsed = keptClock.safeParse(kept)
  return parsed.success ? parsed.data : undefined
}
