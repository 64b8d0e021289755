import type { VNode } from 'preact'
import {
  Alert,
  BackLink,
  Button,
  DateInput,
  EmptyState,
  ErrorSummary,
  Input,
  InsetText,
  Radios,
  Select,
  SummaryList,
  Table,
  Tag,
} from '../../platform/design/index.ts'
import { showDate } from '../../platform/texts/dates.ts'
import { rulePath } from '../handbook/why.tsx'
import { type OffenceAnswer, slugOf, statutesOf } from './rules.ts'
import {
  type ConditionAnswer,
  conditionAnswer,
  type NewOffences,
  type Offence,
  type OffenceForm,
  offenceForm,
  type Section45Table,
} from './schema.ts'
import { t } from './texts.ts'

const base = '/handbook/offences'
/** The page of one offence. */
export const offencePath = ({ law, section }: Pick<Offence, 'law' | 'section'>): string =>
  `${base}/${slugOf(law)}/${encodeURIComponent(section)}`

export type OffenceListProps = Readonly<{
  found: readonly Offence[]
  typed: string
  law: string | undefined
  table: Section45Table
  coming: NewOffences
}>

export function OffenceList({ found, typed, law, table, coming }: OffenceListProps): VNode {
  const isSearch = typed.trim() !== '' || law !== undefined
  return (
    <>
      <h1 class="govuk-heading-l">{t('list.title')}</h1>
      <p class="govuk-body">{t('list.lead')}</p>
      <InsetText>{t('always')}</InsetText>
      <form method="get" action={base} novalidate>
        <Input
          name="q"
          type="search"
          label={t('list.search')}
          hint={t('list.searchHint')}
          value={typed}
          classes="govuk-input--width-20"
          spellcheck={false}
          attributes={{ 'data-keys-search': true }}
        />
        <Select
          name="law"
          label={t('list.law')}
          value={law ?? ''}
          items={[{ text: t('list.anyLaw'), value: '' }, ...statutesOf(table).map((one) => ({ text: one, value: one }))]}
        />
        <Button classes="govuk-button--secondary">{t('list.find')}</Button>
      </form>
      {isSearch && (
        <p class="govuk-body" role="status">
          {found.length === 0 ? t('list.none') : t('list.found', { count: found.length })}{' '}
          <a class="govuk-link" href={base}>
            {t('list.all')}
          </a>
        </p>
      )}
      {found.length === 0 ? (
        <EmptyState title={t('value.UNKNOWN')}>
          <p class="govuk-body">{law === undefined ? t('list.noneWhat') : t('because.section_not_in_table')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('list.caption')}
          captionClasses="govuk-visually-hidden"
          classes="lw-stack lw-dense"
          firstCellIsHeader
          head={[t('list.offence'), t('list.law'), t('list.section'), t('list.value'), t('list.checked')]}
          rows={found.map((offence) => [
            {
              text: (
                <a class="govuk-link" href={offencePath(offence)}>
                  {offence.name}
                </a>
              ),
            },
            { text: offence.law },
            { text: offence.section },
            { text: t(`value.${offence.value}`) },
            { text: <CheckedTag verified={table.verified} /> },
          ])}
        />
      )}
      <h2 class="govuk-heading-m">{t('new.heading')}</h2>
      <p class="govuk-body">{t('list.notReviewed', { laws: table.notReviewed.map((one) => one.law).join(', ') })}</p>
      <Table
        caption={t('new.heading')}
        captionClasses="govuk-visually-hidden"
        classes="lw-stack lw-dense"
        firstCellIsHeader
        head={[t('list.offence'), t('list.law'), t('new.wording'), t('new.start'), t('list.checked')]}
        rows={coming.items.map(({ name, law: statute, wording, inForceFrom }) => [
          { text: name },
          { text: statute },
          { text: wording },
          {
            text: inForceFrom === null ? t('new.notConfirmed') : t('new.from', { date: showDate(inForceFrom) }),
          },
          { text: <CheckedTag verified={coming.verified} /> },
        ])}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={rulePath('law R99')}>
          {t('new.rule')}
        </a>
      </p>
    </>
  )
}

function CheckedTag({ verified }: { verified: boolean }): VNode {
  return <Tag classes={verified ? 'govuk-tag--green' : 'govuk-tag--yellow'}>{t(verified ? 'checked' : 'notChecked')}</Tag>
}

export type OffencePageProps = Readonly<{
  offence: Offence
  answer: OffenceAnswer
  asked: Readonly<{ condition: ConditionAnswer | undefined; form: OffenceForm | undefined; on: Readonly<Record<string, string>> }>
  table: Section45Table
  problem: string | undefined
}>

export function OffencePage({ offence, answer, asked, table, problem }: OffencePageProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <BackLink href={base}>{t('one.back')}</BackLink>
        {problem !== undefined && <ErrorSummary errorList={[{ text: problem, href: '#on-day' }]} />}
        <h1 class="govuk-heading-l">
          <span class="govuk-caption-l">
            {offence.law}, {offence.section}
          </span>
          {offence.name}
        </h1>
        {/* One tone for every answer: a colour would read as good or bad news. */}
        <Alert tone="info" title={t(`value.${answer.value}`)}>
          {answer.question !== undefined && (
            <p class="govuk-body">
              {t('one.answered', { question: answer.question, answer: t(`condition.${asked.condition ?? 'notAsked'}`) })}
            </p>
          )}
          {answer.because !== undefined && <p class="govuk-body">{t(`because.${answer.because}`)}</p>}
          <p class="govuk-body">{t('always')}</p>
        </Alert>
        <p class="govuk-body">{t('offTheList')}</p>
        <h2 class="govuk-heading-m">{t('one.try')}</h2>
        <p class="govuk-body">{t('one.tryHint')}</p>
        <form method="get" action={offencePath(offence)} novalidate>
          {offence.value === 'LISTED_IF_CONDITION' && (
            <Radios
              idPrefix="condition"
              name="condition"
              value={asked.condition ?? ''}
              fieldset={{ legend: { text: offence.question, classes: 'govuk-fieldset__legend--s' } }}
              items={conditionAnswer.options.map((one) => ({ value: one, text: t(`condition.${one}`) }))}
            />
          )}
          <DateInput
            id="on"
            namePrefix="on"
            values={asked.on}
            fieldset={{ legend: { text: t('one.on'), classes: 'govuk-fieldset__legend--s' } }}
            hint={t('one.onHint')}
            errorMessage={problem}
          />
          <Select
            name="form"
            label={t('one.form')}
            value={asked.form ?? ''}
            items={[{ text: t('form.none'), value: '' }, ...offenceForm.options.map((one) => ({ text: t(`form.${one}`), value: one }))]}
          />
          <Button classes="govuk-button--secondary">{t('one.button')}</Button>
        </form>
        <h2 class="govuk-heading-m">{t('one.why')}</h2>
        <SummaryList
          rows={[
            { key: { text: t('one.checked') }, value: { text: <CheckedTag verified={table.verified} /> } },
            { key: { text: t('one.mark') }, value: { text: t(`mark.${answer.mark}`) } },
            { key: { text: t('one.source') }, value: { text: table.source } },
            { key: { text: t('one.version') }, value: { text: table.version } },
          ]}
        />
        <p class="govuk-body">
          <a class="govuk-link" href={rulePath(answer.question === undefined ? 'law R46' : 'law R47')}>
            {t('one.rules')}
          </a>
        </p>
      </div>
    </div>
  )
}
