import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsOf, type Typed } from '../../platform/forms/index.ts'
import { aboutSchema, agreementSchema, seenSchema } from './answers.ts'

const today = '2026-11-23'
const now = new Date('2026-11-23T09:00:00Z')

function about(typed: Typed) {
  const read = aboutSchema(today).safeParse({ people: '1', 'p1-relation': 'at_risk', ...typed })
  return read.success ? { people: read.data, problems: {} } : { people: [], problems: problemsOf(read.error) }
}

function seen(typed: Typed) {
  const read = seenSchema(now).safeParse({ whatSeen: 'Handed over a bag', ...typed })
  return read.success ? { seen: read.data, problems: {} } : { seen: undefined, problems: problemsOf(read.error) }
}

const at = (day: string, month: string, year: string, time = '') => ({
  'seen-day': day,
  'seen-month': month,
  'seen-year': year,
  'seen-time': time,
})

test('any name is a name: one letter, two hundred, Arabic, an apostrophe, markup, and none at all', () => {
  for (const name of ['X', 'N'.repeat(200), 'محمد', "D'Arcy", '<b>Sam</b>']) {
    assert.equal(about({ 'p1-name': name }).people[0]?.fullName, name)
  }
  assert.deepEqual(Object.keys(about({ 'p1-name': 'N'.repeat(201) }).problems), ['p1-name'])
  assert.equal(about({ 'p1-more': 'tall, a blue bike' }).people[0]?.facts, undefined)
  assert.deepEqual(Object.keys(about({}).problems), ['p1-name'])
})

test('31 February, born tomorrow: said at the box it is in', () => {
  const born = (day: string, month: string, year: string) => ({
    'p1-name': 'Sam',
    'p1-birthDay': day,
    'p1-birthMonth': month,
    'p1-birthYear': year,
  })
  assert.deepEqual(Object.keys(about(born('31', '2', '2010')).problems), ['p1-birthDay'])
  assert.match(Object.values(about(born('24', '11', '2026')).problems).join(), /must be in the past/)
  assert.equal(about(born('', '3', '2011')).people[0]?.bornOn, '2011-03')
  assert.equal(about(born('', '', '2011')).people[0]?.bornOn, '2011')
})

test('a further person that was added and not needed is left out', () => {
  assert.equal(about({ people: '2', 'p1-name': 'Sam', 'p2-name': ' ', 'p2-relation': 'other' }).people.length, 1)
})

test('when it was seen: as much as is known, and never in the future', () => {
  assert.equal(seen(at('', '', '2026')).seen?.seenOn, '2026')
  assert.equal(seen(at('', '3', '2026')).seen?.seenOn, '2026-03')
  assert.equal(seen(at('20', '11', '2026', '21.30')).seen?.seenAt?.toISOString(), '2026-11-20T21:30:00.000Z')
  assert.deepEqual(Object.keys(seen(at('31', '2', '2026')).problems), ['seen-day'])
  assert.deepEqual(Object.keys(seen(at('24', '11', '2026')).problems), ['seen-year'])
  assert.deepEqual(Object.keys(seen(at('23', '11', '2026', '09:01')).problems), ['seen-time'])
  assert.deepEqual(Object.keys(seen(at('', '11', '2026', '21:30')).problems), ['seen-day'])
})

test('law R19: a time that the clocks skip is refused, one they repeat is asked about', () => {
  assert.match(Object.values(seen(at('29', '3', '2026', '01:30')).problems).join(), /clocks went forward/)
  assert.deepEqual(Object.keys(seen(at('25', '10', '2026', '01:30')).problems), ['seen-pass'])
  const second = seen({ ...at('25', '10', '2026', '01:30'), 'seen-pass': 'second' })
  assert.equal(second.seen?.seenAt?.toISOString(), '2026-10-25T01:30:00.000Z')
})

test('without agreement a reason is needed; with it none', () => {
  const keys = (typed: Typed) => {
    const read = agreementSchema.safeParse(typed)
    return read.success ? [] : Object.keys(problemsOf(read.error))
  }
  assert.deepEqual(keys({ agreement: 'agreed' }), [])
  assert.deepEqual(keys({ agreement: 'did_not_agree' }), ['because-did_not_agree'])
  assert.deepEqual(keys({}), ['agreement'])
})
