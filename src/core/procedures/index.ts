import type { Room } from '../house/room.ts'
import { procedureRoutes } from './routes.tsx'

/** Procedures: what must have happened, by whom and by when, as data; the engine that says how one stands. */
export const procedures: Room = { name: 'procedures', routes: procedureRoutes }

export {
  canSign,
  closeTrack,
  type Figure,
  figure,
  figureOf,
  openBeforeSignOff,
  procedureNamed,
  type Run,
  type StepDate,
  type StepEnd,
  type StepStanding,
  standings,
  type Track,
} from './rules.ts'
export { type ExceptionCode, exceptionCode, type Procedure, type Procedures, procedure, type Step } from './schema.ts'
