import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadReference } from '../reference/index.ts'
import { load, type Workload, workload } from './rules.ts'

const { workload: policy } = loadReference()
const loadOf = (of: Partial<Workload>) => load(workload.parse({ fte: 1, significant: 0, moderate: 0, emerging: 0, ...of }), policy)
const few = fc.integer({ min: 0, max: 30 })
const anyLoad = fc.record({
  fte: fc.constantFrom(0.2, 0.333333, 0.5, 0.6, 0.8, 1),
  firstYear: fc.boolean(),
  significant: few,
  moderate: few,
  emerging: few,
  farAway: few,
  nrmOrCourt: few,
  siblingGroups: few,
})

test('exactly 80%, 100% and 120% fall where the handbook puts them', () => {
  assert.equal(loadOf({ fte: 0.5, significant: 3 }).band, 'room')
  assert.deepEqual(loadOf({ fte: 0.5, significant: 3, nrmOrCourt: 2 }), { points: 6.4, capacity: 8, percent: 80, band: 'full' })
  assert.deepEqual(loadOf({ significant: 8 }), { points: 16, capacity: 16, percent: 100, band: 'full' })
  assert.equal(loadOf({ significant: 8, interpreter: 1 }).band, 'over')
  assert.deepEqual(loadOf({ significant: 9, nrmOrCourt: 6 }), { points: 19.2, capacity: 16, percent: 120, band: 'over' })
  assert.equal(loadOf({ significant: 9, nrmOrCourt: 7 }).band, 'stop')
})

test('a new case, an interpreter and a sibling group weigh what the handbook says', () => {
  assert.equal(loadOf({ emerging: 1, firstFourWeeks: 1, interpreter: 1, siblingGroups: 1, farAway: 1, nrmOrCourt: 1 }).points, 2)
})

test('no hours is no capacity, with or without cases', () => {
  assert.deepEqual(loadOf({ fte: 0, significant: 2 }), { points: 4, capacity: 0, percent: null, band: 'no_capacity' })
  assert.equal(loadOf({ fte: 0 }).band, 'no_capacity')
})

test('more work never lightens the load, more hours never add to it', () => {
  const order = ['room', 'full', 'over', 'stop']
  fc.assert(
    fc.property(anyLoad, fc.constantFrom('significant', 'moderate', 'emerging', 'farAway', 'nrmOrCourt', 'siblingGroups'), (of, key) => {
      const before = loadOf(of)
      const more = loadOf({ ...of, [key]: of[key] + 1 })
      assert.ok((more.percent ?? 0) > (before.percent ?? 0) && order.indexOf(more.band) >= order.indexOf(before.band))
      assert.ok((loadOf({ ...of, fte: of.fte + 0.2 }).percent ?? 0) <= (before.percent ?? 0))
    }),
  )
})

test('a first-year worker carries four fifths for the same share', () => {
  fc.assert(
    fc.property(anyLoad, (of) =>
      assert.ok(Math.abs(loadOf({ ...of, firstYear: true }).capacity - 0.8 * loadOf({ ...of, firstYear: false }).capacity) < 1e-9),
    ),
  )
})
