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
import { importCommands, nameVariants } from './core/people/index.ts'
import { loadReference } from './core/reference/index.ts'
import { releaseCommand } from './core/release/index.ts'
import { wordsCommand } from './core/words/index.ts'
import { operationsCommands } from './operations.ts'
import { group, runCli } from './platform/cli/index.ts'
import { rulebook } from './rulebook.ts'

/** Every command of `script/lapwing`: one line for each module. */
const lapwing = group('lapwing', 'Lapwing: from a worry to a young person seen every week.', [
  handbookCommands(rulebook, loadReference),
  wordsCommand(loadReference),
  releaseCommand(loadReference),
  ...operationsCommands(),
  importCommands(asUser),
  linkCommand(nameVariants),
  userCommands(asUser),
  auditCommands((work) => withHouse(({ house }) => work(house)), asUser),
  accessCommands(asUser),
])

process.exitCode = await runCli(lapwing, process.argv.slice(2), {
  out: (part) => process.stdout.write(part),
  error: (part) => process.stderr.write(part),
  input: () => text(process.stdin),
  readFile: (path) => readFile(path, 'utf8'),
  readParts: (path) => createReadStream(path, 'utf8'),
  writeFile: async (path, parts) => {
    const unfinished = `${path}.unfinished`
    try {
      await pipeline(parts, createWriteStream(unfinished))
      await rename(unfinished, path)
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  },
})
