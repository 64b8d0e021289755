import { openFile } from '../../platform/files/index.ts'
import { file, notThere, type Reply, type Request } from './request.ts'

/**
 * A file that people handed in: served to be saved, never to run. What waits for the scanner or is harmful is not there.
 * Whether the one who asks may have it was decided where its id was read, and the audit told by then.
 */
export async function sendStoredFile({ tx, house }: Request, { fileId, name }: Readonly<{ fileId: string; name: string }>): Promise<Reply> {
  const opened = await openFile(tx, house, fileId)
  return opened.kind === 'open' ? file(name, opened.mediaType, opened.bytes) : notThere()
}
