// From what stands in the boxes of a form to answers, and back: pure.
//
// A box is named by its question and the version that was asked, `q-ID-VERSION`. So an answer always says which words it
// answers, wherever it was typed: on a page that was open when the question changed, on a phone without a connection, in a
// draft of last week. What was answered in words that are no longer asked is never dropped: its writer is shown what changed,
// and it goes with the rest, in its own version, unless they answer the new words or leave it out.
//
//   q-ID-2 …        the answer to version 2           q-ID-1-before   what was answered before was shown to the writer
//   q-ID-2-unknown  "not known", where it is a tick   q-ID-1-out      the writer leaves it out
import { isLocalDate } from '../clocks/local-date.ts'
import type { Answer, QuestionsPolicy, QuestionType, Wording } from './schema.ts'

export type Fields = Readonly<Record<string, string>>

/** What a form asks now, and the words of before that something in it answers. `before`: other versions, and what is no longer asked. */
export type Sheet = Readonly<{ asked: readonly Wording[]; before: readonly Wording[] }>

export type QuestionProblem =
  | 'required'
  | 'must_be_known'
  | 'both'
  | 'not_a_choice'
  | 'no_date'
  | 'too_long'
  /** It was asked in other words, or is no longer asked, and the writer has not seen that yet. */
  | 'changed'

/** The value of "not known" where it is one of the choices; a choice itself is marked by what stands before it. */
export const notKnown = 'unknown'
const choiceMark = 'c:'
export const choiceValue = (choice: string): string => `${choiceMark}${choice}`

export function fieldOf({ questionId, version }: Pick<Wording, 'questionId' | 'version'>, prefix = ''): string {
  return `${prefix}q-${questionId}-${version}`
}

const fieldName = /^q-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([1-9]\d{0,5})(?:-|$)/

/** Which questions the fields of a form belong to, in which versions; each once. `prefix`: of several in one form. */
export function namedIn(fields: Fields, prefix = ''): readonly Pick<Wording, 'questionId' | 'version'>[] {
  const found = new Map<string, Pick<Wording, 'questionId' | 'version'>>()
  for (const name of Object.keys(fields)) {
    if (!name.startsWith(prefix)) continue
    const [whole, questionId = '', version = ''] = fieldName.exec(name.slice(prefix.length)) ?? []
    if (whole !== undefined) found.set(`${questionId} ${version}`, { questionId, version: Number(version) })
  }
  return [...found.values()]
}

type Read =
  | Readonly<{ kind: 'blank' }>
  | Readonly<{ kind: 'given'; answer: Answer }>
  | Readonly<{ kind: 'problem'; at: string; because: QuestionProblem }>

const blank: Read = { kind: 'blank' }

type Limits = Pick<QuestionsPolicy, 'textAtMost' | 'longTextAtMost'>

/** One version's boxes. A tampered choice is a problem, never an answer. */
export function readAnswer(question: Wording, fields: Fields, limits: Limits, prefix = ''): Read {
  const { questionId, version, type, choices } = question
  const name = fieldOf(question, prefix)
  const typed = (end = '') => (fields[`${name}${end}`] ?? '').trim()
  const given = (said: readonly string[]): Read => ({ kind: 'given', answer: { questionId, version, state: 'answered', said } })
  const unknown: Read = { kind: 'given', answer: { questionId, version, state: 'not_known', said: [] } }
  const wrong = (because: QuestionProblem, at = name): Read => ({ kind: 'problem', at, because })
  const isUnknown = typed('-unknown') !== ''

  switch (type) {
    case 'yes_no': {
      const said = typed()
      if (said === '') return blank
      if (said === notKnown) return unknown
      return said === 'yes' || said === 'no' ? given([said]) : wrong('not_a_choice')
    }
    case 'one': {
      const said = typed()
      if (said === '') return blank
      if (said === notKnown) return unknown
      const choice = choices.find((one) => choiceValue(one) === said)
      return choice === undefined ? wrong('not_a_choice') : given([choice])
    }
    case 'several': {
      const ticked = tickedIn(fields, name)
      if (ticked.some((one) => !choices.includes(one))) return wrong('not_a_choice')
      if (ticked.length > 0 && isUnknown) return wrong('both')
      // in the order of the question
      return ticked.length > 0 ? given(choices.filter((one) => ticked.includes(one))) : isUnknown ? unknown : blank
    }
    case 'date': {
      const [day, month, year] = [typed('-day'), typed('-month'), typed('-year')]
      if (day === '' && month === '' && year === '') return isUnknown ? unknown : blank
      if (isUnknown) return wrong('both', `${name}-day`)
      const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
      return /^(19|20|21)\d{2}$/.test(year) && isLocalDate(date) ? given([date]) : wrong('no_date', `${name}-day`)
    }
    case 'text':
    case 'long_text': {
      const said = typed()
      if (said === '') return isUnknown ? unknown : blank
      if (isUnknown) return wrong('both')
      return said.length > (type === 'text' ? limits.textAtMost : limits.longTextAtMost) ? wrong('too_long') : given([said])
    }
  }
}

