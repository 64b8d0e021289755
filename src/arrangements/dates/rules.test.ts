import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadReference, readReferenceFile } from '../../core/reference/index.ts'
import { answerBy, askOn, bornForSchool, holidayAskedAbout, turningEighteen } from './rules.ts'
import { schoolAge, schoolHolidays } from './schema.ts'

const { calendar } = loadReference()
const policy = readReferenceFile('school-holidays.yaml', schoolHolidays)
const christmas = policy.holidays.find(({ id }) => id === 'christmas-2026') ?? assert.fail()

test('“who will see them?” is asked ten working days before a holiday and answered within three', () => {
  assert.equal(askOn(christmas, policy, calendar), '2026-12-07')
  assert.equal(answerBy(christmas, policy, calendar).dueOn, '2026-12-10')
})

test('it is asked from that day to the last day of the holiday, and not before or after', () => {
  assert.equal(holidayAskedAbout('2026-12-06', policy, calendar), undefined)
  assert.equal(holidayAskedAbout('2026-12-07', policy, calendar)?.id, 'christmas-2026')
  assert.equal(holidayAskedAbout('2027-01-01', policy, calendar)?.id, 'christmas-2026')
  assert.equal(holidayAskedAbout('2027-01-02', policy, calendar), undefined)
})

test('law R06: the plan for 18 opens half a year before; somebody born on 29 February turns 18 on 1 March', () => {
  assert.deepEqual(turningEighteen('2009-08-31', '2027-02-20', '2027-03-05'), [{ kind: 'plan_for_18', on: '2027-02-28' }])
  assert.deepEqual(turningEighteen('2008-02-29', '2026-02-20', '2026-03-06'), [{ kind: 'birthday', on: '2026-03-01' }])
  assert.deepEqual(turningEighteen('2008-02-29', '2026-02-20', '2026-02-28'), [])
})

test('holidays that overlap, end before they begin or stand there twice are refused when the file is read', () => {
  const file = (holidays: unknown) => ({ ...policy, holidays })
  const one = { id: 'a', name: 'a', from: '2026-12-21', to: '2027-01-01' }
  for (const [holidays, words] of [
    [[one, { ...one, id: 'b', from: '2026-12-28', to: '2027-01-08' }], /b begins before a has ended/],
    [[{ ...one, to: '2026-12-01' }], /ends before it begins/],
    [[one, { ...one, from: '2027-02-15', to: '2027-02-19' }], /two of a/],
  ] as const) {
    const read = schoolHolidays.safeParse(file(holidays))
    assert.match(JSON.stringify(read.error?.issues), words)
  }
})

test('at school in a holiday: from the September after the fourth birthday to the summer of the school year that begins at seventeen', () => {
  const age = readReferenceFile('school-age.yaml', schoolAge)
  assert.deepEqual(bornForSchool(christmas, age), { first: '2008-09-01', last: '2022-08-31' })
  assert.deepEqual(bornForSchool({ from: '2027-07-22' }, age), { first: '2008-09-01', last: '2022-08-31' }, 'their last summer counts')
  assert.deepEqual(bornForSchool({ from: '2027-09-01' }, age), { first: '2009-09-01', last: '2023-08-31' })
  assert.equal(schoolAge.safeParse({ ...age, oldestInSixthForm: 3 }).success, false)
})
