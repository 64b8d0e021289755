// Every command of script/lapwing itself, as typed by somebody in a hurry: what goes wrong most often is a sentence that
// says what to do, on the error stream, with an exit code that a script can tell apart, and never a trace.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type OpenHouse, openHouse } from './open.ts'
import { readConfig } from './platform/config/config.ts'
import { sql } from './platform/db/sql.ts'

const lapwing = fileURLToPath(new URL('../script/lapwing', import.meta.url))
const place = () => join(tmpdir(), `lapwing-test-${randomBytes(4).toString('hex')}`)
const dataDir = place()
const nowhere = place()
const notATable = place()
const bin = process.env['LAPWING_POSTGRES_BIN']
const settings = (folder: string) => ({ LAPWING_DATA: folder, ...(bin === undefined ? {} : { LAPWING_POSTGRES_BIN: bin }) })
let open: OpenHouse

/** An installation where nobody but a worker has an account. */
before(async () => {
  writeFileSync(notATable, 'level,2026\nsignificant,several\n')
  const config = { ...readConfig(settings(dataDir)), empty: true }
  open = await openHouse({ config, log: () => undefined, whenRunning: 'refuse', whenAbsent: 'make' })
  await open.owner.transaction(async (tx) => {
    const agency = await tx.one<{ id: string }>(sql`insert into agency (code, name, kind) values ('c', 'Council', 'council') returning id`)
    const user = await tx.one<{ id: string }>(
      sql`insert into user_account (full_name, email, state) values ('Wim', 'wim@council.example', 'active') returning id`,
    )
    await tx.run(sql`
      insert into post (user_id, agency_id, role_code, fte_hundredths, from_on) values (${user.id}, ${agency.id}, 'exploitationWorker', 100, '2026-01-01')`)
  })
})
after(async () => {
  await open.close()
  for (const path of [dataDir, nowhere, notATable]) rmSync(path, { recursive: true, force: true })
})

type Said = Readonly<{ code: number | null; out: string; error: string }>

async function typed(words: readonly string[], folder = dataDir): Promise<Said> {
  const env = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...settings(folder) }
  const child = spawn(lapwing, words, { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (said.out += piece))
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (said.error += piece))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, ...said }
}

const as = ['--as', 'wim@council.example']
const nobody = ['--as', 'nobody@council.example']

/** What is typed, and what the answer says. Each ends with exit code 2: it could not run. */
const mistakes: Readonly<Record<string, readonly (readonly [words: readonly string[], says: RegExp])[]>> = {
  lapwing: [
    [['handbok'], /no command "handbok"\. Did you mean "handbook"\?/],
    [['nonsense'], /lapwing --help/],
    [[], /Usage: lapwing COMMAND/],
  ],
  handbook: [
    [['handbook', 'show', 'R999'], /no rule "R999"/],
    [['handbook', 'try', 'R20', '{bad'], /can't be read as JSON/],
    [['handbook', 'list', 'R20'], /"R20" is one word too many/],
  ],
  words: [
    [['words', 'nowhere.txt', '--context', 'case_note'], /nowhere\.txt can't be read: there is no such file\./],
    [['words', notATable], /--context is missing/],
    [['words', notATable, '--context', 'email'], /--context can be case_note, panel_paper, public, not "email"/],
  ],
  release: [
    [['release', tmpdir(), '--profile', 'public'], /can’t be read: it is a folder\./],
    [['release', notATable], /--profile is missing/],
    [['release', notATable, '--profile', 'public'], /several/],
  ],
  offence: [
    [['offence', 'Theft Act 1968'], /SECTION is missing/],
    [['offence', 'Theft Act 1968', '8', '--on', '2026-02-31'], /--on 2026-02-31 is not a day\./],
    [['offence', 'Theft Act 1968', '9', '--condition', 'maybe'], /--condition can be yes, no, unknown, not "maybe"/],
  ],
  link: [
    [['link', 'nowhere.csv', '--out', notATable], /nowhere\.csv cannot be read: there is no such file\./],
    [['link', notATable], /--out is missing/],
  ],
  migrate: [
    [['migrate', 'now'], /"now" is one word too many/],
    [['migrate', '--jsn'], /no option --jsn\. Did you mean --json\?/],
  ],
  backup: [
    [['backup'], /FOLDER is missing/],
    [['backup', nowhere, '--withoutkeys'], /Did you mean --without-keys\?/],
  ],
  restore: [
    [['restore'], /BACKUP is missing/],
    [['restore', nowhere, '--fingerprint'], /--fingerprint needs a value after it\./],
  ],
  doctor: [[['doctor', 'database'], /"database" is one word too many/]],
  import: [
    [['import', 'people', 'nowhere.csv', ...as], /nowhere\.csv cannot be read: there is no such file\./],
    [['import', 'people', notATable], /--as is missing/],
    [['import', 'people', notATable, ...as], /may not|right/],
  ],
  user: [
    [['user', 'add', 'sian@council.example', ...as], /--name is missing/],
    [['user', 'list', ...as], /may not administer/],
    [['user', 'disable', 'lee@council.example', ...nobody], /nobody@council\.example/],
  ],
  audit: [
    [['audit', 'who', 'K9Z-999Z', ...as], /K9Z-999Z|nothing|not/i],
    [['audit', 'who', '--user', 'lee@council.example', '--from', '31.2.2026', ...as], /31\.2\.2026|day/],
    [['audit', 'verify', 'all'], /"all" is one word too many/],
  ],
  access: [
    [['access', 'explain', 'joan@school.example', ...as], /RECORD is missing/],
    [['access', 'explain', 'joan@school.example', 'K9Z-999Z', ...as], /no account "joan@school\.example"/],
    [['access', 'explain', 'joan@school.example', 'K9Z-999Z', ...nobody], /nobody@council\.example/],
  ],
}

for (const [name, tried] of Object.entries(mistakes)) {
  test(`${name}: a mistake is told in a sentence, with exit code 2`, async () => {
    const answers = await Promise.all(tried.map(async ([words, says]) => ({ words, says, ...(await typed(words)) })))
    for (const { words, says, code, out, error } of answers) {
      assert.match(error, says, words.join(' '))
      assert.equal(code, 2, `${words.join(' ')}: ${error}`)
      assert.equal(out, '', words.join(' '))
      assert.doesNotMatch(error, /\n\s+at |ENOENT|EISDIR|node:internal/, words.join(' '))
    }
  })
}

test('a data folder that was never made is said for what it is, and is not made', async () => {
  const commands = [['migrate'], ['audit', 'verify'], ['user', 'list', ...as], ['backup', nowhere]]
  for (const { words, code, error } of await Promise.all(commands.map(async (words) => ({ words, ...(await typed(words, nowhere)) })))) {
    assert.match(error, /^There is no Lapwing in .* yet\. Check LAPWING_DATA, or make one with script\/start\.\n$/, words.join(' '))
    assert.ok(code === 2 || (code === 1 && words[0] === 'backup'), `${words.join(' ')}: ${code}`)
  }
  assert.equal(existsSync(nowhere), false)
})

test('what is no backup is not restored, and a folder without an installation is no fault of one', async () => {
  const restored = await typed(['restore', tmpdir()], nowhere)
  assert.deepEqual([restored.code, /is not a backup/.test(restored.error)], [1, true], restored.error)
  const doctor = await typed(['doctor'], nowhere)
  assert.deepEqual([doctor.code, /script\/start makes one/.test(doctor.out)], [0, true], doctor.out + doctor.error)
  assert.equal(existsSync(nowhere), false)
})
