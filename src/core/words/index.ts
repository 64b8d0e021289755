import type { Room } from '../house/room.ts'
import { wordRoutes } from './routes.ts'

/** Words that blame, and what to say instead. The matcher itself (matcher.ts) imports nothing, so that the browser can run it. */
export { wordsCommand } from './commands.ts'
export { type Finding, type Matcher, type WordContext, type WordList, type WordResult, wordMatcher } from './matcher.ts'
export { withoutQuoted } from './quoted.ts'
export { wordContext, wordList } from './schema.ts'

/** The linter where people write: a field asks for it with `data-words="/words.json"`. */
export const words: Room = { name: 'words', routes: wordRoutes, scripts: { words: new URL('./client.ts', import.meta.url) } }
