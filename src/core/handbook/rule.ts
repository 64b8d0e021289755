/**
 * The executable handbook: every rule a room follows is registered under its handbook number, so that anyone can try
 * it with their own values, and so that a table test can hold the handbook's worked examples against the very
 * function that the product runs.
 */
import { z } from 'zod'
import { CalendarEndsError } from '../clocks/index.ts'
import type { Provenance } from '../reference/provenance.ts'
import type { Reference } from '../reference/reference.ts'

export type RuleProvenance = Pick<Provenance, 'source' | 'version' | 'basis' | 'mark' | 'verified'>

type Registered = Readonly<{
  /** As the handbook numbers it: 'law R20', 'community 41'. */
  id: string
  title: string
  provenance: (reference: Reference) => RuleProvenance
}>

/** A rule with values: `input` and the keys of `output` are those of the worked examples. */
export type ValueRule = Registered &
  Readonly<{ kind: 'value'; input: z.ZodType; output: readonly string[]; run: (input: unknown, reference: Reference) => RuleOutput }>
/** A rule about what a page shows or the database refuses: `where` says where to see it and what tests it. */
export type ShownRule = Registered & Readonly<{ kind: 'shown'; where: string }>
export type HandbookRule = ValueRule | ShownRule

export type RuleOutput = Readonly<Record<string, unknown>>

/** Registers a rule with values. `run` gets parsed input; a calendar that ends too soon is answered for it, see `tryRule`. */
export function valueRule<Input>(
  rule: Registered &
    Readonly<{ input: z.ZodType<Input>; output: readonly string[]; run: (input: Input, reference: Reference) => RuleOutput }>,
): ValueRule {
  return { ...rule, kind: 'value', run: (input, reference) => rule.run(rule.input.parse(input), reference) }
}

export function shownRule(rule: Registered & Readonly<{ where: string }>): ShownRule {
  return { ...rule, kind: 'shown' }
}

/** Where a rule has no row of its own in reference data: its text in the handbook is its source. */
export function fromHandbook(section: string, row: Pick<Provenance, 'basis' | 'mark'>): () => RuleProvenance {
  return () => ({ source: `handbook/law.md ${section}`, version: 'law-2026-11', verified: false, ...row })
}

/** What a group of rules is about; the pages list them under it. */
export type Topic =
  | 'people'
  | 'dates'
  | 'concerns'
  | 'missing'
  | 'risk'
  | 'visits'
  | 'load'
  | 'arrest'
  | 'section45'
  | 'nrm'
  | 'meetings'
  | 'access'
  | 'retention'
  | 'words'
  | 'release'
export type BookRule = HandbookRule & Readonly<{ topic: Topic }>
export type Rulebook = ReadonlyMap<string, BookRule>

/** All rules of all rooms, in the handbook's order. Throws when two rooms register one id: one of them is wrong. */
export function rulebookOf(rooms: Readonly<Record<Topic, readonly HandbookRule[]>>): Rulebook {
  const topics = Object.keys(rooms) as Topic[]
  const rules = topics
    .flatMap((topic) => rooms[topic].map((rule): BookRule => ({ ...rule, topic })))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
  const book = new Map<string, BookRule>()
  for (const rule of rules) {
    if (book.has(rule.id)) throw new Error(`two rooms register the rule ${rule.id}`)
    book.set(rule.id, rule)
  }
  return book
}

/** Rules whose number was typed ("20", "R20"), or whose title has all of these words. Nothing typed: all. */
export function searchRules(book: Rulebook, typed: string): BookRule[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return [...book.values()]
  const one = findRule(book, /^\d+$/.test(typed.trim()) ? `r${typed.trim()}` : typed)
  if (one !== undefined) return [one]
  return [...book.values()].filter(({ id, title }) => words.every((word) => `${id} ${title}`.toLowerCase().includes(word)))
}

/** Finds a rule by its id, also as people type it: 'r20', 'law r20', 'R20', 'R1' for R01. */
export function findRule(book: Rulebook, typed: string): BookRule | undefined {
  const asked = normal(typed)
  return (
    [...book.values()].find((rule) => normal(rule.id) === asked) ?? [...book.values()].find((rule) => normal(rule.id) === `law ${asked}`)
  )
}

function normal(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/\br0*(\d)/, 'r$1')
}

export type Tried = Readonly<{ output: RuleOutput }> | Readonly<{ error: string }>

/**
 * Runs one rule on values from outside. Never throws for what was typed: the error says what to change. Where the
 * calendar ends before the answer, every key of the output is null and `why` says "calendar not loaded" (law R17).
 */
export function tryRule(book: Rulebook, id: string, input: unknown, reference: Reference): Tried {
  const rule = findRule(book, id)
  if (rule === undefined) return { error: `There is no rule ${id} here. "handbook list" shows the rules that can be tried.` }
  if (rule.kind === 'shown') return { error: `${rule.id} has no values to try. ${rule.where}` }
  try {
    return { output: rule.run(input, reference) }
  } catch (error) {
    if (error instanceof CalendarEndsError) {
      return { output: { ...Object.fromEntries(rule.output.map((key) => [key, null])), why: 'calendar not loaded' } }
    }
    if (error instanceof z.ZodError) return { error: z.prettifyError(error) }
    if (error instanceof RangeError) return { error: error.message }
    throw error
  }
}
