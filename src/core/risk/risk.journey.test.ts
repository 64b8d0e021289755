import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { answerAll, at, fillMoment, look } from '../../../tests/support/looking.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { launchBrowser } from '../../platform/testing/browser.ts'
import { refreshStaleClocks, tellOfMissedVisits } from '../visits/index.ts'
import { assessmentsOf, saveAnswers } from './store.ts'

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

/** Goes through the steps: the questions named by their ids are answered so, all others get `others`. */
// biome-ignore lint/performance/useDomNodeTextContent: what is visible is the question, and only layout knows
const text = async (page: Page) => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')

test('assessed, countersigned by a manager, due each week, missed: the manager is told', async () => {
  const id = await team.aCase()
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))

  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/risk`)
    await page.getByText('Nobody has assessed the risk yet').waitFor()
    await page.getByText('Add something that is going well').click()
    await page.getByLabel('Say it in a sentence').fill('His aunt Rosa, whom he rings every day')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('His aunt Rosa').waitFor()
    await look(page, 'risk-none-yet')
    await page.getByRole('button', { name: 'Assess the risk' }).click()
    await look(page, 'risk-judge')
    assert.doesNotMatch(await text(page), /suggests?ed?:|points/i, 'no suggestion before the judgement')
    await page.getByLabel('Moderate').check()
    await page.getByLabel('Why?').fill('Missing three times, and new clothes. He still goes to school.')
    await page.getByRole('button', { name: 'Go on to the questions' }).click()
    await look(page, 'risk-questions')
    await answerAll(page, t.house.reference.risk, { A2: 'yes_recent', B2: 'yes_recent', J1: 'yes_recent', C4: 'unknown' }, 'no')
    await page.getByText('Suggested: Significant').waitFor()
    await page.getByText('owes a debt').waitFor()
    assert.doesNotMatch(await text(page), /points/, 'points are folded away')
    await look(page, 'risk-decide')
    await page.getByLabel('Why this level?').fill('too short')
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.getByText('say in at least 20 characters').first().waitFor()
    await page.getByLabel('Why this level?').fill('The debt was paid by his aunt last week, and nobody has asked since.')
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.getByText('Waits for a countersign: Moderate').waitFor()
    await look(page, 'risk-waiting')
    await page.goto(`/cases/${id}/visits`)
    await page.getByText('No level is confirmed yet').waitFor()
  })

  await at(server, browser, team.manager, async (page) => {
    await page.goto(`/cases/${id}/risk`)
    await page.getByRole('link', { name: 'Read it and decide' }).click()
    await look(page, 'risk-sign')
    await page.getByLabel('No, it goes back to Wim Janssen').check()
    await page.getByLabel('Why?').fill('Two men asked for him at school on Friday.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Two men asked for him').waitFor()
  })

  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/risk`)
    await page.getByRole('link', { name: 'Go on with it' }).click()
    await page.getByLabel('Significant').check()
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.getByText('To be looked at again by Mon 21 December 2026').waitFor()
    await look(page, 'risk-decided')
    await page.goto(`/cases/${id}/visits/new`)
    await page.getByLabel('Seen, and spoken to alone').check()
    await fillMoment(page, '2026-11-23', '08:30')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('To be seen by Mon 30 November 2026').waitFor()
  })

  t.clock.set('2026-12-01T09:00:00Z')
  await team.asJobs((tx) => tellOfMissedVisits(tx, t.house))
  await at(server, browser, team.manager, async (page) => {
    await page.goto(`/cases/${id}/visits`)
    await page.getByText('Not seen in time: 1 day overdue').waitFor()
    await page.getByText('Mara Okafor, team manager').waitFor()
    await look(page, 'visits-overdue')
  })
  const notices = await server.fetchAs(team.manager, '/notifications')
  assert.match(await notices.text(), /Not seen in time/)
})

