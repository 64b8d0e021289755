import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { tryRule } from './core/handbook/index.ts'
import { loadReference } from './core/reference/index.ts'
import { rulebook } from './rulebook.ts'

const example = z.object({ rule: z.string(), input: z.record(z.string(), z.unknown()), expected: z.unknown(), note: z.string().optional() })
// A missing file is a failure, not a skip: without the examples nothing holds the rules to the handbook.
const examples = z.array(example).parse(JSON.parse(readFileSync(new URL('../tests/fixtures/rules-law.json', import.meta.url), 'utf8')))
const reference = loadReference()

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `law R${String(from + index).padStart(2, '0')}`)
const registered = [...range(1, 57), ...range(59, 80), 'law R82', ...range(85, 91), ...range(93, 100)]

test('every rule of the handbook that this release follows is registered', () => {
  assert.deepEqual(
    registered.filter((id) => !rulebook.has(id)),
    [],
  )
})

/** Rules whose values are in a form of our own: the handbook gives them none, and their room's tests do. */
const ownForm: ReadonlySet<string> = new Set(['law R07', 'law R12', 'law R13', 'law R45', 'law R50', 'law R52', 'law R53'])

for (const rule of rulebook.values()) {
  const ofRule = examples.filter((entry) => entry.rule === rule.id)
  if (rule.kind === 'shown') {
    test(`${rule.id}: it has no values, and says where it is shown and tested`, () => {
      assert.equal(ofRule.length, 0)
      const tried = tryRule(rulebook, rule.id, {}, reference)
      assert.ok('error' in tried && tried.error.includes(rule.where))
    })
    continue
  }
  if (!ownForm.has(rule.id)) test(`${rule.id} has worked examples in the handbook`, () => assert.notEqual(ofRule.length, 0))
  for (const { input, expected, note } of ofRule) {
    test(`${rule.id} ${JSON.stringify(input)}${note === undefined ? '' : ` (${note})`}`, () => {
      const tried = tryRule(rulebook, rule.id, input, reference)
      assert.ok('output' in tried, JSON.stringify(tried))
      assertMeets(tried.output, expected)
    })
  }
}

/** As the examples are compared: only the expected keys; numbers within half a unit of the last decimal shown. */
function assertMeets(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number' && !Number.isInteger(expected)) {
    const decimals = `${expected}`.split('.')[1]?.length ?? 0
    assert.ok(typeof actual === 'number' && Math.abs(actual - expected) <= 0.5 * 10 ** -decimals + 1e-9, `${actual} is not ${expected}`)
  } else if (typeof expected === 'object' && expected !== null && !Array.isArray(expected)) {
    const object = z.record(z.string(), z.unknown()).parse(actual)
    for (const [key, value] of Object.entries(expected)) assertMeets(object[key], value)
  } else {
    assert.deepEqual(actual, expected)
  }
}
