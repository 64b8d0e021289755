// Questions of a partnership's own on their way: who may make them, who reads what was answered, and what happens to an
// answer when its question changes under it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { submissionsOf } from '../concerns/index.ts'
import { visitsOf } from '../visits/store.ts'
import type { QuestionContent } from './schema.ts'
import { addQuestion, askedAt, changeQuestion, countsOf, setAsked, versionsOf } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)
const admin = await t.somebody({ role: 'systemAdministrator', agency: 'it', name: 'Ada Admin' })
const other = await t.somebody({ role: 'systemAdministrator', agency: 'it', name: 'Oscar Other' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const desk = await t.somebody({ role: 'triageWorker', team: 'triage', teamKind: 'triage', name: 'Tess Desk' })

const content = (over: Partial<QuestionContent> = {}): QuestionContent => ({
  wording: 'Which bus do they take?',
  hint: '',
  type: 'text',
  choices: [],
  rule: 'may_be_left',
  roles: [],
  purpose: 'The transport team puts a warden on it',
  because: '',
  ...over,
})

async function asked(place: string, over: Partial<QuestionContent> = {}): Promise<string> {
  return t.as(admin, async (tx) => {
    const id = await addQuestion(tx, place, content(over))
    await setAsked(tx, id, true, 'agreed at the board')
    return id
  })
}
const off = (id: string) => t.as(admin, (tx) => setAsked(tx, id, false, 'it helped nobody'))
const change = (id: string, base: number, over: Partial<QuestionContent>) =>
  t.as(admin, (tx) => changeQuestion(tx, id, base, content({ because: 'clearer', ...over })))
const refused = (error: unknown) => isDatabaseError(error, 'P0002')
const html = async (who: Somebody, path: string) => (await server.fetchAs(who, path)).text()

// ── managing them ───────────────────────────────────────────────────────────────────────────────────────────────────

const formOf = (over: Readonly<Record<string, string>> = {}) => ({
  _once: randomUUID(),
  at: 'concern.child_exploitation',
  purpose: 'We put a warden on it',
  wording: 'Which bus?',
  hint: '',
  type: 'text',
  choices: '',
  rule: 'may_be_left',
  ...over,
})
const post = async (path: string, body: Readonly<Record<string, string>>, who = admin) => {
  const answer = await server.fetchAs(who, path, body)
  return { status: answer.status, to: answer.headers.get('location') ?? '', text: await answer.text() }
}

test('an administrator and a team manager manage questions; a worker and a referrer do not', async () => {
  assert.equal((await server.fetchAs(admin, '/questions')).status, 200)
  assert.equal((await server.fetchAs(team.manager, '/questions')).status, 200)
  for (const who of [team.worker, school]) {
    assert.notEqual((await server.fetchAs(who, '/questions')).status, 200)
    await assert.rejects(
      t.as(who, (tx) => addQuestion(tx, 'visit.child', content())),
      refused,
    )
  }
  assert.match(await html(admin, '/questions'), /Do not add one for a report/, 'it also says when not to')
})

test('a question is not asked before somebody has looked at it and switched it on; who made it and why stays', async () => {
  const { to } = await post('/questions/new', formOf({ wording: 'Which <b>bus</b>?', hint: 'من فضلك' }))
  const page = await html(admin, to)
  assert.match(page, /As the person asked will see it[\s\S]*Which &lt;b>bus/)
  assert.match(page, /Version 1, by Ada Admin/)
  assert.match(page, /We put a warden on it/)
  assert.deepEqual(await t.as(school, (tx) => askedAt(tx, 'concern.child_exploitation')), [])
  assert.equal((await post(`${to}/switch`, { _once: randomUUID(), asked: 'yes', because: '' })).status, 422, 'why is asked')
  await post(`${to}/switch`, { _once: randomUUID(), asked: 'yes', because: 'Looked at by the board' })
  assert.equal((await t.as(school, (tx) => askedAt(tx, 'concern.child_exploitation'))).length, 1)
  assert.match(await html(admin, to), /Switched on by Ada Admin[\s\S]*Looked at by the board/)
  await off(to.slice('/questions/'.length))
})

test('what cannot be asked is said beside its field, and nothing typed is lost', async () => {
  const many = Array.from({ length: 200 }, (_, i) => `Bus ${i}`).join('\n')
  for (const [over, says] of [
    [{ wording: '' }, /Write the question/],
    [{ purpose: ' ' }, /If nothing, do not ask/],
    [{ wording: 'Is she a child prostitute?' }, /blames:[\s\S]*Say instead:/],
    [{ type: 'one', choices: many }, /These are 200 choices; at most 40/],
    [{ type: 'one', choices: 'Bus\nbus ' }, /is there twice/],
    [{ type: 'several', choices: '\n\nBus\n' }, /at least two choices/],
    [{ type: 'yes_no', rule: 'must_be_known' }, /Unknown must never become a no/],
    [{ wording: 'Is it \u202Eefas?' }, /invisible marks/],
    [{ wording: 'x'.repeat(301) }, /at most 300 characters/],
    [{ 'role-nobodyAtAll': 'yes' }, /not there any more/],
    [{ at: 'concern.nothing' }, /Choose where it is asked/],
  ] as const) {
    const answer = await post('/questions/new', formOf({ hint: 'kept as typed', ...over }))
    assert.equal(answer.status, 422, String(says))
    assert.match(answer.text, says)
    assert.match(answer.text, /kept as typed/)
  }
})

test('a very long word, a language from right to left and forty choices can be asked', async () => {
  const long = await post('/questions/new', formOf({ wording: 'W'.repeat(300) }))
  assert.equal(long.status, 303)
  const choices = Array.from({ length: 40 }, (_, i) => `خيار ${i}`).join('\n')
  const list = await post('/questions/new', formOf({ type: 'one', choices }))
  assert.match(await html(admin, list.to), /<select[\s\S]*خيار 39[\s\S]*Not known/)
})

test('two administrators change one question at once: the second sees both, and both versions stay', async () => {
  const id = await t.as(admin, (tx) => addQuestion(tx, 'visit.child', content()))
  const edit = (over: Readonly<Record<string, string>>) => formOf({ base: '1', because: 'clearer', ...over })
  assert.equal((await post(`/questions/${id}/edit`, edit({ wording: 'Which bus, and when?' }))).status, 303)
  const second = await post(`/questions/${id}/edit`, edit({ wording: 'Which tram?' }), other)
  assert.equal(second.status, 409)
  assert.match(second.text, /Ada Admin changed this question[\s\S]*Which bus, and when\?[\s\S]*Which tram\?/)
  assert.match(second.text, /name="base" value="2"/)
  assert.equal((await post(`/questions/${id}/edit`, edit({ wording: 'Which tram?', base: '2' }), other)).status, 303)
  const versions = await t.as(admin, (tx) => versionsOf(tx, id))
  assert.deepEqual(
    versions.map(({ wording, madeBy }) => [wording, madeBy]),
    [
      ['Which tram?', 'Oscar Other'],
      ['Which bus, and when?', 'Ada Admin'],
      ['Which bus do they take?', 'Ada Admin'],
    ],
  )
})

test('a place asks no more than its limit', async () => {
  const ids: string[] = []
  for (let i = 0; i < 10; i++) ids.push(await asked('visit.adult', { wording: `Number ${i}` }))
  const one = await t.as(admin, (tx) => addQuestion(tx, 'visit.adult', content()))
  const answer = await post(`/questions/${one}/switch`, { _once: randomUUID(), asked: 'yes', because: 'why not' })
  assert.match(answer.text, /10 questions are asked there already/)
  assert.equal((await post(`/questions/${ids[1]}/move`, { _once: randomUUID(), where: 'up' })).status, 303)
  const [first] = await t.as(admin, (tx) => askedAt(tx, 'visit.adult'))
  assert.equal(first?.questionId, ids[1], 'the order is theirs')
  for (const id of ids) await off(id)
})

// ── with a concern ──────────────────────────────────────────────────────────────────────────────────────────────────

const pages = {
  who: { kind: 'child_exploitation', name: 'Asha Lead', job: 'Lead', agency: 'School', reach: '01632 960000' },
  about: { people: '1', 'p1-relation': 'at_risk', 'p1-name': 'Kit Moss', 'p1-age': '14' },
  seen: { whatSeen: 'A man waits at the gate', ownWords: '', places: '1' },
  danger: { danger: 'no', done: '' },
  agreement: { agreement: 'agreed', told: '' },
}

/** A draft up to the page with the questions. @returns its address */
async function draftToQuestions(): Promise<string> {
  const begun = await post('/concerns/new', { _once: randomUUID() }, school)
  const base = begun.to.replace(/\/who$/, '')
  for (const [path, fields] of Object.entries(pages)) {
    const answer = await post(`${base}/${path}`, { _once: randomUUID(), ...fields }, school)
    assert.doesNotMatch(answer.to, /mend/, path)
  }
  return base
}

/** Presses "continue" on the page with the questions. @returns where that leads */
async function answer(base: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const version = (await html(school, `${base}/questions`)).match(/name="_version" value="(\d+)"/)?.[1] ?? ''
  return (await post(`${base}/questions`, { _once: randomUUID(), _version: version, ...fields }, school)).to.replace(base, '')
}

async function sendDraft(base: string): Promise<string> {
  await post(`${base}/files`, { _once: randomUUID() }, school)
  const sent = await post(`${base}/check`, { _once: randomUUID() }, school)
  return sent.to.match(/\/concerns\/([0-9a-f-]+)\/sent/)?.[1] ?? assert.fail(`sent: ${sent.to}`)
}

test('a question goes with the concern: on its page, checked, sent, read at the desk and by its writer', async () => {
  const id = await asked('concern.child_exploitation', { rule: 'answer' })
  const base = await draftToQuestions()
  assert.equal(await answer(base, { [`q-${id}-1-asked`]: 'yes' }), '/questions?mend')
  assert.match(await html(school, `${base}/questions?mend`), /If nobody knows, say that you do not know/)
  assert.equal(await answer(base, { [`q-${id}-1`]: 'The 14 <to> town', [`q-${id}-1-asked`]: 'yes' }), '/files')
  await post(`${base}/files`, { _once: randomUUID() }, school)
  assert.match(await html(school, `${base}/check`), /Which bus do they take\?[\s\S]*The 14 &lt;to> town/)
  const concern = await sendDraft(base)
  const [mine] = await t.as(school, (tx) => submissionsOf(tx, concern))
  for (const [who, path] of [
    [school, `/concerns/${concern}`],
    [desk, `/triage/${concern}`],
    [school, `/copies/concern/${concern}/sent:${mine?.id}`],
  ] as const)
    assert.match(await html(who, path), /Which bus do they take\?[\s\S]{0,300}The 14/, path)
  await change(id, 1, { wording: 'Which route?', rule: 'answer' })
  assert.match(await html(desk, `/triage/${concern}`), /Which bus do they take\?[\s\S]*changed since/, 'old answers show old words')
  await off(id)
})

test('a kind without questions has no such page', async () => {
  const base = await draftToQuestions()
  assert.match(await html(school, `${base}/files`), /Step 6 of 6/)
})

test('the question changes, loses a choice, is made required and is switched off while a draft answers it: nothing is lost', async () => {
  const id = await asked('concern.child_exploitation', { type: 'one', choices: ['Bus', 'Taxi'] })
  const base = await draftToQuestions()
  assert.equal(await answer(base, { [`q-${id}-1`]: 'c:Taxi', [`q-${id}-1-asked`]: 'yes' }), '/files')
  await change(id, 1, { type: 'one', choices: ['Bus', 'Tram'], rule: 'answer', wording: 'How do they get there?' })
  assert.equal((await server.fetchAs(school, `${base}/check`)).headers.get('location'), `${base}/questions`, 'they are led to it')
  const page = await html(school, `${base}/questions`)
  assert.match(page, /changed since you answered it[\s\S]*You answered: Taxi[\s\S]*No longer a choice: Taxi/)
  const carried = { [`q-${id}-1`]: 'c:Taxi', [`q-${id}-1-before`]: 'seen', [`q-${id}-2-asked`]: 'yes' }
  assert.equal(await answer(base, carried), '/questions?mend', 'it is required now')
  assert.match(await html(school, `${base}/questions?mend`), /Answer “How do they get there\?”[\s\S]*You answered: Taxi/)
  await off(id)
  assert.match(await html(school, `${base}/questions`), /no longer asked[\s\S]*You answered: Taxi[\s\S]*Leave out/)
  assert.equal(await answer(base, carried), '/files')
  const concern = await sendDraft(base)
  const [sent] = await t.as(desk, (tx) => submissionsOf(tx, concern))
  assert.deepEqual(
    sent?.ownAnswers.map(({ wording, version, said, isAsked }) => [wording, version, said, isAsked]),
    [['Which bus do they take?', 1, ['Taxi'], false]],
  )
})

test('what was left is asked again when more is told, also after the one-minute form, and there nothing holds it up', async () => {
  const id = await asked('concern.unsorted', { rule: 'must_be_known' })
  const minute = await post('/concerns/minute', { _once: randomUUID(), who: '', what: 'A car waits', reach: '01632 960000' }, school)
  const concern = minute.to.match(/\/concerns\/([0-9a-f-]+)\/sent/)?.[1] ?? assert.fail('it was sent')
  const more = `/concerns/${concern}/more`
  assert.match(await html(school, more), /Nothing here is required[\s\S]*Which bus do they take\?/)
  assert.equal((await post(more, { _once: randomUUID(), whatSeen: 'It is here again' }, school)).to, `/concerns/${concern}`)
  await post(more, { _once: randomUUID(), whatSeen: 'Now I know', [`q-${id}-1`]: 'The 14', [`q-${id}-1-asked`]: 'yes' }, school)
  assert.match(await html(desk, `/triage/${concern}`), /Which bus do they take\?[\s\S]{0,200}The 14/)
  assert.doesNotMatch(await html(school, more), /Which bus do they take/, 'it has its answer')
  await off(id)
})

test('roles that a question names, and only these, read its answers, in the database; whoever made it reads none', async () => {
  const id = await asked('concern.child_exploitation', { roles: ['exploitationManager'], type: 'yes_no' })
  const base = await draftToQuestions()
  assert.match(await html(school, `${base}/questions`), /Read only by: Exploitation team manager, and by you/)
  await answer(base, { [`q-${id}-1`]: 'unknown', [`q-${id}-1-asked`]: 'yes' })
  const concern = await sendDraft(base)
  const read = (who: Somebody) =>
    t.as(who, async (tx) => (await tx.many(sql`select 1 from concern_answer where concern_id = ${concern}`)).length)
  const lead = await t.somebody({ role: 'exploitationManager', team: 'triage', teamKind: 'triage', name: 'Lena Lead' })
  assert.deepEqual([await read(school), await read(lead)], [1, 1], 'its writer, and the role')
  assert.deepEqual([await read(desk), await read(admin), await read(team.worker)], [0, 0, 0])
  assert.doesNotMatch(await html(desk, `/triage/${concern}`), /Which bus do they take/)
  await change(id, 1, { type: 'yes_no', roles: ['exploitationManager', 'triageWorker'] })
  assert.equal(await read(desk), 0, 'a role that is added later does not open what was said before')
  await change(id, 2, { type: 'yes_no', roles: ['triageWorker'] })
  assert.equal(await read(lead), 0, 'one that is taken away closes it')
  await off(id)
})

test('nobody answers for another, or a question that is asked elsewhere', async () => {
  const id = await asked('visit.child')
  const base = await draftToQuestions()
  const concern = await sendDraft(base)
  const [mine] = await t.as(school, (tx) => submissionsOf(tx, concern))
  const put = (who: Somebody) =>
    t.as(who, (tx) =>
      tx.run(
        sql`select answer_with_submission(${mine?.id ?? ''}, ${JSON.stringify([{ questionId: id, version: 1, state: 'answered', said: ['x'] }])}::jsonb)`,
      ),
    )
  await assert.rejects(put(desk), refused)
  await assert.rejects(put(school), (error) => isDatabaseError(error, 'LW002'))
  await off(id)
})

// ── at a visit ──────────────────────────────────────────────────────────────────────────────────────────────────────

const visit = (who: Somebody, over: Readonly<Record<string, string>> = {}) => ({
  _once: randomUUID(),
  opened: t.clock.now().toISOString(),
  outcome: 'seen',
  'on-day': '23',
  'on-month': '11',
  'on-year': '2026',
  'on-time': '08:30',
  place: 'home',
  visitor: who.postId,
  ownWords: '',
  seen: '',
  next: '',
  ...over,
})
const own = async (caseId: string, who = team.worker) =>
  (await t.as(who, (tx) => visitsOf(tx, caseId))).flatMap(({ ownAnswers }) => ownAnswers.map(({ wording, said }) => [wording, said]))

test('a question of a visit is answered in its form, read in the list, the chronology and what is copied', async () => {
  const id = await asked('visit.child', { wording: 'Who else was there?', type: 'several', choices: ['Mum', 'A friend'], rule: 'answer' })
  const caseId = await team.aCase({ knownAs: 'Kit' })
  const path = `/cases/${caseId}/visits/new`
  assert.match(await html(team.worker, path), /Who else was there\?/)
  const blank = await post(path, visit(team.worker, { [`q-${id}-1-asked`]: 'yes' }), team.worker)
  assert.match(blank.text, /Answer “Who else was there\?”/)
  const closed = visit(team.worker, { outcome: 'not_home', 'on-day': '22', [`q-${id}-1-asked`]: 'yes' })
  assert.equal((await post(path, closed, team.worker)).status, 303, 'nothing is required at a closed door')
  const both = { [`q-${id}-1-c0`]: 'Mum', [`q-${id}-1-c1`]: 'A friend', [`q-${id}-1-asked`]: 'yes' }
  assert.equal((await post(path, visit(team.worker, both), team.worker)).status, 303)
  assert.deepEqual(await own(caseId), [['Who else was there?', ['Mum', 'A friend']]])
  for (const end of ['visits', 'chronology'])
    assert.match(await html(team.worker, `/cases/${caseId}/${end}`), /Who else was there\?[\s\S]{0,200}Mum, A friend/, end)
  const [one] = await t.as(team.worker, (tx) => visitsOf(tx, caseId))
  assert.match(await html(team.worker, `/copies/case/${caseId}/visit:${one?.id}`), /Who else was there\?: Mum, A friend/)
  await off(id)
})

test('kept on a phone while the question changed: recorded as it was asked; left out where it was asked, it waits', async () => {
  const id = await asked('visit.child', { wording: 'Who else was there?' })
  const caseId = await team.aCase({ knownAs: 'Sky' })
  const body = (over: Readonly<Record<string, string>>) => ({
    ...visit(team.worker, over),
    _owner: team.worker.postId,
    _form: `/cases/${caseId}/visits/new`,
    _device: '2026-11-23T08:40:00.000Z',
  })
  await change(id, 1, { wording: 'Who was in the room?', rule: 'answer' })
  const sent = await server.fetchAs(team.worker, '/visits/kept', body({ [`q-${id}-1`]: 'Her aunt', [`q-${id}-1-asked`]: 'yes' }))
  assert.deepEqual(await sent.json(), { kind: 'recorded' })
  assert.deepEqual(await own(caseId), [['Who else was there?', ['Her aunt']]])
  const left = await server.fetchAs(team.worker, '/visits/kept', body({ 'on-day': '22', ownWords: 'Hello', [`q-${id}-2-asked`]: 'yes' }))
  assert.deepEqual(await left.json(), { kind: 'waiting' })
  await off(id)
})

test('answers at a visit stay in the circle of its notes', async () => {
  const id = await asked('visit.child', { wording: 'Who else was there?' })
  const caseId = await team.aCase({ knownAs: 'Ash' })
  const path = `/cases/${caseId}/visits/new`
  await post(path, visit(team.worker, { [`q-${id}-1`]: 'Nobody', [`q-${id}-1-asked`]: 'yes' }), team.worker)
  assert.equal((await own(caseId, team.manager)).length, 1)
  for (const who of [admin, school, desk]) assert.deepEqual(await own(caseId, who), [])
  await off(id)
})

// ── how answers are used ────────────────────────────────────────────────────────────────────────────────────────────

test('answers are counted with small numbers hidden, for those who read reports', async () => {
  const id = await asked('visit.child', { wording: 'Are they safe at home?', type: 'yes_no' })
  const caseId = await team.aCase({ knownAs: 'Lou' })
  await post(`/cases/${caseId}/visits/new`, visit(team.worker, { [`q-${id}-1`]: 'no', [`q-${id}-1-asked`]: 'yes' }), team.worker)
  assert.deepEqual(await t.as(team.manager, (tx) => countsOf(tx, id)), [{ state: 'answered', said: 'no', many: 1 }])
  const page = await html(team.manager, `/questions/${id}/counts`)
  assert.match(page, /How often each answer was given/)
  assert.doesNotMatch(page, /<td[^>]*>\s*1\s*<\/td>/, 'one is never shown')
  assert.notEqual((await server.fetchAs(admin, `/questions/${id}/counts`)).status, 200)
  await assert.rejects(
    t.as(admin, (tx) => countsOf(tx, id)),
    refused,
  )
})
