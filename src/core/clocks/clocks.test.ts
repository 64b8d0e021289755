import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadReference } from '../reference/index.ts'
import {
  addDays,
  addMonths,
  addWorkingDays,
  CalendarEndsError,
  clockNamed,
  daysBetween,
  deadline,
  firstWorkingDayOnOrAfter,
  instantOf,
  isLocalDate,
  isWorkingDay,
  lastWorkingDayOnOrBefore,
  londonDateOf,
  londonTimeOf,
  NonexistentLocalTimeError,
  readLocalTime,
  revise,
  runsOutSoon,
  subtractWorkingDays,
  withHoliday,
  withOffset,
  zoneNameOf,
} from './index.ts'

const { calendar, clocks } = loadReference()
const anyDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2026-01-01', days))
const anyInstant = fc.date({ min: new Date('2026-01-02T00:00:00Z'), max: new Date('2028-06-01T00:00:00Z'), noInvalidDate: true })

test('a day that does not exist is no date', () => {
  for (const text of ['2026-02-31', '2026-02-29', '2026-13-01', '2026-1-1', '2026-01-00', '27/11/2026', ''])
    assert.equal(isLocalDate(text), false, text)
  assert.equal(isLocalDate('2028-02-29'), true)
})

test('months keep the day number, else take the last day, and are counted from the start', () => {
  assert.equal(addMonths('2026-11-30', 3), '2027-02-28')
  assert.equal(addMonths('2027-11-30', 3), '2028-02-29')
  assert.equal(addMonths('2026-08-31', 6), '2027-02-28')
})

test('the hour that March leaves out is refused, October’s happens twice, everything else once', () => {
  for (const local of ['2026-03-29T01:00', '2027-03-28T01:59', '2028-03-26T01:30'])
    assert.equal(readLocalTime(local).kind, 'nonexistent', local)
  for (const local of ['2026-10-25T01:00', '2027-10-31T01:59', '2028-10-29T01:30'])
    assert.equal(readLocalTime(local).kind, 'ambiguous', local)
  for (const local of ['2027-03-28T00:59', '2027-03-28T02:00', '2026-10-25T00:59', '2026-10-25T02:00'])
    assert.equal(readLocalTime(local).kind, 'ok', local)
  assert.throws(() => instantOf('2027-03-28T01:30'), NonexistentLocalTimeError)
  assert.equal(instantOf('2026-10-25T01:30', 'second').getTime() - instantOf('2026-10-25T01:30').getTime(), 3_600_000)
  assert.throws(() => readLocalTime('2026-02-31T10:00'), RangeError)
})

test('an instant shows the London wall clock with its zone', () => {
  assert.equal(withOffset(new Date('2026-07-01T23:30:00Z')), '2026-07-02T00:30+01:00')
  assert.equal(zoneNameOf(new Date('2026-07-01T23:30:00Z')), 'BST')
  assert.equal(withOffset(new Date('2026-12-01T09:05:59Z')), '2026-12-01T09:05+00:00')
})

test('reading the wall clock of any instant gives that instant back', () => {
  fc.assert(
    fc.property(anyInstant, (at) => {
      const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000)
      const reading = readLocalTime(londonTimeOf(minute))
      const meant = reading.kind === 'ok' ? [reading.at] : reading.kind === 'ambiguous' ? [reading.first, reading.second] : []
      assert.ok(meant.some((candidate) => candidate.getTime() === minute.getTime()))
    }),
  )
})

test('the n-th working day is a working day, later for more days, with exactly n working days on the way', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (start, count) => {
      const end = addWorkingDays(start, count, calendar)
      assert.ok(isWorkingDay(end, calendar))
      assert.ok(addWorkingDays(start, count - 1, calendar) < end)
      const between = Array.from({ length: daysBetween(start, end) }, (_, index) => addDays(start, index + 1))
      assert.equal(between.filter((day) => isWorkingDay(day, calendar)).length, count)
    }),
  )
})

test('counting back undoes counting on, from a working day', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 60 }), (day, count) => {
      const start = firstWorkingDayOnOrAfter(day, calendar)
      assert.equal(subtractWorkingDays(addWorkingDays(start, count, calendar), count, calendar), start)
    }),
  )
})

