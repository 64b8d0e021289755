import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byWhen, changedSince, whenDue } from './rules.ts'

const now = new Date('2026-11-23T09:00:00Z')
const at = (text: string) => new Date(text)

test('one second late is overdue, and on the minute it is not', () => {
  assert.equal(whenDue(at('2026-11-23T08:59:59Z'), now), 'overdue')
  assert.equal(whenDue(now, now), 'today')
})

test('today ends at midnight in London, and the week is the seven days after it', () => {
  assert.equal(whenDue(at('2026-11-23T23:59:00Z'), now), 'today')
  assert.equal(whenDue(at('2026-11-24T00:00:00Z'), now), 'week')
  assert.equal(whenDue(at('2026-11-30T23:59:00Z'), now), 'week')
  assert.equal(whenDue(at('2026-12-01T00:00:00Z'), now), 'later')
  // in summer the London day begins an hour earlier than the day in UTC
  assert.equal(whenDue(at('2026-07-01T23:30:00Z'), at('2026-07-01T09:00:00Z')), 'week')
})

test('what has no date is not put off until later', () => {
  assert.equal(whenDue(null, now), 'undated')
  assert.equal(byWhen([{ dueAt: null }], now).undated.length, 1)
})

test('somebody who was never here, or long ago, is told of a time they can read', () => {
  assert.deepEqual(changedSince('last', null, now), at('2026-11-16T00:00:00Z'))
  assert.deepEqual(changedSince('last', at('2026-11-20T16:12:00Z'), now), at('2026-11-20T16:12:00Z'))
  assert.deepEqual(changedSince('last', at('2025-01-01T00:00:00Z'), now), at('2026-08-24T23:00:00Z'))
  assert.deepEqual(changedSince('yesterday', null, now), at('2026-11-22T00:00:00Z'))
})
