import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { freePort, killGroup, spawnGroup, withSmallDisk } from './faults.ts'

const run = promisify(execFile)
const kib = 1_024

/** A program that writes `size` bytes and says what came of it. */
const writer = (path: string, size: number) => [
  process.execPath,
  '--eval',
  `try { require('node:fs').writeFileSync(${JSON.stringify(path)}, Buffer.alloc(${size})); console.log('written') } catch ({ code }) { console.log(code) }`,
]

test('on a small disk what fits is written and what does not is refused, and it is gone afterwards', async (t) => {
  const folder = await withSmallDisk(64 * kib, async ({ folder, way, limited }) => {
    t.diagnostic(`a full disk by ${way}`)
    const write = async (name: string, size: number) => {
      const [program, ...args] = limited(writer(join(folder, name), size))
      return (await run(program, args)).stdout.trim()
    }
    assert.equal(await write('fits', 32 * kib), 'written')
    assert.equal(statSync(join(folder, 'fits')).size, 32 * kib)
    assert.equal(await write('too-big', 128 * kib), way === 'tmpfs' ? 'ENOSPC' : 'EFBIG')
    return folder
  })
  assert.equal(existsSync(folder), false)
})

test('killing a group reaches what the program started in turn', async () => {
  const group = spawnGroup(['bash', '-c', 'sleep 60 & echo $!; wait'])
  assert(group.stdout !== null)
  const [said]: unknown[] = await once(group.stdout, 'data')
  const grandchild = Number(String(said))
  assert.doesNotThrow(() => process.kill(grandchild, 0))
  await killGroup(group)
  assert.throws(() => process.kill(grandchild, 0), { code: 'ESRCH' })
  await killGroup(group)
})

test('a free port can be listened on', async () => {
  const port = await freePort()
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.close()
})
