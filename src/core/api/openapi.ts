// The description of the API, made of the schemas that check it: it cannot say anything else than what is done.
import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { problem } from './schema.ts'
import { openApiTexts as t } from './texts.ts'

/** An OpenAPI 3.1 document. */
export function openApiOf(baseUrl: string, endpoints: readonly Endpoint[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {
    '/health': {
      get: {
        summary: 'Whether it works',
        security: [],
        responses: { 200: { description: 'It works' }, 503: { description: 'It does not' } },
      },
    },
  }
  for (const one of endpoints) paths[one.path] = { ...paths[one.path], [one.method]: operationOf(one) }
  return {
    openapi: '3.1.0',
    info: { title: t('title'), version: '1', description: t('about') },
    servers: [{ url: `${baseUrl}/api/v1` }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: jsonSchemaOf(problem, 'output') },
    },
  }
}

function operationOf(one: Endpoint): Readonly<Record<string, unknown>> {
  const refusal = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return {
    summary: one.summary,
    operationId: one.event.replaceAll('.', '_'),
    'x-scope': one.scope,
    parameters: [
      ...[...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...(one.isOnce === true
        ? [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: true,
              description: t('idempotencyKey'),
              schema: { type: 'string', minLength: 1, maxLength: 200 },
            },
          ]
        : []),
    ],
    ...(one.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(one.body, 'input') } } } }),
    responses: {
      [one.status]: { description: one.summary, content: { 'application/json': { schema: jsonSchemaOf(one.answer, 'output') } } },
      401: refusal('No key, or one that opens nothing'),
      403: refusal('A key that is not for that'),
      ...(one.path.includes('{') ? { 404: refusal('Not there, or not for this key: the two are one answer') } : {}),
      ...(one.body === undefined
        ? {}
        : {
            400: refusal('Not JSON'),
            413: refusal('Too large'),
            415: refusal('Not application/json'),
            422: refusal('Fields that are not as they must be'),
          }),
      429: { ...refusal('Too often'), headers: { 'Retry-After': { description: t('tooOften'), schema: { type: 'integer' } } } },
      503: refusal('It failed here, and nothing was kept'),
    },
  }
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