/** What is ticked of a question with several answers: a box of its own for each, so that a form holds one value for each name. */
function tickedIn(fields: Fields, name: string): string[] {
  return Object.entries(fields).flatMap(([field, value]) => (field.startsWith(`${name}-c`) && value !== '' ? [value] : []))
}

export type ReadOptions = Readonly<{
  limits: Limits
  prefix?: string
  /** Whether what must be answered must be answered here: not at a door that stayed closed, not when something is added in a hurry. */
  isRequired?: boolean
  /**
   * It comes from a device whose writer could not be shown anything: what they answered counts as it was asked, and nothing
   * is missing that they were not asked.
   */
  wasAway?: boolean
}>

/**
 * The answers of a form, at most one for each question, and what is wrong by the name of its box. An answer in the words asked
 * now stands for the one of before; else the newest of before goes, unless it was left out.
 */
export function readAnswers(
  { asked, before }: Sheet,
  fields: Fields,
  { limits, prefix = '', isRequired = true, wasAway = false }: ReadOptions,
): Readonly<{ answers: readonly Answer[]; problems: Readonly<Record<string, QuestionProblem>> }> {
  const answers: Answer[] = []
  const problems: Record<string, QuestionProblem> = {}
  const ids = new Set([...asked, ...before].map(({ questionId }) => questionId))
  for (const id of ids) {
    const now = asked.find(({ questionId }) => questionId === id)
    const old = answeredBefore({ asked, before }, id, fields, prefix)
    const kept = old.find((one) => !isOut(one.question, fields, prefix))
    if (!wasAway)
      for (const { question } of old) {
        const seen = `${fieldOf(question, prefix)}-before`
        if ((fields[seen] ?? '') === '') problems[seen] = 'changed'
      }
    const read = now === undefined ? blank : readAnswer(now, fields, limits, prefix)
    if (read.kind === 'problem') problems[read.at] = read.because
    else if (read.kind === 'given') {
      if (read.answer.state === 'not_known' && now?.rule === 'must_be_known') problems[boxOf(now, prefix)] = 'must_be_known'
      answers.push(read.answer)
    } else {
      if (kept !== undefined) answers.push(kept.answer)
      // away: only what was on the page when it was written can be missing
      const wasAsked = now !== undefined && (!wasAway || (kept === undefined && (fields[`${fieldOf(now, prefix)}-asked`] ?? '') !== ''))
      if (now !== undefined && now.rule !== 'may_be_left' && isRequired && wasAsked)
        problems[boxOf(now, prefix)] = now.rule === 'must_be_known' ? 'must_be_known' : 'required'
    }
  }
  return { answers, problems }
}

const isOut = (question: Wording, fields: Fields, prefix: string) => (fields[`${fieldOf(question, prefix)}-out`] ?? '') !== ''

/** The id of the first box of a question. */
export function boxOf(question: Wording, prefix = ''): string {
  return question.type === 'date' ? `${fieldOf(question, prefix)}-day` : fieldOf(question, prefix)
}

/** The boxes of a sheet in which somebody writes in words of their own. */
export function writtenFields({ asked, before }: Sheet): readonly string[] {
  return [...asked, ...before].filter(({ type }) => type === 'text' || type === 'long_text').map((question) => fieldOf(question))
}

export type AnsweredBefore = Readonly<{ question: Wording; answer: Answer }>

const noLimits: Limits = { textAtMost: Number.POSITIVE_INFINITY, longTextAtMost: Number.POSITIVE_INFINITY }

