// What the first page of the day and the list of notifications read. Everything through row security.
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { RecordKind } from '../audit/schema.ts'

/** Something to read, as told to one post. */
export type Notice = Readonly<{
  id: string
  kind: string
  recordKind: RecordKind | null
  recordId: string | null
  subjectId: string | null
  /** How many, where a number is all there is to say. */
  amount: number | null
  at: Date
  readAt: Date | null
}>

const noticeColumns = sql`
  n.id, n.kind, n.record_kind as "recordKind", n.record_id as "recordId", n.subject_id as "subjectId", n.amount, n.at, n.read_at as "readAt"`

/** What this post was told, unread first, then newest first. */
export async function noticesOf(tx: Tx, postId: string, limit = 200): Promise<Notice[]> {
  return tx.many<Notice>(sql`
    select ${noticeColumns} from notification n where n.post_id = ${postId}
    order by n.read_at is not null, n.at desc, n.id limit ${limit}`)
}

/** One of one's own. Undefined for anybody else's. */
export async function findNotice(tx: Tx, id: string): Promise<Notice | undefined> {
  return tx.oneOrNone<Notice>(sql`select ${noticeColumns} from notification n where n.id = ${id}`)
}

/** Marks as read; `all` for all of this post's. One that was read keeps the time it was first read. */
export async function markRead(tx: Tx, postId: string, which: string | 'all', at: Date): Promise<void> {
  await tx.run(sql`
    update notification set read_at = ${at} where post_id = ${postId} and read_at is null and (${which} = 'all' or id::text = ${which})`)
}

/** How somebody likes to work. */
export type Preferences = Readonly<{ shortcuts: boolean; emailNotices: boolean }>

export async function myPreferences(tx: Tx): Promise<Preferences> {
  const row = await tx.oneOrNone<Preferences>(
    sql`select shortcuts, email_notices as "emailNotices" from preference where user_id = (select current_user_id())`,
  )
  return row ?? { shortcuts: true, emailNotices: true }
}

export async function savePreferences(tx: Tx, { shortcuts, emailNotices }: Preferences): Promise<void> {
  await tx.run(sql`
    insert into preference (shortcuts, email_notices) values (${shortcuts}, ${emailNotices})
    on conflict (user_id) do update set shortcuts = excluded.shortcuts, email_notices = excluded.email_notices`)
}

/** What every page shows around itself. */
export async function pageFacts(tx: Tx): Promise<Readonly<{ unread: number; shortcuts: boolean }>> {
  return tx.one(sql`
    select (select count(*) from notification n where n.post_id = (select current_post_id()) and n.read_at is null) as unread,
      coalesce((select p.shortcuts from preference p where p.user_id = (select current_user_id())), true) as shortcuts`)
}

/** When this person was last here before this session; null: never. */
export async function lastHere(tx: Tx): Promise<Date | null> {
  return (await tx.one<{ at: Date | null }>(sql`select last_here() as at`)).at
}

/** What others changed on one record in one table: how often and when last. Never what it says. */
export type Change = Readonly<{ recordKind: RecordKind; recordId: string; table: string; count: number; lastAt: Date }>

/**
 * Changes by others since an instant, on the cases this post reads and the concerns it triages, and on the people those
 * cases are about (told under the case). A referrer's own concerns are left out: how often triage touches one would tell
 * whether the person was known. Latest first.
 */
export async function changesSince(tx: Tx, since: Date, quietTables: readonly string[], limit = 300): Promise<Change[]> {
  return tx.many<Change>(sql`
    with granted as materialized (
      select 'case' as kind, a.case_id as id from case_access a
      where a.post_id = (select current_post_id()) and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant()))
      union
      select 'concern', a.concern_id from concern_access a
      where a.post_id = (select current_post_id()) and a.reads & (select class_bit('triage')) <> 0
        and a.from_at <= (select current_instant()) and (a.until_at is null or a.until_at > (select current_instant()))
    ), watched as (
      select kind, id, kind as told_kind, id as told_id from granted
      union
      select 'person', rp.person_id, g.kind, g.id from granted g
      join record_person rp on rp.record_kind = g.kind and rp.record_id = g.id and rp.relation = 'subject' where g.kind = 'case'
    )
    select w.told_kind as "recordKind", w.told_id as "recordId", h.table_name as "table", count(*) as count, max(h.changed_at) as "lastAt"
    from watched w join row_history h on h.record_kind = w.kind and h.record_id = w.id
    where h.changed_at > ${since} and h.changed_by is not null and h.changed_by <> (select current_post_id())
      and not h.table_name = any (${[...quietTables]}::text[])
    group by 1, 2, 3 order by max(h.changed_at) desc limit ${limit}`)
}

/** What waits for anybody of this post's team, soonest first. */
export async function teamQueue(tx: Tx, now: Date): Promise<Readonly<{ waiting: number; overdue: number }>> {
  return tx.one(sql`
    select count(*) as waiting, count(*) filter (where t.due_at < ${now}) as overdue from task t
    where t.team_id = (select p.team_id from post p where p.id = (select current_post_id())) and t.owner_post is null
      and t.done_at is null and t.ended_at is null`)
}
