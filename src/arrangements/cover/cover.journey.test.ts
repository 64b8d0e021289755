import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { findCase } from '../../core/cases/index.ts'
import { refreshStaleClocks } from '../../core/visits/index.ts'

const { t, team, at } = await workingDay()
const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Administrator' })

async function fillDay(page: Page, name: 'from' | 'until', date: string): Promise<void> {
  const [year = '', month = '', day = ''] = date.split('-')
  await page.locator(`input[name="${name}-day"]`).fill(day)
  await page.locator(`input[name="${name}-month"]`).fill(month)
  await page.locator(`input[name="${name}-year"]`).fill(year)
}

test('a worker goes on leave: a colleague says yes, reads five lines, has the work in her day, and it ends by itself', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  await team.aCase({ knownAs: 'Robin' })
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  await at(team.worker, async (page) => {
    await page.goto('/leave')
    await page.getByText('No leave is entered').waitFor()
    await page.getByRole('button', { name: 'Enter leave' }).click()
    await fillDay(page, 'from', '2026-11-24')
    await fillDay(page, 'until', '2026-11-23')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The leave ends before it begins').first().waitFor()
    await look(page, 'leave-form')
    await fillDay(page, 'until', '2026-11-27')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Nobody was asked yet').first().waitFor()
    await page.getByLabel('Whom do you ask?').selectOption({ label: 'Nadia Haddad' })
    await page.getByLabel('Robin').uncheck()
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByText('Nadia Haddad was asked and has not answered').waitFor()
    await look(page, 'leave-cover')
    await page.getByRole('link', { name: /Write the five lines.*Kit/ }).click()
    await page.getByLabel('What matters now').fill('He is followed home. If he is not at school by nine, ring his gran.')
    await page.getByLabel('Who is safe to ring').fill('His gran, 01632 960123. Not his mother.')
    await page.getByLabel('What not to do').fill('Do not text him.')
    await look(page, 'handover-form')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Do not text him.').waitFor()
    await look(page, 'case-cover')
  })
  await at(team.otherWorker, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'You are asked to cover' }).click()
    await page.getByText('Wim Janssen asks you to cover 1 case').waitFor()
    assert.equal(await page.getByText('Kit').count(), 0, 'whose case it is stands nowhere before the answer')
    await page.getByLabel('No', { exact: true }).check()
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('Say why not, in a few words').first().waitFor()
    await look(page, 'leave-asked')
    await page.getByLabel('Yes', { exact: true }).check()
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByText('Wim Janssen, ').waitFor()
  })
  await at(team.manager, async (page) => {
    await page.goto('/team')
    await page.getByRole('heading', { name: 'Away with no cover' }).waitFor()
    await look(page, 'team-no-cover')
    await page.goto('/morning')
    await page.getByRole('heading', { name: 'Away with no cover' }).waitFor()
    await look(page, 'morning-no-cover')
  })
  try {
    t.clock.set('2026-11-24T09:00:00Z')
    await at(team.otherWorker, async (page) => {
      await page.goto('/')
      await page.getByText('You cover for Wim Janssen until').waitFor()
      await page.getByText('you cover for Wim Janssen', { exact: false }).first().waitFor()
      await look(page, 'my-work-covering')
      await page.getByRole('link', { name: /handover.*Kit/ }).click()
      await page.getByText('He is followed home.').waitFor()
    })
    t.clock.set('2026-11-28T09:00:00Z')
    await at(team.worker, async (page) => {
      await page.goto('/leave')
      await page.locator('main').getByRole('link', { name: 'Wim Janssen' }).first().click()
      await page.getByRole('link', { name: 'What happened meanwhile' }).click()
      await page.getByRole('heading', { name: 'While Wim Janssen was away' }).waitFor()
      await look(page, 'meanwhile')
    })
    assert.equal(await t.as(team.otherWorker, (tx) => findCase(tx, id)), undefined)
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('a case is offered and taken over; somebody is disabled, and the manager gives on what was left', async () => {
  const id = await team.aCase({ knownAs: 'Merlin' })
  const leaver = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', reportsTo: team.manager, name: 'Lena Gone' })
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${id}/cover`)
    await page.getByRole('button', { name: 'Hand the case over' }).click()
    await page.getByLabel('To whom?').selectOption({ label: 'Lena Gone' })
    await page.getByLabel('Why?').fill('She speaks his language')
    await look(page, 'case-offer')
    await page.getByRole('button', { name: 'Offer it' }).click()
    await page.getByText('Offered to Lena Gone').waitFor()
  })
  await at(leaver, async (page) => {
    await page.goto('/leave')
    await page.getByText('It stays with Wim Janssen until you say yes').waitFor()
    assert.equal(await page.getByText('Merlin').count(), 0)
    await page.getByLabel('Yes', { exact: true }).check()
    await page.getByRole('button', { name: 'Send the answer' }).click()
    await page.getByRole('heading', { name: 'Cover and handover' }).waitFor()
  })
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  await at(administrator, async (page) => {
    await page.goto(`/admin/users/${leaver.userId}/disable`)
    await page.getByText('All of it is with Mara Okafor').waitFor()
    await look(page, 'disable-holds')
    await page.getByRole('button', { name: 'Disable the account' }).click()
  })
  await at(team.manager, async (page) => {
    await page.goto('/notifications')
    await page.getByRole('link', { name: 'Somebody left' }).first().click()
    await page.getByRole('heading', { name: 'What Lena Gone leaves' }).waitFor()
    await look(page, 'leaving')
    await page.getByLabel('Everything to').selectOption({ label: 'Nadia Haddad' })
    await page.getByRole('button', { name: 'Give', exact: true }).click()
    await page.getByText('Everything of theirs is with somebody').waitFor()
    await page.goto('/leaving')
    await look(page, 'leaving-list')
  })
  assert.equal((await t.as(team.manager, (tx) => findCase(tx, id)))?.workerName, 'Nadia Haddad')
})
