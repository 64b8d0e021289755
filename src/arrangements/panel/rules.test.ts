import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CalendarEndsError } from '../../core/clocks/index.ts'
import { loadReference, readReferenceFile } from '../../core/reference/index.ts'
import { datesOfMeeting, papersDueOn } from './rules.ts'
import { panelPolicy } from './schema.ts'

const policy = readReferenceFile('panel.yaml', panelPolicy)
const { calendar } = loadReference()

test('papers are due three working days before the panel, over weekends and Christmas (law R91)', () => {
  assert.equal(papersDueOn('2027-01-07', policy, calendar), '2027-01-04')
  assert.equal(papersDueOn('2026-12-30', policy, calendar), '2026-12-23')
  assert.throws(() => papersDueOn('2099-01-07', policy, calendar), CalendarEndsError)
})

test('a panel past the calendar has no day for its papers, and its copies expire all the same', () => {
  assert.equal(datesOfMeeting('2099-01-07', policy, calendar).due, undefined)
  const dates = datesOfMeeting('2027-01-07', policy, calendar)
  assert.equal(dates.due?.at.toISOString(), '2027-01-04T17:00:00.000Z')
  assert.equal(dates.due?.why.rule, 'law R91')
  assert.equal(dates.expiresAt.toISOString(), '2027-02-07T00:00:00.000Z', 'the thirtieth day is a whole one')
})