test('the questions come in steps, saved as they are answered, resumed on a phone, and nothing is lost on the way back', async () => {
  t.clock.set('2026-11-23T09:00:00Z')
  const id = await team.aCase()
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/risk/new`)
    await page.getByLabel('Moderate').check()
    await page.getByLabel('Why?').fill('He is missing again')
    await page.getByText(/^Saved at \d\d:\d\d$/).waitFor()
    await page.reload()
    assert.equal(await page.getByLabel('Why?').inputValue(), 'He is missing again')
    await page.getByRole('button', { name: 'Go on to the questions' }).click()
    await page.getByText('Step 1 of 11').waitFor()
    // with the keyboard alone: along the answers with the arrows
    await page.locator('input[name="i-A1"][value="unknown"]').focus()
    await page.keyboard.press('ArrowLeft')
    await page.getByText(/^Saved at \d\d:\d\d$/).waitFor()
    assert.equal(await page.locator('input[name="i-A1"][value="no"]').isChecked(), true)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('Step 2 of 11').waitFor()
    await page.locator('input[name="i-B2"][value="yes_recent"]').check()
    await page.getByText(/^Saved at \d\d:\d\d$/).waitFor()
    await page.getByRole('link', { name: 'Back', exact: true }).click()
    assert.equal(await page.locator('input[name="i-A1"][value="no"]').isChecked(), true)
    await look(page, 'risk-questions-step')
  })
  await at(server, browser, team.worker, async (page) => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.goto(`/cases/${id}/risk`)
    await page.getByRole('link', { name: 'Go on with it' }).click()
    await page.getByText('Step 2 of 11').waitFor()
    assert.equal(await page.locator('input[name="i-B2"][value="yes_recent"]').isChecked(), true)
    await page.getByRole('button', { name: 'Continue' }).click()
    for (let step = 3; step <= 11; step++) {
      await page.getByText(`Step ${step} of 11`).waitFor()
      await page.getByRole('button', { name: 'Continue' }).click()
    }
    await page.getByRole('heading', { name: 'Check your answers' }).waitFor()
    assert.doesNotMatch(await text(page), /suggested:|points/i, 'no suggestion before the answers are saved')
    await look(page, 'risk-questions-check')
    // somebody else saves answers to the same assessment meanwhile
    await t.as(team.manager, async (tx) => {
      const [a] = await assessmentsOf(tx, id)
      await saveAnswers(tx, a?.id ?? assert.fail(), a?.version ?? 0, { A1: 'yes_recent' })
    })
    await page.getByRole('button', { name: 'Save and see the suggestion' }).click()
    await page.getByText('Somebody saved answers to this assessment').first().waitFor()
    await page
      .getByRole('row', { name: /Missing overnight/i })
      .getByText('Yes, in the last 6 months')
      .waitFor()
    await look(page, 'risk-questions-conflict')
    await page.getByRole('button', { name: 'Save and see the suggestion' }).click()
    await page.getByText('Suggested: Significant').waitFor()
    await page.getByRole('link', { name: 'Change the answers' }).click()
    await page.getByRole('button', { name: 'Change the answers' }).click()
    await page.getByRole('heading', { name: 'Check your answers' }).waitFor()
  })
})

test('the second time stands beside the first; points are in the fold and nowhere else', async () => {
  t.clock.set('2026-11-23T09:00:00Z')
  const id = await team.aCase()
  const assess = async (page: Page, level: string, answers: Readonly<Record<string, string>>, because: string) => {
    await page.goto(`/cases/${id}/risk/new`)
    await page.getByLabel(level).check()
    await page.getByLabel('Why?').fill(because)
    await page.getByRole('button', { name: 'Go on to the questions' }).click()
    await answerAll(page, t.house.reference.risk, answers, 'no')
    await page.getByLabel(level).check()
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.getByRole('heading', { name: 'The level over time' }).or(page.getByText('The level over time')).first().waitFor()
  }
  await at(server, browser, team.worker, async (page) => {
    await assess(page, 'Moderate', { A2: 'yes_recent', G2: 'yes_past' }, 'Missing three times this month')
    t.clock.set('2026-12-14T09:00:00Z')
    await assess(page, 'Significant', { A2: 'yes_past', B2: 'yes_recent' }, 'He says that he owes them 800 pounds')
    await page.getByRole('link', { name: /Read the assessment of Mon 14 December/ }).click()
    await page.getByRole('heading', { name: 'What is different from last time' }).waitFor()
    await page.getByRole('cell', { name: 'Yes, longer ago' }).first().waitFor()
    await look(page, 'risk-read')
    const withoutFold = await page.locator('main').evaluate((main) => {
      const copy = main.cloneNode(true)
      if (!(copy instanceof HTMLElement)) return ''
      for (const fold of copy.querySelectorAll('.lw-points')) fold.remove()
      return copy.innerHTML
    })
    assert.doesNotMatch(withoutFold, /points|"min"|"max"/)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('.lw-points').isVisible(), false, 'not on paper either')
    await page.emulateMedia({ media: 'screen' })
    await page.goto(`/cases/${id}/risk`)
    await look(page, 'risk-over-time')
  })
  for (const path of [
    `/cases/${id}`,
    `/cases/${id}/risk`,
    '/cases?whose=all',
    `/cases/${id}/chronology`,
    `/cases/${id}/chronology/print`,
    `/cases/${id}/history`,
  ]) {
    const answer = await server.fetchAs(team.worker, path)
    assert.equal(answer.status, 200, path)
    assert.doesNotMatch(await answer.text(), /\bpoints\b/i, path)
  }
  await team.invite(id, team.school)
  for (const path of [`/cases/${id}/risk`, `/cases/${id}/visits`, `/cases/${id}/missing`])
    assert.equal((await server.fetchAs(team.school, path)).status, 404, `an invited school does not see ${path}`)
})

test('an adult is asked what they want, and answered by none of a child’s questions', async () => {
  t.clock.set('2026-11-23T09:00:00Z')
  const id = await team.aCase({ kind: 'adult', knownAs: 'Mr Farrow' })
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/risk`)
    await page.getByRole('button', { name: 'Record something new' }).click()
    await page.getByRole('radio', { name: 'Do they agree?' }).check()
    await page.getByLabel('They do not agree, and we act all the same').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Say it, or say why').first().waitFor()
    await look(page, 'adult-form')
    await page.getByLabel('What did they say, or why is it so?').fill('Two men hold his keys and he was hurt on Sunday')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Two men hold his keys').waitFor()
    await page.getByRole('link', { name: 'Record a decision about capacity' }).click()
    await page.getByLabel('Which decision?').fill('where to live')
    await page.getByLabel('They can make this decision').check()
    await page.getByLabel('Why?').fill('He weighs up both sides and keeps to it')
    await page.getByLabel('Who assessed it?').fill('Dr Amin')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('rowheader', { name: 'where to live' }).waitFor()
    await look(page, 'adult-part')
  })
  assert.equal((await server.fetchAs(team.worker, `/cases/${id}/risk/new`)).status, 404)
})

