import type { Tx } from '../../platform/db/pool.ts'
import type { Actor } from '../access/identity.ts'
import type { AuditEvent } from '../audit/schema.ts'
import type { House } from './request.ts'

/** What one act says to the audit, beside its name. */
export type ActNote = Omit<AuditEvent, 'event'>

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
