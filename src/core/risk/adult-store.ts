// What is kept of an adult's case beside the plan. Reading goes through row security, writing through checking functions.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { AdultKind, AdultStatementForm, CapacityForm } from './adult-schema.ts'

export type AdultStatement = Readonly<{
  id: string
  kind: AdultKind
  answer: string
  said: string
  on: string
  recordedAt: Date
  recordedBy: string
}>

/** Latest first: of each kind the first one holds. */
export async function statementsOf(tx: Tx, caseId: string): Promise<AdultStatement[]> {
  return tx.many<AdultStatement>(sql`
    select s.id, s.kind, s.answer, s.said, s.on_day as "on", s.recorded_at as "recordedAt", u.full_name as "recordedBy"
    from adult_statement s join post p on p.id = s.recorded_by join user_account u on u.id = p.user_id
    where s.case_id = ${caseId} order by s.recorded_at desc, s.id`)
}

export type Capacity = Readonly<{
  id: string
  decision: string
  finding: 'has' | 'lacks' | 'unknown'
  basis: string
  assessedBy: string
  on: string
}>

/** Latest first; several about one decision are kept. */
export async function capacitiesOf(tx: Tx, caseId: string): Promise<Capacity[]> {
  return tx.many<Capacity>(sql`
    select id, decision, finding, basis, assessed_by as "assessedBy", on_day as "on" from adult_capacity
    where case_id = ${caseId} order by on_day desc, recorded_at desc`)
}

/** Throws P0002 ("not there") when the one who asks may not, LW003 when the case closed. */
export async function addStatement(tx: Tx, caseId: string, s: AdultStatementForm): Promise<void> {
  await tx.run(sql`select add_adult_statement(${caseId}, ${s.kind}, ${s.answer}, ${s.said}, ${s.on})`)
}

/** As `addStatement`. */
export async function addCapacity(tx: Tx, caseId: string, c: CapacityForm): Promise<void> {
  await tx.run(sql`select add_adult_capacity(${caseId}, ${c.decision}, ${c.finding}, ${c.basis}, ${c.by}, ${c.on})`)
}
