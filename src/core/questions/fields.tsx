// The questions in a form, and the answers where they are read. Used by whatever asks: a concern, a visit.
import type { VNode } from 'preact'
import { Alert, Checkboxes, DateInput, Input, Radios, Select, Textarea } from '../../platform/design/index.ts'
import { showDate } from '../../platform/texts/dates.ts'
import type { Problems } from '../pages/forms.tsx'
import { policy } from './policy.ts'
import {
  type AnsweredBefore,
  answeredBefore,
  boxesFor,
  boxOf,
  carried,
  choicesGone,
  choiceValue,
  type Fields,
  fieldOf,
  notKnown,
  type QuestionProblem,
  readAnswer,
  type Sheet,
} from './rules.ts'
import type { Answer, GivenAnswer, QuestionType, Wording } from './schema.ts'
import { askTexts as t } from './texts.ts'

/** What was said, in words. */
export function answerShown({ state, said, type }: Pick<Answer, 'state' | 'said'> & Readonly<{ type: QuestionType }>): string {
  if (state === 'not_known') return t('unknown')
  if (type === 'date') return said.map((day) => showDate(day)).join(', ')
  if (type === 'yes_no') return said.map((one) => (one === 'yes' ? t('yes') : t('no'))).join(', ')
  return said.join(type === 'several' ? ', ' : '\n')
}

/** Question and answer for a summary, a record, a print; a question that has other words now says so. */
export function answerRow(answer: GivenAnswer): readonly [question: string, answer: string] {
  const shown = answerShown(answer)
  return [answer.wording, answer.isAsked ? shown : t('answer.oldWords', { answer: shown })]
}

/** Answers with the words they were given to. */
export function withWords({ asked, before }: Sheet, answers: readonly Answer[]): readonly GivenAnswer[] {
  const all = [...asked, ...before]
  return answers.flatMap((answer) => {
    const same = (one: Wording) => one.questionId === answer.questionId && one.version === answer.version
    const words = all.find(same)
    return words === undefined ? [] : [{ ...answer, wording: words.wording, type: words.type, isAsked: asked.some(same) }]
  })
}

/** The same as lines of plain text, for what is copied or told in one piece. */
export function answerLines(answers: readonly GivenAnswer[]): readonly string[] {
  return answers.map((answer) => answerRow(answer).join(': '))
}

/** What is wrong, in words, for the form that is shown again. `isVisit`: who can help is somebody else there. */
export function problemsSaid(
  { asked, before }: Sheet,
  problems: Readonly<Record<string, QuestionProblem>>,
  { prefix = '', isVisit = false } = {},
): Problems {
  const all = [...asked, ...before]
  return Object.fromEntries(
    Object.entries(problems).map(([field, because]) => {
      const wording = all.find((one) => field === fieldOf(one, prefix) || field.startsWith(`${fieldOf(one, prefix)}-`))?.wording ?? ''
      const key = because === 'must_be_known' && isVisit ? 'must_be_known.visit' : because
      return [field, t(`problem.${key}`, { wording })]
    }),
  )
}

/** What each box of the questions asks, for two versions of a form side by side. */
export function labelOf({ asked, before }: Sheet, name: string, prefix = ''): string | undefined {
  if (name.endsWith('-asked') || name.endsWith('-before')) return undefined
  return [...asked, ...before].find((one) => name === fieldOf(one, prefix) || name.startsWith(`${fieldOf(one, prefix)}-`))?.wording
}

/** The same for all boxes of a form. */
export function labelsOf(sheet: Sheet, fields: Fields, prefix = ''): Readonly<Record<string, string>> {
  const labelled = Object.keys(fields).flatMap((name) => {
    const label = labelOf(sheet, name, prefix)
    return label === undefined ? [] : [[name, label] as const]
  })
  return Object.fromEntries(labelled)
}

