// What is kept of a case. Reading goes through row security; writing through the functions of the migration, which check
// first. A refusal that is not "not there" comes back as a value, so that a page can say it.
import { databaseErrors, isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { identifier, type Sql, sql } from '../../platform/db/sql.ts'
import { classesIn, type RecordClass } from '../access/roles.ts'
import type { CaseId, CaseKind, CaseState, ClosingReason, InvestigationStage, LinkRelation, NoteText, WarningKind } from './schema.ts'

/** Why something was not done. Undefined: it was. */
export type Refused =
  | 'cannot_be_given' // the post is not one that can be given this case
  | 'not_right' // what was given cannot be
  | 'wrong_state' // somebody did it already, or the case is not open
  | 'track_open'
  | 'same_person' // who asked may not be who agrees

const refusals: Readonly<Record<string, Refused>> = {
  LW001: 'cannot_be_given',
  LW002: 'not_right',
  LW003: 'wrong_state',
  LW004: 'track_open',
  LW005: 'same_person',
}

export type Outcome<T> = Readonly<{ kind: 'done'; value: T }> | Readonly<{ kind: 'refused'; because: Refused }>

/** A refusal in the database's own codes becomes a value; everything else ("not there" too) rises. */
async function outcomeOf<T>(tx: Tx, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await tx.savepoint(work) }
  } catch (error) {
    const isOpenAlready = isDatabaseError(error, databaseErrors.uniqueViolation) && error.constraint === 'case_track_one_open'
    const because = isOpenAlready ? 'wrong_state' : isDatabaseError(error) ? refusals[error.code] : undefined
    if (because === undefined) throw error
    return { kind: 'refused', because }
  }
}

// ── opening and allocating ──────────────────────────────────────────────────────────────────────────────────────────

export type NewCase = Readonly<{
  /** What they like to be called: what lists, headers and the phone use. */
  knownAs: string
  kind: CaseKind
  /** Ids of people: known to the one who opens, or subject or candidate of the concern. At least one. */
  subjects: readonly string[]
  /** The concern it comes from; null when a manager opens one without. */
  concernId: string | null
  teamId: string
  /** Null: the case waits for a worker. Naming one needs `case.allocate`. */
  postId: string | null
  because: string
}>

/** Opens a case with its circle and its safeguarding track. Throws P0002 ("not there") when the one who asks may not. */
export async function openCase(tx: Tx, c: NewCase): Promise<Outcome<Readonly<{ id: CaseId; reference: string }>>> {
  return outcomeOf(tx, () =>
    tx.one<{ id: CaseId; reference: string }>(sql`
      select id, reference from open_case(${c.knownAs}, ${c.kind}, ${[...c.subjects]}::uuid[], ${c.concernId}, ${c.teamId}, ${c.postId}, ${c.because})`),
  )
}

/** A case that a concern could join: the headline only, and only while working that concern. */
export type CaseOfConcern = Readonly<{
  caseId: CaseId
  reference: string
  knownAs: string
  state: CaseState
  personId: string
  level: string
  nextStep: string
  teamName: string
  workerName: string | null
}>

/** The cases of the people a concern is or may be about, open ones first. */
export async function casesOfConcern(tx: Tx, concernId: string): Promise<CaseOfConcern[]> {
  return tx.many<CaseOfConcern>(sql`
    select x.case_id as "caseId", x.reference, x.known_as as "knownAs", x.state, x.person_id as "personId", x.level,
      x.next_step as "nextStep", t.name as "teamName", u.full_name as "workerName"
    from cases_of_concern(${concernId}) x join team t on t.id = x.team_id
    left join post p on p.id = x.allocated_post_id left join user_account u on u.id = p.user_id
    order by x.state = 'closed', x.known_as, x.reference`)
}

/** Adds a concern to a case: the team and the worker of the case read what came in. */
export async function joinConcern(tx: Tx, caseId: CaseId, concernId: string, because: string): Promise<void> {
  await tx.run(sql`select join_concern_to_case(${caseId}, ${concernId}, ${because})`)
}

/**
 * Hands the case to a worker; the former allocation ends and stays in the history. Whether their load leaves room is
 * for the caller to ask first; `reason` keeps what a manager said about it.
 */
export async function allocateCase(tx: Tx, caseId: CaseId, postId: string, reason: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select allocate_case(${caseId}, ${postId}, ${reason})`)
  })
}

/** Gives the case to another team, where it waits for a worker. Throws P0002 when the one who asks may not. */
export async function moveCase(tx: Tx, caseId: CaseId, teamId: string, because: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select move_case(${caseId}, ${teamId}, ${because})`)
  })
}

