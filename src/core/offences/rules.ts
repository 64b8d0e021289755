/**
 * Section 45 of the Modern Slavery Act 2015, shown and never judged (handbook/law.md section 3). One narrow question is
 * answered, "is this offence on the list of Schedule 4?": by statute and section, never by guessing from words. What has
 * no row of its own is unknown. Whatever the answer, prosecutors still ask whether a prosecution is in the public interest.
 */
import { editDistance } from '../../platform/texts/edit-distance.ts'
import type { LocalDate } from '../clocks/index.ts'
import type { Mark } from '../reference/provenance.ts'
import type { ConditionAnswer, ListedValue, Offence, OffenceForm, Section45Table } from './schema.ts'

/** Why nothing is known. `offence_began_later`: the act lies before the offence itself was law. */
export type UnknownBecause =
  | 'only_words'
  | 'statute_not_in_table'
  | 'section_not_in_table'
  | 'act_not_reviewed'
  | 'act_before_section_45'
  | 'offence_began_later'

export type OffenceQuestion = Readonly<{
  law: string
  section: string
  actOn?: LocalDate | undefined
  /** Undefined: not asked yet, which counts as unknown. */
  condition?: ConditionAnswer | undefined
  form?: OffenceForm | undefined
}>

export type OffenceAnswer = Readonly<{
  value: ListedValue
  /** The row that answers; undefined where there is none. */
  offence: Offence | undefined
  /** Asked as long as the answer turns on it, also after it was answered. */
  question: string | undefined
  because: UnknownBecause | undefined
  mark: Mark
  /** Statutes, or sections of the statute, that stand near what was typed. Never chosen by themselves. */
  near: readonly string[]
}>

/**
 * Whether an offence is on the list. Statute and section must agree exactly but for case, spaces and "s." or "section";
 * a subsection of a row is not that row. A condition that is unknown or unasked stays a condition.
 * @source handbook/law.md R46 to R49
 */
export function lookUpOffence(asked: OffenceQuestion, table: Section45Table): OffenceAnswer {
  const unknown = (because: UnknownBecause, more: Partial<OffenceAnswer> = {}): OffenceAnswer => ({
    value: 'UNKNOWN',
    offence: undefined,
    question: undefined,
    because,
    mark: table.mark,
    near: [],
    ...more,
  })
  const statute = findStatute(asked.law, table)
  if (statute === undefined) return unknown('statute_not_in_table', { near: nearTo(asked.law, statutesOf(table)) })
  const notReviewed = table.notReviewed.find(({ law }) => law === statute)
  if (notReviewed !== undefined) return unknown('act_not_reviewed', { mark: notReviewed.mark })
  const offence = findOffence(statute, asked.section, table)
  if (offence === undefined) return unknown('section_not_in_table', { near: sectionsNear(statute, asked.section, table) })
  const known = { offence, mark: weaker(offence.mark, asked.form === undefined ? undefined : table.forms[asked.form]) }
  if (asked.actOn !== undefined && asked.actOn < table.actsFrom) return unknown('act_before_section_45', known)
  if (asked.actOn !== undefined && offence.inForceFrom !== undefined && asked.actOn < offence.inForceFrom)
    return unknown('offence_began_later', known)
  const answer = { ...known, because: undefined, near: [] }
  if (offence.value !== 'LISTED_IF_CONDITION') return { ...answer, value: offence.value, question: undefined }
  return { ...answer, value: afterCondition(asked.condition), question: offence.question }
}

/** Words alone are never matched: the answer is unknown, and the list of statutes is offered. @source handbook/law.md R49 */
export function wordsAlone(table: Section45Table): OffenceAnswer {
  return { value: 'UNKNOWN', offence: undefined, question: undefined, because: 'only_words', mark: table.mark, near: [] }
}

function afterCondition(condition: ConditionAnswer | undefined): ListedValue {
  switch (condition) {
    case 'yes':
      return 'LISTED'
    case 'no':
      return 'NOT_LISTED'
    case 'unknown':
    case undefined:
      return 'LISTED_IF_CONDITION'
  }
}

/** Steps of the procedure after an arrest that no answer creates or hides: whether to refer, and the public-interest stage. @source law R50 */
export const stepsWhatever: readonly string[] = ['A26', 'A30']

/** The phrases of a text that would be a verdict. No text that Lapwing makes may have one. @source handbook/law.md R51 */
export function verdictsIn(text: string, table: Pick<Section45Table, 'neverSaid'>): readonly string[] {
  const flat = text.replaceAll(/\s+/g, ' ')
  return table.neverSaid.filter((phrase) => new RegExp(`(?<![\\p{L}\\p{N}])${phrase}(?![\\p{L}\\p{N}])`, 'iu').test(flat))
}

