import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { sql } from '../../platform/db/sql.ts'
import { countWeek } from './jobs.ts'
import { ownHours, ownWeeks, weeksOf } from './store.ts'

const { t, team, at, server } = await workingDay()

test('a manager asks what three more would mean, and makes the page for the board; a worker writes down an evening', async () => {
  await team.aCase({ knownAs: 'Sam' })
  await team.asJobs((tx) => countWeek(tx, t.house))
  await at(team.worker, async (page) => {
    await page.goto('/load/hours')
    await page.getByText('Nothing is written down').waitFor()
    await page.getByRole('button', { name: 'Write it down' }).click()
    await page.getByText('Enter a day that exists').first().waitFor()
    await page.getByText('Write how long').first().waitFor()
    for (const [box, value] of [
      ['Day', '23'],
      ['Month', '11'],
      ['Year', '2026'],
    ] as const)
      await page.getByLabel(box, { exact: true }).fill(value)
    await page.getByLabel('How long?').fill('1:30')
    await page.getByLabel('What for?').fill('calls with a placement')
    await page.getByRole('button', { name: 'Write it down' }).click()
    await page.getByText('1 hour 30 minutes').waitFor()
    await look(page, 'load-hours')
    await page.goto('/load/mine')
    await page.getByRole('heading', { name: 'Your weeks' }).waitFor()
    await page.getByText('0 visits, and 1 hour 30 minutes').waitFor()
    await page.getByRole('cell', { name: '1', exact: true }).waitFor()
    await look(page, 'load-mine')
  })
  await at(team.manager, async (page) => {
    await page.goto('/load')
    await page.getByText('What it would mean').waitFor()
    await page.getByText('0 visits, 1 hour 30 minutes').waitFor()
    await page.getByLabel('Significant').fill('many')
    await page.getByRole('button', { name: 'Work it out' }).click()
    await page.getByText('Write a whole number').first().waitFor()
    await page.getByLabel('Significant').fill('12')
    await page.getByRole('button', { name: 'Work it out' }).click()
    await page.getByText('29.9 of 48.0 points').waitFor()
    await look(page, 'load')
    await page.getByRole('link', { name: 'A page for those who decide about money' }).click()
    await page.getByText('No page has been made yet').waitFor()
    await page.getByRole('button', { name: 'Make the page' }).click()
    await page.getByText('The team carries about').waitFor()
    // one child with a case: no number of children stands on the page
    assert.equal(await page.getByRole('cell', { name: '1', exact: true }).count(), 0)
    await look(page, 'load-paper')
  })
})

test('the count of a week is made once; each reads their own, their manager the team’s, and nobody else', async () => {
  const before = await t.as(team.manager, (tx) => weeksOf(tx, team.teamId, '2026-01-05'))
  await team.asJobs((tx) => countWeek(tx, t.house))
  assert.deepEqual(await t.as(team.manager, (tx) => weeksOf(tx, team.teamId, '2026-01-05')), before)
  assert.equal(before.find(({ postId }) => postId === team.worker.postId)?.cases, 1)
  const seenBy = async (who: typeof team.worker) =>
    (await t.as(who, (tx) => weeksOf(tx, team.teamId, '2026-01-05'))).map(({ postId }) => postId)
  assert.deepEqual(await seenBy(team.worker), [team.worker.postId])
  assert.deepEqual([await seenBy(team.stranger), await seenBy(team.school)], [[], []])
  assert.deepEqual(await t.as(team.stranger, (tx) => ownWeeks(tx, team.worker.postId, '2026-01-05')), [])
  assert.equal((await server().fetchAs(team.school, '/load/mine')).status, 404)
  const hoursSeenBy = async (who: typeof team.worker) => (await t.as(who, (tx) => ownHours(tx, team.worker.postId, '2026-01-01'))).length
  assert.deepEqual([await hoursSeenBy(team.manager), await hoursSeenBy(team.otherWorker), await hoursSeenBy(team.stranger)], [1, 0, 0])
})

test('somebody else’s entry cannot be taken back, one’s own can; and nobody without a team to answer for gets in', async () => {
  const [entry] = await t.as(team.worker, (tx) => ownHours(tx, team.worker.postId, '2026-01-01'))
  const path = `/load/hours/${entry?.id}/take-back`
  assert.equal((await server().fetchAs(team.otherWorker, path, { _once: 'a1' })).status, 404)
  assert.equal((await server().fetchAs(team.worker, path, { _once: 'a2' })).status, 303)
  assert.equal((await t.as(team.worker, (tx) => ownHours(tx, team.worker.postId, '2026-01-01'))).length, 0)
  assert.equal((await server().fetchAs(team.worker, '/load')).status, 404)
  await assert.rejects(
    t.as(team.worker, (tx) =>
      tx.run(sql`insert into own_hours (post_id, worked_on, minutes) values (${team.otherWorker.postId}, '2026-11-24', 60)`),
    ),
  )
})

test('work outside hours is never taken from signing in or from the audit', async () => {
  const here = new URL('.', import.meta.url)
  for (const name of await readdir(here, { recursive: true })) {
    if (!/\.(?:ts|tsx|sql)$/.test(name) || name.includes('.test.')) continue
    const text = (await readFile(new URL(name, here), 'utf8')).replaceAll(/^\s*(?:--|\/\/|\*|\/\*).*$/gm, '')
    assert.doesNotMatch(text, /\b(?:from|join)\s+(?:session|audit_entry|audit_chain|sign_in\w*|request_once|row_history)\b/, name)
  }
})
