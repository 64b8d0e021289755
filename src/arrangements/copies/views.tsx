import type { VNode } from 'preact'
import type { FormBody } from '../../core/house/index.ts'
import { typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { Button, CopyButton, EmptyState, Input, InsetText, Radios, Select, Table, Textarea } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import type { Receiver } from './receiver-store.ts'
import { InMyName } from './receiver-views.tsx'
import { copyText, printOrders } from './rules.ts'
import type { Copyable, OwnSystem, OwnSystems } from './schema.ts'
import type { Entered, RecordKind, Written } from './store.ts'
import { t } from './texts.ts'

const pathOf = (kind: RecordKind, id: string, entry: string) => `/copies/${kind}/${id}/${entry}`

function kindText(entry: string): string {
  const kind = entry.split(':')[0]
  return kind === 'note' || kind === 'visit' || kind === 'risk' || kind === 'sent' || kind === 'decision' ? t(`kind.${kind}`) : entry
}

export type CopiesProps = Readonly<{
  written: readonly Written[]
  agency: string
  days: number
  today: string
  problems: Problems
  receivers: readonly Receiver[]
}>

export function CopiesPage({ written, agency, days, today, problems, receivers }: CopiesProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('list.heading')}</h1>
      <ProblemSummary problems={problems} />
      <p class="govuk-body">{t('list.lead', { days, agency })}</p>
      {written.length === 0 ? (
        <EmptyState title={t('list.empty')}>
          <p class="govuk-body">{t('list.empty.what')}</p>
        </EmptyState>
      ) : (
        <Table
          classes="lw-stack"
          caption={t('list.heading')}
          captionClasses="govuk-visually-hidden"
          head={[t('list.when'), t('list.what'), t('list.record'), t('list.copy')]}
          rows={written.map((one) => [
            showInstant(one.at),
            kindText(one.entry),
            `${one.label} ${one.reference}`,
            {
              text: (
                <a class="govuk-link" href={pathOf(one.recordKind, one.recordId, one.entry)}>
                  {t('list.copy')}
                  <span class="govuk-visually-hidden">
                    {' '}
                    {t('list.copy.of', { what: kindText(one.entry), record: `${one.label} ${one.reference}` })}
                  </span>
                </a>
              ),
            },
          ])}
        />
      )}
      <h2 class="govuk-heading-m">{t('file.heading', { agency })}</h2>
      <p class="govuk-body">{t('file.lead')}</p>
      <form method="get" action="/copies/file" novalidate>
        <Input
          id="day"
          name="day"
          label={t('file.day')}
          value={today}
          errorMessage={problems['day']}
          attributes={{ autocomplete: 'off' }}
          classes="govuk-input--width-10"
        />
        <Select
          id="form"
          name="form"
          label={t('file.form')}
          items={[
            { value: 'csv', text: t('file.csv') },
            { value: 'json', text: t('file.json') },
          ]}
        />
        <Button classes="govuk-button--secondary">{t('file.go')}</Button>
      </form>
      <InMyName receivers={receivers} />
    </>
  )
}

function stateText(entered: Entered | undefined): string {
  if (entered === undefined) return t('state.missing')
  const who = { name: entered.by, when: showInstant(entered.enteredAt) }
  return entered.reference === '' ? t('state.entered', who) : t('state.enteredAs', { ...who, reference: entered.reference })
}

/** All that can be copied of one case, on its page. */
export function CaseCopies({
  caseId,
  entries,
  entered,
}: {
  caseId: string
  entries: readonly Copyable[]
  entered: readonly Entered[]
}): VNode {
  const states = new Map(entered.map((one) => [one.entry, one]))
  return (
    <section>
      <h1 class="govuk-heading-l">{t('section.heading')}</h1>
      <p class="govuk-body">
        <a class="govuk-link" href={`/copies/print/${caseId}`}>
          {t('section.print')}
        </a>
      </p>
      {entries.length === 0 ? (
        <EmptyState title={t('section.empty')}>
          <p class="govuk-body">{t('list.empty.what')}</p>
        </EmptyState>
      ) : (
        <>
          <p class="govuk-body">{t('section.lead')}</p>
          <ul class="govuk-list govuk-list--spaced">
            {entries.toReversed().map((one) => (
              <li>
                <a class="govuk-link" href={pathOf('case', caseId, one.entry)}>
                  {one.on}, {one.kind}: {one.title}
                </a>
                <br />
                <span class="govuk-body-s">{stateText(states.get(one.entry))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

export type CopyProps = Readonly<{
  kind: RecordKind
  recordId: string
  record: Copyable
  systems: OwnSystems
  system: OwnSystem
  entered: Entered | undefined
  body: FormBody
  problems: Problems
}>

export function CopyPage({ kind, recordId, record, systems, system, entered, body, problems }: CopyProps): VNode {
  const path = pathOf(kind, recordId, record.entry)
  const text = copyText(record, system)
  return (
    <>
      <a class="govuk-back-link" href="/copies">
        {t('copy.back')}
      </a>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('copy.heading')}</h1>
      <form method="get" action={path} novalidate>
        <Select
          id="system"
          name="system"
          label={t('copy.system')}
          value={system.code}
          items={systems.systems.map(({ code, name }) => ({ value: code, text: name }))}
        />
        <Button classes="govuk-button--secondary">{t('copy.show')}</Button>
      </form>
      {!systems.verified && system.code !== 'plain' && <InsetText>{t('copy.unchecked')}</InsetText>}
      <Textarea id="text" name="text" label={t('copy.text')} hint={t('copy.hint')} rows={14} value={text} attributes={{ readonly: true }} />
      <p class="govuk-body">
        <CopyButton value={text} label={t('copy.button')} />
      </p>
      <h2 class="govuk-heading-m">{t('enter.heading')}</h2>
      {entered === undefined ? (
        <PostForm action={path}>
          <input type="hidden" name="system" value={system.code} />
          <Input
            id="reference"
            name="reference"
            label={t('enter.reference')}
            value={typed(body, 'reference')}
            errorMessage={problems['reference']}
            classes="govuk-input--width-20"
          />
          <Button>{t('enter.go')}</Button>
        </PostForm>
      ) : (
        <p class="govuk-body">{stateText(entered)}</p>
      )}
    </>
  )
}

export function PrintForm({ caseId, body, problems }: { caseId: string; body: FormBody; problems: Problems }): VNode {
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('print.heading')}</h1>
      <p class="govuk-body">{t('print.lead')}</p>
      <PostForm action={`/copies/print/${caseId}`}>
        <Radios
          idPrefix="order"
          name="order"
          fieldset={{ legend: t('print.order') }}
          value={typed(body, 'order') || 'first_to_last'}
          errorMessage={problems['order']}
          items={printOrders.map((order) => ({ value: order, text: t(`print.order.${order}`) }))}
        />
        <Input
          id="why"
          name="why"
          label={t('print.why')}
          hint={t('print.whyHint')}
          value={typed(body, 'why')}
          errorMessage={problems['why']}
        />
        <Button>{t('print.go')}</Button>
      </PostForm>
    </>
  )
}
