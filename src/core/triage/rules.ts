/**
 * What may happen to a concern at triage, and when an overdue decision rises to whom. The table below is the only place
 * that says which step fits where a concern stands; it is asked while the concern's row is locked.
 */
import { CalendarEndsError, type Clocks, dueBy, type WorkingCalendar } from '../clocks/index.ts'

/** Where a concern stands. Who holds it is another matter: it can be held in each of these but the last two. */
export const standings = ['open', 'more_wanted', 'passed_on', 'with_leader', 'decided'] as const
export type Standing = (typeof standings)[number]

export const steps = [
  'ask_for_more',
  'open_case',
  'join_case',
  'no_further_action',
  'pass_on',
  'recall',
  'merge',
  'unmerge',
  'reopen',
  'answer',
] as const
export type Step = (typeof steps)[number]

/** What each step makes of it. A step that is not in a row is refused there, and the page says so. */
export const transitions: Readonly<Record<Standing, Readonly<Partial<Record<Step, Standing>>>>> = {
  open: {
    ask_for_more: 'more_wanted',
    open_case: 'decided',
    join_case: 'decided',
    no_further_action: 'decided',
    pass_on: 'passed_on',
    merge: 'with_leader',
  },
  // nobody has to wait for an answer that may never come
  more_wanted: {
    ask_for_more: 'more_wanted',
    open_case: 'decided',
    join_case: 'decided',
    no_further_action: 'decided',
    pass_on: 'passed_on',
    merge: 'with_leader',
  },
  // ours until accepted: to decide it ourselves, recall it first, so that two agencies do not act on half of it each
  passed_on: { recall: 'open' },
  with_leader: { unmerge: 'open' },
  decided: { reopen: 'open', answer: 'decided' },
}

export function standingOf(
  concern: Readonly<{ state: 'received' | 'more_wanted' | 'decided'; isPassedOn: boolean; leaderId: string | null }>,
): Standing {
  if (concern.state === 'decided') return 'decided'
  if (concern.leaderId !== null) return 'with_leader'
  if (concern.isPassedOn) return 'passed_on'
  return concern.state === 'more_wanted' ? 'more_wanted' : 'open'
}

export type Refusal =
  | 'wrong_step' // not from where it stands
  | 'decided_meanwhile' // somebody decided since this page was made
  | 'held_by_other'
  | 'leads_others' // a report that others follow cannot itself follow
  | 'leader_not_open'

export type StepAnswer = Readonly<{ kind: 'to'; standing: Standing }> | Readonly<{ kind: 'refused'; because: Refusal }>

/**
 * Whether a step may be taken. Deciding needs it to be in one's own hands, or in nobody's.
 * @param seenDecisionId the latest decision the page was made from; '' for none. Another one now means that somebody
 *   decided meanwhile: their decision is shown, and the person chooses.
 */
export function stepFrom(
  concern: Readonly<{ standing: Standing; holderPostId: string | null; lastDecisionId: string | null }>,
  step: Step,
  by: Readonly<{ postId: string; seenDecisionId: string }>,
): StepAnswer {
  if ((concern.lastDecisionId ?? '') !== by.seenDecisionId) return { kind: 'refused', because: 'decided_meanwhile' }
  const standing = transitions[concern.standing][step]
  if (standing === undefined) return { kind: 'refused', because: 'wrong_step' }
  if (concern.holderPostId !== null && concern.holderPostId !== by.postId) return { kind: 'refused', because: 'held_by_other' }
  return { kind: 'to', standing }
}

/** What a referrer can be told by a decision: short, true, and the same whether or not anybody was known. */
export const toldCodes = ['read_and_decided', 'acting', 'will_ring', 'passed_on', 'no_action_now'] as const
export type ToldCode = (typeof toldCodes)[number]

export type ToldAbout = 'open_case' | 'join_case' | 'no_further_action' | 'accepted_elsewhere' | 'with_leader'

/** Opening a case and joining one offer the same lines: which of the two it was would tell whether the person was known. */
export const toldFor: Readonly<Record<ToldAbout, readonly ToldCode[]>> = {
  open_case: ['acting', 'read_and_decided', 'will_ring'],
  join_case: ['acting', 'read_and_decided', 'will_ring'],
  no_further_action: ['no_action_now', 'read_and_decided', 'will_ring'],
  accepted_elsewhere: ['passed_on', 'read_and_decided', 'will_ring'],
  with_leader: ['read_and_decided', 'acting', 'will_ring'],
}

export const riseSteps = ['manager', 'service_manager'] as const
export type RiseStep = (typeof riseSteps)[number]

/**
 * To whom an overdue decision rises by now: to the one who holds it and the manager as soon as it is late; to the service
 * manager one more working day later (at once, when the calendar has no answer: unknown is not fine).
 * @source local default, reference/clocks.yaml T1-rises
 */
export function riseStepsBy(dueAt: Date, now: Date, clocks: Clocks, calendar: WorkingCalendar): readonly RiseStep[] {
  if (now <= dueAt) return []
  return isPast(dueAt, now, clocks, calendar) ? ['manager', 'service_manager'] : ['manager']
}

function isPast(dueAt: Date, now: Date, clocks: Clocks, calendar: WorkingCalendar): boolean {
  try {
    return now > dueBy('T1-rises', dueAt, { clocks, calendar }).dueAt
  } catch (error) {
    if (error instanceof CalendarEndsError) return true
    throw error
  }
}
