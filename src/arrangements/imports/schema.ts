import { z } from 'zod'
import { localDate } from '../../core/clocks/index.ts'
import { provenance } from '../../core/reference/index.ts'
import { t } from './texts.ts'

/** The form of reference/imports.yaml. Days are whole days. */
export const importPolicy = provenance.extend({
  unusedDays: z.int().positive(),
  keepDays: z.int().positive(),
  fileDays: z.int().positive(),
  maxRows: z.int().positive(),
  defaultDates: z.array(localDate),
  bases: z.array(z.object({ code: z.string().regex(/^[a-z_]+$/), label: z.string().min(1) })).min(1),
})
export type ImportPolicy = Readonly<z.infer<typeof importPolicy>>

/** What a column of a spreadsheet can hold. Several columns may hold parts of the address; of everything else there is one. */
export const importRoles = ['record', 'given', 'middle', 'family', 'name', 'birth', 'sex', 'address', 'postcode', 'phone', 'nhs'] as const
export type ImportRole = (typeof importRoles)[number]
export const importRole = z.enum(importRoles)

/** Which comes first in dates such as 03/04/2010. */
export const dateOrders = ['dmy', 'mdy'] as const
export type DateOrder = (typeof dateOrders)[number]

/** How a file is read, as somebody said. `headerRow`: the sheet's own number of the row, from 1. `roles`: place of the column from 0, as text. */
export const chosenColumns = z.object({
  sheet: z.string(),
  headerRow: z.int().positive(),
  roles: z.record(z.string().regex(/^\d{1,3}$/), importRole),
  dateOrder: z.enum(dateOrders),
})
export type ChosenColumns = Readonly<z.infer<typeof chosenColumns>>

const said = (problem: 'problem.purpose') =>
  z
    .string()
    .trim()
    .min(1, { error: () => t(problem) })
    .max(300, { error: () => t('problem.long') })

/** What is said of a file when it is brought. */
export const bringForm = (policy: ImportPolicy, systems: ReadonlyMap<string, string>) =>
  z.object({
    system: z.string().refine((code) => systems.has(code), { error: () => t('problem.system') }),
    purpose: said('problem.purpose'),
    basis: z.string().refine((code) => policy.bases.some((one) => one.code === code), { error: () => t('problem.basis') }),
  })
