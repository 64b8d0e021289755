import type { VNode } from 'preact'
import type { Deadline } from '../../core/clocks/index.ts'
import { WhyThisDate } from '../../core/handbook/index.ts'
import { KeptPostForm, PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Alert, Button, Conflict, EmptyState, FilterPanel, Input, SummaryList, Table, Textarea } from '../../platform/design/index.ts'
import type { Kept } from '../../platform/forms/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import { type TonightText, tonightParts } from './schema.ts'
import type { TonightLine, TonightPage } from './store.ts'
import { t } from './texts.ts'

export type Age = Readonly<{ days: number; isLate: boolean }>

function ago(days: number): string {
  return days === 0 ? t('ago.today') : t('ago.days', { count: days })
}

function missingWords({ missingOn, missingAt }: Pick<TonightLine, 'missingOn' | 'missingAt'>): string | undefined {
  if (missingAt !== null) return t('missing', { when: showInstant(missingAt) })
  return missingOn === null ? undefined : t('missing', { when: showDate(missingOn) })
}

export type TonightPartProps = Readonly<{
  base: string
  page: TonightPage | undefined
  age: Age | undefined
  /** Null: nothing to look at again, or the calendar ends before. */
  review: Deadline | null
  missing: Pick<TonightLine, 'missingOn' | 'missingAt'>
  mayWrite: boolean
}>

export function TonightPart({ base, page, age, review, missing, mayWrite }: TonightPartProps): VNode {
  const gone = missingWords(missing)
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      {gone !== undefined && (
        <Alert tone="bad" title={gone} headingLevel={2}>
          {null}
        </Alert>
      )}
      {page === undefined ? (
        <EmptyState title={t('none')}>
          <p class="govuk-body">{t(mayWrite ? 'noneWhat' : 'noneReader')}</p>
        </EmptyState>
      ) : (
        <>
          {age?.isLate === true && review !== null && (
            <Alert tone="caution" title={t('overdue', { date: showDate(review.dueOn) })} headingLevel={2}>
              {null}
            </Alert>
          )}
          <SummaryList
            rows={tonightParts.map((name) => ({
              key: t(`part.${name}`),
              value: { text: <p class="govuk-body lw-as-typed">{page[name] === '' ? t('notWritten') : page[name]}</p> },
            }))}
          />
          <p class="govuk-body">{t('lastTrue', { name: page.trueBy, when: showInstant(page.trueAt), ago: ago(age?.days ?? 0) })}</p>
          {review === null ? (
            <p class="govuk-body">{t('reviewUnknown')}</p>
          ) : (
            <>
              {age?.isLate !== true && <p class="govuk-body">{t('reviewBy', { date: showDate(review.dueOn) })}</p>}
              <WhyThisDate why={review.why} />
            </>
          )}
        </>
      )}
      {mayWrite && (
        <div class="govuk-button-group lw-no-print">
          {page !== undefined && (
            <PostForm action={`${base}/true`}>
              <input type="hidden" name="version" value={page.version} />
              <Button>{t('stillTrue')}</Button>
            </PostForm>
          )}
          {page === undefined ? (
            <Button href={`${base}/edit`}>{t('write')}</Button>
          ) : (
            <a class="govuk-link" href={`${base}/edit`}>
              {t('change')}
            </a>
          )}
        </div>
      )}
      {mayWrite && <p class="govuk-hint lw-no-print">{t('lead')}</p>}
    </>
  )
}

