// What is kept of the young person's own page. All of it through row security.
import type { LocalDate } from '../../core/clocks/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { LineKind } from './schema.ts'

export type Line = Readonly<{ id: string; kind: LineKind; words: string; saidOn: LocalDate }>

/** Latest first. */
export async function linesOf(tx: Tx, caseId: string): Promise<Line[]> {
  return tx.many<Line>(sql`
    select id, kind, words, said_on as "saidOn" from my_page_line where case_id = ${caseId} and removed_at is null
    order by said_on desc, added_at desc`)
}

export async function insertLine(tx: Tx, caseId: string, line: Omit<Line, 'id'>): Promise<void> {
  await tx.run(
    sql`insert into my_page_line (case_id, kind, words, said_on) values (${caseId}, ${line.kind}, ${line.words}, ${line.saidOn})`,
  )
}

export async function removeLine(tx: Tx, caseId: string, id: string): Promise<void> {
  await tx.run(sql`
    update my_page_line set removed_at = current_instant(), version = version + 1 where id = ${id} and case_id = ${caseId} and removed_at is null`)
}

export type Ask = Readonly<{
  id: string
  asked: string
  askedOn: LocalDate
  promisedBy: string
  promisedName: string
  promisedFor: LocalDate
  answer: string
  answeredOn: LocalDate | null
  version: number
}>

const askColumns = sql`
  a.id, a.asked, a.asked_on as "askedOn", a.promised_by as "promisedBy", u.full_name as "promisedName", a.promised_for as "promisedFor",
  a.answer, a.answered_on as "answeredOn", a.version`
const askJoins = sql`join post p on p.id = a.promised_by join user_account u on u.id = p.user_id`

/** Those without an answer first, oldest first; then the answered, latest first. */
export async function asksOf(tx: Tx, caseId: string): Promise<Ask[]> {
  return tx.many<Ask>(sql`
    select ${askColumns} from my_page_ask a ${askJoins} where a.case_id = ${caseId}
    order by a.answered_on is not null, case when a.answered_on is null then a.asked_on end, a.answered_on desc, a.added_at`)
}

export type NewAsk = Readonly<{ asked: string; askedOn: LocalDate; promisedBy: string; promisedFor: LocalDate }>

