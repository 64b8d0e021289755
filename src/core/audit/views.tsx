import type { VNode } from 'preact'
import { BackLink, EmptyState, Tag, WideTable } from '../../platform/design/index.ts'
import { showShortInstant } from '../../platform/texts/dates.ts'
import type { Look } from './schema.ts'
import { t } from './texts.ts'

/** `case.visit_recorded` as people read it: the events are named in plain words. */
function eventText(event: string): string {
  return event.replaceAll('.', ': ').replaceAll('_', ' ')
}

export function LooksPage({ looks, back }: { looks: readonly Look[]; back: string }): VNode {
  return (
    <>
      <BackLink href={back}>{t('looks.back')}</BackLink>
      <h1 class="govuk-heading-l">{t('looks.title')}</h1>
      <p class="govuk-body">{t('looks.text')}</p>
      {looks.length === 0 ? (
        <EmptyState title={t('looks.empty.title')}>
          <p class="govuk-body">{t('looks.empty.text')}</p>
        </EmptyState>
      ) : (
        <WideTable
          caption={t('looks.title')}
          head={[t('looks.when'), t('looks.who'), t('looks.what'), t('looks.purpose')]}
          rows={looks.map((look) => [
            showShortInstant(look.at),
            { text: <Who look={look} /> },
            { text: <What look={look} /> },
            look.purpose ?? '',
          ])}
        />
      )}
    </>
  )
}

function Who({ look }: { look: Look }): VNode {
  if (look.fullName === null) return <>{t('looks.system')}</>
  return (
    <>
      {look.fullName}
      <span class="govuk-hint lw-tight">
        {t('looks.role', { role: look.roleLabel ?? look.roleCode ?? '', agency: look.agencyName ?? '' })}
      </span>
    </>
  )
}

function What({ look }: { look: Look }): VNode {
  return (
    <>
      {eventText(look.event)}{' '}
      {(look.outcome === 'refused' || look.outcome === 'failed') && <Tag classes="govuk-tag--orange">{t(`looks.${look.outcome}`)}</Tag>}
    </>
  )
}
