// What runs by itself for receivers:
//
//   look:  for each receiver, in its holder's name, what the agency wrote and was not yet announced ─► a message (ids only)
//   send:  the first that waits ─► its records as the holder sees them now ─► audited, committed ─► signed ─► sent
//
// Between the commit and the note of the attempt the process may die: then it is sent again, under the same id.
import { recordEvent } from '../../core/audit/index.ts'
import type { ChronologySource } from '../../core/cases/index.ts'
import { addDays, londonDateOf } from '../../core/clocks/index.ts'
import type { House } from '../../core/house/index.ts'
import { unseal } from '../../platform/crypto/sealing.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { type Posted, postTo } from './receiver-post.ts'
import { nextTry, type ReceiverPolicy, signedHeaders } from './receiver-rules.ts'
import { announce, type DueDelivery, dueDeliveries, inReceiver, itemsOf, noteAttempt, openReceivers } from './receiver-store.ts'
import { contentOf } from './records.ts'
import type { Copyable } from './schema.ts'
import { writtenBy } from './store.ts'

export const sealedFor = 'receiver secret'

type Around = Pick<House, 'db' | 'clock' | 'masterKey' | 'receiverNetworks'>
export type Post = (address: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Posted>

/** Makes messages of what was written since. Each entry is announced to a receiver once. */
export async function lookForRecords(tx: Tx, { db, clock }: Around, policy: ReceiverPolicy): Promise<void> {
  for (const open of await openReceivers(tx)) {
    const today = londonDateOf(clock.now())
    // a day back: what was being saved while it last looked is found now
    const since = open.lookedAt === null ? open.sendsFrom : open.lookedAt
    const from = addDays(londonDateOf(since), -1)
    await inReceiver(db, clock, open, async (own) => {
      const written = await writtenBy(own, { agency: open.agencyId }, from, today, false)
      const fresh = written.filter(({ at }) => at >= open.sendsFrom).toReversed()
      const made = await announce(own, open.receiverId, fresh, policy.entriesAtMost)
      if (made > 0) {
        const shown = [...new Set(fresh.map(({ recordId }) => recordId))]
        await recordEvent(own, { event: 'receiver.looked', about: { kind: 'other', id: open.receiverId }, shown })
      }
    })
  }
}

/** Sends what is due, one message of each receiver, side by side: one that is slow holds nobody else up. */
export async function sendDue(
  tx: Tx,
  house: Around,
  policy: ReceiverPolicy,
  sources: readonly ChronologySource[],
  post: Post = (address, headers, body) =>
    postTo(address, headers, body, { networks: house.receiverNetworks, answerWithinSeconds: policy.answerWithinSeconds }),
): Promise<void> {
  const due = await dueDeliveries(tx)
  const done = await Promise.all(due.map(async (one) => ({ one, ...(await sendOne(house, one, sources, post)) })))
  for (const { one, posted, entries } of done) {
    if (posted === undefined) continue
    const isOver = posted.outcome === 'taken' || posted.outcome === 'nothing'
    const nextAt = isOver ? null : nextTry(house.clock.now(), one.tries + 1, one.since, policy)
    await noteAttempt(tx, one.deliveryId, { outcome: posted.outcome, status: posted.status, entries, nextAt })
  }
}

type Sent = Readonly<{ posted: Posted | Readonly<{ outcome: 'nothing'; status: null }> | undefined; entries: number }>

async function sendOne(house: Around, due: DueDelivery, sources: readonly ChronologySource[], post: Post): Promise<Sent> {
  const records = await inReceiver(house.db, house.clock, due, async (own) => {
    const items = await itemsOf(own, due.deliveryId)
    const found = await contentOf(own, items, sources)
    const shown = [...new Set(items.map(({ recordId }) => recordId))]
    await recordEvent(own, { event: 'receiver.sent', about: { kind: 'other', id: due.receiverId }, shown })
    return found
  })
  // turned off since it was due
  if (records === undefined) return { posted: undefined, entries: 0 }
  if (records.length === 0) return { posted: { outcome: 'nothing', status: null }, entries: 0 }
  const body = messageOf(due, records)
  const headers = signedHeaders(due.deliveryId, house.clock.now(), body, secretsOf(house.masterKey, due))
  return { posted: await post(due.address, headers, body), entries: records.length }
}

/** What a receiver reads. @see docs/receivers.md */
function messageOf({ deliveryId, madeAt }: DueDelivery, records: readonly Copyable[]): string {
  return JSON.stringify({ id: deliveryId, type: 'records.written', version: 1, madeAt: madeAt.toISOString(), records })
}

function secretsOf(masterKey: Uint8Array, { sealed, oldSealed }: DueDelivery): string[] {
  return [sealed, oldSealed].flatMap((one) => {
    const plain = one === null ? undefined : unseal(masterKey, sealedFor, one)
    return plain === undefined ? [] : [plain.toString('utf8')]
  })
}
