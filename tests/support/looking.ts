// Somebody at a browser, and pages looked at as pictures on a laptop and a phone.
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { RiskPolicy } from '../../src/core/risk/rules.ts'
import { axeCheck, noSidewaysOverflow, recordProblems, screenshot, widths } from '../../src/platform/testing/browser.ts'
import type { Somebody } from './database.ts'
import type { TestServer } from './server.ts'

/** One person, signed in, at a laptop. Fails when the browser had anything to complain about. */
export async function at(server: TestServer, browser: Browser, who: Somebody, body: (page: Page) => Promise<void>): Promise<void> {
  const context = await server.browserOf(browser, who, { viewport: { width: widths.laptop, height: 800 } })
  // tsx wraps named functions in this helper, and so also those a test hands to `page.evaluate`.
  await context.addInitScript('globalThis.__name ??= (named) => named')
  const problems = recordProblems(context, server.baseUrl)
  try {
    const page = await context.newPage()
    await body(page)
    assert.deepEqual(problems, [])
  } finally {
    await context.close()
  }
}

/** Accessible as far as axe can tell, nothing sticking out on a phone, and a picture of both. */
export async function look(page: Page, name: string): Promise<void> {
  await axeCheck(page)
  await noSidewaysOverflow(page)
  await screenshot(page, name)
  await page.setViewportSize({ width: widths.phone, height: 800 })
  await screenshot(page, `${name}-phone`)
  await page.setViewportSize({ width: widths.laptop, height: 800 })
}

/** Fills the first three boxes of a date on the page, and the time beside it. */
export async function fillMoment(page: Page, date: string, time: string): Promise<void> {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-')
  await page.getByLabel('Day', { exact: true }).first().fill(dayOfMonth)
  await page.getByLabel('Month', { exact: true }).first().fill(month)
  await page.getByLabel('Year', { exact: true }).first().fill(year)
  if (time !== '') await page.getByLabel('At what time?').fill(time)
}

/** Answers every question on risk, step by step, those named otherwise than the others, and asks for the suggestion. */
export async function answerAll(
  page: Page,
  { indicators, domains }: RiskPolicy,
  named: Readonly<Record<string, string>>,
  others: string,
): Promise<void> {
  for (const domain of Object.keys(domains)) {
    await page.getByRole('heading', { level: 1, name: domains[domain] ?? '', exact: true }).waitFor()
    for (const { id } of indicators.filter((one) => one.id.startsWith(domain))) {
      await page.locator(`input[name="i-${id}"][value="${named[id] ?? others}"]`).check()
    }
    await page.getByRole('button', { name: 'Continue' }).click()
  }
  await page.getByRole('heading', { name: 'Check your answers' }).waitFor()
  await page.getByRole('button', { name: 'Save and see the suggestion' }).click()
}
