// What the visits add to the pages of a case: a part of its own, the dates in the header, a column in lists, the chronology.
import { showDate, showDaysOverdue, showInstant, showShortDate } from '../../platform/texts/dates.ts'
import { can } from '../access/identity.ts'
import { mayOnCase } from '../access/may.ts'
import {
  type CaseListFact,
  type CaseSection,
  type ChronologySource,
  findCase,
  type HeadlineFact,
  type OverviewPart,
} from '../cases/index.ts'
import { CalendarEndsError, daysBetween, isWorkingDay, londonDateOf, londonTimeOf, type WorkingCalendar } from '../clocks/index.ts'
import type { Request } from '../house/request.ts'
import { missingSince } from '../missing/index.ts'
import { answerLines } from '../questions/index.ts'
import { rhythmChooser } from './schema.ts'
import { lastSeenOn, rhythmChosen, toldOf, type VisitClock, visitClockOf, visitClocksOf, visitsOf } from './store.ts'
import { t } from './texts.ts'
import { outcomeLabel, type Standing, type StandingOrNot, VisitsOverview, VisitsPart } from './views.tsx'

/** Where the visits of a case stand now, for showing. */
async function standingOf(request: Request, caseId: string): Promise<StandingOrNot> {
  const { tx, now, house, actor } = request
  const c = await findCase(tx, caseId)
  if (c?.state === 'closed') return { kind: 'closed' }
  if (c?.kind === 'adult') return { kind: 'adult' }
  const clock = await visitClockOf(tx, caseId)
  if (clock === undefined) return { kind: 'none' }
  const today = londonDateOf(now)
  const gone = await missingSince(tx, caseId)
  return {
    kind: 'standing',
    standing: {
      clock,
      daysOverdue: daysOverdue(clock, today),
      isToday: clock.dueOn === today,
      intervalDays: house.reference.visits.intervalDays[clock.level],
      chosen: clock.rhythmFrom === 'manager' ? await rhythmChosen(tx, caseId) : undefined,
      mayChoose: clock.rhythmFrom === 'nobody' && can(actor, rhythmChooser) && (await mayOnCase(tx, caseId, 'plan', 'write')),
      dayOff: clock.dueOn === null || clock.dueOn < today ? null : dayOff(clock.dueOn, house.reference.calendar),
      missingSince: gone === undefined ? null : gone.startedAt === null ? showDate(gone.startedOn) : showInstant(gone.startedAt),
    },
  }
}

/** As the ladder counts: for a child never seen from two working days after the opening, whatever was decided since. */
function daysOverdue(clock: VisitClock, today: string): number {
  return clock.overdueFrom === null ? 0 : Math.max(0, daysBetween(clock.overdueFrom, today))
}

/** Null on a working day, and where the calendar does not say. */
function dayOff(date: string, calendar: WorkingCalendar): Standing['dayOff'] {
  const holiday = calendar.holidays.get(date)
  if (holiday !== undefined) return { kind: 'holiday', name: holiday }
  try {
    return isWorkingDay(date, calendar) ? null : { kind: 'weekend' }
  } catch (error) {
    if (error instanceof CalendarEndsError) return null
    throw error
  }
}

export const visitsSection: CaseSection = {
  key: 'visits',
  get label() {
    return t('heading')
  },
  order: 12,
  offered: ({ tx }, caseId) => mayOnCase(tx, caseId, 'plan', 'read'),
  load: async (request, caseId) => {
    const { tx, audit } = request
    if (!(await mayOnCase(tx, caseId, 'plan', 'read'))) return undefined
    audit.about('case', caseId, { caseId, classes: ['plan', 'notes'] })
    const of = await standingOf(request, caseId)
    const mayWrite = of.kind !== 'closed' && (await mayOnCase(tx, caseId, 'plan', 'write'))
    return <VisitsPart caseId={caseId} of={of} told={await toldOf(tx, caseId)} visits={await visitsOf(tx, caseId)} mayWrite={mayWrite} />
  },
}

