// A referral on its way over the desk, in a real browser: taken, recognised, opened as a case with a worker, answered.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot } from '../../platform/testing/browser.ts'
import { messagesToReferrer, type Sending, sendConcern } from '../concerns/index.ts'
import { recordPerson } from '../people/index.ts'

const t = await openTestHouse()
let browser: Browser
let server: TestServer
before(async () => {
  server = await startTestServer(t)
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  await server.close()
  await t.close()
})

const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'mash', teamKind: 'triage', name: 'Mo Manager' })
const priya = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'casework', name: 'Wren Worker' })
const neighbour = await t.somebody({ role: 'triageWorker', agency: 'next', team: 'next-mash', teamKind: 'other', name: 'Nadia Next' })

function aWorry(name: string, dangerNow: 'yes' | 'no' | 'unknown'): Sending {
  return {
    submission: {
      form: 'full',
      referrerName: 'Asha Lead',
      referrerJob: 'Safeguarding lead',
      referrerAgency: 'Ashfield Academy',
      reach: '01632 960000, until 4',
      whatSeen: 'He has two phones and new trainers.\nMen we do not know drive him away after school.',
      ownWords: 'I owe them and they know where my mum lives',
      seenOn: '2026-11-20',
      seenAt: null,
      seenWhenWords: 'most Fridays',
      dangerNow,
      alreadyDone: 'Spoke to his mother',
      agreement: 'not_asked',
      agreementBecause: 'it might put him in danger',
      told: '',
      wordsKept: [],
      answers: {},
    },
    subjects: [
      {
        relation: 'at_risk',
        fullName: name,
        knownAs: '',
        bornOn: '2011-03-04',
        aboutAge: null,
        schoolOrWork: 'Ashfield Academy',
        address: '',
        phone: '',
        language: '',
        more: '',
      },
    ],
    places: [{ description: 'The car park behind the shops', postcode: '', whatHappens: 'he gets into cars' }],
    attachments: [],
  }
}

async function sent(name: string, danger: 'yes' | 'no' | 'unknown' = 'no', from: Somebody = school): Promise<string> {
  const answer = await t.as(from, (tx) => sendConcern(tx, 'child_exploitation', aWorry(name, danger), t.clock.now(), t.house.reference))
  assert(answer.kind === 'sent')
  const named = await t.owner.transaction((tx) => tx.many(sql`select 1 from record_source where record_id = ${answer.id}`))
  if (named.length === 0)
    await t.as(from, (tx) =>
      recordPerson(
        tx,
        {
          namedIn: { kind: 'concern', id: answer.id },
          relation: 'subject',
          facts: { names: [{ kind: 'legal', fullText: name }], births: [{ certainty: 'full', bornOn: '2011-03-04', basis: 'stated' }] },
        },
        { origin: 'referral' },
      ),
    )
  return answer.id
}

