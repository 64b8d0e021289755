import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Database, isConnectionError, isDiskFull } from './pool.ts'
import { sql } from './sql.ts'
import { type RunningPostgres, startPostgres } from './supervisor.ts'

/*
 * The machine fails while somebody is saving. What was answered "saved" is there afterwards, what was not is not there at
 * all, and saving again works.
 */

const binDir = process.env['LAPWING_POSTGRES_BIN']
const root = process.getuid?.() === 0
const cleanUp: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

function newFolder(): string {
  const folder = join(tmpdir(), `lapwing-test-${randomBytes(4).toString('hex')}`)
  mkdirSync(folder)
  chmodSync(folder, 0o711)
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(dataDir: string, whenRunning: 'refuse' | 'share' = 'refuse'): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, binDir, log: () => {}, whenRunning })
  cleanUp.push(() => server.stop())
  return server
}

function open(server: RunningPostgres): Database {
  const db = new Database(server.connection('postgres', server.superuser))
  cleanUp.push(() => db.close().catch(() => {})) // closed by the test already
  return db
}

async function kept(db: Database): Promise<{ rows: number; highest: number }> {
  return await db.transaction((tx) => tx.one(sql`select count(*) as rows, coalesce(max(n), 0) as highest from visit`))
}

/** Saves one visit with its note, as a page would: both or neither. */
async function save(db: Database, n: number, words = 'seen'): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.run(sql`insert into visit (n) values (${n})`)
    await tx.run(sql`insert into note (visit, words) values (${n}, ${words})`)
  })
}

const tables = 'create table visit (n int primary key); create table note (visit int not null references visit, words text not null)'

const modules = {
  supervisor: new URL('./supervisor.ts', import.meta.url).href,
  pool: new URL('./pool.ts', import.meta.url).href,
  sql: new URL('./sql.ts', import.meta.url).href,
}

/** A Lapwing that saves as fast as it can and says each number once it is saved. `first` is the number to begin with. */
function savingProcess(dataDir: string, first: number): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(modules.supervisor)})
    const { Database } = await import(${JSON.stringify(modules.pool)})
    const { sql } = await import(${JSON.stringify(modules.sql)})
    const { writeSync } = await import('node:fs')
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, binDir: ${JSON.stringify(binDir)}, log: () => {} })
    const db = new Database(server.connection('postgres', server.superuser))
    for (let n = ${first}; ; n++) {
      await db.transaction(async (tx) => {
        await tx.run(sql\`insert into visit (n) values (\${n})\`)
        await tx.run(sql\`insert into note (visit, words) values (\${n}, 'seen')\`)
      })
      writeSync(1, n + '\\n')
    }`
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanUp.push(() => void child.kill('SIGKILL'))
  return child
}

test('kill -9 of Lapwing in the middle of saving, five times: every acknowledged visit is there, and none is half there', async () => {
  const folder = newFolder()
  const made = await start(folder)
  const first = open(made)
  await first.transaction((tx) => tx.script(tables))
  await first.close()
  await made.stop()
  let acknowledged = 0
  for (let round = 1; round <= 5; round++) {
    const before = acknowledged
    const child = savingProcess(folder, acknowledged + 1)
    const ended = new Promise((resolve) => child.once('close', resolve))
    createInterface({ input: child.stdout }).on('line', (n) => {
      acknowledged = Number(n)
      if (acknowledged === before + 20) child.kill('SIGKILL')
    })
    await ended
    assert.ok(acknowledged >= before + 20, 'the process ended before it was killed')
    const server = await start(folder)
    const db = open(server)
    const { rows, highest } = await kept(db)
    // One more may be there: committed, and killed before it could say so.
    assert.ok(rows >= acknowledged && rows <= acknowledged + 1, `round ${round}: ${acknowledged} acknowledged, ${rows} there`)
    assert.equal(highest, rows)
    assert.deepEqual(await db.transaction((tx) => tx.one(sql`select count(*) as notes from note`)), { notes: rows })
    acknowledged = rows
    await db.close()
    await server.stop()
  }
})

test('the database restarted in the middle of a save: nothing half done, a clear kind of error, and saving again works', async () => {
  const folder = newFolder()
  const server = await start(folder)
  const db = open(server)
  await db.transaction((tx) => tx.script(tables))
  const interrupted = db.transaction(async (tx) => {
    await tx.run(sql`insert into visit (n) values (1)`)
    await server.stop()
    await tx.run(sql`insert into note (visit, words) values (1, 'seen')`)
  })
  await assert.rejects(interrupted, (error) => isConnectionError(error))
  const again = await start(folder)
  const after = open(again)
  assert.deepEqual(await kept(after), { rows: 0, highest: 0 })
  await save(after, 1)
  assert.deepEqual(await kept(after), { rows: 1, highest: 1 })
})

test('a disk that fills up while people save: what was acknowledged is kept, the rest is refused whole, and it goes on once there is room', async (t) => {
  const folder = newFolder()
  const disk = root ? mountSmallDisk(folder) : undefined
  t.diagnostic(
    disk === undefined ? 'no disk can be mounted here: with a limit on the size of files instead' : 'on a real full disk (tmpfs of 160 MB)',
  )
  const dataDir = join(folder, 'data')
  const server = disk === undefined ? await limited(dataDir) : await start(dataDir)
  const db = open(server)
  await db.transaction((tx) => tx.script(tables))
  const paper = randomBytes(300_000).toString('hex') // cannot be compressed away
  let acknowledged = 0
  let refusal: unknown
  for (let n = 1; refusal === undefined && n < 1_000; n++) {
    try {
      await save(db, n, paper)
      acknowledged = n
    } catch (error) {
      refusal = error
    }
  }
  assert.notEqual(refusal, undefined, 'the disk never filled up')
  if (disk) assert.ok(isDiskFull(refusal) || isConnectionError(refusal), `refused with: ${refusal}`)
  disk?.makeRoom()
  await untilReachable(db)
  const { rows, highest } = await kept(db)
  assert.ok(rows >= acknowledged && rows <= acknowledged + 1, `${acknowledged} acknowledged, ${rows} there`)
  assert.equal(highest, rows)
  assert.deepEqual(await db.transaction((tx) => tx.one(sql`select count(*) as notes from note`)), { notes: rows })
  if (disk) {
    await save(db, rows + 1)
    assert.equal((await kept(db)).rows, rows + 1)
  }
})

/** A disk of 160 MB with 60 MB of something else on it, which can be removed to make room. */
function mountSmallDisk(folder: string): { makeRoom: () => void } | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=711', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  cleanUp.push(() => void execFileSync('umount', ['-l', folder]))
  const other = join(folder, 'something-else')
  writeFileSync(other, Buffer.alloc(60_000_000))
  return { makeRoom: () => rmSync(other) }
}

/** A server none of whose files may grow beyond 24 MB, in a process of its own because a limit cannot be taken back. */
async function limited(dataDir: string): Promise<RunningPostgres> {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(modules.supervisor)})
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, binDir: ${JSON.stringify(binDir)}, log: () => {} })
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))
    console.log('ready')
    setInterval(() => {}, 1000)`
  const limit = ['-c', 'ulimit -f 49152; exec "$@"', 'limited'] // blocks of 512 bytes
  const child = spawn(
    '/bin/sh',
    [...limit, process.execPath, '--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  cleanUp.push(async () => {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
  })
  await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  return await start(dataDir, 'share')
}

async function untilReachable(db: Database): Promise<void> {
  for (let tries = 0; !(await db.isReachable()); tries++) {
    assert.ok(tries < 300, 'the database did not come back')
    await sleep(100)
  }
}
