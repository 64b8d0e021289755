import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, withOffset } from '../clocks/index.ts'
import { loadReference } from '../reference/index.ts'
import { breakGlass } from './rules.ts'

const { calendar, clocks } = loadReference()

test('emergency access is four hours on a stopwatch, over a clock change too', () => {
  const { ends, review } = breakGlass(instantOf('2027-03-27T23:30'), clocks, calendar)
  assert.equal(withOffset(ends.dueAt), '2027-03-28T04:30+01:00')
  assert.equal(review.dueOn, '2027-03-31')
})
