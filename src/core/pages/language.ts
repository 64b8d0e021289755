// The way to another language: a link that sets a cookie and leads back to where one was.
import type { FastifyInstance } from 'fastify'
import type { Language } from '../../platform/texts/language.ts'
import type { House } from '../house/request.ts'
import { languageCookie } from '../house/server.ts'

const secondsInAYear = 365 * 24 * 60 * 60

export function languageHref(tag: string): string {
  return `/language/${tag}`
}

/** Nothing of a record is read here, so there is nothing to audit. A tag that is not offered changes nothing. */
export function languageRoutes(house: Pick<House, 'baseUrl'>, languages: readonly Language[]): (server: FastifyInstance) => void {
  return (server) => {
    server.get<{ Params: { tag: string } }>(languageHref(':tag'), async (request, reply) => {
      if (languages.some(({ tag }) => tag === request.params.tag))
        reply.setCookie(languageCookie, request.params.tag, {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          secure: house.baseUrl.startsWith('https:'),
          maxAge: secondsInAYear,
        })
      return reply.code(303).header('location', backTo(request.headers.referer, request.headers.host)).send('')
    })
  }
}

/** The page that the link was on, if it was one of ours. */
function backTo(from: string | undefined, host: string | undefined): string {
  if (from === undefined || !URL.canParse(from)) return '/'
  const page = new URL(from)
  // an address that starts with two slashes would lead to another host
  const isOurs = page.host === host && !/^\/(\/|language\/)/.test(page.pathname)
  return isOurs ? `${page.pathname}${page.search}` : '/'
}
