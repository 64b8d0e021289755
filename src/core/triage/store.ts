// What is kept of triage. Reading goes through row security; who may do what is checked by the functions of the
// migration. The inbox is driven from the reader's own grants, in a materialised CTE: for somebody who sees little, that
// is quicker by far than asking each row.
import type { Tx } from '../../platform/db/pool.ts'
import { join, type Sql, sql } from '../../platform/db/sql.ts'
import { classBits } from '../access/index.ts'
import type { ConcernState, Danger } from '../concerns/index.ts'
import { type Standing, standingOf } from './rules.ts'
import { type InboxQuery, unknownWard } from './schema.ts'

export type ConcernId = string & { readonly brand?: 'ConcernId' }

/** A concern as the desk sees it: what it is, where it stands, whose it is, and by when it must be decided. */
export type TriageConcern = Readonly<{
  id: ConcernId
  reference: string
  kind: string
  kindLabel: string
  /** It went to the named officers. */
  isAboutStaff: boolean
  state: ConcernState
  standing: Standing
  version: number
  receivedAt: Date
  decidedAt: Date | null
  /** The worst that any of its reports says; not answered is unknown. */
  danger: Danger
  agencyName: string | null
  agencyPhone: string | null
  /** Whom the referrer phones, and who owes the answer with whoever decided. */
  contactTeam: string | null
  /** Names as the referrer wrote them, those at risk first. */
  subjects: readonly string[]
  /** Where, as far as anybody said, by name. */
  wards: readonly string[]
  holderPostId: string | null
  holderName: string | null
  holderPhone: string | null
  claimedAt: Date | null
  offeredTo: string | null
  offeredToName: string | null
  /** As the clock stands now; null when decided, or when the calendar has run out. Of one that leads, the soonest of all its reports. */
  dueAt: Date | null
  /** `WhyThisDate` of core/clocks, as JSON. */
  dueWhy: unknown
  lastDecisionId: string | null
  transferId: string | null
  leaderId: string | null
  leaderReference: string | null
  followers: readonly Readonly<{ id: ConcernId; reference: string }>[]
  /** When the answer to the referrer is owed; null when none is. */
  answerDueAt: Date | null
  answerWhy: unknown
  answerOwedBy: string | null
}>

type ConcernRow = Omit<TriageConcern, 'danger' | 'standing'> & Readonly<{ dangerRank: number; isPassedOn: boolean }>

const dangers: readonly Danger[] = ['yes', 'unknown', 'no']

// Of one that leads: what any of the reports says. An array, because "this one, or one of those" is looked for among all.
const group = sql`
  x.concern_id = any (c.id || array(select f.concern_id from triage_merge f where f.leads_id = c.id and f.ended_at is null))`
const dangerRank = sql`
  coalesce((select min(case x.danger_now when 'yes' then 0 when 'unknown' then 1 when 'no' then 2 end) from concern_submission x where ${group}), 1)`

const columns = sql`
  c.id, c.reference, c.kind, k.label as "kindLabel", k.goes_to = 'named_officer' as "isAboutStaff", c.state, c.version, c.received_at as "receivedAt", c.decided_at as "decidedAt",
  ${dangerRank} as "dangerRank", ag.name as "agencyName", ag.phone as "agencyPhone", c.contact_team as "contactTeam",
  array(select s.full_name from concern_subject s where s.concern_id = c.id and s.full_name <> ''
    order by array_position(array['at_risk', 'may_harm', 'other'], s.relation), s.place) as subjects,
  array(select distinct w.name from concern_place pl join ward w on w.code = pl.ward where pl.concern_id = c.id order by 1) as wards,
  cl.post_id as "holderPostId", hu.full_name as "holderName", hu.phone as "holderPhone", cl.claimed_at as "claimedAt",
  cl.offered_to as "offeredTo", ou.full_name as "offeredToName",
  least(owed.due_at, (select min(x.due_at) from task x join triage_merge f on f.concern_id = x.record_id and f.leads_id = c.id and f.ended_at is null
    where x.record_kind = 'concern' and x.kind = 'triage.decision' and x.done_at is null and x.ended_at is null)) as "dueAt",
  coalesce(owed.clock, c.due_why) as "dueWhy",
  (select d.id from triage_decision d where d.concern_id = c.id order by d.in_order desc limit 1) as "lastDecisionId",
  tr.id as "transferId", tr.id is not null as "isPassedOn", m.leads_id as "leaderId", lc.reference as "leaderReference",
  coalesce((select jsonb_agg(jsonb_build_object('id', fc.id, 'reference', fc.reference) order by fc.received_at, fc.id)
    from triage_merge f join concern fc on fc.id = f.concern_id where f.leads_id = c.id and f.ended_at is null), '[]') as followers,
  ans.due_at as "answerDueAt", ans.clock as "answerWhy", au.full_name as "answerOwedBy"`

