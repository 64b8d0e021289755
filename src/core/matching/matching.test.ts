import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nameVariants } from '../people/index.ts'
import { readReferenceFile } from '../reference/index.ts'
import { readBirth, recognise } from './columns.ts'
import { compare, type MatchFacts, nothingHidden } from './compare.ts'
import { bandOf } from './guards.ts'
import { usageIn } from './link.ts'
import { weigh } from './model.ts'
import { presetScorer, scored } from './preset.ts'
import { matchingPolicy } from './schema.ts'
import { jaroWinkler, soundOf } from './similarity.ts'

const { preset, bands } = readReferenceFile('matching.yaml', matchingPolicy)
const usage = usageIn([], nameVariants)

const somebody = (facts: Partial<MatchFacts> & { given?: string; family?: string; born?: string }): MatchFacts => ({
  names: [{ given: facts.given ?? 'thomas', middle: '', family: facts.family ?? 'walker' }],
  births: facts.born === undefined ? [] : [{ bornOn: facts.born, year: Number(facts.born.slice(0, 4)), month: null, certainty: 'full' }],
  sexes: facts.sexes ?? [],
  addresses: facts.addresses ?? [{ line: '12 mill lane', postcode: 'LP71AA' }],
  phones: facts.phones ?? ['01632960127'],
  identifiers: facts.identifiers ?? [],
  schools: [],
})
const match = (one: MatchFacts, other: MatchFacts) => {
  const compared = compare(one, other, usage)
  const weighed = weigh(compared, preset)
  return { levels: compared.levels, ...weighed, ...bandOf(compared, weighed.probability, bands) }
}

test('the likeness of two words is that of Jaro and Winkler, as other software has it', () => {
  const figures = [
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['abcvwxyz', 'cabvwxyz', 0.9375],
    ['', 'a', 0],
    ['same', 'same', 1],
  ] as const
  for (const [a, b, expected] of figures) assert.equal(Number(jaroWinkler(a, b).toFixed(4)), expected, `${a} and ${b}`)
})

test('names that sound alike share a key, whatever the spelling', () => {
  for (const [a, b] of [
    ['shevchenko', 'sevchenko'],
    ['philips', 'fillips'],
    ['catherine', 'kathryn'],
    ['wright', 'right'],
  ] as const) {
    assert.equal(soundOf(a), soundOf(b), `${a} and ${b}`)
  }
})

test('twins are never very likely the same, however close their names', () => {
  for (const [one, other] of [
    ['tara', 'zara'],
    ['mia', 'amelia'],
    ['liam', 'william'],
    ['hayden', 'jayden'],
    ['sophia', 'tomasz'],
  ] as const) {
    const { band } = match(somebody({ given: one, born: '2012-03-05' }), somebody({ given: other, born: '2012-03-05' }))
    assert.notEqual(band, 'very_likely', `${one} and ${other}`)
  }
  assert.equal(match(somebody({ given: 'sophia', born: '2012-03-05' }), somebody({ given: 'tomasz', born: '2012-03-05' })).band, null)
})

test('a father and a son of one name at one address are two people, and may be when the birthday is not known', () => {
  assert.deepEqual(
    [
      match(somebody({ born: '1980-04-01' }), somebody({ born: '2011-09-30' })).guard,
      match(somebody({ born: '1980-04-01' }), somebody({})).band,
    ],
    ['anotherGeneration', 'possibly'],
  )
  const junior = somebody({ family: 'walker jr', born: '2011-09-30' })
  assert.notEqual(match(somebody({}), junior).band, 'very_likely')
})

test('two numbers that one person cannot have hold a pair back; one wrong digit does not', () => {
  const numbered = (value: string) => somebody({ born: '2011-09-30', identifiers: [{ kind: 'nhs', value }] })
  assert.equal(match(numbered('9990000001'), numbered('9994567890')).guard, 'anotherNumber')
  assert.equal(match(numbered('9990000001'), numbered('9990000002')).band, 'very_likely')
})

test('"unknown unknown" agrees with nobody', () => {
  const nobody: MatchFacts = { ...somebody({}), names: [], addresses: [], phones: [] }
  assert.equal(match(nobody, nobody).band, null)
})

test('a rare family name counts more than a usual one', () => {
  const stranger = somebody({ addresses: [], phones: [] })
  const compared = compare(stranger, stranger, usage)
  const weightOf = (share: number) => weigh(compared, preset, () => share).weight
  assert.ok(weightOf(0.0001) > weightOf(0.02) + 5)
})

test('a date that half of a file has is no date of birth', () => {
  const names = ['smith', 'walker', 'khan', 'brown', 'okafor', 'nguyen', 'hughes', 'patel', 'moore', 'evans']
  const file = names.map((family, i) => somebody({ family, born: i < 6 ? '1900-01-02' : `20${10 + i}-03-05` }))
  const inFile = usageIn(file, nameVariants)
  assert.deepEqual([inFile.isDefaultDate('1900-01-02'), inFile.isDefaultDate('2017-03-05')], [true, false])
  assert.equal(compare(somebody({ born: '1900-01-02' }), somebody({ born: '1900-01-02' }), inFile).levels.birth, null)
})

