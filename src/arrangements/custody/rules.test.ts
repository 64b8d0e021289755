import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, withOffset } from '../../core/clocks/index.ts'
import { loadReference } from '../../core/reference/index.ts'
import { bailCheck, detentionEnds, detentionReviews, interviewFactsKnown } from './rules.ts'
import { interviewFacts } from './schema.ts'

const dates = loadReference()

test('law R59: reviews and the limit are counted on a stopwatch when the clocks go forward, too', () => {
  const { first, second } = detentionReviews(instantOf('2027-03-27T22:00'), dates)
  assert.deepEqual([withOffset(first.dueAt), withOffset(second.dueAt)], ['2027-03-28T05:00+01:00', '2027-03-28T14:00+01:00'])
  assert.equal(withOffset(detentionEnds(instantOf('2027-03-27T21:40'), dates).dueAt), '2027-03-28T22:40+01:00')
})

test('law R60: the date on the bail sheet wins, and the difference is shown', () => {
  assert.deepEqual(bailCheck('2026-11-30', '2027-03-01', dates).daysApart, 1)
  assert.equal(bailCheck('2026-11-30', '2027-03-01', dates).shown, '2027-03-01')
  assert.equal(bailCheck('2026-11-30', null, dates).daysApart, null)
  assert.equal(bailCheck('2026-11-30', null, dates, 9).checkValue.dueOn, '2027-08-30')
})

const facts = {
  opportunity: 'yes',
  raised: 'not_raised',
  solicitorPresent: 'yes',
  appropriateAdultPresent: 'yes',
  source: 'solicitor',
  toldAt: '2026-12-24T18:00:00Z',
}

test('law R52: any word beyond codes, sources and times is refused', () => {
  assert.equal(interviewFacts.safeParse(facts).success, true)
  for (const more of [
    { note: 'he said that…' },
    { considered: 'yes' },
    { raised: 'he did not want to' },
    { source: 'a friend' },
    { toldAt: 'last night' },
  ])
    assert.equal(interviewFacts.safeParse({ ...facts, ...more }).success, false, JSON.stringify(more))
})

test('law R52: "not known" keeps the step open, also where nothing was raised', () => {
  const known = (more: object) => interviewFactsKnown(interviewFacts.parse({ ...facts, ...more }))
  assert.equal(known({}), true)
  assert.equal(known({ raised: 'declined_to_say' }), true)
  assert.equal(known({ opportunity: 'no' }), true)
  assert.equal(known({ opportunity: 'not_known' }), false)
  assert.equal(known({ raised: 'not_known' }), false)
  assert.equal(known({ raised: 'raised' }), false)
  assert.equal(known({ raised: 'raised', considered: 'not_known' }), false)
  assert.equal(known({ raised: 'raised', considered: 'no', consideredBy: 'officer' }), true)
})
