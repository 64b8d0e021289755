import { londonDateOf } from '../../core/clocks/index.ts'
import type { House } from '../../core/house/index.ts'
import { loadOf } from '../../core/team/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { mondayOf } from './rules.ts'
import { allOpenCases, allSiblings, allWorkers, type CountedWeek, isCounted, keepWeek } from './store.ts'

/** Counts what every worker and every team carries, once for each week. Safe to run again: the first count of a week stands. */
export async function countWeek(tx: Tx, { clock, reference }: Pick<House, 'clock' | 'reference'>): Promise<void> {
  const now = clock.now()
  const week = mondayOf(londonDateOf(now))
  if (await isCounted(tx, week)) return
  const [cases, siblings, workers] = [await allOpenCases(tx), await allSiblings(tx), await allWorkers(tx)]
  const hundredths = (points: number) => Math.round(points * 100)
  const byWorker = workers.map(({ postId, teamId, ...worker }): CountedWeek => {
    const own = cases.filter((one) => one.postId === postId)
    const load = loadOf(worker, own, siblings, now, reference.workload)
    return { teamId, postId, cases: own.length, points: hundredths(load.points), capacity: hundredths(load.capacity) }
  })
  const teams = [...new Set([...workers, ...cases].map(({ teamId }) => teamId))]
  const waiting = teams.map((teamId): CountedWeek => {
    const own = cases.filter((one) => one.teamId === teamId && one.postId === null)
    const load = loadOf({ fteHundredths: 0, isFirstYear: false }, own, siblings, now, reference.workload)
    return { teamId, postId: null, cases: own.length, points: hundredths(load.points), capacity: 0 }
  })
  await keepWeek(tx, week, [...byWorker, ...waiting], reference.workload.version)
}
