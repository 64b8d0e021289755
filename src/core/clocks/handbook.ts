import { z } from 'zod'
import { fromHandbook, type HandbookRule, localTime, shownRule, valueRule, wallClock } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import {
  addWorkingDays,
  clockNamed,
  deadline,
  isWorkingDay,
  type LocalDate,
  localDate,
  readLocalTime,
  utcMinute,
  withHoliday,
  withOffset,
} from './index.ts'

const calendarFacts = fromHandbook('section 6.1', { basis: 'law', mark: 'V' })
const count = z.int().nonnegative()
const addition = z.strictObject({ start: localDate, workingDays: count })
const clockOf = (id: string) => (reference: Reference) => clockNamed(reference.clocks, id)

/** Due on a day, from a day: the handbook's child protection clocks differ only in row and words. */
function dayClock(id: string, title: string, clock: string, from: string, by: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: clockOf(clock),
    input: z.strictObject({ [from]: localDate }),
    output: [by],
    run: (input, reference) => ({ [by]: deadline(clockOf(clock)(reference), dateIn(input, from), reference.calendar).dueOn }),
  })
}

function dateIn(input: Readonly<Record<string, LocalDate>>, key: string): LocalDate {
  return localDate.parse(input[key])
}

function workingDaysRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: calendarFacts,
    input: addition,
    output: ['date'],
    run: ({ start, workingDays }, { calendar }) => ({ date: addWorkingDays(start, workingDays, calendar), why: null }),
  })
}

export const clockRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R14',
    title: 'Working day or not',
    provenance: calendarFacts,
    input: z.strictObject({ date: localDate }),
    output: ['workingDay'],
    run: ({ date }, { calendar }) => ({ workingDay: isWorkingDay(date, calendar) }),
  }),
  workingDaysRule('law R15', 'Working days are counted strictly after the start'),
  workingDaysRule('law R16', 'A start on a day off is not moved first'),
  workingDaysRule('law R17', 'Past the end of the calendar there is no date, never a guess'),
  valueRule({
    id: 'law R18',
    title: 'A holiday is added under an open clock',
    provenance: calendarFacts,
    input: addition.extend({ addedHoliday: localDate }),
    output: ['before', 'after'],
    run: ({ start, workingDays, addedHoliday }, { calendar }) => ({
      before: addWorkingDays(start, workingDays, calendar),
      after: addWorkingDays(start, workingDays, withHoliday(calendar, addedHoliday, 'One-off bank holiday')),
    }),
  }),
  valueRule({
    id: 'law R19',
    title: 'Local times that do not exist or happen twice',
    provenance: calendarFacts,
    input: z.strictObject({ local: wallClock }),
    output: ['result', 'firstUtc', 'secondUtc'],
    run: ({ local }) => {
      const reading = readLocalTime(local)
      switch (reading.kind) {
        case 'ok':
          return { result: 'ok', firstUtc: utcMinute(reading.at) }
        case 'nonexistent':
          return { result: 'nonexistent', why: reading.because }
        case 'ambiguous':
          return { result: 'ambiguous', firstUtc: utcMinute(reading.first), secondUtc: utcMinute(reading.second) }
      }
    },
  }),
  dayClock('law R28', 'Child protection conference after a section 47 strategy discussion', 'P1', 'strategyDiscussion', 'conferenceBy'),
  dayClock('law R29', 'Child and family assessment', 'P2', 'referral', 'assessmentBy'),
  dayClock('law R30', 'First core group', 'P3', 'conference', 'coreGroupBy'),
  valueRule({
    id: 'law R31',
    title: 'First review conference after 3 months, the next after 6',
    provenance: clockOf('P4-first'),
    input: z.union([z.strictObject({ conference: localDate }), z.strictObject({ lastReview: localDate })]),
    output: ['threeMonths', 'sixMonths', 'latestWorkingDay'],
    run: (input, reference) => {
      const isFirst = 'conference' in input
      const due = deadline(
        clockOf(isFirst ? 'P4-first' : 'P4-next')(reference),
        isFirst ? input.conference : input.lastReview,
        reference.calendar,
      )
      return { [isFirst ? 'threeMonths' : 'sixMonths']: due.beforeMoving, latestWorkingDay: due.dueOn }
    },
  }),
  valueRule({
    id: 'law R32',
    title: 'Police protection ends after 72 hours at most',
    provenance: clockOf('P5'),
    input: z.strictObject({ takenIntoProtection: localTime }),
    output: ['ends'],
    run: ({ takenIntoProtection }, reference) => ({
      ends: withOffset(deadline(clockOf('P5')(reference), takenIntoProtection, reference.calendar).dueAt),
    }),
  }),
  dayClock('law R82', 'A disclosure approved once lapses without a second approval', 'D1', 'firstApproval', 'lapsesAfter'),
  valueRule({
    id: 'law R86',
    title: 'Subject access within a month, to the next working day',
    provenance: clockOf('I1'),
    input: z.strictObject({ received: localDate }),
    output: ['oneMonth', 'due'],
    run: ({ received }, reference) => {
      const due = deadline(clockOf('I1')(reference), received, reference.calendar)
      return { oneMonth: due.beforeMoving, due: due.dueOn }
    },
  }),
  valueRule({
    id: 'law R87',
    title: 'A breach to the ICO within 72 hours; freedom of information in 20 working days of the whole UK',
    provenance: clockOf('I2'),
    input: z.union([z.strictObject({ breachKnown: localTime }), z.strictObject({ foiReceived: localDate })]),
    output: ['icoBy', 'due'],
    run: (input, reference) =>
      'breachKnown' in input
        ? { icoBy: withOffset(deadline(clockOf('I2')(reference), input.breachKnown, reference.calendar).dueAt) }
        : { due: deadline(clockOf('I3')(reference), input.foiReceived, reference.calendarOfTheUk).dueOn },
  }),
  shownRule({
    id: 'law R100',
    title: 'Every deadline answers "why this date?"',
    provenance: fromHandbook('R100', { basis: 'local', mark: 'L' }),
    where:
      'Beside each due date the product links to its rule, basis, mark, version and calendar; every deadline of the clocks carries them (src/core/clocks/clocks.test.ts).',
  }),
]
