import { type Command, command, UsageError } from '../../platform/cli/index.ts'
import type { Reference } from '../reference/index.ts'
import { type Finding, wordMatcher } from './matcher.ts'
import { wordContext } from './schema.ts'

/** `words FILE --context …`: the linter of section 15 on a file. */
export function wordsCommand(load: () => Reference): Command {
  return command({
    name: 'words',
    summary: 'Find words in a text that blame the person who is harmed',
    details: 'Says where each stands, why not to use it, and what to say instead. Nothing is changed.',
    arguments: [{ name: 'FILE', summary: 'the text, in UTF-8; - reads standard input' }],
    options: [{ name: 'context', takes: 'CONTEXT', summary: 'what the text is for', required: true, oneOf: wordContext.options }],
    examples: ['words note.txt --context case_note', 'words - --context public < page.txt', 'words paper.md --context panel_paper --json'],
    exitCodes: { 0: 'nothing found, or only warnings', 1: 'something is blocked in this context' },
    run: async ({ argument, option, json, io }) => {
      const path = argument('FILE') ?? '-'
      const context = wordContext.parse(option('context'))
      const text = path === '-' ? await io.input() : await readText(io.readFile, path)
      const { result, findings } = wordMatcher(load().words)(text, { context })
      if (json) io.out(`${JSON.stringify({ file: path, context, result, findings }, null, 2)}\n`)
      else io.out(findings.length === 0 ? 'No words to change.\n' : findings.map((finding) => inWords(path, finding)).join('\n'))
      return result === 'blocked' ? 1 : 0
    },
  })
}

function inWords(path: string, { line, column, found, result, why, sayInstead }: Finding): string {
  return `${path === '-' ? 'line' : path}:${line}:${column} ${result}: "${found}"\n  why: ${why}\n  say instead: ${sayInstead.join('; ')}\n`
}

async function readText(readFile: (path: string) => Promise<string>, path: string): Promise<string> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${error instanceof Error ? error.message : 'unknown reason'}`)
  }
}