const tables = sql`
  seen join concern c on c.id = seen.concern_id join concern_kind k on k.code = c.kind left join agency ag on ag.id = c.agency_id
  left join triage_claim cl on cl.concern_id = c.id and cl.ended_at is null
  left join post hp on hp.id = cl.post_id left join user_account hu on hu.id = hp.user_id
  left join post op on op.id = cl.offered_to left join user_account ou on ou.id = op.user_id
  left join task owed on owed.record_kind = 'concern' and owed.record_id = c.id and owed.kind = 'triage.decision'
    and owed.done_at is null and owed.ended_at is null
  left join task ans on ans.record_kind = 'concern' and ans.record_id = c.id and ans.kind = 'triage.answer'
    and ans.done_at is null and ans.ended_at is null
  left join post ap on ap.id = ans.owner_post left join user_account au on au.id = ap.user_id
  left join triage_transfer tr on tr.concern_id = c.id and tr.state = 'sent'
  left join triage_merge m on m.concern_id = c.id and m.ended_at is null left join concern lc on lc.id = m.leads_id`

// What the reader may triage: the grants themselves. Of all concerns, or of one: that is not looked for among all.
const granted = sql`
  select distinct a.concern_id from concern_access a where a.post_id = (select current_post_id()) and a.reads & ${classBits(['triage'])} <> 0
    and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant()))`
const seen = sql`seen as materialized (${granted})`

function concernOf({ dangerRank: rank, isPassedOn, ...row }: ConcernRow): TriageConcern {
  return {
    ...row,
    danger: dangers[rank] ?? 'unknown',
    standing: standingOf({ state: row.state, isPassedOn, leaderId: row.leaderId }),
  }
}

/** Undefined when there is none, or none that this person triages. */
export async function findTriage(tx: Tx, id: ConcernId): Promise<TriageConcern | undefined> {
  const row = await tx.oneOrNone<ConcernRow>(sql`
    with seen as materialized (${granted} and a.concern_id = ${id}) select ${columns} from ${tables}`)
  return row === undefined ? undefined : concernOf(row)
}

/** The same, with the row locked: whoever comes second waits here, and then sees what the first one did. */
export async function lockTriage(tx: Tx, id: ConcernId): Promise<TriageConcern | undefined> {
  await tx.many(sql`select id from concern where id = ${id} for update`)
  return findTriage(tx, id)
}

export const pageSize = 25

export type Inbox = Readonly<{ concerns: readonly TriageConcern[]; total: number; counts: InboxCounts }>
export type InboxCounts = Readonly<{ undecided: number; overdue: number; unclaimed: number; danger: number; answersOwed: number }>

