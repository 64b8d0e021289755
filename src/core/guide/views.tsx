import type { VNode } from 'preact'
import { BackLink, InsetText, SummaryList } from '../../platform/design/index.ts'
import { currentLanguage } from '../../platform/texts/language.ts'
import { type Guide, halvesOf, linesOf } from './rules.ts'
import { glossaryTexts, guideTexts, practiceTexts, t } from './texts.ts'

export type RoleShown = Readonly<{ code: string; label: string }>

type GuideIndexProps = Readonly<{ own: RoleShown; others: readonly RoleShown[]; practises: boolean }>
export function GuideIndexView({ own, others, practises }: GuideIndexProps): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">{t('index.title')}</h1>
        <p class="govuk-body-l">{t('index.intro')}</p>
        <p class="govuk-body">
          <a class="govuk-link govuk-link--no-visited-state lw-guide__own" href={`/guide/${own.code}`}>
            {t('index.yours', { role: own.label })}
          </a>
        </p>
        <InsetText>{t('danger')}</InsetText>
        <h2 class="govuk-heading-m">{t('index.more')}</h2>
        <ul class="govuk-list">
          {practises && (
            <li>
              <a class="govuk-link" href="/guide/practice">
                {practiceTexts('link')}
              </a>
            </li>
          )}
          <li>
            <a class="govuk-link" href="/guide/words">
              {t('index.glossary')}
            </a>
          </li>
          <li>
            <a class="govuk-link" href="/handbook">
              {t('index.handbook')}
            </a>
          </li>
        </ul>
        <h2 class="govuk-heading-m">{t('index.others')}</h2>
        <p class="govuk-body">{t('index.othersHint')}</p>
        <ul class="govuk-list lw-guide__roles">
          {others.map(({ code, label }) => (
            <li>
              <a class="govuk-link" href={`/guide/${code}`}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export function GuideView({ role, guide }: { role: RoleShown; guide: Guide }): VNode {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <BackLink href="/guide">{t('guide.back')}</BackLink>
        <h1 class="govuk-heading-l">
          <span class="govuk-caption-l">{t('guide.back')}</span>
          {role.label}
        </h1>
        <InsetText>{t('danger')}</InsetText>
        <h2 class="govuk-heading-m">{t('guide.for')}</h2>
        <p class="govuk-body">{guideTexts(`${guide}.for`)}</p>
        <h2 class="govuk-heading-m">{t('guide.first')}</h2>
        <ol class="govuk-list govuk-list--number">
          {linesOf(guideTexts(`${guide}.first`)).map((line) => (
            <li>{line}</li>
          ))}
        </ol>
        <h2 class="govuk-heading-m">{t('guide.when')}</h2>
        <SummaryList
          rows={linesOf(guideTexts(`${guide}.when`)).map((line) => {
            const [when, then] = halvesOf(line)
            return { key: { text: when }, value: { text: then } }
          })}
        />
        <h2 class="govuk-heading-m">{t('guide.sees')}</h2>
        <p class="govuk-body">{guideTexts(`${guide}.sees`)}</p>
        <h2 class="govuk-heading-m">{t('guide.ring')}</h2>
        <ul class="govuk-list govuk-list--bullet">
          {linesOf(guideTexts(`${guide}.ring`)).map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export function GlossaryView(): VNode {
  const terms = glossaryTerms()
    .map((term) => halvesOf(glossaryTexts(term)))
    .sort(([a], [b]) => a.localeCompare(b, currentLanguage().locale))
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <BackLink href="/guide">{t('guide.back')}</BackLink>
        <h1 class="govuk-heading-l">{t('glossary.title')}</h1>
        <p class="govuk-body">{t('glossary.intro')}</p>
        <SummaryList rows={terms.map(([term, means]) => ({ key: { text: term }, value: { text: means } }))} />
      </div>
    </div>
  )
}

function glossaryTerms(): readonly (keyof typeof glossaryTexts.texts)[] {
  // an object literal's own keys are its type's keys
  return Object.keys(glossaryTexts.texts) as (keyof typeof glossaryTexts.texts)[]
}
