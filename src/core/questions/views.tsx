import type { VNode } from 'preact'
import {
  Alert,
  BackLink,
  Button,
  Checkboxes,
  EmptyState,
  Input,
  Radios,
  SummaryList,
  Table,
  Tag,
  Textarea,
  Timeline,
} from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { isoInstant, showInstant } from '../../platform/texts/dates.ts'
import { type Fields, KeptPostForm, PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { type ReleasedTable, ReleasedTableView, ReleaseNote, type ReleasePolicy } from '../release/index.ts'
import { AskQuestions } from './fields.tsx'
import { policy } from './policy.ts'
import { type AskedAt, answerRule, type QuestionContent, questionType, type Wording } from './schema.ts'
import type { Question, RoleName, Switched, VersionMade } from './store.ts'
import { t } from './texts.ts'

export type Place = Readonly<{ at: AskedAt; label: string }>

export function QuestionsPage({ places, questions }: { places: readonly Place[]; questions: readonly Question[] }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('list.title')}</h1>
      <p class="govuk-body">{t('list.lead')}</p>
      {questions.length === 0 ? (
        <EmptyState title={t('list.empty')}>
          <p class="govuk-body">{t('list.emptyWhat')}</p>
          <p class="govuk-body">{t('list.emptyNot')}</p>
        </EmptyState>
      ) : (
        <p class="govuk-body">{t('list.emptyNot')}</p>
      )}
      <Button href="/questions/new">{t('list.add')}</Button>
      {places.map((place) => (
        <PlaceTable place={place} questions={questions.filter(({ askedAt }) => askedAt === place.at)} />
      ))}
    </>
  )
}

function PlaceTable({ place, questions }: { place: Place; questions: readonly Question[] }): VNode | null {
  if (questions.length === 0) return null
  const asked = questions.filter(({ isAsked }) => isAsked).length
  return (
    <section id={place.at}>
      <h2 class="govuk-heading-m">{place.label}</h2>
      <Table
        classes="lw-stack"
        caption={t('list.count', { count: asked, most: policy.askedAtMost })}
        captionClasses="govuk-table__caption--s"
        head={[t('list.wording'), t('list.type'), t('list.state'), t('list.order')]}
        rows={questions.map((question, at) => [
          {
            text: (
              <a class="govuk-link lw-as-typed" dir="auto" href={`/questions/${question.questionId}`}>
                {question.wording}
              </a>
            ),
          },
          { text: t(`type.${question.type}`) },
          { text: <StateTag isAsked={question.isAsked} /> },
          {
            text: (
              <div class="govuk-button-group">
                {at > 0 && <MoveButton question={question} where="up" />}
                {at < questions.length - 1 && <MoveButton question={question} where="down" />}
              </div>
            ),
          },
        ])}
      />
    </section>
  )
}

function StateTag({ isAsked }: { isAsked: boolean }): VNode {
  return <Tag classes={isAsked ? 'govuk-tag--green' : 'govuk-tag--grey'}>{t(isAsked ? 'state.asked' : 'state.off')}</Tag>
}

function MoveButton({ question, where }: { question: Question; where: 'up' | 'down' }): VNode {
  return (
    <PostForm action={`/questions/${question.questionId}/move`}>
      <input type="hidden" name="where" value={where} />
      <Button classes="govuk-button--secondary govuk-!-margin-bottom-0">
        {t(where === 'up' ? 'page.up' : 'page.down')}
        <span class="govuk-visually-hidden">: {question.wording}</span>
      </Button>
    </PostForm>
  )
}

const list = (lines: readonly string[]) => (lines.length === 0 ? t('page.none') : lines.join('\n'))

function rowsOf(one: Pick<QuestionContent, 'wording' | 'hint' | 'type' | 'choices' | 'rule' | 'purpose'> & Pick<Wording, 'roleNames'>) {
  const row = (key: string, value: string) => ({
    key,
    value: {
      text: (
        <span class="lw-as-typed" dir="auto">
          {value}
        </span>
      ),
    },
  })
  return [
    row(t('row.wording'), one.wording),
    one.hint !== '' && row(t('row.hint'), one.hint),
    row(t('row.type'), t(`type.${one.type}`)),
    one.choices.length > 0 && row(t('row.choices'), list(one.choices)),
    row(t('row.rule'), t(`rule.${one.rule}`)),
    row(t('row.roles'), one.roleNames.length === 0 ? t('page.everybody') : one.roleNames.join(', ')),
    row(t('row.purpose'), one.purpose),
  ]
}

