import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, visit } from '../../platform/testing/browser.ts'
import { buildHouseAssets, serveHouse } from '../../serve.ts'
import { sessionCookie } from '../house/server.ts'
import { recordPerson } from './store.ts'

const t = await openTestHouse()
const server = await serveHouse(t.house, await buildHouseAssets())
const baseURL = await server.listen({ port: 0, host: '127.0.0.1' })
const browser = await launchBrowser()
after(async () => {
  await browser.close()
  await server.close()
  await t.close()
})

const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Priya Nair' })
const stranger = await t.somebody({ role: 'exploitationWorker', team: 'elsewhere' })
const caseId = randomUUID()
await t.owner.transaction((tx) => tx.run(sql`select circle_add_as_system('case', ${caseId}, ${worker.postId}, 'allocated', 'her worker')`))
const { personId } = await t.as(worker, (tx) =>
  recordPerson(
    tx,
    {
      namedIn: { kind: 'case', id: caseId },
      relation: 'subject',
      facts: {
        names: [{ kind: 'legal', fullText: "Thomas <b>O'Brien</b>" }],
        births: [{ certainty: 'full', bornOn: '2011-02-03', basis: 'stated' }],
        details: [{ kind: 'called', value: 'Tommy' }],
        addresses: [{ line: '3 Hidden Lane', postcode: 'LP1 1AA', protected: true }],
      },
    },
    { origin: 'case' },
  ),
)

test('a worker reads a person, adds a phone, and a stranger finds nothing', async () => {
  await visit(browser, { baseURL }, async (page) => {
    await page.context().addCookies([{ name: sessionCookie, value: worker.token, url: baseURL }])
    await page.goto(`/people/${personId}`)
    assert.match((await page.locator('h1').textContent()) ?? '', /^Tommy/)
    assert.match((await page.locator('main').textContent()) ?? '', /Thomas <b>O'Brien<\/b>/)
    await axeCheck(page)
    await noSidewaysOverflow(page)
    await screenshot(page, 'person-laptop')
    await page.goto(`/people/${personId}/edit/phone`)
    await page.getByRole('button', { name: 'Save' }).click()
    await axeCheck(page)
    await page.getByLabel('Phone number').fill('07700 900123')
    await page.getByLabel('How do you know?').fill('he told me')
    await page.getByRole('button', { name: 'Save' }).click()
    assert.match((await page.locator('main').textContent()) ?? '', /07700 900123/)
    await page.setViewportSize({ width: 375, height: 800 })
    await screenshot(page, 'person-phone')
  })
  await visit(browser, { baseURL }, async (page) => {
    await page.context().addCookies([{ name: sessionCookie, value: stranger.token, url: baseURL }])
    assert.equal((await page.goto(`/people/${personId}`))?.status(), 404)
  })
})
