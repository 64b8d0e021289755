import type { VNode } from 'preact'
import type { LocalDate } from '../../core/clocks/index.ts'
import { rulePath } from '../../core/handbook/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { ReleasedTableView, ReleaseNote, type ReleasePolicy } from '../../core/release/index.ts'
import { type Carried, OtherTeams, shownPercent, type Team } from '../../core/team/index.ts'
import type { Load, WorkloadPolicy } from '../../core/workload/index.ts'
import { LoadChart } from '../../platform/charts/charts.tsx'
import { BackLink, Button, DateInput, EmptyState, Fieldset, Input, InsetText, SummaryList, Table } from '../../platform/design/index.ts'
import { showDate, showHours, showInstant, showShortDate } from '../../platform/texts/dates.ts'
import { withMore } from './rules.ts'
import { moreLevels } from './schema.ts'
import type { OutsideHours, OwnHours, Paper, Week } from './store.ts'
import { t } from './texts.ts'

export type WhatIfProps = Readonly<{
  kind: 'team'
  team: Team
  others: readonly Team[]
  typed: Readonly<Record<string, string>>
  problems: Problems
  carried: readonly Carried[]
  now: Load
  /** Undefined when what was asked could not be read. */
  after: Load | undefined
  spread: readonly Load[] | undefined
  weeks: readonly Week[]
  outside: readonly OutsideHours[]
  policy: WorkloadPolicy
}>

export function WhatIfPage(props: WhatIfProps | Readonly<{ kind: 'none' }>): VNode {
  if (props.kind === 'none') {
    return (
      <>
        <h1 class="govuk-heading-l">{t('heading')}</h1>
        <EmptyState title={t('none.title')}>
          <p class="govuk-body">{t('none.text')}</p>
        </EmptyState>
      </>
    )
  }
  const { team, problems, now, after } = props
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{team.name}</span>
        {t('heading')}
      </h1>
      <p class="govuk-body">{t('lead')}</p>
      <OtherTeams path="/load" others={props.others} />
      <form method="get" action="/load" class="lw-no-print" novalidate>
        <input type="hidden" name="team" value={team.id} />
        <Fieldset legend={{ text: t('form.legend'), classes: 'govuk-fieldset__legend--m' }}>
          {moreLevels.map((level) => (
            <Input
              name={level}
              label={t(`level.${level}`)}
              classes="govuk-input--width-2"
              inputmode="numeric"
              value={props.typed[level] ?? ''}
              {...(problems[level] === undefined ? {} : { errorMessage: problems[level] })}
            />
          ))}
        </Fieldset>
        <Button>{t('form.go')}</Button>
      </form>
      {after !== undefined && (
        <section aria-labelledby="answer">
          <h2 class="govuk-heading-m" id="answer">
            {t('answer.heading')}
          </h2>
          <SummaryList
            rows={[
              { key: t('answer.now'), value: loadWords(now) },
              { key: t('answer.then'), value: loadWords(after) },
            ]}
          />
          <p class="govuk-body-s">
            {t('answer.first')}{' '}
            <a class="govuk-link" href={rulePath('law R75')}>
              {t('answer.rule')}
            </a>
          </p>
        </section>
      )}
      <Workers {...props} />
      <History {...props} />
      <p class="govuk-body lw-no-print">
        <a class="govuk-link" href={`/load/resources?team=${team.id}`}>
          {t('paper.link')}
        </a>
      </p>
    </>
  )
}

function loadWords({ points, capacity, percent, band }: Load): string {
  if (percent === null) return t('answer.noCapacity', { points: points.toFixed(1) })
  return t('answer.words', {
    points: points.toFixed(1),
    capacity: capacity.toFixed(1),
    percent: shownPercent(percent),
    band: t(`band.${band}`),
  })
}

function percentWords({ percent }: Load): string {
  return percent === null ? t('band.no_capacity') : t('workers.percent', { percent: shownPercent(percent) })
}

