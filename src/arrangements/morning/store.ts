// What the daily meeting looks at and what it agreed. All of it through row security: each reader sees their own lines.
import type { LocalDate } from '../../core/clocks/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { MorningKind } from './schema.ts'

/** Somebody to speak about. `on`, `at`: since when; which of the two is known depends on the kind. */
export type MorningCase = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  workerName: string | null
  kind: MorningKind
  on: LocalDate | null
  at: Date | null
}>

/** In the order of the meeting: missing, arrested, newly at the top level, not seen in time, waiting for a worker. */
export async function morningCases(tx: Tx, since: Date, today: LocalDate): Promise<MorningCase[]> {
  return tx.many<MorningCase>(sql`
    with found (case_id, kind, "order", "on", at) as (
      select e.case_id, 'missing', 1, e.started_on, e.started_at from missing_episode e where e.returned_at is null and e.withdrawn_at is null
      union all
      select i.case_id, 'arrested', 2, null, max(i.opened_at) from case_investigation i where i.opened_at >= ${since} and i.closed_at is null group by i.case_id
      union all
      select h.case_id, 'newly_significant', 3, null, h.level_confirmed_at from case_headline h where h.level = 'significant' and h.level_confirmed_at >= ${since}
      union all
      select v.case_id, 'not_seen', 4, v.overdue_from, null from visit_clock v where v.overdue_from < ${today}
      union all
      select f.id, 'waiting', 5, null, f.waiting_since from case_file f where f.waiting_since is not null)
    select f.id as "caseId", f.known_as as "knownAs", f.reference, u.full_name as "workerName", x.kind, x."on", x.at
    from found x join case_file f on f.id = x.case_id and f.state <> 'closed'
    left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
    where may('case', f.id, 'plan')
    order by x."order", coalesce(x.at, x."on"::timestamptz), f.known_as, f.id limit 500`)
}

export type MorningLine = Readonly<{
  id: string
  caseId: string
  knownAs: string
  reference: string
  kind: MorningKind
  metOn: LocalDate
  what: string
  ownerName: string
  ownerPostId: string | null
  dueAt: Date
  state: 'open' | 'done' | 'dropped' | 'carried'
  endedHow: string
  version: number
}>

const lineColumns = sql`
  l.id, l.case_id as "caseId", f.known_as as "knownAs", f.reference, l.kind, l.met_on as "metOn", l.what, coalesce(u.full_name, l.owner_words) as "ownerName",
  l.owner_post as "ownerPostId", l.due_at as "dueAt", l.state, l.ended_how as "endedHow", l.version`
const lineTables = sql`
  morning_line l join case_file f on f.id = l.case_id left join post p on p.id = l.owner_post left join user_account u on u.id = p.user_id`

/** Today's, and of earlier days those that are open or ended since the last meeting; oldest first. */
export async function morningLines(tx: Tx, since: Date, today: LocalDate): Promise<MorningLine[]> {
  return tx.many<MorningLine>(sql`
    select ${lineColumns} from ${lineTables}
    where f.state <> 'closed' and (l.met_on = ${today} or l.state = 'open' or (l.ended_at >= ${since} and l.state <> 'carried'))
    order by l.met_on, l.state <> 'open', l.due_at, f.known_as limit 500`)
}

export async function findLine(tx: Tx, id: string): Promise<MorningLine | undefined> {
  return tx.oneOrNone<MorningLine>(sql`select ${lineColumns} from ${lineTables} where l.id = ${id}`)
}

export type NewLine = Readonly<{
  caseId: string
  kind: MorningKind
  what: string
  ownerPostId: string | null
  ownerWords: string
  dueAt: Date
}>

/** @returns undefined when this case has a line of that kind today already: somebody was quicker */
export async function insertLine(tx: Tx, metOn: LocalDate, line: NewLine): Promise<string | undefined> {
  const row = await tx.oneOrNone<{ id: string }>(sql`
    insert into morning_line (case_id, kind, met_on, what, owner_post, owner_words, due_at)
    values (${line.caseId}, ${line.kind}, ${metOn}, ${line.what}, ${line.ownerPostId}, ${line.ownerPostId === null ? line.ownerWords : ''}, ${line.dueAt})
    on conflict on constraint once_a_meeting do nothing returning id`)
  return row?.id
}

/** @returns false when it is no longer open: somebody was quicker */
export async function endLine(tx: Tx, id: string, state: 'done' | 'dropped' | 'carried', how: string): Promise<boolean> {
  const ended = await tx.run(sql`
    update morning_line set state = ${state}, ended_at = current_instant(), ended_how = ${how}, version = version + 1 where id = ${id} and state = 'open'`)
  return ended === 1
}

export type PossibleOwner = Readonly<{ caseId: string; postId: string; fullName: string }>

/** Who can own a line of these cases: those in the circle who may see it, and the managers of the team. */
export async function possibleOwners(tx: Tx, caseIds: readonly string[]): Promise<PossibleOwner[]> {
  return tx.many<PossibleOwner>(sql`
    select distinct x.case_id as "caseId", p.id as "postId", u.full_name as "fullName" from (
      select m.record_id as case_id, m.post_id from circle_member m
      where m.record_kind = 'case' and m.record_id = any (${[...caseIds]}::uuid[]) and m.capacity in ('allocated', 'invited', 'cover')
        and m.ended_at is null and (m.until_at is null or m.until_at > (select current_instant()))
      union
      select f.id, q.id from case_file f join post q on q.team_id = f.team_id
      where f.id = any (${[...caseIds]}::uuid[]) and exists (select from role_capability c where c.role_code = q.role_code and c.capability = 'case.allocate')) x
    join post p on p.id = x.post_id and p.ended_at is null join user_account u on u.id = p.user_id and u.state <> 'disabled'
    order by u.full_name`)
}