test('panel papers are due three working days before the panel', () => {
  assert.equal(subtractWorkingDays('2027-01-07', 3, calendar), '2027-01-04')
  assert.equal(subtractWorkingDays('2026-12-30', 3, calendar), '2026-12-23')
})

test('a limit that moves earlier is never late, one that moves later never early, and neither skips a working day', () => {
  fc.assert(
    fc.property(
      anyDay.filter((day) => day >= '2026-01-05'),
      (day) => {
        const before = lastWorkingDayOnOrBefore(day, calendar)
        const after = firstWorkingDayOnOrAfter(day, calendar)
        assert.ok(before <= day && day <= after)
        assert.equal(isWorkingDay(day, calendar), before === after)
      },
    ),
  )
})

test('outside the calendar there is no answer, not even for a Saturday', () => {
  assert.throws(() => isWorkingDay('2029-01-06', calendar), CalendarEndsError)
  assert.throws(() => isWorkingDay('2024-12-31', calendar), CalendarEndsError)
  assert.throws(() => addWorkingDays('2024-12-20', 10, calendar), CalendarEndsError)
  assert.equal(addWorkingDays('2028-12-28', 1, calendar), '2028-12-29')
  assert.throws(() => addWorkingDays('2028-12-29', 1, calendar), CalendarEndsError)
  assert.throws(() => addWorkingDays('2026-12-01', 1.5, calendar), RangeError)
})

test('the administrator is warned when under six months of calendar are left', () => {
  assert.equal(runsOutSoon(calendar, '2028-06-30'), false)
  assert.equal(runsOutSoon(calendar, '2028-07-01'), true)
})

test('every clock of the file runs, and answers why this date', () => {
  const at = instantOf('2026-11-24T10:15')
  for (const row of clocks.values()) {
    const { dueAt, dueOn, why } = deadline(row, at, calendar)
    assert.ok(dueAt > at, row.id)
    assert.equal(londonDateOf(dueAt), dueOn)
    assert.match(why.rule, /^law /)
    for (const part of [why.basis, why.mark, why.source, why.version]) assert.notEqual(part, '')
    assert.equal(why.verified, false)
    assert.equal(why.calendarVersion === null, row.unit === 'elapsed_hours' || (row.unit !== 'working_days' && row.moves === 'never'))
  }
})

test('a later start is never due earlier, whatever the clock', () => {
  fc.assert(
    fc.property(fc.constantFrom(...clocks.values()), anyInstant, fc.integer({ min: 1, max: 20_000 }), (row, at, minutes) => {
      const later = new Date(at.getTime() + minutes * 60_000)
      assert.ok(deadline(row, at, calendar).dueAt <= deadline(row, later, calendar).dueAt)
    }),
    { numRuns: 300 },
  )
})

test('hours are counted on a stopwatch, and need an instant', () => {
  const protection = clockNamed(clocks, 'P5')
  fc.assert(
    fc.property(anyInstant, (at) => assert.equal(deadline(protection, at, calendar).dueAt.getTime() - at.getTime(), 72 * 3_600_000)),
  )
  assert.throws(() => deadline(protection, '2026-12-18', calendar), TypeError)
})

test('a day without a time of its own lasts until 23:59 in London', () => {
  assert.equal(withOffset(deadline(clockNamed(clocks, 'T2'), '2026-06-01', calendar).dueAt), '2026-06-04T23:59+01:00')
})

test('law R18: a new holiday gives an open clock a new version and leaves a closed one alone', () => {
  const row = clockNamed(clocks, 'T1')
  const before = deadline(row, '2027-06-04', calendar)
  const after = deadline(row, '2027-06-04', withHoliday(calendar, '2027-06-07', 'One-off bank holiday'))
  assert.deepEqual(revise('open', before, after), { kind: 'new_version', before, after, because: 'calendar' })
  assert.deepEqual(revise('closed', before, after), { kind: 'unchanged' })
  const elsewhere = withHoliday(calendar, '2027-07-07', 'One-off bank holiday')
  assert.deepEqual(revise('open', before, deadline(row, '2027-06-04', elsewhere)), { kind: 'unchanged' })
  assert.equal(isWorkingDay('2027-06-07', calendar), true, 'the old version of the calendar stays as it was')
})
