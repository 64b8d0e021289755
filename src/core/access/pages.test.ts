import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { asJobs } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { findReviewers } from './store.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Priya Shah' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Robin Hale' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school', name: 'Joan Ellis' })
const night = await t.somebody({ role: 'emergencyDuty', agency: 'edt', name: 'Kit Moran' })
const officer = await t.somebody({ role: 'dataProtectionOfficer', name: 'Dee Pole' })

let made = 0
async function aCase(): Promise<{ id: string; reference: string }> {
  const id = randomUUID()
  const reference = `K1A-00${++made}`
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`insert into record_reference values (${reference}, 'case', ${id})`)
    await tx.run(sql`select circle_add_as_system('case', ${id}, ${worker.postId}, 'allocated', 'her worker')`)
    await tx.run(sql`insert into record_team values ('case', ${id}, ${manager.teamId})`)
  })
  return { id, reference }
}
const get = async (who: Somebody, path: string) => {
  const answer = await server.fetchAs(who, path)
  return { status: answer.status, body: await answer.text() }
}
const post = async (who: Somebody, path: string, form: Record<string, string>) => {
  const answer = await server.fetchAs(who, path, form)
  return { status: answer.status, location: answer.headers.get('location'), body: await answer.text() }
}
const told = (who: Somebody) =>
  t.owner.transaction((tx) => tx.many<{ kind: string }>(sql`select kind from notification where post_id = ${who.postId} order by at`))

test('the circle says who knows, why, since when and until when; to others it is not there', async () => {
  const { id } = await aCase()
  const seen = await get(worker, `/records/case/${id}/circle`)
  assert.match(seen.body, /Priya Shah/)
  assert.match(seen.body, /her worker/)
  assert.match(seen.body, /Everyone in Team exploitation/)
  const hidden = await get(school, `/records/case/${id}/circle`)
  const nowhere = await get(school, `/records/case/${randomUUID()}/circle`)
  assert.deepEqual([hidden.status, nowhere.status], [404, 404])
  assert.equal(hidden.body, nowhere.body)
})

test('a colleague is invited with a reason and a last day, is told, and loses access when it is ended', async () => {
  const { id } = await aCase()
  const circle = `/records/case/${id}/circle`
  assert.match((await get(worker, `${circle}?find=joan`)).body, /will see: headline, whom to ring/)
  const form = { find: 'joan', post: school.postId, because: '', 'until-day': '31', 'until-month': '2', 'until-year': '2027' }
  const wrong = await post(worker, `${circle}/invite`, form)
  assert.equal(wrong.status, 422)
  assert.match(wrong.body, /Say why they need to know/)
  assert.match(wrong.body, /Enter the last day/)
  assert.match(wrong.body, /value="31"/, 'what was typed is still there')
  assert.match(
    (await post(worker, `${circle}/invite`, { ...form, because: 'x', 'until-month': '12', 'until-year': '2028' })).body,
    /next twelve months/,
  )
  const right = { ...form, because: 'she sees him each day', 'until-day': '4', 'until-month': '12', 'until-year': '2026' }
  assert.equal((await post(worker, `${circle}/invite`, right)).location, circle)
  assert.deepEqual(
    (await told(school)).map(({ kind }) => kind),
    ['circle.invited'],
  )
  assert.equal((await get(school, circle)).status, 200)
  t.clock.set('2026-12-04T23:30:00Z')
  assert.equal((await get(school, circle)).status, 200, 'the last day counts')
  t.clock.set('2026-12-05T00:00:00Z')
  assert.equal((await get(school, circle)).status, 404)
  t.clock.set('2026-11-23T09:00:00Z')

  const [member] = await t.as(worker, (tx) =>
    tx.many<{ id: string }>(sql`select id from circle_member where record_id = ${id} and post_id = ${school.postId}`),
  )
  const end = `${circle}/${member?.id}/end`
  assert.match((await post(worker, end, { because: ' ' })).body, /Say why, in a sentence/)
  assert.equal((await post(school, end, { because: 'I do not like it' })).status, 404, 'who only reads cannot end')
  assert.equal((await post(worker, end, { because: 'he has changed schools' })).location, circle)
  assert.equal((await get(school, circle)).status, 404)
  assert.match((await get(worker, circle)).body, /he has changed schools/)
})

test('somebody who is kept out is not told by an invitation that the record is there', async () => {
  const { id } = await aCase()
  const circle = `/records/case/${id}/circle`
  const other = await t.somebody({ role: 'exploitationWorker', team: 'elsewhere', name: 'Casey Stone' })
  const kept = { keep: 'casey', user: other.userId, keepOutBecause: 'her brother is the one who harms' }
  assert.equal((await post(worker, `${circle}/exclude`, kept)).status, 404, 'a worker cannot keep out')
  assert.equal((await post(manager, `${circle}/exclude`, kept)).location, circle)
  assert.match((await get(manager, circle)).body, /Casey Stone, since/)
  const form = { find: 'casey', post: other.postId, because: 'help', 'until-day': '4', 'until-month': '12', 'until-year': '2026' }
  assert.equal((await post(worker, `${circle}/invite`, form)).status, 303)
  assert.deepEqual(await told(other), [])
  assert.equal((await get(other, circle)).status, 404)
  assert.doesNotMatch((await get(worker, circle)).body, /is the one who harms/, 'only those who may keep out see the reason')
})

