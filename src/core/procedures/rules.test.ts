import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { instantOf, withOffset } from '../clocks/index.ts'
import { loadReference } from '../reference/index.ts'
import {
  canSign,
  closeTrack,
  figure,
  openBeforeSignOff,
  procedureNamed,
  type Run,
  type StepEnd,
  type StepStanding,
  standings,
} from './rules.ts'
import { type Procedure, procedure } from './schema.ts'

const { calendar, procedures } = loadReference()
const arrest = procedureNamed(procedures, 'arrest')
const start = instantOf('2026-12-24T14:00')
const child: Run = { events: { start }, facts: { start: 'arrest', age: 'child' }, ends: new Map() }
const hoursLater = (hours: number) => new Date(start.getTime() + hours * 3_600_000)
const of = (all: readonly StepStanding[], id: string): StepStanding => {
  const found = all.find(({ step }) => step.id === id)
  assert.ok(found !== undefined, id)
  return found
}
const at = (run: Run, now: Date, list: Procedure = arrest) => standings(list, run, calendar, now)
const dueOf = (standing: StepStanding) => (standing.date?.kind === 'due' ? withOffset(standing.date.dueAt) : standing.date)
const done = (endedAt: Date): StepEnd => ({ kind: 'done', endedAt, evidence: 'seen at home, alone' })

test('the list after an arrest has its 34 steps, each with a source, a mark, an owner and the evidence it needs', () => {
  assert.deepEqual(
    arrest.steps.map(({ id }) => id),
    Array.from({ length: 34 }, (_, i) => `A${String(i + 1).padStart(2, '0')}`),
  )
  for (const { id, source, owner, evidence } of arrest.steps) assert.ok(source.includes(id) && owner !== '' && evidence !== '', id)
  assert.equal(arrest.verified, false)
})

test('a step that waits for something says for what, and has no date until then', () => {
  const all = at(child, start)
  assert.deepEqual(of(all, 'A20').date, { kind: 'waits_for_event', event: 'release' })
  assert.deepEqual(of(all, 'A27').date, { kind: 'waits_for_step', step: 'A26' })
  assert.equal(of(all, 'A20').isLate, false)
})

test('law R55: hours run through Christmas, working days do not', () => {
  const all = at({ ...child, events: { start, release: instantOf('2026-12-24T23:30') } }, start)
  assert.equal(dueOf(of(all, 'A08')), '2026-12-24T16:00+00:00')
  assert.equal(dueOf(of(all, 'A20')), '2026-12-25T23:30+00:00')
  assert.equal(dueOf(of(all, 'A21')), '2026-12-29T17:00+00:00')
  assert.equal(dueOf(of(all, 'A34')), '2027-01-26T23:59+00:00')
})

test('every date of a step answers "why this date?" with the step’s own source and mark', () => {
  for (const { step, date } of at({ ...child, events: { start, release: start, interview: start } }, start)) {
    if (date?.kind !== 'due') continue
    assert.deepEqual(
      [date.why.rule, date.why.clock, date.why.mark, date.why.source, date.why.version],
      ['law R55', step.id, step.mark, step.source, arrest.version],
    )
  }
})

test('what should come before the interview, and did not, is due a working day after it', () => {
  const interview = instantOf('2026-12-24T16:00')
  const run = { ...child, events: { start, interview } }
  assert.equal(dueOf(of(at(run, hoursLater(1)), 'A11')), '2026-12-24T16:00+00:00')
  assert.equal(dueOf(of(at(run, hoursLater(5)), 'A11')), '2026-12-29T23:59+00:00')
  assert.equal(dueOf(of(at(child, start), 'A11')), '2026-12-29T23:59+00:00', 'while nobody knows when the interview is')
  assert.equal(of(at(run, hoursLater(5)), 'A05').isLate, true, 'legal advice has no second date')
})

test('the calendar ends: no date, and nothing is called late for it', () => {
  const late = instantOf('2028-12-29T10:00')
  const all = at({ ...child, events: { start: late } }, late)
  assert.deepEqual(of(all, 'A34').date, { kind: 'calendar_ends' })
})

test('late stays late however long ago it was, and in time stays in time', () => {
  const anyHours = fc.integer({ min: 0, max: 2_000 })
  fc.assert(
    fc.property(fc.constantFrom(...arrest.steps), anyHours, anyHours, anyHours, (step, endedAfter, seenAfter, more) => {
      const run: Run = { ...child, events: { start, release: hoursLater(9) }, ends: new Map([[step.id, done(hoursLater(endedAfter))]]) }
      const first = of(at(run, hoursLater(seenAfter)), step.id)
      const again = of(at(run, hoursLater(seenAfter + more)), step.id)
      assert.deepEqual(first, again)
    }),
    { numRuns: 200 },
  )
})

test('law R57: the states always add up to the list, and an exception is never done', () => {
  const end: fc.Arbitrary<StepEnd> = fc.oneof(
    fc.constant(done(hoursLater(3))),
    fc.constant<StepEnd>({ kind: 'exception', endedAt: hoursLater(3), code: 'too_late', reason: 'told on the Sunday' }),
  )
  const ends = fc.uniqueArray(fc.tuple(fc.constantFrom(...arrest.steps.map(({ id }) => id)), end), { selector: ([id]) => id })
  const facts = fc.record({
    start: fc.constantFrom('arrest', 'voluntary_interview', undefined),
    age: fc.constantFrom('child', 'adult', 'unknown', undefined),
  })
  fc.assert(
    fc.property(ends, facts, (ended, known) => {
      const all = at({ events: { start }, facts: known, ends: new Map(ended) }, hoursLater(40))
      const { done: isDone, exceptions, notApplicable, open, denominator, percentDone } = figure(all)
      assert.equal(isDone + exceptions + notApplicable + open, arrest.steps.length)
      assert.equal(denominator, arrest.steps.length - notApplicable)
      assert.ok(percentDone !== null && percentDone <= 100 && (percentDone < 100 || exceptions + open === 0))
      assert.equal(canSign({ open }), open === 0)
    }),
    { numRuns: 200 },
  )
})

