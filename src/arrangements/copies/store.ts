import type { LocalDate } from '../../core/clocks/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

export type RecordKind = 'case' | 'concern'

/** Something that somebody here wrote. `label` and `reference` are those of its case or concern. */
export type Written = Readonly<{
  entry: string
  recordKind: RecordKind
  recordId: string
  label: string
  reference: string
  at: Date
  postId: string
}>

export type Whose = Readonly<{ post: string } | { agency: string }>

/**
 * What this post, or everybody of this agency, wrote on those days, as far as the reader may see it; latest first. With
 * `missing` only what the agency has not entered in its own system.
 */
export async function writtenBy(tx: Tx, whose: Whose, from: LocalDate, to: LocalDate, missing: boolean): Promise<Written[]> {
  const posts = 'post' in whose ? sql`(${whose.post}::uuid)` : sql`(select p.id from post p where p.agency_id = ${whose.agency})`
  const during = (column: ReturnType<typeof sql>) => sql`(${column} >= ${from}::date::timestamp at time zone 'Europe/London'
    and ${column} < (${to}::date + 1)::timestamp at time zone 'Europe/London')`
  return tx.many<Written>(sql`
    select w.* from (
      select 'note:' || n.id as entry, 'case' as "recordKind", c.id as "recordId", c.known_as as label, c.reference, n.written_at as at, n.written_by as "postId"
      from case_note n join case_file c on c.id = n.case_id where n.written_by in ${posts} and ${during(sql`n.written_at`)}
      union all
      select 'visit:' || v.id, 'case', c.id, c.known_as, c.reference, v.recorded_at, v.recorded_by
      from visit v join case_file c on c.id = v.case_id where v.state = 'recorded' and v.recorded_by in ${posts} and ${during(sql`v.recorded_at`)}
      union all
      select 'risk:' || a.id, 'case', c.id, c.known_as, c.reference, a.decided_at, a.decided_by
      from risk_assessment a join case_file c on c.id = a.case_id where a.state = 'decision' and a.decided_by in ${posts} and ${during(sql`a.decided_at`)}
      union all
      select 'sent:' || s.id, 'concern', c.id, k.label, c.reference, s.submitted_at, s.submitted_by
      from concern_submission s join concern c on c.id = s.concern_id join concern_kind k on k.code = c.kind
      where s.submitted_by in ${posts} and ${during(sql`s.submitted_at`)}
      union all
      select 'decision:' || d.id, 'concern', c.id, k.label, c.reference, d.decided_at, d.decided_by
      from triage_decision d join concern c on c.id = d.concern_id join concern_kind k on k.code = c.kind
      where d.decided_by in ${posts} and ${during(sql`d.decided_at`)}
    ) w
    where not ${missing} or not exists (select from own_system_entry e where e.entry = w.entry)
    order by w.at desc, w.entry limit 1000`)
}

export type Decision = Readonly<{ id: string; outcome: string; reason: string; decidedAt: Date; by: string }>

export async function decisionsOf(tx: Tx, concernId: string): Promise<Decision[]> {
  return tx.many<Decision>(sql`
    select d.id, d.outcome, d.reason, d.decided_at as "decidedAt", u.full_name as "by"
    from triage_decision d join post p on p.id = d.decided_by join user_account u on u.id = p.user_id
    where d.concern_id = ${concernId} order by d.in_order`)
}

export type Entered = Readonly<{ entry: string; systemCode: string; reference: string; enteredAt: Date; by: string }>

/** What of a record this reader's agency has entered. */
export async function enteredOf(tx: Tx, kind: RecordKind, recordId: string): Promise<Entered[]> {
  return tx.many<Entered>(sql`
    select e.entry, e.system_code as "systemCode", e.reference, e.entered_at as "enteredAt", u.full_name as "by"
    from own_system_entry e join post p on p.id = e.entered_by join user_account u on u.id = p.user_id
    where ${kind === 'case' ? sql`e.case_id = ${recordId}` : sql`e.concern_id = ${recordId}`}`)
}

/** @throws as "not there" for a record that this reader may not see */
export async function enter(
  tx: Tx,
  {
    kind,
    recordId,
    entry,
    system,
    reference,
  }: Readonly<{ kind: RecordKind; recordId: string; entry: string; system: string; reference: string }>,
): Promise<void> {
  await tx.run(sql`select enter_in_own_system(${kind}, ${recordId}, ${entry}, ${system}, ${reference})`)
}

/** The system that this reader's agency last used; undefined before the first time. */
export async function lastSystem(tx: Tx): Promise<string | undefined> {
  const row = await tx.oneOrNone<{ code: string }>(sql`
    select e.system_code as code from own_system_entry e where e.entered_by = (select current_post_id()) order by e.entered_at desc limit 1`)
  return row?.code
}
