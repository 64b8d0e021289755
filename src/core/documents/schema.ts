import { z } from 'zod'
import type { RecordClass } from '../access/index.ts'

/** The classes of a case that a document can belong to, the widest used first. */
export const documentClasses = ['notes', 'plan', 'risk', 'health', 'nrm', 'investigation'] as const satisfies readonly RecordClass[]
export type DocumentClass = (typeof documentClasses)[number]

export type DocumentKind = Readonly<{ code: string; label: string; place: number }>

const words = (most: number) =>
  z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().min(1).max(most))

/** What is said of a document, beside its date and the file itself. */
export const documentForm = z.object({
  title: words(200),
  kind: z.string().min(1),
  from: words(200),
  class: z.enum(documentClasses),
})

export const removalForm = z.object({ because: words(4_000), how: z.enum(['remove', 'destroy']) })