/** What was chosen in such a box, as its question words it. */
export function boxShown(value: string): string {
  if (value === notKnown) return t('unknown')
  if (value === 'yes') return t('yes')
  if (value === 'no') return t('no')
  return value.startsWith(choiceValue('')) ? value.slice(choiceValue('').length) : value
}

export type AskProps = Readonly<{
  sheet: Sheet
  fields: Fields
  problems: Problems
  /** Of the boxes, where one form asks the same of several people. */
  prefix?: string
}>

/** All questions of a sheet; nothing where there are none. */
export function AskQuestions({ sheet, fields, problems, prefix = '' }: AskProps): VNode | null {
  const gone = new Set(
    sheet.before.filter((old) => !sheet.asked.some(({ questionId }) => questionId === old.questionId)).map(({ questionId }) => questionId),
  )
  return (
    <>
      {sheet.asked.map((question) => (
        <Ask
          question={question}
          before={answeredBefore(sheet, question.questionId, fields, prefix)}
          fields={fields}
          problems={problems}
          prefix={prefix}
        />
      ))}
      {[...gone].map((id) => (
        <Before of={answeredBefore(sheet, id, fields, prefix)} now={undefined} fields={fields} prefix={prefix} problems={problems} />
      ))}
    </>
  )
}

type OneProps = Omit<AskProps, 'sheet' | 'prefix'> & Readonly<{ question: Wording; before: readonly AnsweredBefore[]; prefix: string }>

function Ask({ question, before, fields, problems, prefix }: OneProps): VNode {
  const [old] = before
  const isOut = old !== undefined && (fields[`${fieldOf(old.question, prefix)}-out`] ?? '') !== ''
  const isEmpty = readAnswer(question, fields, policy, prefix).kind === 'blank'
  const wasSeen = fields[`${fieldOf(question, prefix)}-asked`] === 'yes'
  // filled in once, from what was answered before; not again when the writer has emptied it
  const filled = old !== undefined && isEmpty && !isOut && !wasSeen ? boxesFor(question, old.answer, old.question.type, prefix) : {}
  return (
    <>
      <Before of={before} now={question} fields={fields} prefix={prefix} problems={problems} />
      <input type="hidden" name={`${fieldOf(question, prefix)}-asked`} value="yes" />
      <Boxes question={question} fields={{ ...fields, ...filled }} problems={problems} prefix={prefix} />
    </>
  )
}

type BeforeProps = Readonly<{
  of: readonly AnsweredBefore[]
  now: Wording | undefined
  fields: Fields
  prefix: string
  problems: Problems
}>

/** What was answered in other words: said, carried along, and with the choice to leave it out. */
function Before({ of, now, fields, prefix, problems }: BeforeProps): VNode {
  return (
    <>
      {of.map(({ question, answer }) => {
        const name = fieldOf(question, prefix)
        const gone = now === undefined ? [] : choicesGone(now, answer)
        return (
          <div id={`${name}-before`}>
            <Alert tone="caution" title={t(now === undefined ? 'before.gone' : 'before.changed')} headingLevel={3}>
              {problems[`${name}-before`] !== undefined && <p class="govuk-error-message">{problems[`${name}-before`]}</p>}
              <p class="lw-as-typed" dir="auto">
                {t('before.was', { wording: question.wording, answer: answerShown({ ...answer, type: question.type }) })}
              </p>
              {gone.length > 0 && <p>{t('before.choiceGone', { count: gone.length, choices: gone.join(', ') })}</p>}
              <p>{t(now === undefined ? 'before.keptGone' : 'before.keptUnlessNew')}</p>
              <Checkboxes
                name={`${name}-out`}
                classes="govuk-checkboxes--small"
                items={[{ value: 'yes', text: t('before.out') }]}
                values={[fields[`${name}-out`] ?? '']}
              />
            </Alert>
            <input type="hidden" name={`${name}-before`} value="seen" />
            {Object.entries(carried(question, fields, prefix)).map(([field, value]) => (
              <input type="hidden" name={field} value={value} />
            ))}
          </div>
        )
      })}
    </>
  )
}

