// The API as part of the web server. A request is one transaction in the key's name with one entry of the audit, as a page
// is: nothing leaves before the commit, and what was refused is undone and noted apart.
//
//   key ─► counted ─► begin_api ─► scope ─► body ─► idempotency ─► handler ─► audit ─► commit ─► answer
//
// It knows no cookies, so no other site can make a browser ask here in somebody's name; and every answer that is not the
// one asked for is application/problem+json.
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { tokenHash } from '../../platform/crypto/tokens.ts'
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { type AuditEvent, recordEvent } from '../audit/index.ts'
import { type House, NotThere } from '../house/request.ts'
import type { OpenRoute } from '../house/server.ts'
import type { ApiAnswer, Endpoint } from './endpoint.ts'
import { openApiOf } from './openapi.ts'
import { type ApiPolicy, Problem, type ProblemBody, type ProblemCode } from './schema.ts'
import { type ApiCaller, admit, claimToken, inApiKey, rememberAnswer } from './store.ts'
import { problemTexts } from './texts.ts'

export const apiBase = '/api/v1'
const maxBodyBytes = 64 * 1024

export function apiRoutes(house: House, policy: ApiPolicy, endpoints: readonly Endpoint[]): OpenRoute {
  return async (server) => {
    await server.register(
      async (api) => {
        const config = { asksForKey: true } as const
        readsJsonOnly(api)
        api.setErrorHandler((error, request, reply) => sendProblem(reply, problemOf(error, request)))
        api.get('/openapi.json', async (_request, reply) => reply.send(openApiOf(house.baseUrl, endpoints)))
        api.get('/health', async (_request, reply) => {
          const isReachable = await house.db.isReachable()
          return reply.code(isReachable ? 200 : 503).send({ status: isReachable ? 'ok' : 'failing' })
        })
        for (const one of endpoints) {
          api.route({
            method: one.method === 'get' ? 'GET' : 'POST',
            url: one.path.replaceAll(/\{(\w+)\}/g, ':$1'),
            config,
            handler: (request, reply) => serve(house, policy, one, request, reply),
          })
        }
        const paths = new Set([...endpoints.map(({ path }) => path), '/health', '/openapi.json'])
        api.all('/*', { config }, (request, reply) => {
          const path = request.url.slice(apiBase.length).split('?')[0] ?? ''
          const isKnown = [...paths].some((known) => new RegExp(`^${known.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
          return sendProblem(reply, isKnown ? new Problem(405, 'wrong-method') : new Problem(404, 'not-there'))
        })
      },
      { prefix: apiBase },
    )
  }
}

function readsJsonOnly(api: FastifyInstance): void {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => done(null, body))
  api.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(new Problem(415, 'wrong-content-type'), undefined)
  })
}

function jsonOf(body: unknown): unknown {
  if (!(body instanceof Uint8Array)) throw new Problem(415, 'wrong-content-type')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Problem(400, 'not-json')
  }
}

type Note = { about?: AuditEvent['about']; shown: string[]; purpose?: string }

async function serve(house: House, policy: ApiPolicy, one: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const key = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (key === undefined) return sendProblem(reply, new Problem(401, 'no-key', { headers: { 'www-authenticate': 'Bearer' } }))
  const hash = tokenHash(key)
  const note: Note = { shown: [] }
  try {
    await admitted(house, hash, 'call', policy.callsAMinute, 60)
    if (one.isLookUp === true) await admitted(house, hash, 'look_up', policy.lookUpsAnHour, 3600)
    const answer = await inApiKey(house.db, house.clock, hash, async (tx, caller) => {
      if (!caller.scopes.includes(one.scope)) throw new Problem(403, 'not-allowed')
      return answerOnce(tx, caller, one, request, house, note)
    })
    if (answer === undefined) throw new Problem(401, 'no-key', { headers: { 'www-authenticate': 'Bearer' } })
    return await reply.code(answer.status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer.body))
  } catch (error) {
    const refusal = problemOf(error, request)
    await noteRefusal(house, hash, one.event, refusal, note)
    return sendProblem(reply, refusal)
  }
}

async function admitted(house: House, hash: string, what: string, most: number, seconds: number): Promise<void> {
  const wait = await admit(house.db, house.clock, hash, what, most, seconds)
  if (wait === null) throw new Problem(401, 'no-key', { headers: { 'www-authenticate': 'Bearer' } })
  if (wait > 0) throw new Problem(429, 'too-often', { headers: { 'retry-after': String(wait) } })
}

async function answerOnce(tx: Tx, caller: ApiCaller, one: Endpoint, request: FastifyRequest, house: House, note: Note): Promise<ApiAnswer> {
  const token = request.headers['idempotency-key']
  if (one.isOnce === true && (typeof token !== 'string' || token === '' || token.length > 200)) throw new Problem(400, 'no-idempotency-key')
  const body = one.body === undefined ? undefined : jsonOf(request.body)
  const once = one.isOnce === true && typeof token === 'string' ? token : undefined
  if (once !== undefined) {
    // for one address: the same key at another is another request
    const bodyHash = createHash('sha256')
      .update(`${one.path}\n`)
      .update(request.body instanceof Uint8Array ? request.body : '')
      .digest('hex')
    const before = await claimToken(tx, caller.keyId, once, bodyHash)
    if (before !== undefined) {
      if (before.bodyHash !== bodyHash) throw new Problem(422, 'key-used-for-another')
      await recordEvent(tx, { event: 'api.answered_again' })
      return { status: before.status, body: before.answer }
    }
  }
  const answer = await one.serve({
    caller,
    body,
    params: paramsOf(request.params),
    tx,
    house,
    now: house.clock.now(),
    audit: {
      about: (kind, id) => {
        note.about = { kind, id }
      },
      shown: (ids) => void note.shown.push(...ids),
      purpose: (text) => {
        note.purpose = text
      },
    },
  })
  if (once !== undefined) await rememberAnswer(tx, caller.keyId, once, answer.status, answer.body)
  await recordEvent(tx, { event: one.event, about: note.about, shown: note.shown, purpose: note.purpose })
  return answer
}

/** What was refused to a key that is one is audited in a transaction of its own, since the one it happened in is undone. */
async function noteRefusal(house: House, hash: string, event: string, refusal: Problem, { about, purpose }: Note): Promise<void> {
  if (refusal.status === 401 || refusal.status >= 500) return
  await inApiKey(house.db, house.clock, hash, (tx) =>
    recordEvent(tx, { event, outcome: refusal.status === 422 || refusal.status === 400 ? 'failed' : 'refused', about, purpose }),
  )
}

function paramsOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {}
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error instanceof NotThere || isDatabaseError(error, 'P0002')) return new Problem(404, 'not-there')
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status === 413) return new Problem(413, 'too-large')
  if (status === 415) return new Problem(415, 'wrong-content-type')
  if (status >= 400 && status < 500) return new Problem(400, 'not-json')
  request.log.error({ err: error }, 'an API request failed')
  return new Problem(503, 'failed', { headers: { 'retry-after': '5' } })
}

function sendProblem(reply: FastifyReply, { status, code, errors, headers }: Problem): FastifyReply {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(bodyOf(status, code, errors)))
}

function bodyOf(status: number, code: ProblemCode, errors: Problem['errors']): ProblemBody {
  return { type: `urn:lapwing:${code}`, title: problemTexts(code), status, ...(errors.length === 0 ? {} : { errors: [...errors] }) }
}
