import type { LocalDate } from '../../core/clocks/index.ts'
import type { CaseWeight } from '../../core/team/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { type PaperContent, paperContent } from './schema.ts'

export type Week = Readonly<{
  week: LocalDate
  /** Null: what waits for a worker. */
  postId: string | null
  cases: number
  pointsHundredths: number
  capacityHundredths: number
}>

/** The weekly counts of a team from a Monday on, oldest first, as far as the reader may see them. */
export async function weeksOf(tx: Tx, teamId: string, from: LocalDate): Promise<Week[]> {
  return tx.many<Week>(sql`
    select week, post_id as "postId", cases, points_hundredths as "pointsHundredths", capacity_hundredths as "capacityHundredths"
    from load_week where team_id = ${teamId} and week >= ${from} order by week, post_id nulls last`)
}

/** One's own weekly counts from a Monday on, latest first, over all teams one worked in. */
export async function ownWeeks(tx: Tx, postId: string, from: LocalDate): Promise<Week[]> {
  return tx.many<Week>(sql`
    select week, ${postId} as "postId", sum(cases)::int as cases, sum(points_hundredths)::int as "pointsHundredths",
      max(capacity_hundredths)::int as "capacityHundredths"
    from load_week where post_id = ${postId} and week >= ${from} group by week order by week desc`)
}

export type OutsideHours = Readonly<{ postId: string; visits: number; minutes: number }>

/** Since a day: visits marked as outside working hours, and minutes by each one's own entry. Nothing else is looked at. */
export async function outsideHours(tx: Tx, postIds: readonly string[], since: LocalDate): Promise<OutsideHours[]> {
  return tx.many<OutsideHours>(sql`
    select p.id as "postId",
      (select count(*)::int from visit v where v.visitor_post = p.id and v.state = 'recorded' and v.overtime = 'yes' and v.happened_on >= ${since}) as visits,
      (select coalesce(sum(h.minutes), 0)::int from own_hours h where h.post_id = p.id and h.worked_on >= ${since} and h.taken_back_at is null) as minutes
    from unnest(${[...postIds]}::uuid[]) as p (id)`)
}

export type OwnHours = Readonly<{ id: string; workedOn: LocalDate; minutes: number; what: string }>

export async function ownHours(tx: Tx, postId: string, since: LocalDate): Promise<OwnHours[]> {
  return tx.many<OwnHours>(sql`
    select id, worked_on as "workedOn", minutes, what from own_hours
    where post_id = ${postId} and worked_on >= ${since} and taken_back_at is null order by worked_on desc, written_at desc`)
}

export async function writeHours(tx: Tx, { on, minutes, what }: Readonly<{ on: LocalDate; minutes: number; what: string }>): Promise<void> {
  await tx.run(sql`insert into own_hours (worked_on, minutes, what) values (${on}, ${minutes}, ${what})`)
}

/** @returns false when it is not theirs, not there, or taken back already */
export async function takeBackHours(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.many(sql`
    update own_hours set taken_back_at = (select current_instant()) where id = ${id} and taken_back_at is null returning id`)
  return rows.length === 1
}

export type Paper = Readonly<{ id: string; madeAt: Date; madeBy: string; content: PaperContent }>

/** The pages made for a team, latest first. */
export async function papersOf(tx: Tx, teamId: string): Promise<Paper[]> {
  const rows = await tx.many<Omit<Paper, 'content'> & { content: unknown }>(sql`
    select l.id, l.made_at as "madeAt", u.full_name as "madeBy", l.content from load_paper l
    join post p on p.id = l.made_by join user_account u on u.id = p.user_id where l.team_id = ${teamId} order by l.made_at desc, l.id limit 20`)
  return rows.map((row) => ({ ...row, content: paperContent.parse(row.content) }))
}

export async function keepPaper(tx: Tx, teamId: string, content: PaperContent, policyVersion: string): Promise<void> {
  await tx.run(sql`
    insert into load_paper (team_id, content, policy_version) values (${teamId}, ${JSON.stringify(content)}::jsonb, ${policyVersion})`)
}

// ── the weekly count, as the jobs role ──

export type CountedCase = CaseWeight & Readonly<{ teamId: string; postId: string | null }>
export type CountedWorker = Readonly<{ postId: string; teamId: string; fteHundredths: number; isFirstYear: boolean }>

export async function allOpenCases(tx: Tx): Promise<CountedCase[]> {
  return tx.many<CountedCase>(sql`
    select case_id as "caseId", team_id as "teamId", post_id as "postId", opened_at as "openedAt", level, is_confirmed as "isConfirmed",
      far_away as "farAway", nrm_or_court as "nrmOrCourt", interpreter, subjects from load_cases_as_system()`)
}

export async function allSiblings(tx: Tx): Promise<(readonly [string, string])[]> {
  const rows = await tx.many<{ one: string; other: string }>(sql`select one, other from load_siblings_as_system()`)
  return rows.map(({ one, other }) => [one, other])
}

export async function allWorkers(tx: Tx): Promise<CountedWorker[]> {
  return tx.many<CountedWorker>(sql`
    select post_id as "postId", team_id as "teamId", fte_hundredths as "fteHundredths", is_first_year as "isFirstYear" from load_workers_as_system()`)
}

export type CountedWeek = Readonly<{ teamId: string; postId: string | null; cases: number; points: number; capacity: number }>

export async function keepWeek(tx: Tx, week: LocalDate, rows: readonly CountedWeek[], policyVersion: string): Promise<void> {
  await tx.run(sql`select load_week_keep_as_system(${week}, ${JSON.stringify(rows)}::jsonb, ${policyVersion})`)
}

export async function isCounted(tx: Tx, week: LocalDate): Promise<boolean> {
  const { counted } = await tx.one<{ counted: boolean }>(sql`select load_week_counted_as_system(${week}) as counted`)
  return counted
}
