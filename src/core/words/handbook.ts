import { z } from 'zod'
import { type HandbookRule, valueRule } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import { type Matcher, type WordList, wordMatcher } from './matcher.ts'
import { wordContext } from './schema.ts'

/** A list is compiled once: a file of examples asks hundreds of times. */
const matchers = new WeakMap<WordList, Matcher>()

function matcherOf(list: WordList): Matcher {
  const matcher = matchers.get(list) ?? wordMatcher(list)
  matchers.set(list, matcher)
  return matcher
}

function wordsRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: ({ words }: Reference) => words,
    input: z.strictObject({ text: z.string(), context: wordContext, quoted: z.boolean().default(false) }),
    output: ['result', 'findings'],
    run: ({ text, context, quoted }, { words }) => matcherOf(words)(text, { context, quoted }),
  })
}

export const wordRules: readonly HandbookRule[] = [
  wordsRule('law R97', 'Words that blame: warned in a note, blocked in a paper, kept when they are the own words'),
  wordsRule('law R98', 'Words that only look alike give no warning'),
]
