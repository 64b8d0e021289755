/** Suggestions while somebody types, in every field with `data-words`: the same matcher as on the server. */
import { suggestWords, type WordFound } from '../../platform/design/client/words.ts'
import { type Matcher, type WordList, wordMatcher } from './matcher.ts'
import { withoutQuoted } from './quoted.ts'

let made: { from: unknown; match: Matcher; sentence: string } | undefined

suggestWords((text, terms) => {
  if (!isOurs(terms)) return []
  if (made?.from !== terms) made = { from: terms, match: wordMatcher(terms.list), sentence: terms.sentence }
  const { match, sentence } = made
  return match(withoutQuoted(text), { context: 'case_note' }).findings.map(({ found, why, sayInstead }): WordFound => {
    const parts: Record<string, string> = { found, why, instead: sayInstead.join('; ') }
    return { found, message: sentence.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '') }
  })
})

/** From our own server, checked as far as telling it from "offline" (an empty list) needs. */
function isOurs(value: unknown): value is { list: WordList; sentence: string } {
  return typeof value === 'object' && value !== null && 'list' in value && 'sentence' in value && typeof value.sentence === 'string'
}
