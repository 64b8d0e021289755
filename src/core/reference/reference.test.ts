import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { loadReference, ReferenceFileError, referenceFolder } from './index.ts'

/** A copy of the files with one replaced, gone afterwards. */
function withFile(name: string, text: string, check: (folder: URL) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-reference-'))
  try {
    cpSync(referenceFolder, folder, { recursive: true })
    writeFileSync(join(folder, name), text)
    check(pathToFileURL(`${folder}/`))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('nothing in the files claims to be checked by a person who is not named', () => {
  const { clocks, missing, release, risk, visits, workload, words } = loadReference()
  for (const row of [...clocks.values(), missing, release, risk, visits, workload, words])
    assert.equal(row.verified, row.verifiedBy !== undefined, row.version)
})

test('a file that is wrong stops the start with its name and what is wrong', () => {
  withFile('missing.yaml', 'episodes: many\n', (folder) => {
    assert.throws(
      () => loadReference(folder),
      (error) => error instanceof ReferenceFileError && /missing\.yaml.*\n?.*source/s.test(error.message),
    )
  })
  withFile('clocks.yaml', 'source: x\n', (folder) => assert.throws(() => loadReference(folder), /clocks\.yaml/))
  withFile('bank-holidays.yaml', 'source: [\n', (folder) => assert.throws(() => loadReference(folder), ReferenceFileError))
  assert.throws(() => loadReference(new URL('file:///nowhere/')), /bank-holidays\.yaml/)
})
