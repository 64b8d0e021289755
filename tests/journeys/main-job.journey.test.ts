// The main job, from a worry to a young person who was not seen in time, played by five people in a real browser. The
// person is one of two thousand that nobody here typed; the school writes his name another way.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { importPeople } from '../../src/core/people/index.ts'
import { refreshStaleClocks, tellOfMissedVisits } from '../../src/core/visits/index.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { launchBrowser } from '../../src/platform/testing/browser.ts'
import { asJobs } from '../support/casework.ts'
import { openTestHouse } from '../support/database.ts'
import { answerAll, at, fillMoment, look } from '../support/looking.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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

const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const desk = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Tess Bell' })
const serviceManager = await t.somebody({ role: 'serviceManager', name: 'Sheila Grant' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Mara Okafor', reportsTo: serviceManager })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Wim Janssen', reportsTo: manager })

const people = z.array(
  z.object({ record: z.string(), given: z.string(), surname: z.string(), dob: z.string(), sex: z.string(), postcode: z.string() }),
)

/** A boy of 15 from the file, with a name that can be misspelt. */
async function aBoyOf15(): Promise<z.infer<typeof people>[number]> {
  const file = await readFile(new URL('../fixtures/linkage-uk-2000.csv', import.meta.url), 'utf8')
  const rows = people.parse(parse(file, { columns: true, comment: '#', comment_no_infix: true }))
  const found = rows.find(
    ({ sex, dob, given, surname, postcode }) =>
      sex === 'M' && /^2011-0[2-9]-1[3-9]$/.test(dob) && given.length > 4 && surname.length > 5 && postcode !== '',
  )
  assert(found !== undefined, 'the file has a boy of 15')
  return found
}

/** Two neighbouring letters in the wrong order. */
function misspelt(name: string): string {
  return `${name.slice(0, 2)}${name[3]}${name[2]}${name.slice(4)}`
}

const goOn = (page: Page) => page.getByRole('button', { name: 'Continue' }).last().click()

