import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { type RecordKind, recordEvent } from './index.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const w = await casework(t)
const { manager, worker } = w
const curious = await t.somebody({ role: 'triageWorker', team: 'desk', name: 'Quentin Hale' })
const officer = await t.somebody({ role: 'dataProtectionOfficer', name: 'Dee Prior' })
const caseId = await w.aCase()
// another team's, whose manager is another
const other = await w.aCase()
const otherManager = w.stranger
await t.owner.transaction(async (tx) => {
  await tx.run(sql`update record_team set team_id = ${otherManager.teamId} where record_id = ${other}`)
  await tx.run(sql`update circle_member set ended_at = current_instant() where record_id = ${other}`)
})

const get = async (who: Somebody, path: string) => {
  const answer = await server.fetchAs(who, path)
  return { status: answer.status, body: await answer.text() }
}
const search = (who: Somebody, asked: Record<string, string>) => get(who, `/looks?${new URLSearchParams(asked)}`)
const note = (who: Somebody, event: string, more: { about?: { kind: RecordKind; id: string }; shown?: string[]; purpose?: string }) =>
  t.as(who, (tx) => recordEvent(tx, { event, ...more }))
const rows = (html: string) => html.match(/<tr class="govuk-table__row">[\s\S]*?<\/tr>/g) ?? []

test('a list or a search that showed the record counts as a look, for its manager too, without the others it showed', async () => {
  await note(curious, 'people.searched', { shown: [caseId, other], purpose: 'a reason about somebody else' })
  const { body } = await get(manager, `/records/case/${caseId}/looks`)
  const line = rows(body).find((row) => row.includes('Quentin Hale') && row.includes('shown in a list')) ?? ''
  assert.match(line, /Quentin Hale/)
  assert.match(line, /shown in a list/)
  assert.doesNotMatch(body, /somebody else/)
  assert.doesNotMatch(body, new RegExp(other))
})

test('a refused try at a record is a look that was refused, and is told as such', async () => {
  assert.equal((await get(curious, `/cases/${caseId}`)).status, 404)
  assert.equal((await get(curious, `/cases/${caseId}/risk`)).status, 404)
  const { body } = await get(manager, `/records/case/${caseId}/looks`)
  const refused = rows(body).filter((row) => row.includes('Quentin Hale') && row.includes('refused'))
  assert.ok(refused.length >= 2, body)
})

test('a manager searches by record, by colleague and by day; only the records they keep answer', async () => {
  assert.equal((await get(worker, `/cases/${caseId}`)).status, 200)
  assert.equal((await get(otherManager, `/cases/${other}`)).status, 200)
  const { reference } = await t.owner.transaction((tx) =>
    tx.one<{ reference: string }>(sql`select reference from record_reference where record_id = ${caseId}`),
  )
  assert.match((await search(manager, { record: reference.toLowerCase(), who: 'janssen' })).body, /Wim Janssen/)
  const byColleague = (await search(manager, { who: otherManager.email })).body
  assert.doesNotMatch(byColleague, new RegExp(other), 'his own cases are not hers')
  assert.match((await search(officer, { who: otherManager.email })).body, new RegExp(other))
  const before = await search(manager, { record: reference, 'to-day': '1', 'to-month': '1', 'to-year': '2026' })
  assert.match(before.body, /Nobody has looked/)
  const wrong = await search(manager, { record: reference, 'from-day': '31', 'from-month': '2', 'from-year': '2026' })
  assert.deepEqual([wrong.status, /Enter a day/.test(wrong.body)], [422, true])
})

test('law R80: of a record that is not theirs and of one that is not there, a manager is told the same', async () => {
  const { reference } = await t.owner.transaction((tx) =>
    tx.one<{ reference: string }>(sql`select reference from record_reference where record_id = ${other}`),
  )
  const notHers = await search(manager, { record: reference })
  const notThere = await search(manager, { record: 'KZZZ-ZZZZ' })
  assert.deepEqual([notHers.status, notThere.status], [422, 422])
  assert.equal(notHers.body.replaceAll(reference, ''), notThere.body.replaceAll('KZZZ-ZZZZ', ''))
  assert.equal((await get(manager, `/records/case/${other}/looks`)).status, 404)
})

test('somebody without the right does not meet the page, and an officer who is kept out of a record learns nothing of it', async () => {
  for (const who of [worker, curious]) assert.equal((await get(who, '/looks')).status, 404)
  assert.equal((await get(worker, `/records/case/${caseId}/looks`)).status, 404)
  assert.equal((await get(officer, `/records/case/${caseId}/looks`)).status, 200)
  await t.as(manager, (tx) => tx.run(sql`select exclude_user('case', ${caseId}, ${officer.userId}, 'her nephew')`))
  assert.equal((await get(officer, `/records/case/${caseId}/looks`)).status, 404)
  assert.doesNotMatch((await search(officer, { who: 'janssen' })).body, new RegExp(caseId))
})

test('asking who has looked is itself written down', async () => {
  await search(manager, { who: 'janssen' })
  const entry = await t.owner.transaction((tx) =>
    tx.one<{ purpose: string; user_id: string; shown: string[] }>(
      sql`select purpose, user_id, shown from audit_entry where event = 'audit.searched' and user_id = ${manager.userId} order by id desc limit 1`,
    ),
  )
  assert.equal(entry.purpose, `about ${worker.userId}`)
  assert.ok(entry.shown.includes(caseId))
})
