// The import as somebody types it: the real command, on a house of its own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type OpenHouse, openHouse } from './open.ts'
import { readConfig } from './platform/config/config.ts'
import { sql } from './platform/db/sql.ts'

const lapwing = fileURLToPath(new URL('../script/lapwing', import.meta.url))
// short enough for a socket; as root the database's own user must be able to pass
const dataDir = join(tmpdir(), `lapwing-test-${randomBytes(4).toString('hex')}`)
const bin = process.env['LAPWING_POSTGRES_BIN']
const settings = { LAPWING_DATA: dataDir, ...(bin === undefined ? {} : { LAPWING_POSTGRES_BIN: bin }) }
const files = join(tmpdir(), `lapwing-files-${randomBytes(4).toString('hex')}`)
let open: OpenHouse

before(async () => {
  open = await openHouse({ config: { ...readConfig(settings), empty: true }, log: () => {}, whenRunning: 'refuse', whenAbsent: 'make' })
  await open.owner.transaction(async (tx) => {
    const { id: agencyId } = await tx.one<{ id: string }>(
      sql`insert into agency (code, name, kind) values ('northshore', 'Northshore Council', 'council') returning id`,
    )
    for (const [email, role] of [
      ['desk@example.test', 'triageWorker'],
      ['worker@example.test', 'exploitationWorker'],
    ]) {
      const { id } = await tx.one<{ id: string }>(
        sql`insert into user_account (full_name, email, state) values (${email}, ${email}, 'active') returning id`,
      )
      await tx.run(sql`insert into post (user_id, agency_id, role_code, from_on) values (${id}, ${agencyId}, ${role}, '2020-01-01')`)
    }
  })
})
after(async () => {
  await open.close()
  for (const path of [dataDir, ...['good', 'mixed', 'header', 'latin1', 'empty'].map((name) => `${files}-${name}.csv`)])
    rmSync(path, { recursive: true, force: true })
})

function file(name: string, content: string | Buffer): string {
  writeFileSync(`${files}-${name}.csv`, content)
  return `${files}-${name}.csv`
}

async function importing(path: string, ...more: readonly string[]): Promise<{ code: number | null; out: string; error: string }> {
  const as = more.includes('--as') ? [] : ['--as', 'desk@example.test']
  const child = spawn(lapwing, ['import', 'people', path, ...as, ...more], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, error] = ['', '']
  child.stdout.on('data', (piece) => (out += String(piece)))
  child.stderr.on('data', (piece) => (error += String(piece)))
  return { code: await new Promise((resolve) => child.once('close', resolve)), out, error }
}

const header = 'record,source,given,middle,surname,dob,sex,address,postcode,phone,nhs'
const people = () =>
  open.owner.transaction(async (tx) => (await tx.one<{ n: number }>(sql`select count(*)::int as n from source_record`)).n)

test('a good file comes in with one audit entry, and its changed row is told the second time', async () => {
  const rows = ['1,CSC,Amina,,Yusuf,2011-02-28,F,1 High Street,LP1 1AA,07700 900001,', "2,POL,Seán,,O'Neill,,M,,,,"]
  const good = await importing(file('good', `\uFEFF${[header, ...rows].join('\r\n')}\r\n`), '--purpose', 'first load')
  assert.deepEqual([good.code, good.out], [0, '2 people imported.\n'], good.error)
  const moved = rows.map((row) => row.replace('1 High Street', '2 Low Road'))
  const again = await importing(file('good', [header, ...moved].join('\n')), '--json')
  assert.deepEqual(
    [again.code, JSON.parse(again.out)],
    [
      0,
      { imported: 0, unchanged: 1, changed: [{ line: 2, source: 'CSC', record: '1', parts: ['addresses'] }], corrected: [], problems: [] },
    ],
  )
  const audited = await open.owner.transaction((tx) =>
    tx.many<{ purpose: string | null }>(sql`select purpose from audit_entry where event = 'people.import' order by id`),
  )
  assert.deepEqual(
    audited.map(({ purpose }) => purpose),
    ['first load', null],
  )
})

test('31 February, a birth to come and a number used twice are said with their line and what to do; the rest comes in', async () => {
  const lines = [
    header,
    '10,SCH,Leo,,Walker,2011-02-31,M,,,,',
    '11,SCH,Ada,,Brown,2031-01-02,F,,,,',
    '12,SCH,Ivy,,Stephens,2010-03-27,F,,,,',
    '12,SCH,Ivy,,Stevens,2010-03-27,F,,,,',
  ]
  const { code, out } = await importing(file('mixed', lines.join('\n')))
  assert.equal(code, 1)
  assert.match(out, /^3 people imported\.\n3 things to mend:\n/)
  assert.match(out, /Line 2: .*"2011-02-31" is not a real date\. Correct it in the system it came from/)
  assert.match(out, /Line 3: .*2031-01-02 is still to come\. Correct it/)
  assert.match(out, /Line 5: The record 12 is in the file twice, first in line 4\. Remove one/)
})

test('a wrong header, another encoding, an empty file, no file: refused whole, exit code 2, nothing comes in', async () => {
  const before = await people()
  const refused = z.object({ code: z.literal(2), out: z.literal(''), error: z.string() })
  const says = async (path: string) => refused.parse(await importing(path)).error
  assert.match(await says(file('header', 'id,name\n1,Amina\n')), /Missing: record, source, given, surname\. Columns that are read: record/)
  assert.match(
    await says(file('latin1', Buffer.from(`${header}\n20,SCH,René,,Yusuf,,,,,,\n`, 'latin1'))),
    /Line 2 .*Save it as "CSV UTF-8"/,
  )
  assert.match(await says(file('empty', '')), /The file is empty\. Its first line must name the columns/)
  assert.match(await says(`${files}-nowhere.csv`), /nowhere\.csv cannot be read/)
  const mayNot = refused.parse(await importing(file('good', `${header}\n`), '--as', 'worker@example.test'))
  assert.match(mayNot.error, /may not import people/)
  assert.equal(await people(), before)
})
