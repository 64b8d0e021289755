// The gallery's stand-in for the real matcher: terms are [word to find, what to say].
import { suggestWords } from '../../src/platform/design/client/words.ts'

suggestWords((text, terms) => {
  if (!Array.isArray(terms)) return []
  return terms
    .filter((term): term is [string, string] => Array.isArray(term) && typeof term[0] === 'string' && text.includes(term[0]))
    .map(([found, message]) => ({ found, message }))
})
