import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, instantOf, withOffset } from '../clocks/index.ts'
import { loadReference } from '../reference/index.ts'
import { interviewCounts, interviewDeadline, interviewOutcome, isRepeatMissing } from './rules.ts'

const { calendar, clocks, missing } = loadReference()

test('law R38: an unknown return counts from the earliest possible one and is shown as at the latest', () => {
  const due = interviewDeadline({ kind: 'not_before', at: instantOf('2026-10-24T20:00') }, clocks, calendar)
  assert.equal(withOffset(due.dueAt), '2026-10-27T19:00+00:00')
  assert.equal(due.atTheLatest, true)
  assert.equal(interviewDeadline({ kind: 'known', at: instantOf('2026-10-24T20:00') }, clocks, calendar).atTheLatest, false)
})

test('nothing is held that was not offered', () => {
  for (const outcome of interviewOutcome.options) {
    const { offered, held } = interviewCounts(outcome)
    assert.ok(offered || !held, outcome)
  }
})

test('starts in any order; thirty days count both ends; two starts never prompt', () => {
  assert.equal(isRepeatMissing(['2026-11-30', '2026-11-01', '2026-11-12'], missing), true)
  assert.equal(isRepeatMissing(['2026-12-01', '2026-11-12', '2026-11-01'], missing), false)
  assert.equal(isRepeatMissing(['2026-06-01', '2026-11-01', '2026-11-02', '2026-11-30', '2026-12-15'], missing), true)
  assert.equal(isRepeatMissing(['2026-11-01', '2026-11-01'], missing), false)
  assert.equal(isRepeatMissing([], missing), false)
})

test('one more episode never takes the prompt away', () => {
  const anyStarts = fc.array(
    fc.integer({ min: 0, max: 120 }).map((days) => addDays('2026-09-01', days)),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(anyStarts, fc.integer({ min: 0, max: 120 }), (starts, days) => {
      const more = [...starts, addDays('2026-09-01', days)]
      assert.ok(!isRepeatMissing(starts, missing) || isRepeatMissing(more, missing))
    }),
  )
})
