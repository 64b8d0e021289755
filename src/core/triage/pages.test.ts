// The desk and the referrer's pages as they are sent, without a browser.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { openTestHouse, type Somebody, startOfTests } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { loadWards, placesOf, type Sending, sendConcern, setWardOf } from '../concerns/index.ts'
import { candidatesFor, decideCandidate, type PersonFacts, peopleIn } from '../people/index.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
beforeEach(() => t.clock.set(startOfTests))

const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Asha Lead' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'mash', teamKind: 'triage', name: 'Mo Manager' })
const priya = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'casework', name: 'Wren Worker' })
await t.owner.transaction((tx) =>
  loadWards(tx, [
    { code: 'alder-fen', name: 'Alder Fen' },
    { code: 'quill-common', name: 'Quill Common' },
  ]),
)

type Saying = Readonly<{ words?: string; ward?: string | null; danger?: 'yes' | 'no' | 'unknown' }>

function aWorry(name: string, { words = '', ward = null, danger = 'no' }: Saying): Sending {
  const facts: PersonFacts = {
    names: [{ kind: 'legal', fullText: name }],
    births: [{ certainty: 'full', bornOn: '2011-03-04', basis: 'stated' }],
  }
  return {
    submission: {
      form: 'full',
      referrerName: `Asha Lead${words}`,
      referrerJob: `Lead${words}`,
      referrerAgency: `School${words}`,
      reach: `01632 960000${words}`,
      whatSeen: `Two phones and new trainers.${words}`,
      ownWords: `I owe them${words}`,
      seenOn: '2026-11',
      seenAt: null,
      seenWhenWords: `most Fridays${words}`,
      dangerNow: danger,
      alreadyDone: `Rang home${words}`,
      agreement: 'not_asked',
      agreementBecause: `It might tip somebody off${words}`,
      told: `Nothing${words}`,
      wordsKept: words === '' ? [] : [{ field: 'seen.whatSeen', found: words, because: words }],
      answers: {},
    },
    subjects: [
      {
        relation: 'at_risk',
        fullName: name,
        knownAs: `Ty${words}`,
        bornOn: '2011-03-04',
        aboutAge: null,
        schoolOrWork: `School${words}`,
        address: `3 Row${words}`,
        phone: `07700${words}`,
        language: `English${words}`,
        more: `A blue bike${words}`,
        facts,
      },
    ],
    places: [{ description: `The car park${words}`, postcode: '', whatHappens: `handovers${words}`, ward }],
    attachments: [],
  }
}

async function sent(name: string, saying: Saying = {}): Promise<{ id: string; reference: string }> {
  const answer = await t.as(school, (tx) => sendConcern(tx, 'child_exploitation', aWorry(name, saying), t.clock.now(), t.house.reference))
  assert(answer.kind === 'sent')
  return answer
}

const textOf = async (who: Somebody, path: string) => (await server.fetchAs(who, path)).text()
const subjectOf = async (id: string) => (await t.as(priya, (tx) => peopleIn(tx, { kind: 'concern', id })))[0] ?? assert.fail('nobody in it')

async function opens(who: Somebody, id: string, form: Readonly<Record<string, string>> = {}): Promise<Response> {
  return server.fetchAs(who, `/triage/${id}/decide/open_case`, {
    seen: '',
    people: (await subjectOf(id)).personId,
    knownAs: 'Ty',
    kind: 'child',
    teamId: worker.teamId ?? '',
    workerPostId: '',
    reason: 'ok',
    when: 'later',
    ...form,
  })
}

