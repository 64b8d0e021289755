import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

export type Claim = Readonly<{ kind: 'first' }> | Readonly<{ kind: 'again'; location: string | null }>

/** Takes the token for this transaction. A second sending waits here until the first is done, and is told where it led. */
export async function claimOnce(tx: Tx, token: string): Promise<Claim> {
  const taken = await tx.run(sql`insert into request_once (token) values (${token}) on conflict (token) do nothing`)
  if (taken === 1) return { kind: 'first' }
  const row = await tx.oneOrNone<{ location: string | null }>(sql`select location from request_once where token = ${token}`)
  return { kind: 'again', location: row?.location ?? null }
}

export async function rememberOnce(tx: Tx, token: string, location: string): Promise<void> {
  await tx.run(sql`update request_once set location = ${location} where token = ${token}`)
}

/** Tokens of the day before yesterday: nobody sends those forms again. As the jobs role. */
export async function forgetOnce(tx: Tx): Promise<void> {
  await tx.run(sql`select request_once_forget()`)
}
