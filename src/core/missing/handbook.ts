import { z } from 'zod'
import { clockOf, instantOf, localDate, withOffset } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, localTime, shownRule, valueRule, wallClock } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import { interviewCounts, interviewDeadline, interviewOutcome, isRepeatMissing } from './rules.ts'

const interviewClock = clockOf('M1')

function due(at: Date, { clocks, calendar }: Reference): string {
  return withOffset(interviewDeadline({ kind: 'known', at }, clocks, calendar).dueAt)
}

function interviewRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: interviewClock,
    input: z.strictObject({ returnedLocal: localTime }),
    output: ['due'],
    run: ({ returnedLocal }, reference) => ({ due: due(returnedLocal, reference) }),
  })
}

export const missingRules: readonly HandbookRule[] = [
  interviewRule('law R33', 'Return home interview within 72 hours of the known return'),
  interviewRule('law R34', 'The 72 hours pause for nothing: no holiday, no clock change'),
  valueRule({
    id: 'law R35',
    title: 'Returned in the hour that happens twice',
    provenance: interviewClock,
    input: z.strictObject({ returnedLocal: wallClock, pass: z.enum(['first_BST', 'second_GMT']) }),
    output: ['due'],
    run: ({ returnedLocal, pass }, reference) => ({
      due: due(instantOf(returnedLocal, pass === 'first_BST' ? 'first' : 'second'), reference),
    }),
  }),
  valueRule({
    id: 'law R36',
    title: 'Offered and held are different; a prevention check is neither',
    provenance: fromHandbook('R36, DfE 2014', { basis: 'guidance', mark: 'V2' }),
    input: z.strictObject({ interview: interviewOutcome }),
    output: ['offered', 'held'],
    run: ({ interview }) => interviewCounts(interview),
  }),
  valueRule({
    id: 'law R37',
    title: 'Repeat missing: 3 starts in any 30 days',
    provenance: ({ missing }) => missing,
    input: z.strictObject({ episodeStarts: z.array(localDate) }),
    output: ['prompt'],
    run: ({ episodeStarts }, { missing }) => ({ prompt: isRepeatMissing(episodeStarts, missing) }),
  }),
  shownRule({
    id: 'law R38',
    title: 'Return time not known: the clock runs from the earliest possible return',
    provenance: interviewClock,
    where: 'The missing episode shows such a date as "at the latest" (src/core/missing/rules.test.ts: interviewDeadline).',
  }),
]
