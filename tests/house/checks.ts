/** The house rules that no ready-made tool knows. Each takes a file's path and text and gives what breaks it, in words. */
import { type Options, parseSync } from '@swc/core'

type Node = Readonly<{ type: string }> & Readonly<Record<string, unknown>>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function parse(path: string, source: string): Node {
  const parser: NonNullable<NonNullable<Options['jsc']>['parser']> = { syntax: 'typescript', tsx: path.endsWith('.tsx') }
  const module: unknown = parseSync(source, { ...parser, target: 'es2022' })
  if (!isNode(module)) throw new Error(`${path} could not be read`)
  return module
}

/** Every node below, parents first. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const part of value) yield* nodesOf(part)
  } else if (typeof value === 'object' && value !== null) {
    if (isNode(value)) yield value
    for (const part of Object.values(value)) yield* nodesOf(part)
  }
}

function nameOf(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Identifier' && typeof value['value'] === 'string' ? value['value'] : undefined
}

/** `process.env`, `Date.now` and the like, as `object.property`; undefined for any other node. */
function memberOf({ type, object, property }: Node): string | undefined {
  if (type !== 'MemberExpression') return undefined
  const [left, right] = [nameOf(object), nameOf(property)]
  return left === undefined || right === undefined ? undefined : `${left}.${right}`
}

const handedIn = new Map([
  ['process.env', 'settings come from platform/config'],
  ['Date.now', 'the clock is handed in'],
  ['Temporal.Now', 'the clock is handed in'],
  ['Math.random', 'randomness is handed in'],
])

/** Time, randomness and settings read from the machine instead of being handed in. */
export function readsTheMachine(path: string, source: string): string[] {
  return [...nodesOf(parse(path, source))].flatMap((node) => {
    const member = memberOf(node)
    const advice = member === undefined ? undefined : handedIn.get(member)
    if (advice !== undefined) return [`${path}: ${member}: ${advice}`]
    const bare = node.type === 'NewExpression' && (!Array.isArray(node['arguments']) || node['arguments'].length === 0)
    const isNow = (bare || node.type === 'CallExpression') && nameOf(node['callee']) === 'Date'
    if (isNow) return [`${path}: the time now from Date: the clock is handed in`]
    const from = node.type === 'ImportDeclaration' && isNode(node['source']) ? node['source']['value'] : undefined
    return from === 'node:process' || from === 'process' ? [`${path}: import from process: settings come from platform/config`] : []
  })
}

/** Attributes that are read by people, in our components and in HTML. */
const readable =
  /^(aria-(label|description|placeholder|roledescription|valuetext)|alt|title|placeholder|label|legend|hint|text|heading|caption|summary|message|description)$/i

/** Words written in a page instead of in the catalogue. */
export function inlineWords(path: string, source: string): string[] {
  return [...nodesOf(parse(path, source))].flatMap((node) => {
    if (node.type === 'JSXText') return saidBy(path, [String(node['value'])])
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      return saidBy(path, (Array.isArray(node['children']) ? node['children'] : []).flatMap(literals))
    if (node.type !== 'JSXAttribute') return []
    const name = isNode(node['name']) ? String(node['name']['value']) : ''
    return readable.test(name) ? saidBy(path, literals(node['value'])) : []
  })
}

function saidBy(path: string, texts: readonly string[]): string[] {
  return texts.filter((text) => /\p{L}/u.test(text)).map((text) => `${path}: "${text.trim()}" belongs in the catalogue (texts.ts)`)
}

/** The literal texts an attribute or a `{...}` can come out as: through conditions, not through calls. */
function literals(value: unknown): string[] {
  if (!isNode(value)) return []
  switch (value.type) {
    case 'StringLiteral':
      return [String(value['value'])]
    case 'TemplateLiteral':
      return (Array.isArray(value['quasis']) ? value['quasis'] : []).flatMap((part: unknown) => (isNode(part) ? [String(part['raw'])] : []))
    case 'JSXExpressionContainer':
    case 'ParenthesisExpression':
      return literals(value['expression'])
    case 'ConditionalExpression':
      return [...literals(value['consequent']), ...literals(value['alternate'])]
    case 'BinaryExpression':
      return ['&&', '||', '??', '+'].includes(String(value['operator'])) ? [...literals(value['left']), ...literals(value['right'])] : []
    default:
      return []
  }
}

