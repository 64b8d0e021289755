import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutQuoted } from './quoted.ts'

test('what stands in quotation marks is not looked at, and everything else stays in its place', () => {
  const text = 'He said “I am a runner” and "my lifestyle", she’s worried'
  const left = withoutQuoted(text)
  assert.equal(left.length, text.length)
  assert.equal(left.replaceAll(/ +/g, ' '), 'He said and , she’s worried')
})

test('a mark that is never closed quotes nothing', () => {
  for (const text of ['He said “I am a runner', '5" tall', 'the boys’ home']) assert.equal(withoutQuoted(text), text)
})
