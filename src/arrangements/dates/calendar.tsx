// The days that matter in the calendar that somebody looks at anyway: the page that gives out its address, and the address.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { asNobody } from '../../core/access/index.ts'
import { recordEvent } from '../../core/audit/index.ts'
import { addDays, londonDateOf } from '../../core/clocks/index.ts'
import { type House, type OpenRoute, page, type Reply, type Request, type Routes, seeOther } from '../../core/house/index.ts'
import { keyedHash, newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { type CalendarEntry, calendarFile } from './calendar-file.ts'
import { turningEighteen } from './rules.ts'
import { bornBetween, coveredUntil, datesUntil, type Feed } from './store.ts'
import { t } from './texts.ts'
import { CalendarPage } from './views.tsx'

const works = { capability: 'case.work' } as const
/** How far ahead the file looks, in days. Local default: beyond a half year nobody plans by it. */
const daysAhead = 180
/** A calendar program asks a few times an hour at the most. Local default. */
const mostAnHour = 30

export function calendarRoutes(route: Routes): void {
  route.get('/dates/calendar', 'calendar.read', async (request) => feedPage(request, undefined), works)
  route.post('/dates/calendar', 'calendar.made', makeFeed, works)
  route.post('/dates/calendar/end', 'calendar.ended', endFeed, works)
}

async function feedPage({ tx }: Request, address: string | undefined): Promise<Reply> {
  const feed = await tx.oneOrNone<Feed>(sql`select made_at as "madeAt", last_fetched_at as "lastFetchedAt" from my_calendar_feed()`)
  return page(t('feed.heading'), <CalendarPage feed={feed} address={address} />)
}

/** Shown on this one answer and never again: only its hash is kept. */
async function makeFeed(request: Request): Promise<Reply> {
  const token = newToken()
  await request.tx.run(sql`select make_calendar_feed(${tokenHash(token)})`)
  return feedPage(request, `${request.house.baseUrl}/calendar/${token}.ics`)
}

async function endFeed({ tx }: Request): Promise<Reply> {
  await tx.run(sql`select end_calendar_feed()`)
  return seeOther('/dates/calendar')
}

type Entry = CalendarEntry & Readonly<{ caseId: string }>

/**
 * The days on the open cases of the post in whose name this reading is, with the cases they are of, for the audit. Of a
 * colleague's cases that it covers now, those from today to the end of the cover: before and after, none of them is there.
 */
async function entriesOf(tx: Tx, now: Date): Promise<readonly Entry[]> {
  const today = londonDateOf(now)
  const until = await coveredUntil(tx)
  const own = await entriesFor(tx, now, 'mine')
  const covered = until.size === 0 ? [] : await entriesFor(tx, now, 'covered')
  return [
    ...own,
    ...covered.filter(({ caseId, on }) => {
      const end = until.get(caseId)
      // the end is the midnight after the last day
      return on >= today && end !== undefined && (end === null || on < londonDateOf(end))
    }),
  ]
}

async function entriesFor(tx: Tx, now: Date, whose: 'mine' | 'covered'): Promise<readonly Entry[]> {
  const today = londonDateOf(now)
  const to = addDays(today, daysAhead)
  const dates = (await datesUntil(tx, to, whose)).filter(({ on }) => on >= addDays(today, -31))
  const born = await bornBetween(tx, addDays(today, -366 * 18 - 7), addDays(to, -365 * 17 - 150), whose)
  return [
    ...dates.map(({ caseId, id, on, time }) => ({ caseId, key: `date ${id}`, on, time })),
    ...born.flatMap(({ caseId, bornOn }) =>
      turningEighteen(bornOn, today, to).map(({ kind, on }) => ({ caseId, key: `${kind} ${caseId} ${on}`, on, time: null })),
    ),
  ]
}

/**
 * The address itself. Read in the name of its post, under row security and in the audit like any page; what is not there,
 * was taken back, or whose owner has left is one answer.
 */
export function calendarFeed(house: House, notThere: () => string): OpenRoute {
  return (server) => {
    server.get<{ Params: { file: string } }>('/calendar/:file', (request, reply) => serve(house, notThere, request, reply))
  }
}

async function serve(
  house: House,
  notThere: () => string,
  request: FastifyRequest<{ Params: { file: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [, token] = /^([A-Za-z0-9_-]{43})\.ics$/.exec(request.params.file) ?? []
  const answer = token === undefined ? undefined : await asNobody(house.db, house.clock, (tx) => read(house, tx, token))
  if (answer === undefined) return reply.code(404).header('content-type', 'text/html; charset=utf-8').send(notThere())
  if (answer === 'busy') return reply.code(429).header('retry-after', '3600').header('content-type', 'text/plain; charset=utf-8').send('')
  return reply.header('content-type', 'text/calendar; charset=utf-8').send(answer)
}

async function read(house: House, tx: Tx, token: string): Promise<string | 'busy' | undefined> {
  const { outcome } = await tx.one<{ outcome: 'open' | 'busy' | 'unknown' }>(sql`
    select outcome from begin_calendar(${tokenHash(token)}, ${mostAnHour})`)
  if (outcome !== 'open') return outcome === 'busy' ? 'busy' : undefined
  await tx.run(sql`select audit_reserve()`)
  const now = house.clock.now()
  const entries = await entriesOf(tx, now)
  await recordEvent(tx, { event: 'calendar.fetched', shown: [...new Set(entries.map(({ caseId }) => caseId))] })
  return calendarFile(entries, `${house.baseUrl}/dates`, now, (key) => keyedHash(house.masterKey, `calendar ${key}`).slice(0, 32))
}
