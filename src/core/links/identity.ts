// A link as the one who is asking. Its transaction carries the link's signature and nobody's account, so that row security
// shows what belongs to the link and nothing else.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { asNobody } from '../access/identity.ts'

/** A link that is open on this device. */
export type OpenLink = Readonly<{
  id: string
  purpose: 'refer' | 'answer'
  /** What was sent through it, or is followed by it. */
  concernId: string | null
  askId: string | null
  isDeputy: boolean
  agencyName: string
  email: string
  expiresAt: Date
}>

export type LinkState = 'gone' | 'unopened' | 'elsewhere'
export type Begun<T> = Readonly<{ state: LinkState }> | Readonly<{ state: 'open'; result: T }>

/** One transaction in the link's name, when it is open on the device whose cookie has this hash; else how it stands. */
export async function inLink<T>(
  db: Database,
  clock: Clock,
  hashes: Readonly<{ token: string; device: string | null }>,
  work: (tx: Tx, link: OpenLink) => Promise<T>,
): Promise<Begun<T>> {
  return asNobody(db, clock, async (tx) => {
    const { state, deputyOf, ...link } = await tx.one<OpenLink & { state: LinkState | 'open'; deputyOf: string | null }>(sql`
      select state, link_id as id, purpose, concern_id as "concernId", ask_id as "askId", deputy_of as "deputyOf", agency_name as "agencyName",
        email, expires_at as "expiresAt"
      from begin_link(${hashes.token}, ${hashes.device})`)
    if (state !== 'open') return { state }
    await tx.run(sql`select audit_reserve()`)
    return { state, result: await work(tx, { ...link, isDeputy: deputyOf !== null }) }
  })
}
