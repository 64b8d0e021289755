import type { Room } from '../house/room.ts'
import type { CaseParts } from './extension.ts'

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
export type { CaseId, CaseKind, CaseState } from './schema.ts'
export {
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
  decideClosing,
  findCase,
  joinConcern,
  listCases,
  myCases,
  type NewCase,
  type Outcome,
  openCase,
  openInvestigation,
  openTrack,
  reopenCase,
  requestClosing,
  setHeadlineLevel,
  setKnownAs,
  setNextStep,
  warningsOf,
} from './store.ts'

/** Support for a person: its people, its tracks, what is known and by whom it was said, and how it ends. */
export function makeCases(_parts: CaseParts = {}): Room {
  return { name: 'cases', migrations: new URL('./migrations/', import.meta.url) }
}
