import { z } from 'zod'
import { clockNamed, localDate, withOffset } from '../../core/clocks/index.ts'
import { type HandbookRule, localTime, valueRule } from '../../core/handbook/index.ts'
import type { Reference } from '../../core/reference/index.ts'
import { bailCheck, detentionEnds, detentionReviews } from './rules.ts'

const clockOf = (id: string) => (reference: Reference) => clockNamed(reference.clocks, id)

export const arrestRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R59',
    title: 'Detention reviewed after 6 hours, then every 9; 24 hours from the relevant time',
    provenance: clockOf('C1-first'),
    input: z.strictObject({ detentionAuthorised: localTime, relevantTime: localTime }),
    output: ['firstReview', 'secondReview', 'limit24h'],
    run: ({ detentionAuthorised, relevantTime }, dates) => {
      const { first, second } = detentionReviews(detentionAuthorised, dates)
      return {
        firstReview: withOffset(first.dueAt),
        secondReview: withOffset(second.dueAt),
        limit24h: withOffset(detentionEnds(relevantTime, dates).dueAt),
      }
    },
  }),
  valueRule({
    id: 'law R60',
    title: 'Pre-charge bail: arrest and 3 months as a check value; the bail sheet wins',
    provenance: clockOf('C3-3'),
    input: z.strictObject({ arrest: localDate, onBailSheet: localDate.optional() }),
    output: ['bailStart', 'checkValue3Months', 'shown', 'daysApart'],
    run: ({ arrest, onBailSheet }, dates) => {
      const { start, checkValue, shown, daysApart } = bailCheck(arrest, onBailSheet ?? null, dates)
      return { bailStart: start, checkValue3Months: checkValue.dueOn, shown, daysApart }
    },
  }),
]
