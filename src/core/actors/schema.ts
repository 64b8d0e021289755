import { z } from 'zod'

/** An e-mail address as people write it: something on both sides of one @, no spaces. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)

export const invitationSchema = z.object({ fullName: z.string().trim().min(1).max(200), email })
