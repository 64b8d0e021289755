import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'

const t = await openTestHouse()
after(() => t.close())

const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation' })
const school = await t.somebody({ role: 'designatedSafeguardingLead', agency: 'school', agencyKind: 'school' })
const stranger = await t.somebody({ role: 'exploitationWorker', team: 'other-team' })

// two little tables, protected as every table is
await t.owner.transaction((tx) =>
  tx.script(`create table test_note (id uuid primary key default gen_random_uuid(), case_id uuid not null, said text not null);
    select protect_table('test_note', 'case', 'notes');
    create table test_headline (case_id uuid primary key, name text not null);
    select protect_table('test_headline', 'case', 'headline');`),
)

async function aCase(): Promise<string> {
  const id = randomUUID()
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`select circle_add_as_system('case', ${id}, ${worker.postId}, 'allocated', 'her worker')`)
    await tx.run(sql`insert into record_team values ('case', ${id}, ${manager.teamId})`)
    await tx.run(sql`insert into test_note (case_id, said) values (${id}, 'I want my phone back')`)
    await tx.run(sql`insert into test_headline (case_id, name) values (${id}, 'Sam')`)
  })
  return id
}

const notesSeenBy = (who: Somebody, id: string) => t.as(who, (tx) => tx.many(sql`select * from test_note where case_id = ${id}`))
const headlinesSeenBy = (who: Somebody, id: string) => t.as(who, (tx) => tx.many(sql`select * from test_headline where case_id = ${id}`))

test('the allocated worker and the team manager see a case; nobody else does', async () => {
  const id = await aCase()
  assert.equal((await notesSeenBy(worker, id)).length, 1)
  assert.equal((await notesSeenBy(manager, id)).length, 1)
  assert.equal((await notesSeenBy(stranger, id)).length, 0)
  assert.equal((await notesSeenBy(school, id)).length, 0)
})

