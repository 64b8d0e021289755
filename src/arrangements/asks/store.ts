// What is kept of asks and answers. Reading goes through row security: an ask has two sides, each of which sees its own
// part; writing goes through the functions of the migration, which check first.
import type { Deadline, LocalDate } from '../../core/clocks/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Agreement, RecordKind, Standing, Told } from './schema.ts'

/** Somebody who could answer: of another agency, or of another team of one's own. */
export type Answerer = Readonly<{ agencyId: string; agencyName: string; postId: string; fullName: string; roleLabel: string }>

/** By agency, then by name. Nobody for those who may not ask about this record. */
export async function answerersFor(tx: Tx, kind: RecordKind, id: string): Promise<Answerer[]> {
  return tx.many<Answerer>(sql`
    select agency_id as "agencyId", agency_name as "agencyName", post_id as "postId", full_name as "fullName", role_label as "roleLabel"
    from partner_answerers(${kind}, ${id}) order by agency_name, full_name, post_id`)
}

export async function mayAskAbout(tx: Tx, kind: RecordKind, id: string): Promise<boolean> {
  const { may } = await tx.one<{ may: boolean }>(sql`select may_ask_about(${kind}, ${id}) as may`)
  return may
}

export type NewAsk = Readonly<{
  agencyId: string
  toPostId: string | null
  /** Somebody without an account, at a known address of that agency; with it, how long their link lasts after the answer is due. */
  toAddress?: string
  linkDays?: number
  told: readonly Told[]
  leftOut: readonly string[]
  questions: readonly string[]
  purpose: string
  why: string
  basis: string
  basisMark: string
  policyVersion: string
  agreement: Agreement
  agreementBecause: string
  class: string
  caseClass: string | null
  dueAt: Date
  clock: Deadline['why'] | null
}>

/** Undefined when nobody there may answer (any more). */
export async function sendAsk(tx: Tx, kind: RecordKind, id: string, ask: NewAsk): Promise<string | undefined> {
  try {
    const row = await tx.savepoint(() =>
      tx.one<{ id: string }>(sql`select partner_ask_send(${kind}, ${id}, ${JSON.stringify(ask)}::jsonb) as id`),
    )
    return row.id
  } catch (error) {
    if (isDatabaseError(error, 'P0001') && error.constraint === 'nobody_answers') return undefined
    throw error
  }
}

/** One ask, as both sides see it. */
export type Ask = Readonly<{
  id: string
  reference: string
  agencyName: string
  fromAgency: string
  askedBy: string
  askedByPhone: string | null
  askedAt: Date
  toPostId: string | null
  toName: string | null
  told: readonly Told[]
  questions: readonly string[]
  purpose: string
  why: string
  basis: string
  basisMark: string
  agreement: Agreement
  agreementBecause: string
  dueAt: Date
  answeredAt: Date | null
  checkedByOn: LocalDate | null
  chasedAt: Date | null
  withdrawnAt: Date | null
  withdrawnBecause: string | null
}>

const columns = sql`
  q.id, q.reference, a.name as "agencyName", fa.name as "fromAgency", fu.full_name as "askedBy", coalesce(ft.phone, fu.phone, fa.phone) as "askedByPhone",
  q.asked_at as "askedAt", q.to_post as "toPostId", tu.full_name as "toName", q.told, q.questions, q.purpose, q.why, q.basis, q.basis_mark as "basisMark",
  q.agreement, q.agreement_because as "agreementBecause", q.due_at as "dueAt", q.answered_at as "answeredAt", q.checked_by_on as "checkedByOn",
  q.chased_at as "chasedAt", q.withdrawn_at as "withdrawnAt", q.withdrawn_because as "withdrawnBecause"`
const tables = sql`
  partner_ask q join agency a on a.id = q.agency_id join post fp on fp.id = q.asked_by join user_account fu on fu.id = fp.user_id
  join agency fa on fa.id = fp.agency_id left join team ft on ft.id = fp.team_id
  left join post tp on tp.id = q.to_post left join user_account tu on tu.id = tp.user_id`

/** What one's own agency was asked: open ones first, those to oneself or to whom one answers for before others, soonest first. */
export async function asksOfUs(tx: Tx, agencyId: string, postId: string, only: 'open' | 'all'): Promise<Ask[]> {
  const open = sql`(q.withdrawn_at is null and (q.answered_at is null or q.checked_by_on is not null))`
  return tx.many<Ask>(sql`
    select ${columns} from ${tables} where q.agency_id = ${agencyId} and is_asked(q.id) and (${only} = 'all' or ${open})
    order by ${open} desc, (q.to_post = ${postId} or q.to_post in (select i_answer_for())) desc nulls last, q.due_at, q.id limit 200`)
}

