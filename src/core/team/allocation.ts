// Before a case is given to somebody: what they carry, and what they would carry with it (law R75 to R78).
import { can } from '../access/identity.ts'
import type { AllocationCheck } from '../cases/index.ts'
import type { Request } from '../house/request.ts'
import type { Load } from '../workload/index.ts'
import { loadOf } from './rules.ts'
import {
  casesForAllocation,
  casesOfWorkers,
  siblingsAmong,
  siblingsForAllocation,
  type TeamWorker,
  type WeighedCase,
  workersByPost,
} from './store.ts'
import { t } from './texts.ts'

/** To give a case to somebody whose week would be more than a fifth over. @source handbook/law.md section 7: the service manager */
const mayGoFurther = 'case.allocate_beyond'
/** Somebody's week goes over only for a reason in a sentence. Local default, as for opening a record in an emergency. */
const shortestReason = 20

export type Carried = Readonly<{ worker: TeamWorker; cases: readonly WeighedCase[]; load: Load }>

/** What each of these workers carries, in the order given, of the cases that the reader sees: for a page that lists them. */
export async function carriedBy(
  { tx, now, house }: Pick<Request, 'tx' | 'now' | 'house'>,
  workers: readonly TeamWorker[],
): Promise<Carried[]> {
  const cases = await casesOfWorkers(
    tx,
    workers.map(({ postId }) => postId),
  )
  const siblings = await siblingsAmong(
    tx,
    cases.flatMap(({ subjects }) => subjects),
  )
  return workers.map((worker) => {
    const own = cases.filter(({ postId }) => postId === worker.postId)
    return { worker, cases: own, load: loadOf(worker, own, siblings, now, house.reference.workload) }
  })
}

/** What each of these workers carries of all there is, seen by the reader or not; with `caseId` as if each had that case too. */
async function loadsOf(
  { tx, now, house }: Pick<Request, 'tx' | 'now' | 'house'>,
  postIds: readonly string[],
  caseId?: string,
): Promise<{ worker: TeamWorker; load: Load }[]> {
  const workers = await workersByPost(tx, postIds)
  const cases = await casesForAllocation(tx, postIds, caseId)
  const siblings = await siblingsForAllocation(tx, postIds, caseId)
  return workers.map((worker) => {
    const own = cases.filter((one) => one.postId === worker.postId || one.caseId === caseId)
    return { worker, load: loadOf(worker, own, siblings, now, house.reference.workload) }
  })
}

/** "13.2 of 16 points, 83% of a full week: full". Percent cut off, so that nobody is said to be full before they are. */
export function loadWords({ points, capacity, percent, band }: Load): string {
  const shown = points.toFixed(1)
  if (percent === null) return t('load.none', { points: shown })
  return t('load.words', { points: shown, capacity: capacity.toFixed(1), percent: shownPercent(percent), band: t(`band.${band}`) })
}

export function shownPercent(percent: number): string {
  return percent.toFixed(1).replace(/\.0$/, '')
}

export const allocationCheck: AllocationCheck = {
  notes: async (request, postIds) => {
    return new Map((await loadsOf(request, postIds)).map(({ worker, load }) => [worker.postId, loadWords(load)]))
  },
  refusal: async (request, caseId, postId, reason) => {
    const [after] = await loadsOf(request, [postId], caseId)
    // a worker who is not there is for the allocation itself to say, in its own words
    if (after === undefined || can(request.actor, mayGoFurther)) return undefined
    const { worker, load } = after
    const { band } = load
    if (band === 'stop' || band === 'no_capacity') return t('refusal.stop', { name: worker.fullName, load: loadWords(load) })
    if (band === 'over' && reason.trim().length < shortestReason) return t('refusal.over', { name: worker.fullName, load: loadWords(load) })
    return undefined
  },
}
