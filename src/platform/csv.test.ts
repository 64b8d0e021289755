import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { csvText } from './csv.ts'

test('a cell that a spreadsheet would run as a formula is text', () => {
  assert.equal(csvText([['=1+1', '@x', '-2', -2, 'a=b']]), "\uFEFF'=1+1,'@x,'-2,-2,a=b\r\n")
})

test('whatever was written comes back as it was, quotes and line ends too', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const guarded = rows.map((row) => row.map((value) => (/^[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : value)))
      assert.deepEqual(parse(csvText(rows), { bom: true }), guarded)
    }),
  )
})
