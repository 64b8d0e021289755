import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isLocalDate } from '../clocks/local-date.ts'
import type { MatchFacts } from '../matching/index.ts'
import {
  normalAddress,
  normalIdentifier,
  normalName,
  normalPhone,
  normalPostcode,
  presetScorer,
  splitAround,
  splitName,
} from '../matching/index.ts'
import { compare, matchFields } from './matching.ts'
import { nameVariants } from './reference.ts'
import { isBirthProblem, readBirth, whoAbout } from './schema.ts'

const today = '2026-11-24'
const scorer = presetScorer(nameVariants, 'desk')

/** Names as people write them: several scripts, apostrophes, hyphens, prefixes, and anything else a keyboard gives. */
const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    "O'Brien",
    'O’ Brien',
    'Mac Donald',
    'محمد',
    'Олександр',
    'Łukasz',
    'de la Cruz',
    'Siân',
    'Straße',
    'ﬁona',
    'İbrahim',
    'unknown',
    'X',
  ),
  fc
    .array(fc.constantFrom('o', 'mc', 'mac', 'd', 'de', 'la', 'st', 'john', 'anna', "d'", '-', 'É'), { maxLength: 6 })
    .map((words) => words.join(' ')),
)

test('what is normalised stays as it is when it is normalised again', () => {
  for (const normal of [normalName, normalPostcode, normalIdentifier, normalAddress, normalPhone]) {
    fc.assert(
      fc.property(anyName, (text) => {
        assert.equal(normal(normal(text)), normal(text), normal.name)
      }),
    )
  }
  fc.assert(
    fc.property(fc.stringMatching(/^[+0-9 ()-]{0,18}$/), (number) => {
      assert.equal(normalPhone(normalPhone(number)), normalPhone(number))
    }),
  )
})

test('no part of a name is lost when it is taken apart', () => {
  fc.assert(
    fc.property(anyName, anyName, (first, last) => {
      const words = (text: string) =>
        text
          .split(' ')
          .filter((word) => word !== '')
          .sort()
      const { given, middle, family } = splitName(`${first}, ${last}`.replaceAll(',', ' '))
      assert.deepEqual(words(`${given} ${middle} ${family}`), words(normalName(`${first}, ${last}`.replaceAll(',', ' '))))
    }),
  )
  assert.deepEqual(splitAround('Maria Garcia Lopez', 'Garcia Lopez'), { given: 'maria', middle: '', family: 'garcia lopez' })
  assert.deepEqual(splitAround('Nguyen Van An', 'Nguyen'), { given: 'van', middle: 'an', family: 'nguyen' })
})

const word = fc.constantFrom(
  '',
  'a',
  'amina',
  'aminah',
  'thomas',
  'tommy',
  'mohammed',
  'muhammad',
  'yusuf',
  'yusuf ali',
  'smith',
  'smyth',
  'obrien',
)
const date = fc.constantFrom('2010-03-05', '2010-05-03', '2010-03-06', '2011-01-01', '2010-01-01', '1980-03-05')
const birth: fc.Arbitrary<MatchFacts['births'][number]> = fc.oneof(
  date.map((bornOn) => ({ bornOn, year: Number(bornOn.slice(0, 4)), month: null, certainty: 'full' as const })),
  fc.integer({ min: 2005, max: 2013 }).map((year) => ({ bornOn: null, year, month: null, certainty: 'estimated' as const })),
  fc.record({
    bornOn: fc.constant(null),
    year: fc.integer({ min: 2005, max: 2013 }),
    month: fc.option(fc.integer({ min: 1, max: 12 })),
    certainty: fc.constant('partial' as const),
  }),
)
const list = <Value>(of: fc.Arbitrary<Value>) => fc.array(of, { maxLength: 3 })
const anybody: fc.Arbitrary<MatchFacts> = fc.record({
  names: list(fc.record({ given: word, middle: word, family: word })),
  births: list(birth),
  sexes: list(fc.constantFrom('M', 'F')),
  addresses: list(
    fc.record({
      line: fc.constantFrom('', '1 high street', '1 high streat', 'flat 2 1 high street'),
      postcode: fc.constantFrom('', 'LP11AA', 'LP11AB'),
    }),
  ),
  phones: list(fc.constantFrom('07700900001', '07700900002')),
  identifiers: list(
    fc.record({ kind: fc.constantFrom('nhs', 'upn', 'ref:CSC'), value: fc.constantFrom('9990000001', '9990000002', '1234567890') }),
  ),
  schools: list(fc.constantFrom('northgate', 'southgate')),
})
const anyHidden = fc.record({ address: fc.boolean(), phone: fc.boolean() })

