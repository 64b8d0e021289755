import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { type ApiScope, apiPolicy, apiScopes } from '../../core/api/index.ts'
import { recordPerson } from '../../core/people/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { endpoints } from './endpoints.ts'

const t = await openTestHouse()
const team = await casework(t)
const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Administrator' })
let server: TestServer
before(async () => {
  server = await startTestServer(t)
})
after(async () => {
  await server?.close()
  await t.close()
})

const later = (minutes: number) => t.clock.set(new Date(t.clock.now().getTime() + minutes * 60_000))
/** Everybody has just given their password again. */
const confirmed = () => t.owner.transaction((tx) => tx.run(sql`update session set step_up_at = ${t.clock.now()}`))

type Key = Readonly<{ id: string; key: string }>
const secretIn = (html: string) => /lapwing_[A-Za-z0-9_-]{43}/.exec(html)?.[0] ?? assert.fail('the key is shown')

async function newKey(name: string, scopes: readonly ApiScope[], days = 30): Promise<Key> {
  await confirmed()
  const body = new URLSearchParams({ name, agency: team.school.agencyId, purpose: 'Agreement 7', days: String(days) })
  for (const scope of scopes) body.append('scopes', scope)
  const answer = await fetch(`${server.baseUrl}/admin/api`, {
    method: 'POST',
    body,
    headers: { cookie: `lapwing_session=${administrator.token}`, origin: server.baseUrl },
  })
  const html = await answer.text()
  assert.equal(answer.status, 200, html.slice(0, 1000))
  return { key: secretIn(html), id: /\/admin\/api\/([0-9a-f-]{36})/.exec(html)?.[1] ?? assert.fail() }
}

type Asked = Readonly<{ status: number; headers: Headers; text: string; json: Record<string, unknown> }>
let tokens = 0
async function ask(
  key: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const answer = await fetch(`${server.baseUrl}/api/v1${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': `t${++tokens}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : {} }
}

