import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type AnsweredBefore,
  answeredBefore,
  boxesFor,
  carried,
  choiceProblem,
  choicesGone,
  choicesOf,
  choiceValue,
  type Fields,
  fieldOf,
  hasHiddenMarks,
  namedIn,
  notKnown,
  readAnswer,
  readAnswers,
} from './rules.ts'
import { answerRule, questionType, type Wording } from './schema.ts'

const limits = { textAtMost: 50, longTextAtMost: 200 }
const id = '0b8e1c1e-4f0a-4a51-9f0e-1f2d3c4b5a69'
const question = (over: Partial<Wording> = {}): Wording => ({
  questionId: id,
  version: 1,
  wording: 'Who picks them up?',
  hint: '',
  type: 'text',
  choices: [],
  rule: 'may_be_left',
  roles: [],
  roleNames: [],
  ...over,
})
const now = (asked: Wording) => ({ asked: [asked], before: [] })

test('a question may be left, answered "not known", or answered; and unknown is never no', () => {
  const asked = question({ type: 'yes_no', rule: 'may_be_left' })
  assert.deepEqual(readAnswers(now(asked), {}, { limits }), { answers: [], problems: {} })
  const said = (value: string) => readAnswers(now(asked), { [fieldOf(asked)]: value }, { limits }).answers
  assert.deepEqual(said(notKnown), [{ questionId: id, version: 1, state: 'not_known', said: [] }])
  assert.deepEqual(said('no'), [{ questionId: id, version: 1, state: 'answered', said: ['no'] }])
  assert.deepEqual(readAnswers(now(asked), { [fieldOf(asked)]: 'maybe' }, { limits }).problems, { [fieldOf(asked)]: 'not_a_choice' })
})

test('one that must be answered takes "not known" for an answer, unless the partnership says otherwise', () => {
  const answer = question({ rule: 'answer' })
  assert.deepEqual(readAnswers(now(answer), {}, { limits }).problems, { [fieldOf(answer)]: 'required' })
  assert.deepEqual(readAnswers(now(answer), { [`${fieldOf(answer)}-unknown`]: 'yes' }, { limits }).problems, {})
  const known = question({ rule: 'must_be_known', type: 'date' })
  assert.deepEqual(readAnswers(now(known), { [`${fieldOf(known)}-unknown`]: 'yes' }, { limits }).problems, {
    [`${fieldOf(known)}-day`]: 'must_be_known',
  })
  assert.deepEqual(readAnswers(now(known), {}, { limits, isRequired: false }).problems, {}, 'a door that stayed closed')
})

test('an answer and "I do not know" at once are asked about, and neither is dropped', () => {
  for (const [type, field, value] of [
    ['text', '', 'A man in a van'],
    ['several', '-c0', 'Mum'],
    ['date', '-day', '3'],
  ] as const) {
    const asked = question({ type, choices: ['Mum', 'Dad'] })
    const read = readAnswer(asked, { [`${fieldOf(asked)}${field}`]: value, [`${fieldOf(asked)}-unknown`]: 'yes' }, limits)
    assert.equal(read.kind === 'problem' && read.because, 'both')
  }
})

test('a question that changed while somebody wrote: they are shown it, and what they wrote goes in its own words', () => {
  const old = question()
  const asked = question({ version: 2, wording: 'Who collects them?' })
  const sheet = { asked: [asked], before: [old] }
  const typed: Fields = { [fieldOf(old)]: 'A man in a van' }
  assert.deepEqual(readAnswers(sheet, typed, { limits }).problems, { [`${fieldOf(old)}-before`]: 'changed' })
  const seen = { ...typed, [`${fieldOf(old)}-before`]: 'seen' }
  assert.deepEqual(readAnswers(sheet, seen, { limits }).answers, [
    { questionId: id, version: 1, state: 'answered', said: ['A man in a van'] },
  ])
  const anew = { ...seen, [fieldOf(asked)]: 'His cousin' }
  assert.deepEqual(
    readAnswers(sheet, anew, { limits }).answers.map(({ version, said }) => [version, said]),
    [[2, ['His cousin']]],
  )
  assert.deepEqual(readAnswers(sheet, { ...seen, [`${fieldOf(old)}-out`]: 'yes' }, { limits }), { answers: [], problems: {} })
})

test('a question that is no longer asked keeps its answer, and one made required asks for the new words too', () => {
  const old = question()
  const typed = { [fieldOf(old)]: 'A man in a van', [`${fieldOf(old)}-before`]: 'seen' }
  assert.equal(readAnswers({ asked: [], before: [old] }, typed, { limits }).answers[0]?.version, 1)
  const required = question({ version: 2, rule: 'answer' })
  assert.deepEqual(readAnswers({ asked: [required], before: [old] }, typed, { limits }).problems, { [fieldOf(required)]: 'required' })
})

