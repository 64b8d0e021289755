import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkLayers } from './layers.ts'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('imports go down only, a room is entered by its door, and there are no circles', async () => {
  const { breaches, edges } = await checkLayers(folder('../../'))
  assert.deepEqual(
    breaches.map(({ rule, from, to, advice }) => `${rule}: ${from} -> ${to}. ${advice}`),
    [],
  )
  // A checker that cannot read TypeScript sees no edge and finds no fault.
  assert(edges.has('src/platform/testing/browser.journey.test.ts -> src/platform/testing/browser.ts'))
})

test('in a broken house every rule turns red, and only there', async () => {
  const { breaches } = await checkLayers(folder('./broken-house/'))
  const found = breaches.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`).sort()
  assert.deepEqual(found, [
    'arrangements-are-strangers: src/arrangements/custody/index.ts -> src/arrangements/meetings/index.ts',
    'arrangements-know-no-demo: src/arrangements/meetings/index.ts -> src/demo/stories.ts',
    'core-knows-no-arrangement: src/core/cases/index.ts -> src/arrangements/custody/index.ts',
    'core-rooms-share-values-only: src/core/cases/index.ts -> src/core/people/store.ts',
    'every-import-resolves: src/arrangements/meetings/index.ts -> ./nowhere.ts',
    'no-circles: src/core/loops/first.ts -> src/core/loops/second.ts',
    'no-packages-for-development: src/arrangements/meetings/index.ts -> node_modules/fast-check/lib/fast-check.js',
    'nothing-imports-the-top: src/arrangements/meetings/index.ts -> src/app.ts',
    'platform-is-the-ground: src/platform/knows-people.ts -> src/core/people/index.ts',
    'rooms-have-one-door: src/app.ts -> src/core/people/store.ts',
    'rooms-have-one-door: src/arrangements/custody/index.ts -> src/core/people/store.ts',
    'rooms-have-one-door: src/rulebook.ts -> src/core/people/store.ts',
    'rules-are-pure: src/core/cases/rules.ts -> fs',
    'rules-are-pure: src/core/cases/rules.ts -> src/platform/db/pool.ts',
    'tests-stay-outside: src/arrangements/meetings/index.ts -> src/platform/testing/browser.ts',
  ])
})
