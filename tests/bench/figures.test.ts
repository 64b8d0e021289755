import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf, markdownOf, ratio, textOf } from './figures.ts'

test('the figures of a hundred runs stand where they should', () => {
  const figures = figuresOf(Array.from({ length: 100 }, (_, i) => i + 1).reverse(), 2)
  assert.deepEqual(figures, { p50: 51, p95: 96, p99: 100, perSecond: 50, runs: 100 })
  assert.equal(ratio(figures, { ...figures, p50: 17 }), 3)
})

test('a table stands in columns in a terminal, and can be pasted into a page', () => {
  const header = ['page', 'ms']
  const rows = [['My work', '12.5']]
  assert.deepEqual(textOf(header, rows), ['page         ms', 'My work    12.5'])
  assert.deepEqual(markdownOf(header, rows), ['| page | ms |', '| --- | --: |', '| My work | 12.5 |'])
})
