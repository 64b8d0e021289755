import type { VNode } from 'preact'
import {
  Alert,
  Button,
  DateInput,
  EmptyState,
  FilterPanel,
  Input,
  Select,
  SubNavigation,
  SummaryList,
  Table,
  Tag,
  Timeline,
} from '../../platform/design/index.ts'
import { showDate, showInstant, showShortDate } from '../../platform/texts/dates.ts'
import type { Actor } from '../access/identity.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import type { Chronology, ChronologyFilter } from './chronology.ts'
import type { ChronologyEntry } from './extension.ts'
import { daysWaiting } from './rules.ts'
import type { CaseState, WarningKind } from './schema.ts'
import type { Case, CaseFilter, Warning } from './store.ts'
import { t } from './texts.ts'

// ── small words and marks ───────────────────────────────────────────────────────────────────────────────────────────

const levelColours = {
  not_assessed: 'govuk-tag--purple',
  not_identified: 'govuk-tag--grey',
  emerging: 'govuk-tag--yellow',
  moderate: 'govuk-tag--orange',
  significant: 'govuk-tag--red',
  adult: 'govuk-tag--grey',
} as const
type Level = keyof typeof levelColours
export const levels = ['significant', 'moderate', 'emerging', 'not_identified', 'not_assessed'] as const satisfies readonly Level[]

function isLevel(level: string): level is Level {
  return Object.hasOwn(levelColours, level)
}

export function levelLabel(level: string): string {
  return isLevel(level) ? t(`level.${level}`) : level
}

/** An adult has no level (law 5.4): that nobody chose one does not mean that nobody has looked. */
function levelOf({ kind, headline }: Case): string | undefined {
  return kind === 'adult' && headline?.level === 'not_assessed' ? 'adult' : headline?.level
}

export function LevelTag({ level }: { level: string | undefined }): VNode {
  if (level === undefined) return <>{t('level.unknown')}</>
  return <Tag classes={isLevel(level) ? levelColours[level] : 'govuk-tag--grey'}>{levelLabel(level)}</Tag>
}

export function WorkerOrWaiting({ c, now }: { c: Case; now: Date }): VNode {
  if (c.waitingSince === null) return <>{c.workerName ?? t('notKnown')}</>
  const days = daysWaiting(londonDateOf(c.waitingSince), londonDateOf(now))
  return <Tag classes="govuk-tag--red">{days === 0 ? t('waiting.today') : t('waiting', { count: days })}</Tag>
}

function withPhone(name: string, phone: string | null): string {
  return t('case.phone', { name, phone: phone ?? t('noPhone') })
}

// ── the frame of every page of a case ───────────────────────────────────────────────────────────────────────────────

export type Part = Readonly<{ key: string; label: string; href: string }>
export type Fact = Readonly<{ label: string; value: string | VNode }>
export type FrameProps = Readonly<{
  c: Case
  warnings: readonly Warning[]
  facts: readonly Fact[]
  parts: readonly Part[]
  /** The key of the part that is open; undefined on a page below one. */
  current: string | undefined
  now: Date
  children: VNode
}>

/** Who this is, what to mind before anything else, whom to phone; then the parts of the case and one of them. */
export function CaseFrame({ c, warnings, facts, parts, current, now, children }: FrameProps): VNode {
  return (
    <>
      <CaseBanner c={c} warnings={warnings} facts={facts} now={now} />
      <SubNavigation
        label={t('case.parts')}
        items={parts.map(({ key, label, href }) => ({ text: label, href, current: key === current }))}
      />
      {children}
    </>
  )
}

