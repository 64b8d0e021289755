// What was done against those who harm. Reading through row security, writing through functions that check first.
import type { LocalDate } from '../../core/clocks/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Against, Outcome } from './schema.ts'

export type DisruptionAction = Readonly<{
  id: string
  kind: string
  against: Against
  policeReference: string | null
  place: string | null
  takenOn: LocalDate
  outcome: Outcome
  endsOn: LocalDate | null
  agencyName: string
  version: number
}>

const columns = sql`
  d.id, d.kind, d.against, d.police_reference as "policeReference", d.place, d.taken_on as "takenOn", d.outcome, d.ends_on as "endsOn",
  a.name as "agencyName", d.version`

/** Latest first, at most 300. */
export async function actions(tx: Tx): Promise<DisruptionAction[]> {
  return tx.many<DisruptionAction>(sql`
    select ${columns} from disruption_action d join agency a on a.id = d.agency_id order by d.taken_on desc, d.recorded_at desc limit 300`)
}

export async function findAction(tx: Tx, id: string): Promise<DisruptionAction | undefined> {
  return tx.oneOrNone<DisruptionAction>(
    sql`select ${columns} from disruption_action d join agency a on a.id = d.agency_id where d.id = ${id}`,
  )
}

export type NewAction = Readonly<{
  kind: string
  against: Against
  policeReference: string | null
  place: string | null
  takenOn: LocalDate
  endsOn: LocalDate | null
}>

/** @throws P0002 for those who may not, and for a day to come */
export async function recordAction(tx: Tx, a: NewAction): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select record_disruption(${a.kind}, ${a.against}, ${a.policeReference}, ${a.place}, ${a.takenOn}, ${a.endsOn}) as id`)
  return id
}

/** @returns false when somebody changed it since `version` */
export async function changeAction(tx: Tx, id: string, version: number, outcome: Outcome, endsOn: LocalDate | null): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select change_disruption(${id}, ${version}, ${outcome}, ${endsOn}) as done`)
  return done
}

export type Protected = Readonly<{ caseId: string; knownAs: string; reference: string }>

/** The cases that it protects, those whose intelligence this reader may read. */
export async function protectedBy(tx: Tx, actionId: string): Promise<Protected[]> {
  return tx.many<Protected>(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference from disruption_case x join case_file f on f.id = x.case_id
    where x.action_id = ${actionId} order by f.known_as, f.id`)
}

/** What protects a case, latest first. */
export async function protecting(tx: Tx, caseId: string): Promise<DisruptionAction[]> {
  return tx.many<DisruptionAction>(sql`
    select ${columns} from disruption_case x join disruption_action d on d.id = x.action_id join agency a on a.id = d.agency_id
    where x.case_id = ${caseId} order by d.taken_on desc`)
}

/** @throws P0002 when the one who asks may not write the intelligence of the case, or does not see the action */
export async function linkAction(tx: Tx, actionId: string, caseId: string): Promise<void> {
  await tx.run(sql`select link_disruption(${actionId}, ${caseId})`)
}

/** Cases whose intelligence this reader may write. */
export async function linkableCases(tx: Tx): Promise<Protected[]> {
  return tx.many<Protected>(sql`
    select f.id as "caseId", f.known_as as "knownAs", f.reference from case_file f
    where f.state <> 'closed' and may('case', f.id, 'intelligence', 'write') order by f.known_as, f.id limit 300`)
}

/** How often what was done and what came of it, unreleased: goes through the release function before anybody sees it. */
export async function countsOf(tx: Tx): Promise<Readonly<{ kind: string; outcome: Outcome; count: number }>[]> {
  return tx.many(sql`select kind, outcome, count from disruption_counts()`)
}
