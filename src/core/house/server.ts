// One request on its way through the house:
//
//   cookie ─► begin transaction ─► identity signed by the database ─► handler ─► audit entry ─► commit ─► answer
//
// Whatever fails on the way, nothing is shown: an answer leaves only after the commit was acknowledged. What was typed
// is never lost: it comes back on the page, or on one that offers to send it again.
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { tokenHash } from '../../platform/crypto/tokens.ts'
import { databaseErrors, isConnectionError, isDatabaseError, isDiskFull, type Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { english, type Language, speaking } from '../../platform/texts/language.ts'
import { type Actor, asNobody, can, inSession, SignedOutError } from '../access/identity.ts'
import { type AuditEvent, recordEvent } from '../audit/index.ts'
import { claimOnce, rememberOnce } from './once.ts'
import {
  type AuditNote,
  type FormBody,
  type Handler,
  type House,
  isId,
  NotThere,
  type PageFacts,
  type Reply,
  type Request,
  type RouteOptions,
  type Routes,
  typed,
  type UploadedFile,
} from './request.ts'
import type { Room } from './room.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It is asked with a key and never with a cookie: where a form was sent from does not matter. */
    asksForKey?: true
  }
}

export const sessionCookie = 'lapwing_session'

/**
 * The session cookie's name. Over https one that browsers take from this very host only, over TLS, for all paths: no other
 * machine of the same domain can plant one.
 */
export function sessionCookieOf({ baseUrl }: Pick<House, 'baseUrl'>): string {
  return baseUrl.startsWith('https:') ? `__Host-${sessionCookie}` : sessionCookie
}

/** Holds the tag of the language that somebody chose on this device. */
export const languageCookie = 'lapwing_language'
/** The largest file a form takes. Larger ones are told apart, not silently dropped. */
export const maxFileBytes = 20 * 1024 * 1024
/** What one form may bring in files; what comes after that is told apart too. */
const maxFormBytes = 100 * 1024 * 1024

/** What the server needs to make pages of answers: the house's own look, which this floor does not know. */
export type Frame = Readonly<{
  /** A whole page for somebody signed in. `route` is the page's address as its room registered it, '/cases/:id'. */
  page: (actor: Actor, url: string, reply: Extract<Reply, { kind: 'page' }>, facts: PageFacts | undefined, route: string) => string
  /** The same bytes for everybody and every reason. */
  notThere: () => string
  /** Something failed that may work in a moment. `again` carries what was typed. */
  tryAgain: (problem: 'database' | 'disk' | 'unexpected', url: string, again: SendAgain | undefined) => string
  /** The session ended. With something typed, it is offered again after signing in. */
  signedOut: (returnTo: string, again: SendAgain | undefined) => string
  /** A form that did not come from our own pages. */
  foreignForm: () => string
  confirmAgain: (actor: Actor, returnTo: string, again: SendAgain | undefined) => string
}>

/** A form that could not be saved, to be sent again as it was. Files cannot come back: browsers do not allow it. */
export type SendAgain = Readonly<{
  action: string
  body: FormBody
  filesLost: boolean
  /** The hash of the session token it came with, so that it is only ever handed back to the same person. */
  from: string | undefined
}>

/** How long a confirmed password opens sensitive acts. @source local default */
export const stepUpMinutes = 10

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** On every answer, errors too; an answer may be stricter about itself (a file's own policy) or name its own cache. */
const guarding = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  // same-origin, not no-referrer: that would make browsers send "Origin: null" with our own forms
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
} as const

export type OpenRoute = (server: FastifyInstance) => void | Promise<void>

export type ServerOptions = Readonly<{
  house: House
  rooms: readonly Room[]
  frame: Frame
  /** What every page says around itself, read in the page's own transaction. Left out: nothing. */
  pageFacts?: (tx: Tx) => Promise<PageFacts>
  /** What people may read; the first is spoken to who chose none. Left out: English. */
  languages?: readonly Language[]
  /** Pages without a session (signing in, invitations, files of the design), each minding its own audit. */
  open: readonly OpenRoute[]
  /** Web servers in front of ours, whose word on where a request came from is believed. Left out: nobody's. */
  trustedProxies?: readonly string[]
  log?: boolean
}>

