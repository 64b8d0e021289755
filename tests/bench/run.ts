// script/bench: how quick the main pages are, on the demo borough, as a person meets them: over HTTP, with session, rules,
// audit and everything on. Machines differ and are busy, so what counts are ratios taken in one run:
//   page ÷ query    the page over HTTP, against its main query alone through the same driver, without rules and audit
//   rules on ÷ off  the same query, as the application's role and as one that row security does not bind
// The server is a process of its own, started as script/start does, on a data folder that goes away afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { asksOfUs, findAskOfUs } from '../../src/arrangements/asks/index.ts'
import { agendaOf } from '../../src/arrangements/panel/index.ts'
import { inSession } from '../../src/core/access/index.ts'
import { findCase, listCases } from '../../src/core/cases/index.ts'
import { londonDateOf } from '../../src/core/clocks/index.ts'
import { sessionCookie } from '../../src/core/house/index.ts'
import { candidatesFor, loadPerson, nameVariants } from '../../src/core/people/index.ts'
import { answersOf, beginAssessment } from '../../src/core/risk/index.ts'
import { findWords, readSearch } from '../../src/core/search/index.ts'
import { carriedBy } from '../../src/core/team/index.ts'
import { workersOf } from '../../src/core/team/store.ts'
import { findTriage, inboxOf, inboxQuery } from '../../src/core/triage/index.ts'
import { tasksOwedBy } from '../../src/core/work/index.ts'
import { type OpenHouse, openHouse } from '../../src/open.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { newToken, tokenHash } from '../../src/platform/crypto/tokens.ts'
import { Database, type Tx } from '../../src/platform/db/pool.ts'
import { sql } from '../../src/platform/db/sql.ts'
import { freePort } from '../../src/platform/testing/faults.ts'
import { type Figures, figuresOf, markdownOf, ratio, textOf } from './figures.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    users: { type: 'string', default: '16' },
    data: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const seconds = Number(options.seconds)
const users = Number(options.users)

/** Somebody of the demo, signed in for the run. */
type Signed = Readonly<{ token: string; postId: string; teamId: string | null }>

type Page = Readonly<{
  name: string
  /** Nobody: the page is met before signing in. */
  who: Signed | undefined
  /** One meeting with the page. @throws when the answer is not what a person hopes for */
  meet: () => Promise<void>
  /** The page's main query, for the ratios. */
  query?: (tx: Tx) => Promise<unknown>
}>

type Measured = Readonly<{ name: string; page: Figures; pageToQuery: number | undefined; rulesOnToOff: number | undefined }>

/** Runs `once` again and again by so many at a time, for the given seconds. @returns each run's milliseconds */
async function repeat(atATime: number, forSeconds: number, run: (again: (once: () => Promise<unknown>) => Promise<void>) => Promise<void>) {
  const times: number[] = []
  let first = Number.POSITIVE_INFINITY
  await Promise.all(
    Array.from({ length: atATime }, () =>
      run(async (once) => {
        // plans and caches are those of somebody who has worked for a while: PostgreSQL plans a statement anew five times
        for (let round = 0; round < 7; round++) await once()
        const began = performance.now()
        first = Math.min(first, began)
        do {
          const start = performance.now()
          await once()
          times.push(performance.now() - start)
        } while (performance.now() < began + forSeconds * 1000)
      }),
    ),
  )
  return figuresOf(times, (performance.now() - first) / 1000)
}

async function untilServed(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 9000; tries++) {
    if (server.exitCode !== null) throw new Error('The server ended before it served. Start it by hand with script/start to see why.')
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((later) => setTimeout(later, 100))
  }
  throw new Error('The server did not serve within fifteen minutes.')
}

/** A session for somebody of that role: the one who has most records to see. */
async function signIn(open: OpenHouse, role: string): Promise<Signed> {
  const token = newToken()
  return open.owner.transaction(async (tx) => {
    const post = await tx.one<{ id: string; userId: string; teamId: string | null }>(sql`
      select p.id, p.user_id as "userId", p.team_id as "teamId" from post p join user_account u on u.id = p.user_id and u.state = 'active'
      where p.role_code = ${role} and p.ended_at is null
      order by (select count(distinct a.case_id) from case_access a where a.post_id = p.id)
        + (select count(distinct c.concern_id) from concern_access c where c.post_id = p.id)
        + 1000 * (select count(*) from case_file f where f.allocated_post_id = p.id and f.state <> 'closed') desc, p.id limit 1`)
    await tx.run(sql`
      insert into session (token_hash, user_id, post_id, kind, started_at, seen_at)
      values (${tokenHash(token)}, ${post.userId}, ${post.id}, 'web', current_instant(), current_instant())`)
    return { token, postId: post.id, teamId: post.teamId }
  })
}

