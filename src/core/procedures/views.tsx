import type { VNode } from 'preact'
import { BackLink, Button, Details, ErrorSummary, Input, Select, SummaryList, Table, Tag } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import { WhyThisDate } from '../handbook/why.tsx'
import type { StepStanding } from './rules.ts'
import type { Procedure, Step } from './schema.ts'
import { t } from './texts.ts'

/** Where the list of a procedure is read. */
export const procedurePath = (id: string): string => `/handbook/procedures/${id}`

export type ProcedurePageProps = Readonly<{
  procedure: Procedure
  steps: readonly StepStanding[]
  typed: Readonly<Record<string, string>>
  /** Nobody said when it began: no step has a date of its own. */
  hasStart: boolean
  problems: readonly Readonly<{ field: string; text: string }>[]
}>

export function ProcedurePage({ procedure, steps, typed, hasStart, problems }: ProcedurePageProps): VNode {
  const off = steps.filter(({ state }) => state === 'not_applicable').length
  const [start = 'start', ...others] = Object.keys(procedure.events)
  const timeOf = (event: string) => (
    <Input
      name={`at-${event}`}
      label={upper(procedure.events[event] ?? event)}
      hint={t('timeHint')}
      value={typed[`at-${event}`] ?? ''}
      classes="govuk-input--width-20"
      spellcheck={false}
      errorMessage={problems.find(({ field }) => field === event)?.text}
    />
  )
  return (
    <>
      <BackLink href="/handbook">{t('back')}</BackLink>
      {problems.length > 0 && <ErrorSummary errorList={problems.map(({ field, text }) => ({ text, href: `#at-${field}` }))} />}
      <h1 class="govuk-heading-l">{procedure.name}</h1>
      <p class="govuk-body">{t('lead')}</p>
      <SummaryList
        rows={[
          {
            key: { text: t('checked') },
            value: {
              text: (
                <Tag classes={procedure.verified ? 'govuk-tag--green' : 'govuk-tag--yellow'}>
                  {t(procedure.verified ? 'checked.yes' : 'checked.no')}
                </Tag>
              ),
            },
          },
          { key: { text: t('source') }, value: { text: procedure.source } },
          { key: { text: t('version') }, value: { text: procedure.version } },
        ]}
      />
      <h2 class="govuk-heading-m">{t('try')}</h2>
      <form method="get" action={procedurePath(procedure.id)} novalidate>
        {Object.entries(procedure.facts).map(([fact, { name, values }]) => (
          <Select
            name={fact}
            label={name}
            value={typed[fact] ?? ''}
            items={[{ text: t('notKnown'), value: '' }, ...Object.entries(values).map(([value, text]) => ({ text, value }))]}
          />
        ))}
        {timeOf(start)}
        <Details summaryText={t('more')} open={others.some((event) => (typed[`at-${event}`] ?? '') !== '')}>
          {others.map(timeOf)}
        </Details>
        <Button classes="govuk-button--secondary">{t('button')}</Button>
      </form>
      <h2 class="govuk-heading-m">{t('steps')}</h2>
      {off > 0 && <p class="govuk-body">{t('off', { count: off })}</p>}
      <Table
        caption={t('steps')}
        captionClasses="govuk-visually-hidden"
        classes="lw-stack lw-dense"
        firstCellIsHeader
        head={[t('head.step'), t('head.what'), t('head.owner'), t('head.due'), t('head.evidence')]}
        rows={steps.map((standing) => [
          { text: standing.step.id },
          { text: <What step={standing.step} /> },
          { text: upper(standing.step.owner) },
          {
            text: <DueOf procedure={procedure} standing={standing} hasStart={hasStart} />,
          },
          { text: upper(standing.step.evidence) },
        ])}
      />
    </>
  )
}

function What({ step }: { step: Step }): VNode {
  const codes = step.usualExceptions.map((code) => t(`exception.${code}`)).join(', ')
  return (
    <>
      {step.name}
      {step.note !== undefined && <div class="govuk-hint govuk-!-margin-bottom-0">{step.note}</div>}
      {codes !== '' && <div class="govuk-hint govuk-!-margin-bottom-0">{t('exceptions', { codes })}</div>}
    </>
  )
}

function DueOf({ procedure, standing, hasStart }: Readonly<{ procedure: Procedure; standing: StepStanding; hasStart: boolean }>): VNode {
  const { step, date, because } = standing
  if (because !== undefined) return <>{t('due.notApplicable', { because })}</>
  const dueBy = step.due
  const usesStart = ('from' in dueBy && dueBy.from === 'start') || ('at' in dueBy && dueBy.else !== undefined)
  if (date === undefined || (!hasStart && date.kind === 'due' && usesStart)) return <>{t('due.start')}</>
  switch (date.kind) {
    case 'due':
      return (
        <>
          {showInstant(date.dueAt)}
          <WhyThisDate why={date.why} />
        </>
      )
    case 'waits_for_event': {
      const event = procedure.events[date.event] ?? date.event
      return <>{'at' in dueBy ? t('due.event', { event }) : t('due.waitsForEvent', { event })}</>
    }
    case 'waits_for_step':
      return <>{t('due.waitsForStep', { step: date.step })}</>
    case 'calendar_ends':
      return <>{t('due.calendar')}</>
  }
}

/** As the beginning of a line. */
export const upper = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
