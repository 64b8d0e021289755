import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import { riskRoutes } from './routes.tsx'
import { riskPolicy } from './rules.ts'
import { loadRiskPolicy } from './store.ts'

export { addCapacity, addStatement, chooseAdultRhythm, sayExploitedFrom } from './adult-store.ts'
export { countersign, decide, hasPncPrompt, needsCountersign, recordAdvice, suggestionFor } from './assess.ts'
export * from './rules.ts'
export { riskChronology, riskSection } from './section.tsx'
export {
  type Assessment,
  addStrength,
  answersOf,
  assessmentsOf,
  beginAssessment,
  findAssessment,
  pncAdviceOf,
  saveAnswers,
  strengthsOf,
  type WaitingCountersign,
  waitingForCountersign,
} from './store.ts'

/** Risk: a person judges, the tool suggests, both are kept. */
export const risk: Room = {
  name: 'risk',
  migrations: new URL('./migrations/', import.meta.url),
  routes: riskRoutes,
  loadReference: (tx) => loadRiskPolicy(tx, readReferenceFile('risk.yaml', riskPolicy)),
}
