import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Casework, casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, widths } from '../../platform/testing/browser.ts'
import { addNote } from '../cases/index.ts'
import { insertVisit, planVisit, refreshStaleClocks, refreshVisitClock, tellOfMissedVisits } from '../visits/index.ts'
import { putTask } from '../work/index.ts'

const t = await openTestHouse()
let server: TestServer
let browser: Browser
let team: Casework
before(async () => {
  server = await startTestServer(t)
  browser = await launchBrowser()
  team = await casework(t)
  await aWeekOfWork()
})
after(async () => {
  await browser.close()
  await server.close()
  await t.close()
})

/** Six children over two weeks: seen, not seen, planned, waiting, with notes by others and things due soon and later. */
async function aWeekOfWork(): Promise<void> {
  const names = ['Kestrel', 'Wren', 'Plover', 'Teal', 'Dunlin', 'Curlew']
  const ids: string[] = []
  for (const knownAs of names) ids.push(await team.aCase({ knownAs }))
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  const [kestrel = '', wren = '', plover = '', , dunlin = '', curlew = ''] = ids
  t.clock.set('2026-11-24T15:00:00Z')
  for (const caseId of [wren, plover]) {
    await t.as(team.worker, async (tx) => {
      await insertVisit(tx, {
        caseId,
        plannedId: null,
        outcome: 'seen',
        on: '2026-11-24',
        at: null,
        place: 'home',
        visitorPostId: team.worker.postId,
        overtime: 'no',
        ownWords: '',
        seen: '',
        next: '',
      })
      await refreshVisitClock(tx, t.house.reference, caseId, 'seen')
    })
  }
  t.clock.set('2026-11-30T09:00:00Z')
  await team.asJobs((tx) => tellOfMissedVisits(tx, t.house))
  const clock = {
    rule: 'law R63',
    basis: 'local',
    mark: 'L',
    version: '2026-11',
    source: 'docs/handbook/law.md section 5',
    verified: false,
  }
  const owed = (id: string, kind: string, due: string) =>
    t.as(team.worker, (tx) =>
      putTask(tx, { record: { kind: 'case', id }, kind, ownerPostId: team.worker.postId, dueAt: new Date(due), clock }),
    )
  await owed(dunlin, 'risk.review', '2026-11-30T23:59:00Z')
  await owed(kestrel, 'risk.pnc_recheck', '2026-12-18T23:59:00Z')
  await t.as(team.worker, (tx) =>
    planVisit(tx, { caseId: kestrel, at: new Date('2026-11-30T15:30:00Z'), place: 'home', visitorPostId: team.worker.postId }),
  )
  await t.as(team.manager, (tx) =>
    addNote(tx, wren, { on: '2026-11-29', time: null }, { ownWords: 'I am fine', seen: '', analysis: '', next: '' }),
  )
  await t.owner.transaction((tx) =>
    tx.run(
      sql`update case_file set allocated_post_id = null, allocated_at = null, waiting_since = '2026-11-26T10:00:00Z' where id = ${curlew}`,
    ),
  )
}

/** Opens a page as somebody, looks at it on a laptop and a phone, and lets `then` go on with it. */
async function look(who: Somebody, path: string, name: string, then: (page: Page) => Promise<void> = async () => undefined): Promise<void> {
  const context = await server.browserOf(browser, who, { viewport: { width: widths.laptop, height: 800 } })
  await context.addInitScript('globalThis.__name ??= (named) => named')
  try {
    const page = await context.newPage()
    await page.goto(path)
    await page.evaluate(() => document.fonts.ready)
    await screenshot(page, `${name}-1280`)
    await axeCheck(page)
    await page.setViewportSize({ width: widths.phone, height: 800 })
    await screenshot(page, `${name}-375`)
    await axeCheck(page)
    await noSidewaysOverflow(page)
    await page.setViewportSize({ width: widths.laptop, height: 800 })
    await then(page)
  } finally {
    await context.close()
  }
}

test('a worker begins the day: what is overdue stands first, and leads to the case', () =>
  look(team.worker, '/', 'work-worker', async (page) => {
    assert.equal(
      await page
        .locator('h1')
        .textContent()
        .then((text) => text?.includes('My work today')),
      true,
    )
    const headings = await page.locator('.lw-desk__main h2').allTextContents()
    assert.equal(headings[0], 'Who you have not seen in time')
    await page.locator('#unseen a').first().click()
    assert.match(page.url(), /\/cases\//)
  }))

test('a manager sees how the team stands, on paper too', () =>
  look(team.manager, '/team', 'team-manager', async (page) => {
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('.govuk-service-navigation').isVisible(), false)
    assert.equal(await page.locator('#load').isVisible(), true)
    await screenshot(page, 'team-manager-print')
  }))

test('what one worker’s cases take', () => look(team.manager, `/team/workers/${team.worker.postId}`, 'team-worker'))
test('a manager’s own page', () => look(team.manager, '/', 'work-manager'))
test('a school that has sent nothing is told what it can do', () => look(team.school, '/', 'work-school'))
test('somebody at the triage desk', () => look(team.triage, '/', 'work-triage'))

test('a notification is read and gone from the count', () =>
  look(team.manager, '/notifications', 'notifications', async (page) => {
    assert.ok((await page.locator('.lw-notices__item--new').count()) > 0)
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    assert.equal(await page.locator('.lw-notices__item--new').count(), 0)
    assert.equal(await page.locator('.lw-badge').count(), 0)
  }))

test('the guide, a role’s page, and the words', async () => {
  await look(team.worker, '/guide', 'guide')
  await look(team.worker, '/guide/exploitationManager', 'guide-manager')
  await look(team.worker, '/guide/words', 'guide-words')
})

test('how somebody likes to work is kept', () =>
  look(team.worker, '/account/preferences', 'preferences', async (page) => {
    await page.getByLabel('Use keyboard shortcuts').uncheck()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    assert.equal(await page.getByLabel('Use keyboard shortcuts').isChecked(), false)
    assert.equal(await page.locator('body').getAttribute('data-shortcuts'), 'off')
  }))
