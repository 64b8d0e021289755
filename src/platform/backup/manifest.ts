import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BackupError } from './sums.ts'

export const manifestFile = 'manifest.json'

/** What a backup says of itself. Holds nothing about people. */
export const manifestSchema = z.object({
  format: z.literal('lapwing-backup-1'),
  madeAt: z.iso.datetime(),
  /** `base`: the server's own files, for the same major version and kind of processor. `dump`: made by pg_dump. */
  database: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('base'),
      postgres: z.string(),
      major: z.number().int(),
      processor: z.string(),
      folders: z.array(z.string()),
    }),
    z.object({ kind: z.literal('dump'), postgres: z.string(), major: z.number().int() }),
  ]),
  /** `real`, `demo` or `test`, or that the database was never set up. */
  mark: z.string(),
  /** Names of the migrations that had run, in order. */
  migrations: z.array(z.string()),
  /** The newest link of the audit chain; null when nothing was sealed. */
  auditHead: z.string().nullable(),
  withKeys: z.boolean(),
  sizeBytes: z.number().int(),
})
export type Manifest = z.infer<typeof manifestSchema>

export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, manifestFile), 'utf8')))
  } catch (error) {
    throw new BackupError(`${folder} is not a backup that this version of Lapwing can read.`, { cause: error })
  }
}
