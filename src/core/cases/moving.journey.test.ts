// What changes hands: a case goes to another team, and the stage of an investigation is written down by two at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { sql } from '../../platform/db/sql.ts'
import { openInvestigation } from './store.ts'

const { t, team, at } = await workingDay()

test('a manager moves a case for a reason: it leaves the list, and the other team finds it waiting for a worker', async () => {
  const north = await t.somebody({ role: 'exploitationManager', team: 'north', name: 'Nora North' })
  await t.owner.transaction((tx) => tx.run(sql`update team set kind = 'casework' where id = ${north.teamId}`))
  const id = await team.aCase({ knownAs: 'Dunlin' })
  await at(team.manager, async (page) => {
    await page.goto(`/cases/${id}`)
    await page.getByRole('button', { name: 'Move to another team' }).click()
    await page.getByRole('button', { name: 'Move the case' }).click()
    await page.getByText('Choose a team').first().waitFor()
    await look(page, 'case-move')
    await page.getByRole('radio', { name: /north/i }).check()
    await page.getByLabel('Why?').fill('The family moved across the river')
    await page.getByRole('button', { name: 'Move the case' }).click()
    await page.getByRole('heading', { name: 'Cases', exact: true }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Dunlin' }).count(), 0)
  })
  await at(north, async (page) => {
    await page.goto(`/cases/${id}/chronology`)
    await page.getByText('The family moved across the river').first().waitFor()
    await page.goto('/cases?whose=all&waiting=1')
    await page.getByRole('link', { name: 'Dunlin' }).waitFor()
  })
})

test('two windows change the stage of an investigation: the second sees both and saves what should stand', async () => {
  const officer = await t.somebody({ role: 'investigatingOfficer', agency: 'police', agencyKind: 'police', name: 'Ruth Calloway' })
  const id = await team.aCase({ knownAs: 'Godwit' })
  await team.invite(id, officer)
  await t.as(team.worker, (tx) => openInvestigation(tx, id, 'Police told us', { name: 'Ruth Calloway', phone: '' }))
  await at(officer, async (page) => {
    const other = await page.context().newPage()
    for (const window of [page, other]) {
      await window.goto(`/cases/${id}/tracks`)
      await window.getByText('Change the stage').click()
    }
    await page.getByLabel('Stage').selectOption('Voluntary interview')
    await page.getByRole('button', { name: 'Save the stage' }).click()
    await page.getByText('Voluntary interview').first().waitFor()
    await other.getByLabel('Stage').selectOption('Bail before charge')
    await other.getByRole('button', { name: 'Save the stage' }).click()
    await other.getByText('Somebody changed this investigation while you were writing').first().waitFor()
    await look(other, 'stage-conflict')
    assert.equal(await other.getByLabel('Stage').inputValue(), 'pre_charge_bail', 'what was chosen here is still chosen')
    await other.getByRole('button', { name: 'Save the stage' }).click()
    await other.getByText('Bail before charge').first().waitFor()
    await other.close()
  })
})
