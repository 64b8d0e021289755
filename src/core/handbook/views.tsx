import type { VNode } from 'preact'
import {
  BackLink,
  Button,
  Details,
  Form,
  Input,
  InsetText,
  Select,
  SummaryList,
  Table,
  Tag,
  Textarea,
} from '../../platform/design/index.ts'
import type { FormBody } from '../house/request.ts'
import { typed } from '../house/request.ts'
import type { RuleField } from './form.ts'
import type { BookRule, HandbookRule, RuleProvenance, Topic, Tried } from './rule.ts'
import { t } from './texts.ts'
import { rulePath } from './why.tsx'

export type ShownInList = Readonly<{ rule: BookRule; provenance: RuleProvenance }>

const topics = [
  'concerns',
  'people',
  'risk',
  'visits',
  'missing',
  'load',
  'meetings',
  'arrest',
  'section45',
  'nrm',
  'dates',
  'access',
  'retention',
  'words',
  'release',
] as const satisfies readonly Topic[]

export type RuleListProps = Readonly<{
  rules: readonly ShownInList[]
  typed: string
  procedures: readonly Readonly<{ id: string; name: string }>[]
}>

/** By what the rules are about, each group folded until somebody wants it; a search shows what it found. */
export function RuleListPage({ rules, typed, procedures }: RuleListProps): VNode {
  const groups = topics
    .map((topic) => ({ topic, rules: rules.filter(({ rule }) => rule.topic === topic) }))
    .filter((one) => one.rules.length > 0)
  const isSearch = typed.trim() !== ''
  return (
    <>
      <h1 class="govuk-heading-l">{t('list.title')}</h1>
      <p class="govuk-body">{t('list.intro')}</p>
      <ul class="govuk-list govuk-list--bullet">
        {procedures.map(({ id, name }) => (
          <li>
            <a class="govuk-link" href={`/handbook/procedures/${id}`}>
              {t('list.procedure', { name })}
            </a>
          </li>
        ))}
        <li>
          <a class="govuk-link" href="/handbook/offences">
            {t('list.offences')}
          </a>
        </li>
      </ul>
      <form method="get" action="/handbook" novalidate>
        <Input
          name="q"
          type="search"
          label={t('list.search')}
          hint={t('list.searchHint')}
          value={typed}
          classes="govuk-input--width-20"
          attributes={{ 'data-keys-search': true }}
        />
        <Button classes="govuk-button--secondary">{t('list.find')}</Button>
      </form>
      {isSearch && (
        <p class="govuk-body">
          {rules.length === 0 ? t('list.noneFound') : t('list.found', { count: rules.length })}{' '}
          <a class="govuk-link" href="/handbook">
            {t('list.all')}
          </a>
        </p>
      )}
      {groups.map((group) =>
        isSearch ? (
          <>
            <h2 class="govuk-heading-m">{t(`topic.${group.topic}`)}</h2>
            <Rules {...group} />
          </>
        ) : (
          <Details summaryText={t('list.group', { topic: t(`topic.${group.topic}`), count: group.rules.length })}>
            <Rules {...group} />
          </Details>
        ),
      )}
    </>
  )
}

function Rules({ topic, rules }: { topic: Topic; rules: readonly ShownInList[] }): VNode {
  return (
    <Table
      caption={t(`topic.${topic}`)}
      captionClasses="govuk-visually-hidden"
      classes="lw-stack lw-dense"
      firstCellIsHeader
      head={[t('list.rule'), t('list.says'), t('list.basis'), t('list.checked')]}
      rows={rules.map(({ rule, provenance }) => [
        {
          text: (
            <a class="govuk-link" href={rulePath(rule.id)}>
              {rule.id}
            </a>
          ),
        },
        { text: rule.title, attributes: { 'data-label': t('list.says') } },
        { text: t(`basis.${provenance.basis}`), attributes: { 'data-label': t('list.basis') } },
        { text: <CheckedTag verified={provenance.verified} />, attributes: { 'data-label': t('list.checked') } },
      ])}
    />
  )
}

function CheckedTag({ verified }: { verified: boolean }): VNode {
  return <Tag classes={verified ? 'govuk-tag--green' : 'govuk-tag--yellow'}>{t(verified ? 'checked.yes' : 'checked.no')}</Tag>
}

export type RulePageProps = Readonly<{
  rule: HandbookRule
  provenance: RuleProvenance
  fields: readonly RuleField[]
  values: FormBody
  tried: Tried | undefined
}>

export function RulePage({ rule, provenance, fields, values, tried }: RulePageProps): VNode {
  return (
    <>
      <BackLink href="/handbook">{t('rule.back')}</BackLink>
      <h1 class="govuk-heading-l">
        <span class="govuk-caption-l">{rule.id}</span>
        {rule.title}
      </h1>
      <SummaryList
        rows={[
          { key: { text: t('rule.basis') }, value: { text: `${t(`basis.${provenance.basis}`)}. ${t(`mark.${provenance.mark}`)}.` } },
          { key: { text: t('rule.checked') }, value: { text: <CheckedTag verified={provenance.verified} /> } },
          { key: { text: t('rule.source') }, value: { text: provenance.source } },
          { key: { text: t('rule.version') }, value: { text: provenance.version } },
          rule.kind === 'shown' && { key: { text: t('rule.where') }, value: { text: rule.where } },
        ]}
      />
      {rule.kind === 'value' && (
        <>
          <h2 class="govuk-heading-m">{t('rule.try')}</h2>
          <p class="govuk-body">{t('rule.tryHint')}</p>
          {tried !== undefined && <Answer tried={tried} />}
          <Form action={rulePath(rule.id)} once={false}>
            {fields.map((field) => (
              <FieldOf field={field} value={typed(values, field.name)} />
            ))}
            <Button>{t('rule.button')}</Button>
          </Form>
        </>
      )}
    </>
  )
}

function FieldOf({ field, value }: { field: RuleField; value: string }): VNode {
  const label = { text: field.isOptional ? t('rule.optional', { name: field.name }) : field.name }
  if (field.kind === 'json')
    return <Textarea name={field.name} label={label} value={value} rows={3} hint={t('rule.list')} spellcheck={false} />
  if (field.choices.length > 0) {
    return (
      <Select
        name={field.name}
        label={label}
        value={value}
        items={[{ text: t('rule.choose'), value: '' }, ...field.choices.map((choice) => ({ text: choice, value: choice }))]}
      />
    )
  }
  return <Input name={field.name} label={label} value={value} classes="govuk-input--width-20" spellcheck={false} />
}

function Answer({ tried }: { tried: Tried }): VNode {
  if ('error' in tried) {
    return (
      <InsetText>
        <strong>{t('rule.refused')}</strong>
        <pre>{tried.error}</pre>
      </InsetText>
    )
  }
  return (
    <section aria-live="polite">
      <h3 class="govuk-heading-s">{t('rule.answer')}</h3>
      <SummaryList
        rows={Object.entries(tried.output).map(([key, value]) => ({
          key: { text: key },
          value: { text: typeof value === 'string' ? value : JSON.stringify(value) },
        }))}
      />
    </section>
  )
}
