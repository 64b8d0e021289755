import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, instantOf } from '../clocks/index.ts'
import { loadReference } from '../reference/index.ts'
import { riskLevels } from '../risk/rules.ts'
import {
  dueAfterChange,
  isOvertime,
  nextVisitDue,
  overdueStanding,
  visitDeadline,
  visitDue,
  visitEvent,
  visitOutcome,
  visitStanding,
} from './rules.ts'

const { calendar, clocks, visits } = loadReference()
const anyDay = fc.integer({ min: 0, max: 600 }).map((days) => addDays('2026-02-01', days))
const anyLevel = fc.constantFrom(...riskLevels)

test('only seen counts: attempts leave the due day where it was', () => {
  const anyEvents = fc.array(fc.tuple(anyDay, fc.constantFrom(...visitOutcome.options)), { maxLength: 8 })
  const attempt = fc.constantFrom(...visitOutcome.options.filter((outcome) => !outcome.startsWith('seen')))
  fc.assert(
    fc.property(anyLevel, anyEvents, anyDay, attempt, (level, events, day, outcome) => {
      assert.equal(visitStanding(level, [...events, [day, outcome]], visits).dueOn, visitStanding(level, events, visits).dueOn)
    }),
  )
})

test('never seen has no due day from a visit, and all attempts are shown', () => {
  const events = [visitEvent.parse(['2026-12-05', 'not_home']), visitEvent.parse(['2026-12-03', 'carer_only'])]
  assert.deepEqual(visitStanding('significant', events, visits), { lastSeenOn: null, dueOn: null, attemptsSince: 2, notAlonePrompt: false })
})

test('events come in any order; a second try on the day of a visit is an attempt after it', () => {
  const standing = visitStanding(
    'moderate',
    [
      ['2026-12-07', 'not_home'],
      ['2026-12-01', 'not_home'],
      ['2026-12-02', 'seen_not_alone'],
      ['2026-12-02', 'cancelled_by_us'],
    ],
    visits,
  )
  assert.deepEqual([standing.dueOn, standing.attemptsSince], ['2026-12-16', 2])
})

test('seen three times in a row and never alone raises the prompt; once alone takes it away', () => {
  const three = [
    ['2026-12-01', 'seen_not_alone'],
    ['2026-12-08', 'seen_not_alone'],
    ['2026-12-10', 'not_home'],
    ['2026-12-15', 'seen_not_alone'],
  ].map((event) => visitEvent.parse(event))
  assert.equal(visitStanding('significant', three, visits).notAlonePrompt, true)
  assert.equal(visitStanding('significant', three.slice(1), visits).notAlonePrompt, false)
  assert.equal(visitStanding('significant', [...three, ['2026-12-22', 'seen']], visits).notAlonePrompt, false)
})

test('before a level is confirmed the clock runs as for the top level', () => {
  assert.deepEqual(visitDue({ openedOn: '2026-12-24', confirmed: null, lastSeenOn: null }, visits, clocks, calendar), {
    dueOn: '2026-12-30',
    overdueFrom: '2026-12-30',
    level: 'significant',
    because: 'law section 7, from opening',
  })
  assert.equal(
    visitDue({ openedOn: '2026-12-01', confirmed: null, lastSeenOn: '2026-12-02' }, visits, clocks, calendar).dueOn,
    '2026-12-09',
  )
})

test('a level confirmed for a child never seen gives two working days, and the ladder still counts from the opening', () => {
  const due = visitDue(
    { openedOn: '2026-12-01', confirmed: { level: 'emerging', on: '2026-12-10' }, lastSeenOn: null },
    visits,
    clocks,
    calendar,
  )
  assert.deepEqual([due.dueOn, due.overdueFrom, due.because], ['2026-12-14', '2026-12-03', 'law R72'])
})

test('seen since opening: a confirmed level counts from last seen; a visit before the opening does not count', () => {
  const confirmed = { level: 'moderate', on: '2026-12-10' } as const
  assert.equal(visitDue({ openedOn: '2026-12-01', confirmed, lastSeenOn: '2026-12-02' }, visits, clocks, calendar).dueOn, '2026-12-16')
  assert.equal(visitDue({ openedOn: '2026-12-01', confirmed, lastSeenOn: '2026-11-30' }, visits, clocks, calendar).because, 'law R72')
})

