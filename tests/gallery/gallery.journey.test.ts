import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { axeCheck, launchBrowser, noSidewaysOverflow, screenshot, visit } from '../../src/platform/testing/browser.ts'
import { type Gallery, galleryPaths, startGallery } from './gallery.tsx'

let browser: Browser
let gallery: Gallery
before(async () => {
  gallery = await startGallery(0)
  browser = await launchBrowser()
})
after(async () => {
  await browser.close()
  gallery.server.close()
})

for (const path of galleryPaths) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${path} can be used by everybody, on a phone too, in ${colorScheme}, and keeps the content policy`, () =>
      visit(browser, { baseURL: gallery.url }, async (page) => {
        await page.emulateMedia({ colorScheme })
        await page.goto(path)
        await page.evaluate(() => document.fonts.ready)
        await screenshot(page, `gallery-${path.slice(1) || 'work'}-${colorScheme}`)
        await axeCheck(page)
        await noSidewaysOverflow(page)
      }))
  }
}

test('what is typed is saved while it is typed, and said', () =>
  visit(browser, { baseURL: gallery.url }, async (page) => {
    gallery.saved.length = 0
    await page.goto('/forms')
    await page.getByLabel('What have you already done?').fill('Rang the school')
    await said(page, 'Saved at 14:02')
    assert.deepEqual(Object.fromEntries(gallery.saved[0] ?? []), { _version: '1', done: 'Rang the school' })
    assert.equal(await page.locator('[name=_version]').inputValue(), '2')
  }))

test('a box that is unticked is saved as empty, and a password never', () =>
  visit(browser, { baseURL: gallery.url }, async (page) => {
    gallery.saved.length = 0
    await page.goto('/forms')
    await page.getByLabel('Your password').fill('secret')
    await page.getByLabel('The young person').uncheck()
    await said(page, 'Saved at 14:02')
    const last = gallery.saved.at(-1)
    assert.deepEqual([...(last?.keys() ?? [])], ['_version', 'told'])
    assert.equal(last?.get('told'), '')
  }))

test('without the network the page says so, keeps what was typed, and saves it when the network is back', () =>
  visit(browser, { baseURL: gallery.url, expected: [/request failed/, /ERR_INTERNET_DISCONNECTED/] }, async (page) => {
    gallery.saved.length = 0
    await page.goto('/forms')
    await page.context().setOffline(true)
    await page.getByLabel('What have you already done?').fill('Rang the school')
    await said(page, 'Not saved yet: you are offline. Keep this page open.')
    assert.equal(gallery.saved.length, 0)
    await page.context().setOffline(false)
    await said(page, 'Saved at 14:02')
    assert.equal(gallery.saved.at(-1)?.get('done'), 'Rang the school')
  }))

test('while the server restarts, it is tried again until it is saved', () =>
  visit(browser, { baseURL: gallery.url, expected: [/status of 503/] }, async (page) => {
    gallery.saved.length = 0
    gallery.down = true
    await page.goto('/forms')
    await page.getByLabel('What have you already done?').fill('Rang the school')
    await said(page, 'Not saved yet. Keep this page open; we are trying again.')
    gallery.down = false
    await said(page, 'Saved at 14:02')
    assert.equal(gallery.saved.at(-1)?.get('done'), 'Rang the school')
  }))

test('leaving with something unsaved asks first; without, it does not', () =>
  visit(browser, { baseURL: gallery.url, expected: [/status of 503/] }, async (page) => {
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.accept()
    })
    gallery.down = true
    await page.goto('/forms')
    await page.getByLabel('What have you already done?').pressSequentially('Rang')
    await page.goto('/')
    gallery.down = false
    assert.deepEqual(asked, ['beforeunload'])
    await page.goto('/case')
    assert.deepEqual(asked, ['beforeunload'])
  }))

test('kinder words are suggested while typing, and go away with the word', () =>
  visit(browser, { baseURL: gallery.url }, async (page) => {
    await page.goto('/forms')
    const field = page.getByLabel('What have you already done?')
    await field.fill('He absconded again')
    const suggestion = page.getByText('say “went missing”')
    await suggestion.waitFor()
    await axeCheck(page)
    assert.equal(await field.inputValue(), 'He absconded again')
    await field.fill('He went missing again')
    await suggestion.waitFor({ state: 'detached' })
    await page.getByText('Saved at 14:02').waitFor()
  }))

test('a list can be worked through by keyboard, and nothing happens while typing', () =>
  visit(browser, { baseURL: gallery.url }, async (page) => {
    await page.goto('/')
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    assert.equal(await focused(), 'LW-3QX9')
    await page.keyboard.press('k')
    assert.equal(await focused(), 'LW-7K2M')
    await page.keyboard.press('/')
    await page.keyboard.type('jk?')
    assert.equal(await page.getByLabel('Name or reference').inputValue(), 'jk?')
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('?')
    assert.ok(await page.getByRole('heading', { name: 'Keyboard shortcuts' }).isVisible())
    await axeCheck(page)
    await page.keyboard.press('Escape')
    assert.ok(!(await page.getByRole('heading', { name: 'Keyboard shortcuts' }).isVisible()))
  }))

for (const javaScript of [true, false]) {
  test(`a choice opens what belongs to it, ${javaScript ? 'with' : 'without'} script`, () =>
    visit(browser, { baseURL: gallery.url, javaScript }, async (page) => {
      await page.goto('/forms')
      const warning = page.getByText('Call 999 first')
      assert.ok(!(await warning.isVisible()))
      await page.getByLabel('Yes').check()
      assert.ok(await warning.isVisible())
      await page.getByLabel('I do not know').check()
      assert.ok(!(await warning.isVisible()))
    }))
}

test('on paper there is the record and no navigation, filter or button', () =>
  visit(browser, { baseURL: gallery.url }, async (page) => {
    await page.goto('/')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await screenshot(page, 'gallery-print')
    for (const name of ['.govuk-service-navigation', '.lw-filter', '.govuk-pagination', '.lw-user-menu'])
      assert.ok(!(await page.locator(name).isVisible()), name)
    assert.ok(await page.getByRole('table').isVisible())
    const heading = await page.locator('h1').evaluate((h1) => getComputedStyle(h1).color)
    assert.equal(heading, 'rgb(0, 0, 0)')
  }))

/** Waits until the status line of the form says exactly this. */
async function said(page: Page, words: string): Promise<void> {
  await page
    .locator('[data-draft-status]')
    .getByText(words, { exact: true })
    .waitFor()
    .catch(async () => {
      throw new Error(`The form says "${await page.locator('[data-draft-status]').textContent()}", not "${words}"`)
    })
}
