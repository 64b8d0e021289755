// Pages without a session: signing in, invitations, confirming, the demo's persona picker. Each minds its own audit: the
// database's functions write it in the transaction that does the deed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { recoveryCodeHash, totpStep } from '../../platform/crypto/one-time-codes.ts'
import { newPasswordSecret, passwordProof } from '../../platform/crypto/passwords.ts'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { showTime } from '../../platform/texts/dates.ts'
import { type Actor, asNobody, inSession, SignedOutError } from '../access/identity.ts'
import { recordEvent } from '../audit/index.ts'
import { type FormBody, type House, typed } from '../house/request.ts'
import { formOf, type OpenRoute, ownAddress, type SendAgain, sendHtml, sessionCookieOf } from '../house/server.ts'
import type { FrameOptions, PlainPage, Problems } from '../pages/index.ts'
import { type KeptForm, keepForm, openKeptForm } from './kept-form.ts'
import { deviceName, passwordProblem, safePath } from './rules.ts'
import { invitationSchema } from './schema.ts'
import { addressHash, appSecret, invitationStep, nameHash, newAppSecret, openTotp, passwordStep, sealTotp } from './secrets.ts'
import {
  acceptInvitation,
  completeSignIn,
  demoStepUp,
  emailOf,
  endSessions,
  findInvitation,
  fromAddress,
  type Invitation,
  myTotp,
  personas,
  saltOf,
  signInAsPersona,
  stepUp,
  tryPassword,
} from './store.ts'
import { t } from './texts.ts'
import {
  AppView,
  type Carried,
  CodeView,
  ConfirmView,
  FilesAgainView,
  ForgottenView,
  InvitationView,
  KeptOfSomebodyElseView,
  MessageView,
  PersonasView,
  RecoveryCodesView,
  SendKeptView,
  type SignInNotice,
  SignInView,
} from './views.tsx'

/** The sign-in form, and the question for the password again, for the frame around every page. */
export function signInParts(house: House): Pick<FrameOptions, 'signIn' | 'confirm'> {
  const isDemo = house.mode === 'demo'
  return {
    signIn: (returnTo, again) => {
      const kept = keepForm(house.masterKey, again, house.clock.now())
      const body = SignInView({ carried: { to: safePath(returnTo), kept }, isDemo, notices: noticesOf(again, kept) })
      return { title: t('signIn.again'), body }
    },
    confirm: (returnTo, again) => {
      const kept = keepForm(house.masterKey, again, house.clock.now())
      return { title: t('confirm.title'), body: ConfirmView({ carried: { to: safePath(returnTo), kept }, isDemo }) }
    },
  }
}

function noticesOf(again: SendAgain | undefined, kept: string | undefined): SignInNotice[] {
  if (again === undefined) return ['needed']
  if (kept === undefined) return ['ended', 'notKept']
  return again.filesLost ? ['ended', 'kept', 'keptFiles'] : ['ended', 'kept']
}

/** All open routes of signing in. `plain`: the page around them (core/pages). */
export function signInRoutes(house: House, plain: PlainPage): OpenRoute {
  return (server) => {
    signInAndOut(server, house, plain)
    invitations(server, house, plain)
    confirming(server, house, plain)
    if (house.mode === 'demo') demo(server, house, plain)
  }
}

type Sent = Readonly<{
  request: FastifyRequest
  reply: FastifyReply
  body: FormBody
  query: FormBody
  carried: Carried
  kept: KeptForm | undefined
}>

/** What every one of these pages reads from a request. */
function readSent(house: House, request: FastifyRequest, reply: FastifyReply): Sent {
  const body = formOf(request.body)
  const query = formOf(request.query)
  const sealed = typed(body, 'kept')
  const kept = openKeptForm(house.masterKey, sealed, house.clock.now())
  const to = safePath(typed(body, 'to') || typed(query, 'to') || '/')
  return { request, reply, body, query, carried: { to, kept: kept === undefined ? undefined : sealed }, kept }
}

const hashOfCookie = (house: House, request: FastifyRequest) => {
  const token = request.cookies[sessionCookieOf(house)]
  return token === undefined || token === '' ? undefined : tokenHash(token)
}

