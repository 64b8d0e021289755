import type { Room } from '../house/index.ts'
import { triageJobs } from './jobs.ts'

export {
  answerPassedOn,
  answerReferrer,
  askForMore,
  type By,
  decideJoinCase,
  decideNoFurtherAction,
  decideOpenCase,
  mergeInto,
  passOn,
  recall,
  reopen,
  type Taken,
  type Telling,
  unmerge,
} from './decide.ts'
export { inboxQuery } from './schema.ts'
export { findTriage, type Inbox, inboxOf, releaseClaim, type TriageConcern, takeClaim } from './store.ts'

/** The desk: what came in is held by one person, decided with a reason by its deadline, and answered to whoever sent it. */
export const triage: Room = {
  name: 'triage',
  migrations: new URL('./migrations/', import.meta.url),
  jobs: triageJobs,
}
