/**
 * The whole suite: checks first, because they are quick and a red one explains much; then tests from the smallest to
 * the slowest. Ends with the line `N passed, N failed`. Run it through `script/test`.
 */
import { execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { type RunningPostgres, startPostgres } from '../src/platform/db/supervisor.ts'
import { unpackedChromium } from '../src/platform/testing/browser.ts'
import { leftovers, runMark } from './runner/leftovers.ts'
import { type Failure, isGreen, joined, nothing, type Outcome } from './runner/outcome.ts'
import { type CommandPhase, findTests, isRequired, MisplacedTestError, phases, type TestFile, type TestPhase } from './runner/plan.ts'
import { runTestFiles } from './runner/run-tests.ts'

const house = fileURLToPath(new URL('../', import.meta.url))
const say = (line: string) => process.stdout.write(`${line}\n`)

const usage = `script/test [--quick] [--only TEXT] [--postgres MAJOR]
  --quick           without a browser
  --only TEXT       only test files whose path holds TEXT, and none of the checks
  --postgres MAJOR  with that PostgreSQL (15, 16 ...) as installed on this machine, instead of the one from npm;
                    LAPWING_POSTGRES_BIN names the folder of its programs when it is somewhere unusual`

type Options = Readonly<{ quick: boolean; only: string | undefined; postgres: string | undefined }>

class UsageError extends Error {}

function readOptions(): Options | 'help' {
  try {
    const { values } = parseArgs({
      options: { quick: { type: 'boolean' }, only: { type: 'string' }, postgres: { type: 'string' }, help: { type: 'boolean' } },
    })
    if (values.help === true) return 'help'
    return { quick: values.quick ?? false, only: values.only, postgres: values.postgres }
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

/** Folder of the programs of a PostgreSQL of that major version. */
async function findPostgresBin(major: string): Promise<string> {
  const named = process.env['LAPWING_POSTGRES_BIN']
  const places =
    named === undefined
      ? [`/usr/lib/postgresql/${major}/bin`, `/usr/pgsql-${major}/bin`, `/opt/homebrew/opt/postgresql@${major}/bin`]
      : [named]
  const found = places.find((folder) => existsSync(join(folder, 'postgres')))
  if (found === undefined) {
    throw new UsageError(
      `No PostgreSQL ${major} in ${places.join(', ')}. Install it (Debian: apt-get install postgresql-${major}) or set LAPWING_POSTGRES_BIN.`,
    )
  }
  const { stdout } = await promisify(execFile)(join(found, 'postgres'), ['--version'])
  if (!new RegExp(`\\b${major}\\.`).test(stdout)) throw new UsageError(`${found} holds ${stdout.trim()}, not version ${major}.`)
  return found
}

/** What one run holds and gives back: a temp folder, a PostgreSQL, and the mark by which its processes are known. */
class Run {
  readonly mark = `${process.pid}-${Date.now()}`
  readonly folder: string
  private readonly interrupted = new AbortController()
  private postgres: RunningPostgres | undefined

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'))
    chmodSync(this.folder, 0o711) // as root, PostgreSQL runs as another user and must reach its folder in here
    // Whoever read along is gone (a killed `| tee`): that must not keep us from cleaning up.
    process.stdout.on('error', () => this.interrupted.abort())
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.interrupt())
  }

  get signal(): AbortSignal {
    return this.interrupted.signal
  }

  private interrupt(): void {
    if (this.signal.aborted) process.exit(130) // asked twice: PostgreSQL's guard stops it without us
    say('\nStopping ...')
    this.interrupted.abort()
  }

  /** What tests find in their environment. Nothing of the machine's own settings for Lapwing may reach them. */
  prepareEnvironment(binDir: string | undefined): void {
    for (const name of Object.keys(process.env)) {
      if (/^(LAPWING_|DATABASE_URL$|PG[A-Z]+$)/.test(name) && name !== 'LAPWING_CHROMIUM') delete process.env[name]
    }
    process.env[runMark] = this.mark
    process.env['LAPWING_DATA'] = join(this.folder, 'data')
    if (binDir !== undefined) process.env['LAPWING_POSTGRES_BIN'] = binDir // also for servers that tests start themselves
    // What a killed test could not clean up goes with the run's folder.
    const temporary = join(this.folder, 'tmp')
    mkdirSync(temporary)
    chmodSync(temporary, 0o1777)
    process.env['TMPDIR'] = temporary
    // Each test file is a process of its own, and half of what the quick ones take is reading the same scripts again.
    process.env['NODE_COMPILE_CACHE'] = join(this.folder, 'compiled')
    // Nobody who uses Lapwing lives there: code that reads the machine's zone where it should read its own shows.
    process.env['TZ'] = 'Pacific/Chatham'
    process.env['PATH'] = [dirname(process.execPath), join(house, 'node_modules', '.bin'), process.env['PATH']].join(delimiter)
  }

  async startPostgres(binDir: string | undefined): Promise<void> {
    const lines: string[] = []
    try {
      this.postgres = await startPostgres({
        dataDir: join(this.folder, 'postgres'),
        log: (line) => lines.push(line),
        binDir,
        settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }, // nothing here is worth keeping
      })
    } catch (error) {
      say(lines.join('\n'))
      throw error
    }
    const { socketDir, port, superuser, version } = this.postgres
    process.env['LAPWING_TEST_SOCKET'] = socketDir
    process.env['LAPWING_TEST_PORT'] = String(port)
    process.env['LAPWING_TEST_SUPERUSER'] = superuser
    say(`PostgreSQL ${version} for this run`)
  }

  /** Stops everything; what tests left running is ended here and, unless we were interrupted ourselves, told as a failure. */
  async close(): Promise<Outcome> {
    await this.postgres?.stop()
    // What was told to stop a moment ago may take a while: a PostgreSQL whose starter was killed writes everything first.
    for (let waited = 0; waited < 5_000 && leftovers(this).length > 0; waited += 100) await sleep(100)
    const left = leftovers(this)
    for (const { pid } of left) endProcess(pid)
    if (left.length > 0) await sleep(500)
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
    if (left.length === 0 || this.signal.aborted) return { ...nothing, passed: 1 }
    const detail = left.map(({ pid, command }) => `${pid}: ${command}`).join('\n')
    return { ...nothing, failures: [{ title: 'tests left processes running', where: 'the whole run', detail }] }
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // ended by itself meanwhile
  }
}