test('law R56: what is not known takes no step off', () => {
  for (const facts of [{}, { start: undefined, age: undefined }, { age: 'unknown' }]) {
    assert.equal(figure(at({ ...child, facts }, start)).notApplicable, 0)
  }
  const adult = at({ ...child, facts: { start: 'arrest', age: 'adult' } }, start)
  assert.deepEqual(
    adult.filter(({ state }) => state === 'not_applicable').map(({ step }) => step.id),
    ['A01', 'A02', 'A16', 'A21', 'A22', 'A23', 'A24', 'A29', 'A31'],
  )
  for (const { state, because } of adult) assert.equal(because === undefined, state !== 'not_applicable')
})

test('law R53: the investigation ends without charge, and support goes on', () => {
  const open = { investigation: 'open', safeguarding: 'open' } as const
  assert.deepEqual(closeTrack(open, 'investigation'), { investigation: 'closed', safeguarding: 'open' })
  assert.deepEqual(closeTrack(open, 'safeguarding'), { investigation: 'open', safeguarding: 'closed' })
})

test('law R54: every open step but the sign-off itself keeps the list from being signed', () => {
  const ends = new Map(arrest.steps.slice(0, 32).map(({ id }) => [id, done(hoursLater(1))]))
  assert.deepEqual(
    openBeforeSignOff(arrest, at({ ...child, ends }, hoursLater(2))).map(({ id }) => id),
    ['A33'],
  )
})

test('law R58: a second arrest is a list of its own, and the first stays as it is', () => {
  const first: Run = { ...child, ends: new Map([['A08', done(hoursLater(1))]]) }
  const second: Run = { ...child, events: { start: hoursLater(300) } }
  const before = at(first, hoursLater(400))
  assert.equal(of(at(second, hoursLater(400)), 'A08').state, 'open')
  assert.deepEqual(at(first, hoursLater(400)), before)
})

// ── another procedure is data alone ─────────────────────────────────────────────────────────────────────────────────────

const homeTakenOver = `
id: home_taken_over
name: When a home was taken over
source: local
version: home-1
effectiveFrom: 2026-11-01
basis: local
mark: L
verified: false
signOff: H03
exceptions: [person_declined, outside_our_power]
rule: H00
events: { start: the report, locks: new locks }
facts: { tenure: { name: Who owns the home, values: { social: Social landlord, private: Private landlord } } }
steps:
  - { id: H01, name: The resident seen alone, owner: housing officer, class: plan, due: { from: start, unit: elapsed_hours, amount: 24 }, basis: local, mark: L, source: H01, evidence: seen at }
  - { id: H02, name: The landlord asked to change the locks, owner: housing officer, class: plan, due: { after: H01, unit: working_days, amount: 1 }, basis: local, mark: L, source: H02, evidence: reference, notApplicable: [{ fact: tenure, is: private, because: A private landlord is asked by the council. }] }
  - { id: H03, name: Sign-off, owner: manager, class: plan, due: { from: start, unit: working_days, amount: 5 }, basis: local, mark: L, source: H03, evidence: signature }
`

test('a second procedure needs no code: its dates, conditions, figure and sign-off follow from its file', () => {
  const list = procedure.parse(parse(homeTakenOver))
  const seen = hoursLater(20)
  const run: Run = { events: { start }, facts: { tenure: 'social' }, ends: new Map([['H01', done(seen)]]) }
  const all = at(run, hoursLater(30), list)
  assert.deepEqual(
    all.map(({ state, isLate }) => [state, isLate]),
    [
      ['done', false],
      ['open', false],
      ['open', false],
    ],
  )
  assert.equal(dueOf(of(all, 'H02')), '2026-12-29T23:59+00:00')
  assert.deepEqual(
    openBeforeSignOff(list, all).map(({ id }) => id),
    ['H02'],
  )
  assert.equal(figure(at({ ...run, facts: { tenure: 'private' } }, hoursLater(30), list)).percentDone, 50)
})

test('a file that could never run is refused with what is wrong', () => {
  const broken = (change: (text: string) => string) => procedure.safeParse(parse(change(homeTakenOver))).error?.message ?? ''
  assert.match(
    broken((text) => text.replace('after: H01', 'after: H03')),
    /no earlier step H03/,
  )
  assert.match(
    broken((text) => text.replace('from: start, unit: elapsed_hours', 'from: later, unit: elapsed_hours')),
    /no event later/,
  )
  assert.match(
    broken((text) => text.replace('signOff: H03', 'signOff: H09')),
    /no step H09/,
  )
  assert.match(
    broken((text) => text.replace('is: private', 'is: owned')),
    /tenure can't be owned/,
  )
  assert.match(
    broken((text) => text.replace('id: H02', 'id: H01')),
    /H01 stands there twice/,
  )
})