function Workers({ carried, spread, outside, weeks, policy }: WhatIfProps): VNode {
  const monthAgo = [...new Set(weeks.map(({ week }) => week))].at(-5)
  const before = (postId: string) => weeks.find((one) => one.postId === postId && one.week === monthAgo)
  return (
    <section aria-labelledby="workers">
      <h2 class="govuk-heading-m" id="workers">
        {t('workers.heading')}
      </h2>
      {carried.length === 0 ? (
        <EmptyState title={t('workers.none')} headingLevel={3}>
          <p class="govuk-body">{t('workers.noneText')}</p>
        </EmptyState>
      ) : (
        <>
          <p class="govuk-body">{t('workers.lead')}</p>
          <Table
            caption={t('workers.heading')}
            captionClasses="govuk-visually-hidden"
            classes="lw-dense lw-stack"
            firstCellIsHeader
            head={[t('workers.worker'), t('workers.before'), t('workers.now'), t('workers.then'), t('workers.outside')]}
            rows={carried.map(({ worker, load }, i) => {
              const after = spread?.[i]
              const then28 = before(worker.postId)
              const { visits, minutes } = outside.find(({ postId }) => postId === worker.postId) ?? { visits: 0, minutes: 0 }
              return [
                worker.fullName,
                then28 === undefined ? t('workers.unknown') : percentWords(loadOfWeek(then28, policy)),
                percentWords(load),
                after === undefined ? '' : `${percentWords(after)}, ${t(`band.${after.band}`)}`,
                t('workers.outsideWords', { count: visits, hours: showHours(minutes) }),
              ]
            })}
          />
          <p class="govuk-body-s lw-quiet">{t('workers.outsideFrom')}</p>
        </>
      )}
    </section>
  )
}

function loadOfWeek({ pointsHundredths, capacityHundredths }: Week, policy: WorkloadPolicy): Load {
  return withMore({ points: 0, capacity: capacityHundredths / 100, percent: null, band: 'room' }, pointsHundredths, policy)
}

function History({ weeks, policy, team }: WhatIfProps): VNode {
  const byWeek = [...new Set(weeks.map(({ week }) => week))].map((week) => {
    const rows = weeks.filter((one) => one.week === week)
    const sum = (of: (row: Week) => number) => rows.filter(({ postId }) => postId !== null).reduce((total, row) => total + of(row), 0)
    const whole = { week, postId: null, cases: sum(({ cases }) => cases), pointsHundredths: sum((row) => row.pointsHundredths) }
    const load = loadOfWeek({ ...whole, capacityHundredths: sum((row) => row.capacityHundredths) }, policy)
    return { week, load, cases: whole.cases, waiting: rows.find(({ postId }) => postId === null)?.cases ?? 0 }
  })
  return (
    <section aria-labelledby="history">
      <h2 class="govuk-heading-m" id="history">
        {t('history.heading')}
      </h2>
      {byWeek.length === 0 ? (
        <EmptyState title={t('history.none')} headingLevel={3}>
          <p class="govuk-body">{t('history.noneText')}</p>
        </EmptyState>
      ) : (
        <>
          <p class="govuk-body">{t('history.lead')}</p>
          <LoadChart
            id="load-history"
            title={team.name}
            description={t('history.describe')}
            fullLabel={t('history.full')}
            valueHead={t('history.share')}
            loads={byWeek.map(({ week, load }) => ({
              label: showShortDate(week),
              share: (load.percent ?? 0) / 100,
              shown: percentWords(load),
              ...(load.band === 'over' || load.band === 'stop' ? { tone: 'bad' as const } : {}),
            }))}
          />
          <Table
            caption={t('history.heading')}
            captionClasses="govuk-visually-hidden"
            classes="lw-dense lw-stack"
            firstCellIsHeader
            head={[t('history.week'), t('history.points'), t('history.capacity'), t('history.cases'), t('history.waiting')]}
            rows={byWeek.map(({ week, load, cases, waiting }) => [
              showShortDate(week),
              load.points.toFixed(1),
              load.capacity.toFixed(1),
              String(cases),
              String(waiting),
            ])}
          />
        </>
      )}
    </section>
  )
}

/** One's own weeks: what was counted for oneself, and what was worked outside hours by one's own entry. Nobody is compared. */
export function OwnWeeksPage({ weeks, now, policy, outside }: OwnWeeksProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('mine.heading')}</h1>
      <p class="govuk-body">{t('mine.lead')}</p>
      {now !== undefined && <p class="govuk-body-l">{t('mine.now', { load: now })}</p>}
      {weeks.length === 0 ? (
        <EmptyState title={t('history.none')}>
          <p class="govuk-body">{t('history.noneText')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('history.heading')}
          classes="lw-dense lw-stack"
          firstCellIsHeader
          head={[t('history.week'), t('history.points'), t('history.capacity'), t('history.share'), t('history.cases')]}
          rows={weeks.map((one) => {
            const load = loadOfWeek(one, policy)
            return [showShortDate(one.week), load.points.toFixed(1), load.capacity.toFixed(1), percentWords(load), String(one.cases)]
          })}
        />
      )}
      <p class="govuk-body">
        {t('mine.outside', { visits: t('mine.visits', { count: outside.visits }), hours: showHours(outside.minutes) })}
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href="/load/hours">
          {t('hours.heading')}
        </a>
      </p>
    </>
  )
}

