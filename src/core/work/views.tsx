import type { VNode } from 'preact'
import {
  BackLink,
  Button,
  Checkboxes,
  Details,
  EmptyState,
  NotificationBanner,
  Stat,
  StatRow,
  Table,
  Tag,
} from '../../platform/design/index.ts'
import {
  isoInstant,
  showDate,
  showDay,
  showDayOrInstant,
  showDaysOverdue,
  showDue,
  showShortInstant,
  showTime,
} from '../../platform/texts/dates.ts'
import { daysBetween, londonDateOf } from '../clocks/index.ts'
import { WhyThisDate } from '../handbook/index.ts'
import type { NavigationItem } from '../house/room.ts'
import { PostForm } from '../pages/index.ts'
import type { Change, Notice, Preferences } from './desk-store.ts'
import { knownClock } from './known-clock.ts'
import type { NameOf } from './names.ts'
import type { ChangeWords, NoticeWords, RecordName, ShownBlock, TaskWords } from './parts.ts'
import { type Since, sinces, type When, whens } from './rules.ts'
import type { OwedTask, Task } from './store.ts'
import { t } from './texts.ts'

export type HomeBlock = ShownBlock & Readonly<{ key: string }>

export type HomeProps = Readonly<{
  now: Date
  groups: Readonly<Record<When, readonly OwedTask[]>>
  isCapped: boolean
  words: ReadonlyMap<string, TaskWords>
  nameOf: NameOf
  /** Undefined: not for this reader. */
  queue: Readonly<{ waiting: number; overdue: number }> | undefined
  unread: number
  /** In their order; `key` is the address of the block on the page. */
  blocks: readonly HomeBlock[]
  changes: readonly Readonly<{ name: RecordName; changes: readonly Change[] }>[]
  changeWords: ReadonlyMap<string, ChangeWords>
  since: Since
  from: Date
  actions: readonly NavigationItem[]
}>

/** The page people live in: what is owed by when, who was not seen, what is new, and the ways on. */
export function HomeView(props: HomeProps): VNode {
  const { now, groups, unread, queue, blocks } = props
  const above = blocks.filter(({ instead }) => instead !== undefined && instead.count > 0)
  const leading = blocks.filter(({ leads }) => leads === true)
  const overdueAbove = above.reduce((sum, { instead }) => sum + (instead?.count ?? 0), 0)
  const overdue = groups.overdue.length + overdueAbove
  const owed = whens.reduce((sum, when) => sum + groups[when].length, overdueAbove)
  return (
    <>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{showDay(now)}</span>
        {t('home.title')}
      </h1>
      <div class="lw-desk">
        <div class="lw-desk__main">
          {leading.map(({ view }) => view)}
          {(owed > 0 || unread > 0) && (
            <StatRow>
              <Stat
                value={overdue}
                label={t('home.overdue')}
                {...(overdue > 0 ? { tone: 'bad' as const, href: `#${above[0]?.key ?? 'overdue'}` } : {})}
              />
              <Stat
                value={groups.today.length}
                label={t('home.today')}
                {...(groups.today.length > 0 ? { tone: 'caution' as const, href: '#today' } : {})}
              />
              <Stat value={groups.week.length} label={t('home.week')} {...(groups.week.length > 0 ? { href: '#week' } : {})} />
              <Stat value={unread} label={t('home.unread')} {...(unread > 0 ? { tone: 'info' as const, href: '/notifications' } : {})} />
            </StatRow>
          )}
          {owed === 0 ? (
            <EmptyState title={t('tasks.none')}>
              <p class="govuk-body">{t('tasks.noneText')}</p>
            </EmptyState>
          ) : (
            overdue + groups.today.length === 0 && <p class="govuk-body">{t('tasks.noneToday')}</p>
          )}
          {above.map(({ view }) => view)}
          {whens.map((when) => (
            <TaskGroup when={when} tasks={groups[when]} {...props} />
          ))}
          {props.isCapped && <p class="govuk-body-s">{t('tasks.capped', { count: owed })}</p>}
          {blocks.filter((block) => !above.includes(block) && !leading.includes(block)).map(({ view }) => view)}
        </div>
        <div class="lw-desk__side">
          {queue !== undefined && <Queue queue={queue} />}
          <Actions actions={props.actions} />
        </div>
        <Changes {...props} />
      </div>
    </>
  )
}

