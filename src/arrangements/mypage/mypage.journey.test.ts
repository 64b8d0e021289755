import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { addNote, notesOf } from '../../core/cases/index.ts'
import { planVisit } from '../../core/visits/index.ts'
import { openTasksOf } from '../../core/work/index.ts'
import { screenshot, widths } from '../../platform/testing/browser.ts'
import * as store from './store.ts'

const { t, team, at, server } = await workingDay()
const police = await t.somebody({ role: 'investigatingOfficer', agency: 'police', agencyKind: 'police', name: 'Ines Detective' })

test('a worker prepares the page, and reads it with the young person, who says that they do not agree', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  await team.aCase({ knownAs: 'Robin' })
  await team.invite(id, team.school)
  await team.invite(id, police)
  await t.as(team.worker, async (tx) => {
    const said = {
      ownWords: 'I like it when Robin and me play football',
      seen: 'He was quiet.',
      analysis: 'He does not want help.',
      next: '',
    }
    await addNote(tx, id, { on: '2026-11-20', time: null }, said)
    await planVisit(tx, { caseId: id, at: new Date('2026-11-25T15:30:00Z'), place: 'home', visitorPostId: team.worker.postId })
  })
  await at(team.worker, async (page) => {
    await page.setViewportSize({ width: widths.phone, height: 800 })
    await page.goto(`/cases/${id}/mine`)
    await page.getByText('It has not been shown to them yet').waitFor()
    await page.getByRole('button', { name: 'Choose words of theirs' }).click()
    await page.getByRole('link', { name: /Choose/ }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('This looks like the name of somebody else: Robin').first().waitFor()
    await page.getByLabel('Their words').fill('I like it when me play football')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Write down what they asked for' }).click()
    await page.getByLabel('What did they ask for?').fill('Can I go to a different school bus?')
    assert.equal(await page.getByLabel('Day').inputValue(), '30', 'five working days are offered')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Add something that went well' }).click()
    await page.getByLabel('What went well?').fill('You rang me when it was hard. You stopped your lifestyle choice.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('“lifestyle choice”').first().waitFor()
    await page.getByLabel('What went well?').fill('You rang me when it was hard.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Ines Detective, Investigating officer').waitFor()
    await page.getByRole('link', { name: /Do not name.*Asha Lead/ }).click()
    await page.getByLabel('Why is it not safe to name Asha Lead?').fill('He is not to know that the school is told')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not named: He is not to know').waitFor()
    await look(page, 'mine-prepare')
    await page.goto(`/cases/${id}/mine/show`)
    await page.getByRole('button', { name: 'Show it together now' }).waitFor()
    await page.getByRole('button', { name: 'Show it together now' }).click()
    await page.getByRole('heading', { name: 'Hello Kit' }).waitFor()
    await page.getByText('Not answered yet. Wim will tell you by Mon 30 November 2026').waitFor()
    await page.getByText('Wim comes on Wed 25 November 2026 at 15:30').waitFor()
    await page.getByText('Wim from Agency council').waitFor()
    for (const hidden of ['Asha', 'Ines', 'Robin', 'quiet', 'Agency police']) assert.equal(await page.getByText(hidden).count(), 0, hidden)
    await look(page, 'mine-shown')
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.getByText('Hello Kit').isVisible(), false, 'not on paper')
    await page.emulateMedia({ media: 'screen' })
    await page.getByRole('button', { name: 'I do not agree' }).click()
    await page.getByLabel('What do you want to say?').fill('I do want help. I want it from her.')
    await page.getByRole('button', { name: 'Keep my words' }).click()
    await page.getByText('Choose a day').first().waitFor()
    await page.getByLabel('Fri 20 November 2026, written by Wim').check()
    await look(page, 'mine-disagree')
    await page.getByRole('button', { name: 'Keep my words' }).click()
    await page.getByRole('heading', { name: 'Hello Kit' }).waitFor()
    await page.getByRole('button', { name: /Hide this/ }).click()
    await page.getByText('This page is empty').waitFor()
    await page.goto(`/cases/${id}/notes`)
    await page.getByText('They do not agree').waitFor()
    await page.getByText('I do want help. I want it from her.').waitFor()
    await screenshot(page, 'mine-beside-the-note')

    await page.goto(`/cases/${id}/mine/print`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Say why').first().waitFor()
    await page.getByLabel('Why does it have to be on paper?').fill('He asked to keep it with his gran')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.emulateMedia({ media: 'print' })
    await page.getByText('Hello Kit').waitFor()
    await screenshot(page, 'mine-on-paper')
    await page.emulateMedia({ media: 'screen' })
    await page.goto(`/cases/${id}/mine/not-safe`)
    await page.getByLabel('Why is it not safe to show?').fill('His phone is looked at by somebody')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not safe to show, said Wim Janssen').waitFor()
  })
  await at(team.manager, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'All that is asked for' }).click()
    await page.getByText('Can I go to a different school bus?').waitFor()
    await look(page, 'mine-waiting')
    await page.goto(`/cases/${id}/mine`)
    await page.getByRole('link', { name: /Write the answer/ }).click()
    await page.getByLabel('What is the answer?').fill('Yes. From Monday you go with the green bus.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('From Monday you go with the green bus.').waitFor()
  })
  assert.deepEqual(
    (await t.as(team.worker, (tx) => openTasksOf(tx, { kind: 'case', id }))).filter(({ kind }) => kind === 'mine.ask'),
    [],
  )
  for (const who of [team.school, police, team.stranger]) {
    assert.deepEqual(await t.as(who, (tx) => store.linesOf(tx, id)), [], who.fullName)
    assert.deepEqual(await t.as(who, (tx) => store.asksOf(tx, id)), [], who.fullName)
    assert.deepEqual(await t.as(who, (tx) => notesOf(tx, id)), [], who.fullName)
    assert.equal((await server().fetchAs(who, `/cases/${id}/mine/show`)).status, 404, who.fullName)
  }
  // somebody else who may read it is not shown it by its address: each showing is recorded
  assert.equal((await server().fetchAs(team.manager, `/cases/${id}/mine/show`)).status, 303)
})

test('two answer at once: the second sees the first answer, and nothing is lost', async () => {
  const id = await team.aCase({ knownAs: 'Wren' })
  const ask = { asked: 'A room with a lock', askedOn: '2026-11-23', promisedBy: team.worker.postId, promisedFor: '2026-11-27' }
  const askId = await t.as(team.worker, (tx) => store.insertAsk(tx, id, ask))
  const answer = (words: string, version: number) => t.as(team.worker, (tx) => store.answerAsk(tx, id, askId, version, words))
  assert.equal(await answer('Yes', 1), true)
  assert.equal(await answer('No', 1), false)
  assert.equal((await t.as(team.manager, (tx) => store.asksOf(tx, id)))[0]?.answer, 'Yes')
  assert.deepEqual(await t.as(team.manager, (tx) => store.waitingAsks(tx, 'mine')), [])
})
