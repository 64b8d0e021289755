import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { launchBrowser, screenshot } from '../../platform/testing/browser.ts'

test('on paper a page says whose copy it is and when it was made, and leaves out what only works on a screen', async (context) => {
  const t = await openTestHouse()
  context.after(() => t.close())
  const team = await casework(t)
  const caseId = await team.aCase()
  const server = await startTestServer(t)
  context.after(() => server.close())
  const browser = await launchBrowser()
  context.after(() => browser.close())
  // A4 without its margins, in CSS pixels
  const session = await server.browserOf(browser, team.manager, { viewport: { width: 720, height: 1000 } })
  const page = await session.newPage()
  for (const path of ['/', '/team', `/cases/${caseId}`, `/cases/${caseId}/risk`, `/cases/${caseId}/plan`, `/cases/${caseId}/network`]) {
    await page.goto(path)
    const line = page.locator('.lw-printed')
    assert.equal(await line.isVisible(), false, `${path}: not on the screen`)
    await page.emulateMedia({ media: 'print' })
    assert.match((await line.textContent()) ?? '', /^Printed by Mara Okafor, .* on Mon 23 November 2026 at 09:00 GMT\./, path)
    assert.equal(await line.isVisible(), true, path)
    for (const screenOnly of ['.govuk-service-navigation', '.lw-subnav', '.govuk-footer', '.lw-user-menu', '.lw-network']) {
      for (const part of await page.locator(screenOnly).all()) assert.equal(await part.isVisible(), false, `${path}: ${screenOnly}`)
    }
    const [needed, offered] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
    assert.ok((needed ?? 0) <= (offered ?? 0), `${path}: ${needed} px wide on paper of ${offered} px`)
    await screenshot(page, `print${path.replace(caseId, 'case').replaceAll('/', '-')}`)
    await page.emulateMedia({ media: 'screen' })
  }
})