test('a changed level moves the day until the next visit, then the new interval runs', () => {
  const confirmed = { level: 'significant', on: '2026-12-10', previous: 'moderate' } as const
  assert.deepEqual(visitDue({ openedOn: '2026-11-01', confirmed, lastSeenOn: '2026-12-01' }, visits, clocks, calendar).dueOn, '2026-12-14')
  assert.deepEqual(visitDue({ openedOn: '2026-11-01', confirmed, lastSeenOn: '2026-12-11' }, visits, clocks, calendar).dueOn, '2026-12-18')
})

test('a change of level never makes a child wait longer, and a lower one changes nothing before the next visit', () => {
  fc.assert(
    fc.property(anyLevel, anyLevel, anyDay, fc.integer({ min: 0, max: 40 }), (oldLevel, newLevel, lastSeenOn, days) => {
      const due = dueAfterChange({ oldLevel, newLevel, lastSeenOn, changedOn: addDays(lastSeenOn, days) }, visits, clocks, calendar)
      assert.ok(due <= nextVisitDue(oldLevel, lastSeenOn, visits))
      if (riskLevels.indexOf(newLevel) <= riskLevels.indexOf(oldLevel)) assert.equal(due, nextVisitDue(oldLevel, lastSeenOn, visits))
      else assert.ok(due >= nextVisitDue(newLevel, lastSeenOn, visits))
    }),
  )
})

test('on the due day nobody is told; each day later tells the same people or more', () => {
  fc.assert(
    fc.property(anyLevel, anyDay, fc.integer({ min: -10, max: 40 }), (level, lastSeenOn, days) => {
      const dueOn = nextVisitDue(level, lastSeenOn, visits)
      const today = overdueStanding(level, dueOn, lastSeenOn, addDays(dueOn, days), visits)
      const tomorrow = overdueStanding(level, dueOn, lastSeenOn, addDays(dueOn, days + 1), visits)
      assert.equal(today.told.length === 0, days <= 0)
      assert.deepEqual(tomorrow.told.slice(0, today.told.length), today.told)
    }),
  )
})

test('the panel chair hears of the top level only, 14 days after last seen or after the opening', () => {
  const toldOn = (level: 'significant' | 'moderate', today: string) =>
    overdueStanding(level, nextVisitDue(level, '2026-12-01', visits), '2026-12-01', today, visits).told
  assert.deepEqual(toldOn('significant', '2026-12-14'), ['worker', 'team_manager', 'service_manager'])
  assert.deepEqual(toldOn('significant', '2026-12-15'), ['worker', 'team_manager', 'service_manager', 'panel_chair'])
  assert.deepEqual(toldOn('moderate', '2026-12-16'), ['worker', 'team_manager'])
  assert.deepEqual(toldOn('moderate', '2027-01-31'), ['worker', 'team_manager', 'service_manager'])
  assert.deepEqual(overdueStanding('significant', '2026-12-03', '2026-12-01', '2026-12-15', visits).told.at(-1), 'panel_chair')
})

test('a due day ends at 23:59 in London and says why', () => {
  const { dueAt, why } = visitDeadline(
    { dueOn: '2026-07-01', overdueFrom: '2026-07-01', level: 'significant', because: 'law R70' },
    '2026-06-24',
    visits,
  )
  assert.equal(dueAt.toISOString(), '2026-07-01T22:59:00.000Z')
  assert.deepEqual([why.rule, why.basis, why.mark, why.verified], ['law R70', 'local', 'L', false])
})

test('overtime is before 08:00, from 18:00, and on days off', () => {
  const at = (local: string) => isOvertime(instantOf(local), visits, calendar)
  assert.deepEqual(
    ['2026-12-24T07:59', '2026-12-24T08:00', '2026-12-24T17:59', '2026-12-24T18:00', '2026-12-25T12:00', '2026-12-26T12:00'].map(at),
    [true, false, false, true, true, true],
  )
})
