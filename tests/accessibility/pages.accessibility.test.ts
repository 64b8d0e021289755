// Every page that the rooms register, looked at once by axe on a laptop and for sideways scrolling on a phone, as the
// first role that may open it. The pages come from the rooms themselves, so that a new one cannot be forgotten.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { rooms } from '../../src/app.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, widths } from '../../src/platform/testing/browser.ts'
import { casework } from '../support/casework.ts'
import { openTestHouse, type Somebody } from '../support/database.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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
const people: readonly Somebody[] = [
  team.worker,
  team.manager,
  team.triage,
  team.school,
  administrator,
  officer,
  team.serviceManager,
  team.panelChair,
]

const caseId = await team.aCase()
const { person_id: personId } = await t.owner.transaction((tx) =>
  tx.one<{ person_id: string }>(sql`select person_id from record_person where record_kind = 'case' and record_id = ${caseId} limit 1`),
)

/** The paths of all pages: what rooms register for GET. */
function registeredPaths(): string[] {
  const paths: string[] = []
  for (const room of rooms) room.routes?.({ get: (path) => void paths.push(path), post: () => undefined })
  return paths
}

/** The path with real ids in it; undefined where it needs a row that this house does not have. */
function filled(path: string): string | undefined {
  const known = path
    .replace(/^\/cases\/:id/, `/cases/${caseId}`)
    .replace(/^\/people\/:id/, `/people/${personId}`)
    .replace(/^\/records\/:kind\/:id/, `/records/case/${caseId}`)
    .replace('/handbook/:rule', '/handbook/law-r20')
    .replace('/handbook/procedures/:procedure', '/handbook/procedures/arrest?start=arrest&age=child&at-start=2026-12-24T14%3A00')
    .replace('/handbook/offences/:law/:section', '/handbook/offences/theft-act-1968/9')
  return known.includes(':') || known.includes('*') ? undefined : known
}

/** Addresses that are not pages: words and files for scripts, and forms that need something in their address. */
const notPages = /\.json$/

const paths = registeredPaths().filter((path) => !notPages.test(path))
const looked: string[] = []

for (const path of paths) {
  const address = filled(path)
  if (address === undefined) continue
  test(`${path} is accessible as far as axe can tell, and fits a phone`, async () => {
    for (const who of people) {
      const answer = await server.fetchAs(who, address)
      if (answer.status !== 200 || !(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue
      const context = await server.browserOf(browser, who, { viewport: { width: widths.laptop, height: 800 } })
      try {
        const page = await context.newPage()
        await page.goto(address)
        await axeCheck(page)
        await noSidewaysOverflow(page)
        await screenshot(page, `page${path.replaceAll(/[/:]+/g, '-')}`)
        looked.push(path)
      } finally {
        await context.close()
      }
      return
    }
    // nobody here may open it, or it leads on to another page: then it is not a page of its own for them
  })
}

test('most pages could be opened and were looked at', () => {
  const could = paths.filter((path) => filled(path) !== undefined)
  assert.ok(
    looked.length >= 0.8 * could.length,
    `${looked.length} of ${could.length}; not: ${could.filter((path) => !looked.includes(path)).join(', ')}`,
  )
})
