import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'

const { t, at } = await workingDay()
const admin = await t.somebody({ role: 'systemAdministrator', agency: 'it', name: 'Ada Admin' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const desk = await t.somebody({ role: 'triageWorker', team: 'triage', teamKind: 'triage', name: 'Tess Desk' })

const goOn = (page: Page) => page.getByRole('button', { name: 'Continue' }).last().click()

async function draftToQuestions(page: Page): Promise<void> {
  await page.goto('/concerns/new')
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByLabel('A child who may be at risk').check()
  await page.getByLabel('How to reach you').fill('01632 960 000')
  await goOn(page)
  await page.getByLabel('Name', { exact: true }).fill('Kit Moss')
  await goOn(page)
  await page.getByLabel('What have you seen or heard?').fill('A man waits for him at the gate')
  await goOn(page)
  await page.locator('[name=danger][value=no]').check()
  await goOn(page)
  await page.locator('[name=agreement][value=agreed]').check()
  await goOn(page)
  await page.getByRole('heading', { name: 'A few more questions' }).waitFor()
}

test('an administrator adds a question, a referrer answers it, it changes while the draft is open, and the desk reads what was said', async () => {
  let question = ''
  await at(admin, async (page) => {
    await page.goto('/questions')
    await page.getByRole('heading', { name: 'No questions of your own yet' }).waitFor()
    await look(page, 'questions-empty')
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.getByLabel('With a concern: A child who may be at risk').check()
    await page.getByLabel('What will you do with the answer?').fill('The transport team puts a warden on that line')
    await page.getByLabel('The question, in words').fill('Is he a child prostitute?')
    await page.getByLabel('One of several choices').check()
    await page.getByLabel('The choices, one on each line').fill('Bus\nTaxi\nBus')
    await page.getByText('Say instead').first().waitFor()
    await page.getByRole('button', { name: 'Save and look at it' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await look(page, 'questions-blocked')
    await page.getByLabel('The question, in words').fill('How do they get to where they are harmed?')
    await page.getByLabel('The choices, one on each line').fill('Bus\nTaxi\nA car they do not know')
    await page.getByRole('button', { name: 'Save and look at it' }).click()
    await page.getByRole('heading', { name: 'As the person asked will see it' }).waitFor()
    await page.getByLabel('Why?').fill('Agreed at the board')
    await page.getByRole('button', { name: 'Switch it on' }).click()
    await page.getByText('Switched on by Ada Admin').waitFor()
    await look(page, 'questions-page')
    question = new URL(page.url()).pathname
    await page.goto('/questions/new')
    await page.getByLabel('With a concern: A child who may be at risk').check()
    await page.getByLabel('What will you do with the answer?').fill('We ring them first')
    await page.getByLabel('The question, in words').fill(`Whom do they trust? ${'من'.repeat(20)} ${'W'.repeat(120)}`)
    await page.getByLabel('A line of text').check()
    await page.getByLabel('Exploitation team manager').check()
    await page.getByRole('button', { name: 'Save and look at it' }).click()
    await page.getByLabel('Why?').fill('Agreed too')
    await page.getByRole('button', { name: 'Switch it on' }).click()
    await page.goto('/questions')
    await page.getByText('2 asked now').waitFor()
    await look(page, 'questions-list')
  })

  let draft = ''
  await at(school, async (page) => {
    await draftToQuestions(page)
    draft = page.url()
    await page.getByLabel('Taxi').check()
    await page
      .getByText(/Saved at/)
      .first()
      .waitFor()
    await look(page, 'questions-asked')
  })

  await at(admin, async (page) => {
    await page.goto(`${question}/edit`)
    await page.getByLabel('The question, in words').fill('How do they travel there?')
    await page.getByLabel('The choices, one on each line').fill('Bus\nA car they do not know\nOn foot')
    await page.getByLabel('Why is it changed?').fill('Shorter; taxis are asked about elsewhere')
    await page.getByRole('button', { name: 'Save and look at it' }).click()
    await page.getByText('Version 2, by Ada Admin').waitFor()
    await look(page, 'questions-history')
  })

  // on another device, the next day: what changed is said, and what was answered is still there
  let record = ''
  await at(school, async (page) => {
    await page.goto(draft)
    await page.getByText('This question was changed since you answered it').waitFor()
    await page.getByText('No longer a choice: Taxi.').waitFor()
    await look(page, 'questions-changed')
    await goOn(page)
    await page.getByRole('heading', { name: 'Files' }).or(page.getByText('Choose files')).first().waitFor()
    await goOn(page)
    await page.getByRole('heading', { name: 'Check what you are about to send' }).waitFor()
    await page.getByText('How do they get to where they are harmed?').waitFor()
    await look(page, 'questions-check')
    await page.getByRole('button', { name: 'Send' }).last().click()
    await page.getByText('Your reference').or(page.getByText('What happens next')).first().waitFor()
    record = new URL(page.url()).pathname.replace(/\/sent$/, '')
    await page.goto(record)
    await page.getByText('Taxi (the question has been changed since)').waitFor()
    await look(page, 'questions-record')
  })

  await at(desk, async (page) => {
    await page.goto(record.replace('/concerns/', '/triage/'))
    await page.getByText('How do they get to where they are harmed?').waitFor()
    await page.getByText('Taxi (the question has been changed since)').waitFor()
    assert.equal(await page.getByText('Whom do they trust?').count(), 0, 'not one that names another role')
    await look(page, 'questions-desk')
  })
})
