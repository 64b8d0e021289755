import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { h } from 'preact'
import { openTestHouse } from '../../../tests/support/database.ts'
import { sql } from '../../platform/db/sql.ts'
import { page, seeOther } from './request.ts'
import type { Room } from './room.ts'
import { buildServer, type Frame, sessionCookie } from './server.ts'

const t = await openTestHouse()
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
await t.owner.transaction((tx) =>
  tx.script('create table test_saved (id uuid, text text); grant select, insert on test_saved to lapwing_app'),
)

const frame: Frame = {
  page: (_actor, _url, reply) => `page ${reply.title}`,
  notThere: () => 'not there',
  tryAgain: (problem, _url, again) => `try again: ${problem} ${JSON.stringify(again?.body ?? {})}`,
  signedOut: (_to, again) => `signed out ${JSON.stringify(again?.body ?? {})}`,
  foreignForm: () => 'foreign form',
  confirmAgain: () => 'confirm',
}
const record = randomUUID()
const room: Room = {
  name: 'tried',
  routes: (route) => {
    route.get('/secret', 'secret.read', async ({ audit }) => {
      audit.about('case', record)
      return page('the secret', h('p', null))
    })
    route.get('/administer', 'accounts.read', async () => page('accounts', h('p', null)), { capability: 'accounts.administer' })
    route.post('/files', 'files.sent', async ({ files, body }) => ({
      kind: 'json',
      status: 200,
      value: { files: files.map(({ name, bytes, because }) => [name, bytes?.length ?? because]), body },
    }))
    route.post('/save', 'text.saved', async ({ tx, body }) => {
      await tx.run(sql`insert into test_saved values (${randomUUID()}, ${String(body.text)})`)
      if (body.text === 'wrong') return page('mend this', h('p', null), { status: 422 })
      if (body.text === 'crash') throw new Error('a fault of ours')
      return seeOther('/secret')
    })
  },
}
const server = await buildServer({ house: t.house, rooms: [room], frame, open: [] })
after(async () => {
  await server.close()
  await t.close()
})

type Sent = { method?: 'GET' | 'POST'; url: string; token?: string | undefined; form?: Record<string, string>; origin?: string }
const send = ({ method = 'GET', url, token = worker.token, form, origin = 'http://localhost' }: Sent) =>
  server.inject({
    method,
    url,
    headers: { host: 'localhost', ...(method === 'POST' ? { origin, 'content-type': 'application/x-www-form-urlencoded' } : {}) },
    cookies: { [sessionCookie]: token },
    ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
  })
const saved = (text: string) => t.owner.transaction((tx) => tx.many(sql`select 1 from test_saved where text = ${text}`))
const entries = (event: string) =>
  t.owner.transaction((tx) =>
    tx.many<{ outcome: string; record_id: string | null }>(
      sql`select outcome, record_id from audit_entry where event = ${event} order by id`,
    ),
  )

test('a read is in the audit with its record when the page arrives', async () => {
  const answer = await send({ url: '/secret' })
  assert.equal(answer.body, 'page the secret')
  assert.deepEqual((await entries('secret.read')).at(-1), { outcome: 'done', record_id: record })
})

test('law R79: when the audit cannot be written, nothing is shown', async () => {
  await t.owner.transaction((tx) => tx.script('alter function audit_append rename to audit_append_broken'))
  try {
    const answer = await send({ url: '/secret' })
    assert.equal(answer.statusCode, 503)
    assert.doesNotMatch(answer.body, /secret/)
  } finally {
    await t.owner.transaction((tx) => tx.script('alter function audit_append_broken rename to audit_append'))
  }
})

test('law R80: what one may not see and what is not there have the same answer, byte for byte', async () => {
  const forbidden = await send({ url: '/administer' })
  const missing = await send({ url: '/no-such-page' })
  assert.equal(forbidden.statusCode, 404)
  assert.equal(forbidden.body, missing.body)
  assert.equal((await entries('accounts.read')).at(-1)?.outcome, 'refused')
})

test('a form that is sent twice does its work once and leads to the same place', async () => {
  const form = { text: 'once', _once: randomUUID() }
  const [first, second] = await Promise.all([send({ method: 'POST', url: '/save', form }), send({ method: 'POST', url: '/save', form })])
  assert.deepEqual([first.statusCode, second.statusCode], [303, 303])
  assert.equal(first.headers.location, second.headers.location)
  assert.equal((await saved('once')).length, 1)
})

