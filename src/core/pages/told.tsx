// Parts of the forms and pages about something that happened to somebody: when it was, and what was said and seen.
import type { VNode } from 'preact'
import { Checkboxes, DateInput, Input, Radios } from '../../platform/design/index.ts'
import { type FormBody, typed } from '../house/request.ts'
import type { MomentTyped } from './date-typed.ts'
import type { Problems } from './forms.tsx'
import { t } from './texts.ts'

/** Everything that was typed, one value for each field, as it goes back onto the page. */
export type Fields = Readonly<Record<string, string>>

export function fieldsOf(body: FormBody): Fields {
  return Object.fromEntries(Object.keys(body).map((name) => [name, typed(body, name)]))
}

type MomentFieldsProps = Readonly<{
  day: string
  dayHint?: string | undefined
  time: string
  timeHint?: string | undefined
  typed: Fields
  problems: Problems
  /** Ask which of the two it was: the time came twice that night, and the answer is not guessed (law R19). */
  asksForPass: boolean
}>

/** The boxes that `momentTyped(body, 'on')` reads: a day, a time on it, and in October's night which of two hours. */
export function MomentFields({ day, dayHint, time, timeHint, typed: fields, problems, asksForPass }: MomentFieldsProps): VNode {
  return (
    <>
      <DateInput
        id="on"
        namePrefix="on"
        fieldset={{ legend: { text: day, classes: 'govuk-fieldset__legend--m' } }}
        hint={dayHint}
        values={fields}
        errorMessage={problems['on-day']}
      />
      <Input
        name="on-time"
        label={{ text: time, classes: 'govuk-label--m' }}
        hint={timeHint}
        classes="govuk-input--width-5"
        inputmode="numeric"
        value={fields['on-time']}
        errorMessage={problems['on-time']}
      />
      {asksForPass && (
        <Radios
          name="on-pass"
          fieldset={{ legend: { text: t('pass.legend'), classes: 'govuk-fieldset__legend--s' } }}
          items={[
            { value: 'first', text: t('pass.first') },
            { value: 'second', text: t('pass.second') },
          ]}
          value={fields['on-pass']}
          errorMessage={problems['on-pass']}
        />
      )}
    </>
  )
}

/** Whether the two readings of a time that came twice are asked for: now, or because one was chosen before. */
export function asksForPass(moment: MomentTyped, fields: Fields): boolean {
  return moment.kind === 'ambiguous' || (fields['on-pass'] ?? '') !== ''
}

/**
 * What is wrong with a moment as typed, beside its field. A time that never was is refused, and one that came twice asked about
 * (law R19). `day` and `noDay`: the messages for a day that cannot be, and for none; a form says its own.
 */
export function momentProblems(moment: MomentTyped, messages: Readonly<{ day: string; noDay?: string; time: string }>): Problems {
  if (moment.kind === 'ok') return {}
  if (moment.kind === 'ambiguous') return { 'on-pass': t('problem.ambiguous') }
  if (moment.field === 'date') return { 'on-day': moment.because === 'empty' ? (messages.noDay ?? messages.day) : messages.day }
  return { 'on-time': moment.because === 'nonexistent' ? t('problem.nonexistent') : messages.time }
}

type ToldTextProps = Readonly<{ label: string; text: string; headingLevel: 3 | 4; isQuote?: boolean }>

/** One part of what was written, under its heading; nothing when nothing was written. A quotation is the person's own words. */
export function ToldText({ label, text, headingLevel, isQuote = false }: ToldTextProps): VNode | null {
  if (text === '') return null
  const Heading = `h${headingLevel}` as const
  return (
    <>
      <Heading class="govuk-heading-s govuk-!-margin-bottom-1">{label}</Heading>
      {isQuote ? <blockquote class="lw-own-words lw-as-typed">{text}</blockquote> : <p class="govuk-body lw-as-typed">{text}</p>}
    </>
  )
}

/** Asked when words read like an account of what somebody may have done: it may be something else. */
export function NotAnAccount(): VNode {
  return (
    <Checkboxes
      name="notAnAccount"
      fieldset={{ legend: { text: t('account.heading'), classes: 'govuk-fieldset__legend--s' } }}
      items={[{ value: 'yes', text: t('account.keep') }]}
    />
  )
}
