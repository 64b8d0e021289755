import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf, ratio } from './figures.ts'

test('the figures of a hundred runs stand where they should', () => {
  const figures = figuresOf(Array.from({ length: 100 }, (_, i) => i + 1).reverse(), 2)
  assert.deepEqual(figures, { p50: 51, p95: 96, p99: 100, perSecond: 50, runs: 100 })
  assert.equal(ratio(figures, { ...figures, p50: 17 }), 3)
})
