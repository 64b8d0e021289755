import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { PersonFacts } from './facts.ts'
import { addFacts, editPerson, joinCluster, loadPerson, peopleIn, personName, recordPerson, splitCluster } from './store.ts'

const t = await openTestHouse()
after(() => t.close())

const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage', name: 'Priya Nair' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })
const stranger = await t.somebody({ role: 'exploitationWorker', team: 'elsewhere' })

async function aConcernFrom(who: Somebody): Promise<string> {
  const id = randomUUID()
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`select circle_add_as_system('concern', ${id}, ${who.postId}, 'submitter', 'their own concern')`)
    await tx.run(sql`insert into record_team values ('concern', ${id}, ${triage.teamId})`)
  })
  return id
}

async function aCaseOf(who: Somebody): Promise<string> {
  const id = randomUUID()
  await t.owner.transaction((tx) => tx.run(sql`select circle_add_as_system('case', ${id}, ${who.postId}, 'allocated', 'their worker')`))
  return id
}

const tommy: PersonFacts = {
  names: [{ kind: 'legal', fullText: "Thomas O'Brien" }],
  births: [{ certainty: 'full', bornOn: '2011-02-03', basis: 'stated' }],
  details: [{ kind: 'called', value: 'Tommy' }],
  addresses: [
    { line: '12 Teal Road', postcode: 'LP8 7WZ' },
    { line: '3 Hidden Lane', postcode: 'LP1 1AA', protected: true },
  ],
  phones: [{ number: '07700 900123' }],
}

const record = (who: Somebody, concernId: string, facts: PersonFacts) =>
  t.as(who, (tx) => recordPerson(tx, { namedIn: { kind: 'concern', id: concernId }, relation: 'subject', facts }, { origin: 'referral' }))

const notThere = (error: unknown) => isDatabaseError(error, 'P0002')

test('whoever refers names a person, and from then on sees nothing of them', async () => {
  const concernId = await aConcernFrom(school)
  const { personId, sourceRecordId } = await record(school, concernId, tommy)
  await t.as(school, (tx) => addFacts(tx, sourceRecordId, { details: [{ kind: 'school', value: 'Northgate' }] }))
  const own = await t.as(school, (tx) => loadPerson(tx, personId))
  assert.deepEqual([own?.names, own?.addresses, own?.details], [[], [], []])
  const desk = await t.as(triage, (tx) => loadPerson(tx, personId))
  assert.equal(desk?.shownName, "Tommy O'Brien")
  assert.equal(desk?.names[0]?.fullText, "Thomas O'Brien")
  assert.deepEqual(
    desk?.details.map(({ value }) => value),
    ['Northgate', 'Tommy'],
  )
  assert.equal(await t.as(stranger, (tx) => loadPerson(tx, personId)), undefined)
})

test('nobody can name a person in a concern that is not theirs', async () => {
  const concernId = await aConcernFrom(school)
  await assert.rejects(record(stranger, concernId, tommy), notThere)
  const { sourceRecordId } = await record(school, concernId, tommy)
  await assert.rejects(
    t.as(stranger, (tx) => addFacts(tx, sourceRecordId, { phones: [{ number: '1' }] })),
    notThere,
  )
})

test('a protected address is for the circle of the person', async () => {
  const caseId = await aCaseOf(worker)
  const { personId } = await t.as(worker, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts: tommy }, { origin: 'case' }),
  )
  const concernId = await aConcernFrom(school)
  await t.owner.transaction((tx) => tx.run(sql`insert into record_person values ('concern', ${concernId}, ${personId}, 'candidate')`))
  const seenBy = async (who: Somebody) => (await t.as(who, (tx) => loadPerson(tx, personId)))?.addresses.map(({ line }) => line).sort()
  assert.deepEqual(await seenBy(worker), ['12 Teal Road', '3 Hidden Lane'])
  assert.deepEqual(await seenBy(triage), ['12 Teal Road'])
  await t.as(worker, async (tx) => {
    const view = await loadPerson(tx, personId)
    const hidden = view?.addresses.find(({ line }) => line === '3 Hidden Lane')
    await editPerson(tx, {
      personId,
      version: view?.version ?? 0,
      because: 'moved again',
      facts: {},
      withdraw: [{ fact: 'person_address', id: hidden?.id ?? '' }],
    })
  })
  const history = (who: Somebody) =>
    t.as(who, (tx) =>
      tx.many(sql`select old_row from row_history where table_name = 'person_address' and record_id = ${personId} and old_row is not null`),
    )
  assert.equal((await history(worker)).length, 1)
  assert.equal((await history(triage)).length, 0, 'nor does it come back through its history')
})

