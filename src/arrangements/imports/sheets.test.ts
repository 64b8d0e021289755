// Files as people have them: what is read of each, and what is refused with which words.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { columnLetters, type Sheet } from './cells.ts'
import { guessHeader, guessRoles, ordersSeen, readDate, readPeople, splitTyped } from './rules.ts'
import type { ImportPolicy } from './schema.ts'
import { readSheets } from './sheets.ts'
import { dayOfSerial } from './xlsx.ts'

const policy: ImportPolicy = {
  source: 'test',
  version: 'test',
  effectiveFrom: '2026-11-01',
  verified: false,
  basis: 'local',
  mark: 'L',
  unusedDays: 90,
  keepDays: 180,
  fileDays: 14,
  maxRows: 60_000,
  defaultDates: ['1900-01-01', '1900-01-02'],
  bases: [{ code: 'public_task', label: 'Public task' }],
}
const asKept = readFileSync(new URL('../../../tests/fixtures/spreadsheet-as-kept.xlsx', import.meta.url))

function sheetsIn(bytes: Uint8Array): readonly Sheet[] {
  const read = readSheets(bytes, 1000)
  return read.kind === 'read' ? read.sheets : assert.fail(JSON.stringify(read))
}
const csv = (text: string | Uint8Array) => sheetsIn(typeof text === 'string' ? Buffer.from(text) : text)[0] ?? assert.fail('no sheet')
const refusal = (bytes: Uint8Array, maxRows = 1000) => {
  const read = readSheets(bytes, maxRows)
  return read.kind === 'refused' ? read.because : read.kind
}

function people(sheet: Sheet, dateOrder: 'dmy' | 'mdy' = 'dmy') {
  const headerRow = guessHeader(sheet, new Map()) ?? assert.fail('no header')
  const header = sheet.rows.find(({ row }) => row === headerRow)?.cells ?? []
  const roles = Object.fromEntries([...guessRoles(header, new Map())].map(([place, role]) => [String(place), role]))
  return readPeople(sheet, {
    chosen: { sheet: sheet.name, headerRow, roles, dateOrder },
    system: 'SCH',
    today: '2026-11-24',
    policy,
    importId: 'abcdefgh-1',
  })
}
const namesOf = (rows: ReturnType<typeof people>) =>
  rows.map(({ row }) => (row === undefined ? null : [row.facts.names?.[0]?.given, row.facts.names?.[0]?.family]))
const bornOf = (rows: ReturnType<typeof people>) =>
  rows.map(({ row }) => row?.facts.births?.map((birth) => ('bornOn' in birth ? birth.bornOn : '')).join() ?? null)

test('a workbook as a school keeps it: titles, merged cells and two rows of headings above the list', () => {
  const sheets = sheetsIn(asKept)
  assert.deepEqual(
    sheets.map(({ name }) => name),
    ['Notes', 'Term 1 & 2'],
  )
  const sheet = sheets[1] ?? assert.fail('two sheets')
  assert.equal(guessHeader(sheet, new Map()), 4)
  const rows = people(sheet)
  const known = new Map(rows.map((row) => [row.line, row]))
  const first = known.get(5)?.row?.facts
  assert.deepEqual(first?.names?.[0], { kind: 'legal', given: 'Amína', family: 'Yusuf' })
  assert.deepEqual(
    [first?.births, first?.phones, first?.identifiers, first?.addresses],
    [
      [{ certainty: 'full', bornOn: '2011-02-28', basis: 'stated' }],
      [{ number: '07700900001' }],
      [{ kind: 'nhs', value: '9990000018' }],
      [{ line: '1 High Street', postcode: 'LP1 1AA' }],
    ],
    'a phone that became a number has its nought again',
  )
  assert.deepEqual(
    [6, 7, 8, 10].map((line) => bornOf([known.get(line) ?? assert.fail(String(line))])[0]),
    ['2010-03-25', '2010-03-27', '2010-03-27', '2010-01-01'],
    'dates as text in three orders and as a bare number',
  )
  const wrong = (line: number) => known.get(line)?.problems.map(({ cell }) => cell)
  assert.deepEqual([known.get(9)?.row, wrong(9)], [undefined, ['B9']], 'two people in one cell')
  assert.equal(known.get(10)?.row?.facts.names?.[0]?.given, '=cmd|A0', 'a formula that is text stays text')
  assert.equal(known.get(11)?.row?.facts.names?.[0]?.given, 'Zoe', 'what a formula came to')
  assert.deepEqual([known.get(12)?.row, wrong(12)], [undefined, ['E12']], 'an error shown in a cell')
  assert.deepEqual([bornOf([known.get(13) ?? assert.fail()])[0], wrong(13)], ['', ['D13']], '1900-01-01 is unknown')
  assert.deepEqual([bornOf([known.get(14) ?? assert.fail()])[0], wrong(14)], ['', ['D14']], '31 February is no date')
  assert.deepEqual([known.get(16)?.row, wrong(16)], [undefined, ['C16']], 'under a merged cell there is nothing')
  assert.match(known.get(16)?.problems[0]?.message ?? '', /merged with C15/)
  assert.deepEqual([known.get(17)?.row, wrong(17)], [undefined, [null]], 'the headings again')
  assert.equal(known.get(18)?.row?.facts.names?.[0]?.given, 'Sam', 'a name partly in bold')
  assert.deepEqual([known.get(19)?.row, wrong(19)], [undefined, ['A19']], 'the same number twice')
})