test('columns are known by the names that they usually have, and never by what is the truth', () => {
  const header = ['Record ID', 'First Name', 'SURNAME', 'Date of birth', 'entity', 'errors', 'Mobile', 'Post Code']
  assert.deepEqual([...recognise(header).values()], ['given', 'family', 'birth', 'phone', 'postcode'])
  assert.deepEqual([...recognise(['nr', 'Vorname'], new Map([['given', 'Vorname']]))], [[1, 'given']])
})

test('a date of birth is read in the three orders that files have, and not guessed', () => {
  assert.deepEqual(
    ['2010-03-27', '27/3/2010', '27.03.2010', '2010-03-27T00:00:00', '3/2010', '2010'].map(
      (text) => readBirth(text)?.bornOn ?? readBirth(text)?.year,
    ),
    ['2010-03-27', '2010-03-27', '2010-03-27', '2010-03-27', 2010, 2010],
  )
  assert.deepEqual(
    ['31/2/2010', '2010-13-01', 'about 15', '27/3/10', ''].map((text) => readBirth(text)),
    [undefined, undefined, undefined, undefined, undefined],
  )
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
  'yusuf ali',
  'smith',
  'smyth jr',
  'obrien',
)
const anybody: fc.Arbitrary<MatchFacts> = fc.record({
  names: fc.array(fc.record({ given: word, middle: word, family: word }), { maxLength: 2 }),
  births: fc.array(
    fc.constantFrom('2010-03-05', '2010-05-03', '2010-03-06', '2011-01-01', '1980-03-05').map((bornOn) => ({
      bornOn,
      year: Number(bornOn.slice(0, 4)),
      month: null,
      certainty: 'full' as const,
    })),
    { maxLength: 2 },
  ),
  sexes: fc.array(fc.constantFrom('M', 'F'), { maxLength: 1 }),
  addresses: fc.array(
    fc.record({ line: fc.constantFrom('', '1 high street', 'flat 2 1 high streat'), postcode: fc.constantFrom('', 'LP11AA') }),
    {
      maxLength: 2,
    },
  ),
  phones: fc.array(fc.constantFrom('', '07700900001', '07700900002'), { maxLength: 2 }),
  identifiers: fc.array(
    fc.record({ kind: fc.constantFrom('nhs', 'ref:CSC'), value: fc.constantFrom('9990000001', '9990000002', '1234567890') }),
    {
      maxLength: 2,
    },
  ),
  schools: fc.array(fc.constantFrom('northgate', 'southgate'), { maxLength: 1 }),
})

test('whoever is compared with whom, the answer is the same, and its parts sum to its weight', () => {
  fc.assert(
    fc.property(anybody, anybody, (one, other) => {
      const [there, back] = [match(one, other), match(other, one)]
      assert.ok(Math.abs(there.weight - back.weight) < 1e-9)
      assert.deepEqual([there.band, there.guard, there.levels], [back.band, back.guard, back.levels])
      assert.ok(Math.abs(there.parts.reduce((sum, { weight }) => sum + weight, 0) - there.weight) < 1e-9)
      assert.ok(there.probability >= 0 && there.probability <= 1)
    }),
    { numRuns: 2000 },
  )
})

test('one property number is one home however its address is written, and two numbers are two homes', () => {
  const at = (line: string, postcode: string, uprn?: string) =>
    somebody({ phones: [], addresses: [{ line, postcode, ...(uprn === undefined ? {} : { uprn }) }] })
  const place = (one: MatchFacts, other: MatchFacts) => match(one, other).levels.place
  assert.equal(place(at('the old mill', '', '100021421134'), at('12 mill lane', 'LP71AA', '100021421134')), 'sameHome')
  assert.equal(place(at('12 mill lane', 'LP71AA', '1'), at('12 mill lane', 'LP71AA', '2')), 'samePostcode')
  assert.equal(place(at('12 mill lane', 'LP71AA'), at('12 mill lane', 'LP71AA', '2')), 'sameHome', 'only one of them says it')
  const says = (one: MatchFacts, other: MatchFacts) => match(one, other).parts.find(({ field }) => field === 'place')?.weight ?? 0
  const mill = (uprn?: string) => at('the old mill', 'LP71AA', uprn)
  assert.ok(
    says(mill('1'), at('12 mill lane', 'LP71AA', '1')) > says(mill(), at('12 mill lane', 'LP71AA')) + 5,
    'more than a postcode says',
  )
})

test('1900-01-01 is what a system writes where it knows no day: it speaks neither for nor against', () => {
  const scorer = presetScorer(nameVariants, 'desk')
  const born = (day: string) => scored(somebody({ born: day }), somebody({ born: '1900-01-01' }), nothingHidden, scorer)
  assert.deepEqual([born('1900-01-01').compared.levels.birth, born('2011-09-30').compared.levels.birth], [null, null])
  assert.notEqual(born('2011-09-30').guard, 'anotherGeneration', 'nor does it make a father and a son of them')
})
