import type { VNode } from 'preact'
import type { LocalDate } from '../../core/clocks/index.ts'
import { type FormBody, typed } from '../../core/house/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../../core/pages/index.ts'
import { type ReleasedTable, ReleasedTableView, ReleaseNote, type ReleasePolicy } from '../../core/release/index.ts'
import { Alert, Button, DateInput, EmptyState, Input, Radios, Select, Table } from '../../platform/design/index.ts'
import { showDate } from '../../platform/texts/dates.ts'
import { isInForce } from './rules.ts'
import { type DisruptionPolicy, outcomes } from './schema.ts'
import type { DisruptionAction, Protected } from './store.ts'
import { t } from './texts.ts'

const labelOf = (kind: string, { kinds }: DisruptionPolicy): string => kinds.find(({ key }) => key === kind)?.label ?? kind

function againstWords({ against, place, policeReference }: DisruptionAction): string {
  const what = against === 'place' && place !== null ? place : t(`against.${against}`)
  return policeReference === null ? what : `${what}, ${t('reference', { reference: policeReference })}`
}

function outcomeWords({ outcome, endsOn }: DisruptionAction): string {
  return endsOn === null ? t(`outcome.${outcome}`) : `${t(`outcome.${outcome}`)}, ${t('until', { date: showDate(endsOn) })}`
}

type ListProps = Readonly<{ actions: readonly DisruptionAction[]; policy: DisruptionPolicy }>

export function ActionTable({ actions, policy }: ListProps): VNode {
  if (actions.length === 0)
    return (
      <EmptyState title={t('none')}>
        <p class="govuk-body">{t('noneWhat')}</p>
      </EmptyState>
    )
  const heads = [t('head.kind'), t('head.against'), t('head.on'), t('head.outcome'), t('head.who')]
  return (
    <Table
      caption={t('heading')}
      captionClasses="govuk-table__caption--m"
      classes="lw-stack"
      head={heads}
      rows={actions.map((action) => [
        {
          text: (
            <a class="govuk-link" href={`/disruption/${action.id}`}>
              {labelOf(action.kind, policy)}
            </a>
          ),
          attributes: { 'data-label': t('head.kind') },
        },
        { text: againstWords(action), attributes: { 'data-label': t('head.against') } },
        { text: showDate(action.takenOn), attributes: { 'data-label': t('head.on') } },
        { text: outcomeWords(action), attributes: { 'data-label': t('head.outcome') } },
        { text: action.agencyName, attributes: { 'data-label': t('head.who') } },
      ])}
    />
  )
}

export function Actions({ actions, policy, mayCount }: ListProps & Readonly<{ mayCount: boolean }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('lead')}</p>
      <div class="govuk-button-group">
        <Button href="/disruption/new">{t('add')}</Button>
        {mayCount && (
          <a class="govuk-link" href="/disruption/counts">
            {t('counts')}
          </a>
        )}
      </div>
      <ActionTable actions={actions} policy={policy} />
    </>
  )
}

function Back(): VNode {
  return (
    <a class="govuk-back-link" href="/disruption">
      {t('back')}
    </a>
  )
}

type FormProps = Readonly<{ policy: DisruptionPolicy; body: FormBody; problems: Problems }>

const boxes = (body: FormBody, name: string) =>
  Object.fromEntries(['day', 'month', 'year'].map((part) => [`${name}-${part}`, typed(body, `${name}-${part}`)]))

