/** What may be written down about somebody or some place that harms, and what never. */
import type { LocalDate } from '../../core/clocks/index.ts'
import type { DisruptionKind, DisruptionPolicy } from './schema.ts'

/**
 * The police's own reference, in capitals and without spaces; undefined for anything that is none. It has at least three
 * digits and no four letters in a row, so that no name fits into it. The database holds the same.
 */
export function policeReference(typed: string): string | undefined {
  const plain = typed.toUpperCase().replaceAll(/\s+/g, '')
  const isOne = /^[A-Z0-9]+([/-][A-Z0-9]+)*$/.test(plain) && plain.length >= 4 && plain.length <= 25
  return isOne && (plain.match(/[0-9]/g) ?? []).length >= 3 && !/[A-Z]{4}/.test(plain) ? plain : undefined
}

/** Words for somebody that stand in no list of ours, because no list may call anybody that. */
const accusing = /^(?:dealer|suspect|offender|boyfriend)s?$/

/** Why a text is not the name of a place that people use. Undefined: it is one. */
export function placeProblem(text: string, policy: DisruptionPolicy): 'empty' | 'tooLong' | 'person' | 'noPlace' | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return 'empty'
  if (trimmed.length > 80) return 'tooLong'
  const words = trimmed
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  if (words.some((word) => policy.personWords.includes(word) || accusing.test(word))) return 'person'
  return words.some((word) => /^[0-9]/.test(word) || policy.placeWords.includes(word)) ? undefined : 'noPlace'
}

/** In force on that day: without a date of its own a kind is in law, start not confirmed, and cannot be recorded. */
export function isInForce({ inForceFrom }: DisruptionKind, on: LocalDate): boolean {
  return inForceFrom !== null && on >= inForceFrom
}
