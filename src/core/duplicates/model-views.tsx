import type { VNode } from 'preact'
import { Button, EmptyState, Input, Radios, Table, Textarea } from '../../platform/design/index.ts'
import { showShortInstant } from '../../platform/texts/dates.ts'
import { type FormBody, typed } from '../house/request.ts'
import { type Bands, leastRecords, type Purpose } from '../matching/index.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import type { KeptModel, ThresholdSet } from '../people/index.ts'
import type { MatchingFigures } from './schema.ts'
import { t } from './texts.ts'

export type ModelsPageProps = Readonly<{
  /** The name of the figures in use, and of the default. */
  active: string
  preset: string
  models: readonly KeptModel[]
  bands: Readonly<Record<Purpose, Bands>>
  set: readonly ThresholdSet[]
  figures: MatchingFigures
  body: FormBody
  problems: Problems
}>

const percent = (share: number) => String(Number((share * 100).toFixed(3)))
const purposes = ['desk', 'list'] as const

export function ModelsPage({ active, preset, models, bands, set, figures, body, problems }: ModelsPageProps): VNode {
  const usable = models.filter(({ state }) => state === 'learned' || state === 'retired' || state === 'active')
  return (
    <>
      <ProblemSummary problems={problems} />
      <h1 class="govuk-heading-l">{t('models.title')}</h1>
      <p class="govuk-body">{t('models.lead')}</p>
      <p class="govuk-inset-text">{t('models.now', { model: active })}</p>
      <Versions models={models} />
      <p class="govuk-body">{t('models.learnLead')}</p>
      <PostForm action="/admin/matching/learn">
        <Button classes="govuk-button--secondary" preventDoubleClick>
          {t('models.learn')}
        </Button>
      </PostForm>
      {usable.length > 0 && (
        <PostForm action="/admin/matching/use">
          <h2 class="govuk-heading-m">{t('models.activate')}</h2>
          <p class="govuk-body">{t('models.activateLead')}</p>
          <Radios
            name="version"
            idPrefix="version"
            fieldset={{ legend: { text: t('models.which'), classes: 'govuk-fieldset__legend--s' } }}
            items={[
              ...usable.map(({ version }) => ({ value: String(version), text: t('models.own', { version }) })),
              { value: 'default', text: t('models.default', { model: preset }) },
            ]}
            value={typed(body, 'version')}
            errorMessage={problems['version']}
          />
          <Textarea name="why" label={t('models.because')} rows={2} value={typed(body, 'why')} errorMessage={problems['why']} />
          <Button preventDoubleClick>{t('models.use')}</Button>
        </PostForm>
      )}
      <Limits bands={bands} set={set} figures={figures} body={body} problems={problems} />
    </>
  )
}

function Versions({ models }: Pick<ModelsPageProps, 'models'>): VNode {
  if (models.length === 0)
    return (
      <EmptyState title={t('models.none')}>
        <p class="govuk-body">{t('models.noneText')}</p>
      </EmptyState>
    )
  return (
    <Table
      caption={t('models.caption')}
      captionClasses="govuk-table__caption--m"
      classes="lw-stack"
      head={[t('models.version'), t('models.state'), t('models.from'), t('models.who')]}
      rows={models.map((model) => [
        { text: String(model.version) },
        { text: stateWords(model) },
        {
          text:
            model.learnedAt === null
              ? t('models.asked')
              : t('models.records', { records: model.records ?? 0, pairs: model.pairs ?? 0, days: model.defaultDays }),
        },
        { text: whoWords(model) },
      ])}
    />
  )
}

function stateWords({ state }: KeptModel): string {
  return state === 'too_few' ? t('modelState.too_few', { least: leastRecords }) : t(`modelState.${state}`)
}

function whoWords({ askedBy, askedAt, activatedBy, activatedAt, because }: KeptModel): string {
  const asked = t('models.askedBy', { who: askedBy, when: showShortInstant(askedAt) })
  if (activatedBy === null || activatedAt === null) return asked
  return `${asked}; ${t('models.activeBy', { who: activatedBy, when: showShortInstant(activatedAt), because: because ?? '' })}`
}

function Limits({ bands, set, figures, body, problems }: Pick<ModelsPageProps, 'bands' | 'set' | 'figures' | 'body' | 'problems'>): VNode {
  return (
    <section aria-labelledby="limits">
      <h2 class="govuk-heading-m" id="limits">
        {t('limits.title')}
      </h2>
      <p class="govuk-body">{t('limits.lead')}</p>
      <ul class="govuk-list govuk-list--bullet">
        {purposes.map((purpose) => (
          <li>
            {t('limits.now', {
              purpose: t(`limits.${purpose}`),
              possibly: percent(bands[purpose].possibly),
              very: percent(bands[purpose].very_likely),
            })}
          </li>
        ))}
      </ul>
      {figures.sets.map(({ file, records, truePairs, thresholds }) => (
        <Table
          caption={t('figures.caption', { file, records, pairs: truePairs })}
          captionClasses="govuk-table__caption--s"
          classes="lw-dense lw-stack"
          head={[t('figures.from'), t('figures.shown'), t('figures.very')]}
          rows={thresholds.map(({ from, shown, veryLikely }) => [
            { text: `${percent(from)}%` },
            { text: t('figures.cell', shown) },
            { text: t('figures.cell', veryLikely) },
          ])}
        />
      ))}
      <p class="govuk-body-s">{t('figures.note', { source: figures.source })}</p>
      <PostForm action="/admin/matching/limits">
        <Radios
          name="purpose"
          idPrefix="purpose"
          fieldset={{ legend: { text: t('limits.purpose'), classes: 'govuk-fieldset__legend--s' } }}
          items={purposes.map((value) => ({ value, text: t(`limits.${value}`) }))}
          value={typed(body, 'purpose')}
          errorMessage={problems['purpose']}
        />
        <Input name="possibly" label={t('limits.possibly')} value={typed(body, 'possibly')} errorMessage={problems['possibly']} />
        <Input name="veryLikely" label={t('limits.veryLikely')} value={typed(body, 'veryLikely')} errorMessage={problems['veryLikely']} />
        <Textarea name="because" label={t('limits.because')} rows={2} value={typed(body, 'because')} errorMessage={problems['because']} />
        <Button classes="govuk-button--secondary" preventDoubleClick>
          {t('limits.save')}
        </Button>
      </PostForm>
      {set.length > 0 && (
        <>
          <h3 class="govuk-heading-s">{t('limits.historyTitle')}</h3>
          <ul class="govuk-list govuk-list--bullet">
            {set.map(({ purpose, possibly, veryLikely, because, setAt, setBy }) => (
              <li>
                {t('limits.history', {
                  who: setBy,
                  purpose: t(`limits.${purpose}`),
                  possibly: percent(possibly),
                  very: percent(veryLikely),
                  when: showShortInstant(setAt),
                  because,
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
