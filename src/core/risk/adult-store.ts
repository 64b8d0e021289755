// What is kept of an adult's case beside the plan. Reading goes through row security, writing through checking functions.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { CaseId, CaseKind, CaseState } from '../cases/index.ts'
import type { AdultKind, AdultStatementForm, CapacityForm, ExploitedBasis } from './adult-schema.ts'

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

export type AdultRhythm = Readonly<{ everyDays: number; because: string; decidedAt: Date; decidedBy: string }>

/** How often, as it was decided last. Undefined: nobody has decided, or not for this reader. */
export async function rhythmOfAdult(tx: Tx, caseId: string): Promise<AdultRhythm | undefined> {
  return tx.oneOrNone<AdultRhythm>(sql`
    select r.every_days as "everyDays", r.because, r.decided_at as "decidedAt", u.full_name as "decidedBy"
    from adult_rhythm r join post p on p.id = r.decided_by join user_account u on u.id = p.user_id
    where r.case_id = ${caseId} order by r.decided_at desc limit 1`)
}

/** Reminds the worker from now on. As `addStatement`. */
export async function chooseAdultRhythm(tx: Tx, caseId: string, everyDays: number, because: string): Promise<void> {
  await tx.run(sql`select choose_adult_rhythm(${caseId}, ${everyDays}, ${because})`)
}

/** The London date on which they were last seen, by a visit that stands. */
export async function adultLastSeen(tx: Tx, caseId: string): Promise<string | undefined> {
  const row = await tx.one<{ on: string | null }>(sql`
    select max(happened_on) as "on" from visit where case_id = ${caseId} and state = 'recorded' and outcome in ('seen', 'seen_not_alone')`)
  return row.on ?? undefined
}

export type ExploitedFrom = Readonly<{ from: string | null; basis: ExploitedBasis }>

/** From when, as it was said last; undefined: nobody was asked. */
export async function exploitedFromOf(tx: Tx, caseId: string): Promise<ExploitedFrom | undefined> {
  return tx.oneOrNone<ExploitedFrom>(sql`
    select from_on as "from", basis from adult_exploited_from where case_id = ${caseId} order by said_in_order desc limit 1`)
}

/** As `addStatement`. */
export async function sayExploitedFrom(tx: Tx, caseId: string, { from, basis }: ExploitedFrom): Promise<void> {
  await tx.run(sql`select say_exploited_from(${caseId}, ${from}, ${basis})`)
}

export type OtherCase = Readonly<{
  caseId: CaseId
  reference: string
  kind: CaseKind
  state: CaseState
  openedAt: Date
  closedAt: Date | null
}>

/** Other cases of the same people that this reader may see on their own account, first to last. */
export async function otherCasesOf(tx: Tx, caseId: string): Promise<OtherCase[]> {
  return tx.many<OtherCase>(sql`
    select case_id as "caseId", reference, kind, state, opened_at as "openedAt", closed_at as "closedAt" from other_cases_of(${caseId})`)
}
