// Emergency access to somebody who is known by name and date of birth only (law R85).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { recordPerson } from '../people/index.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Robin Hale' })
const lead = await t.somebody({ role: 'socialWorker', agency: 'edt', name: 'Lee North' })
const night = await t.somebody({ role: 'emergencyDuty', agency: 'edt', name: 'Kit Moran', reportsTo: lead })

const reason = 'The police have her at the station, she says her name only'
const ask = (name: string, born: readonly [string, string, string], more: Record<string, string> = {}) => ({
  name,
  'born-day': born[0],
  'born-month': born[1],
  'born-year': born[2],
  personReason: reason,
  ...more,
})
const post = async (who: Somebody, form: Record<string, string>) => {
  const answer = await server.fetchAs(who, '/break-glass/person', form)
  return { status: answer.status, location: answer.headers.get('location'), body: await answer.text() }
}
const get = async (who: Somebody, path: string) => {
  const answer = await server.fetchAs(who, path)
  return { status: answer.status, body: await answer.text() }
}
const uses = async (recordId: string) =>
  t.owner.transaction((tx) =>
    tx.many<{ ends_at: Date; review_by: string }>(sql`select ends_at, review_by from break_glass_use where record_id = ${recordId}`),
  )
const told = (who: Somebody) =>
  t.owner.transaction((tx) =>
    tx.many<{ record_kind: string }>(
      sql`select record_kind from notification where post_id = ${who.postId} and kind = 'break_glass.opened'`,
    ),
  )

let made = 0
/** Somebody named in a concern of the desk. */
async function aPerson(fullText: string, bornOn: string, { findable = true } = {}) {
  const concernId = `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`
  await t.owner.transaction((tx) => tx.run(sql`insert into record_team values ('concern', ${concernId}, ${triage.teamId})`))
  const facts = {
    names: [{ kind: 'legal' as const, fullText }],
    births: [{ certainty: 'full' as const, bornOn, basis: 'stated' as const }],
  }
  const { personId, sourceRecordId } = await t.as(triage, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'concern', id: concernId }, relation: 'subject', facts }, { origin: 'referral' }),
  )
  if (!findable) await t.owner.transaction((tx) => tx.run(sql`update source_record set findable = false where id = ${sourceRecordId}`))
  return { personId, concernId }
}

