import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const lapwing = fileURLToPath(new URL('../script/lapwing', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapwing-cli-'))
after(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[], input = '', program = lapwing): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, input, encoding: 'utf8' })
  return { code: status, out: stdout, error: stderr }
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

test('a rule is tried with own values, from any folder and through a link', () => {
  symlinkSync(lapwing, join(folder, 'link'))
  const { code, out } = run(['handbook', 'try', 'R20', '{"receivedLocal":"2026-12-24T15:00"}', '--json'], '', join(folder, 'link'))
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(out), {
    rule: 'law R20',
    input: { receivedLocal: '2026-12-24T15:00' },
    output: { due: '2026-12-29T17:00+00:00' },
  })
})

test('a file of examples is answered in its order; an unknown rule and bad values are entries, not the end', () => {
  const examples = file(
    'examples.json',
    JSON.stringify([
      { rule: 'law R14', input: { date: '2026-12-28' }, expected: { workingDay: false } },
      { rule: 'law R999', input: {} },
      { rule: 'law R14', input: { date: '2026-02-31' } },
      { rule: 'law R17', input: { start: '2028-12-29', workingDays: 5 } },
      { rule: 'law R79', input: {} },
    ]),
  )
  const { code, out } = run(['handbook', 'try', '--file', examples, '--json'])
  const answers = JSON.parse(out)
  assert.equal(code, 0)
  assert.deepEqual(answers[0], { rule: 'law R14', input: { date: '2026-12-28' }, output: { workingDay: false } })
  assert.deepEqual(answers[3].output, { date: null, why: 'calendar not loaded' })
  assert.deepEqual(
    answers.map((answer: object) => 'error' in answer),
    [false, true, true, false, true],
  )
})

test('a file that is missing, no JSON or no list is refused with exit code 2 and a sentence', () => {
  for (const name of ['nowhere.json', file('broken.json', '{'), file('object.json', '{}')]) {
    const { code, out, error } = run(['handbook', 'try', '--file', name, '--json'])
    assert.equal(code, 2, name)
    assert.equal(out, '')
    assert.match(error, new RegExp(name))
  }
})

test('values that a rule refuses are exit code 1, an unknown rule is 2', () => {
  const refused = run(['handbook', 'try', 'R33', '{"returnedLocal":"2027-03-28T01:30"}'])
  assert.equal(refused.code, 1)
  assert.match(refused.error, /clocks went forward/)
  assert.equal(run(['handbook', 'try', 'R333', '{}']).code, 2)
})

test('a rule is shown with its source, mark and version; the list names all', () => {
  const { out } = run(['handbook', 'show', 'r28'])
  for (const part of ['law R28', 'guidance', 'V2', 'not yet checked', 'strategyDiscussion', 'conferenceBy'])
    assert.ok(out.includes(part), part)
  assert.match(run(['handbook', 'list']).out, /law R100 .*why this date/)
})

test('words in a paper are blocked with exit code 1, in a note they are a warning with 0', () => {
  const text = 'Seen at home.\nHe puts himself at risk.\n'
  const paper = run(['words', file('paper.txt', text), '--context', 'panel_paper'])
  assert.equal(paper.code, 1)
  assert.match(paper.out, /paper\.txt:2:4 blocked: "puts himself at risk"/)
  assert.match(paper.out, /say instead: is being put at risk by/)
  const note = run(['words', '-', '--context', 'case_note', '--json'], text)
  assert.equal(note.code, 0)
  assert.equal(JSON.parse(note.out).findings[0].result, 'warned')
  assert.equal(run(['words', '-'], text).code, 2)
})

test('a table of counts is made fit to leave casework; one that would give people away beside the last is refused', () => {
  const counts = 'level,White,Asian,total\nSignificant,12,3,15\nModerate,7,9,16\n'
  const partner = run(['release', file('counts.csv', counts), '--profile', 'partner', '--json'])
  assert.equal(partner.code, 0)
  const { cells, rowTotals, total } = JSON.parse(partner.out)
  assert.deepEqual(
    [cells, rowTotals, total],
    [
      [
        ['c', 'c'],
        ['c', 'c'],
      ],
      [15, 16],
      31,
    ],
  )
  assert.match(run(['release', '-', '--profile', 'public'], counts).out, /Significant,10,fewer than 10,15\r\n/)

  const later = file('later.csv', counts.replace('7,9,16', '7,10,17'))
  const refused = run(['release', later, '--profile', 'partner', '--earlier', 'counts.csv'])
  assert.deepEqual([refused.code, refused.out], [1, ''])
  assert.match(refused.error, /beside the earlier table/)

  const wrong = run(['release', file('wrong.csv', counts.replace('15', '16')), '--profile', 'partner'])
  assert.equal(wrong.code, 2)
  assert.match(wrong.error, /wrong\.csv, line 2: the total says 16, and the counts add up to 15/)
})