async function pagesOf(open: OpenHouse, url: string): Promise<Page[]> {
  const worker = await signIn(open, 'exploitationWorker')
  const desk = await signIn(open, 'triageWorker')
  const manager = await signIn(open, 'exploitationManager')
  const school = await signIn(open, 'designatedSafeguardingLead')
  const police = await signIn(open, 'policeExploitation')
  const panelChair = await signIn(open, 'panelCoordinator')
  const as = <T>(who: Signed, work: (tx: Tx) => Promise<T>) => inSession(open.house.db, systemClock, tokenHash(who.token), (tx) => work(tx))

  const { agencyId: policeAgency } = await as(police, (tx) =>
    tx.one<{ agencyId: string }>(sql`select agency_id as "agencyId" from post where id = ${police.postId}`),
  )
  const [askToAnswer] = await as(police, (tx) => asksOfUs(tx, policeAgency, police.postId, 'open'))
  const askId = askToAnswer?.id ?? ''
  const caseId = await as(worker, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      select f.id from case_file f where f.allocated_post_id = ${worker.postId} and f.state = 'open'
      order by (select count(*) from visit v where v.case_id = f.id) desc, f.id limit 1`)
    return id
  })
  const { personId } = await as(worker, (tx) =>
    tx.one<{ personId: string }>(sql`
      select person_id as "personId" from record_person where record_kind = 'case' and record_id = ${caseId} and relation = 'subject'
      order by person_id limit 1`),
  )
  const { concernId } = await as(desk, (tx) =>
    tx.one<{ concernId: string }>(sql`
      select c.id as "concernId" from concern c join concern_access a on a.concern_id = c.id
      where c.state = 'received' order by c.received_at, c.id limit 1`),
  )
  const assessmentId = await as(worker, async (tx) => {
    const { version: policyVersion } = open.house.reference.risk
    const begun = await beginAssessment(tx, { caseId, policyVersion, level: 'significant', because: 'Measured by script/bench' })
    // a run before this one on the same folder left its own
    if (begun.kind !== 'done' && begun.because === 'somebody_began') {
      const { id } = await tx.one<{ id: string }>(sql`
        select id from risk_assessment where case_id = ${caseId} and state in ('draft', 'waiting_for_countersign')`)
      return id
    }
    if (begun.kind !== 'done') throw new Error(`No assessment could be begun: ${begun.because}`)
    await tx.run(sql`select audit_append('bench', 'done', 'case', ${caseId}, ${caseId}, 0, null, '{}', '{}', null)`)
    return begun.value
  })

  // the demo has one panel whose papers are out
  const { panelId, itemId } = await open.owner.transaction((tx) =>
    tx.one<{ panelId: string; itemId: string }>(sql`
      select m.id as "panelId", i.id as "itemId" from panel_meeting m join panel_item i on i.meeting_id = m.id and i.state = 'on'
      where m.state = 'published' order by m.meets_on desc, i.id limit 1`),
  )

  const answer = async (who: Signed | undefined, path: string, body?: Readonly<Record<string, string>>) => {
    const response = await fetch(`${url}${path}`, {
      headers: { ...(who === undefined ? {} : { cookie: `${sessionCookie}=${who.token}` }), origin: url },
      redirect: 'manual',
      ...(body === undefined ? {} : { method: 'POST', body: new URLSearchParams({ ...body, _once: randomUUID() }) }),
    })
    const text = await response.text()
    if (response.status === (body === undefined ? 200 : 303)) return
    throw new Error(`${path} answered ${response.status}: ${text.replaceAll(/<[^>]*>|\s+/g, ' ').slice(0, 600)}`)
  }
  const see = (name: string, who: Signed | undefined, path: string, query?: Page['query']): Page => ({
    name,
    who,
    meet: () => answer(who, path),
    ...(query === undefined ? {} : { query }),
  })
  const send = (name: string, who: Signed, path: string, body: Readonly<Record<string, string>>): Page => ({
    name,
    who,
    meet: () => answer(who, path, body),
  })
  const overseer = await signIn(open, 'serviceManager')
  const searchOf = async (who: Signed, typed: string) => {
    const response = await fetch(`${url}/search`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `${sessionCookie}=${who.token}`, origin: url },
      body: new URLSearchParams({ q: typed }),
    })
    return response.headers.get('location') ?? ''
  }
  // a name that is there: of somebody whom the worker, and one whom the overseer sees
  const nameSeenBy = async (who: Signed) =>
    (
      await as(who, (tx) =>
        tx.one<{ name: string }>(
          sql`select shown_name as name from person_headline where shown_name ~ '^[[:alpha:]]{4,} [[:alpha:]]{4,}$' order by person_id limit 1`,
        ),
      )
    ).name
  const slip = (name: string) => name.replace(/(\w)(\w)(\w*)$/, '$2$1$3')
  const workersName = await nameSeenBy(worker)
  const overseersName = await nameSeenBy(overseer)
  const searching = async (name: string, who: Signed, typed: string) =>
    see(name, who, await searchOf(who, typed), (tx) => findWords(tx, readSearch(typed, nameVariants)))
  const incoming = await as(desk, (tx) =>
    tx.one<{ sourceRecordId: string }>(sql`
      select source_record_id as "sourceRecordId" from record_source where record_kind = 'concern' and record_id = ${concernId} order by 1 limit 1`),
  )
  const [year = '', month = '', day = ''] = londonDateOf(systemClock.now()).split('-')
  const all = inboxQuery.parse({})
  return [
    see('Sign-in', undefined, '/sign-in'),
    see('My work', worker, '/', (tx) => tasksOwedBy(tx, worker.postId)),
    see('Triage inbox', desk, '/triage', (tx) => inboxOf(tx, all)),
    see('Concern at the desk', desk, `/triage/${concernId}`, (tx) => findTriage(tx, concernId)),
    see('Case list', worker, '/cases', (tx) => listCases(tx, { whose: 'mine', state: 'open' })),
    see('Case', worker, `/cases/${caseId}`, (tx) => findCase(tx, caseId)),
    see('Chronology', worker, `/cases/${caseId}/chronology`, (tx) => findCase(tx, caseId)),
    see('Person', worker, `/people/${personId}`, (tx) => loadPerson(tx, personId)),
    see('Risk form', worker, `/cases/${caseId}/risk/${assessmentId}/questions`, (tx) => answersOf(tx, assessmentId)),
    see('Team', manager, '/team', async (tx) =>
      carriedBy({ tx, now: systemClock.now(), house: open.house }, await workersOf(tx, manager.teamId ?? '')),
    ),
    see('Copies, not yet entered', worker, '/copies'),
    see('Copies of a case', worker, `/cases/${caseId}/copies`, (tx) => findCase(tx, caseId)),
    see('Leave and cover', worker, '/leave'),
    see('Working alone', worker, '/alone'),
    see('Fair and seen', manager, '/fairness'),
    see('Asked of us', police, '/asked', (tx) => asksOfUs(tx, policeAgency, police.postId, 'open')),
    see('An ask to answer', police, `/asked/${askId}`, (tx) => findAskOfUs(tx, askId)),
    see('Panel agenda', panelChair, `/panel/${panelId}`, (tx) => agendaOf(tx, panelId)),
    see('Panel paper', panelChair, `/panel/${panelId}/items/${itemId}`, (tx) => agendaOf(tx, panelId)),
    await searching('Search: a name, by a worker', worker, workersName),
    await searching('Search: a slip, by a worker', worker, slip(workersName)),
    await searching('Search: a name, by who sees all', overseer, overseersName),
    await searching('Search: a slip, by who sees all', overseer, slip(overseersName)),
    await searching('Search: a phone, by who sees all', overseer, '07700 900123'),
    {
      name: 'Match one incoming person, in the database',
      who: undefined,
      meet: () => as(desk, async (tx) => void (await candidatesFor(tx, { concernId, sourceRecordId: incoming.sourceRecordId }))),
    },
    see('A rule of the handbook', worker, '/handbook/law-r20'),
    see('One-minute referral, empty', school, '/concerns/minute'),
    send('Send a referral', school, '/concerns/minute', {
      who: 'Measured Example',
      what: 'Written by script/bench to see how long sending takes.',
      reach: 'The school office, 07700 900000',
    }),
    send('Save a visit', worker, `/cases/${caseId}/visits/new`, {
      // hundreds of one day on one case: as if each form was opened after the others were saved, or all would be asked about each other
      opened: new Date(systemClock.now().getTime() + 3_600_000).toISOString(),
      outcome: 'seen',
      'on-day': day,
      'on-month': month,
      'on-year': year,
      place: 'home',
      visitor: worker.postId,
      ownWords: '"It is all right."',
      seen: 'Written by script/bench to see how long saving takes.',
    }),
  ]
}

async function measure(open: OpenHouse, unbound: Database, { name, who, meet, query }: Page): Promise<Measured> {
  const page = await repeat(users, seconds, (again) => again(meet))
  if (query === undefined || who === undefined) return { name, page, pageToQuery: undefined, rulesOnToOff: undefined }
  const alone = (db: Database) =>
    repeat(users, seconds / 2, (again) => inSession(db, systemClock, tokenHash(who.token), (tx) => again(() => query(tx))))
  const on = await alone(open.house.db)
  const off = await alone(unbound)
  return { name, page, pageToQuery: ratio(page, off), rulesOnToOff: ratio(on, off) }
}

async function run(): Promise<void> {
  const kept = options.data === undefined ? undefined : resolve(options.data)
  const dataDir = kept ?? join(await mkdtemp(join(tmpdir(), 'lapwing-bench-')), 'data')
  // the temporary folder is this user's alone: the database's own user must be able to enter it
  if (kept === undefined) await chmod(join(dataDir, '..'), 0o755)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...process.env, LAPWING_DATA: dataDir, DATABASE_URL: '' }
  const others = loadavg()[0] ?? 0
  const began = performance.now()
  const server = spawn(join(root, 'script/node'), ['src/main.ts', '--port', String(port)], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((done) => server.once('exit', done))
  try {
    await untilServed(url, server)
    const firstStart = kept === undefined ? (performance.now() - began) / 1000 : undefined
    const open = await openHouse({ config: readConfig(env), log: () => undefined, whenRunning: 'share', whenAbsent: 'refuse' })
    const unbound = new Database(open.server.connection(open.database, open.server.superuser), { connections: users })
    try {
      const size = await open.owner.transaction((tx) =>
        tx.one<{ people: number; concerns: number; cases: number; visits: number; audit: number }>(sql`
          select (select count(*) from person) as people, (select count(*) from concern) as concerns, (select count(*) from case_file) as cases,
            (select count(*) from visit) as visits, (select count(*) from audit_entry) as audit`),
      )
      const results: Measured[] = []
      for (const page of await pagesOf(open, url))
        if (options.only === undefined || new RegExp(options.only, 'i').test(page.name)) results.push(await measure(open, unbound, page))
      const memoryMb = await residentMb(server.pid)
      const taken = { machine: machine(), others, size, firstStart, memoryMb, users, seconds, results }
      const shown = options.json ? JSON.stringify(taken, null, 2) : lines(taken).join('\n')
      process.stdout.write(`${shown}\n`)
    } finally {
      await unbound.close()
      await open.close()
    }
  } finally {
    server.kill('SIGTERM')
    await ended
    if (kept === undefined) await rm(join(dataDir, '..'), { recursive: true, force: true })
  }
}

type Taken = Readonly<{
  machine: string
  /** Processes that others were running when it began. */
  others: number
  size: Readonly<Record<string, number>>
  firstStart: number | undefined
  memoryMb: number | undefined
  results: readonly Measured[]
}>

function lines({ machine: on, others, size, firstStart, memoryMb, results }: Taken): string[] {
  const header = ['page', 'p50 ms', 'p95 ms', 'p99 ms', 'requests/s', 'page ÷ query', 'rules on ÷ off']
  const rows = results.map(({ name, page, pageToQuery, rulesOnToOff }) => [
    name,
    page.p50.toFixed(1),
    page.p95.toFixed(1),
    page.p99.toFixed(1),
    page.perSecond.toFixed(0),
    pageToQuery?.toFixed(1) ?? '',
    rulesOnToOff?.toFixed(2) ?? '',
  ])
  const counted = Object.entries(size).map(([what, n]) => `${n} ${what}`)
  const start = firstStart === undefined ? '' : ` From an empty folder to serving the demo: ${firstStart.toFixed(1)} s.`
  return [
    `${on}; load of the machine before the run: ${others.toFixed(1)}. ${users} users at once, ${seconds} s a page.`,
    `${counted.join(', ')}.${start} Memory of the server: ${memoryMb?.toFixed(0) ?? '?'} MB.`,
    '',
    ...(options.markdown ? markdownOf(header, rows) : textOf(header, rows)),
  ]
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
  process.stdout.write(`script/bench [--seconds N] [--users N] [--data FOLDER] [--only TEXT] [--json | --markdown]
Measures the main pages on a demo borough of its own, which goes away afterwards: about four minutes.
--data FOLDER   measures a demo that is in that folder already. It writes there: visits, referrals, sessions.
--only TEXT     only the rows whose name has it (a regular expression)
--markdown      a table to paste into docs/performance.md
`)
} else {
  await run()
}
