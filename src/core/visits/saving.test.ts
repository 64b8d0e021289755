import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { planVisit, visitsOf } from './index.ts'

const t = await openTestHouse()
const { aCase, worker, otherWorker, manager, invite } = await casework(t)
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

const day = (date: string, time = '') => {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-')
  return { 'on-day': dayOfMonth, 'on-month': month, 'on-year': year, 'on-time': time }
}
const visit = (more: Readonly<Record<string, string>>) => ({
  outcome: 'seen',
  place: 'home',
  visitor: worker.postId,
  ownWords: '',
  seen: '',
  next: '',
  ...more,
})
const send = (who: typeof worker, id: string, form: Readonly<Record<string, string>>, what: 'new' | 'plan' = 'new') =>
  server.fetchAs(who, `/cases/${id}/visits/${form['planned'] === undefined ? what : `${form['planned']}/record`}`, form)
const recorded = async (id: string) => (await t.as(worker, (tx) => visitsOf(tx, id))).filter(({ state }) => state === 'recorded')
/** Opens the form as a browser does, and gives back its hidden fields. */
async function openForm(who: typeof worker, id: string, planned = ''): Promise<Record<string, string>> {
  const page = await (await server.fetchAs(who, `/cases/${id}/visits/${planned === '' ? 'new' : `${planned}/record`}`)).text()
  return { ...hiddenIn(page), ...(planned === '' ? {} : { planned }) }
}
const hiddenIn = (page: string) =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="(opened|compared)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  )

test('two people write down the same visit: the second sees both, keeps what they typed, and chooses', async () => {
  const id = await aCase()
  await invite(id, otherWorker)
  const mine = await openForm(otherWorker, id)
  t.clock.advance({ minutes: 5 })
  assert.equal((await send(worker, id, visit({ ...day('2026-11-23', '08:30'), ownWords: 'I want my room back' }))).status, 303)
  t.clock.advance({ minutes: 1 })
  const typed = visit({ ...mine, ...day('2026-11-23', '08:40'), visitor: otherWorker.postId, ownWords: 'Nobody asks me' })
  const late = await send(otherWorker, id, typed)
  assert.equal(late.status, 409)
  const page = await late.text()
  assert.match(page, /I want my room back/)
  assert.match(page, /Nobody asks me/)
  assert.equal((await recorded(id)).length, 1)

  const undecided = await send(otherWorker, id, { ...typed, ...hiddenIn(page) })
  assert.equal(undecided.status, 422)
  assert.match(await undecided.text(), /Choose whether it is the same visit/)

  assert.equal((await send(otherWorker, id, { ...typed, ...hiddenIn(page), choice: 'theirs' })).status, 303)
  assert.deepEqual(
    (await recorded(id)).map(({ note }) => note?.ownWords),
    ['I want my room back'],
  )
  assert.equal((await send(otherWorker, id, { ...typed, ...hiddenIn(page), choice: 'mine' })).status, 303)
  assert.deepEqual(
    (await recorded(id)).map(({ note }) => note?.ownWords),
    ['Nobody asks me'],
  )
  const all = await t.as(worker, (tx) => visitsOf(tx, id))
  assert.equal(all.find(({ state }) => state === 'withdrawn')?.note?.ownWords, 'I want my room back')
})

