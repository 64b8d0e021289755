import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, widths } from '../../platform/testing/browser.ts'
import * as store from './store.ts'

const t = await openTestHouse()
const team = await casework(t)
let server: TestServer
let browser: Browser
before(async () => {
  server = await startTestServer(t)
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await server.close()
  await t.close()
})

async function as(who: Somebody, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await server.browserOf(browser, who, { viewport: { width: widths.laptop, height: 800 } })
  context.setDefaultTimeout(10_000)
  await context.addInitScript('globalThis.__name ??= (named) => named')
  const page = await context.newPage()
  try {
    await work(page)
  } catch (error) {
    await screenshot(page, 'case-failed')
    throw error
  } finally {
    await context.close()
  }
}

/** What can be seen; the text content would have what print hides too. */
function shown(page: Page, selector = 'main'): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: only what is painted counts here
  return page.locator(selector).innerText()
}

/** On a laptop and on a phone, for everybody. */
async function look(page: Page, name: string): Promise<void> {
  await axeCheck(page)
  await noSidewaysOverflow(page)
  await screenshot(page, `case-${name}`)
  await page.setViewportSize({ width: widths.phone, height: 800 })
  await screenshot(page, `case-${name}-phone`)
  await page.setViewportSize({ width: widths.laptop, height: 800 })
}

test('a worker finds her case, writes a note with his own words first, and prints the chronology without the network', async () => {
  const id = await team.aCase({ knownAs: 'Sam' })
  await as(team.worker, async (page) => {
    await page.goto('/cases')
    await look(page, 'list')
    await page.getByRole('link', { name: 'Sam' }).first().click()

    await page.goto(`/cases/${id}/warnings`)
    await page.getByLabel('Kind of warning').selectOption('not_alone')
    await page.getByRole('button', { name: 'Add a warning' }).click()
    await look(page, 'warning-problem')
    await page.getByLabel('What a colleague must do').fill('Visit in twos, never after dark')
    await page.getByLabel('Who said so').fill('Sgt Lane')
    await page.getByRole('button', { name: 'Add a warning' }).click()
    await look(page, 'warnings')

    await page.goto(`/cases/${id}/notes/new`)
    await look(page, 'note-new')
    await page.getByLabel('Their own words').fill('I just want to sleep at home')
    await page.getByLabel('What was seen').fill('He was cold. He said he sold two bags on Friday.')
    await page.getByLabel('What we make of it').fill('It looks like a lifestyle choice')
    await page.getByRole('button', { name: 'Save' }).click()
    await look(page, 'note-warned')
    assert.match(await shown(page, '#seen-error'), /he sold/)
    await page.getByLabel('What was seen').fill('He was cold and had no coat.')
    await page.getByLabel('What we make of it').fill('Somebody decides where he sleeps')
    await page.getByRole('button', { name: 'Save' }).click()
    await look(page, 'notes')

    await page.goto(`/cases/${id}/next-step`)
    await page.getByLabel('What happens next').fill('Meet him at school on Thursday')
    await page.getByRole('button', { name: 'Save' }).click()
    await look(page, 'overview')

    await page.goto(`/cases/${id}/network`)
    await page.getByText('Add a link').first().click()
    await page.getByLabel('What they are called').fill('The man with the white van')
    await page.getByLabel('Link', { exact: true }).selectOption('harmed_by')
    await page.getByLabel('Who said it').fill('Sam')
    await page.getByLabel('Day').fill('20')
    await page.getByLabel('Month').fill('11')
    await page.getByLabel('Year').fill('2026')
    await page.getByRole('button', { name: 'Add a link' }).click()
    await look(page, 'network')
    await page.emulateMedia({ media: 'print' })
    assert.doesNotMatch(await shown(page), /white van/)
    await page.emulateMedia({ media: 'screen' })

    await page.goto(`/cases/${id}/chronology`)
    await look(page, 'chronology')
    await page.goto(`/cases/${id}/chronology/print?k-note=1`)
    const printed = await shown(page)
    assert.match(printed, /Printed by Wim Janssen/)
    assert.match(printed, /sleep at home/)
    assert.doesNotMatch(printed, /white van/)
    await screenshot(page, 'case-print')
    await page.goto(`/cases/${id}/history?on-day=23&on-month=11&on-year=2026`)
    await look(page, 'history')
    await page.goto(`/cases/${id}/tracks`)
    await look(page, 'tracks')
  })
})