function setSessionCookie(reply: FastifyReply, house: House, token: string): void {
  reply.setCookie(sessionCookieOf(house), token, { path: '/', httpOnly: true, sameSite: 'lax', secure: house.baseUrl.startsWith('https:') })
}

function signInAndOut(server: FastifyInstance, house: House, plain: PlainPage): void {
  const isDemo = house.mode === 'demo'
  const answer = (reply: FastifyReply, title: string, body: VNode, status = 200) =>
    sendHtml(reply, status, plain(title, body, { hasErrors: status === 422 }))
  const askAgain = (sent: Sent, problems: Problems, notices: readonly SignInNotice[] = []) =>
    answer(
      sent.reply,
      t('signIn.title'),
      SignInView({ carried: sent.carried, isDemo, email: typed(sent.body, 'email'), problems, notices }),
      Object.keys(problems).length > 0 ? 422 : 200,
    )

  server.get('/sign-in', async (request, reply) => {
    const sent = readSent(house, request, reply)
    const out = typed(sent.query, 'out')
    return askAgain(sent, {}, out === '' ? [] : [out === 'all' ? 'outAll' : 'out'])
  })

  server.get('/forgotten', async (_request, reply) => answer(reply, t('forgotten.title'), ForgottenView()))

  server.post('/sign-in', async (request, reply) => {
    const sent = readSent(house, request, reply)
    const email = typed(sent.body, 'email').trim().toLowerCase()
    const password = typed(sent.body, 'password')
    const missing: Problems = {
      ...(email === '' ? { email: t('signIn.emailMissing') } : {}),
      ...(password === '' ? { password: t('signIn.passwordMissing') } : {}),
    }
    if (Object.keys(missing).length > 0) return askAgain(sent, missing)
    const address = addressHash(house.masterKey, request.ip)
    // the same work whether the name exists or not: a salt is there for every name
    const known = await asNobody(house.db, house.clock, (tx) =>
      fromAddress(tx, address, async () => ({ outcome: 'salt' as const, salt: await saltOf(tx, email) })),
    )
    if (known.outcome === 'address_locked') return askAgain(sent, { email: addressLockedText(known.lockedUntil) })
    const proof = await passwordProof(house.masterKey, password, known.salt)
    const attempt = { email, nameHash: nameHash(house.masterKey, email), proof }
    const step = await asNobody(house.db, house.clock, (tx) => fromAddress(tx, address, () => tryPassword(tx, attempt)))
    if (step.outcome === 'address_locked') return askAgain(sent, { email: addressLockedText(step.lockedUntil) })
    if (step.outcome === 'locked') return askAgain(sent, { email: lockedText(step.lockedUntil, house.clock.now()) })
    if (step.outcome === 'wrong') return askAgain(sent, { password: t('signIn.wrong') })
    const pass = passwordStep.seal(house.masterKey, { email, proof }, house.clock.now())
    return answer(reply, t('code.title'), CodeView({ carried: sent.carried, pass }))
  })

  server.post('/sign-in/code', async (request, reply) => {
    const sent = readSent(house, request, reply)
    const now = house.clock.now()
    const pass = typed(sent.body, 'pass')
    const given = passwordStep.open(house.masterKey, pass, now)
    if (given === undefined) return askAgain(sent, {}, ['tooSlow'])
    const code = typed(sent.body, 'oneTimeCode')
    const recoveryCode = typed(sent.body, 'recoveryCode').trim()
    const askCode = (problems: Problems) => answer(reply, t('code.title'), CodeView({ carried: sent.carried, pass, problems }), 422)
    if (code.trim() === '' && recoveryCode === '') return askCode({ oneTimeCode: t('code.missing') })

    const attempt = { ...given, nameHash: nameHash(house.masterKey, given.email) }
    const token = newToken()
    const result = await asNobody(house.db, house.clock, (tx) =>
      fromAddress(tx, addressHash(house.masterKey, request.ip), async () => {
        const known = await tryPassword(tx, attempt)
        if (known.outcome !== 'right') return { ...known, posts: 0, keptIsOwn: false }
        const secret = known.totpSecret === null ? undefined : openTotp(house.masterKey, known.totpSecret)
        const useRecovery = recoveryCode !== ''
        return completeSignIn(tx, {
          ...attempt,
          step: useRecovery || secret === undefined ? undefined : totpStep(secret, code, now, known.lastStep),
          recoveryHash: useRecovery ? recoveryCodeHash(house.masterKey, recoveryCode) : undefined,
          tokenHash: tokenHash(token),
          oldTokenHash: hashOfCookie(house, request),
          keptTokenHash: sent.kept?.from,
          device: deviceName(request.headers['user-agent']),
        })
      }),
    )
    switch (result.outcome) {
      case 'address_locked':
        return askCode({ oneTimeCode: addressLockedText(result.lockedUntil) })
      case 'locked':
        return askCode({ oneTimeCode: lockedText(result.lockedUntil, now) })
      case 'wrong':
        return askCode({ [recoveryCode === '' ? 'oneTimeCode' : 'recoveryCode']: t('code.wrong') })
      case 'no_post':
        return answer(reply, t('noPost.title'), MessageView({ title: t('noPost.title'), children: t('noPost.text') }), 403)
      case 'right':
        throw new Error('signing in ended between its two steps')
      case 'open':
        setSessionCookie(reply, house, token)
        if (sent.kept !== undefined) {
          return result.keptIsOwn
            ? answer(reply, t('again.title'), SendKeptView({ kept: sent.kept }))
            : answer(reply, t('signIn.title'), KeptOfSomebodyElseView())
        }
        return seeOther(reply, result.posts > 1 ? `/account/post?to=${encodeURIComponent(sent.carried.to)}` : sent.carried.to)
    }
  })

  server.post('/sign-out', async (request, reply) => {
    await asSomebody(house, request, async (tx) => {
      await endSessions(tx, 'this')
      await recordEvent(tx, { event: 'user.signed_out' })
    })
    // The cookie stays: what it names is dead, and it still tells whose a form is that is sent from another tab.
    return seeOther(reply, '/sign-in?out=1')
  })
}

