import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../clocks/index.ts'
import { actionStanding, serviceProblem, serviceStanding } from './rules.ts'
import type { ServiceDates } from './schema.ts'

const asked: ServiceDates = { askedOn: '2026-11-02', accepted: 'unknown', acceptedOn: null, firstMetOn: null, endedOn: null }

test('a service is in place only after somebody has met them', () => {
  assert.deepEqual(serviceStanding(asked, '2026-11-23'), { kind: 'asked', waitedDays: 21 })
  const accepted: ServiceDates = { ...asked, accepted: 'yes', acceptedOn: '2026-11-09' }
  assert.deepEqual(serviceStanding(accepted, '2026-11-23'), { kind: 'accepted', waitedDays: 21 })
  assert.deepEqual(serviceStanding({ ...accepted, firstMetOn: '2026-11-20' }, '2026-11-23'), { kind: 'in_place', waitedDays: 18 })
  assert.deepEqual(serviceStanding({ ...asked, accepted: 'no', acceptedOn: '2026-11-09' }, '2026-11-23'), { kind: 'not_accepted' })
})

test('days that cannot be true are named by their field', () => {
  assert.deepEqual(serviceProblem({ ...asked, accepted: 'yes', acceptedOn: '2026-11-01' }, '2026-11-23'), {
    field: 'acceptedOn',
    because: 'before_asked',
  })
  assert.deepEqual(serviceProblem({ ...asked, accepted: 'yes' }, '2026-11-23'), { field: 'acceptedOn', because: 'no_day' })
  assert.deepEqual(serviceProblem({ ...asked, firstMetOn: '2026-11-20' }, '2026-11-23'), { field: 'firstMetOn', because: 'not_accepted' })
  assert.deepEqual(serviceProblem({ ...asked, endedOn: '2026-12-01' }, '2026-11-23'), { field: 'endedOn', because: 'future' })
  assert.equal(serviceProblem(asked, '2026-11-23'), undefined)
})

test('the last day of an action is in time, whatever the day', () => {
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
      const standing = actionStanding(addDays('2026-11-23', days), '2026-11-23')
      assert.deepEqual(standing, days >= 0 ? { kind: 'in_time', daysLeft: days } : { kind: 'overdue', days: -days })
    }),
  )
})
