import type { Tx } from '../db/pool.ts'
import { sql } from '../db/sql.ts'
import type { Typed } from './typed.ts'

/** A form that is being filled in. Each is seen by its writer only (row security). */
export type Draft = Readonly<{
  id: string
  journey: string
  version: number
  /** By page: what stands in the boxes now, right or wrong. */
  typed: Readonly<Record<string, Typed>>
  /** By page: what passed when they went on. Only this decides the route and what is sent. */
  accepted: Readonly<Record<string, Typed>>
  /** By page: the version in which it last changed, and the window that changed it. */
  pageVersions: Readonly<Record<string, Readonly<{ version: number; window: string }>>>
  startedAt: Date
  savedAt: Date
}>

/** How long an untouched draft is kept. @source local default */
export const draftsKeptDays = 28

const columns = sql`
  id, journey, version, typed, accepted, page_versions as "pageVersions", started_at as "startedAt", saved_at as "savedAt"`

/** `accepted`: pages that were gone through before, and need not be again. */
export async function startDraft(tx: Tx, journey: string, typed: Draft['typed'] = {}, accepted: Draft['accepted'] = {}): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into draft (journey, typed, accepted) values (${journey}, ${JSON.stringify(typed)}::jsonb, ${JSON.stringify(accepted)}::jsonb)
    returning id`)
  return id
}

/** One's own draft of this journey. With `forChange` nobody else changes it until this transaction ends. */
export async function findDraft(tx: Tx, journey: string, id: string, { forChange = false } = {}): Promise<Draft | undefined> {
  const lock = forChange ? sql`for update` : sql``
  return tx.oneOrNone<Draft>(sql`select ${columns} from draft where id = ${id} and journey = ${journey} ${lock}`)
}

/** One's own drafts of this journey, last touched first. */
export async function draftsOf(tx: Tx, journey: string): Promise<Draft[]> {
  return tx.many<Draft>(sql`select ${columns} from draft where journey = ${journey} order by saved_at desc, id`)
}

export type DraftChange = Readonly<{ page: string; window: string; typed: Typed; accepted?: Typed | undefined }>

/** Keeps what was typed on one page, and, when it passed, what is accepted. @returns the new version */
export async function saveDraft(tx: Tx, draft: Draft, change: DraftChange): Promise<number> {
  const version = draft.version + 1
  const typed = { ...draft.typed, [change.page]: change.typed }
  const accepted = change.accepted === undefined ? draft.accepted : { ...draft.accepted, [change.page]: change.accepted }
  const pageVersions = { ...draft.pageVersions, [change.page]: { version, window: change.window } }
  await tx.run(sql`
    update draft set version = ${version}, typed = ${JSON.stringify(typed)}::jsonb, accepted = ${JSON.stringify(accepted)}::jsonb,
      page_versions = ${JSON.stringify(pageVersions)}::jsonb, saved_at = current_instant()
    where id = ${draft.id} and version = ${draft.version}`)
  return version
}

export async function discardDraft(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from draft where id = ${id}`)
}

/** As the jobs role. */
export async function forgetDrafts(tx: Tx, days: number): Promise<void> {
  await tx.run(sql`select draft_forget(${days})`)
}
