import { z } from 'zod'
import { clockOf, localDate } from '../../core/clocks/index.ts'
import { fromHandbook, type HandbookRule, valueRule } from '../../core/handbook/index.ts'
import { readReferenceFile } from '../../core/reference/index.ts'
import {
  afterConsent,
  afterDecision,
  mayHaveStatus,
  needsExtension,
  noticeMayGo,
  notifyBy,
  reasonableGroundsDates,
  reconsiderationDates,
  recoveryDates,
  submissionStanding,
  submitBy,
  whoDecides,
} from './rules.ts'
import { consent, decisionMaker, type NrmPolicy, nrmPolicy, referralStatus } from './schema.ts'

let kept: NrmPolicy | undefined
/** Read when a rule is first tried: help must answer without it. */
const policy = (): NrmPolicy => {
  kept ??= readReferenceFile('nrm.yaml', nrmPolicy)
  return kept
}
const section2 = fromHandbook('section 2', { basis: 'guidance', mark: 'V' })
const section52 = fromHandbook('section 2, Modern Slavery Act 2015 s.52', { basis: 'law', mark: 'V' })

export const nrmRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R07',
    title: 'A child’s referral is never a matter of consent, of a notice without a name, or withdrawn',
    provenance: section2,
    input: z.strictObject({ route: z.enum(['child', 'adult_with_consent']), status: referralStatus }),
    output: ['allowed'],
    run: ({ route, status }) => ({ allowed: mayHaveStatus(route, status, policy()) }),
  }),
  valueRule({
    id: 'law R08',
    title: 'An adult refuses: a body under section 52 still has to notify, a charity does not',
    provenance: section52,
    input: z.strictObject({ consent, underSection52: z.boolean() }),
    output: ['status'],
    run: ({ consent, underSection52 }) => ({ status: afterConsent(consent, underSection52).status }),
  }),
  valueRule({
    id: 'law R09',
    title: 'A notice that says who somebody is cannot go, unless they agreed to be named',
    provenance: section52,
    input: z.strictObject({ consent, filledFields: z.array(z.int().positive()) }),
    output: ['canSubmit'],
    run: ({ consent, filledFields }) => {
      const { fieldCount } = policy()
      const beyond = filledFields.find((field) => field > fieldCount)
      if (beyond !== undefined) throw new RangeError(`There is no field ${beyond}: the form has ${fieldCount}`)
      return { canSubmit: noticeMayGo(consent, filledFields, policy()) }
    },
  }),
  valueRule({
    id: 'law R10',
    title: '“Not now”: offered again in 5 working days, and never a notice by itself',
    provenance: clockOf('N4-again'),
    input: z.strictObject({ consent, underSection52: z.boolean().optional() }),
    output: ['offerAgainInWorkingDays', 'status'],
    run: ({ consent, underSection52 }, reference) => {
      if (consent.startsWith('refuse') && underSection52 === undefined)
        throw new RangeError('After a refusal, say underSection52: a council or police force must still notify')
      const { status, offerAgain } = afterConsent(consent, underSection52 ?? false)
      return { status, offerAgainInWorkingDays: offerAgain ? clockOf('N4-again')(reference).amount : null }
    },
  }),
  valueRule({
    id: 'law R11',
    title: 'Who decides a child’s case in a pilot area',
    provenance: fromHandbook('section 2.1, devolved decisions', { basis: 'guidance', mark: 'V' }),
    input: z.strictObject({ setting: decisionMaker, eighteenth: localDate, referredOn: localDate }),
    output: ['daysBefore18', 'decisionMaker'],
    run: ({ setting, eighteenth, referredOn }) => whoDecides(setting, eighteenth, referredOn, policy()),
  }),
  valueRule({
    id: 'law R12',
    title: 'Submitted needs the reference, a date that has come, and a name',
    provenance: section2,
    input: z.strictObject({ reference: z.string(), submittedOn: localDate.nullable(), name: z.string(), today: localDate }),
    output: ['status', 'missing', 'inFuture'],
    run: ({ today, ...typed }) => {
      const { status, missing, inFuture } = submissionStanding({ ...typed, packOn: '0001-01-01', reason: '' }, today)
      return { status, missing, inFuture }
    },
  }),
  valueRule({
    id: 'law R13',
    title: 'Submitted before the pack was made: accepted with a warning and a reason',
    provenance: fromHandbook('R13', { basis: 'local', mark: 'L' }),
    input: z.strictObject({ submittedOn: localDate, packOn: localDate, reason: z.string() }),
    output: ['status', 'warning'],
    run: ({ submittedOn, packOn, reason }) => {
      const { status, beforePack } = submissionStanding({ reference: 'given', name: 'given', submittedOn, packOn, reason }, submittedOn)
      return { status, warning: beforePack }
    },
  }),
  valueRule({
    id: 'law R39',
    title: 'Reasonable grounds: the Home Office aims at 5 working days',
    provenance: clockOf('N1'),
    input: z.strictObject({ submittedOn: localDate }),
    output: ['rgTarget'],
    run: ({ submittedOn }, dates) => ({ rgTarget: reasonableGroundsDates(submittedOn, dates).target.dueOn }),
  }),
  valueRule({
    id: 'law R40',
    title: 'Ask for news on the working day after the target',
    provenance: clockOf('N1-chase'),
    input: z.strictObject({ submittedOn: localDate }),
    output: ['chaseOn'],
    run: ({ submittedOn }, dates) => ({ chaseOn: reasonableGroundsDates(submittedOn, dates).askForNews.dueOn }),
  }),
  valueRule({
    id: 'law R41',
    title: 'Recovery period of at least 30 days, the day of the decision counted',
    provenance: clockOf('N2-recovery'),
    input: z.strictObject({ positiveRg: localDate }),
    output: ['recoveryThrough', 'cgNotBefore'],
    run: ({ positiveRg }, dates) => {
      const { through, conclusiveNotBefore } = recoveryDates(positiveRg, dates)
      return { recoveryThrough: through.dueOn, cgNotBefore: conclusiveNotBefore.dueOn }
    },
  }),
  valueRule({
    id: 'law R42',
    title: 'Reconsideration within 30 days; prompts halfway and on the last working day',
    provenance: clockOf('N3'),
    input: z.strictObject({ negativeDecision: localDate }),
    output: ['lastDay', 'midPrompt', 'finalPrompt'],
    run: ({ negativeDecision }, dates) => {
      const { lastDay, midPrompt, finalPrompt } = reconsiderationDates(negativeDecision, dates)
      return { lastDay: lastDay.dueOn, midPrompt: midPrompt.dueOn, finalPrompt: finalPrompt.dueOn }
    },
  }),
  valueRule({
    id: 'law R43',
    title: 'The date in the letter starts the clock; seen more than 7 days later: ask for an extension',
    provenance: clockOf('N3'),
    input: z.strictObject({ letterDate: localDate, seenOn: localDate }),
    output: ['lastDay', 'extensionPrompt'],
    run: ({ letterDate, seenOn }, dates) => ({
      lastDay: reconsiderationDates(letterDate, dates).lastDay.dueOn,
      extensionPrompt: needsExtension(letterDate, seenOn, policy()),
    }),
  }),
  valueRule({
    id: 'law R44',
    title: 'Our own referral within 2 working days of the belief; a notice within 5 of the refusal',
    provenance: clockOf('N4-submission'),
    input: z.union([z.strictObject({ childBelief: localDate }), z.strictObject({ adultRefusal: localDate })]),
    output: ['submitBy', 'dtnBy'],
    run: (input, dates) =>
      'childBelief' in input
        ? { submitBy: submitBy(input.childBelief, dates).dueOn }
        : { dtnBy: notifyBy(input.adultRefusal, dates).dueOn },
  }),
  valueRule({
    id: 'law R45',
    title: 'A decision never closes support; a negative one opens reconsideration',
    provenance: fromHandbook('R45', { basis: 'local', mark: 'L' }),
    input: z.strictObject({ decision: z.enum(['rg_positive', 'rg_negative', 'cg_positive', 'cg_negative']) }),
    output: ['opensReconsideration', 'closesSupport', 'showsChances'],
    run: ({ decision }) => afterDecision(decision),
  }),
]
