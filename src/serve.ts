// From the rooms to a running web server. The tests start theirs here too.
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { linkPurposes, rooms } from './app.ts'
import { apiGuidePage, endpoints } from './arrangements/api/index.ts'
import { calendarFeed } from './arrangements/dates/index.ts'
import { askForLinkPages } from './arrangements/links/index.ts'
import { signInParts, signInRoutes } from './core/actors/index.ts'
import { apiPolicy, apiRoutes } from './core/api/index.ts'
import { aboutPage } from './core/guide/index.ts'
import { buildServer, type House } from './core/house/index.ts'
import { linkPages, linksPolicy } from './core/links/index.ts'
import { frameOf, languageRoutes } from './core/pages/index.ts'
import { pageFacts } from './core/work/index.ts'
import { type Assets, buildAssets } from './platform/design/build.ts'
import { english } from './platform/texts/language.ts'
import { mirrored, stretched } from './platform/texts/pseudo.ts'

/** Styles, scripts, fonts and the icon, with the scripts that rooms bring. */
export function buildHouseAssets(): Promise<Assets> {
  return buildAssets({ entries: Object.fromEntries(roomScripts().map(([name, file]) => [name, file.pathname])) })
}

function roomScripts(): (readonly [string, URL])[] {
  return rooms.flatMap((room) => Object.entries(room.scripts ?? {}))
}

/** The house as a web server, not yet listening. */
export async function serveHouse(
  house: House,
  assets: Assets,
  { log = false, trustedProxies = [] }: Readonly<{ log?: boolean; trustedProxies?: readonly string[] }> = {},
): Promise<FastifyInstance> {
  // nobody works in the two test languages: they show, where nothing is real, that every text can be translated
  const languages = house.mode === 'real' ? [english] : [english, stretched, mirrored]
  const frame = frameOf({
    assets,
    languages,
    mode: house.mode,
    clock: house.clock,
    navigation: rooms.flatMap((room) => room.navigation ?? []),
    about: aboutPage,
    scripts: roomScripts().map(([name]) => `${name}.js`),
    ...signInParts(house),
  })
  const served = async (server: FastifyInstance) => {
    // names carry their content's hash: what a browser has, it may keep
    await server.register(fastifyStatic, { root: assets.folder, prefix: '/assets/', immutable: true, maxAge: '365d', index: false })
    server.get('/health', async (_request, reply) => {
      const reachable = await house.db.isReachable()
      return reply.code(reachable ? 200 : 503).send({ database: reachable ? 'reachable' : 'not reachable' })
    })
  }
  return buildServer({
    house,
    rooms,
    frame,
    pageFacts,
    languages,
    open: [
      served,
      languageRoutes(house, languages),
      signInRoutes(house, frame.plain),
      calendarFeed(house, frame.notThere),
      askForLinkPages(house, frame.plain),
      apiGuidePage(house, frame.plain),
      apiRoutes(house, apiPolicy, endpoints),
      linkPages(house, frame.plain, linksPolicy, linkPurposes),
    ],
    trustedProxies,
    log,
  })
}
