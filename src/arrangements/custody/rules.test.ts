import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, withOffset } from '../../core/clocks/index.ts'
import { loadReference } from '../../core/reference/index.ts'
import { bailCheck, detentionEnds, detentionReviews } from './rules.ts'

const dates = loadReference()

test('law R59: reviews and the limit are counted on a stopwatch when the clocks go forward, too', () => {
  const { first, second } = detentionReviews(instantOf('2027-03-27T22:00'), dates)
  assert.deepEqual([withOffset(first.dueAt), withOffset(second.dueAt)], ['2027-03-28T05:00+01:00', '2027-03-28T14:00+01:00'])
  assert.equal(withOffset(detentionEnds(instantOf('2027-03-27T21:40'), dates).dueAt), '2027-03-28T22:40+01:00')
})

test('law R60: the date on the bail sheet wins, and the difference is shown', () => {
  assert.deepEqual(bailCheck('2026-11-30', '2027-03-01', dates).daysApart, 1)
  assert.equal(bailCheck('2026-11-30', '2027-03-01', dates).shown, '2027-03-01')
  assert.equal(bailCheck('2026-11-30', null, dates).daysApart, null)
  assert.equal(bailCheck('2026-11-30', null, dates, 9).checkValue.dueOn, '2027-08-30')
})
