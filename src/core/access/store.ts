import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { RecordKind } from '../audit/schema.ts'
import { normalName, splitName } from '../matching/index.ts'

export type CircleMember = Readonly<{
  id: string
  postId: string
  fullName: string
  roleLabel: string
  agencyName: string
  phone: string | null
  capacity: string
  /** Null when it is not for this reader: reasons are for those who keep the circle, and one's own for oneself. */
  because: string | null
  fromAt: Date
  untilAt: Date | null
  addedBy: string | null
  endedAt: Date | null
  endedBecause: string | null
}>

export async function circleMembers(tx: Tx, kind: RecordKind, id: string): Promise<CircleMember[]> {
  return tx.many<CircleMember>(sql`
    select m.id, m.post_id as "postId", u.full_name as "fullName", r.label as "roleLabel", a.name as "agencyName", u.phone,
      m.capacity, w.because, m.from_at as "fromAt", m.until_at as "untilAt", by_user.full_name as "addedBy",
      coalesce(m.ended_at, case when m.until_at <= current_instant() then m.until_at end) as "endedAt", w.ended_because as "endedBecause"
    from circle_member m left join circle_reasons(${kind}, ${id}) w on w.member_id = m.id join post p on p.id = m.post_id join user_account u on u.id = p.user_id join role r on r.code = p.role_code
      join agency a on a.id = p.agency_id left join post by_post on by_post.id = m.added_by left join user_account by_user on by_user.id = by_post.user_id
    where m.record_kind = ${kind} and m.record_id = ${id} order by m.from_at, u.full_name`)
}

/** The teams whose members see the record because it is theirs. */
export async function circleTeams(tx: Tx, kind: RecordKind, id: string): Promise<{ teamName: string; agencyName: string }[]> {
  return tx.many(sql`
    select t.name as "teamName", a.name as "agencyName" from record_team rt join team t on t.id = rt.team_id join agency a on a.id = t.agency_id
    where rt.record_kind = ${kind} and rt.record_id = ${id} order by t.name`)
}

export async function mayOnRecord(tx: Tx, kind: RecordKind, id: string, how: 'read' | 'write'): Promise<boolean> {
  const { answer } = await tx.one<{ answer: boolean }>(sql`select may(${kind}, ${id}, 'contact', ${how}) as answer`)
  return answer
}

export type Invitable = Readonly<{ postId: string; fullName: string; roleLabel: string; agencyName: string; reads: number }>

/** Colleagues by name whose role can be invited at all, at most twenty. `%` and `_` are themselves. */
export async function findInvitable(tx: Tx, name: string): Promise<Invitable[]> {
  return tx.many<Invitable>(sql`
    select p.id as "postId", u.full_name as "fullName", r.label as "roleLabel", a.name as "agencyName", m.reads
    from user_account u join post p on p.user_id = u.id and post_is_active(p) join role r on r.code = p.role_code
      join agency a on a.id = p.agency_id join role_mask m on m.role_code = p.role_code and m.capacity = 'invited' and m.reads <> 0
    where u.state in ('active', 'service') and position(lower(${name}) in lower(u.full_name)) > 0 order by u.full_name, r.label limit 20`)
}

export type Invite = Readonly<{ kind: RecordKind; id: string; postId: string; because: string; until: Date }>

export async function invite(tx: Tx, given: Invite): Promise<void> {
  await tx.run(sql`select circle_invite_and_tell(${given.kind}, ${given.id}, ${given.postId}, 'invited', ${given.because}, ${given.until})`)
}

/** Which record a member stands in the circle of; undefined when the one who asks does not see it. */
export async function endMember(tx: Tx, memberId: string, because: string): Promise<void> {
  await tx.run(sql`select circle_end(${memberId}, ${because})`)
}

export type Exclusion = Readonly<{
  id: string
  kind: 'excluded' | 'declared_conflict' | 'left_out'
  fullName: string
  because: string
  madeAt: Date
}>

/** Shown to those who may keep out; never to the one who is kept out (the database decides). */
export async function exclusions(tx: Tx, kind: RecordKind, id: string): Promise<Exclusion[]> {
  return tx.many<Exclusion>(sql`
    select e.id, e.kind, u.full_name as "fullName", e.because, e.made_at as "madeAt" from exclusion e join user_account u on u.id = e.user_id
    where e.record_kind = ${kind} and e.record_id = ${id} and e.lifted_at is null order by e.made_at`)
}

export async function excludeUser(tx: Tx, kind: RecordKind, id: string, userId: string, because: string): Promise<void> {
  await tx.run(sql`select exclude_user(${kind}, ${id}, ${userId}, ${because})`)
}

export async function liftExclusion(tx: Tx, exclusionId: string): Promise<void> {
  await tx.run(sql`select lift_exclusion(${exclusionId})`)
}

export async function declareConflict(tx: Tx, kind: RecordKind, id: string, because: string): Promise<void> {
  await tx.run(sql`select declare_conflict(${kind}, ${id}, ${because})`)
}

export async function findColleagues(tx: Tx, name: string): Promise<{ userId: string; fullName: string; agencies: string }[]> {
  return tx.many(sql`
    select u.id as "userId", u.full_name as "fullName", string_agg(distinct a.name, ', ') as agencies
    from user_account u join post p on p.user_id = u.id and p.ended_at is null join agency a on a.id = p.agency_id
    where u.state <> 'disabled' and u.id <> current_user_id() and position(lower(${name}) in lower(u.full_name)) > 0
    group by u.id order by u.full_name limit 20`)
}

