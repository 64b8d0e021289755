import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { RecordKind } from '../audit/schema.ts'

export type RecordRef = Readonly<{ kind: RecordKind; id: string }>

/** Why this date: kept with the date as it was when it was made (law R100). */
export type TaskClock = Readonly<{ rule: string; basis: string; mark: string; version: string; source: string; verified: boolean }>

export type TaskToPut = Readonly<{
  record: RecordRef
  /** What is owed, such as `visit` or `triage.decision`. */
  kind: string
  /** The row in the room that asks, when a record may owe several of one kind. */
  subjectId?: string | undefined
  /** Who owes it: a post, a team, or both (the team chases). */
  ownerPostId?: string | undefined
  teamId?: string | undefined
  /** Undefined: owed, but the date cannot be said (calendar not loaded). */
  dueAt: Date | undefined
  clock: TaskClock | undefined
  /** Why the date or owner changed, if this takes another's place. */
  because?: string
}>

/** Makes sure that this is owed; a changed date or owner makes a new task and keeps the old one (law R18). @returns its id */
export async function putTask(tx: Tx, task: TaskToPut): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select task_put(${task.record.kind}, ${task.record.id}, ${task.kind}, ${task.subjectId ?? null}, ${task.ownerPostId ?? null},
      ${task.teamId ?? null}, ${task.dueAt ?? null}, ${task.clock === undefined ? null : JSON.stringify(task.clock)}::jsonb, ${task.because ?? 'changed'}) as id`)
  return id
}

type Which = Readonly<{ record: RecordRef; kind: string; subjectId?: string | undefined }>

/** Done at `at`, which may be later than due: late stays late. @returns false when nothing was owed */
export async function completeTask(tx: Tx, which: Which, at: Date): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`
    select task_done(${which.record.kind}, ${which.record.id}, ${which.kind}, ${which.subjectId ?? null}, ${at}) as done`)
  return done
}

/** No longer owed, with the reason. Without `subjectId`: all of the kind. */
export async function endTask(tx: Tx, which: Which, because: string): Promise<boolean> {
  const { ended } = await tx.one<{ ended: boolean }>(sql`
    select task_end(${which.record.kind}, ${which.record.id}, ${which.kind}, ${which.subjectId ?? null}, ${because}) as ended`)
  return ended
}

export type Task = Readonly<{
  id: string
  recordKind: RecordKind
  recordId: string
  kind: string
  subjectId: string | null
  ownerPostId: string | null
  ownerName: string | null
  teamId: string | null
  dueAt: Date | null
  clock: TaskClock | null
  createdAt: Date
}>

/** A task in somebody's day; `coverFor`: the absent colleague who owes it, for whom they cover. */
export type OwedTask = Task & Readonly<{ coverFor: string | null }>

const columns = sql`
  t.id, t.record_kind as "recordKind", t.record_id as "recordId", t.kind, t.subject_id as "subjectId", t.owner_post as "ownerPostId",
  u.full_name as "ownerName", t.team_id as "teamId", t.due_at as "dueAt", t.clock, t.created_at as "createdAt"`

/** What is owed on a record, soonest first. */
export async function openTasksOf(tx: Tx, record: RecordRef): Promise<Task[]> {
  return tx.many<Task>(sql`
    select ${columns} from task t left join post p on p.id = t.owner_post left join user_account u on u.id = p.user_id
    where t.record_kind = ${record.kind} and t.record_id = ${record.id} and t.done_at is null and t.ended_at is null
    order by t.due_at nulls last, t.created_at`)
}

/** What this post owes, and what it owes for colleagues whose cases it covers now; soonest first. For the post that asks. */
export async function tasksOwedBy(tx: Tx, postId: string, limit = 200): Promise<OwedTask[]> {
  return tx.many<OwedTask>(sql`
    with owed as (
      select t.*, false as covered from task t where t.owner_post = ${postId} and t.done_at is null and t.ended_at is null
      union all
      select t.*, true from covered_now() c join task t on t.record_kind = 'case' and t.record_id = c.case_id and t.owner_post = c.worker_post
      where t.done_at is null and t.ended_at is null)
    select ${columns}, case when t.covered then u.full_name end as "coverFor"
    from owed t left join post p on p.id = t.owner_post left join user_account u on u.id = p.user_id
    order by t.due_at nulls last, t.created_at limit ${limit}`)
}

/** Tells a post that there is something to read. */
export async function notify(tx: Tx, postId: string, kind: string, record?: RecordRef, subjectId?: string): Promise<void> {
  await tx.run(sql`select notify_post(${postId}, ${kind}, ${record?.kind ?? null}, ${record?.id ?? null}, ${subjectId ?? null})`)
}
