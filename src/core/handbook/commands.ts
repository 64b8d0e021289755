import { z } from 'zod'
import { type Call, command, type ExitCode, type Group, group, UsageError } from '../../platform/cli/index.ts'
import type { Reference } from '../reference/index.ts'
import { findRule, type HandbookRule, type Rulebook, type Tried, tryRule } from './rule.ts'

const entries = z.array(z.looseObject({ rule: z.string(), input: z.unknown() }))

/** `handbook list|show|try`. The reference data is loaded only when a command needs it: help must always answer. */
export function handbookCommands(book: Rulebook, load: () => Reference): Group {
  return group('handbook', "The handbook's rules: read them, try them with your own values.", [
    command({
      name: 'list',
      summary: 'List every rule that the product follows',
      examples: ['handbook list', 'handbook list --json'],
      run: ({ json, io }) => {
        const reference = load()
        const rules = [...book.values()].map((rule) => described(rule, reference))
        io.out(
          json ? jsonText(rules) : rules.map((rule) => `${rule.rule.padEnd(10)}${rule.canTry ? '' : '(shown) '}${rule.title}\n`).join(''),
        )
        return 0
      },
    }),
    command({
      name: 'show',
      summary: 'Show one rule: its words, source, mark, version, and what it takes and gives',
      arguments: [{ name: 'RULE', summary: 'such as R20 or "law R20"' }],
      examples: ['handbook show R20', 'handbook show "law R61" --json'],
      run: ({ argument, json, io }) => {
        const rule = ruleNamed(book, argument('RULE') ?? '')
        const shown = described(rule, load())
        io.out(json ? jsonText(shown) : inWords(shown))
        return 0
      },
    }),
    command({
      name: 'try',
      summary: 'Try a rule with your own values, or a file of examples',
      details: [
        'Values are JSON. Dates are YYYY-MM-DD. A London time is YYYY-MM-DDTHH:MM: where it happens twice it is the first',
        'pass (BST); with an offset (+00:00, +01:00) or Z it is that instant. A file holds a list of {"rule", "input"};',
        'the answer is a list of {"rule", "input", "output"} or {"rule", "input", "error"} in the same order. An entry',
        'that cannot be run, an unknown rule too, is an error entry and the others still run.',
      ].join('\n'),
      arguments: [
        { name: 'RULE', summary: 'such as R20 (not with --file)', optional: true },
        { name: 'JSON', summary: "the rule's values", optional: true },
      ],
      options: [{ name: 'file', takes: 'FILE', summary: 'a JSON list of examples; - reads standard input' }],
      examples: [`handbook try R20 '{"receivedLocal":"2026-12-24T15:00"}'`, 'handbook try --file tests/fixtures/rules-law.json --json'],
      exitCodes: {
        0: 'the rule was run; with --file: every entry was answered, by an output or an error',
        1: 'the values were refused',
        2: 'wrong words, unknown rule, values that are not JSON, or a file that cannot be used',
      },
      run: (call) => (call.option('file') === undefined ? tryOne(book, load(), call) : tryFile(book, load(), call)),
    }),
  ])
}

function tryOne(book: Rulebook, reference: Reference, { argument, json, io }: Call): ExitCode {
  const typed = argument('RULE')
  const values = argument('JSON')
  if (typed === undefined || values === undefined) throw new UsageError('Give a rule and its values as JSON, or --file FILE.')
  const rule = ruleNamed(book, typed)
  const input = jsonIn(values, 'The values')
  const tried = tryRule(book, rule.id, input, reference)
  if (json) io.out(jsonText({ rule: rule.id, input, ...tried }))
  else if ('error' in tried) io.error(`${tried.error}\n`)
  else io.out(`${outputInWords(tried)}${whyLine(rule, reference)}`)
  return 'error' in tried ? 1 : 0
}

async function tryFile(book: Rulebook, reference: Reference, { argument, option, json, io }: Call): Promise<ExitCode> {
  if (argument('RULE') !== undefined) throw new UsageError('Give either a rule with its values or --file FILE, not both.')
  const path = option('file') ?? '-'
  const list = entries.safeParse(jsonIn(path === '-' ? await io.input() : await fileText(io, path), path))
  if (!list.success) throw new UsageError(`${path} must hold a list of {"rule", "input"}: ${z.prettifyError(list.error)}`)
  const tried = list.data.map(({ rule, input }) => ({ rule, input, ...tryRule(book, rule, input, reference) }))
  io.out(json ? jsonText(tried) : tried.map((entry) => `${entry.rule} ${JSON.stringify(entry.input)}\n${outputInWords(entry)}`).join('\n'))
  return 0
}

/** A file's text. @throws UsageError when it can't be read */
async function fileText(io: Call['io'], path: string): Promise<string> {
  try {
    return await io.readFile(path)
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${error instanceof Error ? error.message : 'unknown reason'}`)
  }
}

function jsonIn(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${what} can't be read as JSON: ${error instanceof Error ? error.message : 'unknown reason'}`)
  }
}

function ruleNamed(book: Rulebook, typed: string): HandbookRule {
  const rule = findRule(book, typed)
  if (rule === undefined) throw new UsageError(`There is no rule "${typed}". "handbook list" shows all rules.`)
  return rule
}

type Described = Readonly<{ rule: string; title: string; canTry: boolean; where?: string; input?: unknown; output?: readonly string[] }> &
  ReturnType<HandbookRule['provenance']>

function described(rule: HandbookRule, reference: Reference): Described {
  const { source, version, basis, mark, verified } = rule.provenance(reference)
  const about = { rule: rule.id, title: rule.title, source, version, basis, mark, verified }
  if (rule.kind === 'shown') return { ...about, canTry: false, where: rule.where }
  return { ...about, canTry: true, input: z.toJSONSchema(rule.input, { io: 'input', unrepresentable: 'any' }), output: rule.output }
}

function inWords(shown: Described): string {
  const facts = [
    `${shown.rule}: ${shown.title}`,
    '',
    `Source:  ${shown.source}`,
    `Basis:   ${shown.basis}, mark ${shown.mark}${shown.verified ? '' : ', not yet checked'}`,
    `Version: ${shown.version}`,
  ]
  const values = shown.canTry
    ? [`Takes:   ${JSON.stringify(shown.input, null, 2)}`, `Gives:   ${(shown.output ?? []).join(', ')}`]
    : [`Where:   ${shown.where}`]
  return `${[...facts, ...values].join('\n')}\n`
}

function whyLine(rule: HandbookRule, reference: Reference): string {
  const { source, basis, mark, verified, version } = rule.provenance(reference)
  return `why: ${rule.id}, ${basis}, mark ${mark}${verified ? '' : ' (not yet checked)'}, version ${version}, ${source}\n`
}

function outputInWords(tried: Tried): string {
  if ('error' in tried) return `error: ${tried.error}\n`
  return Object.entries(tried.output)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
    .join('')
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