test('the desk sets the ward of a place or corrects it; nobody else does, and what was chosen first stays in the history', async () => {
  const { id } = await sent('Child Of No Ward')
  const [place] = await t.as(priya, (tx) => placesOf(tx, id))
  const field = `ward-${place?.id ?? assert.fail()}`
  assert.match(await textOf(priya, `/triage/${id}`), /Set or correct the ward/)
  assert.equal((await server.fetchAs(priya, `/triage/${id}/wards`, { [field]: 'alder-fen' })).status, 303)
  assert.equal((await t.as(priya, (tx) => placesOf(tx, id)))[0]?.wardName, 'Alder Fen')
  await server.fetchAs(priya, `/triage/${id}/wards`, { [field]: 'nowhere' })
  assert.equal((await t.as(priya, (tx) => placesOf(tx, id)))[0]?.wardName, 'Alder Fen', 'a ward that is not listed changes nothing')
  await assert.rejects(
    t.as(school, (tx) => setWardOf(tx, place?.id ?? '', 'quill-common')),
    { code: 'P0002' },
  )
  assert.equal((await server.fetchAs(priya, `/triage/${id}/wards`, { [field]: '' })).status, 303)
  assert.equal((await t.as(priya, (tx) => placesOf(tx, id)))[0]?.wardName, null)
})

test('the desk is filtered by ward, also by none, and a kept view says which', async () => {
  const here = await sent('Child Of Alder Fen', { ward: 'alder-fen' })
  const there = await sent('Child Of Quill Common', { ward: 'quill-common' })
  const nowhere = await sent('Child Of Nowhere')
  const shown = async (ward: string) => {
    const html = await textOf(priya, `/triage?ward=${ward}`)
    return [here, there, nowhere].map(({ reference }) => html.includes(reference))
  }
  assert.deepEqual(await shown('alder-fen'), [true, false, false])
  assert.deepEqual(await shown('unknown'), [false, false, true])
  assert.deepEqual(await shown(''), [true, true, true])
  assert.equal((await server.fetchAs(priya, '/triage/views?ward=alder-fen', { name: 'My corner' })).status, 303)
  assert.match(await textOf(priya, '/triage'), /My corner<\/a> \(To decide, Alder Fen\)/)
  assert.match(await textOf(priya, `/triage/${here.id}`), /The car park, Alder Fen, handovers/)
})

test('a worker without room is not given a case while it is opened, by the rule of the case’s own page', async () => {
  await t.owner.transaction((tx) => tx.run(sql`update post set fte_hundredths = 14 where id = ${worker.postId}`)) // 2.24 points, a new case is 2.3
  const { id } = await sent('Child In Need Of A Worker')
  assert.match(await textOf(manager, `/triage/${id}/decide/open_case`), /Wren Worker, Team casework: 0.0 of 2.2 points/)
  const refused = await opens(manager, id, { workerPostId: worker.postId })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /Wren Worker would be over a full week: 2.3 of 2.2 points, 102.7%/)
  const cases = () => t.owner.transaction((tx) => tx.many<{ worker: string }>(sql`select allocated_post_id as worker from case_file`))
  assert.deepEqual(await cases(), [], 'nothing half done')
  const reason = 'She has known the family for two years'
  await t.owner.transaction((tx) => tx.run(sql`update post set fte_hundredths = 10 where id = ${worker.postId}`))
  assert.match(await (await opens(manager, id, { workerPostId: worker.postId, reason })).text(), /Wren Worker cannot be given this case/)
  await t.owner.transaction((tx) => tx.run(sql`update post set fte_hundredths = 14 where id = ${worker.postId}`))
  assert.equal((await opens(manager, id, { workerPostId: worker.postId, reason })).status, 303)
  assert.deepEqual(await cases(), [{ worker: worker.postId }])
  // the desk sees nothing of that case, and it counts all the same
  const next = await sent('Another Child')
  assert.match(await textOf(manager, `/triage/${next.id}/decide/open_case`), /Wren Worker, Team casework: 2.3 of 2.2 points/)
})

