import { type ReleasePolicy, releaseProfile, tellsApart } from '../../core/release/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { type Quarter, reportOf } from './rules.ts'
import { countQuarter, keepReport, reportsOf } from './store.ts'

/**
 * Counts a quarter and keeps its report for partners and for the public. Refused, and nothing kept, where a number beside
 * one of an earlier release of that quarter would point at a few people.
 */
export async function releaseQuarter(tx: Tx, quarter: Quarter, policy: ReleasePolicy): Promise<'released' | 'tells apart'> {
  const counted = await countQuarter(tx, quarter)
  const reports = releaseProfile.options.map((profile) => ({ profile, content: reportOf(counted, profile, policy) }))
  for (const { profile, content } of reports) {
    const newer = content.tables.map(({ released }) => released)
    for (const earlier of await reportsOf(tx, quarter.from, profile)) {
      const older = earlier.content.tables.map(({ released }) => released)
      if (tellsApart(older, newer, policy)) return 'tells apart'
    }
  }
  for (const { profile, content } of reports)
    await keepReport(tx, { quarter: quarter.from, profile, policyVersion: policy.version }, content)
  return 'released'
}
