// The real program, as `script/start` runs it, over HTTP, while the machine fails under it: whatever was acknowledged is
// there, whatever was not is whole or absent, and somebody at a browser reads a clear sentence and loses no word.
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseHTML } from 'linkedom'
import sharp from 'sharp'
import { sessionCookie } from '../../src/core/house/server.ts'
import { newToken, tokenHash } from '../../src/platform/crypto/tokens.ts'
import { type OwnerDatabase, openAsOwner } from '../../src/platform/db/create.ts'
import type { Tx } from '../../src/platform/db/pool.ts'
import { openServer } from '../../src/platform/db/server.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { freePort, killGroup, openSmallDisk, processesIn, spawnGroup } from '../../src/platform/testing/faults.ts'

const house = fileURLToPath(new URL('../../', import.meta.url))
const mib = 1_048_576
// Where no disk can be mounted: no file may grow beyond 17 MiB, just above PostgreSQL's own log files.
const disk = openSmallDisk(500 * mib, 17 * mib)
const dataDir = join(disk.folder, 'data')
const clusterDir = join(dataDir, 'postgres')
const token = newToken()
let port: number
let program: ChildProcess
let said = ''
let owner: OwnerDatabase

before(async () => {
  port = await freePort()
  await startProgram()
  await owner.transaction(aSchoolAndADesk)
})
after(async () => {
  await owner?.close()
  if (program !== undefined && program.exitCode === null) {
    const ended = once(program, 'exit')
    program.kill('SIGTERM')
    await ended
  }
  disk.close()
})

async function startProgram(): Promise<void> {
  const [command, ...rest] = disk.limited([join(house, 'script/node'), 'src/main.ts', '--port', String(port), '--empty'])
  program = spawnGroup([command, ...rest], { cwd: house, env: { ...process.env, LAPWING_DATA: dataDir, DATABASE_URL: '' } })
  for (const stream of [program.stdout, program.stderr]) stream?.on('data', (piece) => (said += String(piece)))
  await untilHealthy()
  const postgresBin = process.env['LAPWING_POSTGRES_BIN']
  const server = await openServer({ databaseUrl: undefined, dataDir, postgresBin }, { log: () => undefined, whenRunning: 'share' })
  owner = openAsOwner(server, server.database)
}

async function untilHealthy(): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    assert.equal(program.exitCode, null, `the program ended. It said: ${said}`)
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  assert.fail(`the program does not answer. It said: ${said}`)
}

/** A safeguarding lead who is signed in, and somebody who receives what she sends. */
async function aSchoolAndADesk(tx: Tx): Promise<void> {
  await tx.run(sql`select set_config('lapwing.instant', '2026-11-23T09:00:00Z', true)`)
  const agency = await tx.one<{ id: string }>(
    sql`insert into agency (code, name, kind) values ('tested', 'A school', 'school') returning id`,
  )
  const team = await tx.one<{ id: string }>(
    sql`insert into team (agency_id, code, name, kind) values (${agency.id}, 'tested', 'The desk', 'triage') returning id`,
  )
  for (const [name, role, teamId] of [
    ['Tess Bell', 'triageWorker', team.id],
    ['Asha Lead', 'designatedSafeguardingLead', null],
  ] as const) {
    const user = await tx.one<{ id: string }>(
      sql`insert into user_account (full_name, email, state) values (${name}, ${`${role.toLowerCase()}@example.test`}, 'active') returning id`,
    )
    const post = await tx.one<{ id: string }>(sql`
      insert into post (user_id, agency_id, team_id, role_code, from_on)
      values (${user.id}, ${agency.id}, ${teamId}, ${role}, '2020-01-01') returning id`)
    if (role !== 'designatedSafeguardingLead') continue
    await tx.run(sql`
      insert into session (token_hash, user_id, post_id, kind, started_at, seen_at)
      values (${tokenHash(token)}, ${user.id}, ${post.id}, 'command', '2100-01-01', '2100-01-01')`)
  }
}

type Form = Readonly<Record<string, string>>

/** A request of hers; redirects are not followed. */
function send(path: string, form?: Form | FormData): Promise<Response> {
  const url = `http://127.0.0.1:${port}`
  const body = form === undefined || form instanceof FormData ? form : new URLSearchParams(form)
  return fetch(`${url}${path}`, {
    redirect: 'manual',
    headers: { cookie: `${sessionCookie}=${token}`, origin: url },
    ...(body === undefined ? {} : { method: 'POST', body }),
  })
}

/** What the page's form would send if she pressed its button. */
function formOn(html: string): { action: string; form: Form; heading: string } {
  const { document } = parseHTML(html)
  const form = document.querySelector('main form')
  assert(form !== null, `a page without a form: ${html.slice(0, 500)}`)
  const fields = [...form.querySelectorAll('input[name]')].map((input) => [input.getAttribute('name'), input.getAttribute('value') ?? ''])
  return {
    action: form.getAttribute('action') ?? '',
    form: Object.fromEntries(fields),
    heading: document.querySelector('h1')?.textContent ?? '',
  }
}

