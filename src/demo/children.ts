// Who the stories are about. Nobody here lives: names, streets and postcodes are made by chance from these lists, and the
// postcode area QM is not in use.
import { addDays, type LocalDate } from '../core/clocks/index.ts'
import type { Subject } from '../core/concerns/index.ts'
import type { PersonFacts } from '../core/people/index.ts'
import { wards } from './borough.ts'
import { type Chance, chance } from './random.ts'

export type Child = Readonly<{
  given: string
  family: string
  /** What they like to be called. */
  called: string
  bornOn: LocalDate
  sex: 'female' | 'male' | 'other'
  school: string
  address: string
  postcode: string
  ward: string
  language: string
  /** The name in its own script, where that is not the Latin one. */
  ownScript?: string
  isAdult: boolean
}>

type Name = readonly [given: string, sex: 'female' | 'male', ownScript?: string]
// biome-ignore format: lists to read
const given: readonly [Name, ...Name[]] = [
  ['Tyrell', 'male'], ['Maisie', 'female'], ['Kadeem', 'male'], ['Shanice', 'female'], ['Callie', 'female'], ['Dre', 'male'], ['Aaliyah', 'female'],
  ['Corey', 'male'], ['Ellie-Mae', 'female'], ['Jayden', 'male'], ['Precious', 'female'], ['Kian', 'male'], ['Liberty', 'female'], ['Marlon', 'male'],
  ['Zosia', 'female'], ['Mateusz', 'male'], ['Ioana', 'female'], ['Andrei', 'male'], ['Linh', 'female'], ['Minh', 'male'], ['Blessing', 'female'],
  ['Tunde', 'male'], ['Fatoumata', 'female'], ['Ibrahim', 'male', 'إبراهيم'], ['Amina', 'female', 'أمينة'], ['Yusuf', 'male', 'يوسف'], ['Maryam', 'female', 'مريم'],
  ['Oleksandr', 'male', 'Олександр'], ['Daryna', 'female', 'Дарина'], ['Xiu', 'female', '秀'], ['Wei', 'male', '伟'], ['Gurpreet', 'female', 'ਗੁਰਪ੍ਰੀਤ'], ['Tenzin', 'male', 'བསྟན་འཛིན'],
  ['Róisín', 'female'], ['Caoimhín', 'male'], ['Chloé', 'female'], ['Zoë', 'female'], ['D’Andre', 'male'], ['Keeley', 'female'], ['Bobby', 'male'],
  ['Frankie', 'female'], ['Ashton', 'male'], ['Skye', 'female'], ['Reuben', 'male'], ['Nevaeh', 'female'], ['Harley', 'male'], ['Tia', 'female'], ['Zak', 'male'],
]
// biome-ignore format: lists to read
const families: readonly [string, ...string[]] = [
  'Ashgrove', 'Bellweather', 'Corrigan-Platt', 'Dunmoor', 'Ekwueme', 'Farrowdale', 'Gillespie-Nwosu', 'Hathersage', 'Ilunga', 'Jessop', 'Kowalczuk', 'Larkspur',
  'Mbeki-Rowan', 'Nairncross', 'O’Dowdall', 'Petrescu', 'Quarmby', 'Rashdan', 'St John-Amberley', 'Tran', 'Umarov', 'Van der Heijden', 'Wetherall', 'Yaxley',
  'Zielony', 'Al-Hakimi', 'de Souza Vilar', 'Mac an Ghoill', 'Featherstonehaugh-Cholmondeley', 'Ng', 'Sangster', 'Brackenbury', 'Osei-Tutu Lane', 'Thirlwell',
]
const streets: readonly [string, ...string[]] = [
  'Heron Walk',
  'Old Ropery',
  'Saltpan Lane',
  'Candle Court',
  'Weir Terrace',
  'Loom Street',
  'Gasworks Row',
  'Tern Close',
  'Fuller’s Yard',
  'Marsh Gate',
]
const schools: readonly [string, ...string[]] = [
  'Sallow Lane School',
  'Northwick Hill High School',
  'Tidewell Sixth Form',
  'Osier Bank Learning Centre',
]
const languages: readonly [string, ...string[]] = [
  'English',
  'English',
  'English',
  'English',
  'English',
  'Polish',
  'Romanian',
  'Arabic',
  'Ukrainian',
  'Vietnamese',
  'Punjabi',
  'British Sign Language',
]

