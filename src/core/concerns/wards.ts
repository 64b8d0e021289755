import { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { provenance } from '../reference/provenance.ts'

export type Ward = Readonly<{ code: string; name: string }>

/** The form of reference/wards.yaml. `active: false`: kept for what was sent before, not offered any more. */
export const wardsFile = provenance.extend({
  wards: z.array(
    z.object({ code: z.string().regex(/^[a-z][a-z0-9-]*$/), name: z.string().trim().min(1), active: z.boolean().default(true) }),
  ),
})

/** Adds wards, or brings them to these names. What is not named stays as it is. As the owner. */
export async function loadWards(tx: Tx, wards: readonly (Ward & Readonly<{ active?: boolean }>)[]): Promise<void> {
  for (const { code, name, active } of wards) {
    await tx.run(sql`
      insert into ward (code, name, active) values (${code}, ${name}, ${active ?? true})
      on conflict (code) do update set name = excluded.name, active = excluded.active`)
  }
}

/** Those that are offered, by name. Empty: this borough has listed none, and nobody is asked. */
export async function activeWards(tx: Tx): Promise<Ward[]> {
  return tx.many<Ward>(sql`select code, name from ward where active order by name, code`)
}