/** Words that somebody of the partnership typed: in their own direction, and a long one never pushes the page sideways. */
function Typed({ children }: { children: string }): VNode {
  return (
    <span class="lw-as-typed" dir="auto">
      {children}
    </span>
  )
}

type BoxesProps = Omit<OneProps, 'before'>

function Boxes({ question, fields, problems, prefix }: BoxesProps): VNode {
  const { wording, hint, type, choices, rule } = question
  const name = fieldOf(question, prefix)
  const text = rule === 'may_be_left' ? t('optional', { wording }) : wording
  const label = { text: <Typed>{text}</Typed>, classes: 'govuk-label--m' }
  const legend = { legend: { text: <Typed>{text}</Typed>, classes: 'govuk-fieldset__legend--m' } }
  const seenBy = question.roles.length === 0 ? '' : t('seenBy.only', { roles: question.roleNames.join(', ') })
  const said = [hint, seenBy].filter((line) => line !== '')
  const help = said.length === 0 ? undefined : { text: said.map((line, i) => (i === 0 ? <Typed>{line}</Typed> : [<br />, line])) }
  const value = fields[name]
  const errorMessage = problems[boxOf(question, prefix)]
  const parts = { hint: help, errorMessage }
  const offersUnknown = rule !== 'must_be_known'
  const unknownTick = offersUnknown && (
    <Checkboxes
      name={`${name}-unknown`}
      classes="govuk-checkboxes--small"
      items={[{ value: 'yes', text: t('unknown.tick') }]}
      values={[fields[`${name}-unknown`] ?? '']}
    />
  )
  const unknown = { value: notKnown, text: t('unknown') }

  switch (type) {
    case 'yes_no':
      return (
        <Radios
          name={name}
          fieldset={legend}
          {...parts}
          value={value}
          items={[{ value: 'yes', text: t('yes') }, { value: 'no', text: t('no') }, unknown]}
        />
      )
    case 'one': {
      const items = choices.map((choice) => ({ value: choiceValue(choice), text: choice }))
      const all = offersUnknown ? [...items, unknown] : items
      return all.length >= policy.asListFrom ? (
        <Select name={name} label={label} {...parts} value={value} items={[{ value: '', text: t('choose') }, ...all]} />
      ) : (
        <Radios
          name={name}
          fieldset={legend}
          {...parts}
          value={value}
          items={all.map((item) => ({ ...item, text: <Typed>{item.text}</Typed> }))}
        />
      )
    }
    case 'several':
      return (
        <Checkboxes
          name={name}
          fieldset={legend}
          {...parts}
          items={[
            ...choices.map((choice, at) => ({
              name: `${name}-c${at}`,
              value: choice,
              text: <Typed>{choice}</Typed>,
              checked: Object.entries(fields).some(([field, typed]) => field.startsWith(`${name}-c`) && typed === choice),
            })),
            offersUnknown && {
              name: `${name}-unknown`,
              value: 'yes',
              text: t('unknown.none'),
              checked: (fields[`${name}-unknown`] ?? '') !== '',
              behaviour: 'exclusive',
            },
          ]}
        />
      )
    case 'date':
      return (
        <>
          <DateInput id={name} namePrefix={name} fieldset={legend} {...parts} values={fields} />
          {unknownTick}
        </>
      )
    case 'text':
      return (
        <>
          <Input name={name} label={label} {...parts} value={value} spellcheck attributes={suggested} />
          {unknownTick}
        </>
      )
    case 'long_text':
      return (
        <>
          <Textarea name={name} label={label} {...parts} value={value} rows={4} spellcheck attributes={suggested} />
          {unknownTick}
        </>
      )
  }
}

/** Kinder words are suggested while somebody types; what was typed is never changed. */
const suggested = { 'data-words': '/words.json' }
