/**
 * Every component against the cases that govuk-frontend ships with it (`fixtures.json`: options and the HTML they give).
 * Compared are the DOM trees: tags, attributes, classes as a set, and text with its white space collapsed and trimmed at
 * element edges, so a space lost between two inline siblings is NOT seen here; look at the pictures for that.
 *
 * A fixture may only be left out in `notCovered`, with a reason; one that is left out but would pass is reported too.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { test } from 'node:test'
import { parseHTML } from 'linkedom'
import { Fragment, h, type VNode } from 'preact'
import { render } from 'preact-render-to-string'
import { z } from 'zod'
import type { Words } from './base.ts'
import { Checkboxes, Radios } from './choices.tsx'
import { Button, Details, ExitThisPage, InsetText, NotificationBanner, Panel, PhaseBanner, Tag, WarningText } from './content.tsx'
import { CharacterCount, DateInput, FileUpload, Input, PasswordInput, Select, Textarea } from './fields.tsx'
import { ErrorMessage, ErrorSummary, Fieldset, Hint, Label } from './form-parts.tsx'
import { Accordion, Pagination, SummaryList, Table, Tabs, TaskList } from './lists.tsx'
import { BackLink, Breadcrumbs, Footer, GenericHeader, LanguageNavigation, ServiceNavigation, SkipLink } from './navigation.tsx'

type Options = Record<string, unknown>

const doesNotCompile = (what: string) => `our types ask for ${what}, so this call does not compile`
const notCovered: Record<string, Record<string, string>> = {
  pagination: { 'with empty items': doesNotCompile('a number and an address on every page') },
  panel: { 'interruption, no actions items': doesNotCompile('items in actions') },
  'phase-banner': {
    classes: doesNotCompile('a tag'),
    text: doesNotCompile('a tag'),
    'html as text': doesNotCompile('a tag'),
    attributes: doesNotCompile('a tag'),
  },
  select: { hint: doesNotCompile('items'), 'with falsy values': doesNotCompile('a string or number as value, not false') },
  tabs: { 'no item list': doesNotCompile('items') },
}

const notPorted: Record<string, string> = {
  'cookie-banner': 'we set no cookie that needs consent',
  feedback: 'asks the public for an e-mail; not used',
  header: 'carries the crown, which is not ours; GenericHeader instead',
}

/** Fixture options and our props differ in four ways: html is nodes, and what stands inside a component is its children. */
const components: Record<string, (options: Options) => VNode | null> = {
  // ours forgets unless told, theirs remembers unless told
  accordion: (o) => port(Accordion)({ rememberExpanded: true, ...o }),
  'back-link': port(BackLink, 'children'),
  breadcrumbs: port(Breadcrumbs),
  button: port(Button, 'children'),
  'character-count': port(CharacterCount),
  checkboxes: port(Checkboxes),
  'date-input': (o) => port(DateInput)({ ...o, items: datePartsOf(o) }),
  details: port(Details, 'children'),
  'error-message': port(ErrorMessage),
  'error-summary': (o) => port(ErrorSummary)({ errorList: [], ...o }),
  'exit-this-page': (o) => port(ExitThisPage, 'children')({ redirectUrl: 'https://www.bbc.co.uk/weather', ...o }),
  fieldset: port(Fieldset, 'children'),
  'file-upload': port(FileUpload),
  footer: port(Footer),
  'generic-header': port(GenericHeader),
  hint: port(Hint),
  input: port(Input),
  'inset-text': port(InsetText, 'children'),
  label: port(Label),
  'language-navigation': port(LanguageNavigation),
  'notification-banner': port(NotificationBanner, 'children'),
  pagination: port(Pagination),
  panel: (o) => port(Panel, 'children')({ ...o, ...interruptionOf(o) }),
  'password-input': port(PasswordInput),
  'phase-banner': port(PhaseBanner, 'children'),
  radios: port(Radios),
  select: port(Select),
  'service-navigation': port(ServiceNavigation),
  'skip-link': port(SkipLink, 'children'),
  'summary-list': port(SummaryList),
  table: port(Table),
  tabs: port(Tabs),
  tag: port(Tag, 'children'),
  'task-list': port(TaskList),
  textarea: port(Textarea),
  'warning-text': port(WarningText, 'children'),
}

