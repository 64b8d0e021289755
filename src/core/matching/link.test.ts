import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { group, runCli } from '../../platform/cli/index.ts'
import { nameVariants } from '../people/index.ts'
import { linkCommand } from './commands.ts'

const people = await readFile(new URL('../../../tests/fixtures/linkage-uk-2000.csv', import.meta.url), 'utf8')

/** Types a command; `files` is all that is there to read. */
async function type(files: Readonly<Record<string, string>>, ...typed: string[]) {
  const said = { out: '', error: '', written: '' }
  const code = await runCli(group('lapwing', '', [linkCommand(nameVariants)]), ['link', ...typed], {
    out: (text) => {
      said.out += text
    },
    error: (text) => {
      said.error += text
    },
    input: async () => '',
    readFile: async () => '',
    readParts: async function* (path) {
      const text = files[path]
      if (text === undefined) throw new Error('no such file')
      for (let from = 0; from < text.length; from += 1000) yield text.slice(from, from + 1000)
    },
    writeFile: async (_, parts) => {
      for await (const part of parts) said.written += part
    },
  })
  return { code, ...said, pairs: pairsOf(said.written) }
}

type Pair = Readonly<Record<'a' | 'b' | 'probability' | 'weight' | 'band' | 'why', string>>
const pairsOf = (text: string): Pair[] => parse(text, { columns: true })
const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, comment: '#', comment_no_infix: true })

const found = await type({ 'people.csv': people }, 'people.csv', '--out', 'pairs.csv', '--truth', 'entity', '--json')
const rows = new Map(rowsOf(people).map((row) => [row.record ?? '', row]))

test('of 2,000 records learned without the truth: who is one person is found, and hardly anybody else', () => {
  const { compared, truth } = JSON.parse(found.out)
  assert.equal(found.code, 0)
  assert.ok(truth.suggested.f1 >= 0.93, `F1 ${truth.suggested.f1}`)
  assert.ok(truth.veryLikely.precision >= 0.99 && truth.veryLikely.recall >= 0.75, JSON.stringify(truth.veryLikely))
  assert.ok(truth.compared >= 0.985, `compared ${truth.compared} of the true pairs`)
  assert.ok((2 * compared) / 2000 <= 20, `${compared} pairs for 2000 records`)
})

test('nobody of one household is called very likely the same as another of it', () => {
  const household = (row: Record<string, string> | undefined) => `${row?.postcode} ${row?.address?.slice(0, 4)}`
  const wrong = found.pairs.filter(({ a, b, band }) => {
    const [one, other] = [rows.get(a), rows.get(b)]
    return (
      band === 'very_likely' &&
      one?.entity !== other?.entity &&
      (household(one) === household(other) || (one?.phone !== '' && one?.phone === other?.phone))
    )
  })
  assert.deepEqual(wrong, [])
})

test('the parts of each reason sum to its weight, to the hundredth', () => {
  for (const { why, weight } of found.pairs) {
    const [parts = '', whole] = why.split('; together ')
    const sum = [...parts.matchAll(/[+-]\d+\.\d\d(?=;|$)/g)].reduce((total, [part]) => total + Math.round(Number(part) * 100), 0)
    assert.equal(sum, Math.round(Number(weight) * 100), why)
    assert.ok(whole?.startsWith(Number(weight) < 0 ? weight : `+${weight}`), why)
  }
})

test('the same pairs come out whatever the order of the rows, and what is the truth is never looked at', async () => {
  const [comment = '', header = '', ...lines] = people.trimEnd().split(/\r?\n/)
  const turned = [comment, header, ...lines.toSorted((a, b) => a.slice(-9).localeCompare(b.slice(-9), 'en'))].join('\n')
  const blind = rowsOf(turned).map(({ entity: _, errors: __, ...row }) => row)
  const columns = Object.keys(blind[0] ?? {})
  const without = [columns.join(','), ...blind.map((row) => columns.map((name) => `"${row[name]}"`).join(','))].join('\n')
  const again = await type({ 'a.csv': without }, 'a.csv', '--out', 'x')
  assert.equal(again.code, 0, again.error)
  assert.ok(again.written === found.written, 'other pairs')
})

const head = 'id,given,surname,dob,postcode\n'
test('of two files only pairs between them are looked for', async () => {
  const school = `${head}1,Amina,Okafor,2010-03-05,LP7 1AA\n2,Amina,Okafor,2010-03-05,LP7 1AA\n`
  const police = 'nr,Forename,Family name,Date born,post code\n1,Aminah,Okafor,5/3/2010,lp71aa\n'
  const { pairs, code } = await type({ 'a.csv': school, 'b.csv': police }, 'a.csv', 'b.csv', '--out', 'x', '--map', 'birth=Date born')
  assert.equal(code, 2, 'a column that is named must be in both files')
  assert.deepEqual(pairs, [])
  const named = police.replace('Date born', 'DOB')
  const across = await type({ 'a.csv': school, 'b.csv': named }, 'a.csv', 'b.csv', '--out', 'x')
  assert.deepEqual(
    across.pairs.map(({ a, b }) => [a, b]),
    [
      ['1', '1'],
      ['2', '1'],
    ],
  )
})

test('a file that cannot be used says what is wrong, where, and what to do', async () => {
  const attempts: readonly (readonly [string, string[], RegExp])[] = [
    ['', [], /a\.csv is empty/],
    ['# only a comment', [], /a\.csv is empty/],
    ['colour,size\nred,1\n', [], /no column with a name.*colour, size.*--map/],
    [`${head}1,A,B,,\n2,C,D,,\n1,E,F,,\n`, [], /id 1 is there twice, in the lines 2 and 4/],
    [`# x\n${head},A,B,,\n`, [], /line 3, has no id in the column id/],
    [`${head}1,Jos\uFFFD,B,,\n`, [], /line 2, has letters.*UTF-8/],
    [`${head}1,"A,B,,\n`, [], /not a table with commas/],
    [head, ['--map', 'colour=given'], /does not know "colour"/],
    [head, ['--map', 'given'], /takes pairs/],
    [head, ['--truth', 'who'], /no column "who"/],
  ]
  for (const [text, more, expected] of attempts) {
    const { code, error, written } = await type({ 'a.csv': text }, 'a.csv', '--out', 'x', ...more)
    assert.equal(code, 2, text)
    assert.match(error, expected)
    assert.equal(written, '')
  }
  assert.match((await type({}, 'a.csv', '--out', 'x')).error, /a\.csv cannot be read: no such file/)
})

test('a line with a cell too many is left out and named; a line of # further down is somebody', async () => {
  const { code, error, out } = await type({ 'a.csv': `${head}1,A,B,,\n2,C,D,,,\n#3,E,F,31/2/2010,\n` }, 'a.csv', '--out', 'x', '--json')
  assert.equal(code, 1)
  assert.match(error, /line 3, left out: it has 6 cells and should have 5/)
  assert.deepEqual([JSON.parse(out).records, JSON.parse(out).unreadDates], [2, 1])
})

test('one record that is like forty others gets forty answers, and an empty file of people none', async () => {
  const many = Array.from({ length: 41 }, (_, i) => `${i + 1},Amina,Okafor,2010-03-05,LP7 1AA`).join('\n')
  const all = await type({ 'a.csv': head + many }, 'a.csv', '--out', 'x')
  assert.equal(all.pairs.filter(({ a, b }) => a === '1' || b === '1').length, 40)
  assert.equal((await type({ 'a.csv': head }, 'a.csv', '--out', 'x')).written, 'a,b,probability,weight,band,why\n')
})