export async function buildServer({
  house,
  rooms,
  frame,
  pageFacts,
  languages = [english],
  open,
  trustedProxies = [],
  log = false,
}: ServerOptions): Promise<FastifyInstance> {
  const guard = (reply: FastifyReply) => {
    for (const [name, value] of Object.entries(guarding)) if (reply.getHeader(name) === undefined) reply.header(name, value)
    if (house.baseUrl.startsWith('https:')) reply.header('strict-transport-security', 'max-age=31536000')
  }
  const server = Fastify({
    // an address that is none ('/%zz') is answered before any hook, and by default with itself in the answer
    frameworkErrors: (_error, _request, reply) => {
      guard(reply)
      speaking(languages[0] ?? english, () => void sendHtml(reply, 404, frame.notThere()))
    },
    // paths may hold ids, bodies hold people: neither is logged
    logger: log ? { level: 'warn', serializers: { req: (request) => ({ method: request.method }) } } : false,
    bodyLimit: 2 * 1024 * 1024,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { ignoreTrailingSlash: true },
  })
  await server.register(cookie)
  await server.register(formbody, { bodyLimit: 2 * 1024 * 1024 })
  await server.register(multipart, {
    // a file that is too large is cut off and told beside its field; thrown, it would take the whole form with it
    throwFileSizeLimit: false,
    limits: { fileSize: maxFileBytes, fieldSize: 1024 * 1024, fields: 500 },
  })

  server.addHook('onRequest', (request, _reply, done) => {
    const chosen = request.cookies[languageCookie]
    speaking(languages.find(({ tag }) => tag === chosen) ?? languages[0] ?? english, done)
  })
  server.addHook('onSend', async (_request, reply) => guard(reply))
  server.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST' || request.routeOptions.config.asksForKey === true || comesFromOurPages(request)) return
    await sendHtml(reply, 403, frame.foreignForm())
  })
  server.setNotFoundHandler(async (_request, reply) => sendHtml(reply, 404, frame.notThere()))
  server.setErrorHandler(async (error, request, reply) => {
    if (isClientError(error)) return sendHtml(reply, error.statusCode, frame.tryAgain('unexpected', request.url, undefined))
    request.log.error({ err: error }, 'a request failed')
    return sendHtml(reply, 503, frame.tryAgain(problemKind(error), request.url, undefined))
  })

  for (const route of open) await route(server)
  const routes = routesOf(server, { house, frame, pageFacts })
  for (const room of rooms) room.routes?.(routes)
  return server
}

function routesOf(server: FastifyInstance, around: Pick<Serving, 'house' | 'frame' | 'pageFacts'>): Routes {
  const add =
    (method: 'GET' | 'POST') =>
    (path: string, event: string, handler: Handler, options: RouteOptions = {}) => {
      server.route({
        method,
        url: path,
        handler: async (request, reply) => serve({ ...around, event, handler, options, request, reply }),
      })
    }
  return { get: add('GET'), post: add('POST') }
}

type Serving = Readonly<{
  house: House
  frame: Frame
  pageFacts: ServerOptions['pageFacts'] | undefined
  event: string
  handler: Handler
  options: RouteOptions
  request: FastifyRequest
  reply: FastifyReply
}>

/** An answer that must undo what the handler did: the page goes out, the changes do not stay. */
class Undone extends Error {
  readonly answered: Answered
  constructor(answered: Answered) {
    super('undone')
    this.answered = answered
  }
}

type Answered = Readonly<{ answer: Reply; actor: Actor; facts: PageFacts | undefined }>

class StepUpNeeded extends Error {
  readonly actor: Actor
  constructor(actor: Actor) {
    super('step up')
    this.actor = actor
  }
}

