// What somebody would try who wants to see what is not theirs, over HTTP, at the whole house.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { after, test } from 'node:test'
import { rooms } from '../../src/app.ts'
import type { Routes } from '../../src/core/house/index.ts'
import { ownAddress, sessionCookie } from '../../src/core/house/server.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { casework } from '../support/casework.ts'
import { openTestHouse, type Somebody } from '../support/database.ts'
import { startTestServer } from '../support/server.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const w = await casework(t)
const caseId = await w.aCase()
const { personId, concernId } = await t.owner.transaction((tx) =>
  tx.one<{ personId: string; concernId: string }>(sql`
    select (select person_id from record_person where record_kind = 'case' and record_id = ${caseId} and relation = 'subject' limit 1) as "personId",
      (select record_id from record_team where record_kind = 'concern' limit 1) as "concernId"`),
)

/** A request as it stands: fetch would tidy the address first. */
function raw(path: string, options: Readonly<{ method?: string; headers?: Record<string, string>; body?: string }> = {}) {
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(server.baseUrl)
    const sent = httpRequest({ hostname, port, path, method: options.method ?? 'GET', headers: options.headers ?? {} }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        body += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    sent.on('error', reject)
    sent.end(options.body)
  })
}
const cookieOf = (who: Somebody) => ({ cookie: `${sessionCookie}=${who.token}` })

test('every answer carries the content policy and is kept by no cache, errors and nonsense too', async () => {
  const origin = { origin: server.baseUrl }
  const tries: readonly Parameters<typeof raw>[] = [
    ['/'],
    ['/sign-in'],
    ['/health'],
    ['/nowhere'],
    ['/%zz'],
    [`/cases/${randomUUID()}`, { headers: cookieOf(w.worker) }],
    [`/cases/${caseId}`, { headers: cookieOf(w.worker) }],
    ['/cases', { method: 'OPTIONS' }],
    ['/cases', { method: 'DELETE', headers: cookieOf(w.worker) }],
    ['/sign-in', { method: 'POST', headers: { ...origin, 'content-type': 'application/json' }, body: '{broken' }],
    ['/sign-in', { method: 'POST', headers: { ...origin, 'content-type': 'application/xml' }, body: '<a/>' }],
    ['/sign-in', { method: 'POST', headers: { origin: 'https://elsewhere.example' }, body: '' }],
    [`/records/case/${caseId}/circle/invite`, { method: 'POST', headers: { ...origin, ...cookieOf(w.stranger) } }],
  ]
  for (const one of tries) {
    const { headers } = await raw(...one)
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/, JSON.stringify(one))
    assert.equal(headers['x-content-type-options'], 'nosniff', JSON.stringify(one))
    assert.equal(headers['cache-control'], 'no-store', JSON.stringify(one))
  }
})

test('an address that is none is answered like any page that is not there, without saying it back', async () => {
  const [bad, missing] = [await raw('/%zz'), await raw('/nowhere')]
  assert.deepEqual([bad.status, bad.body], [missing.status, missing.body])
})

test('no file outside the styles and scripts is handed out', async () => {
  for (const path of [
    '/assets/../package.json',
    '/assets/%2e%2e/package.json',
    '/assets/..%2fpackage.json',
    '/assets/..%5cpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd',
    '/assets//etc/passwd',
    '/assets/.',
  ]) {
    const { status, body } = await raw(path)
    assert.ok(status >= 400, path)
    assert.doesNotMatch(body, /dependencies|root:/, path)
  }
})

