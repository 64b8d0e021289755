import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadReference } from '../reference/index.ts'
import { bandOf, type IndicatorAnswer, indicatorAnswer, isRecheckAllowed, pncPrompt, rankOf, savedAs, suggestLevel } from './rules.ts'

const { calendar, clocks, risk } = loadReference()
const ids = risk.indicators.map(({ id }) => id)
const all = (answer: IndicatorAnswer, named: Record<string, IndicatorAnswer> = {}) => ({
  ...Object.fromEntries(ids.map((id) => [id, answer])),
  ...named,
})
const anyAnswers = fc
  .array(fc.constantFrom(...indicatorAnswer.options), { minLength: ids.length, maxLength: ids.length })
  .map((answers) => Object.fromEntries(answers.map((answer, index) => [ids[index] ?? '', answer])))
const unknownOf = (answer: 'none' | 'emerging' | 'moderate' | 'significant' | null) => (answer === null ? -2 : rankOf(answer))

test('the file has the 45 indicators and 99 points of the handbook', () => {
  assert.equal(ids.length, 45)
  assert.equal(new Set(ids).size, 45)
  assert.equal(
    risk.indicators.reduce((points, { weight }) => points + weight, 0),
    99,
  )
  for (const id of ids) assert.ok(risk.domains[id.slice(0, 1)] !== undefined, id)
})

test('company kept, places, clothes and exclusion alone suggest nothing, whatever their points', () => {
  const { pointsBand, suggestion, min } = suggestLevel(
    all('no', { F1: 'yes_recent', F2: 'yes_recent', J1: 'yes_recent', G1: 'yes_recent' }),
    risk,
  )
  assert.deepEqual({ pointsBand, suggestion, min }, { pointsBand: 'emerging', suggestion: 'none', min: 8 })
  assert.equal(
    suggestLevel(all('no', { F1: 'yes_recent', F2: 'yes_recent', J1: 'yes_recent', A4: 'yes_past' }), risk).suggestion,
    'emerging',
  )
})

test('a past answer counts half and sets no floor', () => {
  const { min, max, suggestion, floor } = suggestLevel(all('no', { B2: 'yes_past', A4: 'yes_past' }), risk)
  assert.deepEqual({ min, max, suggestion, floor }, { min: 2, max: 2, suggestion: 'none', floor: null })
})

test('more than 40% unknown is too little known: 18 of 45 still has a band, 19 has none', () => {
  const unknown = (count: number) => all('no', Object.fromEntries(ids.slice(0, count).map((id) => [id, 'unknown' as const])))
  assert.equal(suggestLevel(unknown(18), risk).pointsBand, 'none')
  const { pointsBand, suggestion } = suggestLevel(unknown(19), risk)
  assert.deepEqual({ pointsBand, suggestion }, { pointsBand: 'too_little_known', suggestion: null })
})

test('too little known is never turned into "none", also where only company kept is answered', () => {
  assert.equal(suggestLevel(all('unknown', { F1: 'yes_recent' }), risk).suggestion, null)
})

test('what the unknown answers could still reach is said', () => {
  const { pointsBand, couldBeUpTo } = suggestLevel(all('no', { C4: 'unknown', A1: 'yes_recent', A5: 'yes_recent' }), risk)
  assert.deepEqual({ pointsBand, couldBeUpTo }, { pointsBand: 'none', couldBeUpTo: 'emerging' })
  assert.equal(suggestLevel(all('unknown'), risk).couldBeUpTo, 'significant')
})

test('the least is never above the most, and a floor is never undercut', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const { min, max, floor, suggestion } = suggestLevel(answers, risk)
      assert.ok(min >= 0 && min <= max && max <= 99)
      if (floor !== null) assert.ok(unknownOf(suggestion) >= rankOf(floor))
    }),
  )
})

test('answering an unknown question narrows what is possible and never widens it', () => {
  fc.assert(
    fc.property(
      anyAnswers,
      fc.constantFrom(...ids),
      fc.constantFrom<IndicatorAnswer>('yes_recent', 'yes_past', 'no'),
      (answers, id, answer) => {
        const before = suggestLevel({ ...answers, [id]: 'unknown' }, risk)
        const after = suggestLevel({ ...answers, [id]: answer }, risk)
        assert.ok(after.min >= before.min && after.max <= before.max)
      },
    ),
  )
})

test('a worse answer never lowers the suggestion', () => {
  fc.assert(
    fc.property(anyAnswers, fc.constantFrom(...ids), (answers, id) => {
      const known = Object.fromEntries(Object.entries(answers).map(([key, answer]) => [key, answer === 'unknown' ? 'no' : answer]))
      assert.ok(
        unknownOf(suggestLevel({ ...known, [id]: 'no' }, risk).suggestion) <=
          unknownOf(suggestLevel({ ...known, [id]: 'yes_recent' }, risk).suggestion),
      )
    }),
  )
})

test('an indicator that this version does not have is refused, one left out is unknown', () => {
  assert.throws(() => suggestLevel({ Z9: 'no' }, risk), RangeError)
  assert.equal(suggestLevel({}, risk).unknown, 45)
})

test('the cuts fall where the handbook puts them', () => {
  assert.deepEqual(
    [0, 5.5, 6, 15.5, 16, 29.5, 30, 99].map((points) => bandOf(points, risk)),
    ['none', 'none', 'emerging', 'emerging', 'moderate', 'moderate', 'significant', 'significant'],
  )
  assert.throws(() => bandOf(-1, risk), RangeError)
  assert.throws(() => bandOf(Number.NaN, risk), RangeError)
})

test('law R64: lower needs reason and countersign, everything else a reason', () => {
  const given = (reason: boolean, countersigned: boolean) => ({ reason, countersigned })
  assert.equal(savedAs('moderate', 'emerging', given(true, true)), 'decision')
  assert.equal(savedAs('moderate', 'emerging', given(true, false)), 'draft')
  assert.equal(savedAs('moderate', 'emerging', given(false, true)), 'draft')
  assert.equal(savedAs('moderate', 'moderate', given(true, false)), 'decision')
  assert.equal(savedAs('moderate', 'moderate', given(false, false)), 'draft')
  assert.equal(savedAs('none', 'emerging', given(true, false)), 'decision')
  assert.equal(savedAs('emerging', 'not_identified', given(true, false)), 'draft')
  assert.equal(savedAs(null, 'emerging', given(true, false)), 'decision')
})

test('a marker past its re-check no longer prompts; a re-check later than six months is refused', () => {
  assert.equal(pncPrompt('yes', { reviewBy: '2027-02-26', today: '2027-02-26' }), true)
  assert.equal(pncPrompt('yes', { reviewBy: '2027-02-26', today: '2027-02-27' }), false)
  assert.equal(pncPrompt('not_asked'), false)
  assert.equal(isRecheckAllowed('2027-02-26', '2026-08-31', clocks, calendar), true)
  assert.equal(isRecheckAllowed('2027-02-27', '2026-08-31', clocks, calendar), false)
  assert.equal(isRecheckAllowed('2026-08-30', '2026-08-31', clocks, calendar), false)
})