export type Move = Readonly<{ id: string; fromTeam: string; toTeam: string; because: string; movedAt: Date; movedBy: string }>

/** First to last. */
export async function movesOf(tx: Tx, caseId: CaseId): Promise<Move[]> {
  return tx.many<Move>(sql`
    select m.id, f.name as "fromTeam", t.name as "toTeam", m.because, m.moved_at as "movedAt", u.full_name as "movedBy"
    from case_move m join team f on f.id = m.from_team join team t on t.id = m.to_team
    join post p on p.id = m.moved_by join user_account u on u.id = p.user_id where m.case_id = ${caseId} order by m.moved_at, m.id`)
}

/** The teams that work cases, without the one that has this case. */
export async function otherTeams(tx: Tx, teamId: string): Promise<Readonly<{ id: string; name: string; agencyName: string }>[]> {
  return tx.many(sql`
    select t.id, t.name, a.name as "agencyName" from team t join agency a on a.id = t.agency_id
    where t.kind = 'casework' and t.active and t.id <> ${teamId} order by t.name, t.id`)
}

/** `subject`: the case is about them too (a brother). `other`: stands in touch with it. */
export async function addPersonToCase(tx: Tx, caseId: CaseId, personId: string, relation: 'subject' | 'other'): Promise<void> {
  await tx.run(sql`select add_person_to_case(${caseId}, ${personId}, ${relation})`)
}

export async function setKnownAs(tx: Tx, caseId: CaseId, knownAs: string): Promise<void> {
  await tx.run(sql`select set_case_known_as(${caseId}, ${knownAs})`)
}

// ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A case as far as this reader may see it. What they may not see is null, never a guess. */
export type Case = Readonly<{
  id: CaseId
  reference: string
  knownAs: string
  kind: CaseKind
  state: CaseState
  version: number
  openedAt: Date
  closedAt: Date | null
  /** Since when it waits for a worker; null while it has one. */
  waitingSince: Date | null
  teamId: string
  teamName: string
  teamPhone: string | null
  workerPostId: string | null
  workerName: string | null
  workerPhone: string | null
  managerName: string | null
  managerPhone: string | null
  /** Null when the reader is not entitled to the headline. */
  headline: Readonly<{
    level: string
    levelConfirmedAt: Date | null
    nextStep: string
    nextStepAt: Date | null
    nextStepBy: string | null
    version: number
  }> | null
}>

type CaseRow = Omit<Case, 'headline'> &
  Readonly<{
    level: string | null
    levelConfirmedAt: Date | null
    nextStep: string
    nextStepAt: Date | null
    nextStepBy: string | null
    headlineVersion: number
  }>

const caseColumns = sql`
  f.id, f.reference, f.known_as as "knownAs", f.kind, f.state, f.version, f.opened_at as "openedAt", f.closed_at as "closedAt",
  f.waiting_since as "waitingSince", f.team_id as "teamId", t.name as "teamName", t.phone as "teamPhone",
  f.allocated_post_id as "workerPostId", wu.full_name as "workerName", wu.phone as "workerPhone",
  mu.full_name as "managerName", mu.phone as "managerPhone",
  h.level, h.level_confirmed_at as "levelConfirmedAt", h.next_step as "nextStep", h.next_step_at as "nextStepAt",
  nu.full_name as "nextStepBy", h.version as "headlineVersion"`

// the manager is whom the worker reports to; while the case waits, whoever leads its team
const caseJoins = sql`
  join team t on t.id = f.team_id
  left join post wp on wp.id = f.allocated_post_id left join user_account wu on wu.id = wp.user_id
  left join lateral (
    select p.user_id from post p join role_capability c on c.role_code = p.role_code and c.capability = 'case.allocate'
    where p.id = wp.reports_to or (wp.reports_to is null and p.team_id = f.team_id and p.ended_at is null)
    order by p.id limit 1) m on true
  left join user_account mu on mu.id = m.user_id
  left join case_headline h on h.case_id = f.id
  left join post np on np.id = h.next_step_by left join user_account nu on nu.id = np.user_id`

function caseOf({ level, levelConfirmedAt, nextStep, nextStepAt, nextStepBy, headlineVersion, ...rest }: CaseRow): Case {
  return {
    ...rest,
    headline: level === null ? null : { level, levelConfirmedAt, nextStep, nextStepAt, nextStepBy, version: headlineVersion },
  }
}

