// A file at rest: one key of its own for the bytes, and the master key around that key. Both are AES-256-GCM, bound to the
// file's id, so that neither bytes nor keys can be swapped between files unnoticed.
//
//   on the disk:      version (1) | nonce (12) | tag (16) | sealed bytes
//   in the database:  nonce (12) | tag (16) | sealed key (32)
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const version = 1

function sealWith(key: Uint8Array, bytes: Uint8Array, id: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id))
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

function openWith(key: Uint8Array, sealed: Uint8Array, id: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(id))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}

export function seal(id: string, bytes: Uint8Array, masterKey: Uint8Array): { sealed: Uint8Array; wrappedKey: Uint8Array } {
  const key = randomBytes(32)
  return { sealed: Buffer.concat([Buffer.from([version]), sealWith(key, bytes, id)]), wrappedKey: sealWith(masterKey, key, id) }
}

/** @throws when a byte was changed, the file belongs to another id, or the master key is another one */
export function unseal(id: string, sealed: Uint8Array, wrappedKey: Uint8Array, masterKey: Uint8Array): Uint8Array {
  if (sealed[0] !== version) throw new Error('a stored file of an unknown version')
  return openWith(openWith(masterKey, wrappedKey, id), sealed.subarray(1), id)
}
