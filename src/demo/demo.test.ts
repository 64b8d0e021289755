import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestHouse, sealAll, type TestHouse } from '../../tests/support/database.ts'
import { asNobody, inSession } from '../core/access/index.ts'
import { firstAuditFault } from '../core/audit/index.ts'
import { loadReference } from '../core/reference/index.ts'
import { carriedBy, workersByPost } from '../core/team/index.ts'
import { wordMatcher } from '../core/words/index.ts'
import { newToken, tokenHash } from '../platform/crypto/tokens.ts'
import { databaseRoles } from '../platform/db/create.ts'
import { Database } from '../platform/db/pool.ts'
import { identifier, sql } from '../platform/db/sql.ts'
import { agencies, people, teams, wards } from './borough.ts'
import { planEveryday, sizes } from './everyday.ts'
import { fillDemo } from './index.ts'
import { stories } from './stories.ts'

/** A Tuesday afternoon some weeks after a bank holiday. */
const present = '2026-11-24T15:20:00Z'
const small = 0.01

type Told = Readonly<{ t: TestHouse & { close: () => Promise<void> }; jobs: Database }>
let t: Told['t']
let jobs: Told['jobs']

async function tellBorough(): Promise<Told> {
  const house = await openTestHouse()
  const runsByItself = new Database(house.server.connection(house.databaseName, databaseRoles.jobs), { connections: 2 })
  house.clock.set(present)
  const made = { house: house.house, server: house.server, database: house.databaseName, owner: house.owner, jobs: runsByItself }
  await fillDemo(made, { scale: small })
  return { t: house, jobs: runsByItself }
}

before(async () => {
  const told = await tellBorough()
  t = told.t
  jobs = told.jobs
})
after(async () => {
  await jobs.close()
  await t.close()
})

const count = (query: ReturnType<typeof sql>) => t.owner.transaction(async (tx) => (await tx.one<{ count: number }>(query)).count)

test('the borough is as large as a borough', () => {
  assert.equal(wards.length, 21)
  assert.equal(agencies.length, 12)
  assert.equal(people.length, 60)
  assert.ok(people.filter(({ posts }) => posts.length > 1).length >= 5, 'several people hold two posts')
  assert.ok(teams.some(({ kind }) => kind === 'triage') && teams.some(({ kind }) => kind === 'emergency'))
  const size = sizes(1)
  const cases = size.open + size.closed + stories.filter(({ found }) => found.in === 'case').length + 8
  assert.ok(cases >= 240 && cases <= 260, `about 250 cases, and not ${cases}`)
  const plans = planEveryday('quillmere', 1)
  const again = plans.filter(({ work }) => work !== null && work.again !== null).length
  const concerns = plans.length + size.merged + again + stories.length + 15
  assert.ok(concerns >= 850 && concerns <= 960, `about 900 concerns, and not ${concerns}`)
})

test('the same seed plans the same eighteen months, another seed others', () => {
  assert.deepEqual(planEveryday('a', 0.2), planEveryday('a', 0.2))
  assert.notDeepEqual(planEveryday('a', 0.2), planEveryday('b', 0.2))
})

test('somebody works in every role', async () => {
  const without = await t.owner.transaction((tx) =>
    tx.many<{ code: string }>(sql`select code from role r where not exists (select from post p where p.role_code = r.code) order by code`),
  )
  assert.deepEqual(without, [])
})

test('every story can be found by its person', async () => {
  for (const { name, found } of stories) {
    const query =
      found.in === 'case'
        ? sql`select count(*) from case_file where known_as = ${found.name}`
        : sql`select count(*) from concern_subject where full_name = ${found.name}`
    assert.ok((await count(query)) >= 1, `the story "${name}" was not told`)
  }
})

test('what the stories show is there to be seen at present', async () => {
  const there = async (what: string, query: ReturnType<typeof sql>) => assert.ok((await count(query)) > 0, `nothing shows ${what}`)
  await there('a level that waits for a countersign', sql`select count(*) from risk_assessment where state = 'waiting_for_countersign'`)
  await there(
    'a boy who was not seen, and three people told',
    sql`select count(*) from case_file f where f.known_as = 'Kadeem' and (select count(distinct w.step) from visit_told w where w.case_id = f.id) >= 3`,
  )
  await there(
    'a case that waits for a worker',
    sql`select count(*) from case_file where waiting_since < ${present}::timestamptz - interval '2 days' and state = 'open'`,
  )
  await there('something passed on and not yet accepted', sql`select count(*) from triage_transfer where state = 'sent'`)
  await there('a report that follows another', sql`select count(*) from triage_merge where ended_at is null`)
  await there('an emergency that was looked at', sql`select count(*) from break_glass_use where reviewed_at is not null`)
  await there('an emergency that waits for its review', sql`select count(*) from break_glass_use where reviewed_at is null`)
  await there('a colleague kept out', sql`select count(*) from exclusion where kind = 'excluded'`)
  await there('a partner who has not answered', sql`select count(*) from partner_ask where answered_at is null`)
  await there('a partner who has not checked yet', sql`select count(*) from partner_ask where checked_by_on is not null`)
  await there('a declared conflict', sql`select count(*) from exclusion where kind = 'declared_conflict'`)
  await there('a protected address', sql`select count(*) from person_address where protected`)
  await there('a name in another script', sql`select count(*) from person_name where script <> 'latin'`)
  await there('somebody who is missing now', sql`select count(*) from missing_episode where returned_at is null`)
  await there('a closing that waits', sql`select count(*) from case_closing where outcome is null`)
  await there('more wanted from a referrer', sql`select count(*) from concern where state = 'more_wanted'`)
  await there(
    'a concern about staff that nobody at the desk sees',
    sql`
    select count(*) from concern c where c.kind = 'staff' and not exists (select from record_team rt where rt.record_id = c.id)`,
  )
  await there(
    'a case that was opened again',
    sql`select count(*) from case_file f join case_closing c on c.case_id = f.id where f.state = 'open' and c.reopened_at is not null`,
  )
  await there('a service that is waited for', sql`select count(*) from support_service where first_met_on is null and ended_on is null`)
  await there('a file handed in with a worry', sql`select count(*) from concern_attachment`)
  await there(
    'a decision due before the end of today',
    sql`
    select count(*) from concern where state = 'received' and decision_due_at between ${present}::timestamptz and ${present}::timestamptz + interval '3 hours'`,
  )
})

