import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { pageMaker, progressOf } from './journey.ts'
import { sameTyped, type Typed } from './typed.ts'

type Answers = { age: number; school: string; end: true }
const page = pageMaker<Answers, undefined, undefined>()
const text = (name: string) => (typed: Typed) => String(typed[name] ?? '')
const common = { view: () => <p />, summary: () => [], title: () => '' }
const typed = z.record(z.string(), z.union([z.string(), z.array(z.string()).readonly()]))
const pages = [
  page({ ...common, path: 'age', schema: () => typed.transform(text('age')).pipe(z.string().regex(/^\d+$/).transform(Number)) }),
  page({
    ...common,
    path: 'school',
    when: ({ age }) => age !== undefined && age < 18,
    schema: () => typed.transform(text('school')).pipe(z.string().min(1)),
  }),
  page({ ...common, path: 'end', schema: () => typed.transform((): true => true) }),
]
const on = (accepted: Record<string, Typed>) => progressOf(pages, { accepted }, undefined)

test('the answers decide which pages come, and the first one not done is next', () => {
  assert.equal(on({}).next?.path, 'age')
  const child = on({ age: { age: '15' } })
  assert.deepEqual(
    child.route.map(({ path }) => path),
    ['age', 'school', 'end'],
  )
  assert.equal(child.next?.path, 'school')
})

test('a page that is no longer on the road is not sent, however much was typed there', () => {
  const grown = on({ age: { age: '42' }, school: { school: 'Oak' }, end: {} })
  assert.deepEqual(grown.answers, { age: 42, end: true })
  assert.equal(grown.next, undefined)
})

test('what was accepted once and no longer passes is asked again', () => {
  assert.equal(on({ age: { age: 'fifteen' }, end: {} }).next?.path, 'age')
})

test('an empty field and none are the same; fields of ours do not count', () => {
  assert.equal(sameTyped({ a: '1', b: '', _once: 'x' }, { a: ['1'] }), true)
  assert.equal(sameTyped({ a: '1' }, { a: '2' }), false)
})
