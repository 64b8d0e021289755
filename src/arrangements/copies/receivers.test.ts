import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { after, before, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { chronology } from '../../app.ts'
import { addNote } from '../../core/cases/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { mayConnect, receiverAddress } from './receiver-address.ts'
import { lookForRecords, type Post, sendDue } from './receiver-jobs.ts'
import { postTo } from './receiver-post.ts'
import { nextTry, receiverPolicy, signedHeaders } from './receiver-rules.ts'

const t = await openTestHouse()
const team = await casework(t)
const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Administrator' })
const policy = readReferenceFile('receivers.yaml', receiverPolicy)
const pem = readFileSync(new URL('../../../tests/fixtures/receiver.pem', import.meta.url), 'utf8')
const networks = ['127.0.0.1', '::1']

/** A system of an agency, over real TLS: it keeps what came and answers as told. */
type Arrived = Readonly<{ id: string; headers: NodeJS.Dict<string | string[]>; body: string; path: string }>
const arrived: Arrived[] = []
let answers: number | 'hang' = 204
const system: Server = createServer({ key: pem, cert: pem }, (request, reply) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    arrived.push({ id: String(request.headers['webhook-id']), headers: request.headers, body, path: request.url ?? '' })
    if (answers === 'hang') return
    reply.writeHead(answers, answers === 302 ? { location: '/elsewhere' } : {}).end('thank you')
  })
})
let server: TestServer
let port = 0
before(async () => {
  server = await startTestServer(t)
  await new Promise<void>((done) => system.listen(0, '127.0.0.1', done))
  const address = system.address()
  port = typeof address === 'object' && address !== null ? address.port : assert.fail()
})
after(async () => {
  await server?.close()
  system.closeAllConnections()
  await new Promise((done) => system.close(done))
  await t.close()
})

const post: Post = (address, headers, body) => postTo(address, headers, body, { networks, answerWithinSeconds: 1, ca: pem })
const look = () => team.asJobs((tx) => lookForRecords(tx, t.house, policy))
const send = (how: Post = post) => team.asJobs((tx) => sendDue(tx, t.house, policy, chronology, how))
/** Everybody has just given their password again. */
const confirmed = () => t.owner.transaction((tx) => tx.run(sql`update session set step_up_at = ${t.clock.now()}`))
const later = (minutes: number) => t.clock.set(new Date(t.clock.now().getTime() + minutes * 60_000))
const note = (who: Somebody, caseId: string, seen: string) =>
  t.as(who, (tx) =>
    addNote(tx, caseId, { on: '2026-11-20', time: '15:40' }, { ownWords: '', seen, analysis: '', next: 'Go again on Monday' }),
  )

async function setReceiver(path: string, holder: Somebody = team.worker, agrees = true): Promise<{ id: string; secret: string }> {
  await confirmed()
  const answer = await server.fetchAs(administrator, '/admin/receivers', {
    address: `https://localhost:${port}${path}`,
    holder: holder.postId,
    purpose: 'Notes into the case system',
    basis: 'Sharing agreement 7',
  })
  const html = await answer.text()
  assert.equal(answer.status, 200, html.slice(0, 2000))
  const secret = /whsec_[A-Za-z0-9+/=]+/.exec(html)?.[0] ?? assert.fail('the secret is shown')
  const id = /\/receivers\/([0-9a-f-]{36})/.exec(html)?.[1] ?? assert.fail()
  if (agrees) assert.equal((await server.fetchAs(holder, `/receivers/${id}/agree`, {})).status, 303)
  return { id, secret }
}

/** As docs/receivers.md tells a receiver to check. */
function isGenuine({ headers, body }: Arrived, secret: string): boolean {
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
    .digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
}

