import { z } from 'zod'
import { localDate } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, shownRule, valueRule } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import { countedUnder, narrowerView, releasedPercent, releaseRow } from './rules.ts'

const releaseFile = ({ release }: Reference) => release
const count = z.int().min(0)

function rowRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: releaseFile,
    input: z.strictObject({ row: z.array(count).min(1), total: count }),
    output: ['row', 'total'],
    run: ({ row, total }, { release }) => releaseRow(row, total, release),
  })
}

export const releaseRules: readonly HandbookRule[] = [
  rowRule('law R93', 'Small numbers: hidden, and what would give them away'),
  rowRule('law R94', 'Small numbers: a hidden sum that can only be made in one way hides one more'),
  shownRule({
    id: 'law R95',
    title: 'The same numbers in chart, tooltip, CSV, PDF and page source',
    provenance: fromHandbook('R95', { basis: 'local', mark: 'L' }),
    where:
      'See it on the page "Fair and seen" and in its file: what leaves the database is a released table, and only that is kept and shown.',
  }),
  valueRule({
    id: 'law R96',
    title: 'No percentage from few, and no view narrower by a few',
    provenance: releaseFile,
    input: z.union([z.strictObject({ numerator: count, denominator: count }), z.strictObject({ shown: count, filteredTo: count })]),
    output: ['percent', 'narrowerView'],
    run: (input, { release }) =>
      'shown' in input
        ? { narrowerView: narrowerView(input.shown, input.filteredTo, 'partner', release) }
        : { percent: releasedPercent(input.numerator, input.denominator, 'partner', release) },
  }),
  valueRule({
    id: 'law R99',
    title: 'An act counts under an offence only from its confirmed start',
    provenance: fromHandbook('section 17', { basis: 'law', mark: 'V2' }),
    input: z.strictObject({ inForceFrom: localDate.nullable(), actOn: localDate }),
    output: ['accepted', 'why'],
    run: ({ inForceFrom, actOn }) => countedUnder(inForceFrom, actOn),
  }),
]