test('an answer with something to mend undoes what was done, and the form may be sent again', async () => {
  const once = randomUUID()
  const answer = await send({ method: 'POST', url: '/save', form: { text: 'wrong', _once: once } })
  assert.equal(answer.statusCode, 422)
  assert.equal((await saved('wrong')).length, 0)
  assert.equal((await send({ method: 'POST', url: '/save', form: { text: 'mended', _once: once } })).statusCode, 303)
  assert.equal((await saved('mended')).length, 1)
})

test('a fault of ours saves nothing by half and gives back what was typed', async () => {
  const answer = await send({ method: 'POST', url: '/save', form: { text: 'crash' } })
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /"text":"crash"/)
  assert.equal((await saved('crash')).length, 0)
})

test('a session that ended while somebody typed gives back what was typed', async () => {
  const answer = await send({ method: 'POST', url: '/save', form: { text: 'long note' }, token: 'gone' })
  assert.equal(answer.statusCode, 401)
  assert.match(answer.body, /long note/)
})

test('a form sent from another site is refused', async () => {
  const answer = await send({ method: 'POST', url: '/save', form: { text: 'foreign' }, origin: 'https://elsewhere.example' })
  assert.equal(answer.statusCode, 403)
  assert.equal((await saved('foreign')).length, 0)
})

test('of more than 100 MB in one form each file that is left out is named, and no field is lost', async () => {
  const form = new FormData()
  const part = new Uint8Array(18 * 1024 * 1024)
  for (let n = 1; n <= 6; n++) form.append('files', new Blob([part]), `photo-${n}.jpg`)
  form.append('files', new Blob([new Uint8Array(21 * 1024 * 1024)]), 'film.jpg')
  for (let n = 1; n <= 30; n++) form.append('files', new Blob(['x']), `note-${n}.txt`)
  form.append('text', 'written below the files')
  const { headers, body } = new Response(form)
  assert(body !== null)
  const answer = await server.inject({
    method: 'POST',
    url: '/files',
    headers: { host: 'localhost', origin: 'http://localhost', 'content-type': headers.get('content-type') ?? '' },
    cookies: { [sessionCookie]: worker.token },
    payload: Buffer.from(await new Response(body).arrayBuffer()),
  })
  const kept = (n: number) => [`photo-${n}.jpg`, part.length]
  const notes = Array.from({ length: 30 }, (_, n) => [`note-${n + 1}.txt`, 1])
  assert.deepEqual(answer.json(), {
    files: [kept(1), kept(2), kept(3), kept(4), kept(5), ['photo-6.jpg', 'tooMuch'], ['film.jpg', 'tooLarge'], ...notes],
    body: { text: 'written below the files' },
  })
})

test('a form with files from nobody is not read to its end; from somebody whose session ended it is, and what was typed comes back', async () => {
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  const boundary = 'a-form'
  const beginning = `--${boundary}\r\ncontent-disposition: form-data; name="text"\r\n\r\nwhat I saw\r\n--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n`
  const megabyte = Buffer.alloc(1024 * 1024)
  /** Sends up to `megabytes`, until the answer comes. */
  const bring = async (token: string | undefined, megabytes: number) => {
    const sending = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/files',
      headers: {
        origin: `http://127.0.0.1:${port}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        ...(token === undefined ? {} : { cookie: `${sessionCookie}=${token}` }),
      },
    })
    sending.on('error', () => undefined) // the server closed the connection while we were still sending
    let answered: IncomingMessage | undefined
    const answer = new Promise<IncomingMessage>((done) =>
      sending.once('response', (response: IncomingMessage) => {
        answered = response
        done(response)
      }),
    )
    sending.write(beginning)
    let sent = 0
    for (; sent < megabytes && answered === undefined; sent++) {
      if (!sending.write(megabyte)) await Promise.race([once(sending, 'drain'), answer, once(sending, 'close')])
    }
    if (answered === undefined) sending.end(`\r\n--${boundary}--\r\n`)
    const response = await answer
    return { status: response.statusCode, body: await text(response).catch(() => ''), sent }
  }
  for (const token of [undefined, 'never-a-session']) {
    const refused = await bring(token, 60)
    assert.equal(refused.status, 401)
    assert.ok(refused.sent < 60, `${refused.sent} MB were taken`)
  }
  const gone = await t.somebody({ role: 'exploitationWorker' })
  await t.owner.transaction((tx) => tx.run(sql`update session set ended_at = current_instant() where user_id = ${gone.userId}`))
  const back = await bring(gone.token, 1)
  assert.deepEqual([back.status, back.body], [401, 'signed out {"text":"what I saw"}'])
})

test('text that the database could not keep is made fit to keep', async () => {
  await send({ method: 'POST', url: '/save', form: { text: 'a\0b' } })
  assert.equal((await saved('ab')).length, 1)
})