type GroupProps = HomeProps & Readonly<{ when: When; tasks: readonly OwedTask[] }>
function TaskGroup({ when, tasks, words, nameOf, now }: GroupProps): VNode | null {
  if (tasks.length === 0) return null
  return (
    <section class={`lw-owed lw-owed--${when}`} id={when}>
      <h2 class="govuk-heading-m">{t(`when.${when}`)}</h2>
      {when === 'undated' && <p class="govuk-body">{t('when.undatedText')}</p>}
      <Table
        caption={t(`when.${when}`)}
        captionClasses="govuk-visually-hidden"
        classes="lw-dense lw-stack lw-owed__table"
        head={[t('task.what'), t('task.who'), t('task.due')]}
        rows={tasks.map((task) => {
          const name = nameOf(task.recordKind, task.recordId)
          return [
            { text: <TaskLink task={task} words={words.get(task.kind)} name={name} />, attributes: { 'data-label': t('task.what') } },
            {
              text: (
                <>
                  <Who name={name} />
                  {task.coverFor !== null && <span class="lw-quiet"> · {t('task.coverFor', { name: task.coverFor })}</span>}
                </>
              ),
              attributes: { 'data-label': t('task.who') },
            },
            { text: <Due task={task} when={when} now={now} />, attributes: { 'data-label': t('task.due') } },
          ]
        })}
      />
    </section>
  )
}

/** The words for a task and the way to it. A kind that no room has words for still leads to its record. */
function TaskLink({ task, words, name }: { task: Task; words: TaskWords | undefined; name: RecordName | undefined }): VNode {
  const label = words?.label(task) ?? t('task.unknown')
  const href = name === undefined && words?.isApart !== true ? undefined : (words?.href?.(task) ?? name?.href)
  if (href === undefined) return <>{label}</>
  return (
    <a class="govuk-link govuk-link--no-visited-state" href={href}>
      {label}
      {name !== undefined && <span class="govuk-visually-hidden">: {name.name}</span>}
    </a>
  )
}

function Who({ name }: { name: RecordName | undefined }): VNode {
  if (name === undefined) return <span class="lw-quiet">{t('task.closedToYou')}</span>
  return (
    <>
      <a class="govuk-link govuk-link--no-visited-state" href={name.href}>
        {name.name}
      </a>{' '}
      <span class="lw-quiet lw-reference">{name.reference}</span>
    </>
  )
}

function Due({ task, when, now }: { task: Task; when: When; now: Date }): VNode {
  const { dueAt } = task
  if (dueAt === null) return <>{t('task.noDate')}</>
  const why = knownClock(task.clock)
  return (
    <>
      <time dateTime={isoInstant(dueAt)}>{dueWords(dueAt, now)}</time>
      {when === 'overdue' && <span class="lw-late"> {lateWords(dueAt, now)}</span>}
      {why !== undefined && <WhyThisDate why={why} />}
    </>
  )
}

/** The last minute of a day is the day. */
const isWholeDay = (dueAt: Date) => showTime(dueAt) === '23:59'

/** "Today at 17:00", "Fri 27 November 2026". */
function dueWords(dueAt: Date, now: Date): string {
  if (londonDateOf(dueAt) !== londonDateOf(now)) return showDayOrInstant(dueAt)
  return isWholeDay(dueAt) ? t('task.today') : t('task.todayAt', { time: showTime(dueAt) })
}

/** "overdue by 3 days", of what is overdue. */
function lateWords(dueAt: Date, now: Date): string {
  if (isWholeDay(dueAt)) return showDaysOverdue(Math.max(1, daysBetween(londonDateOf(dueAt), londonDateOf(now))))
  return showDue((dueAt.getTime() - now.getTime()) / 60_000)
}

