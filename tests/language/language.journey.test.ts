// Every page that the rooms register, read in a language that nobody speaks: what is still English there is either what
// somebody typed, reference data, or a text that no translation would reach. And pages run from right to left.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseHTML } from 'linkedom'
import type { Browser } from 'playwright-core'
import { h } from 'preact'
import { rooms } from '../../src/app.ts'
import { languageCookie } from '../../src/core/house/server.ts'
import { frameOf } from '../../src/core/pages/index.ts'
import { identifier, sql } from '../../src/platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, recordProblems, screenshot, widths } from '../../src/platform/testing/browser.ts'
import { english } from '../../src/platform/texts/language.ts'
import { mirrored, stretched } from '../../src/platform/texts/pseudo.ts'
import { casework } from '../support/casework.ts'
import { openTestHouse, type Somebody } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { referenceTexts } from '../words/sources.ts'

const house = fileURLToPath(new URL('../../', import.meta.url))
const t = await openTestHouse()
let server: TestServer
let browser: Browser
before(async () => {
  server = await startTestServer(t)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server?.close()
  await t.close()
})

const team = await casework(t)
const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Administrator' })
const officer = await t.somebody({ role: 'dataProtectionOfficer', name: 'Dina Officer' })
const people: readonly Somebody[] = [team.worker, team.manager, team.triage, team.school, administrator, officer, team.serviceManager]
const caseId = await team.aCase()
const { person_id: personId } = await t.owner.transaction((tx) =>
  tx.one<{ person_id: string }>(sql`select person_id from record_person where record_kind = 'case' and record_id = ${caseId} limit 1`),
)

const paths: string[] = []
for (const room of rooms) room.routes?.({ get: (path) => void paths.push(path), post: () => undefined })
/** The path with real ids in it; undefined where it needs a row that this house does not have, or is no page to translate. */
function filled(path: string): string | undefined {
  if (path.startsWith('/handbook') || path.endsWith('.json')) return undefined // the law is quoted in the language it is in
  const known = path
    .replace(/^\/cases\/:id/, `/cases/${caseId}`)
    .replace(/^\/people\/:id/, `/people/${personId}`)
    .replace(/^\/records\/:kind\/:id/, `/records/case/${caseId}`)
  return known.includes(':') || known.includes('*') ? undefined : known
}

/** Everything that a person sees or hears: texts, labels of columns, names of parts, buttons; not what scripts keep. */
function said(html: string): string[] {
  const { document } = parseHTML(html)
  for (const hidden of document.querySelectorAll('script, style, kbd, .lw-key, .govuk-language-navigation')) hidden.remove()
  const found: string[] = [document.title]
  for (const element of document.querySelectorAll('*')) {
    for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'data-label']) found.push(element.getAttribute(name) ?? '')
    if (element.localName === 'input' && ['submit', 'button'].includes(element.getAttribute('type') ?? ''))
      found.push(element.getAttribute('value') ?? '')
    for (const child of element.childNodes) if (child.nodeType === 3) found.push(child.textContent ?? '')
  }
  return found.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '')
}

/** What people typed and what reference data says: every text in the database and in its files, the longest first. */
async function data(): Promise<string[]> {
  const rows = await t.owner.transaction(async (tx) => {
    const columns = await tx.many<{ table: string; column: string }>(sql`
      select table_name as "table", column_name as "column" from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'character varying')`)
    const found: string[] = []
    for (const { table, column } of columns) {
      const from = sql`select distinct ${identifier(column)} as value from ${identifier(table)} where ${identifier(column)} is not null`
      found.push(...(await tx.many<{ value: string }>(from)).map(({ value }) => value))
    }
    return found
  })
  const reference = referenceTexts(house).map(({ text }) => text)
  const timeZones = ['GMT', 'BST']
  return [...new Set([...rows, ...reference, ...timeZones])].filter((text) => /\p{L}/u.test(text)).sort((a, b) => b.length - a.length)
}

