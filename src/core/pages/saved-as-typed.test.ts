import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer, type TestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { forgetKept, keptElsewhere, keptForm, overlaid, saveKept } from '../../platform/forms/index.ts'
import { reportMissing } from '../missing/episodes.ts'

const t = await openTestHouse()
let server: TestServer
before(async () => {
  server = await startTestServer(t)
})
after(async () => {
  await server?.close()
  await t.close()
})
const team = await casework(t)
const address = '/cases/one/notes/new'

test('what is typed is there again on another device, for its writer only, until the form is saved', async () => {
  const saved = await t.as(team.worker, (tx) => saveKept(tx, address, { seen: 'He came in wet', _version: '0' }, 'a'))
  assert.equal(saved.kind, 'saved')
  await t.as(team.worker, (tx) => saveKept(tx, address, { next: 'Ring his aunt', _version: String(saved.version) }, 'a'))
  const kept = await t.as(team.worker, (tx) => keptForm(tx, address))
  assert.deepEqual(overlaid({ seen: '', next: '', analysis: 'as it began' }, kept), {
    seen: 'He came in wet',
    next: 'Ring his aunt',
    analysis: 'as it began',
  })
  assert.equal((await t.as(team.otherWorker, (tx) => keptForm(tx, address))).typed, undefined)
  await t.as(team.worker, (tx) => forgetKept(tx, address))
  assert.equal((await t.as(team.worker, (tx) => keptForm(tx, address))).typed, undefined)
})

test('a second window that kept something else is shown, and one that agrees is not', async () => {
  await t.as(team.worker, (tx) => saveKept(tx, address, { seen: 'from the desk', _version: '0' }, 'desk'))
  const sent = { seen: 'from the phone', _version: '0', _window: 'phone' }
  const other = await t.as(team.worker, (tx) => keptElsewhere(tx, address, sent))
  assert.deepEqual(other?.theirs, { seen: 'from the desk' })
  assert.equal((await t.as(team.worker, (tx) => saveKept(tx, address, sent, 'phone'))).kind, 'stale')
  assert.equal(await t.as(team.worker, (tx) => keptElsewhere(tx, address, { ...sent, seen: 'from the desk' })), undefined)
  await t.as(team.worker, (tx) => forgetKept(tx, address))
  const late = await t.as(team.worker, (tx) => saveKept(tx, address, { seen: 'typed on', _version: '1' }, 'desk'))
  assert.equal(late.kind, 'stale', 'a window left open does not bring back what was saved or thrown away')
})

test('a note that is being written is kept; sent from another window both are shown; saved, the draft is gone', async () => {
  const id = await team.aCase()
  const form = `/cases/${id}/notes/new`
  const save = await server.fetchAs(team.worker, `${form}/save?window=desk&version=0`, { seen: 'He laughed', _version: '0' })
  assert.equal(save.status, 200)
  assert.match(await save.text(), /"savedAt":"\d\d:\d\d"/)
  const again = await (await server.fetchAs(team.worker, form)).text()
  assert.match(again, /This was saved as you typed/)
  assert.match(again, /He laughed/)
  const note = {
    ownWords: '',
    seen: 'He smiled',
    analysis: '',
    next: '',
    'happened-day': '20',
    'happened-month': '11',
    'happened-year': '2026',
  }
  const both = await server.fetchAs(team.worker, `/cases/${id}/notes`, { ...note, _version: '0', _window: 'phone' })
  assert.equal(both.status, 409)
  const text = await both.text()
  assert.match(text, /He laughed/)
  assert.match(text, /He smiled/)
  const mine = await server.fetchAs(team.worker, `/cases/${id}/notes`, {
    ...note,
    _version: /name="_version" value="(\d+)"/.exec(text)?.[1] ?? '',
  })
  assert.equal(mine.status, 303)
  const left = await t.owner.transaction((tx) => tx.one<{ n: number }>(sql`select count(*)::int as n from draft`))
  assert.equal(left.n, 0)
})

test('the talk after they came back is kept as it is written, and two windows are shown by what was asked', async () => {
  const id = await team.aCase()
  const episode = await t.as(team.worker, (tx) =>
    reportMissing(tx, t.house, { caseId: id, on: '2026-11-22', at: null, policeTold: 'yes', policeReference: '' }),
  )
  const form = `/cases/${id}/missing/${episode.kind === 'done' ? episode.id : assert.fail()}/interview`
  const save = await server.fetchAs(team.worker, `${form}/save?window=desk`, {
    ownWords: 'I was at my nan’s',
    outcome: 'held',
    _version: '0',
  })
  assert.equal(save.status, 200)
  assert.match(await (await server.fetchAs(team.worker, form)).text(), /This was saved as you typed[\s\S]*I was at my nan’s/)
  const other = { outcome: 'declined_by_child', ownWords: '', 'on-day': '23', 'on-month': '11', 'on-year': '2026', _version: '0' }
  const both = await server.fetchAs(team.worker, form, { ...other, _window: 'phone' })
  assert.equal(both.status, 409)
  const shown = await both.text()
  assert.match(shown, /What happened\?<\/h3><p[^>]*>Offered, and they said no/)
  assert.match(shown, /I was at my nan’s/)
})

test('it can be thrown away, and a form without a script is saved as ever', async () => {
  const id = await team.aCase()
  const form = `/cases/${id}/notes/new`
  await server.fetchAs(team.worker, `${form}/save?window=desk`, { seen: 'Never mind', _version: '0' })
  const away = await server.fetchAs(team.worker, `${form}/save?window=desk&throw=away`, { seen: 'Never mind' })
  assert.equal(away.headers.get('location'), form)
  assert.doesNotMatch(await (await server.fetchAs(team.worker, form)).text(), /Never mind/)
  const note = { ownWords: 'I am all right', seen: '', 'happened-day': '20', 'happened-month': '11', 'happened-year': '2026' }
  assert.equal((await server.fetchAs(team.worker, `/cases/${id}/notes`, note)).status, 303)
})
