import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { addNote } from '../../core/cases/index.ts'
import { sql } from '../../platform/db/sql.ts'
import { copyText, printParts } from './rules.ts'
import type { Copyable } from './schema.ts'

const { t, team, server, at } = await workingDay()

const happened = { on: '2026-11-20', time: '15:40' }
const note = { ownWords: '', analysis: '', next: 'Go again on Monday' }

test('a copy holds one field a line, long text below its name, and leaves out what is empty', () => {
  const record: Copyable = {
    entry: 'note:x',
    on: '20 Nov',
    time: '',
    kind: 'Note',
    title: 'A note',
    by: 'Wim',
    name: 'Sam',
    reference: 'K1',
    text: 'One\nTwo',
  }
  const fields: [string, 'on' | 'time' | 'text'][] = [
    ['Date', 'on'],
    ['Time', 'time'],
    ['Details', 'text'],
  ]
  assert.equal(copyText(record, { code: 'x', name: 'X', fields }), 'Date: 20 Nov\nDetails:\nOne\nTwo')
})

test('a case is printed in the order that was chosen', () => {
  const entries = [
    { kindLabel: 'Note', n: 1 },
    { kindLabel: 'Visit', n: 2 },
    { kindLabel: 'Note', n: 3 },
  ]
  const order = (parts: ReturnType<typeof printParts<(typeof entries)[number]>>) =>
    parts.map(({ heading, entries: within }) => [heading, within.map(({ n }) => n)])
  assert.deepEqual(order(printParts(entries, 'last_to_first', 'All')), [['All', [3, 2, 1]]])
  assert.deepEqual(order(printParts(entries, 'by_kind', 'All')), [
    ['Note', [1, 3]],
    ['Visit', [2]],
  ])
})

test('a worker copies a note into her own system and ticks it; it waits no longer, and a colleague of another agency learns nothing of it', async () => {
  const sam = await team.aCase({ knownAs: 'Sam' })
  await t.as(team.worker, (tx) => addNote(tx, sam, happened, { ...note, seen: '=Waited at the bus stop' }))
  await team.invite(sam, team.school)
  await at(team.worker, async (page) => {
    await page.goto('/copies')
    await look(page, 'copies')
    await page.getByRole('link', { name: /^Copy of Note or meeting, Sam/ }).click()
    await page.getByLabel('Which system?').selectOption({ label: 'Mosaic' })
    await page.getByRole('button', { name: 'Show it in this shape' }).click()
    await page.getByText('This shape has not been compared').waitFor()
    assert.match(await page.getByLabel('Text to copy').inputValue(), /^Case note type: .*\nDate of event: Fri 20 November 2026\n/)
    await look(page, 'copies-copy')
    await page.getByLabel(/Its reference there/).fill('M-4711')
    await page.getByRole('button', { name: 'It is entered there' }).click()
    await page.getByText('Nothing waits to be entered').waitFor()
    await page.goto(`/cases/${sam}/copies`)
    await page.getByText('Entered there as M-4711 by Wim Janssen').waitFor()
    await look(page, 'copies-case')
  })
  assert.deepEqual(await t.as(team.school, (tx) => tx.many(sql`select * from own_system_entry`)), [])
  assert.equal((await server().fetchAs(team.school, `/copies/case/${sam}/note:${sam}`)).status, 404)
  assert.equal((await server().fetchAs(team.stranger, `/cases/${sam}/copies`)).status, 404)
})

test('a day’s file asks for the password again, holds what the agency wrote and its taker may see, and no formula', async () => {
  const dev = await team.aCase({ knownAs: 'Dev' })
  await t.as(team.worker, (tx) => addNote(tx, dev, happened, { ...note, seen: '=1+1' }))
  const text = await (await server().fetchAs(team.worker, '/copies/file?day=2026-11-23&form=csv')).text()
  const rows: string[][] = parse(text, { bom: true })
  assert.ok(
    rows.some((row) => row.includes('Dev') && row.some((cell) => cell.startsWith("'=1+1"))),
    text,
  )
  const { records } = JSON.parse(await (await server().fetchAs(team.worker, '/copies/file?day=2026-11-23&form=json')).text())
  assert.equal(records.length, rows.length - 1)
  const others = await (await server().fetchAs(team.stranger, '/copies/file?day=2026-11-23&form=json')).text()
  assert.deepEqual(JSON.parse(others).records, [], 'a manager of another team has no case of these')
  assert.equal((await server().fetchAs(team.worker, '/copies/file?day=yesterday')).status, 422)
  t.clock.set('2026-11-23T09:30:00Z')
  try {
    const asked = await (await server().fetchAs(team.worker, '/copies/file?day=2026-11-23&form=json')).text()
    assert.doesNotMatch(asked, /Dev/)
    assert.match(asked, /[Pp]assword/)
  } finally {
    t.clock.set('2026-11-23T09:00:00Z')
  }
})

test('a whole case is printed as a PDF that a screen reader can read, with who printed it and why on every sheet', async () => {
  const ana = await team.aCase({ knownAs: 'Ana' })
  for (let n = 0; n < 25; n++)
    await t.as(team.worker, (tx) =>
      addNote(tx, ana, happened, { ...note, seen: `Visit ${n} #strong[not a command] $x$\nŽana said she waits` }),
    )
  await at(team.worker, async (page) => {
    await page.goto(`/copies/print/${ana}`)
    await look(page, 'copies-print')
  })
  const refused = await server().fetchAs(team.worker, `/copies/print/${ana}`, { order: 'by_kind', why: ' ' })
  assert.equal(refused.status, 422)
  const answer = await server().fetchAs(team.worker, `/copies/print/${ana}`, { order: 'by_kind', why: 'for the review conference' })
  assert.equal(answer.headers.get('content-type'), 'application/pdf', await answer.clone().text())
  mkdirSync('.artifacts', { recursive: true })
  writeFileSync('.artifacts/case.pdf', new Uint8Array(await answer.arrayBuffer()))
  const bytes = await (
    await server().fetchAs(team.worker, `/copies/print/${ana}`, { order: 'first_to_last', why: 'for the review' })
  ).arrayBuffer()
  const raw = Buffer.from(bytes).toString('latin1')
  assert.match(raw, /\/MarkInfo/)
  assert.match(raw, /\/Lang/)
  assert.match(raw, /AtkinsonHyperlegible/, 'the font came with us')
  const tools = hasPoppler()
  if (tools) {
    assert.match(
      execFileSync('pdfinfo', ['.artifacts/case.pdf'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      /Tagged:\s+yes/,
    )
    const words = execFileSync('pdftotext', ['-layout', '.artifacts/case.pdf', '-'], { encoding: 'utf8' })
    assert.match(words, /#strong\[not a command\] \$x\$/)
    assert.ok(
      words
        .split('\f')
        .filter((sheet) => sheet.trim() !== '')
        .every((sheet) => sheet.includes('Printed by Wim Janssen')),
      'on every sheet',
    )
  }
  assert.equal((await server().fetchAs(team.stranger, `/copies/print/${ana}`, { order: 'by_kind', why: 'to see' })).status, 404)
  const logged = await t.owner.transaction((tx) =>
    tx.many<{ purpose: string | null }>(
      sql`select purpose from audit_entry where event = 'copies.printed' and outcome = 'done' and record_id = ${ana}`,
    ),
  )
  assert.ok(logged.some(({ purpose }) => purpose === 'for the review conference'))
})

/** Tools of the machine that look closer, where it has them; what the test needs it checks without. */
function hasPoppler(): boolean {
  try {
    execFileSync('pdfinfo', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