test('only addresses of the public network over https are taken', () => {
  const problem = (text: string, allowed: readonly string[] = []) => {
    const found = receiverAddress(text, allowed)
    return 'problem' in found ? found.problem : 'none'
  }
  assert.equal(problem('https://records.example.org/lapwing?x=1'), 'none')
  assert.equal(problem('http://records.example.org'), 'encrypted')
  assert.equal(problem('ftp://records.example.org'), 'encrypted')
  assert.equal(problem('https://user:secret@records.example.org'), 'person')
  assert.equal(problem('records.example.org'), 'form')
  assert.equal(problem(''), 'form')
  for (const here of [
    'localhost',
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '10.2.3.4',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    'intranet',
    '[::1]',
    '[fe80::1]',
    '[fd00::1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::a00:1]',
    '224.0.0.1',
  ]) {
    assert.equal(problem(`https://${here}/`), 'here', here)
  }
  assert.equal(problem('https://10.2.3.4/', ['10.2.0.0/16']), 'none')
  assert.equal(problem('https://10.3.3.4/', ['10.2.0.0/16']), 'here')
  assert.equal(mayConnect('93.184.216.34', []), true)
  assert.equal(mayConnect('2606:2800:220:1::1', []), true)
  assert.equal(mayConnect('::ffff:127.0.0.1', []), false)
  assert.equal(mayConnect('nonsense', []), false)
})

test('a name that leads into a private network is not spoken to, and a certificate that nobody vouches for is not trusted', async () => {
  const to = (options: Parameters<typeof postTo>[3]) => postTo(`https://localhost:${port}/x`, {}, '{}', options)
  assert.equal((await to({ networks: [], answerWithinSeconds: 2, ca: pem })).outcome, 'not_allowed')
  assert.equal((await to({ networks, answerWithinSeconds: 2 })).outcome, 'no_trust')
  assert.equal((await postTo('https://nobody.invalid/', {}, '{}', { networks, answerWithinSeconds: 5 })).outcome, 'no_name')
  assert.equal((await postTo('https://127.0.0.1:1/', {}, '{}', { networks, answerWithinSeconds: 2 })).outcome, 'no_answer')
  assert.equal(arrived.length, 0)
})

test('what is signed cannot be changed without its being seen, nor sent again under another name', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const at = new Date('2026-11-23T09:00:00Z')
  const one: Arrived = { id: 'a', headers: signedHeaders('a', at, '{"x":1}', [secret]), body: '{"x":1}', path: '/' }
  assert.ok(isGenuine(one, secret))
  assert.ok(!isGenuine({ ...one, body: '{"x":2}' }, secret))
  assert.ok(!isGenuine({ ...one, headers: { ...one.headers, 'webhook-id': 'b' } }, secret))
  assert.ok(!isGenuine({ ...one, headers: { ...one.headers, 'webhook-timestamp': '1' } }, secret))
})

test('what was not taken is tried for days, less and less often, and not for ever', () => {
  const since = new Date('2026-11-20T09:00:00Z')
  let now = since
  let tries = 0
  for (;;) {
    const next = nextTry(now, ++tries, since, policy)
    if (next === null) break
    assert.ok(next > now && next.getTime() - now.getTime() <= policy.longestPauseMinutes * 60_000)
    now = next
  }
  assert.ok(now.getTime() - since.getTime() >= 72 * 3_600_000, 'at least three days')
  assert.ok(tries < 150, `${tries} tries`)
})

test('nothing is sent before a colleague of the agency agrees, and nobody agrees in their place or with themselves', async () => {
  const refused = await server.fetchAs(administrator, '/admin/receivers', {
    address: `https://localhost:${port}/`,
    holder: team.worker.postId,
    purpose: 'x',
    basis: 'y',
  })
  assert.equal(refused.status, 422, 'this machine is not allowed until an operator says so')
  assert.equal((await server.fetchAs(team.worker, '/admin/receivers')).status, 404)
  Object.assign(t.house, { receiverNetworks: networks })
  await server.close()
  server = await startTestServer(t)
  const missing = await server.fetchAs(administrator, '/admin/receivers', {
    address: 'http://x.example.org',
    holder: '',
    purpose: ' ',
    basis: '',
  })
  const html = await missing.text()
  assert.equal(missing.status, 422)
  for (const words of ['must begin with https', 'Choose a colleague', 'Say what it is for', 'Say what allows it'])
    assert.match(html, new RegExp(words))

  const sam = await team.aCase({ knownAs: 'Sam' })
  const { id } = await setReceiver('/quiet', team.worker, false)
  await note(team.worker, sam, 'Before anybody agreed')
  await look()
  await send()
  assert.equal(arrived.length, 0)
  assert.equal((await server.fetchAs(administrator, `/receivers/${id}/agree`, {})).status, 404)
  assert.equal((await server.fetchAs(team.otherWorker, `/receivers/${id}`)).status, 404)
  assert.equal((await server.fetchAs(team.otherWorker, `/receivers/${id}/agree`, {})).status, 404)
  assert.equal((await server.fetchAs(team.worker, `/receivers/${id}/refuse`, {})).status, 303)
  await look()
  await send()
  assert.equal(arrived.length, 0)
  const kept = await t.owner.transaction((tx) => tx.many<{ sealed: string }>(sql`select sealed from receiver_secret`))
  assert.ok(
    kept.every(({ sealed }) => !sealed.includes('whsec_')),
    'the database does not know the secret',
  )
})

