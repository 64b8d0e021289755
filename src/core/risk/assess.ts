// What happens around a decision on risk: the level of the case, the review date, the visits, and who is told. One place,
// so that the pages, the demo and the command line do the same.
import type { Tx } from '../../platform/db/pool.ts'
import { instantOf, londonDateOf, unlessCalendarEnds } from '../clocks/index.ts'
import type { House } from '../house/request.ts'
import { refreshVisitClock } from '../visits/index.ts'
import { completeTask, endTask, notify, putTask } from '../work/index.ts'
import { pncPrompt, pncRecheckDeadline, type RiskPolicy, type RiskSuggestion, reviewDeadline, savedAs, suggestLevel } from './rules.ts'
import type { ChosenLevel } from './schema.ts'
import * as store from './store.ts'

const caseRef = (id: string) => ({ kind: 'case', id }) as const

/** Whether a level may be decided without anybody else: below the suggestion it needs a manager's countersign. */
export function needsCountersign(suggested: RiskSuggestion['suggestion'], level: ChosenLevel): boolean {
  return savedAs(suggested, level, { reason: true, countersigned: false }) === 'draft'
}

/** What the saved answers suggest, with the weights that the assessment was begun under. */
export async function suggestionFor(
  tx: Tx,
  a: store.Assessment,
): Promise<{ policy: RiskPolicy; answers: store.Answers; suggestion: RiskSuggestion }> {
  const [policy, answers] = [await store.riskPolicyOf(tx, a.policyVersion), await store.answersOf(tx, a.id)]
  return { policy, answers, suggestion: suggestLevel(answers, policy) }
}

/** Whether the police have advised of a marker that is still to be weighed today. */
export async function hasPncPrompt(tx: Tx, caseId: string, now: Date): Promise<boolean> {
  const [current] = (await store.pncAdviceOf(tx, caseId)).filter((advice) => advice.removedOn === null)
  return current !== undefined && pncPrompt(current.advised, { reviewBy: current.reviewBy, today: londonDateOf(now) })
}

/**
 * Decides the draft. With a countersign still to come, managers are told and the level of the case stays what it was;
 * otherwise the level is set, the review is dated and the visits follow.
 */
export async function decide(
  tx: Tx,
  house: House,
  a: store.Assessment,
  version: number,
  chosen: Readonly<{ level: ChosenLevel; because: string; changed: string }>,
): Promise<store.RiskDone<boolean>> {
  const { suggestion } = await suggestionFor(tx, a)
  const waits = needsCountersign(suggestion.suggestion, chosen.level)
  const done = await store.decideAssessment(tx, a.id, version, {
    ...chosen,
    suggestion,
    pncPrompted: await hasPncPrompt(tx, a.caseId, house.clock.now()),
    needsCountersign: waits,
  })
  if (done.kind === 'refused' || !done.value) return done
  if (waits) await askForCountersign(tx, a)
  else await levelConfirmed(tx, house, a.caseId, chosen.level)
  return done
}

async function askForCountersign(tx: Tx, a: store.Assessment): Promise<void> {
  const managers = await store.countersignersOf(tx, a.id)
  const [first] = managers
  for (const { postId } of managers) await notify(tx, postId, 'risk.countersign', caseRef(a.caseId), a.id)
  // owed by no particular time: the handbook sets none, and until then the child is visited as for the top level
  if (first !== undefined)
    await putTask(tx, {
      record: caseRef(a.caseId),
      kind: 'risk.countersign',
      subjectId: a.id,
      ownerPostId: first.postId,
      dueAt: undefined,
      clock: undefined,
    })
}

/** A manager agrees, or sends it back with a reason. */
export async function countersign(
  tx: Tx,
  house: House,
  a: store.Assessment,
  outcome: 'agreed' | 'not_agreed',
  note: string,
): Promise<store.RiskDone<void>> {
  const done = await store.countersign(tx, a.id, outcome, note)
  if (done.kind === 'refused') return done
  await completeTask(tx, { record: caseRef(a.caseId), kind: 'risk.countersign', subjectId: a.id }, house.clock.now())
  if (outcome === 'agreed' && a.decidedLevel !== null) await levelConfirmed(tx, house, a.caseId, a.decidedLevel)
  const assessor = await store.decidedByPost(tx, a.id)
  if (assessor !== undefined) await notify(tx, assessor, outcome === 'agreed' ? 'risk.agreed' : 'risk.returned', caseRef(a.caseId), a.id)
  return done
}

async function levelConfirmed(tx: Tx, house: House, caseId: string, level: ChosenLevel): Promise<void> {
  const now = house.clock.now()
  await completeTask(tx, { record: caseRef(caseId), kind: 'risk.review' }, now)
  const review = unlessCalendarEnds(() =>
    reviewDeadline(level === 'not_identified' ? 'emerging' : level, londonDateOf(now), house.reference.clocks, house.reference.calendar),
  )
  const owner = await store.ownerOf(tx, caseId)
  await putTask(tx, {
    record: caseRef(caseId),
    kind: 'risk.review',
    ownerPostId: owner.workerPostId ?? undefined,
    teamId: owner.teamId,
    dueAt: review?.dueAt,
    clock: review?.why,
  })
  await refreshVisitClock(tx, house.reference, caseId, 'the level was confirmed')
}

/** What the police advised, with the day to ask again as a task. The page has checked the day against the rule (law R69). */
export async function recordAdvice(tx: Tx, house: House, caseId: string, advice: store.NewPncAdvice): Promise<store.RiskDone<void>> {
  const done = await store.recordPncAdvice(tx, caseId, advice)
  if (done.kind === 'refused') return done
  await endTask(tx, { record: caseRef(caseId), kind: 'risk.pnc_recheck' }, 'asked again')
  if (advice.advised === 'no') return done
  const { workerPostId, teamId } = await store.ownerOf(tx, caseId)
  const latest = unlessCalendarEnds(() => pncRecheckDeadline(advice.on, house.reference.clocks, house.reference.calendar))
  await putTask(tx, {
    record: caseRef(caseId),
    kind: 'risk.pnc_recheck',
    ownerPostId: workerPostId ?? undefined,
    teamId,
    dueAt: instantOf(`${advice.reviewBy}T23:59`),
    clock: latest?.why,
  })
  return done
}