export async function insertAsk(tx: Tx, caseId: string, ask: NewAsk): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into my_page_ask (case_id, asked, asked_on, promised_by, promised_for)
    values (${caseId}, ${ask.asked}, ${ask.askedOn}, ${ask.promisedBy}, ${ask.promisedFor}) returning id`)
  return id
}

/** @returns false when somebody answered or changed it since `version` */
export async function answerAsk(tx: Tx, caseId: string, id: string, version: number, answer: string): Promise<boolean> {
  const done = await tx.run(sql`
    update my_page_ask set answer = ${answer}, answered_on = (select current_local_date()), version = version + 1
    where id = ${id} and case_id = ${caseId} and version = ${version}`)
  return done === 1
}

export type WaitingAsk = Ask & Readonly<{ caseId: string; knownAs: string; reference: string; workerName: string | null }>

/** What was asked for and is not answered yet, in open cases, longest first. `mine`: my cases, and what I promised. */
export async function waitingAsks(tx: Tx, whose: 'mine' | 'all'): Promise<WaitingAsk[]> {
  const mine = sql`and (f.allocated_post_id = (select current_post_id()) or a.promised_by = (select current_post_id()))`
  return tx.many<WaitingAsk>(sql`
    select ${askColumns}, f.id as "caseId", f.known_as as "knownAs", f.reference, wu.full_name as "workerName"
    from my_page_ask a ${askJoins} join case_file f on f.id = a.case_id and f.state <> 'closed'
    left join post wp on wp.id = f.allocated_post_id left join user_account wu on wu.id = wp.user_id
    where a.answered_on is null ${whose === 'mine' ? mine : sql``} order by a.asked_on, f.known_as, a.id limit 300`)
}

export type Knower = Readonly<{
  postId: string
  fullName: string
  roleCode: string
  roleLabel: string
  agencyName: string
  leftOut: string | null
}>

/** Who is in the circle now because they work with them; `leftOut`: why somebody is not named. */
export async function knowersOf(tx: Tx, caseId: string): Promise<Knower[]> {
  return tx.many<Knower>(sql`
    select distinct on (a.name, u.full_name, p.id) p.id as "postId", u.full_name as "fullName", r.code as "roleCode", r.label as "roleLabel",
      a.name as "agencyName", o.because as "leftOut"
    from circle_member m join post p on p.id = m.post_id and p.ended_at is null join user_account u on u.id = p.user_id
      join role r on r.code = p.role_code join agency a on a.id = p.agency_id
      left join my_page_left_out o on o.case_id = ${caseId} and o.post_id = p.id and o.ended_at is null
    where m.record_kind = 'case' and m.record_id = ${caseId} and m.ended_at is null and m.capacity in ('allocated', 'invited', 'cover')
      and m.from_at <= current_instant() and (m.until_at is null or m.until_at > current_instant())
    order by a.name, u.full_name, p.id`)
}

export async function leaveOut(tx: Tx, caseId: string, postId: string, because: string): Promise<void> {
  await tx.run(sql`
    insert into my_page_left_out (case_id, post_id, because) values (${caseId}, ${postId}, ${because}) on conflict do nothing`)
}

export async function nameAgain(tx: Tx, caseId: string, postId: string): Promise<void> {
  await tx.run(sql`
    update my_page_left_out set ended_at = current_instant(), version = version + 1
    where case_id = ${caseId} and post_id = ${postId} and ended_at is null`)
}

export type Outcome = 'shown' | 'not_safe' | 'printed'
export type Shown = Readonly<{ outcome: Outcome; because: string; at: Date; by: string; byPost: string }>

/** Latest first. */
export async function shownOf(tx: Tx, caseId: string): Promise<Shown[]> {
  return tx.many<Shown>(sql`
    select s.outcome, s.because, s.at, u.full_name as by, s.by_post as "byPost"
    from my_page_shown s join post p on p.id = s.by_post join user_account u on u.id = p.user_id
    where s.case_id = ${caseId} order by s.at desc, s.said_in_order desc limit 50`)
}

export async function recordShown(tx: Tx, caseId: string, outcome: Outcome, because: string): Promise<void> {
  await tx.run(sql`insert into my_page_shown (case_id, outcome, because) values (${caseId}, ${outcome}, ${because})`)
}

export type NextVisit = Readonly<{ at: Date; visitor: string }>

/** Who comes next and when; never where. */
export async function nextVisitOf(tx: Tx, caseId: string, now: Date): Promise<NextVisit | undefined> {
  return tx.oneOrNone<NextVisit>(sql`
    select v.planned_for as at, u.full_name as visitor from visit v join post p on p.id = v.visitor_post join user_account u on u.id = p.user_id
    where v.case_id = ${caseId} and v.state = 'planned' and v.planned_for >= ${now} order by v.planned_for limit 1`)
}

export type OwnWords = Readonly<{ kind: 'note' | 'visit'; id: string; on: LocalDate; words: string; by: string }>

/** Notes and visits, latest first, with what was said at each; `words` may be empty. */
export async function writtenAbout(tx: Tx, caseId: string): Promise<OwnWords[]> {
  return tx.many<OwnWords>(sql`
    select * from (
      select 'note' as kind, n.id, n.happened_on as "on", n.own_words as words, u.full_name as by
      from case_note n join post p on p.id = n.written_by join user_account u on u.id = p.user_id where n.case_id = ${caseId}
      union all
      select 'visit', v.id, v.happened_on, coalesce(n.own_words, ''), u.full_name
      from visit v left join visit_note n on n.visit_id = v.id join post p on p.id = v.visitor_post join user_account u on u.id = p.user_id
      where v.case_id = ${caseId} and v.state = 'recorded') x
    order by x."on" desc, x.id limit 100`)
}