test('a csv in Windows-1252 or UTF-16, with semicolons, tabs or quoted line ends, is read with its accents', () => {
  const text = 'ID;Forename;Surname\n1;René;O’Brien\n'
  const western = Buffer.from(text.replace('’', '\u0092'), 'latin1')
  assert.deepEqual(namesOf(people(csv(western))), [['René', 'O’Brien']])
  const read = readSheets(western, 10)
  assert.deepEqual(read.kind === 'read' && [read.encoding, Buffer.from(read.bytes).toString()], ['windows1252', text])
  for (const wide of [
    Buffer.from(`\uFEFF${text}`, 'utf16le'),
    Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    Buffer.from(text, 'utf16le'),
  ])
    assert.deepEqual(namesOf(people(csv(wide))), [['René', 'O’Brien']])
  assert.deepEqual(
    namesOf(people(csv('\uFEFFID\tFirst name\tLast name\r\n7\tAda\t"Brown\r\nSmith"\r\n')))[0],
    null,
    'two lines in a name are looked at',
  )
  assert.deepEqual(namesOf(people(csv('ID,Name\n1,"Yusuf, Amina"\n2,Leo Walker\n'))), [
    ['Amina', 'Yusuf'],
    ['Leo', 'Walker'],
  ])
})

test('what is no list is refused by what it is, whatever it is called', () => {
  const compound = (word: string) =>
    Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from(word, 'utf16le')])
  const zip = (parts: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))
  assert.equal(refusal(Buffer.alloc(0)), 'empty')
  assert.equal(refusal(Buffer.from(' \n\n')), 'empty')
  assert.equal(refusal(compound('EncryptedPackage')), 'locked')
  assert.equal(refusal(compound('Workbook')), 'xls')
  assert.equal(refusal(compound('WordDocument')), 'other')
  assert.equal(refusal(zip({ 'word/document.xml': '<x/>' })), 'other')
  assert.equal(refusal(zip({ 'xl/workbook.bin': '' })), 'xlsb')
  assert.equal(refusal(zip({ 'xl/workbook.xml': '<workbook/>', 'xl/vbaProject.bin': '' })), 'xlsm')
  assert.equal(refusal(zip({ 'xl/workbook.xml': '<workbook/>' })), 'noSheet')
  assert.equal(refusal(asKept.subarray(0, 2000)), 'broken')
  assert.equal(refusal(Buffer.from('%PDF-1.7\n')), 'other')
  assert.equal(refusal(Buffer.from('<!DOCTYPE html><table>')), 'other')
  assert.equal(refusal(Buffer.from([1, 2, 3, 0, 255, 254, 7])), 'other')
  assert.deepEqual(refusal(Buffer.from('ID,Name\n1,"Amina\n2,Leo\n')), { brokenAt: 3 })
  assert.equal(refusal(Buffer.from(`ID,Name\n${'1,A\n'.repeat(20)}`), 10), 'tooManyRows')
  assert.equal(refusal(asKept, 3), 'tooManyRows')
})

