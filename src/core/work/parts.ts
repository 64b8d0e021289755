// What other rooms hand to the first page of the day, so that it knows none of them: app.ts passes their parts to makeWork.
import type { VNode } from 'preact'
import type { RecordKind } from '../audit/schema.ts'
import type { Request } from '../house/request.ts'
import type { Notice } from './desk-store.ts'
import type { Task } from './store.ts'

/** The words for one kind of task, from the room that puts it. */
export type TaskWords = Readonly<{
  /** As in `putTask`: `visit`, `triage.decision`. */
  kind: string
  /** What is to be done, as a person would say it: "See them". Never a name: that stands beside it. */
  label: (task: Task) => string
  /** The page where it is done. Left out: the record's own page. */
  href?: (task: Task) => string
  /** Its page opens to who owes it, whether they see the record or not. Left out: only to those who see the record. */
  isApart?: boolean
}>

/** The words for one kind of notification. */
export type NoticeWords = Readonly<{
  kind: string
  label: (notice: Notice) => string
  /** Undefined: there is nowhere to go. Left out: the record's own page. */
  href?: (notice: Notice) => string | undefined
}>

/** The words for changes of one table: "2 notes". */
export type ChangeWords = Readonly<{ table: string; label: (count: number) => string }>

/** What a record is called on lists, and its page. */
export type RecordName = Readonly<{ name: string; reference: string; href: string }>

/** Names of records of one kind, those that this reader may see; the others are left out. One query for all. */
export type RecordNames = Readonly<{
  kind: RecordKind
  load: (request: Pick<Request, 'tx' | 'actor'>, ids: readonly string[]) => Promise<ReadonlyMap<string, RecordName>>
}>

/**
 * What a block shows. `instead`: it stands above the lists and in the place of those tasks that it `holds`, of which `count` are
 * overdue, so that nothing stands on the page twice. `leads`: what this reader came for, above everything. Neither: below the lists.
 */
export type ShownBlock = Readonly<{ view: VNode; leads?: true; instead?: Readonly<{ count: number; holds: (task: Task) => boolean }> }>

/** A block of its own on "My work today", such as the children who have not been seen. Undefined: not for this reader. */
export type DeskBlock = Readonly<{ key: string; order: number; load: (request: Request) => Promise<ShownBlock | undefined> }>

/** Everything one room hands over. */
export type DeskParts = Readonly<{
  tasks?: readonly TaskWords[]
  notices?: readonly NoticeWords[]
  changes?: readonly ChangeWords[]
  /** Tables whose rows change by themselves and tell nobody anything. */
  quietTables?: readonly string[]
  names?: readonly RecordNames[]
  blocks?: readonly DeskBlock[]
}>
