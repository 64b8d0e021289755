import { z } from 'zod'

/** An e-mail address as people write it: something on both sides of one @, no spaces. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)

export const invitationSchema = z.object({ fullName: z.string().trim().min(1).max(200), email })

const optional = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .default('')
    .transform((text) => (text === '' ? null : text))
const localDate = z.iso.date()

export const agencyKinds = [
  'council',
  'police',
  'health',
  'housing',
  'school',
  'youth_justice',
  'voluntary',
  'partnership',
  'other',
] as const
export const teamKinds = ['triage', 'casework', 'emergency', 'other'] as const

export const agencyForm = z.object({
  name: z.string().trim().min(1).max(200),
  kind: z.enum(agencyKinds),
  firstResponder: z.enum(['yes', 'no', 'unknown']),
  phone: optional(50),
})
export const teamForm = z.object({
  name: z.string().trim().min(1).max(200),
  agency: z.uuid(),
  kind: z.enum(teamKinds),
  phone: optional(50),
})
export const userForm = z.object({ fullName: z.string().trim().min(1).max(200), email, phone: optional(50), jobTitle: optional(200) })
const empty = z.literal('').transform(() => null)

/** What can change about a post while it lasts. Its role and its organisation cannot: circles hang on the post. */
export const postChangeForm = z.object({
  team: z.union([z.uuid(), empty]),
  reportsTo: z.union([z.uuid(), empty]),
  /** Percent of a full-time week, 0 to 100 in steps of one. */
  hours: z
    .string()
    .trim()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((percent) => percent <= 100),
  /** The last day of the first year in practice, when the load is lighter (law R77). */
  firstYearUntil: z.union([localDate, empty]),
  untilOn: z.union([localDate, empty]),
})
export const postForm = postChangeForm.extend({ role: z.string().min(1), agency: z.uuid() })
export type AgencyForm = z.infer<typeof agencyForm>
export type TeamForm = z.infer<typeof teamForm>
export type UserForm = z.infer<typeof userForm>
export type PostForm = z.infer<typeof postForm>
export type PostChangeForm = z.infer<typeof postChangeForm>
