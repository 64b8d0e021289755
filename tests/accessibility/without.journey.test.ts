// Lapwing for those whose script did not load, who use no mouse, or who read at 400%: a laptop's 1280 by 1024 pixels are
// 320 by 256 then.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { sql } from '../../src/platform/db/sql.ts'
import { launchBrowser } from '../../src/platform/testing/browser.ts'
import { casework } from '../support/casework.ts'
import { openTestHouse, type Somebody } from '../support/database.ts'
import { at, fillMoment } from '../support/looking.ts'
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

/** Somebody at 320 pixels whose script did not load. */
async function plainly(who: Somebody, body: (page: Page) => Promise<void>): Promise<void> {
  const context = await server.browserOf(browser, who, { viewport: { width: 320, height: 256 }, javaScriptEnabled: false })
  context.setDefaultTimeout(10_000)
  try {
    const page = await context.newPage()
    await body(page)
    await fits(page)
  } finally {
    await context.close()
  }
}

/** Nothing has to be pushed sideways to be read. */
async function fits(page: Page): Promise<void> {
  const needed = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(needed <= 320, `${page.url()} is ${needed} px wide in a window of 320`)
}

test('from a worry to a visit, without script, in a window of 320 pixels', async () => {
  await plainly(team.school, async (page) => {
    await page.goto('/concerns/minute')
    await page.getByLabel('Who is it about?').fill('Sam Reed')
    await page.getByLabel('What are you worried about?').fill('He is driven away after school by men we do not know')
    await page.getByLabel('How can we reach you today?').fill('01632 960 000')
    await fits(page)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Your reference is').waitFor()
  })
  const { id: concern } = await t.owner.transaction((tx) => tx.one<{ id: string }>(sql`select id from concern`))
  await plainly(team.triage, async (page) => {
    await page.goto('/triage')
    await fits(page)
    await page.goto(`/triage/${concern}`)
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('You have it in hand.').waitFor()
    await fits(page)
    await page.goto(`/triage/${concern}/decide/open_case`)
    await page.getByLabel('Which team works with them?').selectOption(team.teamId)
    await page.getByLabel('Why do you decide this?').fill('Driven away by men; the school is worried.')
    const acting = page.getByLabel(/are acting on it/)
    if ((await acting.count()) > 0) await acting.check()
    await page.getByLabel('Now', { exact: true }).check()
    await page.getByLabel(/cannot warn anybody/).check()
    await fits(page)
    await page.getByRole('button', { name: 'Open the case' }).click()
    await page.getByText('The case is open.').waitFor()
  })
  const { id: caseId } = await t.owner.transaction((tx) => tx.one<{ id: string }>(sql`select id from case_file`))
  await plainly(team.manager, async (page) => {
    await page.goto(`/cases/${caseId}/allocate`)
    await page.getByLabel('Wim Janssen').check()
    await page.getByLabel('Why this worker').fill('Knows the school, and has room')
    await fits(page)
    await page.getByRole('button', { name: 'Give the case' }).click()
    await page.getByText('Wim Janssen').first().waitFor()
  })
  await plainly(team.worker, async (page) => {
    await page.goto('/')
    await fits(page)
    await page.goto(`/cases/${caseId}/visits/new`)
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('There is a problem').first().waitFor()
    await page.getByLabel('Seen, and spoken to alone').check()
    await fillMoment(page, '2026-11-23', '08:30')
    await page.getByLabel('What did they say, in their own words?').fill('I want to go to training without looking over my shoulder')
    await fits(page)
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('I want to go to training').first().waitFor()
  })
})

test('at 400% the main pages are read without pushing them sideways', async () => {
  const caseId = await team.aCase({ knownAs: 'Bartholomew-Alexander' })
  const sections = ['', '/risk', '/visits', '/plan', '/notes', '/chronology', '/documents', '/network', '/circle', '/tracks', '/history']
  const pages: readonly (readonly [Somebody, readonly string[]])[] = [
    [team.worker, ['/', '/cases', '/missing', '/notifications', '/account', ...sections.map((part) => `/cases/${caseId}${part}`)]],
    [team.manager, ['/', '/team', '/triage', '/looks', '/break-glass', '/handbook', '/guide', '/guide/words']],
    [team.school, ['/', '/concerns/new', '/concerns/mine']],
  ]
  for (const [who, paths] of pages) {
    await plainly(who, async (page) => {
      for (const path of paths) {
        const answer = await page.goto(path)
        assert.equal(answer?.status(), 200, path)
        await fits(page)
      }
    })
  }
})

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
const isIn = (page: Page, selector: string) => page.evaluate((within) => document.activeElement?.closest(within) !== null, selector)

/** Goes on with the Tab key until `there` holds; fails when the focus cannot be seen on the way. */
async function tabTo(page: Page, there: () => Promise<boolean>): Promise<void> {
  for (let keys = 0; keys < 40; keys++) {
    if (await there()) return
    await page.keyboard.press('Tab')
    const isSeen = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return true
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      return outlineStyle !== 'none' || boxShadow !== 'none'
    })
    assert.ok(isSeen, `the focus on "${await focused(page)}" cannot be seen`)
  }
  assert.fail(`not reached in 40 keys, the focus is on "${await focused(page)}"`)
}

test('a concern is sent with the keyboard alone, and the problems are where the focus goes', async () => {
  await at(server, browser, team.school, async (page) => {
    await page.goto('/concerns/minute')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Skip to main content')
    const place = await page.locator('.govuk-skip-link').boundingBox()
    assert.ok(place !== null && place.height > 20 && place.y >= 0, 'the skip link is seen once it has the focus')
    await page.keyboard.press('Enter')
    assert.ok(await isIn(page, 'main'), 'the skip link leads to the page itself')
    await tabTo(page, async () => (await focused(page)) === 'Send')
    await page.keyboard.press('Enter')
    await page.locator('.govuk-error-summary').waitFor()
    assert.ok(await isIn(page, '.govuk-error-summary'), 'the focus is on what is wrong')
    await tabTo(page, () => isIn(page, '.govuk-error-summary a'))
    await page.keyboard.press('Enter')
    assert.ok(await isIn(page, 'input, textarea'), 'a problem leads to its box')
    await page.getByLabel('What are you worried about?').focus()
    await page.keyboard.type('She owes somebody money and is afraid')
    await page.getByLabel('How can we reach you today?').focus()
    await page.keyboard.type('01632 960 000')
    await tabTo(page, async () => (await focused(page)) === 'Send')
    await page.keyboard.press('Enter')
    await page.getByText('Your reference is').waitFor()
  })
})
