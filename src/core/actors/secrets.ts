// What signing in seals and hashes with the master key: one place, so that every purpose has one name.
import { z } from 'zod'
import { newRecoveryCodes, newTotpSecret, totpPicture } from '../../platform/crypto/one-time-codes.ts'
import { seal, unseal } from '../../platform/crypto/sealing.ts'
import { keyedHash } from '../../platform/crypto/tokens.ts'
import { networkOf, passwordStepMinutes } from './rules.ts'
import type { AppSecret } from './views.tsx'

/** Failures are counted per name; the name itself is not kept (law section 11: hashes, never values). */
export function nameHash(masterKey: Uint8Array, email: string): string {
  return keyedHash(masterKey, `sign-in name ${email.trim().toLowerCase()}`)
}

/**
 * Failures are counted per address too, as a keyed hash that is forgotten after an hour. Of IPv6 the half that names the
 * network: the other half is the device's to choose. Undefined for this very machine: that is a web server in front that
 * LAPWING_TRUSTED_PROXIES does not name, and counting it would hold back everybody.
 */
export function addressHash(masterKey: Uint8Array, address: string): string | undefined {
  const network = networkOf(address)
  return network === undefined ? undefined : keyedHash(masterKey, `sign-in address ${network}`)
}

export function sealTotp(masterKey: Uint8Array, secret: string): string {
  return seal(masterKey, 'one-time codes', secret)
}

export function openTotp(masterKey: Uint8Array, sealed: string): string | undefined {
  return unseal(masterKey, 'one-time codes', sealed)?.toString('utf8')
}

/** What is carried from one step to the next in the form itself, sealed; the server keeps nothing until all of it is right. */
function step<Value>(purpose: string, shape: z.ZodType<Value>, minutes: number) {
  return {
    seal: (masterKey: Uint8Array, value: Value, now: Date): string => seal(masterKey, purpose, JSON.stringify([now.getTime(), value])),
    open: (masterKey: Uint8Array, sealed: string, now: Date): Value | undefined => {
      const bytes = unseal(masterKey, purpose, sealed)
      if (bytes === undefined) return undefined
      const [at, value] = z.tuple([z.number(), shape]).parse(JSON.parse(bytes.toString('utf8')))
      return now.getTime() - at < minutes * 60_000 ? value : undefined
    },
  }
}

/** Between password and code. */
export const passwordStep = step('password step', z.object({ email: z.string(), proof: z.string() }), passwordStepMinutes)

/** Between the password of an invitation and the code that shows that the app is connected. */
export const invitationStep = step(
  'invitation step',
  z.object({
    tokenHash: z.string(),
    passwordSecret: z.string(),
    totpSecret: z.string(),
    recoveryCodes: z.array(z.string()),
    fullName: z.string().optional(),
    email: z.string(),
  }),
  60,
)

/** Another phone for an account that is there. */
export const appStep = step('app step', z.object({ userId: z.string(), totpSecret: z.string() }), 60)

export function newAppSecret(): { totpSecret: string; recoveryCodes: string[] } {
  return { totpSecret: newTotpSecret(), recoveryCodes: newRecoveryCodes() }
}

export async function appSecret(secret: string, email: string): Promise<AppSecret> {
  return { secret, ...(await totpPicture(secret, email, 'Lapwing')) }
}
