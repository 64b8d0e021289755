// The front door's forms as they are sent, without a browser: files, double clicks, two windows, and the Back button.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { sessionCookie } from '../house/server.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
await t.somebody({ role: 'triageWorker', team: 'triage', teamKind: 'triage' })

const kept = (form: string) =>
  t.owner.transaction((tx) =>
    tx.many<{ concernId: string }>(sql`select concern_id as "concernId" from concern_submission where form = ${form}`),
  )
const tokenIn = (html: string) => html.match(/name="_once" value="([^"]+)"/)?.[1] ?? assert.fail('a form has its token')

/** Fields of a form and files, as a browser sends them. */
async function sendFiles(
  path: string,
  fields: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  for (const [name, text] of Object.entries(files)) body.append('files', new File([text], name))
  return fetch(server.baseUrl + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `${sessionCookie}=${school.token}`, origin: server.baseUrl },
    body,
  })
}

test('sent twice, from two windows, or again after Back: each form does its work once', async () => {
  const first = await (await server.fetchAs(school, '/concerns/minute')).text()
  const form = { who: '', what: 'He is bundled into cars', reach: '01632 960000', _once: tokenIn(first) }
  const [one, two] = await Promise.all([server.fetchAs(school, '/concerns/minute', form), server.fetchAs(school, '/concerns/minute', form)])
  assert.equal(one.headers.get('location'), two.headers.get('location'), 'a double click')
  const back = await server.fetchAs(school, '/concerns/minute', form)
  assert.equal(back.headers.get('location'), one.headers.get('location'), 'the Back button, and Send again')
  assert.equal((await kept('minute')).length, 1)
  const other = await (await server.fetchAs(school, '/concerns/minute')).text()
  assert.equal((await server.fetchAs(school, '/concerns/minute', { ...form, _once: tokenIn(other) })).status, 303)
  assert.equal((await kept('minute')).length, 2, 'a form opened anew is a new concern')
})

test('adding to a concern: a file that is refused costs neither the words nor the other files', async () => {
  const [concern] = await kept('minute')
  const path = `/concerns/${concern?.concernId ?? ''}/more`
  const program = `MZ${'\u0001'.repeat(300)}`
  const answer = await sendFiles(path, { whatSeen: 'She rang <b>again</b>' }, { 'note.txt': 'her words', 'scan.pdf': program })
  assert.equal(answer.headers.get('location'), `${path}?mend`)
  assert.equal((await kept('more')).length, 0, 'nothing is sent yet')
  const page = await (await server.fetchAs(school, `${path}?mend`)).text()
  assert.match(page, /scan\.pdf[^<]*is a program, whatever its name says/)
  assert.match(page, /She rang &lt;b/)
  assert.match(page, /note\.txt \(1 KB\)/)
  const keepFile = page.match(/<input[^>]*name="keepFile"[^>]*>/)?.[0].match(/value="([^"]+)"/)?.[1] ?? assert.fail('the good file is here')
  const sent = await sendFiles(path, { whatSeen: 'She rang again', keepFile }, {})
  assert.equal(sent.status, 303)
  const record = await (await server.fetchAs(school, sent.headers.get('location') ?? '')).text()
  assert.match(record, /She rang again[\s\S]*note\.txt \(1 KB\)/)
  assert.doesNotMatch(await (await server.fetchAs(school, path)).text(), /She rang|note\.txt/, 'the form is empty again')
})

test('what is typed in one minute, or added later, is there again on another device, and goes when it is sent', async () => {
  const draft = (path: string, fields: Readonly<Record<string, string>>) =>
    server.fetchAs(school, `${path}/save?window=desk`, { ...fields, _version: '0' })
  const read = async (path: string) => (await server.fetchAs(school, path)).text()
  assert.equal((await draft('/concerns/minute', { what: 'A man waits at the gate' })).status, 200)
  assert.match(await read('/concerns/minute'), /This was saved as you typed[\s\S]*A man waits at the gate/)
  const phone = { who: '', what: 'Two men wait at the gate', reach: '01632 960000', _window: 'phone', _version: '0' }
  const both = await server.fetchAs(school, '/concerns/minute', phone)
  assert.equal(both.status, 409)
  assert.match(await both.text(), /Two men wait[\s\S]*A man waits/)
  const sent = await server.fetchAs(school, '/concerns/minute', { ...phone, _window: 'desk' })
  const id = sent.headers.get('location')?.split('/')[2] ?? assert.fail('it is sent')
  assert.doesNotMatch(await read('/concerns/minute'), /A man waits|Two men wait/)

  const path = `/concerns/${id}/more`
  assert.equal((await draft(path, { danger: 'yes' })).status, 200)
  assert.match(await read(path), /This was saved as you typed/)
  const added = { whatSeen: 'They drove off', danger: 'no', _window: 'phone', _version: '0' }
  const different = await server.fetchAs(school, path, added)
  assert.equal(different.status, 409)
  const shown = await different.text()
  assert.doesNotMatch(shown, /lw-as-typed">(yes|no)</, 'an answer is shown in words, as it was asked')
  const mine = shown.match(/name="_version" value="(\d+)"/)?.[1] ?? assert.fail('what is shown has a version')
  assert.equal((await server.fetchAs(school, path, { ...added, _version: mine })).status, 303)
  assert.doesNotMatch(await read(path), /drove off|This was saved/)
})

test('two windows on a page that cannot be sent yet: both versions are shown by what was asked and chosen', async () => {
  const begun = await server.fetchAs(school, '/concerns/new', {})
  const page = begun.headers.get('location') ?? assert.fail('a draft begins')
  const person = page.replace(/who$/, 'about')
  const who = { kind: 'child_exploitation', name: 'Asha Lead', reach: '01632 960000', _version: '1', _window: 'desk' }
  assert.equal((await server.fetchAs(school, page, who)).headers.get('location'), person)
  const about = { people: '1', 'p1-name': 'Ty', 'p1-relation': 'at_risk', 'p1-birthMonth': '14', 'p1-birthYear': '2010' }
  await server.fetchAs(school, person, { ...about, _version: '2', _window: 'desk' })
  const both = await server.fetchAs(school, person, { ...about, 'p1-relation': 'other', _version: '2', _window: 'phone' })
  assert.equal(both.status, 409)
  const shown = await both.text()
  assert.match(shown, /Person 1: Why do you name them\?<\/h3><p[^>]*>They are around it/)
  assert.match(shown, /Person 1: Why do you name them\?<\/h3><p[^>]*>I am worried about them/)
})
