// A real web server on a test's own database, and browsers signed in as its people.
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'
import { languageCookie, sessionCookie } from '../../src/core/house/server.ts'
import { buildHouseAssets, serveHouse } from '../../src/serve.ts'
import type { Somebody, TestHouse } from './database.ts'

export type TestServer = Readonly<{
  baseUrl: string
  /** A browser of somebody who is signed in. */
  browserOf: (browser: Browser, who: Somebody, options?: Parameters<Browser['newContext']>[0]) => Promise<BrowserContext>
  /** The same without a browser: a request with somebody's cookie, redirects not followed. */
  fetchAs: (
    who: Somebody | undefined,
    path: string,
    form?: Readonly<Record<string, string>>,
    /** The tag of the language it is read in; English when left out. */
    language?: string,
  ) => Promise<Response>
  close: () => Promise<void>
}>

/** Starts the whole house on the test's database. Close it before the database. */
export async function startTestServer(t: TestHouse): Promise<TestServer> {
  const server = await serveHouse({ ...t.house }, await buildHouseAssets())
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}`
  return {
    baseUrl,
    browserOf: async (browser, who, options = {}) => {
      const context = await browser.newContext({ baseURL: baseUrl, ...options })
      await context.addCookies([{ name: sessionCookie, value: who.token, url: baseUrl, httpOnly: true, sameSite: 'Lax' }])
      return context
    },
    fetchAs: (who, path, form, language) =>
      fetch(`${baseUrl}${path}`, {
        redirect: 'manual',
        headers: { cookie: cookiesOf({ [sessionCookie]: who?.token, [languageCookie]: language }), origin: baseUrl },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      }),
    close: () => server.close(),
  }
}

function cookiesOf(cookies: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(cookies)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join('; ')
}
