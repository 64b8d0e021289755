// What a sheet says about people: which row names the columns, which column holds what, and what is wrong with which cell.
// Guesses are only offered; a person says how a file is read, and sees every row's problems before anybody comes in.
import { isLocalDate, type LocalDate } from '../../core/clocks/index.ts'
import { normalName, type Role, recognise, usageIn } from '../../core/matching/index.ts'
import { cellsOf, type ImportColumn, type ImportRow, nameVariants, readImportRow, twiceInFile } from '../../core/people/index.ts'
import { columnLetters, type Sheet, type SheetRow } from './cells.ts'
import { type ChosenColumns, type DateOrder, type ImportPolicy, type ImportRole, importRoles } from './schema.ts'
import { t } from './texts.ts'
import { dayOfSerial } from './xlsx.ts'

export type Roles = ReadonlyMap<number, ImportRole>
/** `cell`: as the spreadsheet names it, 'C5'; null for the row as a whole. */
export type RowProblem = Readonly<{ cell: string | null; message: string }>
/** `row` undefined: it does not come in. Problems of one that does are cells left out of it. */
export type PersonRow = Readonly<{ line: number; reference: string; row: ImportRow | undefined; problems: readonly RowProblem[] }>

// ── which row names the columns ─────────────────────────────────────────────────────────────────────────────────────

const recordNames = [
  ...['id', 'ref', 'reference', 'referenceno', 'referencenumber', 'record', 'recordid', 'recordno', 'recordnumber', 'personid', 'clientid'],
  ...['caseid', 'caseref', 'casereference', 'casenumber', 'swiftid', 'mosaicid', 'lcsid', 'pupilid', 'urn', 'uniqueid', 'number', 'no'],
]
/** Of the columns that the matching knows, those that come in; `family2` and parts of a date do not. */
const known: Partial<Record<Role, ImportRole>> = {
  ...{ given: 'given', middle: 'middle', family: 'family', name: 'name', birth: 'birth', sex: 'sex', address: 'address' },
  ...{ postcode: 'postcode', phone: 'phone', nhs: 'nhs' },
}
const isMany = (role: ImportRole) => role === 'address'

/** As headings are compared and remembered: without capitals, spaces and signs. */
export function plainHeading(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 80)
}

/** Which column holds what: as this agency said before, else by common names. Of two that say the same the first counts. */
export function guessRoles(header: readonly string[], remembered: ReadonlyMap<string, ImportRole | null>): Roles {
  const byName = recognise(header)
  const taken = new Set<ImportRole>()
  const roles = new Map<number, ImportRole>()
  header.forEach((heading, place) => {
    const plain = plainHeading(heading)
    if (plain === '') return
    const before = remembered.get(plain)
    const asKnown = byName.get(place)
    // "address line 2" and its like go on where the first left off
    const guessed = recordNames.includes(plain)
      ? 'record'
      : /^(?:address(?:line)?[2-5]|town|city)$/.test(plain)
        ? 'address'
        : asKnown && known[asKnown]
    const role = before === undefined ? guessed : (before ?? undefined)
    if (role === undefined || (taken.has(role) && !isMany(role))) return
    taken.add(role)
    roles.set(place, role)
  })
  return roles
}

const rowsLookedAt = 20

/** The row, by its number, that names most columns; of equals the last, because titles stand above. Undefined: no row does. */
export function guessHeader({ rows }: Sheet, remembered: ReadonlyMap<string, ImportRole | null>): number | undefined {
  let best: { row: number; found: number } | undefined
  for (const { row, cells } of rows.slice(0, rowsLookedAt)) {
    const found = guessRoles(cells, remembered).size
    // a second row of headings below the first, as "Home" over "Address" and "Postcode"
    if (found >= 1 && (best === undefined || found > best.found || (found === best.found && found > 1 && row === best.row + 1)))
      best = { row, found }
  }
  return best?.row
}

// ── dates ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type OrderSeen = Readonly<{ dmy: boolean; mdy: boolean }>

