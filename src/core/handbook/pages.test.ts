import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { rulebook } from '../../rulebook.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })

test('every rule has a page that says its basis and whether it was checked', async () => {
  for (const rule of rulebook.values()) {
    const answer = await server.fetchAs(worker, `/handbook/${rule.id.toLowerCase().replaceAll(' ', '-')}`)
    assert.equal(answer.status, 200, rule.id)
    assert.match(await answer.text(), /Not yet checked|Checked by a named person/)
  }
})

test('law R20 can be tried on the page with one’s own values', async () => {
  const answer = await server.fetchAs(worker, '/handbook/law-r20', { receivedLocal: '2026-12-24T15:00' })
  assert.match(await answer.text(), /2026-12-29T17:00\+00:00/)
})

test('law R37: several dates are typed as a list', async () => {
  const answer = await server.fetchAs(worker, '/handbook/law-r37', { episodeStarts: '["2026-11-01","2026-11-12","2026-11-30"]' })
  assert.match(await answer.text(), /true/)
})

test('values that make no sense are refused with what to change, and stay on the page', async () => {
  const body = await (await server.fetchAs(worker, '/handbook/law-r20', { receivedLocal: '31 February' })).text()
  assert.match(body, /These values were refused/)
  assert.match(body, /value="31 February"/)
})

test('a rule is found by its number or a word of it, and a word that is nowhere says what to do', async () => {
  const list = async (q: string) => (await server.fetchAs(worker, `/handbook?q=${encodeURIComponent(q)}`)).text()
  for (const typed of ['20', 'r20', 'law R20']) assert.match(await list(typed), /1 rule found[\s\S]*law R20/)
  assert.match(await list('easter'), /Triage over Easter/)
  assert.doesNotMatch(await list('easter'), /Working day or not/)
  assert.match(await list('zebra'), /No rule has that number or word/)
})
