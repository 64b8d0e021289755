import type { z } from 'zod'
import type { Tx } from '../../platform/db/pool.ts'
import type { AuditEvent } from '../audit/index.ts'
import type { House } from '../house/request.ts'
import { type ApiScope, readStrictly } from './schema.ts'
import type { ApiCaller } from './store.ts'

export type ApiRequest<Body> = Readonly<{
  caller: ApiCaller
  body: Body
  params: Readonly<Record<string, string>>
  tx: Tx
  house: House
  now: Date
  audit: Readonly<{
    about: (kind: NonNullable<AuditEvent['about']>['kind'], id: string) => void
    shown: (ids: readonly string[]) => void
    purpose: (text: string) => void
  }>
}>

export type ApiAnswer = Readonly<{ status: number; body: unknown }>

/** One thing that can be asked for. Its schemas are what is checked and what the description is made of. */
export type Endpoint = Readonly<{
  method: 'get' | 'post'
  /** After /api/v1; parts in braces, as in the description. */
  path: string
  event: string
  scope: ApiScope
  summary: string
  body?: z.ZodType
  /** A request that makes something: it must carry an Idempotency-Key. */
  isOnce?: true
  /** Counted apart, and less often. */
  isLookUp?: true
  status: number
  answer: z.ZodType
  serve: (request: ApiRequest<unknown>) => Promise<ApiAnswer>
}>

/** An endpoint whose handler gets the body as its schema gives it. */
export function endpoint<Body extends z.ZodType>(
  given: Omit<Endpoint, 'body' | 'serve'> & Readonly<{ body: Body; serve: (request: ApiRequest<z.output<Body>>) => Promise<ApiAnswer> }>,
): Endpoint {
  return { ...given, serve: (request) => given.serve({ ...request, body: readStrictly(given.body, request.body) }) }
}
