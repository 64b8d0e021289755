// Excel's workbooks (ECMA-376), as far as a list of people needs them: sheets, texts, dates, what a formula came to, and
// which cells are merged. A zip of XML. The XML is read by its tags, one after another, without building a tree, so that
// 50,000 rows cost little; it expands no entities of its own and knows no document types, so a file cannot make it grow.
import { strFromU8, unzipSync } from 'fflate'
import { columnLetters, type Sheet, type SheetRow } from './cells.ts'

type Problem = 'broken' | 'tooLarge' | 'tooManyRows' | 'noSheet' | 'other' | 'xlsb' | 'xlsm'

/** Unpacked, all parts that are read together. Beyond it a file is not a list but an attack on memory. */
const maxUnpacked = 200 * 1024 * 1024
/** Columns beyond it hold no list of people. */
const maxColumns = 200

/** The sheets of a workbook, or why there are none. Sizes are those the file states: nothing is unpacked before they are judged. */
export function readWorkbook(file: Uint8Array, maxRows: number): readonly Sheet[] | Problem {
  let size = 0
  const names: string[] = []
  let parts: Record<string, Uint8Array>
  try {
    parts = unzipSync(file, {
      filter: ({ name, originalSize }) => {
        names.push(name)
        if (!/^xl\/(?:workbook\.xml|styles\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/i.test(name))
          return false
        size += originalSize
        if (size > maxUnpacked) throw new TooLarge()
        return true
      },
    })
  } catch (error) {
    // fflate has one error for all that is wrong with a zip
    return error instanceof TooLarge ? 'tooLarge' : 'broken'
  }
  if (names.includes('xl/workbook.bin')) return 'xlsb'
  if (names.includes('xl/vbaProject.bin')) return 'xlsm'
  const text = (name: string) => (parts[name] === undefined ? '' : strFromU8(parts[name]))
  const workbook = text('xl/workbook.xml')
  if (workbook === '') return 'other'
  const targets = targetsOf(text('xl/_rels/workbook.xml.rels'))
  const strings = sharedStrings(text('xl/sharedStrings.xml'))
  const dates = dateStyles(text('xl/styles.xml'))
  const { listed, from1904 } = sheetsOf(workbook)
  const sheets: Sheet[] = []
  for (const { name, id } of listed) {
    const xml = text(`xl/${targets.get(id) ?? ''}`)
    // a sheet that is a chart has no rows
    if (xml === '') continue
    const sheet = readSheet(name, xml, { strings, dates, from1904, maxRows })
    if (typeof sheet === 'string') return sheet
    sheets.push(sheet)
  }
  return sheets.some(({ rows }) => rows.length > 0) ? sheets : 'noSheet'
}

const mostMerged = 100_000

class TooLarge extends Error {}

type Tag = Readonly<{ name: string; closes: boolean; empty: boolean; attributes: string; text: string }>

/** Tags with the text after each. Whatever stands between < and > without either: linear in whatever somebody wrote. */
function* tagsOf(xml: string): Generator<Tag> {
  const tag = /<(\/?)(?:[\w.-]+:)?([\w.-]+)([^<>]*)>([^<]*)/g
  for (let found = tag.exec(xml); found !== null; found = tag.exec(xml)) {
    const [, slash = '', name = '', attributes = '', text = ''] = found
    yield { name, closes: slash === '/', empty: attributes.endsWith('/'), attributes, text }
  }
}

const patterns = new Map<string, RegExp>()

function attribute({ attributes }: Tag, name: string): string | undefined {
  // made once for each name: a large sheet asks for two million
  const pattern = patterns.get(name) ?? new RegExp(`(?:^|\\s)(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
  patterns.set(name, pattern)
  const found = pattern.exec(attributes)
  return found === null ? undefined : unescaped(found[1] ?? found[2] ?? '')
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  const plain = text.includes('&')
    ? text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name = '') => {
        if (hex === undefined && decimal === undefined) return named[name] ?? whole
        const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16)
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole
      })
    : text
  // what XML cannot hold Excel writes as _x000D_
  return plain.includes('_x')
    ? plain.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : plain
}

function sheetsOf(workbook: string): { listed: { name: string; id: string }[]; from1904: boolean } {
  const listed: { name: string; id: string }[] = []
  let from1904 = false
  for (const tag of tagsOf(workbook)) {
    if (tag.name === 'sheet' && !tag.closes) listed.push({ name: attribute(tag, 'name') ?? '', id: attribute(tag, 'id') ?? '' })
    if (tag.name === 'workbookPr') from1904 = ['1', 'true'].includes(attribute(tag, 'date1904') ?? '')
  }
  return { listed, from1904 }
}

function targetsOf(relations: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  for (const tag of tagsOf(relations)) {
    if (tag.name === 'Relationship') targets.set(attribute(tag, 'Id') ?? '', (attribute(tag, 'Target') ?? '').replace(/^\/?(?:xl\/)?/, ''))
  }
  return targets
}

function sharedStrings(xml: string): readonly string[] {
  const strings: string[] = []
  let text = ''
  let aside = false
  for (const tag of tagsOf(xml)) {
    if (tag.name === 'si') {
      if (tag.closes || tag.empty) strings.push(unescaped(text))
      if (!tag.closes) text = ''
    }
    // how a word is said, beside it
    if (tag.name === 'rPh') aside = !tag.closes
    if (tag.name === 't' && !tag.closes && !aside) text += tag.text
  }
  return strings
}

/** Which styles of cells show a number as a day. */
function dateStyles(xml: string): ReadonlySet<number> {
  const formats = new Map<number, string>()
  const dates = new Set<number>()
  let inCells = false
  let style = 0
  for (const tag of tagsOf(xml)) {
    if (tag.name === 'numFmt') formats.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '')
    if (tag.name === 'cellXfs') inCells = !tag.closes
    if (tag.name === 'xf' && !tag.closes && inCells) {
      const id = Number(attribute(tag, 'numFmtId') ?? 0)
      const format = formats.get(id)
      if (format === undefined ? (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) : showsDay(format))
        dates.add(style)
      style += 1
    }
  }
  return dates
}

function showsDay(format: string): boolean {
  return /[dy]/i.test(format.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, ''))
}

type Around = Readonly<{ strings: readonly string[]; dates: ReadonlySet<number>; from1904: boolean; maxRows: number }>

function readSheet(name: string, xml: string, { strings, dates, from1904, maxRows }: Around): Sheet | 'broken' | 'tooManyRows' {
  const rows: SheetRow[] = []
  const merged = new Map<string, string>()
  let cells: string[] = []
  let [row, column, type, style, value, inValue] = [0, -1, 'n', 0, '', false]
  let ended = false
  const closeCell = () => {
    if (column < 0 || column >= maxColumns || value === '') return
    while (cells.length < column) cells.push('')
    cells[column] = cellText(value, type, dates.has(style), strings, from1904).trim()
  }
  const closeRow = () => {
    if (cells.some((cell) => cell !== '')) rows.push({ row, cells })
    cells = []
    column = -1
  }
  for (const tag of tagsOf(xml)) {
    switch (tag.name) {
      case 'row':
        if (tag.closes || tag.empty) closeRow()
        if (!tag.closes) row = Number(attribute(tag, 'r') ?? row + 1)
        if (rows.length > maxRows) return 'tooManyRows'
        break
      case 'c':
        if (tag.closes) closeCell()
        else {
          const at = attribute(tag, 'r')
          column = at === undefined ? column + 1 : columnOf(at)
          type = attribute(tag, 't') ?? 'n'
          style = Number(attribute(tag, 's') ?? 0)
          value = ''
        }
        break
      // `v`: what a formula came to, too; its own text (`f`) is never read
      case 'v':
      case 't':
        inValue = !tag.closes && !tag.empty
        if (inValue) value += tag.text
        break
      case 'mergeCell':
        cover(attribute(tag, 'ref') ?? '', merged)
        break
      case 'worksheet':
        ended ||= tag.closes
        break
    }
  }
  return ended ? { name, rows, merged } : 'broken'
}

function cellText(value: string, type: string, isDate: boolean, strings: readonly string[], from1904: boolean): string {
  if (type === 's') return strings[Number(value)] ?? ''
  const text = unescaped(value)
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE'
  if (type !== 'n' || text.trim() === '') return text
  const number = Number(text)
  if (!Number.isFinite(number)) return text
  return (isDate ? dayOfSerial(from1904 ? number + 1462 : number) : undefined) ?? plainNumber(number)
}

function plainNumber(number: number): string {
  return Number.isInteger(number) ? number.toFixed(0) : String(number)
}

/**
 * The day that a spreadsheet means by a number: 1 is 1 January 1900, and 60 a 29 February 1900 that never was, so that
 * later days are one on. Undefined below 1, for that day, and after 9999.
 */
export function dayOfSerial(serial: number): string | undefined {
  const day = Math.floor(serial)
  if (day < 1 || day === 60 || day > 2_958_465) return undefined
  return new Date(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * 86_400_000).toISOString().slice(0, 10)
}

/** 'AB12' is 27. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference) {
    const code = letter.charCodeAt(0)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

/** Cells that lie under the first one of a range, at most so many that nobody could have meant it. */
function cover(range: string, merged: Map<string, string>): void {
  const [from = '', to = from] = range.split(':')
  const [top, bottom] = [from, to].map((one) => Number(/\d+/.exec(one)?.[0]))
  const [left, right] = [columnOf(from), columnOf(to)]
  if (top === undefined || bottom === undefined) return
  const first = `${columnLetters(left)}${top}`
  for (let row = top; row <= bottom && merged.size < mostMerged; row += 1)
    for (let column = left; column <= Math.min(right, maxColumns); column += 1)
      if (row !== top || column !== left) merged.set(`${row}:${column}`, first)
}