test('what the agency wrote arrives signed, once, with nothing that the holder may not see', async () => {
  const sam = await team.aCase({ knownAs: 'Sam' })
  const other = await team.aCase({ knownAs: 'Nia' })
  await note(team.worker, sam, 'Written before it was turned on')
  later(1)
  const { id, secret } = await setReceiver('/records')
  later(1)
  await note(team.worker, sam, 'He told me about the man with the car')
  await team.invite(sam, team.school)
  await note(team.manager, other, 'Seen by the manager and the worker')
  const foreign = await team.aCase({ knownAs: 'Zed' })
  await t.as(team.manager, (tx) => tx.run(sql`select exclude_user('case', ${foreign}, ${team.worker.userId}, 'knows the family')`))
  await note(team.manager, foreign, 'Not for the worker')
  await look()
  await look()
  await send()
  await send()
  assert.equal(arrived.length, 1, 'announced once, sent once')
  const [message = assert.fail()] = arrived.splice(0)
  assert.ok(isGenuine(message, secret))
  assert.ok(!isGenuine(message, `whsec_${Buffer.alloc(32).toString('base64')}`))
  const { records, id: inBody, type } = JSON.parse(message.body)
  assert.equal(inBody, message.id)
  assert.equal(type, 'records.written')
  const texts = records.map(({ text }: { text: string }) => text).join('\n')
  assert.match(texts, /man with the car/)
  assert.match(texts, /Seen by the manager and the worker/)
  assert.doesNotMatch(texts, /before it was turned on|Not for the worker/)

  // as the worker's own file of the day, and not a line more
  const file = await (await server.fetchAs(team.worker, '/copies/file?day=2026-11-23&form=json')).json()
  const own = new Map(file.records.map((row: { entry: string }) => [row.entry, JSON.stringify(row)]))
  for (const row of records) assert.equal(JSON.stringify(row), own.get(row.entry))

  const audited = await t.owner.transaction((tx) =>
    tx.many<{ event: string; user: string; shown: string[] }>(
      sql`select event, user_id as user, shown from audit_entry where record_id = ${id} and event like 'receiver.%' order by id`,
    ),
  )
  const sent = audited.find(({ event }) => event === 'receiver.sent')
  assert.equal(sent?.user, team.worker.userId)
  assert.deepEqual([...(sent?.shown ?? [])].sort(), [sam, other].sort())
  const page = await (await server.fetchAs(team.worker, `/receivers/${id}`)).text()
  assert.match(page, /taken, 2 records/)

  // made again by hand: the same number, so that their system can tell
  const delivery = /deliveries\/([0-9a-f-]{36})\/again/.exec(page)?.[1] ?? assert.fail()
  assert.equal((await server.fetchAs(team.otherWorker, `/receivers/${id}/deliveries/${delivery}/again`, {})).status, 404)
  assert.equal((await server.fetchAs(administrator, `/receivers/${id}/deliveries/${delivery}/again`, {})).status, 303)
  await send()
  assert.equal(arrived.splice(0)[0]?.id, message.id)

  // a new secret: both sign until their system knows it
  const rotated = await (await server.fetchAs(administrator, `/receivers/${id}/rotate`, {})).text()
  const fresh = /whsec_[A-Za-z0-9+/=]+/.exec(rotated)?.[0] ?? assert.fail()
  await note(team.worker, sam, 'After the new secret')
  await look()
  await send()
  const [both = assert.fail()] = arrived.splice(0)
  assert.ok(isGenuine(both, secret) && isGenuine(both, fresh))
  later(policy.overlapHours * 60 + 1)
  await note(team.worker, sam, 'When the old one is over')
  await look()
  await send()
  const [onlyNew = assert.fail()] = arrived.splice(0)
  assert.ok(!isGenuine(onlyNew, secret) && isGenuine(onlyNew, fresh))

  // what the holder may no longer see is not sent, though it was announced
  await note(team.worker, other, 'Written, and then kept from her')
  await look()
  await t.as(team.manager, (tx) => tx.run(sql`select exclude_user('case', ${other}, ${team.worker.userId}, 'knows the family')`))
  await send()
  assert.equal(arrived.length, 0)
  assert.match(await (await server.fetchAs(team.worker, `/receivers/${id}`)).text(), /nothing in it may be seen any more/)
  assert.equal((await server.fetchAs(team.worker, `/receivers/${id}/off`, {})).status, 303)
})

