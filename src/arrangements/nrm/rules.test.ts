import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CalendarEndsError } from '../../core/clocks/index.ts'
import { loadReference, readReferenceFile } from '../../core/reference/index.ts'
import {
  afterConsent,
  afterDecision,
  mayHaveStatus,
  needsExtension,
  noticeMayGo,
  reasonableGroundsDates,
  submissionStanding,
  whoDecides,
} from './rules.ts'
import { consents, nrmPolicy, referralStatuses } from './schema.ts'

const policy = readReferenceFile('nrm.yaml', nrmPolicy)
const dates = loadReference()

test('law R07: a child’s referral is never a matter of consent, a notice or withdrawing; an adult’s may be', () => {
  const refused = referralStatuses.filter((status) => !mayHaveStatus('child', status, policy))
  assert.deepEqual(refused.sort(), ['consent_pending', 'consent_refused', 'dtn_required', 'dtn_submitted', 'withdrawn'])
  assert.ok(referralStatuses.every((status) => mayHaveStatus('adult_with_consent', status, policy)))
})

test('law R08, R10: only a refusal leads to a notice, and "not now" is never one', () => {
  for (const consent of consents) {
    const { status, offerAgain } = afterConsent(consent, true)
    assert.equal(status === 'dtn_required', consent.startsWith('refuse'))
    assert.equal(offerAgain, consent === 'not_now')
    assert.notEqual(afterConsent(consent, false).status, 'dtn_required', 'a charity has no such duty')
  }
})

test('law R09: a notice with a name goes only if they agreed to be named', () => {
  assert.equal(noticeMayGo('refuse', [8, 23, 34], policy), true)
  assert.equal(noticeMayGo('refuse', [], policy), true)
  for (const field of policy.identifyingFields) {
    assert.equal(noticeMayGo('refuse', [8, field], policy), false)
    assert.equal(noticeMayGo('refuse_but_may_be_named', [field], policy), true)
  }
})

test('law R11: outside a pilot area, and from the 18th birthday, the Home Office decides', () => {
  assert.equal(whoDecides('home_office', '2030-01-01', '2026-11-24', policy).decisionMaker, 'home_office')
  assert.deepEqual(whoDecides('local_pilot', '2026-11-23', '2026-11-24', policy), { daysBefore18: -1, decisionMaker: 'home_office' })
})

const whole = { reference: 'NRM-1', submittedOn: '2026-11-24', name: 'A. Okafor', packOn: '2026-11-23', reason: '' }

test('law R12: without reference, date or name, or with a date to come, the pack stays ready', () => {
  assert.equal(submissionStanding(whole, '2026-11-24').status, 'submitted')
  for (const [field, value] of [
    ['reference', ' '],
    ['name', ''],
    ['submittedOn', null],
  ] as const) {
    const standing = submissionStanding({ ...whole, [field]: value }, '2026-11-24')
    assert.deepEqual([standing.status, standing.missing], ['ready', [field]])
  }
  assert.deepEqual(submissionStanding({ ...whole, submittedOn: '2026-11-25' }, '2026-11-24').inFuture, true)
})

test('law R13: a date before the pack is accepted with a reason, and the warning stays', () => {
  const before = { ...whole, submittedOn: '2026-11-20' }
  assert.deepEqual(submissionStanding(before, '2026-11-24').missing, ['reason'])
  const told = submissionStanding({ ...before, reason: 'typed in by the night team' }, '2026-11-24')
  assert.deepEqual([told.status, told.beforePack], ['submitted', true])
})

test('law R39: past the calendar there is no date', () => {
  assert.throws(() => reasonableGroundsDates('2028-12-29', dates), CalendarEndsError)
})

test('law R43: a letter cannot be seen before its date', () => {
  assert.equal(needsExtension('2026-11-27', '2026-11-27', policy), false)
  assert.throws(() => needsExtension('2026-11-27', '2026-11-26', policy), RangeError)
})

test('law R45: no decision closes support or shows a chance', () => {
  for (const decision of ['rg_positive', 'rg_negative', 'cg_positive', 'cg_negative'] as const) {
    const { opensReconsideration, closesSupport, showsChances } = afterDecision(decision)
    assert.deepEqual([opensReconsideration, closesSupport, showsChances], [decision.endsWith('negative'), false, false])
  }
})
