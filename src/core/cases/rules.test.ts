import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, addMonths } from '../clocks/local-date.ts'
import { accountsIn, daysWaiting, isLinkCurrent, pictureOf, readDateParts, readTime } from './rules.ts'

const anyDay = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2020-01-01', days))

test('a link that nobody confirms is shown up to the day before six months have passed, and never after', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 400 }), (confirmed, later) => {
      const today = addDays(confirmed, later)
      assert.equal(isLinkCurrent(confirmed, today), today < addMonths(confirmed, 6))
      // once out it stays out
      if (!isLinkCurrent(confirmed, today)) assert.equal(isLinkCurrent(confirmed, addDays(today, 1)), false)
    }),
  )
  assert.equal(isLinkCurrent('2026-05-24', '2026-11-23'), true)
  assert.equal(isLinkCurrent('2026-05-24', '2026-11-24'), false)
  assert.equal(isLinkCurrent('2026-08-31', '2027-02-27'), true)
  assert.equal(isLinkCurrent('2026-08-31', '2027-02-28'), false)
})

test('a case waits whole days, and today is none', () => {
  assert.equal(daysWaiting('2026-11-23', '2026-11-23'), 0)
  assert.equal(daysWaiting('2026-10-24', '2026-10-26'), 2)
})

test('31 February is not a day, and an empty date is none', () => {
  assert.deepEqual(readDateParts('31', '2', '2026'), { kind: 'unreadable' })
  assert.deepEqual(readDateParts('1', '2', '26'), { kind: 'unreadable' })
  assert.deepEqual(readDateParts(' ', '', ''), { kind: 'none' })
  assert.deepEqual(readDateParts('1', '2', '2026'), { kind: 'date', date: '2026-02-01' })
})

test('a time is read as people type it', () => {
  for (const typed of ['8:30', '08.30', '0830']) assert.equal(readTime(typed), '08:30')
  assert.equal(readTime(''), null)
  for (const typed of ['25:00', '8', 'half past', '12:60']) assert.equal(readTime(typed), undefined)
})

test('law 4.3: an account of an alleged act, an admission and legal advice are found; what happened to them is not', () => {
  for (const text of [
    'He said he sold two bags',
    'I stabbed him',
    'She admitted it',
    'His solicitor said to stay silent',
    'Sam told me that he had hid the bag',
  ])
    assert.equal(accountsIn(text).length > 0, true, text)
  for (const text of [
    'He was made to carry packages',
    'He said he is scared of the man',
    'They hit him',
    'He told me he wants to sleep at home',
  ])
    assert.deepEqual(accountsIn(text), [], text)
})

const anyLink = fc.record({
  id: fc.uuid(),
  fromPerson: fc.constant<string | null>('sam'),
  fromLabel: fc.constant('Sam'),
  toPerson: fc.constant<string | null>(null),
  toLabel: fc.constantFrom('Dean', 'The arches', 'A man with a van', 'Nan'),
  toKind: fc.constantFrom<'person' | 'place'>('person', 'place'),
  relation: fc.constant('friend'),
})

test('the picture is drawn the same way each time, inside its frame, with no node that no link names', () => {
  fc.assert(
    fc.property(fc.array(anyLink, { maxLength: 12 }), (links) => {
      const centre = [{ personId: 'sam', label: 'Sam' }]
      const picture = pictureOf(links, centre)
      assert.deepEqual(pictureOf(links, centre), picture)
      assert.deepEqual(new Set(picture.nodes.map(({ label }) => label)), new Set(['Sam', ...links.map(({ toLabel }) => toLabel)]))
      assert.equal(picture.edges.length, links.length)
      for (const { x, y } of picture.nodes) assert.ok(x > 75 && x < picture.width - 75 && y > 22 && y < picture.height - 22)
    }),
  )
})
