import { type Tx, unlessRefused } from '../../platform/db/pool.ts'
import { type Sql, sql } from '../../platform/db/sql.ts'
import { type Fields, namedIn, type Sheet } from './rules.ts'
import type { Answer, AskedAt, GivenAnswer, QuestionContent, Wording } from './schema.ts'

const wordingColumns = sql`
  v.question_id as "questionId", v.version, v.wording, v.hint, v.type, v.choices, v.rule, v.roles,
  array(select r.label from role r where r.code = any (v.roles) order by r.label) as "roleNames"`

/** A question as those who manage them see it, in its newest version. */
export type Question = Wording & Readonly<{ askedAt: AskedAt; isAsked: boolean; purpose: string; because: string }>

const questionColumns = sql`${wordingColumns}, q.asked_at as "askedAt", q.is_asked as "isAsked", v.purpose, v.because`

/** All there are, in the order in which each place asks them. */
export async function questions(tx: Tx): Promise<Question[]> {
  return tx.many<Question>(sql`
    select ${questionColumns} from own_question q join own_question_version v on v.question_id = q.id and v.version = q.version
    order by q.asked_at, q.position, q.id`)
}

export async function findQuestion(tx: Tx, id: string): Promise<Question | undefined> {
  return tx.oneOrNone<Question>(sql`
    select ${questionColumns} from own_question q join own_question_version v on v.question_id = q.id and v.version = q.version
    where q.id = ${id}`)
}

/** What a place asks now, in order. */
export async function askedAt(tx: Tx, place: AskedAt): Promise<Wording[]> {
  return tx.many<Wording>(sql`
    select ${wordingColumns} from own_question q join own_question_version v on v.question_id = q.id and v.version = q.version
    where q.asked_at = ${place} and q.is_asked order by q.position, q.id`)
}

/**
 * What a form of this place asks, with the words of before that something in its fields answers. `prefix`: of the boxes, where
 * one form asks the same of several people.
 */
export async function sheetFor(tx: Tx, place: AskedAt, fields: Fields = {}, prefix = ''): Promise<Sheet> {
  const asked = await askedAt(tx, place)
  const isAsked = (one: Pick<Wording, 'questionId' | 'version'>) =>
    asked.some(({ questionId, version }) => questionId === one.questionId && version === one.version)
  const others = namedIn(fields, prefix).filter((one) => !isAsked(one))
  const before =
    others.length === 0
      ? []
      : await tx.many<Wording>(sql`
          select ${wordingColumns} from jsonb_to_recordset(${JSON.stringify(others)}::jsonb) as n("questionId" uuid, version int)
          join own_question_version v on v.question_id = n."questionId" and v.version = n.version
          join own_question q on q.id = v.question_id and q.asked_at = ${place}
          order by q.position, q.id, v.version`)
  return { asked, before }
}

/** The words that the boxes of a form answer, wherever they were asked; nothing asked. For a form that can only be read now. */
export async function wordsNamed(tx: Tx, fields: Fields): Promise<Sheet> {
  const before = await tx.many<Wording>(sql`
    select ${wordingColumns} from jsonb_to_recordset(${JSON.stringify(namedIn(fields))}::jsonb) as n("questionId" uuid, version int)
    join own_question_version v on v.question_id = n."questionId" and v.version = n.version order by v.question_id, v.version`)
  return { asked: [], before }
}

export type VersionMade = Wording & Readonly<{ purpose: string; because: string; madeAt: Date; madeBy: string }>

/** All versions, newest first. */
export async function versionsOf(tx: Tx, id: string): Promise<VersionMade[]> {
  return tx.many<VersionMade>(sql`
    select ${wordingColumns}, v.purpose, v.because, v.made_at as "madeAt", u.full_name as "madeBy"
    from own_question_version v join post p on p.id = v.made_by join user_account u on u.id = p.user_id
    where v.question_id = ${id} order by v.version desc`)
}

export type Switched = Readonly<{ isAsked: boolean; because: string; at: Date; by: string }>

/** When it was asked and when not, newest first. */
export async function switchesOf(tx: Tx, id: string): Promise<Switched[]> {
  return tx.many<Switched>(sql`
    select s.is_asked as "isAsked", s.because, s.switched_at as at, u.full_name as by
    from own_question_switch s join post p on p.id = s.switched_by join user_account u on u.id = p.user_id
    where s.question_id = ${id} order by s.switched_at desc`)
}

