// A comparison in words: each part with what it says, in bits, and their sum.
import type { Guard } from './guards.ts'
import type { Part } from './model.ts'
import { t } from './texts.ts'

/** Hundredths of a bit, so that the parts on the page sum to the weight on the page. */
export function whyOf(parts: readonly Part[], guard: Guard | null): Readonly<{ why: string; weight: string }> {
  const said = parts
    .map((part) => ({ ...part, hundredths: Math.round(part.weight * 100) }))
    .filter(({ field, hundredths }) => (field !== 'household' && field !== 'order') || hundredths !== 0)
  const weight = signed(said.reduce((sum, { hundredths }) => sum + hundredths, 0))
  const inWords = said.map((part) => t('why.part', { what: wordsOf(part), weight: signed(part.hundredths) }))
  const whole = t('why.whole', { parts: inWords.join('; '), weight })
  return { why: guard === null ? whole : `${whole}; ${t(`guard.${guard}`)}`, weight: weight.replace('+', '') }
}

function signed(hundredths: number): string {
  return `${hundredths < 0 ? '-' : '+'}${(Math.abs(hundredths) / 100).toFixed(2)}`
}

type WhyKey = Extract<keyof typeof t.texts, `why.${Part['field']}.${string}`>

function wordsOf({ field, level }: Part): string {
  if (field === 'household') return t('why.household')
  const key = `why.${field}.${level}`
  if (!isWhyKey(key)) throw new Error(`No words for ${key}`)
  return t(key)
}

function isWhyKey(key: string): key is WhyKey {
  return Object.hasOwn(t.texts, key)
}
