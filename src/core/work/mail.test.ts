import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse, type Somebody } from '../../../tests/support/database.ts'
import { mailStanding } from '../../operations.ts'
import { sql } from '../../platform/db/sql.ts'
import { type Mailer, openMailer } from '../../platform/mail/mail.ts'
import { savePreferences } from './desk-store.ts'
import { notify } from './index.ts'
import { checkAccess, checkCalendar, ensureAuditMonths, mailNotices } from './jobs.ts'

type Taken = Readonly<{ to: string; text: string }>

/** A mail server of few words. `refuse`: answers every message with a refusal. */
async function mailServer(): Promise<{ url: string; taken: Taken[]; refuse: (is: boolean) => void; close: () => void }> {
  const taken: Taken[] = []
  let isRefusing = false
  const server: Server = createServer((socket) => {
    let to = ''
    let text: string | undefined
    let rest = ''
    socket.on('error', () => undefined)
    socket.write('220 here\r\n')
    socket.on('data', (data) => {
      rest += data.toString('utf8')
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (text !== undefined) {
          if (line !== '.') {
            text += `${line}\n`
            continue
          }
          if (!isRefusing) taken.push({ to, text })
          text = undefined
          socket.write(isRefusing ? '451 not now\r\n' : '250 taken\r\n')
        } else if (/^RCPT TO:/i.test(line)) {
          to = /<(.*)>/.exec(line)?.[1] ?? ''
          socket.write('250 ok\r\n')
        } else if (/^DATA/i.test(line)) {
          text = ''
          socket.write('354 go on\r\n')
        } else if (/^QUIT/i.test(line)) {
          socket.end('221 bye\r\n')
        } else socket.write('250 ok\r\n')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    refuse: (is) => {
      isRefusing = is
    },
    close: () => server.close(),
  }
}

const t = await openTestHouse()
const post = await mailServer()
const mail: Mailer = openMailer(post.url, 'lapwing@example.test')
after(async () => {
  mail.close()
  post.close()
  await t.close()
})
const team = await casework(t)
const run = () => team.asJobs((tx) => mailNotices(tx, { mail, baseUrl: 'https://lapwing.example.org' }))
const told = (who: Somebody, kind = 'visit.overdue', id?: string) =>
  t.as(team.manager, (tx) => notify(tx, who.postId, kind, id === undefined ? undefined : { kind: 'case', id }))

test('an e-mail goes out once for what is to be read, and says nothing more than that', async () => {
  const id = await team.aCase({ knownAs: 'Kestrel' })
  await told(team.worker, 'visit.overdue', id)
  await told(team.worker, 'circle.invited', id)
  await run()
  await run()
  assert.equal(post.taken.length, 1)
  const { to, text } = post.taken[0] ?? assert.fail()
  assert.equal(to, team.worker.email)
  const plain = text.replaceAll('=\n', '')
  assert.match(plain, /https:\/\/lapwing\.example\.org\/sign-in/)
  for (const word of ['Kestrel', id, 'visit', 'overdue', 'circle', 'seen', team.worker.fullName, 'Team', 'case']) {
    assert.doesNotMatch(plain, new RegExp(`\\b${word}\\b`, 'i'), word)
  }
  post.taken.length = 0
})

test('what was read already, or by somebody who wants no e-mail, is not written about', async () => {
  await told(team.otherWorker)
  await t.as(team.otherWorker, (tx) => tx.run(sql`update notification set read_at = ${t.clock.now()}`))
  await t.as(team.manager, (tx) => savePreferences(tx, { shortcuts: true, emailNotices: false }))
  await told(team.manager)
  await run()
  assert.deepEqual(post.taken, [])
})

test('a message that the mail server refuses is kept, told to the operator, and tried again later', async () => {
  post.refuse(true)
  await told(team.triage)
  await run()
  assert.equal((await t.owner.transaction((tx) => mailStanding(tx, true))).standing, 'warn')
  post.refuse(false)
  await run()
  assert.deepEqual(post.taken, [])
  t.clock.advance({ minutes: 2 })
  await run()
  assert.deepEqual(
    post.taken.map(({ to }) => to),
    [team.triage.email],
  )
  assert.equal((await t.owner.transaction((tx) => mailStanding(tx, true))).standing, 'ok')
  post.taken.length = 0
  t.clock.set('2026-11-23T09:00:00Z')
})

test('without a mail server nothing fails and nothing is lost', async () => {
  await told(team.school)
  await team.asJobs((tx) => mailNotices(tx, { mail: undefined, baseUrl: 'https://lapwing.example.org' }))
  await run()
  assert.equal(post.taken.length, 1)
})

const administrator = await t.somebody({ role: 'systemAdministrator' })
const toldTo = (who: Somebody) =>
  t.as(who, (tx) =>
    tx.many<{ kind: string; amount: number | null; record_id: string | null }>(
      sql`select kind, amount, record_id from notification order by at`,
    ),
  )

test('a grant that differs from its sources is put right by night, and administrators are told how many', async () => {
  const id = await team.aCase()
  await team.asJobs(checkAccess)
  assert.deepEqual(await toldTo(administrator), [])
  await t.owner.transaction((tx) => tx.run(sql`update case_access set reads = 0 where case_id = ${id}`))
  await team.asJobs(checkAccess)
  assert.deepEqual(await toldTo(administrator), [{ kind: 'access.drift', amount: 1, record_id: null }])
  const rows = await t.as(team.worker, (tx) => tx.many(sql`select 1 from case_file where id = ${id}`))
  assert.equal(rows.length, 1)
})

test('an invitation that is over goes from the grants, and rebuilding does not bring it back', async () => {
  const id = await team.aCase()
  await t.as(team.worker, (tx) =>
    tx.run(sql`select circle_invite('case', ${id}, ${team.school.postId}, 'invited', 'his school', ${new Date('2026-11-25T00:00:00Z')})`),
  )
  const left = () =>
    t.owner.transaction((tx) => tx.many(sql`select 1 from case_access where post_id = ${team.school.postId} and case_id = ${id}`))
  assert.equal((await left()).length, 1)
  t.clock.set('2026-11-26T02:41:00Z')
  const before = (await toldTo(administrator)).length
  await team.asJobs(checkAccess)
  assert.equal((await left()).length, 0)
  assert.equal((await toldTo(administrator)).length, before)
  t.clock.set('2026-11-23T09:00:00Z')
})

test('administrators are told while there is time to load the next list of holidays, and not each day', async () => {
  const told = async () => (await toldTo(administrator)).filter(({ kind }) => kind === 'calendar.ends').length
  await team.asJobs((tx) => checkCalendar(tx, t.house))
  const enough = await told()
  t.clock.set(`${t.house.reference.calendar.coversTo}T09:00:00Z`)
  await team.asJobs((tx) => checkCalendar(tx, t.house))
  await team.asJobs((tx) => checkCalendar(tx, t.house))
  assert.deepEqual([enough, await told()], [0, 1])
  t.clock.set('2026-11-23T09:00:00Z')
})

test('the audit has a table for each of the next twelve months', async () => {
  t.clock.set('2029-06-15T01:03:00Z')
  await team.asJobs((tx) => ensureAuditMonths(tx, t.house))
  await team.asJobs((tx) => ensureAuditMonths(tx, t.house))
  const { name } = await t.owner.transaction((tx) =>
    tx.one<{ name: string | null }>(sql`select to_regclass('audit_entry_203006')::text as name`),
  )
  assert.equal(name, 'audit_entry_203006')
  t.clock.set('2026-11-23T09:00:00Z')
})
