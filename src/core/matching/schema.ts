import { z } from 'zod'
import { type Field, fields, type Level, levels } from './levels.ts'
import type { FieldShares, Model } from './model.ts'

export const matchBands = ['very_likely', 'possibly'] as const
export type MatchBand = (typeof matchBands)[number]
/** The probability from which a pair belongs to a band. */
export type Bands = Readonly<Record<MatchBand, number>>

const share = z.number().gt(0).lt(1)
const bands = z.strictObject({ possibly: share, very_likely: share })
const shares = z.strictObject({ m: share, u: share, h: share })

/** The form of reference/matching.yaml: the default model and the bands. */
export const matchingPolicy = z
  .object({
    source: z.string(),
    version: z.string(),
    verified: z.boolean(),
    bands,
    desk: bands,
    /** Days that systems write where no day of birth is known. */
    defaultDates: z.array(z.iso.date()),
    prior: share,
    household: share,
    fields: z.record(z.enum(Object.keys(levels)), z.record(z.string(), shares)),
  })
  .transform(({ fields: written, prior, household, ...policy }, context) => {
    const table: Partial<Record<Field, Partial<Record<Level, (typeof written)[string][string]>>>> = {}
    for (const field of fields) {
      const row: Partial<Record<Level, (typeof written)[string][string]>> = {}
      for (const level of levels[field]) {
        const found = written[field]?.[level]
        if (found === undefined) context.addIssue({ code: 'custom', message: `fields: ${field} has no level ${level}` })
        else row[level] = found
      }
      table[field] = row
    }
    const preset: Model = { fields: table as FieldShares, prior, household }
    return { ...policy, preset }
  })
export type MatchingPolicy = z.infer<typeof matchingPolicy>
