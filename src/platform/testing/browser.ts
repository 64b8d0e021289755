/**
 * The browser that journeys and accessibility tests look through.
 *
 * It comes from npm alone (`@sparticuz/chromium`), so a machine with nothing but Node can run the whole suite.
 * Three things about that package were found the hard way and are the reason for most lines here:
 * - it unpacks into the temp folder and reuses whatever lies there: after an upgrade the old browser runs. So it
 *   gets a folder with its version in the name, filled aside and moved into place in one step;
 * - it unpacks the libraries a bare Linux lacks only when it believes to run at a host like Vercel, and importing
 *   it changes this process's environment. So a child process does the unpacking;
 * - it brings one font that it looks for under a fixed path, and without fonts every page is blank with no error.
 *   So it gets a font configuration of ours. `browser.journey.test.ts` proves that text paints.
 *
 * Its own default arguments switch web security off and would hide what the content policy forbids: never used.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Result, RunOptions } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** The two widths every page is looked at: a laptop and a small phone, in CSS pixels. */
export const widths = { laptop: 1280, phone: 375 } as const

/**
 * Starts a browser. Close it when done; one per test file is right (a start takes 0.1 to 0.6 s, unpacking a new
 * version about 3 s, once). `LAPWING_CHROMIUM` names another Chromium to use instead.
 */
export async function launchBrowser(): Promise<Browser> {
  const chosen = process.env['LAPWING_CHROMIUM']
  if (chosen !== undefined && chosen !== '') return chromium.launch({ executablePath: chosen, args: ['--no-sandbox'] })
  const home = await unpackedChromium()
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ['--no-sandbox'],
    env: { ...stringsOf(process.env), LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') },
  })
}

/** The folder that holds the unpacked browser of the installed version; unpacks it first when needed. */
export async function unpackedChromium(): Promise<string> {
  const entry = import.meta.resolve('@sparticuz/chromium')
  const cache = cacheFolder()
  const home = join(cache, `chromium-${versionOf(entry)}`)
  if (!existsSync(home)) {
    // Two test files may come here at once: each fills its own folder, the first to finish moves it into place.
    const aside = mkdtempSync(join(cache, 'unpacking-'))
    try {
      await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpacking, entry], {
        env: { PATH: process.env['PATH'], HOME: aside, TMPDIR: aside, VERCEL: '1' },
        cwd: aside,
      })
      for (const part of ['chromium', 'al2023/lib']) assert(existsSync(join(aside, part)), `@sparticuz/chromium did not unpack ${part}`)
      moveIntoPlace(aside, home)
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
  }
  // Written each time and not only at unpacking: the repository, and with it the fonts, may have moved.
  const settings = fontSettings(home)
  const file = join(home, 'fonts.conf')
  if (!existsSync(file) || readFileSync(file, 'utf8') !== settings) {
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, settings)
    renameSync(draft, file)
  }
  return home
}

const unpacking = `
  const { default: browser } = await import(process.argv[1])
  await browser.executablePath()`

function versionOf(entry: string): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8'))
  assert(typeof description === 'object' && description !== null && 'version' in description && typeof description.version === 'string')
  return description.version
}

function moveIntoPlace(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error // otherwise another process was first, and what it unpacked is the same
  }
}

/** In the repository where that is writable, else in the user's cache, else in a temp folder that only this user can write. */
function cacheFolder(): string {
  const own = join(tmpdir(), `lapwing-${userInfo().uid}`)
  for (const folder of [join(repository, '.cache'), join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lapwing'), own]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      accessSync(folder, constants.W_OK)
    } catch {
      continue // not ours to write: the next place
    }
    const { uid } = lstatSync(folder)
    assert(folder !== own || uid === userInfo().uid, `${own} belongs to someone else: set LAPWING_CHROMIUM or TMPDIR`)
    return folder
  }
  throw new Error('No folder to unpack the test browser in: make .cache in the repository writable, or set LAPWING_CHROMIUM')
}

/** The fonts shipped for print. Everything else a page may name ("sans-serif") falls back to them. */
function fontSettings(home: string): string {
  const fonts = dirname(fileURLToPath(import.meta.resolve('@expo-google-fonts/atkinson-hyperlegible/package.json')))
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <cachedir>${join(home, 'font-cache')}</cachedir>
</fontconfig>
`
}

function stringsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

export type Visit = Readonly<{
  /** Where the house under test listens, such as `http://127.0.0.1:4103`. A request to any other host fails the test. */
  baseURL: string
  /** CSS pixels; a laptop unless told. */
  width?: number
  /** False: the page as somebody sees it whose script did not load. */
  javaScript?: boolean
  /** Problems that the test itself provokes, such as /status of 503/. Anything else recorded fails the test. */
  expected?: readonly RegExp[]
}>

/**
 * One person at one browser: their own cookies, their own window. When the body is done, fails if the browser had
 * anything to complain about; when the body fails, leaves a picture of the page in `.artifacts/screens/`.
 */
