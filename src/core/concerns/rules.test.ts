import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isWorkingDay, londonDateOf, londonTimeOf, minutesLeft } from '../clocks/index.ts'
import { loadReference } from '../reference/index.ts'
import { dangerPrompt, triageDeadline } from './rules.ts'

const { calendar, clocks } = loadReference()
const anyInstant = fc.date({ min: new Date('2026-01-02T00:00:00Z'), max: new Date('2028-12-20T00:00:00Z'), noInvalidDate: true })

test('triage is always due at 17:00 London time on a working day after the day of receipt, within a week', () => {
  fc.assert(
    fc.property(anyInstant, (receivedAt) => {
      const { dueAt, dueOn } = triageDeadline(receivedAt, clocks, calendar)
      assert.equal(londonTimeOf(dueAt), `${dueOn}T17:00`)
      assert.ok(isWorkingDay(dueOn, calendar) && dueOn > londonDateOf(receivedAt))
      assert.ok(dueAt.getTime() - receivedAt.getTime() < 7 * 86_400_000)
    }),
  )
})

test('on the minute is in time, one second later is a minute late', () => {
  const dueAt = new Date('2026-12-29T17:00:00Z')
  assert.equal(minutesLeft(dueAt, dueAt), 0)
  assert.equal(minutesLeft(dueAt, new Date('2026-12-29T17:00:01Z')), -1)
})

test('only a plain no leaves the 999 prompt away, and the clock runs for everyone', () => {
  assert.deepEqual(
    (['yes', 'unknown', 'no'] as const).map((answer) => dangerPrompt(answer).prompt),
    [true, true, false],
  )
  assert.equal(dangerPrompt('no').clockRuns, true)
})
