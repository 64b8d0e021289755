/** The frame of the command line. Rooms give their commands as data; src/cli.ts has one line for each. */
export { type Call, type CliIo, type Command, command, type ExitCode, type Group, group, UsageError } from './command.ts'
export { runCli } from './run.ts'
