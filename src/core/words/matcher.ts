/**
 * Finds words that blame (handbook/law.md section 15). The terms are data (reference/words.yaml); this is the small
 * language they are written in. It runs the same on the server and, bundled, in the browser while somebody types:
 * no imports, plain values in, plain values out.
 *
 *   text ─► sentences ─► each phrase of each term ─► its conditions ─► findings, in order, none inside another
 *
 * "Of a child" can't be read off a text for certain. What decides is the nearest person named in front of the words:
 * "he is a dealer" is found, "his uncle is a dealer" and "a dealer was arrested" are not. A name counts as a child,
 * because a warning too many is read and dropped, and one too few stays in the record.
 */

export type WordContext = 'case_note' | 'panel_paper' | 'public'
export type WordResult = 'none' | 'warned' | 'blocked' | 'kept_as_quoted'
export type Subject = 'child' | 'adult' | 'professional'

export type PhraseRule = Readonly<{
  phrase: string
  after?: readonly string[] | undefined
  before?: readonly string[] | undefined
  sentence?: readonly string[] | undefined
  notAfter?: readonly string[] | undefined
  notBefore?: readonly string[] | undefined
  notSentence?: readonly string[] | undefined
  subject?: readonly Subject[] | undefined
  notSubject?: readonly Subject[] | undefined
  alone?: boolean | undefined
}>

export type WordTerm = Readonly<{
  id: string
  term: string
  why: string
  sayInstead: readonly string[]
  phrases: readonly (string | PhraseRule)[]
}>

/** The form of reference/words.yaml, as the browser gets it. The sets `child`, `adult` and `professional` tell subjects apart. */
export type WordList = Readonly<{
  contexts: Readonly<Record<WordContext, Readonly<{ found: WordResult; quoted: WordResult }>>>
  sets: Readonly<Record<string, readonly string[]>>
  exempt: readonly string[]
  terms: readonly WordTerm[]
}>

/** One place in a text. `start` and `end` count UTF-16 units from 0; `line` and `column` from 1. */
export type Finding = Readonly<{
  term: string
  id: string
  found: string
  start: number
  end: number
  line: number
  column: number
  why: string
  sayInstead: readonly string[]
  result: Exclude<WordResult, 'none'>
}>

export type Matcher = (
  text: string,
  options: Readonly<{ context: WordContext; quoted?: boolean }>,
) => Readonly<{ result: WordResult; findings: readonly Finding[] }>

type Test = (sentence: Sentence, start: number, end: number) => boolean
type Compiled = Readonly<{ term: WordTerm; pattern: RegExp; tests: readonly Test[] }>
type Sentence = Readonly<{ text: string; offset: number }>

const WORD = "[\\p{L}\\p{N}'’]+"
const GAP = '(?:,?[\\s\\u2010-\\u2015-]+)'
const NOT_IN_WORD_BEFORE = '(?<![\\p{L}\\p{N}])'
const NOT_IN_WORD_AFTER = '(?![\\p{L}\\p{N}])'
/** "Safeguarding Vulnerable Groups Act 2006": capitals, joined by small words, up to Act. */
const STATUTE_TITLE =
  /\p{Lu}[\p{L}'’-]*,?(?:\s+(?:\p{Lu}[\p{L}'’-]*,?|and|of|the|to|for|in|etc\.?|\([^)]*\)))*\s+Act(?![\p{L}])(?:\s+\d{4})?/gu
const SUBJECT_WITHIN_WORDS = 8
const NAME = /^\p{Lu}\p{Ll}/u
/** "in Leeds" is a place, and "Mr Hill" has said who he is. */
const BEFORE_NO_CHILDS_NAME = /^(?:in|at|from|of|to|near|into|on|the|for|mr|mrs|ms|miss|dr|pc)$/i

/**
 * Makes the matcher of one list. Do it once: it compiles every phrase.
 * @throws Error naming a phrase that uses a set the list does not have
 */
