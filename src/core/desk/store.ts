// What the first page of the day shows of cases, concerns and visits. Everything through row security.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

export async function caseNames(tx: Tx, ids: readonly string[]): Promise<Readonly<{ id: string; name: string; reference: string }>[]> {
  return tx.many(sql`select id, known_as as name, reference from case_file where id = any (${[...ids]}::uuid[])`)
}

/** `name` null: nobody is named, or this reader may not read what was sent; then the kind of concern stands for it. */
export async function concernNames(
  tx: Tx,
  ids: readonly string[],
): Promise<Readonly<{ id: string; name: string | null; kindLabel: string; reference: string }>[]> {
  return tx.many(sql`
    select c.id, c.reference, k.label as "kindLabel",
      (select string_agg(coalesce(nullif(s.known_as, ''), nullif(s.full_name, '')), ', ' order by s.place) from concern_subject s
        where s.concern_id = c.id and s.relation = 'at_risk') as name
    from concern c join concern_kind k on k.code = c.kind where c.id = any (${[...ids]}::uuid[])`)
}

export type UnseenChild = Readonly<{
  caseId: string
  knownAs: string
  reference: string
  openedOn: string
  lastSeenOn: string | null
  /** From when on they count as not seen in time. Null: the calendar has run out. */
  dueOn: string | null
  attemptsSince: number
}>

/** The children on this post's own cases, and on those it covers now, whose day to be seen has passed, or cannot be said; longest first. */
export async function unseenByMe(tx: Tx, postId: string, today: string): Promise<UnseenChild[]> {
  return tx.many<UnseenChild>(sql`
    with mine as materialized (
      select f.id from case_file f where f.allocated_post_id = ${postId} and f.state <> 'closed'
      union select v.case_id from covered_now() v)
    select c.case_id as "caseId", f.known_as as "knownAs", f.reference, c.opened_on as "openedOn", c.last_seen_on as "lastSeenOn",
      c.overdue_from as "dueOn", c.attempts_since as "attemptsSince"
    from mine join case_file f on f.id = mine.id join visit_clock c on c.case_id = f.id
    where (c.overdue_from < ${today}::date or c.overdue_from is null)
    order by c.overdue_from nulls first, f.known_as limit 100`)
}

/** How many open cases this post works or covers: without any, blocks about them are left out. */
export async function casesOf(tx: Tx, postId: string): Promise<number> {
  return (
    await tx.one<{ count: number }>(sql`
      select (select count(*) from case_file where allocated_post_id = ${postId} and state <> 'closed') + (select count(*) from covered_now()) as count`)
  ).count
}
