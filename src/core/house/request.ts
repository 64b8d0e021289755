// What a room's route is given, and what it may answer. A room never sees a socket, a cookie or a connection.
import type { VNode } from 'preact'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db/pool.ts'
import type { Mailer } from '../../platform/mail/mail.ts'
import type { Actor } from '../access/identity.ts'
import type { RecordClass } from '../access/roles.ts'
import type { AuditEvent } from '../audit/schema.ts'
import type { Reference } from '../reference/index.ts'

/** What the rooms stand on: handed in, so that a test can build a house of its own. */
export type House = Readonly<{
  db: Database
  clock: Clock
  mode: 'real' | 'demo' | 'test'
  /** Without a slash at the end. */
  baseUrl: string
  /** The folder for uploaded files and keys. */
  dataDir: string
  /** 32 bytes: wraps the keys of files and the secrets of accounts. Never in the database. */
  masterKey: Uint8Array
  /** Sends e-mail, when a mail server is configured. */
  mail: Mailer | undefined
  /** The virus scanner, when one is configured. */
  clamd: Readonly<{ socketPath: string } | { host: string; port: number }> | undefined
  /** Addresses or ranges beside the public network that agencies' own systems may have. */
  receiverNetworks: readonly string[]
  /** Law, guidance and local periods as data: the calendar, clocks, intervals, weights. */
  reference: Reference
}>

/** A file from a form. Without `bytes` nothing of it was kept, and `because` says why: `storeFile` makes a sentence of it. */
export type UploadedFile = Readonly<{ field: string; name: string; bytes: Uint8Array | null; because?: 'tooLarge' | 'tooMuch' }>

export type FormBody = Readonly<Record<string, string | readonly string[]>>

/** Says to the audit what this request shows or changes. The entry is written before anything leaves the house. */
export type AuditNote = Readonly<{
  /** The one record that this request is about. */
  about: (
    kind: NonNullable<AuditEvent['about']>['kind'],
    id: string,
    more?: Readonly<{ caseId?: string; classes?: readonly RecordClass[] }>,
  ) => void
  /** The ids of the records in a list or search result. */
  shown: (ids: readonly string[]) => void
  fields: (names: readonly string[]) => void
  purpose: (text: string) => void
  /** A keyed hash of the words that were searched for. */
  searched: (hash: string) => void
}>

export type Request = Readonly<{
  params: Readonly<Record<string, string>>
  /** A parameter that was given twice is its first value here. */
  query: Readonly<Record<string, string>>
  /** Everything that was typed, unparsed. Empty for a GET. */
  body: FormBody
  files: readonly UploadedFile[]
  /** The path with its query, for forms that come back here. */
  url: string
  actor: Actor
  tx: Tx
  house: House
  now: Date
  audit: AuditNote
}>

export type Reply =
  | Readonly<{ kind: 'page'; status: number; title: string; body: VNode; hasProblems: boolean; wide: boolean }>
  | Readonly<{ kind: 'redirect'; to: string }>
  | Readonly<{ kind: 'file'; name: string; mediaType: string; bytes: Uint8Array; inline: boolean }>
  | Readonly<{ kind: 'json'; status: number; value: unknown }>
  | Readonly<{ kind: 'text'; status: number; mediaType: string; text: string }>

/** What every page says around itself. */
export type PageFacts = Readonly<{
  /** Notifications that this post has not read. */
  unread: number
  /** Whether this person wants shortcuts of one key. */
  shortcuts: boolean
}>

/** A page. With `status` 422 (or `problems: true`) its title says that there is something to mend. */
export function page(title: string, body: VNode, options: { status?: number; problems?: boolean; wide?: boolean } = {}): Reply {
  const status = options.status ?? (options.problems === true ? 422 : 200)
  return { kind: 'page', status, title, body, hasProblems: options.problems ?? status === 422, wide: options.wide ?? false }
}

/** After a change: a reload must not do it twice. */
export function seeOther(to: string): Reply {
  return { kind: 'redirect', to }
}

export function json(value: unknown, status = 200): Reply {
  return { kind: 'json', status, value }
}

export function text(content: string, mediaType = 'text/plain; charset=utf-8', status = 200): Reply {
  return { kind: 'text', status, mediaType, text: content }
}

export function file(name: string, mediaType: string, bytes: Uint8Array, { inline = false } = {}): Reply {
  return { kind: 'file', name, mediaType, bytes, inline }
}

/** "Not there" and "not allowed" are the same answer, thrown from wherever it is found out (law R80). */
export class NotThere extends Error {
  constructor() {
    super('There is nothing here that you can see.')
  }
}

export function notThere(): never {
  throw new NotThere()
}

/** The value of one field as it was typed; of several of one name, the first. */
export function typed(body: FormBody, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** All values of a field that may be given several times, such as checkboxes. */
export function typedAll(body: FormBody, name: string): readonly string[] {
  const value = body[name]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return UUID.test(text)
}

/** An id from the address. @throws NotThere for anything that is not one */
export function idParam(request: Pick<Request, 'params'>, name = 'id'): string {
  const value = request.params[name]
  return value !== undefined && isId(value) ? value.toLowerCase() : notThere()
}

export type Handler = (request: Request) => Promise<Reply>

export type RouteOptions = Readonly<{
  /** Who may come here at all; others meet "not there". What they may see here is the database's business. */
  capability?: string
  /** A sensitive act: the password again, unless it was given in the last ten minutes. */
  stepUp?: boolean
  /** For pages that save as you type: keeps the list of entries readable by not noting each keystroke. */
  multipart?: boolean
}>

/** A room's routes. Each names what the audit calls it: a route without that does not compile. */
export type Routes = Readonly<{
  get: (path: string, event: string, handler: Handler, options?: RouteOptions) => void
  post: (path: string, event: string, handler: Handler, options?: RouteOptions) => void
}>
