// What is kept of documents on a case. Reading goes through row security, by the class of each document; writing through
// the functions of the migration, which check first.
import { type Tx, unlessRefused } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { ScanState, StoredFile } from '../../platform/files/index.ts'
import type { DocumentClass, DocumentKind } from './schema.ts'

/** Adds kinds, or brings them to these words. As the owner, from a room's `loadReference`. */
export async function loadDocumentKinds(tx: Tx, kinds: readonly DocumentKind[]): Promise<void> {
  for (const { code, label, place } of kinds) {
    await tx.run(sql`
      insert into document_kind (code, label, place) values (${code}, ${label}, ${place})
      on conflict (code) do update set label = excluded.label, place = excluded.place`)
  }
}

export async function documentKinds(tx: Tx): Promise<DocumentKind[]> {
  return tx.many<DocumentKind>(sql`select code, label, place from document_kind where active order by place, code`)
}

export type CaseDocument = Readonly<{
  id: string
  caseId: string
  class: DocumentClass
  kindLabel: string
  title: string
  from: string
  /** A local date; null when the document bears none. */
  datedOn: string | null
  /** Null once its content was destroyed. */
  fileId: string | null
  name: string
  bytes: number
  stripped: readonly string[]
  /** Null with `fileId`. */
  scan: ScanState | null
  addedAt: Date
  addedBy: string
  removed: Readonly<{ at: Date; by: string; because: string }> | null
  destroyedAt: Date | null
}>

type Row = Omit<CaseDocument, 'removed'> & Readonly<{ removedAt: Date | null; removedBy: string | null; removedBecause: string | null }>

const columns = sql`
  d.id, d.case_id as "caseId", d.class, k.label as "kindLabel", d.title, d.from_whom as "from", d.dated_on as "datedOn", d.file_id as "fileId",
  d.name, d.bytes, d.stripped, f.scan, d.added_at as "addedAt", au.full_name as "addedBy", d.removed_at as "removedAt",
  ru.full_name as "removedBy", d.removed_because as "removedBecause", d.destroyed_at as "destroyedAt"`
const joins = sql`
  case_document d join document_kind k on k.code = d.kind join post ap on ap.id = d.added_by join user_account au on au.id = ap.user_id
  left join lateral stored_file_get(d.file_id) f on true
  left join post rp on rp.id = d.removed_by left join user_account ru on ru.id = rp.user_id`

function documentOf({ removedAt, removedBy, removedBecause, ...row }: Row): CaseDocument {
  return { ...row, removed: removedAt === null ? null : { at: removedAt, by: removedBy ?? '', because: removedBecause ?? '' } }
}

/** Those this reader may see, newest first by the day they bear (or came in); removed ones too. */
export async function documentsOf(tx: Tx, caseId: string): Promise<CaseDocument[]> {
  const rows = await tx.many<Row>(sql`
    select ${columns} from ${joins} where d.case_id = ${caseId}
    order by coalesce(d.dated_on, (d.added_at at time zone 'Europe/London')::date) desc, d.added_at desc, d.id`)
  return rows.map(documentOf)
}

/** Undefined when there is none, or none that this reader may see. */
export async function findDocument(tx: Tx, id: string): Promise<CaseDocument | undefined> {
  const row = await tx.oneOrNone<Row>(sql`select ${columns} from ${joins} where d.id = ${id}`)
  return row === undefined ? undefined : documentOf(row)
}

export type NewDocument = Readonly<{
  class: DocumentClass
  kind: string
  title: string
  from: string
  /** A local date that has been, or null. */
  datedOn: string | null
  file: Omit<StoredFile, 'kind' | 'scan' | 'stripped'> & Readonly<{ stripped: readonly string[] }>
}>

/** Throws P0002 ("not there") when the one who asks may not write this class of the case. @returns its id */
export async function addDocument(tx: Tx, caseId: string, { file, ...d }: NewDocument): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    select add_case_document(${caseId}, ${d.class}, ${d.kind}, ${d.title}, ${d.from}, ${d.datedOn}::date, ${file.fileId}, ${file.name},
      ${file.mediaType}, ${file.bytes}, ${[...file.stripped]}::text[]) as id`)
  return id
}

/** False: somebody has done it already. Throws P0002 when the one who asks may not. */
async function isDone(tx: Tx, work: () => Promise<unknown>): Promise<boolean> {
  return (await unlessRefused(tx, 'LW003', work)) !== undefined
}

/** `destroy` takes the content and its words away for good, and is a manager's. False: it is removed already. */
export function removeDocument(tx: Tx, id: string, how: 'remove' | 'destroy', because: string): Promise<boolean> {
  return isDone(tx, () =>
    tx.run(how === 'remove' ? sql`select remove_case_document(${id}, ${because})` : sql`select destroy_case_document(${id}, ${because})`),
  )
}

/** A manager's. False: it is not removed, or its content is gone. */
export function bringBackDocument(tx: Tx, id: string): Promise<boolean> {
  return isDone(tx, () => tx.run(sql`select bring_back_case_document(${id})`))
}
