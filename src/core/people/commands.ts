import { createHash } from 'node:crypto'
import { command, type Group, group, UsageError } from '../../platform/cli/index.ts'
import { londonDateOf } from '../clocks/london-time.ts'
import type { AsUser } from '../house/command-session.ts'
import { type ImportedRow, ImportFileError, type ImportResult, importColumns, importPeople } from './import.ts'
import { t } from './texts.ts'

/** `import people FILE`: in an account's name, in one transaction, with one audit entry. */
export function importCommands(asUser: AsUser): Group {
  return group('import', t('command.import'), [
    command({
      name: 'people',
      summary: t('command.importPeople'),
      details: t('command.importPeople.details', { columns: importColumns.join(', ') }),
      arguments: [{ name: 'FILE', summary: t('command.file') }],
      options: [
        { name: 'as', takes: 'USER', summary: t('command.as'), required: true },
        { name: 'purpose', takes: 'TEXT', summary: t('command.purpose') },
      ],
      examples: ['import people people.csv --as priya@council.example'],
      exitCodes: { 1: t('command.importPeople.code1') },
      run: async ({ argument, option, json, io }) => {
        const file = argument('FILE') ?? ''
        const text = await io.readFile(file).catch((error: Error) => {
          throw new UsageError(t('command.unreadable', { file, why: error.message }))
        })
        const result = await asUser(option('as') ?? '', ({ house, act }) =>
          act('people.import', async (tx, actor) => {
            if (!actor.capabilities.includes('people.import')) throw new UsageError(t('command.mayNot', { role: actor.roleLabel }))
            return {
              result: await importPeople(tx, text, londonDateOf(house.clock.now())),
              note: { purpose: option('purpose'), contentHash: createHash('sha256').update(text).digest('hex') },
            }
          }),
        ).catch((error: unknown) => {
          throw error instanceof ImportFileError ? new UsageError(error.message) : error
        })
        io.out(json ? `${JSON.stringify(result)}\n` : inWords(result))
        return result.problems.every(({ kept }) => kept) ? 0 : 1
      },
    }),
  ])
}

function inWords({ imported, unchanged, changed, corrected, problems }: ImportResult): string {
  const rows = (list: readonly ImportedRow[]) =>
    list.map(({ line, source, record, parts }) =>
      t('import.row', { line: String(line), source, record, parts: parts.map((part) => t(`import.part.${part}`)).join(', ') }),
    )
  const lines = [
    t('import.done', { count: imported }),
    ...(unchanged === 0 ? [] : [t('import.unchanged', { count: unchanged })]),
    ...(changed.length === 0 ? [] : [t('import.changed', { count: changed.length }), ...rows(changed)]),
    ...(corrected.length === 0 ? [] : [t('import.corrected', { count: corrected.length }), ...rows(corrected)]),
    ...(problems.length === 0 ? [] : [t('import.problems', { count: problems.length })]),
    ...problems.map(({ line, message }) => t('import.line', { line: String(line), message })),
  ]
  return `${lines.join('\n')}\n`
}