/** In the session of the request's cookie; undefined when there is none any more. */
async function asSomebody<T>(
  house: House,
  request: FastifyRequest,
  work: (tx: Parameters<Parameters<typeof inSession>[3]>[0], actor: Actor) => Promise<T>,
): Promise<T | undefined> {
  const hash = hashOfCookie(house, request)
  if (hash === undefined) return undefined
  try {
    return await inSession(house.db, house.clock, hash, work)
  } catch (error) {
    if (error instanceof SignedOutError) return undefined
    throw error
  }
}

function seeOther(reply: FastifyReply, to: string): FastifyReply {
  return reply.code(303).header('location', ownAddress(to)).send('')
}

function lockedText(until: Date | null, now: Date): string {
  return t('signIn.locked', { time: nextMinute(until ?? now) })
}

function addressLockedText(until: Date): string {
  return t('signIn.addressLocked', { time: nextMinute(until) })
}

function nextMinute(moment: Date): string {
  return showTime(new Date(moment.getTime() + 59_999))
}

function invitations(server: FastifyInstance, house: House, plain: PlainPage): void {
  const answer = (reply: FastifyReply, title: string, body: VNode, status = 200) =>
    sendHtml(reply, status, plain(title, body, { hasErrors: status === 422 }))
  const gone = (reply: FastifyReply) =>
    answer(reply, t('invitation.gone.title'), MessageView({ title: t('invitation.gone.title'), children: t('invitation.gone.text') }), 404)
  const tokenOf = (request: FastifyRequest) => typed(formOf(request.params), 'token')
  const find = (token: string) => asNobody(house.db, house.clock, (tx) => findInvitation(tx, tokenHash(token)))
  const ask = (reply: FastifyReply, token: string, invitation: Invitation, body?: FormBody, problems: Problems = {}) =>
    answer(
      reply,
      t('invitation.title'),
      InvitationView({ token, invitation, problems, ...(body === undefined ? {} : { typed: body }) }),
      Object.keys(problems).length > 0 ? 422 : 200,
    )

  server.get('/invitation/:token', async (request, reply) => {
    const invitation = await find(tokenOf(request))
    return invitation === undefined ? gone(reply) : ask(reply, tokenOf(request), invitation)
  })

  server.post('/invitation/:token', async (request, reply) => {
    const token = tokenOf(request)
    const invitation = await find(token)
    if (invitation === undefined) return gone(reply)
    const body = formOf(request.body)
    const person = invitation.asksName
      ? { fullName: typed(body, 'fullName').trim(), email: typed(body, 'email').trim().toLowerCase() }
      : invitation
    const password = typed(body, 'newPassword')
    const weak = passwordProblem(password, person)
    const problems: Problems = {
      ...(invitation.asksName ? nameProblems(person) : {}),
      ...(weak === undefined ? {} : { newPassword: t(`password.${weak}`) }),
    }
    if (Object.keys(problems).length > 0) return ask(reply, token, invitation, body, problems)
    const { totpSecret, recoveryCodes } = newAppSecret()
    const step = {
      tokenHash: tokenHash(token),
      passwordSecret: await newPasswordSecret(house.masterKey, password),
      totpSecret,
      recoveryCodes,
      email: person.email,
      ...(invitation.asksName ? { fullName: person.fullName } : {}),
    }
    const app = await appSecret(totpSecret, person.email)
    const sealed = invitationStep.seal(house.masterKey, step, house.clock.now())
    return answer(reply, t('app.title'), AppView({ action: `/invitation/${token}/app`, sealed, app }))
  })

  server.post('/invitation/:token/app', async (request, reply) => {
    const token = tokenOf(request)
    const body = formOf(request.body)
    const sealed = typed(body, 'sealed')
    const now = house.clock.now()
    const step = invitationStep.open(house.masterKey, sealed, now)
    if (step === undefined || step.tokenHash !== tokenHash(token)) return gone(reply)
    const code = totpStep(step.totpSecret, typed(body, 'oneTimeCode'), now, null)
    if (code === undefined) {
      const app = await appSecret(step.totpSecret, step.email)
      const problems = { oneTimeCode: t('app.wrong') }
      return answer(reply, t('app.title'), AppView({ action: `/invitation/${token}/app`, sealed, app, problems }), 422)
    }
    const outcome = await asNobody(house.db, house.clock, (tx) =>
      acceptInvitation(tx, {
        tokenHash: step.tokenHash,
        passwordSecret: step.passwordSecret,
        totpSecret: sealTotp(house.masterKey, step.totpSecret),
        step: code,
        recoveryHashes: step.recoveryCodes.map((one) => recoveryCodeHash(house.masterKey, one)),
        fullName: step.fullName,
        email: step.email,
      }),
    )
    if (outcome === 'gone') return gone(reply)
    if (outcome === 'email_taken') {
      const invitation = await find(token)
      return invitation === undefined
        ? gone(reply)
        : ask(reply, token, invitation, { fullName: step.fullName ?? '', email: step.email }, { email: t('invitation.emailTaken') })
    }
    return answer(reply, t('recovery.title'), RecoveryCodesView({ codes: step.recoveryCodes, next: '/sign-in' }))
  })
}

