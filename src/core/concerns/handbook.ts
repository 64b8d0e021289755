import { z } from 'zod'
import { clockOf, localDate, londonDateOf, withOffset } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, instant, localTime, valueRule } from '../handbook/index.ts'
import { answerToReferrerDeadline, dangerPrompt, triageDeadline } from './rules.ts'

const triageClock = clockOf('T1')

function triageRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: triageClock,
    input: z.strictObject({ receivedLocal: localTime }),
    output: ['due'],
    run: ({ receivedLocal }, { clocks, calendar }) => ({ due: withOffset(triageDeadline(receivedLocal, clocks, calendar).dueAt) }),
  })
}

export const concernRules: readonly HandbookRule[] = [
  triageRule('law R20', 'Triage by 17:00 on the first working day after receipt'),
  triageRule('law R21', 'Triage: receipt after hours adds no day'),
  triageRule('law R22', 'Triage: received at the weekend or after midnight'),
  triageRule('law R23', 'Triage over Easter'),
  valueRule({
    id: 'law R24',
    title: 'Triage from a stored instant: its London day counts',
    provenance: triageClock,
    input: z.strictObject({ receivedUtc: instant }),
    output: ['localDate', 'due'],
    run: ({ receivedUtc }, { clocks, calendar }) => ({
      localDate: londonDateOf(receivedUtc),
      due: withOffset(triageDeadline(receivedUtc, clocks, calendar).dueAt),
    }),
  }),
  triageRule('law R25', 'Triage over New Year'),
  valueRule({
    id: 'law R26',
    title: 'Immediate danger, or nobody knows: the 999 prompt shows',
    provenance: fromHandbook('R26', { basis: 'standard', mark: 'L' }),
    input: z.strictObject({ immediateDanger: z.enum(['yes', 'no', 'unknown']) }),
    output: ['prompt', 'clockRuns'],
    run: ({ immediateDanger }) => dangerPrompt(immediateDanger),
  }),
  valueRule({
    id: 'law R27',
    title: 'Answer to the referrer within 3 working days',
    provenance: clockOf('T2'),
    input: z.strictObject({ triagedOn: localDate }),
    output: ['due'],
    run: ({ triagedOn }, { clocks, calendar }) => ({ due: answerToReferrerDeadline(triagedOn, clocks, calendar).dueOn }),
  }),
]
