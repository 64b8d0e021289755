import type { Tx } from '../db/pool.ts'
import { sql } from '../db/sql.ts'
import type { ScanState, StoredFile } from '../files/index.ts'

/** A file in a draft: seen by its writer only, and gone with the draft unless somebody keeps it. */
export type DraftFile = Readonly<{
  id: string
  fileId: string
  name: string
  mediaType: string
  bytes: number
  stripped: readonly string[]
  scan: ScanState
}>

export async function draftFilesOf(tx: Tx, draftId: string): Promise<DraftFile[]> {
  return tx.many<DraftFile>(sql`
    select x.id, x.file_id as "fileId", x.name, x.media_type as "mediaType", x.bytes, x.stripped, f.scan
    from draft_file x cross join lateral stored_file_get(x.file_id) f where x.draft_id = ${draftId} order by x.added_at, x.name`)
}

export async function insertDraftFile(tx: Tx, draftId: string, file: StoredFile): Promise<void> {
  await tx.run(sql`
    insert into draft_file (draft_id, file_id, name, media_type, bytes, stripped)
    values (${draftId}, ${file.fileId}, ${file.name}, ${file.mediaType}, ${file.bytes}, ${file.stripped})`)
}

export async function removeDraftFile(tx: Tx, draftId: string, id: string): Promise<void> {
  await tx.run(sql`delete from draft_file where draft_id = ${draftId} and id::text = ${id}`)
}