function nameProblems(person: Readonly<{ fullName: string; email: string }>): Problems {
  return {
    ...(person.fullName === '' ? { fullName: t('invitation.nameMissing') } : {}),
    ...(invitationSchema.shape.email.safeParse(person.email).success ? {} : { email: t('invitation.emailWrong') }),
  }
}

function confirming(server: FastifyInstance, house: House, plain: PlainPage): void {
  const isDemo = house.mode === 'demo'
  server.post('/confirm', async (request, reply) => {
    const sent = readSent(house, request, reply)
    const now = house.clock.now()
    const given = typed(sent.body, 'proof').trim()
    const ask = (problem: string) =>
      sendHtml(
        reply,
        422,
        plain(t('confirm.title'), ConfirmView({ carried: sent.carried, isDemo, problems: { proof: problem } }), { hasErrors: true }),
      )
    if (!isDemo && given === '') return ask(t('confirm.missing'))
    const proof = isDemo || /^[\d\s]{6,8}$/.test(given) ? undefined : await proofOfOwn(house, request, typed(sent.body, 'proof'))
    const result = await asSomebody(house, request, async (tx, actor) => {
      const name = nameHash(house.masterKey, await emailOf(tx, actor.userId))
      const outcome = isDemo
        ? ({ outcome: (await demoStepUp(tx)) ? 'right' : 'wrong', lockedUntil: null } as const)
        : await stepUp(tx, name, proof, proof === undefined ? await stepOfOwn(house, tx, given, now) : undefined)
      if (outcome.outcome === 'right') await recordEvent(tx, { event: 'user.confirmed' })
      return outcome
    })
    if (result === undefined) return seeOther(reply, `/sign-in?to=${encodeURIComponent(sent.carried.to)}`)
    if (result.outcome === 'locked') return ask(lockedText(result.lockedUntil, now))
    if (result.outcome === 'wrong') return ask(t('confirm.wrong'))
    if (sent.kept === undefined || sent.kept.from !== hashOfCookie(house, request)) return seeOther(reply, sent.carried.to)
    if (sent.kept.filesLost) return sendHtml(reply, 200, plain(t('confirm.title'), FilesAgainView({ to: sent.carried.to })))
    return sendNow(server, request, reply, sent.kept)
  })
}