test('a file that says it unpacks to 2 GB, or unpacks to more than it says, costs nothing', () => {
  const bomb = zipSync({ 'xl/workbook.xml': strToU8('<workbook/>'), 'xl/worksheets/sheet1.xml': new Uint8Array(1000) }, { level: 9 })
  const at = Buffer.from(bomb).lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  const stated = (bytes: number) => {
    const changed = Buffer.from(bomb)
    changed.writeUInt32LE(bytes, at + 24)
    return changed
  }
  assert.equal(refusal(stated(2_147_483_647)), 'tooLarge')
  assert.notEqual(refusal(stated(4)), 'read')
})

test('tags that never end are read once, not once for each', () => {
  const parts = {
    'xl/workbook.xml': strToU8('<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'),
    'xl/worksheets/sheet1.xml': strToU8('<worksheet>'.concat('<c '.repeat(1_000_000))),
  }
  // read once it takes a moment; once for each of a million would outlast the limit of any test
  assert.equal(refusal(zipSync(parts)), 'broken')
})

test('a date says itself which order it has, and where a column mixes them it is not guessed', () => {
  const none = { dmy: false, mdy: false }
  const both = ordersSeen(['25/03/2010', '03/25/2010'])
  assert.deepEqual(both, { dmy: true, mdy: true })
  assert.deepEqual(readDate('03/04/2010', 'dmy', none), { date: '2010-04-03' })
  assert.deepEqual(readDate('03/04/2010', 'mdy', none), { date: '2010-03-04' })
  assert.equal(readDate('03/04/2010', 'dmy', both), 'either_order')
  assert.deepEqual(readDate('03/25/2010', 'dmy', both), { date: '2010-03-25' })
  assert.deepEqual(readDate('04/04/2010', 'dmy', both), { date: '2010-04-04' })
  assert.equal(readDate('25/25/2010', 'dmy', none), 'no_date')
  assert.equal(readDate('03/04/10', 'dmy', none), 'short_year')
  assert.equal(readDate('2010', 'dmy', none), 'year_only')
  assert.equal(readDate('soon', 'dmy', none), 'no_date')
  for (const text of [
    '2010-03-27',
    '2010/3/27',
    '27.3.2010',
    '27 Mar 2010',
    '27th March 2010',
    'March 27, 2010',
    '2010-03-27T00:00:00',
    '40264',
  ])
    assert.deepEqual(readDate(text, 'dmy', none), { date: '2010-03-27' }, text)
})

test('the days of a spreadsheet are right on both sides of the 29 February 1900 that never was', () => {
  assert.deepEqual([1, 59, 60, 61, 40_264, 0, -5].map(dayOfSerial), [
    '1900-01-01',
    '1900-02-28',
    undefined,
    '1900-03-01',
    '2010-03-27',
    undefined,
    undefined,
  ])
})

test('1900-01-01, or any day that half of the rows share, is a default and not a fact', () => {
  const given = ['Amina', 'Leo', 'Ada', 'Ivy', 'Tom', 'Eve', 'Kim', 'Una', 'Ben', 'Sam', 'Zoe', 'Max']
  const sheet = csv(
    `ID,First name,Last name,DOB\n${given.map((name, i) => `${i},${name},Cole,${i % 2 === 0 ? '11/11/2011' : `${i + 1}/3/2010`}`).join('\n')}\n`,
  )
  const rows = people(sheet)
  assert.equal(bornOf(rows).filter((born) => born === '').length, 6)
  assert.ok(
    rows.every(({ row }) => row !== undefined),
    'they still come in',
  )
  assert.deepEqual(bornOf(people(csv('ID,First name,Last name,DOB\n1,Amina,Cole,01/01/1900\n'))), [''])
})

test('a column that stands twice counts once, and headings of a colleague’s own are remembered', () => {
  assert.deepEqual(
    [...guessRoles(['Surname', 'Surname', 'DOB', 'Address 1', 'Address 2'], new Map()).values()],
    ['family', 'birth', 'address', 'address'],
  )
  assert.deepEqual(
    [
      ...guessRoles(
        ['Kid', 'Surname'],
        new Map([
          ['kid', 'given'],
          ['surname', null],
        ]),
      ),
    ],
    [[0, 'given']],
  )
})

test('columns are named as the spreadsheet names them', () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(columnLetters), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
  assert.deepEqual(splitTyped('Mary Jane Watson'), { given: 'Mary Jane', family: 'Watson' })
})
