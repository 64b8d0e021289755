import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { leftovers, runMark } from './leftovers.ts'

const house = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapwing-planted-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Node runs no tests from within a test: a process that does not know it is in one does. */
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT' && name !== runMark))
const node = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), ...args], { cwd: house, env: outside })

async function runPlanted(files: Readonly<Record<string, string>>): Promise<string> {
  const paths = Object.entries(files).map(([name, source]) => {
    const path = join(folder, name)
    writeFileSync(path, `import { test } from 'node:test'\n${source}`)
    return path
  })
  const script = join(folder, 'run.mts')
  writeFileSync(
    script,
    `import { runTestFiles } from ${JSON.stringify(join(house, 'tests/runner/run-tests.ts'))}
     const how = { house: ${JSON.stringify(folder)}, atOnce: 2, timeout: 4000, signal: new AbortController().signal }
     console.log(JSON.stringify(await runTestFiles(${JSON.stringify(paths)}, how)))`,
  )
  return (await node(script)).stdout
}

test('passes, failures, skips, crashes, empty and endless files are each told as what they are', async () => {
  const outcome: unknown = JSON.parse(
    await runPlanted({
      'green.test.ts': "test('seen', () => {})",
      'red.test.ts': "test('not seen', () => { throw new Error('the door stayed shut') })",
      'skipped.test.ts': "test('left out', { skip: 'no time' }, () => {})",
      'crash.test.ts': "console.log('last words'); process.exit(3)",
      'empty.test.ts': 'void test',
      'endless.test.ts': "setInterval(() => {}, 1000); test('waits', () => new Promise(() => {}))",
    }),
  )
  assert(typeof outcome === 'object' && outcome !== null && 'passed' in outcome && 'skipped' in outcome && 'failures' in outcome)
  assert.equal(outcome.passed, 1, JSON.stringify(outcome))
  assert(Array.isArray(outcome.skipped) && Array.isArray(outcome.failures))
  assert.equal(outcome.skipped.length, 1)
  const told = outcome.failures.map((failure: unknown) => JSON.stringify(failure))
  for (const part of ['the door stayed shut', 'last words', 'the file holds no test', 'endless.test.ts']) {
    assert(
      told.some((failure) => failure.includes(part)),
      `${part} in ${told.join('\n')}`,
    )
  }
})

test('a pattern that matches nothing is red and says so', async () => {
  await assert.rejects(node('tests/run.ts', '--only', 'no-such-test-anywhere'), ({ code, stdout }: { code: number; stdout: string }) => {
    assert.equal(code, 1)
    assert.match(stdout, /Nothing ran.*\n[\s\S]*\n0 passed, 0 failed\n$/)
    return true
  })
})

test('what outlives a run is found by the mark it carries, and nothing else is', async () => {
  const run = { mark: `test-${process.pid}`, folder: join(folder, 'run') }
  const marked = spawn('sleep', ['60'], { env: { ...outside, [runMark]: run.mark }, stdio: 'ignore' })
  // As PostgreSQL does under root: another user, another environment, but its data lies in the run's folder.
  const working = spawn('bash', ['-c', 'sleep 60; true', join(run.folder, 'data')], { env: { PATH: outside['PATH'] }, stdio: 'ignore' })
  const children = [marked, working]
  await Promise.all(children.map((child) => once(child, 'spawn')))
  await sleep(50)
  const found = leftovers(run).map(({ pid }) => pid)
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.map((child) => once(child, 'exit')))
  assert.deepEqual(found.toSorted(), children.map(({ pid }) => pid).toSorted())
  assert.deepEqual(leftovers(run), [])
})
