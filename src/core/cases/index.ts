import { type Actor, can } from '../access/identity.ts'
import type { Room } from '../house/room.ts'
import type { CaseParts } from './extension.ts'
import { caseRoutes } from './routes.tsx'
import { t } from './texts.ts'

export { type BelowCase, belowCase, caseFor } from './below.tsx'
export { type Chronology, type ChronologyFilter, chronologyOf } from './chronology.ts'
export { circleSection, emergencyPart } from './circle.tsx'
export type {
  AllocationCheck,
  CaseListFact,
  CaseParts,
  CaseSection,
  ChronologyEntry,
  ChronologySource,
  HeadlineFact,
  OverviewPart,
} from './extension.ts'
export { caseBanner } from './frame.tsx'
export { Disagreements } from './note-views.tsx'
export { type KnownName, namesIn, othersKnown, ownFacts, protectedIn } from './others.ts'
export { accountsIn } from './rules.ts'
export type { CaseId, CaseKind, CaseState } from './schema.ts'
export { type AlsoThere, readTogether, recordSiblings, type Together, togetherPage } from './siblings.tsx'
export {
  addInvestigationNote,
  addLink,
  addNote,
  addPersonToCase,
  addWarning,
  allocateCase,
  type Case,
  type CaseOfConcern,
  caseByReference,
  caseConcerns,
  casePeople,
  casesOfConcern,
  closeTrack,
  type Disagreement,
  decideClosing,
  disagree,
  disagreementsWith,
  findCase,
  joinConcern,
  listCases,
  moveCase,
  myCases,
  type NewCase,
  notesOf,
  type Outcome,
  openCase,
  openInvestigation,
  openTrack,
  redactNote,
  reopenCase,
  requestClosing,
  rightsOn,
  setHeadlineLevel,
  setKnownAs,
  setNextStep,
  type Track,
  tracksOf,
  warningsOf,
} from './store.ts'
export { levelLabel } from './views.tsx'

/** Support for a person: its people, its tracks, what is known and by whom it was said, and how it ends. */
export function makeCases(parts: CaseParts = {}): Room {
  return {
    name: 'cases',
    migrations: new URL('./migrations/', import.meta.url),
    routes: caseRoutes(parts),
    navigation: [
      {
        get label() {
          return t('nav.cases')
        },
        href: '/cases',
        order: 20,
        when: mayHaveCases,
      },
    ],
  }
}

/** Whoever administers or audits has no cases; everybody else may be invited to one. */
function mayHaveCases(actor: Actor): boolean {
  return can(actor, 'concern.refer') || can(actor, 'case.work') || actor.roleCode === 'businessSupport'
}
