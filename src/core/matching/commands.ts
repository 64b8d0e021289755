import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { z } from 'zod'
import { type CliIo, type Command, command, UsageError } from '../../platform/cli/index.ts'
import { readReferenceFile } from '../reference/index.ts'
import { type Columns, columnNames, factsOfRow, type Role, recognise, roles } from './columns.ts'
import type { MatchFacts, Variants } from './compare.ts'
import { put } from './groups.ts'
import { type Linked, link } from './link.ts'
import { matchingPolicy } from './schema.ts'
import { type Score, scoreOf, type Tried } from './score.ts'
import { t } from './texts.ts'
import { whyOf } from './why.ts'

type FileRead = Readonly<{ records: readonly FileRecord[]; leftOut: readonly string[]; unreadDates: number }>
type FileRecord = Readonly<{ id: string; truth: string; line: number; facts: MatchFacts }>
type Wanted = Readonly<{ id: string | undefined; named: ReadonlyMap<Role, string>; truth: string | undefined }>

/** `link A.csv [B.csv] --out pairs.csv`: records of one person in anybody's files. */
export function linkCommand(variants: Variants): Command {
  return command({
    name: 'link',
    summary: t('link.summary'),
    details: t('link.details', { roles: roles.map((role) => columnNames[role][0]).join(', ') }),
    arguments: [
      { name: 'A.csv', summary: t('link.a') },
      { name: 'B.csv', summary: t('link.b'), optional: true },
    ],
    options: [
      { name: 'out', takes: 'FILE', summary: t('link.out'), required: true },
      { name: 'truth', takes: 'COLUMN', summary: t('link.truth') },
      { name: 'map', takes: 'PAIRS', summary: t('link.map') },
    ],
    examples: ['link people.csv --out pairs.csv', 'link school.csv police.csv --out pairs.csv --map given=Forename,birth="Date born"'],
    exitCodes: { 1: t('link.code1') },
    run: async ({ argument, option, json, io }) => {
      const out = option('out') ?? ''
      const wanted = wantedColumns(option('map'), option('truth'))
      const first = await readRecords(io, argument('A.csv') ?? '', wanted)
      const fileB = argument('B.csv')
      const second = fileB === undefined ? undefined : await readRecords(io, fileB, wanted)
      const records = [...first.records, ...(second?.records ?? [])]
      const fromFirst = first.records.length
      const say = (text: string) => io.error(`${text}\n`)
      say(t('link.read', { count: records.length }))

      const fromSecond = records.length - fromFirst
      const isWanted = second === undefined ? () => true : (a: number, b: number) => a < fromFirst && b >= fromFirst
      const all = second === undefined ? (fromFirst * (fromFirst - 1)) / 2 : fromFirst * fromSecond
      const { pairs } = link(
        records.map(({ facts }) => facts),
        readReferenceFile('matching.yaml', matchingPolicy),
        variants,
        { isWanted, all },
      )
      say(t('link.learned'))
      const counts = { very_likely: 0, possibly: 0 }
      const tried: Tried[] = []
      let compared = 0
      async function* lines(): AsyncGenerator<string> {
        yield 'a,b,probability,weight,band,why\n'
        let tenths = 0
        for (const pair of pairs) {
          compared++
          const [one, other] = [records[pair.a], records[pair.b]]
          if (one === undefined || other === undefined) continue
          if (wanted.truth !== undefined) tried.push({ probability: pair.probability, band: pair.band, same: one.truth === other.truth })
          const done = Math.floor((pair.a * 10) / records.length)
          if (done > tenths) say(t('link.progress', { percent: String(done * 10), count: counts.very_likely + counts.possibly }))
          tenths = done
          if (pair.band === null) continue
          counts[pair.band]++
          yield lineOf(one.id, other.id, pair)
        }
      }
      await io.writeFile(out, lines()).catch((error: Error) => {
        throw new UsageError(t('link.unwritable', { file: out, why: error.message }))
      })

      const score = wanted.truth === undefined ? undefined : scoreOf(tried, truePairs(records, isWanted))
      const leftOut = [...first.leftOut, ...(second?.leftOut ?? [])]
      const unreadDates = first.unreadDates + (second?.unreadDates ?? 0)
      for (const problem of leftOut) say(problem)
      if (unreadDates > 0) say(t('link.dates', { count: unreadDates }))
      if (json)
        io.out(
          `${JSON.stringify({ records: records.length, compared, ...counts, leftOut: leftOut.length, unreadDates, out, truth: score ?? null })}\n`,
        )
      else io.out(inWords(counts, out, wanted.truth ?? '', score))
      return leftOut.length > 0 ? 1 : 0
    },
  })
}