/** What the dates of a column themselves say about their order: 25/03/2010 can only be one of the two. */
export function ordersSeen(texts: readonly string[]): OrderSeen {
  let seen = { dmy: false, mdy: false }
  for (const text of texts) {
    const [, a, b] = /^(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{4}\b/.exec(text) ?? []
    seen = { dmy: seen.dmy || Number(a) > 12, mdy: seen.mdy || Number(b) > 12 }
  }
  return seen
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

export type ReadDate = Readonly<{ date: LocalDate }> | 'no_date' | 'short_year' | 'year_only' | 'either_order'

/**
 * 2010-03-27, 27/3/2010, 27 March 2010, or the number that a spreadsheet keeps for a day. `seen` says both where a column
 * mixes its orders: then a date that could be two days is neither.
 */
export function readDate(text: string, order: DateOrder, seen: OrderSeen): ReadDate {
  const day = text.replace(/[T ]\d{1,2}:.*$/, '').trim()
  const whole = (year: string | undefined, month: string | number, date: string | undefined): ReadDate => {
    const written = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
    return isLocalDate(written) ? { date: written } : 'no_date'
  }
  if (/^\d{5}(?:\.\d+)?$/.test(day)) return whole(...partsOf(dayOfSerial(Number(day)) ?? ''))
  if (/^(?:1[89]|20)\d\d$/.test(day)) return 'year_only'
  const [, y, m, d] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(day) ?? []
  if (y !== undefined && m !== undefined) return whole(y, m, d)
  const inWords = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([a-z]{3,9})[-/., ]+(\d{2,4})$/i.exec(day) ?? monthFirst(day)
  if (inWords !== null) {
    if (inWords[3]?.length !== 4) return 'short_year'
    const month = months.indexOf(inWords[2]?.slice(0, 3).toLowerCase() ?? '') + 1
    return whole(inWords[3], month, inWords[1])
  }
  const [, first, second, year] = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})$/.exec(day) ?? []
  if (first === undefined || second === undefined || year === undefined) return 'no_date'
  if (year.length === 2) return 'short_year'
  const isMixed = seen.dmy && seen.mdy
  if (isMixed && Number(first) <= 12 && Number(second) <= 12 && Number(first) !== Number(second)) return 'either_order'
  const dayFirst = isMixed ? Number(second) <= 12 : order === 'dmy'
  return dayFirst ? whole(year, second, first) : whole(year, first, second)
}

function monthFirst(day: string): readonly string[] | null {
  const found = /^([a-z]{3,9})[-/. ]+(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{2,4})$/i.exec(day)
  return found === null ? null : ['', found[2] ?? '', found[1] ?? '', found[3] ?? '']
}

function partsOf(date: string): [string | undefined, string, string | undefined] {
  const [year, month = '', day] = date.split('-')
  return [year, month, day]
}

// ── the rows ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Two people in one cell; an apostrophe, a hyphen and a double name are none. */
const twoPeople = /\s(?:and|&|\+)\s|[;/\n]|&/i
const shownError = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!)$/
const columnOfRole: Readonly<Record<ImportRole, ImportColumn>> = {
  ...{ record: 'record', given: 'given', middle: 'middle', family: 'surname', name: 'given', birth: 'dob', sex: 'sex' },
  ...{ address: 'address', postcode: 'postcode', phone: 'phone', nhs: 'nhs' },
}

export type Reading = Readonly<{ chosen: ChosenColumns; system: string; today: LocalDate; policy: ImportPolicy; importId: string }>

/** All rows below the header, each with what is wrong in it. */
export function readPeople(sheet: Sheet, { chosen, system, today, policy, importId }: Reading): readonly PersonRow[] {
  const roles: Roles = new Map(Object.entries(chosen.roles).map(([place, role]) => [Number(place), role]))
  const header = sheet.rows.find(({ row }) => row === chosen.headerRow)?.cells ?? []
  const body = sheet.rows.filter(({ row }) => row > chosen.headerRow)
  // said once: fifty thousand rows ask for each of their cells
  const places = new Map(importRoles.map((role) => [role, [...roles].flatMap(([place, held]) => (held === role ? [place] : []))]))
  const placesOf = (role: ImportRole) => places.get(role) ?? []
  const value = (cells: readonly string[], role: ImportRole) =>
    placesOf(role)
      .flatMap((place) => (cells[place] === undefined || cells[place] === '' ? [] : [cells[place]]))
      .join(', ')
  const addressOf = (row: number, role: ImportRole | undefined) => {
    const place = role === undefined ? undefined : placesOf(role)[0]
    return place === undefined ? null : `${columnLetters(place)}${row}`
  }
  const seen = ordersSeen(body.map(({ cells }) => value(cells, 'birth')))
  const births = body.map(({ cells }) => readBirthCell(value(cells, 'birth'), chosen.dateOrder, seen))
  const isDefault = defaultDates(body, births, (cells) => [value(cells, 'given'), value(cells, 'family') || value(cells, 'name')], policy)
  const lines = new Map<string, number>()
  return body.map(({ row, cells }, at): PersonRow => {
    const problems: RowProblem[] = []
    const problem = (role: ImportRole | undefined, message: string) => problems.push({ cell: addressOf(row, role), message })
    const isBroken = brokenCells({ row, cells }, sheet, roles, (place, message) =>
      problems.push({ cell: `${columnLetters(place)}${row}`, message }),
    )
    if (isHeaderAgain(cells, header, roles, at < rowsLookedAt))
      return { line: row, reference: '', row: undefined, problems: [{ cell: null, message: t('row.headerAgain') }] }
    let isOne = true
    for (const role of ['given', 'family', 'name'] as const) {
      if (!twoPeople.test(value(cells, role))) continue
      isOne = false
      problem(role, t('row.twoPeople'))
    }
    const reference = placesOf('record').length === 0 ? `${importId.slice(0, 8)}-${row}` : value(cells, 'record')
    const birth = births[at] ?? ''
    if (typeof birth === 'string' && birth !== '') problem('birth', t(`row.date.${birth}`, { text: value(cells, 'birth').slice(0, 30) }))
    const date = typeof birth === 'string' ? '' : birth.date
    const isUnknown = date !== '' && isDefault(date)
    if (isUnknown) problem('birth', t('row.date.default', { date }))
    const name = value(cells, 'name') === '' ? undefined : splitTyped(value(cells, 'name'))
    const read = readImportRow(
      cellsOf((column) => {
        switch (column) {
          case 'record':
            return reference
          case 'source':
            return system
          case 'given':
            return value(cells, 'given') || (value(cells, 'family') === '' ? (name?.given ?? '') : '')
          case 'surname':
            return value(cells, 'family') || (value(cells, 'given') === '' ? (name?.family ?? '') : '')
          case 'dob':
            return isUnknown ? '' : date
          case 'phone':
            // a spreadsheet that took it for a number has lost its nought
            return value(cells, 'phone').replace(/^([1-37]\d{9})$/, '0$1')
          default:
            return value(cells, column)
        }
      }),
      today,
    )
    for (const { column, message } of read.problems)
      problem(
        [...roles.values()].find((role) => columnOfRole[role] === column && (role !== 'name' || placesOf('given').length === 0)),
        message,
      )
    const before = lines.get(reference)
    if (before !== undefined) problem('record', twiceInFile(reference, before))
    const isGood = read.row !== undefined && before === undefined && isOne && !isBroken
    if (before === undefined) lines.set(reference, row)
    return { line: row, reference: reference.slice(0, 100), row: isGood ? read.row : undefined, problems }
  })
}

