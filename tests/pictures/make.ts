// The README's pictures: a few made-up young people, written through the rooms as the tests do.
import { fileURLToPath } from 'node:url'
import { refreshStaleClocks, tellOfMissedVisits } from '../../src/core/visits/index.ts'
import { launchBrowser } from '../../src/platform/testing/browser.ts'
import { casework } from '../support/casework.ts'
import { openTestHouse } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const t = await openTestHouse()
const team = await casework(t)
const server = await startTestServer(t)
const browser = await launchBrowser()
try {
  for (const knownAs of ['Sam', 'Zofia', 'Tyrell', 'Amina']) await team.aCase({ knownAs })
  for (const what of ['He is driven away after school by men we do not know', 'She owes somebody money and is afraid']) {
    const form = { who: 'A pupil of year 10', what, reach: '01632 960 000' }
    await server.fetchAs(team.school, '/concerns/minute', form)
  }
  t.clock.advance({ days: 9 })
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  await team.asJobs((tx) => tellOfMissedVisits(tx, t.house))
  for (const [who, path, name] of [
    [team.manager, '/team', 'team'],
    [team.triage, '/triage', 'triage'],
  ] as const) {
    const context = await server.browserOf(browser, who, { viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await page.goto(path)
    await page.screenshot({ path: `${folder}${name}.png` })
    await context.close()
  }
} finally {
  await browser.close()
  await server.close()
  await t.close()
}
