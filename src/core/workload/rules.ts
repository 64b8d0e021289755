/**
 * How much a worker carries, as a share of what their week holds (handbook/law.md section 7). It counts work, not
 * worth. All sums are whole numbers: in floating point 9.6 of 9.6 can come out as over.
 */
import { z } from 'zod'
import { provenance } from '../reference/provenance.ts'
import { riskLevel } from '../risk/rules.ts'

const hundredths = z.int().nonnegative()

export const workloadAddition = z.enum(['farAway', 'nrmOrCourt', 'siblingGroups', 'firstFourWeeks', 'interpreter'])

/** The form of reference/workload.yaml; points in hundredths. */
export const workloadPolicy = provenance.extend({
  capacityPerFte: z.int().positive(),
  firstYearPercent: z.int().min(1).max(100),
  perCase: z.record(riskLevel, hundredths),
  additions: z.record(workloadAddition, hundredths),
  bandsPercent: z.object({ fullFrom: z.int(), fullTo: z.int(), overTo: z.int() }),
})
export type WorkloadPolicy = Readonly<z.infer<typeof workloadPolicy>>

const count = z.int().nonnegative()

/**
 * Counts of one worker's cases by level, and of those that take more: cases for all additions, groups for
 * `siblingGroups` (once per group). `fte` is the share of a full-time week. Before a level is confirmed a case
 * counts as the top level.
 */
export const workload = z.object({
  fte: z.number().min(0).max(2),
  firstYear: z.boolean().default(false),
  significant: count,
  moderate: count,
  emerging: count,
  farAway: count.default(0),
  nrmOrCourt: count.default(0),
  siblingGroups: count.default(0),
  firstFourWeeks: count.default(0),
  interpreter: count.default(0),
})
export type Workload = Readonly<z.infer<typeof workload>>

export type WorkloadBand = 'room' | 'full' | 'over' | 'stop' | 'no_capacity'
/** Points and capacity in points, unrounded (show one decimal). `percent` is null without capacity: never infinite, never 0. */
export type Load = Readonly<{ points: number; capacity: number; percent: number | null; band: WorkloadBand }>

/** Full-time shares are kept to a millionth, so that a third of a week is still a whole number of units. */
const FTE_UNITS = 1_000_000

/** @source handbook/law.md section 7, R75 to R78 */
export function load(of: Workload, policy: WorkloadPolicy): Load {
  const pointsHundredths =
    riskLevel.options.reduce((total, level) => total + of[level] * policy.perCase[level], 0) +
    workloadAddition.options.reduce((total, addition) => total + of[addition] * policy.additions[addition], 0)
  const share = of.firstYear ? policy.firstYearPercent : 100
  const capacityUnits = Math.round(of.fte * FTE_UNITS) * policy.capacityPerFte * share
  const pointsUnits = pointsHundredths * FTE_UNITS * 100
  const points = pointsHundredths / 100
  if (capacityUnits === 0) return { points, capacity: 0, percent: null, band: 'no_capacity' }
  return {
    points,
    capacity: capacityUnits / (FTE_UNITS * 100 * 100),
    percent: (pointsUnits * 100) / capacityUnits,
    band: bandOf(pointsUnits * 100, capacityUnits, policy),
  }
}

/** Compares whole numbers of one unit: exactly 80%, 100% and 120% fall on the side the handbook puts them. */
export function bandOf(hundredfoldPoints: number, capacity: number, { bandsPercent }: WorkloadPolicy): WorkloadBand {
  if (hundredfoldPoints < bandsPercent.fullFrom * capacity) return 'room'
  if (hundredfoldPoints <= bandsPercent.fullTo * capacity) return 'full'
  return hundredfoldPoints <= bandsPercent.overTo * capacity ? 'over' : 'stop'
}
