// Who is asking. Each piece of work is one transaction that begins by proving its session to the database, which signs
// the identity into it; row security asks for that signature and nothing else.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

export type UserId = string & { readonly brand?: 'UserId' }
export type PostId = string & { readonly brand?: 'PostId' }

/** A human acting in one of their posts, in one session. */
export type Actor = Readonly<{
  userId: UserId
  postId: PostId
  sessionId: string
  agencyId: string
  teamId: string | null
  roleCode: string
  fullName: string
  agencyName: string
  roleLabel: string
  stepUpAt: Date | null
  capabilities: readonly string[]
}>

/** How long a session lasts without use, and at all. @source local default */
export const sessionLimits = { idleMinutes: 30, absoluteMinutes: 12 * 60 } as const

/** There is no session behind the token any more: it ended, was idle too long, or the account or post has ended. */
export class SignedOutError extends Error {
  constructor() {
    super('Sign in to go on.')
  }
}

export function can(actor: Actor, capability: string): boolean {
  return actor.capabilities.includes(capability)
}

/** A transaction with the time set and nobody's identity: it sees no personal data. For signing in. */
export async function asNobody<T>(db: Database, clock: Clock, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(work, { 'lapwing.instant': clock.now().toISOString() })
}

/**
 * A transaction in the name of the session behind the token.
 * @throws SignedOutError when there is none
 */
export async function inSession<T>(db: Database, clock: Clock, tokenHash: string, work: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
  return asNobody(db, clock, async (tx) => {
    // the number of its audit entry is taken in the same breath, so that what it changes can point to it
    const begun = await tx.oneOrNone<Actor & { entry: number }>(sql`
      select session_id as "sessionId", user_id as "userId", post_id as "postId", agency_id as "agencyId", team_id as "teamId",
        role_code as "roleCode", full_name as "fullName", agency_name as "agencyName", role_label as "roleLabel",
        step_up_at as "stepUpAt", capabilities, audit_reserve() as entry
      from begin_request(${tokenHash}, ${sessionLimits.idleMinutes}, ${sessionLimits.absoluteMinutes})`)
    if (begun === undefined) throw new SignedOutError()
    const { entry: _, ...actor } = begun
    return work(tx, actor)
  })
}