/** Undefined when there is none *or* this reader may not see it. */
export async function findCase(tx: Tx, id: CaseId): Promise<Case | undefined> {
  const row = await tx.oneOrNone<CaseRow>(sql`select ${caseColumns} from case_file f ${caseJoins} where f.id = ${id}`)
  return row === undefined ? undefined : caseOf(row)
}

/** By the reference people say on the phone, in any case, with or without its dash. */
export async function caseByReference(tx: Tx, reference: string): Promise<Case | undefined> {
  const plain = reference.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
  const row = await tx.oneOrNone<CaseRow>(
    sql`select ${caseColumns} from case_file f ${caseJoins} where f.reference = ${`${plain.slice(0, 4)}-${plain.slice(4)}`}`,
  )
  return row === undefined ? undefined : caseOf(row)
}

export type CaseFilter = Readonly<{
  /** `mine`: allocated to my post. `team`: my team's. `all`: every case I may see. */
  whose: 'mine' | 'team' | 'all'
  state?: 'open' | 'closed' | undefined
  level?: string | undefined
  worker?: string | undefined
  /** Part of the name or the reference. */
  words?: string | undefined
  /** Without a worker only, longest first. */
  waiting?: boolean | undefined
}>

/** At most 500; a list that long wants a filter. Driven from the reader's own grants, which are few. */
export async function listCases(tx: Tx, filter: CaseFilter): Promise<Case[]> {
  const conditions: Sql[] = []
  if (filter.whose === 'mine') conditions.push(sql` and f.allocated_post_id = (select current_post_id())`)
  if (filter.whose === 'team') conditions.push(sql` and f.team_id = (select p.team_id from post p where p.id = (select current_post_id()))`)
  if (filter.state === 'open') conditions.push(sql` and f.state <> 'closed'`)
  if (filter.state === 'closed') conditions.push(sql` and f.state = 'closed'`)
  if (filter.level !== undefined) conditions.push(sql` and h.level = ${filter.level}`)
  if (filter.worker !== undefined) conditions.push(sql` and f.allocated_post_id = ${filter.worker}::uuid`)
  if (filter.waiting === true) conditions.push(sql` and f.waiting_since is not null and f.state <> 'closed'`)
  if (filter.words !== undefined)
    conditions.push(
      sql` and (position(lower(${filter.words}) in lower(f.known_as)) > 0 or position(upper(${filter.words}) in f.reference) > 0)`,
    )
  const where = conditions.reduce((all, one) => sql`${all}${one}`, sql``)
  const order = filter.waiting === true ? sql`f.waiting_since, f.id` : sql`f.known_as collate "en-x-icu", f.reference`
  const rows = await tx.many<CaseRow>(sql`
    with granted as materialized (
      select distinct a.case_id from case_access a
      where a.post_id = (select current_post_id()) and a.from_at <= (select current_instant())
        and (a.until_at is null or a.until_at > (select current_instant())))
    select ${caseColumns} from granted g join case_file f on f.id = g.case_id ${caseJoins}
    where true${where} order by ${order} limit 500`)
  return rows.map(caseOf)
}

/** The open cases allocated to the one who asks. */
export async function myCases(tx: Tx): Promise<Case[]> {
  return listCases(tx, { whose: 'mine', state: 'open' })
}

/** The people a case is about (`subject`) or stands in touch with (`other`). Empty for those who may not know who they are. */
export async function casePeople(tx: Tx, caseId: CaseId): Promise<Readonly<{ personId: string; relation: string }>[]> {
  return tx.many(sql`
    select person_id as "personId", relation from record_person where record_kind = 'case' and record_id = ${caseId}
    order by relation desc, person_id`)
}

/** The concerns a case answers, for those who may read what came in. */
export async function caseConcerns(tx: Tx, caseId: CaseId): Promise<Readonly<{ concernId: string; joinedAt: Date; because: string }>[]> {
  return tx.many(sql`
    select concern_id as "concernId", joined_at as "joinedAt", because from case_concern where case_id = ${caseId} order by joined_at`)
}

/** What the one who asks may read and write of a case: for offering, not for deciding; the database decides. */
export type Rights = Readonly<{ reads: ReadonlySet<RecordClass>; writes: ReadonlySet<RecordClass> }>

export async function rightsOn(tx: Tx, caseId: CaseId): Promise<Rights> {
  const { reads, writes } = await tx.one<{ reads: number; writes: number }>(sql`
    select coalesce(bit_or(a.reads), 0) as reads, coalesce(bit_or(a.writes), 0) as writes from case_access a
    where a.case_id = ${caseId} and a.post_id = (select current_post_id()) and a.from_at <= (select current_instant())
      and (a.until_at is null or a.until_at > (select current_instant()))`)
  return { reads: new Set(classesIn(reads)), writes: new Set(classesIn(writes)) }
}

