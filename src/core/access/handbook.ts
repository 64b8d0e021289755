import { z } from 'zod'
import { clockOf, withOffset } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, localTime, shownRule, valueRule } from '../handbook/index.ts'
import { breakGlass } from './rules.ts'

const needToKnow = fromHandbook('sections 10 and 11', { basis: 'standard', mark: 'L' })

export const accessRules: readonly HandbookRule[] = [
  shownRule({
    id: 'law R79',
    title: 'A read that cannot be audited returns nothing',
    provenance: needToKnow,
    where: 'The database keeps this: a test breaks the audit table and sees that no row, count or name comes back (core/audit).',
  }),
  shownRule({
    id: 'law R80',
    title: '"Not allowed" and "not there" look the same',
    provenance: needToKnow,
    where: 'The database keeps this: the access matrix compares both answers for every role (tests/access).',
  }),
  valueRule({
    id: 'law R85',
    title: 'Break glass: 4 hours, reviewed within 2 working days',
    provenance: clockOf('BG-ends'),
    input: z.strictObject({ openedAt: localTime }),
    output: ['endsAt', 'reviewBy'],
    run: ({ openedAt }, { clocks, calendar }) => {
      const { ends, review } = breakGlass(openedAt, clocks, calendar)
      return { endsAt: withOffset(ends.dueAt), reviewBy: review.dueOn }
    },
  }),
]