test('two write the next step at once: the second sees both and chooses', async () => {
  const id = await team.aCase({ knownAs: 'Robin' })
  await as(team.worker, async (page) => {
    await page.goto(`/cases/${id}/next-step`)
    await t.as(team.manager, (tx) => store.setNextStep(tx, id, 'Ring his aunt', null))
    await page.getByLabel('What happens next').fill('Meet him at school')
    await page.getByRole('button', { name: 'Save' }).click()
    assert.match(await shown(page), /Ring his aunt/)
    assert.equal(await page.getByLabel('What happens next').inputValue(), 'Meet him at school')
    await look(page, 'conflict')
    await page.getByRole('button', { name: 'Save what is in the boxes' }).click()
    assert.match(await shown(page), /Meet him at school/)
  })
})

test('a case closes with its tracks closed and a manager who did not ask, and opens again', async () => {
  const id = await team.aCase({ knownAs: 'Ali' })
  await as(team.worker, async (page) => {
    await page.goto(`/cases/${id}/closing`)
    await look(page, 'closing-track-open')
    await page.getByRole('link', { name: 'Go to tracks' }).click()
    await page.getByText('Close this track').first().click()
    await page.getByLabel('Why it closes').fill('The plan worked')
    await page.getByRole('button', { name: 'Close this track' }).click()
    await page.goto(`/cases/${id}/closing`)
    await page.getByRole('button', { name: 'Ask a manager' }).click()
    await look(page, 'closing-problems')
    await page.getByLabel('They are safer').check()
    await page.getByLabel('What has changed').fill('Home every night for three months')
    await page.getByLabel('What would make us open it again').fill('A night away from home')
    await page.getByRole('button', { name: 'Ask a manager' }).click()
    assert.match(await shown(page), /waits for a manager/)
  })
  await as(team.manager, async (page) => {
    await page.goto(`/cases/${id}/closing`)
    await look(page, 'closing-decide')
    await page.getByLabel('Close it').check()
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.goto(`/cases/${id}/closing`)
    await page.getByLabel('What has happened?').fill('Away two nights')
    await page.getByRole('button', { name: 'Open the case again' }).click()
    assert.equal((await t.as(team.worker, (tx) => store.findCase(tx, id)))?.state, 'open')
  })
})

test('a manager gives a waiting case to a worker; an invited school sees the headline page and no other', async () => {
  const id = await team.aCase({ knownAs: 'Kim' })
  await team.invite(id, team.school)
  await as(team.manager, async (page) => {
    await page.goto(`/cases/${id}/allocate`)
    await look(page, 'allocate')
    await page.getByLabel('Nadia Haddad').check()
    await page.getByLabel('Why this worker').fill('Wim is away')
    await page.getByRole('button', { name: 'Give the case' }).click()
    assert.match(await shown(page), /Nadia Haddad/)
  })
  await as(team.school, async (page) => {
    await page.goto(`/cases/${id}`)
    await look(page, 'school')
    for (const part of ['notes', 'network', 'tracks', 'closing', 'allocate', 'next-step', 'notes/new']) {
      assert.equal((await page.goto(`/cases/${id}/${part}`))?.status(), 404, part)
    }
  })
  const reads = await t.owner.transaction((tx) => tx.many(sql`select 1 from audit_entry where event = 'case.read' and case_id = ${id}`))
  assert.ok(reads.length >= 2, 'each page that was read is in the audit')
})