export type PossibleWorker = Readonly<{ postId: string; fullName: string; roleLabel: string }>

/** The posts of the case's team that work cases, by name. */
export async function possibleWorkers(tx: Tx, teamId: string): Promise<PossibleWorker[]> {
  return tx.many<PossibleWorker>(sql`
    select p.id as "postId", u.full_name as "fullName", r.label as "roleLabel"
    from post p join user_account u on u.id = p.user_id join role r on r.code = p.role_code
    join role_capability c on c.role_code = p.role_code and c.capability = 'case.work'
    where p.team_id = ${teamId} and post_is_active(p) and u.state <> 'disabled'
    order by u.full_name collate "en-x-icu", p.id`)
}

/** Who held a post, by its id: for rows that keep only the post. */
export async function namesOfPosts(tx: Tx, postIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.many<{ id: string; fullName: string }>(sql`
    select p.id, u.full_name as "fullName" from post p join user_account u on u.id = p.user_id where p.id = any (${[...postIds]}::uuid[])`)
  return new Map(rows.map(({ id, fullName }) => [id, fullName]))
}

export type Allocation = Readonly<{ id: string; fullName: string; fromAt: Date; endedAt: Date | null; because: string }>

/** Who has been the worker, first to last. */
export async function allocationsOf(tx: Tx, caseId: CaseId): Promise<Allocation[]> {
  return tx.many<Allocation>(sql`
    select m.id, u.full_name as "fullName", m.from_at as "fromAt", m.ended_at as "endedAt"
    from circle_member m join post p on p.id = m.post_id join user_account u on u.id = p.user_id
    where m.record_kind = 'case' and m.record_id = ${caseId} and m.capacity = 'allocated' order by m.from_at, m.id`)
}

// ── the headline ────────────────────────────────────────────────────────────────────────────────────────────────────

/** `level` is a key of reference/risk.yaml, not_assessed or not_identified. Needs risk write; for others set_case_level_as_system. */
export async function setHeadlineLevel(tx: Tx, caseId: CaseId, level: string, confirmedAt: Date | null): Promise<void> {
  await tx.run(sql`select set_case_level(${caseId}, ${level}, ${confirmedAt})`)
}

/** @param version the headline's, as the writer saw it; null to overwrite. @returns false when somebody changed it since */
export async function setNextStep(tx: Tx, caseId: CaseId, nextStep: string, version: number | null): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`select set_case_next_step(${caseId}, ${nextStep}, ${version}::int) as done`)
  return done
}

// ── notes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** "I don't agree", in their own words, beside what it is about. `on`: local date. */
export type Disagreement = Readonly<{ said: string; on: string; by: string }>

/** As a column: what was said about the note or visit with this id. */
export const disagreementsWith = (id: Sql): Sql => sql`
  (select coalesce(jsonb_agg(jsonb_build_object('said', d.said, 'on', d.said_on, 'by', du.full_name) order by d.recorded_at), '[]')
    from note_disagreement d join post dp on dp.id = d.recorded_by join user_account du on du.id = dp.user_id where d.about_id = ${id})`

/** Throws P0002 ("not there") when the one who asks may not, or there is no such note or visit in the case. */
export async function disagree(
  tx: Tx,
  caseId: CaseId,
  about: Readonly<{ kind: 'note' | 'visit'; id: string }>,
  said: string,
): Promise<void> {
  await tx.run(sql`select disagree_with_note(${caseId}, ${about.kind}, ${about.id}, ${said})`)
}

export type Note = NoteText &
  Readonly<{
    id: string
    caseId: CaseId
    happenedOn: string
    happenedTime: string | null
    writtenAt: Date
    writtenBy: string
    correctedAt: Date | null
    correctedBy: string | null
    correctedBecause: string | null
    wordsKeptBecause: string | null
    version: number
    /** Latest first; what was taken out is gone, that it was and why stays. */
    redactions: readonly Readonly<{ at: string; by: string; because: string }>[]
    /** What the person it is about does not agree with, first to last. */
    disagreements: readonly Disagreement[]
  }>