test('a school refers under another spelling; he is recognised, gets a worker, is seen, is missed, and named people are told', async () => {
  const csv = await readFile(new URL('../fixtures/linkage-uk-2000.csv', import.meta.url), 'utf8')
  const imported = await t.as(desk, (tx) => importPeople(tx, csv, '2026-11-23'))
  assert.ok(imported.imported > 1900, `${imported.imported} of 2000 imported`)
  const boy = await aBoyOf15()
  const written = `${boy.given} ${misspelt(boy.surname)}`
  const [year = '', month = '', day = ''] = boy.dob.split('-')

  // 1. The school tells of a worry.
  await at(server, browser, school, async (page) => {
    await page.goto('/concerns/new')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('A child who may be at risk').check()
    await page.getByLabel('How to reach you').fill('01632 960 000')
    await goOn(page)
    await page.getByLabel('Name', { exact: true }).fill(written)
    await page.getByLabel('Day').fill(day)
    await page.getByLabel('Month').fill(month)
    await page.getByLabel('Year').fill(year)
    await goOn(page)
    await page.getByLabel('What have you seen or heard?').fill('He has two phones and is driven away after school by men we do not know.')
    await goOn(page)
    await page.getByLabel('I do not know').check()
    await goOn(page)
    await page.getByLabel('They have not been asked').check()
    await page.getByLabel('Why not?').fill('It might put him in danger')
    await goOn(page)
    await goOn(page)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Your reference is').waitFor()
    await look(page, 'main-job-1-sent')
  })

  // 2. The triage desk: who may he be? A case opens and waits for a worker.
  const { id: concern } = await t.owner.transaction((tx) => tx.one<{ id: string }>(sql`select id from concern`))
  await at(server, browser, desk, async (page) => {
    await page.goto('/triage')
    await page
      .getByText(/Decide within/)
      .first()
      .waitFor()
    await look(page, 'main-job-2-inbox')
    await page.goto(`/triage/${concern}`)
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('You have it in hand.').waitFor()
    await page.getByText(boy.surname).first().waitFor()
    await look(page, 'main-job-2-concern')
    await page.getByLabel('The same person').first().check()
    await page.getByLabel('How do you know?').first().fill('The same birth date; the school confirmed the spelling on the phone')
    await page.getByRole('button', { name: 'Save decision' }).first().click()
    await page.goto(`/triage/${concern}/decide/open_case`)
    await page.getByLabel('Which team works with them?').selectOption(manager.teamId)
    await page.getByLabel('Why do you decide this?').fill('Two phones, driven away by men; the school is worried.')
    await page.getByLabel(/are acting on it/).check()
    await page.getByLabel('Now', { exact: true }).check()
    await page.getByLabel(/cannot warn anybody/).check()
    await page.getByRole('button', { name: 'Open the case' }).click()
    await page.getByText('The case is open.').waitFor()
    await look(page, 'main-job-2-opened')
  })
  const { id: caseId } = await t.owner.transaction((tx) => tx.one<{ id: string }>(sql`select id from case_file`))
  const subjects = await t.as(manager, (tx) =>
    tx.many(sql`
    select 1 from record_source rs join source_record s on s.id = rs.source_record_id
    where rs.record_kind = 'case' and rs.record_id = ${caseId}`),
  )
  assert.ok(subjects.length > 0, 'the case is about the person of the concern')

  // 3. The manager gives the case to a worker.
  await at(server, browser, manager, async (page) => {
    await page.goto(`/cases/${caseId}/allocate`)
    await page.getByLabel('Wim Janssen').check()
    await page.getByLabel('Why this worker').fill('Knows the school, and has room')
    await page.getByRole('button', { name: 'Give the case' }).click()
    await page.getByText('Wim Janssen').first().waitFor()
  })
  await asJobs(t, (tx) => refreshStaleClocks(tx, t.house))

  // 4. The worker judges, answers, decides; sees him. Below the suggestion, the manager countersigns.
  await at(server, browser, worker, async (page) => {
    await page.goto('/')
    await look(page, 'main-job-4-my-work')
    await page.goto(`/cases/${caseId}/risk/new`)
    await page.getByLabel('Moderate').check()
    await page.getByLabel('Why?').fill('Two phones, and afraid to walk home. He still goes to school.')
    await page.getByRole('button', { name: 'Go on to the questions' }).click()
    await answerAll(page, t.house.reference.risk, { B2: 'yes_recent' }, 'no')
    await page.getByText('Suggested: Significant').waitFor()
    await page.getByLabel('Why this level?').fill('The debt was paid by his aunt, and nobody has asked since.')
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.getByText('Waits for a countersign: Moderate').waitFor()
  })
  await at(server, browser, manager, async (page) => {
    await page.goto(`/cases/${caseId}/risk`)
    await page.getByRole('link', { name: 'Read it and decide' }).click()
    await page.getByLabel('No, it goes back to Wim Janssen').check()
    await page.getByLabel('Why?').fill('Two men asked for him at school on Friday.')
    await page.getByRole('button', { name: 'Save' }).click()
  })
  await at(server, browser, worker, async (page) => {
    await page.goto(`/cases/${caseId}/risk`)
    await page.getByRole('link', { name: 'Go on with it' }).click()
    await page.getByLabel('Significant').check()
    await page.getByRole('button', { name: 'Save the decision' }).click()
    await page.getByText('To be looked at again by').waitFor()
    await page.goto(`/cases/${caseId}/visits/new`)
    await page.getByLabel('Seen, and spoken to alone').check()
    await fillMoment(page, '2026-11-23', '08:30')
    await page.getByLabel('What did they say, in their own words?').fill('I want to go to training without looking over my shoulder')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('To be seen by Mon 30 November 2026').waitFor()
    await look(page, 'main-job-4-seen')
  })

  // A week later nobody was home; that does not count. The day after, named people are told.
  t.clock.set('2026-11-30T16:00:00Z')
  await at(server, browser, worker, async (page) => {
    await page.goto(`/cases/${caseId}/visits/new`)
    await page.getByLabel('Nobody home').check()
    await fillMoment(page, '2026-11-30', '15:30')
    await page.getByRole('button', { name: 'Save the visit' }).click()
    await page.getByText('1 attempt since then').waitFor()
  })
  t.clock.set('2026-12-04T09:00:00Z')
  await asJobs(t, (tx) => tellOfMissedVisits(tx, t.house))

  // 5. Manager and service manager see who was not seen; the school sees that it was decided; the case says who looked.
  await at(server, browser, manager, async (page) => {
    await page.goto('/team')
    await look(page, 'main-job-5-team')
    await page.goto(`/cases/${caseId}/visits`)
    await page.getByText('Not seen in time: 4 days overdue').waitFor()
    await page.getByText('Sheila Grant, service manager').waitFor()
    await look(page, 'main-job-5-overdue')
    await page.goto(`/records/case/${caseId}/looks`)
    await page.getByText('Wim Janssen').first().waitFor()
    await look(page, 'main-job-5-looks')
  })
  const told = await server.fetchAs(serviceManager, '/notifications')
  assert.match(await told.text(), /Not seen in time/)
  await at(server, browser, school, async (page) => {
    await page.goto('/concerns/mine')
    await page
      .getByText(/decided/i)
      .first()
      .waitFor()
    await look(page, 'main-job-5-my-referrals')
    assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /Wim|significant|known/i)
  })
})
