import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unquoted } from './quote.ts'

test('words typed in quotation marks are not put in them twice; marks inside stay', () => {
  assert.equal(unquoted('"I owe them"'), 'I owe them')
  assert.equal(unquoted(' “I owe them” '), 'I owe them')
  assert.equal(unquoted('I owe "them"'), 'I owe "them"')
  assert.equal(unquoted('"No," she said, "never"'), '"No," she said, "never"')
})
