import { type Call, type Command, command, UsageError } from '../../platform/cli/index.ts'
import type { Reference } from '../reference/index.ts'
import { releaseTable, tellsApart } from './rules.ts'
import { releaseProfile } from './schema.ts'
import { CountFileError, readCounts, releasedCsv } from './table-file.ts'
import { t } from './texts.ts'

/** `release FILE.csv --profile …`: the one release function on somebody's own table. */
export function releaseCommand(load: () => Pick<Reference, 'release'>): Command {
  return command({
    name: 'release',
    summary: t('command.summary'),
    details: t('command.details'),
    arguments: [{ name: 'FILE', summary: t('command.file') }],
    options: [
      { name: 'profile', takes: 'PROFILE', summary: t('command.profile'), required: true, oneOf: releaseProfile.options },
      { name: 'earlier', takes: 'FILE', summary: t('command.earlier') },
    ],
    examples: ['release counts.csv --profile partner', 'release counts.csv --profile public --earlier last-quarter.csv --json'],
    exitCodes: { 1: t('command.code1') },
    run: async ({ argument, option, json, io }) => {
      const profile = releaseProfile.parse(option('profile'))
      const policy = load().release
      const released = async (file: string) => releaseTable(await countsIn(io, file), profile, policy)
      const table = await released(argument('FILE') ?? '-')
      const earlier = option('earlier')
      if (earlier !== undefined && tellsApart([await released(earlier)], [table], policy)) {
        io.error(`${t('command.tellsApart')}\n`)
        return 1
      }
      io.out(json ? `${JSON.stringify({ ...table, policy: policy.version }, null, 2)}\n` : releasedCsv(table))
      return 0
    },
  })
}

async function countsIn(io: Call['io'], file: string) {
  const text = await (file === '-' ? io.input() : io.readFile(file)).catch((error: Error) => {
    throw new UsageError(t('command.unreadable', { file, why: error.message }))
  })
  try {
    return readCounts(file, text)
  } catch (error) {
    throw error instanceof CountFileError ? new UsageError(error.message) : error
  }
}
