import { createHash, randomBytes } from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { keyedHash } from './tokens.ts'

/** 46 MiB, two passes: somewhat above OWASP's minimum for argon2id, about 60 ms on a small server. */
const cost = { memoryCost: 47_104, timeCost: 2, parallelism: 1, outputLen: 32 } as const
/** The package's name for argon2id; its enum cannot be imported under isolated modules. */
const argon2id = 2

/**
 * What a password proves itself by, in hex: argon2id with the account's salt and a pepper from the master key, so that a
 * stolen database alone cannot be guessed at. The same password typed on another keyboard (composed accents) is the same.
 */
export async function passwordProof(masterKey: Uint8Array, password: string, saltHex: string): Promise<string> {
  const secret = Buffer.from(keyedHash(masterKey, 'password pepper'), 'hex')
  const raw = await hashRaw(password.normalize('NFKC'), { ...cost, algorithm: argon2id, salt: Buffer.from(saltHex, 'hex'), secret })
  return raw.toString('hex')
}

/** What is kept of a new password: `1$SALT$SHA256(PROOF)`. */
export async function newPasswordSecret(masterKey: Uint8Array, password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex')
  const proof = await passwordProof(masterKey, password, salt)
  return `1$${salt}$${createHash('sha256').update(proof).digest('hex')}`
}
