import type { VNode } from 'preact'
import { Details } from '../../platform/design/index.ts'
import type { RuleProvenance } from './rule.ts'
import { t } from './texts.ts'

/** The address of a rule's page: `law R20` is at /handbook/law-r20. */
export function rulePath(id: string): string {
  return `/handbook/${id.toLowerCase().replaceAll(/\s+/g, '-')}`
}

/** How far a text was checked, in words, for its mark in the reference data. An unknown mark says that it was not. */
export function markText(mark: string): string {
  const key = `mark.${mark}`
  return isMarkKey(key) ? t(key) : t('mark.U')
}

function isMarkKey(key: string): key is Extract<keyof typeof t.texts, `mark.${string}`> {
  return key.startsWith('mark.') && key in t.texts
}

/** "Why this date?" beside a date: which rule, on what basis, how far checked (law R100), with a way to try it. */
export function WhyThisDate({ why }: { why: RuleProvenance & Readonly<{ rule: string }> }): VNode {
  return (
    <Details summaryText={t('why.link')} classes="lw-why">
      <p class="govuk-body-s">
        {t('why.text', {
          rule: why.rule,
          basis: t(`basis.${why.basis}`),
          mark: t(`mark.${why.mark}`),
          version: why.version,
          checked: t(why.verified ? 'checked.yes' : 'checked.no'),
        })}{' '}
        <a class="govuk-link" href={rulePath(why.rule)}>
          {why.source}
        </a>
      </p>
    </Details>
  )
}
