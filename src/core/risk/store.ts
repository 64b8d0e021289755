// What is kept of risk. Reading goes through row security; writing through functions that check first. A refusal that is
// not "not there" comes back as a value, so that a page can say it.
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { WhyThisDate } from '../clocks/index.ts'
import { type IndicatorAnswer, type RiskPolicy, type RiskSuggestion, riskPolicy } from './rules.ts'
import type { ChosenLevel, StrengthKind } from './schema.ts'

export type RiskRefused =
  | 'somebody_began' // an assessment is open already
  | 'wrong_state' // decided, countersigned or closed in the meantime
  | 'not_right' // what was given cannot be
  | 'same_person' // the one who decided may not be the one who countersigns

const refusals: Readonly<Record<string, RiskRefused>> = {
  LW002: 'not_right',
  LW003: 'wrong_state',
  LW005: 'same_person',
  LW006: 'somebody_began',
}

export type RiskDone<T> = Readonly<{ kind: 'done'; value: T }> | Readonly<{ kind: 'refused'; because: RiskRefused }>

async function outcomeOf<T>(tx: Tx, work: () => Promise<T>): Promise<RiskDone<T>> {
  try {
    return { kind: 'done', value: await tx.savepoint(work) }
  } catch (error) {
    const because = isDatabaseError(error) ? refusals[error.code] : undefined
    if (because === undefined) throw error
    return { kind: 'refused', because }
  }
}

/** Loads this version of the weights beside the earlier ones. @throws when its content changed under the same version (law R67) */
export async function loadRiskPolicy(tx: Tx, policy: RiskPolicy): Promise<void> {
  const content = JSON.stringify(policy)
  await tx.run(sql`
    insert into risk_policy (version, source, mark, verified, content)
    values (${policy.version}, ${policy.source}, ${policy.mark}, ${policy.verified}, ${content}::jsonb) on conflict (version) do nothing`)
  const { same } = await tx.one<{ same: boolean }>(
    sql`select content = ${content}::jsonb as same from risk_policy where version = ${policy.version}`,
  )
  if (!same)
    throw new Error(
      `reference/risk.yaml changed but is still called ${policy.version}. Earlier decisions keep the weights they were made with: give the file a new version.`,
    )
}

/** The weights of one version, as they were. @throws when that version was never loaded */
export async function riskPolicyOf(tx: Tx, version: string): Promise<RiskPolicy> {
  const { content } = await tx.one<{ content: unknown }>(sql`select content from risk_policy where version = ${version}`)
  return riskPolicy.parse(content)
}

export type Answers = Readonly<Record<string, IndicatorAnswer>>

export type Assessment = Readonly<{
  id: string
  caseId: string
  state: 'draft' | 'waiting_for_countersign' | 'decision' | 'abandoned'
  policyVersion: string
  begunAt: Date
  begunBy: string
  begunByUserId: string
  judgedLevel: ChosenLevel
  judgedBecause: string
  answeredAt: Date | null
  /** As it was when it was decided; null before. */
  suggestion: RiskSuggestion | null
  decidedLevel: ChosenLevel | null
  decidedBecause: string | null
  changedSince: string
  decidedAt: Date | null
  decidedBy: string | null
  decidedByUserId: string | null
  pncPrompted: boolean
  countersignedAt: Date | null
  countersignedBy: string | null
  countersignNote: string | null
  returnedAt: Date | null
  returnedBy: string | null
  returnedBecause: string | null
  confirmedAt: Date | null
  version: number
}>

const columns = sql`
  a.id, a.case_id as "caseId", a.state, a.policy_version as "policyVersion", a.begun_at as "begunAt", bu.full_name as "begunBy",
  bu.id as "begunByUserId", a.judged_level as "judgedLevel", a.judged_because as "judgedBecause", a.answered_at as "answeredAt", a.suggestion,
  a.decided_level as "decidedLevel", a.decided_because as "decidedBecause", a.changed_since as "changedSince", a.decided_at as "decidedAt",
  du.full_name as "decidedBy", du.id as "decidedByUserId", a.pnc_prompted as "pncPrompted", a.countersigned_at as "countersignedAt",
  cu.full_name as "countersignedBy", a.countersign_note as "countersignNote", a.returned_at as "returnedAt", ru.full_name as "returnedBy",
  a.returned_because as "returnedBecause", a.confirmed_at as "confirmedAt", a.version`
