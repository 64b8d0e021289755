import type { RecordClass } from '../access/roles.ts'

export type RecordKind = 'case' | 'concern' | 'person'

/** What the audit keeps of one act: ids, field names and hashes; never values. */
export type AuditEvent = Readonly<{
  /** A verb about a kind of record, such as `case.read`. */
  event: string
  outcome?: 'done' | 'refused' | 'failed'
  about?: Readonly<{ kind: RecordKind | 'user' | 'agency' | 'other'; id: string }> | undefined
  caseId?: string | undefined
  classes?: readonly RecordClass[] | undefined
  purpose?: string | undefined
  /** Ids of the records that a list or search showed. */
  shown?: readonly string[] | undefined
  /** Names of the fields that were changed. */
  fields?: readonly string[] | undefined
  contentHash?: string | undefined
}>

/** How much of the audit is sealed into the chain, and the head to print or send out. */
export type AuditState = Readonly<{ sealed: number; unsealed: number; head: string | null; oldestUnsealed: Date | null }>

/** Undefined when every sealed entry is as it was sealed. */
export type AuditFault = Readonly<{ position: number; entryId: number | null; fault: string }>

/** One line of "who has looked at this record". */
export type Look = Readonly<{
  at: Date
  fullName: string | null
  roleCode: string | null
  roleLabel: string | null
  agencyName: string | null
  event: string
  outcome: string
  /** Null when it was a list, whose reason may be about another record. */
  purpose: string | null
  /** The record was not opened: a list or search showed it, among others. */
  byList: boolean
  /** How many records the list showed, of those that the reader may know of. */
  shown: number
  recordKind: string | null
  recordId: string | null
  /** Of the record, where looks at several records stand together. */
  reference: string | null
}>

/** What is looked for: at one record, by some people, or both; `until` is left out of the span. */
export type LooksSought = Readonly<{
  record?: Readonly<{ kind: RecordKind; id: string }> | undefined
  userIds?: readonly string[] | undefined
  from?: Date | undefined
  until?: Date | undefined
}>