/** As one of the asked agency. Undefined when there is none, or not for this person. */
export async function findAskOfUs(tx: Tx, id: string): Promise<Ask | undefined> {
  return tx.oneOrNone<Ask>(sql`select ${columns} from ${tables} where q.id = ${id} and is_asked(q.id)`)
}

/** What an ask is about here: for the side that asked only. */
export type OwnAsk = Ask &
  Readonly<{
    recordKind: RecordKind
    recordId: string
    class: string
    leftOut: readonly string[]
    mayChange: boolean
    /** When the others there were told, because the one asked by name is away or did not answer for some hours. */
    coveredAt: Date | null
  }>

const ownColumns = sql`
  ${columns}, r.record_kind as "recordKind", r.record_id as "recordId", r.class, r.left_out as "leftOut", q.covered_at as "coveredAt",
  (may(r.record_kind, r.record_id, r.class, 'write') or (r.case_class is not null and exists (
    select from case_concern cc where cc.concern_id = r.record_id and may('case', cc.case_id, r.case_class, 'write')))) as "mayChange"`

export async function findOwnAsk(tx: Tx, id: string): Promise<OwnAsk | undefined> {
  return tx.oneOrNone<OwnAsk>(sql`select ${ownColumns} from ${tables} join partner_ask_record r on r.ask_id = q.id where q.id = ${id}`)
}

/** What was asked about a record, latest first; on a case also what was asked at the desk about its concerns, where they may read it. */
export async function asksAbout(tx: Tx, kind: RecordKind, id: string): Promise<OwnAsk[]> {
  return tx.many<OwnAsk>(sql`
    select ${ownColumns} from ${tables} join partner_ask_record r on r.ask_id = q.id
    where (r.record_kind = ${kind} and r.record_id = ${id})
      or (${kind} = 'case' and r.record_kind = 'concern' and r.record_id in (select cc.concern_id from case_concern cc where cc.case_id = ${id}))
    order by q.asked_at desc, q.reference`)
}

export type AnswerItem = Readonly<{ place: number; standing: Standing; words: string; checkedByOn: LocalDate | null }>
export type Answer = Readonly<{
  id: string
  askId: string
  answeredAt: Date
  name: string
  job: string
  teamOnly: boolean
  items: readonly AnswerItem[]
}>

/** All versions of the answers to these asks, latest first, as far as this reader may read them. */
export async function answersTo(tx: Tx, askIds: readonly string[]): Promise<Answer[]> {
  return tx.many<Answer>(sql`
    select a.id, a.ask_id as "askId", a.answered_at as "answeredAt", a.answered_name as name, a.answered_job as job, a.team_only as "teamOnly",
      (select jsonb_agg(jsonb_build_object('place', i.place, 'standing', i.standing, 'words', i.words, 'checkedByOn', i.checked_by_on) order by i.place)
        from partner_answer_item i where i.answer_id = a.id) as items
    from partner_answer a where a.ask_id = any (${[...askIds]}::uuid[]) order by a.answered_at desc, a.number desc, a.id`)
}

export type NewAnswer = Readonly<{
  name: string
  job: string
  teamOnly: boolean
  items: readonly Omit<AnswerItem, 'place'>[]
}>

/** `withdrawn`: nobody needs it any more. `other`: somebody else has answered since `seen` answers were counted. */
export type AnswerKept = 'saved' | 'withdrawn' | 'other'

export async function sendAnswer(tx: Tx, askId: string, seen: number, answer: NewAnswer): Promise<AnswerKept> {
  const { kept } = await tx.one<{ kept: AnswerKept }>(sql`
    select partner_answer_send(${askId}, ${seen}, ${JSON.stringify(answer)}::jsonb) as kept`)
  return kept
}

/** The ask that the link in this transaction was sent for. */
export async function findAskOfLink(tx: Tx): Promise<Ask | undefined> {
  return tx.oneOrNone<Ask>(sql`
    select id, reference, agency_name as "agencyName", from_agency as "fromAgency", asked_by as "askedBy", asked_by_phone as "askedByPhone",
      asked_at as "askedAt", null as "toPostId", null as "toName", told, questions, purpose, why, basis, basis_mark as "basisMark", agreement,
      '' as "agreementBecause", due_at as "dueAt", answered_at as "answeredAt", null as "checkedByOn", null as "chasedAt",
      withdrawn_at as "withdrawnAt", withdrawn_because as "withdrawnBecause"
    from link_ask()`)
}

