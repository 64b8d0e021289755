import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CalendarEndsError } from '../../core/clocks/index.ts'
import { loadReference, readReferenceFile } from '../../core/reference/index.ts'
import { datesOfMeeting, namesIn, papersDueOn, protectedIn } from './rules.ts'
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

test('the name of another child is seen in a paper, however it is written; one’s own name and ordinary words are not', () => {
  const known = [
    { name: 'Kit', isShort: true },
    { name: 'Will', isShort: true },
    { name: 'Zoë O’Brien-Hart', isShort: false },
    { name: 'Mum', isShort: true },
    { name: 'Sam', isShort: true },
  ]
  const own = ['Sam', 'Sam Ashgrove']
  const look = (text: string) => namesIn(text, known, own, policy.notNames)
  assert.deepEqual(look('He is made to carry for Kit’s brother.'), ['Kit'])
  assert.deepEqual(look('He was with ZOE OBRIEN HART at the arches.'), ['Zoë O’Brien-Hart'])
  assert.deepEqual(look('Sam says his mum will come; Mum agrees. He has a first-aid kit.'), [])
  assert.deepEqual(look('He will go with Will.'), ['Will'])
})

test('a protected address does not leave in a paper, however it is spaced', () => {
  const contacts = ['14 Heron Walk', 'QM3 4DE', '07700 900123', 'B1']
  assert.ok(protectedIn('She is at 14, heron walk now', contacts))
  assert.ok(protectedIn('near qm34de', contacts))
  assert.ok(protectedIn('ring 07700900123', contacts))
  assert.ok(!protectedIn('He walks along the B1 to school', contacts))
})
