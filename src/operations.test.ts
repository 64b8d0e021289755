import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { auditState, recordEvent, sealAudit } from './core/audit/store.ts'
import { workingCalendar } from './core/clocks/index.ts'
import { type OpenHouse, openHouse } from './open.ts'
import { auditSealing, calendarEnds } from './operations.ts'
import { readConfig } from './platform/config/config.ts'
import { Database } from './platform/db/pool.ts'
import { sql } from './platform/db/sql.ts'

const lapwing = fileURLToPath(new URL('../script/lapwing', import.meta.url))
const cleanUp: (() => Promise<void> | void)[] = []
const dataDir = newPath()
let open: OpenHouse

/** One house for all, in the order of the tests: the last one spoils it. */
before(async () => {
  open = await emptyHouse(dataDir)
  cleanUp.push(() => open.close())
})
after(async () => {
  for (const undo of cleanUp.reverse()) await undo()
})

/** A path in the temp directory, short enough for a socket. As root the database's own user must be able to pass. */
function newPath(): string {
  const path = join(tmpdir(), `lapwing-test-${randomBytes(4).toString('hex')}`)
  cleanUp.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function settings(dataDir: string): Record<string, string> {
  const bin = process.env['LAPWING_POSTGRES_BIN']
  return { LAPWING_DATA: dataDir, ...(bin === undefined ? {} : { LAPWING_POSTGRES_BIN: bin }) }
}

async function emptyHouse(dataDir: string): Promise<OpenHouse> {
  return await openHouse({
    config: { ...readConfig(settings(dataDir)), empty: true },
    log: () => {},
    whenRunning: 'refuse',
    whenAbsent: 'make',
  })
}

async function command(dataDir: string, ...words: string[]): Promise<{ code: number | null; out: string; error: string }> {
  const child = spawn(lapwing, words, { env: { PATH: process.env['PATH'], ...settings(dataDir) }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let error = ''
  child.stdout.on('data', (piece) => (out += String(piece)))
  child.stderr.on('data', (piece) => (error += String(piece)))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, error }
}

async function auditSomething(open: OpenHouse): Promise<void> {
  await open.owner.transaction(async (tx) => void (await recordEvent(tx, { event: 'case.read', purpose: 'a restore drill' })))
  await open.jobs.transaction(sealAudit)
}

const doctorSays = z.object({
  standing: z.string(),
  checks: z.array(z.object({ name: z.string(), standing: z.string(), says: z.string() })),
})

test('a restore drill from the command line, beside a running Lapwing: backup, restore elsewhere, audit chain whole, all well', async () => {
  for (let n = 0; n < 3; n++) await auditSomething(open)
  const before = await open.owner.transaction(auditState)
  const into = newPath()
  const made = await command(dataDir, 'backup', into, '--json')
  assert.equal(made.code, 0, made.error)
  const { folder, fingerprint } = z.object({ folder: z.string(), fingerprint: z.string() }).parse(JSON.parse(made.out))

  const elsewhere = newPath()
  const restored = await command(elsewhere, 'restore', folder, '--fingerprint', fingerprint)
  assert.equal(restored.code, 0, restored.error)
  assert.match(restored.out, /The audit chain is whole/)
  const well = await command(elsewhere, 'doctor', '--json')
  const found = doctorSays.parse(JSON.parse(well.out))
  assert.notEqual(found.standing, 'fail', well.out)
  assert.match(found.checks.find(({ name }) => name === 'Audit chain')?.says ?? '', new RegExp(`^${before.sealed} entries, whole`))
  const again = await emptyHouse(elsewhere)
  cleanUp.push(() => again.close())
  assert.deepEqual(await again.owner.transaction(auditState), before)
  await auditSomething(again) // the chain goes on from where it was
  assert.equal((await again.owner.transaction(auditState)).sealed, before.sealed + 1)
})

test('entries that came unsealed from another server are sealed here', async () => {
  const hand = new Database(open.server.connection(open.database, open.server.superuser), { connections: 1 })
  cleanUp.push(() => hand.close())
  await hand.transaction((tx) =>
    tx.run(sql`
      insert into audit_entry overriding system value
      select (jsonb_populate_record(e, jsonb_build_object('leaf', audit_leaf(jsonb_populate_record(e, '{"id": 5000, "xid": "987654321"}')), 'id', 5000, 'xid', '987654321'))).*
      from audit_entry e limit 1`),
  )
  assert.equal(await open.jobs.transaction(sealAudit), 1)
  assert.equal((await open.owner.transaction(auditState)).unsealed, 0)
})

test('an audit entry that was altered by an all-powerful hand is named after a restore, and by the doctor', async () => {
  const hand = new Database(open.server.connection(open.database, open.server.superuser), { connections: 1 })
  await hand.transaction((tx) =>
    tx.script(`set local session_replication_role = replica; update audit_entry set purpose = 'nothing to see' where id = 2`),
  )
  await hand.close()
  const into = newPath()
  assert.equal((await command(dataDir, 'backup', into)).code, 0)
  const restored = await command(newPath(), 'restore', join(into, readdirSync(into)[0] ?? ''))
  assert.equal(restored.code, 1)
  assert.match(restored.out, /link 2 \(entry 2\) is altered/)
  const doctor = await command(dataDir, 'doctor')
  assert.equal(doctor.code, 1)
  assert.match(doctor.out, /FAIL {2}Audit chain: .*entry 2\) is altered/)
})

test('a mistyped data folder does not become a new installation', async () => {
  const nowhere = newPath()
  const { code, error } = await command(nowhere, 'backup', newPath())
  assert.equal(code, 1)
  assert.match(error, /^There is no Lapwing in .* yet\. Check LAPWING_DATA/)
  assert.equal(existsSync(nowhere), false)
})

test('the calendar is warned about half a year before it ends, and fails once it has ended', () => {
  const calendar = workingCalendar({
    source: 'test',
    version: 'test',
    effectiveFrom: '2026-01-01',
    basis: 'law',
    mark: 'V',
    verified: true,
    coversFrom: '2026-01-01',
    coversTo: '2026-12-31',
    holidays: [],
  })
  const on = (date: string) => calendarEnds(calendar, new Date(`${date}T12:00:00Z`)).standing
  assert.deepEqual([on('2026-06-30'), on('2026-07-02'), on('2026-12-31'), on('2027-01-01')], ['ok', 'warn', 'warn', 'fail'])
})

test('audit entries that nobody seals are noticed', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  const minutesAgo = (minutes: number) => ({ sealed: 10, unsealed: 2, oldestUnsealed: new Date(now.getTime() - minutes * 60_000) })
  assert.equal(auditSealing(minutesAgo(1), now).standing, 'ok')
  assert.equal(auditSealing(minutesAgo(6), now).standing, 'warn')
})
