// A team at work, for the journeys of one file: a house with a case team, its server and a browser.
import { after, before } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../src/platform/testing/browser.ts'
import { type Casework, casework } from './casework.ts'
import { openTestHouse, type Somebody, type TestHouse } from './database.ts'
import { at } from './looking.ts'
import { startTestServer, type TestServer } from './server.ts'

export type WorkingDay = Readonly<{
  t: TestHouse
  team: Casework
  /** The server, from the first test on. */
  server: () => TestServer
  /** Somebody at a laptop, signed in, for as long as `body` takes. Fails when the browser had anything to complain about. */
  at: (who: Somebody, body: (page: Page) => Promise<void>) => Promise<void>
}>

/** Opened when the file is read, served before its first test, closed after its last. */
export async function workingDay(): Promise<WorkingDay> {
  const t = await openTestHouse()
  let opened: Readonly<{ server: TestServer; browser: Browser }> | undefined
  const open = () => {
    if (opened === undefined) throw new Error('The server is up from the first test on, not while the file is read.')
    return opened
  }
  before(async () => {
    opened = { server: await startTestServer(t), browser: await launchBrowser() }
  })
  after(async () => {
    await opened?.browser.close()
    await opened?.server.close()
    await t.close()
  })
  return {
    t,
    team: await casework(t),
    server: () => open().server,
    at: (who, body) => at(open().server, open().browser, who, body),
  }
}
