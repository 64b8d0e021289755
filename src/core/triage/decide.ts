// Deciding, step by step: lock the concern, ask the rules, do it, keep who decided what and why, and see to what is owed.
// A step that may not be taken comes back as a value with what it met, so that a page can show both and the person chooses.
import type { Tx } from '../../platform/db/pool.ts'
import { isDatabaseError } from '../../platform/db/pool.ts'
import { type CaseId, type Outcome as CaseOutcome, casesOfConcern, joinConcern, openCase } from '../cases/index.ts'
import { dueBy, londonDateOf, unlessCalendarEnds } from '../clocks/index.ts'
import { answerToReferrerDeadline, decisionDue, setConcernState, tellReferrer } from '../concerns/index.ts'
import { notThere } from '../house/index.ts'
import { releaseCandidates } from '../people/index.ts'
import type { Reference } from '../reference/index.ts'
import { completeTask, endTask, putTask, type TaskClock } from '../work/index.ts'
import { type Refusal, type Step, stepFrom, type ToldCode, toldCodes } from './rules.ts'
import { keptWhy } from './schema.ts'
import {
  answerTransfer,
  type ConcernId,
  closeClaim,
  type Decision,
  decisionsOf,
  endMerge,
  findTriage,
  insertDecision,
  lockTriage,
  type NewTransfer,
  recallTransfer,
  sendTransfer,
  startMerge,
  type TriageConcern,
} from './store.ts'
import { toldText } from './texts.ts'

type CaseRefused = Extract<CaseOutcome<unknown>, { kind: 'refused' }>['because']

/** Who acts, and what they saw when they chose to. */
export type By = Readonly<{
  postId: string
  now: Date
  reference: Reference
  /** The latest decision that stood on the page; '' for none. */
  seenDecisionId: string
}>

/** What the referrer is told by it. `now` only when somebody has confirmed that it tips nobody off. */
export type Telling = Readonly<{ code: string; text: string; when: 'now' | 'later' }>

export type Taken<T = undefined> =
  | Readonly<{ kind: 'done'; value: T }>
  | Readonly<{ kind: 'refused'; because: Refusal; concern: TriageConcern; lastDecision: Decision | undefined }>
  | Readonly<{ kind: 'not_possible'; because: CaseRefused | 'nobody_receives' | 'calendar_ended' }>
  /** Their week has no room for it; `says` is why, in words. What was begun has to be undone. */
  | Readonly<{ kind: 'no_room'; says: string }>

const done = <T>(value: T): Taken<T> => ({ kind: 'done', value })

/** Locks the concern and asks whether the step may be taken from where it stands. */
async function beginStep(
  tx: Tx,
  id: ConcernId,
  step: Step,
  by: By,
): Promise<Readonly<{ concern: TriageConcern; refused: Extract<Taken<never>, { kind: 'refused' }> | undefined }>> {
  const concern = (await lockTriage(tx, id)) ?? notThere()
  const answer = stepFrom(concern, step, by)
  if (answer.kind === 'to') return { concern, refused: undefined }
  const [lastDecision] = await decisionsOf(tx, id)
  return { concern, refused: { kind: 'refused', because: answer.because, concern, lastDecision } }
}

export async function decideNoFurtherAction(tx: Tx, id: ConcernId, given: { reason: string; telling: Telling }, by: By): Promise<Taken> {
  const { concern, refused } = await beginStep(tx, id, 'no_further_action', by)
  if (refused !== undefined) return refused
  await insertDecision(tx, id, { outcome: 'no_further_action', reason: given.reason, ...toldBy(given.telling), dueAt: concern.dueAt })
  await close(tx, concern, given.telling, by)
  return done(undefined)
}

export type CaseToOpen = Readonly<{
  people: readonly string[]
  knownAs: string
  kind: 'child' | 'adult'
  teamId: string
  /** Null: it waits for a worker. */
  workerPostId: string | null
  reason: string
  telling: Telling
}>

/** @param roomFor why the worker may not be given it (undefined: they may), asked when the case is there and can be weighed */
export async function decideOpenCase(
  tx: Tx,
  id: ConcernId,
  c: CaseToOpen,
  by: By,
  roomFor: (caseId: CaseId, workerPostId: string) => Promise<string | undefined> = async () => undefined,
): Promise<Taken<Readonly<{ caseId: CaseId; reference: string }>>> {
  const { concern, refused } = await beginStep(tx, id, 'open_case', by)
  if (refused !== undefined) return refused
  const opened = await openCase(tx, {
    knownAs: c.knownAs,
    kind: c.kind,
    subjects: c.people,
    concernId: id,
    teamId: c.teamId,
    postId: c.workerPostId,
    because: c.reason,
  })
  if (opened.kind === 'refused') return { kind: 'not_possible', because: opened.because }
  const caseId = opened.value.id
  const says = c.workerPostId === null ? undefined : await roomFor(caseId, c.workerPostId)
  if (says !== undefined) return { kind: 'no_room', says }
  await insertDecision(tx, id, { outcome: 'open_case', reason: c.reason, ...toldBy(c.telling), dueAt: concern.dueAt, caseId })
  await close(tx, concern, c.telling, by, caseId)
  return done({ caseId, reference: opened.value.reference })
}

