import { z } from 'zod'
import { localDate } from '../../core/clocks/index.ts'
import { mark, provenance } from '../../core/reference/index.ts'

export const against = z.enum(['person', 'place'])
export type Against = z.infer<typeof against>
export const outcomes = ['asked', 'in_force', 'refused', 'breached', 'ended'] as const
export const outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof outcome>

/** The form of reference/disruption.yaml. */
export const disruptionPolicy = provenance.extend({
  kinds: z
    .array(
      z.object({
        key: z.string().regex(/^[a-z][a-z_]*$/),
        label: z.string().min(1),
        against: z.array(against).min(1),
        source: z.string().min(1),
        mark,
        inForceFrom: localDate.nullable(),
      }),
    )
    .min(1),
  placeWords: z.array(z.string().min(1)),
  personWords: z.array(z.string().min(1)),
})
export type DisruptionPolicy = Readonly<z.infer<typeof disruptionPolicy>>
export type DisruptionKind = DisruptionPolicy['kinds'][number]