function isProblem(asked: Asked, status: number, type: string): void {
  assert.equal(asked.status, status, asked.text)
  assert.equal(asked.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.equal(asked.json['type'], `urn:lapwing:${type}`)
  assert.equal(asked.json['status'], status)
  assert.equal(asked.headers.get('cache-control'), 'no-store')
}
const pointers = ({ json }: Asked) =>
  z
    .array(z.object({ pointer: z.string() }))
    .parse(json['errors'])
    .map(({ pointer }) => pointer)
    .sort()

const aConcern = {
  kind: 'child_exploitation',
  from: { name: 'Asha Lead', job: 'Safeguarding lead', reach: '01632 960111 until five' },
  people: [{ relation: 'at_risk', name: 'Tomas Novak', bornOn: '2011-03-02', nhsNumber: '999 123 4561' }],
  seen: 'He came with a new phone and would not say from whom.',
  danger: 'unknown',
  agreement: 'not_asked',
  agreementBecause: 'It could warn whoever gave it to him',
}
const aLookUp = (value: string) => ({ identifier: { kind: 'nhs', value }, because: 'Seen in the emergency department tonight' })

test('a concern that a system sends lies in the inbox with its clock and who sent it, and its own stand is told, to nobody else', async () => {
  const school = await newKey('Heron School, pastoral system', ['concerns.send', 'concerns.read'])
  const sent = await ask(school.key, 'POST', '/concerns', aConcern)
  assert.equal(sent.status, 201, sent.text)
  const reference = String(sent.json['reference'])
  const row = await t.owner.transaction((tx) =>
    tx.one<{ id: string; due: Date | null; agency: string; task: string; nhs: string }>(sql`
      select c.id, c.decision_due_at as due, c.agency_id as agency, k.kind as task, i.value as nhs from concern c
      join task k on k.record_id = c.id join record_source s on s.record_id = c.id
      join person_identifier i on i.source_record_id = s.source_record_id where c.reference = ${reference}`),
  )
  assert.ok(row.due !== null && row.due > t.clock.now())
  assert.equal(row.agency, team.school.agencyId)
  assert.equal(row.task, 'triage.decision')
  assert.equal(row.nhs, '999 123 4561')
  const desk = await (await server.fetchAs(team.triage, `/triage/${row.id}`)).text()
  assert.match(desk, /Sent by a system/)
  assert.match(desk, /Heron School, pastoral system, Agency school/)
  assert.match(desk, /new phone and would not say/)
  assert.match(await (await server.fetchAs(team.triage, '/triage')).text(), new RegExp(reference))

  const standing = await ask(school.key, 'GET', `/concerns/${reference.toLowerCase()}`)
  assert.equal(standing.status, 200, standing.text)
  assert.equal(standing.json['state'], 'received')
  assert.deepEqual(Object.keys(standing.json).sort(), ['contact', 'decidedAt', 'decisionDueAt', 'receivedAt', 'reference', 'state'])
  const other = await newKey('Another system of the same school', ['concerns.read'])
  const hidden = await ask(other.key, 'GET', `/concerns/${reference}`)
  const unknown = await ask(other.key, 'GET', '/concerns/C111-1111')
  isProblem(hidden, 404, 'not-there')
  assert.equal(hidden.text, unknown.text, 'not allowed and not there are one answer')
  const audited = await t.owner.transaction((tx) =>
    tx.many<{ event: string; outcome: string; role: string }>(
      sql`select event, outcome, role_code as role from audit_entry where event like 'api.concern%' order by id`,
    ),
  )
  assert.deepEqual(
    audited.map(({ event, outcome, role }) => [event, outcome, role]),
    [
      ['api.concern_sent', 'done', 'connectedSystem'],
      ['api.concern_read', 'done', 'connectedSystem'],
      ['api.concern_read', 'refused', 'connectedSystem'],
      ['api.concern_read', 'refused', 'connectedSystem'],
    ],
  )
})

test('sent twice under one key it is there once; under one key with other words it is refused; two at once are one', async () => {
  const { key } = await newKey('Twice', ['concerns.send'])
  const count = () => t.owner.transaction(async (tx) => (await tx.one<{ n: number }>(sql`select count(*)::int as n from concern`)).n)
  const before = await count()
  const once = { 'idempotency-key': 'the first' }
  const first = await ask(key, 'POST', '/concerns', aConcern, once)
  const again = await ask(key, 'POST', '/concerns', aConcern, once)
  assert.deepEqual([again.status, again.json], [first.status, first.json])
  isProblem(await ask(key, 'POST', '/concerns', { ...aConcern, seen: 'Other words' }, once), 422, 'key-used-for-another')
  const both = await Promise.all([1, 2, 3].map(() => ask(key, 'POST', '/concerns', aConcern, { 'idempotency-key': 'at once' })))
  assert.deepEqual(new Set(both.map(({ text }) => JSON.stringify(JSON.parse(text)))).size, 1)
  assert.equal(await count(), before + 2)
  isProblem(await ask(key, 'POST', '/concerns', aConcern, { 'idempotency-key': '' }), 400, 'no-idempotency-key')
  isProblem(await ask(key, 'POST', '/concerns', aConcern, { 'idempotency-key': 'x'.repeat(201) }), 400, 'no-idempotency-key')
  // what was refused may be mended under the same key: nothing of it was kept
  isProblem(await ask(key, 'POST', '/concerns', { ...aConcern, danger: 'perhaps' }, { 'idempotency-key': 'mended' }), 422, 'not-valid')
  assert.equal((await ask(key, 'POST', '/concerns', aConcern, { 'idempotency-key': 'mended' })).status, 201)
  const another = await newKey('Another', ['concerns.send'])
  const theirs = await ask(another.key, 'POST', '/concerns', aConcern, once)
  assert.equal(theirs.status, 201, 'keys are of one system')
  assert.notDeepEqual(theirs.json, first.json)
})

test('what is not as it must be is refused field by field, and nothing is kept', async () => {
  const { key } = await newKey('Strict', ['concerns.send'])
  const before = await t.owner.transaction((tx) => tx.one<{ n: number }>(sql`select count(*)::int as n from concern`))
  const post = (body: unknown, headers?: Record<string, string>) => ask(key, 'POST', '/concerns', body, headers)
  const many = await post({
    ...aConcern,
    kind: 7,
    colour: 'red',
    from: { name: '', reach: 'x', 'a/b': 1 },
    people: [{ relation: 'at_risk', bornOn: '2026-02-30' }],
  })
  isProblem(many, 422, 'not-valid')
  assert.deepEqual(pointers(many), ['/colour', '/from/a~1b', '/from/name', '/kind', '/people/0/bornOn', '/people/0/name'])
  assert.deepEqual(pointers(await post({ ...aConcern, people: [{ relation: 'at_risk' }] })), ['/people/0/name'])
  assert.deepEqual(pointers(await post({ ...aConcern, agreementBecause: ' ' })), ['/agreementBecause'])
  assert.deepEqual(pointers(await post({ ...aConcern, seen: 'a\0b' })), ['/seen'])
  assert.deepEqual(pointers(await post({ ...aConcern, seen: 'x'.repeat(20_001) })), ['/seen'])
  assert.deepEqual(pointers(await post({ ...aConcern, kind: 'staff' })), ['/kind'])
  assert.deepEqual(pointers(await post({ ...aConcern, seenOn: '2030-01-01' })), ['/seenOn'])
  isProblem(await post([]), 422, 'not-valid')
  isProblem(await post('{'), 400, 'not-json')
  isProblem(await post(''), 400, 'not-json')
  isProblem(await post('{"__proto__": {"kind": "x"}}'), 422, 'not-valid')
  isProblem(await post('kind=x', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'wrong-content-type')
  isProblem(await post({ ...aConcern, seen: 'x'.repeat(70_000) }), 413, 'too-large')
  isProblem(await ask(key, 'GET', '/concerns'), 405, 'wrong-method')
  isProblem(await ask(key, 'DELETE', '/concerns/C1'), 405, 'wrong-method')
  isProblem(await ask(key, 'POST', '/nothing-here', {}), 404, 'not-there')
  const after = await t.owner.transaction((tx) => tx.one<{ n: number }>(sql`select count(*)::int as n from concern`))
  assert.equal(after.n, before.n)
})

test('each key opens what it is for and nothing else', async () => {
  const requests: Readonly<Record<ApiScope, (key: string) => Promise<Asked>>> = {
    'concerns.send': (key) => ask(key, 'POST', '/concerns', aConcern),
    'concerns.read': (key) => ask(key, 'GET', '/concerns/C111-1111'),
    'people.look_up': (key) => ask(key, 'POST', '/people/look-up', aLookUp('999')),
  }
  assert.deepEqual([...new Set(endpoints.map(({ scope }) => scope))].sort(), [...apiScopes].sort(), 'each scope has a request here')
  for (const scope of apiScopes) {
    const { key } = await newKey(`Only ${scope}`, [scope])
    for (const other of apiScopes) {
      const asked = await requests[other](key)
      if (other === scope) assert.notEqual(asked.status, 403, `${scope} at ${other}`)
      else isProblem(asked, 403, 'not-allowed')
    }
    // no page opens to a key, and no cookie opens the API
    const page = await fetch(`${server.baseUrl}/cases`, { headers: { authorization: `Bearer ${key}` }, redirect: 'manual' })
    assert.equal(page.status, 401)
    const asCookie = await fetch(`${server.baseUrl}/cases`, { headers: { cookie: `lapwing_session=${key}` }, redirect: 'manual' })
    assert.equal(asCookie.status, 401)
  }
  const signedIn = await fetch(`${server.baseUrl}/api/v1/concerns/C1`, { headers: { cookie: `lapwing_session=${team.triage.token}` } })
  assert.equal(signedIn.status, 401)
  isProblem(await ask(undefined, 'GET', '/concerns/C1'), 401, 'no-key')
  isProblem(await ask('lapwing_nobody_knows_this_key_at_all_0000000000', 'GET', '/concerns/C1'), 401, 'no-key')
  isProblem(await ask(team.triage.token, 'GET', '/concerns/C1'), 401, 'no-key')
})

/** Somebody known here by an NHS number, in a case of the team. */
async function known(nhs: string, name: string): Promise<string> {
  const caseId = await team.aCase({ knownAs: name })
  await t.as(team.worker, (tx) =>
    recordPerson(
      tx,
      {
        namedIn: { kind: 'case', id: caseId },
        relation: 'subject',
        facts: { names: [{ kind: 'legal', fullText: name }], identifiers: [{ kind: 'nhs', value: nhs }] },
      },
      { origin: 'case' },
    ),
  )
  return caseId
}

test('whom to ring is told about somebody in whose circle the system is; a hidden person is answered as one who is not there', async () => {
  const hospital = await newKey('Hospital records', ['people.look_up'])
  const sam = await known('999 000 0018', 'Sam')
  await known('999 000 0026', 'Nia')
  const look = (value: string) => ask(hospital.key, 'POST', '/people/look-up', aLookUp(value))
  const hidden = await look('9990000026')
  const unknown = await look('9990009999')
  assert.equal(hidden.status, 200)
  assert.equal(hidden.text, '{"ask":[]}')
  assert.equal(hidden.text, unknown.text)
  assert.equal(hidden.headers.get('content-length'), unknown.headers.get('content-length'))
  assert.deepEqual([...hidden.headers.keys()].sort(), [...unknown.headers.keys()].sort())
  assert.equal((await look('9990000018')).text, unknown.text, 'not before somebody lets it know')

  const post = await t.owner.transaction((tx) =>
    tx.one<{ id: string; user: string }>(
      sql`select p.id, p.user_id as user from api_key k join post p on p.id = k.post_id where k.id = ${hospital.id}`,
    ),
  )
  const system: Somebody = { ...team.school, postId: post.id }
  await team.invite(sam, system)
  const found = await look(' 999-000-0018 ')
  assert.deepEqual(found.json, { ask: [{ about: 'case', reference: await referenceOf(sam), name: 'Wim Janssen', phone: null }] })
  assert.equal((await look('9990000026')).text, unknown.text)

  // and no more than that: its identity opens no row of the person or the case beside whom to ring
  await t.as(team.manager, (tx) => tx.run(sql`select exclude_user('case', ${sam}, ${post.user}, 'a parent works there')`))
  assert.equal((await look('9990000018')).text, unknown.text, 'kept out: as one who is not there')
  const audited = await t.owner.transaction((tx) =>
    tx.many<{ shown: string[]; purpose: string | null }>(
      sql`select shown, purpose from audit_entry where event = 'api.person_looked_up' and user_id = ${post.user} order by id`,
    ),
  )
  assert.deepEqual(
    audited.map(({ shown }) => shown.includes(sam)),
    [false, false, false, true, false, false],
  )
  isProblem(await ask(hospital.key, 'POST', '/people/look-up', { identifier: { kind: 'nhs', value: '1' } }), 422, 'not-valid')
})

async function referenceOf(caseId: string): Promise<string> {
  return t.owner.transaction(
    async (tx) => (await tx.one<{ reference: string }>(sql`select reference from case_file where id = ${caseId}`)).reference,
  )
}

test('a key is renewed beside the old one, runs out, and when it is ended in the middle of its work the next request is refused', async () => {
  const { id, key } = await newKey('Renewed', ['concerns.send'], 30)
  await confirmed()
  const fresh = secretIn(await (await server.fetchAs(administrator, `/admin/api/${id}/rotate`, {})).text())
  for (const one of [key, fresh]) assert.equal((await ask(one, 'POST', '/concerns', aConcern)).status, 201)
  assert.match(await (await server.fetchAs(administrator, `/admin/api/${id}`)).text(), /the key before goes on until/)
  later(apiPolicy.overlapHours * 60 + 1)
  isProblem(await ask(key, 'POST', '/concerns', aConcern), 401, 'no-key')
  assert.equal((await ask(fresh, 'POST', '/concerns', aConcern)).status, 201)
  assert.equal((await server.fetchAs(team.worker, `/admin/api/${id}/revoke`, {})).status, 404)

  // ended between two parts of its work: what was sent stays, the rest is refused, and sending it again changes nothing
  const sent = await ask(fresh, 'POST', '/concerns', aConcern, { 'idempotency-key': 'half' })
  await confirmed()
  const running = Promise.all([1, 2, 3, 4].map((n) => ask(fresh, 'POST', '/concerns', aConcern, { 'idempotency-key': `under way ${n}` })))
  assert.equal((await server.fetchAs(administrator, `/admin/api/${id}/revoke`, {})).status, 303)
  for (const one of await running) assert.ok(one.status === 201 || one.status === 401, one.text)
  isProblem(await ask(fresh, 'POST', '/concerns', aConcern), 401, 'no-key')
  isProblem(await ask(fresh, 'POST', '/concerns', aConcern, { 'idempotency-key': 'half' }), 401, 'no-key')
  const kept = await t.owner.transaction((tx) =>
    tx.oneOrNone(sql`select id from concern where reference = ${String(sent.json['reference'])}`),
  )
  assert.ok(kept !== undefined)
  assert.equal((await server.fetchAs(administrator, `/admin/api/${id}/rotate`, {})).status, 404, 'it does not come alive again')

  const short = await newKey('Short', ['concerns.read'], 1)
  later(24 * 60 + 1)
  isProblem(await ask(short.key, 'GET', '/concerns/C1'), 401, 'no-key')
  const hashes = await t.owner.transaction((tx) => tx.many<{ hash: string }>(sql`select key_hash as hash from api_key_hash`))
  assert.ok(
    hashes.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash)),
    'only a print is kept',
  )
})

