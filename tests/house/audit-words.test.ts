// Whoever asks who looked at a record reads what was done in words, not the name that the program has for it.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rooms } from '../../src/app.ts'
import { eventTexts } from '../../src/core/audit/texts.ts'

const house = fileURLToPath(new URL('../../', import.meta.url))
const hasWords = (event: string) => event !== 'other' && Object.hasOwn(eventTexts.texts, event)

test('whatever a page or form is called in the audit, "Who has looked" has words for it', () => {
  const events = new Set<string>()
  const note = (_path: string, event: string) => void events.add(event)
  for (const room of rooms) room.routes?.({ get: note, post: note })
  assert.ok(events.size > 100, `${events.size} events`)
  assert.deepEqual([...events].filter((event) => !hasWords(event)).sort(), [])
})

test('so has it for what is written down without a page: jobs, commands, signing in', () => {
  const written = globSync('src/**/*.{ts,tsx,sql}', { cwd: house })
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .flatMap((path) => [...readFileSync(join(house, path), 'utf8').matchAll(/\b(?:event: |audit_append\()'([^']+)'/g)])
    .map(([, event = '']) => event)
  assert.ok(written.length > 5, `${written.length} events`)
  assert.deepEqual([...new Set(written)].filter((event) => !hasWords(event)).sort(), [])
})
