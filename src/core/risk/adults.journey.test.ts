import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { sql } from '../../platform/db/sql.ts'
import { screenshot, widths } from '../../platform/testing/browser.ts'
import { openTasksOf } from '../work/index.ts'

const { t, team, at } = await workingDay()

test('an adult’s case from its opening to its review: what they want, who decides, how often they are seen, and whether it is enough', async () => {
  const id = await team.aCase({ kind: 'adult', knownAs: 'Jo' })
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into person_birth (source_record_id, person_id, certainty, born_on, basis)
      select s.id, s.person_id, 'full', '2007-05-12', 'document' from record_person r join source_record s on s.person_id = r.person_id
      where r.record_kind = 'case' and r.record_id = ${id} limit 1`),
  )
  const say = async (page: Parameters<Parameters<typeof at>[1]>[0], kind: string, answer: string | undefined, said: string) => {
    await page.goto(`/cases/${id}/adult/new`)
    await page.getByLabel(kind, { exact: true }).check()
    if (answer !== undefined) await page.getByRole('radio', { name: answer, exact: true }).check()
    await page.getByLabel('What did they say, or why is it so?').fill(said)
  }
  await at(team.worker, async (page) => {
    await say(page, 'What they want', undefined, 'I want my flat back')
    await page.getByRole('button', { name: 'Save' }).click()
    await say(page, 'Do they agree?', 'They agree to what we do', '')
    await page.getByRole('button', { name: 'Save' }).click()
    await say(page, 'Section 42 (Care Act): is there an enquiry?', 'An enquiry is made', 'His home was taken over')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Nobody has decided how often').waitFor()
    await page.getByRole('link', { name: 'Decide how often' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Enter a number of days from 1 to 182').first().waitFor()
    await page.getByLabel('Every how many days?').fill('14')
    await page.getByLabel('Why so often, and what do they say to it?').fill('A fortnight, he says, and never before noon')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not seen yet. To be seen by Mon 7 December 2026').waitFor()
    await page.getByRole('link', { name: 'Record from when they were exploited' }).click()
    await page.getByLabel('Day').fill('1')
    await page.getByLabel('Month').fill('9')
    await page.getByLabel('Year').fill('2022')
    await page.getByLabel('They say so').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('15, They say so').waitFor()
    await page.getByText('Exploited as a child, and counted so.').waitFor()
    await say(page, 'Is this enough? Their own answer', 'In part', 'They still knock at night')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Enter the day on which you come back to it').first().waitFor()
    await page.setViewportSize({ width: widths.phone, height: 800 })
    await screenshot(page, 'adult-enough-phone')
    await page.setViewportSize({ width: widths.laptop, height: 800 })
    await page.locator('#again').getByLabel('Day').fill('4')
    await page.locator('#again').getByLabel('Month').fill('12')
    await page.locator('#again').getByLabel('Year').fill('2026')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('They still knock at night').waitFor()
    await look(page, 'adult-part')
    await page.goto('/')
    await page.getByText('Ask again whether it is enough').waitFor()
  })
  t.clock.set('2026-12-04T10:00:00Z')
  try {
    await at(team.worker, async (page) => {
      await say(page, 'Is this enough? Their own answer', 'Yes', 'I have my key')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('I have my key').waitFor()
      await page.getByText('What was recorded before').click()
      await page.getByText('They still knock at night').waitFor()
    })
    const open = await t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id }))
    assert.deepEqual(
      open.map(({ kind }) => kind).filter((kind) => kind.startsWith('adult.')),
      ['adult.seen'],
    )
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})