function lineOf(a: string, b: string, { probability, band, guard, parts }: Linked): string {
  const { why, weight } = whyOf(parts, guard)
  return `${[a, b, probability.toPrecision(6), weight, band ?? '', why].map(quoted).join(',')}\n`
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function inWords(
  counts: Readonly<Record<'very_likely' | 'possibly', number>>,
  out: string,
  column: string,
  score: Score | undefined,
): string {
  const share = (value: number) => value.toFixed(3)
  const lines = [t('link.done', { very: counts.very_likely, possibly: counts.possibly, out })]
  if (score !== undefined) {
    const { suggested, veryLikely, best } = score
    lines.push(
      t('link.known', {
        column,
        precision: share(suggested.precision),
        recall: share(suggested.recall),
        f1: share(suggested.f1),
        veryPrecision: share(veryLikely.precision),
        veryRecall: share(veryLikely.recall),
        best: share(best.f1),
        threshold: share(best.threshold),
      }),
    )
  }
  return `${lines.join('\n')}\n`
}

/** How many pairs are of one person, by the column of truth. */
function truePairs(records: readonly FileRecord[], isWanted: (a: number, b: number) => boolean): number {
  const people = new Map<string, number[]>()
  records.forEach(({ truth }, place) => {
    if (truth !== '') put(people, truth, place)
  })
  let count = 0
  for (const places of people.values()) {
    places.forEach((a, i) => {
      count += places.slice(i + 1).filter((b) => isWanted(a, b)).length
    })
  }
  return count
}

function wantedColumns(map: string | undefined, truth: string | undefined): Wanted {
  const named = new Map<Role, string>()
  let id: string | undefined
  for (const part of map === undefined ? [] : map.split(',')) {
    const [, role = '', column = ''] = /^\s*([a-z0-9]+)\s*=\s*(.+?)\s*$/.exec(part) ?? []
    if (column === '') throw new UsageError(t('link.mapForm', { part }))
    const known = roles.find((one) => one === role)
    if (role === 'id') id = column
    else if (known !== undefined) named.set(known, column)
    else throw new UsageError(t('link.role', { role, roles: roles.join(', ') }))
  }
  return { id, named, truth }
}

/** The records of a file in the order of their ids, so that it makes no difference how the file was sorted. */
async function readRecords(io: CliIo, file: string, wanted: Wanted): Promise<FileRead> {
  const records: FileRecord[] = []
  const leftOut: string[] = []
  let unreadDates = 0
  let header: readonly string[] | undefined
  let columns: Columns = new Map()
  let places = { id: 0, truth: -1 }
  for await (const { cells, line } of rowsOf(io, file)) {
    if (header === undefined) {
      header = cells
      ;({ columns, places } = readHeader(file, header, wanted))
      continue
    }
    if (cells.length !== header.length) {
      leftOut.push(t('link.cells', { file, line: String(line), found: cells.length, wanted: header.length }))
      continue
    }
    const id = cells[places.id]?.trim() ?? ''
    if (id === '') throw new UsageError(t('link.noId', { file, line: String(line), column: header[places.id] ?? '' }))
    const { facts, unread } = factsOfRow(cells, columns)
    unreadDates += unread.length
    records.push({ id, truth: cells[places.truth]?.trim() ?? '', line, facts })
  }
  if (header === undefined) throw new UsageError(t('link.empty', { file }))
  records.sort((one, other) => compareIds(one.id, other.id))
  const again = records.findIndex(({ id }, i) => id === records[i - 1]?.id)
  const [before, twice] = [records[again - 1], records[again]]
  if (before !== undefined && twice !== undefined)
    throw new UsageError(t('link.twice', { file, id: twice.id, before: String(before.line), line: String(twice.line) }))
  return { records, leftOut, unreadDates }
}

function readHeader(file: string, header: readonly string[], { id, named, truth }: Wanted) {
  const placeOf = (column: string) => {
    const place = header.indexOf(column)
    if (place < 0) throw new UsageError(t('link.noColumn', { file, column, columns: header.join(', ') }))
    return place
  }
  for (const column of named.values()) placeOf(column)
  const places = { id: id === undefined ? 0 : placeOf(id), truth: truth === undefined ? -1 : placeOf(truth) }
  const columns = new Map([...recognise(header, named)].filter(([place]) => place !== places.truth && place !== places.id))
  const telling: ReadonlySet<Role> = new Set(['given', 'family', 'name', 'birth', 'year', 'nhs', 'upn'])
  if (![...columns.values()].some((role) => telling.has(role)))
    throw new UsageError(t('link.noColumns', { file, columns: header.join(', ') }))
  return { columns, places }
}

/** Numbers by size, words by letters: '9' before '10', the same on every machine. */
function compareIds(one: string, other: string): number {
  const bothNumbers = /^\d+$/.test(one) && /^\d+$/.test(other)
  if (bothNumbers && one.length !== other.length) return one.length - other.length
  return one < other ? -1 : one > other ? 1 : 0
}

async function* rowsOf(io: CliIo, file: string): AsyncGenerator<Readonly<{ cells: readonly string[]; line: number }>> {
  const skipped = { lines: 0 }
  const text = Readable.from(withoutComments(readable(io, file), skipped))
  const table = text.pipe(parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true }))
  // a pipe passes on what is read, not what goes wrong
  text.once('error', (error) => table.destroy(error))
  try {
    for await (const row of table) {
      const { record, info } = csvRow.parse(row)
      yield { cells: record, line: info.lines + skipped.lines }
    }
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(t('link.table', { file, why: error.message }))
    throw error
  }
}

