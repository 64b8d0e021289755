import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'

export const releaseProfile = z.enum(['partner', 'public'])
/** `partner`: for agencies that work together, exact counts from 5 on. `public`: for everybody, in steps of 5 from 10 on. */
export type ReleaseProfile = z.infer<typeof releaseProfile>

const profileNumbers = z.strictObject({
  /** Counts from 1 to this are hidden. */
  hideUpTo: z.int().min(1),
  /** Whether 0 is hidden with them. */
  hidesZero: z.boolean(),
  /** Shown counts are rounded to a multiple of this, halves up; 1 is exact. */
  roundTo: z.int().min(1),
})
export type ProfileNumbers = Readonly<z.infer<typeof profileNumbers>>

const released = z.union([z.int().min(0), z.literal('c')])
/** A released table as it is kept: nothing else may be kept of it. */
export const releasedTable = z.strictObject({
  profile: releaseProfile,
  threshold: z.int(),
  rows: z.array(z.string()).readonly(),
  columns: z.array(z.string()).readonly(),
  cells: z.array(z.array(released).readonly()).readonly(),
  rowTotals: z.array(released).readonly(),
  columnTotals: z.array(released).readonly(),
  total: released,
  tooLittle: z.boolean(),
})

/** The form of reference/release.yaml. */
export const releasePolicy = provenance.extend({
  profiles: z.strictObject({ partner: profileNumbers, public: profileNumbers }),
  percentFrom: z.int().min(1),
})
export type ReleasePolicy = Readonly<z.infer<typeof releasePolicy>>
