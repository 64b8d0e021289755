import { can } from '../access/index.ts'
import type { Room } from '../house/index.ts'
import { triageJobs } from './jobs.ts'
import type { TriageParts } from './parts.ts'
import { triageRoutes } from './routes.ts'
import { t } from './texts.ts'

export { concernCircle } from './circle.tsx'
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
export type { TriageParts, TriageSection } from './parts.ts'
export { inboxQuery } from './schema.ts'
export { findTriage, type Inbox, inboxOf, releaseClaim, type TriageConcern, takeClaim } from './store.ts'

/** The desk: what came in is held by one person, decided with a reason by its deadline, and answered to whoever sent it. */
export function makeTriage(parts: TriageParts = {}): Room {
  return {
    name: 'triage',
    migrations: new URL('./migrations/', import.meta.url),
    routes: triageRoutes(parts),
    navigation: [
      {
        get label() {
          return t('nav.inbox')
        },
        href: '/triage',
        order: 10,
        when: (actor) => can(actor, 'concern.triage'),
        get hint() {
          return t('nav.inboxHint')
        },
      },
      {
        get label() {
          return t('nav.passed')
        },
        href: '/triage/passed',
        order: 11,
        when: (actor) => can(actor, 'concern.triage'),
      },
    ],
    jobs: triageJobs,
  }
}