test('it makes no difference which of two people is compared with which', () => {
  fc.assert(
    fc.property(anybody, anybody, anyHidden, (one, other, hidden) => {
      const [there, back] = [compare(one, other, hidden, scorer), compare(other, one, hidden, scorer)]
      assert.ok(Math.abs(there.weight - back.weight) < 1e-9)
      assert.deepEqual([there.band, there.evidence.map(({ verdict }) => verdict)], [back.band, back.evidence.map(({ verdict }) => verdict)])
    }),
    { numRuns: 1000 },
  )
})

test('every field is answered for, once and in order; what one side does not say is not known, and not held against anybody', () => {
  fc.assert(
    fc.property(anybody, anybody, anyHidden, (one, other, hidden) => {
      const { evidence, weight } = compare(one, other, hidden, scorer)
      assert.deepEqual(
        evidence.map(({ field }) => field),
        [...matchFields],
      )
      for (const { verdict, because } of evidence) assert.equal(verdict === 'unknown', because === 'notSaid')
      const silent = { ...other, births: [], sexes: [], phones: [], schools: [] }
      for (const { field, verdict } of compare(one, silent, { address: false, phone: false }, scorer).evidence) {
        if (['birth', 'sex', 'phone', 'school'].includes(field)) assert.equal(verdict, 'unknown')
      }
      assert.ok(Number.isFinite(weight))
    }),
  )
})

test('the explanation is about facts: no value of anybody is in it', () => {
  fc.assert(
    fc.property(anybody, anybody, (one, other) => {
      const said = JSON.stringify(compare(one, other, { address: false, phone: false }, scorer).evidence)
      for (const value of ['amina', 'thomas', 'high', 'LP11', '0770', '9990', 'northgate', '2010']) assert.ok(!said.includes(value))
    }),
  )
})

test('a referral takes any name and refuses only what cannot be', () => {
  const read = (typed: Readonly<Record<string, string>>) => whoAbout(today).safeParse(typed)
  fc.assert(
    fc.property(anyName, (name) => {
      const result = read({ name, age: '15' })
      assert.equal(result.success, name.trim().length <= 200)
      const kept = result.success ? result.data.names?.[0]?.fullText : undefined
      if (result.success) assert.equal(kept, name.trim() === '' ? undefined : name.trim(), 'kept as typed')
    }),
  )
  for (const name of ['X', 'ن'.repeat(200), "D'Arcy", '<script>alert(1)</script>']) assert.ok(read({ name }).success, name)
  assert.ok(!read({ name: 'a'.repeat(201) }).success)
  assert.ok(!read({}).success, 'nothing at all is said')
})

test('a birth date is a day that was, a month or year that was, or a sentence that says what to mend', () => {
  const box = fc.oneof(fc.integer({ min: -5, max: 40 }).map(String), fc.constantFrom('', '02', '2010', '2024', '2031', 'March', '٣'))
  fc.assert(
    fc.property(box, box, box, (day, month, year) => {
      const born = readBirth({ day, month, year }, today)
      if (born === undefined) return assert.deepEqual([day, month, year], ['', '', ''])
      if (isBirthProblem(born)) return assert.ok(born.message.length > 20)
      if (born.certainty === 'full') return assert.ok(isLocalDate(born.bornOn) && born.bornOn <= today)
      return assert.ok(born.certainty === 'partial' && born.year <= 2026)
    }),
    { numRuns: 1000 },
  )
  const problem = (day: string, month: string, year: string) => {
    const read = readBirth({ day, month, year }, today)
    return read !== undefined && isBirthProblem(read) ? read.field : undefined
  }
  assert.equal(problem('31', '2', '2011'), 'day')
  assert.equal(problem('25', '11', '2026'), 'year', 'born tomorrow')
  assert.equal(problem('29', '2', '2012'), undefined)
})