export type RoleName = Readonly<{ code: string; label: string }>

/** Roles that read anything of what may be asked about: those to whom answers can be narrowed. */
export async function readingRoles(tx: Tx): Promise<RoleName[]> {
  return tx.many<RoleName>(sql`
    select r.code, r.label from role r where exists (select from role_mask m where m.role_code = r.code)
    order by r.label collate "en-x-icu"`)
}

/** @returns its id; it is not asked before `setAsked`. Throws P0002 for those who may not. */
export async function addQuestion(tx: Tx, place: AskedAt, content: QuestionContent): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`select own_question_add(${place}, ${JSON.stringify(content)}::jsonb) as id`)
  return id
}

/** `base`: the version it was made from. @returns 'changed' when somebody made a newer one meanwhile: show both */
export async function changeQuestion(tx: Tx, id: string, base: number, content: QuestionContent): Promise<'saved' | 'changed'> {
  const change = () => tx.run(sql`select own_question_change(${id}, ${base}, ${JSON.stringify(content)}::jsonb)`)
  return (await unlessRefused(tx, 'LW006', change)) === undefined ? 'changed' : 'saved'
}

export async function setAsked(tx: Tx, id: string, isAsked: boolean, because: string): Promise<void> {
  await tx.run(sql`select own_question_set_asked(${id}, ${isAsked}, ${because})`)
}

export async function moveQuestion(tx: Tx, id: string, where: 'up' | 'down'): Promise<void> {
  await tx.run(sql`select own_question_move(${id}, ${where === 'up'})`)
}

/** Keeps the answers of a sending of one's own, after it. */
export async function answerWithSubmission(tx: Tx, submissionId: string, answers: readonly Answer[]): Promise<void> {
  if (answers.length > 0) await tx.run(sql`select answer_with_submission(${submissionId}, ${JSON.stringify(answers)}::jsonb)`)
}

/** Keeps the answers given at a visit that one has just recorded. */
export async function answerWithVisit(tx: Tx, visitId: string, answers: readonly Answer[]): Promise<void> {
  if (answers.length > 0) await tx.run(sql`select answer_with_visit(${visitId}, ${JSON.stringify(answers)}::jsonb)`)
}

const given = sql`
  jsonb_agg(jsonb_build_object('questionId', a.question_id, 'version', a.version, 'state', a.state, 'said', a.said, 'wording', w.wording,
    'type', w.type, 'isAsked', q.is_asked and q.version = a.version) order by q.position, q.id)`
const asked = sql`
  join own_question q on q.id = a.question_id join own_question_version w on w.question_id = a.question_id and w.version = a.version`

/** As a column: the answers of a row that this reader may read, each in the words it was given to, as `GivenAnswer`s. */
export function answersOf(table: 'concern_answer' | 'visit_answer', id: Sql): Sql {
  const from = table === 'concern_answer' ? sql`concern_answer a` : sql`visit_answer a`
  const of = table === 'concern_answer' ? sql`a.submission_id = ${id}` : sql`a.visit_id = ${id}`
  return sql`coalesce((select ${given} from ${from} ${asked} where ${of}), '[]')`
}

/** As a table `(visit_id, answers)`: the same for all visits of a case in one look, without those that have none. */
export const answersOfVisits = (caseId: string): Sql =>
  sql`select a.visit_id, ${given} as answers from visit_answer a ${asked} where a.case_id = ${caseId} group by a.visit_id`

/** The questions of a concern that something was said to already, by anybody who sent it; as far as this reader may read it. */
export async function answeredOn(tx: Tx, concernId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.many<Pick<GivenAnswer, 'questionId'>>(sql`
    select distinct a.question_id as "questionId" from concern_answer a where a.concern_id = ${concernId} and a.state = 'answered'`)
  return new Set(rows.map(({ questionId }) => questionId))
}

/** How often each answer was given, whatever the version; not known is a row without `said`. Throws P0002 for those who read no reports. */
export async function countsOf(tx: Tx, id: string): Promise<Readonly<{ state: Answer['state']; said: string | null; many: number }>[]> {
  return tx.many(sql`select state, said, many::int from own_question_counts(${id})`)
}
