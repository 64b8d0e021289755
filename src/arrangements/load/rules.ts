// What if some more young people need us: worked out with the same points as everywhere else. It shows, and gives nobody a case.
import { addDays, dayOfWeek, type LocalDate } from '../../core/clocks/index.ts'
import { bandOf, type Load, type WorkloadPolicy } from '../../core/workload/index.ts'

/** How many more of each level. */
export type More = Readonly<Record<'significant' | 'moderate' | 'emerging', number>>

/** Points of one more young person of that level, in hundredths: the first four weeks take more. @source law R75 */
export function pointsOfOne(level: keyof More, policy: WorkloadPolicy): number {
  return policy.perCase[level] + policy.additions.firstFourWeeks
}

/** Points in hundredths of all of them. */
export function pointsOf(more: More, policy: WorkloadPolicy): number {
  return (['significant', 'moderate', 'emerging'] as const).reduce((sum, level) => sum + more[level] * pointsOfOne(level, policy), 0)
}

/** The load with so many hundredths of a point on top. */
export function withMore(load: Load, hundredths: number, policy: WorkloadPolicy): Load {
  const points = Math.round(load.points * 100) + hundredths
  const capacity = Math.round(load.capacity * 100)
  if (capacity === 0) return { points: points / 100, capacity: 0, percent: null, band: 'no_capacity' }
  return { points: points / 100, capacity: load.capacity, percent: (points * 100) / capacity, band: bandOf(points * 100, capacity, policy) }
}

/** What a whole team carries: sums, not an average, so that a part-time week weighs as much as it is. */
export function together(loads: readonly Load[], policy: WorkloadPolicy): Load {
  const sum = (of: (load: Load) => number) => loads.reduce((total, load) => total + Math.round(of(load) * 100), 0)
  return withMore(
    { points: 0, capacity: sum(({ capacity }) => capacity) / 100, percent: null, band: 'room' },
    sum(({ points }) => points),
    policy,
  )
}

/**
 * How many of them each would have, if one after the other went to whoever then had the most room; the heaviest first,
 * among equals the first of the list. Nobody without a week to fill gets one.
 */
export function spread(loads: readonly Load[], more: More, policy: WorkloadPolicy): readonly Load[] {
  const now = [...loads]
  for (const level of ['significant', 'moderate', 'emerging'] as const) {
    for (let given = 0; given < more[level]; given++) {
      const after = now.map((load) => withMore(load, pointsOfOne(level, policy), policy))
      const room = after.map(({ percent }) => percent ?? Number.POSITIVE_INFINITY)
      const least = room.indexOf(Math.min(...room))
      const taken = after[least]
      if (taken === undefined || taken.percent === null) return now
      now[least] = taken
    }
  }
  return now
}

/** The Monday of a day's week. */
export function mondayOf(day: LocalDate): LocalDate {
  return addDays(day, -(dayOfWeek(day) - 1))
}

/** To the nearest 5 percent: exact enough for a board, too coarse to work one case out from two papers. */
export function aboutPercent({ percent }: Load): number | null {
  return percent === null ? null : Math.round(percent / 5) * 5
}
