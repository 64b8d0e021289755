// Facts about people as they are read.
import { showShortDate } from '../../platform/texts/dates.ts'
import type { LocalDate } from '../clocks/local-date.ts'
import type { BirthFact } from './facts.ts'
import { type AgeRange, ageFrom } from './rules.ts'
import type { AddressRow, NameRow } from './store.ts'
import { t } from './texts.ts'

export function nameWords({ fullText, given, middle, family }: Pick<NameRow, 'fullText' | 'given' | 'middle' | 'family'>): string {
  return fullText ?? [given, middle, family].filter((part) => part !== null && part !== '').join(' ')
}

export function addressWords({ line, postcode, uprn }: Pick<AddressRow, 'line' | 'postcode' | 'uprn'>): string {
  const number = uprn === null ? null : t('address.uprn', { number: uprn })
  return [line, postcode, number].filter((part) => part !== null && part !== '').join(', ')
}

export function ageWords({ from, to, isEstimate }: AgeRange): string {
  const years = from === to ? t('age.years', { count: from }) : t('age.range', { from, to })
  return isEstimate ? t('age.about', { age: years }) : years
}

/** The age on a day in words; undefined when nothing gives one. */
export function ageOnDay(birth: BirthFact | undefined, on: LocalDate): string | undefined {
  const age = birth === undefined ? null : ageFrom(birth, on)
  return age === null ? undefined : ageWords(age)
}

export function birthWords(birth: BirthFact): string {
  switch (birth.certainty) {
    case 'full':
      return showShortDate(birth.bornOn)
    case 'disputed':
      return t('birth.disputed', { date: showShortDate(birth.bornOn) })
    case 'partial': {
      if (birth.month === undefined) return t('birth.year', { year: String(birth.year) })
      const [, month = ''] = showShortDate({ year: birth.year, month: birth.month, day: 1 }).split(' ')
      return t('birth.month', { month, year: String(birth.year) })
    }
    case 'estimated':
      return t('birth.estimated', { age: birth.estimatedAge, date: showShortDate(birth.estimatedOn) })
  }
}