type QuestionPageProps = Readonly<{
  question: Question
  place: string
  versions: readonly VersionMade[]
  switches: readonly Switched[]
  problems: Problems
  typed: Fields
  mayCount: boolean
}>

export function QuestionPage({ question, place, versions, switches, problems, typed, mayCount }: QuestionPageProps): VNode {
  const at = `/questions/${question.questionId}`
  return (
    <>
      <BackLink href="/questions">{t('back')}</BackLink>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l lw-as-typed" dir="auto">
        {question.wording}
      </h1>
      <p class="govuk-body">
        {place} <StateTag isAsked={question.isAsked} />
      </p>
      <section class="lw-card" aria-labelledby="preview">
        <h2 class="govuk-heading-m" id="preview">
          {t('page.preview')}
        </h2>
        <p class="govuk-hint">{t('page.previewWhat')}</p>
        <AskQuestions sheet={{ asked: [question], before: [] }} fields={{}} problems={{}} />
      </section>
      <PostForm action={`${at}/switch`}>
        <input type="hidden" name="asked" value={question.isAsked ? 'no' : 'yes'} />
        <Input
          name="because"
          label={{ text: t('page.because'), classes: 'govuk-label--s' }}
          hint={t(question.isAsked ? 'page.offWhat' : 'page.onWhat')}
          value={typed['because']}
          errorMessage={problems['because']}
        />
        <div class="govuk-button-group">
          <Button classes={question.isAsked ? 'govuk-button--warning' : undefined}>{t(question.isAsked ? 'page.off' : 'page.on')}</Button>
          <a class="govuk-link" href={`${at}/edit`}>
            {t('page.edit')}
          </a>
          {mayCount && (
            <a class="govuk-link" href={`${at}/counts`}>
              {t('page.counts')}
            </a>
          )}
        </div>
      </PostForm>
      <h2 class="govuk-heading-m">{t('page.details')}</h2>
      <SummaryList rows={[{ key: t('row.at'), value: place }, ...rowsOf(question)]} />
      <h2 class="govuk-heading-m">{t('page.history')}</h2>
      <Timeline items={historyOf(versions, switches)} headingLevel={3} />
    </>
  )
}

/** What was asked when, and why: newest first. */
function historyOf(versions: readonly VersionMade[], switches: readonly Switched[]) {
  const made = versions.map((one) => ({
    id: `version-${one.version}`,
    at: one.madeAt,
    title: t('page.version', { version: one.version, name: one.madeBy }),
    children: (
      <>
        {one.because !== '' && <p class="govuk-body lw-as-typed">{one.because}</p>}
        <SummaryList rows={rowsOf(one)} classes="lw-dense" />
      </>
    ),
  }))
  const switched = switches.map((one, i) => ({
    id: `switch-${switches.length - i}`,
    at: one.at,
    title: t(one.isAsked ? 'page.switchedOn' : 'page.switchedOff', { name: one.by }),
    children: <p class="govuk-body lw-as-typed">{one.because}</p>,
  }))
  return [...made, ...switched]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ at, ...one }) => ({ ...one, datetime: isoInstant(at), when: showInstant(at) }))
}

type QuestionFormProps = Readonly<{
  kept: Kept
  places: readonly Place[]
  roles: readonly RoleName[]
  fields: Fields
  problems: Problems
  question: Question | undefined
  /** What somebody else saved meanwhile. */
  theirs: VersionMade | undefined
}>