function port<P>(component: (props: P) => VNode | null, content?: 'text' | 'children') {
  return (options: Options) => component(ours(options, content))
}

/** From here to the component the types end: fixtures are JSON, and the comparison is the check. */
// biome-ignore lint/suspicious/noExplicitAny: see above
function ours(options: Options, content: 'text' | 'children' = 'text'): any {
  const { text, descriptionText, ...props } = renamed(options) as Options
  return {
    ...props,
    ...(text === undefined ? {} : { [content]: text }),
    ...(descriptionText === undefined ? {} : { children: descriptionText }),
  }
}

const names: Record<string, string> = {
  beforeInput: 'before',
  afterInput: 'after',
  beforeInputs: 'before',
  afterInputs: 'after',
  inputWrapper: 'wrapper',
  logoText: 'logo',
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (value === null || typeof value !== 'object') return value
  const out: Options = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'html' || key.endsWith('Html')) continue
    if (key === 'attributes') out[key] = inner
    else
      out[names[key] ?? key] = ['beforeInput', 'afterInput', 'beforeInputs', 'afterInputs', 'conditional'].includes(key)
        ? contentOf(inner)
        : renamed(inner)
  }
  // html wins over text, as in the macros
  for (const [key, inner] of Object.entries(value)) {
    const textKey = key === 'html' ? 'text' : key.endsWith('Html') ? key.replace('Html', 'Text') : undefined
    if (textKey && typeof inner === 'string' && inner !== '') out[names[textKey] ?? textKey] = nodesOf(inner)
  }
  if (out.wrapperClasses || out.wrapperAttributes) out.wrapper = { classes: out.wrapperClasses, attributes: out.wrapperAttributes }
  if (typeof out.slots === 'object' && out.slots !== null) Object.assign(out, slotsOf(out.slots as Options))
  return out
}

/** The macro knows an interruption by its class; ours has a prop. */
function interruptionOf({ classes }: Options): Options {
  const isInterruption = typeof classes === 'string' && classes.includes('govuk-panel--interruption')
  return isInterruption ? { kind: 'interruption', classes: classes.replace('govuk-panel--interruption', '').trim() } : {}
}

/** The macro takes day, month and year apart from items; ours has one list. */
function datePartsOf(o: Options): unknown[] {
  const values = (o.values ?? {}) as Options
  const standard = ['day', 'month', 'year'].map((name) =>
    o[name] === undefined ? { name, value: values[name] } : o[name] && { name, ...(o[name] as Options) },
  )
  if (!Array.isArray(o.items) || o.items.length === 0) return standard
  return o.items.map((item: Options | null) => {
    const like = standard.find((part) => part && item && (part as Options).name === item.name) as Options | undefined
    return item && like ? { ...item, value: item.value ?? like.value } : item
  })
}

function contentOf(part: unknown): Words {
  if (part === null || typeof part !== 'object') return undefined
  const { html, text } = part as { html?: string; text?: string }
  return html ? nodesOf(html) : text
}

function slotsOf(slots: Options): Options {
  const out: Options = {}
  for (const [name, slot] of Object.entries(slots)) {
    if (typeof slot === 'string') out[name] = nodesOf(slot)
    else if (slot !== null && typeof slot === 'object') {
      out[name] = (slot as { text?: Words }).text
      if ((slot as { align?: string }).align === 'inline') out.endInline = true
    }
  }
  return out
}

function nodesOf(html: string): Words {
  const { document } = parseHTML(`<html><body>${html}</body></html>`)
  const toNode = (node: ChildNode): Words => {
    if (node.nodeType === 3) return node.textContent
    if (node.nodeType !== 1) return null
    const element = node as Element
    const attributes = Object.fromEntries([...element.attributes].map((a) => [a.name, a.value === '' ? true : a.value]))
    return h(element.localName, attributes, [...element.childNodes].map(toNode))
  }
  return [...document.body.childNodes].map(toNode)
}

