import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import { loadRoles, rolesFile } from './roles.ts'

export { type Actor, asNobody, can, inSession, SignedOutError, sessionLimits } from './identity.ts'
export { classBits, classesIn, type RecordClass, recordClasses } from './roles.ts'

/** Who may see what: circles, grants that follow from them, exclusions, break-glass; the roles they are read against. */
export const access: Room = {
  name: 'access',
  migrations: new URL('./migrations/', import.meta.url),
  loadReference: (tx) => loadRoles(tx, readReferenceFile('roles.yaml', rolesFile)),
}