const aWorry = (what: string): Form => ({ who: 'Ty', what, reach: '01632 960 000', _once: randomUUID() })

/** How often a worry was kept: as a concern with its words, with somebody who owes a decision on it. */
async function kept(what: string): Promise<number> {
  const rows = await owner.transaction((tx) =>
    tx.many(sql`
      select 1 from concern_submission s join concern c on c.id = s.concern_id join task t on t.record_id = c.id
      where s.what_seen = ${what}`),
  )
  return rows.length
}

/** Starts a referral in the long form. @returns its address, without the page */
async function aDraft(): Promise<string> {
  const answer = await send('/concerns/new', {})
  assert.equal(answer.status, 303)
  return (answer.headers.get('location') ?? '').replace(/\/who$/, '')
}

const typedIn = (draft: string) =>
  owner.transaction(async (tx) => {
    const { typed } = await tx.one<{ typed: Readonly<Record<string, Form>> }>(
      sql`select typed from draft where id = ${draft.split('/').at(-1)}`,
    )
    return typed
  })
const filesIn = (draft: string) =>
  owner.transaction((tx) => tx.many<{ name: string }>(sql`select name from draft_file where draft_id = ${draft.split('/').at(-1)}`))

/** The pages up to the files, filled in. */
async function fill(draft: string): Promise<void> {
  const pages: readonly (readonly [string, Form])[] = [
    ['who', { kind: 'child_exploitation', name: 'Asha Lead', reach: '01632 960 000' }],
    ['about', { people: '1', 'p1-relation': 'at_risk', 'p1-name': 'Ty' }],
    ['seen', { whatSeen: 'He has two phones.', places: '1' }],
    ['danger', { danger: 'no' }],
    ['agreement', { agreement: 'agreed' }],
  ]
  for (const [page, form] of pages) {
    const answer = await send(`${draft}/${page}`, form)
    assert.equal(answer.status, 303)
    assert.doesNotMatch(answer.headers.get('location') ?? '', /mend/, page)
  }
}

function withFiles(...files: readonly (readonly [name: string, bytes: Uint8Array])[]): FormData {
  const form = new FormData()
  for (const [name, bytes] of files) form.append('files', new Blob([new Uint8Array(bytes)]), name)
  return form
}

test('a photo of 40 MB and a program called .pdf are refused by name, and nothing else of the form is lost', async () => {
  const draft = await aDraft()
  await fill(draft)
  const noise = { type: 'gaussian', mean: 128, sigma: 80 } as const
  const photo = await sharp({ create: { width: 5_000, height: 4_500, channels: 3, background: '#000', noise } })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer()
  assert.ok(photo.length > 40_000_000, `the photo has ${photo.length} bytes`)
  const invoice = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)])
  const answer = await send(
    `${draft}/files`,
    withFiles(['IMG_1.jpg', photo], ['invoice.pdf', invoice], ['note.txt', Buffer.from('her words')]),
  )
  assert.equal(answer.status, 303)
  assert.equal(answer.headers.get('location'), `${draft}/files?mend`)
  const page = await (await send(`${draft}/files?mend`)).text()
  assert.match(page, /“IMG_1.jpg” is larger than 20 MB and was not kept\. For a photo, send a smaller copy/)
  assert.match(page, /“invoice.pdf” is a program, whatever its name says, and was not kept/)
  assert.deepEqual(await filesIn(draft), [{ name: 'note.txt' }])
  assert.equal((await typedIn(draft))['seen']?.['whatSeen'], 'He has two phones.')
})

test('the database is killed in the middle of a save: a clear sentence with everything typed, and the next try works without a new start', async () => {
  const form = aWorry('He is driven away by men we do not know.')
  let answer: Response | undefined
  const held = owner.transaction(async (tx) => {
    await tx.run(sql`lock table concern_submission in access exclusive mode`)
    const sending = send('/concerns/minute', form)
    for (let waiting = 0; waiting === 0; await sleep(20)) {
      waiting = (await tx.one<{ n: number }>(sql`select count(*) as n from pg_locks where not granted`)).n
    }
    for (const pid of processesIn(clusterDir)) process.kill(pid, 'SIGKILL')
    answer = await sending
    await tx.run(sql`select 1`)
  })
  await assert.rejects(held)
  assert(answer !== undefined)
  assert.equal(answer.status, 503)
  const shown = formOn(await answer.text())
  assert.equal(shown.heading, 'The database is not answering just now')
  assert.deepEqual(shown.form, form, 'everything typed is on the page')
  await untilHealthy()
  assert.equal(await kept(form['what'] ?? ''), 0)
  assert.equal((await send(shown.action, shown.form)).status, 303)
  assert.equal(await kept(form['what'] ?? ''), 1)
})