const noteColumns = sql`
  n.id, n.case_id as "caseId", n.happened_on as "happenedOn", n.happened_time as "happenedTime", n.own_words as "ownWords", n.seen,
  n.analysis, n.next, n.written_at as "writtenAt", wu.full_name as "writtenBy", n.corrected_at as "correctedAt",
  cu.full_name as "correctedBy", n.corrected_because as "correctedBecause",
  n.words_kept_because as "wordsKeptBecause", n.version,
  (select coalesce(jsonb_agg(jsonb_build_object('at', r.redacted_at, 'by', ru.full_name, 'because', r.because) order by r.redacted_at desc), '[]')
    from case_note_redaction r join post rp on rp.id = r.redacted_by join user_account ru on ru.id = rp.user_id
    where r.note_id = n.id) as redactions, ${disagreementsWith(sql`n.id`)} as disagreements`
const noteJoins = sql`
  join post wp on wp.id = n.written_by join user_account wu on wu.id = wp.user_id
  left join post cp on cp.id = n.corrected_by left join user_account cu on cu.id = cp.user_id`

/** What happened last comes first. */
export async function notesOf(tx: Tx, caseId: CaseId): Promise<Note[]> {
  return tx.many<Note>(sql`
    select ${noteColumns} from case_note n ${noteJoins} where n.case_id = ${caseId}
    order by n.happened_on desc, n.happened_time desc nulls last, n.written_at desc, n.id`)
}

export async function findNote(tx: Tx, id: string): Promise<Note | undefined> {
  return tx.oneOrNone<Note>(sql`select ${noteColumns} from case_note n ${noteJoins} where n.id = ${id}`)
}

/** An earlier version of a note: what it said until `until`. */
export type NoteVersion = NoteText &
  Readonly<{
    until: Date
    changedBy: string | null
    /** Why it was corrected; null when text was taken out instead. */
    changedBecause: string | null
    happenedOn: string
  }>

/** Latest first; without the one that holds now. */
export async function earlierVersionsOf(tx: Tx, note: Note): Promise<NoteVersion[]> {
  return tx.many<NoteVersion>(sql`
    select h.changed_at as until, u.full_name as "changedBy",
      case when coalesce(lag(h.old_row) over newest_first, to_jsonb(n)) ->> 'corrected_at' is distinct from h.old_row ->> 'corrected_at'
        then coalesce(lag(h.old_row) over newest_first, to_jsonb(n)) ->> 'corrected_because' end as "changedBecause",
      h.old_row ->> 'happened_on' as "happenedOn", h.old_row ->> 'own_words' as "ownWords",
      h.old_row ->> 'seen' as seen, h.old_row ->> 'analysis' as analysis, h.old_row ->> 'next' as next
    from row_history h join case_note n on n.id = ${note.id}
    left join post p on p.id = h.changed_by left join user_account u on u.id = p.user_id
    where h.record_kind = 'case' and h.record_id = ${note.caseId} and h.table_name = 'case_note' and h.row_id = ${note.id} and h.old_row is not null
    window newest_first as (order by h.id desc)
    order by h.id desc`)
}

/** When it happened: a local date, and 'HH:MM' local when known. */
export type Happened = Readonly<{ on: string; time: string | null }>