test('nobody signs in as a system, and no administrator makes a person of it', async () => {
  const { id } = await newKey('Nobody', ['concerns.read'])
  const user = await t.owner.transaction((tx) =>
    tx.one<{ id: string; email: string }>(
      sql`select u.id, u.email from api_key k join post p on p.id = k.post_id join user_account u on u.id = p.user_id where k.id = ${id}`,
    ),
  )
  await confirmed()
  assert.equal((await server.fetchAs(administrator, `/admin/users/${user.id}`)).status, 404)
  assert.equal((await server.fetchAs(administrator, `/admin/users/${user.id}/invite`, {})).status, 404)
  for (const change of [sql`state = 'active'`, sql`email = 'me@example.test'`]) {
    await assert.rejects(t.as(administrator, (tx) => tx.run(sql`update user_account set ${change} where id = ${user.id}`)))
  }
  await assert.rejects(t.as(administrator, (tx) => tx.run(sql`update user_account set state = 'service' where id = ${team.worker.userId}`)))
  await assert.rejects(t.as(administrator, (tx) => tx.one(sql`select invitation_make(${user.id}, 'x', 1)`)))
})

test('who asks too often waits as long as it is told, also for what was refused; look-ups are counted apart', async () => {
  const { key } = await newKey('Hasty', ['people.look_up'])
  t.clock.set(new Date(Math.ceil(t.clock.now().getTime() / 3_600_000) * 3_600_000))
  for (let i = 0; i < apiPolicy.lookUpsAnHour; i++) {
    if (i % 50 === 49) later(1)
    const asked = await ask(key, 'POST', '/people/look-up', i % 2 === 0 ? aLookUp('1') : {})
    assert.notEqual(asked.status, 429, `look-up ${i}`)
  }
  const slow = await ask(key, 'POST', '/people/look-up', aLookUp('1'))
  isProblem(slow, 429, 'too-often')
  const wait = Number(slow.headers.get('retry-after'))
  assert.ok(wait > 0 && wait <= 3600)
  assert.equal((await ask(key, 'GET', '/concerns/C1')).status, 403, 'other requests go on')
  for (let i = 0; i < apiPolicy.callsAMinute; i++) await ask(key, 'GET', '/concerns/C1')
  isProblem(await ask(key, 'GET', '/concerns/C1'), 429, 'too-often')
  later(1)
  assert.equal((await ask(key, 'GET', '/concerns/C1')).status, 403)
  t.clock.set(new Date(t.clock.now().getTime() + wait * 1000))
  assert.equal((await ask(key, 'POST', '/people/look-up', aLookUp('1'))).status, 200)
})

