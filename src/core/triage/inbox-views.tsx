import type { VNode } from 'preact'
import {
  Button,
  Checkboxes,
  EmptyState,
  FilterPanel,
  Input,
  NotificationBanner,
  Pagination,
  Select,
  Stat,
  StatRow,
  Table,
  Tag,
} from '../../platform/design/index.ts'
import { showMinutes, showShortInstant } from '../../platform/texts/dates.ts'
import { minutesLeft } from '../clocks/index.ts'
import type { ConcernKind, Ward } from '../concerns/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { addressOf, type InboxQuery, inboxQuery, stateFilters, unknownWard, whoFilters } from './schema.ts'
import { type Inbox, pageSize, type SavedView, type TriageConcern } from './store.ts'
import { t } from './texts.ts'

/** "Decide within 3 hours 20 minutes" or "Overdue by 1 day": in words, so that colour is never needed. */
export function clockWords(dueAt: Date | null, now: Date): string {
  if (dueAt === null) return t('clock.none')
  const left = minutesLeft(dueAt, now)
  return left >= 0 ? t('clock.within', { time: showMinutes(left) }) : t('clock.overdue', { time: showMinutes(-left) })
}

export function answerClockWords(dueAt: Date | null, now: Date): string {
  if (dueAt === null) return t('clock.none')
  const left = minutesLeft(dueAt, now)
  return left >= 0 ? t('clock.answerWithin', { time: showMinutes(left) }) : t('clock.answerOverdue', { time: showMinutes(-left) })
}

export function StandingTag({ concern }: { concern: TriageConcern }): VNode {
  const { standing } = concern
  switch (standing) {
    case 'open':
      return concern.holderPostId === null ? <Tag>{t('standing.open')}</Tag> : <Tag classes="govuk-tag--teal">{t('standing.held')}</Tag>
    case 'more_wanted':
      return <Tag classes="govuk-tag--yellow">{t('standing.more_wanted')}</Tag>
    case 'passed_on':
      return <Tag classes="govuk-tag--purple">{t('standing.passed_on')}</Tag>
    case 'with_leader':
      return <Tag classes="govuk-tag--grey">{t('standing.with_leader', { reference: concern.leaderReference ?? '' })}</Tag>
    case 'decided':
      return <Tag classes="govuk-tag--green">{t('standing.decided')}</Tag>
  }
}

export function DangerTag({ danger }: Pick<TriageConcern, 'danger'>): VNode | null {
  switch (danger) {
    case 'yes':
      return <Tag classes="govuk-tag--red">{t('danger.yes')}</Tag>
    case 'unknown':
      return <Tag classes="govuk-tag--orange">{t('danger.unknown')}</Tag>
    case 'no':
      return null
  }
}

export type InboxPageProps = Readonly<{
  inbox: Inbox
  query: InboxQuery
  kinds: readonly ConcernKind[]
  agencies: readonly Readonly<{ id: string; name: string }>[]
  wards: readonly Ward[]
  views: readonly SavedView[]
  now: Date
  postId: string
  saved: boolean
  problems: Problems
  typedName: string
}>

