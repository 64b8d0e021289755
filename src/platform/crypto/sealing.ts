import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** A key for one purpose from the master key: what was sealed for one purpose cannot be passed off for another. */
function keyFor(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(0), `lapwing ${purpose}`, 32))
}

/** AES-256-GCM under the master key, as text fit for a form field or a column: `1.NONCE TAG CIPHERTEXT` in base64url. */
export function seal(masterKey: Uint8Array, purpose: string, plain: string | Uint8Array): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(masterKey, purpose), nonce)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return `1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** Undefined when it was sealed with another key or for another purpose, or was changed by a single bit. */
export function unseal(masterKey: Uint8Array, purpose: string, sealed: string): Buffer | undefined {
  const [version, text] = sealed.split('.')
  const bytes = Buffer.from(text ?? '', 'base64url')
  if (version !== '1' || bytes.length < 28) return undefined
  const decipher = createDecipheriv('aes-256-gcm', keyFor(masterKey, purpose), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
  } catch {
    return undefined
  }
}
