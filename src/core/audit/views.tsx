import type { VNode } from 'preact'
import { BackLink, Button, DateInput, EmptyState, ErrorSummary, Input, Tag, WideTable } from '../../platform/design/index.ts'
import { showShortInstant } from '../../platform/texts/dates.ts'
import { isRecordKind, recordPath } from '../access/schema.ts'
import type { Look } from './schema.ts'
import { eventTexts, t } from './texts.ts'

/** Events as people read them. Those of later or of other houses may have no words here yet. */
function eventText(event: string): string {
  return isNamed(event) ? eventTexts(event) : eventTexts('other', { event })
}

type NamedEvent = Exclude<keyof typeof eventTexts.texts, 'other'>
function isNamed(event: string): event is NamedEvent {
  return event !== 'other' && Object.hasOwn(eventTexts.texts, event)
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

type SearchProps = Readonly<{
  typed: Readonly<Record<string, string>>
  /** By the name of the field. */
  problems: Readonly<Record<string, string>>
  /** Undefined: nothing was asked yet, or something of the question is to be mended. */
  looks: readonly Look[] | undefined
}>
export function SearchPage({ typed, problems, looks }: SearchProps): VNode {
  const day = (name: 'from' | 'to') => (
    <DateInput
      id={name}
      namePrefix={name}
      fieldset={{ legend: { text: t(`search.${name}`) } }}
      values={typed}
      errorMessage={problems[name]}
    />
  )
  return (
    <>
      {Object.keys(problems).length > 0 && (
        <ErrorSummary
          titleText={t('search.problems')}
          errorList={Object.entries(problems).map(([field, text]) => ({
            text,
            href: field === 'from' || field === 'to' ? `#${field}-day` : `#${field}`,
          }))}
        />
      )}
      <h1 class="govuk-heading-l">{t('search.title')}</h1>
      <p class="govuk-body">{t('search.text')}</p>
      <form method="get" action="/looks" novalidate class="lw-no-print">
        <Input
          name="record"
          label={t('search.record')}
          hint={t('search.recordHint')}
          value={typed['record'] ?? ''}
          errorMessage={problems['record']}
          classes="govuk-input--width-20"
          autocomplete="off"
        />
        <Input
          name="who"
          label={t('search.who')}
          hint={t('search.whoHint')}
          value={typed['who'] ?? ''}
          errorMessage={problems['who']}
          classes="govuk-input--width-20"
          autocomplete="off"
        />
        {day('from')}
        {day('to')}
        <Button>{t('search.go')}</Button>
      </form>
      {looks !== undefined && looks.length === 0 && (
        <EmptyState title={t('search.none.title')}>
          <p class="govuk-body">{t('search.none.text')}</p>
        </EmptyState>
      )}
      {looks !== undefined && looks.length > 0 && (
        <WideTable
          caption={t('search.title')}
          head={[t('looks.when'), t('looks.who'), t('looks.what'), t('looks.record'), t('looks.purpose')]}
          rows={looks.map((look) => [
            showShortInstant(look.at),
            { text: <Who look={look} /> },
            { text: <What look={look} /> },
            { text: <Which look={look} /> },
            look.purpose ?? '',
          ])}
        />
      )}
    </>
  )
}

function Which({ look }: { look: Look }): VNode | null {
  if (look.recordId === null) return look.byList ? <span>{t('looks.list', { count: look.shown })}</span> : null
  if (look.recordKind === null || !isRecordKind(look.recordKind)) return null
  return (
    <a class="govuk-link" href={recordPath(look.recordKind, look.recordId)}>
      {look.reference ?? t('looks.record')}
    </a>
  )
}

function Who({ look }: { look: Look }): VNode {
  if (look.roleCode === 'oneTimeLink')
    return (
      <>
        {t('looks.link')}
        <br />
        <span class="govuk-hint">{look.agencyName ?? ''}</span>
      </>
    )
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
      {eventText(look.event)} {look.byList && <Tag classes="govuk-tag--grey">{t('looks.inList')}</Tag>}{' '}
      {(look.outcome === 'refused' || look.outcome === 'failed') && <Tag classes="govuk-tag--orange">{t(`looks.${look.outcome}`)}</Tag>}
    </>
  )
}