const joins = sql`
  join post bp on bp.id = a.begun_by join user_account bu on bu.id = bp.user_id
  left join post dp on dp.id = a.decided_by left join user_account du on du.id = dp.user_id
  left join post cp on cp.id = a.countersigned_by left join user_account cu on cu.id = cp.user_id
  left join post rp on rp.id = a.returned_by left join user_account ru on ru.id = rp.user_id`

/** All that are not abandoned, latest first. */
export async function assessmentsOf(tx: Tx, caseId: string): Promise<Assessment[]> {
  return tx.many<Assessment>(sql`
    select ${columns} from risk_assessment a ${joins} where a.case_id = ${caseId} and a.state <> 'abandoned'
    order by coalesce(a.confirmed_at, 'infinity') desc, a.begun_at desc`)
}

export async function findAssessment(tx: Tx, id: string): Promise<Assessment | undefined> {
  return tx.oneOrNone<Assessment>(sql`select ${columns} from risk_assessment a ${joins} where a.id = ${id}`)
}

/** By indicator. One that is missing was never asked. */
export async function answersOf(tx: Tx, assessmentId: string): Promise<Answers> {
  const rows = await tx.many<{ indicator: string; answer: IndicatorAnswer }>(
    sql`select indicator, answer from risk_answer where assessment_id = ${assessmentId} order by indicator`,
  )
  return Object.fromEntries(rows.map(({ indicator, answer }) => [indicator, answer]))
}

/** Keeps a judgement made before any suggestion, and opens the questions. One assessment is open on a case at a time. */
export function beginAssessment(
  tx: Tx,
  begin: Readonly<{ caseId: string; policyVersion: string; level: ChosenLevel; because: string }>,
): Promise<RiskDone<string>> {
  return outcomeOf(tx, async () => {
    const { id } = await tx.one<{ id: string }>(
      sql`select begin_risk_assessment(${begin.caseId}, ${begin.policyVersion}, ${begin.level}, ${begin.because}) as id`,
    )
    return id
  })
}

/** `done` with false: somebody saved since `version`, and nothing was kept of this. */
export function saveAnswers(tx: Tx, id: string, version: number, answers: Answers): Promise<RiskDone<boolean>> {
  return outcomeOf(tx, async () => {
    const { kept } = await tx.one<{ kept: boolean }>(
      sql`select save_risk_answers(${id}, ${version}, ${JSON.stringify(answers)}::jsonb) as kept`,
    )
    return kept
  })
}

export type Decision = Readonly<{
  level: ChosenLevel
  because: string
  /** What is different from last time; '' for the first. */
  changed: string
  suggestion: RiskSuggestion
  pncPrompted: boolean
  needsCountersign: boolean
}>

/** Keeps a decision with what was suggested. Sets the level of the case unless a countersign is needed. False: a lost race. */
export function decideAssessment(tx: Tx, id: string, version: number, d: Decision): Promise<RiskDone<boolean>> {
  return outcomeOf(tx, async () => {
    const { kept } = await tx.one<{ kept: boolean }>(sql`
      select decide_risk(${id}, ${version}, ${JSON.stringify(d.suggestion)}::jsonb, ${d.level}, ${d.because}, ${d.changed}, ${d.pncPrompted},
        ${d.needsCountersign}) as kept`)
    return kept
  })
}

/** Agreed: it becomes the decision. Not agreed: it goes back to the assessor as a draft, with the reason. */
export function countersign(tx: Tx, id: string, outcome: 'agreed' | 'not_agreed', note: string): Promise<RiskDone<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select countersign_risk(${id}, ${outcome}, ${note})`)
  })
}

export function abandonAssessment(tx: Tx, id: string): Promise<RiskDone<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select abandon_risk_assessment(${id})`)
  })
}

/** Managers who could countersign it; never the one who decided. */
export async function countersignersOf(tx: Tx, id: string): Promise<Readonly<{ postId: string; fullName: string }>[]> {
  return tx.many(sql`select post_id as "postId", full_name as "fullName" from countersigners_of(${id}) order by full_name`)
}

export type WaitingCountersign = Readonly<{ id: string; caseId: string; knownAs: string; decidedBy: string; decidedAt: Date }>

