import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../clocks/index.ts'
import { actRows, ageOn, BeforeBirthError, birthday, planFor18, routeWhenAgeUnsure } from './ages.ts'

const anyBirth = fc.integer({ min: 0, max: 365 * 30 }).map((days) => addDays('1990-01-01', days))

test('somebody is one year older on the birthday and not the day before', () => {
  fc.assert(
    fc.property(anyBirth, fc.integer({ min: 1, max: 40 }), (born, age) => {
      const day = birthday(born, age)
      assert.equal(ageOn(born, day), age)
      assert.equal(ageOn(born, addDays(day, -1)), age - 1)
    }),
  )
})

test('born on 29 February: 18 on 1 March, plan for 18 from 1 September', () => {
  assert.deepEqual(planFor18('2008-02-29'), { planFor18Opens: '2025-09-01', eighteenth: '2026-03-01' })
  assert.equal(birthday('2008-02-29', 20), '2028-02-29')
})

test('the plan for 18 clamps to the end of a short month', () => {
  assert.equal(planFor18('2009-10-31').planFor18Opens, '2027-04-30')
  assert.equal(planFor18('2010-08-29').planFor18Opens, '2028-02-29')
})

test('an act on one side of the birthday has one row, over it two that leave no day out', () => {
  assert.deepEqual(actRows('2007-05-12', '2025-05-01', '2025-05-11'), [{ from: '2025-05-01', to: '2025-05-11', limb: '45(4)' }])
  assert.deepEqual(actRows('2007-05-12', '2025-05-12', '2025-05-12'), [{ from: '2025-05-12', to: '2025-05-12', limb: '45(1)' }])
  assert.deepEqual(
    actRows('2008-02-29', '2026-02-01', '2026-03-31').map(({ from, to }) => [from, to]),
    [
      ['2026-02-01', '2026-02-28'],
      ['2026-03-01', '2026-03-31'],
    ],
  )
  assert.throws(() => actRows('2007-05-12', '2025-05-12', '2025-05-11'), RangeError)
})

test('nobody has an age before they were born', () => {
  assert.throws(() => ageOn('2010-06-14', '2010-06-13'), BeforeBirthError)
  assert.equal(ageOn('2010-06-14', '2010-06-14'), 0)
})

test('grounds to think under 18 make the child route, also beside a birth date that says otherwise', () => {
  const known = { dateOfBirth: '2000-01-01', submittedOn: '2026-11-24' }
  assert.deepEqual(routeWhenAgeUnsure(known, true), { route: 'child', ageBasis: 'presumed', canSubmit: true })
  assert.equal(routeWhenAgeUnsure(known, false).route, 'adult_with_consent')
})