export async function decideJoinCase(
  tx: Tx,
  id: ConcernId,
  given: Readonly<{ caseId: CaseId; reason: string; telling: Telling }>,
  by: By,
): Promise<Taken> {
  const { concern, refused } = await beginStep(tx, id, 'join_case', by)
  if (refused !== undefined) return refused
  // only a case that the page offered: one of somebody whom this concern is or may be about
  const offered = (await casesOfConcern(tx, id)).find((one) => one.caseId === given.caseId)
  if (offered === undefined || offered.state === 'closed') return { kind: 'not_possible', because: 'wrong_state' }
  await joinConcern(tx, given.caseId, id, given.reason)
  await insertDecision(tx, id, {
    outcome: 'join_case',
    reason: given.reason,
    ...toldBy(given.telling),
    dueAt: concern.dueAt,
    caseId: given.caseId,
  })
  await close(tx, concern, given.telling, by, given.caseId)
  return done(undefined)
}

/** The question goes to the referrer's page; the clock keeps running. Whoever asks has confirmed that it tips nobody off. */
export async function askForMore(tx: Tx, id: ConcernId, given: Readonly<{ question: string; reason: string }>, by: By): Promise<Taken> {
  const { concern, refused } = await beginStep(tx, id, 'ask_for_more', by)
  if (refused !== undefined) return refused
  await insertDecision(tx, id, { outcome: 'ask_for_more', reason: given.reason, toldText: given.question, dueAt: concern.dueAt })
  await tellReferrer(tx, id, given.question)
  await setConcernState(tx, id, 'more_wanted', concern.version)
  return done(undefined)
}

export type ToPassOn = Omit<NewTransfer, 'answerBy' | 'why'> & Readonly<{ leftOut: string; reason: string }>

/** Sent; ours until they accept, and our clock runs until then. @returns the transfer's id */
export async function passOn(tx: Tx, id: ConcernId, p: ToPassOn, by: By): Promise<Taken<string>> {
  const { concern, refused } = await beginStep(tx, id, 'pass_on', by)
  if (refused !== undefined) return refused
  const answerBy = unlessCalendarEnds(() => dueBy('T1-passed-on', by.now, by.reference))
  if (answerBy === undefined) return { kind: 'not_possible', because: 'calendar_ended' }
  try {
    const transferId = await tx.savepoint(() => sendTransfer(tx, id, { ...p, answerBy: answerBy.dueAt, why: answerBy.why }))
    await insertDecision(tx, id, { outcome: 'pass_on', reason: p.reason, dueAt: concern.dueAt, transferId, leftOut: p.leftOut })
    return done(transferId)
  } catch (error) {
    if (isDatabaseError(error, 'P0001') && error.constraint === 'nobody_receives')
      return { kind: 'not_possible', because: 'nobody_receives' }
    throw error
  }
}

export async function recall(tx: Tx, id: ConcernId, because: string, by: By): Promise<Taken> {
  const { concern, refused } = await beginStep(tx, id, 'recall', by)
  if (refused !== undefined) return refused
  if (concern.transferId !== null) await recallTransfer(tx, concern.transferId, because)
  return done(undefined)
}

/** The other agency's answer, by somebody there. @returns false when it had been answered, recalled or had expired */
export async function answerPassedOn(
  tx: Tx,
  transferId: string,
  answer: Readonly<{ accepts: boolean; note: string }>,
  { now, reference }: Pick<By, 'now' | 'reference'>,
): Promise<boolean> {
  return answerTransfer(tx, transferId, answer.accepts, answer.note, answerOwed(now, reference))
}

/** Goes with another report of the same event: both are kept, that one leads, and its decision is the decision on both. */
export async function mergeInto(tx: Tx, id: ConcernId, given: Readonly<{ leadsId: ConcernId; reason: string }>, by: By): Promise<Taken> {
  // both are locked, always in the same order, so that two merges at once do not wait for each other for ever
  for (const one of [id, given.leadsId].sort()) await lockTriage(tx, one)
  const { concern, refused } = await beginStep(tx, id, 'merge', by)
  if (refused !== undefined) return refused
  const leader = (await findTriage(tx, given.leadsId)) ?? notThere()
  const no = (because: Refusal): Taken => ({ kind: 'refused', because, concern, lastDecision: undefined })
  if (concern.followers.length > 0) return no('leads_others')
  if (leader.id === id || (leader.standing !== 'open' && leader.standing !== 'more_wanted')) return no('leader_not_open')
  await startMerge(tx, id, leader.id, given.reason)
  await insertDecision(tx, id, { outcome: 'merge', reason: given.reason, dueAt: concern.dueAt, otherConcernId: leader.id })
  return done(undefined)
}

