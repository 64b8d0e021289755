import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { asUser, withHouse } from './command-session.ts'
import { accessCommands } from './core/access/index.ts'
import { userCommands } from './core/actors/index.ts'
import { auditCommands } from './core/audit/index.ts'
import { handbookCommands } from './core/handbook/index.ts'
import { linkCommand } from './core/matching/index.ts'
import { offenceCommand } from './core/offences/index.ts'
import { importCommands, nameVariants } from './core/people/index.ts'
import { loadReference } from './core/reference/index.ts'
import { releaseCommand } from './core/release/index.ts'
import { wordsCommand } from './core/words/index.ts'
import { isPlainProblem } from './open.ts'
import { operationsCommands } from './operations.ts'
import { type CliIo, group, runCli } from './platform/cli/index.ts'
import { rulebook } from './rulebook.ts'

/** Every command of `script/lapwing`: one line for each module. */
const lapwing = group('lapwing', 'Lapwing: from a worry to a young person seen every week.', [
  handbookCommands(rulebook, loadReference),
  wordsCommand(loadReference),
  releaseCommand(loadReference),
  offenceCommand(loadReference),
  ...operationsCommands(),
  importCommands(asUser),
  linkCommand(nameVariants),
  userCommands(asUser),
  auditCommands((work) => withHouse(({ house }) => work(house)), asUser),
  accessCommands(asUser),
])

try {
  process.exitCode = await runCli(lapwing, process.argv.slice(2), {
    out: (part) => process.stdout.write(part),
    error: (part) => process.stderr.write(part),
    input: () => text(process.stdin),
    readFile: readText,
    readParts,
    writeFile: writeParts,
  })
} catch (error) {
  if (!isPlainProblem(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

/** @throws saying why in plain words where the reason is a likely one; so does the other */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(unreadable)
}

async function* readParts(path: string): AsyncIterable<string> {
  try {
    yield* createReadStream(path, 'utf8')
  } catch (error) {
    unreadable(error)
  }
}

function unreadable(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') throw new Error('there is no such file.', { cause: error })
  if (code === 'EISDIR') throw new Error('it is a folder.', { cause: error })
  if (code === 'EACCES') throw new Error('this user may not read it.', { cause: error })
  throw error
}

/** Whole or not at all. */
async function writeParts(path: string, parts: Parameters<CliIo['writeFile']>[1]): Promise<void> {
  const unfinished = `${path}.unfinished`
  try {
    await pipeline(parts, createWriteStream(unfinished))
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
