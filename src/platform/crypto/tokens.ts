import { createHash, createHmac, randomBytes } from 'node:crypto'

/** A secret nobody can guess (256 bits), fit for an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token: who reads the database cannot use it. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** A hash that only the holder of `key` can make: for words that must be comparable and not guessable. */
export function keyedHash(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}
