import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { openTasksOf } from '../../core/work/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { askForTonight } from './jobs.ts'
import { tonightPolicy } from './schema.ts'
import { saveTonight, tonightList, tonightOf } from './store.ts'

const { t, team, at } = await workingDay()
const policy = readReferenceFile('tonight.yaml', tonightPolicy)
const night = await t.somebody({ role: 'emergencyDuty', team: 'emergency-duty', teamKind: 'emergency', name: 'Bernard Night' })
const elsewhere = await t.somebody({
  role: 'emergencyDuty',
  agency: 'another-council',
  team: 'elsewhere-night',
  teamKind: 'emergency',
  name: 'Not Ours',
})
const words = {
  whomToRing: 'His gran, 01632 960123. Not his mother.',
  whereSafe: 'At his gran’s',
  whatHelps: 'Say that Wim sent you',
  whatFrightens: '',
}

test('a worker writes the page; at night the duty worker finds it without emergency access, and sees how old it is', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${id}/tonight`)
    await page.getByText('Nothing is written for tonight yet').waitFor()
    await look(page, 'tonight-none')
    await page.getByRole('button', { name: 'Write the page' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Write something in at least one of the four').first().waitFor()
    await look(page, 'tonight-form')
    await page.getByLabel('Whom to ring').fill('His gran on 01632 960123. Do not ring his mother.')
    await page.getByLabel('Where is safe').fill('At his gran’s. Not at the flat in Mill Lane.')
    await page.getByLabel('What helps').fill('Say that Wim sent you. He likes tea.')
    await page.getByLabel('What frightens them').fill('Two officers at once.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('To be looked at again by Fri 27 November 2026').waitFor()
    await page.goto(`/cases/${id}/missing/new`)
    await page.getByLabel('Since what time?').fill('07:30')
    await page.getByLabel('yes').check()
    await page.getByRole('button', { name: 'Save' }).click()
  })
  await at(night, async (page) => {
    await page.goto('/tonight')
    await page.getByText('Missing since Mon 23 November 2026').waitFor()
    await look(page, 'tonight-list')
    await page.getByLabel('Name or reference').fill('nobody of that name')
    await page.getByRole('button', { name: 'Apply filters' }).click()
    await page.getByText('Nobody was found').waitFor()
    await page.getByLabel('Name or reference').fill('ki')
    await page.getByRole('button', { name: 'Apply filters' }).click()
    await page.getByRole('link', { name: 'Kit' }).click()
    await page.getByText('Two officers at once.').waitFor()
    await page.getByText('Missing since').first().waitFor()
    await look(page, 'tonight-at-night')
    assert.equal(await page.getByRole('button', { name: 'It is all still true' }).count(), 0)
  })
  const reads = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(sql`
      select count(*) as count from audit_entry where event = 'case.tonight.read' and record_id = ${id} and user_id = ${night.userId}`),
  )
  assert.ok(reads.count > 0, 'the look at night is in the audit')
})

test('the weekly look: it is asked of the worker, done with one button, and a page not looked at says so', async () => {
  const id = await team.aCase({ knownAs: 'Robin' })
  const owed = () =>
    t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id })).then((tasks) => tasks.filter(({ kind }) => kind === 'tonight.review'))
  await team.asJobs((tx) => askForTonight(tx, t.house, policy))
  await team.asJobs((tx) => askForTonight(tx, t.house, policy))
  const [first, ...more] = await owed()
  assert.equal(more.length, 0)
  assert.equal(first?.dueAt?.toISOString(), '2026-11-27T16:00:00.000Z')
  await t.as(team.worker, (tx) => saveTonight(tx, id, 0, words))
  t.clock.set('2026-11-30T09:00:00Z')
  try {
    await at(team.worker, async (page) => {
      await page.goto(`/cases/${id}/tonight`)
      await page.getByText('was to be looked at again by Fri 27 November 2026 and was not').waitFor()
      await look(page, 'tonight-late')
      await page.getByRole('button', { name: 'It is all still true' }).click()
      await page.getByText('To be looked at again by Fri 4 December 2026').waitFor()
    })
    assert.equal((await owed())[0]?.dueAt?.toISOString(), '2026-12-04T16:00:00.000Z')
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('what is typed is there again; two write at once: the second sees both, and nothing is lost', async () => {
  const id = await team.aCase({ knownAs: 'Ash' })
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${id}/tonight/edit`)
    await page.getByLabel('Where is safe').fill('At the youth club until ten')
    await page
      .locator('.lw-draft-status')
      .getByText(/^Saved/)
      .waitFor()
    await page.goto(`/cases/${id}/tonight`)
    await page.goto(`/cases/${id}/tonight/edit`)
    await page.getByText('This was saved as you typed').waitFor()
    assert.equal(await page.getByLabel('Where is safe').inputValue(), 'At the youth club until ten')
    await t.as(team.manager, (tx) => saveTonight(tx, id, 0, words))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Mara Okafor saved this page').waitFor()
    await page.getByText('At his gran’s').first().waitFor()
    assert.equal(await page.getByLabel('Where is safe').inputValue(), 'At the youth club until ten')
    await look(page, 'tonight-conflict')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('To be looked at again').waitFor()
  })
  const kept = await t.as(team.worker, (tx) => tonightOf(tx, id))
  assert.equal(kept?.whereSafe, 'At the youth club until ten')
})

test('nobody else finds it: another council’s night team, a school in the circle, the triage desk', async () => {
  const id = await team.aCase({ knownAs: 'Wren' })
  await t.as(team.worker, (tx) => saveTonight(tx, id, 0, words))
  await team.invite(id, team.school)
  for (const who of [elsewhere, team.school, team.triage]) {
    assert.equal(await t.as(who, (tx) => tonightOf(tx, id)), undefined, who.fullName)
    assert.deepEqual(await t.as(who, (tx) => tonightList(tx, 'Wren', 10)), [], who.fullName)
  }
  assert.equal((await t.as(night, (tx) => tonightList(tx, 'Wren', 10)))[0]?.caseId, id)
  assert.equal(await t.as(night, (tx) => saveTonight(tx, id, 1, words)), false, 'it is read at night, not written')
})
