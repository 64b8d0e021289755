import { randomInt } from 'node:crypto'
import { generateSecret, generateURI, verifySync } from 'otplib'
import { toString as qrCode } from 'qrcode'
import { keyedHash } from './tokens.ts'

/** A new secret for an authenticator app (160 bits, base32). */
export function newTotpSecret(): string {
  return generateSecret()
}

/** The secret as a QR code, an SVG in a data address; and as the address itself, for an app on the same device. */
export async function totpPicture(secret: string, label: string, issuer: string): Promise<{ picture: string; uri: string }> {
  const uri = generateURI({ issuer, label, secret })
  const svg = await qrCode(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
  return { picture: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, uri }
}

/**
 * The time step a code belongs to: now, the one before or the one after (clocks differ). Undefined when it is none of
 * them, or not later than `lastStep`: a code opens once.
 */
export function totpStep(secret: string, code: string, now: Date, lastStep: number | null): number | undefined {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const result = verifySync({ secret, token, epoch: Math.floor(now.getTime() / 1000), epochTolerance: 30 })
  if (!result.valid || !('timeStep' in result) || (lastStep !== null && result.timeStep <= lastStep)) return undefined
  return result.timeStep
}

/** No 0, 1, I, L, O, U: nothing that is misread from paper. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Codes for the day the phone is lost, such as `7KQ4M-W2ZXP` (49 bits): to be printed, each good once. */
export function newRecoveryCodes(count = 10): string[] {
  const part = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: count }, () => `${part()}-${part()}`)
}

/** What is kept of a recovery code. However it is typed: small letters, spaces, without the dash. */
export function recoveryCodeHash(masterKey: Uint8Array, code: string): string {
  return keyedHash(masterKey, `recovery code ${code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')}`)
}