/** On the first page of whoever is called at night: find somebody, and who is missing now. */
export function FindTonight({ missing }: { missing: readonly TonightLine[] }): VNode {
  return (
    <section id="tonight">
      <h2 class="govuk-heading-m">{t('desk.heading')}</h2>
      <form method="get" action="/tonight" novalidate>
        <Input name="q" type="search" label={t('list.search')} hint={t('desk.hint')} attributes={{ 'data-keys-search': true }} />
        <Button>{t('list.do')}</Button>
      </form>
      {missing.length === 0 ? (
        <p class="govuk-body">{t('desk.nobodyMissing')}</p>
      ) : (
        <ul class="govuk-list">
          {missing.map((line) => (
            <li>
              <a class="govuk-link" href={`/cases/${line.caseId}/tonight`}>
                {line.knownAs}
              </a>{' '}
              <span class="lw-quiet lw-reference">{line.reference}</span> <strong class="lw-late">{missingWords(line)}</strong>
            </li>
          ))}
        </ul>
      )}
      <p class="govuk-body">{t('desk.else')}</p>
    </section>
  )
}

export type TonightFormProps = Readonly<{
  kept: Kept
  base: string
  typed: TonightText
  version: number
  problems: Problems
  /** Another version was saved while this was written: both are shown. */
  theirs: TonightPage | undefined
}>

export function TonightForm({ kept, base, typed, version, problems, theirs }: TonightFormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        {theirs !== undefined && (
          <Conflict
            by={t('conflict.by', { name: theirs.trueBy, when: showInstant(theirs.trueAt) })}
            keepUrl={base}
            rows={tonightParts.map((name) => ({ label: t(`part.${name}`), saved: theirs[name], typed: typed[name] }))}
          />
        )}
        <h1 class="govuk-heading-l">{t('heading')}</h1>
        <p class="govuk-body">{t('lead')}</p>
        <KeptPostForm kept={kept} begunWith={{ version: String(version) }}>
          <input type="hidden" name="version" value={version} />
          {tonightParts.map((name) => (
            <Textarea
              name={name}
              label={{ text: t(`part.${name}`), classes: 'govuk-label--m' }}
              hint={t(`hint.${name}`)}
              value={typed[name]}
              rows={3}
              errorMessage={problems[name]}
              attributes={{ 'data-words': '/words.json' }}
            />
          ))}
          <p class="govuk-hint">{t('saveHint')}</p>
          <Button>{t('save')}</Button>
        </KeptPostForm>
      </div>
    </div>
  )
}

export type TonightListProps = Readonly<{
  lines: readonly (TonightLine & Readonly<{ age: Age | undefined }>)[]
  search: string
  /** How many are shown at the most, when there are more. */
  cappedAt: number | undefined
}>

export function TonightList({ lines, search, cappedAt }: TonightListProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('list.lead')}</p>
      <FilterPanel action="/tonight" title={t('list.do')} open {...(search === '' ? {} : { clearUrl: '/tonight' })}>
        <Input id="q" name="q" label={t('list.search')} value={search} classes="govuk-input--width-20" spellcheck={false} />
      </FilterPanel>
      {lines.length === 0 ? (
        <EmptyState title={t(search === '' ? 'list.empty' : 'list.none')}>
          <p class="govuk-body">{t(search === '' ? 'list.emptyWhat' : 'list.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('heading')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('list.who'), t('list.worker'), t('list.true')]}
          rows={lines.map((line) => [
            { text: <Who line={line} />, attributes: { 'data-label': t('list.who') } },
            { text: line.workerName ?? t('list.noWorker'), attributes: { 'data-label': t('list.worker') } },
            { text: trueWords(line.age), attributes: { 'data-label': t('list.true') } },
          ])}
        />
      )}
      {cappedAt !== undefined && <p class="govuk-body">{t('list.more', { count: cappedAt })}</p>}
    </>
  )
}

function Who({ line }: { line: TonightLine }): VNode {
  const gone = missingWords(line)
  return (
    <>
      <a class="govuk-link" href={`/cases/${line.caseId}/tonight`}>
        {line.knownAs}
      </a>{' '}
      <span class="lw-reference">{line.reference}</span>
      {gone !== undefined && (
        <>
          <br />
          <strong class="lw-late">{gone}</strong>
        </>
      )}
    </>
  )
}

function trueWords(age: Age | undefined): string {
  if (age === undefined) return t('list.notWritten')
  return t(age.isLate ? 'list.late' : 'list.inTime', { ago: ago(age.days) })
}
