import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, dayOfWeek, isWorkingDay } from '../../core/clocks/index.ts'
import { loadReference, readReferenceFile } from '../../core/reference/index.ts'
import { nextReview } from './rules.ts'
import { tonightPolicy } from './schema.ts'

const { calendar } = loadReference()
const policy = readReferenceFile('tonight.yaml', tonightPolicy)

test('a page that is true on a Tuesday is looked at again on that Friday; on a Friday, a week later', () => {
  assert.equal(nextReview('2026-11-24', policy, calendar).dueOn, '2026-11-27')
  assert.equal(nextReview('2026-11-27', policy, calendar).dueOn, '2026-12-04')
  assert.equal(nextReview('2026-11-28', policy, calendar).dueOn, '2026-12-04')
})

test('Good Friday is looked at on the Thursday before, and who did that is not asked again the next day', () => {
  assert.equal(nextReview('2027-03-22', policy, calendar).dueOn, '2027-03-25')
  assert.equal(nextReview('2027-03-25', policy, calendar).dueOn, '2027-04-02')
})

test('the look is always on a working day within a week and a half, and never on the day itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), (days) => {
      const from = addDays('2026-01-01', days)
      const { dueOn, beforeMoving } = nextReview(from, policy, calendar)
      assert.ok(dueOn > from && dueOn <= addDays(from, 13))
      assert.ok(isWorkingDay(dueOn, calendar))
      assert.equal(dayOfWeek(beforeMoving), policy.reviewOnWeekday)
    }),
  )
})
