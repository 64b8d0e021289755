import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { look } from '../../../tests/support/looking.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { launchBrowser, widths } from '../../platform/testing/browser.ts'
import { visitsOf } from './store.ts'

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

test('on a phone without a connection a visit is kept, unreadable on the device, and sent once when there is one again', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  const context = await server.browserOf(browser, team.worker, { viewport: { width: widths.phone, height: 800 } })
  try {
    const page = await context.newPage()
    await page.goto(`/cases/${id}/visits/new`)
    await page.waitForFunction(
      () => document.querySelector('form[data-owner]') !== null && document.querySelector('form[data-device-key]') === null,
    )
    await context.setOffline(true)
    await page.locator('input[name="outcome"][value="seen"]').check()
    await page.getByLabel('At what time?').fill('08:30')
    await page.locator('textarea[name="ownWords"]').fill('I walked the dog')
    await page.getByRole('button', { name: 'Save', exact: false }).last().click()
    await page.getByText('Kept on this device.').waitFor()
    assert.equal(await page.locator('textarea[name="ownWords"]').inputValue(), '')
    await look(page, 'visit-kept-offline')
    const stored = await page.evaluate(
      () =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open('lapwing', 1)
          opening.onerror = () => reject(opening.error)
          opening.onsuccess = () => {
            const reading = opening.result.transaction('visits').objectStore('visits').getAll()
            reading.onsuccess = () =>
              resolve(reading.result.map((one) => `${JSON.stringify(one)}${new TextDecoder().decode(one.data)}`).join(' '))
          }
        }),
    )
    assert.ok(
      stored.length > 100 && !stored.includes('dog') && !stored.includes('seen'),
      'nothing that was typed can be read on the device',
    )
    await context.setOffline(false)
    await page.locator('[data-kept-visits]').waitFor({ state: 'detached' })
    await page.goto(`/cases/${id}/visits`)
    await page.getByText('I walked the dog').first().waitFor()
    assert.equal((await t.as(team.worker, (tx) => visitsOf(tx, id))).length, 1)
    // with a connection the form goes its usual way, and nothing stays on the device
    await page.goto(`/cases/${id}/visits/new`)
    await page.locator('input[name="outcome"][value="phone_or_video"]').check()
    await page.getByLabel('At what time?').fill('08:45')
    await page.getByRole('button', { name: 'Save', exact: false }).last().click()
    await page.waitForURL(`**/cases/${id}/visits`)
    await page.waitForFunction(
      () =>
        new Promise<boolean>((resolve) => {
          const opening = indexedDB.open('lapwing', 1)
          opening.onsuccess = () => {
            const counting = opening.result.transaction('visits').objectStore('visits').count()
            counting.onsuccess = () => resolve(counting.result === 0)
          }
        }),
    )
    assert.equal((await t.as(team.worker, (tx) => visitsOf(tx, id))).length, 2)
  } finally {
    await context.close()
  }
})