/** All statutes of the table in the order of their year, each once; those not reviewed too. */
export function statutesOf(table: Section45Table): readonly string[] {
  return [...new Set([...table.offences.map(({ law }) => law), ...table.notReviewed.map(({ law }) => law)])]
}

export function findStatute(typed: string, table: Section45Table): string | undefined {
  const asked = plainStatute(typed)
  return statutesOf(table).find((law) => plainStatute(law) === asked)
}

/** A statute in an address: Theft Act 1968 is theft-act-1968. */
export const slugOf = (law: string): string => plainStatute(law).replaceAll(' ', '-')

export function statuteAt(slug: string, table: Section45Table): string | undefined {
  return statutesOf(table).find((law) => slugOf(law) === slug)
}

function findOffence(statute: string, section: string, table: Section45Table): Offence | undefined {
  const asked = plainSection(section)
  return table.offences.find((offence) => offence.law === statute && plainSection(offence.section) === asked)
}

/** Provisions of the statute that begin with the section, or with which the section begins: 17 is near 17(1), and 8(1) near 8. */
function sectionsNear(statute: string, section: string, table: Section45Table): readonly string[] {
  const asked = plainSection(section)
  return table.offences
    .filter(({ law }) => law === statute)
    .map((offence) => offence.section)
    .filter((known) => asked !== '' && (startsSection(plainSection(known), asked) || startsSection(asked, plainSection(known))))
}

const startsSection = (long: string, short: string) => long.startsWith(short) && !/^\d/.test(long.slice(short.length))

const plainStatute = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')

const plainSection = (text: string) =>
  text
    .toLowerCase()
    .replace(/^\s*(section|sect\.?|sec\.?|s\.?)\s*(?=\d)/, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s*([()])\s*/g, '$1')
    .trim()

/** Of two marks the one that was checked less. */
function weaker(one: Mark, other: Mark | undefined): Mark {
  const order: readonly Mark[] = ['U', 'V exists', 'V2', 'L', 'V']
  return other === undefined || order.indexOf(one) <= order.indexOf(other) ? one : other
}

// ── finding what was meant ─────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Offences that fit what somebody typed: a statute, a section, a name, each word perhaps mistyped. Best first. It is an
 * offer to choose from; nothing is answered from it.
 */
export function searchOffences(typed: string, table: Section45Table): readonly Offence[] {
  const words = wordsOf(typed)
  if (words.length === 0) return table.offences
  return table.offences
    .map((offence) => ({ offence, score: scoreOf(words, wordsOf(`${offence.law} ${offence.name}`), plainSection(offence.section)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ offence }) => offence)
}

/** Up to three of the known texts that share most of the words typed. */
export function nearTo(typed: string, known: readonly string[]): readonly string[] {
  const words = wordsOf(typed)
  return known
    .map((text) => ({ text, score: words.reduce((sum, word) => sum + wordScore(word, wordsOf(text)), 0) }))
    .filter(({ score }) => score >= Math.max(0.5, words.length * 0.25))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ text }) => text)
}

const wordsOf = (text: string) =>
  plainSection(text)
    .split(/[^\p{L}\p{N}()]+/u)
    .map((word) => (/\d/.test(word) ? word : word.replaceAll(/[()]/g, '')))
    .filter((word) => word !== '' && !small.has(word))
const small = new Set(['the', 'of', 'and', 'act', 'a', 'section', 's'])

/** Every word must fit somewhere, else 0. A word with a digit is a year or a section and has no typing slips. */
function scoreOf(words: readonly string[], known: readonly string[], section: string): number {
  const scores = words.map((word) => (word === section ? 2 : wordScore(word, known)))
  return scores.some((score) => score === 0) ? 0 : scores.reduce((sum, score) => sum + score, 0)
}

function wordScore(word: string, known: readonly string[]): number {
  if (known.includes(word)) return 1
  if (/\d/.test(word)) return 0
  if (word.length >= 3 && known.some((one) => one.startsWith(word))) return 0.8
  return known.some((one) => isSlip(word, one)) ? 0.5 : 0
}

/** One slip in four or more letters, two in eight or more. */
function isSlip(typed: string, meant: string): boolean {
  const allowed = Math.min(typed.length, meant.length) >= 8 ? 2 : Math.min(typed.length, meant.length) >= 4 ? 1 : 0
  return allowed > 0 && Math.abs(typed.length - meant.length) <= allowed && editDistance(typed, meant) <= allowed
}
