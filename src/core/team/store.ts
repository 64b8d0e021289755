// What a manager's page reads. Everything through row security: a case the manager may not see counts nowhere.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Task } from '../work/index.ts'
import type { CaseWeight } from './rules.ts'

export type Team = Readonly<{ id: string; name: string }>

/** The teams whose open cases this reader sees, with their own team first. */
export async function teamsSeen(tx: Tx, ownTeamId: string | null): Promise<Team[]> {
  return tx.many<Team>(sql`
    select x.id, x.name from team x
    where x.id = ${ownTeamId}::uuid or exists (select from case_file f where f.team_id = x.id and f.state <> 'closed')
    order by x.id is distinct from ${ownTeamId}::uuid, x.name`)
}

export type TeamWorker = Readonly<{ postId: string; fullName: string; fteHundredths: number; isFirstYear: boolean }>

const workerColumns = sql`
  p.id as "postId", u.full_name as "fullName", p.fte_hundredths as "fteHundredths",
  coalesce(p.first_year_until >= (select current_local_date()), false) as "isFirstYear"`

/** Who works cases in a team, or holds one of its open cases, by name. */
export async function workersOf(tx: Tx, teamId: string): Promise<TeamWorker[]> {
  return tx.many<TeamWorker>(sql`
    select ${workerColumns} from post p join user_account u on u.id = p.user_id
    where (p.team_id = ${teamId} and p.ended_at is null and post_is_active(p)
        and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.work'))
      or exists (select from case_file f where f.team_id = ${teamId} and f.state <> 'closed' and f.allocated_post_id = p.id)
    order by u.full_name collate "en-x-icu", p.id`)
}

export async function workersByPost(tx: Tx, postIds: readonly string[]): Promise<TeamWorker[]> {
  return tx.many<TeamWorker>(sql`
    select ${workerColumns} from post p join user_account u on u.id = p.user_id where p.id = any (${[...postIds]}::uuid[])`)
}

export type WeighedCase = CaseWeight &
  Readonly<{ knownAs: string; reference: string; postId: string | null; isFarAwayKnown: boolean; waitingSince: Date | null }>

const weightColumns = sql`
  f.id as "caseId", f.known_as as "knownAs", f.reference, f.allocated_post_id as "postId", f.opened_at as "openedAt",
  f.waiting_since as "waitingSince", coalesce(h.level, 'not_assessed') as level, h.level_confirmed_at is not null as "isConfirmed",
  coalesce(w.far_away = 'yes', false) as "farAway", coalesce(w.far_away <> 'unknown', false) as "isFarAwayKnown",
  exists (select from case_investigation i where i.case_id = f.id and i.closed_at is null and i.stage in ('charged', 'court'))
    or exists (select from case_track k where k.case_id = f.id and k.closed_at is null and k.kind = 'nrm') as "nrmOrCourt",
  exists (select from record_person rp join person_detail d on d.person_id = rp.person_id and d.kind = 'interpreter'
    where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject' and d.withdrawn_at is null
      and d.value !~* '^(no|none|not|unknown)\\M') as interpreter,
  array(select rp.person_id from record_person rp where rp.record_kind = 'case' and rp.record_id = f.id and rp.relation = 'subject'
    order by rp.person_id) as subjects`
const weightTables = sql`
  case_file f left join case_headline h on h.case_id = f.id left join case_workload w on w.case_id = f.id`

/** The open cases of these workers, with what each takes. A worker's cases in other teams count too. */
export async function casesOfWorkers(tx: Tx, postIds: readonly string[]): Promise<WeighedCase[]> {
  return tx.many<WeighedCase>(sql`
    select ${weightColumns} from ${weightTables} where f.state <> 'closed' and f.allocated_post_id = any (${[...postIds]}::uuid[])
    order by f.known_as collate "en-x-icu", f.reference`)
}

/** The open cases of a team that wait for a worker, longest first. */
export async function waitingCases(tx: Tx, teamId: string): Promise<WeighedCase[]> {
  return tx.many<WeighedCase>(sql`
    select ${weightColumns} from ${weightTables} where f.state <> 'closed' and f.team_id = ${teamId} and f.allocated_post_id is null
    order by f.waiting_since, f.id`)
}

/** Which of these people are recorded as brother or sister of another of them. */
export async function siblingsAmong(tx: Tx, people: readonly string[]): Promise<(readonly [string, string])[]> {
  const rows = await tx.many<{ a: string; b: string }>(sql`
    select r.person_id as a, r.related_person_id as b from person_relationship r
    where r.kind = 'sibling' and r.withdrawn_at is null and r.person_id = any (${[...people]}::uuid[])
      and r.related_person_id = any (${[...people]}::uuid[])`)
  return rows.map(({ a, b }) => [a, b])
}

/** The open cases of these workers and one more case: all of them, whoever asks, if they may give cases (P0002 otherwise). */
export async function casesForAllocation(
  tx: Tx,
  postIds: readonly string[],
  caseId: string | undefined,
): Promise<(CaseWeight & Readonly<{ postId: string | null }>)[]> {
  return tx.many<CaseWeight & Readonly<{ postId: string | null }>>(sql`
    select case_id as "caseId", post_id as "postId", opened_at as "openedAt", level, is_confirmed as "isConfirmed", far_away as "farAway",
      nrm_or_court as "nrmOrCourt", interpreter, subjects
    from allocation_cases(${[...postIds]}::uuid[], ${caseId ?? null}) order by case_id`)
}

export async function siblingsForAllocation(
  tx: Tx,
  postIds: readonly string[],
  caseId: string | undefined,
): Promise<(readonly [string, string])[]> {
  const rows = await tx.many<{ one: string; other: string }>(sql`
    select one, other from allocation_siblings(${[...postIds]}::uuid[], ${caseId ?? null})`)
  return rows.map(({ one, other }) => [one, other])
}

/** 'yes', 'no' or 'unknown'. Throws P0002 ("not there") for those who may not write the case's plan. */
export async function setFarAway(tx: Tx, caseId: string, farAway: string): Promise<void> {
  await tx.run(sql`select set_case_far_away(${caseId}, ${farAway})`)
}

export type RunningClock = Pick<
  Task,
  'id' | 'kind' | 'recordKind' | 'recordId' | 'subjectId' | 'ownerPostId' | 'ownerName' | 'teamId' | 'clock' | 'createdAt'
> &
  Readonly<{ dueAt: Date }>

/**
 * What a team and its cases owe before an instant, soonest first: what has run out already among it. Left out are visits of
 * which the day has passed at `now`: those stand by name under who was not seen.
 */
export async function clocksRunningOut(tx: Tx, teamId: string, now: Date, before: Date): Promise<RunningClock[]> {
  return tx.many<RunningClock>(sql`
    select t.id, t.record_kind as "recordKind", t.record_id as "recordId", t.kind, t.subject_id as "subjectId", t.owner_post as "ownerPostId",
      u.full_name as "ownerName", t.team_id as "teamId", t.due_at as "dueAt", t.clock, t.created_at as "createdAt"
    from task t left join post p on p.id = t.owner_post left join user_account u on u.id = p.user_id
    where t.due_at < ${before} and (t.due_at >= ${now} or t.kind <> 'visit') and t.done_at is null and t.ended_at is null
      and (t.team_id = ${teamId} or (t.record_kind = 'case' and exists (select from case_file f where f.id = t.record_id and f.team_id = ${teamId})))
    order by t.due_at, t.id limit 300`)
}