/** One page of the inbox, oldest risk first: danger now, then not known, then what is due soonest. */
export async function inboxOf(tx: Tx, query: InboxQuery): Promise<Inbox> {
  const found = await tx.many<ConcernRow & { total: number }>(sql`
    with ${seen}, rows as (select ${columns} from ${tables} where ${filterOf(query)})
    select r.*, count(*) over () as total from rows r where ${late(query)}
    order by ${orderOf(query)}, r.id limit ${pageSize} offset ${(query.page - 1) * pageSize}`)
  const counts = await tx.one<InboxCounts>(sql`
    with ${seen}, waiting as (
      select cl.id as claim, owed.due_at, ${dangerRank} as danger
      from seen join concern c on c.id = seen.concern_id
      left join triage_claim cl on cl.concern_id = c.id and cl.ended_at is null
      left join task owed on owed.record_kind = 'concern' and owed.record_id = c.id and owed.kind = 'triage.decision'
        and owed.done_at is null and owed.ended_at is null
      left join triage_merge m on m.concern_id = c.id and m.ended_at is null
      where ${isUndecided})
    select count(*) as undecided, count(*) filter (where due_at < (select current_instant())) as overdue,
      count(*) filter (where claim is null) as unclaimed, count(*) filter (where danger = 0) as danger,
      (select count(*) from task ans join seen on seen.concern_id = ans.record_id join concern c on c.id = seen.concern_id
        where ans.record_kind = 'concern' and ans.kind = 'triage.answer' and ans.done_at is null and ans.ended_at is null) as "answersOwed"
    from waiting`)
  return { concerns: found.map(({ total: _, ...row }) => concernOf(row)), total: found[0]?.total ?? 0, counts }
}

// A report that follows another is listed with the one that leads.
const isUndecided = sql`c.state <> 'decided' and m.id is null`