/** Decisions that the one who asks could countersign now, oldest first. */
export async function waitingForCountersign(tx: Tx): Promise<WaitingCountersign[]> {
  return tx.many<WaitingCountersign>(sql`
    select a.id, a.case_id as "caseId", f.known_as as "knownAs", u.full_name as "decidedBy", a.decided_at as "decidedAt"
    from risk_assessment a join case_file f on f.id = a.case_id join post p on p.id = a.decided_by join user_account u on u.id = p.user_id
    join post b on b.id = a.begun_by
    where a.state = 'waiting_for_countersign' and (select has_capability('risk.countersign'))
      and p.user_id <> (select current_user_id()) and b.user_id <> (select current_user_id()) order by a.decided_at`)
}

export type Strength = Readonly<{
  id: string
  kind: StrengthKind
  said: string
  recordedAt: Date
  recordedBy: string
  endedBecause: string | null
}>

/** Those that hold now first, then what has ended; latest first. */
export async function strengthsOf(tx: Tx, caseId: string): Promise<Strength[]> {
  return tx.many<Strength>(sql`
    select s.id, s.kind, s.said, s.recorded_at as "recordedAt", u.full_name as "recordedBy", s.ended_because as "endedBecause"
    from risk_strength s join post p on p.id = s.recorded_by join user_account u on u.id = p.user_id
    where s.case_id = ${caseId} order by s.ended_at is not null, s.recorded_at desc`)
}

export function addStrength(tx: Tx, caseId: string, kind: StrengthKind, said: string): Promise<RiskDone<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select add_risk_strength(${caseId}, ${kind}, ${said})`)
  })
}

export function endStrength(tx: Tx, id: string, because: string): Promise<RiskDone<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select end_risk_strength(${id}, ${because})`)
  })
}

export type PncAdvice = Readonly<{
  id: string
  advised: 'yes' | 'no'
  byName: string
  byRole: string
  advisedOn: string
  reviewBy: string
  removedOn: string | null
  removedBecause: string | null
}>

/** Latest first; the one that holds has no `removedOn`. None at all: the police were not asked. */
export async function pncAdviceOf(tx: Tx, caseId: string): Promise<PncAdvice[]> {
  return tx.many<PncAdvice>(sql`
    select id, advised, advised_by_name as "byName", advised_by_role as "byRole", advised_on as "advisedOn", review_by as "reviewBy",
      removed_on as "removedOn", removed_because as "removedBecause"
    from pnc_advice where case_id = ${caseId} order by removed_on is not null, recorded_at desc`)
}

export type NewPncAdvice = Readonly<{ advised: 'yes' | 'no'; name: string; role: string; on: string; reviewBy: string }>

export function recordPncAdvice(tx: Tx, caseId: string, advice: NewPncAdvice): Promise<RiskDone<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(
      sql`select record_pnc_advice(${caseId}, ${advice.advised}, ${advice.name}, ${advice.role}, ${advice.on}, ${advice.reviewBy})`,
    )
  })
}

export function removePncAdvice(tx: Tx, id: string, because: string): Promise<RiskDone<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select remove_pnc_advice(${id}, ${because})`)
  })
}

/** Who owes what follows from a decision: the worker, and the team where there is none. */
export async function ownerOf(tx: Tx, caseId: string): Promise<Readonly<{ workerPostId: string | null; teamId: string }>> {
  return tx.one(sql`select allocated_post_id as "workerPostId", team_id as "teamId" from case_file where id = ${caseId}`)
}

/** The post of whoever decided it last. */
export async function decidedByPost(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.oneOrNone<{ post: string | null }>(sql`select decided_by as post from risk_assessment where id = ${id}`)
  return row?.post ?? undefined
}

/** When the level is to be looked at again; undefined when no review is owed. No date: the case opened again, or none can be said. */
export async function reviewOf(tx: Tx, caseId: string): Promise<Readonly<{ dueOn: string | null; why: WhyThisDate | null }> | undefined> {
  return tx.oneOrNone(sql`
    select (due_at at time zone 'Europe/London')::date as "dueOn", clock as why from task
    where record_kind = 'case' and record_id = ${caseId} and kind = 'risk.review' and done_at is null and ended_at is null`)
}
