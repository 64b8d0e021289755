// What somebody typed into the one box, taken apart: references, days, phones, postcodes, numbers, and names. Everything
// else about finding is the database's: search_find() in the migration.
import { isLocalDate, type LocalDate } from '../clocks/local-date.ts'
import { normalAddress, normalIdentifier, normalName, normalPhone, normalPostcode, scriptOf, type Variants } from '../matching/index.ts'
import type { Agreement, How } from './schema.ts'

export type TermKind = 'name' | 'date' | 'phone' | 'postcode' | 'number'

/** One thing that must agree. `words`: what it may stand as, with how far that is from what was typed. */
export type Term = Readonly<{
  kind: TermKind
  /** As it was typed. */
  typed: string
  words: readonly Readonly<{ word: string; how: How }>[]
  /** Also words that sound or look like this one. */
  like: string | null
  /** Typed in a script that leaves short vowels out. */
  otherScript: boolean
}>

export type Sought = Readonly<{
  terms: readonly Term[]
  /** References of cases and concerns, as they are printed: K7MX-2QX4. */
  references: readonly string[]
  /** Nothing that could be looked for: one letter alone, or signs only. */
  tooShort: boolean
  /** More was typed than is looked for. */
  cutOff: boolean
}>

export const longestSearch = 200
const mostTerms = 8
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const forms = ['mr', 'mrs', 'ms', 'miss', 'mx', 'dr']

const isoDay = /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/g
const numericDay = /(?<![\d/.-])(\d{1,2})([ ./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-])/g
const wordedDay = /\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ .-]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,-]+(\d{4}|\d{2})\b/gi
const monthFirst = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .]+(\d{1,2})(?:st|nd|rd|th)?[ .,]+(\d{4})\b/gi
const reference = /\b([ck][0-9a-z]{3})[ -]?([0-9a-z]{4})\b/gi
const postcode = /\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b/gi
const longNumber = /(?<![\p{L}\d])(?:\+|\(0?)?\d(?:[\s().-]*\d){5,}(?![\p{L}\d])/gu
const token = /[\p{L}\p{N}][\p{L}\p{N}/-]*\d[\p{L}\p{N}/-]*|\d+\p{L}?/gu

/**
 * Reads one line of search. Never throws, whatever is typed; what cannot stand in a record gives no term.
 * Days are read the British way; where day and month could change places, the other reading counts as a slip. A year of
 * two digits may be of either century.
 */
export function readSearch(typed: string, variants: Variants): Sought {
  const whole = typed.normalize('NFKC').replaceAll(/\s+/g, ' ').trim()
  let rest = ` ${whole.slice(0, longestSearch)} `
  const terms: Term[] = []
  const references: string[] = []
  const take = (pattern: RegExp, read: (found: readonly string[]) => boolean) => {
    rest = rest.replaceAll(pattern, (...found) => {
      const groups = found.slice(0, typeof found.at(-1) === 'object' ? -3 : -2).map(String)
      return read(groups) ? ' ' : String(found[0])
    })
  }
  const day = (typedDay: string, year: string, month: number, date: number) => {
    const words = readings(year, month, date)
    if (words.length > 0) terms.push(plain('date', typedDay, words))
    return words.length > 0
  }

  take(isoDay, ([all = '', y = '', m, d]) => day(all, y, Number(m), Number(d)))
  take(wordedDay, ([all = '', d, m = '', y = '']) => day(all, y, months.indexOf(m.toLowerCase()) + 1, Number(d)))
  take(monthFirst, ([all = '', m = '', d, y = '']) => day(all, y, months.indexOf(m.toLowerCase()) + 1, Number(d)))
  take(numericDay, ([all = '', d, , m, y = '']) => day(all, y, Number(m), Number(d)))
  take(postcode, ([all = '']) => terms.push(plain('postcode', all, [{ word: normalPostcode(all), how: 0 }])) > 0)
  take(longNumber, ([all = '']) => {
    const digits = all.replaceAll(/\D/g, '')
    const words = [...new Set([normalPhone(all), digits])]
    return (
      terms.push(
        plain(
          'phone',
          all.trim(),
          words.map((word) => ({ word, how: 0 })),
        ),
      ) > 0
    )
  })
  // two groups of four may also be names ("Kate Hall"), so what looks like a reference is looked for as both
  for (const [, one = '', two = ''] of rest.matchAll(reference)) references.push(`${one}-${two}`.toUpperCase())
  take(token, ([all = '']) => {
    const identifier = normalIdentifier(all)
    const words = [...new Set([identifier, normalAddress(all)])].filter((word) => word !== '')
    if (words.length === 0) return false
    return (
      terms.push(
        plain(
          'number',
          all,
          words.map((word) => ({ word, how: 0 })),
        ),
      ) > 0
    )
  })
  terms.push(...namesIn(rest, variants))

  const useful = terms.filter(({ words }) => words.some(({ word }) => word.length > 1))
  return {
    terms: useful.length === 0 ? [] : terms.slice(0, mostTerms),
    references: [...new Set(references)],
    tooShort: useful.length === 0 && references.length === 0,
    cutOff: whole.length > longestSearch || terms.length > mostTerms,
  }
}

function plain(kind: TermKind, typed: string, words: Term['words']): Term {
  return { kind, typed, words, like: null, otherScript: false }
}

function namesIn(text: string, variants: Variants): Term[] {
  const otherScript = scriptOf(text) !== 'Latn'
  const words = [...new Set(normalName(text).split(' '))].filter((word) => word !== '' && !forms.includes(word))
  return words.map((word) => {
    // a letter alone stands for a name that begins with it
    if ([...word].length === 1) return { kind: 'name', typed: word, words: [{ word, how: 2 }], like: null, otherScript: false }
    const street = normalAddress(`x ${word}`).slice(2)
    const others = [...variants(word)].filter((form) => form !== word)
    return {
      kind: 'name',
      typed: word,
      words: [
        { word, how: 0 },
        ...(street === word ? [] : [{ word: street, how: 0 as const }]),
        ...others.map((form) => ({ word: form, how: 1 as const })),
      ],
      like: word.slice(0, 60),
      otherScript,
    }
  })
}

function readings(year: string, month: number, date: number): Term['words'] {
  const years = year.length === 4 ? [year] : [`20${year}`, `19${year}`]
  const on = (y: string, m: number, d: number): LocalDate | undefined => {
    const day = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
    return isLocalDate(day) ? day : undefined
  }
  return years.flatMap((y) => {
    const [as, swapped] = [on(y, month, date), month === date ? undefined : on(y, date, month)]
    return [
      ...(as === undefined ? [] : [{ word: as, how: 0 as const }]),
      ...(swapped === undefined ? [] : [{ word: swapped, how: 4 as const }]),
    ]
  })
}

/** Names of which the family name was typed first. */
export function isOtherOrder(agreements: readonly Agreement[]): boolean {
  const names = agreements.filter(({ part }) => part === 'given' || part === 'family' || part === 'called')
  const [first, last] = [names[0], names.at(-1)]
  return first !== undefined && last !== undefined && first.part === 'family' && last !== first && last.part !== 'family'
}

/** What was typed as it is compared for the audit: two ways of writing the same search are one. */
export function comparedWords(sought: Sought): string {
  return [...sought.references, ...sought.terms.map(({ words }) => words[0]?.word ?? '')].sort().join(' ')
}