test('health and the description need no key; the description says what is checked', async () => {
  assert.deepEqual((await ask(undefined, 'GET', '/health')).json, { status: 'ok' })
  const { json } = await ask(undefined, 'GET', '/openapi.json')
  assert.equal(json['openapi'], '3.1.0')
  const paths = z
    .record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }).loose()))
    .parse(json['paths'])
  for (const { path, method, status } of endpoints) assert.ok(paths[path]?.[method]?.responses[String(status)], `${method} ${path}`)
  const text = JSON.stringify(json)
  for (const words of ['"additionalProperties":false', 'Idempotency-Key', 'Retry-After', 'agreementBecause', '"maxLength":20000'])
    assert.ok(text.includes(words), words)
  const guide = await fetch(`${server.baseUrl}/api`)
  assert.equal(guide.status, 200)
  assert.match(await guide.text(), /ring 999/)
})

test('a form of a key that is not filled in says what is missing, and only administrators see keys', async () => {
  await confirmed()
  const refused = await server.fetchAs(administrator, '/admin/api', { name: '', agency: '', purpose: '', days: '400' })
  const html = await refused.text()
  assert.equal(refused.status, 422)
  for (const words of [
    'Enter what the system is called',
    'Choose the organisation',
    'Say what it is for',
    'Choose at least one',
    'from 1 to 365',
  ])
    assert.match(html, new RegExp(words))
  assert.equal((await server.fetchAs(team.manager, '/admin/api')).status, 404)
  assert.doesNotMatch(await (await server.fetchAs(administrator, '/admin/api')).text(), /lapwing_[A-Za-z0-9]/)
})