export function QuestionForm({ kept, places, roles, fields, problems, question, theirs }: QuestionFormProps): VNode {
  const back = question === undefined ? '/questions' : `/questions/${question.questionId}`
  const heading = (text: string) => ({ legend: { text, classes: 'govuk-fieldset__legend--m' } })
  const label = (text: string) => ({ text, classes: 'govuk-label--m' })
  return (
    <>
      <BackLink href={back}>{t(question === undefined ? 'back' : 'backToQuestion')}</BackLink>
      <ProblemSummary problems={problems} />
      {theirs !== undefined && (
        <Alert tone="caution" title={t('conflict.title', { name: theirs.madeBy })} live>
          <p>{t('conflict.text')}</p>
          <SummaryList rows={rowsOf(theirs)} classes="lw-dense" />
          <p class="lw-as-typed">{theirs.because}</p>
        </Alert>
      )}
      <h1 class="govuk-heading-l">{t(question === undefined ? 'new.title' : 'edit.title')}</h1>
      {question !== undefined && <p class="govuk-body">{t('form.newVersion')}</p>}
      <KeptPostForm kept={kept} {...(question === undefined ? {} : { begunWith: { base: fields['base'] ?? '' } })}>
        {question === undefined ? (
          <Radios
            name="at"
            fieldset={heading(t('form.at'))}
            items={places.map(({ at, label: text }) => ({ value: at, text }))}
            value={fields['at']}
            errorMessage={problems['at']}
          />
        ) : (
          <input type="hidden" name="base" value={fields['base'] ?? ''} />
        )}
        <Textarea
          name="purpose"
          label={label(t('form.purpose'))}
          hint={t('form.purposeHint')}
          rows={3}
          value={fields['purpose']}
          errorMessage={problems['purpose']}
        />
        <Textarea
          name="wording"
          label={label(t('form.wording'))}
          hint={t('form.wordingHint')}
          rows={2}
          value={fields['wording']}
          errorMessage={problems['wording']}
          attributes={{ ...words, dir: 'auto' }}
        />
        <Input
          name="hint"
          label={label(t('form.hint'))}
          value={fields['hint']}
          errorMessage={problems['hint']}
          attributes={{ ...words, dir: 'auto' }}
        />
        <Radios
          name="type"
          fieldset={heading(t('form.type'))}
          items={questionType.options.map((value) => ({ value, text: t(`type.${value}`) }))}
          value={fields['type']}
          errorMessage={problems['type']}
        />
        <Textarea
          name="choices"
          label={label(t('form.choices'))}
          hint={t('form.choicesHint', { most: policy.choicesAtMost })}
          rows={5}
          value={fields['choices']}
          errorMessage={problems['choices']}
          attributes={{ ...words, dir: 'auto' }}
        />
        <Radios
          name="rule"
          fieldset={heading(t('form.rule'))}
          items={answerRule.options.map((value) => ({ value, text: t(`rule.${value}`), hint: t(`rule.hint.${value}`) }))}
          value={fields['rule']}
          errorMessage={problems['rule']}
        />
        <Checkboxes
          name="roles"
          classes="govuk-checkboxes--small"
          fieldset={heading(t('form.roles'))}
          hint={t('form.rolesHint')}
          items={roles.map(({ code, label: text }) => ({
            name: `role-${code}`,
            value: 'yes',
            text,
            checked: fields[`role-${code}`] === 'yes',
          }))}
          errorMessage={problems['roles']}
        />
        {question !== undefined && (
          <Input name="because" label={label(t('form.because'))} value={fields['because']} errorMessage={problems['because']} />
        )}
        <div class="govuk-button-group">
          <Button preventDoubleClick>{t('form.save')}</Button>
          <a class="govuk-link" href={back}>
            {t('form.cancel')}
          </a>
        </div>
      </KeptPostForm>
    </>
  )
}

const words = { 'data-words': '/words.json' }

type CountsProps = Readonly<{ question: Question; table: ReleasedTable | undefined; policy: ReleasePolicy }>

/** `table` undefined: people's own words and days are not counted. */
export function CountsPage({ question, table, policy: release }: CountsProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('counts.title')}</h1>
      <p class="govuk-body lw-as-typed" dir="auto">
        {question.wording}
      </p>
      {table === undefined ? (
        <p class="govuk-body">{t('counts.noTable')}</p>
      ) : (
        <>
          <p class="govuk-body">{t('counts.lead')}</p>
          <ReleasedTableView table={table} caption={t('counts.title')} rowHead={t('counts.answer')} />
          <ReleaseNote profile="partner" policy={release} />
        </>
      )}
    </>
  )
}
