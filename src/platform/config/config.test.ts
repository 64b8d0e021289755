import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'
import { MasterKeyError, readMasterKey } from './master-key.ts'

test('with nothing set, only this machine can reach Lapwing, on port 4000', () => {
  const config = readConfig({})
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.baseUrl, 'http://127.0.0.1:4000')
  assert.deepEqual(config.warnings, [])
})

test('an option wins over a variable, and an empty variable counts as not set', () => {
  const config = readConfig({ LAPWING_PORT: '5000', LAPWING_SMTP_URL: '' }, ['--port', '5001', '--empty'])
  assert.equal(config.port, 5001)
  assert.equal(config.smtpUrl, undefined)
  assert.equal(config.empty, true)
})

test('everything that is set wrong is told at once, each in one sentence, without repeating a password', () => {
  assert.throws(
    () => readConfig({ DATABASE_URL: 'mysql://me:hunter2@db/x', LAPWING_CLAMD: 'nowhere' }, ['--port', '70000']),
    (error) => error instanceof ConfigError && error.problems.length === 3 && !error.message.includes('hunter2'),
  )
})

test('an unknown option shows the ones there are', () => {
  assert.throws(() => readConfig({}, ['--demo']), /--empty/)
})

test('the scanner is named by a socket or by host and port', () => {
  assert.deepEqual(readConfig({ LAPWING_CLAMD: '/run/clamav/clamd.ctl' }).clamd, { socketPath: '/run/clamav/clamd.ctl' })
  assert.deepEqual(readConfig({ LAPWING_CLAMD: 'tcp://scanner:3310' }).clamd, { host: 'scanner', port: 3310 })
})

test('web servers in front are named by address or range, and nothing else is believed', () => {
  assert.deepEqual(readConfig({}).trustedProxies, [])
  assert.deepEqual(readConfig({ LAPWING_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' }).trustedProxies, ['127.0.0.1', '10.0.0.0/8'])
  for (const wrong of ['true', 'proxy.example', '10.0.0.0/33', '10.0.0.0/8/8']) {
    assert.throws(() => readConfig({ LAPWING_TRUSTED_PROXIES: wrong }), /LAPWING_TRUSTED_PROXIES/)
  }
})

test('a misspelt setting and serving others without encryption are warned about', () => {
  const { warnings } = readConfig({ LAPWING_PROT: '1', LAPWING_HOST: '0.0.0.0' })
  assert.equal(warnings.length, 2)
  const behind = { LAPWING_HOST: '0.0.0.0', LAPWING_BASE_URL: 'https://lapwing.example.org/' }
  assert.match(readConfig(behind).warnings.join(' '), /^LAPWING_TRUSTED_PROXIES does not name/)
  assert.deepEqual(readConfig({ ...behind, LAPWING_TRUSTED_PROXIES: '127.0.0.1' }).warnings, [])
})

test('the master key is made once, for its owner only, and stays the same', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'keys', 'master.key')
  const made = readMasterKey(file, { whenAbsent: 'create' })
  assert.equal(made.length, 32)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readMasterKey(file, { whenAbsent: 'create' }), made)
})

test('a master key that is missing, open to others or damaged is never replaced by a new one', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'master.key')
  assert.throws(() => readMasterKey(file, { whenAbsent: 'refuse' }), MasterKeyError)
  writeFileSync(file, `${'a'.repeat(64)}\n`, { mode: 0o644 })
  chmodSync(file, 0o644)
  assert.throws(() => readMasterKey(file, { whenAbsent: 'create' }), /Other users of this machine can read/)
  chmodSync(file, 0o600)
  writeFileSync(file, 'not a key')
  assert.throws(() => readMasterKey(file, { whenAbsent: 'create' }), /is not a master key/)
})