/** The identity of a case alone, for pages that stand outside its parts. */
export function CaseBanner({ c, warnings, facts, now }: Pick<FrameProps, 'c' | 'warnings' | 'facts' | 'now'>): VNode {
  return (
    <section class="lw-record-header" aria-label={t('case.title', { reference: c.reference, part: c.knownAs })}>
      <WarningBanners warnings={warnings} />
      <p class="lw-record-header__name">
        <a class="govuk-link govuk-link--no-visited-state" href={`/cases/${c.id}`}>
          {c.knownAs}
        </a>{' '}
        {c.headline !== null && <LevelTag level={levelOf(c)} />}{' '}
        {c.state !== 'open' && <Tag classes="govuk-tag--grey">{t(`state.${c.state}`)}</Tag>}
      </p>
      <dl class="lw-record-header__facts">
        <HeaderFact label={t('case.reference')}>
          <span class="lw-reference">{c.reference}</span>
        </HeaderFact>
        {facts.map(({ label, value }) => (
          <HeaderFact label={label}>{value}</HeaderFact>
        ))}
        <HeaderFact label={t('case.worker')}>
          {c.workerName === null ? <WorkerOrWaiting c={c} now={now} /> : withPhone(c.workerName, c.workerPhone)}
        </HeaderFact>
        {c.managerName !== null && <HeaderFact label={t('case.manager')}>{withPhone(c.managerName, c.managerPhone)}</HeaderFact>}
        <HeaderFact label={t('case.team')}>{c.teamPhone === null ? c.teamName : withPhone(c.teamName, c.teamPhone)}</HeaderFact>
      </dl>
    </section>
  )
}

function HeaderFact({ label, children }: { label: string; children: VNode | string }): VNode {
  return (
    <div class="lw-record-header__fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const warningTone = (kind: WarningKind) => (kind === 'not_alone' || kind === 'home_unsafe' ? 'bad' : 'caution')

function WarningBanners({ warnings }: { warnings: readonly Warning[] }): VNode | null {
  if (warnings.length === 0) return null
  return (
    <>
      {warnings.map((w) => (
        <Alert tone={warningTone(w.kind)} title={t(`warning.${w.kind}`)}>
          <p class="govuk-body">
            {t('warning.said', { said: w.said, who: w.saidBy })}
            {w.untilOn !== null && <>, {t('warning.until', { date: showDate(w.untilOn) })}</>}
          </p>
        </Alert>
      ))}
    </>
  )
}

// ── overview ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `first`: nothing else on the case goes before it, such as giving it to a worker. */
export type Act = Readonly<{ text: string; href: string; first?: boolean }>

function Acts({ acts, label }: { acts: readonly Act[]; label: string }): VNode | null {
  if (acts.length === 0) return null
  return (
    <nav class="lw-no-print" aria-label={label}>
      <div class="govuk-button-group">
        {acts.map(({ text, href, first }) => (
          <Button href={href} classes={first === true ? undefined : 'govuk-button--secondary'}>
            {text}
          </Button>
        ))}
      </div>
    </nav>
  )
}

export function Overview({ c, acts, parts }: { c: Case; acts: readonly Act[]; parts: readonly VNode[] }): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('part.overview')}</h1>
      <Acts acts={acts.filter(({ first }) => first === true)} label={t('act.first')} />
      {parts}
      <h2 class="govuk-heading-m">{t('overview.standing')}</h2>
      <SummaryList
        classes="lw-dense"
        rows={[
          c.headline !== null && {
            key: t('case.level'),
            value: {
              text:
                c.headline.levelConfirmedAt === null
                  ? levelLabel(levelOf(c) ?? c.headline.level)
                  : t('case.confirmedAt', { level: levelLabel(c.headline.level), when: showInstant(c.headline.levelConfirmedAt) }),
            },
          },
          c.headline !== null && {
            key: t('case.nextStep'),
            value: {
              text: (
                <>
                  {c.headline.nextStep === '' ? t('case.noNextStep') : c.headline.nextStep}
                  {c.headline.nextStepAt !== null && (
                    <p class="govuk-hint govuk-!-margin-bottom-0">
                      {t('case.nextStepBy', { name: c.headline.nextStepBy ?? t('notKnown'), when: showInstant(c.headline.nextStepAt) })}
                    </p>
                  )}
                </>
              ),
            },
          },
          { key: t('case.state'), value: t(`state.${c.state}`) },
          { key: t('case.opened'), value: showInstant(c.openedAt) },
          c.closedAt !== null && { key: t('case.closed'), value: showInstant(c.closedAt) },
        ]}
      />
      <Acts acts={acts.filter(({ first }) => first !== true)} label={t('act.title')} />
    </>
  )
}