/** The crown, the Open Government Licence and the Crown copyright notice: taken out of the official side before comparing. */
const notOurs =
  '.govuk-footer__crown, .govuk-footer__licence-logo, .govuk-footer__licence-description, .govuk-footer__meta-item:has(.govuk-footer__copyright-logo)'

const booleans = new Set(['open', 'checked', 'disabled', 'selected', 'hidden', 'multiple'])

/** One line for each element and text, indented: the two sides can then be compared and the difference read. */
function outline(html: string): string {
  const { document } = parseHTML(`<html><body>${html}</body></html>`)
  const lines: string[] = []
  // the parser starts a new text node at each entity; to a reader neighbouring text nodes are one text
  let text = ''
  const endText = (depth: string) => {
    const words = text.replace(/\s+/g, ' ').trim()
    if (words) lines.push(`${depth}"${words}"`)
    text = ''
  }
  const visit = (node: ChildNode, depth: string) => {
    if (node.nodeType === 3) {
      text += node.textContent ?? ''
      return
    }
    if (node.nodeType !== 1) return
    endText(depth)
    const element = node as Element
    const attributes = [...element.attributes]
      .map(({ name, value }) => {
        if (booleans.has(name)) return name
        if (name === 'class') return `class=${value.split(/\s+/).filter(Boolean).sort().join(' ')}`
        return `${name}=${value}`
      })
      .sort()
    lines.push(`${depth}<${element.localName}${attributes.map((a) => ` [${a}]`).join('')}>`)
    for (const child of element.childNodes) visit(child, `${depth}  `)
    endText(`${depth}  `)
  }
  for (const part of document.querySelectorAll(notOurs)) part.remove()
  for (const child of document.body.childNodes) visit(child, '')
  endText('')
  return lines.join('\n')
}

function drawn(view: (options: Options) => VNode | null, options: Options): string {
  try {
    return outline(render(h(Fragment, null, view(options))))
  } catch (error) {
    return `${error}`
  }
}

function firstDifference(official: string, actual: string): string {
  const [left, right] = [official.split('\n'), actual.split('\n')]
  const at = left.findIndex((line, i) => line !== right[i])
  const from = at === -1 ? left.length : at // -1: ours goes on longer
  return `  official: ${left.slice(from, from + 3).join(' ') || '(nothing more)'}\n  ours:     ${right.slice(from, from + 3).join(' ') || '(nothing more)'}`
}

const fixtureFile = z.object({
  fixtures: z.array(z.object({ name: z.string(), options: z.record(z.string(), z.unknown()), html: z.string() })),
})
const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist/govuk/components')

test('every component that govuk-frontend ships is ported, or listed with a reason', () => {
  const shipped = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  assert.deepEqual(shipped.sort(), [...Object.keys(components), ...Object.keys(notPorted)].sort())
})

for (const [component, view] of Object.entries(components)) {
  const { fixtures } = fixtureFile.parse(JSON.parse(readFileSync(path.join(folder, component, 'fixtures.json'), 'utf8')))
  const skipped = notCovered[component] ?? {}
  test(`${component} gives the same page as the official one, ${fixtures.length - Object.keys(skipped).length} of ${fixtures.length} cases`, () => {
    const names = new Set(fixtures.map((fixture) => fixture.name))
    for (const name of Object.keys(skipped)) assert.ok(names.has(name), `"${name}" is listed as not covered but does not exist any more`)
    const differences: string[] = []
    for (const { name, options, html } of fixtures) {
      // our face has no midline ellipsis
      const expected = outline(html.replaceAll('&ctdot;', '…'))
      const actual = drawn(view, options)
      if (name in skipped) {
        if (actual === expected) differences.push(`"${name}" is listed as not covered, but passes: take it off the list`)
      } else if (actual !== expected) differences.push(`"${name}":\n${firstDifference(expected, actual)}`)
    }
    assert.equal(differences.join('\n\n'), '')
  })
}
