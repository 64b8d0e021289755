import { apiKeys, apiPolicy, findApiKey, makeApiKey, revokeApiKey, rotateApiKey } from '../../core/api/index.ts'
import {
  type House,
  idParam,
  isId,
  notThere,
  type OpenRoute,
  page,
  type Reply,
  type Request,
  type Routes,
  seeOther,
  sendHtml,
  typed,
  typedAll,
} from '../../core/house/index.ts'
import { agenciesHere } from '../../core/links/index.ts'
import type { PlainPage, Problems } from '../../core/pages/index.ts'
import type { TriageSection } from '../../core/triage/index.ts'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { problemsOf } from '../../platform/forms/index.ts'
import { keyForm } from './schema.ts'
import { systemOfConcern } from './store.ts'
import { t } from './texts.ts'
import { ApiGuide, KeyOnce, KeyPage, KeysPage, SentBySystem } from './views.tsx'

const administers = { capability: 'accounts.administer' } as const
const apart = { ...administers, stepUp: true } as const

export function apiAdminRoutes(route: Routes): void {
  route.get('/admin/api', 'api.key_list', (request) => list(request, {}), administers)
  route.post('/admin/api', 'api.key_made', make, apart)
  route.get('/admin/api/:id', 'api.key_read', show, administers)
  route.post('/admin/api/:id/rotate', 'api.key_rotated', rotate, apart)
  route.post('/admin/api/:id/revoke', 'api.key_revoked', revoke, apart)
}

/** The page in plain words, for whoever runs a partner's system. */
export function apiGuidePage({ baseUrl }: Pick<House, 'baseUrl'>, plain: PlainPage): OpenRoute {
  return (server) => {
    server.get('/api', async (_request, reply) => sendHtml(reply, 200, plain(t('guide.title'), <ApiGuide baseUrl={baseUrl} />)))
  }
}

/** For the desk: a concern that a system sent, and which. */
export const systemAtDesk: TriageSection = {
  key: 'system',
  order: 6,
  load: async ({ tx }, concernId) => {
    const found = await systemOfConcern(tx, concernId)
    return found && <SentBySystem system={found.systemName} agency={found.agencyName} />
  },
}

async function list({ tx, body, now }: Request, problems: Problems): Promise<Reply> {
  const shown = (
    <KeysPage
      keys={await apiKeys(tx)}
      agencies={await agenciesHere(tx)}
      body={body}
      problems={problems}
      mostDays={apiPolicy.daysAtMost}
      now={now}
    />
  )
  return page(t('admin.heading'), shown, { problems: Object.keys(problems).length > 0, wide: true })
}

const inDays = (now: Date, days: number) => new Date(now.getTime() + days * 86_400_000)
const newKey = () => `lapwing_${newToken()}`

async function make(request: Request): Promise<Reply> {
  const { tx, body, now, audit } = request
  const read = keyForm(apiPolicy.daysAtMost).safeParse({
    name: typed(body, 'name'),
    agency: typed(body, 'agency'),
    purpose: typed(body, 'purpose'),
    scopes: typedAll(body, 'scopes'),
    days: typed(body, 'days'),
  })
  if (!read.success) return list(request, problemsOf(read.error))
  if (!isId(read.data.agency)) return list(request, { agency: t('problem.agency') })
  const secret = newKey()
  const id = await makeApiKey(tx, { ...read.data, expiresAt: inDays(now, read.data.days), keyHash: tokenHash(secret) })
  audit.about('other', id)
  return page(t('secret.heading'), <KeyOnce secret={secret} keyId={id} says={undefined} />)
}

async function show({ tx, now, audit, ...request }: Request): Promise<Reply> {
  const id = idParam(request)
  audit.about('other', id)
  const found = (await findApiKey(tx, id)) ?? notThere()
  return page(found.name, <KeyPage apiKey={found} now={now} days={apiPolicy.daysAtMost} hours={apiPolicy.overlapHours} />)
}

async function rotate(request: Request): Promise<Reply> {
  const { tx, now, audit } = request
  const id = idParam(request)
  audit.about('other', id)
  const secret = newKey()
  await rotateApiKey(tx, id, tokenHash(secret), inDays(now, apiPolicy.daysAtMost), apiPolicy.overlapHours)
  return page(t('secret.heading'), <KeyOnce secret={secret} keyId={id} says={t('secret.overlap', { hours: apiPolicy.overlapHours })} />)
}

async function revoke(request: Request): Promise<Reply> {
  const id = idParam(request)
  request.audit.about('other', id)
  await revokeApiKey(request.tx, id)
  return seeOther(`/admin/api/${id}`)
}