/** What is left of a text when data is taken out of it: no plain letter may be. */
function left(text: string, values: readonly string[]): string {
  let rest = text
  for (const value of values) if (rest.includes(value)) rest = rest.replaceAll(value, ' ')
  return rest
}

/** The page as the first of these people who may open it reads it. */
async function read(address: string): Promise<string | undefined> {
  for (const who of people) {
    const answer = await server.fetchAs(who, address, undefined, mirrored.tag)
    if (answer.status === 200 && (answer.headers.get('content-type') ?? '').startsWith('text/html')) return answer.text()
  }
  return undefined
}

test('no page says anything that a translation would not reach', async () => {
  const values = await data()
  const leaks: string[] = []
  let pages = 0
  for (const path of ['/sign-in', '/forgotten', ...paths]) {
    const address = filled(path)
    const html = address === undefined ? undefined : await read(address)
    if (html === undefined) continue
    pages++
    assert.match(html, /<html lang="ar-XB" dir="rtl"/, path)
    for (const text of said(html)) if (/[A-Za-z]{2}/.test(left(text, values))) leaks.push(`${path}: ${text}`)
  }
  assert.ok(pages > 40, `only ${pages} pages could be read`)
  assert.deepEqual(leaks, [])
})

const manyPeopleUse: readonly (readonly [who: Somebody, address: string])[] = [
  [team.worker, '/'],
  [team.worker, `/cases/${caseId}`],
  [team.manager, '/team'],
  [team.triage, '/triage'],
]

for (const language of [stretched, mirrored]) {
  test(`with texts 40% longer, running ${language.dir === 'rtl' ? 'from right to left' : 'from left to right'}, pages stay whole`, async () => {
    for (const [who, address] of manyPeopleUse) {
      const context = await server.browserOf(browser, who, { viewport: { width: widths.laptop, height: 800 } })
      const problems = recordProblems(context, server.baseUrl)
      try {
        await context.addCookies([{ name: languageCookie, value: language.tag, url: server.baseUrl }])
        const page = await context.newPage()
        await page.goto(address)
        const logo = await page.locator('.lw-wordmark').boundingBox()
        assert.equal((logo?.x ?? 0) > widths.laptop / 2, language.dir === 'rtl', `${address}: the mark stands where reading begins`)
        if (address === '/') await axeCheck(page)
        await noSidewaysOverflow(page)
        await screenshot(page, `${language.tag}${address.replace(caseId, 'case').replaceAll('/', '-')}`)
        assert.deepEqual(problems, [])
      } finally {
        await context.close()
      }
    }
  })
}

test('one link changes the language, and stays on the page; what scripts say follows', async () => {
  const context = await browser.newContext({ baseURL: server.baseUrl })
  try {
    const page = await context.newPage()
    await page.goto('/sign-in')
    await page.getByRole('link', { name: mirrored.name }).click()
    assert.equal(new URL(page.url()).pathname, '/sign-in')
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
    const toggle = page.locator('.govuk-js-password-input-toggle')
    await toggle.click()
    assert.equal(await toggle.textContent(), mirrored.translated('Hide'))
    assert.equal(await toggle.getAttribute('aria-label'), mirrored.translated('Hide password'))
    await page.getByRole('link', { name: english.name }).click()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB')
  } finally {
    await context.close()
  }
})

test('the way back never leads to another host', async () => {
  for (const from of [
    'https://elsewhere.example.org/a',
    `${server.baseUrl}//elsewhere.example.org`,
    'nonsense',
    `${server.baseUrl}/language/x`,
  ]) {
    const answer = await fetch(`${server.baseUrl}/language/${mirrored.tag}`, { redirect: 'manual', headers: { referer: from } })
    assert.equal(answer.headers.get('location'), '/', from)
  }
})

test('where one language is offered there is nothing to choose', () => {
  const { plain } = frameOf({
    assets: { folder: '', names: [], asset: (name) => name },
    mode: 'real',
    clock: t.clock,
    navigation: [],
    languages: [english],
    signIn: () => assert.fail(),
    confirm: () => assert.fail(),
  })
  assert.doesNotMatch(plain('Page', h('p', null)), /language-navigation/)
})
