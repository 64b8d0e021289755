// What other rooms add to a case without the case knowing them: app.ts hands their parts to makeCases({ … }).
// Each part reads its own tables, so that it shows what this reader's classes allow and nothing else.
import type { VNode } from 'preact'
import type { Tx } from '../../platform/db/pool.ts'
import type { Request } from '../house/request.ts'
import type { CaseId } from './schema.ts'

/** A page of its own under /cases/:id/s/KEY, with a place in the case's navigation. */
export type CaseSection = Readonly<{
  /** In the address: lower case, digits and dashes. */
  key: string
  label: string
  /** Among the built-in ones: overview 0, notes 20, chronology 30, documents 40, network 50, circle 60, tracks 70, history 90. */
  order: number
  /** Undefined: nothing here that this reader may see; the page is then "not there". May call `request.audit.fields`. */
  load: (request: Request, caseId: CaseId) => Promise<VNode | undefined>
  /** False when the reader may not see it at all: leaves it out of the navigation. Left out: always offered. */
  offered?: (request: Request, caseId: CaseId) => Promise<boolean>
}>

/** A short block on the overview, under the identity. Undefined: nothing to show to this reader. */
export type OverviewPart = Readonly<{
  key: string
  order: number
  load: (request: Request, caseId: CaseId) => Promise<VNode | undefined>
}>

/** One fact in the header of every page of the case, such as age or "last seen". */
export type HeadlineFact = Readonly<{
  key: string
  label: string
  order: number
  load: (request: Request, caseId: CaseId) => Promise<string | VNode | undefined>
}>

/** A column in lists of cases: one query for all of them, the ids that this reader may not see left out. */
export type CaseListFact = Readonly<{
  key: string
  label: string
  order: number
  load: (request: Request, caseIds: readonly CaseId[]) => Promise<ReadonlyMap<CaseId, string | VNode>>
  /** Where the list can be read by this fact: the local date by which each comes first, earliest first; a case without one comes last. */
  first?: (request: Request, caseIds: readonly CaseId[]) => Promise<ReadonlyMap<CaseId, string>>
}>

/** One thing that happened, for the chronology. */
export type ChronologyEntry = Readonly<{
  /** Unique among all entries: table and row id. */
  id: string
  /** What sort of thing, for the filter; the label is for people. */
  kind: string
  kindLabel: string
  /** Local date, 'YYYY-MM-DD'. */
  on: string
  /** Local time 'HH:MM' when known. */
  time: string | null
  title: string
  /** Plain text; line breaks are kept. */
  text: string
  /** Who did or wrote it. */
  by: string | null
  href?: string | undefined
}>

/** What a room has to tell; all of it that this reader may see, in any order. */
export type ChronologySource = (tx: Tx, caseId: CaseId) => Promise<readonly ChronologyEntry[]>

/** What a manager is shown before giving a case to somebody, and whether it may be done. Handed in by the room of workloads. */
export type AllocationCheck = Readonly<{
  /** Shown beside each worker who can be chosen, by post id. */
  notes: (request: Request, postIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Undefined: it may be done. A text: why not, shown beside the choice. */
  refusal: (request: Request, caseId: CaseId, postId: string, reason: string) => Promise<string | undefined>
}>

export type CaseParts = Readonly<{
  sections?: readonly CaseSection[]
  overview?: readonly OverviewPart[]
  facts?: readonly HeadlineFact[]
  listFacts?: readonly CaseListFact[]
  chronology?: readonly ChronologySource[]
  allocation?: AllocationCheck
}>
