import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { at, fillMoment, look } from '../../../tests/support/looking.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { launchBrowser } from '../../platform/testing/browser.ts'
import { refreshStaleClocks } from './clock.ts'

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

test('a worker records an attempt and then that he was seen, with what he said first; the next date follows', async () => {
  const id = await team.aCase()
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/visits`)
    await page.getByText('To be seen by Wed 25 November 2026').waitFor()
    await look(page, 'visits-none-yet')
    await page.getByRole('button', { name: 'Record a visit' }).click()
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await look(page, 'visits-form-problem')

    await page.getByLabel('Nobody home').check()
    await fillMoment(page, '2026-11-24', '16:00')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('That is still to come').first().waitFor()
    await fillMoment(page, '2026-11-23', '8:15')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('1 attempt since then').waitFor()

    await page.getByRole('button', { name: 'Record a visit' }).click()
    await page.getByLabel('Seen, and spoken to alone').check()
    await fillMoment(page, '2026-11-23', '08:45')
    await page.getByLabel('What did they say, in their own words?').fill('I want to sleep at home again')
    await page.getByLabel('What did you see?').fill('He told me that he sold drugs for them')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('reads like an account').first().waitFor()
    await look(page, 'visits-form-account')
    await page.getByLabel('What did you see?').fill('A cut on his hand, and no coat')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('To be seen by Mon 30 November 2026').waitFor()
    await page.getByText('I want to sleep at home again').waitFor()
    await look(page, 'visits-seen')
    await page.goto(`/cases/${id}/chronology`)
    await page.getByText('Seen, and spoken to alone').first().waitFor()
    await page.goto(`/cases/${id}`)
    await page.getByRole('heading', { name: 'Seeing them' }).waitFor()
    await page.getByText('I want to sleep at home again').waitFor()
    await look(page, 'case-overview-visits')
  })
})

test('a worker records that he is missing, back, and what he said afterwards', async () => {
  const id = await team.aCase()
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/missing`)
    await page.getByRole('button', { name: 'Record that they are missing' }).click()
    await page.getByLabel('Since what time?').fill('07:30')
    await page.getByLabel('yes').check()
    await look(page, 'missing-form')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Missing since Mon 23 November 2026').first().waitFor()
    await look(page, 'missing-now')
    await page.goto('/missing')
    await look(page, 'missing-list')
    await page.goto(`/cases/${id}/visits`)
    await page.getByText('The date of the visit does not pause').waitFor()
    await page.goto(`/cases/${id}/missing`)
    await page.getByRole('button', { name: 'They are back' }).click()
    await page.getByLabel('No, but it was not before this time').check()
    await page.getByLabel('At what time?').fill('08:40')
    await page.getByLabel('found by their family').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('at the latest').first().waitFor()
    await page.getByRole('link', { name: /Record the return interview/ }).click()
    await look(page, 'missing-interview-form')
    await page.getByLabel('Held: they talked').check()
    await page.getByLabel('Who asked them?').fill('Jo Reed, return interviews')
    await page.getByLabel('What did they say, in their own words?').fill('I did not know how to get home')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The return interview was held').waitFor()
    await look(page, 'missing-interview-held')
  })
})
