import type { Room } from '../house/room.ts'
import { offenceRoutes } from './routes.tsx'

/** Offences by statute and section, and whether Schedule 4 of the Modern Slavery Act 2015 lists them. */
export const offences: Room = { name: 'offences', routes: offenceRoutes }

export { offenceCommand } from './command.ts'