test('a system that is down for two days gets everything in order when it is back, and one that leads elsewhere is not followed', async () => {
  const sam = await team.aCase({ knownAs: 'Sam' })
  later(1)
  const { id } = await setReceiver('/down')
  answers = 503
  for (const what of ['first', 'second', 'third']) {
    later(1)
    await note(team.worker, sam, what)
    await look()
  }
  for (let hour = 0; hour < 48; hour++) {
    answers = hour === 3 ? 302 : 503
    await send()
    later(61)
  }
  assert.ok(arrived.length >= 48 && arrived.length < 60, `${arrived.length} tries`)
  assert.ok(
    arrived.every(({ path }) => path === '/down'),
    'no redirect is followed',
  )
  assert.equal(new Set(arrived.map((one) => one.id)).size, 1, 'the first is tried, the others wait behind it')
  assert.match(await (await server.fetchAs(team.worker, `/receivers/${id}`)).text(), /their system answered 503/)
  arrived.length = 0
  answers = 200
  for (let i = 0; i < 4; i++) await send()
  const order = arrived.splice(0).map(({ body }) => JSON.parse(body).records[0].text)
  assert.equal(order.length, 3)
  for (const [place, what] of ['first', 'second', 'third'].entries()) assert.match(order[place], new RegExp(what))

  // it hangs: that is no answer, and it does not hold the house up
  answers = 'hang'
  await note(team.worker, sam, 'fourth')
  await look()
  await send()
  assert.match(await (await server.fetchAs(team.worker, `/receivers/${id}`)).text(), /: no answer/)

  // for days: given up, both are told, nothing is lost
  answers = 500
  for (let hour = 0; hour < policy.giveUpAfterHours + 2; hour++) {
    later(61)
    await send()
  }
  const told = await t.owner.transaction((tx) =>
    tx.many<{ post: string }>(sql`select post_id as post from notification where kind = 'receiver.stopped' and subject_id = ${id}`),
  )
  assert.deepEqual(told.map((one) => one.post).sort(), [team.worker.postId, administrator.postId].sort())
  const page = await (await server.fetchAs(administrator, `/receivers/${id}`)).text()
  assert.match(page, /Given up/)
  arrived.length = 0
  answers = 200
  await send()
  assert.equal(arrived.length, 0, 'stopped')
  const delivery = /deliveries\/([0-9a-f-]{36})\/again/.exec(page)?.[1] ?? assert.fail()
  await confirmed()
  assert.equal((await server.fetchAs(team.worker, `/receivers/${id}/deliveries/${delivery}/again`, {})).status, 303)
  await send()
  assert.match(arrived.splice(0)[0]?.body ?? '', /fourth/)
})

test('when the colleague in whose name it goes is not here any more, it stops and whoever set it is told', async () => {
  const leaver = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Lee Leaver' })
  const { id } = await setReceiver('/leaver', leaver)
  await t.owner.transaction((tx) => tx.run(sql`update post set ended_at = ${t.clock.now()} where id = ${leaver.postId}`))
  await look()
  const page = await (await server.fetchAs(administrator, `/receivers/${id}`)).text()
  assert.match(page, /Lee Leaver does not work here any more/)
})
