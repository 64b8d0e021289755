import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { excludeUser } from '../access/store.ts'
import { addNote, notesOf } from '../cases/index.ts'
import { refreshVisitClock } from './clock.ts'
import { insertVisit, visitClockOf, visitsOf } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)

/** The people of two cases are recorded as brother and sister, on one side as always. */
async function makeSiblings(one: string, other: string): Promise<void> {
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into person_relationship (source_record_id, person_id, related_source_record_id, related_person_id, kind)
      select a.id, a.person_id, b.id, b.person_id, 'sibling' from source_record a, source_record b
      where a.person_id = (select person_id from record_person where record_kind = 'case' and record_id = ${one} and relation = 'subject')
        and b.person_id = (select person_id from record_person where record_kind = 'case' and record_id = ${other} and relation = 'subject')`),
  )
}

async function seen(caseId: string): Promise<string> {
  const saved = await t.as(team.worker, (tx) =>
    insertVisit(tx, {
      caseId,
      plannedId: null,
      outcome: 'seen',
      on: '2026-11-23',
      at: null,
      place: 'home',
      visitorPostId: team.worker.postId,
      overtime: 'no',
      ownWords: 'I want to go back to school',
      seen: 'He had a bruise',
      next: '',
    }),
  )
  return saved.kind === 'saved' ? saved.id : assert.fail(saved.kind)
}
const page = async (who: Somebody, path: string) => (await server.fetchAs(who, path)).text()
const send = (who: Somebody, path: string, fields: Readonly<Record<string, string>>) =>
  server.fetchAs(who, path, { _once: randomUUID(), ...fields })
const visits = (caseId: string) => t.as(team.manager, (tx) => visitsOf(tx, caseId))

test('one visit is recorded for a brother too: day, time and place go along, words and level stay where they are', async () => {
  const [kit, jo, ada] = [await team.aCase({ knownAs: 'Kit' }), await team.aCase({ knownAs: 'Jo' }), await team.aCase({ knownAs: 'Ada' })]
  await makeSiblings(kit, jo)
  await makeSiblings(ada, kit)
  const path = `/cases/${kit}/visits/${await seen(kit)}/also`
  const before = await t.as(team.worker, async (tx) => {
    await refreshVisitClock(tx, t.house.reference, jo, 'for the test')
    return (await visitClockOf(tx, jo))?.level
  })
  const shown = await page(team.worker, path)
  assert.ok(shown.includes('Was Jo there?') && shown.includes('Was Ada there?'))
  assert.equal(shown.includes('back to school'), false, 'what one child said is not put before the form of another')

  const nobody = await send(team.worker, path, { [`${jo}-there`]: 'not_there', [`${ada}-ownWords`]: 'I was at nan’s' })
  assert.equal(nobody.status, 422)
  assert.ok((await nobody.text()).includes('I was at nan’s'), 'what was typed is still there')

  const saved = await send(team.worker, path, { [`${jo}-there`]: 'seen_not_alone', [`${jo}-ownWords`]: 'I like the dog' })
  assert.equal(saved.status, 303)
  const [visit, ...more] = await visits(jo)
  assert.deepEqual(
    [visit?.on, visit?.place, visit?.outcome, visit?.note?.ownWords, visit?.note?.seen, more.length],
    ['2026-11-23', 'home', 'seen_not_alone', 'I like the dog', '', 0],
  )
  assert.equal((await t.as(team.worker, (tx) => visitClockOf(tx, jo)))?.level, before, 'nobody inherits a level')
  assert.deepEqual(await visits(ada), [])

  const again = await send(team.worker, path, { [`${jo}-there`]: 'seen' })
  assert.equal(again.status, 422, 'it is written down once')
  assert.ok((await page(team.worker, path)).includes('is written down already'))
})

test('a brother whose case is kept from the visitor leaves no trace: the page is that of a child without one', async () => {
  const [lone, kit, hidden] = [
    await team.aCase({ knownAs: 'Kit' }),
    await team.aCase({ knownAs: 'Kit' }),
    await team.aCase({ knownAs: 'Hidden' }),
  ]
  await makeSiblings(kit, hidden)
  await t.as(team.manager, (tx) => excludeUser(tx, 'case', hidden, team.worker.userId, 'lives next door to the family'))
  const pageOf = async (caseId: string) => {
    const visitId = await seen(caseId)
    const text = await page(team.worker, `/cases/${caseId}/visits/${visitId}/also`)
    return text
      .slice(text.indexOf('<main'), text.indexOf('</main>'))
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
      .replaceAll(/[A-Z0-9]{4}-[A-Z0-9]{4}/g, '')
  }
  assert.equal(await pageOf(kit), await pageOf(lone))
  const forced = await send(team.worker, `/cases/${kit}/visits/${await seen(kit)}/also`, { [`${hidden}-there`]: 'seen' })
  assert.equal(forced.status, 422)
  assert.deepEqual(await visits(hidden), [])
})

test('a school in the circle cannot record it, and an attempt at which nobody was seen has nothing to share', async () => {
  const [kit, jo] = [await team.aCase({ knownAs: 'Kit' }), await team.aCase({ knownAs: 'Jo' })]
  await makeSiblings(kit, jo)
  await team.invite(kit, team.school)
  const path = `/cases/${kit}/visits/${await seen(kit)}/also`
  assert.equal((await server.fetchAs(team.school, path)).status, 404)
  assert.equal((await server.fetchAs(team.stranger, path)).status, 404)
  assert.equal((await server.fetchAs(team.worker, `/cases/${jo}/visits/${randomUUID()}/also`)).status, 404)
})

test('somebody whose relationship nobody recorded is added from one’s own cases, and it is recorded only where the worker says so', async () => {
  const [kit, mo, hidden] = [
    await team.aCase({ knownAs: 'Kit' }),
    await team.aCase({ knownAs: 'Mo' }),
    await team.aCase({ knownAs: 'Sealed' }),
  ]
  await t.as(team.manager, (tx) => excludeUser(tx, 'case', hidden, team.worker.userId, 'lives next door to the family'))
  const path = `/cases/${kit}/visits/${await seen(kit)}/also`
  const offered = await page(team.worker, path)
  assert.ok(offered.includes(`value="${mo}"`) && !offered.includes(hidden) && !offered.includes('Sealed'))
  assert.ok((await page(team.worker, `${path}?with=${mo}`)).includes('Was Mo there?'))
  const seam = await page(team.worker, `${path}?with=${hidden}`)
  assert.ok(!seam.includes('Sealed') && !seam.includes(`${hidden}-there`))
  const forced = await send(team.worker, path, { with: hidden, [`${hidden}-there`]: 'seen' })
  assert.equal(forced.status, 422)
  const related = () =>
    t.owner.transaction((tx) =>
      tx.many(sql`
    select 1 from person_relationship r join record_person p on p.person_id = r.related_person_id and p.record_kind = 'case' and p.record_id = ${mo}`),
    )
  assert.equal((await send(team.worker, path, { with: mo, [`${mo}-there`]: 'seen' })).status, 303)
  assert.deepEqual([(await visits(mo)).length, (await related()).length], [1, 0])
  const next = `/cases/${kit}/visits/${await seen(kit)}/also`
  const again = await send(team.worker, next, { with: mo, [`${mo}-there`]: 'seen', [`${mo}-sibling`]: 'yes' })
  assert.equal(again.status, 422, 'it is written down already')
})

test('a meeting about brothers and sisters is written once: day and time go along, each note on its own case, nothing of one before another', async () => {
  const [kit, jo, hidden] = [
    await team.aCase({ knownAs: 'Kit' }),
    await team.aCase({ knownAs: 'Jo' }),
    await team.aCase({ knownAs: 'Sealed' }),
  ]
  await makeSiblings(kit, hidden)
  await t.as(team.manager, (tx) => excludeUser(tx, 'case', hidden, team.worker.userId, 'lives next door to the family'))
  const note = await t.as(team.worker, (tx) =>
    addNote(tx, kit, { on: '2026-11-20', time: '14:30' }, { ownWords: 'I want to move', seen: 'Core group', analysis: '', next: '' }),
  )
  const path = `/cases/${kit}/notes/${note}/also`
  const shown = await page(team.worker, `${path}?with=${jo}`)
  assert.ok(shown.includes('Was Jo there?') && !shown.includes('I want to move') && !shown.includes('Sealed'))
  const empty = await send(team.worker, path, { with: jo, [`${jo}-there`]: 'there' })
  assert.equal(empty.status, 422)
  const words = { [`${jo}-there`]: 'there', [`${jo}-seen`]: 'Jo starts college', [`${jo}-sibling`]: 'yes' }
  assert.equal((await send(team.worker, path, { with: jo, ...words })).status, 303)
  const [written, ...more] = await t.as(team.manager, (tx) => notesOf(tx, jo))
  assert.deepEqual(
    [written?.happenedOn, written?.happenedTime, written?.seen, written?.ownWords, more.length],
    ['2026-11-20', '14:30', 'Jo starts college', '', 0],
  )
  const after = await page(team.worker, path)
  assert.ok(
    after.includes('Jo') && after.includes('have written a note of that day'),
    'the relationship is recorded: Jo stands there by herself',
  )
  assert.equal((await server.fetchAs(team.stranger, path)).status, 404)
  await team.invite(kit, team.school)
  assert.equal((await server.fetchAs(team.school, path)).status, 404)
})
