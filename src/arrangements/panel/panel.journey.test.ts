import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { setHeadlineLevel } from '../../core/cases/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { screenshot, widths } from '../../platform/testing/browser.ts'

const { t, team, at, server } = await workingDay()

test('a panel from its planning to its paper, its decision and what a school does about it', async () => {
  const kit = await team.aCase({ knownAs: 'Kit' })
  const robin = await team.aCase({ knownAs: 'Robin' })
  await t.as(team.worker, (tx) => setHeadlineLevel(tx, kit, 'significant', t.clock.now()))
  let panel = ''
  await at(team.panelChair, async (page) => {
    await page.goto('/panel')
    await page.getByText('No panel is planned').waitFor()
    await page.getByRole('button', { name: 'Plan a panel' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Enter the day, like 27 11 2026').first().waitFor()
    await page.getByLabel('Day').fill('26')
    await page.getByLabel('Month').fill('11')
    await page.getByLabel('Year').fill('2026')
    await page.getByLabel('At what time?').fill('10:00')
    await page.getByLabel('Where?').fill('Town hall, room 2')
    await page.getByLabel('Who is in the chair?').selectOption({ label: 'Peter Lund' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Papers are due by Mon 23 November 2026').waitFor()
    panel = new URL(page.url()).pathname
  })
  await at(team.worker, async (page) => {
    await page.goto(`/cases/${robin}/panel`)
    await page.getByRole('button', { name: 'Ask the panel to speak about them' }).click()
    await page.getByLabel('Thu 26 November 2026 at 10:00').check()
    await page.getByLabel('Why should the panel speak about them?').fill('Three schools have said no, and she waits at home.')
    await page.getByRole('button', { name: 'Ask the panel to speak about them' }).click()
    await page.getByText('Asked for; the coordinator has not answered yet').waitFor()
  })
  await at(team.panelChair, async (page) => {
    await page.goto(panel)
    await page.getByText('Three schools have said no').waitFor()
    await page.getByRole('button', { name: 'Choose who is spoken about' }).click()
    await page.getByText('Newly at the top level. Wim Janssen').waitFor()
    await look(page, 'panel-choose')
    await page.getByLabel('Kit').check()
    await page.getByRole('button', { name: 'Put them on the agenda' }).click()
    await page.getByRole('link', { name: /Answer.*Robin/ }).click()
    await page.getByLabel('No, not at this panel').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Say why').first().waitFor()
    await page.getByRole('textbox', { name: 'Why?' }).fill('Admissions can answer sooner: ring them first')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Change who is a member' }).click()
    await page.getByLabel('Find a colleague by name').fill('Asha')
    await page.getByRole('main').getByRole('button', { name: 'Search' }).click()
    await page.getByRole('button', { name: /Add.*Asha Lead/ }).click()
    await page.getByRole('button', { name: /Take off the list.*Asha Lead/ }).waitFor()
    await page.goto(panel)
    await page.getByText('The paper about Kit is not sent yet').waitFor()
    await look(page, 'panel-agenda')
  })

  await at(team.worker, async (page) => {
    await page.goto(`/cases/${kit}/panel`)
    await page.getByRole('button', { name: 'Write the paper' }).click()
    await page.getByLabel('Why the panel should speak about them').fill('He puts himself at risk at the arches with Robin.')
    await page.getByLabel('What they say themselves').fill('I am a runner, everyone says so')
    await page.getByLabel('What they are at risk from').fill('An older group makes him carry.')
    await page.getByRole('button', { name: 'Check and send to the panel' }).click()
    await page.getByText('“puts himself at risk”').first().waitFor()
    await page.getByText('This looks like the name of somebody else whom you know of: Robin').first().waitFor()
    await look(page, 'panel-paper-stopped')
    await page
      .getByLabel('Why the panel should speak about them')
      .fill('The arches are not safe for him. We ask who can be there at night, with Robin.')
    await page.getByRole('button', { name: 'Check and send to the panel' }).click()
    await page.getByText('This looks like the name').first().waitFor()
    await page
      .getByLabel('Why the panel should speak about them')
      .fill('The arches are not safe for him. We ask who can be there at night.')
    await page.getByRole('button', { name: 'Check and send to the panel' }).click()
    await page.getByText('On the agenda. Sent').waitFor()
  })
  const before = await server().fetchAs(team.school, panel)
  assert.ok(!(await before.text()).includes('Kit'), 'a member reads nothing before publication')
  await at(team.panelChair, async (page) => {
    await page.goto(panel)
    await page.getByRole('button', { name: 'Send the agenda and papers to the members' }).click()
    await page.getByText('Papers are out to its members').waitFor()
  })
  await at(team.school, async (page) => {
    await page.setViewportSize({ width: widths.phone, height: 800 })
    await page.goto('/')
    await page.getByRole('link', { name: 'Thu 26 November 2026 at 10:00' }).click()
    await page.getByRole('link', { name: /Read.*Kit/ }).click()
    await page.getByText('The arches are not safe for him').waitFor()
    await page.getByText('I am a runner, everyone says so').waitFor()
    assert.equal(await page.getByText('An older group makes him carry').count(), 0, 'risk is not for a school')
    await look(page, 'panel-read')
  })

  t.clock.set('2026-11-26T11:00:00Z')
  try {
    await at(team.panelChair, async (page) => {
      await page.goto(panel)
      await page.getByRole('link', { name: /Read and decide.*Kit/ }).click()
      await page.getByRole('button', { name: 'Record what was decided' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Tick everybody who was in the room').first().waitFor()
      await page.getByLabel('What was decided?').fill('Somebody he knows is at the arches on Fridays.')
      await page.getByRole('textbox', { name: 'Why?' }).fill('He says he would leave if he had somebody to walk with.')
      await page.getByLabel('Peter Lund').check()
      await page.getByLabel('Asha Lead, Agency school').check()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('In the room: Peter Lund, Agency panel; Asha Lead, Agency school').waitFor()
      await page.getByRole('button', { name: 'Add an action' }).click()
      await page.getByLabel('What is to be done?').fill('Ask his form teacher to walk with him on Fridays')
      await page.getByLabel('Who does it?').selectOption({ label: 'Asha Lead, Agency school' })
      await page.getByLabel('Day').fill('4')
      await page.getByLabel('Month').fill('12')
      await page.getByLabel('Year').fill('2026')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Asha Lead, by Fri 4 December 2026').waitFor()
      await look(page, 'panel-item')
      await page.goto(`${panel}/print`)
      await page.emulateMedia({ media: 'print' })
      await page.getByText('Panel papers. Printed by Peter Lund').first().waitFor()
      await screenshot(page, 'panel-printed')
    })
    await at(team.school, async (page) => {
      await page.goto('/')
      await page.getByRole('link', { name: 'Do what the panel asked of you' }).click()
      await page.getByText('Ask his form teacher to walk with him').waitFor()
      await look(page, 'panel-own-action')
      await page.getByLabel('It is done').check()
      await page.getByLabel('What happened?').fill('Mr Reed walks with him')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: 'My work' }).waitFor()
    })
    await at(team.worker, async (page) => {
      await page.goto(`/cases/${kit}/plan`)
      await page.getByText('Mr Reed walks with him').waitFor()
      await page.goto(`/cases/${kit}/panel`)
      await page.getByText('Somebody he knows is at the arches').waitFor()
    })
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
  const printed = await t.owner.transaction((tx) =>
    tx.one<{ count: number }>(sql`select count(*) from audit_entry where event = 'panel.printed' and user_id = ${team.panelChair.userId}`),
  )
  assert.equal(printed.count, 1, 'who printed is in the audit')
})