/** Nothing of this is in the borough, and why. */
const emptyTables: Readonly<Record<string, string>> = {
  case_left: 'nobody has left the borough with anything that was not given on',
  case_note_redaction: 'taking words out of a note is for a mistake that must not be seen again: a story of it would show it',
  holiday_answer: 'is asked in the weeks before a school holiday, and the demo begins on any day',
}

test('every table with personal data has something to show', async () => {
  const tables = await t.owner.transaction((tx) =>
    tx.many<{ table: string }>(sql`select table_name as table from protected_table order by table_name`),
  )
  const empty: string[] = []
  for (const { table } of tables) if ((await count(sql`select count(*) from ${identifier(table)}`)) === 0) empty.push(table)
  assert.deepEqual(empty, Object.keys(emptyTables).sort())
})

test('one worker carries more than a week holds', async () => {
  const manager = await t.owner.transaction((tx) =>
    tx.one<{ userId: string; postId: string; workerPostId: string }>(sql`
      select m.user_id as "userId", m.id as "postId", w.id as "workerPostId" from post w join post m on m.id = w.reports_to
      join user_account u on u.id = w.user_id where u.full_name = ${people.find(({ key }) => key === 'south1')?.name ?? ''}`),
  )
  const token = newToken()
  await t.owner.transaction((tx) =>
    tx.run(sql`
      insert into session (token_hash, user_id, post_id, kind, started_at, seen_at)
      values (${tokenHash(token)}, ${manager.userId}, ${manager.postId}, 'command', ${present}, ${present})`),
  )
  const [carried] = await inSession(t.house.db, t.clock, tokenHash(token), async (tx) =>
    carriedBy({ tx, now: new Date(present), house: t.house }, await workersByPost(tx, [manager.workerPostId])),
  )
  assert.ok((carried?.load.percent ?? 0) > 100, `carries ${carried?.load.percent}%`)
  await t.owner.transaction((tx) => tx.run(sql`delete from session where token_hash = ${tokenHash(token)}`))
})

test('told again, the borough is the same: who is in it, what was decided, and how much of everything', async () => {
  const again = await tellBorough()
  try {
    assert.deepEqual(await whatIsIn(again.t), await whatIsIn(t))
  } finally {
    await again.jobs.close()
    await again.t.close()
  }
})

function whatIsIn(of: TestHouse) {
  return of.owner.transaction(async (tx) => {
    const cases = await tx.many(sql`
      select f.known_as as name, f.state, h.level, f.opened_at as opened, (select count(*) from visit v where v.case_id = f.id) as visits,
        (select count(*) from missing_episode e where e.case_id = f.id) as missing, (select count(*) from task k where k.record_id = f.id) as tasks
      from case_file f left join case_headline h on h.case_id = f.id order by 1, 4`)
    const concerns = await tx.many(sql`
      select c.received_at as received, c.state, c.kind, (select string_agg(s.full_name, ', ' order by s.place) from concern_subject s where s.concern_id = c.id) as about,
        (select count(*) from concern_candidate x where x.concern_id = c.id) as candidates from concern c order by 1, 4`)
    const counts: Record<string, number> = {}
    for (const { table } of await tx.many<{ table: string }>(sql`select table_name as table from protected_table`))
      counts[table] = (await tx.one<{ count: number }>(sql`select count(*) from ${identifier(table)}`)).count
    return { cases, concerns, counts, audited: (await tx.one<{ count: number }>(sql`select count(*) from audit_entry`)).count }
  })
}

test('nothing is written that lies ahead, and nobody is left signed in', async () => {
  assert.equal(await count(sql`select count(*) from audit_entry where at > ${present}`), 0)
  assert.equal(await count(sql`select count(*) from session where ended_at is null`), 0)
})

test('no word in the borough blames a child', async () => {
  const find = wordMatcher(loadReference().words)
  const columns = await t.owner.transaction((tx) =>
    tx.many<{ table: string; column: string }>(sql`
      select p.table_name as table, c.column_name as column from protected_table p join information_schema.columns c
        on c.table_schema = 'public' and c.table_name = p.table_name and c.data_type = 'text'`),
  )
  for (const { table, column } of columns) {
    const texts = await t.owner.transaction((tx) =>
      tx.many<{ text: string }>(
        sql`select distinct ${identifier(column)} as text from ${identifier(table)} where ${identifier(column)} <> ''`,
      ),
    )
    for (const { text } of texts) assert.deepEqual(find(text, { context: 'public' }).findings, [], `${table}.${column}: ${text}`)
  }
})

test('rebuilding who may see what finds nothing to put right', async () => {
  const drift = await asNobody(jobs, t.clock, (tx) => tx.one<{ drift: number }>(sql`select rebuild_all_access() as drift`))
  assert.equal(drift.drift, 0)
})

test('the audit of eighteen months is whole', async () => {
  await sealAll(t.owner)
  assert.equal(await asNobody(jobs, t.clock, (tx) => firstAuditFault(tx)), undefined)
  assert.equal(await count(sql`select count(*) from audit_entry e where not exists (select from audit_chain c where c.entry_id = e.id)`), 0)
})
