import assert from 'node:assert/strict'
import { test } from 'node:test'
import { look } from '../../../tests/support/looking.ts'
import { workingDay } from '../../../tests/support/working-day.ts'
import { sql } from '../../platform/db/sql.ts'
import { releaseQuarter } from './release.ts'
import { endedQuarters } from './rules.ts'
import { countQuarter } from './store.ts'

const { t, team, server, at } = await workingDay()
const quarter = endedQuarters('2026-11-23', 1)[0] ?? assert.fail('a quarter has ended')

/** Children with a case that opened in September, all of one sex and group. */
async function children(count: number, sex: string, group: string | null): Promise<string[]> {
  t.clock.set('2026-09-07T09:00:00Z')
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await team.aCase({ knownAs: `Child ${n}` }))
  t.clock.set('2026-11-23T09:00:00Z')
  await t.owner.transaction(async (tx) => {
    for (const id of ids) {
      const { personId, sourceId } = await tx.one<{ personId: string; sourceId: string }>(sql`
        select p.person_id as "personId", s.id as "sourceId" from record_person p join source_record s on s.person_id = p.person_id
        where p.record_kind = 'case' and p.record_id = ${id}`)
      await tx.run(
        sql`insert into person_detail (source_record_id, person_id, kind, value) values (${sourceId}, ${personId}, 'sex', ${sex})`,
      )
      if (group !== null)
        await tx.run(sql`
          insert into person_self_description (source_record_id, person_id, kind, value, grouped_as) values (${sourceId}, ${personId}, 'ethnicity', null, ${group})`)
    }
  })
  return ids
}

test('quarters that are over are offered, the one that still runs is not', () => {
  assert.deepEqual(endedQuarters('2026-01-01', 2), [
    { code: '2025-Q4', from: '2025-10-01', to: '2025-12-31' },
    { code: '2025-Q3', from: '2025-07-01', to: '2025-09-30' },
  ])
  assert.equal(endedQuarters('2026-09-30', 1)[0]?.code, '2026-Q2')
  assert.equal(endedQuarters('2026-10-01', 1)[0]?.code, '2026-Q3')
})

test('a manager counts a quarter: small numbers never reach a page, a file or a reader, and who was not asked is seen', async () => {
  await children(10, 'male', 'pakistani')
  await children(3, 'female', 'african')
  await children(7, 'female', null)
  await children(5, 'male', 'prefers-not-to-say')

  await at(team.manager, async (page) => {
    await page.goto('/fairness')
    await page.getByText('This quarter has not been counted').waitFor()
    await look(page, 'fairness-none')
    await page.getByRole('button', { name: 'Count this quarter' }).click()
    await page.getByRole('heading', { name: 'Level at the end of the quarter' }).waitFor()
    const table = page.getByRole('region', { name: 'Level at the end of the quarter, by ethnic group' })
    const rowOf = async (name: RegExp) => (await table.getByRole('row', { name }).allInnerTexts()).join().split(/\t|\n/).filter(Boolean)
    assert.deepEqual((await rowOf(/^Black, Black British/)).slice(-1), ['hidden'], 'three children are no number')
    assert.deepEqual((await rowOf(/^Prefers not to say/)).slice(-1), ['hidden'], 'nor is what would give the three away')
    assert.deepEqual((await rowOf(/^Asian/)).slice(-1), ['10'])
    assert.deepEqual((await rowOf(/^Not asked/)).slice(-1), ['7'])
    await look(page, 'fairness')
    await page.getByLabel('Made for').selectOption('public')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByText('rounded to the nearest 5').waitFor()
    await look(page, 'fairness-public')
  })
  const csv = await (await server().fetchAs(team.manager, `/fairness/file?quarter=${quarter.code}&profile=partner`)).text()
  assert.match(csv, /"Asian, Asian British or Asian Welsh",0,0,0,0,10,10\r\n/)
  assert.match(csv, /"Black, Black British, Black Welsh, Caribbean or African",0,0,0,0,c,c\r\n/)
})

test('one child more since then would be found by subtraction: the quarter is not released a second time', async () => {
  await children(1, 'male', 'pakistani')
  assert.equal(await t.as(team.manager, (tx) => releaseQuarter(tx, quarter, t.house.reference.release)), 'tells apart')
  const again = await server().fetchAs(team.manager, '/fairness', { quarter: quarter.code, _once: 'once-again-fairness-report' })
  assert.equal(again.status, 422)
  assert.match(await again.text(), /would point at a few people/)
})

test('the public’s reader sees the public’s version only, others nothing, and nobody but who releases is given a count', async () => {
  const press = await t.somebody({ role: 'communicationsOfficer' })
  const police = await t.somebody({ role: 'policeExploitation', agency: 'police', agencyKind: 'police' })
  const status = async (who: typeof press, query: string) => (await server().fetchAs(who, `/fairness${query}`)).status
  assert.equal(await status(police, ''), 200)
  assert.equal(await status(team.school, ''), 404)
  assert.equal(await status(team.worker, ''), 404)
  assert.equal(await status(press, '/file?profile=public'), 200)
  assert.equal(await status(press, '/file?profile=partner'), 404)
  assert.doesNotMatch(await (await server().fetchAs(press, '/fairness?profile=partner')).text(), />10</)
  for (const who of [press, police, team.worker, team.school])
    await assert.rejects(
      t.as(who, (tx) => countQuarter(tx, quarter)),
      /not there/,
    )
  const kept = await t.as(team.school, (tx) => tx.many(sql`select * from fairness_report`))
  assert.deepEqual(kept, [])
})