/** What was answered to one question in other words than those asked now, newest first; what cannot be read is no answer. */
export function answeredBefore({ before }: Sheet, questionId: string, fields: Fields, prefix = ''): readonly AnsweredBefore[] {
  return before
    .filter((question) => question.questionId === questionId)
    .sort((a, b) => b.version - a.version)
    .flatMap((question) => {
      const read = readAnswer(question, fields, noLimits, prefix)
      return read.kind === 'given' ? [{ question, answer: read.answer }] : []
    })
}

/** Whether there is anything to show: something is asked, or was answered before. */
export function asksAnything(sheet: Sheet, fields: Fields, prefix = ''): boolean {
  return sheet.asked.length > 0 || sheet.before.some(({ questionId }) => answeredBefore(sheet, questionId, fields, prefix).length > 0)
}

/** Everything that stands in the boxes of one version, to be carried along; not what was said about it. */
export function carried(question: Wording, fields: Fields, prefix = ''): Fields {
  const name = fieldOf(question, prefix)
  const ends = ['-before', '-out', '-asked'].map((end) => `${name}${end}`)
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([field, value]) => (field === name || field.startsWith(`${name}-`)) && !ends.includes(field) && value !== '',
    ),
  )
}

/** An answer as boxes of a version; of other words only as far as it fits: a choice that is gone is not chosen. */
export function boxesFor(question: Wording, answer: Answer, type: QuestionType, prefix = ''): Fields {
  const name = fieldOf(question, prefix)
  const isTick = question.type === 'text' || question.type === 'long_text' || question.type === 'date' || question.type === 'several'
  if (answer.state === 'not_known') {
    if (question.rule === 'must_be_known') return {}
    return isTick ? { [`${name}-unknown`]: 'yes' } : { [name]: notKnown }
  }
  const [first = ''] = answer.said
  switch (question.type) {
    case 'text':
    case 'long_text':
      return type === 'date' || type === 'yes_no' ? {} : { [name]: answer.said.join(', ') }
    case 'yes_no':
      return type === 'yes_no' ? { [name]: first } : {}
    case 'date': {
      if (type !== 'date') return {}
      const [year = '', month = '', day = ''] = first.split('-')
      return { [`${name}-day`]: String(Number(day)), [`${name}-month`]: String(Number(month)), [`${name}-year`]: year }
    }
    case 'one':
      return answer.said.length === 1 && question.choices.includes(first) ? { [name]: choiceValue(first) } : {}
    case 'several':
      return Object.fromEntries(
        question.choices.flatMap((choice, at) => (answer.said.includes(choice) ? [[`${name}-c${at}`, choice]] : [])),
      )
  }
}

/** What was chosen before and is not a choice in these words. */
export function choicesGone(question: Wording, { said }: Answer): readonly string[] {
  return question.type === 'one' || question.type === 'several' ? said.filter((one) => !question.choices.includes(one)) : []
}

// ── what may be asked ───────────────────────────────────────────────────────────────────────────────────────────────

/** Marks that turn the direction of what follows without being seen: a question could be made to read as another one. */
const hiddenMarks = /[\u202A-\u202E\u2066-\u2069]/u

export const hasHiddenMarks = (text: string): boolean => hiddenMarks.test(text)

export type ChoiceProblem =
  | Readonly<{ kind: 'too_few' }>
  | Readonly<{ kind: 'too_many'; many: number }>
  | Readonly<{ kind: 'twice'; choice: string }>
  | Readonly<{ kind: 'too_long'; choice: string }>

/** One choice for each line; empty lines are none. Capitals, spaces and the way an accent is written make no other choice. */
export function choicesOf(lines: string): readonly string[] {
  return lines
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function choiceProblem(
  choices: readonly string[],
  { choicesAtMost, choiceAtMost }: Pick<QuestionsPolicy, 'choicesAtMost' | 'choiceAtMost'>,
): ChoiceProblem | undefined {
  if (choices.length < 2) return { kind: 'too_few' }
  if (choices.length > choicesAtMost) return { kind: 'too_many', many: choices.length }
  const same = (text: string) => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ')
  const twice = choices.find((choice, at) => choices.findIndex((other) => same(other) === same(choice)) !== at)
  if (twice !== undefined) return { kind: 'twice', choice: twice }
  const long = choices.find((choice) => choice.length > choiceAtMost)
  return long === undefined ? undefined : { kind: 'too_long', choice: long }
}
