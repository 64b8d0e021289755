import { keyedHash } from '../../platform/crypto/tokens.ts'
import { londonDateOf } from '../clocks/index.ts'
import { idParam, page, type Reply, type Request, type Routes, seeOther, typed } from '../house/index.ts'
import { nameVariants } from '../people/index.ts'
import { find, type Line, linesOf } from './finding.ts'
import { comparedWords, longestSearch, readSearch } from './rules.ts'
import { foundKinds, pinForm, searchFilter } from './schema.ts'
import { findAsked, keepAsked, pinsOf, recentOf, setPin } from './store.ts'
import { t } from './texts.ts'
import { ResultsPage, SearchHome } from './views.tsx'

/** Of each kind beside the others, and where one kind alone is asked for. */
const mostOfEach = 20
const mostOfOne = 100

export function searchRoutes(route: Routes): void {
  route.get('/search', 'search.home', (request) => homePage(request, undefined))
  route.post('/search', 'search.ask', ask)
  route.get('/search/:id', 'search.found', results)
  route.post('/search/pins', 'search.pin', pin)
}

async function homePage(request: Request, note: 'gone' | 'empty' | undefined): Promise<Reply> {
  const pins = await linesOf(request, await pinsOf(request.tx))
  const isPinned = new Set(pins.map(({ kept }) => kept.id))
  const recent = (await linesOf(request, await recentOf(request.tx))).filter(({ kept }) => !isPinned.has(kept.id))
  request.audit.shown([...pins, ...recent].map(({ kept }) => kept.id))
  return page(t('title'), <SearchHome pins={pins} recent={recent} note={note} />)
}

/** Keeps what was typed and leads to its results: a name in an address would stand in histories and logs. */
async function ask(request: Request): Promise<Reply> {
  const words = typed(request.body, 'q').replaceAll(/\s+/g, ' ').trim()
  if (words === '') return seeOther('/search')
  return seeOther(`/search/${await keepAsked(request.tx, [...words].slice(0, longestSearch + 1).join(''))}`)
}

async function results(request: Request): Promise<Reply> {
  const { tx, audit, house, now, query } = request
  const words = await findAsked(tx, idParam(request))
  if (words === undefined) return homePage(request, 'gone')
  const sought = readSearch(words, nameVariants)
  const filter = searchFilter.parse(query)
  const found = await find(request, sought, filter, filter.kind === undefined ? mostOfEach : mostOfOne)
  const lines: readonly Line[] = foundKinds.flatMap((kind) => found.lines[kind])
  audit.shown([...new Set(lines.flatMap(({ kept }) => kept.id))])
  audit.fields([...new Set([...sought.terms.map(({ kind }) => kind), ...(sought.references.length > 0 ? ['reference'] : [])])])
  // by a key of the month: that the same was looked for again can be told, what it was cannot
  const month = Buffer.from(keyedHash(house.masterKey, `search ${londonDateOf(now).slice(0, 7)}`), 'hex')
  audit.searched(keyedHash(month, comparedWords(sought)))
  const pinned = new Set((await pinsOf(tx)).map(({ id }) => id))
  const here = (request.url.split('?')[0] ?? '/search').replace(/\/$/, '')
  return page(
    t('title'),
    <ResultsPage words={words} sought={sought} found={found} filter={filter} here={here} url={request.url} pinned={pinned} />,
  )
}

async function pin(request: Request): Promise<Reply> {
  const form = pinForm.safeParse(request.body)
  const back = typed(request.body, 'back')
  if (form.success) await setPin(request.tx, form.data, form.data.pin)
  return seeOther(/^\/search(?:[/?#]|$)/.test(back) ? back : '/search')
}
