// A week of a new worker's work in twenty minutes, in a demo only: steps that notice by themselves when they are done.
import type { VNode } from 'preact'
import { sql } from '../../platform/db/sql.ts'
import { Tag } from '../../platform/design/index.ts'
import { notThere, page, type Reply, type Request } from '../house/request.ts'
import { practiceTexts as t } from './texts.ts'

/** What was done longer ago belongs to somebody else's practice: people share the accounts of a demo. */
const hoursBack = 12

/** Each with where to begin and the events of the audit that show that it was done. */
const steps = [
  { key: 'work', href: '/', events: ['work.read'] },
  { key: 'case', href: '/cases', events: ['case.read'] },
  { key: 'night', href: '/cases', events: ['case.tonight.read', 'tonight.changed', 'tonight.still_true'] },
  { key: 'visit', href: '/cases', events: ['visit.record'] },
  { key: 'note', href: '/cases', events: ['case.note.add'] },
  { key: 'risk', href: '/cases', events: ['risk.judge', 'risk.decide'] },
  { key: 'plan', href: '/cases', events: ['plan.action_added', 'plan.action_ended'] },
  { key: 'ask', href: '/cases', events: ['ask.form', 'case.asks.read'] },
  { key: 'worry', href: '/concerns/minute', events: ['concern.sent'] },
  { key: 'rule', href: '/handbook', events: ['handbook.tried', 'handbook.read'] },
] as const

export async function practice({ tx, house, now }: Request): Promise<Reply> {
  if (house.mode !== 'demo') return notThere()
  const since = new Date(now.getTime() - hoursBack * 3_600_000)
  const done = new Set((await tx.many<{ event: string }>(sql`select event from own_events_since(${since})`)).map(({ event }) => event))
  return page(t('title'), <Practice isDone={(events) => events.some((event) => done.has(event))} />)
}

function Practice({ isDone }: { isDone: (events: readonly string[]) => boolean }): VNode {
  const count = steps.filter(({ events }) => isDone(events)).length
  return (
    <>
      <h1 class="govuk-heading-l">{t('title')}</h1>
      <p class="govuk-body-l">{t('lead')}</p>
      <p class="govuk-body">
        <strong>{t('count', { count, of: steps.length })}</strong>
      </p>
      <ol class="govuk-list govuk-list--number govuk-list--spaced">
        {steps.map(({ key, href, events }) => (
          <li>
            <a class="govuk-link" href={href}>
              {t(`${key}.do`)}
            </a>{' '}
            {isDone(events) ? <Tag classes="govuk-tag--green">{t('done')}</Tag> : <Tag classes="govuk-tag--grey">{t('open')}</Tag>}
            <br />
            {t(`${key}.how`)}
          </li>
        ))}
      </ol>
      <p class="govuk-body">{t(count === steps.length ? 'allDone' : 'again')}</p>
    </>
  )
}