/** @param wordsKeptBecause why words that the linter warned of stay, when any do */
export async function addNote(tx: Tx, caseId: CaseId, happened: Happened, note: NoteText, wordsKeptBecause = ''): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select add_case_note(${caseId}, ${happened.on}::date, ${happened.time}, ${note.ownWords}, ${note.seen}, ${note.analysis}, ${note.next},
      ${wordsKeptBecause}) as id`)
  return id
}

/** Those of these cases on which this post has written a note of that day and time. */
export async function casesWithNoteOf(
  tx: Tx,
  caseIds: readonly string[],
  { on, time }: Happened,
  postId: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.many<{ caseId: string }>(sql`
    select distinct n.case_id as "caseId" from case_note n
    where n.case_id = any (${[...caseIds]}::uuid[]) and n.happened_on = ${on}::date and n.happened_time is not distinct from ${time} and n.written_by = ${postId}`)
  return new Set(rows.map(({ caseId }) => caseId))
}

/**
 * Keeps the earlier version in the history.
 * @param wordsKeptBecause as for a new note
 * @returns false when somebody corrected it since `version`
 */
export async function correctNote(
  tx: Tx,
  id: string,
  version: number,
  happened: Happened,
  note: NoteText,
  because: string,
  wordsKeptBecause = '',
): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`
    select correct_case_note(${id}, ${version}, ${happened.on}::date, ${happened.time}, ${note.ownWords}, ${note.seen}, ${note.analysis},
      ${note.next}, ${because}, ${wordsKeptBecause}) as done`)
  return done
}

/** Takes text out of the note and of all its earlier versions. @returns false when somebody changed it since `version` */
export async function redactNote(tx: Tx, id: string, version: number, note: NoteText, because: string): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`
    select redact_case_note(${id}, ${version}, ${note.ownWords}, ${note.seen}, ${note.analysis}, ${note.next}, ${because}) as done`)
  return done
}

// ── warnings ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Warning = Readonly<{
  id: string
  kind: WarningKind
  said: string
  saidBy: string
  fromOn: string
  untilOn: string | null
  recordedAt: Date
  recordedBy: string
  endedAt: Date | null
  endedBecause: string | null
}>

/** The warnings in force today, oldest first. */
export async function warningsOf(tx: Tx, caseId: CaseId): Promise<Warning[]> {
  return tx.many<Warning>(sql`${warningSelect} where w.case_id = ${caseId} and w.ended_at is null
    and w.from_on <= current_local_date() and (w.until_on is null or w.until_on >= current_local_date()) order by w.recorded_at, w.id`)
}

/** All of them, those that ended or have not begun too. */
export async function allWarningsOf(tx: Tx, caseId: CaseId): Promise<Warning[]> {
  return tx.many<Warning>(sql`${warningSelect} where w.case_id = ${caseId} order by w.recorded_at desc, w.id`)
}

const warningSelect = sql`
  select w.id, w.kind, w.said, w.said_by as "saidBy", w.from_on as "fromOn", w.until_on as "untilOn", w.recorded_at as "recordedAt",
    u.full_name as "recordedBy", w.ended_at as "endedAt", w.ended_because as "endedBecause"
  from case_warning w join post p on p.id = w.recorded_by join user_account u on u.id = p.user_id`

export type NewWarning = Readonly<{ kind: WarningKind; said: string; saidBy: string; fromOn: string; untilOn: string | null }>

export async function addWarning(tx: Tx, caseId: CaseId, w: NewWarning): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select add_case_warning(${caseId}, ${w.kind}, ${w.said}, ${w.saidBy}, ${w.fromOn}::date, ${w.untilOn}::date) as id`)
  return id
}

export async function endWarning(tx: Tx, id: string, because: string): Promise<void> {
  await tx.run(sql`select end_case_warning(${id}, ${because})`)
}

// ── people and places around ────────────────────────────────────────────────────────────────────────────────────────

export type CaseLink = Readonly<{
  id: string
  fromPerson: string | null
  fromLabel: string
  toPerson: string | null
  toLabel: string
  toKind: 'person' | 'place'
  relation: LinkRelation
  saidBy: string
  saidOn: string
  recordedBy: string
  confirmedOn: string
  confirmedSaidBy: string
}>

/** Links that have not ended and whose both ends this reader may know. Old ones are for rules.ts to drop. */
export async function linksOf(tx: Tx, caseId: CaseId): Promise<CaseLink[]> {
  return tx.many<CaseLink>(sql`
    select l.id, l.from_person as "fromPerson", l.from_label as "fromLabel", l.to_person as "toPerson", l.to_label as "toLabel",
      l.to_kind as "toKind", l.relation, l.said_by as "saidBy", l.said_on as "saidOn", u.full_name as "recordedBy",
      l.confirmed_on as "confirmedOn", l.confirmed_said_by as "confirmedSaidBy"
    from case_link l join post p on p.id = l.recorded_by join user_account u on u.id = p.user_id
    where l.case_id = ${caseId} and l.ended_at is null order by l.recorded_at, l.id`)
}

export type LinkEnd = Readonly<{ personId: string | null; label: string }>
export type NewLink = Readonly<{
  from: LinkEnd
  to: LinkEnd & Readonly<{ kind: 'person' | 'place' }>
  relation: LinkRelation
  saidBy: string
  saidOn: string
}>

export async function addLink(tx: Tx, caseId: CaseId, link: NewLink): Promise<Outcome<string>> {
  return outcomeOf(tx, async () => {
    const { id } = await tx.one<{ id: string }>(sql`
      select add_case_link(${caseId}, ${link.from.personId}::uuid, ${link.from.label}, ${link.to.personId}::uuid, ${link.to.label}, ${link.to.kind},
        ${link.relation}, ${link.saidBy}, ${link.saidOn}::date) as id`)
    return id
  })
}

export async function confirmLink(tx: Tx, id: string, saidBy: string): Promise<void> {
  await tx.run(sql`select confirm_case_link(${id}, ${saidBy})`)
}

export async function endLink(tx: Tx, id: string, because: string): Promise<void> {
  await tx.run(sql`select end_case_link(${id}, ${because})`)
}

