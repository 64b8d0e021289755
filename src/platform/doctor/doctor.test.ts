import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { readConfig } from '../config/config.ts'
import { type Check, examine, fail, ok, warn, worst } from './check.ts'
import { machineChecks, nodeVersion, spaceLeft } from './machine.ts'

test('one check that breaks is a failure with its own words, and the others still run', async () => {
  const broken: Check = {
    name: 'Broken',
    run: () => {
      throw new Error('The holiday list cannot be read.')
    },
  }
  const results = await examine([broken, { name: 'Other', run: () => ok('Fine.') }])
  assert.deepEqual(results, [
    { name: 'Broken', standing: 'fail', says: 'The holiday list cannot be read.' },
    { name: 'Other', standing: 'ok', says: 'Fine.' },
  ])
})

test('the whole is as bad as its worst part', () => {
  const result = (finding: ReturnType<typeof ok>) => ({ name: 'x', ...finding })
  assert.equal(worst([result(ok('')), result(warn(''))]), 'warn')
  assert.equal(worst([result(warn('')), result(fail('')), result(ok(''))]), 'fail')
  assert.equal(worst([]), 'ok')
})

test('an old Node.js and a disk that fills up are told before they hurt', () => {
  assert.equal(nodeVersion('24.21.0').standing, 'ok')
  assert.match(nodeVersion('20.20.2').says, /Run script\/setup/)
  const at = (bytes: number) => spaceLeft(bytes, '/data').standing
  assert.deepEqual([at(50e9), at(1e9), at(100e6)], ['ok', 'warn', 'fail'])
})

async function check(name: string, env: Record<string, string>) {
  const [result] = await examine(machineChecks(readConfig(env)).filter((one) => one.name === name))
  return result
}

test('a virus scanner that answers is well; one that is away says what waits for it', async (t) => {
  const clamd = createServer((socket) =>
    socket.once('data', (asked) => socket.end(String(asked) === 'zPING\0' ? 'PONG\0' : 'UNKNOWN COMMAND\0')),
  )
  await new Promise<void>((resolve) => clamd.listen(0, '127.0.0.1', resolve))
  t.after(() => clamd.close())
  const address = clamd.address()
  assert.ok(address !== null && typeof address === 'object')
  assert.equal((await check('Virus scanner', { LAPWING_CLAMD: `127.0.0.1:${address.port}` }))?.standing, 'ok')
  const away = await check('Virus scanner', { LAPWING_CLAMD: '/nowhere/clamd.sock' })
  assert.equal(away?.standing, 'fail')
  assert.match(away?.says ?? '', /Attachments wait in quarantine/)
})

test('a mail server that is away is a failure that names it without its password', async () => {
  const result = await check('E-mail', { LAPWING_SMTP_URL: 'smtp://me:hunter2@127.0.0.1:1' })
  assert.equal(result?.standing, 'fail')
  assert.match(result?.says ?? '', /127\.0\.0\.1:1/)
  assert.doesNotMatch(result?.says ?? '', /hunter2/)
})
