// script/bench: how quick the main pages are, on the demo borough, as a person meets them: over HTTP, with session, rules,
// audit and everything on. Machines differ and are busy, so what counts are ratios taken in one run:
//   page ÷ query    the page over HTTP, against its main query alone through the same driver, without rules and audit
//   rules on ÷ off  the same query in the same kind of transaction, as the application's role and as one that rules do not bind
// The server is a process of its own, started as script/start does, on a data folder that goes away afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { inSession } from '../../src/core/access/index.ts'
import { findCase, listCases } from '../../src/core/cases/index.ts'
import { sessionCookie } from '../../src/core/house/index.ts'
import { loadPerson } from '../../src/core/people/index.ts'
import { tasksOwedBy } from '../../src/core/work/index.ts'
import { type OpenHouse, openHouse } from '../../src/open.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { newToken, tokenHash } from '../../src/platform/crypto/tokens.ts'
import { Database, type Tx } from '../../src/platform/db/pool.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { freePort } from '../../src/platform/testing/faults.ts'
import { type Figures, figuresOf, ratio, row } from './figures.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    users: { type: 'string', default: '16' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const seconds = Number(options.seconds)
const users = Number(options.users)

type Page = Readonly<{
  name: string
  role: string
  path: string
  /** The page's main query, for the ratios. */
  query?: (tx: Tx) => Promise<unknown>
}>

type Measured = Readonly<{ name: string; page: Figures; pageToQuery: number | undefined; rulesOnToOff: number | undefined }>

/** Runs `once` by so many at a time for the given seconds, after a short warm-up. @returns each run's milliseconds */
async function repeat(once: () => Promise<unknown>, atATime: number, forSeconds: number): Promise<Figures> {
  for (let i = 0; i < atATime; i++) await once()
  const times: number[] = []
  const began = performance.now()
  const end = began + forSeconds * 1000
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      while (performance.now() < end) {
        const start = performance.now()
        await once()
        times.push(performance.now() - start)
      }
    }),
  )
  return figuresOf(times, (performance.now() - began) / 1000)
}

async function untilServed(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (server.exitCode !== null) throw new Error('The server ended before it served. Start it by hand with script/start to see why.')
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((later) => setTimeout(later, 100))
  }
  throw new Error('The server did not serve within two minutes.')
}

/** A session for somebody of that role who has records to see. */
async function sessionOf(open: OpenHouse, role: string): Promise<string> {
  const token = newToken()
  await open.owner.transaction(async (tx) => {
    const post = await tx.one<{ id: string; user_id: string }>(sql`
      select p.id, p.user_id from post p
      left join case_access a on a.post_id = p.id left join concern_access c on c.post_id = p.id
      where p.role_code = ${role} and p.ended_at is null and exists (select from user_account u where u.id = p.user_id and u.state = 'active')
      group by p.id order by count(distinct a.case_id) + count(distinct c.concern_id) desc, p.id limit 1`)
    await tx.run(sql`
      insert into session (token_hash, user_id, post_id, kind, started_at, seen_at)
      values (${tokenHash(token)}, ${post.user_id}, ${post.id}, 'web', current_instant(), current_instant())`)
  })
  return token
}

async function pagesOf(open: OpenHouse, tokens: ReadonlyMap<string, string>): Promise<Page[]> {
  const as = <T>(role: string, work: (tx: Tx) => Promise<T>) =>
    inSession(open.house.db, systemClock, tokenHash(tokens.get(role) ?? ''), (tx) => work(tx))
  const { id: caseId } = await as('exploitationWorker', (tx) =>
    tx.one<{ id: string }>(sql`select id from case_file where state = 'open' order by opened_at limit 1`),
  )
  const { person_id: personId } = await as('exploitationWorker', (tx) =>
    tx.one<{ person_id: string }>(
      sql`select person_id from record_person where record_kind = 'case' and record_id = ${caseId} and relation = 'subject' limit 1`,
    ),
  )
  const { postId } = await inSession(
    open.house.db,
    systemClock,
    tokenHash(tokens.get('exploitationWorker') ?? ''),
    async (_tx, actor) => actor,
  )
  return [
    { name: 'My work', role: 'exploitationWorker', path: '/', query: (tx) => tasksOwedBy(tx, postId) },
    { name: 'Case list', role: 'exploitationWorker', path: '/cases', query: (tx) => listCases(tx, { whose: 'mine', state: 'open' }) },
    { name: 'Case', role: 'exploitationWorker', path: `/cases/${caseId}`, query: (tx) => findCase(tx, caseId) },
    { name: 'Chronology', role: 'exploitationWorker', path: `/cases/${caseId}/chronology` },
    { name: 'Person', role: 'exploitationWorker', path: `/people/${personId}`, query: (tx) => loadPerson(tx, personId) },
    { name: 'Triage inbox', role: 'triageWorker', path: '/triage' },
    { name: 'Team', role: 'exploitationManager', path: '/team' },
    { name: 'Start a referral', role: 'designatedSafeguardingLead', path: '/concerns/new' },
    { name: 'A rule of the handbook', role: 'exploitationWorker', path: '/handbook/law-r20' },
  ]
}