// ── tracks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Track = Readonly<{
  id: string
  kind: string
  label: string
  openedAt: Date
  openedBy: string
  openedBecause: string
  closedAt: Date | null
  closedBy: string | null
  closedBecause: string | null
}>

export async function tracksOf(tx: Tx, caseId: CaseId): Promise<Track[]> {
  return tx.many<Track>(sql`
    select k.id, k.kind, tk.label, k.opened_at as "openedAt", ou.full_name as "openedBy", k.opened_because as "openedBecause",
      k.closed_at as "closedAt", cu.full_name as "closedBy", k.closed_because as "closedBecause"
    from case_track k join case_track_kind tk on tk.code = k.kind
    join post op on op.id = k.opened_by join user_account ou on ou.id = op.user_id
    left join post cp on cp.id = k.closed_by left join user_account cu on cu.id = cp.user_id
    where k.case_id = ${caseId} order by k.closed_at is not null, k.opened_at, k.id`)
}

export async function trackKinds(tx: Tx): Promise<Readonly<{ code: string; label: string }>[]> {
  return tx.many(sql`select code, label from case_track_kind order by label`)
}

/** Refused (`wrong_state`) when a track of that kind is open already. @param kind one of trackKinds */
export async function openTrack(tx: Tx, caseId: CaseId, kind: string, because: string): Promise<Outcome<string>> {
  return outcomeOf(tx, async () => {
    const { id } = await tx.one<{ id: string }>(sql`select open_case_track(${caseId}, ${kind}, ${because}) as id`)
    return id
  })
}

export async function closeTrack(tx: Tx, trackId: string, because: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select close_case_track(${trackId}, ${because})`)
  })
}

/** What may be seen of an investigation from outside it: stage, next date, officer, conditions that bear on safety. */
export type Investigation = Readonly<{
  id: string
  caseId: CaseId
  openedAt: Date
  openedBy: string
  openedBecause: string
  stage: InvestigationStage
  nextOn: string | null
  nextWhat: string
  officerName: string
  officerPhone: string
  conditions: string
  closedAt: Date | null
  closedBy: string | null
  closedBecause: string | null
  version: number
}>

export async function investigationsOf(tx: Tx, caseId: CaseId): Promise<Investigation[]> {
  return tx.many<Investigation>(sql`
    select i.id, i.case_id as "caseId", i.opened_at as "openedAt", ou.full_name as "openedBy", i.opened_because as "openedBecause", i.stage,
      i.next_on as "nextOn", i.next_what as "nextWhat", i.officer_name as "officerName", i.officer_phone as "officerPhone",
      i.conditions_for_safety as conditions, i.closed_at as "closedAt", cu.full_name as "closedBy", i.closed_because as "closedBecause", i.version
    from case_investigation i join post op on op.id = i.opened_by join user_account ou on ou.id = op.user_id
    left join post cp on cp.id = i.closed_by left join user_account cu on cu.id = cp.user_id
    where i.case_id = ${caseId} order by i.closed_at is not null, i.opened_at, i.id`)
}

export async function openInvestigation(
  tx: Tx,
  caseId: CaseId,
  because: string,
  officer: Readonly<{ name: string; phone: string }>,
): Promise<string> {
  const { id } = await tx.one<{ id: string }>(
    sql`select open_investigation(${caseId}, ${because}, ${officer.name}, ${officer.phone}) as id`,
  )
  return id
}

export type StageChange = Readonly<{
  stage: InvestigationStage
  nextOn: string | null
  nextWhat: string
  officerName: string
  officerPhone: string
  conditions: string
}>

/** @returns false when somebody changed it since `version` */
export async function setInvestigationStage(tx: Tx, id: string, version: number, s: StageChange): Promise<boolean> {
  const { done } = await tx.one<{ done: boolean }>(sql`
    select set_investigation_stage(${id}, ${version}, ${s.stage}, ${s.nextOn}::date, ${s.nextWhat}, ${s.officerName}, ${s.officerPhone},
      ${s.conditions}) as done`)
  return done
}

export async function closeInvestigation(tx: Tx, id: string, because: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select close_investigation(${id}, ${because})`)
  })
}

export type InvestigationNote = Readonly<{ id: string; investigationId: string; said: string; writtenAt: Date; writtenBy: string }>

