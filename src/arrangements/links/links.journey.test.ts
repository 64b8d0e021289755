import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { linksPolicy, mailLinks, takeRequests } from '../../core/links/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { launchBrowser, visit } from '../../platform/testing/browser.ts'

const { t, team, at, server } = await workingDay()
const admin = await t.somebody({ role: 'systemAdministrator' })
await t.owner.transaction((tx) => tx.run(sql`insert into agency (code, name, kind) values ('hillside', 'Hillside School', 'school')`))
let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** What the timetable does, and the e-mails that went out: to whom, and the path of the link in them. */
async function post(): Promise<{ to: string; path: string }[]> {
  const sent: { to: string; path: string }[] = []
  const mail = {
    send: async ({ to, text }: Readonly<{ to: string; text: string }>) =>
      void sent.push({ to, path: /https:\S*?(\/link\S*)/.exec(text)?.[1] ?? '' }),
    close: () => undefined,
  }
  await team.asJobs(async (tx) => {
    await takeRequests(tx, linksPolicy)
    await mailLinks(tx, { mail, baseUrl: 'https://lapwing.example' })
  })
  return sent
}

test('a teacher without an account gets a link, refers, follows it and names a deputy; the desk sees how it came', async () => {
  await at(admin, async (page) => {
    await page.goto('/admin/links')
    await page.getByLabel('What comes after the @').fill('gmail.com')
    await page.getByLabel('Organisation').selectOption({ label: 'Hillside School' })
    await page.getByRole('button', { name: 'Add a domain' }).click()
    await page.getByText('Anybody can have an address there').first().waitFor()
    await page.getByLabel('What comes after the @').fill('Hillside.example')
    await page.getByRole('button', { name: 'Add a domain' }).click()
    await page.getByRole('cell', { name: 'hillside.example', exact: true }).waitFor()
  })
  const teacher = { baseURL: server().baseUrl }
  await visit(browser, teacher, async (page) => {
    await page.goto('/link')
    await look(page, 'link-ask')
    await page.getByLabel('Your work e-mail').fill('Asha.Patel@hillside.example')
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.getByText('If that address is known to us').waitFor()
    const [mail] = await post()
    assert.equal(mail?.to, 'asha.patel@hillside.example')
    await page.goto(mail?.path ?? '')
    await look(page, 'link-unopened')
    await page.getByRole('button', { name: 'Open it on this device' }).click()
    await page.getByLabel('What are you worried about?').fill('New phone, and he is afraid to walk home')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Enter your name').first().waitFor()
    await look(page, 'link-minute')
    await page.getByLabel('Your name').fill('Asha Patel')
    await page.getByLabel('Who is it about?').fill('Sam Rook')
    await page.locator('#reach').fill('The school office, before nine')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Where it is').waitFor()
    await page.getByLabel('Their work e-mail').fill('deputy@hillside.example')
    await page.getByRole('button', { name: 'Send them a link' }).click()
    await page.getByText('deputy@hillside.example').waitFor()
    await look(page, 'link-follow')
    await page.getByRole('button', { name: 'Add what you know' }).click()
    await look(page, 'link-more')
  })
  const [deputy] = await post()
  await visit(browser, teacher, async (page) => {
    await page.goto(deputy?.path ?? '')
    await page.getByRole('button', { name: 'Open it on this device' }).click()
    await page.getByText('you stand in for a colleague').waitFor()
    assert.equal(await page.getByText('Sam Rook').count(), 0)
    await look(page, 'link-deputy')
  })
  await visit(browser, { ...teacher, expected: [/403/] }, async (page) => {
    await page.goto(deputy?.path ?? '')
    await page.getByText('This link was opened on another device').waitFor()
    await look(page, 'link-elsewhere')
  })
  const { id } = await t.owner.transaction((tx) => tx.one<{ id: string }>(sql`select id from concern where submitted_by is null`))
  await at(team.triage, async (page) => {
    await page.goto(`/triage/${id}`)
    await page.getByText('By a one-time link, without an account').waitFor()
    await look(page, 'link-desk')
  })
  await at(admin, async (page) => {
    await page.goto('/admin/links')
    await page.getByText('as a deputy').waitFor()
    await look(page, 'link-admin')
  })
})
