import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { classBits, type RecordClass } from '../access/roles.ts'

export type RecordKind = 'case' | 'concern' | 'person'

/** What the audit keeps of one act: ids, field names and hashes; never values. */
export type AuditEvent = Readonly<{
  /** A verb about a kind of record, such as `case.read`. */
  event: string
  outcome?: 'done' | 'refused' | 'failed'
  about?: Readonly<{ kind: RecordKind | 'user' | 'agency' | 'other'; id: string }> | undefined
  caseId?: string | undefined
  classes?: readonly RecordClass[] | undefined
  purpose?: string | undefined
  /** Ids of the records that a list or search showed. */
  shown?: readonly string[] | undefined
  /** Names of the fields that were changed. */
  fields?: readonly string[] | undefined
  contentHash?: string | undefined
}>

/** Writes one entry in this transaction. What it tells of must not be shown before the commit. @returns its number */
export async function recordEvent(tx: Tx, event: AuditEvent): Promise<number> {
  const { id } = await tx.one<{ id: number }>(sql`
    select audit_append(${event.event}, ${event.outcome ?? 'done'}, ${event.about?.kind ?? null}, ${event.about?.id ?? null},
      ${event.caseId ?? null}, ${classBits(event.classes ?? [])}, ${event.purpose ?? null}, ${event.shown ?? []}::uuid[],
      ${event.fields ?? []}::text[], ${event.contentHash ?? null}) as id`)
  return id
}

/** How much of the audit is sealed into the chain, and the head to print or send out. */
export type AuditState = Readonly<{ sealed: number; unsealed: number; head: string | null; oldestUnsealed: Date | null }>

export async function auditState(tx: Tx): Promise<AuditState> {
  return tx.one<AuditState>(sql`select sealed, unsealed, head, oldest_unsealed as "oldestUnsealed" from audit_state()`)
}

/** Undefined when every sealed entry is as it was sealed. */
export type AuditFault = Readonly<{ position: number; entryId: number | null; fault: string }>

export async function firstAuditFault(tx: Tx): Promise<AuditFault | undefined> {
  return tx.oneOrNone<AuditFault>(sql`select position, entry_id as "entryId", fault from audit_first_fault()`)
}

/** Seals what is committed; called each second by the sealing job. @returns how many entries */
export async function sealAudit(tx: Tx): Promise<number> {
  const { sealed } = await tx.one<{ sealed: number }>(sql`select audit_seal() as sealed`)
  return sealed
}

/** One line of "who has looked at this record". */
export type Look = Readonly<{
  at: Date
  fullName: string | null
  roleCode: string | null
  agencyName: string | null
  event: string
  outcome: string
  purpose: string | null
}>

/** Latest first. Shows nothing to those who may not see it: the database decides. */
export async function looksAt(tx: Tx, recordId: string, limit = 200): Promise<Look[]> {
  return tx.many<Look>(sql`
    select a.at, u.full_name as "fullName", a.role_code as "roleCode", g.name as "agencyName", a.event, a.outcome, a.purpose
    from audit_entry a left join user_account u on u.id = a.user_id left join agency g on g.id = a.agency_id
    where a.record_id = ${recordId} or a.case_id = ${recordId} or a.shown @> array[${recordId}::uuid]
    order by a.at desc, a.id desc limit ${limit}`)
}