async function measure(open: OpenHouse, unbound: Database, url: string, page: Page, token: string): Promise<Measured> {
  const get = async () => {
    const answer = await fetch(`${url}${page.path}`, { headers: { cookie: `${sessionCookie}=${token}` }, redirect: 'manual' })
    const body = await answer.text()
    if (answer.status !== 200) throw new Error(`${page.path} answered ${answer.status}: ${body.slice(0, 200)}`)
  }
  const figures = await repeat(get, users, seconds)
  const query = page.query
  if (query === undefined) return { name: page.name, page: figures, pageToQuery: undefined, rulesOnToOff: undefined }
  const hash = tokenHash(token)
  const on = await repeat(() => inSession(open.house.db, systemClock, hash, (tx) => query(tx)), users, seconds / 2)
  const off = await repeat(() => inSession(unbound, systemClock, hash, (tx) => query(tx)), users, seconds / 2)
  const bare = await repeat(() => unbound.transaction((tx) => query(tx)), users, seconds / 2)
  return { name: page.name, page: figures, pageToQuery: ratio(figures, bare), rulesOnToOff: ratio(on, off) }
}

async function run(): Promise<void> {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'lapwing-bench-')), 'data')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  // the temporary folder is this user's alone: the database's own user must be able to enter it
  await chmod(join(dataDir, '..'), 0o755)
  const env = { ...process.env, LAPWING_DATA: dataDir, DATABASE_URL: '' }
  const began = performance.now()
  const server = spawn(join(root, 'script/node'), ['src/main.ts', '--port', String(port)], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    await untilServed(url, server)
    const firstStart = (performance.now() - began) / 1000
    const open = await openHouse({ config: readConfig(env), log: () => undefined, whenRunning: 'share', whenAbsent: 'refuse' })
    const unbound = new Database(open.server.connection(open.database, open.server.superuser), { connections: users })
    try {
      const roles = ['exploitationWorker', 'triageWorker', 'exploitationManager', 'designatedSafeguardingLead']
      const tokens = new Map<string, string>()
      for (const role of roles) tokens.set(role, await sessionOf(open, role))
      const size = await open.owner.transaction((tx) =>
        tx.one<{ people: number; concerns: number; cases: number; audit: number }>(sql`
          select (select count(*) from person) as people, (select count(*) from concern) as concerns, (select count(*) from case_file) as cases,
            (select count(*) from audit_entry) as audit`),
      )
      const results: Measured[] = []
      for (const page of await pagesOf(open, tokens)) results.push(await measure(open, unbound, url, page, tokens.get(page.role) ?? ''))
      const memoryMb = await residentMb(server.pid)
      if (options.json)
        process.stdout.write(`${JSON.stringify({ machine: machine(), size, firstStart, memoryMb, users, seconds, results }, null, 2)}\n`)
      else report({ size, firstStart, memoryMb, results })
    } finally {
      await unbound.close()
      await open.close()
    }
  } finally {
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGTERM')
    await ended
    await rm(join(dataDir, '..'), { recursive: true, force: true })
  }
}

type Report = Readonly<{
  size: Readonly<Record<string, number>>
  firstStart: number
  memoryMb: number | undefined
  results: readonly Measured[]
}>

function report({ size, firstStart, memoryMb, results }: Report): void {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  say(`${machine()}; ${users} users at once, ${seconds} s a page`)
  say(
    `Demo: ${Object.entries(size)
      .map(([what, n]) => `${n} ${what}`)
      .join(', ')}. First start with demo: ${firstStart.toFixed(1)} s. Memory of the server: ${memoryMb?.toFixed(0) ?? '?'} MB`,
  )
  say('')
  say(row(['page', 'p50 ms', 'p95 ms', 'p99 ms', 'req/s', 'page ÷ query', 'rules on ÷ off']))
  for (const { name, page, pageToQuery, rulesOnToOff } of results) {
    say(
      row([
        name,
        page.p50.toFixed(1),
        page.p95.toFixed(1),
        page.p99.toFixed(1),
        page.perSecond.toFixed(0),
        pageToQuery?.toFixed(2) ?? '',
        rulesOnToOff?.toFixed(2) ?? '',
      ]),
    )
  }
}

function machine(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model.trim() ?? 'processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`
}

async function residentMb(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kb = /^VmRSS:\s+(\d+)/m.exec(status)?.[1]
  return kb === undefined ? undefined : Number(kb) / 1024
}

if (options.help) {
  process.stdout.write(
    'script/bench [--seconds N] [--users N] [--json]\nMeasures the main pages on a demo borough of its own. Takes about three minutes.\n',
  )
} else {
  await run()
}
