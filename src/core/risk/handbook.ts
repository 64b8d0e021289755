import { z } from 'zod'
import { clockOf, localDate } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, shownRule, valueRule } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import {
  bandOf,
  decidedLevel,
  type IndicatorAnswer,
  indicatorAnswer,
  pncPrompt,
  pncRecheckDeadline,
  type RiskPolicy,
  reviewDeadline,
  riskLevel,
  savedAs,
  suggestLevel,
} from './rules.ts'

const riskFile = ({ risk }: Reference) => risk

/** `others` answers every indicator that is not named. */
const answers = z.object({ others: indicatorAnswer.default('unknown') }).catchall(indicatorAnswer)

function suggestionOf({ others, ...named }: Readonly<{ others: IndicatorAnswer } & Record<string, IndicatorAnswer>>, policy: RiskPolicy) {
  const all = Object.fromEntries(policy.indicators.map(({ id }) => [id, others]))
  return suggestLevel({ ...all, ...named }, policy)
}

function suggestionRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: riskFile,
    input: answers,
    output: ['min', 'max', 'pointsBand', 'suggestion', 'floor', 'floorFrom', 'couldBeUpTo', 'unknown', 'questions', 'policyVersion'],
    run: (input, { risk }) => suggestionOf(input, risk),
  })
}

export const riskRules: readonly HandbookRule[] = [
  suggestionRule('law R61', 'What the answers suggest: points, band and critical floors'),
  suggestionRule('law R62', 'Most is unknown: too little known to suggest, which is not "no risk"'),
  valueRule({
    id: 'law R63',
    title: 'Cuts on the minimum',
    provenance: riskFile,
    input: z.strictObject({ min: z.number().nonnegative() }),
    output: ['pointsBand'],
    run: ({ min }, { risk }) => ({ pointsBand: bandOf(min, risk) }),
  }),
  valueRule({
    id: 'law R64',
    title: 'A decision beside the suggestion: reason, and countersign when lower',
    provenance: riskFile,
    input: z.strictObject({
      suggested: z.enum(['none', ...riskLevel.options]).nullable(),
      decided: decidedLevel,
      reason: z.boolean(),
      countersigned: z.boolean(),
    }),
    output: ['savedAs'],
    run: ({ suggested, decided, reason, countersigned }) => ({ savedAs: savedAs(suggested, decided, { reason, countersigned }) }),
  }),
  shownRule({
    id: 'law R65',
    title: '"No" and "unknown" are stored, shown and exported differently',
    provenance: riskFile,
    where:
      'The risk page, its export and its charts show an own "unknown" beside "no"; the answer is one of four stored words (indicatorAnswer in src/core/risk/rules.ts).',
  }),
  valueRule({
    id: 'law R66',
    title: 'A PNC marker prompts and changes nothing else',
    provenance: fromHandbook('section 8', { basis: 'local', mark: 'L' }),
    input: z
      .object({ others: indicatorAnswer.default('unknown'), pncAdvised: z.enum(['yes', 'no', 'not asked', 'not_asked']) })
      .catchall(indicatorAnswer),
    output: ['min', 'max', 'pointsBand', 'suggestion', 'prompt'],
    run: ({ pncAdvised, others, ...named }, { risk }) => {
      const { min, max, pointsBand, suggestion } = suggestionOf({ ...answersOnly(named), others }, risk)
      return { min, max, pointsBand, suggestion, prompt: pncPrompt(pncAdvised === 'not asked' ? 'not_asked' : pncAdvised) }
    },
  }),
  shownRule({
    id: 'law R67',
    title: 'New weights leave earlier decisions with their version and numbers',
    provenance: riskFile,
    where:
      'Each decision keeps its answers, suggestion and the version of the weights; the history of the risk page shows them (policyVersion in the suggestion).',
  }),
  valueRule({
    id: 'law R68',
    title: 'Risk review after a level is confirmed',
    provenance: clockOf('V2-significant'),
    input: z.strictObject({ level: riskLevel, confirmed: localDate }),
    output: ['reviewBy'],
    run: ({ level, confirmed }, { clocks, calendar }) => ({ reviewBy: reviewDeadline(level, confirmed, clocks, calendar).dueOn }),
  }),
  valueRule({
    id: 'law R69',
    title: 'PNC marker: asked about again within 6 months',
    provenance: clockOf('V3'),
    input: z.strictObject({ advisedOn: localDate }),
    output: ['recheckLatest'],
    run: ({ advisedOn }, { clocks, calendar }) => ({ recheckLatest: pncRecheckDeadline(advisedOn, clocks, calendar).dueOn }),
  }),
]

function answersOnly(named: Readonly<Record<string, unknown>>): Record<string, IndicatorAnswer> {
  return z.record(z.string(), indicatorAnswer).parse(named)
}
