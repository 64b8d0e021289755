import { asNobody } from '../../core/access/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { RecordKind } from './store.ts'

export type Receiver = Readonly<{
  id: string
  agencyName: string
  address: string
  purpose: string
  basis: string
  holderPost: string
  holderName: string
  decidedByName: string
  state: 'asked' | 'refused' | 'on' | 'off' | 'stopped'
  stoppedBecause: 'gave_up' | 'holder_gone' | null
  decidedAt: Date
  agreedAt: Date | null
  secretAt: Date
  oldSecretUntil: Date | null
  waiting: number
}>

const receiverColumns = sql`
  r.id, a.name as "agencyName", r.address, r.purpose, r.basis, r.holder_post as "holderPost", hu.full_name as "holderName",
  du.full_name as "decidedByName", r.state, r.stopped_because as "stoppedBecause", r.decided_at as "decidedAt", r.agreed_at as "agreedAt",
  r.secret_at as "secretAt", r.old_secret_until as "oldSecretUntil",
  (select count(*)::int from receiver_delivery w where w.receiver_id = r.id and w.state = 'waiting') as waiting
  from receiver r join agency a on a.id = r.agency_id
  join post hp on hp.id = r.holder_post join user_account hu on hu.id = hp.user_id
  join post dp on dp.id = r.decided_by join user_account du on du.id = dp.user_id`

/** Those that this reader answers for: an administrator all, others those in their own name. */
export async function receivers(tx: Tx): Promise<Receiver[]> {
  return tx.many<Receiver>(sql`select ${receiverColumns} order by a.name, r.decided_at desc, r.id`)
}

export async function receiversInMyName(tx: Tx): Promise<Receiver[]> {
  return tx.many<Receiver>(sql`select ${receiverColumns} where r.holder_post = (select current_post_id()) order by r.decided_at desc, r.id`)
}

export async function findReceiver(tx: Tx, id: string): Promise<Receiver | undefined> {
  return tx.oneOrNone<Receiver>(sql`select ${receiverColumns} where r.id = ${id}`)
}

export type Delivery = Readonly<{
  id: string
  state: 'waiting' | 'delivered' | 'given_up' | 'left_out'
  madeAt: Date
  nextAt: Date
  tries: number
  endedAt: Date | null
  lastOutcome: 'taken' | 'refused' | 'no_answer' | 'no_name' | 'no_trust' | 'not_allowed' | 'nothing' | null
  lastStatus: number | null
  lastAt: Date | null
  lastEntries: number | null
}>

/** The latest, with what came of the last attempt of each. */
export async function deliveriesOf(tx: Tx, receiverId: string, limit = 50): Promise<Delivery[]> {
  return tx.many<Delivery>(sql`
    select d.id, d.state, d.made_at as "madeAt", d.next_at as "nextAt", d.tries, d.ended_at as "endedAt",
      l.outcome as "lastOutcome", l.status as "lastStatus", l.at as "lastAt", l.entries as "lastEntries"
    from receiver_delivery d
    left join lateral (select * from receiver_attempt t where t.delivery_id = d.id order by t.id desc limit 1) l on true
    where d.receiver_id = ${receiverId} order by d.in_order desc limit ${limit}`)
}

export type PossibleHolder = Readonly<{ id: string; fullName: string; roleLabel: string; agencyName: string }>

/** Colleagues in whose name something could be sent: those who write here. */
export async function possibleHolders(tx: Tx): Promise<PossibleHolder[]> {
  return tx.many<PossibleHolder>(sql`
    select p.id, u.full_name as "fullName", r.label as "roleLabel", a.name as "agencyName"
    from post p join user_account u on u.id = p.user_id and u.state = 'active' join agency a on a.id = p.agency_id and a.active
    join role r on r.code = p.role_code
    where post_is_active(p) and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'concern.refer')
    order by a.name, u.full_name, p.id`)
}

export type Proposed =
  | Readonly<{ receiverId: string; problem: null }>
  | Readonly<{ receiverId: null; problem: 'self' | 'nobody' | 'taken' }>