// Only what is asked stands in the statement: one that is open to all questions costs more to plan than to answer, each time.
function filterOf({ state, who, kind, agency, ward, q }: InboxQuery): Sql {
  const asked = [stateOf(state), whoOf(who)]
  if (kind !== '') asked.push(sql`c.kind = ${kind}`)
  if (agency !== '') asked.push(sql`c.agency_id::text = ${agency}`)
  if (ward === unknownWard) asked.push(sql`not exists (select from concern_place p where p.concern_id = c.id and p.ward is not null)`)
  else if (ward !== '') asked.push(sql`exists (select from concern_place p where p.concern_id = c.id and p.ward = ${ward})`)
  if (q !== '') {
    const like = `%${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    asked.push(sql`(c.reference ilike ${like}
      or exists (select from concern_subject s where s.concern_id = c.id and (s.full_name ilike ${like} or s.known_as ilike ${like} or s.address ilike ${like}))
      or exists (select from concern_place p where p.concern_id = c.id and (p.description ilike ${like} or p.postcode ilike ${like})))`)
  }
  return join(asked, ' and ')
}

function stateOf(state: InboxQuery['state']): Sql {
  switch (state) {
    case 'undecided':
      return isUndecided
    case 'new':
      return sql`${isUndecided} and cl.id is null and c.state = 'received' and tr.id is null`
    case 'held':
      return sql`${isUndecided} and cl.id is not null`
    case 'more_wanted':
      return sql`${isUndecided} and c.state = 'more_wanted'`
    case 'passed_on':
      return sql`${isUndecided} and tr.id is not null`
    case 'answer_owed':
      return sql`ans.id is not null`
    case 'decided':
      return sql`c.state = 'decided'`
  }
}

function whoOf(who: InboxQuery['who']): Sql {
  switch (who) {
    case 'everybody':
      return sql`true`
    case 'mine':
      return sql`(cl.post_id = (select current_post_id()) or cl.offered_to = (select current_post_id()) or ans.owner_post = (select current_post_id()))`
    case 'unclaimed':
      return sql`cl.id is null`
  }
}

function late({ overdue, state }: InboxQuery): Sql {
  if (overdue !== 'yes') return sql`true`
  return state === 'answer_owed' ? sql`r."answerDueAt" < (select current_instant())` : sql`r."dueAt" < (select current_instant())`
}

function orderOf({ state }: InboxQuery): Sql {
  if (state === 'decided') return sql`r."decidedAt" desc`
  if (state === 'answer_owed') return sql`r."answerDueAt" nulls first`
  return sql`r."dangerRank", r."dueAt" nulls first, r."receivedAt"`
}

/** The agencies that have sent something this reader triages: for the filter. */
export async function agenciesInInbox(tx: Tx): Promise<Readonly<{ id: string; name: string }>[]> {
  return tx.many(sql`
    with ${seen} select distinct ag.id, ag.name from seen join concern c on c.id = seen.concern_id join agency ag on ag.id = c.agency_id order by ag.name`)
}

// ── who has it in hand ──────────────────────────────────────────────────────────────────────────────────────────────

/** @returns false when somebody else was first */
export async function takeClaim(tx: Tx, id: ConcernId): Promise<boolean> {
  return isTrue(tx, sql`select triage_claim_take(${id}) as done`)
}

/** @returns false when it is not in their hands */
export async function releaseClaim(tx: Tx, id: ConcernId, because: string): Promise<boolean> {
  return isTrue(tx, sql`select triage_claim_release(${id}, ${because}) as done`)
}

/** Offers it to a colleague; null takes the offer back. @returns false when it is not in their hands */
export async function offerClaim(tx: Tx, id: ConcernId, postId: string | null): Promise<boolean> {
  return isTrue(tx, sql`select triage_claim_offer(${id}, ${postId}) as done`)
}

/** @returns false when it is not offered to them any more */
export async function answerOffer(tx: Tx, id: ConcernId, accepts: boolean): Promise<boolean> {
  return isTrue(tx, sql`select triage_claim_answer(${id}, ${accepts}) as done`)
}

/** For those who oversee the team. @returns false when nobody else has it */
export async function takeOverClaim(tx: Tx, id: ConcernId, because: string): Promise<boolean> {
  return isTrue(tx, sql`select triage_claim_take_over(${id}, ${because}) as done`)
}

async function isTrue(tx: Tx, query: Sql): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(query)
  return done
}

export type Colleague = Readonly<{ postId: string; fullName: string; roleLabel: string }>

/** Who could take this concern now. */
export async function colleaguesFor(tx: Tx, id: ConcernId): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`
    select post_id as "postId", full_name as "fullName", role_label as "roleLabel" from triage_colleagues(${id})`)
}

export type Claim = Readonly<{
  id: string
  holderName: string
  claimedAt: Date
  endedAt: Date | null
  endedHow: 'released' | 'handed_over' | 'taken_over' | 'decided' | null
  endedBecause: string | null
}>

/** Who has had it in hand, first to last. */
export async function claimsOf(tx: Tx, id: ConcernId): Promise<Claim[]> {
  return tx.many<Claim>(sql`
    select c.id, u.full_name as "holderName", c.claimed_at as "claimedAt", c.ended_at as "endedAt", c.ended_how as "endedHow", c.ended_because as "endedBecause"
    from triage_claim c join post p on p.id = c.post_id join user_account u on u.id = p.user_id
    where c.concern_id = ${id} order by c.claimed_at, c.ended_at, c.id`)
}

// ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Outcome =
  | 'open_case'
  | 'join_case'
  | 'ask_for_more'
  | 'pass_on'
  | 'no_further_action'
  | 'accepted_elsewhere'
  | 'with_leader'
  | 'merge'
  | 'unmerge'
  | 'reopen'

export type NewDecision = Readonly<{
  outcome: Outcome
  reason: string
  toldCode?: string | null
  toldText?: string
  dueAt: Date | null
  caseId?: string
  transferId?: string
  otherConcernId?: string
  leftOut?: string
}>

/** Keeps a decision in the name of whoever asks. The caller has locked the concern and asked the rules. @returns its id */
export async function insertDecision(tx: Tx, id: ConcernId, d: NewDecision): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    select triage_decide(${id}, ${d.outcome}, ${d.reason}, ${d.toldCode ?? null}, ${d.toldText ?? ''}, ${d.dueAt}, ${d.caseId ?? null},
      ${d.transferId ?? null}, ${d.otherConcernId ?? null}, ${d.leftOut ?? ''}) as id`)
  return row.id
}

/** It is decided: it leaves the hands it was in. */
export async function closeClaim(tx: Tx, id: ConcernId): Promise<void> {
  await tx.run(sql`select triage_closed(${id})`)
}

export type Decision = Readonly<{
  id: string
  outcome: Outcome
  reason: string
  toldCode: string | null
  toldText: string
  decidedAt: Date
  dueAt: Date | null
  decidedByName: string
  caseId: string | null
  transferId: string | null
  otherReference: string | null
  leftOut: string
}>

