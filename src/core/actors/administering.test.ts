import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { identifier, sql } from '../../platform/db/sql.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})

const admin = await t.somebody({ role: 'systemAdministrator', name: 'Ada Okafor' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation', name: 'Priya Shah' })

const get = async (who: Somebody, path: string) => {
  const answer = await server.fetchAs(who, path)
  return { status: answer.status, body: await answer.text() }
}
const post = async (who: Somebody, path: string, form: Record<string, string> = {}) => {
  const answer = await server.fetchAs(who, path, form)
  return { status: answer.status, location: answer.headers.get('location') ?? '', body: await answer.text() }
}

const blankPost = { team: '', reportsTo: '', hours: '100', firstYearUntil: '', untilOn: '' }

test('only an administrator meets administration; to others it is not there', async () => {
  for (const path of ['/admin', '/admin/users', '/admin/agencies', '/admin/teams', '/admin/roles', `/admin/users/${worker.userId}`]) {
    assert.equal((await get(admin, path)).status, 200, path)
    assert.equal((await get(worker, path)).status, 404, path)
  }
  assert.equal((await post(worker, `/admin/users/${admin.userId}/disable`)).status, 404)
})

test('a person is added, gets a post and an invitation link that opens; what is wrong is said beside the field', async () => {
  const wrong = await post(admin, '/admin/users/new', { fullName: 'Siân O’Neill', email: 'not an address' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.body, /Enter an e-mail address/)
  assert.match(wrong.body, /Siân O’Neill/, 'what was typed is still there')
  assert.match((await post(admin, '/admin/users/new', { fullName: 'X', email: worker.email })).body, /already/)
  const added = await post(admin, '/admin/users/new', { fullName: 'Siân O’Neill', email: 'Sian@Council.Example' })
  const at = added.location
  assert.match(at, /^\/admin\/users\//)
  assert.match((await get(admin, at)).body, /cannot work here yet/)

  const form = { ...blankPost, role: 'triageWorker', agency: worker.agencyId }
  assert.match((await post(admin, `${at}/posts/new`, { ...form, untilOn: '2026-02-31' })).body, /Enter the last day/)
  assert.match((await post(admin, `${at}/posts/new`, { ...form, role: 'queen' })).body, /Choose the role/)
  assert.equal((await post(admin, `${at}/posts/new`, form)).location, at)
  assert.match((await get(admin, at)).body, /Triage worker/)
  const made = await post(admin, `${at}/invite`)
  const link = /\/invitation\/[\w-]+/.exec(made.body)?.[0] ?? ''
  assert.equal((await fetch(`${server.baseUrl}${link}`)).status, 200)
  await post(admin, `${at}/invite`)
  assert.equal((await fetch(`${server.baseUrl}${link}`)).status, 404, 'a newer link takes the place of the older')
})

test('two people change an organisation at once: the second sees both versions and chooses', async () => {
  const form = { name: 'Harbour Police', kind: 'police', firstResponder: 'yes', phone: '0100' }
  assert.equal((await post(admin, '/admin/agencies/new', form)).location, '/admin/agencies')
  const at = /\/admin\/agencies\/[0-9a-f-]{36}(?=">Harbour Police)/.exec((await get(admin, '/admin/agencies')).body)?.[0] ?? ''
  assert.equal((await post(admin, at, { ...form, phone: '0200', version: '1' })).status, 303)
  const second = await post(admin, at, { ...form, phone: '0300', version: '1' })
  assert.equal(second.status, 409)
  assert.match(second.body, /Somebody else changed this/)
  for (const phone of ['0200', '0300']) assert.match(second.body, new RegExp(phone))
  const version = /name="version" value="(\d+)"/.exec(second.body)?.[1] ?? ''
  assert.equal((await post(admin, at, { ...form, phone: '0300', version })).status, 303, 'saving again means mine')
  assert.match((await get(admin, at)).body, /0300/)
})

test('a disabled account loses its sessions, posts and invitations at once', async () => {
  const leaver = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Lee Ver' })
  assert.equal((await get(leaver, '/account')).status, 200)
  assert.equal((await post(admin, `/admin/users/${leaver.userId}/disable`)).status, 303)
  assert.equal((await get(leaver, '/account')).status, 401)
  const { open } = await t.owner.transaction((tx) =>
    tx.one<{ open: number }>(sql`select count(*) as open from post where user_id = ${leaver.userId} and ended_at is null`),
  )
  assert.equal(open, 0)
  assert.equal((await post(admin, `/admin/users/${leaver.userId}/invite`)).status, 404)
})

test('an ended post ends the sessions in it and its place in every team', async () => {
  const one = await t.somebody({ role: 'exploitationManager', team: 'exploitation' })
  assert.equal((await post(admin, `/admin/users/${one.userId}/posts/${one.postId}/end`)).status, 303)
  assert.equal((await get(one, '/account')).status, 401)
})

test('team, manager and hours of a post change, with how it was before; its role and organisation never', async () => {
  const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation', name: 'Mara Adeyemi' })
  const one = await t.somebody({ role: 'exploitationWorker', name: 'Wim Castellan' })
  const at = `/admin/users/${one.userId}/posts/${one.postId}/edit`
  assert.match((await get(admin, `/admin/users/${one.userId}`)).body, new RegExp(at))
  const version = /name="version" value="(\d+)"/.exec((await get(admin, at)).body)?.[1] ?? ''
  const form = { ...blankPost, version, team: worker.teamId ?? '', reportsTo: manager.postId, hours: '60', firstYearUntil: '2027-08-31' }
  for (const [field, value, words] of [
    ['hours', '140', /whole number from 0 to 100/],
    ['hours', 'half', /whole number from 0 to 100/],
    ['reportsTo', randomUUID(), /Choose a manager from the list/],
    ['team', randomUUID(), /another organisation/],
    ['firstYearUntil', '2027-02-30', /Enter the day/],
    ['untilOn', '2020-01-01', /still to come/],
  ] as const) {
    const answer = await post(admin, at, { ...form, [field]: value })
    assert.equal(answer.status, 422, field)
    assert.match(answer.body, words)
  }
  assert.equal((await post(worker, at, form)).status, 404)
  assert.equal((await post(admin, at, form)).status, 303)
  const page = (await get(admin, at)).body
  assert.match(page, /How it was before/)
  assert.match(page, /Ada Okafor/)
  assert.match(page, /100%/)
  const second = await post(admin, at, { ...form, hours: '80' })
  assert.equal(second.status, 409, 'somebody else had saved')
  assert.match(second.body, /60/)
  const [row] = await t.owner.transaction((tx) =>
    tx.many<{ hours: number; team: string }>(sql`select fte_hundredths as hours, team_id as team from post where id = ${one.postId}`),
  )
  assert.deepEqual(row, { hours: 60, team: worker.teamId })
  assert.equal((await get(admin, `/admin/users/${admin.userId}/posts/${admin.postId}/edit`)).status, 404, 'not one’s own')
  for (const statement of [
    sql`update post set role_code = 'exploitationManager' where id = ${one.postId}`,
    sql`update post set agency_id = (select id from agency where id <> ${one.agencyId} limit 1) where id = ${one.postId}`,
  ]) {
    await assert.rejects(
      t.as(admin, (tx) => tx.run(statement)),
      (error) => isDatabaseError(error, '42501'),
    )
  }
  await post(admin, `/admin/users/${one.userId}/posts/${one.postId}/end`)
  await assert.rejects(
    t.as(admin, (tx) => tx.run(sql`update post set ended_at = null where id = ${one.postId}`)),
    (error) => isDatabaseError(error, '42501'),
    'an ended post stays ended',
  )
})

test('whose account it is hears of a new link, and of a changed address at the address they had', async () => {
  const one = await t.somebody({ role: 'exploitationWorker', name: 'Lotte Farrant' })
  const notices = () =>
    t.owner.transaction((tx) =>
      tx.many<{ kind: string; to: string | null }>(
        sql`select kind, mail_address as to from notification where post_id = ${one.postId} order by at, kind`,
      ),
    )
  await t.owner.transaction((tx) => tx.run(sql`insert into preference (user_id, email_notices) values (${one.userId}, false)`))
  await post(admin, `/admin/users/${one.userId}/invite`)
  assert.deepEqual(await notices(), [{ kind: 'account.link_made', to: null }])
  assert.match((await get(one, '/notifications')).body, /made a new sign-in link for your account/)
  const { version } = await t.owner.transaction((tx) =>
    tx.one<{ version: number }>(sql`select version from user_account where id = ${one.userId}`),
  )
  const form = { fullName: one.fullName, email: 'taken.over@example.test', phone: '', jobTitle: '', version: String(version) }
  assert.equal((await post(admin, `/admin/users/${one.userId}/edit`, form)).status, 303)
  await post(one, '/notifications/read')
  const due = await t.owner.transaction((tx) => tx.many<{ email: string }>(sql`select email from mail_due()`))
  assert.ok(
    due.some(({ email }) => email === one.email),
    'although e-mail is not wanted and the notification was read',
  )
})

test('somebody who was never here is told nothing that they could not read', async () => {
  const added = await post(admin, '/admin/users/new', { fullName: 'New Comer', email: 'new.comer@council.example' })
  await post(admin, `${added.location}/posts/new`, { ...blankPost, role: 'triageWorker', agency: worker.agencyId })
  await post(admin, `${added.location}/invite`)
  const { n } = await t.owner.transaction((tx) =>
    tx.one<{ n: number }>(
      sql`select count(*) as n from notification n join post p on p.id = n.post_id join user_account u on u.id = p.user_id where u.email = 'new.comer@council.example'`,
    ),
  )
  assert.equal(n, 0)
})

test('an administrator cannot disable themselves, nor give themselves a post, by page or by statement', async () => {
  assert.match((await post(admin, `/admin/users/${admin.userId}/disable`)).body, /cannot disable your own/)
  const form = { ...blankPost, role: 'exploitationManager', agency: admin.agencyId }
  assert.match((await post(admin, `/admin/users/${admin.userId}/posts/new`, form)).body, /cannot give a post to yourself/)
  for (const statement of [
    sql`insert into post (user_id, agency_id, role_code, from_on) values (${admin.userId}, ${admin.agencyId}, 'exploitationManager', '2026-01-01')`,
    sql`update post set role_code = 'exploitationManager' where id = ${admin.postId}`,
  ]) {
    await assert.rejects(
      t.as(admin, (tx) => tx.run(statement)),
      (error) => isDatabaseError(error, '42501'),
    )
  }
})

test('an administrator administers without reading: not even from inside a circle, in any class of record', async () => {
  const id = randomUUID()
  // one small table for each class, each with a row, so that there is something not to see
  const classes = await t.owner.transaction((tx) => tx.many<{ code: string }>(sql`select code from access_class order by code`))
  await t.owner.transaction(async (tx) => {
    for (const { code } of classes) {
      await tx.script(`create table seen_${code} (case_id uuid primary key); select protect_table('seen_${code}', 'case', '${code}')`)
      await tx.run(sql`insert into ${identifier(`seen_${code}`)} values (${id})`)
    }
    for (const capacity of ['allocated', 'invited', 'submitter', 'cover', 'triage', 'named_officer', 'break_glass', 'escalation']) {
      await tx.run(sql`select circle_add_as_system('case', ${id}, ${admin.postId}, ${capacity}, 'to see whether it opens')`)
    }
    await tx.run(sql`select circle_add_as_system('case', ${id}, ${worker.postId}, 'allocated', 'her worker')`)
    await tx.run(sql`update post set team_id = ${worker.teamId} where id = ${admin.postId}`)
    await tx.run(sql`insert into record_team values ('case', ${id}, ${worker.teamId})`)
  })
  const seenBy = async (who: Somebody) => {
    const tables = await t.owner.transaction((tx) => tx.many<{ name: string }>(sql`select table_name as name from protected_table`))
    const others = ['circle_member', 'record_team', 'record_person', 'exclusion', 'row_history', 'record_reference', 'task', 'audit_entry']
    const names = [...tables.map((table) => table.name), ...others]
    const seen = await t.as(who, async (tx) => {
      const found: string[] = []
      for (const name of names) if ((await tx.many(sql`select 1 from ${identifier(name)} limit 1`)).length > 0) found.push(name)
      return found
    })
    return seen
  }
  const workersView = await seenBy(worker)
  for (const table of ['seen_notes', 'seen_address', 'seen_risk', 'circle_member', 'row_history'])
    assert.ok(workersView.includes(table), table)
  assert.deepEqual(await seenBy(admin), [])
})

test('reading the list of accounts is audited with whom it showed', async () => {
  await get(admin, '/admin/users')
  const { shown } = await t.owner.transaction((tx) =>
    tx.one<{ shown: string[] }>(sql`select shown from audit_entry where event = 'users.read' order by id desc limit 1`),
  )
  assert.ok(shown.includes(worker.userId))
})

test('the roles say what each may see, with source, version and mark', async () => {
  const { body } = await get(admin, '/admin/roles')
  assert.match(body, /Exploitation worker/)
  assert.match(body, /docs\/handbook\/law\.md section 10/)
  assert.match(body, /not yet compared with its source/)
})
