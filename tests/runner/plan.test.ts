import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MisplacedTestError, phaseOf, phases } from './plan.ts'

const withBrowser = "import { visit } from '../../platform/testing/browser.ts'"
const withDatabase = "import { withDatabase } from '../../../tests/support/database.ts'"

test('a test file runs in the phase its place, name and imports say', () => {
  assert.equal(phaseOf('src/core/clocks/rules.test.ts', ''), 'unit tests')
  assert.equal(phaseOf('src/core/people/store.test.ts', withDatabase), 'database tests')
  assert.equal(phaseOf('src/core/people/people.journey.test.ts', `${withBrowser}\n${withDatabase}`), 'browser journeys')
  assert.equal(phaseOf('tests/accessibility/pages.accessibility.test.ts', withBrowser), 'accessibility')
  assert.equal(phaseOf('tests/access/matrix.test.ts', withDatabase), 'access matrix')
  assert.equal(phaseOf('tests/words/words.test.ts', ''), 'words')
})

test('a test that opens a browser under another name is refused, not run in a quick run', () => {
  assert.throws(() => phaseOf('src/core/people/store.test.ts', withBrowser), MisplacedTestError)
})

test('every phase a file can be in is run', () => {
  const run = phases.flatMap((phase) => (phase.kind === 'tests' ? [phase.name] : []))
  for (const path of ['a.test.ts', 'tests/layers/a.test.ts', 'tests/house/a.test.ts', 'tests/words/a.test.ts', 'tests/access/a.test.ts']) {
    assert(run.includes(phaseOf(path, '')), path)
    assert(run.includes(phaseOf(path, withDatabase)), path)
  }
  assert(run.includes('browser journeys') && run.includes('accessibility'))
})
