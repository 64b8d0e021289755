import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { provenance } from '../../core/reference/index.ts'

/** The form of reference/receivers.yaml. */
export const receiverPolicy = provenance.extend({
  firstPauseMinutes: z.int().min(1),
  longestPauseMinutes: z.int().min(1),
  // three days at least: a system may be down over a weekend and its Monday
  giveUpAfterHours: z.int().min(72),
  overlapHours: z.int().min(1),
  entriesAtMost: z.int().min(1),
  answerWithinSeconds: z.int().min(1).max(30),
})
export type ReceiverPolicy = Readonly<z.infer<typeof receiverPolicy>>

/**
 * When a message that was not taken is tried again: after the first pause, then twice as long each time up to the
 * longest. Null: it has been tried for as long as is agreed, and is given up.
 * @param tries how often it was tried, this time included
 */
export function nextTry(now: Date, tries: number, since: Date, policy: ReceiverPolicy): Date | null {
  if (now.getTime() - since.getTime() >= policy.giveUpAfterHours * 3_600_000) return null
  const minutes = Math.min(policy.longestPauseMinutes, policy.firstPauseMinutes * 2 ** Math.min(tries - 1, 20))
  return new Date(now.getTime() + minutes * 60_000)
}

/** Secrets and signatures as the open "Standard Webhooks" has them, so that a receiver need not write its own check. */
export const secretPrefix = 'whsec_'

/**
 * The headers of a message. Signed is `id.timestamp.body`, so that neither can be changed; each secret signs, the new one
 * first. @param secrets as shown: `whsec_` and 32 bytes in base64
 */
export function signedHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Lapwing',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
