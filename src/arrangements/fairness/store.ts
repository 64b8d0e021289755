import type { LocalDate } from '../../core/clocks/index.ts'
import type { ReleaseProfile } from '../../core/release/index.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sql } from '../../platform/db/sql.ts'
import type { Quarter } from './rules.ts'
import { type Counted, type ReportContent, reportContent } from './schema.ts'

/** Whole numbers, for the release and nothing else. @throws as "not there" for whoever may not release */
export async function countQuarter(tx: Tx, { from, to }: Quarter): Promise<Counted[]> {
  return tx.many<Counted>(sql`
    select measure, row_by as "rowBy", row_code as "row", column_code as "column", people, median_days as "medianDays"
    from fairness_counts(${from}, ${to})`)
}

export type Report = Readonly<{ releasedAt: Date; releasedBy: string; policyVersion: string; content: ReportContent }>

/** Every release of a quarter for one kind of reader, latest first. */
export async function reportsOf(tx: Tx, quarter: LocalDate, profile: ReleaseProfile): Promise<Report[]> {
  const rows = await tx.many<Omit<Report, 'content'> & { content: unknown }>(sql`
    select r.released_at as "releasedAt", u.full_name as "releasedBy", r.policy_version as "policyVersion", r.content
    from fairness_report r join post p on p.id = r.released_by join user_account u on u.id = p.user_id
    where r.quarter = ${quarter} and r.profile = ${profile} order by r.released_at desc`)
  return rows.map(({ content, ...row }) => ({ ...row, content: reportContent.parse(content) }))
}

export async function keepReport(
  tx: Tx,
  { quarter, profile, policyVersion }: Readonly<{ quarter: LocalDate; profile: ReleaseProfile; policyVersion: string }>,
  content: ReportContent,
): Promise<void> {
  await tx.run(sql`
    insert into fairness_report (quarter, profile, content, policy_version)
    values (${quarter}, ${profile}, ${JSON.stringify(content)}::jsonb, ${policyVersion})`)
}
