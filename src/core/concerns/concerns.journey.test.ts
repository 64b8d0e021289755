import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, widths } from '../../platform/testing/browser.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server.close()
  await t.close()
})

const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const triage = await t.somebody({ role: 'triageWorker', team: 'triage', teamKind: 'triage' })
await t.somebody({ role: 'emergencyDuty', team: 'night', teamKind: 'emergency' })
await t.owner.transaction((tx) => tx.run(sql`update team set phone = '01632 960 999' where kind in ('triage', 'emergency')`))

type Way = Readonly<{ width: number; javaScriptEnabled: boolean }>

async function as<T>(who: typeof school, way: Way, body: (page: Page) => Promise<T>): Promise<T> {
  const context = await server.browserOf(browser, who, {
    viewport: { width: way.width, height: 800 },
    javaScriptEnabled: way.javaScriptEnabled,
    locale: 'en-GB',
  })
  await context.addInitScript('globalThis.__name ??= (named) => named')
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  try {
    return await body(page)
  } catch (error) {
    throw new Error(`${String(error)} at ${page.url()} ${await screenshot(page, 'concern-failed')}`, { cause: error })
  } finally {
    await context.close()
  }
}

const goOn = (page: Page) => page.getByRole('button', { name: 'Continue' }).last().click()

async function look(page: Page, name: string, way: Way): Promise<void> {
  await screenshot(page, `concern-${name}-${way.width}-${way.javaScriptEnabled ? 'script' : 'no-script'}`)
  // axe itself is a script
  if (way.javaScriptEnabled) {
    await axeCheck(page)
    await noSidewaysOverflow(page)
  }
}

for (const way of [
  { width: widths.laptop, javaScriptEnabled: true },
  { width: widths.phone, javaScriptEnabled: false },
]) {
  test(`a school tells of a worry in six short pages (${way.width} px, script ${way.javaScriptEnabled ? 'on' : 'off'})`, () =>
    as(school, way, async (page) => {
      await page.goto('/concerns/new')
      await look(page, '0-start', way)
      await page.getByRole('button', { name: 'Start' }).click()
      await goOn(page)
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
      await look(page, '1-who-problem', way)
      await page.getByLabel('A child who may be at risk').check()
      await page.getByLabel('How to reach you').fill('01632 960 000')
      await goOn(page)

      await page.getByLabel('Name', { exact: true }).fill("Zoë O'Brien <b>x</b>")
      await page.getByLabel('Day').fill('31')
      await page.getByLabel('Month').fill('2')
      await page.getByLabel('Year').fill('2010')
      await goOn(page)
      await page.getByText('Enter a real date, like 27 3 2010').first().waitFor()
      await look(page, '2-about-problem', way)
      await page.getByLabel('Day').fill('')
      await page.getByRole('button', { name: 'Add another person' }).click()
      assert.equal(await page.getByLabel('Name', { exact: true }).first().inputValue(), "Zoë O'Brien <b>x</b>")
      await page.locator('[name=p2-name]').fill('محمد')
      await page.locator('[name=p2-relation][value=may_harm]').check()
      await goOn(page)

      await page.getByLabel('What have you seen or heard?').fill('She is making a lifestyle choice. <script>alert(1)</script>')
      if (way.javaScriptEnabled) await page.getByText('Say instead').first().waitFor()
      await page.locator('[name=seen-day]').fill('25')
      await page.locator('[name=seen-month]').fill('10')
      await page.locator('[name=seen-year]').fill('2026')
      await page.locator('[name=seen-time]').fill('01:30')
      await goOn(page)
      await page.getByText('happened twice that night').first().waitFor()
      await look(page, '3-seen-problem', way)
      await page.getByLabel('The first one').check()
      await goOn(page)

      const prompt = page.getByText('Ring 999').first()
      if (way.javaScriptEnabled) assert.equal(await prompt.isVisible(), false)
      await page.getByLabel('I do not know').check()
      assert.equal(await page.getByText('Ring 999').last().isVisible(), true, 'law R26: the prompt shows at once')
      await look(page, '4-danger', way)
      await goOn(page)

      await page.getByText('Ring 999').first().waitFor()
      await page.getByLabel('They have not been asked').check()
      await page.getByLabel('Why not?').fill('It might tip off the people around her')
      await look(page, '5-agreement', way)
      await goOn(page)

      await page.getByLabel('Choose files').setInputFiles([
        { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)]) },
        { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('her words') },
      ])
      await goOn(page)
      await page.getByText('is a program, whatever its name says').first().waitFor()
      await page.getByText('note.txt').first().waitFor()
      await look(page, '6-files-problem', way)
      await goOn(page)

      await page.getByRole('heading', { name: 'Check what you are about to send' }).waitFor()
      await page.getByText('Words to look at again').waitFor()
      await look(page, '7-check', way)
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.getByText('Your reference is').waitFor()
      await look(page, '8-sent', way)
      await page.getByRole('link', { name: 'See and print' }).click()
      await page.getByText('<script>alert(1)</script>').waitFor()
      await page.getByText('01:30 BST').first().waitFor()
      await look(page, '9-record', way)
      await page
        .getByRole('link', { name: 'Add what you know' })
        .or(page.getByRole('button', { name: 'Add what you know' }))
        .first()
        .click()
      await look(page, '10-more', way)
      await page.getByRole('textbox', { name: 'What do you want to add?' }).fill('She came to school today.')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.getByText('She came to school today.').waitFor()
      await page.goto('/concerns/mine')
      await page.getByText('Received').first().waitFor()
      await look(page, '11-mine', way)
    }))
}

