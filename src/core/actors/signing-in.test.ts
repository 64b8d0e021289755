import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { generateSync } from 'otplib'
import { Fragment, h } from 'preact'
import { render } from 'preact-render-to-string'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { newTotpSecret } from '../../platform/crypto/one-time-codes.ts'
import { newPasswordSecret } from '../../platform/crypto/passwords.ts'
import { newToken, tokenHash } from '../../platform/crypto/tokens.ts'
import { sql } from '../../platform/db/sql.ts'
import { page, seeOther, typed } from '../house/request.ts'
import type { Room } from '../house/room.ts'
import { buildServer, type Frame, sessionCookie } from '../house/server.ts'
import type { PlainPage } from '../pages/index.ts'
import { firstAdministratorLink, signInParts, signInRoutes } from './index.ts'
import { accountRoutes } from './routes.ts'
import { networkOf } from './rules.ts'
import { addressHash, nameHash, sealTotp } from './secrets.ts'

const t = await openTestHouse()
const parts = signInParts(t.house)
const frame: Frame = {
  page: (_actor, _url, reply) => `${reply.title}: ${render(reply.body)}`,
  notThere: () => 'not there',
  tryAgain: () => 'try again',
  signedOut: (to, again) => render(parts.signIn(to, again).body),
  foreignForm: () => 'foreign form',
  confirmAgain: (_actor, to, again) => render(parts.confirm(to, again).body),
}
const saved: string[] = []
const room: Room = {
  name: 'notes',
  routes: (route) => {
    accountRoutes(route)
    route.get('/note', 'note.read', async () => page('the note', h('p', null)))
    route.post('/note', 'note.saved', async ({ body }) => {
      saved.push(typed(body, 'note'))
      return seeOther('/note')
    })
    route.post(
      '/exclude',
      'excluded',
      async ({ body }) => {
        saved.push(typed(body, 'who'))
        return seeOther('/note')
      },
      { stepUp: true },
    )
  },
}
const plain: PlainPage = (title, body) => `${title}: ${render(h(Fragment, null, body))}`
const server = await buildServer({ house: t.house, rooms: [room], frame, open: [signInRoutes(t.house, plain)] })
after(async () => {
  await server.close()
  await t.close()
})

const password = 'copper lantern meadow tide'

/** Somebody with a password and an app, who has not signed in yet. */
async function somebodyWithPassword(options: Parameters<typeof t.somebody>[0] = { role: 'exploitationWorker' }) {
  const who = await t.somebody(options)
  const secret = newTotpSecret()
  const kept = await newPasswordSecret(t.house.masterKey, password)
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`select set_sign_in_method(${who.userId}, 'password', ${kept}, null)`)
    await tx.run(sql`select set_sign_in_method(${who.userId}, 'totp', ${sealTotp(t.house.masterKey, secret)}, null)`)
  })
  return { ...who, secret }
}
const codeOf = (secret: string) => generateSync({ secret, epoch: Math.floor(t.clock.now().getTime() / 1000) })

