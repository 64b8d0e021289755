/**
 * A procedure is a list of what must have happened, by whom and by when, and the evidence that it did: assurance, not a
 * belief. This is the engine, and it knows no procedure by name; the lists are files in reference/procedures.
 *
 *   run (what began, when, what is known) + steps ended so far ──► each step's standing ──► the figure, and whether it can be signed
 *
 * A step is open until it is done with evidence or excepted with code and reason. "Not known" ends nothing, a step that was
 * late stays late, and a second run stands beside the first.
 */
import {
  CalendarEndsError,
  type Clock,
  type Deadline,
  deadline,
  type WhyThisDate,
  type WorkingCalendar,
  withOffset,
} from '../clocks/index.ts'
import type { ExceptionCode, Procedure, Procedures, Step } from './schema.ts'

/** How a step ended. `endedAt`: when it happened, not when it was written down. */
export type StepEnd =
  | Readonly<{ kind: 'done'; endedAt: Date; evidence: string }>
  | Readonly<{ kind: 'exception'; endedAt: Date; code: ExceptionCode; reason: string }>

/** What is known of one run. An event without a time and a fact without a value are not known. */
export type Run = Readonly<{
  events: Readonly<Record<string, Date | undefined>> & Readonly<{ start: Date }>
  facts: Readonly<Record<string, string | undefined>>
  ends: ReadonlyMap<string, StepEnd>
}>

/** The procedure of that id. Throws when no file has it: a list that is missing must stop a page, not silently ask nothing. */
export function procedureNamed(procedures: Procedures, id: string): Procedure {
  const found = procedures.get(id)
  if (found === undefined) throw new Error(`reference/procedures has no procedure ${id}`)
  return found
}

/** Why a step has no date: what it waits for, or that the calendar ends before it. */
export type NoDate =
  | Readonly<{ kind: 'waits_for_event'; event: string }>
  | Readonly<{ kind: 'waits_for_step'; step: string }>
  | Readonly<{ kind: 'calendar_ends' }>
export type StepDate = Readonly<{ kind: 'due'; dueAt: Date; why: WhyThisDate }> | NoDate

export type StepStanding = Readonly<{
  step: Step
  state: 'open' | 'done' | 'exception' | 'not_applicable'
  /** Undefined for a step that is off. */
  date: StepDate | undefined
  end: StepEnd | undefined
  /** Open and past due, or ended after it. It stays so. */
  isLate: boolean
  /** Why it is off by rule. */
  because: string | undefined
}>

/** Every step of a run as it stands, in the order of the list. */
export function standings(procedure: Procedure, run: Run, calendar: WorkingCalendar, now: Date): readonly StepStanding[] {
  return procedure.steps.map((step): StepStanding => {
    const off = offByRule(step, run)
    if (off !== undefined) return { step, state: 'not_applicable', date: undefined, end: undefined, isLate: false, because: off.because }
    const end = run.ends.get(step.id)
    const date = dateOf(procedure, step, run, calendar, end?.endedAt ?? now)
    const isLate = date.kind === 'due' && date.dueAt < (end?.endedAt ?? now)
    return { step, state: end?.kind ?? 'open', date, end, isLate, because: undefined }
  })
}

function offByRule(step: Step, { facts }: Run): Step['notApplicable'][number] | undefined {
  return step.notApplicable.find(({ fact, is }) => facts[fact] === is)
}

/**
 * By when a step is due. A step that follows one that is off by rule counts from the start. `until`: when it ended, or now while it is open. Hours are counted on a stopwatch, days in London.
 * @source handbook/law.md section 4.2, R55
 */
function dateOf(procedure: Procedure, step: Step, run: Run, calendar: WorkingCalendar, until: Date): StepDate {
  const { due } = step
  if ('after' in due) {
    const before = procedure.steps.find(({ id }) => id === due.after)
    if (before !== undefined && offByRule(before, run) !== undefined) return counted(procedure, step, due, run.events.start, calendar)
    const ended = run.ends.get(due.after)
    if (ended === undefined) return { kind: 'waits_for_step', step: due.after }
    return counted(procedure, step, due, ended.endedAt, calendar)
  }
  if ('from' in due) {
    const at = run.events[due.from]
    return at === undefined ? { kind: 'waits_for_event', event: due.from } : counted(procedure, step, due, at, calendar)
  }
  const at = run.events[due.at]
  if (at === undefined) {
    return due.else === undefined
      ? { kind: 'waits_for_event', event: due.at }
      : counted(procedure, step, due.else, run.events.start, calendar)
  }
  if (until > at && due.else !== undefined) return counted(procedure, step, due.else, at, calendar)
  return { kind: 'due', dueAt: at, why: whyOf(procedure, step, at) }
}