async function serve(serving: Serving): Promise<FastifyReply> {
  const { house, frame, pageFacts, event, handler, options, request, reply } = serving
  const token = request.cookies[sessionCookieOf(house)]
  const from = token === undefined || token === '' ? undefined : tokenHash(token)
  if (request.isMultipart() && !(await mayBringFiles(house, from))) {
    // not read to its end: what it brings may be a hundred megabytes, and nobody's
    reply.header('connection', 'close')
    return sendHtml(reply, 401, frame.signedOut('/', undefined))
  }
  const { body, files } = await readBody(request)
  const again = request.method === 'POST' ? { action: request.url, body, filesLost: files.length > 0, from } : undefined
  const note: { about?: AuditEvent['about']; more: Partial<AuditEvent>; purpose?: string } = { more: {} }
  try {
    if (token === undefined || token === '') throw new SignedOutError()
    const answered = await inSession(house.db, house.clock, tokenHash(token), async (tx, actor): Promise<Answered> => {
      if (options.capability !== undefined && !can(actor, options.capability)) throw new NotThere()
      if (options.stepUp === true && !isFresh(actor, house.clock.now())) throw new StepUpNeeded(actor)
      const once = typed(body, '_once')
      if (request.method === 'POST' && once !== '') {
        const claim = await claimOnce(tx, once)
        if (claim.kind === 'again') return { answer: { kind: 'redirect', to: claim.location ?? '/' }, actor, facts: undefined }
      }
      const audit: AuditNote = {
        about: (kind, id, more) => {
          note.about = { kind, id }
          Object.assign(note.more, more)
        },
        shown: (ids) => {
          note.more = { ...note.more, shown: [...(note.more.shown ?? []), ...ids] }
        },
        fields: (names) => {
          note.more = { ...note.more, fields: names }
        },
        purpose: (text) => {
          note.purpose = text
        },
        searched: (hash) => {
          note.more = { ...note.more, contentHash: hash }
        },
      }
      const given: Request = {
        params: stringsOf(request.params),
        query: stringsOf(request.query),
        body,
        files,
        url: request.url,
        actor,
        tx,
        house,
        now: house.clock.now(),
        audit,
      }
      const answer = await handler(given)
      const facts = answer.kind === 'page' ? await pageFacts?.(tx) : undefined
      if (isRefusal(answer)) throw new Undone({ answer, actor, facts })
      if (request.method === 'POST' && once !== '' && answer.kind === 'redirect') await rememberOnce(tx, once, answer.to)
      await recordEvent(tx, { event, about: note.about, purpose: note.purpose, ...note.more })
      return { answer, actor, facts }
    })
    return await send(reply, frame, { url: request.url, route: request.routeOptions.url ?? '' }, answered)
  } catch (error) {
    if (error instanceof Undone) {
      await noteApart(serving, token, note.about, 'failed')
      return send(reply, frame, { url: request.url, route: request.routeOptions.url ?? '' }, error.answered)
    }
    if (error instanceof StepUpNeeded) return sendHtml(reply, 403, frame.confirmAgain(error.actor, request.url, again))
    if (error instanceof SignedOutError) {
      return sendHtml(reply, 401, frame.signedOut(request.method === 'GET' ? request.url : '/', again))
    }
    if (error instanceof NotThere || isDatabaseError(error, 'P0002') || isDatabaseError(error, databaseErrors.insufficientPrivilege)) {
      await noteApart(serving, token, note.about, 'refused')
      return sendHtml(reply, 404, frame.notThere())
    }
    request.log.error({ err: error }, `${event} failed`)
    return sendHtml(reply, 503, frame.tryAgain(problemKind(error), request.url, again))
  }

  function isFresh(actor: Actor, now: Date): boolean {
    return actor.stepUpAt !== null && now.getTime() - actor.stepUpAt.getTime() < stepUpMinutes * 60_000
  }
}

/** Whether the session behind a form with files is one, or was a day ago: then what was typed is offered again after signing in. */
async function mayBringFiles(house: House, tokenHash: string | undefined): Promise<boolean> {
  if (tokenHash === undefined) return false
  const { known } = await asNobody(house.db, house.clock, (tx) =>
    tx.one<{ known: boolean }>(sql`select session_was_here(${tokenHash}) as known`),
  )
  return known
}

function isRefusal(answer: Reply): boolean {
  return 'status' in answer && answer.status >= 400
}

/** What was refused is audited in a transaction of its own, since the one it happened in is undone. */
async function noteApart(
  serving: Serving,
  token: string | undefined,
  about: AuditEvent['about'],
  outcome: 'refused' | 'failed',
): Promise<void> {
  if (token === undefined) return
  await inSession(serving.house.db, serving.house.clock, tokenHash(token), async (tx) => {
    // where the handler had not come to say which record: the ids that were asked for, so that a try at a record shows
    const shown = about === undefined && outcome === 'refused' ? idsIn(serving.request.params) : []
    await recordEvent(tx, { event: serving.event, outcome, about, shown })
  })
}