function Queue({ queue }: { queue: Readonly<{ waiting: number; overdue: number }> }): VNode {
  return (
    <section class="lw-card">
      <h2 class="govuk-heading-s">{t('queue.title')}</h2>
      <p class="govuk-body">{queue.waiting === 0 ? t('queue.none') : t('queue.waiting', { count: queue.waiting })}</p>
      {queue.overdue > 0 && (
        <p class="govuk-body">
          <strong class="lw-late">{t('queue.overdue', { count: queue.overdue })}</strong>
        </p>
      )}
    </section>
  )
}

function Actions({ actions }: { actions: readonly NavigationItem[] }): VNode {
  return (
    <nav class="lw-card" aria-labelledby="actions">
      <h2 class="govuk-heading-s" id="actions">
        {t('actions.title')}
      </h2>
      <ul class="lw-actions">
        {actions.map((item) => (
          <li>
            <a class="govuk-link govuk-link--no-visited-state" href={item.href}>
              {item.label}
            </a>
            {item.hint !== undefined && <span class="lw-actions__hint">{item.hint}</span>}
          </li>
        ))}
        <li>
          <a class="govuk-link govuk-link--no-visited-state" href="/guide">
            {t('actions.guide')}
          </a>
          <span class="lw-actions__hint">{t('actions.guideHint')}</span>
        </li>
      </ul>
    </nav>
  )
}

