import { z } from 'zod'
import { localDate } from '../clocks/index.ts'
import { fromHandbook, type HandbookRule, valueRule } from '../handbook/index.ts'
import { actRows, ageOn, limbFor, planFor18, routeFor, routeWhenAgeUnsure } from './ages.ts'

const section51 = fromHandbook('section 1, Modern Slavery Act 2015 s.51', { basis: 'law', mark: 'V' })
const section45 = fromHandbook('section 1, Modern Slavery Act 2015 s.45', { basis: 'law', mark: 'V' })

export const peopleRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R01',
    title: 'Age on the day of submission decides the route',
    provenance: section51,
    input: z.strictObject({ dateOfBirth: localDate, submittedOn: localDate }),
    output: ['age', 'route'],
    run: ({ dateOfBirth, submittedOn }) => {
      const age = ageOn(dateOfBirth, submittedOn)
      return { age, route: routeFor(age) }
    },
  }),
  valueRule({
    id: 'law R02',
    title: 'Three ages: when exploited, at the act, today',
    provenance: section45,
    input: z.strictObject({ dateOfBirth: localDate, exploitationBegan: localDate, act: localDate, today: localDate }),
    output: ['ageWhenExploited', 'ageAtAct', 'ageToday', 'limb', 'route'],
    run: ({ dateOfBirth, exploitationBegan, act, today }) => {
      const ageAtAct = ageOn(dateOfBirth, act)
      const ageToday = ageOn(dateOfBirth, today)
      return {
        ageWhenExploited: ageOn(dateOfBirth, exploitationBegan),
        ageAtAct,
        ageToday,
        limb: limbFor(ageAtAct),
        route: routeFor(ageToday),
      }
    },
  }),
  valueRule({
    id: 'law R03',
    title: 'Born on 29 February: a year is complete on 1 March in other years',
    provenance: fromHandbook('section 1', { basis: 'law', mark: 'U' }),
    input: z.strictObject({ dateOfBirth: localDate, on: localDate }),
    output: ['age'],
    run: ({ dateOfBirth, on }) => ({ age: ageOn(dateOfBirth, on) }),
  }),
  valueRule({
    id: 'law R04',
    title: 'Age not known: grounds to think under 18 make it the child route',
    provenance: section51,
    input: z.strictObject({ dateOfBirth: localDate.nullable(), groundsToThinkUnder18: z.boolean(), submittedOn: localDate.optional() }),
    output: ['route', 'ageBasis', 'canSubmit'],
    run: ({ dateOfBirth, groundsToThinkUnder18, submittedOn }) => {
      const known = dateOfBirth !== null && submittedOn !== undefined ? { dateOfBirth, submittedOn } : null
      if (dateOfBirth !== null && known === null && !groundsToThinkUnder18)
        throw new RangeError('With a date of birth, say submittedOn as well: the age on that day decides')
      return routeWhenAgeUnsure(known, groundsToThinkUnder18)
    },
  }),
  valueRule({
    id: 'law R05',
    title: 'An act over the 18th birthday has two rows',
    provenance: section45,
    input: z.strictObject({ dateOfBirth: localDate, actFrom: localDate, actTo: localDate }),
    output: ['rows'],
    run: ({ dateOfBirth, actFrom, actTo }) => ({ rows: actRows(dateOfBirth, actFrom, actTo) }),
  }),
  valueRule({
    id: 'law R06',
    title: '"Plan for 18" opens at 17 years 6 months',
    provenance: fromHandbook('section 1', { basis: 'local', mark: 'L' }),
    input: z.strictObject({ dateOfBirth: localDate }),
    output: ['planFor18Opens', 'eighteenth'],
    run: ({ dateOfBirth }) => planFor18(dateOfBirth),
  }),
]
