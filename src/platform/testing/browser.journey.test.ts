import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { axeCheck, launchBrowser, noSidewaysOverflow, unpackedChromium, visit } from './browser.ts'

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'"
const page = (body: string) =>
  `<!doctype html><html lang="en"><title>A page</title><link rel="stylesheet" href="/style.css"><main>${body}</main></html>`
const pages: Record<string, readonly [type: string, body: string]> = {
  '/': ['text/html', page('<h1 class="words">Žofia is safe</h1><h2 class="unseen">Žofia is safe</h2>')],
  '/style.css': ['text/css', 'h1, h2 { font-family: "A Font Nobody Has", sans-serif; font-size: 40px } .unseen { color: transparent }'],
  '/inline-style': ['text/html', page('<h1>Here</h1><p style="color: red">Styled where it must not be</p>')],
  '/foreign': ['text/html', page('<h1>Here</h1><img alt="" src="http://localhost.invalid/pixel.png">')],
  '/broken-script': ['text/html', page('<h1>Here</h1><script src="/broken.js"></script>')],
  '/broken.js': ['text/javascript', 'nobodyDefinedThis()'],
  '/missing-part': ['text/html', page('<h1>Here</h1><script src="/nowhere.js"></script>')],
  '/wide': ['text/html', page('<h1>Here</h1><img class="map" alt="A map" width="900" height="20" src="/nothing.svg">')],
  '/nothing.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  '/unlabelled': ['text/html', page('<h1>Here</h1><form><input type="text"></form>')],
}

const server = createServer((request, response) => {
  const [type, body] = pages[request.url ?? ''] ?? ['text/html', page('<h1>Nothing here</h1>')]
  response.writeHead(request.url !== undefined && request.url in pages ? 200 : 404, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
  })
  response.end(body)
})
let browser: Browser
let baseURL: string

before(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  baseURL = `http://127.0.0.1:${port}`
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  server.closeAllConnections()
  server.close()
})

const look = (path: string, then: (page: Page) => Promise<void> = async () => {}) =>
  visit(browser, { baseURL }, async (page) => {
    await page.goto(path)
    await then(page)
  })

/** How many pixels of what `selector` covers are dark. */
async function ink(page: Page, selector: string): Promise<number> {
  const { data } = await sharp(await page.locator(selector).screenshot())
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return data.filter((shade) => shade < 128).length
}

test('text paints: a browser without fonts shows a blank page and says nothing', () =>
  look('/', async (page) => {
    const dark = await ink(page, 'h1')
    assert(dark > 500, `only ${dark} dark pixels where a heading should be`)
    assert.equal(await ink(page, 'h2'), 0, 'the measure itself sees ink where none is')
  }))

test('a style the content policy forbids fails the test', () => assert.rejects(look('/inline-style'), /Content Security Policy/))

test('a request to another host fails the test', () => assert.rejects(look('/foreign'), /localhost\.invalid/))

test('a script that breaks fails the test', () => assert.rejects(look('/broken-script'), /nobodyDefinedThis/))

test('a part of a page that is missing fails the test', () => assert.rejects(look('/missing-part'), /status of 404.*nowhere\.js/))

test('a page that answers with an error status is for the test to judge', () => look('/not-there'))

test('what a test provokes on purpose can be named', () =>
  visit(browser, { baseURL, expected: [/nobodyDefinedThis/] }, async (page) => {
    await page.goto('/broken-script')
  }))

test('something too wide for a phone is named', () =>
  look('/wide', async (page) => {
    await assert.rejects(noSidewaysOverflow(page), /img\.map/)
    await page.goto('/')
    await noSidewaysOverflow(page)
    assert.deepEqual(page.viewportSize(), { width: 1280, height: 800 })
  }))

test('a field without a label is reported with its place and the rule it breaks', () =>
  look('/unlabelled', async (page) => {
    await assert.rejects(axeCheck(page), /WCAG 2\.2 AA:[\s\S]*label[\s\S]*<input type="text">/)
    await page.goto('/')
    await axeCheck(page)
  }))

test('test files that start at the same moment share one unpacked browser', async () => {
  const homes = await Promise.all([unpackedChromium(), unpackedChromium()])
  assert.equal(homes[0], homes[1])
})