test('kill -9 of the whole program while people save, twice: what was acknowledged is there, the rest whole or absent, and sent again it is there once', async () => {
  for (const alsoTheDatabase of [false, true]) {
    const acknowledged: Form[] = []
    const unanswered: Form[] = []
    const enough = Promise.withResolvers<void>()
    const people = Array.from({ length: 4 }, async (_, who) => {
      for (let n = 0; ; n++) {
        const form = aWorry(`Worry ${n} of ${who}, ${alsoTheDatabase ? 'with' : 'without'} the database`)
        const answer = await send('/concerns/minute', form).catch(() => undefined)
        if (answer?.status !== 303) return unanswered.push(form)
        acknowledged.push(form)
        if (acknowledged.length === 12) enough.resolve()
      }
    })
    await enough.promise
    await killEverything({ alsoTheDatabase })
    await Promise.all(people)
    await owner.close()
    await startProgram()
    for (const { what = '' } of acknowledged) assert.equal(await kept(what), 1, `acknowledged: ${what}`)
    const whole = await owner.transaction((tx) =>
      tx.one<{ concerns: number; words: number; owed: number; audited: number }>(sql`
        select (select count(*) from concern) as concerns, (select count(*) from concern_submission) as words,
          (select count(*) from task where record_kind = 'concern') as owed,
          (select count(*) from audit_entry where event = 'concern.sent' and outcome = 'done') as audited`),
    )
    const { concerns } = whole
    assert.deepEqual(whole, { concerns, words: concerns, owed: concerns, audited: concerns }, 'a concern is half there')
    for (const form of unanswered) {
      assert.ok((await kept(form['what'] ?? '')) <= 1)
      assert.equal((await send('/concerns/minute', form)).status, 303)
      assert.equal(await kept(form['what'] ?? ''), 1, `sent again: ${form['what']}`)
    }
  }
})

/** The program and what looks after its database at once, as when a machine runs out of memory; or all, as when it loses power. */
async function killEverything({ alsoTheDatabase }: Readonly<{ alsoTheDatabase: boolean }>): Promise<void> {
  const server = Number.parseInt(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8'), 10)
  const guard = Number(/\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${server}/status`, 'utf8'))?.[1])
  const watch = readFileSync(`/proc/${guard}/task/${guard}/children`, 'utf8').trim().split(' ').map(Number)
  const database = processesIn(clusterDir)
  for (const pid of [...watch.filter((one) => one !== server), guard]) process.kill(pid, 'SIGKILL')
  const killing = killGroup(program)
  if (alsoTheDatabase) for (const pid of database) process.kill(pid, 'SIGKILL')
  await killing
}

test('a full disk: an upload and a save are each refused with a sentence, nothing is half done, and with room again the same form is saved', async (t) => {
  const draft = await aDraft()
  await fill(draft)
  const filler = join(disk.folder, 'something-else')
  if (disk.way === 'tmpfs') {
    const { bavail, bsize } = statfsSync(disk.folder)
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 400_000))
  }
  // Text that cannot be made smaller: 18 MiB for the file, 900 kB for the words.
  const paper = Buffer.from(randomBytes(9 * mib).toString('hex'))
  assert.equal((await send(`${draft}/files`, withFiles(['note.txt', paper]))).headers.get('location'), `${draft}/files?mend`)
  assert.match(await (await send(`${draft}/files?mend`)).text(), /There is no room left to keep “note.txt”/)
  assert.deepEqual(await filesIn(draft), [])

  const before = await typedIn(draft)
  let lastKept = before['seen']?.['whatSeen']
  let refused: Response | undefined
  let words = ''
  for (let tries = 0; refused === undefined && tries < 40; tries++) {
    words = randomBytes(450_000).toString('hex')
    const answer = await send(`${draft}/seen`, { whatSeen: words, places: '1' })
    if (answer.status === 303) lastKept = words
    else refused = answer
  }
  assert.equal(refused?.status, 503, 'the disk never filled up')
  const shown = formOn((await refused?.text()) ?? '')
  assert.equal(shown.heading, 'There is no room left to save')
  assert.equal(shown.form['whatSeen'], words, 'everything typed is on the page')
  assert.equal((await typedIn(draft))['seen']?.['whatSeen'], lastKept)
  if (disk.way === 'file-size-limit') {
    t.skip('alternative: no disk can be mounted here; refused by a limit on the size of files, which cannot be lifted to try again')
    return
  }
  rmSync(filler)
  await untilHealthy()
  assert.equal((await send(shown.action, shown.form)).status, 303)
  assert.equal((await typedIn(draft))['seen']?.['whatSeen'], words)
})
