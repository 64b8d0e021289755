/**
 * Two languages that nobody speaks, made from English: each letter has marks on it and each text is 40% longer, one
 * running from left to right and one from right to left. They prove that every text can be translated, that a longer
 * one still fits, and that pages can be mirrored, without an unreviewed translation of a safeguarding text going round.
 * Tests and the demo only. The tags are the ones that other software uses for this.
 */
import type { Entry, Language } from './language.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const marked = 'åƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ'
const marks = new Map([...plain].map((letter, at) => [letter, [...marked][at] ?? letter]))
/** German and Finnish need about this much more room than English. */
const longer = 0.4

/** "Next visit {when}" becomes "[Ñéẋţ ṽîšîţ {when} ~~~~~]": the brackets show where a sentence was put together from pieces. */
export function pseudo(text: string): string {
  if (!/\p{Letter}/u.test(text.replaceAll(/\{\w+\}/g, ''))) return text
  const parts = text.split(/(\{\w+\})/)
  const letters = parts.filter((_, at) => at % 2 === 0).join('').length
  const words = parts.map((part, at) => (at % 2 === 0 ? [...part].map((letter) => marks.get(letter) ?? letter).join('') : part)).join('')
  // in pieces, so that a line may break between them as it does between words
  const more = '~'.repeat(Math.ceil(letters * longer)).replaceAll(/~{6}(?=~)/g, '~~~~~~ ')
  return `[${words} ${more}]`
}

function pseudoEntry(entry: Entry): Entry {
  if (typeof entry === 'string') return pseudo(entry)
  const { other, ...forms } = entry
  return { ...Object.fromEntries(Object.entries(forms).map(([form, text]) => [form, pseudo(text)])), other: pseudo(other) }
}

export const stretched: Language = {
  tag: 'en-XA',
  locale: 'en-GB',
  dir: 'ltr',
  name: 'Stretched (test)',
  translated: pseudoEntry,
}
export const mirrored: Language = {
  tag: 'ar-XB',
  locale: 'en-GB',
  dir: 'rtl',
  name: 'Right to left (test)',
  translated: pseudoEntry,
}
