// Blocks of "My work today" about children who were not seen, planned visits, and what a referrer sent.
import type { VNode } from 'preact'
import { EmptyState, Table, Tag } from '../../platform/design/index.ts'
import { showDay, showDaysOverdue, showInstant, showShortDate } from '../../platform/texts/dates.ts'
import { can } from '../access/identity.ts'
import { daysBetween, londonDateOf } from '../clocks/index.ts'
import { concernsSentBy } from '../concerns/index.ts'
import type { Request } from '../house/request.ts'
import { type PlannedVisit, plannedVisitsOf } from '../visits/index.ts'
import type { ShownBlock } from '../work/index.ts'
import { casesOf, type UnseenChild, unseenByMe } from './store.ts'
import { t } from './texts.ts'

/** For those who work cases: who has not been seen in time, in the place of the tasks to see them. Undefined without a case. */
export async function unseenBlock({ tx, actor, now, audit }: Request): Promise<ShownBlock | undefined> {
  if (!can(actor, 'case.work') || (await casesOf(tx, actor.postId)) === 0) return undefined
  const today = londonDateOf(now)
  const unseen = await unseenByMe(tx, actor.postId, today)
  audit.shown(unseen.map(({ caseId }) => caseId))
  const listed = new Set(unseen.map(({ caseId }) => caseId))
  return {
    view: <Unseen unseen={unseen} today={today} />,
    instead: { count: unseen.length, holds: ({ kind, recordId }) => kind === 'visit' && listed.has(recordId) },
  }
}

function Unseen({ unseen, today }: { unseen: readonly UnseenChild[]; today: string }): VNode {
  return (
    <section id="unseen">
      <h2 class="govuk-heading-m">{t('unseen.title')}</h2>
      {unseen.length === 0 ? (
        <p class="govuk-body">{t('unseen.none')}</p>
      ) : (
        <>
          <p class="govuk-body">{t('unseen.what')}</p>
          <Table
            caption={t('unseen.title')}
            captionClasses="govuk-visually-hidden"
            classes="lw-dense lw-stack"
            head={[t('unseen.who'), t('unseen.lastSeen'), t('unseen.standing')]}
            rows={unseen.map((child) => [
              { text: <CaseLink {...child} />, attributes: { 'data-label': t('unseen.who') } },
              { text: <LastSeen child={child} />, attributes: { 'data-label': t('unseen.lastSeen') } },
              { text: <Standing child={child} today={today} />, attributes: { 'data-label': t('unseen.standing') } },
            ])}
          />
        </>
      )}
    </section>
  )
}

function CaseLink({ caseId, knownAs, reference }: { caseId: string; knownAs: string; reference: string }): VNode {
  return (
    <>
      <a class="govuk-link govuk-link--no-visited-state" href={`/cases/${caseId}/visits`}>
        {knownAs}
      </a>{' '}
      <span class="lw-quiet lw-reference">{reference}</span>
    </>
  )
}

function LastSeen({ child }: { child: UnseenChild }): VNode {
  return (
    <>
      {child.lastSeenOn === null ? t('unseen.never', { date: showShortDate(child.openedOn) }) : showShortDate(child.lastSeenOn)}
      {child.attemptsSince > 0 && <span class="lw-quiet"> · {t('unseen.attempts', { count: child.attemptsSince })}</span>}
    </>
  )
}

function Standing({ child, today }: { child: UnseenChild; today: string }): VNode {
  if (child.dueOn === null) return <>{t('unseen.noDate')}</>
  const overdue = showDaysOverdue(Math.max(1, daysBetween(child.dueOn, today)))
  return <span class="lw-late">{t('unseen.overdue', { date: showShortDate(child.dueOn), overdue })}</span>
}

/** The visits this person has planned, those of past days too: they want an outcome. */
export async function plannedBlock({ tx, actor, now, audit }: Request): Promise<ShownBlock | undefined> {
  if (!can(actor, 'case.work')) return undefined
  const planned = await plannedVisitsOf(tx, actor.postId)
  if (planned.length === 0) return undefined
  audit.shown(planned.map(({ caseId }) => caseId))
  return { view: <Planned planned={planned} now={now} /> }
}

function Planned({ planned, now }: { planned: readonly PlannedVisit[]; now: Date }): VNode {
  return (
    <section id="planned">
      <h2 class="govuk-heading-m">{t('visits.title')}</h2>
      <Table
        caption={t('visits.title')}
        captionClasses="govuk-visually-hidden"
        classes="lw-dense lw-stack"
        head={[t('visits.at'), t('unseen.who')]}
        rows={planned.map(({ visitId, caseId, knownAs, plannedFor }) => [
          {
            text: (
              <>
                {showInstant(plannedFor)} {plannedFor < now && <Tag classes="govuk-tag--yellow">{t('visits.past')}</Tag>}
              </>
            ),
            attributes: { 'data-label': t('visits.at') },
          },
          {
            text: (
              <a class="govuk-link govuk-link--no-visited-state" href={`/cases/${caseId}/visits/${visitId}/record`}>
                {knownAs}
              </a>
            ),
            attributes: { 'data-label': t('unseen.who') },
          },
        ])}
      />
    </section>
  )
}

const shownReferrals = 10

/** For those who refer: what they sent and whom to ring. Somebody with an inbox or cases meets it only when they sent something. */
export async function referralsBlock({ tx, actor, audit }: Request): Promise<ShownBlock | undefined> {
  if (!can(actor, 'concern.refer')) return undefined
  const sent = await concernsSentBy(tx, actor.postId, shownReferrals)
  if (sent.length === 0 && (can(actor, 'case.work') || can(actor, 'concern.triage') || can(actor, 'team.oversee'))) return undefined
  audit.shown(sent.map(({ id }) => id))
  return { view: <Referrals sent={sent} /> }
}

function Referrals({ sent }: { sent: Awaited<ReturnType<typeof concernsSentBy>> }): VNode {
  return (
    <section id="referrals">
      <h2 class="govuk-heading-m">{t('referrals.title')}</h2>
      {sent.length === 0 ? (
        <EmptyState title={t('referrals.none')} headingLevel={3}>
          <p class="govuk-body">{t('referrals.noneText')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('referrals.title')}
          captionClasses="govuk-visually-hidden"
          classes="lw-dense lw-stack"
          head={[t('referrals.about'), t('referrals.sent'), t('referrals.standing'), t('referrals.phone')]}
          rows={sent.map((concern) => [
            {
              text: (
                <>
                  <a class="govuk-link govuk-link--no-visited-state" href={`/concerns/${concern.id}`}>
                    {concern.subjectNames.filter((name) => name !== '').join(', ') || t('referrals.nobody')}
                  </a>{' '}
                  <span class="lw-quiet lw-reference">{concern.reference}</span>
                </>
              ),
              attributes: { 'data-label': t('referrals.about') },
            },
            { text: showDay(concern.receivedAt), attributes: { 'data-label': t('referrals.sent') } },
            { text: t(`referrals.${concern.state}`), attributes: { 'data-label': t('referrals.standing') } },
            {
              text: `${concern.contactName}, ${concern.contactPhone ?? t('referrals.noPhone')}`,
              attributes: { 'data-label': t('referrals.phone') },
            },
          ])}
        />
      )}
    </section>
  )
}