export async function unmerge(tx: Tx, id: ConcernId, reason: string, by: By): Promise<Taken> {
  const { concern, refused } = await beginStep(tx, id, 'unmerge', by)
  if (refused !== undefined) return refused
  await endMerge(tx, id, reason)
  await insertDecision(tx, id, { outcome: 'unmerge', reason, dueAt: concern.dueAt })
  return done(undefined)
}

/** Decided again from the start: a new clock from now, and an answer that is still owed waits for the new decision. */
export async function reopen(tx: Tx, id: ConcernId, reason: string, by: By): Promise<Taken> {
  const { concern, refused } = await beginStep(tx, id, 'reopen', by)
  if (refused !== undefined) return refused
  const record = { kind: 'concern', id } as const
  await insertDecision(tx, id, { outcome: 'reopen', reason, dueAt: null })
  if (concern.leaderId !== null) await endMerge(tx, id, reason)
  await endTask(tx, { record, kind: 'triage.answer' }, 'opened again')
  const { dueAt, why } = decisionDue(by.now, by.reference)
  await putTask(tx, {
    record,
    kind: 'triage.decision',
    teamId: concern.contactTeam ?? undefined,
    ownerPostId: concern.contactTeam === null ? by.postId : undefined,
    dueAt: dueAt ?? undefined,
    clock: clockOf(why),
    because: 'opened again',
  })
  await setConcernState(tx, id, 'received', concern.version)
  return done(undefined)
}

/** A named person tells the referrer, and says that it tips nobody off. What is owed is then done. */
export async function answerReferrer(tx: Tx, id: ConcernId, telling: Readonly<{ code: string; text: string }>, now: Date): Promise<void> {
  if ((await lockTriage(tx, id)) === undefined) notThere()
  await tellReferrer(tx, id, messageOf(telling))
  await completeTask(tx, { record: { kind: 'concern', id }, kind: 'triage.answer' }, now)
}

// ── what every closing decision brings with it ──────────────────────────────────────────────────────────────────────

async function close(tx: Tx, concern: TriageConcern, telling: Telling, by: By, caseId?: CaseId): Promise<void> {
  await closeOne(tx, concern, telling, by)
  for (const follower of concern.followers) {
    const followed = await lockTriage(tx, follower.id)
    if (followed === undefined || followed.state === 'decided') continue
    if (caseId !== undefined) await joinConcern(tx, caseId, follower.id, 'another report of the same event')
    await insertDecision(tx, follower.id, {
      outcome: 'with_leader',
      reason: 'another report of the same event',
      ...toldBy(telling),
      dueAt: followed.dueAt,
      otherConcernId: concern.id,
    })
    await closeOne(tx, followed, telling, by)
  }
}

async function closeOne(tx: Tx, concern: TriageConcern, telling: Telling, by: By): Promise<void> {
  const record = { kind: 'concern', id: concern.id } as const
  await completeTask(tx, { record, kind: 'triage.decision' }, by.now)
  const { dueAt, why } = answerOwed(by.now, by.reference)
  await putTask(tx, {
    record,
    kind: 'triage.answer',
    ownerPostId: by.postId,
    teamId: concern.contactTeam ?? undefined,
    dueAt: dueAt ?? undefined,
    clock: clockOf(why),
  })
  if (telling.when === 'now') {
    await tellReferrer(tx, concern.id, messageOf(telling))
    await completeTask(tx, { record, kind: 'triage.answer' }, by.now)
  }
  await releaseCandidates(tx, concern.id)
  await closeClaim(tx, concern.id)
  await setConcernState(tx, concern.id, 'decided', concern.version)
}

/** When the referrer hears, from the day it is decided (law T2, R27); no date past the end of the calendar, never a guess. */
function answerOwed(now: Date, { clocks, calendar }: Reference): Readonly<{ dueAt: Date | null; why: unknown }> {
  const owed = unlessCalendarEnds(() => answerToReferrerDeadline(londonDateOf(now), clocks, calendar))
  return owed ?? { dueAt: null, why: null }
}

/** Undefined for "the calendar has run out", which is no clock. */
function clockOf(why: unknown): TaskClock | undefined {
  return keptWhy.safeParse(why).data
}

const isToldCode = (code: string): code is ToldCode => (toldCodes as readonly string[]).includes(code)

function toldBy({ code, text }: Telling): { toldCode: string | null; toldText: string } {
  return { toldCode: isToldCode(code) ? code : null, toldText: text }
}

/** The line that was chosen, in its words of today, and what was added. Neither knows who was known. */
function messageOf({ code, text }: Readonly<{ code: string; text: string }>): string {
  return [...(isToldCode(code) ? [toldText(code)] : []), ...(text === '' ? [] : [text])].join('\n\n')
}
