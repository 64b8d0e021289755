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
export const postForm = z.object({
  role: z.string().min(1),
  agency: z.uuid(),
  team: z.union([z.uuid(), z.literal('').transform(() => null)]),
  reportsTo: z.union([z.uuid(), z.literal('').transform(() => null)]),
  untilOn: z.union([localDate, z.literal('').transform(() => null)]),
})
export type AgencyForm = z.infer<typeof agencyForm>
export type TeamForm = z.infer<typeof teamForm>
export type UserForm = z.infer<typeof userForm>
export type PostForm = z.infer<typeof postForm>