export function wordMatcher(list: WordList): Matcher {
  const compiled = list.terms.flatMap((term) =>
    term.phrases.map((phrase) => compile(term, typeof phrase === 'string' ? { phrase } : phrase, list)),
  )
  const exempt = list.exempt.map((phrase) => everywhere(phrase, list))
  return (text, { context, quoted = false }) => {
    const { found, quoted: whenQuoted } = list.contexts[context]
    const result = quoted ? whenQuoted : found
    if (result === 'none') return { result, findings: [] }
    const free = [...exempt, STATUTE_TITLE].flatMap((pattern) => [...text.matchAll(pattern)].map(spanOf))
    const hits = sentencesOf(text)
      .flatMap((sentence) => compiled.flatMap((phrase) => hitsIn(sentence, phrase)))
      .filter((hit) => !free.some((span) => hit.start < span.end && hit.end > span.start))
      .sort((a, b) => a.start - b.start || b.end - a.end)
    const findings = withoutOverlaps(hits).map(({ term, start, end }) => ({
      term: term.term,
      id: term.id,
      found: text.slice(start, end),
      start,
      end,
      ...placeOf(text, start),
      why: term.why,
      sayInstead: term.sayInstead,
      result,
    }))
    return { result: findings.length === 0 ? 'none' : result, findings }
  }
}

type Span = Readonly<{ start: number; end: number }>
type Hit = Span & Readonly<{ term: WordTerm }>

function hitsIn(sentence: Sentence, { term, pattern, tests }: Compiled): Hit[] {
  return [...sentence.text.matchAll(pattern)]
    .map(spanOf)
    .filter(({ start, end }) => tests.every((holds) => holds(sentence, start, end)))
    .map(({ start, end }) => ({ term, start: start + sentence.offset, end: end + sentence.offset }))
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}

/** The first and longest of those that share letters. */
function withoutOverlaps(sorted: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of sorted) {
    const last = kept.at(-1)
    if (last === undefined || hit.start >= last.end) kept.push(hit)
  }
  return kept
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const lines = text.slice(0, at).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** Ends at . ! ? ; before a space, at an empty line, and before a new item of a list. A wrapped line goes on. */
function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let offset = 0
  for (const part of text.split(/((?<=[.!?;])\s+|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s))/u)) {
    sentences.push({ text: part, offset })
    offset += part.length
  }
  return sentences
}

function compile(term: WordTerm, rule: PhraseRule, list: WordList): Compiled {
  const tests: Test[] = []
  const directly = (phrases: readonly string[], side: 'before' | 'after'): Test => {
    const patterns = phrases.map((phrase) => anchored(phrase, side, list))
    return ({ text }, start, end) => patterns.some((pattern) => pattern.test(side === 'before' ? text.slice(0, start) : text.slice(end)))
  }
  const elsewhere = (phrases: readonly string[]): Test => {
    const patterns = phrases.map((phrase) => new RegExp(everywhere(phrase, list).source, 'iu'))
    return ({ text }, start, end) => patterns.some((pattern) => pattern.test(`${text.slice(0, start)} … ${text.slice(end)}`))
  }
  const subject = nearestSubject(list)
  const not =
    (test: Test): Test =>
    (sentence, start, end) =>
      !test(sentence, start, end)
  const { after, before, sentence, notAfter, notBefore, notSentence, subject: wanted, notSubject, alone } = rule
  if (after !== undefined) tests.push(directly(after, 'after'))
  if (before !== undefined) tests.push(directly(before, 'before'))
  if (sentence !== undefined) tests.push(elsewhere(sentence))
  if (notAfter !== undefined) tests.push(not(directly(notAfter, 'after')))
  if (notBefore !== undefined) tests.push(not(directly(notBefore, 'before')))
  if (notSentence !== undefined) tests.push(not(elsewhere(notSentence)))
  if (wanted !== undefined) tests.push(({ text }, start, end) => wanted.some((kind) => kind === subject(text, start, end)))
  if (notSubject !== undefined) tests.push(({ text }, start, end) => !notSubject.some((kind) => kind === subject(text, start, end)))
  if (alone === true) tests.push(({ text }, start, end) => !/[\p{L}\p{N}]/u.test(text.slice(0, start) + text.slice(end)))
  return { term, pattern: everywhere(rule.phrase, list), tests }
}