test('what the referrer’s pages say is byte for byte the same whether the person was known or not', async () => {
  const before = await sent('Robin Known')
  assert.equal((await opens(priya, before.id)).status, 303)
  const known = await sent('Robin Known')
  const fresh = await sent('Kerry Fresh')
  const subject = await subjectOf(known.id)
  const asked = { concernId: known.id, sourceRecordId: subject.sourceRecordId }
  const candidates = await t.as(priya, (tx) => candidatesFor(tx, asked))
  assert.ok(candidates.length > 0, 'he is recognised at the desk')
  // as the referrer sees them, but for what is theirs: the name they wrote, the reference, ids, one-time tokens
  const pages = async ({ id, reference }: { id: string; reference: string }) => {
    const mine = await textOf(school, '/concerns/mine')
    const row = mine.split(/<tr|<\/tr>/).find((part) => part.includes(reference)) ?? assert.fail('not on the list')
    const all = [
      row,
      ...(await Promise.all([`/concerns/${id}`, `/concerns/${id}/sent`, `/concerns/${id}/more`].map((path) => textOf(school, path)))),
    ]
    return all.map((html) =>
      html
        .replaceAll(id, 'ID')
        .replaceAll(reference, 'REFERENCE')
        .replaceAll(/Robin Known|Kerry Fresh/g, 'NAME')
        .replaceAll(/name="(_once|_window)" value="[^"]*"/g, 'TOKEN')
        .replaceAll(/window=[\w-]+/g, 'window=')
        .replaceAll(/nonce="[^"]*"/g, 'NONCE')
        .replaceAll(/sent:[\da-f-]{36}/g, 'sent:ID'),
    )
  }
  assert.deepEqual(await pages(known), await pages(fresh), 'received')
  for (const one of candidates)
    await t.as(priya, (tx) => decideCandidate(tx, { candidateId: one.id, decision: 'same', because: 'the same' }))
  assert.deepEqual(await pages(known), await pages(fresh), 'recognised')
  const telling = { reason: 'one reason', toldCode: 'acting', when: 'now', tipsNobodyOff: 'yes' }
  const [joined] = await t.as(priya, (tx) => tx.many<{ id: string }>(sql`select case_id as id from cases_of_concern(${known.id})`))
  const join = await server.fetchAs(priya, `/triage/${known.id}/decide/join_case`, { seen: '', caseId: joined?.id ?? '', ...telling })
  assert.equal(join.status, 303)
  assert.equal((await opens(priya, fresh.id, telling)).status, 303)
  assert.deepEqual(await pages(known), await pages(fresh), 'decided: one joined a case, the other opened one')
  assert.match((await pages(known)).join(), /are acting on it/)
})

