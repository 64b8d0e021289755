import { z } from 'zod'
import { localDate } from '../clocks/index.ts'
import { type HandbookRule, type RuleProvenance, valueRule } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import { anonymousReportGoes, type RetentionPolicy, reviewOfCase, reviewOfLookedAfter, unlessHeld } from './rules.ts'

type Row = 'exploitationCase' | 'lookedAfterChild' | 'anonymousReport'

const from =
  (row: Row) =>
  ({ retention }: Reference): RuleProvenance => {
    const { version, verified }: RetentionPolicy = retention
    const { basis, mark, source } = retention[row]
    return { version, verified, basis, mark, source }
  }

export const retentionRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R88',
    title: 'Disposal review of a case: the later of the 25th birthday and 6 years after closing',
    provenance: from('exploitationCase'),
    input: z.strictObject({ closed: localDate, dateOfBirth: localDate }),
    output: ['reviewOn'],
    run: ({ closed, dateOfBirth }, { retention }) => ({ reviewOn: reviewOfCase(dateOfBirth, closed, retention) }),
  }),
  valueRule({
    id: 'law R89',
    title: 'Disposal review of a looked-after child’s record: the 75th birthday, or 15 years after a death before 18',
    provenance: from('lookedAfterChild'),
    input: z.strictObject({ lookedAfter: z.boolean(), dateOfBirth: localDate, died: localDate.optional(), closed: localDate.optional() }),
    output: ['reviewOn'],
    run: ({ lookedAfter, dateOfBirth, died, closed }, { retention }) => {
      if (lookedAfter) return { reviewOn: reviewOfLookedAfter(dateOfBirth, died ?? null, retention) }
      if (closed === undefined) throw new RangeError('Not looked after: say when the case closed, as in R88')
      return { reviewOn: reviewOfCase(dateOfBirth, closed, retention) }
    },
  }),
  valueRule({
    id: 'law R90',
    title: 'A legal hold stops the date; an anonymous report without action is deleted after 12 months',
    provenance: from('anonymousReport'),
    input: z.strictObject({ anonymousReportClosed: localDate, heldSince: localDate.optional() }),
    output: ['deletedOn', 'onHoldSince'],
    run: ({ anonymousReportClosed, heldSince }, { retention }) => {
      const standing = unlessHeld(anonymousReportGoes(anonymousReportClosed, retention), heldSince ?? null)
      return standing.kind === 'on_hold' ? { deletedOn: null, onHoldSince: standing.since } : { deletedOn: standing.on, onHoldSince: null }
    },
  }),
]