test('a form from elsewhere, from nowhere or from a page that hides itself does nothing', async () => {
  for (const headers of [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { referer: 'https://elsewhere.example/x' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example', 'x-forwarded-host': 'elsewhere.example' },
    {},
  ]) {
    const { status } = await raw('/account/sign-out-everywhere', {
      method: 'POST',
      headers: { ...cookieOf(w.otherWorker), ...headers } as Record<string, string>,
    })
    assert.equal(status, 403, JSON.stringify(headers))
  }
  assert.equal((await server.fetchAs(w.otherWorker, '/account')).status, 200, 'still signed in')
})

test('an answer leads to a path of ours only, whatever was typed, in characters that a header can carry', () => {
  for (const to of [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
  ])
    assert.ok(['/', '/evil.example'].includes(ownAddress(to)), to)
  assert.equal(ownAddress('/cases?find=Łucja'), '/cases?find=%C5%81ucja')
  assert.equal(ownAddress('/cases?find=%C5%81ucja#top'), '/cases?find=%C5%81ucja#top')
  assert.doesNotMatch(ownAddress('/x\r\nset-cookie: a=b'), /[\r\n]/)
})

test('a name in another script on the way through signing in is no error', async () => {
  const answer = await server.fetchAs(w.worker, '/account/post', { post: w.worker.postId, to: '/cases?find=Łucja' })
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/cases?find=%C5%81ucja'])
})

test('links are made from the address that Lapwing is set up with, not from what a request says it is', async () => {
  const admin = await t.somebody({ role: 'systemAdministrator' })
  const { body } = await raw(`/admin/users/${w.worker.userId}/invite`, {
    method: 'POST',
    headers: { ...cookieOf(admin), host: 'evil.example', origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' },
  })
  assert.match(body, /http:\/\/localhost\/invitation\//)
  assert.doesNotMatch(body, /evil\.example/)
})

/** Every route of every room, as registered. */
function registered(): { method: 'GET' | 'POST'; path: string }[] {
  const found: { method: 'GET' | 'POST'; path: string }[] = []
  const routes: Routes = {
    get: (path) => found.push({ method: 'GET', path }),
    post: (path) => found.push({ method: 'POST', path }),
  }
  for (const room of rooms) room.routes?.(routes)
  return found.filter(({ path }) => path.includes(':'))
}

/** The address with a record's id: of the kind that the page is about. */
function filled(
  path: string,
  ids: Readonly<{ case: string; concern: string; person: string }>,
  kind: 'case' | 'concern' | 'person',
): string {
  const own = /^\/people/.test(path) ? ids.person : /^\/(triage|concerns)/.test(path) ? ids.concern : ids[kind]
  return path.replace(':kind', kind).replace(':id', own).replaceAll(/:\w+/g, ids.case)
}

// the roles with the widest rights; what each may see is in the matrix
for (const role of ['exploitationManager', 'triageWorker', 'dataProtectionOfficer']) {
  test(`law R80: to a ${role} outside the circle every page and form answers as if the record were not there`, async () => {
    const outsider = await t.somebody({
      role,
      agency: `far-${role}`,
      team: `far-${role}`,
      teamKind: role === 'triageWorker' ? 'triage' : 'casework',
    })
    const there = { case: caseId, concern: concernId, person: personId }
    const nowhere = { case: randomUUID(), concern: randomUUID(), person: randomUUID() }
    const differs: string[] = []
    for (const { method, path } of registered()) {
      // an officer reads who looked at any record: that is their part
      if (role === 'dataProtectionOfficer' && path.endsWith('/looks')) continue
      const kinds = path.includes(':kind') ? (['case', 'concern', 'person'] as const) : (['case'] as const)
      for (const kind of kinds) {
        const ask = async (ids: typeof there) => {
          const address = filled(path, ids, kind)
          const answer = await server.fetchAs(outsider, address, method === 'POST' ? {} : undefined)
          const text = await answer.text()
          const plain = Object.values(ids).reduce((all, id) => all.replaceAll(id, 'ID'), text.replaceAll(/value="[\w-]{43}"/g, ''))
          return { status: answer.status, location: answer.headers.get('location')?.replaceAll(ids.case, 'ID') ?? '', plain }
        }
        const [one, other] = await Promise.all([ask(there), ask(nowhere)])
        if (one.status !== other.status || one.plain !== other.plain || one.location !== other.location || one.status >= 500)
          differs.push(`${method} ${path} (${kind}): ${one.status}, ${other.status}`)
      }
    }
    assert.deepEqual(differs, [])
  })
}