/** As the link in this transaction: beside whatever others in the agency answered. */
export async function sendAnswerByLink(tx: Tx, answer: NewAnswer): Promise<AnswerKept> {
  const { kept } = await tx.one<{ kept: AnswerKept }>(sql`select partner_answer_by_link(${JSON.stringify(answer)}::jsonb) as kept`)
  return kept
}

/** The agency whose address it is. Undefined when it is at no known domain, was closed, or is of one's own agency. */
export async function agencyOfAddress(
  tx: Tx,
  kind: RecordKind,
  id: string,
  email: string,
): Promise<Readonly<{ agencyId: string; agencyName: string }> | undefined> {
  return tx.oneOrNone(sql`select agency_id as "agencyId", agency_name as "agencyName" from partner_address(${kind}, ${id}, ${email})`)
}

/** Others in the asked agency who could answer. */
export async function colleaguesFor(tx: Tx, askId: string): Promise<Readonly<{ postId: string; fullName: string }>[]> {
  return tx.many(sql`select post_id as "postId", full_name as "fullName" from partner_colleagues(${askId})`)
}

export async function handOn(tx: Tx, askId: string, postId: string): Promise<void> {
  await tx.run(sql`select partner_ask_hand_on(${askId}, ${postId})`)
}

export async function stepBack(tx: Tx, askId: string, because: string): Promise<void> {
  await tx.run(sql`select partner_ask_step_back(${askId}, ${because})`)
}

/** @returns false when it was chased just now, or needs no answer any more */
export async function chase(tx: Tx, askId: string, everyHours: number): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select partner_ask_chase(${askId}, ${everyHours}) as done`)
  return done
}

/** @returns false when it was withdrawn already */
export async function withdraw(tx: Tx, askId: string, because: string): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select partner_ask_withdraw(${askId}, ${because}) as done`)
  return done
}

/** A case whose ask has no answer in time. */
export type Unanswered = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  workerName: string | null
  on: null
  at: Date
}>

/**
 * Cases with an ask that is overdue, longest first: for the daily meeting, each case once. What the desk asked stands with
 * the case that opened from it where the desk let those of the case read it.
 */
export async function unansweredCases(tx: Tx, now: Date): Promise<Unanswered[]> {
  return tx.many<Unanswered>(sql`
    with late (case_id, at) as (
      select k.record_id, k.due_at from task k
      where k.kind = 'ask.answer' and k.record_kind = 'case' and k.done_at is null and k.ended_at is null and k.due_at < ${now}
      union all
      select cc.case_id, ${owedAt} from partner_ask q join partner_ask_record r on r.ask_id = q.id and r.record_kind = 'concern' and r.case_class is not null
      join case_concern cc on cc.concern_id = r.record_id where ${isOwed} and ${owedAt} < ${now})
    select f.id as "caseId", f.known_as as "knownAs", f.reference, u.full_name as "workerName", null as "on", min(l.at) as at
    from late l join case_file f on f.id = l.case_id and f.state <> 'closed'
    left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
    where may('case', f.id, 'plan')
    group by f.id, f.known_as, f.reference, u.full_name order by min(l.at), f.known_as limit 500`)
}

const isOwed = sql`q.withdrawn_at is null and (q.answered_at is null or q.checked_by_on is not null)`
/** An answer that was not checked yet is owed by five on the day they named, as its task is. */
const owedAt = sql`coalesce((q.checked_by_on + time '17:00') at time zone 'Europe/London', q.due_at)`

export type UnansweredAtDesk = Readonly<{ askId: string; concernId: string; reference: string; agencyName: string; dueAt: Date }>

/** Asks of the desk that are overdue, as far as this reader works at it; longest first. Those of an open case they see stand with the case. */
export async function unansweredAtDesk(tx: Tx, now: Date): Promise<UnansweredAtDesk[]> {
  return tx.many<UnansweredAtDesk>(sql`
    select q.id as "askId", c.id as "concernId", c.reference, a.name as "agencyName", ${owedAt} as "dueAt"
    from partner_ask q join partner_ask_record r on r.ask_id = q.id and r.record_kind = 'concern' join concern c on c.id = r.record_id
    join agency a on a.id = q.agency_id
    where ${isOwed} and ${owedAt} < ${now} and may('concern', c.id, 'triage') and not (r.case_class is not null and exists (
      select from case_concern cc join case_file f on f.id = cc.case_id and f.state <> 'closed' where cc.concern_id = c.id and may('case', f.id, 'plan')))
    order by ${owedAt}, q.reference limit 200`)
}
