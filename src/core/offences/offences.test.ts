import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { catalogueTexts, referenceTexts } from '../../../tests/words/sources.ts'
import { loadReference } from '../reference/index.ts'
import { lookUpOffence, nearTo, type OffenceQuestion, searchOffences, statutesOf, stepsWhatever, verdictsIn } from './rules.ts'
import { conditionAnswer, listedValues, offenceForm } from './schema.ts'

const table = loadReference().section45
const look = (law: string, section: string, more: Partial<OffenceQuestion> = {}) => lookUpOffence({ law, section, ...more }, table)
const value = (...of: Parameters<typeof look>) => look(...of).value

test('law R46: each answer is one of four, with the mark of its own row and never checked by itself', () => {
  for (const { law, section } of table.offences) {
    const answer = look(law, section)
    assert.ok(listedValues.includes(answer.value), `${law} ${section}`)
    assert.equal(answer.question === undefined, answer.value !== 'LISTED_IF_CONDITION')
  }
  assert.equal(table.verified, false)
})

test('law R46: case, spaces, "s." and "section" do not matter; everything else does', () => {
  for (const [law, section] of [
    ['theft act 1968', 's.8'],
    ['The Theft Act 1968', 'Section 8'],
    ['  Theft  Act 1968 ', ' S 8 '],
    ['THEFT ACT 1968', '8'],
  ] as const)
    assert.equal(value(law, section), 'LISTED', `${law} ${section}`)
  assert.equal(value('Criminal Damage Act 1971', '1 (3)'), 'LISTED')
  assert.equal(value('Firearms Act 1968', '16a'), 'LISTED')
  assert.equal(value('Common law', 'Murder'), 'LISTED')
})

test('law R49: what is only near is never answered for, and is offered', () => {
  assert.deepEqual(look('Firearms Act 1968', '17'), { ...look('Firearms Act 1968', '17'), value: 'UNKNOWN', near: ['17(1)', '17(2)'] })
  assert.deepEqual(look('Theft Act 1968', '8(1)').near, ['8'])
  assert.equal(value('Theft Act 1968', '8(1)'), 'UNKNOWN')
  assert.equal(value('Theft Act 1968', '88'), 'UNKNOWN')
  assert.deepEqual(look('Theft Act 1968', '88').near, [])
  const misspelt = look('Teft Act 1967', '8')
  assert.equal(misspelt.value, 'UNKNOWN')
  assert.ok(misspelt.near.includes('Theft Act 1968'))
  assert.equal(value('Sexual Offences Act 2003', '66'), 'UNKNOWN', 'a section that the table leaves open')
})

test('law R47: a condition that is unknown or was not asked stays a question; yes and no answer it', () => {
  for (const { law, section } of table.offences.filter((one) => one.value === 'LISTED_IF_CONDITION')) {
    assert.equal(value(law, section), 'LISTED_IF_CONDITION')
    assert.equal(value(law, section, { condition: 'unknown' }), 'LISTED_IF_CONDITION')
    assert.equal(value(law, section, { condition: 'yes' }), 'LISTED')
    assert.equal(value(law, section, { condition: 'no' }), 'NOT_LISTED')
    assert.notEqual(look(law, section, { condition: 'no' }).question, undefined, 'the question stays beside the answer')
  }
})

test('law R48: an attempt is where its offence is, and no surer than the attempt rule', () => {
  for (const form of offenceForm.options) {
    assert.equal(value('Theft Act 1968', '8', { form }), 'LISTED')
    assert.equal(look('Theft Act 1968', '8', { form }).mark, 'U')
    assert.equal(value('Theft Act 1968', '9', { form }), 'LISTED_IF_CONDITION')
  }
  assert.equal(look('Theft Act 1968', '8').mark, 'V2')
})

test('law R49: before the section, or before the offence itself, nothing is known', () => {
  assert.equal(value('Theft Act 1968', '8', { actOn: '2015-07-30' }), 'UNKNOWN')
  assert.equal(value('Theft Act 1968', '8', { actOn: '2015-07-31' }), 'LISTED')
  assert.equal(value('Serious Crime Act 2015', '75A', { actOn: '2022-06-06' }), 'UNKNOWN')
  assert.equal(value('Serious Crime Act 2015', '75A', { actOn: '2022-06-07' }), 'LISTED')
  for (const section of ['1', '40', '']) assert.equal(value('Crime and Policing Act 2026', section), 'UNKNOWN')
})

test('whatever is typed, the answer is one of four and only rows of the table answer', () => {
  const laws = fc.oneof(fc.constantFrom(...statutesOf(table)), fc.string())
  const sections = fc.oneof(fc.constantFrom(...table.offences.map(({ section }) => section)), fc.string())
  const anyAnswer = fc.option(fc.constantFrom(...conditionAnswer.options), { nil: undefined })
  fc.assert(
    fc.property(laws, sections, anyAnswer, (law, section, condition) => {
      const answer = look(law, section, { condition })
      assert.equal(answer.offence === undefined, answer.value === 'UNKNOWN')
      assert.equal(answer.because === undefined, answer.value !== 'UNKNOWN')
    }),
  )
})

test('law R50: the decision to refer and the public-interest stage stay whatever the list says', () => {
  assert.deepEqual(stepsWhatever, ['A26', 'A30'])
})

test('law R51: no text of a page, a letter or reference data says what a court would decide', async () => {
  const house = fileURLToPath(new URL('../../../', import.meta.url))
  const texts = [...(await catalogueTexts(house)), ...referenceTexts(house).filter(({ where }) => !where.includes('neverSaid'))]
  assert.ok(texts.length > 1_000)
  assert.deepEqual(
    texts.flatMap(({ where, text }) => verdictsIn(text, table).map((found) => `${where}: ${found}`)),
    [],
  )
  assert.deepEqual(verdictsIn('So the  Defence\napplies here', table), ['defence applies'])
  assert.deepEqual(verdictsIn('guiltless innocence of defences', table), [])
})

test('an offence is found by statute, section or name, also mistyped, and words that fit nothing find nothing', () => {
  const names = (typed: string) => searchOffences(typed, table).map(({ name }) => name)
  assert.equal(names('theft 8')[0], 'Robbery')
  assert.equal(names('robery')[0], 'Robbery')
  assert.equal(names('theft act 1968 s.12A')[0], 'Aggravated vehicle-taking')
  assert.ok(names('missuse of drugs').includes('Possession of a controlled drug'))
  assert.ok(names('burgl').includes('Burglary'))
  assert.deepEqual(names('PWITS'), [])
  assert.equal(names('').length, table.offences.length)
  assert.deepEqual(nearTo('zzzz', statutesOf(table)), [])
})
