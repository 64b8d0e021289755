/**
 * The frame of the command line: a tree of groups and commands, given as data by the rooms. It parses what was typed,
 * answers --help at every level, suggests what was meant, and turns the outcome into an exit code.
 */

/** 0 done · 1 ran and found something, or a check failed · 2 could not run: wrong words, or a file that can't be used. */
export type ExitCode = 0 | 1 | 2

export type Argument = Readonly<{ name: string; summary: string; optional?: true }>
/** `takes` names the value in the help ('FILE'); without it the option is a switch. */
export type Option = Readonly<{ name: string; summary: string; takes?: string; required?: true; oneOf?: readonly string[] }>

export type Command = Readonly<{
  kind: 'command'
  name: string
  summary: string
  /** More than the summary says, in plain sentences. */
  details?: string
  arguments?: readonly Argument[]
  options?: readonly Option[]
  /** Whole lines as typed, without the name of the program. */
  examples: readonly string[]
  /** What the codes mean for this command, where it is more than the general meaning. */
  exitCodes?: Readonly<Partial<Record<ExitCode, string>>>
  run: (call: Call) => Promise<ExitCode> | ExitCode
}>

export type Group = Readonly<{ kind: 'group'; name: string; summary: string; commands: readonly (Command | Group)[] }>

/** What a command is called with. */
export type Call = Readonly<{
  /** The argument of that name; undefined when it is optional and was left out. */
  argument: (name: string) => string | undefined
  /** The value of an option; undefined when not given. */
  option: (name: string) => string | undefined
  isSet: (name: string) => boolean
  /** `--json` was given: print one JSON value and nothing else. */
  json: boolean
  io: CliIo
}>

/** The world as a command sees it: handed in, so that a test needs no process. */
export type CliIo = Readonly<{
  out: (text: string) => void
  error: (text: string) => void
  /** All of standard input. */
  input: () => Promise<string>
  /** Text of a file, relative to where the command was typed. */
  readFile: (path: string) => Promise<string>
  /** The same piece by piece, for files that are larger than memory. */
  readParts: (path: string) => AsyncIterable<string>
  /** Writes a file as its pieces come; whole or not at all. */
  writeFile: (path: string, parts: AsyncIterable<string>) => Promise<void>
}>

/** Thrown by a command for what only the command can see is wrong: the message is shown, with where to find help; exit 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

export function group(name: string, summary: string, commands: readonly (Command | Group)[]): Group {
  return { kind: 'group', name, summary, commands }
}

export function command(of: Omit<Command, 'kind'>): Command {
  return { kind: 'command', ...of }
}
