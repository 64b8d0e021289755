import { z } from 'zod'
import { localDate } from '../clocks/schema.ts'

/** law = statute; guidance = statutory or official guidance; standard = accepted practice; local = our own default with an owner. */
export const basis = z.enum(['law', 'guidance', 'standard', 'local'])
export type Basis = z.infer<typeof basis>

/**
 * How far a value has been checked: V read in a public page, V2 second-hand, `V exists` the document was seen but
 * not the point, U unverified, L a local default.
 * @source handbook/law.md section 0
 */
export const mark = z.enum(['V', 'V2', 'V exists', 'U', 'L'])
export type Mark = z.infer<typeof mark>

/** What every file or row of reference data says about itself. `verified` turns true only when a named human has compared it. */
export const provenance = z.object({
  source: z.string().min(1),
  version: z.string().min(1),
  effectiveFrom: localDate,
  effectiveTo: localDate.optional(),
  verified: z.boolean(),
  verifiedBy: z.string().optional(),
  verifiedOn: localDate.optional(),
  basis,
  mark,
})
export type Provenance = Readonly<z.infer<typeof provenance>>

/** The provenance alone, for an answer to "why this date?". */
export function provenanceOf(row: Provenance): Pick<Provenance, 'source' | 'version' | 'basis' | 'mark' | 'verified'> {
  return { source: row.source, version: row.version, basis: row.basis, mark: row.mark, verified: row.verified }
}
