// The figures of the team's page against a month that was counted by hand.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casework } from '../../../tests/support/casework.ts'
import { openTestHouse } from '../../../tests/support/database.ts'
import { startTestServer } from '../../../tests/support/server.ts'
import { sql } from '../../platform/db/sql.ts'
import { insertService, updateService } from '../plan/index.ts'
import { insertVisit, refreshStaleClocks, refreshVisitClock, type VisitOutcome } from '../visits/index.ts'
import { putTask } from '../work/index.ts'

const t = await openTestHouse()
const server = await startTestServer(t)
after(async () => {
  await server.close()
  await t.close()
})
const team = await casework(t)

/**
 * Five children, all of them open since Monday 26 October 2026 without a confirmed level: to be seen by Wednesday 28 October,
 * then within seven days of the day they were seen. What fell due up to Sunday 22 November, counted by hand:
 *
 *            due (in time: +, late or not at all: -)                 due  in time
 *   Wren     28/10 +   4/11 +   11/11 + (seen on the 10th)  17/11 +   4    4
 *   Teal     28/10 +   3/11 -   12/11 -   20/11 - (still owed)        4    1
 *   Snipe    28/10 - (never seen)                                     1    0
 *   Heron    28/10 +   4/11 +   11/11 +   18/11 +                     4    4
 *   Plover   28/10 - (a call, then seen on the 30th)  6/11 + 13/11 + 20/11 +   4    3
 *                                                                    17   12
 */
const visits: readonly (readonly [string, string, VisitOutcome])[] = [
  ['Teal', '2026-10-27', 'seen'],
  ['Wren', '2026-10-28', 'seen'],
  ['Heron', '2026-10-28', 'seen'],
  ['Plover', '2026-10-28', 'phone_or_video'],
  ['Plover', '2026-10-30', 'seen'],
  ['Wren', '2026-11-04', 'seen'],
  ['Heron', '2026-11-04', 'seen'],
  ['Teal', '2026-11-05', 'seen'],
  ['Plover', '2026-11-06', 'seen'],
  ['Wren', '2026-11-10', 'seen'],
  ['Heron', '2026-11-11', 'seen_not_alone'],
  ['Teal', '2026-11-12', 'not_home'],
  ['Teal', '2026-11-13', 'seen'],
  ['Plover', '2026-11-13', 'seen_not_alone'],
  ['Wren', '2026-11-17', 'seen'],
  ['Heron', '2026-11-18', 'seen'],
  ['Plover', '2026-11-20', 'seen'],
  ['Teal', '2026-11-20', 'refused_at_door'],
]

test('the team’s figures are those counted by hand from a month of visits', async () => {
  t.clock.set('2026-10-26T09:00:00Z')
  const ids = new Map<string, string>()
  for (const knownAs of ['Wren', 'Teal', 'Snipe', 'Heron', 'Plover']) ids.set(knownAs, await team.aCase({ knownAs }))
  const idOf = (knownAs: string) => ids.get(knownAs) ?? assert.fail(knownAs)
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  for (const [knownAs, on, outcome] of visits) {
    t.clock.set(`${on}T18:00:00Z`)
    await t.as(team.worker, async (tx) => {
      const said = { ownWords: '', seen: '', next: '' }
      const where = { plannedId: null, at: null, place: 'home', visitorPostId: team.worker.postId, overtime: 'no' } as const
      await insertVisit(tx, { caseId: idOf(knownAs), outcome, on, ...where, ...said })
      await refreshVisitClock(tx, t.house.reference, idOf(knownAs), 'a visit was recorded')
    })
  }
  // Curlew waits for a worker since Thursday; her first visit is due today, so nothing is late yet
  t.clock.set('2026-11-19T10:00:00Z')
  const curlew = await team.aCase({ knownAs: 'Curlew' })
  await t.owner.transaction((tx) =>
    tx.run(sql`update case_file set allocated_post_id = null, allocated_at = null, waiting_since = ${t.clock.now()} where id = ${curlew}`),
  )
  await team.asJobs((tx) => refreshStaleClocks(tx, t.house))
  // two wait for mentoring, of whom one has been accepted; Heron has met the nurse and waits no longer
  await t.as(team.worker, async (tx) => {
    const answer = { accepted: 'yes', acceptedOn: '2026-11-09', endedOn: null, endedBecause: '' } as const
    await insertService(tx, idOf('Wren'), 'Mentoring', '2026-11-02')
    const accepted = await insertService(tx, idOf('Teal'), 'mentoring', '2026-11-05')
    await updateService(tx, idOf('Teal'), accepted, 1, { ...answer, firstMetOn: null })
    const met = await insertService(tx, idOf('Heron'), 'School nurse', '2026-11-02')
    await updateService(tx, idOf('Heron'), met, 1, { ...answer, firstMetOn: '2026-11-12' })
    await putTask(tx, {
      record: { kind: 'case', id: idOf('Wren') },
      kind: 'plan.action',
      ownerPostId: team.worker.postId,
      dueAt: new Date('2026-11-18T23:59:00Z'),
      clock: undefined,
    })
  })

  t.clock.set('2026-11-23T09:00:00Z')
  const page = (await (await server.fetchAs(team.manager, '/team')).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  assert.match(page, /12 of 17 seen in time \(71%; 47% to 87%\)/)
  assert.match(page, /Visits due from 26 Oct 2026 to 22 Nov 2026/)
  // Teal since the 20th, Snipe since 28 October: three days and twenty-six
  assert.match(page, /1 to 2 days 0 3 to 6 days 1 7 to 13 days 0 14 days or more 1/)
  assert.match(
    page,
    /Snipe Wim Janssen Not since opening 28 Oct 2026 overdue by 26 days Teal Wim Janssen 13 Nov 2026 20 Nov 2026 overdue by 3 days/,
  )
  assert.match(page, /Curlew \S+ 4 days/)
  // five cases at the top level, opened four weeks ago to the hour: 5 × 2.0 of 16
  assert.match(page, /Wim Janssen 5 10\.0 16\.0 62\.5% room/)
  assert.match(page, /Mentoring 2 21 days Wren 21 days, no answer yet Teal 18 days, accepted, not met yet/i)
  assert.doesNotMatch(page, /School nurse/)
  assert.match(page, /What has run out, visits aside .*Do what the plan asks of you Wren .* overdue by 5 days/)
})
