import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateBoxes, dateTyped, momentTyped } from './date-typed.ts'

const typed = (day: string, month: string, year: string, time = '', pass = '') => ({
  'on-day': day,
  'on-month': month,
  'on-year': year,
  'on-time': time,
  'on-pass': pass,
})

test('a date is a day that exists, with its year in full', () => {
  assert.deepEqual(dateTyped(typed('7', '3', '2026'), 'on'), { kind: 'ok', date: '2026-03-07' })
  for (const [day, month, year] of [
    ['31', '2', '2026'],
    ['7', '', '2026'],
    ['7', '3', '26'],
    ['Monday', '3', '2026'],
  ] as const)
    assert.deepEqual(dateTyped(typed(day, month, year), 'on'), { kind: 'wrong' })
  assert.deepEqual(dateTyped({}, 'on'), { kind: 'empty' })
  assert.deepEqual(dateBoxes('on', '2026-03-07'), { 'on-day': '7', 'on-month': '3', 'on-year': '2026' })
})

test('law R19: a time that never was is refused, one that came twice is asked about', () => {
  assert.deepEqual(momentTyped(typed('28', '3', '2027', '01:30'), 'on'), { kind: 'problem', field: 'time', because: 'nonexistent' })
  assert.deepEqual(momentTyped(typed('25', '10', '2026', '01:30'), 'on'), { kind: 'ambiguous' })
  assert.deepEqual(momentTyped(typed('25', '10', '2026', '01:30', 'second'), 'on'), {
    kind: 'ok',
    on: '2026-10-25',
    at: new Date('2026-10-25T01:30:00Z'),
  })
  assert.deepEqual(momentTyped(typed('1', '7', '2026', '9.05'), 'on'), {
    kind: 'ok',
    on: '2026-07-01',
    at: new Date('2026-07-01T08:05:00Z'),
  })
  assert.deepEqual(momentTyped(typed('1', '7', '2026'), 'on'), { kind: 'ok', on: '2026-07-01', at: null })
  assert.deepEqual(momentTyped(typed('1', '7', '2026', '25:00'), 'on'), { kind: 'problem', field: 'time', because: 'wrong' })
})
