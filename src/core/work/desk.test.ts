import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { addNote } from '../cases/index.ts'
import { refreshStaleClocks } from '../visits/index.ts'
import { changesSince } from './desk-store.ts'
import { notify, putTask } from './index.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)
const textOf = async (who: Somebody, path: string) => (await server.fetchAs(who, path)).text()

test('the worker’s page says who to see by when, and a stranger’s does not name the child', async () => {
  const id = await team.aCase({ knownAs: 'Kestrel' })
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  const mine = await textOf(team.worker, '/')
  assert.match(mine, /See them/)
  assert.match(mine, /Kestrel/)
  assert.match(mine, new RegExp(`/cases/${id}`))
  for (const who of [team.stranger, team.school]) assert.doesNotMatch(await textOf(who, '/'), /Kestrel/)
})

test('a child who was not seen in time stands on the page once, above everything else, and counts as overdue', async () => {
  await team.aCase({ knownAs: 'Plover' })
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  t.clock.advance({ days: 5 })
  const page = await textOf(team.worker, '/')
  const [owed = ''] = page.split('What others changed')
  assert.equal(owed.match(/>Plover</g)?.length, 1)
  assert.doesNotMatch(page, /See them/)
  assert.match(page, /lw-stat--bad[\s\S]*href="#unseen"/)
  assert.match(page, /Who you have not seen in time[\s\S]*Plover/)
  assert.match(page, /Not yet, open since 23 Nov 2026/)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a task of a kind that no room has words for is shown, and its date too', async () => {
  const id = await team.aCase({ knownAs: 'Dunlin' })
  await t.as(team.worker, (tx) =>
    putTask(tx, {
      record: { kind: 'case', id },
      kind: 'something.new',
      ownerPostId: team.worker.postId,
      dueAt: new Date('2026-11-24T12:00:00Z'),
      clock: undefined,
    }),
  )
  assert.match(await textOf(team.worker, '/'), /Something to do/)
})

test('every role has a first page', async () => {
  const roles = await t.owner.transaction((tx) => tx.many<{ code: string }>(sql`select code from role order by code`))
  for (const { code } of roles) {
    const who = await t.somebody({ role: code, agency: 'another', agencyKind: 'other' })
    const answer = await server.fetchAs(who, '/')
    assert.equal(answer.status, 200, code)
    assert.match(await answer.text(), /My work today/)
  }
})

test('what changed is told to those who may see it: that there was a note, never what it says', async () => {
  const id = await team.aCase({ knownAs: 'Godwit' })
  t.clock.advance({ hours: 1 })
  await t.as(team.worker, (tx) =>
    addNote(tx, id, { on: '2026-11-23', time: null }, { ownWords: 'I want my phone back', seen: '', analysis: '', next: '' }),
  )
  const page = await textOf(team.manager, '/?since=week')
  assert.match(page, /Godwit[\s\S]*a note[^<]*, last/)
  assert.doesNotMatch(page, /phone back/)
  const since = new Date('2026-11-16T00:00:00Z')
  const ofManager = await t.as(team.manager, (tx) => changesSince(tx, since, []))
  assert.ok(ofManager.some(({ recordId, table }) => recordId === id && table === 'case_note'))
  const ofStranger = await t.as(team.stranger, (tx) => changesSince(tx, since, []))
  assert.equal(ofStranger.length, 0)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a notification is counted on every page until it is read, and belongs to nobody else', async () => {
  const id = await team.aCase({ knownAs: 'Ruff' })
  await t.as(team.manager, (tx) => notify(tx, team.worker.postId, 'circle.invited', { kind: 'case', id }))
  assert.match(await textOf(team.worker, '/account/preferences'), /lw-badge[^<]*>1</)
  const list = await textOf(team.worker, '/notifications')
  const notice = /\/notifications\/([0-9a-f-]{36})"/.exec(list)?.[1] ?? assert.fail('no notification is listed')
  assert.equal((await server.fetchAs(team.otherWorker, `/notifications/${notice}`)).status, 404)
  const opened = await server.fetchAs(team.worker, `/notifications/${notice}`)
  assert.equal(opened.status, 303)
  assert.equal(opened.headers.get('location'), `/cases/${id}`)
  assert.doesNotMatch(await textOf(team.worker, '/account/preferences'), /lw-badge/)
})

test('a notification of a kind without words is listed all the same', async () => {
  await t.as(team.manager, (tx) => notify(tx, team.otherWorker.postId, `kind.${randomUUID().slice(0, 4)}`))
  assert.match(await textOf(team.otherWorker, '/notifications'), /Something to read/)
})

test('shortcuts of one key can be switched off, for oneself only', async () => {
  const saved = await server.fetchAs(team.worker, '/account/preferences', { mail: 'on' })
  assert.equal(saved.status, 303)
  assert.match(await textOf(team.worker, '/'), /data-shortcuts="off"/)
  assert.match(await textOf(team.manager, '/'), /data-shortcuts="on"/)
})