type Sent = Readonly<{ method?: 'GET' | 'POST'; token?: string | undefined; form?: Record<string, string> }>
async function send(url: string, { method, token, form }: Sent = {}) {
  const answer = await server.inject({
    method: method ?? (form === undefined ? 'GET' : 'POST'),
    url,
    headers: {
      host: 'localhost',
      'user-agent': 'Mozilla/5.0 (Android 15; Mobile) Firefox/140.0',
      ...(method === 'POST' || form !== undefined
        ? { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' }
        : {}),
    },
    ...(token === undefined ? {} : { cookies: { [sessionCookie]: token } }),
    ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
  })
  return {
    status: answer.statusCode,
    body: answer.body,
    location: answer.headers['location'],
    cookie: answer.cookies.find(({ name }) => name === sessionCookie),
  }
}
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
const events = (name: string) =>
  t.owner.transaction((tx) =>
    tx.many<{ outcome: string; user_id: string | null; content_hash: string | null }>(
      sql`select outcome, user_id, content_hash from audit_entry where event = ${name} order by id`,
    ),
  )

/** Both steps; `typedPassword` for a wrong one. */
async function signIn(
  who: { email: string; secret: string },
  more: { kept?: string; to?: string; token?: string | undefined; typedPassword?: string; code?: string } = {},
) {
  const carried = { ...(more.kept === undefined ? {} : { kept: more.kept }), ...(more.to === undefined ? {} : { to: more.to }) }
  const first = await send('/sign-in', {
    form: { ...carried, email: who.email, password: more.typedPassword ?? password },
    token: more.token,
  })
  const pass = hidden(first.body, 'pass')
  if (pass === '') return first
  return send('/sign-in/code', { form: { ...carried, pass, oneTimeCode: more.code ?? codeOf(who.secret) }, token: more.token })
}

test('password and code open a session; the cookie is for this site and not for scripts; the audit says who', async () => {
  const who = await somebodyWithPassword()
  const answer = await signIn(who, { to: '/note' })
  assert.deepEqual([answer.status, answer.location], [303, '/note'])
  assert.deepEqual([answer.cookie?.httpOnly, answer.cookie?.sameSite, answer.cookie?.path], [true, 'Lax', '/'])
  assert.equal((await send('/note', { token: answer.cookie?.value })).status, 200)
  assert.equal((await events('user.signed_in')).at(-1)?.user_id, who.userId)
  const account = await send('/account', { token: answer.cookie?.value })
  assert.match(account.body, /Firefox on Android/)
})

test('over https the cookie is marked Secure, and its name binds it to this host', async () => {
  const secure = await buildServer({
    house: { ...t.house, baseUrl: 'https://lapwing.example' },
    rooms: [],
    frame,
    open: [signInRoutes({ ...t.house, baseUrl: 'https://lapwing.example' }, plain)],
  })
  const who = await somebodyWithPassword()
  const post = (url: string, form: Record<string, string>) =>
    secure.inject({
      method: 'POST',
      url,
      headers: { host: 'lapwing.example', origin: 'https://lapwing.example', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    })
  const first = await post('/sign-in', { email: who.email, password })
  const second = await post('/sign-in/code', { pass: hidden(first.body, 'pass'), oneTimeCode: codeOf(who.secret) })
  const [cookie] = second.cookies
  assert.deepEqual([cookie?.name, cookie?.secure, cookie?.path, cookie?.domain], [`__Host-${sessionCookie}`, true, '/', undefined])
  const out = (name: string) =>
    secure.inject({
      method: 'POST',
      url: '/sign-out',
      headers: { host: 'lapwing.example', origin: 'https://lapwing.example' },
      cookies: { [name]: cookie?.value ?? '' },
    })
  const ended = async () =>
    (await t.owner.transaction((tx) => tx.many(sql`select 1 from session where user_id = ${who.userId} and ended_at is not null`))).length
  await out(sessionCookie)
  assert.equal(await ended(), 0, 'a cookie that another machine of the domain could have planted is not read')
  await out(cookie?.name ?? '')
  assert.equal(await ended(), 1)
  await secure.close()
})

test('a code that was seen over a shoulder does not open a second time', async () => {
  const who = await somebodyWithPassword()
  const code = codeOf(who.secret)
  assert.equal((await signIn(who, { code })).status, 303)
  const again = await signIn(who, { code })
  assert.equal(again.status, 422)
  assert.match(again.body, /used already/)
})

test('law R80: an unknown name and a wrong password get the same answer', async () => {
  const who = await somebodyWithPassword()
  const wrong = await signIn(who, { typedPassword: 'not the right one at all' })
  const unknown = await signIn({ email: 'nobody.here@example.test', secret: who.secret })
  assert.equal(wrong.status, unknown.status)
  assert.equal(wrong.body.replaceAll(who.email, ''), unknown.body.replaceAll('nobody.here@example.test', ''))
})

test('five failures lock a name, known or not, for longer each time; the failure is audited without the name', async () => {
  const who = await somebodyWithPassword()
  for (const one of [who, { email: 'not-here@example.test', secret: who.secret }]) {
    for (let i = 0; i < 5; i++) await signIn(one, { typedPassword: 'not the right one at all' })
    const locked = await signIn(one)
    assert.match(locked.body, /Too many tries/)
    assert.equal(locked.cookie, undefined)
  }
  const failed = (await events('user.sign_in')).at(-1)
  assert.equal(failed?.content_hash, nameHash(t.house.masterKey, 'not-here@example.test'))
  assert.equal(failed?.user_id, null)
  t.clock.advance({ minutes: 2 })
  await signIn(who, { typedPassword: 'still not the right one' })
  t.clock.advance({ minutes: 1, hours: 0 })
  assert.match((await signIn(who)).body, /Too many tries/, 'the sixth failure locks for two minutes')
  t.clock.advance({ minutes: 2 })
  assert.equal((await signIn(who)).status, 303)
  assert.equal((await signIn(who, { typedPassword: 'not the right one at all' })).status, 422, 'a success forgets the failures')
  t.clock.set('2026-11-23T09:00:00Z')
})

test('one password tried on many names is held back where it comes from; the address is a keyed hash, and forgotten', async () => {
  const who = await somebodyWithPassword()
  const proxied = await buildServer({
    house: t.house,
    rooms: [],
    frame,
    open: [signInRoutes(t.house, plain)],
    trustedProxies: ['127.0.0.1'],
  })
  const from = (remoteAddress: string, form: Record<string, string>, { headers = {}, by = server } = {}) =>
    by.inject({
      method: 'POST',
      url: '/sign-in',
      remoteAddress,
      headers: { host: 'localhost', origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(form).toString(),
    })
  const right = { email: who.email, password }
  for (let n = 0; n < 30; n++) await from('203.0.113.9', { email: `name${n}@example.test`, password: 'Winter2026 again' })
  const held = await from('203.0.113.9', right)
  assert.equal(held.statusCode, 422)
  assert.match(held.body, /Too many tries to sign in have failed from where you are/)
  assert.match((await from('203.0.113.9', right, { headers: { 'x-forwarded-for': '198.51.100.7' } })).body, /from where you are/)
  assert.match((await from('127.0.0.1', right, { headers: { 'x-forwarded-for': '203.0.113.9' }, by: proxied })).body, /from where you are/)
  assert.equal(hidden((await from('198.51.100.7', right)).body, 'pass') === '', false, 'everybody else signs in as always')
  assert.equal(hidden((await from('127.0.0.1', right)).body, 'pass') === '', false, 'a web server in front that nobody named')
  const rows = () => t.owner.transaction((tx) => tx.many<{ address_hash: string }>(sql`select * from sign_in_address`))
  assert.deepEqual(
    (await rows()).map(({ address_hash }) => address_hash),
    [addressHash(t.house.masterKey, '203.0.113.9')],
  )
  assert.doesNotMatch(JSON.stringify(await rows()), /203\.0/)
  assert.equal((await events('user.sign_in')).at(-1)?.outcome, 'refused')
  t.clock.advance({ minutes: 2 })
  assert.equal(hidden((await from('203.0.113.9', right)).body, 'pass') === '', false)
  t.clock.advance({ hours: 1 })
  await from('198.51.100.7', right)
  assert.deepEqual(await rows(), [])
  t.clock.set('2026-11-23T09:00:00Z')
  await proxied.close()
})

test('of an address the part counts that nobody can choose at will', () => {
  assert.equal(networkOf('::ffff:203.0.113.9'), '203.0.113.9')
  assert.equal(networkOf('2001:db8:0:7::1'), '2001:db8:0:7')
  assert.equal(networkOf('2001:db8:0:7:aa:bb:cc:dd'), '2001:db8:0:7')
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0')
  assert.deepEqual([networkOf('127.0.0.1'), networkOf('::1'), networkOf('::ffff:127.0.0.1')], [undefined, undefined, undefined])
})

test('wrong codes count as failures too', async () => {
  const who = await somebodyWithPassword()
  for (let i = 0; i < 5; i++) assert.equal((await signIn(who, { code: '000000' })).status, 422)
  assert.match((await signIn(who)).body, /Too many tries/)
})

test('a session ends after half an hour without use, and after twelve hours at all', async () => {
  const who = await somebodyWithPassword()
  const first = (await signIn(who)).cookie?.value
  t.clock.advance({ minutes: 29 })
  assert.equal((await send('/note', { token: first })).status, 200)
  t.clock.advance({ minutes: 31 })
  assert.equal((await send('/note', { token: first })).status, 401)
  const second = (await signIn(who)).cookie?.value
  for (let i = 0; i < 24; i++) {
    t.clock.advance({ minutes: 29 })
    assert.equal((await send('/note', { token: second })).status, 200)
  }
  t.clock.advance({ minutes: 25 })
  assert.equal((await send('/note', { token: second })).status, 401)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a form whose session ended is sent after signing in, by the same person only, and passwords are not carried', async () => {
  const who = await somebodyWithPassword()
  const other = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  await send('/sign-out', { method: 'POST', token })
  const form = { _once: newToken(), note: '“I want my phone back” – <Sam>', password: 'never to be carried' }
  const ended = await send('/note', { token, form })
  assert.equal(ended.status, 401)
  assert.match(ended.body, /What you typed is kept/)
  assert.doesNotMatch(ended.body, /phone back/, 'whoever is at the browser cannot read it')
  const kept = hidden(ended.body, 'kept')

  t.clock.advance({ minutes: 1 })
  const foreign = await signIn(other, { kept, token })
  assert.match(foreign.body, /Somebody else was sending a form/)
  assert.doesNotMatch(foreign.body, /phone back/)

  const own = await signIn(who, { kept, token })
  assert.match(own.body, /Send it now\?/)
  assert.doesNotMatch(own.body, /never to be carried/)
  assert.equal(hidden(own.body, '_once'), form._once)
  const sentNow = await send('/note', { token: own.cookie?.value, form: { _once: form._once, note: form.note } })
  assert.equal(sentNow.status, 303)
  assert.equal(saved.at(-1), form.note)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a kept form that was changed, or is older than twelve hours, is not taken', async () => {
  const who = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  await send('/sign-out', { method: 'POST', token })
  const kept = hidden((await send('/note', { token, form: { note: 'old' } })).body, 'kept')
  t.clock.advance({ minutes: 1 })
  const changed = `${kept.slice(0, -2)}AA`
  assert.equal((await signIn(who, { kept: changed, token })).location, '/')
  t.clock.advance({ hours: 12 })
  assert.equal((await signIn(who, { kept, token })).location, '/')
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a sensitive act asks for the password or a code again, and the form is sent when that is right', async () => {
  const who = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  t.clock.advance({ minutes: 11 })
  const asked = await send('/exclude', { token, form: { who: 'her cousin' } })
  assert.equal(asked.status, 403)
  const kept = hidden(asked.body, 'kept')
  assert.notEqual(saved.at(-1), 'her cousin')
  const wrong = await send('/confirm', { token, form: { kept, to: '/exclude', proof: 'not the right one' } })
  assert.equal(wrong.status, 422)
  assert.equal(hidden(wrong.body, 'kept'), kept)
  const right = await send('/confirm', { token, form: { kept, to: '/exclude', proof: password } })
  assert.deepEqual([right.status, right.location, saved.at(-1)], [303, '/note', 'her cousin'])
  assert.equal((await send('/exclude', { token, form: { who: 'her brother' } })).location, '/note', 'ten minutes are open now')

  t.clock.advance({ minutes: 11 })
  const byCode = await send('/confirm', { token, form: { to: '/account/password', proof: codeOf(who.secret) } })
  assert.deepEqual([byCode.status, byCode.location], [303, '/account/password'])
  t.clock.set('2026-11-23T09:00:00Z')
})

test('signing out everywhere ends every session of mine and nobody else’s', async () => {
  const who = await somebodyWithPassword()
  const other = await somebodyWithPassword()
  const here = (await signIn(who)).cookie?.value
  t.clock.advance({ minutes: 1 })
  const there = (await signIn(who)).cookie?.value
  const others = (await signIn(other)).cookie?.value
  assert.equal((await send('/account/sign-out-everywhere', { method: 'POST', token: here })).location, '/sign-in?out=all')
  assert.deepEqual(await Promise.all([here, there, others].map(async (token) => (await send('/note', { token })).status)), [401, 401, 200])
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a changed password ends the other sessions, and a weak one is refused with a sentence', async () => {
  const who = await somebodyWithPassword()
  const here = (await signIn(who)).cookie?.value
  t.clock.advance({ minutes: 1 })
  const there = (await signIn(who)).cookie?.value
  assert.match((await send('/account/password', { token: here, form: { newPassword: 'short' } })).body, /at least 12 characters/)
  assert.match((await send('/account/password', { token: here, form: { newPassword: 'Password12345' } })).body, /easy to guess/)
  assert.equal((await send('/account/password', { token: here, form: { newPassword: 'velvet harbour ninety kites' } })).status, 303)
  assert.equal((await send('/note', { token: there })).status, 401)
  assert.equal((await send('/note', { token: here })).status, 200)
  t.clock.advance({ minutes: 1 })
  assert.equal((await signIn(who)).status, 422)
  assert.equal((await signIn(who, { typedPassword: 'velvet harbour ninety kites' })).status, 303)
  t.clock.set('2026-11-23T09:00:00Z')
})

/** The secret that the page shows for another phone, and the form's sealed part. */
const shownApp = (html: string) => ({
  secret: /<strong class="lw-key">([^<]+)</.exec(html)?.[1]?.replaceAll(' ', '').toUpperCase() ?? '',
  sealed: hidden(html, 'sealed'),
})

test('another phone: the new one opens, the lost one no longer does, and whoever was signed in with it is out', async () => {
  const who = await somebodyWithPassword()
  const other = await somebodyWithPassword()
  const lost = (await signIn(who)).cookie?.value
  t.clock.advance({ minutes: 1 })
  const here = (await signIn(who)).cookie?.value
  const app = shownApp((await send('/account/app', { token: here })).body)
  const wrong = await send('/account/app', { token: here, form: { sealed: app.sealed, oneTimeCode: codeOf(who.secret) } })
  assert.equal(wrong.status, 422, 'a code of the old phone is not one of the new')
  assert.deepEqual(shownApp(wrong.body).secret, app.secret, 'the same picture again, not another one to scan')
  const others = (await signIn(other)).cookie?.value
  const foreign = await send('/account/app', { token: others, form: { sealed: app.sealed, oneTimeCode: codeOf(app.secret) } })
  assert.equal(foreign.status, 422, 'made for somebody else: begins anew')
  const right = await send('/account/app', { token: here, form: { sealed: app.sealed, oneTimeCode: codeOf(app.secret) } })
  assert.equal(right.location, '/account?done=app')
  assert.deepEqual([(await send('/note', { token: lost })).status, (await send('/note', { token: here })).status], [401, 200])
  assert.equal((await events('user.app_replaced')).at(-1)?.user_id, who.userId)
  assert.equal((await signIn({ ...who, secret: app.secret })).status, 422, 'the code that connected it opens nothing more')
  t.clock.advance({ minutes: 1 })
  assert.equal((await signIn(who)).status, 422)
  assert.equal((await signIn({ ...who, secret: app.secret })).status, 303)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('another phone is not connected without confirming first, nor with a picture older than an hour', async () => {
  const who = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  const app = shownApp((await send('/account/app', { token })).body)
  t.clock.advance({ minutes: 11 })
  assert.equal((await send('/account/app', { token })).status, 403)
  assert.equal((await send('/account/app', { token, form: { sealed: app.sealed, oneTimeCode: codeOf(app.secret) } })).status, 403)
  for (let i = 0; i < 3; i++) {
    t.clock.advance({ minutes: 18 })
    await send('/confirm', { token, form: { to: '/account', proof: password } })
  }
  const old = await send('/account/app', { token, form: { sealed: app.sealed, oneTimeCode: codeOf(app.secret) } })
  assert.equal(old.status, 422)
  assert.match(old.body, /older than an hour/)
  const tried = (await events('user.app_replaced')).filter(({ user_id }) => user_id === who.userId)
  assert.deepEqual(
    tried.map(({ outcome }) => outcome),
    ['failed'],
  )
  t.clock.set('2026-11-23T09:00:00Z')
})

test('new recovery codes take the place of the old ones, and each of them opens once', async () => {
  const who = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  const made = async () => {
    const { body } = await send('/account/recovery-codes', { token, form: {} })
    return [...body.matchAll(/<code>([^<]+)</g)].map(([, code]) => code ?? '')
  }
  const first = await made()
  const second = await made()
  assert.deepEqual([first.length, new Set([...first, ...second]).size], [10, 20])
  const opens = async (code: string) => {
    const page = await send('/sign-in', { form: { email: who.email, password } })
    return (await send('/sign-in/code', { form: { pass: hidden(page.body, 'pass'), recoveryCode: code } })).status
  }
  assert.equal(await opens(first[0] ?? ''), 422)
  assert.equal(await opens(second[0] ?? ''), 303)
  assert.equal(await opens(second[0] ?? ''), 422)
  assert.match((await send('/account', { token })).body, /9/)
  const told = await t.owner.transaction((tx) =>
    tx.many(sql`select 1 from notification where post_id = ${who.postId} and kind = 'account.codes_replaced'`),
  )
  assert.equal(told.length, 2)
})

test('two people sign in with the same code at the same moment: one gets in', async () => {
  const who = await somebodyWithPassword()
  const code = codeOf(who.secret)
  const passes = await Promise.all([1, 2, 3, 4].map(() => send('/sign-in', { form: { email: who.email, password } })))
  const answers = await Promise.all(
    passes.map((page) => send('/sign-in/code', { form: { pass: hidden(page.body, 'pass'), oneTimeCode: code } })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422, 422])
  assert.equal((await events('user.signed_in')).filter(({ user_id }) => user_id === who.userId).length, 1)
})

test('the same recovery code at the same moment opens once', async () => {
  const who = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  const { body } = await send('/account/recovery-codes', { token, form: {} })
  const code = /<code>([^<]+)</.exec(body)?.[1] ?? ''
  const passes = await Promise.all([1, 2, 3].map(() => send('/sign-in', { form: { email: who.email, password } })))
  const answers = await Promise.all(
    passes.map((page) => send('/sign-in/code', { form: { pass: hidden(page.body, 'pass'), recoveryCode: code } })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422])
})

test('a code that confirmed a sensitive act does not sign anybody in', async () => {
  const who = await somebodyWithPassword()
  const token = (await signIn(who)).cookie?.value
  t.clock.advance({ minutes: 11 })
  const code = codeOf(who.secret)
  assert.equal((await send('/confirm', { token, form: { to: '/account/password', proof: code } })).status, 303)
  assert.equal((await signIn(who, { code })).status, 422)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a session that somebody planted in the browser beforehand is worth nothing after signing in', async () => {
  const attacker = await somebodyWithPassword()
  const planted = (await signIn(attacker)).cookie?.value
  const who = await somebodyWithPassword()
  const own = await signIn(who, { token: planted })
  assert.notEqual(own.cookie?.value, planted)
  assert.equal((await send('/note', { token: planted })).status, 401, 'ended, not taken over')
  assert.equal((await send('/note', { token: own.cookie?.value })).status, 200)
})

test('somebody with two posts chooses one, can change it, and the audit keeps which', async () => {
  const who = await somebodyWithPassword({ role: 'exploitationWorker' })
  const second = await t.owner.transaction((tx) =>
    tx.one<{ id: string }>(sql`
      insert into post (user_id, agency_id, role_code, from_on) values (${who.userId}, ${who.agencyId}, 'panelCoordinator', '2026-01-01') returning id`),
  )
  const answer = await signIn(who, { to: '/note' })
  assert.equal(answer.location, '/account/post?to=%2Fnote')
  const token = answer.cookie?.value
  assert.equal((await send('/account/post', { token, form: { post: who.userId, to: '/note' } })).status, 422)
  assert.equal((await send('/account/post', { token, form: { post: second.id, to: '/note' } })).location, '/note')
  await send('/note', { token })
  const { post_id } = await t.owner.transaction((tx) =>
    tx.one<{ post_id: string }>(sql`select post_id from audit_entry where event = 'note.read' order by id desc limit 1`),
  )
  assert.equal(post_id, second.id)
})

test('nobody can take a post that is not theirs', async () => {
  const who = await somebodyWithPassword()
  const other = await t.somebody({ role: 'exploitationManager' })
  const token = (await signIn(who)).cookie?.value
  assert.equal((await send('/account/post', { token, form: { post: other.postId } })).status, 422)
})

/** Follows an invitation to its end. @returns the page that it ends on, and the app's secret */
async function accept(link: string, form: Record<string, string>) {
  const first = await send(link, { form })
  const secret = /<strong class="lw-key">([^<]+)</.exec(first.body)?.[1]?.replaceAll(' ', '').toUpperCase() ?? ''
  const sealed = hidden(first.body, 'sealed')
  if (sealed === '') return { page: first, secret, sealed }
  return { page: await send(`${link}/app`, { form: { sealed, oneTimeCode: codeOf(secret) } }), secret, sealed }
}

async function invited(days = 7): Promise<{ link: string; who: Somebody }> {
  const who = await t.somebody({ role: 'triageWorker' })
  const token = newToken()
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`update user_account set state = 'invited' where id = ${who.userId}`)
    await tx.run(sql`select invitation_make_as_system(${who.userId}, ${tokenHash(token)}, false, ${days})`)
  })
  return { link: `/invitation/${token}`, who }
}

test('an invitation sets password, app and recovery codes at once, and works once', async () => {
  const { link, who } = await invited()
  assert.match((await send(link)).body, /Welcome to Lapwing/)
  const { page: codesPage, secret, sealed } = await accept(link, { newPassword: password })
  const codes = [...codesPage.body.matchAll(/<code>([^<]+)</g)].map(([, code]) => code ?? '')
  assert.equal(codes.length, 10)
  // a double click must not lose the recovery codes
  assert.match((await send(`${link}/app`, { form: { sealed, oneTimeCode: codeOf(secret) } })).body, new RegExp(codes[0] ?? 'none'))
  assert.equal((await send(link)).status, 404)
  assert.equal((await send(link, { form: { newPassword: 'another long password 1' } })).status, 404)

  t.clock.advance({ minutes: 1 })
  assert.equal((await signIn({ email: who.email, secret })).status, 303)
  const first = await send('/sign-in', { form: { email: who.email, password } })
  const byRecovery = (code: string) => send('/sign-in/code', { form: { pass: hidden(first.body, 'pass'), recoveryCode: code } })
  assert.equal((await byRecovery((codes[3] ?? '').toLowerCase())).status, 303, 'small letters are as good')
  assert.equal((await byRecovery(codes[3] ?? '')).status, 422, 'each code works once')
  t.clock.set('2026-11-23T09:00:00Z')
})

test('an invitation that has run out, or that a newer one has taken the place of, cannot be used', async () => {
  const { link, who } = await invited()
  t.clock.advance({ days: 7 })
  assert.equal((await send(link)).status, 404)
  t.clock.set('2026-11-23T09:00:00Z')
  assert.equal((await send(link)).status, 200)
  const newer = newToken()
  await t.owner.transaction((tx) => tx.run(sql`select invitation_make_as_system(${who.userId}, ${tokenHash(newer)}, false, 7)`))
  assert.equal((await send(link)).status, 404)
  assert.equal((await send(`/invitation/${newer}`)).status, 200)
})

test('an empty start gives a link for the first administrator, and none once there is one', async () => {
  const link = (await firstAdministratorLink(t.owner, t.house))?.replace('http://localhost', '') ?? ''
  const missing = await send(link, { form: { fullName: '', email: 'x', newPassword: password } })
  assert.match(missing.body, /Enter your full name/)
  assert.match(missing.body, /Enter an e-mail address/)
  const { secret } = await accept(link, { fullName: 'Ada Okafor', email: 'Ada@Council.Example', newPassword: password })
  t.clock.advance({ minutes: 1 })
  assert.equal((await signIn({ email: 'ada@council.example', secret })).status, 303)
  assert.equal(await firstAdministratorLink(t.owner, t.house), undefined)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('the application’s role can read no secret and open no session', async () => {
  const who = await somebodyWithPassword()
  const asApp = (query: ReturnType<typeof sql>) => t.house.db.transaction((tx) => tx.many(query))
  for (const table of ['sign_in_method', 'session', 'invitation', 'sign_in_failure', 'recovery_code', 'identity_secret']) {
    await assert.rejects(
      t.house.db.transaction((tx) => tx.script(`select * from ${table}`)),
      /permission denied/,
      table,
    )
  }
  const open = sql`select session_open(${who.userId}, ${who.postId}, 'abc', null, 'user.signed_in')`
  await assert.rejects(asApp(open), /permission denied/)
  const [wrong] = await t.house.db.transaction((tx) =>
    tx.many<{ outcome: string }>(sql`select outcome from sign_in_complete(${who.email}, 'x', 'guessed', 5, null, 'abc', null, null, null)`),
  )
  assert.equal(wrong?.outcome, 'wrong')
})

test('the persona picker exists only where the mode and the database’s own mark both say demo', async () => {
  const demo = { ...t.house, mode: 'demo' } as const
  const demoServer = await buildServer({ house: demo, rooms: [room], frame, open: [signInRoutes(demo, plain)] })
  const persona = await t.somebody({ role: 'triageWorker', name: 'Amina Yusuf' })
  const post = (on: typeof server) =>
    on.inject({
      method: 'POST',
      url: '/demo',
      headers: { host: 'localhost', origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
      payload: `post=${persona.postId}`,
    })
  const mark = (value: string) => t.owner.transaction((tx) => tx.run(sql`update database_mark set mark = ${value}`))
  assert.equal((await server.inject('/demo')).statusCode, 404, 'not in demo mode: no route')
  assert.equal((await post(server)).statusCode, 404)
  for (const value of ['test', 'real']) {
    await mark(value)
    assert.equal((await demoServer.inject('/demo')).statusCode, 404, `mode demo, mark ${value}`)
    const answer = await post(demoServer)
    assert.deepEqual([answer.statusCode, answer.cookies], [404, []], `mode demo, mark ${value}`)
    const [row] = await t.house.db.transaction((tx) =>
      tx.many<{ done: boolean }>(sql`select demo_sign_in(${persona.postId}, 'abc', null) as done`),
    )
    assert.equal(row?.done, false, 'the function itself asks the mark')
  }
  await mark('demo')
  assert.match((await demoServer.inject('/demo')).body, /Amina Yusuf/)
  const answer = await post(demoServer)
  assert.equal(answer.statusCode, 303)
  assert.equal(answer.cookies[0]?.name, sessionCookie)
  await mark('test')
  await demoServer.close()
})

test('an address of another host is never gone to after signing in', async () => {
  const who = await somebodyWithPassword()
  for (const to of ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)']) {
    t.clock.advance({ minutes: 1 })
    assert.equal((await signIn(who, { to })).location, '/')
  }
  t.clock.set('2026-11-23T09:00:00Z')
})
