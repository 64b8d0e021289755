import type { Tx } from '../../platform/db/pool.ts'
import { type Actor, inSession } from '../access/identity.ts'
import { recordEvent } from '../audit/index.ts'
import type { ActNote } from './command-session.ts'
import type { House } from './request.ts'

/**
 * One transaction in the name of the session behind the token, with its audit entry: what a request does, without a page.
 * `work` returns its result and what the audit is told.
 */
export async function act<T>(
  house: House,
  hashOfToken: string,
  event: string,
  work: (tx: Tx, actor: Actor) => Promise<Readonly<{ result: T; note: ActNote }>>,
): Promise<T> {
  return inSession(house.db, house.clock, hashOfToken, async (tx, actor) => {
    const { result, note } = await work(tx, actor)
    await recordEvent(tx, { event, ...note })
    return result
  })
}