export function NewAction({ policy, today, body, problems }: FormProps & Readonly<{ today: LocalDate }>): VNode {
  return (
    <>
      <Back />
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <ProblemSummary problems={problems} />
          <h1 class="govuk-heading-l">{t('add')}</h1>
          <p class="govuk-body">{t('lead')}</p>
          <PostForm action="/disruption/new">
            <Radios
              idPrefix="kind"
              name="kind"
              value={typed(body, 'kind')}
              fieldset={{ legend: { text: t('form.kind'), classes: 'govuk-fieldset__legend--s' } }}
              items={policy.kinds
                .filter((kind) => isInForce(kind, today))
                .map(({ key, label, source }) => ({ value: key, text: label, hint: t('form.source', { source }) }))}
              errorMessage={problems['kind']}
            />
            {policy.kinds
              .filter((kind) => !isInForce(kind, today))
              .map(({ label }) => (
                <p class="govuk-inset-text">{t('form.notYet', { kind: label })}</p>
              ))}
            <Radios
              idPrefix="against"
              name="against"
              value={typed(body, 'against')}
              fieldset={{ legend: { text: t('form.against'), classes: 'govuk-fieldset__legend--s' } }}
              items={[
                { value: 'person', text: t('form.person') },
                {
                  value: 'place',
                  text: t('form.place'),
                  conditional: (
                    <Input
                      name="place"
                      label={t('form.where')}
                      hint={t('form.whereHint')}
                      value={typed(body, 'place')}
                      errorMessage={problems['place']}
                      autocomplete="off"
                    />
                  ),
                },
              ]}
              errorMessage={problems['against']}
            />
            <Input
              name="reference"
              label={t('form.reference')}
              hint={t('form.referenceHint')}
              classes="govuk-input--width-20"
              value={typed(body, 'reference')}
              errorMessage={problems['reference']}
              autocomplete="off"
            />
            <DateInput
              id="on"
              namePrefix="on"
              values={boxes(body, 'on')}
              fieldset={{ legend: { text: t('form.on'), classes: 'govuk-fieldset__legend--s' } }}
              errorMessage={problems['on']}
            />
            <DateInput
              id="ends"
              namePrefix="ends"
              values={boxes(body, 'ends')}
              fieldset={{ legend: { text: t('form.ends'), classes: 'govuk-fieldset__legend--s' } }}
              errorMessage={problems['ends']}
            />
            <Button preventDoubleClick>{t('save')}</Button>
          </PostForm>
        </div>
      </div>
    </>
  )
}

type ActionProps = FormProps &
  Readonly<{ action: DisruptionAction; cases: readonly Protected[]; linkable: readonly Protected[]; isLate: boolean }>

export function ActionPage({ action, cases, linkable, policy, body, problems, isLate }: ActionProps): VNode {
  return (
    <>
      <Back />
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <ProblemSummary problems={problems} />
          {isLate && (
            <Alert tone="caution" live title={t('conflict', { outcome: outcomeWords(action) })}>
              {null}
            </Alert>
          )}
          <h1 class="govuk-heading-l">
            <span class="govuk-caption-l">
              {showDate(action.takenOn)}, {action.agencyName}
            </span>
            {labelOf(action.kind, policy)}
          </h1>
          <p class="govuk-body">{againstWords(action)}</p>
          <PostForm action={`/disruption/${action.id}`}>
            <input type="hidden" name="version" value={action.version} />
            <Radios
              idPrefix="outcome"
              name="outcome"
              value={typed(body, 'outcome')}
              fieldset={{ legend: { text: t('form.outcome'), classes: 'govuk-fieldset__legend--s' } }}
              items={outcomes.map((one) => ({ value: one, text: t(`outcome.${one}`) }))}
              errorMessage={problems['outcome']}
            />
            <DateInput
              id="ends"
              namePrefix="ends"
              values={boxes(body, 'ends')}
              fieldset={{ legend: { text: t('form.ends'), classes: 'govuk-fieldset__legend--s' } }}
              errorMessage={problems['ends']}
            />
            <Button preventDoubleClick>{t('save')}</Button>
          </PostForm>
          <h2 class="govuk-heading-m">{t('protects.heading')}</h2>
          {cases.length === 0 && <p class="govuk-body">{t('protects.none')}</p>}
          <ul class="govuk-list govuk-list--bullet">
            {cases.map(({ caseId, knownAs, reference }) => (
              <li>
                <a class="govuk-link" href={`/cases/${caseId}`}>
                  {knownAs}
                </a>{' '}
                <span class="lw-reference">{reference}</span>
              </li>
            ))}
          </ul>
          {linkable.length === 0 ? (
            <p class="govuk-hint">{t('protects.noCase')}</p>
          ) : (
            <PostForm action={`/disruption/${action.id}/cases`}>
              <Select
                name="case"
                label={t('protects.add')}
                items={[
                  { value: '', text: t('protects.choose') },
                  ...linkable.map(({ caseId, knownAs, reference }) => ({ value: caseId, text: `${knownAs} ${reference}` })),
                ]}
                errorMessage={problems['case']}
              />
              <Button classes="govuk-button--secondary">{t('protects.do')}</Button>
            </PostForm>
          )}
        </div>
      </div>
    </>
  )
}

export function Counts({ table, policy }: Readonly<{ table: ReleasedTable; policy: ReleasePolicy }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body">{t('count.lead')}</p>
      <ReleasedTableView table={table} caption={t('count.caption')} rowHead={t('head.kind')} />
      <ReleaseNote policy={policy} profile="partner" />
    </>
  )
}