test('a school that is invited sees the headline and no notes, until the last day', async () => {
  const id = await aCase()
  await t.as(worker, (tx) =>
    tx.run(sql`select circle_invite('case', ${id}, ${school.postId}, 'invited', 'his school', ${new Date('2026-11-30T00:00:00Z')})`),
  )
  assert.equal((await headlinesSeenBy(school, id)).length, 1)
  assert.equal((await notesSeenBy(school, id)).length, 0)
  t.clock.set('2026-11-30T00:00:00Z')
  assert.equal((await headlinesSeenBy(school, id)).length, 0)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('a stranger cannot invite themselves, and is told no more than that nothing is there', async () => {
  const id = await aCase()
  await assert.rejects(
    t.as(stranger, (tx) => tx.run(sql`select circle_invite('case', ${id}, ${stranger.postId}, 'invited', 'curious', null)`)),
    (error) => isDatabaseError(error, 'P0002'),
  )
})

test('who reads a headline cannot write it', async () => {
  const id = await aCase()
  await t.as(worker, (tx) => tx.run(sql`select circle_invite('case', ${id}, ${school.postId}, 'invited', 'his school', null)`))
  const touched = await t.as(school, (tx) => tx.run(sql`update test_headline set name = 'X' where case_id = ${id}`))
  assert.equal(touched, 0)
})

test('an excluded colleague loses sight of the case, supervision and break-glass included, and does not see why', async () => {
  const id = await aCase()
  const other = await t.somebody({ role: 'exploitationManager', team: 'exploitation' })
  assert.equal((await notesSeenBy(other, id)).length, 1)
  await t.as(manager, (tx) =>
    tx.run(sql`select exclude_user('case', ${id}, ${other.userId}, 'her sister lives with the person who harms')`),
  )
  assert.equal((await notesSeenBy(other, id)).length, 0)
  assert.equal((await t.as(other, (tx) => tx.many(sql`select * from exclusion`))).length, 0)
  await assert.rejects(
    t.as(other, (tx) =>
      tx.run(sql`select break_glass('case', ${id}, 'somebody is in danger tonight', current_instant() + interval '4 hours', '2026-11-25')`),
    ),
    (error) => isDatabaseError(error, 'P0002'),
  )
})

test('a declared conflict takes access away at once', async () => {
  const id = await aCase()
  await t.as(worker, (tx) => tx.run(sql`select declare_conflict('case', ${id}, 'he is my neighbour''s son')`))
  assert.equal((await notesSeenBy(worker, id)).length, 0)
})

test('leaving an organisation ends every session and grant of the post at once', async () => {
  const id = await aCase()
  const leaver = await t.somebody({ role: 'exploitationManager', team: 'exploitation' })
  assert.equal((await notesSeenBy(leaver, id)).length, 1)
  await t.owner.transaction((tx) => tx.run(sql`update post set ended_at = current_instant() where id = ${leaver.postId}`))
  await assert.rejects(notesSeenBy(leaver, id), { message: 'Sign in to go on.' })
  const left = await t.owner.transaction((tx) => tx.many(sql`select 1 from case_access where post_id = ${leaver.postId}`))
  assert.equal(left.length, 0)
})

test('law R85: break glass opens a case for four hours and not a minute longer', async () => {
  const id = await aCase()
  const night = await t.somebody({ role: 'emergencyDuty', agency: 'edt', team: 'night', teamKind: 'emergency' })
  assert.equal((await notesSeenBy(night, id)).length, 0)
  await t.as(night, (tx) =>
    tx.run(
      sql`select break_glass('case', ${id}, 'missing, his mother is on the phone', current_instant() + interval '4 hours', '2026-11-25')`,
    ),
  )
  assert.equal((await notesSeenBy(night, id)).length, 1)
  t.clock.advance({ hours: 4 })
  assert.equal((await notesSeenBy(night, id)).length, 0)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('the application cannot make itself somebody by writing an identity into a setting', async () => {
  const id = await aCase()
  const rows = await t.house.db.transaction(async (tx) => {
    await tx.run(sql`select set_config('lapwing.identity', ${`${worker.userId}:${worker.postId}:${randomUUID()}:${'0'.repeat(64)}`}, true)`)
    return tx.many(sql`select * from test_note where case_id = ${id}`)
  })
  assert.equal(rows.length, 0)
})

test('a signature from one transaction is worth nothing in the next', async () => {
  const id = await aCase()
  const stolen = await t.as(worker, async (tx) => (await tx.one<{ v: string }>(sql`select current_setting('lapwing.identity') as v`)).v)
  const rows = await t.house.db.transaction(async (tx) => {
    await tx.run(sql`select set_config('lapwing.identity', ${stolen}, true)`)
    return tx.many(sql`select * from test_note where case_id = ${id}`)
  })
  assert.equal(rows.length, 0)
})

test('history says what a row was before, to those who may read it', async () => {
  const id = await aCase()
  await t.as(worker, (tx) => tx.run(sql`update test_headline set name = 'Samuel' where case_id = ${id}`))
  const versions = await t.as(worker, (tx) =>
    tx.many<{ old_row: { name: string } | null }>(
      sql`select old_row from row_history where record_id = ${id} and table_name = 'test_headline' order by id`,
    ),
  )
  assert.deepEqual(
    versions.map((version) => version.old_row?.name ?? null),
    [null, 'Sam'],
  )
  assert.equal((await t.as(stranger, (tx) => tx.many(sql`select * from row_history where record_id = ${id}`))).length, 0)
})

test('the nightly rebuild finds no drift', async () => {
  await aCase()
  const { drift } = await t.owner.transaction((tx) => tx.one<{ drift: number }>(sql`select rebuild_all_access() as drift`))
  assert.equal(drift, 0)
})

test('the nightly rebuild does not bring back an invitation that is over, and calls nothing a difference', async () => {
  const id = await aCase()
  const until = new Date('2026-11-25T00:00:00Z')
  await t.as(worker, (tx) => tx.run(sql`select circle_invite('case', ${id}, ${school.postId}, 'invited', 'his school', ${until})`))
  t.clock.set('2026-11-26T03:00:00Z')
  await t.owner.transaction((tx) => tx.run(sql`select access_forget_expired()`))
  const { drift } = await t.owner.transaction((tx) => tx.one<{ drift: number }>(sql`select rebuild_all_access() as drift`))
  const left = await t.owner.transaction((tx) =>
    tx.many(sql`select 1 from case_access where case_id = ${id} and post_id = ${school.postId}`),
  )
  t.clock.set('2026-11-23T09:00:00Z')
  assert.deepEqual({ drift, left }, { drift: 0, left: [] })
})

test('in a real database the time is the server’s, whatever a transaction sets', async () => {
  const whatTimeItIs = sql`select current_instant() = '2020-01-01T09:00:00Z' as "isSet", current_instant() = now() as "isServers"`
  const seen = await t.owner
    .transaction(async (tx) => {
      await tx.run(sql`select set_config('lapwing.instant', '2020-01-01T09:00:00Z', true)`)
      const asTest = await tx.one(whatTimeItIs)
      await tx.run(sql`delete from database_mark`)
      await tx.run(sql`insert into database_mark (mark) values ('real')`)
      throw Object.assign(new Error('undone'), { seen: { asTest, asReal: await tx.one(whatTimeItIs) } })
    })
    .catch((error: Error & { seen?: unknown }) => error.seen ?? error)
  assert.deepEqual(seen, { asTest: { isSet: true, isServers: false }, asReal: { isSet: false, isServers: true } })
})
