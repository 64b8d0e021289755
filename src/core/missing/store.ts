// What is kept of times missing. Reading goes through row security; writing through functions that check first.
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { InterviewOutcome } from './rules.ts'
import type { ReturnedHow } from './schema.ts'

export type MissingRefused =
  | 'case_closed'
  | 'not_right' // in the future, or back before they were gone
  | 'already' // missing already, or back already: somebody recorded it while this was being written

const refusals: Readonly<Record<string, MissingRefused>> = { LW002: 'not_right', LW003: 'case_closed', LW006: 'already' }
export type MissingDone = Readonly<{ kind: 'done'; id: string }> | Readonly<{ kind: 'refused'; because: MissingRefused }>

async function outcomeOf(tx: Tx, work: () => Promise<{ id: string }>): Promise<MissingDone> {
  try {
    const { id } = await tx.savepoint(work)
    return { kind: 'done', id }
  } catch (error) {
    const because = isDatabaseError(error) ? refusals[error.code] : undefined
    if (because === undefined) throw error
    return { kind: 'refused', because }
  }
}

export type NewEpisode = Readonly<{
  caseId: string
  on: string
  at: Date | null
  policeTold: 'yes' | 'no' | 'unknown'
  policeReference: string
}>

export function insertEpisode(tx: Tx, e: NewEpisode): Promise<MissingDone> {
  return outcomeOf(tx, () => tx.one(sql`select report_missing(${e.caseId}, ${e.on}, ${e.at}, ${e.policeTold}, ${e.policeReference}) as id`))
}

export type NewReturn = Readonly<{ kind: 'known' | 'not_before'; at: Date; how: ReturnedHow }>

/** `id` of the answer is the case. */
export function insertReturn(tx: Tx, episodeId: string, back: NewReturn): Promise<MissingDone> {
  return outcomeOf(tx, () => tx.one(sql`select record_return(${episodeId}, ${back.kind}, ${back.at}, ${back.how}) as id`))
}

export function withdrawEpisode(tx: Tx, episodeId: string, because: string): Promise<MissingDone> {
  return outcomeOf(tx, () => tx.one(sql`select withdraw_missing(${episodeId}, ${because}) as id`))
}

export type NewInterview = Readonly<{
  outcome: InterviewOutcome
  on: string
  at: Date | null
  askedBy: string
  ownWords: string
  learned: string
  next: string
}>

export function insertInterview(tx: Tx, episodeId: string, i: NewInterview): Promise<MissingDone> {
  return outcomeOf(tx, () =>
    tx.one(sql`
      select record_return_interview(${episodeId}, ${i.outcome}, ${i.on}, ${i.at}, ${i.askedBy}, ${i.ownWords}, ${i.learned}, ${i.next}) as id`),
  )
}

export type Interview = Readonly<{
  id: string
  outcome: InterviewOutcome
  on: string
  at: string | null
  askedBy: string
  /** Null when nothing was written, or the reader may not read notes. */
  note: Readonly<{ ownWords: string; learned: string; next: string }> | null
}>

export type Episode = Readonly<{
  id: string
  caseId: string
  startedOn: string
  startedAt: Date | null
  policeTold: 'yes' | 'no' | 'unknown'
  policeReference: string
  reportedAt: Date
  reportedBy: string
  returnedKind: 'known' | 'not_before' | null
  returnedAt: Date | null
  returnedHow: ReturnedHow | null
  withdrawnBecause: string | null
  /** In the order in which they were recorded. */
  interviews: readonly Interview[]
}>

const columns = sql`
  e.id, e.case_id as "caseId", e.started_on as "startedOn", e.started_at as "startedAt", e.police_told as "policeTold",
  e.police_reference as "policeReference", e.reported_at as "reportedAt", u.full_name as "reportedBy", e.returned_kind as "returnedKind",
  e.returned_at as "returnedAt", e.returned_how as "returnedHow", e.withdrawn_because as "withdrawnBecause",
  (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'outcome', i.outcome, 'on', i.happened_on, 'at', i.happened_at, 'askedBy', i.asked_by,
      'note', case when n.id is not null then jsonb_build_object('ownWords', n.own_words, 'learned', n.learned, 'next', n.next) end) order by i.recorded_at), '[]')
    from return_interview i left join return_interview_note n on n.interview_id = i.id where i.episode_id = e.id) as interviews`
const joins = sql`join post p on p.id = e.reported_by join user_account u on u.id = p.user_id`

/** Latest first. Those taken back are among them, with the reason. */
export async function episodesOf(tx: Tx, caseId: string): Promise<Episode[]> {
  return tx.many<Episode>(sql`
    select ${columns} from missing_episode e ${joins} where e.case_id = ${caseId} order by coalesce(e.started_at, e.started_on::timestamptz) desc`)
}

export async function findEpisode(tx: Tx, id: string): Promise<Episode | undefined> {
  return tx.oneOrNone<Episode>(sql`select ${columns} from missing_episode e ${joins} where e.id = ${id}`)
}

export type MissingNow = Readonly<{
  episodeId: string
  caseId: string
  knownAs: string
  reference: string
  startedOn: string
  startedAt: Date | null
  policeTold: 'yes' | 'no' | 'unknown'
  workerName: string | null
}>

/** Everybody who is missing now, longest first, as far as this reader may know. */
export async function missingNow(tx: Tx): Promise<MissingNow[]> {
  return tx.many<MissingNow>(sql`
    select e.id as "episodeId", e.case_id as "caseId", f.known_as as "knownAs", f.reference, e.started_on as "startedOn", e.started_at as "startedAt",
      e.police_told as "policeTold", u.full_name as "workerName"
    from missing_episode e join case_file f on f.id = e.case_id
    left join post p on p.id = f.allocated_post_id left join user_account u on u.id = p.user_id
    where e.returned_at is null and e.withdrawn_at is null and f.state <> 'closed'
    order by coalesce(e.started_at, e.started_on::timestamptz), f.known_as limit 500`)
}

/** Since when this child is missing; undefined when they are not, or this reader may not know. */
export async function missingSince(tx: Tx, caseId: string): Promise<Pick<Episode, 'startedOn' | 'startedAt'> | undefined> {
  return tx.oneOrNone(sql`
    select started_on as "startedOn", started_at as "startedAt" from missing_episode
    where case_id = ${caseId} and returned_at is null and withdrawn_at is null`)
}

/** The worker of a case, and the managers of its team: who hears at once that somebody is missing. */
export async function whoHears(tx: Tx, caseId: string): Promise<readonly string[]> {
  const rows = await tx.many<{ post: string }>(sql`
    select distinct p.id as post from case_file f
    join post p on p.id = f.allocated_post_id
      or (p.team_id = f.team_id and exists (select from role_capability c where c.role_code = p.role_code and c.capability = 'case.allocate'))
    where f.id = ${caseId} and p.ended_at is null and p.id <> (select current_post_id())`)
  return rows.map(({ post }) => post)
}

/** Who owes what follows: the worker, and the team. */
export async function ownerOf(tx: Tx, caseId: string): Promise<Readonly<{ workerPostId: string | null; teamId: string }>> {
  return tx.one(sql`select allocated_post_id as "workerPostId", team_id as "teamId" from case_file where id = ${caseId}`)
}
