import { can } from '../access/identity.ts'
import type { Room } from '../house/room.ts'
import type { DeskParts } from '../work/index.ts'
import { type TeamBlocks, teamRoutes } from './routes.ts'
import { t } from './texts.ts'

export { allocationCheck, type Carried, carriedBy, loadWords, shownPercent } from './allocation.ts'
export { type CaseWeight, countedLevel, loadOf } from './rules.ts'
export { setFarAway, type Team, teamsSeen, waitingCases, workersByPost, workersOf } from './store.ts'

export { OtherTeams } from './views.tsx'

/** How a team stands: who was not seen, who waits, what runs out, and who carries how much. */
export function makeTeam(parts: readonly DeskParts[], blocks: TeamBlocks = {}): Room {
  return {
    name: 'team',
    migrations: new URL('./migrations/', import.meta.url),
    routes: teamRoutes(parts, blocks),
    navigation: [
      {
        get label() {
          return t('nav.team')
        },
        href: '/team',
        order: 18,
        when: (actor) => can(actor, 'team.oversee'),
        get hint() {
          return t('nav.hint')
        },
      },
    ],
  }
}