/** The same child for the same number. `today`: children are between 11 and 17 then, adults between 19 and 58. */
export function childNumber(number: number, today: LocalDate, isAdult: boolean): Child {
  const luck = chance(`child ${number}`)
  const [name, sex, ownScript] = luck.pick(given)
  const family = luck.pick(families)
  const age = isAdult ? luck.between(19, 58) : luck.between(11, 17)
  return {
    given: name,
    family,
    called: luck.happens(0.12) ? luck.pick(['Bean', 'Jay', 'Mo', 'Ace', 'Kit', 'Bee']) : name,
    bornOn: addDays(today, -Math.round(age * 365.25) - luck.between(1, 360)),
    sex: luck.happens(0.03) ? 'other' : sex,
    school: isAdult ? '' : luck.pick(schools),
    address: `${luck.between(1, 180)} ${luck.pick(streets)}`,
    postcode: `QM${luck.between(1, 9)} ${luck.between(1, 9)}${luck.pick(['AB', 'BD', 'DE', 'EF', 'GH', 'HJ', 'LN', 'PQ', 'RS', 'TU'])}`,
    ward: luck.pick(wards),
    language: ownScript === undefined ? luck.pick(languages) : luck.pick(['Arabic', 'Ukrainian', 'Mandarin', 'Punjabi', 'Tibetan']),
    ...(ownScript === undefined ? {} : { ownScript }),
    isAdult,
  }
}

/** How sure a referrer is of the birth date, and how they spell the name: what the desk gets is seldom what is on record. */
export type Telling = Readonly<{ spelling: string; bornOn: string | null; aboutAge: number | null }>

export function asReferred(child: Child, luck: Chance, today: LocalDate): Telling {
  const age = Number(today.slice(0, 4)) - Number(child.bornOn.slice(0, 4))
  const full = `${child.given} ${child.family}`
  const known = luck.next()
  const birth =
    known < 0.62
      ? { bornOn: child.bornOn, aboutAge: null }
      : known < 0.74
        ? { bornOn: child.bornOn.slice(0, 4), aboutAge: null }
        : known < 0.92
          ? { bornOn: null, aboutAge: age + luck.between(-1, 1) }
          : { bornOn: null, aboutAge: null }
  return { spelling: luck.happens(0.85) ? full : misheard(child, luck), ...birth }
}

/** As somebody wrote it down who only heard it. */
function misheard({ given, family }: Child, luck: Chance): string {
  const heard = luck.happens(0.5) ? given.replace(/ie?$|y$/, 'ey').replace('c', 'k') : given.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return luck.happens(0.3) ? heard : `${heard} ${family.replace('ck', 'k').replace('ll', 'l').replaceAll(/[’-]/g, ' ')}`
}

/** As the front door keeps it. `today`: the day it is sent. */
export function subjectOf(child: Child, told: Telling, today: LocalDate): Subject {
  return {
    relation: 'at_risk',
    fullName: told.spelling,
    knownAs: child.called === child.given ? '' : child.called,
    bornOn: told.bornOn,
    aboutAge: told.aboutAge,
    schoolOrWork: child.school,
    address: `${child.address}, ${child.postcode}`,
    phone: '',
    language: child.language,
    more: '',
    facts: factsOf(child, told, today),
  }
}

/** What the people room keeps of it: what was said, and no more. */
function factsOf(child: Child, told: Telling, today: LocalDate): PersonFacts {
  return {
    names: [
      { kind: 'legal', fullText: told.spelling },
      ...(child.ownScript === undefined ? [] : [{ kind: 'spelling' as const, fullText: child.ownScript }]),
    ],
    births:
      told.bornOn !== null
        ? told.bornOn.length === 10
          ? [{ certainty: 'full', bornOn: told.bornOn, basis: 'stated' }]
          : [{ certainty: 'partial', year: Number(told.bornOn), basis: 'stated' }]
        : told.aboutAge !== null
          ? [{ certainty: 'estimated', estimatedAge: told.aboutAge, estimatedOn: today, basis: 'estimated' }]
          : [],
    details: [
      { kind: 'sex', value: child.sex },
      { kind: 'language', value: child.language },
      ...(child.called === child.given ? [] : [{ kind: 'called' as const, value: child.called }]),
      ...(child.school === '' ? [] : [{ kind: 'school' as const, value: child.school }]),
    ],
    addresses: [{ kind: 'home', line: child.address, postcode: child.postcode }],
  }
}
