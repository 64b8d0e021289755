import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { classBits } from '../access/roles.ts'
import type { AuditEvent, AuditFault, AuditState, Look, RecordKind } from './schema.ts'

/** Writes one entry in this transaction. What it tells of must not be shown before the commit. @returns its number */
export async function recordEvent(tx: Tx, event: AuditEvent): Promise<number> {
  const { id } = await tx.one<{ id: number }>(sql`
    select audit_append(${event.event}, ${event.outcome ?? 'done'}, ${event.about?.kind ?? null}, ${event.about?.id ?? null},
      ${event.caseId ?? null}, ${classBits(event.classes ?? [])}, ${event.purpose ?? null}, ${event.shown ?? []}::uuid[],
      ${event.fields ?? []}::text[], ${event.contentHash ?? null}) as id`)
  return id
}

export async function auditState(tx: Tx): Promise<AuditState> {
  return tx.one<AuditState>(sql`select sealed, unsealed, head, oldest_unsealed as "oldestUnsealed" from audit_state()`)
}

export async function firstAuditFault(tx: Tx): Promise<AuditFault | undefined> {
  return tx.oneOrNone<AuditFault>(sql`select position, entry_id as "entryId", fault from audit_first_fault()`)
}

/** Seals what is committed; called each second by the sealing job. @returns how many entries */
export async function sealAudit(tx: Tx): Promise<number> {
  const { sealed } = await tx.one<{ sealed: number }>(sql`select audit_seal() as sealed`)
  return sealed
}

/** Whether the one who asks keeps this record, and so may ask who looked at it. */
export async function mayAskWhoLooked(tx: Tx, kind: RecordKind, id: string): Promise<boolean> {
  const { answer } = await tx.one<{ answer: boolean }>(sql`select may(${kind}, ${id}, 'contact', 'write') as answer`)
  return answer
}

/** Latest first. Shows nothing to those who may not see it: the database decides. */
export async function looksAt(tx: Tx, recordId: string, limit = 200): Promise<Look[]> {
  return tx.many<Look>(sql`
    select a.at, u.full_name as "fullName", a.role_code as "roleCode", r.label as "roleLabel", g.name as "agencyName", a.event, a.outcome, a.purpose
    from audit_entry a left join user_account u on u.id = a.user_id left join agency g on g.id = a.agency_id
      left join role r on r.code = a.role_code
    where a.record_id = ${recordId} or a.case_id = ${recordId} or a.shown @> array[${recordId}::uuid]
    order by a.at desc, a.id desc limit ${limit}`)
}
