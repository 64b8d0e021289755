import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { chronology } from '../../app.ts'
import { addNote } from '../../core/cases/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { lookForRecords, sendDue } from './receiver-jobs.ts'
import { receiverPolicy } from './receiver-rules.ts'

const { t, team, at } = await workingDay()
const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Administrator' })
const policy = readReferenceFile('receivers.yaml', receiverPolicy)

test('an administrator sets where records go, a worker agrees, sees that nothing arrives, and has it sent again', async () => {
  const sam = await team.aCase({ knownAs: 'Sam' })
  let path = ''
  await at(administrator, async (page) => {
    await page.goto('/admin/receivers')
    await page.getByRole('button', { name: 'Set it and make the secret' }).click()
    await look(page, 'receivers-problems')
    await page.getByLabel('Address of the agency’s system').fill('https://records.example.org/lapwing')
    await page.getByLabel('In whose name').selectOption({ label: 'Wim Janssen, Exploitation worker, Agency council' })
    await page.getByLabel('What it is for').fill('Notes of the exploitation team, into the children’s case system')
    await page.getByLabel('What allows it').fill('Sharing agreement 7, signed by the director')
    await page.getByRole('button', { name: 'Set it and make the secret' }).click()
    await page.getByText('It is shown this once').waitFor()
    await look(page, 'receivers-secret')
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('Waiting for Wim Janssen to agree').waitFor()
    path = new URL(page.url()).pathname
    await page.goto('/admin/receivers')
    await look(page, 'receivers-list')
  })
  await at(team.worker, async (page) => {
    await page.goto('/notifications')
    await page.getByRole('link', { name: /You are asked whether/ }).click()
    await look(page, 'receivers-asked')
    await page.getByRole('button', { name: 'I agree, turn it on' }).click()
    await page.getByText('Nothing yet').waitFor()
    const words = { ownWords: '', seen: 'Waited at the bus stop', analysis: '', next: 'Go again on Monday' }
    await t.as(team.worker, (tx) => addNote(tx, sam, { on: '2026-11-20', time: '15:40' }, words))
    await team.asJobs((tx) => lookForRecords(tx, t.house, policy))
    await team.asJobs((tx) => sendDue(tx, t.house, policy, chronology, async () => ({ outcome: 'refused', status: 503 })))
    await page.goto('/copies')
    await page.getByRole('link', { name: /waiting to be sent: 1/ }).click()
    assert.equal(new URL(page.url()).pathname, path)
    await page.getByText('their system answered 503').waitFor()
    await look(page, 'receivers-waiting')
    await page.getByRole('button', { name: /^Send again/ }).click()
    await team.asJobs((tx) => sendDue(tx, t.house, policy, chronology, async () => ({ outcome: 'taken', status: 200 })))
    await page.reload()
    await page.getByText(/taken, 1/).waitFor()
  })
})
