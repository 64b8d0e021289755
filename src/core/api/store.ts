import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { asNobody } from '../access/identity.ts'
import type { ApiScope } from './schema.ts'

/** A system that asks, with a key. */
export type ApiCaller = Readonly<{
  keyId: string
  userId: string
  postId: string
  agencyId: string
  agencyName: string
  /** What the system is called. */
  fullName: string
  scopes: readonly ApiScope[]
}>

/** One transaction in the key's name; undefined when it opens nothing (any more). */
export async function inApiKey<T>(
  db: Database,
  clock: Clock,
  keyHash: string,
  work: (tx: Tx, caller: ApiCaller) => Promise<T>,
): Promise<T | undefined> {
  return asNobody(db, clock, async (tx) => {
    const caller = await tx.oneOrNone<ApiCaller>(sql`
      select key_id as "keyId", user_id as "userId", post_id as "postId", agency_id as "agencyId", agency_name as "agencyName",
        full_name as "fullName", scopes from begin_api(${keyHash})`)
    if (caller === undefined) return undefined
    await tx.run(sql`select audit_reserve()`)
    return work(tx, caller)
  })
}

/** Counts a use. @returns null: no such key; else the seconds to wait, 0 for none */
export async function admit(
  db: Database,
  clock: Clock,
  keyHash: string,
  what: string,
  most: number,
  seconds: number,
): Promise<number | null> {
  return asNobody(db, clock, async (tx) => {
    const { wait } = await tx.one<{ wait: number | null }>(sql`select api_admit(${keyHash}, ${what}, ${most}, ${seconds}) as wait`)
    if (wait !== null) await tx.run(sql`select api_key_used(${keyHash})`)
    return wait
  })
}

/** What was answered before: `status` null while it is being done for the first time, and undone with it. */
export type Before = Readonly<{ bodyHash: string; status: number; answer: unknown }>

/** Takes an idempotency key for this transaction. A second request waits here until the first is done. */
export async function claimToken(tx: Tx, keyId: string, token: string, bodyHash: string): Promise<Before | undefined> {
  const taken = await tx.run(sql`
    insert into api_once (key_id, token, body_hash) values (${keyId}, ${token}, ${bodyHash}) on conflict (key_id, token) do nothing`)
  if (taken === 1) return undefined
  return tx.one<Before>(sql`select body_hash as "bodyHash", status, answer from api_once where key_id = ${keyId} and token = ${token}`)
}

export async function rememberAnswer(tx: Tx, keyId: string, token: string, status: number, answer: unknown): Promise<void> {
  await tx.run(
    sql`update api_once set status = ${status}, answer = ${JSON.stringify(answer)}::jsonb where key_id = ${keyId} and token = ${token}`,
  )
}

/** Uses of yesterday and requests of last week. As the jobs role. */
export async function forgetUses(tx: Tx): Promise<void> {
  await tx.run(sql`select api_forget_as_system()`)
}

// ── administering ───────────────────────────────────────────────────────────────────────────────────────────────────

export type ApiKey = Readonly<{
  id: string
  name: string
  agencyName: string
  purpose: string
  scopes: readonly ApiScope[]
  madeByName: string
  madeAt: Date
  expiresAt: Date
  revokedAt: Date | null
  lastUsedAt: Date | null
  rotatedAt: Date | null
  oldUntil: Date | null
}>

const keyColumns = sql`
  k.id, u.full_name as name, a.name as "agencyName", k.purpose, k.scopes, mu.full_name as "madeByName", k.made_at as "madeAt",
  k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.last_used_at as "lastUsedAt", k.rotated_at as "rotatedAt", k.old_until as "oldUntil"
  from api_key k join post p on p.id = k.post_id join user_account u on u.id = p.user_id join agency a on a.id = p.agency_id
  join post mp on mp.id = k.made_by join user_account mu on mu.id = mp.user_id`

export async function apiKeys(tx: Tx): Promise<ApiKey[]> {
  return tx.many<ApiKey>(sql`select ${keyColumns} order by k.revoked_at is not null, a.name, u.full_name, k.id`)
}

export async function findApiKey(tx: Tx, id: string): Promise<ApiKey | undefined> {
  return tx.oneOrNone<ApiKey>(sql`select ${keyColumns} where k.id = ${id}`)
}

export type NewKey = Readonly<{
  name: string
  agency: string
  purpose: string
  scopes: readonly ApiScope[]
  expiresAt: Date
  keyHash: string
}>

export async function makeApiKey(tx: Tx, key: NewKey): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select api_key_make(${key.name}, ${key.agency}, ${key.purpose}, ${[...key.scopes]}::text[], ${key.expiresAt}, ${key.keyHash}) as id`)
  return id
}

export async function rotateApiKey(tx: Tx, id: string, keyHash: string, expiresAt: Date, overlapHours: number): Promise<void> {
  await tx.run(sql`select api_key_rotate(${id}, ${keyHash}, ${expiresAt}, ${overlapHours})`)
}

export async function revokeApiKey(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`select api_key_revoke(${id})`)
}
