import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

/** The id of a concern that this key's system sent itself; undefined for all others. However its reference is typed. */
export async function ownConcernId(tx: Tx, reference: string): Promise<string | undefined> {
  const row = await tx.oneOrNone<{ id: string }>(sql`
    select c.id from concern c where c.reference = upper(${reference}) and c.submitted_by = (select current_post_id())`)
  return row?.id
}

export type Contact = Readonly<{
  personId: string
  recordKind: 'case' | 'concern'
  recordId: string
  reference: string
  name: string
  phone: string | null
}>

/** @param value as `normalIdentifier` makes it */
export async function contactsByIdentifier(tx: Tx, kind: string, value: string): Promise<Contact[]> {
  return tx.many<Contact>(sql`
    select person_id as "personId", record_kind as "recordKind", record_id as "recordId", reference, contact_name as name, contact_phone as phone
    from api_person_contacts(${kind}, ${value})`)
}

export async function systemOfConcern(
  tx: Tx,
  concernId: string,
): Promise<Readonly<{ systemName: string; agencyName: string }> | undefined> {
  return tx.oneOrNone(sql`select system_name as "systemName", agency_name as "agencyName" from concern_system(${concernId})`)
}
