import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGreen, joined, nothing, type TestReport, tally } from './outcome.ts'

const report = (more: Partial<TestReport> = {}): TestReport => ({
  verdict: 'pass',
  name: 'a visit counts when he was seen',
  file: '/house/a.test.ts',
  suite: false,
  ...more,
})

test('a phase in which nothing ran is not green', () => {
  assert.equal(isGreen(tally([])), false)
  assert.equal(isGreen(joined([nothing, nothing])), false)
  assert.equal(isGreen(tally([report()])), true)
})

test('one failure among many passes is red, and is counted once though its parents fail with it', () => {
  const outcome = tally([
    report(),
    report({ verdict: 'fail', failureType: 'testCodeFailure', detail: 'expected 1' }),
    report({ verdict: 'fail', name: 'visits', suite: true, failureType: 'subtestsFailed' }),
  ])
  assert.equal(outcome.passed, 1)
  assert.deepEqual(
    outcome.failures.map(({ detail }) => detail),
    ['expected 1'],
  )
  assert.equal(isGreen(outcome), false)
})

test('a suite is not a test: only what is in it counts', () => {
  assert.equal(tally([report(), report({ suite: true })]).passed, 1)
})

test('a skipped or unfinished test is not passed and turns the run red', () => {
  for (const left of [{ skip: true }, { skip: 'no time' }, { todo: true }, { todo: 'later', verdict: 'fail' as const }]) {
    const outcome = tally([report(), report(left)])
    assert.equal(outcome.passed, 1)
    assert.equal(outcome.skipped.length, 1)
    assert.equal(isGreen(outcome), false)
  }
})

test('where a machine cannot do a step, the alternative that ran is told and the run stays green', () => {
  const outcome = tally([report(), report({ skip: 'alternative: a file-size limit, no tmpfs can be mounted here' })])
  assert.equal(outcome.passed, 1)
  assert.deepEqual(outcome.alternatives, ['a visit counts when he was seen: a file-size limit, no tmpfs can be mounted here'])
  assert.equal(isGreen(outcome), true)
})

test('a file that crashed and a file without a test are failures', () => {
  const whole = { name: '/house/a.test.ts', file: '/house/a.test.ts' }
  assert.equal(
    tally([report({ ...whole, verdict: 'fail', failureType: 'testCodeFailure' })]).failures[0]?.title,
    'the file did not run to its end',
  )
  assert.equal(tally([report(whole)]).failures[0]?.title, 'the file holds no test')
})
