import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, deadline } from '../clocks/index.ts'
import { BeforeBirthError } from '../people/ages.ts'
import { loadReference } from '../reference/index.ts'
import { anonymousReportGoes, reviewOfCase, reviewOfLookedAfter, unlessHeld } from './rules.ts'

const { retention, calendar, calendarOfTheUk, clocks } = loadReference()

test('law R88: born on 29 February, the 25th birthday is 1 March', () => {
  assert.equal(reviewOfCase('2008-02-29', '2026-01-10', retention), '2033-03-01')
  assert.equal(reviewOfCase('2010-06-14', '2028-02-29', retention), '2035-06-14')
  assert.equal(reviewOfCase('2000-06-14', '2028-02-29', retention), '2034-02-28')
  assert.throws(() => reviewOfCase('2010-06-14', '2009-01-01', retention), RangeError)
})

test('law R89: only a death before 18 shortens it; on the birthday they were 18', () => {
  assert.equal(reviewOfLookedAfter('2010-06-14', '2028-06-13', retention), '2043-06-13')
  assert.equal(reviewOfLookedAfter('2010-06-14', '2028-06-14', retention), '2085-06-14')
  assert.equal(reviewOfLookedAfter('2008-02-29', '2026-02-28', retention), '2041-02-28')
  assert.throws(() => reviewOfLookedAfter('2010-06-14', '2010-06-13', retention), BeforeBirthError)
})

test('law R90: a hold stops the date and says since when', () => {
  const on = anonymousReportGoes('2028-02-29', retention)
  assert.deepEqual(unlessHeld(on, null), { kind: 'review', on: '2029-02-28' })
  assert.deepEqual(unlessHeld(on, '2026-12-01'), { kind: 'on_hold', since: '2026-12-01' })
})

test('law R87: days off anywhere in the United Kingdom make an answer later, never sooner', () => {
  const row = clocks.get('I3')
  assert.ok(row !== undefined)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), (days) => {
      const received = addDays('2025-01-01', days)
      assert.ok(deadline(row, received, calendarOfTheUk).dueOn >= deadline(row, received, calendar).dueOn)
    }),
  )
})
