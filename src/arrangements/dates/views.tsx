import type { VNode } from 'preact'
import type { Deadline, LocalDate } from '../../core/clocks/index.ts'
import { WhyThisDate } from '../../core/handbook/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import {
  Alert,
  BackLink,
  Button,
  Conflict,
  CopyButton,
  DateInput,
  EmptyState,
  Input,
  Radios,
  Table,
  Textarea,
  WarningText,
} from '../../platform/design/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import { dateKinds, type Holiday } from './schema.ts'
import type { CaseDate, Feed, FortnightLine, HolidayAnswer, Whose } from './store.ts'
import { t } from './texts.ts'

function whenWords({ on, time }: Readonly<{ on: LocalDate; time: string | null }>): string {
  return time === null ? showDate(on) : t('at', { date: showDate(on), time })
}

function whatWords({ kind, what }: Readonly<{ kind: FortnightLine['kind']; what: string }>): string {
  return what === '' ? t(`kind.${kind}`) : t('line', { kind: t(`kind.${kind}`), what })
}

/** What is asked before a school holiday. `by`: undefined where the calendar ends too soon. */
export type Asked = Readonly<{ holiday: Holiday; by: Deadline | undefined; answer: HolidayAnswer | undefined }>

export type DatesPartProps = Readonly<{
  base: string
  today: LocalDate
  dates: readonly CaseDate[]
  asked: Asked | undefined
  mayWrite: boolean
}>

