import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openTestHouse, type Somebody, sealAll } from '../../../tests/support/database.ts'
import { type Group, group, runCli } from '../../platform/cli/index.ts'
import { tokenHash } from '../../platform/crypto/tokens.ts'
import { sql } from '../../platform/db/sql.ts'
import { accessCommands } from '../access/index.ts'
import { auditCommands } from '../audit/index.ts'
import { type AsUser, act } from '../house/index.ts'
import { userCommands } from './index.ts'

const t = await openTestHouse()
after(() => t.close())

const admin = await t.somebody({ role: 'systemAdministrator', agency: 'harbour' })
const worker = await t.somebody({ role: 'exploitationWorker', team: 'exploitation' })
const manager = await t.somebody({ role: 'exploitationManager', team: 'exploitation' })
const officer = await t.somebody({ role: 'dataProtectionOfficer' })
const people = [admin, worker, manager, officer]

/** As the command line does it, with the sessions that the test's people have. */
const asUser: AsUser = (email, work) => {
  const who = people.find((one) => one.email === email)
  assert.ok(who !== undefined, `nobody ${email}`)
  return work({ house: t.house, act: (event, inner) => act(t.house, tokenHash(who.token), event, inner) })
}
const root: Group = group('lapwing', 'tests', [
  userCommands(asUser),
  auditCommands((work) => work(t.house), asUser),
  accessCommands(asUser),
])

async function run(...typed: string[]): Promise<{ code: number; out: string; error: string }> {
  let out = ''
  let error = ''
  const code = await runCli(root, typed, {
    out: (part) => {
      out += part
    },
    error: (part) => {
      error += part
    },
    input: async () => '',
    readFile: async () => '',
    readParts: async function* () {},
    writeFile: async () => {},
  })
  return { code, out, error }
}

async function aCase(): Promise<{ id: string; reference: string }> {
  const id = randomUUID()
  const reference = `K${id.slice(0, 6).toUpperCase()}`
  await t.owner.transaction(async (tx) => {
    await tx.run(sql`insert into record_reference values (${reference}, 'case', ${id})`)
    await tx.run(sql`select circle_add_as_system('case', ${id}, ${worker.postId}, 'allocated', 'her worker')`)
    await tx.run(sql`insert into record_team values ('case', ${id}, ${manager.teamId})`)
  })
  return { id, reference }
}

test('a person is added with a post, listed and disabled; only an administrator can', async () => {
  const add = ['user', 'add', 'sian@council.example', '--name', 'Siân O’Neill', '--role', 'triageWorker', '--agency', 'agency harbour']
  const refused = await run(...add, '--as', worker.email)
  assert.deepEqual([refused.code, /may not administer/.test(refused.error)], [2, true])
  const made = await run(...add, '--as', admin.email)
  assert.equal(made.code, 0)
  assert.match(made.out, /\/invitation\/[\w-]{40,}/)
  assert.equal((await run(...add, '--as', admin.email)).code, 2, 'twice is refused')
  assert.match((await run('user', 'list', '--as', admin.email)).out, /sian@council\.example {2}Siân O’Neill {2}invited {2}Triage worker/)
  assert.equal((await run('user', 'disable', 'sian@council.example', '--as', admin.email)).code, 0)
  assert.match((await run('user', 'list', '--as', admin.email)).out, /sian@council\.example .* disabled {2}no post/)
  assert.match((await run('user', 'disable', admin.email, '--as', admin.email)).error, /cannot disable your own/)
})

test('access explain says each ground and class in words, and in data', async () => {
  const { reference } = await aCase()
  const said = await run('access', 'explain', worker.email, reference, '--as', manager.email)
  assert.equal(said.code, 0)
  assert.match(said.out, /Allocated worker as Exploitation worker, Agency council: open now/)
  assert.match(said.out, /because: her worker/)
  assert.match(said.out, /- notes: reads and writes/)
  const data: unknown = JSON.parse((await run('access', 'explain', worker.email, reference, '--as', worker.email, '--json')).out)
  assert.ok(JSON.stringify(data).includes('"because":"allocated","state":"open"'))
  assert.equal(
    (await run('access', 'explain', manager.email, reference, '--as', worker.email)).code,
    2,
    'a worker may not ask about others',
  )
})

test('access explain tells of an exclusion only to those who may keep out, and never to the one kept out', async () => {
  const { id, reference } = await aCase()
  await t.as(manager, (tx) => tx.run(sql`select exclude_user('case', ${id}, ${worker.userId}, 'her cousin')`))
  const explained = (who: Somebody, name: string) => run('access', 'explain', worker.email, name, '--as', who.email)
  assert.match((await explained(manager, reference)).out, /kept out/)
  assert.equal((await explained(worker, reference)).error, (await explained(worker, 'K-NOWHERE')).error.replace('K-NOWHERE', reference))
  assert.match((await explained(worker, `case:${id}`)).out, /sees nothing of this record/)
})

test('audit who is for those who read the audit or keep the record; audit verify names a changed entry', async () => {
  const { reference } = await aCase()
  await run('access', 'explain', worker.email, reference, '--as', manager.email)
  assert.match((await run('audit', 'who', reference, '--as', officer.email)).out, /access\.explained done/)
  assert.equal((await run('audit', 'who', reference, '--as', worker.email)).code, 2)
  await sealAll(t.owner)
  assert.equal((await run('audit', 'verify')).code, 0)
  await t.owner.transaction(async (tx) => {
    await tx.script('alter table audit_entry disable trigger append_only')
    await tx.run(sql`update audit_entry set purpose = 'something else' where id = (select entry_id from audit_chain where position = 2)`)
  })
  const broken = await run('audit', 'verify')
  assert.equal(broken.code, 1)
  assert.match(broken.out, /position 2 .* altered/)
})
