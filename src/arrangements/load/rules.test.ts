import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadReference } from '../../core/reference/index.ts'
import { type Load, load } from '../../core/workload/index.ts'
import { aboutPercent, mondayOf, pointsOf, spread, together, withMore } from './rules.ts'
import { minutesTyped } from './schema.ts'

const { workload: policy } = loadReference()
const counts = { significant: 0, moderate: 0, emerging: 0, farAway: 0, nrmOrCourt: 0, siblingGroups: 0, firstFourWeeks: 0, interpreter: 0 }
const worker = fc.record({ fte: fc.constantFrom(0, 0.6, 1), firstYear: fc.boolean(), significant: fc.nat(9), emerging: fc.nat(9) })
const some = fc.record({ significant: fc.nat(5), moderate: fc.nat(5), emerging: fc.nat(5) })

test('law R75: one more is what the rule itself says of a week with one more', () => {
  fc.assert(
    fc.property(worker, some, (one, more) => {
      const now = load({ ...counts, ...one }, policy)
      const added = more.significant + more.moderate + more.emerging
      const after = load(
        {
          ...counts,
          ...one,
          significant: one.significant + more.significant,
          moderate: more.moderate,
          emerging: one.emerging + more.emerging,
          firstFourWeeks: added,
        },
        policy,
      )
      assert.deepEqual(withMore(now, pointsOf(more, policy), policy), after)
    }),
  )
})

test('three more at the top level: 6.9 points on a team of one and a half', () => {
  const whole = load({ ...counts, fte: 1, firstYear: false, significant: 5, moderate: 3, emerging: 2 }, policy)
  const half = load({ ...counts, fte: 0.5, firstYear: false, significant: 2 }, policy)
  const all = together([whole, half], policy)
  assert.deepEqual([all.points, all.capacity, all.band], [19.3, 24, 'full'])
  const after = withMore(all, pointsOf({ significant: 3, moderate: 0, emerging: 0 }, policy), policy)
  assert.deepEqual([after.points, after.band, aboutPercent(after)], [26.2, 'over', 110])
})

test('each goes to whoever has most room; nobody without hours gets one, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(worker, { minLength: 1, maxLength: 6 }), some, (workers, more) => {
      const loads = workers.map((one) => load({ ...counts, ...one }, policy))
      const after = spread(loads, more, policy)
      const sum = (list: readonly Load[]) => list.reduce((total, { points }) => total + Math.round(points * 100), 0)
      const anybody = loads.some(({ capacity }) => capacity > 0)
      assert.equal(sum(after) - sum(loads), anybody ? pointsOf(more, policy) : 0)
      for (const [i, one] of after.entries()) if (one.capacity === 0) assert.equal(one.points, loads[i]?.points)
    }),
  )
})

test('a week begins on Monday, and a time is read as people write it', () => {
  assert.deepEqual(['2026-11-23', '2026-11-29', '2026-11-30'].map(mondayOf), ['2026-11-23', '2026-11-23', '2026-11-30'])
  const read = (text: string) => minutesTyped.safeParse(text).data
  assert.deepEqual(['1:30', '1.30', '45 min', '2 h', '1.5 hours', '0:05'].map(read), [90, 90, 45, 120, 90, 5])
  assert.deepEqual(['', '1:75', 'long', '0:04', '17:00', '-1:00'].map(read), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