/** Every decision, latest first. */
export async function decisionsOf(tx: Tx, id: ConcernId): Promise<Decision[]> {
  return tx.many<Decision>(sql`
    select d.id, d.outcome, d.reason, d.told_code as "toldCode", d.told_text as "toldText", d.decided_at as "decidedAt", d.due_at as "dueAt",
      u.full_name as "decidedByName", d.case_id as "caseId", d.transfer_id as "transferId", oc.reference as "otherReference", d.left_out as "leftOut"
    from triage_decision d join post p on p.id = d.decided_by join user_account u on u.id = p.user_id left join concern oc on oc.id = d.other_concern_id
    where d.concern_id = ${id} order by d.in_order desc`)
}

/** Teams that work cases, and who could be given one there. */
export type CaseTeam = Readonly<{ id: string; name: string; workers: readonly Readonly<{ postId: string; fullName: string }>[] }>

export async function caseTeams(tx: Tx): Promise<CaseTeam[]> {
  return tx.many<CaseTeam>(sql`
    select t.id, t.name, coalesce(jsonb_agg(jsonb_build_object('postId', p.id, 'fullName', u.full_name) order by u.full_name, p.id)
      filter (where u.id is not null), '[]') as workers
    from team t left join post p on p.team_id = t.id and post_is_active(p)
      and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.work')
    left join user_account u on u.id = p.user_id and u.state = 'active'
    where t.kind = 'casework' and t.active group by t.id, t.name order by t.name, t.id`)
}

/** Police advised a marker on somebody this is or may be about, and it is not past its review (law section 8). */
export async function isMarkerAdvised(tx: Tx, id: ConcernId): Promise<boolean> {
  return isTrue(tx, sql`select triage_police_advised(${id}) as done`)
}

/** Another concern about somebody whom this one is or may be about. `isSame`: joined as one person, by somebody or from the start. */
export type ConcernBeside = Readonly<{
  id: ConcernId
  reference: string
  kindLabel: string
  state: ConcernState
  receivedAt: Date
  isSame: boolean
}>

/** Latest first; only those that the reader triages too. */
export async function concernsBeside(tx: Tx, id: ConcernId): Promise<ConcernBeside[]> {
  return tx.many<ConcernBeside>(sql`
    with ${seen}
    select c.id, c.reference, k.label as "kindLabel", c.state, c.received_at as "receivedAt", bool_or(mine.relation = 'subject') as "isSame"
    from record_person mine
    join record_person theirs on theirs.person_id = mine.person_id and theirs.record_kind = 'concern' and theirs.relation = 'subject'
    join seen on seen.concern_id = theirs.record_id join concern c on c.id = theirs.record_id join concern_kind k on k.code = c.kind
    where mine.record_kind = 'concern' and mine.record_id = ${id} and mine.relation in ('subject', 'candidate') and c.id <> ${id}
    group by c.id, k.label order by c.received_at desc, c.id limit 30`)
}

/** What this person's agency passed on, waiting ones first; only of concerns that they triage. */
export async function transfersFromUs(tx: Tx, agencyId: string): Promise<Transfer[]> {
  return tx.many<Transfer>(sql`
    ${transferSelect} where t.from_agency = ${agencyId} order by t.state = 'sent' desc, coalesce(t.ended_at, t.sent_at) desc, t.id limit 100`)
}

// ── several reports of one event ────────────────────────────────────────────────────────────────────────────────────

export async function startMerge(tx: Tx, id: ConcernId, leadsId: ConcernId, because: string): Promise<void> {
  await tx.run(sql`select triage_merge_start(${id}, ${leadsId}, ${because})`)
}

/** @returns false when it does not follow another */
export async function endMerge(tx: Tx, id: ConcernId, because: string): Promise<boolean> {
  return isTrue(tx, sql`select triage_merge_end(${id}, ${because}) as done`)
}

