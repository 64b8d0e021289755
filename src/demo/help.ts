// What is done for a child between the visits: a plan with actions, the services asked for and how long they take, talks
// with the manager about the case, and nights away with the talk after them.
import { saveTonight } from '../arrangements/tonight/index.ts'
import type { CaseId } from '../core/cases/index.ts'
import { addDays, type LocalDate } from '../core/clocks/index.ts'
import { recordInterview, recordReturn, reportMissing } from '../core/missing/index.ts'
import { addAction, finishAction, insertService, moveAction, recordSupervision, savePlan, updateService } from '../core/plan/index.ts'
import * as acts from './acts.ts'
import type { Doing, Teller } from './teller.ts'
import * as words from './words.ts'

/** One act on a case. */
export function onCase<T>(t: Teller, who: string, event: string, caseId: CaseId, work: (doing: Doing) => Promise<T>): Promise<T> {
  return t.as(who, event, work, { about: { kind: 'case', id: caseId }, caseId })
}

/** A service from asked to ended. `version`: of its row, which every change counts up. */
type Support = { readonly id: string; version: number; acceptedOn: LocalDate | null; firstMetOn: LocalDate | null }

/** The help of one case: what was begun is gone on with at each `goOn`. */
export class Help {
  readonly #t: Teller
  readonly #worker: string
  readonly #caseId: CaseId
  readonly #actions: string[] = []
  #support: Support | undefined

  constructor(t: Teller, worker: string, caseId: CaseId) {
    this.#t = t
    this.#worker = worker
    this.#caseId = caseId
  }

  /** The first plan, made with the child, and the first service asked. */
  async begin(): Promise<void> {
    const { luck } = this.#t
    const written = luck.pick(words.plans)
    const service = luck.pick(words.services)
    await onCase(this.#t, this.#worker, 'plan.changed', this.#caseId, async ({ tx, on, me }) => {
      await savePlan(tx, this.#caseId, 0, written)
      const [first, second] = [luck.pick(words.actions), luck.pick(words.actionsTheyAsked)]
      const mine = { ownerPostId: me.postId, ownerWords: '' }
      this.#actions.push(
        await addAction(tx, this.#caseId, { what: first, ...mine, dueOn: addDays(on, luck.between(10, 30)), askedByThem: false }),
      )
      const theirs = { what: second, ownerPostId: null, ownerWords: luck.pick(words.owners), askedByThem: true }
      await addAction(tx, this.#caseId, { ...theirs, dueOn: addDays(on, luck.between(14, 45)) })
      this.#support = { id: await insertService(tx, this.#caseId, service, on), version: 1, acceptedOn: null, firstMetOn: null }
    })
  }

  /** The next step of what was begun: an action done, a service that says yes, or meets them at last. */
  async goOn(): Promise<void> {
    const { luck } = this.#t
    const [action] = this.#actions
    const support = this.#support
    const isActionDone = action !== undefined && luck.happens(0.5)
    const isNextStep = support !== undefined && support.firstMetOn === null && luck.happens(0.4)
    if (!isActionDone && !isNextStep) return
    await onCase(this.#t, this.#worker, 'plan.changed', this.#caseId, async ({ tx, on, now }) => {
      if (isActionDone) {
        await finishAction(tx, this.#caseId, action, { state: 'done', how: luck.pick(words.actionEnds), version: 1 }, now)
        this.#actions.shift()
      }
      if (!isNextStep) return
      if (support.acceptedOn === null) support.acceptedOn = on
      else support.firstMetOn = on
      await this.#change(tx, support, { endedOn: null, endedBecause: '' })
    })
  }

  /** Somebody else works the case now: what was still to be done goes with it. */
  async handOver(to: string): Promise<void> {
    const before = { ownerPostId: this.#t.member(this.#worker).postId }
    await onCase(this.#t, to, 'plan.action_moved', this.#caseId, async ({ tx, on, me }) => {
      const move = { ownerPostId: me.postId, ownerWords: '', dueOn: addDays(on, 14), because: words.actionHandedOver, version: 1 }
      for (const id of this.#actions) await moveAction(tx, this.#caseId, { ...before, id }, move, me.postId)
    })
  }

  /** The case closes: a service that was begun ends with a word, one that never came too. */
  async end(): Promise<void> {
    const support = this.#support
    if (support === undefined) return
    const endedBecause = support.firstMetOn === null ? words.neverBegan : words.serviceDone
    await onCase(this.#t, this.#worker, 'plan.service_changed', this.#caseId, ({ tx, on }) =>
      this.#change(tx, support, { endedOn: on, endedBecause }),
    )
  }

  async #change(tx: Doing['tx'], support: Support, end: Readonly<{ endedOn: LocalDate | null; endedBecause: string }>): Promise<void> {
    const { acceptedOn, firstMetOn } = support
    const change = { accepted: acceptedOn === null ? 'unknown' : 'yes', acceptedOn, firstMetOn, ...end } as const
    if (!(await updateService(tx, this.#caseId, support.id, support.version, change))) throw new Error('The service changed meanwhile')
    support.version++
  }
}

/** What whoever finds them at night should know. */
export function forTonight(t: Teller, worker: string, caseId: CaseId, page = t.luck.pick(words.nightPages)): Promise<void> {
  return onCase(t, worker, 'tonight.changed', caseId, async ({ tx }) => void (await saveTonight(tx, caseId, 0, page)))
}

/** A talk of manager and worker about the case, with the day of the next. */
export function supervise(t: Teller, manager: string, worker: string, caseId: CaseId): Promise<void> {
  const decided = t.luck.pick(words.supervised)
  const workerPostId = t.member(worker).postId
  return onCase(t, manager, 'plan.supervision_recorded', caseId, ({ tx, on, now, me }) =>
    recordSupervision(tx, { caseId, workerPostId }, { heldOn: on, withPostId: me.postId, decided, nextOn: addDays(on, 28) }, now),
  )
}

/** From now on missing, as far as this house knows. @returns the episode */
export function gone(t: Teller, worker: string, caseId: CaseId): Promise<string> {
  return onCase(t, worker, 'missing.report', caseId, async ({ tx, house, now, on }) => {
    const told = { policeTold: 'yes', policeReference: `QM-${on.replaceAll('-', '')}` } as const
    return acts.must(await reportMissing(tx, house, { caseId, on, at: now, ...told }), 'done').id
  })
}

export function back(t: Teller, worker: string, caseId: CaseId, episodeId: string): Promise<void> {
  return onCase(t, worker, 'missing.return', caseId, async ({ tx, house, now }) => {
    acts.must(await recordReturn(tx, house, episodeId, { kind: 'known', at: now, how: 'came_back' }), 'done')
  })
}

/** Gone, back the next morning, and asked by somebody they chose, who writes down what was said. */
export async function away(
  t: Teller,
  worker: string,
  caseId: CaseId,
  backAt: string,
  said: (typeof words.afterAway)[number],
): Promise<void> {
  const episodeId = await gone(t, worker, caseId)
  await t.later(1, backAt)
  await back(t, worker, caseId, episodeId)
  await t.later(1, '16:30')
  await onCase(t, worker, 'missing.interview', caseId, async ({ tx, house, on, now }) => {
    const asked = { askedBy: words.asksAfterAway, ownWords: said.own, learned: said.learned, next: said.next }
    acts.must(await recordInterview(tx, house, { id: episodeId, caseId }, { outcome: 'held', on, at: now, ...asked }), 'done')
  })
}
