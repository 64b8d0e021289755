import type { Room } from '../house/room.ts'
import { readReferenceFile } from '../reference/index.ts'
import { can } from './identity.ts'
import { loadRoles, rolesFile } from './roles.ts'
import { accessRoutes } from './routes.ts'
import { findReviewers } from './store.ts'
import { t } from './texts.ts'

export { accessCommands } from './commands.ts'
export { type Actor, asNobody, can, inSession, SignedOutError, sessionLimits } from './identity.ts'
export { mayOnCase } from './may.ts'
export { classBits, classesIn, type RecordClass, recordClasses } from './roles.ts'
export { loadCircle } from './routes.ts'
export { breakGlass } from './rules.ts'
export { declareConflict, emergencyUntil, emergencyUses, excludeUser, invite, openByReference, reviewEmergency } from './store.ts'
export { type Circle, CircleSection, capacityText, classesText, EmergencyBanner } from './views.tsx'

/** Who may see what: circles, grants that follow from them, exclusions, break-glass; the roles they are read against. */
export const access: Room = {
  name: 'access',
  migrations: new URL('./migrations/', import.meta.url),
  loadReference: (tx) => loadRoles(tx, readReferenceFile('roles.yaml', rolesFile)),
  routes: accessRoutes,
  jobs: [{ name: 'access.reviewers', when: { crontab: '37 * * * *' }, run: findReviewers }],
  navigation: [
    {
      get label() {
        return t('menu.emergency')
      },
      href: '/break-glass',
      order: 24,
      when: (actor) => can(actor, 'access.break_glass'),
    },
  ],
}
