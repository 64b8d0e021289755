// A comparison in words: each part with what it says, in bits, and their sum.
import type { Guard } from './guards.ts'
import type { Part } from './model.ts'
import { t } from './texts.ts'

/** One part as it is said: its weight in hundredths of a bit, a whole number. */
export type SaidPart = Readonly<{ field: Part['field']; level: Part['level']; hundredths: number }>

/** What is worth saying of a comparison; what is left out weighs nothing, so that the rest sums to the weight. */
export function partsSaid(parts: readonly Part[]): SaidPart[] {
  return parts
    .map(({ field, level, weight }) => ({ field, level, hundredths: Math.round(weight * 100) }))
    .filter(({ field, hundredths }) => (field !== 'household' && field !== 'order') || hundredths !== 0)
}

/** Hundredths of a bit, so that the parts on the page sum to the weight on the page. */
export function whyOf(parts: readonly Part[], guard: Guard | null): Readonly<{ why: string; weight: string }> {
  const said = partsSaid(parts)
  const weight = signed(said.reduce((sum, { hundredths }) => sum + hundredths, 0))
  const inWords = said.map((part) => t('why.part', { what: partWords(part), weight: signed(part.hundredths) }))
  const whole = t('why.whole', { parts: inWords.join('; '), weight })
  return { why: guard === null ? whole : `${whole}; ${t(`guard.${guard}`)}`, weight: weight.replace('+', '') }
}

export function signed(hundredths: number): string {
  return `${hundredths < 0 ? '-' : '+'}${(Math.abs(hundredths) / 100).toFixed(2)}`
}

type WhyKey = Extract<keyof typeof t.texts, `why.${Part['field']}.${string}`>

export function partWords({ field, level }: Pick<Part, 'field' | 'level'>): string {
  if (field === 'household') return t('why.household')
  const key = `why.${field}.${level}`
  if (!isWhyKey(key)) throw new Error(`No words for ${key}`)
  return t(key)
}

/** Why a pair was held back, in words. */
export function guardWords(guard: Guard): string {
  return t(`guard.${guard}`)
}

function isWhyKey(key: string): key is WhyKey {
  return Object.hasOwn(t.texts, key)
}
