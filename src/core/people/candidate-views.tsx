import type { VNode } from 'preact'
import { Button, EmptyState, Input, Radios, Tag } from '../../platform/design/index.ts'
import { showShortInstant } from '../../platform/texts/dates.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import type { CandidateView, PersonSummary } from './candidates.ts'
import type { Evidence, MatchField, Verdict } from './matching.ts'
import { t } from './texts.ts'
import { birthWords } from './words.ts'

export type CandidateListProps = Readonly<{
  candidates: readonly CandidateView[]
  /** Whom the concern names, where it names several: each has a list of its own. */
  about?: string | undefined
  /** Which list on the page this is, from 1: ids are each list's own. */
  place?: number
  /** Where a decision leads back to: a path of ours. */
  back: string
  /** False: the reasons are shown, the question is not (the concern is decided). */
  canDecide: boolean
}>

/** People already known who may be the one in a concern, with what agrees and differs in words. For the triage page. */
export function CandidateList({ candidates, about, place = 1, back, canDecide }: CandidateListProps): VNode {
  // the first keeps the plain id, which other pages link to
  const id = place === 1 ? 'candidates' : `candidates-${place}`
  return (
    <section aria-labelledby={id}>
      <h2 class="govuk-heading-m" id={id}>
        {about === undefined ? t('candidates.title') : t('candidates.titleNamed', { name: about })}
      </h2>
      {candidates.length === 0 ? (
        <EmptyState title={t('candidates.none.title')} headingLevel={3}>
          <p class="govuk-body">{t('candidates.none')}</p>
        </EmptyState>
      ) : (
        <p class="govuk-body">{t('candidates.why')}</p>
      )}
      {candidates.map((candidate) => (
        <CandidateCard candidate={candidate} back={back} canDecide={canDecide} />
      ))}
    </section>
  )
}

function CandidateCard({ candidate, back, canDecide }: { candidate: CandidateView; back: string; canDecide: boolean }): VNode {
  const { shownName, band, decision, saidBefore } = candidate
  return (
    <article class="govuk-!-margin-bottom-8" id={`candidate-${candidate.id}`}>
      <h3 class="govuk-heading-s">
        <a class="govuk-link" href={`/people/${candidate.personId}`}>
          {shownName}
        </a>{' '}
        <Tag classes={band === 'very_likely' ? 'govuk-tag--purple' : 'govuk-tag--grey'}>{t(`band.${band}`)}</Tag>
      </h3>
      {candidate.there.keptBy.length > 0 && (
        <p class="govuk-body-s">{t('candidates.keptBy', { who: candidate.there.keptBy.join(', ') })}</p>
      )}
      <Comparison
        caption={t('candidates.decideNamed', { name: shownName })}
        evidence={candidate.evidence}
        here={candidate.here}
        there={candidate.there}
        heads={{ here: t('candidates.here'), there: t('candidates.there') }}
      />
      {decision !== null && (
        <p class="govuk-body">
          {t('candidates.decided', {
            who: candidate.decidedBy ?? t('person.unknown'),
            when: candidate.decidedAt === null ? '' : showShortInstant(candidate.decidedAt),
            decision: t(`decision.${decision}`),
            because: candidate.because ?? '',
          })}
        </p>
      )}
      {saidBefore !== null && <p class="govuk-body">{t('candidates.before', { decision: t(`decision.${saidBefore}`) })}</p>}
      {canDecide && <DecisionForm candidateId={candidate.id} name={shownName} back={back} typed={{}} problems={{}} />}
    </article>
  )
}

const rows: readonly Readonly<{ part: 'name' | Exclude<MatchField, 'given' | 'family'>; fields: readonly MatchField[] }>[] = [
  { part: 'name', fields: ['given', 'family'] },
  { part: 'birth', fields: ['birth'] },
  { part: 'home', fields: ['home'] },
  { part: 'phone', fields: ['phone'] },
  { part: 'number', fields: ['number'] },
  { part: 'school', fields: ['school'] },
  { part: 'sex', fields: ['sex'] },
]

export type ComparisonProps = Readonly<{
  /** What is compared, for those who do not see the table. */
  caption: string
  evidence: readonly Evidence[]
  here: PersonSummary
  there: PersonSummary
  /** What the two columns are called. */
  heads: Readonly<{ here: string; there: string }>
}>

