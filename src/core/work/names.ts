import type { RecordKind } from '../audit/schema.ts'
import type { Request } from '../house/request.ts'
import type { RecordName, RecordNames } from './parts.ts'

export type NameOf = (kind: RecordKind | null, id: string | null) => RecordName | undefined

/** Names of the records on a list, told to the audit. What this reader may not see has none. */
export async function namesOf(
  request: Request,
  sources: readonly RecordNames[],
  records: readonly Readonly<{ kind: RecordKind; id: string }>[],
): Promise<NameOf> {
  const found = new Map<string, RecordName>()
  for (const source of sources) {
    const ids = [...new Set(records.filter(({ kind }) => kind === source.kind).map(({ id }) => id))]
    if (ids.length === 0) continue
    const names = await source.load(request, ids)
    for (const [id, name] of names) found.set(`${source.kind} ${id}`, name)
    request.audit.shown([...names.keys()])
  }
  return (kind, id) => (kind === null || id === null ? undefined : found.get(`${kind} ${id}`))
}
