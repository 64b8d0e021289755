// A rule's own input schema is the form: one field for each key, and what was typed becomes the values of a worked example.
import { z } from 'zod'
import { type FormBody, typed } from '../house/request.ts'
import type { ValueRule } from './rule.ts'

export type RuleField = Readonly<{
  name: string
  kind: 'text' | 'number' | 'yesOrNo' | 'choice' | 'json'
  choices: readonly string[]
  isOptional: boolean
}>

const property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
})
const inputSchema = z.looseObject({
  properties: z.record(z.string(), property).default({}),
  required: z.array(z.string()).default([]),
  anyOf: z.array(z.looseObject({ properties: z.record(z.string(), property).default({}) })).optional(),
  oneOf: z.array(z.looseObject({ properties: z.record(z.string(), property).default({}) })).optional(),
})

/** The fields of a rule, in its own order. A rule with two forms has the fields of both, none of them required. */
export function fieldsOf(rule: ValueRule): RuleField[] {
  const schema = inputSchema.parse(z.toJSONSchema(rule.input, { io: 'input', unrepresentable: 'any' }))
  const forms = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const properties = Object.assign({}, schema.properties, ...forms.map((form) => form.properties)) as typeof schema.properties
  return Object.entries(properties).map(([name, value]) => ({ name, isOptional: !schema.required.includes(name), ...kindOf(value) }))
}

function kindOf(value: z.infer<typeof property>): Pick<RuleField, 'kind' | 'choices'> {
  const choices = (value.enum ?? []).filter((choice) => choice !== null).map(String)
  if (choices.length > 0) return { kind: 'choice', choices }
  const types = [value.type ?? [], ...(value.anyOf ?? []).map((one) => one.type ?? [])].flat().filter((type) => type !== 'null')
  if (types.includes('boolean')) return { kind: 'yesOrNo', choices: ['yes', 'no'] }
  if (types.includes('integer') || types.includes('number')) return { kind: 'number', choices: [] }
  if (types.includes('array') || types.includes('object')) return { kind: 'json', choices: [] }
  return { kind: 'text', choices: [] }
}

/** What was typed, as the rule's values. A field that is left empty is left out; where the rule needs it, the rule says so. */
export function valuesOf(fields: readonly RuleField[], body: FormBody): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const text = typed(body, field.name).trim()
      if (text === '') return []
      switch (field.kind) {
        case 'number':
          return [[field.name, Number.isNaN(Number(text)) ? text : Number(text)]]
        case 'yesOrNo':
          return [[field.name, text === 'yes']]
        case 'json':
          return [[field.name, parsedOr(text)]]
        default:
          return [[field.name, text]]
      }
    }),
  )
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