// ── lists of cases ──────────────────────────────────────────────────────────────────────────────────────────────────

export type ListColumn = Readonly<{ label: string; values: ReadonlyMap<string, string | VNode> }>
export type CaseListProps = Readonly<{
  cases: readonly Case[]
  filter: CaseFilter
  /** The address without the filter, by whose cases. */
  tabs: readonly Readonly<{ text: string; href: string; current: boolean }>[]
  columns: readonly ListColumn[]
  /** Who must be seen first, or by name; undefined where there is no choice. */
  sort: 'first' | 'name' | undefined
  now: Date
  limit: number
}>

export function CaseList({ cases, filter, tabs, columns, sort, now, limit }: CaseListProps): VNode {
  const isFiltered = filter.level !== undefined || filter.words !== undefined || filter.state !== 'open'
  const empty = isFiltered || filter.waiting === true ? 'filtered' : filter.whose
  return (
    <>
      <h1 class="govuk-heading-l">{t('list.title')}</h1>
      <SubNavigation label={t('list.whose')} items={tabs} />
      <FilterPanel action="/cases" title={t('list.filter')} clearUrl={`/cases?whose=${filter.whose}`} open={isFiltered}>
        <input type="hidden" name="whose" value={filter.whose} />
        <Input name="q" label={t('list.words')} value={filter.words} type="search" attributes={{ 'data-keys-search': true }} />
        <Select
          name="level"
          label={t('list.level')}
          value={filter.level ?? ''}
          items={[{ value: '', text: t('list.anyLevel') }, ...levels.map((level) => ({ value: level, text: t(`level.${level}`) }))]}
        />
        <Select
          name="state"
          label={t('list.state')}
          value={filter.state ?? 'any'}
          items={[
            { value: 'open', text: t('state.open') },
            { value: 'closed', text: t('state.closed') },
            { value: 'any', text: t('list.anyState') },
          ]}
        />
        {sort !== undefined && (
          <Select
            name="sort"
            label={t('list.sort')}
            value={sort}
            items={[
              { value: 'first', text: t('list.sort.first') },
              { value: 'name', text: t('list.sort.name') },
            ]}
          />
        )}
      </FilterPanel>
      {cases.length === 0 ? (
        <EmptyState title={t(`list.empty.${empty}`)}>
          <p class="govuk-body">{t(`list.empty.${empty}.what`)}</p>
        </EmptyState>
      ) : (
        <>
          <p class="govuk-body">
            {cases.length >= limit ? t('list.tooMany') : t('list.found', { count: cases.length })}
            {sort !== undefined && `, ${t(`list.sorted.${sort}`)}`}
          </p>
          <Table
            classes="lw-dense lw-stack"
            caption={filter.waiting === true ? t('list.captionWaiting') : t('list.caption')}
            captionClasses="govuk-visually-hidden"
            firstCellIsHeader
            head={[
              t('list.name'),
              t('list.reference'),
              t('list.level'),
              t('list.worker'),
              t('list.nextStep'),
              ...columns.map(({ label }) => label),
            ]}
            rows={cases.map((c) => [
              { text: <CaseLink c={c} />, attributes: { 'data-keys-item': true } },
              { text: <span class="lw-reference">{c.reference}</span>, attributes: { 'data-label': t('list.reference') } },
              { text: <LevelTag level={levelOf(c)} />, attributes: { 'data-label': t('list.level') } },
              { text: <WorkerOrWaiting c={c} now={now} />, attributes: { 'data-label': t('list.worker') } },
              { text: c.headline?.nextStep || t('case.noNextStep'), attributes: { 'data-label': t('list.nextStep') } },
              ...columns.map(({ label, values }) => ({ text: values.get(c.id) ?? '', attributes: { 'data-label': label } })),
            ])}
          />
        </>
      )}
    </>
  )
}

