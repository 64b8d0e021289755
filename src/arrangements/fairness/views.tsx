import type { VNode } from 'preact'
import { PostForm } from '../../core/pages/index.ts'
import { type ReleasedTable, ReleasedTableView, ReleaseNote, type ReleasePolicy, type ReleaseProfile } from '../../core/release/index.ts'
import { Alert, Button, EmptyState, Select } from '../../platform/design/index.ts'
import { showDate, showInstant } from '../../platform/texts/dates.ts'
import { type Quarter, sharesOf } from './rules.ts'
import type { Measure, Property } from './schema.ts'
import type { Report } from './store.ts'
import { codeTexts, t } from './texts.ts'

export type FairnessProps = Readonly<{
  quarters: readonly Quarter[]
  quarter: Quarter
  profile: ReleaseProfile
  report: Report | undefined
  mayRelease: boolean
  readsPartner: boolean
  policy: ReleasePolicy
  problem: string | undefined
}>

export function FairnessPage(props: FairnessProps): VNode {
  const { quarters, quarter, profile, report, mayRelease, readsPartner, policy, problem } = props
  return (
    <>
      <h1 class="govuk-heading-l">{t('heading')}</h1>
      <p class="govuk-body-l">{t('lead')}</p>
      {problem !== undefined && (
        <Alert tone="caution" title={t('problem.title')}>
          {problem}
        </Alert>
      )}
      <form method="get" action="/fairness" class="lw-filter__form lw-no-print">
        <Select
          id="quarter"
          name="quarter"
          label={t('choose.quarter')}
          value={quarter.code}
          items={quarters.map((one) => ({ value: one.code, text: nameOf(one) }))}
        />
        {readsPartner && (
          <Select
            id="profile"
            name="profile"
            label={t('choose.profile')}
            value={profile}
            items={[
              { value: 'partner', text: t('choose.partner') },
              { value: 'public', text: t('choose.public') },
            ]}
          />
        )}
        <Button classes="govuk-button--secondary">{t('choose.go')}</Button>
      </form>
      {report === undefined ? (
        <EmptyState title={t('none.title')}>
          <p class="govuk-body">{t(mayRelease ? 'none.may' : 'none.mayNot')}</p>
        </EmptyState>
      ) : (
        <ReportBody report={report} quarter={quarter} profile={profile} policy={policy} />
      )}
      {mayRelease && (
        <PostForm action="/fairness">
          <input type="hidden" name="quarter" value={quarter.code} />
          <Button classes={report === undefined ? '' : 'govuk-button--secondary'}>
            {t(report === undefined ? 'count' : 'countAgain')}
          </Button>
        </PostForm>
      )}
    </>
  )
}

function nameOf({ from, to }: Quarter): string {
  return t('quarter.name', { from: showDate(from), to: showDate(to) })
}

const sections: readonly (readonly Measure[])[] = [
  ['decision'],
  ['level'],
  ['became'],
  ['against'],
  ['wait'],
  ['asked_ethnicity', 'asked_disability'],
]

type BodyProps = Readonly<{ report: Report; quarter: Quarter; profile: ReleaseProfile; policy: ReleasePolicy }>

function ReportBody({ report, quarter, profile, policy }: BodyProps): VNode {
  return (
    <>
      <h2 class="govuk-heading-m">{nameOf(quarter)}</h2>
      <p class="govuk-body">
        {t('released', { name: report.releasedBy, when: showInstant(report.releasedAt), version: report.policyVersion })}
      </p>
      <Alert tone="info" title={t('use.title')}>
        <p class="govuk-body">{t('use.may')}</p>
        <p class="govuk-body">{t('use.mayNot')}</p>
        {profile === 'partner' && <p class="govuk-body">{t('use.partner')}</p>}
      </Alert>
      <ReleaseNote profile={profile} policy={policy} />
      <p class="govuk-body-s">{t('share.note', { from: policy.percentFrom })}</p>
      {sections.map((measures) => (
        <section>
          <h2 class="govuk-heading-m">{t(`section.${measures[0] ?? 'level'}`)}</h2>
          <p class="govuk-body">{explanation(measures[0] ?? 'level')}</p>
          {report.content.tables
            .filter(({ measure }) => measures.includes(measure))
            .map(({ measure, by, released }) => (
              <>
                <h3 class="govuk-heading-s">{measures.length > 1 ? sectionTitle(measure, by) : t(`by.${by}`)}</h3>
                <ReleasedTableView
                  table={labelled(released)}
                  caption={sectionTitle(measure, by)}
                  rowHead={t(`head.${by}`)}
                  beside={besides(measure, by, released, report, policy)}
                />
              </>
            ))}
        </section>
      ))}
      <p class="govuk-body lw-no-print">
        <a class="govuk-link" href={`/fairness/file?quarter=${quarter.code}&profile=${profile}`}>
          {t('file')}
        </a>
      </p>
    </>
  )
}

function explanation(measure: Measure): string {
  return measure === 'asked_ethnicity' || measure === 'asked_disability' ? t('section.asked.text') : t(`section.${measure}.text`)
}

/** What a table is called where it stands by itself: its caption, its part of the file. */
export function sectionTitle(measure: Measure, by: Property): string {
  return t('title.by', { section: t(`section.${measure}`), by: t(`by.${by}`) })
}

/** Rows and columns in words. */
export function labelled(table: ReleasedTable): ReleasedTable {
  const words = (kind: 'row' | 'column', code: string) => {
    const key = `${kind}.${code}`
    return isCode(key) ? codeTexts(key) : code
  }
  return { ...table, rows: table.rows.map((code) => words('row', code)), columns: table.columns.map((code) => words('column', code)) }
}

function isCode(key: string): key is keyof typeof codeTexts.texts {
  return key in codeTexts.texts
}

function besides(measure: Measure, by: Property, table: ReleasedTable, report: Report, policy: ReleasePolicy) {
  const share = (column: 'help' | 'above') => [
    { head: t(`share.${column}`), cells: sharesOf(table, column, policy).map((text) => text ?? t('share.none')) },
  ]
  if (measure === 'decision') return share('help')
  if (measure === 'against') return share('above')
  if (measure !== 'wait') return []
  const days = (row: string) => report.content.medians.find((one) => one.by === by && one.row === row)?.days
  return [
    {
      head: t('median'),
      cells: table.rows.map((row) => {
        const median = days(row)
        return median === undefined ? t('share.none') : t('median.days', { count: median })
      }),
    },
  ]
}
