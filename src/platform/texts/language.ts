/**
 * Which language a person reads. The server says it once for each request, and every text, date and number made on the
 * way to the answer follows: no view and no rule passes a language on.
 *
 * A language is a way from each English entry to its own. English entries are the keys, so that a text can't be there
 * in one catalogue and be forgotten in another: what has no translation yet is shown in English, never as a code.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** The forms of a counted text, by the categories of Intl.PluralRules. English uses `one` and `other`. */
export type Plural = Readonly<{ zero?: string; one?: string; two?: string; few?: string; many?: string; other: string }>
/** One text of a catalogue. */
export type Entry = string | Plural

export type Language = Readonly<{
  /** BCP 47, for the page: `en-GB`. */
  tag: string
  /** What Intl writes numbers and dates in, and chooses plural forms by. */
  locale: string
  dir: 'ltr' | 'rtl'
  /** What it calls itself, as the switch shows it. */
  name: string
  /** An English entry in this language. Must keep every `{name}`. */
  translated: (entry: Entry) => Entry
}>

export const english: Language = { tag: 'en-GB', locale: 'en-GB', dir: 'ltr', name: 'English', translated: (entry) => entry }

const spoken = new AsyncLocalStorage<Language>()

/** Everything that `body` does, and what it waits for, speaks this language. */
export function speaking<T>(language: Language, body: () => T): T {
  return spoken.run(language, body)
}

/** The language of this request; English where nobody said: command line, jobs, e-mail. */
export function currentLanguage(): Language {
  return spoken.getStore() ?? english
}
