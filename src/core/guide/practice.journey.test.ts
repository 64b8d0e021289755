import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, look } from '../../../tests/support/looking.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { launchBrowser } from '../../platform/testing/browser.ts'

const { t, team, server, at: atDesk } = await workingDay()

test('a page says what it is for; outside a demo there is no practice and no band', async () => {
  await atDesk(team.worker, async (page) => {
    await page.goto('/cases')
    await page.getByText('About this page').click()
    await page.getByText('who is overdue stands on top').waitFor()
    assert.equal(await page.getByText('made-up borough').count(), 0)
  })
  assert.equal((await server().fetchAs(team.worker, '/guide/practice')).status, 404)
})

test('a demo is loud on every page and sheet, and a new worker’s week ticks itself', async () => {
  await team.aCase({ knownAs: 'Sam' })
  const demo = await startTestServer({ ...t, house: { ...t.house, mode: 'demo' } })
  const browser = await launchBrowser()
  try {
    await at(demo, browser, team.worker, async (page) => {
      await page.goto('/guide')
      await page.getByRole('link', { name: 'Practise a week in twenty minutes' }).click()
      await page.getByText('0 of 10 done').waitFor()
      await page.getByRole('link', { name: 'Monday, 9:00. See what you owe' }).click()
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.goto('/handbook/law-r20')
      await page.goto('/guide/practice')
      await page.getByText('2 of 10 done').waitFor()
      await look(page, 'practice')
      await page.emulateMedia({ media: 'print' })
      assert.equal(await page.getByText('A made-up borough').isVisible(), true, 'on paper too')
      assert.equal(
        await page.evaluate(() => getComputedStyle(document.querySelector('.lw-sandbox-mark') ?? document.body, '::before').content),
        '"DEMO: NOT REAL"',
      )
    })
    const other = await demo.fetchAs(team.otherWorker, '/guide/practice')
    assert.match(await other.text(), /0 of 10 done/, 'what a colleague did ticks nothing')
    assert.match(await (await demo.fetchAs(undefined, '/sign-in')).text(), /made-up borough/)
  } finally {
    await browser.close()
    await demo.close()
  }
})