test('what the police advised prompts until its day, and a day past six months is refused (law R69)', async () => {
  t.clock.set('2026-11-23T09:00:00Z')
  const id = await team.aCase()
  await at(server, browser, team.worker, async (page) => {
    await page.goto(`/cases/${id}/risk/pnc`)
    await page.getByLabel('Yes, police advise that there is').check()
    await page.getByLabel('Who told you?').fill('Sgt Lane')
    await page.getByLabel('Their role').fill('Exploitation team')
    const boxes = async (group: string, [day, month, year]: readonly [string, string, string]) => {
      const set = page.getByRole('group', { name: group })
      await set.getByLabel('Day').fill(day)
      await set.getByLabel('Month').fill(month)
      await set.getByLabel('Year').fill(year)
    }
    await boxes('When?', ['31', '8', '2026'])
    await boxes('Ask again by', ['1', '3', '2027'])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Choose a day between the advice and Fri 26 February 2027').first().waitFor()
    await look(page, 'pnc-form')
    await boxes('Ask again by', ['26', '2', '2027'])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Consider Significant').waitFor()
    await look(page, 'pnc-prompt')
    t.clock.set('2027-02-27T09:00:00Z')
    await page.reload()
    await page.getByText('Advised on 31 Aug 2026, not re-checked').waitFor()
    assert.equal(await page.getByText('Consider Significant').count(), 0)
  })
})