function readBirthCell(text: string, order: DateOrder, seen: OrderSeen): ReadDate | '' {
  return text === '' ? '' : readDate(text, order, seen)
}

/** Cells that cannot mean what they show: covered by a merged one, or an error of a formula. @returns whether the row must stay out */
function brokenCells(
  { row, cells }: SheetRow,
  { merged }: Sheet,
  roles: Roles,
  problem: (place: number, message: string) => void,
): boolean {
  let isBroken = false
  for (const place of roles.keys()) {
    const covering = merged.get(`${row}:${place}`)
    const isError = shownError.test(cells[place] ?? '')
    if (covering === undefined && !isError) continue
    isBroken = true
    problem(place, covering === undefined ? t('row.error', { shown: cells[place] ?? '' }) : t('row.merged', { cell: covering }))
  }
  return isBroken
}

/** The headings stand again, as at the top of each printed page; or, close below the first, a second row of them. */
function isHeaderAgain(cells: readonly string[], header: readonly string[], roles: Roles, isNear: boolean): boolean {
  const places = [...roles.keys()].filter((place) => (cells[place] ?? '') !== '')
  if (places.length < 2) return false
  return (
    places.every((place) => plainHeading(cells[place] ?? '') === plainHeading(header[place] ?? '')) ||
    (isNear && guessRoles(cells, new Map()).size >= Math.max(2, places.length - 1))
  )
}

type Names = readonly [given: string, family: string]

/** Dates that a system writes where none is known: those that always are, and any that too many people of the file share. */
function defaultDates(
  body: readonly SheetRow[],
  births: readonly (ReadDate | '')[],
  namesOf: (cells: readonly string[]) => Names,
  { defaultDates: always }: ImportPolicy,
): (date: LocalDate) => boolean {
  const usage = usageIn(
    body.flatMap(({ cells }, at) => {
      const birth = births[at]
      if (birth === undefined || typeof birth === 'string') return []
      const [given, family] = namesOf(cells)
      return [
        {
          names: [{ given: normalName(given), middle: '', family: normalName(family) }],
          births: [{ bornOn: birth.date, year: Number(birth.date.slice(0, 4)), month: null, certainty: 'full' as const }],
          ...{ sexes: [], addresses: [], phones: [], identifiers: [], schools: [] },
        },
      ]
    }),
    nameVariants,
  )
  return (date) => always.includes(date) || usage.isDefaultDate(date)
}

/** "Yusuf, Amina" or "Amina Yusuf": in one cell, as it was written. */
export function splitTyped(name: string): Readonly<{ given: string; family: string }> {
  const [family = '', ...given] = name.split(',').map((part) => part.trim())
  if (given.length > 0) return { given: given.join(' ').trim(), family }
  const words = name.trim().split(/\s+/)
  return { given: words.slice(0, -1).join(' '), family: words.at(-1) ?? '' }
}