function CaseLink({ c }: { c: Case }): VNode {
  return (
    <>
      <a class="govuk-link" href={`/cases/${c.id}`}>
        {c.knownAs}
      </a>
      {c.state !== 'open' && (
        <>
          {' '}
          <Tag classes="govuk-tag--grey">{t(`state.${c.state}`)}</Tag>
        </>
      )}
    </>
  )
}

// ── chronology ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type ChronologyProps = Readonly<{ c: Case; chronology: Chronology; filter: ChronologyFilter; printUrl: string; dateProblems: Dates }>
type Dates = Readonly<{ values: Readonly<Record<string, string>>; from?: string | undefined; to?: string | undefined }>

export function ChronologyPart({ c, chronology, filter, printUrl, dateProblems }: ChronologyProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('chronology.heading')}</h1>
      <FilterPanel
        action={`/cases/${c.id}/chronology`}
        title={t('chronology.filter')}
        clearUrl={`/cases/${c.id}/chronology`}
        open={filter.kinds !== undefined || filter.from !== undefined || filter.to !== undefined}
      >
        <fieldset class="govuk-fieldset govuk-form-group">
          <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{t('chronology.kinds')}</legend>
          <div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">
            {chronology.kinds.map(({ kind, label }) => (
              <div class="govuk-checkboxes__item">
                <input
                  class="govuk-checkboxes__input"
                  type="checkbox"
                  id={`k-${kind}`}
                  name={`k-${kind}`}
                  value="1"
                  checked={filter.kinds?.includes(kind) ?? false}
                />
                <label class="govuk-label govuk-checkboxes__label" for={`k-${kind}`}>
                  {label}
                </label>
              </div>
            ))}
          </div>
        </fieldset>
        <DateInput
          id="from"
          namePrefix="from"
          fieldset={{ legend: { text: t('chronology.from'), classes: 'govuk-fieldset__legend--s' } }}
          values={dateProblems.values}
          errorMessage={dateProblems.from}
        />
        <DateInput
          id="to"
          namePrefix="to"
          fieldset={{ legend: { text: t('chronology.to'), classes: 'govuk-fieldset__legend--s' } }}
          values={dateProblems.values}
          errorMessage={dateProblems.to}
        />
      </FilterPanel>
      <p class="govuk-body lw-no-print">
        <a class="govuk-link" href={printUrl}>
          {t('chronology.print')}
        </a>
      </p>
      <Entries entries={chronology.entries} />
    </>
  )
}

function Entries({ entries }: { entries: readonly ChronologyEntry[] }): VNode {
  if (entries.length === 0)
    return (
      <EmptyState title={t('chronology.none')}>
        <p class="govuk-body">{t('chronology.none.what')}</p>
      </EmptyState>
    )
  return (
    <Timeline
      headingLevel={2}
      items={entries.map((entry) => ({
        id: entry.id.replaceAll(':', '-'),
        datetime: entry.time === null ? entry.on : `${entry.on}T${entry.time}`,
        when: entry.time === null ? showDate(entry.on) : t('note.happenedAt', { date: showDate(entry.on), time: entry.time }),
        title:
          entry.href === undefined ? (
            entry.title
          ) : (
            <a class="govuk-link" href={entry.href}>
              {entry.title}
            </a>
          ),
        by: entry.by ?? undefined,
        children: entry.text === '' ? undefined : <PlainText text={entry.text} />,
      }))}
    />
  )
}

/** Text as it was typed: an empty line begins a paragraph, a line break stays one. */
export function PlainText({ text, classes = 'govuk-body' }: { text: string; classes?: string }): VNode {
  return (
    <>
      {text.split(/\n{2,}/).map((paragraph) => (
        <p class={`${classes} lw-typed`}>{paragraph}</p>
      ))}
    </>
  )
}