/** Two people side by side: what agrees and differs, and what is said of each. What is protected is in neither. */
export function Comparison({ caption, evidence, here, there, heads }: ComparisonProps): VNode {
  const head = { what: t('candidates.what'), how: t('candidates.how'), ...heads }
  const found = (field: MatchField) => evidence.find((one) => one.field === field)
  return (
    <table class="govuk-table lw-dense lw-stack">
      <caption class="govuk-visually-hidden">{caption}</caption>
      <thead class="govuk-table__head">
        <tr class="govuk-table__row">
          {(['what', 'how', 'here', 'there'] as const).map((column) => (
            <th scope="col" class="govuk-table__header">
              {head[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body">
        {rows.map(({ part, fields }) => {
          const hidden = fields.some((field) => found(field)?.because === 'hidden')
          return (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header">
                {t(`match.${part}`)}
              </th>
              <td class="govuk-table__cell" data-label={t('candidates.how')}>
                {fields.map((field) => (
                  <How evidence={found(field)} named={fields.length > 1} />
                ))}
              </td>
              <td class="govuk-table__cell" data-label={head.here}>
                {valuesOf(here, part, hidden)}
              </td>
              <td class="govuk-table__cell" data-label={head.there}>
                {valuesOf(there, part, hidden)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const signs: Readonly<Record<Verdict, string>> = { agrees: '=', near: '≈', differs: '≠', unknown: '?' }

function How({ evidence, named }: { evidence: Evidence | undefined; named: boolean }): VNode {
  const verdict = evidence?.verdict ?? 'unknown'
  return (
    <div>
      <span aria-hidden="true">{signs[verdict]} </span>
      {named && evidence !== undefined && <>{t(`match.${evidence.field}`)}: </>}
      <strong>{t(`verdict.${verdict}`)}</strong>
      {evidence !== undefined && verdict !== 'unknown' && <>: {t(`because.${evidence.because}`)}</>}
    </div>
  )
}

function valuesOf(summary: PersonSummary, part: (typeof rows)[number]['part'], hidden: boolean): string {
  if (hidden) return t('candidates.hidden')
  const values = {
    name: summary.names,
    birth: summary.births.map(birthWords),
    home: summary.addresses,
    phone: summary.phones,
    number: summary.numbers,
    school: summary.schools,
    sex: summary.sexes,
  }[part]
  return values.length === 0 ? t('person.unknown') : values.join('; ')
}

type DecisionFormProps = Readonly<{
  candidateId: string
  name: string
  back: string
  typed: Readonly<Record<string, string>>
  problems: Problems
}>

function DecisionForm({ candidateId, name, back, typed, problems }: DecisionFormProps): VNode {
  // several stand on one page: names stay, ids are each candidate's own
  const id = (field: string) => `${field}-${candidateId}`
  return (
    <PostForm action={`/candidates/${candidateId}`}>
      <input type="hidden" name="back" value={back} />
      <Radios
        name="decision"
        idPrefix={id('decision')}
        classes="govuk-radios--small govuk-radios--inline"
        fieldset={{ legend: { text: t('candidates.decideNamed', { name }), classes: 'govuk-fieldset__legend--s' } }}
        items={(['same', 'not_same', 'unsure'] as const).map((value) => ({ value, text: t(`decision.${value}`) }))}
        value={typed['decision']}
        errorMessage={problems[id('decision')]}
      />
      <Input
        name="because"
        id={id('because')}
        label={t('candidates.because')}
        hint={t('candidates.because.hint')}
        value={typed['because']}
        errorMessage={problems[id('because')]}
      />
      <Button classes="govuk-button--secondary" preventDoubleClick>
        {t('candidates.save')}
      </Button>
    </PostForm>
  )
}

/** The same question alone, with what was typed and what is missing. */
export function DecisionPage(props: DecisionFormProps): VNode {
  return (
    <>
      <ProblemSummary problems={props.problems} />
      <h1 class="govuk-heading-l">{t('candidates.decide')}</h1>
      <DecisionForm {...props} />
      <p class="govuk-body">
        <a class="govuk-link" href={props.back}>
          {t('candidates.back')}
        </a>
      </p>
    </>
  )
}