/** Undecided concerns that this one could go with: not following another themselves. Nearest in time first. */
export async function possibleLeaders(tx: Tx, id: ConcernId): Promise<TriageConcern[]> {
  const rows = await tx.many<ConcernRow>(sql`
    with ${seen} select ${columns} from ${tables} where c.id <> ${id} and ${isUndecided} and tr.id is null
    order by abs(extract(epoch from c.received_at - (select o.received_at from concern o where o.id = ${id}))), c.id limit 30`)
  return rows.map(concernOf)
}

// ── passing on ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type TransferState = 'sent' | 'accepted' | 'refused' | 'recalled' | 'expired'

/** What was sent to another agency, as both sides see it. */
export type Transfer = Readonly<{
  id: string
  reference: string
  concernId: ConcernId
  state: TransferState
  fromAgency: string
  toAgency: string
  toName: string | null
  about: string
  needed: string
  basis: 'child' | 'adult_at_risk' | 'crime' | 'emergency' | 'other'
  agreement: 'agreed' | 'not_asked' | 'did_not_agree'
  sentAt: Date
  sentByName: string
  sentByPhone: string | null
  answerBy: Date
  why: unknown
  endedAt: Date | null
  endedByName: string | null
  answerNote: string
}>

const transferSelect = sql`
  select t.id, t.reference, t.concern_id as "concernId", t.state, fa.name as "fromAgency", ta.name as "toAgency", tu.full_name as "toName", t.about, t.needed,
    t.basis, t.agreement, t.sent_at as "sentAt", su.full_name as "sentByName", coalesce(su.phone, fa.phone) as "sentByPhone", t.answer_by as "answerBy", t.why,
    t.ended_at as "endedAt", eu.full_name as "endedByName", t.answer_note as "answerNote"
  from triage_transfer t join agency fa on fa.id = t.from_agency join agency ta on ta.id = t.to_agency
  join post sp on sp.id = t.sent_by join user_account su on su.id = sp.user_id
  left join post tp on tp.id = t.to_post left join user_account tu on tu.id = tp.user_id
  left join post ep on ep.id = t.ended_by left join user_account eu on eu.id = ep.user_id`

/** Where it was passed on to, latest first. */
export async function transfersOf(tx: Tx, id: ConcernId): Promise<Transfer[]> {
  return tx.many<Transfer>(sql`${transferSelect} where t.concern_id = ${id} order by t.sent_at desc, t.id desc`)
}

/** What this person's agency was sent, waiting ones first. */
export async function transfersToUs(tx: Tx, agencyId: string): Promise<Transfer[]> {
  return tx.many<Transfer>(
    sql`${transferSelect} where t.to_agency = ${agencyId} order by t.state = 'sent' desc, t.answer_by, t.id limit 200`,
  )
}

export async function findTransfer(tx: Tx, id: string): Promise<Transfer | undefined> {
  return tx.oneOrNone<Transfer>(sql`${transferSelect} where t.id = ${id}`)
}

export type Receiver = Readonly<{
  agencyId: string
  agencyName: string
  /** Somebody there triages what comes. */
  hasDesk: boolean
  people: readonly Readonly<{ postId: string; fullName: string; roleLabel: string }>[]
}>

export async function receiversFor(tx: Tx, id: ConcernId): Promise<Receiver[]> {
  return tx.many<Receiver>(sql`
    select x.agency_id as "agencyId", x.agency_name as "agencyName",
      bool_or(exists (select from post p join role_capability c on c.role_code = p.role_code where p.id = x.post_id and c.capability = 'concern.triage')) as "hasDesk",
      jsonb_agg(jsonb_build_object('postId', x.post_id, 'fullName', x.full_name, 'roleLabel', x.role_label) order by x.full_name, x.post_id) as people
    from triage_receivers(${id}) x group by x.agency_id, x.agency_name order by x.agency_name, x.agency_id`)
}

export type NewTransfer = Readonly<{
  toAgencyId: string
  toPostId: string | null
  about: string
  needed: string
  basis: string
  agreement: string
  answerBy: Date
  why: unknown
}>