test('a concern about a named officer goes to the other one: its subject sees nothing, and is not told', async () => {
  const way = { width: widths.laptop, javaScriptEnabled: true }
  const dana = await t.somebody({ role: 'designatedOfficer', name: 'Dana Marsh' })
  const femi = await t.somebody({ role: 'designatedOfficer', name: 'Femi Adeyemi' })
  await as(school, way, async (page) => {
    await page.goto('/concerns/new')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('A member of staff or a volunteer').check()
    await page.getByLabel('How to reach you').fill('01632 960 000')
    await goOn(page)
    await page.getByLabel('Name', { exact: true }).fill('Danna Marsh')
    await goOn(page)
    // the name of the page before has been looked up already
    await page.getByRole('heading', { name: 'Who may read this, and who must not' }).waitFor()
    await goOn(page)
    await page.getByText('Choose the person, or “None of these”').first().waitFor()
    await look(page, 'staff-1-receivers-problem', way)
    await page.getByRole('radio', { name: 'Dana Marsh' }).check()
    await page.getByRole('checkbox', { name: 'Femi Adeyemi' }).check()
    await goOn(page)
    await page.getByText('Nobody would be left to receive this').first().waitFor()
    await page.getByRole('checkbox', { name: 'Femi Adeyemi' }).uncheck()
    await goOn(page)
    await page.getByLabel('What have you seen or heard?').fill('She asks children for their phone numbers.')
    await goOn(page)
    await page.getByLabel('No', { exact: true }).check()
    await goOn(page)
    await page.getByLabel('They have not been asked').check()
    await page.getByLabel('Why not?').fill('It is about staff')
    await goOn(page)
    await goOn(page)
    await page.getByRole('heading', { name: 'Check what you are about to send' }).waitFor()
    await look(page, 'staff-2-check', way)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('ask for Femi Adeyemi').waitFor()
    await page.getByRole('link', { name: 'See and print' }).click()
    await page.getByText('Dana Marsh (it is about them)').waitFor()
    await look(page, 'staff-3-record', way)
  })
  const { id } = await t.owner.transaction((tx) =>
    tx.one<{ id: string }>(sql`select id from concern where kind = 'staff' order by received_at desc limit 1`),
  )
  await as(dana, way, async (page) => {
    for (const address of [`/concerns/${id}`, `/triage/${id}`, `/concerns/${id}/sent`]) {
      assert.equal((await page.goto(address))?.status(), 404, address)
    }
    for (const address of ['/triage', '/notifications', '/']) {
      await page.goto(address)
      assert.doesNotMatch(await page.content(), new RegExp(`${id}|phone numbers`), address)
    }
  })
  await as(femi, way, async (page) => {
    await page.goto(`/triage/${id}`)
    await page.getByText('Dana Marsh (it is about them)').waitFor()
    await look(page, 'staff-4-officer', way)
  })
})

test('one minute is enough: three boxes, and the rest is asked for later', () =>
  as(school, { width: widths.phone, javaScriptEnabled: true }, async (page) => {
    await page.goto('/concerns/minute')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Write what you have seen or heard').first().waitFor()
    await page.getByLabel('What are you worried about?').fill('He is bundled into cars')
    await look(page, 'minute', { width: widths.phone, javaScriptEnabled: true })
    await page.getByRole('button', { name: 'Send' }).dblclick()
    await page.getByText('please add what you know').waitFor()
    const kept = await t.owner.transaction((tx) => tx.many(sql`select 1 from concern_submission where form = 'minute'`))
    assert.equal(kept.length, 1, 'a double click sends once')
  }))

test('what is typed is saved as it is typed, and goes on on another device', async () => {
  const way = { width: widths.laptop, javaScriptEnabled: true }
  const address = await as(school, way, async (page) => {
    await page.goto('/concerns/new')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('How to reach you').fill('half a numb')
    await page.getByText(/Saved at/).waitFor()
    return page.url()
  })
  await as(school, { width: widths.phone, javaScriptEnabled: false }, async (page) => {
    await page.goto(address)
    assert.equal(await page.getByLabel('How to reach you').inputValue(), 'half a numb')
  })
  await as(triage, way, async (page) => {
    const answer = await page.goto(address)
    assert.equal(answer?.status(), 404, 'a draft is its writer’s alone')
  })
})

test('two windows on one page: the second sees both and chooses', () =>
  as(school, { width: widths.laptop, javaScriptEnabled: false }, async (page) => {
    await page.goto('/concerns/new')
    await page.getByRole('button', { name: 'Start' }).click()
    const other = await page.context().newPage()
    await other.goto(page.url())
    for (const [window, words] of [
      [page, 'ring me in the morning'],
      [other, 'ring me at night'],
    ] as const) {
      await window.getByLabel('A child who may be at risk').check()
      await window.getByLabel('How to reach you').fill(words)
      await goOn(window)
    }
    await other.getByText('This page was changed in another window').waitFor()
    await other.getByText('ring me in the morning').waitFor()
    await screenshot(other, 'concern-conflict')
    await other.getByRole('button', { name: 'Keep what I entered here' }).click()
    await other.getByRole('heading', { name: 'Who it is about' }).waitFor()
    await page.goto(other.url().replace('/about', '/who'))
    assert.equal(await page.getByLabel('How to reach you').inputValue(), 'ring me at night')
  }))
