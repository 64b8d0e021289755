import type { Room } from '../house/room.ts'
import { learnModel } from './models.ts'
import { loadPeopleReference } from './reference.ts'
import { peopleRoutes } from './routes.ts'

export * from './ages.ts'
export { CandidateList, type CandidateListProps, Comparison } from './candidate-views.tsx'
export {
  type CandidateDecision,
  type CandidateView,
  candidatesFor,
  decideCandidate,
  keptCandidates,
  type PersonSummary,
  releaseCandidates,
  type SaidRow,
  summaryOf,
} from './candidates.ts'
export { importCommands } from './commands.ts'
export * from './facts.ts'
export {
  type CellProblem,
  cellsOf,
  type ImportColumn,
  type ImportResult,
  type ImportRow,
  importColumns,
  importPeople,
  readImportRow,
  twiceInFile,
} from './import.ts'
export { compare as compareForMatch, type Evidence } from './matching.ts'
export {
  activateModel,
  activeScorer,
  askForModel,
  bandsOf,
  type KeptModel,
  learnModel,
  modelsKept,
  setThreshold,
  type ThresholdSet,
  thresholdsSet,
} from './models.ts'
export { ethnicGroups, nameVariants, notNames, sourceSystems } from './reference.ts'
export { isBirthProblem, nameText, readAge, readBirth, whoAbout } from './schema.ts'
export {
  addFacts,
  type BirthRow,
  birthOf,
  editPerson,
  joinCluster,
  linkPerson,
  loadPerson,
  type NamedIn,
  type Origin,
  type PersonId,
  type PersonNamed,
  type PersonView,
  peopleIn,
  personName,
  personNames,
  recordPerson,
  type SourceRecordId,
  splitCluster,
} from './store.ts'

export { PersonCard } from './views.tsx'
export { birthWords } from './words.ts'

/** People: one person is all the records that agencies keep of them, each with who said what, joined only by a human. */
export const people: Room = {
  name: 'people',
  migrations: new URL('./migrations/', import.meta.url),
  loadReference: loadPeopleReference,
  routes: peopleRoutes,
  jobs: [{ name: 'matching.learn', when: { everySeconds: 60 }, run: learnModel }],
}
