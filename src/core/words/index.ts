/** Words that blame, and what to say instead. The matcher itself (matcher.ts) imports nothing, so that the browser can run it. */
export { wordsCommand } from './commands.ts'
export { type Finding, type Matcher, type WordContext, type WordList, type WordResult, wordMatcher } from './matcher.ts'
export { wordContext, wordList } from './schema.ts'
