import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot } from '../../platform/testing/browser.ts'
import { recordPerson } from '../people/index.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
const browser = await launchBrowser()
after(async () => {
  await browser.close()
  await server.close()
  await t.close()
})

test('at night a duty worker opens somebody by name and birth date, and their own manager reviews it', async () => {
  const lead = await t.somebody({ role: 'socialWorker', agency: 'edt', name: 'Lee North' })
  const night = await t.somebody({ role: 'emergencyDuty', agency: 'edt', name: 'Kit Moran', reportsTo: lead })
  const desk = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage' })
  const concernId = randomUUID()
  await t.owner.transaction((tx) => tx.run(sql`insert into record_team values ('concern', ${concernId}, ${desk.teamId})`))
  const facts = {
    names: [{ kind: 'legal' as const, fullText: 'Asha Begum' }],
    births: [{ certainty: 'full' as const, bornOn: '2010-06-14', basis: 'stated' as const }],
  }
  await t.as(desk, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'concern', id: concernId }, relation: 'subject', facts }, { origin: 'referral' }),
  )

  const context = await server.browserOf(browser, night)
  const page = await context.newPage()
  await page.goto('/break-glass')
  const form = page.locator('form[action="/break-glass/person"]')
  await form.getByLabel('Full name').fill('Asha')
  await form.getByRole('button').click()
  assert.match((await page.locator('.govuk-error-summary').textContent()) ?? '', /first name and the family name[\s\S]*date of birth/)
  await axeCheck(page)
  await page.locator('.govuk-error-summary').getByText('Enter the date of birth').click()
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'born-day')
  await screenshot(page, 'emergency-laptop')
  await page.setViewportSize({ width: 390, height: 844 })
  await noSidewaysOverflow(page)
  await screenshot(page, 'emergency-phone')
  await form.getByLabel('Full name').fill('asha begum')
  for (const [part, value] of Object.entries({ Day: '14', Month: '6', Year: '2010' })) await form.getByLabel(part).fill(value)
  await form.getByLabel('What is happening').fill('The police have her at the station and she says nothing')
  await form.getByRole('button').click()
  await page.getByRole('heading', { name: 'Emergency access until 13:00' }).waitFor()
  assert.equal(await page.locator('h1').textContent(), 'Asha Begum')
  await context.close()

  const leads = await server.browserOf(browser, lead)
  const review = await leads.newPage()
  await review.goto('/')
  await review.getByRole('link', { name: 'Look at an emergency opening' }).first().click()
  await axeCheck(review)
  await screenshot(review, 'emergency-review')
  assert.doesNotMatch((await review.locator('main').textContent()) ?? '', /Begum/)
  await review.getByLabel('It was justified').check()
  await review.getByLabel('What do you conclude?').fill('I rang her at once: right')
  await review.getByRole('button', { name: 'Save the review' }).click()
  assert.match((await review.locator('main').textContent()) ?? '', /It was justified/)
  await leads.close()
})
