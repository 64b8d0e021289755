import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesIn, protectedIn } from './others.ts'

test('the name of another child is seen in a paper, however it is written; one’s own name and ordinary words are not', () => {
  const known = [
    { name: 'Kit', isShort: true },
    { name: 'Will', isShort: true },
    { name: 'Zoë O’Brien-Hart', isShort: false },
    { name: 'Mum', isShort: true },
    { name: 'Sam', isShort: true },
  ]
  const own = ['Sam', 'Sam Ashgrove']
  const look = (text: string) => namesIn(text, known, own)
  assert.deepEqual(look('He is made to carry for Kit’s brother.'), ['Kit'])
  assert.deepEqual(look('He was with ZOE OBRIEN HART at the arches.'), ['Zoë O’Brien-Hart'])
  assert.deepEqual(look('Sam says his mum will come; Mum agrees. He has a first-aid kit.'), [])
  assert.deepEqual(look('He will go with Will.'), ['Will'])
})

test('a protected address does not leave in a paper, however it is spaced', () => {
  const contacts = ['14 Heron Walk', 'QM3 4DE', '07700 900123', 'B1']
  assert.ok(protectedIn('She is at 14, heron walk now', contacts))
  assert.ok(protectedIn('near qm34de', contacts))
  assert.ok(protectedIn('ring 07700900123', contacts))
  assert.ok(!protectedIn('He walks along the B1 to school', contacts))
})
