import { parseArgs } from 'node:util'
import { type Call, type CliIo, type Command, type ExitCode, type Group, UsageError } from './command.ts'
import { helpForCommand, helpForGroup } from './help.ts'
import { closest } from './suggestion.ts'

/**
 * Runs what was typed after the program's name and answers the exit code. Errors that are nobody's typing (a bug, a
 * database that is away) rise to the caller.
 */
export async function runCli(root: Group, typed: readonly string[], io: CliIo): Promise<ExitCode> {
  let at: Group = root
  const path = [root.name]
  for (const [index, word] of typed.entries()) {
    if (word === '--help' || word === '-h' || word === 'help') return show(io, helpForGroup(path, at))
    const next = at.commands.find(({ name }) => name === word)
    if (next === undefined) return refuse(io, path, unknownCommand(word, at))
    path.push(next.name)
    if (next.kind === 'command') return runCommand(next, path, typed.slice(index + 1), io)
    at = next
  }
  io.error(helpForGroup(path, at))
  return 2
}

async function runCommand(command: Command, path: readonly string[], typed: readonly string[], io: CliIo): Promise<ExitCode> {
  if (typed.includes('--help') || typed.includes('-h')) return show(io, helpForCommand(path, command))
  try {
    return await command.run(readCall(command, typed, io))
  } catch (error) {
    if (error instanceof UsageError) return refuse(io, path, error.message)
    throw error
  }
}

function readCall(command: Command, typed: readonly string[], io: CliIo): Call {
  const options = [...(command.options ?? []), { name: 'json', summary: '' }]
  const { values, positionals } = parsed(command, typed)
  const wanted = command.arguments ?? []
  const missing = wanted.filter(({ optional }) => !optional)[positionals.length]
  if (missing !== undefined) throw new UsageError(`${missing.name} is missing.`)
  const extra = positionals[wanted.length]
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many. Put values with spaces in quotes.`)

  const textOf = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  for (const option of options) {
    const value = textOf(option.name)
    if ('required' in option && option.required && value === undefined) throw new UsageError(`--${option.name} is missing.`)
    if ('oneOf' in option && option.oneOf !== undefined && value !== undefined && !option.oneOf.includes(value)) {
      throw new UsageError(`--${option.name} can be ${option.oneOf.join(', ')}, not "${value}".`)
    }
  }
  return {
    argument: (name) => positionals[wanted.findIndex((argument) => argument.name === name)],
    option: textOf,
    isSet: (name) => values[name] === true,
    json: values.json === true,
    io,
  }
}

function parsed(command: Command, typed: readonly string[]): { values: Record<string, unknown>; positionals: readonly string[] } {
  const options = Object.fromEntries([
    ...(command.options ?? []).map(({ name, takes }) => [name, { type: takes === undefined ? ('boolean' as const) : ('string' as const) }]),
    ['json', { type: 'boolean' as const }],
  ])
  try {
    return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const alone = /^Option '(?:-., )?(--[a-z-]+) <value>' argument missing/.exec(error.message)?.[1]
    if (alone !== undefined) throw new UsageError(`${alone} needs a value after it.`)
    const unknown = /^Unknown option '(--?[^']+)'/.exec(error.message)?.[1]
    if (unknown === undefined) throw new UsageError(error.message)
    const meant = closest(unknown.replace(/^-+/, ''), Object.keys(options))
    throw new UsageError(`There is no option ${unknown}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`)
  }
}

function unknownCommand(word: string, at: Group): string {
  const meant = closest(
    word,
    at.commands.map(({ name }) => name),
  )
  return `There is no command "${word}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`
}

function refuse(io: CliIo, path: readonly string[], message: string): ExitCode {
  io.error(`${message}\nSee "${path.join(' ')} --help".\n`)
  return 2
}

function show(io: CliIo, text: string): ExitCode {
  io.out(text)
  return 0
}
