import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { at, look } from '../../../tests/support/looking.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { launchBrowser } from '../../platform/testing/browser.ts'

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

/** Fills one of the dates of a page, by the words above it. */
async function fillDay(page: Page, legend: string | RegExp, date: string): Promise<void> {
  const group = page.getByRole('group', { name: legend })
  const [year = '', month = '', day = ''] = date.split('-')
  await group.getByLabel('Day', { exact: true }).fill(String(Number(day)))
  await group.getByLabel('Month', { exact: true }).fill(String(Number(month)))
  await group.getByLabel('Year', { exact: true }).fill(year)
}

test('an action gets an owner and a day, stands in the owner’s work, and is done', async () => {
  const id = await team.aCase({ knownAs: 'Kestrel' })
  await at(server, browser, team.manager, async (page) => {
    await page.goto(`/cases/${id}/plan`)
    await look(page, 'plan-none-yet')
    await page.getByRole('button', { name: 'Write the plan' }).click()
    await page.getByLabel('What are we worried about?').fill('He is driven to other towns and comes back afraid')
    await page.getByLabel('What works well?').fill('He trusts his coach')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('He trusts his coach').waitFor()

    await page.getByRole('button', { name: 'Add an action' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await look(page, 'plan-action-problem')
    await page.getByLabel('What is to be done?').fill('Ask the school for a safe way in')
    await page.getByLabel('Who does it?').selectOption({ label: 'Wim Janssen, Exploitation worker' })
    await fillDay(page, 'By what day?', '2026-11-27')
    await page.getByLabel('They asked for it themselves').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('in 4 days').waitFor()
    await look(page, 'plan-with-action')
  })
  await at(server, browser, team.worker, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: /Do what the plan asks of you.*Kestrel/ }).click()
    await page.getByRole('link', { name: /Done, or not needed/ }).click()
    await look(page, 'plan-action-end')
    await page.getByLabel('It is done').check()
    await page.getByLabel('How, or why not?').fill('The side door is open at nine')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Done on Mon 23 November 2026').waitFor()
    await page.goto('/')
    assert.equal(await page.getByRole('link', { name: /Do what the plan asks of you/ }).count(), 0)
    await page.goto(`/cases/${id}/chronology`)
    await page.getByText('Done: Ask the school for a safe way in').waitFor()
  })
})

test('a service is asked, accepts, meets him and ends; it is in place only once they have met, and the manager sees who waits', async () => {
  const id = await team.aCase({ knownAs: 'Plover' })
  const change = async (page: Page) => {
    await page.goto(`/cases/${id}/plan`)
    await page.getByRole('link', { name: /Change.*Mentoring/ }).click()
  }
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/plan`)
    await page.getByRole('button', { name: 'Add a service' }).click()
    await page.getByLabel('Which service?').fill('Mentoring')
    await fillDay(page, /asked for/, '2026-11-02')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Asked for, waiting for 21 days').waitFor()

    await change(page)
    await page.getByLabel('Yes', { exact: true }).check()
    await fillDay(page, /did they answer/, '2026-11-16')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Accepted, not met yet, waiting for 21 days').waitFor()
    assert.equal(await page.getByText(/^In place/).count(), 0)
    await look(page, 'plan-service-accepted')
  })
  await at(server, browser, team.manager, async (page) => {
    await page.goto('/team')
    const row = page.locator('#services').getByRole('row', { name: /Mentoring/ })
    await row.getByText('21 days, accepted, not met yet').waitFor()
    await look(page, 'team-services')
  })
  await at(server, browser, team.worker, async (page) => {
    await change(page)
    await fillDay(page, /first meet them/, '2026-11-20')
    await look(page, 'plan-service-form')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('In place; they waited 18 days').waitFor()
    await change(page)
    await fillDay(page, /did it end/, '2026-11-23')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Say why it ended').first().waitFor()
    await page.getByLabel('Why did it end?').fill('He said it was enough')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Ended', { exact: true }).waitFor()
  })
  await at(server, browser, team.manager, async (page) => {
    await page.goto('/team')
    await page.getByText('Nobody of this team waits for a service.').waitFor()
  })
})

test('what supervision decided is kept with whom, and the next one is owed', async () => {
  const id = await team.aCase({ knownAs: 'Teal' })
  await at(server, browser, team.manager, async (page) => {
    await page.goto(`/cases/${id}/plan`)
    await page.getByRole('button', { name: 'Record supervision' }).click()
    await fillDay(page, 'When was it?', '2026-11-20')
    await page.getByLabel('With whom?').selectOption({ label: 'Wim Janssen, Exploitation worker' })
    await page.getByLabel('What was decided, and why?').fill('Go on seeing him weekly, and ask for mentoring')
    await fillDay(page, 'When is the next one?', '2026-11-18')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Check the day').first().waitFor()
    await look(page, 'supervision-problem')
    await fillDay(page, 'When is the next one?', '2026-12-18')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Go on seeing him weekly, and ask for mentoring').waitFor()
    await look(page, 'supervision-recorded')
  })
  await at(server, browser, team.worker, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: /Talk about this case in supervision.*Teal/ }).waitFor()
    await page.goto(`/cases/${id}/chronology`)
    await page.getByText('Go on seeing him weekly').waitFor()
  })
})
