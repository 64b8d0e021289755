/**
 * The National Referral Mechanism and the duty to notify: what follows from consent, who decides, and when to ask for news
 * (handbook/law.md section 2, clocks N1 to N4). Nothing here infers a decision from silence or tells a victim their chances.
 */
import { type Dates, type Deadline, daysBetween, dueBy, type LocalDate } from '../../core/clocks/index.ts'
import type { Route } from '../../core/people/index.ts'
import type { Consent, DecisionMaker, NrmPolicy, ReferralStatus } from './schema.ts'

// ── consent and route ──────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A child's referral needs no consent and is always made: what belongs to consent, to a notice without a name and to
 * withdrawing is not for it.
 * @source handbook/law.md section 2.3, R07
 */
export function mayHaveStatus(route: Route, status: ReferralStatus, policy: NrmPolicy): boolean {
  return route !== 'child' || !policy.statusesOfAdultsOnly.includes(status)
}

/** `offerAgain`: a task to offer it again; only "not now" makes one. */
export type AfterConsent = Readonly<{ status: ReferralStatus; offerAgain: boolean }>

/**
 * What an adult's answer leads to. A refusal is not the end for a body under section 52: it still has to notify, without a
 * name. "Not now" is never a refusal.
 * @param underSection52 whether our organisation is a specified public authority (councils and police are; charities are not)
 * @source handbook/law.md R08, R10, Modern Slavery Act 2015 s.52
 */
export function afterConsent(consent: Consent, underSection52: boolean): AfterConsent {
  switch (consent) {
    case 'agree':
    case 'agree_no_support':
      return { status: 'ready', offerAgain: false }
    case 'refuse':
    case 'refuse_but_may_be_named':
      return { status: underSection52 ? 'dtn_required' : 'not_referred', offerAgain: false }
    case 'not_now':
      return { status: 'consent_pending', offerAgain: true }
  }
}

/** A notice may say who somebody is only if they agreed to be named. @source handbook/law.md R09, s.52(3) */
export function noticeMayGo(consent: Consent, filledFields: readonly number[], { identifyingFields }: NrmPolicy): boolean {
  return consent === 'refuse_but_may_be_named' || !filledFields.some((field) => identifyingFields.includes(field))
}

/**
 * In a pilot area the partners decide for a child, if the 18th birthday is far enough away on the day of referral.
 * @source handbook/law.md R11
 */
export function whoDecides(
  setting: DecisionMaker,
  eighteenth: LocalDate,
  referredOn: LocalDate,
  { localDecisionMoreThanDaysBefore18 }: NrmPolicy,
): Readonly<{ daysBefore18: number; decisionMaker: DecisionMaker }> {
  const daysBefore18 = daysBetween(referredOn, eighteenth)
  const isLocal = setting === 'local_pilot' && daysBefore18 > localDecisionMoreThanDaysBefore18
  return { daysBefore18, decisionMaker: isLocal ? 'local_pilot' : 'home_office' }
}

// ── submitting ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Submission = Readonly<{ reference: string; submittedOn: LocalDate | null; name: string; packOn: LocalDate; reason: string }>

/** What keeps a pack from being submitted, by field; and whether its date needs a reason because the pack is newer. */
export type SubmissionStanding = Readonly<{
  status: 'submitted' | 'ready'
  missing: readonly ('reference' | 'submittedOn' | 'name' | 'reason')[]
  inFuture: boolean
  beforePack: boolean
}>

/**
 * Nothing is submitted without the reference typed back, a date that has come and a name. A date before the pack's is
 * accepted with a reason: it was typed into the form before we existed.
 * @source handbook/law.md R12, R13
 */
export function submissionStanding(typed: Submission, today: LocalDate): SubmissionStanding {
  const inFuture = typed.submittedOn !== null && typed.submittedOn > today
  const beforePack = typed.submittedOn !== null && typed.submittedOn < typed.packOn
  const missing = [
    ...(typed.reference.trim() === '' ? (['reference'] as const) : []),
    ...(typed.submittedOn === null ? (['submittedOn'] as const) : []),
    ...(typed.name.trim() === '' ? (['name'] as const) : []),
    ...(beforePack && typed.reason.trim() === '' ? (['reason'] as const) : []),
  ]
  return { status: missing.length === 0 && !inFuture ? 'submitted' : 'ready', missing, inFuture, beforePack }
}

/** By when our own referral of a child goes off, from the day somebody believed it. @source handbook/law.md R44, N4 */
export const submitBy = (believedOn: LocalDate, dates: Dates): Deadline => dueBy('N4-submission', believedOn, dates)

/** By when a notice without a name goes off, from the day of the refusal. @source handbook/law.md R44, N4 */
export const notifyBy = (refusedOn: LocalDate, dates: Dates): Deadline => dueBy('N4-notify', refusedOn, dates)

// ── decisions and clocks ───────────────────────────────────────────────────────────────────────────────────────────────

/** When a decision on reasonable grounds is hoped for, and when to ask for news. Never "overdue by us". @source law R39, R40 */
export function reasonableGroundsDates(submittedOn: LocalDate, dates: Dates): Readonly<{ target: Deadline; askForNews: Deadline }> {
  const target = dueBy('N1', submittedOn, dates)
  return { target, askForNews: dueBy('N1-chase', target.dueOn, dates) }
}

/** The recovery period lasts at least through this day, and no conclusive decision is expected before. @source law R41 */
export function recoveryDates(positiveOn: LocalDate, dates: Dates): Readonly<{ through: Deadline; conclusiveNotBefore: Deadline }> {
  return { through: dueBy('N2-recovery', positiveOn, dates), conclusiveNotBefore: dueBy('N2-conclusive', positiveOn, dates) }
}

/** The last day to ask again, with the prompts before it. The letter's own date counts, not the day it was read. @source law R42 */
export function reconsiderationDates(
  letterDate: LocalDate,
  dates: Dates,
): Readonly<{ lastDay: Deadline; midPrompt: Deadline; finalPrompt: Deadline }> {
  return {
    lastDay: dueBy('N3', letterDate, dates),
    midPrompt: dueBy('N3-middle', letterDate, dates),
    finalPrompt: dueBy('N3-last', letterDate, dates),
  }
}

/** Whether a letter was seen so late that an extension should be asked for. @throws RangeError when seen before its date. @source law R43 */
export function needsExtension(letterDate: LocalDate, seenOn: LocalDate, { letterSeenLateAfterDays }: NrmPolicy): boolean {
  const days = daysBetween(letterDate, seenOn)
  if (days < 0) throw new RangeError(`the letter was seen (${seenOn}) before its date (${letterDate})`)
  return days > letterSeenLateAfterDays
}

export type Decision = 'rg_positive' | 'rg_negative' | 'cg_positive' | 'cg_negative'

/** What a decision does here: a negative one opens reconsideration; none closes support, shows a percentage or says what a court would. */
export function afterDecision(decision: Decision): Readonly<{ opensReconsideration: boolean; closesSupport: false; showsChances: false }> {
  return { opensReconsideration: decision === 'rg_negative' || decision === 'cg_negative', closesSupport: false, showsChances: false }
}