async function runCommand({ name, command, fix }: CommandPhase, signal: AbortSignal): Promise<Outcome> {
  const [program, ...args] = command
  const child = spawn(program, args, { cwd: house, signal, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((done) => {
    child.once('close', done)
    child.once('error', ({ message }) => {
      output += message
      done(1)
    })
  })
  if (code === 0) return { ...nothing, passed: 1 }
  return { ...nothing, failures: [{ title: name, where: `npx ${fix}`, detail: output.trim().split('\n').slice(0, 120).join('\n') }] }
}

async function runTests(phase: TestPhase, files: readonly TestFile[], run: Run): Promise<Outcome> {
  const outcome = await runTestFiles(
    files.map(({ path }) => join(house, path)),
    // Also with a browser: it, the house it looks at and the database mostly wait for one another, and keep one core busy.
    { house, atOnce: availableParallelism(), timeout: phase.timeout, signal: run.signal },
  )
  if (outcome.passed > 0 || outcome.failures.length > 0 || outcome.skipped.length > 0) return outcome
  return { ...outcome, failures: [{ title: `${phase.name}: no test ran`, where: files.map(({ path }) => path).join(', '), detail: '' }] }
}

function report({ passed, failures, skipped, alternatives }: Outcome, seconds: number): void {
  const rest = [
    `${passed} passed`,
    ...(failures.length > 0 ? [`${failures.length} FAILED`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ]
  say(`  ${rest.join(', ')} in ${seconds.toFixed(1)} s`)
  for (const line of alternatives) say(`  instead: ${line}`)
  for (const line of skipped) say(`  skipped: ${line}`)
  for (const failure of failures) tell(failure)
}

function tell({ title, where, detail }: Failure): void {
  say(`  ✖ ${title} (${where})`)
  for (const line of detail === '' ? [] : detail.split('\n')) say(`      ${line}`)
}

async function runPhases(options: Options, run: Run): Promise<Outcome[]> {
  const binDir = options.postgres === undefined ? undefined : await findPostgresBin(options.postgres)
  run.prepareEnvironment(binDir)
  const tests = findTests(house, options.only)
  const wanted = phases.filter((phase) => !(options.quick && phase.kind === 'tests' && phase.browser))
  if (wanted.some((phase) => tests.some(({ phase: name, database }) => database && name === phase.name))) await run.startPostgres(binDir)
  const outcomes: Outcome[] = []
  for (const phase of phases) {
    if (run.signal.aborted) break
    if (phase.kind === 'command' && options.only !== undefined) continue
    const files = tests.filter((file) => file.phase === phase.name)
    if (!wanted.includes(phase)) {
      if (files.length > 0) say(`${phase.name}: left out (--quick)`)
      continue
    }
    if (phase.kind === 'tests' && files.length === 0) {
      if (options.only === undefined && isRequired(phase, house)) {
        say(phase.name)
        const missing = { ...nothing, failures: [{ title: `${phase.name}: no test was found`, where: 'tests/runner/plan.ts', detail: '' }] }
        report(missing, 0)
        outcomes.push(missing)
      }
      continue
    }
    say(phase.name)
    const startedAt = performance.now()
    if (phase.kind === 'tests' && phase.browser) await unpackedChromium() // once, here, and not within some test's time limit
    const outcome = phase.kind === 'command' ? await runCommand(phase, run.signal) : await runTests(phase, files, run)
    report(outcome, (performance.now() - startedAt) / 1_000)
    outcomes.push(outcome)
  }
  return outcomes
}

async function main(): Promise<number> {
  const options = readOptions()
  if (options === 'help') {
    say(usage)
    return 0
  }
  const startedAt = performance.now()
  const run = new Run()
  let ran: Outcome[] = []
  let closed: Outcome = nothing
  try {
    ran = await runPhases(options, run)
  } finally {
    closed = await run.close()
  }
  if (closed.failures.length > 0) report(closed, 0)
  const tests = joined(ran)
  const whole = joined([tests, ...(options.only === undefined || closed.failures.length > 0 ? [closed] : [])])
  if (whole.failures.length > 0) {
    say('\nFailed:')
    for (const { title, where } of whole.failures) say(`  ✖ ${title} (${where})`)
  }
  if (whole.skipped.length > 0) say(`\n${whole.skipped.length} skipped: a skipped test proves nothing, so this run is red.`)
  if (tests.passed === 0 && tests.failures.length === 0) say('\nNothing ran, and nothing is proved by that.')
  if (run.signal.aborted) say('\nStopped before the end.')
  say(`\n${Math.round((performance.now() - startedAt) / 1_000)} s in all`)
  say(`${whole.passed} passed, ${whole.failures.length} failed`)
  return run.signal.aborted ? 130 : isGreen(whole) && isGreen(tests) ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  const plain = error instanceof UsageError || error instanceof MisplacedTestError
  say(plain ? error.message : String(error instanceof Error ? error.stack : error))
  say('0 passed, 1 failed')
  process.exitCode = error instanceof UsageError ? 2 : 1
}
