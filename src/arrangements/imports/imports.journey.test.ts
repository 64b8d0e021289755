import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { workOffImports } from './jobs.ts'

const { team, at } = await workingDay()
const workbook = new URL('../../../tests/fixtures/spreadsheet-as-kept.xlsx', import.meta.url).pathname

test('the desk brings a school’s workbook in: the sheet and the columns are found, each problem has its cell, and all of it goes again', async () => {
  await at(team.triage, async (page) => {
    await page.goto('/imports')
    await look(page, 'imports')
    await page.getByLabel('The file').setInputFiles(workbook)
    await page.getByLabel('Where the list comes from').selectOption('SCH')
    await page.getByLabel('What it is for').fill('Children out of school this term')
    await page.getByLabel(/^Public task/).check()
    await page.getByLabel('Day').fill('1')
    await page.getByLabel('Month').fill('3')
    await page.getByLabel('Year').fill('2027')
    await page.getByRole('button', { name: 'Look at the file' }).click()
    await page.getByRole('heading', { name: /^What stands where in/ }).waitFor()
    assert.equal(await page.getByLabel('The sheet').inputValue(), 'Term 1 & 2')
    assert.equal(await page.getByLabel('The row that names the columns').inputValue(), '4')
    assert.equal(await page.getByLabel('Column C: Surname').inputValue(), 'family')
    await look(page, 'imports-columns')
    await page.getByRole('button', { name: 'Check the rows' }).click()
    await page.getByText('10 rows can come in.').waitFor()
    await page.getByRole('cell', { name: 'B9', exact: true }).waitFor()
    await look(page, 'imports-check')
    await page.getByLabel(/^All rows that are right/).check()
    await page.getByRole('button', { name: 'Bring them in' }).click()
    await page.getByText('0 of 10 rows are in.').waitFor()
    await team.asJobs((tx) => workOffImports(tx))
    await team.asJobs((tx) => workOffImports(tx))
    await page.getByRole('link', { name: 'Look how far it is' }).click()
    await page.getByText('10 rows came in.').waitFor()
    await look(page, 'imports-done')
    await page.getByRole('link', { name: 'Take this import back' }).click()
    await page.getByLabel('Why it is taken back').fill('It was last year’s list')
    await look(page, 'imports-undo')
  })
})