async function looked(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await screenshot(page, `triage-${name}`)
  await axeCheck(page)
  await noSidewaysOverflow(page)
  await page.setViewportSize({ width: 375, height: 800 })
  await screenshot(page, `triage-${name}-phone`)
  if (['inbox', 'concern', 'open-case'].includes(name)) await axeCheck(page)
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function as(who: Somebody, work: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await server.browserOf(browser, who, {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  context.setDefaultTimeout(10_000)
  await context.addInitScript('globalThis.__name ??= (named) => named')
  const page = await context.newPage()
  try {
    await work(page, context)
  } catch (error) {
    await screenshot(page, 'triage-failed')
    throw error
  } finally {
    await context.close()
  }
}

test('a referral arrives, is taken, its boy is recognised, a case opens with a worker, and the referrer is told', async () => {
  const known = await sent('Jermaine Okafor')
  t.clock.set('2026-11-23T13:40:00Z')
  const id = await sent('Jermain Okafor', 'unknown')
  await sent('Somebody Else', 'yes')
  await as(manager, async (page) => {
    await page.goto('/triage')
    await page.getByText('Decide within 27 hours 20 minutes').first().waitFor()
    await looked(page, 'inbox')
    await page.goto(`/triage/${id}`)
    await page.getByText('Nobody has said whether somebody is in danger now').waitFor()
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('You have it in hand.').waitFor()
    await looked(page, 'concern')
    await page.getByLabel('The same person').first().check()
    await page.getByLabel('How do you know?').first().fill('the same birth date; the school confirms it')
    await page.getByRole('button', { name: 'Save decision' }).first().click()
    await page.goto(`/triage/${id}/decide/open_case`)
    await looked(page, 'open-case')
    await page.getByRole('button', { name: 'Open the case' }).click()
    await page.getByText('There is a problem').waitFor()
    await looked(page, 'open-case-problems')
    await page.getByLabel('Which team works with them?').selectOption(worker.teamId)
    await page.getByLabel('Who works with them?').selectOption(worker.postId)
    await page.getByLabel('Why do you decide this?').fill('Two phones, driven away by men; the school is worried.')
    await page.getByLabel(/are acting on it/).check()
    await page.getByLabel('Now', { exact: true }).check()
    await page.getByLabel(/cannot warn anybody/).check()
    await page.getByRole('button', { name: 'Open the case' }).click()
    await page.getByText('The case is open.').waitFor()
    await page.getByText('Case opened').first().waitFor()
    await looked(page, 'decided')
  })
  const [message] = await t.as(school, (tx) => messagesToReferrer(tx, id))
  assert.match(message?.says ?? '', /acting on it/)
  const mine = await t.as(worker, (tx) => tx.many(sql`select 1 from case_file`))
  assert.equal(mine.length, 1)
  assert.equal((await server.fetchAs(school, `/triage/${id}`)).status, 404)
  assert.equal((await server.fetchAs(school, `/triage/${known}`)).status, 404)
})

test('two take one concern: the second is shown who has it', async () => {
  const id = await sent('Two Takers')
  await as(manager, async (page) => {
    await page.goto(`/triage/${id}`)
    assert.equal((await server.fetchAs(priya, `/triage/${id}/claim`, {})).status, 303)
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('Priya Nair was first').waitFor()
    await looked(page, 'late')
    await page.goto(`/triage/${id}`)
    await page.getByText(/ask them to hand it over/i).waitFor()
  })
})

test('somebody decided meanwhile: both are shown, and what was typed is not lost', async () => {
  const id = await sent('Decided Meanwhile')
  await as(manager, async (page) => {
    await page.goto(`/triage/${id}/decide/no_further_action`)
    const form = { seen: '', reason: 'the school rang back', when: 'later' }
    assert.equal((await server.fetchAs(priya, `/triage/${id}/decide/no_further_action`, form)).status, 303)
    await page.getByLabel('Why do you decide this?').fill('my own long reason')
    await page.getByLabel(/^Later/).check()
    await page.getByRole('button', { name: /no further action/ }).click()
    await page.getByText('Somebody decided this while you were writing').waitFor()
    await page.getByText('my own long reason').waitFor()
    await page.getByText('the school rang back').waitFor()
    await looked(page, 'conflict')
  })
})

test('what is passed on is in the other side’s queue, with what was sent and nothing more, and is answered there', async () => {
  const id = await sent('Passed Child')
  await as(priya, async (page) => {
    await page.goto(`/triage/${id}/decide/pass_on`)
    await looked(page, 'pass-on')
    await page.getByLabel('Who is asked to take it?').selectOption(neighbour.agencyId)
    await page.getByLabel('What do they need to know?').fill('A boy of 15 who moved to you on Friday')
    await page.getByLabel('What do you ask them to do?').fill('See him this week')
    await page.getByLabel(/Children Act/).check()
    await page.getByLabel('The family was not asked').check()
    await page.getByLabel('Why do you decide this?').fill('He lives there now')
    await page.getByRole('button', { name: 'Pass it on' }).click()
    await page.getByText('It stays ours until they accept.').first().waitFor()
  })
  await as(neighbour, async (page) => {
    await page.goto('/triage/passed')
    await looked(page, 'passed')
    await page.locator('[data-keys-item]').first().click()
    await page.getByText('See him this week').waitFor()
    assert.equal(await page.getByText('Asha Lead').count(), 0)
    await looked(page, 'passed-record')
    await page.getByRole('button', { name: 'Say no' }).click()
    await page.getByText('There is a problem').waitFor()
    await page.getByRole('button', { name: 'Accept it' }).click()
    await page.getByText('Accepted. They are told.').waitFor()
  })
})

test('passed to a named person: both sides see it sent, refused with a reason, sent again and accepted', async () => {
  const yusuf = await t.somebody({ role: 'youthJusticeWorker', agency: 'yjs', agencyKind: 'youth_justice', name: 'Yusuf Justice' })
  const id = await sent('Named Receiver')
  const pass = (needed: string) =>
    as(priya, async (page) => {
      await page.goto(`/triage/${id}/decide/pass_on`)
      await page.getByLabel('Who is asked to take it?').selectOption(`${yusuf.agencyId}:${yusuf.postId}`)
      await page.getByLabel('What do they need to know?').fill('A boy of 15 whom you see each Tuesday')
      await page.getByLabel('What do you ask them to do?').fill(needed)
      await page.getByLabel(/Children Act/).check()
      await page.getByLabel('The family was not asked').check()
      await page.getByLabel('Why do you decide this?').fill('They know him best')
      await page.getByRole('button', { name: 'Pass it on' }).click()
      await page.getByText('It stays ours until they accept.').first().waitFor()
      await page.getByText('Yusuf Justice').first().waitFor()
      await looked(page, 'passed-to-name')
    })
  const seenBySender = (state: RegExp, picture: string) =>
    as(priya, async (page) => {
      await page.goto('/triage/passed')
      await page.getByRole('row').filter({ hasText: 'to Yusuf Justice' }).filter({ hasText: state }).first().waitFor()
      assert.deepEqual(await page.locator('.govuk-service-navigation__link[aria-current]').allTextContents(), ['Passed to us'])
      await looked(page, picture)
      await page.goto(`/triage/${id}`)
      await page.getByText(state).first().waitFor()
      await looked(page, `${picture}-concern`)
    })

  await pass('See him this week')
  await seenBySender(/Sent, not yet answered/, 'passed-sent')
  await as(yusuf, async (page) => {
    await page.goto('/notifications')
    await page.getByText('Another agency asks yours to take a concern').first().waitFor()
    await page.goto('/triage/passed')
    await page.locator('[data-keys-item]').first().click()
    await page.getByText('See him this week').waitFor()
    assert.equal(await page.getByText('they know where my mum lives').count(), 0, 'only what was sent')
    await page.getByLabel('Why can you not take it?').fill('He left our court order in May')
    await looked(page, 'passed-refusing')
    await page.getByRole('button', { name: 'Say no' }).click()
    await page.getByText('He left our court order in May').waitFor()
    await looked(page, 'passed-refused')
  })
  await seenBySender(/Not taken/, 'passed-not-taken')
  await as(priya, async (page) => {
    await page.goto(`/triage/${id}`)
    await page.getByText('He left our court order in May').first().waitFor()
  })

  t.clock.advance({ minutes: 30 })
  await pass('Ask him whom he trusts')
  await as(yusuf, async (page) => {
    await page.goto('/triage/passed')
    await page.getByRole('row').filter({ hasText: 'Sent, not yet answered' }).getByRole('link').click()
    await page.getByText('Ask him whom he trusts').waitFor()
    await page.getByRole('button', { name: 'Accept it' }).click()
    await page.getByText('Accepted. They are told.').waitFor()
    await looked(page, 'passed-accepted')
  })
  await seenBySender(/Accepted/, 'passed-taken')
})

test('filters stand in the address, a view is kept, and an empty list says what to do', async () => {
  await as(priya, async (page) => {
    await page.goto('/triage?who=mine&q=nobody-of-this-name')
    await page.getByText('No concern fits these filters').waitFor()
    await looked(page, 'empty')
    await page.getByLabel('Name for this view').fill('Mine')
    await page.getByRole('button', { name: 'Save this view' }).click()
    await page.getByText('The view is saved.').waitFor()
    assert.match(page.url(), /who=mine/)
    await page.getByRole('link', { name: 'Mine', exact: true }).waitFor()
  })
})
