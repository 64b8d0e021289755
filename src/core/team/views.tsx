import type { VNode } from 'preact'
import { LoadChart } from '../../platform/charts/charts.tsx'
import { BackLink, Button, Details, EmptyState, Radios, Stat, StatRow, Table, Tag } from '../../platform/design/index.ts'
import { isoInstant, showDayOrInstant, showDays, showDaysOverdue, showShortDate } from '../../platform/texts/dates.ts'
import { daysBetween, londonDateOf } from '../clocks/index.ts'
import { rulePath } from '../handbook/index.ts'
import { PostForm } from '../pages/index.ts'
import type { ServiceWait } from '../plan/index.ts'
import { riskLevel } from '../risk/rules.ts'
import type { SeenInTime } from '../visits/index.ts'
import type { NameOf, TaskWords } from '../work/index.ts'
import type { Load, WorkloadBand, WorkloadPolicy } from '../workload/index.ts'
import { type Carried, shownPercent } from './allocation.ts'
import { type Age, ages, countedLevel, isInFirstWeeks, type Share } from './rules.ts'
import type { RunningClock, Team, WeighedCase } from './store.ts'
import { t } from './texts.ts'

export type TeamPage = Readonly<{
  kind: 'team'
  team: Team
  others: readonly Team[]
  today: string
  window: Readonly<{ from: string; to: string }>
  seen: Readonly<{ due: number; inTime: number; share: Share }>
  unseen: readonly (SeenInTime & Readonly<{ daysOverdue: number; age: Age }>)[]
  waiting: readonly (WeighedCase & Readonly<{ days: number }>)[]
  /** Run out already, visits aside: those are `unseen`. */
  late: readonly RunningClock[]
  soon: readonly RunningClock[]
  waits: readonly ServiceWait[]
  /** Whose visits go on as before, because nobody has said how often. */
  undecided: readonly Readonly<{ caseId: string; knownAs: string }>[]
  words: ReadonlyMap<string, TaskWords>
  nameOf: NameOf
  carried: readonly Carried[]
  /** From a room on a higher floor: whose children nobody sees to while they are away. */
  away: VNode | undefined
  /** From a room on a higher floor: who works alone and has not checked in. */
  notBack: VNode | undefined
  mayAllocate: boolean
}>

const shownBands = ['room', 'full', 'over', 'stop', 'no_capacity'] as const

/** The manager's page: people first, by name; figures with how sure they are; work counted, never ranked. */
export function TeamView(props: TeamPage | Readonly<{ kind: 'none' }>): VNode {
  if (props.kind === 'none') {
    return (
      <>
        <h1 class="govuk-heading-l">{t('team.title')}</h1>
        <EmptyState title={t('team.noneTitle')}>
          <p class="govuk-body">{t('team.noneText')}</p>
        </EmptyState>
      </>
    )
  }
  const { team, others, unseen, waiting, late, soon } = props
  return (
    <div class="lw-team">
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{team.name}</span>
        {t('team.title')}
      </h1>
      <OtherTeams path="/team" others={others} />
      {props.notBack}
      <StatRow>
        <Stat value={unseen.length} label={t('stat.overdue')} {...(unseen.length > 0 ? { tone: 'bad' as const, href: '#overdue' } : {})} />
        <Stat
          value={waiting.length}
          label={t('stat.waiting')}
          {...(waiting.length > 0 ? { tone: 'caution' as const, href: '#waiting' } : {})}
        />
        <Stat value={late.length} label={t('stat.late')} {...(late.length > 0 ? { tone: 'bad' as const, href: '#late' } : {})} />
        <Stat value={soon.length} label={t('stat.soon')} {...(soon.length > 0 ? { href: '#soon' } : {})} />
        <Stat value={seenFigure(props)} label={t('seen.title')} />
      </StatRow>
      <Seen {...props} />
      <Overdue {...props} />
      {props.undecided.length > 0 && <Undecided {...props} />}
      {props.away}
      <Waiting {...props} />
      {late.length > 0 && <Clocks id="late" title={t('late.title')} clocks={late} {...props} />}
      <Clocks id="soon" title={t('soon.title')} clocks={soon} {...props} />
      <ServiceWaits {...props} />
      <Loads {...props} />
      <p class="govuk-body-s lw-quiet">{t('team.sees')}</p>
    </div>
  )
}

