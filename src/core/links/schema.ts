import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'

/** The form of reference/links.yaml. */
export const linksPolicy = provenance.extend({
  sendWithinDays: z.int().min(1),
  followDays: z.int().min(1),
  answerWithinDays: z.int().min(1),
  perAddressADay: z.int().min(1),
  perPlaceAnHour: z.int().min(1),
  pauseMinutes: z.int().min(1),
  deputiesAtMost: z.int().min(0),
})
export type LinksPolicy = Readonly<z.infer<typeof linksPolicy>>

/** A domain as it is kept and compared: small letters, other scripts as they travel. Undefined for what is none. */
export function domainOf(text: string): string | undefined {
  const domain = domainToASCII(text.trim().toLowerCase().replace(/^@/, ''))
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) ? domain : undefined
}

/**
 * An address as it is kept and compared. Capitals are the same address; a tag after a plus sign stays, because mail to it
 * arrives as it was written. Undefined for what is no address.
 */
export function addressOf(text: string): string | undefined {
  const at = text.trim().lastIndexOf('@')
  const name = text.trim().slice(0, Math.max(at, 0)).toLowerCase()
  const domain = domainOf(text.trim().slice(at + 1))
  return domain !== undefined && /^[^\s@<>(),;:"\\]{1,64}$/.test(name) ? `${name}@${domain}` : undefined
}