test('a planned visit that somebody else has recorded is compared, and two visits on one day can both stand', async () => {
  const id = await aCase()
  await invite(id, otherWorker)
  const planned = await t.as(worker, (tx) =>
    planVisit(tx, { caseId: id, at: new Date('2026-11-23T16:00:00Z'), place: 'home', visitorPostId: worker.postId }),
  )
  assert.ok(planned.kind === 'saved')
  t.clock.set('2026-11-23T17:00:00Z')
  const [mine, theirs] = [await openForm(worker, id, planned.id), await openForm(manager, id, planned.id)]
  t.clock.advance({ minutes: 3 })
  assert.equal((await send(manager, id, visit({ ...theirs, ...day('2026-11-23', '16:00'), outcome: 'not_home' }))).status, 303)
  t.clock.advance({ minutes: 3 })
  const typed = visit({ ...mine, ...day('2026-11-23', '16:45') })
  const late = await send(worker, id, typed)
  assert.equal(late.status, 409)
  const compared = hiddenIn(await late.text())
  assert.equal((await send(worker, id, { ...typed, ...compared, choice: 'both' })).status, 303)
  assert.deepEqual((await recorded(id)).map(({ outcome }) => outcome).sort(), ['not_home', 'seen'])
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a visit is saved as it is typed, each planned one by itself, and what others record meanwhile is still compared', async () => {
  const id = await aCase()
  await invite(id, otherWorker)
  const plan = { caseId: id, at: new Date('2026-11-23T08:00:00Z'), place: 'home', visitorPostId: worker.postId } as const
  const [first, second] = [await t.as(worker, (tx) => planVisit(tx, plan)), await t.as(worker, (tx) => planVisit(tx, plan))]
  assert.ok(first.kind === 'saved' && second.kind === 'saved')
  const path = `/cases/${id}/visits/${first.id}/record`
  const mine = await openForm(worker, id, first.id)
  const saving = `${path}/save?window=phone&opened=${encodeURIComponent(mine['opened'] ?? '')}`
  assert.equal((await server.fetchAs(worker, saving, { outcome: 'seen', seen: 'A new coat', _version: '0' })).status, 200)
  t.clock.advance({ minutes: 2 })
  assert.equal((await send(otherWorker, id, visit({ ...day('2026-11-23', '08:10'), visitor: otherWorker.postId }))).status, 303)
  t.clock.advance({ minutes: 2 })
  const again = await (await server.fetchAs(worker, path)).text()
  assert.match(again, /This was saved as you typed[\s\S]*A new coat/)
  assert.doesNotMatch(await (await server.fetchAs(worker, `/cases/${id}/visits/${second.id}/record`)).text(), /A new coat/)
  assert.doesNotMatch(await (await server.fetchAs(worker, `/cases/${id}/visits/new`)).text(), /A new coat/)

  const typed = visit({
    ...hiddenIn(again),
    ...day('2026-11-23', '08:00'),
    planned: first.id,
    seen: 'An old coat',
    _window: 'desk',
    _version: '0',
  })
  const both = await send(worker, id, { ...typed, place: 'school' })
  assert.equal(both.status, 409)
  assert.match(await both.text(), /An old coat[\s\S]*School or college[\s\S]*A new coat/)
  // a form with a mistake in it does not make the others' visit forgotten
  const wrong = await send(worker, id, { ...typed, _window: 'phone', outcome: '' })
  assert.equal(wrong.status, 422)
  const late = await send(worker, id, { ...typed, ...hiddenIn(await wrong.text()), _window: 'phone' })
  assert.equal(late.status, 409)
  assert.match(await late.text(), /Choose whether it is the same visit|08:10/)
  const compared = hiddenIn(await (await send(worker, id, { ...typed, _window: 'phone' })).text())
  assert.equal((await send(worker, id, { ...typed, ...compared, choice: 'both', _window: 'phone' })).status, 303)
  assert.equal((await recorded(id)).length, 2)
  assert.doesNotMatch(await (await server.fetchAs(worker, `/cases/${id}/visits/new`)).text(), /coat/)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('what was there when the form was opened is not asked about', async () => {
  const id = await aCase()
  assert.equal((await send(worker, id, visit({ ...day('2026-11-23', '08:00'), outcome: 'not_home' }))).status, 303)
  t.clock.advance({ minutes: 2 })
  const form = await openForm(worker, id)
  t.clock.advance({ minutes: 2 })
  assert.equal((await send(worker, id, visit({ ...form, ...day('2026-11-23', '09:00') }))).status, 303)
  assert.equal((await recorded(id)).length, 2)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('both at the very same moment: one is saved, the other is asked', async () => {
  const id = await aCase()
  await invite(id, otherWorker)
  const [one, other] = [await openForm(worker, id), await openForm(otherWorker, id)]
  t.clock.advance({ minutes: 2 })
  const answers = await Promise.all([
    send(worker, id, visit({ ...one, ...day('2026-11-23', '08:30') })),
    send(otherWorker, id, visit({ ...other, ...day('2026-11-23', '08:30'), visitor: otherWorker.postId })),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
  assert.equal((await recorded(id)).length, 1)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a visit that is still to come is refused, with everything typed still there', async () => {
  const id = await aCase()
  for (const [date, time] of [
    ['2026-11-24', ''],
    ['2026-11-23', '09:01'],
  ] as const) {
    const answer = await send(worker, id, visit({ ...day(date, time), seen: 'A new coat' }))
    assert.equal(answer.status, 422)
    const page = await answer.text()
    assert.match(page, /That is still to come/)
    assert.match(page, /A new coat/)
  }
  assert.deepEqual(await recorded(id), [])
})

test('the database refuses a visit of tomorrow too, whoever asks', async () => {
  const id = await aCase()
  const tomorrow = t.as(worker, (tx) =>
    tx.run(sql`select record_visit(${id}, null, 'seen', '2026-11-24', null, 'home', ${worker.postId}, 'no', '', '', '')`),
  )
  await assert.rejects(tomorrow, { code: 'LW002' })
})

test('law R19: a visit at 01:30 on the night the clocks go forward is refused, and so is planning one', async () => {
  t.clock.set('2027-03-27T09:00:00Z')
  const id = await aCase()
  const plan = await send(worker, id, { ...day('2027-03-28', '01:30'), place: 'home', visitor: worker.postId }, 'plan')
  assert.equal(plan.status, 422)
  assert.match(await plan.text(), /That time did not exist/)
  t.clock.set('2027-03-29T09:00:00Z')
  const answer = await send(worker, id, visit({ ...day('2027-03-28', '01:30'), seen: 'He opened the door himself' }))
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /That time did not exist/)
  assert.match(page, /He opened the door himself/)
  assert.deepEqual(await t.as(worker, (tx) => visitsOf(tx, id)), [])
  t.clock.set('2026-11-23T09:00:00Z')
})

test('law R19: a visit at 01:30 on the night the clocks go back happened twice, so it is asked which one it was', async () => {
  t.clock.set('2026-10-24T09:00:00Z')
  const id = await aCase()
  const plan = { ...day('2026-10-25', '01:30'), place: 'home', visitor: worker.postId }
  const planned = await send(worker, id, plan, 'plan')
  assert.equal(planned.status, 422)
  assert.match(await planned.text(), /name="on-pass"/)
  assert.equal((await send(worker, id, { ...plan, 'on-pass': 'first' }, 'plan')).status, 303)
  const [first] = await t.as(worker, (tx) => visitsOf(tx, id))
  assert.equal(first?.plannedFor?.toISOString(), '2026-10-25T00:30:00.000Z')

  t.clock.set('2026-10-25T09:00:00Z')
  const typed = visit({ ...day('2026-10-25', '01:30'), seen: 'Awake and cold' })
  const asked = await send(worker, id, typed)
  assert.equal(asked.status, 422)
  const page = await asked.text()
  assert.match(page, /name="on-pass"/)
  assert.match(page, /Awake and cold/)
  assert.equal((await send(worker, id, { ...typed, 'on-pass': 'second' })).status, 303)
  assert.equal((await recorded(id))[0]?.at?.toISOString(), '2026-10-25T01:30:00.000Z')
  t.clock.set('2026-11-23T09:00:00Z')
})