/** The same page of another team. */
export function OtherTeams({ path, others }: { path: string; others: readonly Team[] }): VNode | null {
  if (others.length === 0) return null
  return (
    <nav class="lw-no-print lw-team__others" aria-label={t('team.choose')}>
      {others.map(({ id, name }) => (
        <a class="govuk-link govuk-link--no-visited-state" href={`${path}?team=${id}`}>
          {name}
        </a>
      ))}
    </nav>
  )
}

function seenFigure({ seen }: TeamPage): string {
  return t('seen.count', { met: seen.inTime, of: seen.due })
}

function Seen({ seen, window }: TeamPage): VNode {
  const { due, inTime, share } = seen
  return (
    <section id="seen">
      <h2 class="govuk-heading-m">{t('seen.title')}</h2>
      <p class="govuk-body">
        <strong>
          {due === 0
            ? t('seen.none')
            : share.kind === 'few'
              ? t('seen.few', { met: inTime, of: due })
              : t('seen.share', { met: inTime, of: due, percent: share.percent, low: share.low, high: share.high })}
        </strong>
      </p>
      <p class="govuk-body-s lw-quiet">
        {t(share.kind === 'few' ? 'seen.fewNote' : 'seen.note', { from: showShortDate(window.from), to: showShortDate(window.to) })}
      </p>
    </section>
  )
}

function Overdue({ unseen }: TeamPage): VNode {
  return (
    <section id="overdue">
      <h2 class="govuk-heading-m">{t('overdue.title')}</h2>
      {unseen.length === 0 ? (
        <EmptyState title={t('overdue.none')} headingLevel={3}>
          <p class="govuk-body">{t('overdue.noneText')}</p>
        </EmptyState>
      ) : (
        <>
          <dl class="lw-ages">
            {ages.map((age) => (
              <div>
                <dt>{t(`age.${age}`)}</dt>
                <dd>{unseen.filter((one) => one.age === age).length}</dd>
              </div>
            ))}
          </dl>
          <Table
            caption={t('overdue.title')}
            captionClasses="govuk-visually-hidden"
            classes="lw-dense lw-stack"
            head={[t('overdue.who'), t('overdue.worker'), t('overdue.last'), t('overdue.due')]}
            rows={unseen.map((one) => [
              labelled('overdue.who', <CaseLink caseId={one.caseId} knownAs={one.knownAs} />),
              labelled('overdue.worker', one.workerName ?? t('overdue.noWorker')),
              labelled('overdue.last', one.lastSeenOn === null ? t('overdue.never') : showShortDate(one.lastSeenOn)),
              labelled(
                'overdue.due',
                <>
                  {showShortDate(one.overdueFrom)} <span class="lw-late">{showDaysOverdue(one.daysOverdue)}</span>
                </>,
              ),
            ])}
          />
        </>
      )}
    </section>
  )
}

