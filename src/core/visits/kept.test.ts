import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { keptForm } from '../../platform/forms/index.ts'
import { allocateCase, decideClosing, requestClosing } from '../cases/index.ts'
import { visitsOf } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)

type Over = Readonly<Record<string, string>>
const written = (who: Somebody, caseId: string, over: Over = {}): Record<string, string> => ({
  _once: randomUUID(),
  _owner: who.postId,
  _form: `/cases/${caseId}/visits/new`,
  _device: '2026-11-23T08:40:00.000Z',
  opened: '2026-11-23T08:00:00.000Z',
  outcome: 'seen',
  'on-day': '23',
  'on-month': '11',
  'on-year': '2026',
  'on-time': '08:30',
  place: 'home',
  visitor: who.postId,
  ownWords: 'I like the dog',
  seen: 'He was warm and had eaten',
  next: '',
  ...over,
})
const send = (who: Somebody, body: Record<string, string>) => server.fetchAs(who, '/visits/kept', body)
const visits = async (caseId: string) =>
  (await t.as(team.manager, (tx) => visitsOf(tx, caseId))).filter(({ state }) => state === 'recorded')
const page = async (who: Somebody) => (await server.fetchAs(who, '/visits/kept')).text()
const toldKept = async (who: Somebody) =>
  (await t.as(who, (tx) => tx.many(sql`select 1 from notification where kind = 'visit.kept' and post_id = ${who.postId}`))).length

test('a visit that comes in from a device is recorded once, however often it is sent, with both times', async () => {
  const id = await team.aCase({ knownAs: 'Kit' })
  const body = written(team.worker, id)
  assert.deepEqual(await (await send(team.worker, body)).json(), { kind: 'recorded' })
  assert.equal((await send(team.worker, body)).status, 303, 'the token says that it is there')
  const [visit, ...more] = await visits(id)
  assert.deepEqual([visit?.note?.ownWords, more.length], ['I like the dog', 0])
  const [kept] = await t.as(team.worker, (tx) =>
    tx.many<{ typed: unknown; device_at: Date; received_at: Date; visit_id: string }>(
      sql`select typed, device_at, received_at, visit_id from kept_visit where case_id = ${id}`,
    ),
  )
  assert.equal(kept?.visit_id, visit?.id)
  assert.equal(kept?.typed, null, 'what was said stands in the visit and nowhere else')
  assert.deepEqual(
    [kept?.device_at.toISOString(), kept?.received_at.toISOString()],
    ['2026-11-23T08:40:00.000Z', t.clock.now().toISOString()],
  )
})

test('sent by the form and by the script, it is one visit', async () => {
  const id = await team.aCase({ knownAs: 'Wren' })
  const body = written(team.worker, id)
  assert.equal((await server.fetchAs(team.worker, `/cases/${id}/visits/new`, body)).status, 303)
  assert.equal((await send(team.worker, body)).status, 303)
  assert.equal((await visits(id)).length, 1)
})

test('the case was closed meanwhile: the visit is kept, and its writer and the manager are told what to do', async () => {
  const id = await team.aCase({ knownAs: 'Ash' })
  await t.owner.transaction((tx) =>
    tx.run(sql`update case_track set closed_at = opened_at, closed_by = opened_by, closed_because = 'x' where case_id = ${id}`),
  )
  const asked = await t.as(team.worker, (tx) =>
    requestClosing(tx, id, { reason: 'safer', because: 'He is safe', ownView: '', wouldReopen: 'If he is missing again' }),
  )
  const closing = asked.kind === 'done' ? asked.value : assert.fail()
  await t.as(team.manager, (tx) => decideClosing(tx, closing, 'agreed', 'yes'))
  const before = await toldKept(team.manager)
  assert.deepEqual(await (await send(team.worker, written(team.worker, id))).json(), { kind: 'waiting' })
  for (const who of [team.worker, team.manager]) assert.match(await page(who), /The case was closed meanwhile[\s\S]*I like the dog/)
  assert.equal(await toldKept(team.manager), before + 1)
  assert.doesNotMatch(await page(team.stranger), /I like the dog/)
  assert.doesNotMatch(await page(team.otherWorker), /I like the dog/)
})

test('whoever has lost the case meanwhile still has what they wrote, and learns nothing more of it', async () => {
  const id = await team.aCase({ knownAs: 'Secretname' })
  await t.as(team.manager, (tx) => allocateCase(tx, id, team.otherWorker.postId, 'room'))
  assert.deepEqual(await (await send(team.worker, written(team.worker, id, { ownWords: 'only mine' }))).json(), { kind: 'waiting' })
  const own = await page(team.worker)
  assert.match(own, /A case that you do not see now[\s\S]*only mine/)
  assert.doesNotMatch(own, /Secretname/)
  assert.match(await page(team.manager), /Secretname[\s\S]*only mine/)
  // a case that is not there answers the same
  assert.deepEqual(await (await send(team.worker, written(team.worker, randomUUID()))).json(), { kind: 'waiting' })
  assert.equal((await visits(id)).length, 0)
})

test('a phone whose clock is three hours ahead: the visit is asked about, with the device’s time beside ours, and the form has what was typed', async () => {
  const id = await team.aCase({ knownAs: 'Teal' })
  const body = written(team.worker, id, { 'on-time': '11:50', _device: '2026-11-23T12:00:00.000Z' })
  assert.deepEqual(await (await send(team.worker, body)).json(), { kind: 'waiting' })
  const html = await page(team.worker)
  assert.match(
    html,
    /The day or time lies ahead[\s\S]*Saved on the device at Mon 23 November 2026 at 12:00 by its own clock, received at Mon 23 November 2026 at 09:00/,
  )
  assert.match(html, /clock is ahead of ours/)
  const kept = await t.as(team.worker, (tx) => keptForm(tx, `/cases/${id}/visits/new`))
  assert.equal(kept.typed?.['ownWords'], 'I like the dog')
  const [one] = await t.as(team.worker, (tx) => tx.many<{ id: string }>(sql`select id from kept_visit where case_id = ${id}`))
  assert.equal((await server.fetchAs(team.worker, `/visits/kept/${one?.id}`, { how: ' ' })).status, 422)
  assert.equal((await server.fetchAs(team.stranger, `/visits/kept/${one?.id}`, { how: 'mine now' })).status, 404)
  assert.equal((await server.fetchAs(team.worker, `/visits/kept/${one?.id}`, { how: 'recorded at 08:50' })).status, 303)
  assert.doesNotMatch(await page(team.worker), /The day or time lies ahead/)
})

test('another colleague who signs in on the same phone sends nothing of it, and gets another key', async () => {
  const id = await team.aCase({ knownAs: 'Robin' })
  assert.equal((await send(team.otherWorker, written(team.worker, id))).status, 409)
  assert.equal((await visits(id)).length, 0)
  const keyFor = async (who: Somebody): Promise<unknown> => (await server.fetchAs(who, '/visits/kept/key.json')).json()
  assert.notDeepEqual(await keyFor(team.worker), await keyFor(team.otherWorker))
  assert.deepEqual(await keyFor(team.worker), await keyFor(team.worker))
  assert.equal((await server.fetchAs(undefined, '/visits/kept/key.json')).status, 401)
})
