import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadReference } from '../reference/index.ts'
import { ageOf, type CaseWeight, countedLevel, loadOf, shareOf, siblingGroups } from './rules.ts'

const { workload: policy } = loadReference()
const now = new Date('2026-11-23T09:00:00Z')
let made = 0
const aCase = (of: Partial<CaseWeight> = {}): CaseWeight => ({
  caseId: `case ${++made}`,
  level: 'significant',
  isConfirmed: true,
  openedAt: new Date('2026-01-01T00:00:00Z'),
  farAway: false,
  nrmOrCourt: false,
  interpreter: false,
  subjects: [`person ${made}`],
  ...of,
})
const cases = (...levels: readonly (readonly [number, string])[]) =>
  levels.flatMap(([count, level]) => Array.from({ length: count }, () => aCase({ level })))

test('31 of 36 is 86%, and likely between 71% and 94%', () => {
  assert.deepEqual(shareOf(31, 36), { kind: 'share', percent: 86, low: 71, high: 94 })
})

test('of nine no share is made, of ten one is', () => {
  assert.deepEqual(shareOf(9, 9), { kind: 'few' })
  assert.equal(shareOf(10, 10).kind, 'share')
})

test('a share lies inside its range, and the range inside 0 to 100', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 500 }), fc.float({ min: 0, max: 1, noNaN: true }), (of, part) => {
      const share = shareOf(Math.floor(of * part), of)
      assert.ok(share.kind === 'share' && share.low >= 0 && share.low <= share.percent && share.percent <= share.high && share.high <= 100)
    }),
  )
})

test('days overdue fall into the bands that the page names', () => {
  assert.deepEqual([1, 2, 3, 6, 7, 13, 14, 60].map(ageOf), ['days1', 'days1', 'days3', 'days3', 'days7', 'days7', 'days14', 'days14'])
})

test('a case without a confirmed level counts as the top one; with nothing found as the lowest', () => {
  assert.equal(countedLevel({ level: 'emerging', isConfirmed: false }), 'significant')
  assert.equal(countedLevel({ level: 'not_identified', isConfirmed: true }), 'emerging')
})

test('brothers and sisters count once per group, whether in one case or in several', () => {
  const [a, b, c] = [aCase({ subjects: ['ann', 'ben'] }), aCase({ subjects: ['cal'] }), aCase({ subjects: ['dee'] })]
  assert.equal(siblingGroups([a, b, c], []), 1)
  assert.equal(siblingGroups([a, b, c], [['ben', 'cal']]), 1)
  assert.equal(
    siblingGroups(
      [b, c],
      [
        ['cal', 'dee'],
        ['dee', 'cal'],
      ],
    ),
    1,
  )
  assert.equal(siblingGroups([b, c], [['cal', 'somebody elsewhere']]), 0)
})

test('law R75, R76, R77, R78 hold for cases as they are kept', () => {
  const of = (fteHundredths: number, isFirstYear: boolean, list: readonly CaseWeight[]) =>
    loadOf({ fteHundredths, isFirstYear }, list, [], now, policy)
  const full = of(100, false, cases([5, 'significant'], [3, 'moderate'], [2, 'emerging']))
  assert.deepEqual([full.points, full.capacity, full.percent?.toFixed(1), full.band], [15.3, 16, '95.6', 'full'])
  const part = [...cases([4, 'significant'], [1, 'moderate']).slice(1), aCase({ farAway: true })]
  assert.deepEqual(of(60, false, part), { points: 9.6, capacity: 9.6, percent: 100, band: 'full' })
  const over = of(60, false, [...part, aCase({ level: 'emerging' })])
  assert.deepEqual([over.percent?.toFixed(1), over.band], ['107.3', 'over'])
  const first = of(100, true, cases([6, 'significant']))
  assert.deepEqual([first.capacity, first.percent?.toFixed(1)], [12.8, '93.8'])
  assert.equal(of(0, false, cases([1, 'emerging'])).band, 'no_capacity')
})