// Emergency access.

type OpeningUntil = Readonly<{ reason: string; endsAt: Date; reviewBy: string; reviewDueAt: Date; clock: unknown }>
export type Opening = OpeningUntil & Readonly<{ reference: string }>
/** Who is looked for: the name as it was said, and the date of birth. */
export type OpeningByName = OpeningUntil & Readonly<{ name: string; bornOn: string }>

/** Undefined when there is no such record, or it stays closed: the two are one answer (law R80). */
export async function openByReference(tx: Tx, o: Opening): Promise<{ kind: RecordKind; id: string } | undefined> {
  return tx.oneOrNone(sql`
    select record_kind as kind, record_id as id from break_glass_by_reference(${o.reference}, ${o.reason}, ${o.endsAt}, ${o.reviewBy},
      ${o.reviewDueAt}, ${JSON.stringify(o.clock)}::jsonb)`)
}

/**
 * Opens the open cases of whoever has exactly this name and date of birth, or the person where no case is open. Capitals,
 * accents and hyphens do not matter, nor a middle name that was not said. Empty when there is nobody, or nobody that may be
 * opened by the one who asks: the two are one answer (law R80). Two records of the same name and day open both.
 */
export async function openByName(tx: Tx, o: OpeningByName): Promise<{ kind: RecordKind; id: string }[]> {
  const { given, family } = splitName(o.name)
  return tx.many(sql`
    select record_kind as kind, record_id as id from break_glass_by_name(${normalName(o.name)}, ${given}, ${family}, ${o.bornOn}, ${o.reason},
      ${o.endsAt}, ${o.reviewBy}, ${o.reviewDueAt}, ${JSON.stringify(o.clock)}::jsonb)`)
}

/** Until when emergency access of the one who asks lasts on this record; undefined when there is none now. */
export async function emergencyUntil(tx: Tx, kind: RecordKind, id: string): Promise<Date | undefined> {
  const row = await tx.oneOrNone<{ endsAt: Date | null }>(sql`
    select max(ends_at) as "endsAt" from break_glass_use
    where record_kind = ${kind} and record_id = ${id} and post_id = current_post_id() and ends_at > current_instant()`)
  return row?.endsAt ?? undefined
}

export type EmergencyUse = Readonly<{
  id: string
  kind: RecordKind
  recordId: string
  reference: string | null
  /** Of a person, while the one who asks sees them. */
  personName: string | null
  postId: string
  fullName: string
  roleLabel: string
  reason: string
  openedAt: Date
  endsAt: Date
  reviewBy: string
  reviewedAt: Date | null
  reviewer: string | null
  outcome: 'justified' | 'not_justified' | null
  note: string | null
  /** The one who asks reviews it: they were told of it or keep the record, and did not open it. */
  isForReview: boolean
}>

const emergencyUse = sql`
  select b.id, b.record_kind as kind, b.record_id as "recordId", rr.reference, ph.shown_name as "personName", b.post_id as "postId", u.full_name as "fullName",
    r.label as "roleLabel", b.reason, b.opened_at as "openedAt", b.ends_at as "endsAt", b.review_by as "reviewBy",
    b.reviewed_at as "reviewedAt", ru.full_name as reviewer, b.review_outcome as outcome, b.review_note as note,
    reviews_break_glass(b.id) as "isForReview"
  from break_glass_use b join post p on p.id = b.post_id join user_account u on u.id = p.user_id join role r on r.code = p.role_code
    left join record_reference rr on rr.record_kind = b.record_kind and rr.record_id = b.record_id
    left join person_headline ph on b.record_kind = 'person' and ph.person_id = b.record_id
    left join post rp on rp.id = b.reviewed_by left join user_account ru on ru.id = rp.user_id`

/** Those that the one who asks may see: not yet reviewed first, soonest due first. */
export async function emergencyUses(tx: Tx): Promise<EmergencyUse[]> {
  return tx.many<EmergencyUse>(sql`${emergencyUse} order by b.reviewed_at is not null, b.review_by, b.opened_at desc limit 200`)
}

export async function findEmergencyUse(tx: Tx, id: string): Promise<EmergencyUse | undefined> {
  return tx.oneOrNone<EmergencyUse>(sql`${emergencyUse} where b.id = ${id}`)
}

/** Also ends what was owed. @throws P0002 when it is not for the one who asks, or was reviewed already */
export async function reviewEmergency(tx: Tx, id: string, outcome: string, note: string): Promise<void> {
  await tx.run(sql`select review_break_glass(${id}, ${outcome}, ${note})`)
}

/** Emergency access that nobody could be told of goes to whoever may review by now. As the jobs. */
export async function findReviewers(tx: Tx): Promise<void> {
  await tx.run(sql`select break_glass_find_reviewers_as_system()`)
}

// Why somebody may see a record.

export type Ground = Readonly<{
  postId: string
  roleLabel: string
  agencyName: string
  because: string
  reads: number
  writes: number
  fromAt: Date | number
  untilAt: Date | null
  state: 'open' | 'post_ended' | 'account_disabled' | 'not_yet' | 'over' | 'kept_out'
  why: string
}>

/** @throws P0002 for those who may not ask */
export async function grounds(tx: Tx, userId: string, kind: RecordKind, id: string): Promise<Ground[]> {
  return tx.many<Ground>(sql`
    select post_id as "postId", role_label as "roleLabel", agency_name as "agencyName", because, reads, writes,
      from_at as "fromAt", until_at as "untilAt", state, why
    from access_explain(${userId}, ${kind}, ${id})`)
}