test('written on a phone without a connection, it counts as it was asked, and what was not asked is not missing', () => {
  const old = question()
  const required = question({ version: 2, rule: 'answer' })
  const sheet = { asked: [required], before: [old] }
  assert.deepEqual(readAnswers(sheet, { [fieldOf(old)]: 'A man' }, { limits, wasAway: true }).problems, {})
  assert.deepEqual(readAnswers(now(required), {}, { limits, wasAway: true }).problems, {}, 'made required meanwhile')
  const left = { [`${fieldOf(required)}-asked`]: 'yes' }
  assert.deepEqual(readAnswers(now(required), left, { limits, wasAway: true }).problems, { [fieldOf(required)]: 'required' })
})

test('a choice that is gone is said and not chosen for them', () => {
  const old = question({ type: 'one', choices: ['Bus', 'Taxi'] })
  const asked = question({ version: 2, type: 'one', choices: ['Bus', 'Train'] })
  const answer = { questionId: id, version: 1, state: 'answered', said: ['Taxi'] } as const
  assert.deepEqual(boxesFor(asked, answer, old.type), {})
  assert.deepEqual(choicesGone(asked, answer), ['Taxi'])
  assert.deepEqual(boxesFor(asked, { ...answer, said: ['Bus'] }, old.type), { [fieldOf(asked)]: choiceValue('Bus') })
})

const anyText = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text && text !== '')
const anyQuestion = fc
  .record({
    type: fc.constantFrom(...questionType.options),
    rule: fc.constantFrom(...answerRule.options),
    choices: fc.uniqueArray(anyText, { minLength: 2, maxLength: 5 }),
    version: fc.integer({ min: 1, max: 9 }),
  })
  .map((over) => question(over))
const anyAnswer = (asked: Wording) =>
  fc
    .record({
      text: anyText,
      pick: fc.subarray([...asked.choices], { minLength: 1 }),
      day: fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    })
    .map(({ text, pick, day }) => {
      const said = {
        text: [text],
        long_text: [text],
        one: pick.slice(0, 1),
        several: pick,
        yes_no: ['yes'],
        date: [day.toISOString().slice(0, 10)],
      }
      return { questionId: id, version: asked.version, state: 'answered' as const, said: said[asked.type] }
    })

test('whatever was answered, put back into its boxes it is the same answer, and its boxes name its words', () => {
  fc.assert(
    fc.property(
      anyQuestion.chain((asked) => fc.tuple(fc.constant(asked), anyAnswer(asked))),
      ([asked, answer]) => {
        const boxes = boxesFor(asked, answer, asked.type)
        assert.deepEqual(readAnswer(asked, boxes, limits), { kind: 'given', answer })
        assert.deepEqual(namedIn(boxes), [{ questionId: id, version: asked.version }])
        assert.deepEqual(carried(asked, boxes), boxes)
      },
    ),
  )
})

test('whatever changes, an answer that its writer did not replace or leave out is sent', () => {
  fc.assert(
    fc.property(
      anyQuestion.chain((old) => fc.tuple(fc.constant(old), anyAnswer(old), fc.option(anyQuestion, { nil: undefined }))),
      ([old, answer, next]) => {
        const asked = next === undefined ? [] : [{ ...next, version: old.version + 1 }]
        const sheet = { asked, before: [old] }
        const boxes = boxesFor(old, answer, old.type)
        const { answers } = readAnswers(sheet, { ...boxes, [`${fieldOf(old)}-before`]: 'seen' }, { limits })
        assert.deepEqual(answers, [answer])
        const before: readonly AnsweredBefore[] = answeredBefore(sheet, id, boxes)
        assert.deepEqual(before, [{ question: old, answer }])
      },
    ),
  )
})

test('choices: empty lines are none, one that is there twice is found however it is written, and 200 are too many', () => {
  const most = { choicesAtMost: 40, choiceAtMost: 150 }
  assert.deepEqual(choicesOf('Bus\n\n  Taxi \r\n'), ['Bus', 'Taxi'])
  assert.deepEqual(choiceProblem(['Bus'], most), { kind: 'too_few' })
  assert.deepEqual(choiceProblem(['Café', 'Bus', 'CAFE\u0301'], most), { kind: 'twice', choice: 'CAFE\u0301' })
  const many = Array.from({ length: 200 }, (_, i) => `Place ${i}`)
  assert.deepEqual(choiceProblem(many, most), { kind: 'too_many', many: 200 })
  assert.equal(choiceProblem(many.slice(0, 40), most), undefined)
})

test('words from right to left are fine; marks that turn the direction unseen are not', () => {
  assert.equal(hasHiddenMarks('من يأتي بالسيارة؟'), false)
  assert.equal(hasHiddenMarks('Is she \u202Eefas?'), true)
})