const csvRow = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) })

/** The parts of a text file. What was not UTF-8 was read as U+FFFD: a name with it would never be found. */
async function* readable(io: CliIo, file: string): AsyncGenerator<string> {
  let line = 1
  const parts = io.readParts(file)
  try {
    for await (const part of parts) {
      const unreadable = part.search(/[\uFFFD\0]/)
      line += part.slice(0, unreadable < 0 ? undefined : unreadable).split('\n').length - 1
      if (unreadable >= 0) throw new UsageError(t('link.encoding', { file, line: String(line) }))
      yield part
    }
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error
    throw new UsageError(t('link.unreadable', { file, why: error.message }))
  }
}

/** Leaves out the lines of # before the header; further down such a line is somebody's data. */
async function* withoutComments(parts: AsyncIterable<string>, skipped: { lines: number }): AsyncGenerator<string> {
  let begun = false
  let kept = ''
  for await (const part of parts) {
    if (begun) {
      yield part
      continue
    }
    kept = (kept + part).replace(/^\uFEFF/, '')
    let end = kept.indexOf('\n')
    while (kept.startsWith('#') && end >= 0) {
      skipped.lines++
      kept = kept.slice(end + 1)
      end = kept.indexOf('\n')
    }
    if (kept === '' || kept.startsWith('#')) continue
    begun = true
    yield kept
  }
  if (!begun && !kept.startsWith('#')) yield kept
}
