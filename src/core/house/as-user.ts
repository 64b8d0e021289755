import type { Tx } from '../../platform/db/pool.ts'
import { type Actor, inSession } from '../access/identity.ts'
import { type AuditEvent, recordEvent } from '../audit/index.ts'
import type { House } from './request.ts'

/** What one act says to the audit, beside its name. */
export type ActNote = Omit<AuditEvent, 'event'>

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

/** Somebody at the command line in an account's name. Each `act` is one audited transaction as the application's role. */
export type CommandSession = Readonly<{
  house: House
  act: <T>(event: string, work: (tx: Tx, actor: Actor) => Promise<Readonly<{ result: T; note: ActNote }>>) => Promise<T>
}>

/**
 * Opens the house for one command. `user` is an e-mail address, or `address:roleCode` for one of several posts.
 * @throws UsageError when there is no such active account or post
 */
export type AsUser = <T>(user: string, work: (session: CommandSession) => Promise<T>) => Promise<T>