test('keeping out asks for the password again when it was given more than ten minutes ago', async () => {
  const { id } = await aCase()
  t.clock.advance({ minutes: 11 })
  const answer = await post(manager, `/records/case/${id}/circle/exclude`, { keep: 'kit', user: night.userId, keepOutBecause: 'x' })
  assert.equal(answer.status, 403)
  assert.match(answer.body, /Confirm that it is you/)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a declared conflict closes the record to the one who declares, at once', async () => {
  const { id } = await aCase()
  const circle = `/records/case/${id}/circle`
  assert.match((await post(worker, `${circle}/conflict`, { conflict: 'he is my neighbour’s son' })).body, /Thank you/)
  assert.equal((await get(worker, circle)).status, 404)
  assert.match((await get(manager, circle)).body, /declared a conflict/)
})

test('law R85: emergency access by reference tells the managers at once, lasts four hours and is reviewed', async () => {
  const { id, reference } = await aCase()
  const spoken = reference.toLowerCase().replace('-', ' ')
  const reason = 'He is missing and his mother is on the phone'
  assert.match((await post(night, '/break-glass', { reference: spoken, reason: 'urgent' })).body, /at least 20 characters/)
  assert.equal((await post(school, '/break-glass', { reference: spoken, reason })).status, 404, 'a role without emergency access')
  const unknown = await post(night, '/break-glass', { reference: 'K9Z-999', reason })
  assert.match(unknown.body, /nothing with this reference that you can open/)
  const before = (await told(manager)).length
  assert.equal((await post(night, '/break-glass', { reference: spoken, reason })).location, `/cases/${id}`)
  assert.deepEqual(
    (await told(manager)).slice(before).map(({ kind }) => kind),
    ['break_glass.opened'],
  )
  assert.equal((await get(night, `/records/case/${id}/circle`)).status, 200)

  const list = await get(manager, '/break-glass/reviews')
  assert.match(list.body, /Kit Moran/)
  assert.match(list.body, /25 November 2026/, 'two working days')
  const review = /\/break-glass\/reviews\/[0-9a-f-]{36}/.exec(list.body)?.[0] ?? ''
  assert.match((await post(manager, review, { outcome: '', note: '' })).body, /Say whether it was justified/)
  const [task] = await t.owner.transaction((tx) =>
    tx.many<{ owner_post: string; done_at: Date | null }>(
      sql`select owner_post, done_at from task where record_id = ${id} and kind = 'break_glass.review'`,
    ),
  )
  assert.equal(task?.owner_post, manager.postId)
  assert.equal((await post(manager, review, { outcome: 'justified', note: 'Found with him at 22:10' })).status, 303)
  const [done] = await t.owner.transaction((tx) => tx.many<{ done_at: Date | null }>(sql`select done_at from task where record_id = ${id}`))
  assert.notEqual(done?.done_at, null)
  t.clock.advance({ hours: 4 })
  assert.equal((await get(night, `/records/case/${id}/circle`)).status, 404)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('law R85: there is always somebody who owes the review, and nobody who is kept out hears of it', async () => {
  const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Minns' })
  const elsewhere = await t.somebody({ role: 'serviceManager', agency: 'other-council', name: 'Sol Reyes' })
  const opener = await t.somebody({ role: 'emergencyDuty', agency: 'edt', name: 'Una Lyle' })
  const everybodyBut = async (id: string, ...others: Somebody[]) =>
    t.owner.transaction((tx) =>
      tx.run(sql`
        insert into exclusion (kind, user_id, record_kind, record_id, because, made_by, made_at)
        select 'excluded', u.id, 'case', ${id}, 'his aunt', ${manager.postId}, current_instant() from user_account u
        where u.id <> all (${others.map(({ userId }) => userId)}::uuid[])`),
    )
  const owedBy = async (id: string) =>
    t.owner.transaction((tx) =>
      tx.many<{ kind: string; owner_post: string }>(sql`
        select kind, owner_post from task where record_id = ${id} and kind like 'break_glass.%' and done_at is null and ended_at is null`),
    )
  const reason = 'His mother rang: he is on the bridge and nobody answers'

  const one = await aCase()
  await everybodyBut(one.id, opener, elsewhere, administrator)
  assert.equal((await post(opener, '/break-glass', { reference: one.reference, reason })).status, 303)
  assert.deepEqual(await owedBy(one.id), [{ kind: 'break_glass.review', owner_post: elsewhere.postId }], 'next in line: another reviewer')

  const two = await aCase()
  await everybodyBut(two.id, opener)
  const before = (await told(manager)).length
  assert.equal((await post(opener, '/break-glass', { reference: two.reference, reason })).status, 303)
  assert.equal((await told(manager)).length, before)
  assert.deepEqual(await owedBy(two.id), [{ kind: 'break_glass.no_reviewer', owner_post: administrator.postId }])
  const work = (await get(administrator, '/')).body
  assert.match(work, /Find somebody who may look at an emergency opening/)
  assert.match((await get(administrator, '/notifications')).body, /nobody here may review it/)
  for (const secret of [two.id, two.reference, reason]) assert.doesNotMatch(work, new RegExp(secret), 'no word about the record')

  await asJobs(t, findReviewers)
  assert.equal((await owedBy(two.id)).length, 1, 'still nobody')
  const newcomer = await t.somebody({ role: 'dataProtectionOfficer', name: 'Nell Osei' })
  await asJobs(t, findReviewers)
  assert.deepEqual(await owedBy(two.id), [{ kind: 'break_glass.review', owner_post: newcomer.postId }])
  const review = /\/break-glass\/reviews\/[0-9a-f-]{36}/.exec((await get(newcomer, '/break-glass/reviews')).body)?.[0] ?? ''
  assert.equal((await post(newcomer, review, { outcome: 'justified', note: 'He was found' })).status, 303)
  assert.deepEqual(await owedBy(two.id), [])
})

test('law R85: where nobody keeps the record, the opener’s manager is told and can review it; the opener never, in any post', async () => {
  const lead = await t.somebody({ role: 'socialWorker', agency: 'edt', name: 'Lee North' })
  const tonight = await t.somebody({ role: 'emergencyDuty', agency: 'edt', name: 'Ana Day', reportsTo: lead })
  const bystander = await t.somebody({ role: 'socialWorker', agency: 'edt', name: 'Bo West' })
  const id = randomUUID()
  await t.owner.transaction((tx) => tx.run(sql`insert into record_reference values ('K1B-001', 'case', ${id})`))
  const reason = 'She is at the station and will not say where home is'
  assert.equal((await post(tonight, '/break-glass', { reference: 'K1B-001', reason })).status, 303)
  assert.deepEqual(
    (await told(lead)).map(({ kind }) => kind),
    ['break_glass.opened'],
  )
  const list = await get(lead, '/break-glass/reviews')
  assert.match(list.body, /Ana Day/)
  assert.match(list.body, /a record outside your circle/, 'reviewing opens nothing of the record')
  assert.doesNotMatch(list.body, new RegExp(id))
  const review = /\/break-glass\/reviews\/[0-9a-f-]{36}/.exec(list.body)?.[0] ?? ''
  const form = { outcome: 'justified', note: 'I spoke with her at once' }
  for (const who of [tonight, bystander, school]) {
    assert.equal((await get(who, '/break-glass/reviews')).status, 404)
    assert.equal((await post(who, review, form)).status, 404)
  }
  const otherPost = await t.owner.transaction((tx) =>
    tx.one<{ id: string }>(sql`
      insert into post (user_id, agency_id, role_code, fte_hundredths, from_on) select user_id, agency_id, 'exploitationManager', 100, from_on
      from post where id = ${tonight.postId} returning id`),
  )
  await t.owner.transaction((tx) =>
    tx.run(sql`insert into break_glass_reviewer select id, ${otherPost.id}, opened_at from break_glass_use where record_id = ${id}`),
  )
  await t.owner.transaction((tx) => tx.run(sql`update session set post_id = ${otherPost.id} where user_id = ${tonight.userId}`))
  assert.equal((await post(tonight, review, form)).status, 404, 'the opener in another post')
  assert.equal((await get(lead, `/cases/${id}`)).status, 404)
  assert.equal((await post(lead, review, form)).status, 303)
  const [task] = await t.owner.transaction((tx) =>
    tx.many<{ done_by: string | null }>(sql`select done_by from task where record_id = ${id} and kind = 'break_glass.review'`),
  )
  assert.equal(task?.done_by, lead.postId)
  assert.equal((await post(lead, review, form)).status, 404, 'once')
})

test('an exclusion beats emergency access, and looks like a wrong reference', async () => {
  const { id, reference } = await aCase()
  await post(manager, `/records/case/${id}/circle/exclude`, { keep: 'kit', user: night.userId, keepOutBecause: 'his own nephew' })
  const reason = 'He is missing and his mother is on the phone'
  assert.match((await post(night, '/break-glass', { reference, reason })).body, /nothing with this reference that you can open/)
})

test('who has looked is shown to those who keep the record and to the data protection officer, and to nobody else', async () => {
  const { id } = await aCase()
  await get(worker, `/records/case/${id}/circle`)
  for (const who of [manager, officer]) {
    const looks = await get(who, `/records/case/${id}/looks`)
    assert.equal(looks.status, 200)
    assert.match(looks.body, /Priya Shah/)
  }
  for (const who of [worker, school, night]) assert.equal((await get(who, `/records/case/${id}/looks`)).status, 404)
})
