import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const read = async (path: string) => {
  const answer = await server.fetchAs(worker, `/handbook/procedures/${path}`)
  return { status: answer.status, body: await answer.text() }
}

test('the list after an arrest says who owes each step, what it waits for, and that nobody has checked it', async () => {
  const { body } = await read('arrest')
  for (let step = 1; step <= 34; step++) assert.ok(body.includes(`>A${String(step).padStart(2, '0')}<`), `A${step}`)
  assert.match(body, /Not yet checked/)
  assert.match(body, /Counts from when A26 is done/)
  assert.match(body, /Enter when it began to see the date/)
})

test('law R55: with the times of the arrest and the release, the dates stand there and say why', async () => {
  const { body } = await read('arrest?start=arrest&age=child&at-start=2026-12-24T14:00&at-release=2026-12-24T23:30')
  assert.match(body, /25 December 2026[^<]*11:30pm|Friday 25 December 2026[^<]*23:30|25 Dec[^<]*23:30/)
  assert.match(body, /Why this date\?/)
  assert.match(body, /href="\/handbook\/law-r55"/)
})

test('law R56: a voluntary interview takes five steps off, each with its reason', async () => {
  const { body } = await read('arrest?start=voluntary_interview')
  assert.match(body, /5 steps do not apply here, by rule/)
  assert.match(body, /this began with a voluntary interview/)
})

test('a time that does not exist is refused and stays on the page', async () => {
  for (const typed of ['2027-03-28T01:30', '2026-02-31T10:00', 'yesterday']) {
    const { body } = await read(`arrest?at-start=${typed}`)
    assert.match(body, /enter a London time that exists/)
    assert.ok(body.includes(`value="${typed}"`), typed)
  }
})

test('a procedure that no file has is not there', async () => {
  assert.equal((await read('arests')).status, 404)
})
