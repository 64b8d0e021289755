import { z } from 'zod'
import { type Field, fields, type Level, levels } from './levels.ts'
import type { FieldShares, Model, Shares } from './model.ts'

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
    const preset: Model = { fields: allLevels(written, context), prior, household }
    return { ...policy, preset }
  })

/** A model as it is kept in the database. */
export const keptModel = z
  .object({ prior: share, household: share, fields: z.record(z.enum(Object.keys(levels)), z.record(z.string(), shares)) })
  .transform(({ fields: written, ...model }, context): Model => ({ ...model, fields: allLevels(written, context) }))

type Written = Readonly<Partial<Record<string, Readonly<Record<string, Shares>>>>>

/** Every field with every level that it can have: what is missing makes the whole invalid. */
function allLevels(written: Written, context: z.RefinementCtx): FieldShares {
  const table: Partial<Record<Field, Partial<Record<Level, Shares>>>> = {}
  for (const field of fields) {
    const row: Partial<Record<Level, Shares>> = {}
    for (const level of levels[field]) {
      const found = written[field]?.[level]
      if (found === undefined) context.addIssue({ code: 'custom', message: `fields: ${field} has no level ${level}` })
      else row[level] = found
    }
    table[field] = row
  }
  return table as FieldShares
}
export type MatchingPolicy = z.infer<typeof matchingPolicy>