export function InboxPage(props: InboxPageProps): VNode {
  const { inbox, query, kinds, agencies, wards, now, postId, saved, problems } = props
  const { counts, concerns, total } = inbox
  const isFiltered = query.q !== '' || query.kind !== '' || query.agency !== '' || query.ward !== '' || query.overdue === 'yes'
  const at = (change: Partial<InboxQuery>) => addressOf(allOf, change)
  return (
    <>
      <ProblemSummary problems={problems} />
      {saved && <NotificationBanner type="success">{t('views.saved')}</NotificationBanner>}
      <h1 class="govuk-heading-l">{t('inbox.title')}</h1>
      <StatRow>
        <Stat value={counts.undecided} label={t('inbox.count.undecided')} href={at({})} />
        <Stat value={counts.danger} label={t('inbox.count.danger')} {...(counts.danger > 0 ? { tone: 'bad' as const } : {})} />
        <Stat
          value={counts.overdue}
          label={t('inbox.count.overdue')}
          href={at({ overdue: 'yes' })}
          {...(counts.overdue > 0 ? { tone: 'bad' as const } : {})}
        />
        <Stat value={counts.unclaimed} label={t('inbox.count.unclaimed')} href={at({ who: 'unclaimed' })} />
        <Stat value={counts.answersOwed} label={t('inbox.count.answersOwed')} href={at({ state: 'answer_owed' })} />
      </StatRow>
      <FilterPanel
        action="/triage"
        clearUrl="/triage"
        title={t('inbox.filters')}
        open={isFiltered || query.who !== 'everybody' || query.state !== 'undecided'}
      >
        <Input name="q" label={t('inbox.search')} value={query.q} attributes={{ 'data-keys-search': true }} />
        <Select
          name="state"
          label={t('inbox.state')}
          value={query.state}
          items={stateFilters.map((value) => ({ value, text: t(`state.${value}`) }))}
        />
        <Select
          name="who"
          label={t('inbox.who')}
          value={query.who}
          items={whoFilters.map((value) => ({ value, text: t(`who.${value}`) }))}
        />
        <Select
          name="kind"
          label={t('inbox.kind')}
          value={query.kind}
          items={[{ value: '', text: t('inbox.kind.all') }, ...kinds.map(({ code, label }) => ({ value: code, text: label }))]}
        />
        <Select
          name="agency"
          label={t('inbox.agency')}
          value={query.agency}
          items={[{ value: '', text: t('inbox.agency.all') }, ...agencies.map(({ id, name }) => ({ value: id, text: name }))]}
        />
        {wards.length > 0 && (
          <Select
            name="ward"
            label={t('inbox.ward')}
            value={query.ward}
            items={[
              { value: '', text: t('inbox.ward.all') },
              ...wards.map(({ code, name }) => ({ value: code, text: name })),
              { value: unknownWard, text: t('inbox.ward.unknown') },
            ]}
          />
        )}
        <Checkboxes
          name="overdue"
          classes="govuk-checkboxes--small"
          values={query.overdue === 'yes' ? ['yes'] : []}
          items={[{ value: 'yes', text: t('inbox.overdueOnly') }]}
        />
      </FilterPanel>
      {concerns.length === 0 ? (
        <NothingHere query={query} isFiltered={isFiltered} />
      ) : (
        <>
          <p class="govuk-body-s">
            {t(`state.${query.state}`)}: {t('inbox.shown', { count: total })}
          </p>
          <Table
            caption={t('inbox.caption')}
            captionClasses="govuk-visually-hidden"
            classes="lw-dense lw-stack"
            head={[t('inbox.decideBy'), t('inbox.concern'), t('inbox.about'), t('inbox.from'), t('inbox.holder'), t('inbox.status')]}
            rows={concerns.map((concern) => rowOf(concern, now, postId))}
          />
          <Pages query={query} total={total} />
        </>
      )}
      <Views {...props} />
    </>
  )
}

const allOf: InboxQuery = { state: 'undecided', who: 'everybody', kind: '', agency: '', ward: '', q: '', page: 1 }

function rowOf(concern: TriageConcern, now: Date, postId: string) {
  const [first, ...others] = concern.subjects
  const isLate = concern.dueAt !== null && concern.dueAt < now
  const clock =
    concern.state === 'decided'
      ? concern.answerOwedBy !== null || concern.answerDueAt !== null
        ? answerClockWords(concern.answerDueAt, now)
        : t('clock.decided', { when: concern.decidedAt === null ? '' : showShortInstant(concern.decidedAt) })
      : clockWords(concern.dueAt, now)
  return [
    { text: isLate ? <strong>{clock}</strong> : clock },
    {
      text: (
        <>
          <a class="govuk-link" href={`/triage/${concern.id}`} data-keys-item>
            {concern.reference}
          </a>
          <br />
          {concern.kindLabel}
        </>
      ),
    },
    {
      text: (
        <>
          {first ?? t('inbox.noName')}
          {others.length > 0 && <> {t('inbox.more', { count: others.length })}</>}
          {concern.wards.length > 0 && (
            <>
              <br />
              {concern.wards.join(', ')}
            </>
          )}
          {concern.followers.length > 0 && (
            <>
              <br />
              {t('inbox.followers', { count: concern.followers.length })}
            </>
          )}
        </>
      ),
      attributes: { 'data-label': t('inbox.about') },
    },
    {
      text: (
        <>
          {concern.agencyName ?? t('inbox.noAgency')}
          <br />
          {t('inbox.received', { when: showShortInstant(concern.receivedAt) })}
        </>
      ),
      attributes: { 'data-label': t('inbox.from') },
    },
    { text: holderWords(concern, postId), attributes: { 'data-label': t('inbox.holder') } },
    {
      text: (
        <>
          <DangerTag danger={concern.danger} /> <StandingTag concern={concern} />
        </>
      ),
    },
  ]
}

