import { z } from 'zod'
import { clockOf, localDate, londonDateOf, withOffset } from '../../core/clocks/index.ts'
import { fromHandbook, type HandbookRule, localTime, valueRule } from '../../core/handbook/index.ts'
import {
  canSign,
  closeTrack,
  figureOf,
  type Procedure,
  procedureNamed,
  type Run,
  type StepStanding,
  standings,
} from '../../core/procedures/index.ts'
import { provenanceOf, type Reference } from '../../core/reference/index.ts'
import { bailCheck, detentionEnds, detentionReviews, interviewFactsKnown } from './rules.ts'
import { interviewFacts } from './schema.ts'

const arrestList = ({ procedures }: Reference): Procedure => procedureNamed(procedures, 'arrest')
const listProvenance = (reference: Reference) => provenanceOf(arrestList(reference))
const count = z.int().nonnegative()
const track = z.enum(['investigation', 'safeguarding'])

/** The list as it stands when nothing has been done yet. */
function fresh(reference: Reference, of: Pick<Run, 'events' | 'facts'>): readonly StepStanding[] {
  return standings(arrestList(reference), { ...of, ends: new Map() }, reference.calendar, of.events.start)
}

/** A date of the list that follows from the arrest alone. @throws RangeError when it does not */
function dueAt(all: readonly StepStanding[], id: string): Date | null {
  const date = all.find(({ step }) => step.id === id)?.date
  if (date?.kind === 'due') return date.dueAt
  if (date?.kind === 'calendar_ends') return null
  throw new RangeError(`${id} has no date of its own`)
}

const shownAt = (at: Date | null) => (at === null ? null : withOffset(at))

export const arrestRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R52',
    title: 'The three facts of the interview: codes, sources and times only, and "not known" keeps the step open',
    provenance: fromHandbook('sections 3 and 4.3, A13', { basis: 'standard', mark: 'V2' }),
    input: interviewFacts,
    output: ['saved', 'stepDone'],
    run: (facts) => ({ saved: true, stepDone: interviewFactsKnown(facts) }),
  }),
  valueRule({
    id: 'law R53',
    title: 'Two tracks: closing one leaves the other as it is',
    provenance: fromHandbook('section 4.1', { basis: 'standard', mark: 'L' }),
    input: z.strictObject({ closed: track }),
    output: ['investigation', 'safeguarding'],
    run: ({ closed }) => closeTrack({ investigation: 'open', safeguarding: 'open' }, closed),
  }),
  valueRule({
    id: 'law R54',
    title: 'Nobody signs while a step is open; exceptions keep nobody from it',
    provenance: listProvenance,
    input: z.strictObject({ open: count, exceptions: count }),
    output: ['canSign'],
    run: ({ open }) => ({ canSign: canSign({ open }) }),
  }),
  valueRule({
    id: 'law R55',
    title: 'After an arrest: the council told, the child seen, and the sign-off, each by its time',
    provenance: listProvenance,
    input: z.strictObject({ arrest: localTime, release: localTime }),
    output: ['A08', 'A20', 'A34'],
    run: ({ arrest, release }, reference) => {
      if (release < arrest) throw new RangeError('The release lies before the arrest')
      const all = fresh(reference, { events: { start: arrest, release }, facts: { start: 'arrest' } })
      const signOff = dueAt(all, 'A34')
      return {
        A08: shownAt(dueAt(all, 'A08')),
        A20: shownAt(dueAt(all, 'A20')),
        A34: signOff === null ? null : londonDateOf(signOff),
      }
    },
  }),
  valueRule({
    id: 'law R56',
    title: 'A voluntary interview takes the steps of custody off, by rule',
    provenance: listProvenance,
    input: z.strictObject({ start: z.enum(['arrest', 'voluntary_interview']), age: z.enum(['child', 'adult', 'unknown']).optional() }),
    output: ['notApplicable', 'denominator'],
    run: ({ start, age }, reference) => {
      const all = fresh(reference, { events: { start: new Date(0) }, facts: { start, age } })
      const off = all.filter(({ state }) => state === 'not_applicable').map(({ step }) => step.id)
      return { notApplicable: off, denominator: all.length - off.length }
    },
  }),
  valueRule({
    id: 'law R57',
    title: 'The honest figure: done of what applies, exceptions beside it',
    provenance: listProvenance,
    input: z.strictObject({ done: count, exceptions: count, notApplicable: count }),
    output: ['percentDone', 'exceptionsShown', 'open'],
    run: (counts, reference) => {
      const { percentDone, exceptions, open } = figureOf(arrestList(reference).steps.length, counts)
      return { percentDone, exceptionsShown: exceptions, open }
    },
  }),
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