test('other concerns about the same boy stand beside the known people, for those who triage them and for nobody else', async () => {
  const first = await sent('Jermaine Beside')
  const second = await sent('Jermaine Beside')
  await textOf(priya, `/triage/${second.id}`) // the desk looks for him here
  const shown = await textOf(priya, `/triage/${second.id}`)
  assert.match(shown, new RegExp(`${first.reference}</a>, A child [^<]*May be about the same person`))
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
      values ('excluded', ${priya.userId}, 'concern', ${first.id}, 'his aunt', ${manager.postId}, current_instant())`),
  )
  const kept = await textOf(priya, `/triage/${second.id}`)
  assert.doesNotMatch(kept, new RegExp(first.reference), 'who is kept out of one is not told of it by the other')
  assert.match(await textOf(manager, `/triage/${second.id}`), new RegExp(first.reference))
})

test('what is passed to a named person is seen by both sides at each step, and stays ours until they accept', async () => {
  const yusuf = await t.somebody({ role: 'youthJusticeWorker', agency: 'yjs', agencyKind: 'youth_justice', name: 'Yusuf Justice' })
  const colleague = await t.somebody({ role: 'youthJusticeWorker', agency: 'yjs', agencyKind: 'youth_justice', name: 'Yara Justice' })
  const { id } = await sent('Child To Pass')
  const decisionId = async () => (await textOf(priya, `/triage/${id}/decide/pass_on`)).match(/name="seen" value="([^"]*)"/)?.[1] ?? ''
  const pass = async () => {
    const form = { about: 'A boy of 15', needed: 'See him', basis: 'child', agreement: 'not_asked', leftOut: '', reason: 'He is theirs' }
    const to = `${yusuf.agencyId}:${yusuf.postId}`
    const answer = await server.fetchAs(priya, `/triage/${id}/decide/pass_on`, { seen: await decisionId(), to, ...form })
    assert.equal(answer.status, 303)
  }
  const listed = async (who: Somebody) => (await textOf(who, '/triage/passed')).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
  const latest = async () => {
    const rows = await t.owner.transaction((tx) =>
      tx.many<{ id: string; reference: string }>(
        sql`select id, reference from triage_transfer where concern_id = ${id} order by sent_at desc, id`,
      ),
    )
    return rows[0] ?? assert.fail('nothing was passed on')
  }
  await pass()
  const { reference } = await latest()
  const both = async (state: RegExp) => {
    for (const who of [priya, yusuf]) assert.match(await listed(who), new RegExp(`${reference} [^.]* ${state.source}`))
    assert.doesNotMatch(await listed(colleague), new RegExp(reference), 'only the named person')
  }
  await both(/Sent/)
  const menu = (await textOf(priya, '/triage/passed')).match(/<nav[^>]*govuk-service-navigation[\s\S]*?<\/nav>/)?.[0] ?? ''
  assert.equal(menu.match(/aria-current/g)?.length, 1, 'one entry of the menu is marked, not “Triage” as well')
  assert.match(await textOf(yusuf, '/notifications'), /Another agency asks yours to take a concern/)
  t.clock.advance({ minutes: 5 })
  const recall = await server.fetchAs(priya, `/triage/${id}/decide/recall`, { seen: await decisionId(), reason: 'we see him today' })
  assert.equal(recall.status, 303)
  await both(/(Recalled|Taken back)/)
  assert.match(await textOf(priya, `/triage/${id}`), /Decide within/, 'ours')
})

test('markup in every field is shown as it was typed, wherever it is shown', async () => {
  const words = `<img src=x onerror=alert(1)>"'&`
  const { id } = await sent(`Sam ${words}`, { words })
  const { id: other } = await sent('Sam Plain')
  const pages: [Somebody, string][] = [
    [school, '/concerns/mine'],
    [school, `/concerns/${id}`],
    [school, `/concerns/${id}/sent`],
    [priya, '/triage'],
    [priya, `/triage?q=${encodeURIComponent(words)}`],
    [priya, `/triage/${id}`],
    [priya, `/triage/${id}/decide/open_case`],
    [priya, `/triage/${other}/decide/merge`],
    [priya, '/notifications'],
    [manager, '/'],
  ]
  for (const [who, path] of pages) {
    const answer = await server.fetchAs(who, path)
    const html = await answer.text()
    assert.equal(answer.status, 200, path)
    assert.doesNotMatch(html, /<img src=x/, path)
    if (path.includes(id) && !path.endsWith('/sent')) assert.match(html, /&lt;img src=x onerror=alert\(1\)/, path)
  }
  const record = await textOf(school, `/concerns/${id}`)
  assert.ok((record.match(/&lt;img src=x/g) ?? []).length >= 16, 'each field of the record')
  // what is typed on a form that comes back with a problem
  const back = await server.fetchAs(priya, `/triage/${id}/decide/pass_on`, {
    seen: '',
    about: words,
    needed: words,
    leftOut: words,
    reason: words,
    to: words,
  })
  assert.equal(back.status, 422)
  assert.doesNotMatch(await back.text(), /<img src=x/)
})

test('law R17: past the end of the calendar a concern is received, decided and shown, with words instead of a date', async () => {
  t.clock.set('2032-03-01T09:00:00Z')
  const { id } = await sent('Child Of The Future')
  assert.match(await textOf(school, `/concerns/${id}/sent`), /The date cannot be said: the calendar of working days has run out/)
  assert.equal((await server.fetchAs(priya, '/triage')).status, 200)
  assert.equal((await server.fetchAs(priya, `/triage/${id}`)).status, 200)
  assert.equal((await opens(priya, id)).status, 303)
})
