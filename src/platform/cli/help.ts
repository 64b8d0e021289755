import type { Command, ExitCode, Group, Option } from './command.ts'

const GENERAL_CODES: Readonly<Record<ExitCode, string>> = {
  0: 'done, nothing to report',
  1: 'ran, and found something or a check failed',
  2: 'could not run: wrong words, or a file that cannot be used',
}

const HELP: Option = { name: 'help', summary: 'Show this help' }
const JSON_OPTION: Option = { name: 'json', summary: 'Print one JSON value, for programs' }

/** @param path the words that lead here, the program's name first */
export function helpForGroup(path: readonly string[], of: Group): string {
  return lines([
    of.summary,
    '',
    `Usage: ${path.join(' ')} COMMAND`,
    '',
    'Commands:',
    ...columns(of.commands.map(({ name, summary }) => [name, summary])),
    '',
    `"${path.join(' ')} COMMAND --help" says more about each.`,
  ])
}

/** @param path the words that lead to the command, its own name last */
export function helpForCommand(path: readonly string[], of: Command): string {
  const args = of.arguments ?? []
  return lines([
    of.summary,
    ...(of.details === undefined ? [] : ['', of.details]),
    '',
    `Usage: ${[...path, ...args.map(({ name, optional }) => (optional ? `[${name}]` : name)), ...(of.options ?? []).filter(({ required }) => required).map(spelled), '[OPTIONS]'].join(' ')}`,
    ...(args.length === 0 ? [] : ['', 'Arguments:', ...columns(args.map(({ name, summary }) => [name, summary]))]),
    '',
    'Options:',
    ...columns([...(of.options ?? []), JSON_OPTION, HELP].map((option) => [spelled(option), summaryOf(option)])),
    '',
    'Examples:',
    ...of.examples.map((example) => `  ${path[0]} ${example}`),
    '',
    'Exit codes:',
    ...columns(([0, 1, 2] as const).map((code) => [String(code), of.exitCodes?.[code] ?? GENERAL_CODES[code]])),
  ])
}

function summaryOf({ summary, oneOf }: Option): string {
  return oneOf === undefined ? summary : `${summary}: ${oneOf.join(', ')}`
}

function spelled({ name, takes }: Option): string {
  return takes === undefined ? `--${name}` : `--${name} ${takes}`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
