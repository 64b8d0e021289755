import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'

/** The form of reference/api.yaml. */
export const apiPolicy = provenance.extend({
  daysAtMost: z.int().min(1),
  overlapHours: z.int().min(1),
  callsAMinute: z.int().min(1),
  lookUpsAnHour: z.int().min(1),
})
export type ApiPolicy = Readonly<z.infer<typeof apiPolicy>>

/** What a key may be for. Each endpoint needs one. */
export const apiScopes = ['concerns.send', 'concerns.read', 'people.look_up'] as const
export type ApiScope = (typeof apiScopes)[number]

/** What every answer that is not the one asked for looks like (RFC 9457). `errors` name the fields by JSON Pointer. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
})
export type ProblemBody = z.infer<typeof problem>

/** An answer that is a refusal: thrown from wherever it is found out, and everything done is undone. */
export class Problem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly errors: readonly Readonly<{ pointer: string; detail: string }>[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: ProblemCode,
    {
      errors = [],
      headers = {},
    }: Readonly<{ errors?: readonly Readonly<{ pointer: string; detail: string }>[]; headers?: Readonly<Record<string, string>> }> = {},
  ) {
    super(code)
    this.status = status
    this.code = code
    this.errors = errors
    this.headers = headers
  }
}

export const problemCodes = [
  'not-json',
  'wrong-content-type',
  'too-large',
  'not-valid',
  'no-key',
  'not-allowed',
  'not-there',
  'wrong-method',
  'no-idempotency-key',
  'key-used-for-another',
  'too-often',
  'nobody-there',
  'failed',
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** What came in, read strictly: unknown fields are problems too. @throws Problem 422 with a pointer to each field */
export function readStrictly<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new Problem(422, 'not-valid', {
    errors: read.error.issues.flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
      return keys.map((key) => ({
        pointer: pointerOf(key === undefined ? issue.path : [...issue.path, key]),
        detail: issue.message,
      }))
    }),
  })
}

/** A JSON Pointer (RFC 6901). */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
