// The pages behind a link. Each is one transaction in the link's name with one entry of the audit, as a request of
// somebody signed in is: nothing leaves before the commit, and what was refused is undone.
//
//   /link/TOKEN ─► not opened yet ─► a button (a mail scanner opens links too, and must not be the first device)
//               ─► open on this device ─► what its purpose shows
//               ─► another device ─► a new one to the same address, nothing else
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { isDatabaseError, type Tx } from '../../platform/db/pool.ts'
import { Button, Form } from '../../platform/design/index.ts'
import { asNobody } from '../access/identity.ts'
import { type AuditEvent, recordEvent } from '../audit/index.ts'
import { type FormBody, type House, NotThere, type Reply, typed } from '../house/request.ts'
import { formOf, type OpenRoute, ownAddress, sendHtml } from '../house/server.ts'
import type { PlainPage } from '../pages/frame.tsx'
import { inLink, type LinkState, type OpenLink } from './identity.ts'
import type { LinksPolicy } from './schema.ts'
import { claimOnceByLink, openLink, sendLinkAgain } from './store.ts'
import { t } from './texts.ts'

export type LinkRequest = Readonly<{
  link: OpenLink
  /** Where this link's pages are: /link/TOKEN. */
  base: string
  body: FormBody
  query: FormBody
  tx: Tx
  house: House
  now: Date
  about: (kind: NonNullable<AuditEvent['about']>['kind'], id: string) => void
}>

export type LinkHandler = (request: LinkRequest) => Promise<Reply>

/** What links of one purpose show: pages by the part of the address after the token, each with its name in the audit. */
export type LinkPurpose = Readonly<{
  purpose: OpenLink['purpose']
  get: Readonly<Record<string, readonly [event: string, handler: LinkHandler]>>
  post: Readonly<Record<string, readonly [event: string, handler: LinkHandler]>>
}>

const deviceCookie = 'lapwing_device'
const deviceDays = 180

class Undone extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('undone')
    this.reply = reply
  }
}

/** All pages behind links. `plain`: the page around them (core/pages). */
export function linkPages(house: House, plain: PlainPage, policy: LinksPolicy, purposes: readonly LinkPurpose[]): OpenRoute {
  return (server) => {
    const serve = (method: 'get' | 'post') => async (request: FastifyRequest, reply: FastifyReply) =>
      answer(house, plain, purposes, method, request, reply)
    openings(server, house, plain, policy)
    server.get('/link/:token', serve('get'))
    server.post('/link/:token', serve('post'))
    server.get('/link/:token/:part', serve('get'))
    server.post('/link/:token/:part', serve('post'))
  }
}

const paramOf = (request: FastifyRequest, name: string) => typed(formOf(request.params), name)
const deviceOf = (request: FastifyRequest) => {
  const device = request.cookies[deviceCookie]
  return device === undefined || device === '' ? null : device
}

function openings(server: FastifyInstance, house: House, plain: PlainPage, policy: LinksPolicy): void {
  server.post('/link/:token/open', async (request, reply) => {
    const token = paramOf(request, 'token')
    const device = deviceOf(request) ?? newToken()
    await asNobody(house.db, house.clock, async (tx) => {
      if (await openLink(tx, tokenHash(token), tokenHash(device))) await recordEvent(tx, { event: 'link.opened' })
    })
    reply.setCookie(deviceCookie, device, {
      path: '/link',
      httpOnly: true,
      sameSite: 'lax',
      secure: house.baseUrl.startsWith('https:'),
      maxAge: deviceDays * 24 * 60 * 60,
    })
    return reply
      .code(303)
      .header('location', ownAddress(`/link/${encodeURIComponent(token)}`))
      .send('')
  })
  server.post('/link/:token/again', async (request, reply) => {
    await asNobody(house.db, house.clock, (tx) => sendLinkAgain(tx, tokenHash(paramOf(request, 'token')), policy.pauseMinutes))
    return sendHtml(reply, 200, plain(t('again.title'), <Said title={t('again.title')} text={t('again.text')} />))
  })
}