export function DatesPart({ base, today, dates, asked, mayWrite }: DatesPartProps): VNode {
  const ahead = dates.filter(({ state }) => state === 'ahead')
  const ended = dates.filter(({ state }) => state !== 'ahead')
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body lw-no-print">{t('lead')}</p>
      {asked !== undefined && <HolidayQuestion base={base} asked={asked} mayWrite={mayWrite} />}
      {ahead.length === 0 ? (
        <EmptyState title={t('none')}>
          <p class="govuk-body">{t('noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('heading')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('head.when'), t('head.what'), ...(mayWrite ? [t('head.next')] : [])]}
          rows={ahead.map((date) => [
            { text: <When line={date} today={today} />, attributes: { 'data-label': t('head.when') } },
            { text: whatWords(date), attributes: { 'data-label': t('head.what') } },
            ...(mayWrite ? [{ text: <DateLinks base={base} date={date} />, attributes: { 'data-label': t('head.next') } }] : []),
          ])}
        />
      )}
      {mayWrite && (
        <Button href={`${base}/new`} classes="lw-no-print">
          {t('add')}
        </Button>
      )}
      {ended.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{t('ended.heading')}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {ended.map((date) => (
              <li>
                {whenWords(date)}. {whatWords(date)}. {t(date.state === 'happened' ? 'ended.happened' : 'ended.called_off')}
                {date.endedHow === '' ? '.' : `: ${date.endedHow}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function When({ line, today }: Readonly<{ line: Readonly<{ on: LocalDate; time: string | null }>; today: LocalDate }>): VNode {
  return (
    <>
      {whenWords(line)}
      {line.on < today && (
        <>
          <br />
          <strong class="lw-late">{t('behind')}</strong>
        </>
      )}
    </>
  )
}

function DateLinks({ base, date }: Readonly<{ base: string; date: CaseDate }>): VNode {
  const hidden = <span class="govuk-visually-hidden">{t('hidden', { what: whatWords(date) })}</span>
  return (
    <>
      <a class="govuk-link" href={`${base}/${date.id}/end`}>
        {t('end')}
        {hidden}
      </a>
      <br />
      <a class="govuk-link" href={`${base}/${date.id}`}>
        {t('change')}
        {hidden}
      </a>
    </>
  )
}

function HolidayQuestion({
  base,
  asked: { holiday, by, answer },
  mayWrite,
}: Readonly<{ base: string; asked: Asked; mayWrite: boolean }>): VNode {
  const days = { from: showDate(holiday.from), to: showDate(holiday.to) }
  return (
    <Alert tone={answer === undefined ? 'caution' : 'info'} title={t('holiday.heading', { name: holiday.name })}>
      <p class="govuk-body">{by === undefined ? t('holiday.textNoDate', days) : t('holiday.text', { ...days, by: showDate(by.dueOn) })}</p>
      {answer !== undefined && (
        <>
          <p class="govuk-body lw-as-typed">{answer.who}</p>
          <p class="govuk-body-s">{t('holiday.said', { name: answer.saidBy, when: showInstant(answer.saidAt) })}</p>
        </>
      )}
      {by !== undefined && answer === undefined && <WhyThisDate why={by.why} />}
      {mayWrite && (
        <p class="govuk-body lw-no-print">
          <a class="govuk-link" href={`${base}/holiday`}>
            {t(answer === undefined ? 'holiday.save' : 'holiday.change')}
          </a>
        </p>
      )}
    </Alert>
  )
}

export type DateFormProps = Readonly<{
  action: string
  body: FormBody
  problems: Problems
  version: number
  /** Another version was saved while this was written. */
  theirs: CaseDate | undefined
  keepUrl: string
}>

export function DateForm({ action, body, problems, version, theirs, keepUrl }: DateFormProps): VNode {
  const mine = (name: string) => typed(body, name)
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        {theirs !== undefined && (
          <Conflict
            by={t('conflictPlain')}
            keepUrl={keepUrl}
            rows={[
              { label: t('form.kind'), saved: t(`kind.${theirs.kind}`), typed: kindWords(mine('kind')) },
              {
                label: t('form.on'),
                saved: whenWords(theirs),
                typed: [mine('on-day'), mine('on-month'), mine('on-year'), mine('time')].join(' ').trim(),
              },
              { label: t('form.what'), saved: theirs.what, typed: mine('what') },
            ]}
          />
        )}
        <h1 class="govuk-heading-l">{t(version === 0 ? 'add' : 'heading')}</h1>
        <PostForm action={action}>
          <input type="hidden" name="version" value={version} />
          <Radios
            idPrefix="kind"
            name="kind"
            value={mine('kind')}
            fieldset={{ legend: { text: t('form.kind'), classes: 'govuk-fieldset__legend--s' } }}
            items={dateKinds.map((kind) => ({ value: kind, text: t(`kind.${kind}`) }))}
            errorMessage={problems['kind']}
          />
          <DateInput
            id="on"
            namePrefix="on"
            values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`on-${part}`, mine(`on-${part}`)]))}
            fieldset={{ legend: { text: t('form.on'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('form.onHint')}
            errorMessage={problems['on']}
          />
          <Input name="time" label={t('form.time')} classes="govuk-input--width-5" value={mine('time')} errorMessage={problems['time']} />
          <Textarea
            name="what"
            label={t('form.what')}
            hint={t('form.whatHint')}
            rows={2}
            value={mine('what')}
            errorMessage={problems['what']}
            attributes={{ 'data-words': '/words.json' }}
          />
          <Button>{t('form.save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

function kindWords(kind: string): string {
  const known = dateKinds.find((one) => one === kind)
  return known === undefined ? '' : t(`kind.${known}`)
}

export function EndForm({
  action,
  date,
  body,
  problems,
}: Readonly<{ action: string; date: CaseDate; body: FormBody; problems: Problems }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">
          <span class="govuk-caption-l">{whenWords(date)}</span>
          {whatWords(date)}
        </h1>
        <PostForm action={action}>
          <Radios
            idPrefix="state"
            name="state"
            value={typed(body, 'state')}
            fieldset={{ legend: { text: t('form.state'), classes: 'govuk-fieldset__legend--s' } }}
            items={[
              { value: 'happened', text: t('ended.happened') },
              { value: 'called_off', text: t('ended.called_off') },
            ]}
            errorMessage={problems['state']}
          />
          <Textarea
            name="how"
            label={t('form.how')}
            rows={2}
            value={typed(body, 'how')}
            errorMessage={problems['how']}
            attributes={{ 'data-words': '/words.json' }}
          />
          <Button>{t('form.save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

export type HolidayFormProps = Readonly<{
  action: string
  holiday: Holiday
  who: string
  version: number
  problems: Problems
  theirs: HolidayAnswer | undefined
}>

export function HolidayForm({ action, holiday, who, version, problems, theirs }: HolidayFormProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('holiday.heading', { name: holiday.name })}</h1>
        {theirs !== undefined && (
          <Alert
            tone="caution"
            live
            title={t('holiday.conflict', { name: theirs.saidBy, when: showInstant(theirs.saidAt), who: theirs.who })}
          >
            {null}
          </Alert>
        )}
        <PostForm action={action}>
          <input type="hidden" name="version" value={version} />
          <Textarea
            name="who"
            label={{ text: t('holiday.who'), classes: 'govuk-label--m' }}
            hint={t('holiday.textNoDate', { from: showDate(holiday.from), to: showDate(holiday.to) })}
            rows={3}
            value={who}
            errorMessage={problems['who']}
            attributes={{ 'data-words': '/words.json' }}
          />
          <Button>{t('form.save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}

export type FortnightProps = Readonly<{
  lines: readonly FortnightLine[]
  holidays: readonly Holiday[]
  today: LocalDate
  to: LocalDate
  whose: Whose
}>

export function Fortnight({ lines, holidays, today, to, whose }: FortnightProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <nav class="lw-no-print" aria-label={t('list.whose')}>
        <p class="govuk-body">
          {(['mine', 'all'] as const).map((one, i) => (
            <>
              {i > 0 && ' · '}
              {one === whose ? (
                <strong aria-current="page">{t(`list.${one}`)}</strong>
              ) : (
                <a class="govuk-link" href={`/dates?whose=${one}`}>
                  {t(`list.${one}`)}
                </a>
              )}
            </>
          ))}
        </p>
      </nav>
      <p class="govuk-body">{t('list.lead', { to: showDate(to) })}</p>
      <p class="govuk-body lw-no-print">
        <a class="govuk-link" href="/dates/calendar">
          {t('feed.link')}
        </a>
      </p>
      {holidays.map(({ name, from, to: last }) => (
        <p class="govuk-inset-text">{t('list.holiday', { name, from: showDate(from), to: showDate(last) })}</p>
      ))}
      {lines.length === 0 ? (
        <EmptyState title={t('list.none')}>
          <p class="govuk-body">{t('list.noneWhat')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('heading')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          head={[t('head.when'), t('head.who'), t('head.what'), t('head.worker')]}
          rows={lines.map((line) => [
            { text: <When line={line} today={today} />, attributes: { 'data-label': t('head.when') } },
            {
              text: (
                <>
                  <a class="govuk-link" href={`/cases/${line.caseId}/dates`}>
                    {line.knownAs}
                  </a>{' '}
                  <span class="lw-reference">{line.reference}</span>
                </>
              ),
              attributes: { 'data-label': t('head.who') },
            },
            { text: whatWords(line), attributes: { 'data-label': t('head.what') } },
            { text: line.workerName ?? t('noWorker'), attributes: { 'data-label': t('head.worker') } },
          ])}
        />
      )}
    </>
  )
}

/** `address`: just made, shown this once. */
export function CalendarPage({ feed, address }: Readonly<{ feed: Feed | undefined; address: string | undefined }>): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <BackLink href="/dates">{t('heading')}</BackLink>
        <h1 class="govuk-heading-l">{t('feed.heading')}</h1>
        <p class="govuk-body">{t('feed.lead', { event: t('feed.event') })}</p>
        <WarningText>{t('feed.warning')}</WarningText>
        {address !== undefined && (
          <>
            <p class="govuk-body">
              <strong>{t('feed.once')}</strong>
            </p>
            <Textarea name="address" label={t('feed.address')} rows={3} value={address} attributes={{ readonly: true }} />
            <CopyButton value={address} />
          </>
        )}
        {feed === undefined ? (
          <EmptyState title={t('feed.none')}>
            <p class="govuk-body">{t('feed.noneWhat')}</p>
          </EmptyState>
        ) : (
          <p class="govuk-body">
            {t('feed.made', { when: showInstant(feed.madeAt) })}{' '}
            {feed.lastFetchedAt === null ? t('feed.never') : t('feed.fetched', { when: showInstant(feed.lastFetchedAt) })}
          </p>
        )}
        {feed !== undefined && <p class="govuk-hint">{t('feed.renewWhat')}</p>}
        <div class="govuk-button-group">
          <PostForm action="/dates/calendar">
            <Button classes={feed === undefined ? '' : 'govuk-button--secondary'}>
              {t(feed === undefined ? 'feed.make' : 'feed.renew')}
            </Button>
          </PostForm>
          {feed !== undefined && (
            <PostForm action="/dates/calendar/end">
              <Button classes="govuk-button--warning">{t('feed.end')}</Button>
            </PostForm>
          )}
        </div>
      </div>
    </div>
  )
}
