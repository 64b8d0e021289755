import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isoInstant,
  showDate,
  showDay,
  showDaysOverdue,
  showDue,
  showHours,
  showInstant,
  showMinutes,
  showRange,
  showShortDate,
  showShortInstant,
  showTime,
} from './dates.ts'

const afternoon = new Date('2026-11-24T14:02:59Z')

test('dates and times read as people say them', () => {
  assert.equal(showDate('2026-11-24'), 'Tue 24 November 2026')
  assert.equal(showDate({ year: 2011, month: 9, day: 3 }), 'Sat 3 September 2011')
  assert.equal(showShortDate('2026-09-24'), '24 Sep 2026')
  assert.equal(showRange('2026-11-01', '2026-11-24'), '1 Nov 2026 to 24 Nov 2026')
  assert.equal(showTime(afternoon), '14:02')
  assert.equal(showInstant(afternoon), 'Tue 24 November 2026 at 14:02')
  assert.equal(showShortInstant({ epochMilliseconds: afternoon.getTime() }), '24 Nov 2026 at 14:02')
  assert.equal(isoInstant(afternoon), '2026-11-24T14:02:59.000Z')
})

test('a moment late on a summer evening in UTC is the next day in London', () => {
  assert.equal(showInstant(new Date('2026-06-30T23:30:00Z'), { zone: true }), 'Wed 1 July 2026 at 00:30 BST')
  assert.equal(showDay(new Date('2026-06-30T23:30:00Z'), { timeZone: 'UTC' }), 'Tue 30 June 2026')
})

test('the hour that happens twice can be told apart', () => {
  const first = showTime(new Date('2026-10-25T00:30:00Z'), { zone: true })
  const second = showTime(new Date('2026-10-25T01:30:00Z'), { zone: true })
  assert.deepEqual([first, second], ['01:30 BST', '01:30 GMT'])
})

test('a birth date is the same day whatever the clocks did', () => {
  assert.equal(showShortDate('2011-03-27'), '27 Mar 2011')
  assert.equal(showShortDate('0099-01-02'), '2 Jan 99')
})

test('a date that does not exist is an error, not another day', () => {
  for (const wrong of ['2026-02-31', '2026-13-01', '24/11/2026', '']) assert.throws(() => showDate(wrong), RangeError)
})

test('work is counted in hours, however long', () => {
  assert.deepEqual([0, 45, 90, 52 * 60].map(showHours), ['0 hours', '45 minutes', '1 hour 30 minutes', '52 hours'])
})

test('lengths of time are cut off, never rounded up', () => {
  const shown = [0.9, 1, 59.9, 60, 125, 47 * 60 + 59, 48 * 60, 76 * 60 + 59, 465 * 24 * 60 + 13 * 60].map(showMinutes)
  assert.deepEqual(shown, [
    'less than a minute',
    '1 minute',
    '59 minutes',
    '1 hour',
    '2 hours 5 minutes',
    '47 hours 59 minutes',
    '2 days',
    '3 days 4 hours',
    '465 days',
  ])
  assert.throws(() => showMinutes(-1), RangeError)
  assert.throws(() => showMinutes(Number.NaN), RangeError)
})

test('a second late is late', () => {
  assert.equal(showDue(-1 / 60), 'overdue by less than a minute')
  assert.equal(showDue(0), 'due now')
  assert.equal(showDue(125), 'due in 2 hours 5 minutes')
  assert.equal(showDue(-3 * 24 * 60), 'overdue by 3 days')
  assert.equal(showDaysOverdue(1), 'overdue by 1 day')
})
