import { z } from 'zod'
import { clockOf, localDate } from '../clocks/index.ts'
import { type HandbookRule, valueRule } from '../handbook/index.ts'
import type { Reference } from '../reference/index.ts'
import { riskLevel } from '../risk/rules.ts'
import { dueAfterChange, firstVisitDeadline, nextVisitDue, overdueStanding, visitEvent, visitStanding } from './rules.ts'

const visitFile = ({ visits }: Reference) => visits

export const visitRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R70',
    title: 'Next visit: so many days after last seen, never moved',
    provenance: visitFile,
    input: z.strictObject({ level: riskLevel, lastSeen: localDate }),
    output: ['due', 'dueTime'],
    run: ({ level, lastSeen }, { visits }) => ({ due: nextVisitDue(level, lastSeen, visits), dueTime: visits.dueLocalTime }),
  }),
  valueRule({
    id: 'law R71',
    title: 'Attempts do not reset the clock',
    provenance: visitFile,
    input: z.strictObject({ level: riskLevel, events: z.array(visitEvent) }),
    output: ['due', 'attemptsSince', 'notAlonePrompt'],
    run: ({ level, events }, { visits }) => {
      const { dueOn, attemptsSince, notAlonePrompt } = visitStanding(level, events, visits)
      return { due: dueOn, attemptsSince, notAlonePrompt }
    },
  }),
  valueRule({
    id: 'law R72',
    title: 'First visit after the level is confirmed',
    provenance: clockOf('V1-first'),
    input: z.strictObject({ significantConfirmed: localDate }),
    output: ['firstVisitBy'],
    run: ({ significantConfirmed }, { clocks, calendar }) => ({
      firstVisitBy: firstVisitDeadline(significantConfirmed, clocks, calendar).dueOn,
    }),
  }),
  valueRule({
    id: 'law R73',
    title: 'Overdue, and who is told',
    provenance: visitFile,
    input: z.strictObject({ level: riskLevel, lastSeen: localDate, now: localDate }),
    output: ['daysOverdue', 'told'],
    run: ({ level, lastSeen, now }, { visits }) => overdueStanding(level, nextVisitDue(level, lastSeen, visits), lastSeen, now, visits),
  }),
  valueRule({
    id: 'law R74',
    title: 'A changed level: sooner if raised, never later',
    provenance: visitFile,
    input: z.strictObject({ oldLevel: riskLevel, newLevel: riskLevel, lastSeen: localDate, changedOn: localDate }),
    output: ['due'],
    run: ({ oldLevel, newLevel, lastSeen, changedOn }, { visits, clocks, calendar }) => ({
      due: dueAfterChange({ oldLevel, newLevel, lastSeenOn: lastSeen, changedOn }, visits, clocks, calendar),
    }),
  }),
]
