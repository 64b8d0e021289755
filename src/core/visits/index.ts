import type { Room } from '../house/room.ts'
import { alsoRoutes } from './also.tsx'
import { refreshStaleClocks, tellOfMissedVisits } from './clock.ts'
import { keptRoutes } from './kept.tsx'
import { visitRoutes } from './routes.tsx'

export { refreshStaleClocks, refreshVisitClock, tellOfMissedVisits } from './clock.ts'
export * from './rules.ts'
export { seeByColumn, visitChronology, visitFacts, visitsPart, visitsSection } from './section.tsx'
export {
  chooseRhythm,
  insertVisit,
  type NewVisit,
  type PlannedVisit,
  plannedVisitsOf,
  planVisit,
  type SeenInTime,
  seenInTimeCounts,
  type Told,
  toldOf,
  unseenInTime,
  type Visit,
  type VisitClock,
  visitClockOf,
  visitClocksOf,
  visitsOf,
  withdrawVisit,
  withoutRhythm,
} from './store.ts'

/** Seeing the child, in time: what happened, when they must be seen next, and who is told when that did not happen. */
export const visits: Room = {
  name: 'visits',
  migrations: new URL('./migrations/', import.meta.url),
  routes: (route) => {
    visitRoutes(route)
    alsoRoutes(route)
    keptRoutes(route)
  },
  scripts: { visits: new URL('./client.ts', import.meta.url) },
  jobs: [
    { name: 'visits.clocks', when: { everySeconds: 20 }, run: refreshStaleClocks },
    { name: 'visits.overdue', when: { crontab: '*/5 * * * *' }, run: tellOfMissedVisits },
  ],
}