function Changes({ changes, changeWords, since, from }: HomeProps): VNode {
  return (
    <section class="lw-changes" id="changes">
      <h2 class="govuk-heading-m">{t('changes.title')}</h2>
      <p class="lw-changes__choice">
        {sinces.map((one) =>
          one === since ? (
            <strong aria-current="true">{t(`changes.${one}`)}</strong>
          ) : (
            <a class="govuk-link govuk-link--no-visited-state" href={one === 'last' ? '/#changes' : `/?since=${one}#changes`}>
              {t(`changes.${one}`)}
            </a>
          ),
        )}
      </p>
      <p class="govuk-body-s lw-quiet">{t('changes.since', { when: showDayOrInstant(from) })}</p>
      {changes.length === 0 ? (
        <p class="govuk-body">{t('changes.none')}</p>
      ) : (
        <ul class="lw-changes__list">
          {changes.map(({ name, changes: of }) => (
            <li>
              <a class="govuk-link govuk-link--no-visited-state" href={name.href}>
                {name.name}
              </a>{' '}
              <span class="lw-quiet lw-reference">{name.reference}</span>
              <p class="lw-changes__what">{changedThings(of, changeWords)}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** "2 notes, a visit, last 24 Nov 2026 at 14:02". Tables that no room has words for are counted together, at the end. */
function changedThings(changes: readonly Change[], words: ReadonlyMap<string, ChangeWords>): string {
  const known = changes.flatMap((change) => words.get(change.table)?.label(change.count) ?? [])
  const others = changes.filter((change) => !words.has(change.table)).reduce((sum, change) => sum + change.count, 0)
  const what = [...new Set(known), ...(others > 0 ? [t('changes.unknown', { count: others })] : [])].join(', ')
  const lastAt = new Date(Math.max(...changes.map((change) => change.lastAt.getTime())))
  return t('changes.one', { what, when: showShortInstant(lastAt) })
}

type NoticesProps = Readonly<{ notices: readonly Notice[]; words: ReadonlyMap<string, NoticeWords>; nameOf: NameOf }>
export function NoticesView({ notices, words, nameOf }: NoticesProps): VNode {
  const isAnyNew = notices.some(({ readAt }) => readAt === null)
  const isAnyRead = notices.some(({ readAt }) => readAt !== null)
  return (
    <>
      <h1 class="govuk-heading-l">{t('notices.title')}</h1>
      {notices.length === 0 ? (
        <EmptyState title={t('notices.none')}>
          <p class="govuk-body">{t('notices.noneText')}</p>
        </EmptyState>
      ) : (
        <>
          <p class="govuk-body">{t('notices.intro')}</p>
          {isAnyNew && (
            <PostForm action="/notifications/read">
              <Button classes="govuk-button--secondary">{t('notices.markAll')}</Button>
            </PostForm>
          )}
          {!isAnyNew && <p class="govuk-body">{t('notices.allRead')}</p>}
          <NoticeDays notices={notices.filter(({ readAt }) => readAt === null)} words={words} nameOf={nameOf} />
          {isAnyRead && (
            <Details summaryText={t('notices.readOnes', { count: notices.filter(({ readAt }) => readAt !== null).length })}>
              <NoticeDays notices={notices.filter(({ readAt }) => readAt !== null)} words={words} nameOf={nameOf} />
            </Details>
          )}
        </>
      )}
    </>
  )
}

/** Under the day on which they came, newest first. */
function NoticeDays({ notices, words, nameOf }: NoticesProps): VNode {
  const days = [...new Set(notices.map(({ at }) => londonDateOf(at)))]
  return (
    <>
      {days.map((day) => (
        <section>
          <h2 class="govuk-heading-s govuk-!-margin-bottom-0">{showDate(day)}</h2>
          <ul class="lw-notices govuk-!-margin-bottom-5">
            {notices
              .filter(({ at }) => londonDateOf(at) === day)
              .map((notice) => (
                <NoticeItem
                  notice={notice}
                  label={words.get(notice.kind)?.label(notice) ?? t('notices.unknown')}
                  name={nameOf(notice.recordKind, notice.recordId)}
                />
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function NoticeItem({ notice, label, name }: { notice: Notice; label: string; name: RecordName | undefined }): VNode {
  const isNew = notice.readAt === null
  return (
    <li class={isNew ? 'lw-notices__item lw-notices__item--new' : 'lw-notices__item'}>
      <div class="lw-notices__what">
        <a class="govuk-link govuk-link--no-visited-state" href={`/notifications/${notice.id}`}>
          {label}
        </a>
        {name !== undefined && (
          <span class="lw-notices__who">
            {name.name} <span class="lw-quiet lw-reference">{name.reference}</span>
          </span>
        )}
      </div>
      <div class="lw-notices__when">
        <time dateTime={isoInstant(notice.at)}>{showTime(notice.at)}</time>
        {isNew && <Tag classes="govuk-tag--blue">{t('notices.new')}</Tag>}
        {isNew && (
          <PostForm action={`/notifications/${notice.id}/read`}>
            <button type="submit" class="lw-link-button">
              {t('notices.mark')}
              <span class="govuk-visually-hidden">: {t('notices.markOf', { what: label, when: showShortInstant(notice.at) })}</span>
            </button>
          </PostForm>
        )}
      </div>
    </li>
  )
}

export function PreferencesView({ preferences, isSaved }: { preferences: Preferences; isSaved: boolean }): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <BackLink href="/account">{t('preferences.back')}</BackLink>
        {isSaved && <NotificationBanner type="success">{t('preferences.saved')}</NotificationBanner>}
        <h1 class="govuk-heading-l">{t('preferences.title')}</h1>
        <PostForm action="/account/preferences">
          <Checkboxes
            name="shortcuts"
            fieldset={{ legend: { text: t('preferences.shortcuts'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('preferences.shortcutsHint')}
            values={preferences.shortcuts ? ['on'] : []}
            items={[{ text: t('preferences.shortcutsItem'), value: 'on' }]}
          />
          <Checkboxes
            name="mail"
            fieldset={{ legend: { text: t('preferences.mail'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('preferences.mailHint')}
            values={preferences.emailNotices ? ['on'] : []}
            items={[{ text: t('preferences.mailItem'), value: 'on' }]}
          />
          <Button>{t('preferences.save')}</Button>
        </PostForm>
      </div>
    </div>
  )
}
