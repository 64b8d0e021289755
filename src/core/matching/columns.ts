// A row of anybody's file as facts to compare: which column holds what, by the names that such columns usually have.
import { isLocalDate } from '../clocks/local-date.ts'
import type { MatchBirth, MatchFacts } from './compare.ts'
import { normalAddress, normalIdentifier, normalName, normalPhone, normalPostcode, splitName } from './normalise.ts'

/** What a column can hold, and the names it is known by, without capitals, spaces and signs. */
export const columnNames = {
  given: ['given', 'givenname', 'givennames', 'forename', 'forenames', 'firstname', 'first', 'fname', 'fnamec1', 'christianname'],
  middle: ['middle', 'middlename', 'middlenames', 'othernames', 'secondname', 'fnamec2'],
  family: ['family', 'familyname', 'surname', 'lastname', 'last', 'lname', 'lnamec1'],
  family2: ['secondsurname', 'surname2', 'lnamec2'],
  name: ['name', 'fullname', 'personname', 'clientname'],
  birth: ['dob', 'dateofbirth', 'birthdate', 'birthday', 'born', 'bornon'],
  year: ['by', 'yob', 'birthyear', 'yearofbirth'],
  month: ['bm', 'birthmonth', 'monthofbirth'],
  day: ['bd', 'birthday', 'dayofbirth'],
  sex: ['sex', 'gender'],
  address: ['address', 'address1', 'addressline', 'addressline1', 'street', 'homeaddress'],
  postcode: ['postcode', 'postalcode', 'zip', 'zipcode'],
  phone: ['phone', 'phonenumber', 'telephone', 'tel', 'mobile', 'mobilephone', 'mobilenumber', 'homephone', 'contactnumber'],
  nhs: ['nhs', 'nhsno', 'nhsnumber'],
  upn: ['upn', 'uniquepupilnumber'],
  school: ['school', 'schoolname'],
} as const

export type Role = keyof typeof columnNames
export const roles = Object.keys(columnNames) as readonly Role[]
/** The columns that hold something, by place. */
export type Columns = ReadonlyMap<number, Role>

/** Which columns of a header hold what. `named` says so for those with other names: role to header. */
export function recognise(header: readonly string[], named: ReadonlyMap<Role, string> = new Map()): Columns {
  const columns = new Map<number, Role>()
  const said = new Set(named.values())
  header.forEach((written, place) => {
    const plain = written.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
    const byName = roles.find((role) => !named.has(role) && columnNames[role].some((name) => name === plain))
    const role = said.has(written) ? [...named].find(([, column]) => column === written)?.[0] : byName
    if (role !== undefined) columns.set(place, role)
  })
  return columns
}

/** The facts of one row; `unread` holds the dates that are none. */
export function factsOfRow(cells: readonly string[], columns: Columns): Readonly<{ facts: MatchFacts; unread: readonly string[] }> {
  const values = (role: Role) =>
    [...columns].flatMap(([place, held]) => (held === role ? [(cells[place] ?? '').trim()] : [])).filter((cell) => cell !== '')
  const first = (role: Role) => values(role)[0] ?? ''
  const given = normalName(first('given'))
  const family = normalName([...values('family'), ...values('family2')].join(' '))
  const parts = given === '' && family === '' ? splitName(first('name')) : { given, middle: normalName(values('middle').join(' ')), family }
  const dates =
    first('year') === '' ? values('birth') : [[first('year'), first('month'), first('day')].filter((part) => part !== '').join('-')]
  const births = dates.map((text) => ({ text, birth: readBirth(text) }))
  const [addresses, postcodes] = [values('address'), values('postcode')]
  return {
    facts: {
      names: parts.given === '' && parts.middle === '' && parts.family === '' ? [] : [parts],
      births: births.flatMap(({ birth }) => (birth === undefined ? [] : [birth])),
      sexes: values('sex').flatMap((sex) => sexOf(sex)),
      addresses: Array.from({ length: Math.max(addresses.length, postcodes.length) }, (_, i) => ({
        line: normalAddress(addresses[i] ?? ''),
        postcode: normalPostcode(postcodes[i] ?? ''),
      })),
      phones: values('phone')
        .map(normalPhone)
        .filter((phone) => phone !== ''),
      identifiers: (['nhs', 'upn'] as const).flatMap((kind) => values(kind).map((value) => ({ kind, value: normalIdentifier(value) }))),
      schools: values('school')
        .map(normalName)
        .filter((school) => school !== ''),
    },
    unread: births.flatMap(({ text, birth }) => (birth === undefined ? [text] : [])),
  }
}

function sexOf(text: string): string[] {
  const letter = text[0]?.toUpperCase() ?? ''
  return /[A-Z]/.test(letter) && !/^(?:u|unknown|nk|not)/i.test(text) ? [letter] : []
}

/** 2010-03-27, 27/3/2010, 27.3.2010, 2010-03 or 2010, with or without a time; undefined for anything else. */
export function readBirth(text: string): MatchBirth | undefined {
  const date = text.replace(/[T ]\d{1,2}:.*$/, '')
  const [, year = '', month = '', day = ''] =
    /^(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?$/.exec(date) ??
    reversed(/^(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})$/.exec(date)) ??
    []
  if (year === '') return undefined
  if (month === '') return { bornOn: null, year: Number(year), month: null, certainty: 'partial' }
  if (Number(month) < 1 || Number(month) > 12) return undefined
  if (day === '') return { bornOn: null, year: Number(year), month: Number(month), certainty: 'partial' }
  const bornOn = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(bornOn) ? { bornOn, year: Number(year), month: Number(month), certainty: 'full' } : undefined
}

function reversed(found: RegExpExecArray | null): readonly string[] | undefined {
  return found === null ? undefined : ['', found[3] ?? '', found[2] ?? '', found[1] ?? '']
}
