import { z } from 'zod'
import { provenance } from '../../core/reference/index.ts'

const parts = ['on', 'time', 'kind', 'title', 'by', 'name', 'reference', 'text'] as const
export type CopyPart = (typeof parts)[number]

const system = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  fields: z.array(z.tuple([z.string().min(1), z.enum(parts)])).min(1),
})
export type OwnSystem = Readonly<z.infer<typeof system>>

/** The form of reference/own-systems.yaml. */
export const ownSystems = provenance.extend({ systems: z.array(system).min(1) })
export type OwnSystems = Readonly<z.infer<typeof ownSystems>>

/** What was copied: `note:ID`, `visit:ID` … */
export const entryId = z.string().regex(/^[a-z-]+:[0-9a-f-]{36}$/)

/** Something that was written, in parts. `time` and `by` may be empty. */
export type Copyable = Readonly<Record<CopyPart, string> & { entry: string }>