/** Where seeing them stands, what comes next and what they said last, on the first page of the case. */
export const visitsPart: OverviewPart = {
  key: 'visits',
  order: 20,
  load: async (request, caseId) => {
    const { tx, audit } = request
    const seenOn = await lastSeenOn(tx, caseId)
    if (seenOn === undefined) return undefined
    audit.about('case', caseId, { caseId, classes: ['contact', 'headline', 'plan', 'notes'] })
    const visits = await visitsOf(tx, caseId)
    const of = await standingOf(request, caseId)
    return (
      <VisitsOverview
        caseId={caseId}
        of={of}
        seenOn={seenOn}
        planned={visits.filter(({ state }) => state === 'planned').at(-1)}
        latest={visits.find(({ state }) => state === 'recorded')}
        mayWrite={of.kind !== 'closed' && (await mayOnCase(tx, caseId, 'plan', 'write'))}
      />
    )
  },
}

/** When they were last seen, and by when they must be seen again: on every page of the case, for those who may know. */
export const visitFacts: readonly HeadlineFact[] = [
  {
    key: 'last-seen',
    get label() {
      return t('fact.lastSeen')
    },
    order: 10,
    load: async ({ tx }, caseId) => {
      const clock = await visitClockOf(tx, caseId)
      const on = clock === undefined ? await lastSeenOn(tx, caseId) : clock.lastSeenOn
      if (on === undefined) return undefined
      return on === null ? t('fact.never') : showShortDate(on)
    },
  },
  {
    key: 'see-by',
    get label() {
      return t('fact.seeBy')
    },
    order: 11,
    load: async ({ tx, now }, caseId) => {
      const clock = await visitClockOf(tx, caseId)
      return clock === undefined ? undefined : seeBy(clock, londonDateOf(now))
    },
  },
]

function seeBy(clock: VisitClock, today: string): string {
  if (clock.dueOn === null) return t('fact.noDate')
  const late = daysOverdue(clock, today)
  const date = showShortDate(late > 0 && clock.overdueFrom !== null ? clock.overdueFrom : clock.dueOn)
  return late === 0 ? date : t('fact.overdue', { date, overdue: showDaysOverdue(late) })
}

export const seeByColumn: CaseListFact = {
  key: 'see-by',
  get label() {
    return t('fact.seeBy')
  },
  order: 10,
  load: async ({ tx, now }, caseIds) => {
    const clocks = await visitClocksOf(tx, caseIds)
    return new Map([...clocks].map(([caseId, clock]) => [caseId, seeBy(clock, londonDateOf(now))]))
  },
  // a date that cannot be said is not a late one, and not fine either: before those that are months away
  first: async ({ tx, now }, caseIds) => {
    const clocks = await visitClocksOf(tx, caseIds)
    return new Map([...clocks].map(([caseId, { dueOn }]) => [caseId, dueOn ?? londonDateOf(now)]))
  },
}

/** Every visit that happened; those written by mistake are in the history, not in the story. */
export const visitChronology: ChronologySource = async (tx, caseId) => {
  const visits = await visitsOf(tx, caseId)
  return visits.flatMap(({ id, state, outcome, on, at, note, ownAnswers, visitorName }) =>
    state !== 'recorded' || outcome === null || on === null
      ? []
      : [
          {
            id: `visit:${id}`,
            kind: 'visit',
            kindLabel: t('chronology.kind'),
            on,
            time: at === null ? null : londonTimeOf(at).slice(11),
            title: outcomeLabel(outcome),
            text: [...(note === null ? [] : [note.ownWords, note.seen, note.next]), ...answerLines(ownAnswers)]
              .filter((part) => part !== '')
              .join('\n\n'),
            by: visitorName,
            href: `/cases/${caseId}/visits#visit-${id}`,
          },
        ],
  )
}