/** Texts made when a file is loaded instead of while somebody is answered: they would be English for everybody. */
export function saidTooEarly(path: string, source: string): string[] {
  const module = parse(path, source)
  const catalogues = new Set<string>()
  for (const node of nodesOf(module)) {
    const from = node.type === 'ImportDeclaration' && isNode(node['source']) ? String(node['source']['value']) : ''
    if (!/(^|[/-])texts\.ts$/.test(from) || !Array.isArray(node['specifiers'])) continue
    for (const one of node['specifiers']) if (isNode(one)) catalogues.add(nameOf(one['local']) ?? '')
  }
  const found: string[] = []
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const part of value) look(part)
    if (Array.isArray(value) || typeof value !== 'object' || value === null) return
    if (isNode(value)) {
      if (/Function|Method|Getter/.test(value.type)) return
      const callee = value['callee']
      const name = value.type === 'CallExpression' ? (nameOf(callee) ?? (isNode(callee) ? nameOf(callee['object']) : undefined)) : undefined
      if (name !== undefined && catalogues.has(name))
        found.push(`${path}: ${name}(…) is called when the file loads: put it into a function`)
    }
    for (const part of Object.values(value)) look(part)
  }
  look(module)
  return found
}

/**
 * Addresses that name a standard and are never fetched, lead nowhere but to this machine, or are reserved: for examples,
 * and names that must never exist (RFC 2606). */
const namesOnly =
  /^https?:\/\/(www\.w3\.org\/|schemas\.openxmlformats\.org\/|127\.0\.0\.1\b|localhost\b|([\w-]+\.)*example\.(org|com|net)\b|[\w.-]+\.invalid\b)/

/** Addresses of other hosts in what ships. `texts`: what a program can say or fetch; comments may cite a source. */
export function foreignAddresses(path: string, source: string): string[] {
  const texts = /\.tsx?$/.test(path) ? stringsIn(path, source) : [source]
  return texts
    .flatMap((text) => text.match(/https?:\/\/[^\s"'`<>)]+/g) ?? [])
    .filter((address) => !namesOnly.test(address))
    .map((address) => `${path}: ${address}`)
}

/** Every text that a program holds: strings, parts of templates, words in pages. Comments are not among them. */
export function stringsIn(path: string, source: string): string[] {
  return [...nodesOf(parse(path, source))].flatMap((node) => {
    if (node.type === 'StringLiteral' || node.type === 'JSXText') return [String(node['value'])]
    return node.type === 'TemplateElement' ? [String(node['raw'])] : []
  })
}

const outside = [
  /(?<![\w.])\/(?:work|home|root|Users)\/[a-z]/, // somebody's machine
  /\bshared\/(?:design|style|notes|handbook|fixtures)/, // a folder that only the builders had
]

/** Paths that exist on one machine only. */
export function pathsOutside(path: string, source: string): string[] {
  return source
    .split('\n')
    .flatMap((line, index) => (outside.some((pattern) => pattern.test(line)) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : []))
}

/** Work left for later without anybody who owes it. */
export function leftForLater(path: string, source: string): string[] {
  return source
    .split('\n')
    .flatMap((line, index) => (/\b(?:TODO|FIXME|XXX)\b/.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : []))
}

/** Names like `20261201-0900-referral-decision.sql`, each once in the whole house, whatever its folder. */
export function migrationNames(paths: readonly string[]): string[] {
  const seen = new Map<string, string>()
  return paths.flatMap((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const earlier = seen.get(name)
    seen.set(name, path)
    if (earlier !== undefined) return [`${path}: the same name as ${earlier}`]
    const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/.exec(name)
    if (parts === null) return [`${path}: not of the form YYYYMMDD-HHMM-subject.sql`]
    const [, year, month, day, hour, minute] = parts
    const instant = `${year}-${month}-${day}T${hour}:${minute}:00.000Z`
    const exists = !Number.isNaN(Date.parse(instant)) && new Date(instant).toISOString() === instant
    return exists ? [] : [`${path}: ${instant} is no date`]
  })
}