export async function proposeReceiver(
  tx: Tx,
  {
    address,
    holder,
    purpose,
    basis,
    sealed,
  }: Readonly<{ address: string; holder: string; purpose: string; basis: string; sealed: string }>,
): Promise<Proposed> {
  return tx.one<Proposed>(sql`
    select receiver_id as "receiverId", problem from receiver_propose(${address}, ${holder}, ${purpose}, ${basis}, ${sealed})`)
}

/** The holder's yes or no. */
export async function answerReceiver(tx: Tx, id: string, isYes: boolean): Promise<void> {
  await tx.run(sql`select receiver_answer(${id}, ${isYes})`)
}

export async function stopReceiver(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`select receiver_stop(${id})`)
}

export async function rotateSecret(tx: Tx, id: string, sealed: string, overlapHours: number): Promise<void> {
  await tx.run(sql`select receiver_rotate(${id}, ${sealed}, ${overlapHours})`)
}

export async function setDelivery(tx: Tx, deliveryId: string, state: 'waiting' | 'left_out'): Promise<void> {
  await tx.run(sql`select receiver_delivery_set(${deliveryId}, ${state})`)
}

// ── the timetable ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Proves for a minute that the timetable asks. */
type Proof = Readonly<{ receiverId: string; agencyId: string; at: string; proof: string }>

export type OpenReceiver = Proof & Readonly<{ sendsFrom: Date; lookedAt: Date | null }>

export async function openReceivers(tx: Tx): Promise<OpenReceiver[]> {
  return tx.many<OpenReceiver>(sql`
    select receiver_id as "receiverId", agency_id as "agencyId", sends_from as "sendsFrom", looked_at as "lookedAt", at, proof
    from receivers_open_as_system()`)
}

export type DueDelivery = Proof &
  Readonly<{ deliveryId: string; address: string; madeAt: Date; tries: number; since: Date; sealed: string; oldSealed: string | null }>

export async function dueDeliveries(tx: Tx): Promise<DueDelivery[]> {
  return tx.many<DueDelivery>(sql`
    select delivery_id as "deliveryId", receiver_id as "receiverId", agency_id as "agencyId", address, made_at as "madeAt", tries, since, sealed,
      old_sealed as "oldSealed", at, proof
    from receiver_due_as_system()`)
}

/** One transaction in the holder's name; undefined when the receiver is off or the holder gone. */
export async function inReceiver<T>(
  db: Database,
  clock: Clock,
  { receiverId, at, proof }: Proof,
  work: (tx: Tx) => Promise<T>,
): Promise<T | undefined> {
  return asNobody(db, clock, async (tx) => {
    const { isOpen } = await tx.one<{ isOpen: boolean }>(sql`select begin_receiver(${receiverId}, ${at}, ${proof}) as "isOpen"`)
    if (!isOpen) return undefined
    return work(tx)
  })
}

export type Item = Readonly<{ entry: string; recordKind: RecordKind; recordId: string }>

/** @returns how many messages were made of what was not yet announced */
export async function announce(tx: Tx, receiverId: string, items: readonly Item[], most: number): Promise<number> {
  const rows = items.map(({ entry, recordKind, recordId }) => ({ entry, kind: recordKind, id: recordId }))
  const { made } = await tx.one<{ made: number }>(
    sql`select receiver_announce(${receiverId}, ${JSON.stringify(rows)}::jsonb, ${most}) as made`,
  )
  return made
}

export async function itemsOf(tx: Tx, deliveryId: string): Promise<Item[]> {
  return tx.many<Item>(sql`select entry, record_kind as "recordKind", record_id as "recordId" from receiver_items(${deliveryId})`)
}

export async function noteAttempt(
  tx: Tx,
  deliveryId: string,
  attempt: Readonly<{ outcome: string; status: number | null; entries: number; nextAt: Date | null }>,
): Promise<void> {
  await tx.run(sql`
    select receiver_attempted_as_system(${deliveryId}, ${attempt.outcome}, ${attempt.status}, ${attempt.entries}, ${attempt.nextAt})`)
}
