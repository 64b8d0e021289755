import { z } from 'zod'
import { releasedTable } from '../../core/release/index.ts'

/** By what the people of a table are told apart. */
export const properties = ['ethnicity', 'sex', 'marker'] as const
export type Property = (typeof properties)[number]

/** The columns of each measure, in the order of the page. As the database's function names them. */
export const measures = {
  level: ['significant', 'moderate', 'emerging', 'not_identified', 'not_assessed'],
  decision: ['help', 'pass_on', 'accepted_elsewhere', 'no_further_action'],
  became: ['open', 'investigated', 'closed_safer', 'closed_other'],
  against: ['above', 'as_suggested', 'below', 'nothing_suggested'],
  wait: ['week', 'two_weeks', 'month', 'longer', 'not_yet'],
  asked_ethnicity: ['said', 'prefers_not_to_say', 'not_asked'],
  asked_disability: ['said', 'not_asked'],
} as const
export type Measure = keyof typeof measures
const measureNames = ['level', 'decision', 'became', 'against', 'wait', 'asked_ethnicity', 'asked_disability'] as const

/** One row of the database's counts. `wait_days` carries a median and no column. */
export type Counted = Readonly<{
  measure: Measure | 'wait_days'
  rowBy: Property
  row: string
  column: string
  people: number
  medianDays: number | null
}>

/** What is kept of a quarter: released numbers, and nothing they were made of. */
export const reportContent = z.strictObject({
  tables: z.array(z.strictObject({ measure: z.enum(measureNames), by: z.enum(properties), released: releasedTable })),
  medians: z.array(z.strictObject({ by: z.enum(properties), row: z.string(), days: z.int() })),
})
export type ReportContent = Readonly<z.infer<typeof reportContent>>