export async function investigationNotesOf(tx: Tx, caseId: CaseId): Promise<InvestigationNote[]> {
  return tx.many<InvestigationNote>(sql`
    select n.id, n.investigation_id as "investigationId", n.said, n.written_at as "writtenAt", u.full_name as "writtenBy"
    from case_investigation_note n join post p on p.id = n.written_by join user_account u on u.id = p.user_id
    where n.case_id = ${caseId} order by n.written_at desc, n.id`)
}

export async function addInvestigationNote(tx: Tx, investigationId: string, said: string): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`select add_investigation_note(${investigationId}, ${said}) as id`)
  return id
}

// ── closing and reopening ───────────────────────────────────────────────────────────────────────────────────────────

export type Closing = Readonly<{
  id: string
  reason: ClosingReason
  because: string
  ownView: string
  wouldReopen: string
  requestedAt: Date
  requestedBy: string
  requestedByUserId: string
  outcome: 'agreed' | 'not_agreed' | null
  decidedAt: Date | null
  decidedBy: string | null
  decisionNote: string | null
  reopenedAt: Date | null
  reopenedBy: string | null
  reopenedBecause: string | null
}>

/** Latest first. */
export async function closingsOf(tx: Tx, caseId: CaseId): Promise<Closing[]> {
  return tx.many<Closing>(sql`
    select c.id, c.reason, c.because, c.own_view as "ownView", c.would_reopen as "wouldReopen", c.requested_at as "requestedAt",
      ru.full_name as "requestedBy", ru.id as "requestedByUserId", c.outcome, c.decided_at as "decidedAt", du.full_name as "decidedBy",
      c.decision_note as "decisionNote", c.reopened_at as "reopenedAt", ou.full_name as "reopenedBy", c.reopened_because as "reopenedBecause"
    from case_closing c join post rp on rp.id = c.requested_by join user_account ru on ru.id = rp.user_id
    left join post dp on dp.id = c.decided_by left join user_account du on du.id = dp.user_id
    left join post op on op.id = c.reopened_by left join user_account ou on ou.id = op.user_id
    where c.case_id = ${caseId} order by c.requested_at desc, c.id`)
}

export type ClosingRequest = Readonly<{ reason: ClosingReason; because: string; ownView: string; wouldReopen: string }>

/** Asks a manager to agree. Refused while a track of support is open: each closes with a reason of its own. */
export async function requestClosing(tx: Tx, caseId: CaseId, c: ClosingRequest): Promise<Outcome<string>> {
  return outcomeOf(tx, async () => {
    const { id } = await tx.one<{ id: string }>(
      sql`select request_closing(${caseId}, ${c.reason}, ${c.because}, ${c.ownView}, ${c.wouldReopen}) as id`,
    )
    return id
  })
}

/** Needs `case.close` and another human than the one who asked. */
export async function decideClosing(tx: Tx, closingId: string, outcome: 'agreed' | 'not_agreed', note: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select decide_closing(${closingId}, ${outcome}, ${note})`)
  })
}

/** The former worker keeps it when they still can; otherwise it waits for one. */
export async function reopenCase(tx: Tx, caseId: CaseId, because: string): Promise<Outcome<void>> {
  return outcomeOf(tx, async () => {
    await tx.run(sql`select reopen_case(${caseId}, ${because})`)
  })
}

// ── as it was ───────────────────────────────────────────────────────────────────────────────────────────────────────

const tablesWithHistory = {
  case_file: 'id',
  case_headline: 'case_id',
  case_track: 'case_id',
  case_investigation: 'case_id',
  case_warning: 'case_id',
  case_note: 'case_id',
} as const
export type TableWithHistory = keyof typeof tablesWithHistory

/** One row as it was, by its column names. */
export type RowAsItWas = Readonly<Record<string, unknown>>

/** The rows of a table of this case as they were at an instant, for those who may read the table today. */
export async function rowsAsOf(tx: Tx, table: TableWithHistory, caseId: CaseId, at: Date): Promise<RowAsItWas[]> {
  const key = identifier(tablesWithHistory[table])
  const idColumn = table === 'case_headline' ? identifier('case_id') : identifier('id')
  const rows = await tx.many<{ row: RowAsItWas }>(sql`
    with later as materialized (
      select distinct on (h.row_id) h.row_id, h.old_row from row_history h
      where h.record_kind = 'case' and h.record_id = ${caseId} and h.table_name = ${table} and h.changed_at > ${at}
      order by h.row_id, h.changed_at, h.id)
    select l.old_row as row from later l where l.old_row is not null
    union all
    select to_jsonb(c) from ${identifier(table)} c
    where c.${key} = ${caseId} and not exists (select from later l where l.row_id = c.${idColumn}::text)`)
  return rows.map(({ row }) => row)
}