export type PrintProps = Readonly<{
  c: Case
  chronology: Chronology
  filter: ChronologyFilter
  actor: Actor
  now: Date
  warnings: readonly Warning[]
}>

/** For paper: who printed it and when stands on top; people and places are never here. */
export function ChronologyForPrinting({ c, chronology, filter, actor, now, warnings }: PrintProps): VNode {
  return (
    <>
      <p class="govuk-body-s lw-print-mark">
        {t('chronology.printed', {
          reference: c.reference,
          name: actor.fullName,
          role: actor.roleLabel,
          agency: actor.agencyName,
          when: showInstant(now, { zone: true }),
        })}
      </p>
      <CaseBanner c={c} warnings={warnings} facts={[]} now={now} />
      <h1 class="govuk-heading-l">{t('chronology.heading')}</h1>
      <p class="govuk-body">
        {t('chronology.period', {
          from: filter.from === undefined ? t('chronology.start') : showDate(filter.from),
          to: filter.to === undefined ? t('chronology.today') : showDate(filter.to),
        })}
      </p>
      <Entries entries={chronology.entries} />
    </>
  )
}

// ── as it was ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a case was on a day, as far as its reader may see it. Undefined: not theirs to see. */
export type AsItWas = Readonly<{
  on: string
  state: CaseState
  worker: string | null
  level?: string | undefined
  nextStep?: string | undefined
  tracks?: readonly string[] | undefined
  warnings?: readonly string[] | undefined
  notes?: readonly Readonly<{ on: string; text: string }>[] | undefined
}>

export type HistoryProps = Readonly<{
  c: Case
  values: Readonly<Record<string, string>>
  problem?: string | undefined
  /** 'not_yet': there was no case on that day. */
  shown: AsItWas | 'not_yet' | undefined
}>

export function HistoryPart({ c, values, problem, shown }: HistoryProps): VNode {
  const list = (items: readonly string[]) => (items.length === 0 ? t('history.none') : items.join('; '))
  return (
    <>
      <h1 class="govuk-heading-l">{t('history.heading')}</h1>
      <p class="govuk-body">{t('history.what')}</p>
      <form method="get" action={`/cases/${c.id}/history`} novalidate class="lw-no-print">
        <DateInput
          id="on"
          namePrefix="on"
          fieldset={{ legend: { text: t('history.on'), classes: 'govuk-fieldset__legend--s' } }}
          values={values}
          errorMessage={problem}
        />
        <Button classes="govuk-button--secondary">{t('history.show')}</Button>
      </form>
      {shown === 'not_yet' && <p class="govuk-body">{t('history.notYet')}</p>}
      {shown !== undefined && shown !== 'not_yet' && (
        <>
          <h2 class="govuk-heading-m">{t('history.title', { date: showDate(shown.on) })}</h2>
          <SummaryList
            classes="lw-dense"
            rows={[
              { key: t('case.state'), value: t(`state.${shown.state}`) },
              { key: t('case.worker'), value: shown.worker ?? t('allocate.nobody') },
              shown.level !== undefined && {
                key: t('case.level'),
                value: levelLabel(c.kind === 'adult' && shown.level === 'not_assessed' ? 'adult' : shown.level),
              },
              shown.nextStep !== undefined && {
                key: t('case.nextStep'),
                value: shown.nextStep === '' ? t('case.noNextStep') : shown.nextStep,
              },
              shown.tracks !== undefined && { key: t('history.tracks'), value: list(shown.tracks) },
              shown.warnings !== undefined && { key: t('history.warnings'), value: list(shown.warnings) },
            ]}
          />
          {shown.notes !== undefined && (
            <>
              <h2 class="govuk-heading-m">{t('history.notes')}</h2>
              {shown.notes.length === 0 && <p class="govuk-body">{t('history.none')}</p>}
              {shown.notes.map(({ on, text }) => (
                <div class="lw-note">
                  <h3 class="govuk-heading-s">{showShortDate(on)}</h3>
                  <PlainText text={text} />
                </div>
              ))}
            </>
          )}
        </>
      )}
    </>
  )
}