test('the second of two who save at once is told, and overwrites nothing', async () => {
  const caseId = await aCaseOf(worker)
  const { personId } = await t.as(worker, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts: tommy }, { origin: 'case' }),
  )
  const edit = (version: number, value: string) =>
    t.as(worker, (tx) => editPerson(tx, { personId, version, because: 'told me so', facts: { details: [{ kind: 'called', value }] } }))
  assert.equal(await edit(1, 'Tom'), 'saved')
  assert.equal(await edit(1, 'Thommo'), 'conflict')
  assert.equal(await t.as(worker, (tx) => personName(tx, personId)), "Tom O'Brien")
})

/** Everything about the two clusters and who sees them, as the owner finds it. */
const everything = (people: readonly string[], records: readonly string[]) =>
  t.owner.transaction(async (tx) => ({
    sources: await tx.many(sql`select id, person_id from source_record where person_id = any (${people}::uuid[]) order by id`),
    names: await tx.many(sql`select id, person_id from person_name where person_id = any (${people}::uuid[]) order by id`),
    addresses: await tx.many(sql`select id, person_id from person_address where person_id = any (${people}::uuid[]) order by id`),
    links: await tx.many(
      sql`select * from record_person where record_id = any (${records}::uuid[]) order by record_id, person_id, relation`,
    ),
    access: await tx.many(sql`select * from person_access where record_id = any (${records}::uuid[]) order by person_id, post_id, because`),
    headlines: await tx.many(sql`select * from person_headline where person_id = any (${people}::uuid[]) order by person_id`),
  }))

test('joining two people and taking them apart again leaves everything as it was', async () => {
  const caseId = await aCaseOf(worker)
  const known = await t.as(worker, (tx) =>
    recordPerson(tx, { namedIn: { kind: 'case', id: caseId }, relation: 'subject', facts: tommy }, { origin: 'case' }),
  )
  const concernId = await aConcernFrom(school)
  const named = await record(school, concernId, { names: [{ kind: 'legal', fullText: 'Tomas Obrian' }] })
  await t.owner.transaction((tx) => tx.run(sql`insert into record_person values ('concern', ${concernId}, ${known.personId}, 'candidate')`))
  const ids = [known.personId, named.personId]
  const before = await everything(ids, [caseId, concernId])

  const join = { sourceRecordId: named.sourceRecordId, intoPersonId: known.personId, because: 'same school, his mother said so' }
  await assert.rejects(
    t.as(school, (tx) => joinCluster(tx, join)),
    notThere,
  )
  await assert.rejects(
    t.as(worker, (tx) => joinCluster(tx, join)),
    notThere,
    'only those who triage the concern',
  )
  const { moveId } = await t.as(triage, (tx) => joinCluster(tx, join))
  const joined = await t.as(worker, (tx) => loadPerson(tx, known.personId))
  assert.deepEqual(
    joined?.names.map(({ fullText }) => fullText),
    ['Tomas Obrian', "Thomas O'Brien"],
  )
  assert.deepEqual(
    await t.as(triage, async (tx) => (await peopleIn(tx, { kind: 'concern', id: concernId })).map(({ personId }) => personId)),
    [known.personId],
  )
  assert.equal(await t.as(triage, (tx) => loadPerson(tx, named.personId)), undefined)

  const split = { moveId, because: 'another boy after all' }
  await assert.rejects(
    t.as(school, (tx) => splitCluster(tx, split)),
    notThere,
  )
  await t.as(triage, (tx) => splitCluster(tx, split))
  assert.deepEqual(await everything(ids, [caseId, concernId]), before)
  await assert.rejects(
    t.as(triage, (tx) => splitCluster(tx, split)),
    notThere,
    'once',
  )
})

test('how somebody describes their ethnicity is seen only by those who may write who they are', async () => {
  const caseId = await aCaseOf(worker)
  const { personId } = await t.as(worker, (tx) =>
    recordPerson(
      tx,
      {
        namedIn: { kind: 'case', id: caseId },
        relation: 'subject',
        facts: { ...tommy, selfDescriptions: [{ kind: 'ethnicity', value: 'Irish Traveller' }] },
      },
      { origin: 'case' },
    ),
  )
  const chair = await t.somebody({ role: 'panelCoordinator' })
  await t.owner.transaction((tx) =>
    tx.run(sql`select circle_add_as_system('case', ${caseId}, ${chair.postId}, 'invited', 'on the agenda')`),
  )
  const seenBy = async (who: Somebody) => (await t.as(who, (tx) => loadPerson(tx, personId)))?.selfDescriptions.map(({ value }) => value)
  assert.deepEqual(await seenBy(worker), ['Irish Traveller'])
  assert.deepEqual(await seenBy(chair), [])
  assert.equal((await t.as(chair, (tx) => tx.many(sql`select * from row_history where table_name = 'person_self_description'`))).length, 0)
})