export type OwnWeeksProps = Readonly<{
  /** Latest first. */
  weeks: readonly Week[]
  /** In words; undefined when nobody can say. */
  now: string | undefined
  policy: WorkloadPolicy
  outside: Readonly<{ visits: number; minutes: number }>
}>

export type PaperProps = Readonly<{
  team: Team
  others: readonly Team[]
  paper: Paper | undefined
  mayMake: boolean
  policy: ReleasePolicy
  problem: string | undefined
}>

export function PaperPage({ team, others, paper, mayMake, policy, problem }: PaperProps): VNode {
  return (
    <>
      <BackLink href={`/load?team=${team.id}`} />
      {problem !== undefined && <ProblemSummary problems={{ make: problem }} />}
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{t('paper.team', { team: team.name })}</span>
        {t('paper.heading')}
      </h1>
      <OtherTeams path="/load/resources" others={others} />
      {paper === undefined ? (
        <EmptyState title={t('paper.none')}>
          <p class="govuk-body">{t('paper.noneText')}</p>
        </EmptyState>
      ) : (
        <PaperBody paper={paper} policy={policy} />
      )}
      {mayMake && (
        <PostForm action="/load/resources" classes="lw-no-print">
          <input type="hidden" name="team" value={team.id} />
          <Button id="make">{t('paper.make')}</Button>
        </PostForm>
      )}
    </>
  )
}

function PaperBody({ paper: { content, madeBy, madeAt }, policy }: { paper: Paper; policy: ReleasePolicy }): VNode {
  const { children, visits, now, after, outside } = content
  return (
    <>
      <InsetText>
        {now === null ? t('paper.noNow') : t('paper.now', { percent: now })} {after !== null && t('paper.then', { percent: after })}
      </InsetText>
      <p class="govuk-body">{t('paper.meaning')}</p>
      <ReleasedTableView table={children} caption={t('paper.children')} rowHead={t('paper.level')} />
      <ReleasedTableView table={visits} caption={t('paper.visitsHeading')} rowHead={t('paper.visits')} />
      <ReleaseNote profile="partner" policy={policy} />
      <h2 class="govuk-heading-m">{t('paper.outsideHeading')}</h2>
      <p class="govuk-body">
        {t('paper.outside', { visits: outside.visits === 'c' ? t('paper.few') : String(outside.visits), hours: outside.hours })}
      </p>
      <p class="govuk-body-s">{t('paper.source')}</p>
      <p class="govuk-body-s">{t('paper.made', { who: madeBy, when: showInstant(madeAt) })}</p>
    </>
  )
}

export type HoursProps = Readonly<{ entries: readonly OwnHours[]; body: FormBody; problems: Problems; today: LocalDate }>

export function HoursPage({ entries, body, problems }: HoursProps): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('hours.heading')}</h1>
      <p class="govuk-body">{t('hours.lead')}</p>
      <h2 class="govuk-heading-m">{t('hours.add')}</h2>
      <PostForm action="/load/hours">
        <DateInput
          id="on"
          namePrefix="on"
          values={Object.fromEntries(['day', 'month', 'year'].map((part) => [`on-${part}`, typed(body, `on-${part}`)]))}
          fieldset={{ legend: { text: t('hours.on'), classes: 'govuk-fieldset__legend--s' } }}
          hint={t('hours.onHint')}
          errorMessage={problems['on']}
        />
        <Input
          name="minutes"
          label={t('hours.minutes')}
          hint={t('hours.minutesHint')}
          classes="govuk-input--width-5"
          value={typed(body, 'minutes')}
          errorMessage={problems['minutes']}
        />
        <Input
          name="what"
          label={t('hours.what')}
          hint={t('hours.whatHint')}
          value={typed(body, 'what')}
          errorMessage={problems['what']}
          attributes={{ 'data-words': '/words.json' }}
        />
        <Button>{t('hours.save')}</Button>
      </PostForm>
      <h2 class="govuk-heading-m">{t('hours.list')}</h2>
      {entries.length === 0 ? (
        <EmptyState title={t('hours.none')} headingLevel={3}>
          <p class="govuk-body">{t('hours.noneText')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('hours.list')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack"
          firstCellIsHeader
          head={[t('hours.day'), t('hours.long'), t('hours.for'), t('hours.takeBack')]}
          rows={entries.map(({ id, workedOn, minutes, what }) => [
            showDate(workedOn),
            showHours(minutes),
            what,
            {
              text: (
                <PostForm action={`/load/hours/${id}/take-back`}>
                  <Button classes="govuk-button--secondary lw-small">
                    {t('hours.takeBack')} <span class="govuk-visually-hidden">{t('hours.takeBackNamed', { day: showDate(workedOn) })}</span>
                  </Button>
                </PostForm>
              ),
            },
          ])}
        />
      )}
    </>
  )
}