async function answer(
  house: House,
  plain: PlainPage,
  purposes: readonly LinkPurpose[],
  method: 'get' | 'post',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const token = paramOf(request, 'token')
  const base = `/link/${encodeURIComponent(token)}`
  const device = deviceOf(request)
  const hashes = { token: tokenHash(token), device: device === null ? null : tokenHash(device) }
  const body = formOf(request.body)
  try {
    const begun = await inLink(house.db, house.clock, hashes, async (tx, link): Promise<Reply> => {
      const found = purposes.find(({ purpose }) => purpose === link.purpose)?.[method][paramOf(request, 'part')]
      if (found === undefined) throw new NotThere()
      const [event, handler] = found
      const once = typed(body, '_once')
      if (method === 'post' && once !== '' && !(await claimOnceByLink(tx, once))) return { kind: 'redirect', to: base }
      let about: AuditEvent['about']
      const given = { link, base, body, query: formOf(request.query), tx, house, now: house.clock.now() }
      const answered = await handler({
        ...given,
        about: (kind, id) => {
          about = { kind, id }
        },
      })
      if (answered.kind === 'page' && answered.status >= 400) throw new Undone(answered)
      await recordEvent(tx, { event, about })
      return answered
    })
    return begun.state === 'open' ? send(reply, plain, begun.result) : closed(reply, plain, base, begun.state)
  } catch (error) {
    if (error instanceof Undone) return send(reply, plain, error.reply)
    if (error instanceof NotThere || isDatabaseError(error, 'P0002')) return closed(reply, plain, base, 'gone')
    request.log.error({ err: error }, 'a page behind a link failed')
    return sendHtml(reply, 503, plain(t('failed.title'), <Said title={t('failed.title')} text={t('failed.text')} />))
  }
}

function send(reply: FastifyReply, plain: PlainPage, answered: Reply): Promise<FastifyReply> | FastifyReply {
  if (answered.kind === 'page')
    return sendHtml(reply, answered.status, plain(answered.title, answered.body, { hasErrors: answered.hasProblems }))
  return reply
    .code(303)
    .header('location', answered.kind === 'redirect' ? ownAddress(answered.to) : '/link')
    .send('')
}

/** Nothing of what is behind it: not whose it is, not what was sent. */
function closed(reply: FastifyReply, plain: PlainPage, base: string, state: LinkState): Promise<FastifyReply> {
  switch (state) {
    case 'gone':
      return sendHtml(reply, 404, plain(t('gone.title'), <Gone />))
    case 'unopened':
      return sendHtml(
        reply,
        200,
        plain(
          t('unopened.title'),
          <Ask title={t('unopened.title')} text={t('unopened.text')} button={t('unopened.open')} to={`${base}/open`} />,
        ),
      )
    case 'elsewhere':
      return sendHtml(
        reply,
        403,
        plain(
          t('elsewhere.title'),
          <Ask title={t('elsewhere.title')} text={t('elsewhere.text')} button={t('elsewhere.again')} to={`${base}/again`} />,
        ),
      )
  }
}

function Said({ title, text }: Readonly<{ title: string; text: string }>): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{title}</h1>
      <p class="govuk-body">{text}</p>
      <p class="govuk-body">
        <strong>{t('danger')}</strong>
      </p>
    </>
  )
}

function Gone(): VNode {
  return (
    <>
      <Said title={t('gone.title')} text={t('gone.text')} />
      <p class="govuk-body">
        <a class="govuk-link" href="/link">
          {t('gone.new')}
        </a>
      </p>
    </>
  )
}

function Ask({ title, text, button, to }: Readonly<{ title: string; text: string; button: string; to: string }>): VNode {
  return (
    <>
      <Said title={title} text={text} />
      <Form action={to} once={false}>
        <Button>{button}</Button>
      </Form>
    </>
  )
}
