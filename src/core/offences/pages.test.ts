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
  const answer = await server.fetchAs(worker, `/handbook/offences${path}`)
  return { status: answer.status, body: await answer.text() }
}
const fixed = /This only says whether the offence is on a list/

test('an offence is found although it is mistyped, and every page says what the list is not', async () => {
  const { body } = await read('?q=robery')
  assert.match(body, /theft-act-1968\/8/)
  assert.match(body, fixed)
})

test('words that fit nothing are not known, never the nearest offence', async () => {
  const { body } = await read('?q=PWITS')
  assert.match(body, /Police codes and short words such as PWITS are never matched/)
})

test('burglary stays a question while nobody knows, and the day and the form are asked', async () => {
  const page = '/theft-act-1968/9'
  assert.match((await read(page)).body, /On the list, if the answer to this question is yes/)
  assert.match((await read(`${page}?condition=unknown`)).body, /On the list, if the answer to this question is yes/)
  const no = await read(`${page}?condition=no`)
  assert.match(no.body, /Not on the list of Schedule 4/)
  assert.match(no.body, fixed)
  assert.match(no.body, /public interest/)
  assert.match(no.body, /Not yet checked/)
  assert.match((await read(`${page}?on-day=30&on-month=7&on-year=2015`)).body, /when section 45 began/)
})

test('a day that does not exist is refused and stays on the page', async () => {
  const { body } = await read('/theft-act-1968/8?on-day=31&on-month=2&on-year=2026')
  assert.match(body, /Enter the day of the act/)
  assert.match(body, /value="31"/)
})

test('a statute or section that the table does not have is not there', async () => {
  assert.equal((await read('/theft-act-1968/88')).status, 404)
  assert.equal((await read('/theft-act-1767/8')).status, 404)
  assert.equal((await read(`/criminal-damage-act-1971/${encodeURIComponent('1(3)')}`)).status, 200)
  assert.equal((await read('/common-law/false%20imprisonment')).status, 200)
})

test('law R99: a new offence says that its start is not confirmed, and that nothing is counted under it', async () => {
  const { body } = await read('')
  assert.match(body, /Child criminal exploitation/)
  assert.match(body, /In law, start date not confirmed/)
})