async function aCaseOf(personId: string, state: 'open' | 'closed') {
  return t.owner.transaction(async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into case_file (known_as, kind, state, team_id, opened_at, opened_by, waiting_since, closed_at)
      values ('Asha', 'child', ${state}, ${manager.teamId}, now(), ${manager.postId}, now(), ${state === 'closed' ? t.clock.now() : null}) returning id`)
    await tx.run(sql`insert into record_team values ('case', ${id}, ${manager.teamId}) on conflict do nothing`)
    await tx.run(
      sql`insert into record_person (record_kind, record_id, person_id, relation) values ('case', ${id}, ${personId}, 'subject')`,
    )
    return id
  })
}

test('law R85: a name and a date of birth open the open case for four hours; its manager is told, the review is due in two working days', async () => {
  const { personId } = await aPerson('Asha Marie Begum-Ali', '2010-06-14')
  const caseId = await aCaseOf(personId, 'open')
  const closedId = await aCaseOf(personId, 'closed')
  t.clock.set('2026-12-19T22:15:00Z')
  assert.equal((await post(night, ask('asha begum ali', ['14', '6', '2010']))).location, `/cases/${caseId}`)
  const [use] = await uses(caseId)
  assert.equal(use?.ends_at.toISOString(), '2026-12-20T02:15:00.000Z')
  assert.equal(use?.review_by, '2026-12-22')
  assert.deepEqual([await uses(closedId), await uses(personId)], [[], []], 'no more than is needed')
  assert.equal((await told(manager)).length, 1)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('where no case is open the person opens, says until when, and closes again', async () => {
  const { personId } = await aPerson('Ödön Kovács', '2009-01-01')
  assert.equal((await get(night, `/people/${personId}`)).status, 404)
  assert.equal((await post(night, ask('Odon Kovacs', ['1', '1', '2009']))).location, `/people/${personId}`)
  const seen = await get(night, `/people/${personId}`)
  assert.match(seen.body, /Emergency access until 13:00/)
  assert.match(seen.body, /Ödön Kovács/)
  assert.match((await get(night, '/break-glass')).body, new RegExp(`href="/people/${personId}"`))
  assert.deepEqual(await told(lead), [{ record_kind: 'person' }], 'nobody keeps the person: the opener’s manager')
  const list = await get(lead, '/break-glass/reviews')
  assert.doesNotMatch(list.body, /Kovács/)
  t.clock.advance({ hours: 4 })
  assert.equal((await get(night, `/people/${personId}`)).status, 404)
  assert.doesNotMatch((await get(night, '/break-glass')).body, /Kovács/)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('law R80: who is kept out, from the person or from anything about them, reads what is said of somebody who is not there', async () => {
  const unknown = await post(night, ask('Nobody Atall', ['3', '3', '2010']))
  assert.equal(unknown.status, 422)
  assert.match(unknown.body, /nobody with this name and date of birth that you can open/)
  const answerFor = async (name: string) => {
    const answer = await post(night, ask(name, ['3', '3', '2010']))
    assert.equal(answer.status, 422)
    return answer.body.replaceAll(name, 'Nobody Atall')
  }
  const plain = (body: string) => body.replaceAll(/name="_once" value="[^"]*"/g, '')
  const keptOut = async (kind: string, id: string) =>
    t.owner.transaction((tx) =>
      tx.run(sql`insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
        values ('excluded', ${night.userId}, ${kind}, ${id}, 'his own niece', ${manager.postId}, now())`),
    )
  const one = await aPerson('Mia Reed', '2010-03-03')
  await keptOut('person', one.personId)
  const two = await aPerson('Ela Stone', '2010-03-03')
  const caseId = await aCaseOf(two.personId, 'open')
  await keptOut('concern', two.concernId)
  const three = await aPerson('Zoe Park', '2010-03-03', { findable: false })
  for (const name of ['Mia Reed', 'Ela Stone', 'Zoe Park']) assert.equal(plain(await answerFor(name)), plain(unknown.body), name)
  for (const id of [one.personId, two.personId, three.personId, caseId]) assert.deepEqual(await uses(id), [])
})

test('near is not enough: a part of a name, another day or a role without emergency access opens nothing', async () => {
  const { personId } = await aPerson('Ines Duarte', '2011-11-30')
  assert.match((await post(night, ask('Ines', ['30', '11', '2011']))).body, /Enter the first name and the family name/)
  assert.match((await post(night, ask('Ines Duarte', ['31', '11', '2011']))).body, /Enter the date of birth/)
  assert.match((await post(night, ask('Ines Duarte', ['30', '11', '2031']))).body, /Enter the date of birth/)
  const short = await post(night, ask('Ines Duarte', ['30', '11', '2011'], { personReason: 'urgent' }))
  assert.match(short.body, /at least 20 characters/)
  assert.match(short.body, /value="Ines Duarte"/, 'what was typed is still there')
  assert.match((await post(night, ask('Ines Duart', ['30', '11', '2011']))).body, /nobody with this name/)
  assert.match((await post(night, ask('Ines Duarte', ['29', '11', '2011']))).body, /nobody with this name/)
  const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })
  assert.equal((await post(school, ask('Ines Duarte', ['30', '11', '2011']))).status, 404)
  assert.deepEqual(await uses(personId), [])
})

test('two records of one name and day both open, and are listed', async () => {
  const people = [await aPerson('Sam Lowe', '2012-05-05'), await aPerson('Lowe, Sam', '2012-05-05')]
  assert.equal((await post(night, ask('Sam Lowe', ['5', '5', '2012']))).location, '/break-glass#opened')
  const list = await get(night, '/break-glass')
  for (const { personId } of people) assert.match(list.body, new RegExp(`/people/${personId}`))
})