/** @throws DatabaseError P0001 with constraint `nobody_receives` when nobody there would see it */
export async function sendTransfer(tx: Tx, id: ConcernId, n: NewTransfer): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    select triage_transfer_send(${id}, ${n.toAgencyId}, ${n.toPostId}, ${n.about}, ${n.needed}, ${n.basis}, ${n.agreement}, ${n.answerBy},
      ${JSON.stringify(n.why)}::jsonb) as id`)
  return row.id
}

/** @returns false when it had ended already */
export async function recallTransfer(tx: Tx, transferId: string, because: string): Promise<boolean> {
  return isTrue(tx, sql`select triage_transfer_recall(${transferId}, ${because}) as done`)
}

export type AnswerOwed = Readonly<{ dueAt: Date | null; why: unknown }>

/** The other side's answer. @returns false when it had ended already */
export async function answerTransfer(tx: Tx, transferId: string, accepts: boolean, note: string, owed: AnswerOwed): Promise<boolean> {
  return isTrue(
    tx,
    sql`select triage_transfer_answer(${transferId}, ${accepts}, ${note}, ${owed.dueAt}, ${JSON.stringify(owed.why)}::jsonb) as done`,
  )
}

// ── saved views ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type SavedView = Readonly<{ id: string; name: string; query: string }>

export async function savedViews(tx: Tx): Promise<SavedView[]> {
  return tx.many<SavedView>(sql`select id, name, query from triage_saved_view order by name`)
}

/** Under a name that is there already, the new one takes its place. */
export async function saveView(tx: Tx, name: string, query: string): Promise<void> {
  await tx.run(sql`
    insert into triage_saved_view (name, query) values (${name}, ${query}) on conflict (user_id, name) do update set query = excluded.query`)
}

export async function deleteView(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from triage_saved_view where id = ${id}`)
}

// ── overdue ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Rise = Readonly<{ step: 'manager' | 'service_manager'; risenAt: Date; fullName: string }>

/** To whom an overdue decision has risen. */
export async function risesOf(tx: Tx, id: ConcernId): Promise<Rise[]> {
  return tx.many<Rise>(sql`
    select r.step, r.risen_at as "risenAt", u.full_name as "fullName" from triage_rise r join post p on p.id = r.post_id
    join user_account u on u.id = p.user_id where r.concern_id = ${id} order by r.risen_at, u.full_name`)
}

/** What those see to whom it rose, who do not triage themselves: that it is there, whose it is, since when it is late. */
export type RisenConcern = Readonly<{
  id: ConcernId
  reference: string
  kindLabel: string
  receivedAt: Date
  state: ConcernState
  dueAt: Date | null
  holderName: string | null
  holderPhone: string | null
  contactName: string | null
  contactPhone: string | null
}>

export async function findRisen(tx: Tx, id: ConcernId, postId: string): Promise<RisenConcern | undefined> {
  return tx.oneOrNone<RisenConcern>(sql`
    select c.id, c.reference, k.label as "kindLabel", c.received_at as "receivedAt", c.state, owed.due_at as "dueAt",
      hu.full_name as "holderName", hu.phone as "holderPhone", tm.name as "contactName", tm.phone as "contactPhone"
    from concern c join concern_kind k on k.code = c.kind left join team tm on tm.id = c.contact_team
    left join triage_claim cl on cl.concern_id = c.id and cl.ended_at is null
    left join post hp on hp.id = cl.post_id left join user_account hu on hu.id = hp.user_id
    left join task owed on owed.record_kind = 'concern' and owed.record_id = c.id and owed.kind = 'triage.decision' and owed.done_at is null and owed.ended_at is null
    where c.id = ${id} and exists (select from triage_rise r where r.concern_id = c.id and r.post_id = ${postId})`)
}

export async function overdueDecisions(tx: Tx): Promise<Readonly<{ concernId: string; dueAt: Date }>[]> {
  return tx.many(sql`select concern_id as "concernId", due_at as "dueAt" from triage_overdue()`)
}

export async function riseTo(tx: Tx, concernId: string, dueAt: Date, step: 'manager' | 'service_manager'): Promise<void> {
  await tx.run(sql`select triage_rise_step(${concernId}, ${dueAt}, ${step})`)
}

export async function expireTransfers(tx: Tx): Promise<void> {
  await tx.run(sql`select triage_transfers_expire()`)
}
