import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { classBits } from '../access/roles.ts'
import { isRecordKind } from '../access/schema.ts'
import type { AuditEvent, AuditFault, AuditState, Look, LooksSought, RecordKind } from './schema.ts'

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

/** Whether the one who asks may know who looked: they read the audit, or keep this record. */
export async function mayAskWhoLooked(tx: Tx, kind: RecordKind, id: string): Promise<boolean> {
  const { answer } = await tx.one<{ answer: boolean }>(sql`select may_ask_who_looked(${kind}, ${id}) as answer`)
  return answer
}

/** Latest first, at most `limit`. Nothing for those who may not know: the database decides. Needs a record or people. */
export async function whoLooked(tx: Tx, { record, userIds, from, until }: LooksSought, limit = 500): Promise<Look[]> {
  return tx.many<Look>(sql`
    select at, full_name as "fullName", role_code as "roleCode", role_label as "roleLabel", agency_name as "agencyName", event, outcome,
      purpose, by_list as "byList", shown, record_kind as "recordKind", record_id as "recordId", reference
    from who_looked(${record?.kind ?? null}, ${record?.id ?? null}, ${userIds === undefined ? null : [...userIds]}::uuid[],
      ${from ?? null}, ${until ?? null}, ${limit})`)
}

/** Whose name or e-mail address has this in it, at most fifty; the ids of their accounts, disabled ones too. */
export async function usersNamed(tx: Tx, text: string): Promise<string[]> {
  const found = await tx.many<{ id: string }>(sql`
    select id from user_account where position(lower(${text}) in lower(full_name || ' ' || email)) > 0 order by full_name limit 50`)
  return found.map(({ id }) => id)
}

const kindAndId = /^(\w+):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

/**
 * A record by what people call it: the reference that is read out on the phone, or `kind:id`. By reference only what the
 * one who asks may see; of a `kind:id` nobody has looked yet whether it is there.
 */
export async function recordCalled(tx: Tx, name: string): Promise<{ kind: RecordKind; id: string } | undefined> {
  const [, kind, id] = kindAndId.exec(name) ?? []
  if (kind !== undefined && id !== undefined) return isRecordKind(kind) ? { kind, id } : undefined
  return tx.oneOrNone(sql`select record_kind as kind, record_id as id from record_named(${name})`)
}