function everywhere(phrase: string, list: WordList): RegExp {
  return new RegExp(`${NOT_IN_WORD_BEFORE}${sourceOf(phrase, list)}${NOT_IN_WORD_AFTER}`, 'giu')
}

/** Directly in front of, or behind, the place: only spaces, hyphens and a comma may lie between. */
function anchored(phrase: string, side: 'before' | 'after', list: WordList): RegExp {
  const source = sourceOf(phrase, list)
  return side === 'before'
    ? new RegExp(`${NOT_IN_WORD_BEFORE}${source}${GAP}?$`, 'iu')
    : new RegExp(`^${GAP}?${source}${NOT_IN_WORD_AFTER}`, 'iu')
}

/** A phrase of the list's language as the source of a regular expression. */
function sourceOf(phrase: string, list: WordList): string {
  let source = ''
  let started = false
  for (const token of phrase.trim().split(/\s+/)) {
    const gap = /^\*(\d)-(\d)$/.exec(token)
    if (gap !== null) {
      source += started ? `(?:${GAP}${WORD}){${gap[1]},${gap[2]}}` : `(?:${WORD}${GAP}){${gap[1]},${gap[2]}}`
      continue
    }
    const repeat = token.endsWith('}*') ? '{0,4}' : token.endsWith('?') ? '?' : undefined
    const words = alternatives(repeat === undefined ? token : token.slice(0, -1), list)
    if (repeat !== undefined) source += started ? `(?:${GAP}${words})${repeat}` : `(?:${words}${GAP})${repeat}`
    else source += started ? `${GAP}${words}` : words
    started ||= repeat === undefined
  }
  return `(?:${source})`
}

function alternatives(token: string, list: WordList): string {
  const words = token.split('|').flatMap((word) => {
    if (!word.startsWith('{')) return [word]
    const set = list.sets[word.slice(1, -1)]
    if (set === undefined) throw new Error(`the word list has no set ${word}`)
    return set
  })
  return `(?:${words.map(literal).join('|')})${NOT_IN_WORD_AFTER}`
}

/** One word, or several joined by a space or _; `$` is the end of the sentence or a stop inside it; \d a digit. Either apostrophe will do. */
function literal(word: string): string {
  if (word === '$') return '(?:[^\\p{L}\\p{N}]*$|[.,:;!?)\\]"”/])'
  return word.replaceAll("'", "['’]").replaceAll(/[ _]/g, GAP)
}

/** Who the words are about: the nearest person named in front of them (or their first word); undefined when nobody is. */
function nearestSubject(list: WordList): (text: string, start: number, end: number) => Subject | undefined {
  const kinds = (['child', 'adult', 'professional'] as const).map((kind) => ({
    kind,
    words: new Set((list.sets[kind] ?? []).map((word) => word.toLowerCase())),
  }))
  const kindOf = (words: string) => kinds.find((candidate) => candidate.words.has(words))?.kind
  return (text, start, end) => {
    const opening = /^[\p{L}\p{N}'’]+/u.exec(text.slice(start, end))?.[0].toLowerCase().replaceAll('’', "'") ?? ''
    if (kindOf(opening) !== undefined) return kindOf(opening)
    const words = [...text.slice(0, start).matchAll(/[\p{L}\p{N}'’]+/gu)].map(([word]) => word)
    for (let index = words.length - 1; index >= Math.max(0, words.length - SUBJECT_WITHIN_WORDS); index--) {
      const word = words[index] ?? ''
      const previous = words[index - 1] ?? ''
      const plain = word.toLowerCase().replaceAll('’', "'").replace(/'s$/, '')
      const kind = kindOf(`${previous.toLowerCase()} ${plain}`) ?? kindOf(word.toLowerCase().replaceAll('’', "'")) ?? kindOf(plain)
      if (kind !== undefined) return kind
      if (index > 0 && NAME.test(word) && !BEFORE_NO_CHILDS_NAME.test(previous)) return 'child'
    }
    return undefined
  }
}
