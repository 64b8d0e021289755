import { join, resolve } from 'node:path'
import { type Command, command } from '../cli/index.ts'
import type { Clock } from '../clock.ts'
import { type Config, ConfigError } from '../config/config.ts'
import { MasterKeyError } from '../config/master-key.ts'
import type { OpenServer } from '../db/server.ts'
import { DatabaseStartError } from '../db/start-error.ts'
import { type BackupFacts, backUp } from './back-up.ts'
import { restore } from './restore.ts'
import { BackupError } from './sums.ts'

/** What the commands need of the house above. */
export type BackupHouse = Readonly<{
  config: () => Config
  clock: Clock
  openServer: (config: Config, log: (line: string) => void) => Promise<OpenServer>
  facts: (server: OpenServer) => Promise<BackupFacts>
  /** Undefined when the audit chain is whole; else what is wrong with it, in a sentence. */
  auditFault: (server: OpenServer) => Promise<string | undefined>
}>

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`

/** `backup` and `restore` work as the owner: they copy everything and show nothing. */
export function backupCommands(house: BackupHouse): readonly Command[] {
  return [backupCommand(house), restoreCommand(house)]
}

function backupCommand(house: BackupHouse): Command {
  return command({
    name: 'backup',
    summary: 'Write database, files and keys into one folder, while Lapwing runs.',
    details:
      'The backup holds everything, also the key that opens sealed files: keep it as safe as the data, on another machine. Note the fingerprint it prints; with it a restore can tell this backup from one that somebody made anew.',
    arguments: [{ name: 'FOLDER', summary: 'where the backup goes; it makes a folder of its own there' }],
    options: [
      { name: 'without-keys', summary: 'leave the master key out; keep it somewhere else, for without it sealed files stay closed' },
    ],
    examples: ['backup /mnt/backup', 'backup /mnt/backup --without-keys'],
    async run(call) {
      return await plainly(call.io.error, async () => {
        const config = house.config()
        const server = await house.openServer(config, (line) => call.io.error(`${line}\n`))
        try {
          const made = await backUp({
            server,
            filesDir: join(config.dataDir, 'files'),
            masterKeyFile: call.isSet('without-keys') ? undefined : config.masterKeyFile,
            into: resolve(call.argument('FOLDER') ?? ''),
            now: house.clock.now(),
            facts: await house.facts(server),
          })
          if (call.json) call.io.out(`${JSON.stringify(made, null, 2)}\n`)
          else {
            call.io.out(
              `Backed up to ${made.folder}: ${made.fileCount} files, ${megabytes(made.sizeBytes)}.\nFingerprint: ${made.fingerprint}\n`,
            )
          }
          return 0
        } finally {
          await server.close()
        }
      })
    },
  })
}

function restoreCommand(house: BackupHouse): Command {
  return command({
    name: 'restore',
    summary: 'Put a backup into an empty data folder, and check it.',
    details:
      'Set LAPWING_DATA to a new folder first: nothing that is there is ever replaced. Every file is compared with its sum before anything is written; afterwards the audit chain is checked.',
    arguments: [{ name: 'BACKUP', summary: 'the folder that backup made' }],
    options: [{ name: 'fingerprint', takes: 'SUM', summary: 'as noted when the backup was made; any other backup is refused' }],
    examples: ['restore /mnt/backup/lapwing-2026-11-24T063000Z'],
    exitCodes: { 1: 'restored, but the audit chain is not whole; or not restored' },
    async run(call) {
      return await plainly(call.io.error, async () => {
        const config = house.config()
        const log = (line: string) => call.io.error(`${line}\n`)
        const restored = await restore({ backup: call.argument('BACKUP') ?? '', config, log, fingerprint: call.option('fingerprint') })
        const server = await house.openServer(config, log)
        try {
          const fault = await house.auditFault(server)
          const audit = fault ?? 'The audit chain is whole.'
          if (call.json) call.io.out(`${JSON.stringify({ ...restored, auditFault: fault ?? null, dataDir: config.dataDir }, null, 2)}\n`)
          else {
            const keys = restored.manifest.withKeys
              ? ''
              : ` The keys are not in this backup: put the master key at ${config.masterKeyFile} before you start.`
            call.io.out(
              `Restored to ${config.dataDir}, as it was at ${restored.manifest.madeAt}.${keys}\n${audit}\nFingerprint: ${restored.fingerprint}\n`,
            )
          }
          return fault === undefined ? 0 : 1
        } finally {
          await server.close()
        }
      })
    },
  })
}

/** Known problems are sentences, not stack traces. */
async function plainly(say: (text: string) => void, work: () => Promise<0 | 1>): Promise<0 | 1> {
  try {
    return await work()
  } catch (error) {
    const known = [BackupError, DatabaseStartError, ConfigError, MasterKeyError]
    if (!(error instanceof Error) || !known.some((kind) => error instanceof kind)) throw error
    say(`${error.message}\n`)
    return 1
  }
}