export async function visit<T>(browser: Browser, how: Visit, body: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({
    baseURL: how.baseURL,
    viewport: { width: how.width ?? widths.laptop, height: 800 },
    javaScriptEnabled: how.javaScript ?? true,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  context.setDefaultTimeout(10_000)
  // tsx wraps named functions in this helper, and so also those a test hands to `page.evaluate`.
  await context.addInitScript('globalThis.__name ??= (named) => named')
  const problems = recordProblems(context, how.baseURL)
  const page = await context.newPage()
  try {
    const answer = await body(page).catch(async (error: unknown) => {
      const picture = await screenshot(page, `failed-${Date.now()}`).catch(() => 'no picture')
      throw new Error(`${messageOf(error)}\n  at ${page.url()}, see ${picture}${listed(problems)}`, { cause: error })
    })
    const unexpected = problems.filter((problem) => !(how.expected ?? []).some((pattern) => pattern.test(problem)))
    assert.equal(unexpected.length, 0, `The browser complained:${listed(unexpected)}`)
    return answer
  } finally {
    await context.close()
  }
}

/**
 * Keeps what a browser complains about, in a list that grows: script errors, console errors (which include every
 * breach of the content policy), failed or refused requests, and requests to any host but `baseURL`'s.
 * The status of a page itself is left to the test: a form that answers 422 is no fault.
 */
export function recordProblems(context: BrowserContext, baseURL: string): readonly string[] {
  const problems: string[] = []
  const home = new URL(baseURL).host
  context.on('console', (message) => {
    const statusOfPage = message.text().startsWith('Failed to load resource: the server responded with a status')
    if (message.type() === 'error' && !statusOfPage) problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (problem) => problems.push(`script error: ${problem.error().message}`))
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.host !== home) problems.push(`request to another host: ${request.url()}`)
  })
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'unknown'
    // A page that is left while something loads aborts it: no fault of anybody's.
    if (why !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.url()} (${why})`)
  })
  context.on('response', (response) => {
    const part = response.request().resourceType() !== 'document'
    if (part && response.status() >= 400) problems.push(`status of ${response.status()}: ${response.url()}`)
  })
  return problems
}

const wcag22AA: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
}

/** The smaller of its two forms: half a megabyte that each page must be given anew. */
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/**
 * Fails unless the page, in the state it is in now, has no breach of WCAG 2.2 A or AA that axe can find (about a
 * third of all there can be: keyboard and screen reader are looked at by people). About 0.5 s a call: `@axe-core/playwright`
 * takes four times as long, because it sums up on a second, empty page, for the sake of frames, and we have none.
 */
export async function axeCheck(page: Page): Promise<void> {
  assert.equal(page.frames().length, 1, `${page.url()} has a page within the page, which nobody would look at here`)
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(readFileSync(axe, 'utf8'))
  const violations = await page.evaluate<Result[]>(`axe.run(document, ${JSON.stringify(wcag22AA)}).then((found) => found.violations)`)
  const report = violations.map(({ id, help, impact, nodes }) => {
    const places = nodes.map(({ target, html, failureSummary }) => {
      const why = (failureSummary ?? '')
        .split('\n')
        .slice(1)
        .map((line) => `\n        ${line.trim()}`)
      return `\n      ${target.join(' ')}: ${html.slice(0, 160)}${why.join('')}`
    })
    return `\n    ${help} (${id}, ${impact ?? 'unrated'})${places.join('')}`
  })
  assert.equal(violations.length, 0, `${page.url()} "${await page.title()}" breaks WCAG 2.2 AA:${report.join('')}`)
}

/** Fails when the page can be pushed sideways on a phone 375 px wide; names what sticks out. Leaves the width as it was. */
export async function noSidewaysOverflow(page: Page): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: widths.phone, height: 800 })
  const {
    page: needed,
    window: offered,
    wide,
  } = await page.evaluate(() => {
    // No named function in here: tsx wraps those in a helper that the page does not have.
    const root = document.documentElement
    const wide: string[] = []
    for (const element of document.body.querySelectorAll('*')) {
      if (element.getBoundingClientRect().right <= root.clientWidth + 1) continue
      let up = element.parentElement
      while (up !== null && up !== document.body && getComputedStyle(up).overflowX === 'visible') up = up.parentElement
      if (up !== null && up !== document.body) continue // it is pushed inside a box of its own, and the page is not
      wide.push(`${element.tagName.toLowerCase()}${[...element.classList].map((name) => `.${name}`).join('')}`)
    }
    return { page: root.scrollWidth, window: root.clientWidth, wide }
  })
  if (before !== null) await page.setViewportSize(before)
  assert(needed <= offered, `${page.url()} is ${needed} px wide on a phone of ${offered} px: ${wide.slice(0, 5).join(', ')}`)
}

/** Writes a picture of the whole page to `.artifacts/screens/NAME.png` for people to look at, and returns its path. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const folder = join(process.env['LAPWING_ARTIFACTS'] ?? join(repository, '.artifacts'), 'screens')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name.replace(/[^a-z0-9-]+/gi, '-')}.png`)
  await page.screenshot({ path, fullPage: true })
  return path
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `\n  - ${problem}`).join('')
}