function idsIn(params: unknown): string[] {
  return Object.values(stringsOf(params)).filter(isId)
}

async function send(
  reply: FastifyReply,
  frame: Frame,
  { url, route }: Readonly<{ url: string; route: string }>,
  { answer, actor, facts }: Answered,
): Promise<FastifyReply> {
  switch (answer.kind) {
    case 'page':
      return sendHtml(reply, answer.status, frame.page(actor, url, answer, facts, route))
    case 'redirect':
      return reply.code(303).header('location', ownAddress(answer.to)).send('')
    case 'json':
      return reply.code(answer.status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer.value))
    case 'text':
      return reply.code(answer.status).header('content-type', answer.mediaType).send(answer.text)
    case 'file':
      return (
        reply
          .header('content-type', answer.mediaType)
          .header('content-disposition', `${answer.inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
          // a file from outside runs nothing and loads nothing, whatever it says it is
          .header('content-security-policy', "default-src 'none'; sandbox")
          .send(Buffer.from(answer.bytes))
      )
  }
}

/**
 * Where an answer leads: a path of ours, in the characters that a header can carry, whatever somebody had typed into it.
 * Another host is never led to: then it is the first page.
 */
export function ownAddress(to: string): string {
  const here = 'http://lapwing.invalid'
  if (!URL.canParse(to, here)) return '/'
  const url = new URL(to, here)
  // '/.//elsewhere' parses to a path that a browser would take for a host
  return url.origin === here && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : '/'
}

export async function sendHtml(reply: FastifyReply, status: number, html: string): Promise<FastifyReply> {
  return reply.code(status).header('content-type', 'text/html; charset=utf-8').send(html)
}

/** Browsers say where a form was sent from. Without any word about it, it is not ours. */
function comesFromOurPages(request: FastifyRequest): boolean {
  const host = request.headers.host
  const from = request.headers.origin ?? request.headers.referer
  if (from === undefined) return request.headers['sec-fetch-site'] === 'same-origin'
  return URL.canParse(from) && new URL(from).host === host
}

async function readBody(request: FastifyRequest): Promise<{ body: FormBody; files: UploadedFile[] }> {
  if (!request.isMultipart()) return { body: formOf(request.body), files: [] }
  const body: Record<string, string | string[]> = {}
  const files: UploadedFile[] = []
  let room = maxFormBytes
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const chunks: Buffer[] = []
      let size = 0
      // read to its end also when it is not kept: the fields after it are
      for await (const chunk of part.file) {
        size += chunk.length
        if (!part.file.truncated && size <= room) chunks.push(chunk)
      }
      // an empty file field comes as a file without a name
      if (part.filename === '') continue
      const about = { field: part.fieldname, name: part.filename }
      if (part.file.truncated) files.push({ ...about, bytes: null, because: 'tooLarge' })
      else if (size > room) files.push({ ...about, bytes: null, because: 'tooMuch' })
      else {
        room -= size
        files.push({ ...about, bytes: Buffer.concat(chunks) })
      }
    } else if (typeof part.value === 'string') {
      const before = body[part.fieldname]
      const value = clean(part.value)
      body[part.fieldname] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value]
    }
  }
  return { body, files }
}

/** Text as the database can keep it: no NUL, no broken surrogates, one kind of line end. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().replaceAll('\r\n', '\n')
}

/** A form as it was typed, from what the server made of the body. */
export function formOf(body: unknown): FormBody {
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]): [string, string | string[]][] => {
      if (typeof value === 'string') return [[name, clean(value)]]
      if (Array.isArray(value)) return [[name, value.filter((item) => typeof item === 'string').map(clean)]]
      return []
    }),
  )
}

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]): [string, string][] => {
      const first: unknown = Array.isArray(entry) ? entry[0] : entry
      return typeof first === 'string' ? [[name, first]] : []
    }),
  )
}

function problemKind(error: unknown): 'database' | 'disk' | 'unexpected' {
  if (isDiskFull(error)) return 'disk'
  return isConnectionError(error) ? 'database' : 'unexpected'
}

function isClientError(error: unknown): error is Error & { statusCode: number } {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  )
}