type Counted = Pick<Clock, 'unit' | 'amount'> & Readonly<{ dueLocalTime?: string | undefined }>

function counted(
  procedure: Procedure,
  step: Step,
  { unit, amount, dueLocalTime }: Counted,
  start: Date,
  calendar: WorkingCalendar,
): StepDate {
  const row: Clock = {
    ...{ id: step.id, rule: procedure.rule, name: step.name, starts: withOffset(start), unit, amount, moves: 'never' },
    ...(dueLocalTime === undefined ? {} : { dueLocalTime }),
    ...{ source: step.source, version: procedure.version, effectiveFrom: procedure.effectiveFrom, verified: procedure.verified },
    ...{ basis: step.basis, mark: step.mark },
  }
  try {
    const { dueAt, why }: Deadline = deadline(row, start, calendar)
    return { kind: 'due', dueAt, why }
  } catch (error) {
    if (error instanceof CalendarEndsError) return { kind: 'calendar_ends' }
    throw error
  }
}

function whyOf({ rule, version, verified }: Procedure, { id, basis, mark, source }: Step, at: Date): WhyThisDate {
  return { rule, clock: id, basis, mark, verified, source, version, calendarVersion: null, startedFrom: withOffset(at) }
}

// ── the honest figure ──────────────────────────────────────────────────────────────────────────────────────────────────

/** `percentDone`: of the steps that apply; null where none does. Exceptions stand beside it and are never counted as done. */
export type Figure = Readonly<{
  done: number
  exceptions: number
  notApplicable: number
  open: number
  late: number
  denominator: number
  percentDone: number | null
}>

/** @throws RangeError for counts that can't be. @source handbook/law.md R56, R57 */
export function figureOf(
  steps: number,
  { done, exceptions, notApplicable, late = 0 }: Readonly<{ done: number; exceptions: number; notApplicable: number; late?: number }>,
): Figure {
  const open = steps - done - exceptions - notApplicable
  if ([done, exceptions, notApplicable, late].some((count) => !Number.isInteger(count) || count < 0) || open < 0)
    throw new RangeError(`${done} done, ${exceptions} exceptions and ${notApplicable} not applicable do not fit ${steps} steps`)
  const denominator = steps - notApplicable
  return { done, exceptions, notApplicable, open, late, denominator, percentDone: denominator === 0 ? null : (100 * done) / denominator }
}

export function figure(all: readonly StepStanding[]): Figure {
  const count = (state: StepStanding['state']) => all.filter((one) => one.state === state).length
  const late = all.filter(({ isLate }) => isLate).length
  return figureOf(all.length, { done: count('done'), exceptions: count('exception'), notApplicable: count('not_applicable'), late })
}

/** Nobody signs while a step is open; exceptions do not keep anybody from it. @source handbook/law.md R54 */
export function canSign({ open }: Readonly<{ open: number }>): boolean {
  return open === 0
}

/** The steps that keep a run from being signed: every open one but the sign-off itself. */
export function openBeforeSignOff(procedure: Procedure, all: readonly StepStanding[]): readonly Step[] {
  return all.filter(({ state, step }) => state === 'open' && step.id !== procedure.signOff).map(({ step }) => step)
}

// ── two tracks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Track = 'investigation' | 'safeguarding'
export type TrackState = 'open' | 'closed'

/** Closing one track leaves the other as it is, and every step too. @source handbook/law.md section 4.1, R53 */
export function closeTrack(tracks: Readonly<Record<Track, TrackState>>, which: Track): Readonly<Record<Track, TrackState>> {
  return { ...tracks, [which]: 'closed' }
}