/** Sends the kept form as if the browser had: the same address, cookie and fields. */
async function sendNow(server: FastifyInstance, request: FastifyRequest, reply: FastifyReply, kept: KeptForm): Promise<FastifyReply> {
  const fields = Object.entries(kept.body).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : value.map((one) => [name, one]),
  )
  const { host, origin, cookie } = request.headers
  const answer = await server.inject({
    method: 'POST',
    url: kept.action,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(host === undefined ? {} : { host }),
      origin: origin ?? `${request.protocol}://${host}`,
      ...(cookie === undefined ? {} : { cookie }),
    },
    payload: new URLSearchParams(fields).toString(),
  })
  const location = answer.headers['location']
  if (typeof location === 'string') return seeOther(reply, location)
  return reply
    .code(answer.statusCode)
    .header('content-type', answer.headers['content-type'] ?? 'text/html; charset=utf-8')
    .send(answer.rawPayload)
}

async function proofOfOwn(house: House, request: FastifyRequest, password: string): Promise<string> {
  const salt = await asSomebody(house, request, async (tx, actor) => {
    const own = await saltOf(tx, await emailOf(tx, actor.userId))
    await recordEvent(tx, { event: 'user.confirming' })
    return own
  })
  return salt === undefined ? '' : passwordProof(house.masterKey, password, salt)
}

async function stepOfOwn(house: House, tx: Parameters<typeof myTotp>[0], code: string, now: Date): Promise<number | undefined> {
  const own = await myTotp(tx)
  const secret = own === undefined ? undefined : openTotp(house.masterKey, own.secret)
  return secret === undefined ? undefined : totpStep(secret, code, now, own?.lastStep ?? null)
}

function demo(server: FastifyInstance, house: House, plain: PlainPage): void {
  const find = () => asNobody(house.db, house.clock, personas)
  server.get('/demo', async (_request, reply) => {
    const found = await find()
    return sendHtml(reply, found.length === 0 ? 404 : 200, plain(t('demo.title'), PersonasView({ personas: found })))
  })
  server.post('/demo', async (request, reply) => {
    const token = newToken()
    const device = deviceName(request.headers['user-agent'])
    const postId = typed(formOf(request.body), 'post')
    const isOpen =
      (await find()).some((persona) => persona.postId === postId) &&
      (await asNobody(house.db, house.clock, (tx) => signInAsPersona(tx, postId, tokenHash(token), device)))
    if (!isOpen) return sendHtml(reply, 404, plain(t('demo.empty.title'), PersonasView({ personas: [] })))
    setSessionCookie(reply, house, token)
    return seeOther(reply, '/')
  })
}