function Undecided({ undecided }: TeamPage): VNode {
  return (
    <section id="undecided">
      <h2 class="govuk-heading-m">{t('undecided.title')}</h2>
      <p class="govuk-body">{t('undecided.what')}</p>
      <ul class="govuk-list">
        {undecided.map(({ caseId, knownAs }) => (
          <li>
            <a class="govuk-link govuk-link--no-visited-state" href={`/cases/${caseId}/visits`}>
              {knownAs}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function labelled(
  key: keyof typeof t.texts & `${'overdue' | 'waiting' | 'soon' | 'services' | 'load' | 'worker'}.${string}`,
  text: VNode | string,
) {
  return { text, attributes: { 'data-label': t.forms(key).other } }
}

function CaseLink({ caseId, knownAs, reference }: { caseId: string; knownAs: string; reference?: string }): VNode {
  return (
    <>
      <a class="govuk-link govuk-link--no-visited-state" href={`/cases/${caseId}`}>
        {knownAs}
      </a>
      {reference !== undefined && <span class="lw-quiet lw-reference"> {reference}</span>}
    </>
  )
}

function Waiting({ waiting, mayAllocate }: TeamPage): VNode {
  return (
    <section id="waiting">
      <h2 class="govuk-heading-m">{t('waiting.title')}</h2>
      {waiting.length === 0 ? (
        <p class="govuk-body">{t('waiting.none')}</p>
      ) : (
        <Table
          caption={t('waiting.title')}
          captionClasses="govuk-visually-hidden"
          classes="lw-dense lw-stack"
          head={[t('waiting.who'), t('waiting.days'), ...(mayAllocate ? [t('waiting.give')] : [])]}
          rows={waiting.map((one) => [
            labelled('waiting.who', <CaseLink {...one} />),
            labelled('waiting.days', one.days === 0 ? t('waiting.today') : showDays(one.days)),
            ...(mayAllocate
              ? [
                  {
                    text: (
                      <a class="govuk-link govuk-link--no-visited-state lw-no-print" href={`/cases/${one.caseId}/allocate`}>
                        {t('waiting.give')}
                        <span class="govuk-visually-hidden"> {t('waiting.giveFor', { name: one.knownAs })}</span>
                      </a>
                    ),
                  },
                ]
              : []),
          ])}
        />
      )}
    </section>
  )
}

type ClocksProps = Pick<TeamPage, 'words' | 'nameOf' | 'today'> &
  Readonly<{ id: 'late' | 'soon'; title: string; clocks: readonly RunningClock[] }>
function Clocks({ id, title, clocks, words, nameOf, today }: ClocksProps): VNode {
  return (
    <section id={id}>
      <h2 class="govuk-heading-m">{title}</h2>
      {clocks.length === 0 ? (
        <p class="govuk-body">{t('soon.none')}</p>
      ) : (
        <Table
          caption={title}
          captionClasses="govuk-visually-hidden"
          classes="lw-dense lw-stack"
          head={[t('soon.what'), t('soon.who'), t('soon.owner'), t('soon.due')]}
          rows={clocks.map((task) => {
            const name = nameOf(task.recordKind, task.recordId)
            return [
              labelled('soon.what', words.get(task.kind)?.label(task) ?? t('soon.unknown')),
              labelled(
                'soon.who',
                name === undefined ? (
                  t('soon.closed')
                ) : (
                  <>
                    <a class="govuk-link govuk-link--no-visited-state" href={name.href}>
                      {name.name}
                    </a>
                    <span class="lw-quiet lw-reference"> {name.reference}</span>
                  </>
                ),
              ),
              labelled('soon.owner', task.ownerName ?? t('soon.team')),
              labelled(
                'soon.due',
                <>
                  <time dateTime={isoInstant(task.dueAt)}>{showDayOrInstant(task.dueAt)}</time>
                  {id === 'late' && <span class="lw-late"> {lateWords(londonDateOf(task.dueAt), today)}</span>}
                </>,
              ),
            ]
          })}
        />
      )}
    </section>
  )
}

function lateWords(dueOn: string, today: string): string {
  const days = daysBetween(dueOn, today)
  return days === 0 ? t('late.today') : showDaysOverdue(days)
}

/** Who waits for which service: a referral that was sent, or accepted, has helped nobody yet. */
function ServiceWaits({ waits }: TeamPage): VNode {
  const services = new Map<string, ServiceWait[]>()
  for (const wait of waits) {
    const key = wait.service.trim().toLocaleLowerCase('en-GB')
    services.set(key, [...(services.get(key) ?? []), wait])
  }
  return (
    <section id="services">
      <h2 class="govuk-heading-m">{t('services.title')}</h2>
      {services.size === 0 ? (
        <p class="govuk-body">{t('services.none')}</p>
      ) : (
        <>
          <p class="govuk-body">{t('services.meaning')}</p>
          <Table
            caption={t('services.title')}
            captionClasses="govuk-visually-hidden"
            classes="lw-dense lw-stack"
            head={[t('services.service'), t('services.waiting'), t('services.longest'), t('services.who')]}
            rows={[...services.values()].map((of) => [
              labelled('services.service', of[0]?.service ?? ''),
              labelled('services.waiting', String(of.length)),
              labelled('services.longest', showDays(Math.max(...of.map(({ days }) => days)))),
              labelled(
                'services.who',
                <ul class="govuk-list lw-dense">
                  {of.map((wait) => (
                    <li>
                      <a class="govuk-link govuk-link--no-visited-state" href={`/cases/${wait.caseId}/plan`}>
                        {wait.knownAs}
                      </a>{' '}
                      {t(wait.isAccepted ? 'services.accepted' : 'services.asked', { days: showDays(wait.days) })}
                    </li>
                  ))}
                </ul>,
              ),
            ])}
          />
        </>
      )}
    </section>
  )
}

const bandTags: Readonly<Record<WorkloadBand, string>> = {
  room: 'govuk-tag--green',
  full: 'govuk-tag--blue',
  over: 'govuk-tag--yellow',
  stop: 'govuk-tag--red',
  no_capacity: 'govuk-tag--grey',
}

function Loads({ carried, waiting }: TeamPage): VNode {
  const withHours = carried.filter(({ load }) => load.percent !== null)
  const over = withHours.filter(({ load }) => load.band === 'over' || load.band === 'stop').length
  return (
    <section id="load">
      <h2 class="govuk-heading-m">{t('load.title')}</h2>
      <p class="govuk-body">{t('load.meaning')}</p>
      {withHours.length > 0 && (
        <LoadChart
          id="load-chart"
          title={t('load.chart')}
          description={t('load.describe', { over, all: withHours.length })}
          fullLabel={t('load.full')}
          loads={withHours.map(({ worker, load }) => ({
            label: worker.fullName,
            share: (load.percent ?? 0) / 100,
            shown: `${shareWords(load)}, ${t(`band.${load.band}`)}`,
            ...(load.band === 'over' ? { tone: 'caution' as const } : load.band === 'stop' ? { tone: 'bad' as const } : {}),
          }))}
        />
      )}
      <Table
        caption={t('load.title')}
        captionClasses="govuk-visually-hidden"
        classes="lw-dense lw-stack"
        head={[t('load.worker'), t('load.cases'), t('load.points'), t('load.capacity'), t('load.share'), t('load.band')]}
        rows={[
          ...carried.map(({ worker, cases, load }) => [
            labelled('load.worker', <WorkerName worker={worker} hasCases={cases.length > 0} />),
            labelled('load.cases', String(cases.length)),
            labelled('load.points', load.points.toFixed(1)),
            labelled('load.capacity', load.capacity.toFixed(1)),
            labelled('load.share', shareWords(load)),
            labelled('load.band', <Tag classes={bandTags[load.band]}>{t(`band.${load.band}`)}</Tag>),
          ]),
          waiting.length > 0 && [
            labelled('load.worker', <strong>{t('load.unallocated')}</strong>),
            labelled('load.cases', String(waiting.length)),
            ...Array.from({ length: 4 }, () => ({ text: '' })),
          ],
        ]}
      />
      <Details summaryText={t('band.means')}>
        <dl class="lw-means">
          {shownBands.map((band) => (
            <div>
              <dt>
                <Tag classes={bandTags[band]}>{t(`band.${band}`)}</Tag>
              </dt>
              <dd>{t(`means.${band}`)}</dd>
            </div>
          ))}
        </dl>
        <p class="govuk-body">
          <a class="govuk-link" href={rulePath('law R75')}>
            {t('load.rules')}
          </a>
        </p>
      </Details>
    </section>
  )
}

function shareWords({ percent }: Load): string {
  return percent === null ? t('load.noShare') : t('load.percent', { percent: shownPercent(percent) })
}

function WorkerName({ worker, hasCases }: { worker: Carried['worker']; hasCases: boolean }): VNode {
  const notes = [
    ...(worker.fteHundredths === 100 ? [] : [t('load.hours', { percent: worker.fteHundredths })]),
    ...(worker.isFirstYear ? [t('load.firstYear')] : []),
  ]
  return (
    <>
      {hasCases ? (
        <a class="govuk-link govuk-link--no-visited-state" href={`/team/workers/${worker.postId}`}>
          {worker.fullName}
        </a>
      ) : (
        worker.fullName
      )}
      {notes.length > 0 && <span class="lw-quiet"> {notes.join(', ')}</span>}
    </>
  )
}

/** One worker's cases with what each counts, where somebody who knows can say how far away a child lives. */
export function WorkerView({ carried, now, policy }: { carried: Carried; now: Date; policy: WorkloadPolicy }): VNode {
  const { worker, cases, load } = carried
  return (
    <>
      <BackLink href="/team">{t('worker.back')}</BackLink>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{worker.fullName}</span>
        {t('worker.title')}
      </h1>
      <p class="govuk-body">
        {load.percent === null
          ? t('load.none', { points: load.points.toFixed(1) })
          : t('load.words', {
              points: load.points.toFixed(1),
              capacity: load.capacity.toFixed(1),
              percent: shownPercent(load.percent),
              band: t(`band.${load.band}`),
            })}
      </p>
      <Table
        caption={t('worker.title')}
        captionClasses="govuk-visually-hidden"
        classes="lw-dense lw-stack"
        head={[t('worker.case'), t('worker.counts'), t('worker.far')]}
        rows={cases.map((one) => [
          labelled('worker.case', <CaseLink {...one} />),
          labelled('worker.counts', countsOf(one, now, policy)),
          labelled('worker.far', <FarAwayForm one={one} workerId={worker.postId} />),
        ])}
      />
    </>
  )
}

/** "2.6: no level confirmed, so as for the top one; far away; first four weeks". Brothers and sisters count once per group, above. */
function countsOf(one: WeighedCase, now: Date, { perCase, additions }: WorkloadPolicy): string {
  const level = countedLevel(one)
  const parts: readonly (readonly [boolean, number, string])[] = [
    [true, perCase[level], countedWords(one)],
    [one.farAway, additions.farAway, t('counts.farAway')],
    [one.nrmOrCourt, additions.nrmOrCourt, t('counts.nrmOrCourt')],
    [isInFirstWeeks(one.openedAt, now), additions.firstFourWeeks, t('counts.firstFourWeeks')],
    [one.interpreter, additions.interpreter, t('counts.interpreter')],
  ]
  const counted = parts.filter(([holds]) => holds)
  const hundredths = counted.reduce((sum, [, points]) => sum + points, 0)
  return `${(hundredths / 100).toFixed(1)}: ${counted.map(([, , words]) => words).join('; ')}`
}

function countedWords(one: WeighedCase): string {
  if (!one.isConfirmed) return t('counts.unconfirmed')
  return riskLevel.safeParse(one.level).success ? t(`counts.${countedLevel(one)}`) : t('counts.nothingFound')
}

function FarAwayForm({ one, workerId }: { one: WeighedCase; workerId: string }): VNode {
  const name = `far-${one.caseId}`
  return (
    <PostForm action={`/team/cases/${one.caseId}/far-away`} classes="lw-inline-form">
      <input type="hidden" name="worker" value={workerId} />
      <Radios
        name="farAway"
        idPrefix={name}
        classes="govuk-radios--small govuk-radios--inline"
        fieldset={{ legend: { text: t('worker.far'), classes: 'govuk-visually-hidden' } }}
        value={one.isFarAwayKnown ? (one.farAway ? 'yes' : 'no') : 'unknown'}
        items={(['yes', 'no', 'unknown'] as const).map((value) => ({ value, text: t(`far.${value}`) }))}
      />
      <Button classes="govuk-button--secondary">
        {t('worker.save')}
        <span class="govuk-visually-hidden"> {t('worker.saveFor', { name: one.knownAs })}</span>
      </Button>
    </PostForm>
  )
}
