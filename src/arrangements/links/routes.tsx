import { asNobody } from '../../core/access/index.ts'
import {
  formOf,
  type House,
  idParam,
  type OpenRoute,
  page,
  type Reply,
  type Request,
  type Routes,
  seeOther,
  sendHtml,
  typed,
} from '../../core/house/index.ts'
import {
  addDomain,
  addressOf,
  administeredLinks,
  agenciesHere,
  domainOf,
  endDomain,
  endHolder,
  knownDomains,
  linksOfConcern,
  linksPolicy,
  requestLink,
  revokeLink,
} from '../../core/links/index.ts'
import type { PlainPage, Problems } from '../../core/pages/index.ts'
import type { TriageSection } from '../../core/triage/index.ts'
import { keyedHash } from '../../platform/crypto/tokens.ts'
import { t } from './texts.ts'
import { AskedForLink, AskForLink, HowItCame, LinksAdmin } from './views.tsx'

const administers = { capability: 'accounts.administer' } as const

/** The open page where a link is asked for. Whatever the address: the same words, and the same work. */
export function askForLinkPages(house: House, plain: PlainPage): OpenRoute {
  return (server) => {
    server.get('/link', async (_request, reply) => sendHtml(reply, 200, plain(t('ask.title'), <AskForLink body={{}} problems={{}} />)))
    server.post('/link', async (request, reply) => {
      const body = formOf(request.body)
      const email = addressOf(typed(body, 'email'))
      if (email === undefined) {
        const form = <AskForLink body={body} problems={{ email: t('problem.email') }} />
        return sendHtml(reply, 422, plain(t('ask.title'), form, { hasErrors: true }))
      }
      // of where it came from only a hash is kept, for an hour
      const place = keyedHash(house.masterKey, request.ip)
      const isTaken = await asNobody(house.db, house.clock, (tx) => requestLink(tx, email, place, linksPolicy.perPlaceAnHour))
      return sendHtml(reply, isTaken ? 200 : 429, plain(t('asked.title'), <AskedForLink />))
    })
  }
}

export function linksAdminRoutes(route: Routes): void {
  route.get('/admin/links', 'links.administered', (request) => adminPage(request, {}), administers)
  route.post('/admin/links', 'links.domain_added', add, administers)
  route.post(
    '/admin/links/domains/:id/end',
    'links.domain_ended',
    change((request) => endDomain(request.tx, idParam(request))),
    administers,
  )
  route.post(
    '/admin/links/:id/revoke',
    'links.revoked',
    change((request) => revokeLink(request.tx, idParam(request))),
    administers,
  )
  route.post(
    '/admin/links/holders/:id/left',
    'links.holder_ended',
    change((request) => endHolder(request.tx, idParam(request), true)),
    administers,
  )
  route.post(
    '/admin/links/holders/:id/back',
    'links.holder_back',
    change((request) => endHolder(request.tx, idParam(request), false)),
    administers,
  )
}

function change(work: (request: Request) => Promise<void>): (request: Request) => Promise<Reply> {
  return async (request) => {
    request.audit.about('other', idParam(request))
    await work(request)
    return seeOther('/admin/links')
  }
}

async function adminPage({ tx, now, body }: Request, problems: Problems): Promise<Reply> {
  const shown = (
    <LinksAdmin
      domains={await knownDomains(tx)}
      links={await administeredLinks(tx)}
      agencies={await agenciesHere(tx)}
      body={body}
      problems={problems}
      now={now}
    />
  )
  return page(t('admin.title'), shown, { problems: Object.keys(problems).length > 0, wide: true })
}

/** Where anybody can have an address: not whose domain it is, but the mistakes that are likeliest. */
const providers = new Set([
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'hotmail.co.uk',
  'yahoo.com',
  'yahoo.co.uk',
  'icloud.com',
  'proton.me',
  'btinternet.com',
])

async function add(request: Request): Promise<Reply> {
  const { tx, body } = request
  const domain = domainOf(typed(body, 'domain'))
  const agency = (await agenciesHere(tx)).find(({ id }) => id === typed(body, 'agency'))
  const problems: Problems = {
    ...(domain === undefined ? { domain: t('problem.domain') } : providers.has(domain) ? { domain: t('problem.provider') } : {}),
    ...(agency === undefined ? { agency: t('problem.agency') } : {}),
  }
  if (domain === undefined || agency === undefined || Object.keys(problems).length > 0) return adminPage(request, problems)
  request.audit.about('agency', agency.id)
  return (await addDomain(tx, domain, agency.id)) ? seeOther('/admin/links') : adminPage(request, { domain: t('problem.taken') })
}

/** For the desk: a concern that came without an account, and to which addresses its links were sent. */
export const linkAtDesk: TriageSection = {
  key: 'link',
  order: 5,
  load: async ({ tx }, concernId) => {
    const links = await linksOfConcern(tx, concernId)
    return links.length === 0 ? undefined : <HowItCame links={links} />
  },
}