function holderWords(concern: TriageConcern, postId: string): string {
  if (concern.holderName === null) return t('inbox.nobody')
  if (concern.offeredTo === postId) return t('inbox.offeredYou', { name: concern.holderName })
  return concern.holderPostId === postId ? t('inbox.you') : concern.holderName
}

function NothingHere({ query, isFiltered }: { query: InboxQuery; isFiltered: boolean }): VNode {
  const kind = isFiltered
    ? 'filtered'
    : query.who === 'mine'
      ? 'mine'
      : query.state === 'undecided' && query.who === 'everybody'
        ? 'none'
        : 'filtered'
  const href = { none: '/triage?state=answer_owed', filtered: '/triage', mine: '/triage?who=unclaimed' }[kind]
  return (
    <EmptyState title={t(`empty.${kind}.title`)}>
      <p class="govuk-body">{t(`empty.${kind}.text`)}</p>
      <p class="govuk-body">
        <a class="govuk-link" href={href}>
          {t(`empty.${kind}.link`)}
        </a>
      </p>
    </EmptyState>
  )
}

function Pages({ query, total }: { query: InboxQuery; total: number }): VNode | null {
  const last = Math.ceil(total / pageSize)
  if (last <= 1) return null
  return (
    <Pagination
      {...(query.page > 1 ? { previous: { href: addressOf(query, { page: query.page - 1 }), text: t('page.previous') } } : {})}
      {...(query.page < last ? { next: { href: addressOf(query, { page: query.page + 1 }), text: t('page.next') } } : {})}
    />
  )
}

/** What a kept view looks for, in the words of the filters. */
function filterWords(kept: string, { kinds, agencies, wards }: Pick<InboxPageProps, 'kinds' | 'agencies' | 'wards'>): string {
  const query = inboxQuery.parse(Object.fromEntries(new URLSearchParams(kept)))
  const named = (list: readonly Readonly<{ name: string }>[]) => list.map(({ name }) => name)
  return [
    t(`state.${query.state}`),
    ...(query.who === 'everybody' ? [] : [t(`who.${query.who}`)]),
    ...kinds.filter(({ code }) => code === query.kind).map(({ label }) => label),
    ...named(agencies.filter(({ id }) => id === query.agency)),
    ...(query.ward === unknownWard ? [t('inbox.ward.unknown')] : named(wards.filter(({ code }) => code === query.ward))),
    ...(query.overdue === 'yes' ? [t('inbox.overdueOnly')] : []),
    ...(query.q === '' ? [] : [`“${query.q}”`]),
  ].join(', ')
}

function Views(props: InboxPageProps): VNode {
  const { query, views, problems, typedName } = props
  const here = addressOf(query, { page: 1 }).replace(/^\/triage\??/, '')
  return (
    <>
      <h2 class="govuk-heading-m">{t('views.title')}</h2>
      {views.map(({ id, name, query: kept }) => (
        <PostForm action={`/triage/views/${id}/delete`}>
          <p class="govuk-body">
            <a class="govuk-link" href={kept === '' ? '/triage' : `/triage?${kept}`}>
              {name}
            </a>{' '}
            ({filterWords(kept, props)}){' '}
            <button type="submit" class="lw-link-button">
              {t('views.delete')}
              <span class="govuk-visually-hidden"> {t('views.deleteHidden', { name })}</span>
            </button>
          </p>
        </PostForm>
      ))}
      <PostForm action={here === '' ? '/triage/views' : `/triage/views?${here}`}>
        <Input
          name="name"
          label={t('views.name')}
          classes="govuk-input--width-20"
          value={typedName}
          {...(problems['name'] === undefined ? {} : { errorMessage: problems['name'] })}
        />
        <Button classes="govuk-button--secondary">{t('views.save')}</Button>
      </PostForm>
    </>
  )
}
