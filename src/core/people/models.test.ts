import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { openTestHouse } from '../../../tests/support/database.ts'
import { databaseRoles } from '../../platform/db/create.ts'
import { Database, isDatabaseError } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import { presetName } from '../matching/index.ts'
import { importPeople } from './import.ts'
import { activateModel, activeScorer, askForModel, bandsOf, learnModel, modelsKept, setThreshold } from './models.ts'

const t = await openTestHouse()
const jobs = new Database(t.server.connection(t.databaseName, databaseRoles.jobs), { connections: 1 })
after(async () => {
  await jobs.close()
  await t.close()
})
const triage = await t.somebody({ role: 'triageWorker', team: 'mash', teamKind: 'triage' })
const administrator = await t.somebody({ role: 'systemAdministrator', name: 'Ade Administrator' })
const isRefused = (error: unknown) => isDatabaseError(error, 'P0002') || isDatabaseError(error, '42501')

test('before there is data the default is used, and from too few records nothing is learned', async () => {
  assert.equal((await t.as(triage, (tx) => activeScorer(tx, 'desk'))).name, presetName)
  assert.equal(await t.as(administrator, askForModel), true)
  assert.equal(await t.as(administrator, askForModel), false, 'one at a time')
  await jobs.transaction(learnModel)
  assert.deepEqual(
    (await t.as(administrator, modelsKept)).map(({ state, records }) => [state, records]),
    [['too_few', 0]],
  )
})

test('the shares are learned from the records here by the job, and weigh nothing until somebody makes them active', async () => {
  const text = await readFile(new URL('../../../tests/fixtures/linkage-uk-2000.csv', import.meta.url), 'utf8')
  await t.as(triage, (tx) => importPeople(tx, text, '2026-11-23'))
  await t.as(administrator, askForModel)
  await jobs.transaction(learnModel)
  await jobs.transaction(learnModel)
  const [learned] = await t.as(administrator, modelsKept)
  assert.deepEqual([learned?.state, learned?.records, learned?.askedBy], ['learned', 2000, 'Ade Administrator'])
  assert.ok((learned?.pairs ?? 0) > 2000)
  assert.equal((await t.as(triage, (tx) => activeScorer(tx, 'desk'))).name, presetName)
  await assert.rejects(
    t.as(triage, (tx) => activateModel(tx, learned?.version ?? 0, 'looks right')),
    isRefused,
  )
  assert.equal(await t.as(administrator, (tx) => activateModel(tx, learned?.version ?? 0, 'looks right')), true)
  const scorer = await t.as(triage, (tx) => activeScorer(tx, 'list'))
  assert.equal(scorer.name, `own-${learned?.version}`)
  const usual = (name: string) => scorer.howUsual(name) ?? 0
  assert.ok(usual('smith') > usual('quillfeather') * 2, 'a usual name counts less')
  assert.equal(await t.as(administrator, (tx) => activateModel(tx, 999, 'x')), false)
  assert.equal(await t.as(administrator, (tx) => activateModel(tx, null, 'back')), true)
  assert.equal((await t.as(triage, (tx) => activeScorer(tx, 'list'))).name, presetName)
})

test('no name that fewer than five records have is kept, and no page can ask for the records', async () => {
  const { names } = await t.owner.transaction((tx) =>
    tx.one<{ names: Record<string, number> }>(sql`select names from match_model where names is not null limit 1`),
  )
  assert.ok(Object.keys(names).length > 50)
  assert.ok(Object.values(names).every((share) => share * 2000 >= 5 - 1e-9))
  for (const who of [triage, administrator])
    await assert.rejects(
      t.as(who, (tx) => tx.many(sql`select facts from match_sample_as_system(10)`)),
      isRefused,
    )
})

test('a threshold is set by an administrator with a reason, holds from then on, and nobody else may', async () => {
  const set = { possibly: 0.02, very_likely: 0.99 }
  await assert.rejects(
    t.as(triage, (tx) => setThreshold(tx, 'desk', set, 'more')),
    isRefused,
  )
  await t.as(administrator, (tx) => setThreshold(tx, 'desk', set, 'too many that were not'))
  assert.deepEqual(await t.as(triage, (tx) => bandsOf(tx, 'desk')), set)
  assert.notDeepEqual(await t.as(triage, (tx) => bandsOf(tx, 'list')), set)
})
